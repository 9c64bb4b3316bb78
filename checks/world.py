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


def generate(path, products=400, clients=6):
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
    (Path(path) / "discounts.ndjson").unlink(missing_ok=True)  # another calculation than this one
    return Folder(path)


def priced_world(path):
    """Six chains over 400 products, with every hard case in it; no discounts."""
    world = generate(path)
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
    return world
