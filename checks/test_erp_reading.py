"""What the ERP may read back: every kind in the fields in which it may be written."""

import time
from datetime import datetime, timezone

import pytest

from portal import ok, problem
from world import generate


@pytest.fixture(scope="module")
def filled(portal, tmp_path_factory):
    folder = generate(tmp_path_factory.mktemp("world"), products=300, clients=4)
    portal.kontor("import", str(folder.path))
    door = portal.door()
    contract = ok(door.get("/erp/contracts", limit=1))["items"][0]["external_id"]
    door.send("ledger", {"external_id": "I-1", "contract": contract, "kind": "invoice", "number": "1204", "date": "2026-11-01", "amount": "563.10"})
    return door


def kinds(portal):
    description = ok(portal.door().call("GET", "/api/openapi.json"))
    [parameter] = [p for p in description["paths"]["/erp/{kind}"]["get"]["parameters"] if p["name"] == "kind"]
    return parameter["schema"]["enum"]


def test_what_is_read_is_unchanged_when_it_is_written_again(portal, filled):
    read = 0
    for kind in kinds(portal):
        items = filled.pages(f"/erp/{kind}", limit=200)
        read += len(items)
        assert set(filled.send(kind, *items)) <= {"unchanged"}, kind
    assert read > 500
    [entry] = [entry for entry in filled.pages("/erp/ledger") if entry["external_id"] == "I-1"]
    assert (entry["external_id"], entry["amount"], entry["date"], entry["kind"]) == ("I-1", "563.10", "2026-11-01", "invoice")


def test_only_what_has_changed_since_comes(portal, filled):
    brands = filled.pages("/erp/brands")
    since = datetime.now(timezone.utc).isoformat()
    time.sleep(0.05)
    assert filled.pages("/erp/brands", updated_since=since) == []
    filled.send("brands", brands[0] | {"name": "Новое имя"})
    assert [brand["name"] for brand in filled.pages("/erp/brands", updated_since=since)] == ["Новое имя"]


def test_only_the_distributors_own_keys_read(portal, filled):
    client = filled.pages("/erp/clients", limit=50)[0]["external_id"]
    problem(portal.door(client).get("/erp/clients"), 403, "forbidden")
    problem(filled.get("/erp/secrets"), 404, "not_found")
