"""The door of 1C: a catalogue that 1C wrote comes in, an order goes out to it by `query` and is confirmed by `success`."""

import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import pytest
import requests

from portal import SHARED, ok
from shop import inn, order

SOURCE = SHARED / "real/commerceml/2.07-stroysnab"
NAMES = "{urn:1C.ru:commerceml_2}"


@pytest.fixture(scope="module")
def goods():
    """Ид and article by article, as the file has them; only articles that are there once."""
    seen = {}
    for item in ElementTree.parse(SOURCE / "import0_1.xml").getroot().iter(f"{NAMES}Товар"):
        article = (item.findtext(f"{NAMES}Артикул") or "").strip()
        if article:
            seen.setdefault(article, []).append((item.findtext(f"{NAMES}Ид"), item.findtext(f"{NAMES}Наименование")))
    return {article: rows[0] for article, rows in seen.items() if len(rows) == 1}


@pytest.fixture(scope="module")
def buyer(portal):
    """A client of the distributor whose catalogue came from 1C, on 1C's own price list."""
    portal.kontor("import", str(SOURCE), timeout=600)
    erp = portal.door()
    lists = ElementTree.parse(SOURCE / "offers0_1.xml").getroot().findall(f".//{NAMES}ТипЦены/{NAMES}Ид")
    erp.send(
        "legal-entities",
        {"external_id": "S", "name": "ООО «Стройснаб»", "inn": inn(1), "kpp": "770101001", "tax_regime": "general", "time_zone": "Europe/Moscow"},
    )
    erp.send("clients", {"external_id": "C", "name": "ООО «Покупатель»"})
    erp.send(
        "client-entities",
        {
            "external_id": "0f1a7b52-0000-4000-8000-000000000001",
            "client": "C",
            "name": "ООО «Покупатель & сын»",
            "inn": inn(2),
            "kpp": "770201001",
            "address": "101000, Москва, Мясницкая, 1",
        },
    )
    erp.send(
        "contracts",
        {
            "external_id": "D",
            "client": "C",
            "client_entity": "0f1a7b52-0000-4000-8000-000000000001",
            "legal_entity": "S",
            "number": "Д-1",
            "from": "2026-01-01",
            "currency": "RUB",
            "vat_mode": "included",
            "price_lists": [node.text for node in lists],
            "credit_limit": "100000000.00",
            "payment_days": 14,
            "payment_calendar": "calendar",
            "status": "active",
        },
    )
    erp.send("sites", {"external_id": "O", "client": "C", "name": "Объект", "address": "Тула, Советская, 1"})
    return portal.door("C")


@pytest.fixture(scope="module")
def articles(buyer, goods):
    """Articles that can be ordered at once: in stock, with a price, known in the file by one article."""
    items = [
        item
        for item in buyer.pages("/products", limit=500, in_stock="true", sort="article")
        if item["price"]
        and Decimal(item["price"]["unit_price"]) > 0
        and item["article"] in goods
        and sum(Decimal(place["free"]) for place in item["availability"]) >= 10
    ]
    assert len(items) >= 10, f"only {len(items)} articles of the catalogue can be ordered"
    return [item["article"] for item in items]


class Exchange:
    """1C's side of a session, as 1C's configurations speak: Basic at the door, then the cookie from the body."""

    def __init__(self, portal, key):
        self.base, self.auth, self.cookie = portal.base + "/1c_exchange", (key["client_id"], key["client_secret"]), None

    def call(self, mode, **options):
        headers = {"User-Agent": "1C+Enterprise/8.3"} | ({"Cookie": self.cookie} if self.cookie else {})
        # 1C has no cookie jar of its own: only what it was told in the body.
        return requests.get(self.base, params={"type": "sale", "mode": mode}, headers=headers, timeout=60, **options)

    def begin(self):
        answer = self.call("checkauth", auth=self.auth)
        lines = self.lines(answer)
        assert lines[0] == "success", lines
        self.cookie = f"{lines[1]}={lines[2]}"
        lines = self.lines(self.call("init"))
        assert lines[0] in ("zip=yes", "zip=no")
        assert lines[1].startswith("file_limit=") and lines[1].split("=")[1].isdigit()
        return self

    @staticmethod
    def lines(answer):
        assert answer.status_code == 200, f"{answer.status_code} {answer.text[:500]}"
        assert not answer.content.startswith(b"\xef\xbb\xbf"), "a BOM before the keyword"
        assert "\r" not in answer.text
        return answer.text.split("\n")

    def query(self):
        answer = self.call("query")
        assert answer.status_code == 200, answer.text[:500]
        assert answer.headers["Content-Type"].split(";")[0] in ("application/xml", "text/xml")
        assert answer.content.lstrip().startswith(b"<?xml"), answer.content[:100]
        root = ElementTree.fromstring(answer.content)
        assert bare(root.tag) == "КоммерческаяИнформация"
        assert root.get("ВерсияСхемы")
        documents = [document for document in root.iter() if bare(document.tag) == "Документ"]
        assert len({text(document, "Ид") for document in documents}) == len({text(document, "Номер") for document in documents}) == len(documents)
        # 1C takes one seller and one warehouse per document: what a buyer ordered is NUMBER-1, NUMBER-2 …
        orders = {}
        for document in documents:
            number, _, part = text(document, "Номер").partition("-")
            assert part.isdigit()
            orders.setdefault(number, []).append(document)
        return orders

    def success(self):
        assert self.lines(self.call("success"))[0] == "success"


@pytest.fixture
def exchange(portal, one_key):
    return Exchange(portal, one_key).begin()


@pytest.fixture(scope="module")
def one_key(portal):
    return portal.key()


def bare(tag):
    return tag.rpartition("}")[2]


def child(node, *path):
    for name in path:
        node = next((inner for inner in node if bare(inner.tag) == name), None)
        if node is None:
            return None
    return node


def children(node, *path):
    parent = child(node, *path[:-1])
    return [] if parent is None else [inner for inner in parent if bare(inner.tag) == path[-1]]


def text(node, *path):
    found = child(node, *path)
    return None if found is None else found.text


def requisites(node):
    return {text(row, "Наименование"): text(row, "Значение") for row in children(node, "ЗначенияРеквизитов", "ЗначениеРеквизита")}


def test_prices_and_stock_are_those_of_the_file(buyer, goods):
    """Of every article whose offers are one: price, stock of all warehouses together, name and unit, read from the file a second time."""
    offers = {}
    for offer in ElementTree.parse(SOURCE / "offers0_1.xml").getroot().iter(f"{NAMES}Предложение"):
        offers.setdefault(offer.findtext(f"{NAMES}Ид").split("#")[0], []).append(offer)
    shown = {}
    for item in buyer.pages("/products", limit=1000):
        shown.setdefault(item["article"], []).append(item)
    compared = 0
    for article, (identity, name) in goods.items():
        if len(offers.get(identity, [])) != 1 or "#" in offers[identity][0].findtext(f"{NAMES}Ид"):
            continue
        [item], [offer] = shown[article], offers[identity]
        prices = {price.findtext(f"{NAMES}ЦенаЗаЕдиницу") for price in offer.iter(f"{NAMES}Цена")}
        if len(prices) == 1:
            assert Decimal(item["price"]["unit_price"]) == Decimal(prices.pop().replace(",", ".")), article
        assert sum(Decimal(place["free"]) for place in item["availability"]) == sum(
            Decimal(place.get("КоличествоНаСкладе")) for place in offer.findall(f"{NAMES}Склад")
        ), article
        assert item["name"] == " ".join(name.split()) or item["name"] == name.strip()
        assert item["unit"] == offer.find(f"{NAMES}БазоваяЕдиница").get("Код").strip()
        compared += 1
    assert compared > 100


def judge(document):
    """What 1C needs of one document of the buyer's."""
    assert len(text(document, "Ид")) <= 40
    assert len(text(document, "Дата")) == 10
    assert text(document, "ХозОперация") == "Заказ товара"
    assert text(document, "Роль") == "Продавец"
    assert text(document, "Валюта") in ("RUB", "руб", "руб.")
    [party] = children(document, "Контрагенты", "Контрагент")
    assert text(party, "Ид") == "0f1a7b52-0000-4000-8000-000000000001"
    assert (text(party, "ИНН"), text(party, "КПП"), text(party, "Роль")) == (inn(2), "770201001", "Покупатель")
    assert text(party, "Наименование") == "ООО «Покупатель & сын»"
    # Whether the price holds the tax is read from the document's block; without it 1C adds VAT on top.
    [tax] = children(document, "Налоги", "Налог")
    assert (text(tax, "Наименование"), text(tax, "УчтеноВСумме")) == ("НДС", "true")
    total = Decimal(0)
    for row in children(document, "Товары", "Товар"):
        assert Decimal(text(row, "ЦенаЗаЕдиницу")) > 0
        assert child(row, "БазоваяЕдиница").get("Код")
        assert text(row, "Налоги", "Налог", "УчтеноВСумме") == "true"
        assert requisites(row)["ТипНоменклатуры"] == "Товар"
        total += Decimal(text(row, "Сумма"))
    assert total == Decimal(text(document, "Сумма"))
    facts = requisites(document)
    assert facts["Отменен"] == "false"
    assert facts.get("Статуса заказа ИД")
    assert facts.get("Организация") == "ООО «Стройснаб»"


def test_an_order_is_in_the_answer_to_1c_until_1c_has_confirmed_it(buyer, articles, goods, exchange):
    lines = [(articles[0], 2), (articles[1], 3)]
    placed = ok(buyer.post("/orders", order(*lines, reference="Заявка <5> & ко", site="O")), 201)
    documents = exchange.query()[placed["number"]]
    rows = {}
    for document in documents:
        judge(document)
        for row in children(document, "Товары", "Товар"):
            rows.setdefault(text(row, "Ид"), []).append(row)
    assert sum(Decimal(text(document, "Сумма")) for document in documents) == Decimal(placed["totals"][0]["total"])
    assert sum(Decimal(text(document, "Налоги", "Налог", "Сумма")) for document in documents) == Decimal(placed["totals"][0]["vat"])
    for article, quantity in lines:
        parts = rows.pop(goods[article][0])  # the Ид exactly as 1C sent it, or 1C makes a new card
        assert sum(Decimal(text(part, "Количество")) for part in parts) == quantity
        assert {text(part, "Артикул") for part in parts} == {article}
    assert not rows
    # Not confirmed: the same again.
    assert placed["number"] in exchange.query()
    exchange.success()
    assert exchange.query() == {}


def test_an_order_placed_between_query_and_success_comes_next_time(buyer, articles, exchange):
    first = ok(buyer.post("/orders", order((articles[2], 1))), 201)["number"]
    assert first in exchange.query()
    second = ok(buyer.post("/orders", order((articles[3], 1))), 201)["number"]
    exchange.success()
    assert list(exchange.query()) == [second]
    exchange.success()
    assert exchange.query() == {}


def test_a_confirmed_order_that_changed_comes_again(buyer, articles, exchange):
    number = ok(buyer.post("/orders", order((articles[4], 1))), 201)["number"]
    assert number in exchange.query()
    answer = buyer.post(f"/orders/{number}/cancellation", {})
    assert answer.status_code == 200, answer.text
    exchange.success()
    again = exchange.query()
    assert list(again) == [number], "the change after the query was lost by the confirmation"
    assert {requisites(document)["Отменен"] for document in again[number]} == {"true"}
    exchange.success()
    assert exchange.query() == {}


def test_an_answer_that_1c_did_not_confirm_is_given_again_in_the_next_session(portal, buyer, articles, one_key):
    number = ok(buyer.post("/orders", order((articles[5], 1))), 201)["number"]
    assert number in Exchange(portal, one_key).begin().query()
    later = Exchange(portal, one_key).begin()
    assert number in later.query()
    later.success()
    assert later.query() == {}


def test_a_confirmation_without_a_query_confirms_nothing(portal, buyer, articles, one_key):
    number = ok(buyer.post("/orders", order((articles[6], 1))), 201)["number"]
    Exchange(portal, one_key).begin().success()
    session = Exchange(portal, one_key).begin()
    assert number in session.query()
    session.success()


def test_strangers_are_not_let_in(portal, buyer):
    client = portal.key("C")
    for auth in (("x", "y"), (client["client_id"], client["client_secret"]), None):
        answer = requests.get(portal.base + "/1c_exchange", params={"type": "sale", "mode": "checkauth"}, auth=auth, timeout=30)
        assert answer.status_code == 401 or answer.text.startswith("failure"), answer.text[:200]
        assert "success" not in answer.text
    for cookie in ({}, {"PHPSESSID": "0" * 32}):
        for mode in ("query", "success", "init"):
            answer = requests.get(portal.base + "/1c_exchange", params={"type": "sale", "mode": mode}, cookies=cookie, timeout=30)
            assert answer.status_code == 401 or answer.text.startswith("failure"), (mode, answer.text[:200])


def test_an_unknown_mode_is_a_failure_that_1c_can_read(exchange):
    for mode in ("", "dance", "../query"):
        answer = exchange.call(mode)
        assert answer.status_code in (200, 400, 404)
        assert answer.status_code != 200 or answer.text.startswith("failure")
