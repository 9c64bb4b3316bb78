"""What the web must not let through: foreign sites, slow and broken clients, cookies in the open; as in reference T28 to T30."""

import re
import socket
import subprocess
import time

import pytest
import requests

from portal import Portal, free_port
from test_people import Browser


@pytest.fixture(scope="module")
def staff(portal):
    portal.user("safety@example.com", "administrator")
    one = Browser(portal)
    assert one.sign_in("safety@example.com").status_code == 303
    return one


def page_routes(portal, method):
    """The pages' routes as the binary itself tells them, without the doors of programs."""
    routes = portal.kontor_json("routes")["items"]
    return [r["path"] for r in routes if r["method"] == method and not r["path"].startswith(("/api", "/oauth", "/1c", "/erp"))]


def filled(path):
    return re.sub(r"\{[^}]+\}", "1", path)


def test_no_form_is_taken_from_another_site(portal, staff):
    paths = page_routes(portal, "POST")
    assert len(paths) > 20
    for path in paths:
        for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "null"}, {"Referer": "https://evil.example/page"}):
            answer = staff.post(filled(path), {"x": "1"}, headers=foreign)
            assert answer.status_code == 403, f"{path} {foreign}: {answer.status_code}"
        # With the cookie of a session and no word of where it comes from.
        answer = staff.session.post(staff.base + filled(path), data={"x": "1"}, timeout=30, allow_redirects=False)
        assert answer.status_code == 403, f"{path}: {answer.status_code}"


def test_looking_changes_nothing(portal, staff):
    if portal.engine != "sqlite":
        # Every row with its place, so that also a rewrite of the same is seen.
        tables = (
            "SELECT format('SELECT %L || '' '' || coalesce(md5(string_agg(t.ctid::text || t::text, '','' ORDER BY t.ctid)), ''empty'') FROM %I AS t',"
            " relname, relname) FROM pg_stat_user_tables ORDER BY relname \\gexec\n"
        )

        def state():
            return subprocess.run(
                ["psql", "--no-psqlrc", "-At", "--dbname", portal.database.url], input=tables, check=True, capture_output=True, text=True
            ).stdout

        noise = re.compile(r"(?m)^(nodes|jobs|job_schedules|sign_in_failures|idempotency_keys) .*$")
    else:
        pytest.skip("the file belongs to the server alone; the pages are the same")
    for path in page_routes(portal, "GET"):
        staff.get(filled(path))  # once, so that nothing is there for the first time
    before = noise.sub("", state())
    for path in page_routes(portal, "GET"):
        assert staff.get(filled(path)).status_code < 500, path
    assert noise.sub("", state()) == before


def test_every_answer_is_guarded(portal, staff):
    for path in page_routes(portal, "GET") + ["/api/v1/orders", "/no-such-page"]:
        for who in (staff, Browser(portal)):
            answer = who.get(filled(path))
            headers = answer.headers
            assert headers.get("X-Content-Type-Options") == "nosniff" and headers.get("X-Frame-Options") == "DENY", path
            assert headers.get("Cross-Origin-Opener-Policy") == "same-origin" and headers.get("Cross-Origin-Resource-Policy") == "same-origin", path
            assert headers.get("Referrer-Policy") and headers.get("Permissions-Policy") and headers.get("Cache-Control"), path
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "default-src" in policy, path
            assert "Strict-Transport-Security" not in headers, "on http"
            assert not re.search(r"(?i)\b(hummingbird|swift|nio)\b", headers.get("Server", "")), path


def test_over_https_cookies_are_bound_to_the_host(engine):
    one = Portal(engine)
    try:
        one.environment["KONTOR_BASE_URL"] = "https://portal.example.com"
        one.environment["KONTOR_TRUSTED_PROXIES"] = "127.0.0.1"
        one.kontor("migrate")
        one.user("secure@example.com", "administrator")
        one.start()
        browser = Browser(one)
        answer = browser.sign_in("secure@example.com")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-kontor=ks_")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookie
        assert "Domain" not in cookie
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        token = re.search(r"__Host-kontor=([^;]+)", cookie)[1]
        said = requests.post(one.base + "/sign-out", cookies={"__Host-kontor": token}, headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False, timeout=30)
        for line in said.raw.headers.getlist("Set-Cookie"):
            assert "Secure" in line and "HttpOnly" in line, line
        # A cookie under the plain name, as a neighbouring host could plant it, is not looked at.
        again = Browser(one)
        token = re.search(r"__Host-kontor=([^;]+)", again.sign_in("secure@example.com").headers["Set-Cookie"])[1]
        planted = requests.get(one.base + "/security", cookies={"kontor": token}, allow_redirects=False, timeout=30)
        assert planted.status_code == 303 and planted.headers["Location"].startswith("/sign-in")
    finally:
        one.remove()


def talk(portal, data, seconds=20):
    """Sends bytes and reads until the server closes or the time is over."""
    with socket.create_connection(("127.0.0.1", portal.port), timeout=seconds) as line:
        line.sendall(data)
        answer = b""
        try:
            while chunk := line.recv(65536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
        return answer


def test_an_idle_line_is_ended_after_half_a_minute_and_head_tells_the_length_of_get(portal):
    begun = time.monotonic()
    answer = talk(portal, b"HEAD /sign-in HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n", seconds=45)
    assert 20 < time.monotonic() - begun < 40, "closed by the server, neither at once nor much later"
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 200 " in head and not body
    whole = requests.get(portal.base + "/sign-in", headers={"Accept-Encoding": "gzip"}, timeout=30, stream=True)
    length = len(whole.raw.read())
    assert f"content-length: {length}".encode() in head.lower() and b"content-encoding: gzip" in head.lower()


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(257)) + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["257 headers", "a header of 100 KB", "length and chunks", "two lengths", "a length below zero", "odd coding", "odd version", "TLS"],
)
def test_broken_requests_are_refused_and_others_served(portal, data):
    answer = talk(portal, data, 12)
    assert not answer or answer.startswith(b"HTTP/1.1 4") or answer.startswith(b"HTTP/1.0 4") or answer.startswith(b"HTTP/1.1 505"), answer[:200]
    assert answer.count(b"HTTP/1.1 ") <= 1, "one answer at most: nothing was smuggled in"
    assert requests.get(portal.base + "/livez", timeout=5).status_code == 200


def test_who_sends_a_head_drop_by_drop_is_cut_off(portal):
    with socket.create_connection(("127.0.0.1", portal.port), timeout=30) as line:
        start = time.monotonic()
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        with pytest.raises(OSError):
            while time.monotonic() - start < 25:
                line.sendall(b"X: y\r\n")
                time.sleep(0.5)
                line.setblocking(False)
                try:
                    if line.recv(1000) == b"":
                        raise ConnectionResetError
                except BlockingIOError:
                    pass
                finally:
                    line.setblocking(True)
        assert 8 < time.monotonic() - start < 20
    assert requests.get(portal.base + "/livez", timeout=5).status_code == 200


def test_a_large_form_is_refused_before_it_is_read(portal):
    head = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 50000000\r\n\r\n"
    answer = talk(portal, head + b"email=x", 12)
    assert b" 413 " in answer.split(b"\r\n", 1)[0], answer[:200]
