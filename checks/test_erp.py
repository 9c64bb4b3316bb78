"""The frame of /erp: per item, idempotent, exact about fields; every kind of the thread."""

import pytest

from portal import ok, problem
from shop import AS_OF, inn, order

# One whole item of each kind, in the order in which they refer to each other, and a field that may change.
KINDS = {
    "legal-entities": (
        {
            "external_id": "S9",
            "name": "ООО «Девять»",
            "inn": inn(9),
            "kpp": "770101001",
            "ogrn": "1027700132195",
            "address": "Москва",
            "tax_regime": "general",
            "bank": {"bic": "044525225", "account": "40702810400000000225", "name": "ПАО Сбербанк", "correspondent": "30101810400000000225"},
            "time_zone": "Europe/Moscow",
        },
        {"name": "ООО «Десять»"},
    ),
    "warehouses": (
        {
            "external_id": "W9",
            "code": "W9",
            "name": "Склад 9",
            "address": "Москва",
            "legal_entity": "S9",
            "stock_basis": "on_hand",
            "time_zone": "Europe/Moscow",
            "priority": 9,
        },
        {"priority": 8},
    ),
    "categories": ({"external_id": "K9", "parent": None, "name": "Кабель"}, {"name": "Кабели"}),
    "brands": ({"external_id": "B9", "name": "Севкабель"}, {"name": "СЕВКАБЕЛЬ"}),
    "parameters": (
        {"external_id": "section", "code": "section", "name": "Сечение", "type": "number", "unit": "мм²", "categories": ["K9"]},
        {"name": "Сечение жилы"},
    ),
    "products": (
        {
            "external_id": "P9",
            "article": "ВВГ-3x2.5",
            "name": "Кабель ВВГ 3×2,5",
            "brand": "B9",
            "category": "K9",
            "unit": "006",
            "vat_class": "standard",
            "order_multiple": "0.5",
            "order_minimum": "1",
            "price_basis": "100",
            "packagings": [{"unit": "778", "quantity": "100", "barcode": "4600000000015", "weight_kg": "12.500", "volume_m3": "0.02"}],
            "barcodes": ["4600000000022"],
            "parameters": {"section": "2.5"},
            "manufacturer_number": "VVG325",
            "cross_numbers": ["X-1", "X-2"],
            "description": "Медный",
            "country": "RU",
            "marked": False,
            "status": "active",
            "successor": None,
        },
        {"name": "Кабель ВВГнг 3×2,5"},
    ),
    "price-lists": (
        {
            "external_id": "L9",
            "name": "Прайс 9",
            "legal_entity": "S9",
            "currency": "RUB",
            "vat_included": True,
            "net": False,
            "from": "2026-01-01",
            "to": None,
        },
        {"name": "Прайс девять"},
    ),
    "prices": (
        {"price_list": "L9", "product": "P9", "unit_price": "4500.1234", "min_quantity": "10", "from": "2026-01-01", "to": None},
        {"unit_price": "4400.0000"},
    ),
    "clients": ({"external_id": "C9", "name": "ООО «Монтаж»"}, {"name": "ООО «Монтаж-Юг»"}),
    "client-entities": (
        {"external_id": "E9", "client": "C9", "name": "ООО «Монтаж»", "inn": inn(19), "kpp": "770301001", "address": "Москва"},
        {"address": "Тула"},
    ),
    "contracts": (
        {
            "external_id": "D9",
            "client": "C9",
            "client_entity": "E9",
            "legal_entity": "S9",
            "number": "Д-9",
            "from": "2026-01-01",
            "to": None,
            "currency": "RUB",
            "vat_mode": "included",
            "price_lists": ["L9"],
            "credit_limit": "1000.00",
            "payment_days": 14,
            "payment_calendar": "calendar",
            "status": "active",
        },
        {"payment_days": 30},
    ),
    "sites": (
        {"external_id": "O9", "client": "C9", "name": "Объект 9", "address": "Тула, Советская, 1", "zone": "2", "time_zone": "Europe/Moscow"},
        {"name": "Объект девять"},
    ),
    "departments": (
        {"external_id": "Q9", "client": "C9", "name": "Отдел 9", "address": "Тула, Советская, 1", "zone": "2", "time_zone": "Europe/Moscow"},
        {"name": "Отдел девять"},
    ),
    "people": (
        {"external_id": "H9", "client": "C9", "name": "Зоя Девятая", "email": "zoya9@example.com", "phone": "+7 900 000-00-09", "roles": ["buyer", "accountant"], "status": "active"},
        {"name": "Зоя Десятая"},
    ),
    "stock": ({"warehouse": "W9", "product": "P9", "quantity": "120.5", "as_of": AS_OF}, {"quantity": "121"}),
    "receipts": ({"external_id": "R9", "warehouse": "W9", "product": "P9", "quantity": "1000", "expected": "2027-12-01"}, {"expected": "2027-12-05"}),
    "past-orders": (
        {"external_id": "PO9", "client": "C9", "date": "2024-05-06", "lines": [{"product": "P9", "quantity": "12.5", "unit_price": "99.5000"}, {"product": "P9", "quantity": "1"}]},
        {"date": "2024-05-07"},
    ),
    "suppliers": ({"external_id": "V9", "name": "ООО «Девятка»", "inn": inn(9), "note": "звонить утром", "blocked": False, "brands": ["B9"]}, {"name": "ООО «Десятка»"}),
}


@pytest.fixture(scope="module")
def erp(portal):
    door = portal.door()
    for kind, (item, _) in KINDS.items():
        door.send(kind, item)
    return door


def statuses(answer):
    return [row["status"] for row in ok(answer)["items"]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_item_twice_changes_nothing_and_another_value_updates(erp, kind):
    item, change = KINDS[kind]
    assert statuses(erp.put(kind, item)) == ["unchanged"]
    assert statuses(erp.put(kind, item | change)) == ["updated"]
    assert statuses(erp.put(kind, item | change)) == ["unchanged"]
    assert statuses(erp.put(kind, item)) == ["updated"]
    # Unstated optional fields stay: an item of its key and one field is the whole item still.
    keys = {"external_id"} & item.keys() or {"price_list", "product", "min_quantity", "from"} & item.keys() or set()
    if kind in ("prices", "stock"):
        keys = {"price_list", "product", "min_quantity", "from", "warehouse", "as_of", "unit_price" if kind == "prices" else "quantity"} & item.keys()
    assert statuses(erp.put(kind, {key: item[key] for key in keys})) == ["unchanged"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_item_never_harms_its_neighbours(erp, kind):
    item, change = KINDS[kind]
    rows = ok(erp.put(kind, item | change, item | {"no_such_field": 1}, item | {key: {"deep": []} for key in list(item)[-1:]}, item))["items"]
    assert [row["status"] for row in rows] == ["updated", "refused", "refused", "updated"], rows
    unknown = rows[1]["problems"]
    assert any(entry["code"] == "unknown_field" for entry in unknown), unknown
    for row in rows:
        assert row.get("external_id") == item.get("external_id")
        assert all({"code", "detail"} <= entry.keys() for entry in row.get("problems", []))
    assert statuses(erp.put(kind, item)) == ["unchanged"]


@pytest.mark.parametrize(
    "kind, field",
    [
        ("warehouses", "legal_entity"),
        ("products", "category"),
        ("products", "brand"),
        ("prices", "product"),
        ("prices", "price_list"),
        ("client-entities", "client"),
        ("contracts", "client"),
        ("contracts", "legal_entity"),
        ("sites", "client"),
        ("departments", "client"),
        ("people", "client"),
        ("stock", "warehouse"),
        ("stock", "product"),
        ("receipts", "product"),
    ],
)
def test_a_reference_to_nothing_is_refused(erp, kind, field):
    item, _ = KINDS[kind]
    item = item | {field: "no-such-id"} | ({"external_id": "other"} if "external_id" in item else {})
    rows = ok(erp.put(kind, item))["items"]
    assert rows[0]["status"] == "refused", rows
    assert rows[0]["problems"], rows


@pytest.mark.parametrize(
    "kind, change",
    [
        ("legal-entities", {"inn": "7707083894"}),
        ("legal-entities", {"inn": "12"}),
        ("legal-entities", {"tax_regime": "flat"}),
        ("legal-entities", {"time_zone": "Mars/Olympus"}),
        ("legal-entities", {"name": ""}),
        ("products", {"order_multiple": "0"}),
        ("products", {"order_multiple": "-1"}),
        ("products", {"order_multiple": "0.0001"}),
        ("products", {"vat_class": "22"}),
        ("products", {"status": "sold"}),
        ("products", {"packagings": [{"unit": "778"}]}),
        ("products", {"price_basis": "0"}),
        ("products", {"article": ""}),
        ("prices", {"unit_price": "-1"}),
        ("prices", {"unit_price": "1.00001"}),
        ("prices", {"unit_price": "1e2"}),
        ("prices", {"unit_price": "12,5"}),
        ("prices", {"from": "2026-02-30"}),
        ("prices", {"from": "2026-12-31", "to": "2026-01-01"}),
        ("price-lists", {"currency": "rouble"}),
        ("contracts", {"credit_limit": "-5"}),
        ("contracts", {"vat_mode": "some"}),
        ("contracts", {"price_lists": ["L9", "no-such-list"]}),
        ("contracts", {"payment_days": "soon"}),
        ("people", {"email": "nobody"}),
        ("people", {"roles": ["director"]}),
        ("people", {"status": "gone"}),
        ("stock", {"quantity": "much"}),
        ("stock", {"as_of": "yesterday"}),
        ("receipts", {"expected": "soon"}),
    ],
)
def test_a_value_out_of_its_domain_is_refused(erp, kind, change):
    item, _ = KINDS[kind]
    rows = ok(erp.put(kind, item | change))["items"]
    # A row of another first day would be another row.
    unharmed = statuses(erp.put(kind, item)) == ["unchanged"]
    assert rows[0]["status"] == "refused", rows
    assert unharmed


def test_null_clears_and_unstated_stays(erp, portal):
    item, _ = KINDS["products"]
    assert statuses(erp.put("products", {"external_id": "P9", "description": None, "barcodes": None})) == ["updated"]
    door = portal.door("C9")
    shown = ok(door.get(f"/products/{item['article']}"))
    assert not shown.get("description")
    assert shown["barcodes"] == [] or "4600000000022" not in shown["barcodes"]
    assert shown["name"] == item["name"]
    assert statuses(erp.put("products", {"external_id": "P9", "description": None})) == ["unchanged"]
    [refused] = ok(erp.put("products", {"external_id": "P9", "name": None}))["items"]
    assert refused["status"] == "refused", "a compulsory field cannot be cleared"
    erp.send("products", item)


def test_a_new_item_without_what_is_compulsory_is_refused(erp):
    erp.send("warehouses", KINDS["warehouses"][0] | {"external_id": "W10", "code": "W10"})
    for kind, item in {
        "products": {"external_id": "P10"},
        "contracts": {"external_id": "D10"},
        "prices": {"price_list": "L9", "product": "P9"},
        "stock": {"warehouse": "W10", "product": "P9"},
        "brands": {"external_id": "B10"},
        "clients": {},
        "sites": {"name": "x"},
        "departments": {"external_id": "Q10", "name": "x"},
        "people": {"external_id": "H10", "client": "C9", "name": "x"},
    }.items():
        [row] = ok(erp.put(kind, item))["items"]
        assert row["status"] == "refused", (kind, row)


def test_a_call_takes_a_thousand_items_and_no_more(erp):
    items = [{"external_id": f"T{n}", "name": f"Марка {n}"} for n in range(1001)]
    answer = erp.put("brands", *items)
    assert answer.status_code in (413, 422), answer.text[:300]
    problem(answer, answer.status_code)
    assert statuses(erp.put("brands", *items[:1000])) == ["created"] * 1000
    assert statuses(erp.put("brands", *items[:1000])) == ["unchanged"] * 1000
    assert statuses(erp.put("brands", items[1000])) == ["created"], "a refused call must leave nothing"


def test_the_same_new_item_twice_in_one_call_is_created_once(erp):
    twice = {"external_id": "TW", "name": "Дважды"}
    assert statuses(erp.put("brands", twice, twice, twice | {"name": "Трижды"})) == ["created", "unchanged", "updated"]


@pytest.mark.parametrize("body, status", [({}, 422), ({"items": {}}, 422), ({"items": [], "more": 1}, 422), ([], 422), ({"items": "x"}, 422)])
def test_a_frame_that_is_none_is_refused(erp, body, status):
    answer = erp.call("PUT", "/api/v1/erp/brands", json=body)
    assert answer.status_code in (400, status)
    problem(answer, answer.status_code)


def test_items_that_are_no_objects_are_refused_one_by_one_or_at_once(erp):
    answer = erp.call("PUT", "/api/v1/erp/brands", json={"items": [5, {"external_id": "B11", "name": "Одиннадцать"}, None]})
    if answer.status_code == 200:
        assert [row["status"] for row in answer.json()["items"]] == ["refused", "created", "refused"]
    else:
        problem(answer, 422)


def test_an_unknown_kind_is_not_found(erp):
    problem(erp.put("planets", {"external_id": "mars"}), 404, "not_found")


def test_a_category_cannot_be_below_itself(erp):
    erp.send(
        "categories",
        {"external_id": "KA", "name": "А"},
        {"external_id": "KB", "parent": "KA", "name": "Б"},
        {"external_id": "KC", "parent": "KB", "name": "В"},
    )
    for parent in ("KA", "KB", "KC"):
        [row] = ok(erp.put("categories", {"external_id": "KA", "parent": parent}))["items"]
        assert row["status"] == "refused", (parent, row)


def test_a_fact_is_stored_even_when_it_breaks_a_promise(shop, erp):
    """The ERP reports less than is reserved, and a negative figure: both are facts, neither is refused, nothing more is promised."""
    door = shop.door(shop.client())
    bolt = shop.product(stock=10)
    ok(door.post("/orders", order((bolt, 8))), 201)
    for quantity in ("5", "-3"):
        shop.stock(bolt, quantity, as_of="2026-11-03T06:00:00+03:00")
        assert shop.free(door, bolt) <= 0
        problem(door.post("/orders", order((bolt, 1))), 422)
    shop.stock(bolt, 20, as_of="2026-11-04T06:00:00+03:00")
    assert shop.free(door, bolt) == 12000


def test_what_is_taken_away_is_gone_and_what_is_used_stays(erp, portal):
    def delete(kind, **body):
        return ok(erp.call("POST", f"/api/v1/erp/{kind}/deletions", json=body))["items"]

    erp.send("brands", {"external_id": "GONE", "name": "Уйдёт"})
    assert delete("brands", external_ids=["GONE", "never-was"]) == [
        {"external_id": "GONE", "status": "deleted"},
        {"external_id": "never-was", "status": "unchanged"},
    ]
    [row] = delete("clients", external_ids=["C9"])
    assert row["status"] == "refused" and row["problems"][0]["detail"], row
    [row] = delete("prices", items=[{"price_list": "L9", "product": "P9", "from": KINDS["prices"][0].get("from")}])
    assert row["status"] in ("deleted", "unchanged"), row
    door = portal.door("C9")
    article = KINDS["products"][0]["article"]
    assert [row["status"] for row in delete("products", external_ids=["P9"])] == ["deleted"]
    problem(door.get(f"/products/{article}"), 404, "not_found")
    assert article not in [item["article"] for item in ok(door.get("/products", limit=1000))["items"]]
    erp.send("products", KINDS["products"][0])
    assert ok(door.get(f"/products/{article}"))["article"] == article
    problem(erp.call("POST", "/api/v1/erp/planets/deletions", json={"external_ids": []}), 404, "not_found")
    problem(erp.call("POST", "/api/v1/erp/brands/deletions", json={}), 422)
