"""Fixtures: a portal on each engine, empty or with the small shop in it."""

import os
from pathlib import Path

import pytest

from catcher import Catcher
from portal import Portal, free_port
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


@pytest.fixture(scope="module")
def post(engine):
    """A letter box of the checks of a file on one engine."""
    catcher = Catcher(free_port()).start()
    yield catcher
    catcher.stop()


@pytest.fixture(scope="module")
def house(engine, post):
    """A portal that sends its letters there, with the small shop in it as `house.shop`."""
    one = Portal(engine)
    try:
        one.kontor("migrate")
        one.environment["KONTOR_SMTP"] = post.url + "?from=portal@example.com"
        one.start()
        one.shop = Shop(one)
        yield one
    finally:
        one.remove()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Beside a failure stands the end of the server's log."""
    report = yield
    arguments = getattr(item, "funcargs", {})
    one = arguments.get("portal") or arguments.get("house")
    if report.failed and one is not None:
        report.sections.append(("kontor's log", one.log_tail()))
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What a worker says of its screenshots."""
    if pictures := getattr(node, "workeroutput", {}).get("pictures"):
        node.config.pictures = pictures


def pytest_addoption(parser):
    parser.addoption("--failed-names", help="a file that gets the names of the checks that failed, a line each")


def pytest_terminal_summary(terminalreporter, config):
    if (path := config.getoption("--failed-names")) and not hasattr(config, "workerinput"):
        reports = terminalreporter.stats.get("failed", []) + terminalreporter.stats.get("error", [])
        names = sorted({report.nodeid for report in reports})
        Path(path).write_text("".join(f"{name}\n" for name in names), "utf-8")
    if hasattr(config, "pictures"):
        terminalreporter.write_line(f"screenshots: {config.pictures}")
