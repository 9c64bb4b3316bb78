"""Nodes of different versions on one PostgreSQL: what an older one does when the schema is newer than it, with a migration of the future played by a row.

The real thing, with two programs, is `scripts/prove upgrade`.
"""

import json
import subprocess
import time

import pytest
import requests

from portal import Refused, ok
from test_credit_pages import PASSWORD, Person

NUMBER = 900001


@pytest.fixture(scope="module")
def pair(engine, portal, shop):
    if engine == "sqlite":
        pytest.skip("one process owns SQLite")
    other = portal.beside()
    try:
        yield portal, other.start()
    finally:
        other.remove()


def sql(portal, text):
    done = subprocess.run(
        ["psql", "--quiet", "--no-psqlrc", "--tuples-only", "--no-align", "--dbname", portal.database.url, "--command", text], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip()


@pytest.fixture
def future(pair):
    """A migration that these programs do not know; called with True it has only added."""
    portal = pair[0]

    def land(adds):
        sql(portal, f"INSERT INTO schema_migrations (number, name, fingerprint, applied_at) VALUES ({NUMBER}, 'of tomorrow', 'f', 0)")
        if adds:
            sql(portal, f"INSERT INTO schema_expansions (number) VALUES ({NUMBER})")

    yield land
    sql(portal, f"DELETE FROM schema_expansions WHERE number = {NUMBER}; DELETE FROM schema_migrations WHERE number = {NUMBER}")


def ready(portal):
    answer = requests.get(portal.base + "/readyz", timeout=30)
    return answer.status_code, answer.text


def until(seconds, what):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it has not come"
        time.sleep(0.02)


def examined(portal, check):
    try:
        text = portal.kontor("doctor", "--json")
    except Refused as refused:
        text = refused.out
    return next(row for row in json.loads(text)["items"] if row["check"] == check)


def see_each_other(pair, shop, price):
    """A change of either is shown by the other within a second, and an order taken by either is known to the other."""
    for here, there in (pair, pair[::-1]):
        client = shop.client()
        token = shop.door(client).token
        article = shop.product(price=f"{price}.0000", stock=10)
        erp = type(shop.erp)(here.base, shop.erp.token)
        doors = {node: type(erp)(node.base, token) for node in pair}
        until(2, lambda: doors[there].get(f"/products/{article}").status_code == 200)
        erp.send("prices", {"price_list": "BASE", "product": f"P-{article}", "unit_price": f"{price + 1}.0000"})
        since = time.monotonic()
        until(1, lambda: ok(doors[there].post("/prices", {"lines": [{"code": article, "quantity": "1"}]}))["lines"][0].get("unit_price") == f"{price + 1}.0000")
        assert time.monotonic() - since < 1.2
        order = ok(doors[here].post("/orders", {"reference": f"{price}", "payment": "credit", "partial": False, "lines": [{"code": article, "quantity": "2"}]}, key=f"{article}"), 201)
        assert ok(doors[there].get(f"/orders/{order['number']}"))["reference"] == f"{price}"


def test_beside_additions_an_older_node_goes_on_and_says_so(pair, shop, future):
    future(adds=True)
    for node in pair:
        status, text = ready(node)
        assert status == 200 and text.startswith("ok\n") and "newer by 1 addition" in text, text
    row = examined(pair[0], "schema")
    assert row["verdict"] == "warning" and "newer" in row["detail"], row
    see_each_other(pair, shop, 100)
    assert pair[0].kontor_json("migrate", "--check") == {"missing": []}
    # It may also be started again.
    pair[1].stop()
    pair[1].start()
    assert "the schema is newer" in pair[1].log.read_text("utf-8")
    see_each_other(pair, shop, 200)


def test_jobs_and_entries_of_unknown_kinds_are_left_alone(pair, shop, future):
    future(adds=True)
    portal = pair[0]
    sql(portal, "INSERT INTO jobs (kind, payload, run_at, max_attempts, created_at) VALUES ('of.tomorrow', '{\"strange\": [1]}', 0, 12, 0)")
    sql(portal, "INSERT INTO journal (at, tx, kind, action, ids, actor, details) VALUES (0, pg_current_xact_id()::text::bigint, 'things-of-tomorrow', 'bent', '[7]', 'system', '{}')")
    see_each_other(pair, shop, 300)
    time.sleep(3)
    assert sql(portal, "SELECT state, attempts, locked_until IS NULL FROM jobs WHERE kind = 'of.tomorrow'") == "waiting|0|t"
    portal.user("log@example.com", "administrator", password=PASSWORD)
    assert "things-of-tomorrow" in Person(portal, "log@example.com").page("/journal")
    # What is newer in the log is not in the way of a start either.
    pair[1].stop()
    pair[1].start()
    see_each_other(pair, shop, 400)
    sql(portal, "DELETE FROM jobs WHERE kind = 'of.tomorrow'")


def test_what_is_more_than_an_addition_keeps_requests_and_jobs_away(pair, shop, future):
    portal, other = pair
    door = shop.door(shop.client())
    article = shop.product(stock=1)
    future(adds=False)
    time.sleep(6)
    for node in pair:
        assert ready(node) == (503, "the schema is newer than this version\n")
    assert examined(portal, "schema")["verdict"] == "failed"
    sql(portal, "INSERT INTO jobs (kind, payload, run_at, max_attempts, created_at) VALUES ('jobs.forget', '{\"mark\": 1}', 0, 12, 0)")
    waiting = "SELECT state FROM jobs WHERE payload LIKE '%mark%'"
    time.sleep(3)
    assert sql(portal, waiting) == "waiting"
    assert "no jobs are taken" in portal.log.read_text("utf-8")
    # What still comes is answered, until the proxy has noticed.
    assert ok(door.get(f"/products/{article}"))["article"] == article
    other.stop()
    with pytest.raises(RuntimeError) as ended:
        other.start()
    assert "newer than this version of Kontor: it has migration 900001 (of tomorrow)" in str(ended.value)
    with pytest.raises(Refused) as refused:
        portal.kontor("migrate")
    assert "newer than this version" in refused.value.err
    sql(portal, f"INSERT INTO schema_expansions (number) VALUES ({NUMBER})")
    until(15, lambda: sql(portal, waiting) == "done")
    other.start()
    see_each_other(pair, shop, 500)


def test_a_newer_node_does_not_start_before_its_migrations(pair):
    portal, _ = pair
    newest = sql(portal, "SELECT MAX(number) FROM schema_migrations")
    row = sql(portal, f"SELECT name || '|' || fingerprint FROM schema_migrations WHERE number = {newest}").split("|")
    marked = sql(portal, f"SELECT count(*) FROM schema_expansions WHERE number = {newest}") == "1"
    sql(portal, f"DELETE FROM schema_expansions WHERE number = {newest}; DELETE FROM schema_migrations WHERE number = {newest}")
    third = portal.beside()
    try:
        with pytest.raises(RuntimeError) as ended:
            third.start()
        assert "run `kontor migrate`" in str(ended.value)
        assert ready(portal) == (503, "the schema is behind\n")
    finally:
        sql(portal, f"INSERT INTO schema_migrations (number, name, fingerprint, applied_at) VALUES ({newest}, '{row[0]}', '{row[1]}', 0)")
        if marked:
            sql(portal, f"INSERT INTO schema_expansions (number) VALUES ({newest})")
        third.remove()
