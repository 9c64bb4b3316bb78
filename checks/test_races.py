"""Sixty-four at once: after the last units, against a limit, and in each other's way. `KONTOR_RACE_ROUNDS` says how often."""

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal import ok, problem, problem_codes
from shop import order

ROUNDS = int(os.environ.get("KONTOR_RACE_ROUNDS", "20"))
BUYERS = 64


@pytest.fixture(scope="module")
def crowd():
    """Threads that live as long as the file's checks, each with its own connection to the server."""
    with ThreadPoolExecutor(BUYERS) as pool:
        yield pool


@pytest.fixture(scope="module")
def buyers(shop):
    """Doors of 16 clients, four callers to each."""
    doors = [shop.door(shop.client()) for _ in range(BUYERS // 4)]
    return doors * 4


def all_at_once(crowd, calls):
    """Starts the calls behind one barrier; gives their answers in the same order."""
    barrier = threading.Barrier(len(calls))

    def one(call):
        barrier.wait(timeout=60)
        return call()

    return [future.result(timeout=300) for future in [crowd.submit(one, call) for call in calls]]


def sorted_out(answers, *codes):
    """The placed orders among the answers; every other answer must be a refusal with one of the codes."""
    placed = [answer.json() for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code != 201:
            assert problem_codes(problem(answer, 422)) & set(codes), answer.text
    return placed


def test_the_last_units_are_sold_exactly_once(shop, crowd, buyers):
    for number in range(ROUNDS):
        bolt = shop.product(stock={"WA": 7, "WB": 3})
        answers = all_at_once(crowd, [lambda door=door: door.post("/orders", order((bolt, 1))) for door in buyers])
        placed = sorted_out(answers, "short")
        assert len(placed) == 10, f"round {number}: {len(placed)} orders for 10 pieces"
        assert len({one["number"] for one in placed}) == 10
        assert shop.free(buyers[0], bolt) == 0


def test_uneven_orders_never_take_more_than_there_is_nor_leave_what_would_do(shop, crowd, buyers):
    random.seed(2026)
    for number in range(ROUNDS):
        bolt = shop.product(stock={"WA": 41, "WB": 22.5}, order_multiple="0.5", order_minimum="0.5", unit="006")
        wanted = [random.choice([0.5, 1, 1.5, 2, 3, 5]) for _ in buyers]
        answers = all_at_once(crowd, [lambda door=door, q=q: door.post("/orders", order((bolt, q))) for door, q in zip(buyers, wanted)])
        sold = sum(int(q * 1000) for q, answer in zip(wanted, answers) if answer.status_code == 201)
        sorted_out(answers, "short")
        left = shop.free(buyers[0], bolt)
        assert sold + left == 63500, f"round {number}: {sold} sold and {left} left of 63500"
        refused = [int(q * 1000) for q, answer in zip(wanted, answers) if answer.status_code != 201]
        # Stock only shrinks in a round: what is left at the end was there for each who was refused.
        assert all(q > left for q in refused), f"round {number}: {left} left, yet {min(refused)} was refused"


def test_lines_in_any_order_do_not_block_each_other(shop, crowd, buyers):
    random.seed(7)
    for number in range(ROUNDS):
        stock = {shop.product(stock={"WA": n, "WB": n // 2}): n + n // 2 for n in (8, 16, 32, 64, 128)}
        carts = [random.sample(sorted(stock), random.randint(2, 5)) for _ in buyers]
        answers = all_at_once(
            crowd, [lambda door=door, cart=cart: door.post("/orders", order(*((code, 1) for code in cart))) for door, cart in zip(buyers, carts)]
        )
        sorted_out(answers, "short")
        left = {code: shop.free(buyers[0], code) for code in stock}
        for code, quantity in stock.items():
            sold = sum(1000 for cart, answer in zip(carts, answers) if answer.status_code == 201 and code in cart)
            assert sold + left[code] == quantity * 1000, f"round {number}: {code}"
        for cart, answer in zip(carts, answers):
            assert answer.status_code == 201 or any(left[code] == 0 for code in cart), f"round {number}: refused though everything was there"


def test_a_limit_releases_no_more_than_it_allows(shop, crowd):
    for number in range(ROUNDS):
        client = shop.client(limit="1234.50")
        door = shop.door(client)
        bolt = shop.product("100.0000", stock=1000)
        answers = all_at_once(crowd, [lambda: door.post("/orders", order((bolt, 1)))] * BUYERS)
        placed = sorted_out(answers, "credit_limit_exceeded", "prepayment_required", "blocked")
        held = [one for one in placed if one["status"] == "on_hold"]
        assert len(placed) - len(held) == 12, f"round {number}: {len(placed) - len(held)} orders of 100.00 released against 1234.50"
        [account] = ok(door.get("/account"))["items"]
        assert account["in_orders"] == "1200.00", f"round {number}: {account}"
        assert account["available"] == "34.50"


def test_back_orders_take_what_is_there_and_no_more(shop, crowd, buyers):
    for number in range(ROUNDS):
        bolt = shop.product(stock={"WA": 12, "WB": 8})
        answers = all_at_once(crowd, [lambda door=door: door.post("/orders", order((bolt, 1), partial=True)) for door in buyers])
        assert len(sorted_out(answers)) == BUYERS, f"round {number}"
        assert shop.free(buyers[0], bolt) == 0


def test_a_fact_of_the_erp_among_the_orders_is_never_lost(shop, crowd, buyers):
    """While buyers order, the ERP reports other figures: in the end free is one of them less what was sold."""
    figures = (50, 51, 52, 53)
    for number in range(ROUNDS):
        bolt = shop.product(stock=40)
        calls = [lambda door=door: door.post("/orders", order((bolt, 1))) for door in buyers[len(figures) :]]
        facts = [
            lambda q=q: shop.erp.put("stock", {"warehouse": "WA", "product": f"P-{bolt}", "quantity": str(q), "as_of": f"2026-11-02T06:{q}:00+03:00"})
            for q in figures
        ]
        answers = all_at_once(crowd, calls + facts)
        for answer in answers[-len(figures) :]:
            assert answer.status_code == 200 and answer.json()["items"][0]["status"] != "refused", answer.text
        sold = len(sorted_out(answers[: -len(figures)], "short"))
        free = shop.free(buyers[0], bolt)
        assert 40 <= sold <= max(figures)
        assert free in {max(0, figure - sold) * 1000 for figure in figures}, f"round {number}: {sold} sold, {free} thousandths free"
