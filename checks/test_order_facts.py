"""What becomes of an order after it was placed: cancelling it, and the ERP's word about it."""

import pytest

from portal import ok, problem
from shop import order


@pytest.fixture(scope="module")
def buyer(shop):
    return shop.door(shop.client(limit="100000.00"))


def tell(shop, number, expected=200, **facts):
    answer = shop.erp.call("PATCH", f"/api/v1/erp/orders/{number}", json=facts)
    return ok(answer) if expected == 200 else problem(answer, expected)


def account(door):
    [item] = ok(door.get("/account"))["items"]
    return item


def test_cancelling_frees_goods_and_credit_and_is_done_once(shop, buyer):
    bolt = shop.product("100.0000", stock=10)
    before = account(buyer)["in_orders"]
    number = ok(buyer.post("/orders", order((bolt, 10))), 201)["number"]
    assert shop.free(buyer, bolt) == 0
    first = ok(buyer.post(f"/orders/{number}/cancellation", {}))
    again = ok(buyer.post(f"/orders/{number}/cancellation", {}))
    assert first["status"] == "cancelled" and first == again
    assert {shipment["status"] for shipment in first["shipments"]} == {"cancelled"}
    assert shop.free(buyer, bolt) == 10000
    assert account(buyer)["in_orders"] == before
    ok(buyer.post("/orders", order((bolt, 10))), 201)


def test_nobody_cancels_what_is_not_his_or_too_late(shop, buyer):
    bolt = shop.product("100.0000", stock=10)
    number = ok(buyer.post("/orders", order((bolt, 1))), 201)["number"]
    stranger = shop.door(shop.client())
    foreign = problem(stranger.post(f"/orders/{number}/cancellation", {}), 404, "not_found")
    missing = problem(stranger.post("/orders/K999999/cancellation", {}), 404, "not_found")
    assert foreign["detail"] == missing["detail"]
    problem(stranger.call("PATCH", f"/api/v1/erp/orders/{number}", json={"status": "closed"}), 403, "forbidden")
    problem(buyer.post(f"/orders/{number}/cancellation", {"reason": "so"}), 422, "unknown_field")
    tell(shop, number, status="picking")
    problem(buyer.post(f"/orders/{number}/cancellation", {}), 409, "too_late")
    assert shop.free(buyer, bolt) == 9000


def test_the_client_sees_what_the_erp_tells(shop, buyer):
    bolt = shop.product("100.0000", stock=10)
    placed = ok(buyer.post("/orders", order((bolt, 10))), 201)
    number, shipment = placed["number"], placed["shipments"][0]["number"]
    told = tell(
        shop,
        number,
        acknowledged=True,
        erp_number="УТ-000017",
        lines=[{"position": 0, "quantity": "9"}],
        shipments=[{"number": shipment, "status": "shipped", "planned_date": "2026-12-01", "actual_date": "2026-12-02", "tracking": "RA123456789RU"}],
    )
    assert told["erp_number"] == "УТ-000017" and told["acknowledged_at"]
    seen = ok(buyer.get(f"/orders/{number}"))
    assert seen["status"] == "shipped"
    assert seen["lines"][0]["confirmed_quantity"].rstrip("0").rstrip(".") == "9"
    [one] = seen["shipments"]
    assert (one["status"], one["planned_date"], one["actual_date"], one["tracking"]) == ("shipped", "2026-12-01", "2026-12-02", "RA123456789RU")
    assert [event["status"] for event in seen["history"]] == ["placed", "shipped"]
    version = told["version"]
    assert tell(shop, number, acknowledged=True, erp_number="УТ-000017")["version"] == version
    assert tell(shop, number, 412, version=version - 1, status="delivered")["code"] == "stale_revision"
    bad = tell(shop, number, 422, shipments=[{"number": "K1-9", "status": "shipped"}, {"number": shipment, "status": "gone"}], lines=[{"position": -1, "quantity": "x"}])
    assert {entry["pointer"] for entry in bad["errors"]} == {"/shipments/1/status", "/lines/0/position", "/lines/0/quantity"}
    assert {entry["pointer"] for entry in tell(shop, number, 422, shipments=[{"number": "K1-9"}])["errors"]} == {"/shipments/0/number"}
    problem(shop.erp.call("PATCH", "/api/v1/erp/orders/K999999", json={"status": "closed"}), 404, "not_found")


def test_a_figure_that_contains_the_order_is_not_reduced_twice(shop, buyer):
    bolt = shop.product("100.0000", stock=10)
    number = ok(buyer.post("/orders", order((bolt, 4))), 201)["number"]
    assert shop.free(buyer, bolt) == 6000
    shop.erp.send("stock", {"warehouse": "WA", "product": f"P-{bolt}", "quantity": "10"})
    assert shop.free(buyer, bolt) == 6000, "a figure from before the shipment still needs the promise"
    tell(shop, number, status="shipped")
    shop.erp.send("stock", {"warehouse": "WA", "product": f"P-{bolt}", "quantity": "6"})
    assert shop.free(buyer, bolt) == 6000
    tell(shop, number, status="closed")
    assert shop.free(buyer, bolt) == 6000
    assert account(buyer)["in_orders"] is not None


def test_closing_frees_the_credit_that_the_ledger_did_not_take(shop):
    client = shop.client(limit="1000.00")
    door = shop.door(client)
    bolt = shop.product("100.0000", stock=10)
    number = ok(door.post("/orders", order((bolt, 8))), 201)["number"]
    shop.erp.send(
        "ledger",
        {"external_id": f"S-{number}", "contract": f"{client}-D", "order": number, "kind": "shipment", "date": "2026-11-20", "due": "2027-01-01", "amount": "500.00"},
    )
    assert (account(door)["debt"], account(door)["in_orders"], account(door)["available"]) == ("500.00", "300.00", "200.00")
    tell(shop, number, status="closed")
    assert (account(door)["debt"], account(door)["in_orders"], account(door)["available"]) == ("500.00", "0.00", "500.00")
