"""Documents from the outside: told by the ERP and by files, read by client and staff, and what a missing signature does."""

import uuid

import pytest

from portal import Refused, ok, problem
from shop import order
from test_credit_pages import PASSWORD, Person, day


@pytest.fixture(scope="module")
def people(portal, shop):
    client, other = shop.client(), shop.client()
    made = {"client": client, "other": other}
    for name, role, of in (
        ("accountant", "accountant", client), ("stores", "warehouse", client), ("stranger", "accountant", other),
        ("controller", "credit_controller", None), ("warehouse", "warehouse", None), ("manager", "manager", None),
    ):
        made[name] = Person(portal, portal.user(f"papers-{name}@example.com", role, of, PASSWORD)[0])
    return made


def told(client, name, **fields):
    return {"external_id": f"{client}-{name}", "contract": f"{client}-D", "kind": "upd", "number": f"{client}/{name}", "date": day(3), "amount": "120.00", "signature": "awaited"} | fields


def test_documents_are_read_by_whose_they_are(portal, shop, people):
    client, other = people["client"], people["other"]
    shop.erp.send("documents", told(client, "1"), told(client, "2", kind="invoice", signature="not_needed", date=day(2)), told(other, "1"))
    door = portal.door(client, scopes="documents")
    answer = ok(door.get("/documents", count="true"))
    assert [item["id"] for item in answer["items"]] == [f"{client}-2", f"{client}-1"] and answer["total"] == 2
    assert answer["items"][1] == {
        "id": f"{client}-1", "contract": f"{client}-D", "order": None, "kind": "upd", "number": f"{client}/1", "date": day(3), "amount": "120.00", "currency": "RUB",
        "signature": "awaited", "signed_on": None, "updated_at": answer["items"][1]["updated_at"],
    }
    assert [item["id"] for item in ok(door.get("/documents", unsigned="true"))["items"]] == [f"{client}-1"]
    first = ok(door.get("/documents", limit=1))
    assert [item["id"] for item in ok(door.get("/documents", limit=1, cursor=first["next_cursor"]))["items"]] == [f"{client}-1"]
    assert problem(portal.door(client, scopes="account").get("/documents"), 403)["code"] == "forbidden"
    assert problem(door.get("/documents", kind="waybill"), 422)["errors"][0]["pointer"] == "/kind"
    page = people["accountant"].page("/documents")
    assert f"{client}/1" in page and f"{other}/1" not in page
    assert f"{client}/2" not in people["accountant"].page("/documents?unsigned=1")
    assert f"{client}/1" not in people["stranger"].page(f"/documents?contract={client}-D")
    assert people["stores"].get("/documents").status_code == 403
    assert f"{other}/1" in people["controller"].page("/documents") and f"{client}/1" not in people["manager"].page("/documents")
    assert f'href="/documents?contract={client}-D"' in people["accountant"].page(f"/account/{client}-D")


def test_documents_come_as_a_file(portal, shop, people, tmp_path):
    client = people["client"]
    path = tmp_path / "documents.csv"
    path.write_text(f"external_id;contract;kind;number;date;amount;signature;file\n{client}-F1;{client}-D;upd;Ф-1;{day(1)};99.50;awaited;upd/f1.pdf\n{client}-F2;none;upd;Ф-2;{day(1)};1;awaited;\n", "utf-8")
    try:
        portal.kontor("import", str(path))
    except Refused as refused:
        assert refused.code == 1
    page = people["accountant"].page("/documents")
    assert "Ф-1" in page and "Ф-2" not in page
    assert [item["file"] for item in ok(shop.erp.get("/erp/documents", limit=1000))["items"] if item["external_id"] == f"{client}-F1"] == ["upd/f1.pdf"]


def test_a_document_that_waits_too_long_stops_shipments_until_it_is_signed(portal, shop, people):
    client = shop.client()
    article = shop.product(price="100.0000", stock=100)
    door = shop.door(client)
    controller, warehouse = people["controller"], people["warehouse"]
    controller.done(f"/credit/contracts/{client}-D/rules", **{"rule-missing_documents-hold_shipment": "10"})
    placed = ok(door.post("/orders", order((article, 1), contract=f"{client}-D"), key=str(uuid.uuid4())), 201)
    shipment = placed["shipments"][0]["number"]
    # Nine days old: nothing happens. The same document told with an earlier date is ten days old.
    shop.erp.send("documents", told(client, "U", date=day(9), order=placed["number"]))
    assert ok(door.get("/account"))["items"][0]["state"] == "ok"
    shop.erp.send("documents", told(client, "U", date=day(10), order=placed["number"]))
    account = ok(door.get("/account"))["items"][0]
    assert account["state"] == "hold_shipment"
    assert [reason["code"] for reason in account["reasons"]] == ["missing_documents"] and f"{client}/U" in account["reasons"][0]["lifts_when"]
    refused = warehouse.post(f"/shipments/{shipment}/release")
    assert refused.status_code in (403, 409, 422), refused.status_code
    assert f"{client}/U" in controller.page("/credit/blocked")
    assert f"{client}/U" in controller.page(f"/orders/{placed['number']}")
    shop.erp.send("documents", {"external_id": f"{client}-U", "signature": "signed", "signed_on": day(0)})
    assert ok(door.get("/account"))["items"][0]["state"] == "ok"
    warehouse.done(f"/shipments/{shipment}/release")
    read = ok(door.get(f"/orders/{placed['number']}"))
    assert read["shipments"][0]["status"] == "picking"
