"""Reference T28: nobody tells by time whether an address is known; how long a password's hash takes.

Two thousand attempts, one after the other, known and unknown by turns: `scripts/prove`. KONTOR_TRIES names fewer.
"""

import os
import re
import statistics
import time

import pytest
import requests

from portal import Portal
from test_people import PASSWORD

TRIES = int(os.environ.get("KONTOR_TRIES", "2000"))
# The goal of the reference; and what a hash takes, from a quick machine to a busy one: its cost is fixed (19 MiB, 2 passes), its time is not.
DIFFERENCE, HASH = 0.005, (0.015, 0.250)


@pytest.fixture(scope="module")
def proxied(engine):
    """Behind a proxy, so that each attempt comes from an address of its own and no limit stands in the way."""
    one = Portal(engine)
    try:
        one.environment["KONTOR_TRUSTED_PROXIES"] = "127.0.0.1"
        one.kontor("migrate")
        one.user("known@example.com", "administrator")
        yield one.start()
    finally:
        one.remove()


def medians(portal, path, form, tries):
    session = requests.Session()
    session.trust_env = False
    taken, bodies = {"known": [], "unknown": []}, {"known": set(), "unknown": set()}
    for index in range(tries):
        place = f"10.{index >> 16 & 255}.{index >> 8 & 255}.{index & 255}"
        # Who is first alternates: whatever drifts, drifts for both.
        for name in sorted(taken, reverse=index % 2 == 1):
            email = "known@example.com" if name == "known" else f"nobody{index}@example.com"
            start = time.perf_counter()
            answer = session.post(portal.base + path, data=form(email), headers={"Origin": portal.base, "X-Forwarded-For": place}, timeout=60, allow_redirects=False)
            taken[name].append(time.perf_counter() - start)
            bodies[name].add((answer.status_code, re.sub(r"[\w-]+@example\.com|<code>[0-9a-f]{8,}</code>", "", answer.text)))
    assert bodies["known"] == bodies["unknown"] and len(bodies["known"]) == 1, "the same answer, word for word"
    found = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{portal.engine} {path}: known {found['known'] * 1000:.2f} ms, unknown {found['unknown'] * 1000:.2f} ms, {tries} tries each")
    return found


def test_a_password_is_refused_in_the_same_time(proxied):
    found = medians(proxied, "/sign-in", lambda email: {"email": email, "password": PASSWORD + " not"}, TRIES // 2)
    assert abs(found["known"] - found["unknown"]) <= DIFFERENCE
    assert HASH[0] <= found["unknown"] <= HASH[1], "what Argon2 takes, and little else"


def test_a_lost_password_is_answered_in_the_same_time(proxied):
    found = medians(proxied, "/lost-password", lambda email: {"email": email}, TRIES // 2)
    assert abs(found["known"] - found["unknown"]) <= DIFFERENCE
