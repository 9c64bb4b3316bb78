"""One effect for one Idempotency-Key."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal import ok, problem
from shop import order


@pytest.fixture
def door(shop):
    return shop.door(shop.client())


def test_five_at_once_with_one_key_make_one_order(shop, door):
    for _ in range(10):
        bolt = shop.product(stock=100)
        key, body, barrier = secrets.token_hex(16), order((bolt, 3)), threading.Barrier(5)

        def one(_):
            barrier.wait(timeout=30)
            return door.post("/orders", body, key=key)

        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(one, range(5)))
        placed = [answer for answer in answers if answer.status_code == 201]
        for answer in answers:
            if answer.status_code != 201:
                problem(answer, 409, "in_progress")
        assert placed
        assert len({answer.text for answer in placed}) == 1
        assert shop.free(door, bolt) == 97000
        # Whoever was too early asks again and gets the same order.
        assert door.post("/orders", body, key=key).text == placed[0].text
        assert shop.free(door, bolt) == 97000


def test_a_key_with_another_body_is_refused(shop, door):
    bolt = shop.product(stock=100)
    key = secrets.token_hex(16)
    ok(door.post("/orders", order((bolt, 1)), key=key), 201)
    problem(door.post("/orders", order((bolt, 2)), key=key), 422, "idempotency_conflict")
    assert shop.free(door, bolt) == 99000


def test_a_key_belongs_to_its_client(shop, door):
    other = shop.door(shop.client())
    bolt = shop.product(stock=100)
    key = secrets.token_hex(16)
    first = ok(door.post("/orders", order((bolt, 1)), key=key), 201)
    second = ok(other.post("/orders", order((bolt, 1)), key=key), 201)
    assert first["number"] != second["number"]
    assert shop.free(door, bolt) == 98000


def test_a_refused_order_may_be_mended_under_a_new_key_and_is_refused_again_under_the_old(shop, door):
    bolt = shop.product(stock=1)
    key = secrets.token_hex(16)
    problem(door.post("/orders", order((bolt, 2)), key=key), 422)
    problem(door.post("/orders", order((bolt, 2)), key=key), 422)
    ok(door.post("/orders", order((bolt, 1)), key=secrets.token_hex(16)), 201)
    assert shop.free(door, bolt) == 0


def test_without_a_key_two_are_two(shop, door):
    bolt = shop.product(stock=10)
    numbers = {ok(door.post("/orders", order((bolt, 1))), 201)["number"] for _ in range(2)}
    assert len(numbers) == 2
    assert shop.free(door, bolt) == 8000


@pytest.mark.parametrize("key", ["", "x" * 1000, "ключ"])
def test_a_strange_key_is_refused_or_kept_never_a_crash(shop, door, key):
    bolt = shop.product(stock=10)
    answer = door.call("POST", "/api/v1/orders", json=order((bolt, 1)), headers={"Idempotency-Key": key.encode()})
    assert answer.status_code in (201, 400, 422), answer.text[:500]
