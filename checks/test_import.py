"""Folders come in as they are: a generated distributor and the catalogues that 1C wrote. Twice is once."""

import json
import shutil
import xml.etree.ElementTree as ElementTree

import pytest

from portal import SHARED, Refused, ok
from world import generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("world"), products=300, clients=4)


@pytest.fixture(scope="module")
def report(portal, folder):
    return portal.kontor_json("import", str(folder.path))


def counted(report, name, kind=None):
    """How many items of a kind (or of all) an import's account gives as created, updated, unchanged or refused."""
    return sum(row[name] for row in report["kinds"] if kind in (None, row["kind"]))


def taken(report, kind):
    return sum(counted(report, name, kind) for name in ("created", "updated", "unchanged"))


def picture(portal, client="C1"):
    """What a client sees of everything, to be compared before and after."""
    door = portal.door(client)
    products = door.pages("/products", limit=500, sort="article")
    details = [ok(door.get(f"/products/{item['article']}")) for item in products[:25]]
    return products, details, ok(door.get("/account"))


def test_a_world_is_taken_with_an_account_of_it(report, portal, folder):
    text = json.dumps(report, ensure_ascii=False)
    for kind in ("products", "prices", "stock", "contracts"):
        assert kind in text, f"the account does not mention {kind}: {text[:2000]}"
    assert len(portal.door("C1").pages("/products", limit=500)) == 300


def test_the_same_import_twice_changes_nothing(report, portal, folder):
    before = picture(portal)
    again = portal.kontor_json("import", str(folder.path))
    assert picture(portal) == before
    assert counted(report, "refused") == 0, report["problems"][:5]
    assert [counted(again, name) for name in ("created", "updated", "refused")] == [0, 0, 0], again
    assert counted(again, "unchanged") == counted(report, "created")


def test_a_dry_run_changes_nothing(report, portal, folder, tmp_path):
    before = picture(portal)
    changed = shutil.copytree(folder.path, tmp_path / "changed")
    (changed / "products.ndjson").write_text((changed / "products.ndjson").read_text("utf-8").replace('"name":"', '"name":"Новый '), "utf-8")
    portal.kontor("import", str(changed), "--dry-run")
    assert picture(portal) == before


def test_a_wrong_row_is_named_and_its_neighbours_are_taken(report, portal, tmp_path):
    good = {"external_id": "B-good", "name": "Хорошая"}
    (tmp_path / "brands.ndjson").write_text(
        "\n".join([json.dumps(good), "{not json", json.dumps({"external_id": "B-bad", "nam": "x"}), json.dumps(good | {"external_id": "B-good-2"})])
        + "\n"
    )
    account = portal.kontor_json("import", str(tmp_path))
    assert [(row["file"], row["line"]) for row in account["problems"]] == [("brands.ndjson", 2), ("brands.ndjson", 3)]
    assert (counted(account, "created"), counted(account, "refused")) == (2, 2)
    assert portal.door().send("brands", good, good | {"external_id": "B-good-2"}) == ["unchanged", "unchanged"]


def test_csv_is_the_same_as_ndjson(report, portal, tmp_path):
    (tmp_path / "products.csv").write_text(
        "external_id,article,name,brand,category,unit,order_multiple,barcodes,packagings\n"
        'CSV1,CSV-1,"Болт ""М8"", длинный",B1,K1,796,5,4600000000039|4600000000046,"[{""unit"":""778"",""quantity"":""50""}]"\n',
        "utf-8",
    )
    portal.kontor("import", str(tmp_path))
    item = ok(portal.door("C1").get("/products/CSV-1"))
    assert item["name"] == 'Болт "М8", длинный'
    assert set(item["barcodes"]) == {"4600000000039", "4600000000046"}
    assert item["order_multiple"].rstrip("0").rstrip(".") == "5"


@pytest.mark.parametrize("name", ["2.07-stroysnab", "2.07-stroysnab-2018-02-24", "2.05-aquarium", "2.05-brightbuild"])
def test_a_catalogue_that_1c_wrote_comes_in_whole_and_twice_is_once(report, portal, name):
    source = SHARED / "real/commerceml" / name
    first = portal.kontor_json("import", str(source), timeout=600)
    goods = {
        item.findtext("{*}Ид")
        for path in source.glob("import*.xml")
        for item in ElementTree.parse(path).getroot().findall(".//{*}Товар")
        if "Удален" not in (item.get("Статус"), item.findtext("{*}Статус"))
    }
    offers = [offer for path in source.glob("offers*.xml") for offer in ElementTree.parse(path).getroot().findall(".//{*}Предложение")]
    assert goods and offers
    known = {offer.findtext("{*}Ид").split("#")[0] for offer in offers} <= {identity.split("#")[0] for identity in goods}
    # An offer of goods that no file describes is refused and told; nothing else is. That goods share a barcode is told of what was taken.
    assert known == (counted(first, "refused") == 0), first["kinds"]
    assert {entry["reason"] for row in first["problems"] for entry in row["problems"]} <= {"unknown_reference", "barcode_shared", "barcode_check_digit"}, first["problems"][:3]
    assert taken(first, "products") >= len(goods), first["kinds"]
    assert taken(first, "prices") >= (sum(offer.find("{*}Цены/{*}Цена") is not None for offer in offers) if known else 1)
    assert taken(first, "stock") >= any(offer.find("{*}Склад") is not None for offer in offers)
    before = picture(portal)
    again = portal.kontor_json("import", str(source), timeout=600)
    assert picture(portal) == before
    assert [counted(again, name) for name in ("created", "updated", "refused")] == [0, 0, counted(first, "refused")], again["kinds"]


def test_what_is_no_import_is_refused_with_a_sentence(portal, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/import.xml").write_text("<КоммерческаяИнформация><Каталог>", "utf-8")
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]><КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2">&z;</КоммерческаяИнформация>'
    (tmp_path / "bomb").mkdir()
    (tmp_path / "bomb/import.xml").write_text(bomb, "utf-8")
    (tmp_path / "empty").mkdir()
    for name in ("broken", "bomb", "empty", "not-there"):
        with pytest.raises(Refused) as refusal:
            portal.kontor("import", str(tmp_path / name))
        assert refusal.value.code == 1
        assert refusal.value.err.strip()
