"""The price of API.md, "The price, exactly", worked out a second time from the files alone. Shares nothing with Kontor.

Lists, breaks, dates and the tax of a line; discounts and other currencies are not in it.
"""

import json
from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

PERCENT = {
    "standard": {"general": 22, "usn5": 5, "usn7": 7, "none": None},
    "reduced": {"general": 10, "usn5": 5, "usn7": 7, "none": None},
    "zero": {"general": 0, "usn5": 0, "usn7": 0, "none": None},
    "exempt": dict.fromkeys(("general", "usn5", "usn7", "none")),
}


def rounded(value, places):
    """Half up, away from zero never needed: prices are not negative."""
    assert value >= 0
    scaled = value * 10**places
    return Fraction(int(scaled + Fraction(1, 2)), 10**places)


def decimal(value, places):
    """`1234.5000`, as the API writes it."""
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def valid(row, day):
    return (row.get("from") or "0000-00-00") <= day.isoformat() <= (row.get("to") or "9999-99-99")


class World:
    """A distributor as a folder of KIND.ndjson."""

    def __init__(self, folder):
        def read(kind):
            path = Path(folder) / f"{kind}.ndjson"
            return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

        def by_id(kind):
            return {row["external_id"]: row for row in read(kind)}

        self.sellers, self.products, self.lists, self.contracts = by_id("legal-entities"), by_id("products"), by_id("price-lists"), by_id("contracts")
        self.rows = defaultdict(list)
        for row in read("prices"):
            self.set_price(row)

    def set_price(self, row):
        """A later row of the same list, product, break and first day takes the place of the earlier one."""
        rows = self.rows[row["price_list"], row["product"]]
        key = (Fraction(row.get("min_quantity") or 0), row.get("from"))
        rows[:] = [old for old in rows if (Fraction(old.get("min_quantity") or 0), old.get("from")) != key] + [row]

    def seller(self, contract):
        return self.sellers[self.contracts[contract]["legal_entity"]]

    def today(self, contract):
        return datetime.now(ZoneInfo(self.seller(contract).get("time_zone") or "Europe/Moscow")).date()

    def percent(self, contract, product):
        """The rate in per cent from 2026 on; None is "without VAT"."""
        return PERCENT[self.products[product].get("vat_class") or "standard"][self.seller(contract)["tax_regime"]]

    def answering_row(self, contract, product, quantity, day):
        for name in self.contracts[contract]["price_lists"]:
            if not valid(self.lists[name], day):
                continue
            reached = [row for row in self.rows[name, product] if valid(row, day) and Fraction(row.get("min_quantity") or 0) <= quantity]
            if reached:
                # The highest break reached; where two rows of one break are valid at once, the one that began last.
                return max(reached, key=lambda row: (Fraction(row.get("min_quantity") or 0), row.get("from") or ""))
        return None

    def unit_price(self, contract, product, quantity, day):
        """In the contract's way of stating tax, four places; None is price on request."""
        row = self.answering_row(contract, product, Fraction(quantity), day)
        if row is None:
            return None
        price = Fraction(row["unit_price"])
        percent, mode = self.percent(contract, product), self.contracts[contract]["vat_mode"]
        has, wants = self.lists[row["price_list"]]["vat_included"], mode == "included"
        if mode != "none" and percent and has != wants:
            price = rounded(price * (100 + percent) / 100 if wants else price * 100 / (100 + percent), 4)
        return price

    def line(self, contract, product, quantity, day):
        """(unit price, net, VAT, gross) of a line, or None."""
        price = self.unit_price(contract, product, quantity, day)
        if price is None:
            return None
        amount = rounded(price * Fraction(quantity) / Fraction(self.products[product].get("price_basis") or 1), 2)
        percent, mode = self.percent(contract, product) or 0, self.contracts[contract]["vat_mode"]
        if mode == "included":
            vat = rounded(amount * percent / (100 + percent), 2)
            return price, amount - vat, vat, amount
        vat = rounded(amount * percent / 100, 2) if mode == "on_top" else Fraction(0)
        return price, amount, vat, amount + vat

    def smallest_order(self, product):
        """The least quantity that may be ordered: the minimum, up to a whole multiple."""
        row = self.products[product]
        multiple, minimum = Fraction(row.get("order_multiple") or 1), Fraction(row.get("order_minimum") or 0)
        return max(1, -(-minimum // multiple)) * multiple

    def breaks(self, contract, product):
        """Every quantity at which some list of the chain changes its price, whether it answers or not."""
        return sorted(
            {
                Fraction(row["min_quantity"])
                for name in self.contracts[contract]["price_lists"]
                for row in self.rows[name, product]
                if row.get("min_quantity")
            }
        )


def day(text):
    return date.fromisoformat(text)
