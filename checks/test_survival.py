"""What was answered is there after the process was killed; a stop by SIGTERM is clean."""

import secrets
import signal
import threading
import time

import requests

from portal import ok
from shop import order

ROUNDS = 10


def test_an_answered_order_survives_kill_9(shop, portal):
    door = shop.door(shop.client())
    bolt = shop.product(stock=100_000)
    answered, started = {}, 0
    for number in range(ROUNDS):
        died = threading.Event()

        def place():
            nonlocal started
            while not died.is_set():
                key = secrets.token_hex(8)
                started += 1
                try:
                    answer = door.post("/orders", order((bolt, 1), reference=key), key=key)
                except requests.RequestException:
                    return
                answered[ok(answer, 201)["number"]] = key

        threads = [threading.Thread(target=place) for _ in range(4)]
        for thread in threads:
            thread.start()
        before, deadline = len(answered), time.monotonic() + 60
        while len(answered) < before + 5 + number and time.monotonic() < deadline:
            time.sleep(0.001)
        portal.kill()  # right after an answer, while others are on their way
        died.set()
        for thread in threads:
            thread.join(timeout=60)
        assert len(answered) > before
        portal.start()
        found = {row["number"]: row["reference"] for row in door.pages("/orders", limit=1000)}
        lost = {reference for number, reference in answered.items() if found.get(number) != reference}
        assert not lost, f"round {number}: {len(lost)} of {len(answered)} answered orders are gone"
        assert len(set(found.values())) == len(found), "one order stands twice"
        assert len(found) <= started
        # Each that is there took its piece, each that is not took none.
        assert shop.free(door, bolt) == (100_000 - len(found)) * 1000
    # The same key asked again after the crash gives the same order, not another one.
    number, key = next(iter(answered.items()))
    assert ok(door.post("/orders", order((bolt, 1), reference=key), key=key), 201)["number"] == number


def test_a_stop_lets_requests_end_and_leaves_nothing_half_done(shop, portal):
    door = shop.door(shop.client())
    bolt = shop.product(stock=1000)
    placed, threads, failures = [], [], []

    def place():
        for _ in range(200):
            try:
                answer = door.post("/orders", order((bolt, 1)))
            except requests.ConnectionError:
                return
            except requests.RequestException as problem:
                failures.append(problem)
                return
            if answer.status_code == 503:
                return
            placed.append(ok(answer, 201)["number"])

    threads = [threading.Thread(target=place) for _ in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(placed) < 10 and time.monotonic() < deadline:
        time.sleep(0.005)
    portal.process.send_signal(signal.SIGTERM)
    code = portal.process.wait(timeout=20)
    for thread in threads:
        thread.join(timeout=30)
    assert code == 0, f"exit code {code}"
    assert not failures
    portal.start()
    found = [row["number"] for row in door.pages("/orders", limit=1000)]
    assert set(placed) <= set(found)
    assert shop.free(door, bolt) == (1000 - len(found)) * 1000
