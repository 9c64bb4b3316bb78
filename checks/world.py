"""A generated distributor (`bench/world.py` of the shared folder) with rows of our own added, where prices are hard."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from portal import SHARED
from shop import inn

TODAY = datetime.now(ZoneInfo("Europe/Moscow")).date()
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


class Folder:
    """KIND.ndjson files, changed in place."""

    def __init__(self, path):
        self.path = Path(path)

    def read(self, kind):
        return [json.loads(line) for line in (self.path / f"{kind}.ndjson").read_text("utf-8").splitlines()]

    def write(self, kind, rows):
        (self.path / f"{kind}.ndjson").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")

    def add(self, kind, *rows):
        self.write(kind, self.read(kind) + list(rows))

    def patch(self, kind, name, **fields):
        rows = self.read(kind)
        [row] = [row for row in rows if row["external_id"] == name]
        row.update(fields)
        self.write(kind, rows)


def generate(path, products=400, clients=6, discounts=False):
    subprocess.run(
        [
            sys.executable,
            str(SHARED / "bench/world.py"),
            "--products",
            str(products),
            "--clients",
            str(clients),
            "--price-lists",
            "12",
            "--orders",
            "0",
            "--coverage",
            ".3",
            "--out",
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    if not discounts:
        (Path(path) / "discounts.ndjson").unlink(missing_ok=True)
    return Folder(path)


def priced_world(path):
    """Six chains over 400 products, with every hard case in it: lists, breaks, days, taxes, currencies, discounts, floors."""
    world = generate(path, discounts=True)
    (Path(path) / "ledger.ndjson").unlink(missing_ok=True)  # nobody is blocked for debts
    contracts = {row["external_id"]: row for row in world.read("contracts")}

    # Sellers and contracts that state the tax in another way than their lists.
    world.add(
        "legal-entities",
        {"external_id": "S3", "name": "ООО «Промснаб Юг»", "inn": inn(500), "kpp": "616301001", "tax_regime": "usn7", "time_zone": "Europe/Moscow"},
    )
    world.patch("contracts", "D4", vat_mode="on_top")
    world.patch("contracts", "D5", vat_mode="on_top", legal_entity="S3")
    world.patch("contracts", "D6", legal_entity="S3")
    world.patch("contracts", "D2", price_lists=["L7", *contracts["D2"]["price_lists"]])  # ended in summer
    world.patch("price-lists", contracts["D1"]["price_lists"][1], vat_included=False)
    world.patch("products", "P8", vat_class="reduced")
    world.patch("products", "P9", vat_class="exempt")
    world.patch("products", "P11", vat_class="zero")
    world.patch("products", "P7", price_basis="100")
    world.patch("products", "P13", order_multiple="6", order_minimum="20")
    world.patch("products", "P14", order_multiple="0.25", order_minimum="0.5", unit="006")

    # Lists that begin tomorrow, ended yesterday, and live today alone, at the head of two chains.
    for name, first, last in (("LT", TOMORROW, None), ("LY", None, YESTERDAY), ("LD", TODAY, TODAY)):
        world.add(
            "price-lists",
            {"external_id": name, "name": name, "currency": "RUB", "vat_included": True, "net": False}
            | {key: value.isoformat() for key, value in (("from", first), ("to", last)) if value},
        )
        world.add(
            "prices", *({"price_list": name, "product": f"P{i}", "unit_price": f"{i}.{len(name)}{ord(name[1]):02d}0"[:-1]} for i in range(100, 140))
        )
    world.patch("contracts", "D1", price_lists=["LT", "LY", *contracts["D1"]["price_lists"]])
    world.patch("contracts", "D4", price_lists=["LD", "LT", *contracts["D4"]["price_lists"]])

    rows = [row for row in world.read("prices") if row["product"] != "P12"]  # on request
    for number, contract in enumerate(contracts.values()):
        head = contract["price_lists"][0]
        own = f"P{200 + number}"
        rows = [row for row in rows if not (row["price_list"] == head and row["product"] in (own, "P13", "P14", "P15", "P16"))]
        rows += [
            # Only a high break: below it the next list answers.
            {"price_list": head, "product": own, "unit_price": "3.3300", "min_quantity": "1000"},
            # Breaks below what may be ordered at all, and finer than a piece.
            {"price_list": head, "product": "P13", "unit_price": "70.0000", "min_quantity": "1"},
            {"price_list": head, "product": "P13", "unit_price": "65.5555", "min_quantity": "5"},
            {"price_list": head, "product": "P13", "unit_price": "60.0001", "min_quantity": "24"},
            {"price_list": head, "product": "P14", "unit_price": "12.3456", "min_quantity": "0.5"},
            {"price_list": head, "product": "P14", "unit_price": "11.9999", "min_quantity": "2.125"},
            # Rows whose days overlap: the one that began last answers, while it lasts.
            {"price_list": head, "product": "P15", "unit_price": "50.0000"},
            {"price_list": head, "product": "P15", "unit_price": "45.0000", "from": "2026-01-01"},
            {"price_list": head, "product": "P15", "unit_price": "40.0000", "from": "2026-03-01", "to": "2026-03-31"},
            {"price_list": head, "product": "P15", "unit_price": "41.0000", "from": TODAY.isoformat(), "to": TODAY.isoformat()},
            {"price_list": head, "product": "P15", "unit_price": "39.0000", "from": TOMORROW.isoformat()},
            # A break that ended: its quantity falls back to the lower break, not to the next list.
            {"price_list": head, "product": "P16", "unit_price": "20.0000", "min_quantity": "1"},
            {"price_list": head, "product": "P16", "unit_price": "15.0000", "min_quantity": "10", "to": YESTERDAY.isoformat()},
            {"price_list": head, "product": "P16", "unit_price": "10.0000", "min_quantity": "20", "from": TOMORROW.isoformat()},
        ]
    seen = {}
    for row in rows:
        seen[row["price_list"], row["product"], row.get("min_quantity"), row.get("from")] = row
    world.write("prices", seen.values())
    add_currencies_and_discounts(world)
    return world


def add_currencies_and_discounts(world):
    """Two chains headed by lists in euro and yuan, one contract in yuan; costs, floors and every way of giving a discount."""
    first = TODAY.replace(day=1)
    world.write(
        "rates",
        [
            {"currency": "EUR", "day": "2024-12-31", "rate": "106.1028"},
            {"currency": "EUR", "day": first.isoformat(), "rate": "95.1234"},
            {"currency": "EUR", "day": YESTERDAY.isoformat(), "rate": "96.0001"},
            {"currency": "EUR", "day": TODAY.isoformat(), "rate": "97.7777"},
            {"currency": "EUR", "day": TOMORROW.isoformat(), "rate": "99.9999"},
            {"currency": "CNY", "day": "2025-01-10", "nominal": 10, "rate": "139.4017"},
            {"currency": "CNY", "day": YESTERDAY.isoformat(), "nominal": 10, "rate": "115.5432"},
        ],
    )
    world.add(
        "price-lists",
        {"external_id": "LE", "name": "Евро", "currency": "EUR", "vat_included": False, "net": False},
        {"external_id": "LC", "name": "Юани", "currency": "CNY", "vat_included": True, "net": True},
        {"external_id": "LZ", "name": "Закупка", "currency": "EUR", "vat_included": False, "cost": True},
    )
    world.add("prices", *({"price_list": "LE", "product": f"P{i}", "unit_price": f"{i}.{i:04d}"} for i in range(240, 270)))
    world.add("prices", *({"price_list": "LC", "product": f"P{i}", "unit_price": f"{i}.0{i}"} for i in range(260, 280)))
    world.add("prices", *({"price_list": "LZ", "product": f"P{i}", "unit_price": f"0.{i:04d}"} for i in range(1, 400, 2)))
    chains = {row["external_id"]: row["price_lists"] for row in world.read("contracts")}
    world.patch("contracts", "D2", price_lists=["LE", *chains["D2"]], rate_day="month_start", rate_markup="2.75")
    world.patch("contracts", "D3", price_lists=["LC", "LE", *chains["D3"]], rate_day="previous_day")
    world.patch("contracts", "D6", price_lists=["LE", *chains["D6"]], currency="CNY")
    world.patch("legal-entities", "S1", rate_markup="1.5")
    world.add("segments", {"external_id": "top", "parent": None, "name": "Все покупатели"})
    world.patch("segments", "partner", parent="top")
    world.patch("segments", "dealer", parent="top")
    category = world.read("products")[30]["category"]
    rows = [
        ("N1", {"segment": "top"}, {"category": category}, {"percent": "6.5", "priority": 50}),
        ("N2", {"client": "C1"}, {"all": True}, {"percent": "1.25", "mode": "add", "min_quantity": "10"}),
        ("N3", {"client": "C1"}, {"all": True}, {"percent": "2.5", "mode": "add", "min_quantity": "100"}),
        ("N4", {"contract": "D2"}, {"brand": "B1"}, {"fixed_price": "1.2345", "currency": "EUR", "vat_included": False}),
        ("N5", {"all": True}, {"product": "P21"}, {"markup": "12.5", "mode": "first", "priority": 1}),
        ("N6", {"client": "C4"}, {"all": True}, {"percent": "3", "min_amount": "50000.00", "mode": "add"}),
        ("N7", {"client": "C5"}, {"all": True}, {"percent": "40", "from": TODAY.isoformat(), "to": TODAY.isoformat()}),
        ("N8", {"client": "C5"}, {"all": True}, {"percent": "60", "from": TOMORROW.isoformat()}),
        ("N9", {"client": "C6"}, {"all": True}, {"percent": "4", "min_amount": "100.00", "currency": "EUR"}),
        ("N10", {"client": "C3"}, {"product": "P33"}, {"fixed_price": "77.7777", "mode": "first", "priority": 5}),
        ("N11", {"client": "C3"}, {"product": "P33"}, {"fixed_price": "66.6666", "mode": "first", "priority": 5, "min_quantity": "12"}),
    ]
    world.add("discounts", *({"external_id": name, "target": target, "scope": scope} | rest for name, target, scope, rest in rows))
    world.write(
        "price-floors",
        [
            {"external_id": "F1", "name": "Маржа", "scope": {"all": True}, "margin": "15"},
            {"external_id": "F2", "name": "Не ниже", "scope": {"category": category}, "price": "2.5000", "currency": "EUR", "vat_included": True},
            {"external_id": "F3", "name": "Кончился", "scope": {"all": True}, "price": "9999", "to": YESTERDAY.isoformat()},
        ],
    )
