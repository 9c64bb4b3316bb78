"""Orders through the door: what is placed, what is refused and how, and what the account says before and after."""

from fractions import Fraction

import pytest

from portal import Door, ok, problem, problem_codes
from shop import order, thousandths

DAY_FIELDS = ("placed_at",)


@pytest.fixture(scope="module")
def buyer(shop):
    client = shop.client()
    return client, shop.door(client)


def account(door):
    [item] = ok(door.get("/account"))["items"]
    return item


def totals(placed):
    [total] = placed["totals"]
    return total


def test_an_order_takes_stock_and_is_found_again(shop, buyer):
    client, door = buyer
    bolt, nut = shop.product("12.3400", stock=100), shop.product("0.5555", stock={"WA": 50, "WB": 1000})
    placed = ok(door.post("/orders", order((bolt, 30), (nut, 7), reference="Заявка № 5 «срочно»")), 201)
    assert placed["number"]
    assert placed["reference"] == "Заявка № 5 «срочно»"
    assert placed["status"] == "placed"
    assert placed["placed_at"][10] == "T"
    assert [(line["article"], thousandths(line["quantity"])) for line in placed["lines"]] == [(bolt, 30000), (nut, 7000)]
    assert totals(placed)["contract"] == f"{client}-D"
    assert totals(placed)["currency"] == "RUB"
    # 12.34 × 30 = 370.20, of it 66.76 VAT; 0.5555 × 7 = 3.8885, so 3.89 and 0.70.
    assert (totals(placed)["total"], totals(placed)["vat"]) == ("374.09", "67.46")
    assert shop.free(door, bolt) == 70000
    assert shop.free(door, nut) == 1043000
    assert ok(door.get(f"/orders/{placed['number']}")) == placed
    assert placed["number"] in [row["number"] for row in ok(door.get("/orders"))["items"]]


def test_the_account_counts_an_order_at_once(shop):
    client = shop.client(limit="1000.00")
    door = shop.door(client)
    bolt = shop.product("123.4500", stock=100)
    before = account(door)
    assert {"contract", "currency", "limit", "debt", "overdue", "in_orders", "available", "state"} <= before.keys()
    assert (before["contract"], before["currency"], before["limit"], before["in_orders"], before["available"], before["state"]) == (
        f"{client}-D",
        "RUB",
        "1000.00",
        "0.00",
        "1000.00",
        "ok",
    )
    ok(door.post("/orders", order((bolt, 2))), 201)
    after = account(door)
    assert (after["in_orders"], after["available"], after["debt"]) == ("246.90", "753.10", "0.00")


def test_more_than_is_free_is_refused_whole(shop, buyer):
    _, door = buyer
    bolt, nut = shop.product(stock=10), shop.product(stock=5)
    before = len(door.pages("/orders", limit=200))
    refused = problem(door.post("/orders", order((nut, 1), (bolt, 11))), 422)
    assert "short" in problem_codes(refused)
    assert any(entry["pointer"].startswith("/lines/1") and entry["code"] == "short" for entry in refused["errors"]), refused
    assert shop.free(door, bolt) == 10000
    assert shop.free(door, nut) == 5000, "half an order was placed"
    assert len(door.pages("/orders", limit=200)) == before


def test_a_partial_order_keeps_the_rest_as_back_order(shop, buyer):
    _, door = buyer
    bolt = shop.product(stock={"WA": 3, "WB": 1})
    placed = ok(door.post("/orders", order((bolt, 10), partial=True)), 201)
    assert sum(thousandths(line["quantity"]) for line in placed["lines"]) == 10000
    assert shop.free(door, bolt) == 0
    again = ok(door.get(f"/orders/{placed['number']}"))
    assert again["totals"] == placed["totals"]
    problem(door.post("/orders", order((bolt, 1))), 422)
    # What comes in later is owed to the back-order first: it is not free twice.
    assert shop.free(door, bolt) == 0


def test_the_same_article_on_two_lines_takes_their_sum(shop, buyer):
    _, door = buyer
    bolt = shop.product(stock=10)
    problem(door.post("/orders", order((bolt, 6), (bolt, 5))), 422)
    assert shop.free(door, bolt) == 10000
    ok(door.post("/orders", order((bolt, 6), (bolt, 4))), 201)
    assert shop.free(door, bolt) == 0


def test_a_total_that_the_buyer_did_not_see_is_refused(shop, buyer):
    client, door = buyer
    bolt = shop.product("10.0000", stock=100)
    expected = [{"contract": f"{client}-D", "total": "50.00"}]
    ok(door.post("/orders", order((bolt, 5), expected_totals=expected)), 201)
    shop.price(bolt, "11.0000")
    refused = problem(door.post("/orders", order((bolt, 5), expected_totals=expected)), 409, "price_changed")
    assert refused["detail"]
    assert shop.free(door, bolt) == 95000
    assert (
        totals(ok(door.post("/orders", order((bolt, 5), expected_totals=[{"contract": f"{client}-D", "total": "55.00"}])), 201))["total"] == "55.00"
    )


@pytest.mark.parametrize("quantity, code", [("17", "not_multiple"), ("10", "below_minimum")])
def test_quantities_keep_the_multiple_and_the_minimum(shop, buyer, quantity, code):
    _, door = buyer
    bolt = shop.product(stock=100, order_multiple="5", order_minimum="15")
    refused = problem(door.post("/orders", order((bolt, quantity))), 422)
    assert code in problem_codes(refused), refused
    assert shop.free(door, bolt) == 100000
    ok(door.post("/orders", order((bolt, 15))), 201)


@pytest.mark.parametrize("quantity", ["0", "-1", "1.0001", "1e3", "", "NaN", "1,5", "99999999999999999999", " 1", "١"])
def test_a_quantity_that_is_none_is_refused(shop, buyer, quantity):
    _, door = buyer
    bolt = shop.product(stock=100)
    problem(door.post("/orders", order((bolt, quantity))), 422)
    assert shop.free(door, bolt) == 100000


@pytest.mark.parametrize(
    "change, pointer", [({"refrence": "x"}, "/refrence"), ({"lines": [{"code": "X", "quantity": "1", "price": "0.01"}]}, "/lines/0/price")]
)
def test_an_unknown_field_is_refused_and_named(buyer, change, pointer):
    _, door = buyer
    refused = problem(door.post("/orders", order(("X", 1)) | change), 422)
    assert any(entry["pointer"] == pointer and entry["code"] == "unknown_field" for entry in refused["errors"]), refused


@pytest.mark.parametrize(
    "change",
    [
        {"lines": []},
        {"lines": None},
        {"lines": {}},
        {"lines": ["x"]},
        {"lines": [{"quantity": "1"}]},
        {"lines": [{"code": "X"}]},
        {"lines": [{"code": 5, "quantity": "1"}]},
        {"partial": "yes"},
        {"payment": "barter"},
        {"requested_date": "2026-02-30"},
        {"reference": 7},
        {"contract": "nobody's"},
        {"site": "nowhere"},
    ],
)
def test_a_wrong_order_is_refused_not_crashed(shop, buyer, change):
    _, door = buyer
    bolt = shop.product(stock=5)
    body = order((bolt, 1)) | change
    answer = door.post("/orders", body)
    assert answer.status_code in (404, 422), f"{answer.status_code} {answer.text[:500]}"
    problem(answer, answer.status_code)
    assert shop.free(door, bolt) == 5000


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"lines":[', b'{"reference":"a","reference":"b"}', b"[" * 100_000])
def test_what_is_not_json_is_refused_as_such(buyer, body):
    _, door = buyer
    answer = door.call("POST", "/api/v1/orders", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.status_code
    problem(answer, answer.status_code)


def test_each_wrong_line_is_told_and_named(shop, buyer):
    _, door = buyer
    bolt = shop.product(stock=10)
    refused = problem(door.post("/orders", order((bolt, 1), ("NO-SUCH-CODE", 1), (bolt, "x"), ("NO-SUCH-CODE-2", 1))), 422)
    lines = {entry["pointer"].split("/")[2] for entry in refused["errors"]}
    # The unreadable quantity may be told first, alone; otherwise both unknown codes are told at once.
    assert lines in ({"2"}, {"1", "3"}, {"1", "2", "3"}), refused
    refused = problem(door.post("/orders", order((bolt, 1), ("NO-SUCH-CODE", 1), ("NO-SUCH-CODE-2", 1))), 422)
    assert {entry["pointer"].split("/")[2] for entry in refused["errors"]} == {"1", "2"}, refused
    assert shop.free(door, bolt) == 10000


def test_a_line_may_be_named_by_barcode_and_by_the_makers_number(shop, buyer):
    _, door = buyer
    bolt = shop.product(stock=10, barcodes=["4600000000008"], manufacturer_number="DIN-933/M8x30")
    placed = ok(door.post("/orders", order(("4600000000008", 1), ("DIN-933/M8x30", 2))), 201)
    assert {line["article"] for line in placed["lines"]} == {bolt}


def test_a_product_without_a_price_is_not_ordered(shop, buyer):
    _, door = buyer
    bolt = shop.product(price=None, stock=10)
    refused = problem(door.post("/orders", order((bolt, 1))), 422)
    assert any(entry["pointer"].startswith("/lines/0") for entry in refused["errors"]), refused
    assert shop.free(door, bolt) == 10000


def test_someone_elses_order_looks_like_one_that_is_not(shop, buyer):
    _, door = buyer
    stranger = shop.door(shop.client())
    bolt = shop.product(stock=10)
    number = ok(door.post("/orders", order((bolt, 1))), 201)["number"]
    foreign, missing = (problem(stranger.get(f"/orders/{n}"), 404, "not_found") for n in (number, number + "0"))
    for body in (foreign, missing):
        body.pop("request_id"), body.pop("instance", None)
    assert str(foreign).replace(number, "N") == str(missing).replace(number + "0", "N")
    assert ok(stranger.get("/orders"))["items"] == []
    assert ok(stranger.get("/account"))["items"][0]["in_orders"] == "0.00"


def test_a_key_of_one_contract_sees_no_other(shop):
    client = shop.client()
    shop.erp.send(
        "legal-entities",
        {"external_id": "S2", "name": "АО «Вторая»", "inn": "7707083893", "kpp": "770701001", "tax_regime": "general", "time_zone": "Europe/Moscow"},
    )
    shop.erp.send(
        "contracts",
        {
            "external_id": f"{client}-D2",
            "client": client,
            "client_entity": f"{client}-E",
            "legal_entity": "S2",
            "number": "Д-2",
            "from": "2026-01-01",
            "currency": "RUB",
            "vat_mode": "included",
            "price_lists": ["BASE"],
            "credit_limit": "5.00",
            "payment_days": 1,
            "payment_calendar": "calendar",
            "status": "active",
        },
    )
    whole, one = shop.door(client), shop.portal.door(client, contract=f"{client}-D2")
    assert {item["contract"] for item in ok(whole.get("/account"))["items"]} == {f"{client}-D", f"{client}-D2"}
    assert {item["contract"] for item in ok(one.get("/account"))["items"]} == {f"{client}-D2"}
    bolt = shop.product(stock=3)
    answer = one.post("/orders", order((bolt, 1), contract=f"{client}-D"))
    assert answer.status_code in (404, 422)


def test_the_list_of_orders_is_paged_without_gaps_while_it_grows(shop):
    door = shop.door(shop.client())
    bolt = shop.product(stock=1000)
    numbers = [ok(door.post("/orders", order((bolt, 1))), 201)["number"] for _ in range(23)]
    first = ok(door.get("/orders", limit=10))
    late = ok(door.post("/orders", order((bolt, 1))), 201)["number"]
    rest, cursor = [], first["next_cursor"]
    while cursor:
        page = ok(door.get("/orders", limit=10, cursor=cursor))
        rest += page["items"]
        cursor = page["next_cursor"]
    seen = [row["number"] for row in first["items"] + rest]
    assert len(seen) == len(set(seen))
    assert set(seen) - {late} == set(numbers)
    assert ok(door.get("/orders", limit=1, count="true"))["total"] == 24


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "../../etc/passwd", "й", "0" * 5000])
def test_a_cursor_of_ones_own_making_is_refused(buyer, cursor):
    _, door = buyer
    answer = door.call("GET", "/api/v1/orders", params={"cursor": cursor})
    assert answer.status_code in (200, 400, 414, 422, 431)
    assert answer.status_code != 200 or cursor == ""


def test_a_cursor_of_another_client_or_list_is_refused(shop, buyer):
    client, door = buyer
    bolt = shop.product(stock=100)
    for _ in range(3):
        ok(door.post("/orders", order((bolt, 1))), 201)
    cursor = ok(door.get("/orders", limit=1))["next_cursor"]
    tampered = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    assert door.get("/orders", limit=1, cursor=tampered).status_code in (400, 422)
    assert door.get("/products", limit=1, cursor=cursor).status_code in (400, 422)
    stranger = shop.door(shop.client())
    answer = stranger.get("/orders", limit=1, cursor=cursor)
    assert answer.status_code in (400, 422) or answer.json()["items"] == []


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1.5", "99999999999999999999"])
def test_a_limit_beyond_the_bounds_is_refused(buyer, limit):
    _, door = buyer
    problem(door.call("GET", "/api/v1/orders", params={"limit": limit}), 422)


def test_a_refusal_speaks_the_callers_language(shop, buyer):
    client, door = buyer
    english = Door(door.base, door.token, "en-GB,en;q=0.9")
    bolt = shop.product(stock=1)
    in_russian = problem(door.post("/orders", order((bolt, 5))), 422)
    in_english = problem(english.post("/orders", order((bolt, 5))), 422)
    cyrillic = [any("а" <= letter.lower() <= "я" for letter in body["title"] + body.get("detail", "")) for body in (in_russian, in_english)]
    assert cyrillic == [True, False], (in_russian, in_english)
    assert (in_russian["code"], in_russian["type"]) == (in_english["code"], in_english["type"])
    assert in_russian["request_id"] != in_english["request_id"]


def test_strangers_are_told_apart_from_those_without_a_scope(shop, buyer):
    client, door = buyer
    for token in (None, "x", "é", door.token + "x", door.token[:-1]):
        answer = Door(door.base).call("GET", "/api/v1/orders", headers={"Authorization": f"Bearer {token}".encode()} if token else {})
        problem(answer, 401, "unauthenticated")
        assert "WWW-Authenticate" in answer.headers
    reader = shop.portal.door(client, scopes="catalog prices stock orders:read")
    bolt = shop.product(stock=1)
    problem(reader.post("/orders", order((bolt, 1))), 403, "forbidden")
    assert reader.put("stock", {"warehouse": "WA", "product": f"P-{bolt}", "quantity": "9", "as_of": "2026-11-02T06:00:00+03:00"}).status_code in (
        403,
        404,
    )
    assert door.put("stock", {"warehouse": "WA", "product": f"P-{bolt}", "quantity": "9", "as_of": "2026-11-02T06:00:00+03:00"}).status_code in (
        403,
        404,
    )
    assert shop.free(door, bolt) == 1000


def test_a_token_is_had_by_client_credentials(shop, buyer):
    import requests

    client, _ = buyer
    key = shop.portal.key(client, scopes="catalog orders:read")
    base = shop.portal.base
    for how in (
        {"auth": (key["client_id"], key["client_secret"]), "data": {"grant_type": "client_credentials"}},
        {"data": {"grant_type": "client_credentials", "client_id": key["client_id"], "client_secret": key["client_secret"]}},
    ):
        answer = ok(requests.post(base + "/oauth/token", timeout=30, **how))
        assert answer["token_type"] == "Bearer"
        assert answer["expires_in"] > 0
        assert set(answer["scope"].split()) == {"catalog", "orders:read"}
        ok(Door(base, answer["access_token"]).get("/orders"))
    wrong = requests.post(base + "/oauth/token", auth=(key["client_id"], "x"), data={"grant_type": "client_credentials"}, timeout=30)
    assert wrong.status_code == 401
    assert wrong.json()["error"] == "invalid_client"


def test_a_check_of_an_order_changes_nothing_and_says_what_would_happen(shop, buyer):
    _, door = buyer
    bolt, nut = shop.product("10.0000", stock=10, order_multiple="5", order_minimum="5"), shop.product("1.0000", stock=2)
    rows = [
        {"row": 1, "code": bolt, "quantity": "10"},
        {"row": 2, "code": bolt, "quantity": "7"},
        {"row": 3, "code": nut, "quantity": "5"},
        {"row": 4, "code": "NO-SUCH-CODE", "quantity": "1"},
        {"row": 5, "code": nut, "quantity": "много"},
    ]
    answer = ok(door.post("/order-checks", {"rows": rows}))
    assert [row["row"] for row in answer["rows"]] == [1, 2, 3, 4, 5]
    assert [row["verdict"] for row in answer["rows"]] == ["ok", "adjusted", "short", "unknown", "invalid"]
    assert [row.get("article") for row in answer["rows"]][:3] == [bolt, bolt, nut]
    assert thousandths(answer["rows"][1]["quantity"]) == 10000
    assert shop.free(door, bolt) == 10000


def test_a_check_takes_ten_thousand_rows(shop, buyer):
    _, door = buyer
    bolt = shop.product(stock=10)
    answer = ok(
        door.post(
            "/order-checks", {"rows": [{"row": n, "code": bolt if n % 2 else f"NONE-{n}", "quantity": "1"} for n in range(1, 10_001)]}, timeout=120
        )
    )
    assert len(answer["rows"]) == 10_000
    assert {row["verdict"] for row in answer["rows"] if row["row"] % 2 == 0} == {"unknown"}
    too_many = door.post("/order-checks", {"rows": [{"row": n, "code": bolt, "quantity": "1"} for n in range(1, 10_002)]}, timeout=120)
    assert too_many.status_code in (413, 422)


def test_stock_tells_warehouses_and_what_is_expected(shop, buyer):
    _, door = buyer
    bolt, nut = shop.product(stock={"WA": 3, "WB": 4.5}), shop.product()
    shop.erp.send("receipts", {"external_id": f"R-{bolt}", "warehouse": "WB", "product": f"P-{bolt}", "quantity": "12", "expected": "2027-12-01"})
    answer = ok(door.call("GET", "/api/v1/stock", params=[("article", bolt), ("article", nut), ("article", "NO-SUCH-CODE")]))
    rows = {item["article"]: item for item in answer["items"]}
    assert rows.keys() == {bolt, nut}
    places = {place["warehouse"]: place for place in rows[bolt]["availability"]}
    assert {name: thousandths(place["free"]) for name, place in places.items()} == {"WA": 3000, "WB": 4500}
    assert [(entry["date"], thousandths(entry["quantity"])) for entry in places["WB"]["expected"]] == [("2027-12-01", 12000)]
    assert Fraction(places["WA"]["free"]) == 3
    assert places["WA"]["as_of"].startswith("2026-11-01T")
