"""A small distributor, written by hand and sent through /erp: enough for orders, stock and limits."""

import itertools
import threading

AS_OF = "2026-11-01T06:00:00+03:00"


def inn(number):
    """A ten-digit INN with its check digit, different for each number."""
    digits = [int(d) for d in f"{770000000 + number:09d}"]
    return "".join(map(str, digits)) + str(sum(a * b for a, b in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), digits)) % 11 % 10)


class Shop:
    """Seller S, warehouses WA and WB, list BASE; products, clients and keys are made as a check needs them."""

    def __init__(self, portal):
        self.portal = portal
        self.erp = portal.door()
        self.numbers, self.lock, self.doors = itertools.count(1), threading.Lock(), {}
        self.erp.send(
            "legal-entities",
            {
                "external_id": "S",
                "name": "ООО «Проверка»",
                "inn": inn(1),
                "kpp": "770101001",
                "tax_regime": "general",
                "time_zone": "Europe/Moscow",
                "address": "115114, Москва, Летниковская улица, 10",
            },
        )
        self.erp.send(
            "warehouses",
            *(
                {
                    "external_id": code,
                    "code": code,
                    "name": f"Склад {code}",
                    "legal_entity": "S",
                    "stock_basis": "on_hand",
                    "time_zone": "Europe/Moscow",
                    "priority": priority,
                }
                for priority, code in enumerate(("WA", "WB"), 1)
            ),
        )
        self.erp.send("categories", {"external_id": "K", "name": "Крепёж"}, {"external_id": "K2", "parent": "K", "name": "Болты"})
        self.erp.send("brands", {"external_id": "B", "name": "Уралкрепёж"})
        self.erp.send(
            "price-lists", {"external_id": "BASE", "name": "Основной", "currency": "RUB", "vat_included": True, "net": False, "from": "2026-01-01"}
        )

    def number(self):
        with self.lock:
            return next(self.numbers)

    def product(self, price="100.0000", stock=None, **fields):
        """A new product with a price in BASE and `stock` in WA (or a mapping of warehouses); gives its article."""
        code = f"SKU-{self.number():05d}"
        self.erp.send(
            "products",
            {
                "external_id": f"P-{code}",
                "article": code,
                "name": f"Болт М8×{self.number()} оцинкованный",
                "brand": "B",
                "category": "K2",
                "unit": "796",
                "vat_class": "standard",
                "order_multiple": "1",
                "order_minimum": "1",
                "price_basis": "1",
                "status": "active",
            }
            | fields,
        )
        if price is not None:
            self.price(code, price)
        if stock is not None:
            self.stock(code, stock)
        return code

    def price(self, code, price, **fields):
        return self.erp.send("prices", {"price_list": "BASE", "product": f"P-{code}", "unit_price": price} | fields)

    def stock(self, code, stock, as_of=AS_OF):
        rows = stock if isinstance(stock, dict) else {"WA": stock}
        return self.erp.send(
            "stock",
            *({"warehouse": warehouse, "product": f"P-{code}", "quantity": str(quantity), "as_of": as_of} for warehouse, quantity in rows.items()),
        )

    def client(self, limit="100000000.00", **contract):
        """A new client with one entity, one contract and one site; gives its external id, with which the others begin."""
        number = self.number()
        name = f"C{number}"
        self.erp.send("clients", {"external_id": name, "name": f"ООО «Покупатель-{number}»"})
        self.erp.send(
            "client-entities",
            {
                "external_id": f"{name}-E",
                "client": name,
                "name": f"ООО «Покупатель-{number}»",
                "inn": inn(1000 + number),
                "kpp": "770201001",
                "address": "101000, Москва, Мясницкая улица, 1",
            },
        )
        self.erp.send(
            "contracts",
            {
                "external_id": f"{name}-D",
                "client": name,
                "client_entity": f"{name}-E",
                "legal_entity": "S",
                "number": f"Д-{number}",
                "from": "2026-01-01",
                "currency": "RUB",
                "vat_mode": "included",
                "price_lists": ["BASE"],
                "credit_limit": limit,
                "payment_days": 14,
                "payment_calendar": "calendar",
                "status": "active",
            }
            | contract,
        )
        self.erp.send("sites", {"external_id": f"{name}-O", "client": name, "name": "Объект 1", "address": "Москва, ул. Заводская, 5"})
        return name

    def door(self, client):
        """The client's key, made once."""
        with self.lock:
            if client not in self.doors:
                self.doors[client] = self.portal.door(client)
            return self.doors[client]

    def free(self, door, code):
        """What a client sees free in all warehouses, in thousandths."""
        answer = door.get("/stock", article=code)
        assert answer.status_code == 200, answer.text
        [item] = answer.json()["items"]
        return sum(thousandths(place["free"]) for place in item["availability"])


def thousandths(text):
    whole, _, part = str(text).partition(".")
    return int(whole) * 1000 + int((part + "000")[:3])


def order(*lines, **fields):
    """An order's body: lines are (code, quantity)."""
    return {
        "reference": "Заявка 1",
        "partial": False,
        "payment": "credit",
        "lines": [{"code": code, "quantity": str(quantity)} for code, quantity in lines],
    } | fields
