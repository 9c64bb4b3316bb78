"""What a hostile or broken line can hold is bounded in time and in size, and others are served meanwhile: reference T30.

Beside `test_safety.py`, whose broken requests are refused at once, here are those that go on for ever: silence, drops, and no end.
"""

import contextlib
import os
import re
import socket
import threading
import time

import pytest
import requests

FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
NOWHERE = b"POST /nowhere HTTP/1.1\r\nHost: x\r\n"
CHUNK = b"10000\r\n" + b"a" * 65536 + b"\r\n"


class Line:
    """One connection that sends a head, then the same piece again and again, until it is closed."""

    def __init__(self, portal, head, piece=b"", pause=0.2, patience=90):
        self.portal, self.head, self.piece, self.pause, self.patience = portal, head, piece, pause, patience
        self.seconds, self.sent, self.answer = None, 0, b""
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        with socket.create_connection(("127.0.0.1", self.portal.port), timeout=10) as line:
            start = time.monotonic()
            with contextlib.suppress(OSError):
                line.sendall(self.head)
                self.sent = len(self.head)
                line.setblocking(False)
                rest = self.piece
                while time.monotonic() - start < self.patience:
                    with contextlib.suppress(BlockingIOError):
                        if self.piece:
                            taken = line.send(rest)
                            self.sent += taken
                            rest = rest[taken:] or self.piece
                    with contextlib.suppress(BlockingIOError):
                        part = line.recv(65536)
                        if not part:
                            break
                        self.answer += part
                    time.sleep(self.pause)
                else:
                    return  # still open: `seconds` stays nil
            self.seconds = time.monotonic() - start


# What it sends, how soon it is cut off at the latest, how much it gets rid of at most, and with what it may be answered.
MB = 1 << 20
LINES = {
    "nothing": ((b"",), 13, MB, {None}),
    "half a request line": ((b"GET /",), 13, MB, {None}),
    "a request line without end": ((b"GET /", b"a" * 20_000, 0.02), 15, 8 * MB, {400, None}),
    "a header without end": ((b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a" * 20_000, 0.02), 15, 8 * MB, {400, None}),
    "headers without end": ((b"GET / HTTP/1.1\r\nHost: x\r\n", b"X-Y: z\r\n" * 50, 0.02), 15, 8 * MB, {400, None}),
    "silence after an answer": ((b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",), 65, MB, {200}),
    "a body that stops": ((FORM + b"Content-Length: 100000\r\n\r\nemail",), 65, MB, {None}),
    "a body that stops after a good beginning": ((FORM + b"Content-Length: 100000\r\n\r\n" + b"a" * 60_000,), 65, MB, {None}),
    "a body drop by drop": ((FORM + b"Content-Length: 100000\r\n\r\n", b"a", 0.5), 45, MB, {None}),
    "pieces drop by drop": ((FORM + CHUNKED, b"1\r\na\r\n", 0.5), 45, MB, {None}),
    "a body drop by drop where none is wanted": ((b"GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", b"a", 0.5), 45, MB, {200}),
    "a length of a piece without end": ((FORM + CHUNKED, b"0" * 100, 0.1), 65, MB, {400, None}),
    "pieces without end": ((FORM + CHUNKED, CHUNK, 0.001), 30, 80 * MB, {413}),
    "trailers without end": ((FORM + CHUNKED + b"0\r\n", b"X-Y: z\r\n" * 50, 0.02), 15, 8 * MB, {400}),
    "pieces without end to nowhere": ((NOWHERE + CHUNKED, CHUNK, 0.001), 60, 80 * MB, {404}),
    "five gigabytes to nowhere": ((NOWHERE + b"Content-Length: 5000000000\r\n\r\n", b"a" * 65536, 0.001), 60, 80 * MB, {404}),
    "more than a form may be": ((FORM + b"Content-Length: 50000000\r\n\r\n", b"a" * 65536, 0.001), 60, 80 * MB, {413}),
}


def memory(portal):
    with open(f"/proc/{portal.process.pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def served(portal):
    """How long another waits for a page."""
    start = time.monotonic()
    assert requests.get(portal.base + "/sign-in", timeout=20).status_code == 200
    return time.monotonic() - start


class Unread(threading.Thread):
    """Asks and asks, and never reads an answer."""

    def __init__(self, portal):
        super().__init__(daemon=True)
        self.portal, self.seconds, self.sent = portal, None, 0
        self.start()

    def run(self):
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.settimeout(10)
            line.connect(("127.0.0.1", self.portal.port))
            line.setblocking(False)
            start = time.monotonic()
            while time.monotonic() - start < 90:
                try:
                    self.sent += line.send(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
                except BlockingIOError:
                    time.sleep(0.2)
                except ConnectionError:
                    self.seconds = time.monotonic() - start
                    return


class Honest(threading.Thread):
    """A form over a line of one kilobyte a second, longer than the span in which enough has to come; or in pieces, with pauses."""

    def __init__(self, portal, step=1000, pauses=(1,) * 30):
        super().__init__(daemon=True)
        self.portal, self.answer, self.step, self.pauses = portal, b"", step, pauses
        self.start()

    def run(self):
        form = b"email=slow%40example.com&password=" + b"x" * 26_000
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.portal.port), timeout=20) as line:
            line.sendall(FORM + f"Origin: {self.portal.base}\r\nConnection: close\r\nContent-Length: {len(form)}\r\n\r\n".encode())
            for start, pause in zip(range(0, len(form), self.step), (0, *self.pauses)):
                time.sleep(pause)
                line.sendall(form[start : start + self.step])
            self.answer = line.recv(65536)


@pytest.fixture(scope="module", autouse=True)
def one_engine(engine):
    if engine != os.environ.get("KONTOR_ENGINES", "sqlite,postgres").split(",")[0]:
        pytest.skip("no line comes as far as a database")


@pytest.mark.timeout(200)
def test_every_line_is_cut_off_and_others_are_served(portal):
    quiet = max(served(portal) for _ in range(20))
    before = memory(portal)
    # All at once, for most of it is waiting. The pause is as long as a whole span, and shorter than the idle timeout.
    unread, honest, paused = Unread(portal), Honest(portal), Honest(portal, step=13_000, pauses=(15, 27))
    lines = {name: Line(portal, *what) for name, (what, *_) in LINES.items()}
    waits = []
    while unread.is_alive() or honest.is_alive() or paused.is_alive() or any(line.thread.is_alive() for line in lines.values()):
        waits.append(served(portal))
        time.sleep(0.25)
    after, wrong = memory(portal), []
    for name, line in lines.items():
        _, soonest, most, statuses = LINES[name]
        # Interim answers aside, one at the most: nothing was taken for a second request.
        answers = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", line.answer)]
        print(f"{name}: {'open' if line.seconds is None else f'{line.seconds:.1f} s'}, {line.sent / MB:.2f} MB sent, answered {answers}")
        if line.seconds is None or line.seconds > soonest:
            wrong.append(f"{name}: {'still open' if line.seconds is None else f'cut off after {line.seconds:.1f} s'}, {soonest} s are enough")
        if line.sent > most:
            wrong.append(f"{name}: {line.sent / MB:.0f} MB were taken")
        if (answers[0] if answers else None) not in statuses or len(answers) > 2 or (len(answers) == 2 and answers[1] != 400):
            wrong.append(f"{name}: answered {answers} {line.answer[:300]!r}")
    waits.sort()
    print(f"others waited {waits[len(waits) * 95 // 100] * 1000:.0f} ms at most of 95 in 100, {quiet * 1000:.0f} ms before; memory {before:.0f} MB, then {after:.0f} MB")
    # The reference allows twice; on a machine that does other things too a page is still there at once.
    if waits[len(waits) * 95 // 100] > max(1.0, 2 * quiet):
        wrong.append(f"others waited {waits[-5:]}")
    # Answers that nobody fetches are not heaped up: the server stops reading questions, and closes.
    if unread.seconds is None or unread.seconds > 70 or unread.sent > 16 * MB:
        wrong.append(f"questions whose answers nobody reads: {unread.sent / MB:.1f} MB, cut off after {unread.seconds} s")
    for name, form in {"a slow but honest line": honest, "a line that paused": paused}.items():
        if not re.match(rb"HTTP/1\.1 (200|401|422) ", form.answer):
            wrong.append(f"{name} was answered {form.answer[:200]!r}")
    if after - before > 64:
        wrong.append(f"{after - before:.0f} MB more memory")
    if failed := [text for text in portal.log.read_text("utf-8", "replace").splitlines() if '"Request failed"' in text]:
        wrong.append(f"a broken line is no breakdown of ours: {failed[:2]}")
    assert not wrong, "\n".join(wrong)


def test_many_half_open_lines_shut_nobody_out(portal):
    before, lines = memory(portal), []
    try:
        for _ in range(800):
            line = socket.create_connection(("127.0.0.1", portal.port), timeout=10)
            lines.append(line)
            line.sendall(b"GET / HT")
        assert served(portal) < 5
        assert memory(portal) - before < 64
        deadline = time.monotonic() + 25
        for line in lines:
            line.settimeout(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ConnectionError):
                assert line.recv(100) == b"", "closed without a word"
        assert time.monotonic() < deadline, "all are closed soon"
    finally:
        for line in lines:
            line.close()
    assert served(portal) < 5
