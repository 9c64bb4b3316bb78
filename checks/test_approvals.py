"""Orders above a person's limit wait for another person of the client: on the pages, in the API and by mail."""

import re
import uuid

import pytest

from portal import ok
from test_credit_pages import PASSWORD, Person
from test_people import parts


def bought(person, article, quantity):
    """Orders from the cart; gives the number."""
    person.done("/cart/lines", **{f"quantity-{article}": str(quantity), "return": "/cart"})
    page = person.page("/cart")
    fields = dict(re.findall(r'name="((?:quantity|expected_total)-[^"]+)" value="([^"]*)"', page)) | {"payment": "credit", "idempotency_key": str(uuid.uuid4())}
    answer = person.post("/orders", **fields)
    assert answer.status_code == 303, answer.text[:3000]
    return re.search(r"/orders/(K\d+)", answer.headers["Location"]).group(1)


def test_an_order_above_the_limit_is_approved_or_refused_by_somebody_else(house, post):
    shop = house.shop
    client = shop.client(limit="100000.00")
    article = shop.product(price="100.0000", stock=1000)
    for name, role in (("buyer", "buyer"), ("head", "head"), ("approver", "approver"), ("boss", "administrator")):
        house.user(f"deal-{name}@example.com", role, client, PASSWORD)
    buyer, head, approver, boss = (Person(house, f"deal-{name}@example.com") for name in ("buyer", "head", "approver", "boss"))
    door = house.door(client)
    people = boss.page("/people")
    numbers = {name: re.search(rf'/people/(\d+)"[^>]*>[^<]*Deal-{name}', people, re.I).group(1) for name in ("buyer", "head")}
    assert "not_a_sum" not in boss.refused(f"/people/{numbers['buyer']}/order-limit", limit="много")
    for name in ("buyer", "head"):
        boss.done(f"/people/{numbers[name]}/order-limit", limit="1 500,00")
    assert 'value="1500,00"' in boss.page(f"/people/{numbers['buyer']}") or 'value="1 500,00"' in boss.page(f"/people/{numbers['buyer']}").replace("\u00a0", " ")
    small, big, bad = bought(buyer, article, 15), bought(buyer, article, 16), bought(head, article, 20)
    assert ok(door.get(f"/orders/{small}"))["approval"] == "not_needed"
    read = ok(door.get(f"/orders/{big}"))
    assert (read["status"], read["approval"], read["hold_reasons"]) == ("approval", "waiting", ["approval"])
    account = ok(door.get("/account"))["items"][0]
    assert (account["in_orders"], account["in_approval"], account["available"]) == ("1500.00", "3600.00", "94900.00")
    post.wait("deal-approver@example.com", 2, seconds=90)
    assert {number for number in (big, bad) for mail in post.to("deal-approver@example.com") if number in mail["Subject"]} == {big, bad}
    assert "status=approval" in approver.page("/orders")
    assert f"/orders/{bad}/approval" not in head.page(f"/orders/{bad}") and f"/orders/{big}/approval" in head.page(f"/orders/{big}")
    assert buyer.post(f"/orders/{big}/approval").status_code == 403 and head.post(f"/orders/{bad}/approval").status_code == 403
    approver.done(f"/orders/{big}/approval")
    assert ok(door.get(f"/orders/{big}"))["approval"] == "approved"
    approver.refused(f"/orders/{big}/refusal", reason="Передумали")
    approver.refused(f"/orders/{bad}/refusal", reason=" ")
    approver.done(f"/orders/{bad}/refusal", reason="Не по бюджету")
    read = ok(door.get(f"/orders/{bad}"))
    assert (read["status"], read["approval"]) == ("refused", "refused")
    assert "Не по бюджету" in head.page(f"/orders/{bad}")
    account = ok(door.get("/account"))["items"][0]
    assert (account["in_orders"], account["in_approval"]) == ("3100.00", "0.00")
    assert "Не по бюджету" in parts(post.wait("deal-head@example.com", 2, seconds=90))["text/plain"] or any("Не по бюджету" in parts(m)["text/plain"] for m in post.to("deal-head@example.com"))
