"""The price of API.md, "The price, exactly", worked out a second time from the files alone. Shares nothing with Kontor.

Lists, breaks, dates, currencies, the tax of a line, discounts with their floors. Agreements for projects are not in it.
"""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
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
        self.clients, self.segments, self.categories = by_id("clients"), by_id("segments"), by_id("categories")
        self.discounts, self.floors = by_id("discounts"), by_id("price-floors")
        self.rates = {(row["currency"], row["day"]): Fraction(row["rate"]) / int(row.get("nominal") or 1) for row in read("rates")}
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

    def answering_row(self, lists, product, quantity, day):
        for name in lists:
            if not valid(self.lists[name], day):
                continue
            reached = [row for row in self.rows[name, product] if valid(row, day) and Fraction(row.get("min_quantity") or 0) <= quantity]
            if reached:
                # The highest break reached; where two rows of one break are valid at once, the one that began last.
                return max(reached, key=lambda row: (Fraction(row.get("min_quantity") or 0), row.get("from") or ""))
        return None

    def rule(self, contract, field):
        """Of the contract, else of its seller."""
        return self.contracts[contract].get(field) or self.seller(contract).get(field)

    def rate(self, contract, currency, day):
        """Roubles for one unit, in force by the contract's rule; None is missing."""
        if currency == "RUB":
            return Fraction(1)
        rule = self.rule(contract, "rate_day")
        day = day - timedelta(1) if rule == "previous_day" else day.replace(day=1) if rule == "month_start" else day
        known = [on for (code, on) in self.rates if code == currency and on <= day.isoformat()]
        return self.rates[currency, max(known)] if known else None

    def exchanged(self, contract, value, currency, day, places, marked=True):
        own = self.contracts[contract].get("currency") or "RUB"
        if currency == own:
            return value
        here, there = self.rate(contract, own, day), self.rate(contract, currency, day)
        if here is None or there is None:
            return None
        markup = Fraction((self.rule(contract, "rate_markup") if marked else None) or 0)
        return rounded(value * there / here * (100 + markup) / 100, places)

    def own(self, contract, product, price, currency, vat_included, day, marked=True):
        """A price in the contract's currency and way of stating tax; None where a rate is missing."""
        price = self.exchanged(contract, Fraction(price), currency, day, 4, marked)
        percent, wants = self.percent(contract, product), self.contracts[contract]["vat_mode"] == "included"
        if price is None or not percent or vat_included == wants:
            return price
        return rounded(price * (100 + percent) / 100 if wants else price * 100 / (100 + percent), 4)

    def listed(self, contract, product, quantity, day):
        """(price before discounts, whether it takes some), or None."""
        lists = [name for name in self.contracts[contract]["price_lists"] if not self.lists[name].get("cost")]
        row = self.answering_row(lists, product, Fraction(quantity), day)
        if row is None:
            return None
        terms = self.lists[row["price_list"]]
        price = self.own(contract, product, row["unit_price"], terms.get("currency") or "RUB", terms.get("vat_included", True), day)
        return None if price is None else (price, not terms.get("net"))

    def cost(self, contract, product, quantity, day):
        seller = self.contracts[contract]["legal_entity"]
        lists = [name for name, row in self.lists.items() if row.get("cost") and row.get("legal_entity") in (None, seller)]
        row = self.answering_row(sorted(lists, key=lambda name: self.lists[name].get("legal_entity") is None), product, Fraction(quantity), day)
        if row is None:
            return None
        terms = self.lists[row["price_list"]]
        return self.own(contract, product, row["unit_price"], terms.get("currency") or "RUB", terms.get("vat_included", True), day, marked=False)

    def above(self, tree, name):
        """A node and those it lies under."""
        found = []
        while name and name not in found:
            found.append(name)
            name = tree[name].get("parent") if name in tree else None
        return found

    def covers(self, scope, product):
        row = self.products[product]
        return scope in ({"all": True}, {"product": product}) or scope.get("brand", 0) == row.get("brand", 1) or (
            scope.get("category") in self.above(self.categories, row.get("category"))
        )

    def aims_at(self, target, contract):
        client = self.contracts[contract]["client"]
        segments = self.above(self.segments, self.clients.get(client, {}).get("segment"))
        return target in ({"all": True}, {"client": client}, {"contract": contract}) or target.get("segment") in segments

    def alone(self, discount, contract, product, quantity, day, base):
        """The price with this discount and no other; None where it cannot be told."""
        if discount.get("percent") is not None:
            return rounded(base * (100 - Fraction(discount["percent"])) / 100, 4)
        if discount.get("fixed_price") is not None:
            terms = discount.get("currency") or "RUB", discount.get("vat_included", True)
            return self.own(contract, product, discount["fixed_price"], *terms, day)
        cost = self.cost(contract, product, quantity, day)
        return None if cost is None else rounded(cost * (100 + Fraction(discount["markup"])) / 100, 4)

    def holding(self, contract, product, quantity, day, amount, base):
        """The discounts that are reached, the first by precedence first."""

        def reached(row):
            least = Fraction(row.get("min_amount") or 0)
            if least:
                least = self.exchanged(contract, least, row.get("currency") or "RUB", day, 2, marked=False)
            return least == 0 or (amount is not None and least is not None and least <= amount)

        rows = [
            row
            for row in self.discounts.values()
            if self.aims_at(row["target"], contract)
            and self.covers(row["scope"], product)
            and valid(row, day)
            and Fraction(row.get("min_quantity") or 0) <= Fraction(quantity)
            and reached(row)
            and self.alone(row, contract, product, quantity, day, base) is not None
        ]

        def precedence(row):
            breaks = Fraction(row.get("min_amount") or 0), Fraction(row.get("min_quantity") or 0)
            return row.get("priority", 100), -breaks[0], -breaks[1], row["external_id"]

        return sorted(rows, key=precedence)

    def discounted(self, contract, product, quantity, day, amount, base):
        rows = self.holding(contract, product, quantity, day, amount, base)
        first = [row for row in rows if row.get("mode") == "first"]
        if first:
            return self.floored(contract, product, quantity, day, self.alone(first[0], contract, product, quantity, day, base), base)
        better = [(self.alone(row, contract, product, quantity, day, base), row) for row in rows if (row.get("mode") or "best") == "best"]
        better = [pair for pair in better if pair[0] < base]
        cells, added = set(), Fraction(0)
        for row in rows:
            if row.get("mode") == "add":
                cell = json.dumps([row["target"], row["scope"], row.get("priority", 100)], sort_keys=True)
                height = Fraction(row.get("min_amount") or 0), Fraction(row.get("min_quantity") or 0)
                if all(known != cell or other == height for known, other in cells):
                    cells.add((cell, height))
                    added += Fraction(row["percent"])
        price, start = base, base
        if better:
            price, best = min(better, key=lambda pair: pair[0])
            if best.get("percent") is not None:
                added += Fraction(best["percent"])
            else:
                start = price
        if added:
            price = rounded(start * max(0, 100 - added) / 100, 4)
        return self.floored(contract, product, quantity, day, price, base)

    def floored(self, contract, product, quantity, day, price, base):
        for row in self.floors.values():
            if not self.covers(row["scope"], product) or not valid(row, day):
                continue
            if row.get("margin") is not None:
                cost = self.cost(contract, product, quantity, day)
                least = None if cost is None else rounded(cost * 100 / (100 - Fraction(row["margin"])), 4)
            else:
                least = self.own(contract, product, row["price"], row.get("currency") or "RUB", row.get("vat_included", True), day)
            if least is not None:
                price = max(price, min(least, base))
        return price

    def unit_price(self, contract, product, quantity, day, amount=...):
        """In the contract's way of stating tax, four places; None is price on request. Without an amount the line stands alone."""
        listed = self.listed(contract, product, quantity, day)
        if listed is None or not listed[1]:
            return listed and listed[0]
        if amount is ...:
            amount = self.amount(contract, [(product, quantity)], day)
        return self.discounted(contract, product, quantity, day, amount, listed[0])

    def amount(self, contract, lines, day):
        """Of lines that are wanted together, before amount discounts, without VAT."""
        sums = [self.line(contract, product, quantity, day, amount=None) for product, quantity in lines]
        return sum((sum[1] for sum in sums if sum), Fraction(0))

    def line(self, contract, product, quantity, day, amount=...):
        """(unit price, net, VAT, gross) of a line, or None."""
        price = self.unit_price(contract, product, quantity, day, amount)
        if price is None:
            return None
        gross = rounded(price * Fraction(quantity) / Fraction(self.products[product].get("price_basis") or 1), 2)
        percent, mode = self.percent(contract, product) or 0, self.contracts[contract]["vat_mode"]
        if mode == "included":
            vat = rounded(gross * percent / (100 + percent), 2)
            return price, gross - vat, vat, gross
        vat = rounded(gross * percent / 100, 2) if mode == "on_top" else Fraction(0)
        return price, gross, vat, gross + vat

    def smallest_order(self, product):
        """The least quantity that may be ordered: the minimum, up to a whole multiple."""
        row = self.products[product]
        multiple, minimum = Fraction(row.get("order_multiple") or 1), Fraction(row.get("order_minimum") or 0)
        return max(1, -(-minimum // multiple)) * multiple

    def breaks(self, contract, product):
        """Every quantity at which some list of the chain or a discount changes the price, whether it answers or not."""
        return sorted(
            {
                Fraction(row["min_quantity"])
                for name in self.contracts[contract]["price_lists"]
                for row in self.rows[name, product]
                if row.get("min_quantity")
            }
            | {
                Fraction(row["min_quantity"])
                for row in self.discounts.values()
                if row.get("min_quantity") and self.aims_at(row["target"], contract) and self.covers(row["scope"], product)
            }
        )


def day(text):
    return date.fromisoformat(text)
