"""Fixtures: a portal on each engine, empty or with the small shop in it."""

import os

import pytest

from portal import Portal
from shop import Shop


@pytest.fixture(scope="module", params=[e for e in ("sqlite", "postgres") if e in os.environ.get("KONTOR_ENGINES", "sqlite,postgres").split(",")])
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def portal(engine):
    """One running portal with an empty database for all checks of a file."""
    one = Portal(engine)
    try:
        one.kontor("migrate")
        yield one.start()
    finally:
        one.remove()


@pytest.fixture(scope="module")
def shop(portal):
    return Shop(portal)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Beside a failure stands the end of the server's log."""
    report = yield
    one = getattr(item, "funcargs", {}).get("portal")
    if report.failed and one is not None:
        report.sections.append(("kontor's log", one.log_tail()))
    return report


def pytest_terminal_summary(terminalreporter, config):
    if hasattr(config, "pictures"):
        terminalreporter.write_line(f"screenshots: {config.pictures}")
