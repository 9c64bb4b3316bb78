"""What every answer has, whatever was asked; and what strangers and broken clients get."""

import re
import socket

import pytest
import requests

from portal import Door, ok, problem


def test_health_and_figures(portal):
    for path in ("/livez", "/readyz"):
        ok_text = requests.get(portal.base + path, timeout=30)
        assert ok_text.status_code == 200
    figures = requests.get(portal.base + "/metrics", timeout=30)
    assert figures.status_code == 200
    assert figures.headers["Content-Type"].startswith("text/plain")
    for line in figures.text.splitlines():
        assert re.fullmatch(r"#.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^{}]*\})? [-+0-9.eEInfNa]+( \d+)?|", line), line
    assert "kontor" in figures.text or "http" in figures.text


def test_every_answer_has_a_number_and_is_guarded(portal):
    seen = set()
    for path in ("/", "/sign-in", "/no-such-page", "/api/v1/orders", "/api/v1/no-such-call", "/livez", "/api/openapi.json"):
        answer = requests.get(portal.base + path, timeout=30, allow_redirects=False)
        seen.add(answer.headers["X-Request-Id"])
        assert answer.headers.get("X-Content-Type-Options") == "nosniff", path
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe-inline" not in policy and "frame-ancestors" in policy
            assert answer.headers.get("Referrer-Policy"), path
    assert len(seen) == 7


def test_what_is_not_there_is_told_in_the_callers_form(portal):
    problem(Door(portal.base).call("GET", "/api/v1/no-such-call"), 404, "not_found")
    page = requests.get(portal.base + "/no-such-page", headers={"Accept": "text/html"}, timeout=30)
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    wrong_method = Door(portal.base).call("DELETE", "/api/v1/account")
    assert wrong_method.status_code in (401, 404, 405)
    if wrong_method.status_code == 405:
        assert "GET" in wrong_method.headers["Allow"]


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../etc/passwd",
        "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/products/%00",
        "/products/%ff%fe",
        "/%",
        "/orders/" + "9" * 5000,
        "/catalog?page=99999999999999999999",
        "/catalog?page=-1",
        "/catalog?query=%00",
        "/catalog?sort=x&sort=y",
        "//evil.example/",
        "/sign-in?return=//evil.example",
    ],
)
def test_a_strange_address_is_no_crash(portal, path):
    with socket.create_connection(("127.0.0.1", portal.port), timeout=30) as wire:
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{portal.port}\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while chunk := wire.recv(65536):
            answer += chunk
    status = int(answer.split(b" ", 2)[1])
    assert status < 500, (path, status)
    assert b"root:" not in answer
    location = re.search(rb"(?im)^location: *(\S+)", answer)
    assert not location or not location[1].startswith((b"//", b"http://evil", b"https://evil"))


def test_a_form_from_another_site_is_refused(portal):
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "https://evil.example/"}):
        answer = requests.post(
            portal.base + "/sign-in", data={"email": "a@example.com", "password": "x"}, headers=headers, timeout=30, allow_redirects=False
        )
        assert answer.status_code == 403, (headers, answer.status_code)


def test_a_session_cookie_is_closed_to_scripts_and_other_sites(shop, portal):
    portal.user("dora@example.com", "buyer", shop.client(), password="a long enough password")
    answer = requests.post(
        portal.base + "/sign-in",
        data={"email": "dora@example.com", "password": "a long enough password", "return": "https://evil.example/"},
        headers={"Origin": portal.base},
        timeout=30,
        allow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/") and not answer.headers["Location"].startswith("//")
    cookie = answer.headers["Set-Cookie"]
    assert "httponly" in cookie.lower() and "samesite" in cookie.lower(), cookie
    session = cookie.split(";")[0]
    page = requests.get(portal.base + "/catalog", headers={"Cookie": session}, timeout=30, allow_redirects=False)
    assert page.status_code == 200
    assert "no-store" in page.headers.get("Cache-Control", "") or "private" in page.headers.get("Cache-Control", "")
    out = requests.post(portal.base + "/sign-out", headers={"Cookie": session, "Origin": portal.base}, timeout=30, allow_redirects=False)
    assert out.status_code == 303
    assert requests.get(portal.base + "/orders", headers={"Cookie": session}, timeout=30, allow_redirects=False).status_code != 200


def test_a_body_beyond_the_bounds_is_refused_early(shop, portal):
    door = shop.door(shop.client())
    answer = door.call("POST", "/api/v1/prices", data=b'{"lines":[' + b" " * 80_000_000 + b"]}", headers={"Content-Type": "application/json"})
    problem(answer, 413, "payload_too_large")
    ok(door.get("/orders"))


def test_a_pages_text_is_escaped(shop, portal):
    nasty = '"><script>alert(1)</script>&<b>'
    client = shop.client()
    bolt = shop.product(stock=1, name=f"Болт {nasty}")
    portal.user("fred@example.com", "buyer", client, password="a long enough password")
    session = requests.Session()
    session.post(
        portal.base + "/sign-in",
        data={"email": "fred@example.com", "password": "a long enough password"},
        headers={"Origin": portal.base},
        timeout=30,
    )
    for path, params in (
        (f"/products/{bolt}", {}),
        ("/catalog", {"query": nasty}),
        ("/catalog", {"query": bolt}),
        ("/orders", {"query": nasty}),
        ("/sign-in", {"return": nasty}),
    ):
        page = session.get(portal.base + path, params=params, timeout=30)
        assert page.status_code == 200, (path, page.status_code)
        assert "<script>alert" not in page.text, path


def test_guessing_passwords_is_stopped(shop, portal):
    portal.user("emma@example.com", "buyer", shop.client(), password="a long enough password")

    def attempt(password):
        return requests.post(
            portal.base + "/sign-in",
            data={"email": "emma@example.com", "password": password},
            headers={"Origin": portal.base},
            timeout=60,
            allow_redirects=False,
        ).status_code

    assert all(attempt(f"wrong guess {n}") != 303 for n in range(5))
    assert attempt("a long enough password") == 303, "a few slips are forgiven"
    assert all(attempt(f"wrong guess {n}") != 303 for n in range(20))
    assert attempt("a long enough password") != 303, "after so many guesses not even the right one is let in"
