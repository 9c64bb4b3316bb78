"""The command line: exit codes, sentences on stderr, JSON on request; carried out by the running server or under a lock of the folder."""

import json
import os
import subprocess

import pytest
import requests

from portal import BINARY, Door, Portal, Refused, ok, problem


@pytest.fixture
def idle(engine):
    """A portal whose server does not run."""
    one = Portal(engine)
    yield one
    one.remove()


def test_wrong_usage_is_64_and_help_is_0(portal):
    for arguments in (("dance",), ("serve", "--nonsense"), ("token", "create"), ("import",)):
        with pytest.raises(Refused) as refusal:
            portal.kontor(*arguments)
        assert refusal.value.code == 64, (arguments, refusal.value.err)
    assert "serve" in portal.kontor("--help")
    assert portal.kontor("version").strip()


def test_the_routes_are_listed(portal):
    text = portal.kontor("routes")
    for path in ("/api/v1/orders", "/sign-in", "/1c_exchange", "/livez"):
        assert path in text, path


def test_migrating_twice_is_migrating_once(idle):
    with pytest.raises(Refused) as refusal:
        idle.kontor("migrate", "--check")
    assert refusal.value.code == 1
    idle.kontor("migrate")
    idle.kontor("migrate", "--check")
    idle.kontor("migrate")


def test_the_doctor_has_nothing_to_say_of_a_healthy_portal(portal):
    findings = portal.kontor_json("doctor")["items"]
    assert {"database", "schema", "durability"} <= {finding["check"] for finding in findings}
    assert [finding for finding in findings if finding["verdict"] == "failed"] == []


def test_users_are_made_listed_and_given_another_password(shop, portal):
    client = shop.client()
    portal.user("anna@example.com", "buyer", client, password="одна длинная тайна")
    assert "anna@example.com" in json.dumps(portal.kontor_json("user", "list"))
    with pytest.raises(Refused) as refusal:
        portal.user("ANNA@example.com", "buyer", client)
    assert refusal.value.code == 1
    with pytest.raises(Refused):
        portal.user("boris@example.com", "emperor", client)
    with pytest.raises(Refused):
        portal.user("boris@example.com", "buyer", "no-such-client")
    with pytest.raises(Refused):
        portal.user("not an address", "buyer", client)
    session = sign_in(portal, "anna@example.com", "одна длинная тайна")
    assert session.get(portal.base + "/orders", timeout=30, allow_redirects=False).status_code == 200
    portal.kontor("user", "password", "--email", "anna@example.com", "--password", "другая длинная тайна")
    assert session.get(portal.base + "/orders", timeout=30, allow_redirects=False).status_code != 200, "a new password ends the old sessions"
    sign_in(portal, "anna@example.com", "другая длинная тайна")
    with pytest.raises(AssertionError):
        sign_in(portal, "anna@example.com", "одна длинная тайна")


def sign_in(portal, email, password):
    session = requests.Session()
    answer = session.post(
        portal.base + "/sign-in",
        data={"email": email, "password": password, "return": "/catalog"},
        headers={"Origin": portal.base},
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == 303, answer.status_code
    return session


def test_a_revoked_key_opens_nothing(shop, portal):
    client = shop.client()
    key = portal.key(client)
    door = Door(portal.base, key["access_token"])
    ok(door.get("/orders"))
    listed = json.dumps(portal.kontor_json("token", "list"))
    assert key["client_id"] in listed
    assert key["client_secret"] not in listed and key["access_token"] not in listed
    portal.kontor("token", "revoke", key["client_id"])
    problem(door.get("/orders"), 401, "unauthenticated")


def test_secrets_are_not_in_the_log_nor_in_the_database_in_clear(shop, portal):
    key = portal.key(shop.client())
    portal.user("carl@example.com", "buyer", shop.client(), password="very secret password 7391")
    sign_in(portal, "carl@example.com", "very secret password 7391")
    ok(Door(portal.base, key["access_token"]).get("/orders"))
    files = [path for path in portal.data.rglob("*") if path.is_file() and not path.is_socket()]
    for secret in (key["access_token"], key["client_secret"], "very secret password 7391"):
        for path in files:
            assert secret.encode() not in path.read_bytes(), f"a secret stands in {path.name}"


def test_a_demo_is_not_put_over_what_is_there(portal, shop):
    with pytest.raises(Refused) as refusal:
        portal.kontor("demo")
    assert refusal.value.code == 1
    assert refusal.value.err.strip()


def test_a_demo_makes_a_portal_that_works(idle):
    idle.kontor("migrate")
    out = idle.kontor("demo", "--password", "a password for the demo")
    assert "@" in out
    idle.start()
    email = next(word.strip(",;()") for word in out.split() if "@" in word)
    session = sign_in(idle, email, "a password for the demo")
    for path in ("/catalog", "/orders"):
        answer = session.get(idle.base + path, timeout=30, allow_redirects=False)
        assert answer.status_code == 200, (path, answer.status_code)
    with pytest.raises(Refused):
        idle.kontor("demo")
    idle.kontor("demo", "--empty", "--password", "another password for it")


def test_commands_work_without_a_server_and_what_they_did_is_there_later(idle):
    idle.kontor("migrate")
    key = idle.key()
    idle.start()
    Door(idle.base, key["access_token"]).send("brands", {"external_id": "B", "name": "Марка"})
    idle.stop()
    idle.key()
    idle.start()
    ok(Door(idle.base, key["access_token"]).put("brands", {"external_id": "B", "name": "Марка"}))


def test_two_servers_do_not_share_a_sqlite_folder(portal):
    if portal.engine != "sqlite":
        pytest.skip("nodes on PostgreSQL are equal")
    environment = portal.environment | {"KONTOR_LISTEN": "127.0.0.1:0"}
    second = subprocess.run(
        [str(BINARY), "serve"], env=environment, cwd=portal.data, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert second.returncode == 1
    assert second.stderr.strip()
    assert requests.get(portal.base + "/readyz", timeout=30).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"KONTOR_LISTEN": "nonsense"},
        {"KONTOR_DATABASE": "mysql://x"},
        {"KONTOR_DATABASE": "postgres://nobody@127.0.0.1:1/none"},
        {"KONTOR_LOG": "loud"},
        {"KONTOR_SECRET": ""},
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(engine, idle, change):
    environment = {k: v for k, v in (idle.environment | change).items() if v}
    if "KONTOR_SECRET" in change and engine == "sqlite":
        pytest.skip("on SQLite the secret is made at the first start")
    result = subprocess.run(
        [str(BINARY), "serve"], env=environment, cwd=idle.data, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert result.returncode == 1
    assert 0 < len(result.stderr.strip().splitlines()) < 5, result.stderr
    assert "Fatal error" not in result.stderr


def test_files_of_the_portal_are_for_its_owner_alone(portal):
    if portal.engine != "sqlite":
        pytest.skip("nothing of worth lies in the folder")
    for path in portal.data.rglob("*"):
        if path.name != "server.log" and not path.is_dir():
            assert os.stat(path).st_mode & 0o007 == 0, f"{path.name} is open to everybody"
