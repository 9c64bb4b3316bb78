"""The second calculation against a table worked out by hand: a yardstick must be right before it measures."""

import json
from fractions import Fraction

import pytest

from reference_prices import World, day, decimal

FILES = {
    "legal-entities": [
        {"external_id": "S", "tax_regime": "general", "time_zone": "Europe/Moscow"},
        {"external_id": "U", "tax_regime": "usn5", "time_zone": "Asia/Yekaterinburg"},
    ],
    "products": [
        {"external_id": "bolt", "vat_class": "standard", "order_multiple": "10", "order_minimum": "25"},
        {"external_id": "cable", "vat_class": "standard", "price_basis": "100"},
        {"external_id": "book", "vat_class": "reduced", "category": "novels", "brand": "AST"},
        {"external_id": "lens", "vat_class": "exempt"},
    ],
    "price-lists": [
        {"external_id": "own", "vat_included": True, "from": "2026-01-01", "to": "2026-06-30"},
        {"external_id": "deal", "vat_included": False},
        {"external_id": "base", "vat_included": True},
        {"external_id": "euro", "vat_included": False, "currency": "EUR"},
        {"external_id": "cost", "vat_included": False, "cost": True},
    ],
    "categories": [{"external_id": "paper"}, {"external_id": "novels", "parent": "paper"}],
    "segments": [{"external_id": "all"}, {"external_id": "shops", "parent": "all"}],
    "clients": [{"external_id": "c", "segment": "shops"}, {"external_id": "d"}],
    "rates": [
        {"currency": "EUR", "day": "2026-02-25", "rate": "90"},
        {"currency": "EUR", "day": "2026-03-01", "rate": "100"},
        {"currency": "CNY", "day": "2026-01-01", "nominal": 10, "rate": "115"},
    ],
    "discounts": [
        {"external_id": "1", "target": {"segment": "all"}, "scope": {"category": "paper"}, "percent": "10"},
        {"external_id": "2", "target": {"client": "c"}, "scope": {"brand": "AST"}, "percent": "4", "min_amount": "1000.00"},
        {"external_id": "3", "target": {"client": "c"}, "scope": {"all": True}, "percent": "2", "mode": "add", "min_quantity": "5"},
        {"external_id": "4", "target": {"client": "c"}, "scope": {"all": True}, "percent": "3", "mode": "add", "min_quantity": "50"},
        {"external_id": "5", "target": {"contract": "book"}, "scope": {"all": True}, "markup": "20", "mode": "first"},
        {"external_id": "6", "target": {"client": "d"}, "scope": {"all": True}, "percent": "90"},
    ],
    "price-floors": [{"external_id": "f", "scope": {"product": "book"}, "margin": "12.5"}],
    "contracts": [
        {"external_id": "in", "legal_entity": "S", "vat_mode": "included", "client": "x", "price_lists": ["own", "deal", "base"]},
        {"external_id": "top", "legal_entity": "S", "vat_mode": "on_top", "client": "x", "price_lists": ["base"]},
        {"external_id": "usn", "legal_entity": "U", "vat_mode": "on_top", "client": "x", "price_lists": ["base"]},
        {"external_id": "shop", "legal_entity": "S", "vat_mode": "included", "client": "c", "price_lists": ["base"]},
        {"external_id": "book", "legal_entity": "S", "vat_mode": "included", "client": "c", "price_lists": ["base"]},
        {"external_id": "cheap", "legal_entity": "S", "vat_mode": "included", "client": "d", "price_lists": ["base"]},
        {
            "external_id": "fx", "legal_entity": "S", "vat_mode": "included", "client": "x", "price_lists": ["euro"], "currency": "RUB",
            "rate_day": "previous_day", "rate_markup": "2",
        },
        {"external_id": "cny", "legal_entity": "S", "vat_mode": "on_top", "client": "x", "price_lists": ["euro"], "currency": "CNY"},
    ],
    "prices": [
        {"price_list": "own", "product": "bolt", "unit_price": "9.0000", "min_quantity": "100"},
        {"price_list": "own", "product": "bolt", "unit_price": "8.0000", "min_quantity": "500", "to": "2026-03-31"},
        {"price_list": "deal", "product": "bolt", "unit_price": "8.1234", "from": "2026-05-01"},
        {"price_list": "base", "product": "bolt", "unit_price": "12.3400"},
        {"price_list": "base", "product": "bolt", "unit_price": "11.0000", "from": "2026-02-01", "to": "2026-02-28"},
        {"price_list": "base", "product": "cable", "unit_price": "450.5555"},
        {"price_list": "base", "product": "book", "unit_price": "110.0000"},
        {"price_list": "base", "product": "lens", "unit_price": "77.7700"},
        {"price_list": "euro", "product": "book", "unit_price": "3.0000"},
        {"price_list": "cost", "product": "book", "unit_price": "70.0000"},
    ],
}


@pytest.fixture
def world(tmp_path):
    for kind, rows in FILES.items():
        (tmp_path / f"{kind}.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return World(tmp_path)


@pytest.mark.parametrize(
    "contract, product, quantity, on, expected",
    [
        ("in", "bolt", 99, "2026-01-15", "12.3400"),  # below the lowest break of the first list, the next one that has a row answers
        ("in", "bolt", 99, "2026-02-28", "11.0000"),  # the row that began last, to its last day
        ("in", "bolt", 99, "2026-03-01", "12.3400"),
        ("in", "bolt", 100, "2026-01-15", "9.0000"),  # a break is reached by its own quantity
        ("in", "bolt", 500, "2026-03-31", "8.0000"),
        ("in", "bolt", 500, "2026-04-01", "9.0000"),  # the break's row ended, the list's other row goes on
        ("in", "bolt", 500, "2026-07-01", "9.9105"),  # the list ended; 8.1234 × 1.22 = 9.910548
        ("in", "bolt", 500, "2025-12-31", "12.3400"),  # the list has not begun
        ("top", "bolt", 1, "2026-03-01", "10.1148"),  # 12.34 / 1.22 = 10.114754
        ("top", "book", 1, "2026-03-01", "100.0000"),  # 10 %
        ("top", "lens", 1, "2026-03-01", "77.7700"),  # without VAT
        ("usn", "bolt", 1, "2026-03-01", "11.7524"),  # 12.34 / 1.05 = 11.752381
        ("in", "lens", "0.5", "2026-03-01", "77.7700"),
        ("usn", "nail", 1, "2026-03-01", None),
        ("shop", "book", 1, "2026-03-01", "99.0000"),  # 10 % of the segment above, for the category above
        ("shop", "book", 5, "2026-03-01", "96.8000"),  # 10 + 2 %
        ("shop", "book", 50, "2026-03-01", "95.7000"),  # 10 + 3 %: the higher break alone; the 4 % are weaker than 10 %
        ("shop", "lens", 50, "2026-03-01", "75.4369"),
        ("book", "book", 1, "2026-03-01", "92.4000"),  # cost 77.00 with VAT + 20 %, alone
        ("cheap", "book", 1, "2026-03-01", "88.0000"),  # 11.00 would be; 77 / 0.875 is the floor
        ("cheap", "lens", 1, "2026-03-01", "7.7770"),
        ("fx", "book", 1, "2026-03-01", "302.9400"),  # 3 × 90 × 1.02 × 1.1
        ("fx", "book", 1, "2026-02-25", None),  # the day before there was no rate
        ("cny", "book", 1, "2026-03-01", "26.0870"),  # 3 × 100 / 11.5
    ],
)
def test_a_price_is_what_was_worked_out_by_hand(world, contract, product, quantity, on, expected):
    if product == "nail":
        world.products["nail"] = {"external_id": "nail"}
    price = world.unit_price(contract, product, Fraction(quantity), day(on))
    assert (price if price is None else decimal(price, 4)) == expected


@pytest.mark.parametrize(
    "contract, product, quantity, expected",
    [
        ("in", "bolt", 3, ["12.3400", "30.34", "6.68", "37.02"]),  # 37.02 × 22 / 122 = 6.6757
        ("in", "cable", "12.5", ["450.5555", "46.16", "10.16", "56.32"]),  # 450.5555 × 12.5 / 100 = 56.3194; × 22 / 122 = 10.1559
        ("top", "cable", 1, ["369.3078", "3.69", "0.81", "4.50"]),  # 450.5555 / 1.22 = 369.30779; 3.69 × 0.22 = 0.8118
        ("in", "lens", 2, ["77.7700", "155.54", "0.00", "155.54"]),
    ],
)
def test_a_line_is_rounded_once_and_its_tax_fits_it(world, contract, product, quantity, expected):
    line = world.line(contract, product, Fraction(quantity), day("2026-03-01"))
    assert [decimal(line[0], 4), *(decimal(amount, 2) for amount in line[1:])] == expected


def test_the_smallest_order_is_a_whole_multiple_at_or_above_the_minimum(world):
    assert world.smallest_order("bolt") == 30
    assert world.smallest_order("cable") == 1
