"""Price lists as files, read by other people's programs: the same prices as the API, harmless to open, for nobody but their client."""

import csv
import io
import json
import re
import socket
import xml.etree.ElementTree as ElementTree
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
import requests

from portal import ok
from test_credit_pages import PASSWORD, WORDS, Person

FORMULAS = ["=1+1", "+7 800", "-2", "@SUM(A1)", "\tтаб", "\rвозврат", "＝A1"]
HEADS = {key: WORDS[f"price_file.{key}"] for key in ("article", "name", "price", "currency", "basis", "breaks", "free", "category")}


class Assortment:
    """A client with goods that are hard for files: names like formulas, markup and quotes in them, bases, breaks, no price at all."""

    def __init__(self, portal, shop):
        self.portal, self.shop = portal, shop
        self.client, self.stranger = shop.client(), shop.client()
        self.codes = [shop.product(price=f"{100 + n}.{n:04d}", stock=10 * n, name=f"{name} товар") for n, name in enumerate(FORMULAS)]
        self.codes.append(shop.product(price="0.4567", stock=5, price_basis="100", order_multiple="50", order_minimum="100"))
        self.codes.append(shop.product(price="1234567.8900", name='Кабель «5×6 & <b>» "мк"; 1,5 \' кВ'))
        self.broken = shop.product(price="200.0000", stock=3)
        shop.price(self.broken, "150.5050", min_quantity="10")
        self.codes.append(self.broken)
        self.unpriced = shop.product(price=None, stock=7)
        shop.erp.send("discounts", {"external_id": f"X-{self.client}", "target": {"client": self.client}, "scope": {"all": True}, "percent": "7.5"})
        for name, role, client in (("buyer", "buyer", self.client), ("warehouse", "warehouse", self.client), ("boss", "administrator", self.client), ("other", "buyer", self.stranger)):
            portal.user(f"file-{name}-{portal.engine}@example.com", role, client, PASSWORD)
        self.people = {name: Person(portal, f"file-{name}-{portal.engine}@example.com") for name in ("buyer", "warehouse", "boss", "other")}

    def prices(self):
        """Every own price by the API, by article."""
        door = self.shop.door(self.client)
        least = {item["article"]: item["order_minimum"] for item in door.pages("/products", limit=200)}
        lines = ok(door.post("/prices", {"lines": [{"code": code, "quantity": quantity} for code, quantity in least.items()]}))["lines"]
        # Alone: what begins at an order's amount sees only the line itself.
        return {line["code"]: line for line in lines}

    def link(self, kind, person="buyer"):
        text = self.people[person].session.post(
            self.portal.base + "/prices/files/links", data={"name": kind, "format": kind}, headers={"Origin": self.portal.base}, timeout=60
        ).text
        return re.search(r"http://[^\"]+/price-files/pf_[\w-]+", text)[0]


@pytest.fixture(scope="module")
def goods(portal, shop):
    return Assortment(portal, shop)


def fetch(address):
    return requests.get(address, timeout=60, allow_redirects=False)


def sheet(data):
    """Rows of an XLSX file as another program reads it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    [one] = book.worksheets
    head, *rows = one.iter_rows()
    titles = [cell.value for cell in head]
    return titles, [dict(zip(titles, row)) for row in rows]


def table(data):
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {len(row) for row in rows} == {len(rows[0])}, "every row is as wide as the head"
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def money(text):
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_workbook_opens_elsewhere_with_the_prices_of_the_api(goods):
    prices = goods.prices()
    titles, rows = sheet(goods.people["buyer"].get("/prices/files/xlsx").content)
    assert len(titles) == len(set(titles)) and HEADS["price"] in titles
    assert {row[HEADS["article"]].value for row in rows} == prices.keys()
    for row in rows:
        article, price = row[HEADS["article"]].value, row[HEADS["price"]]
        for cell in row.values():
            assert cell.data_type != "f", f"{article}: {cell.value} is a formula"
        if article == goods.unpriced:
            assert price.value == WORDS["price_file.on_request"] and prices[article]["problem"]["code"] == "price_on_request"
            continue
        assert price.data_type == "n" and Decimal(repr(price.value)) == Decimal(prices[article]["unit_price"]), article
        name = row[HEADS["name"]].value
        assert not name.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), name


def test_a_text_table_has_the_same_prices_and_starts_no_formula(goods):
    prices = goods.prices()
    rows = table(goods.people["buyer"].get("/prices/files/csv").content)
    assert {row[HEADS["article"]] for row in rows} == prices.keys()
    for row in rows:
        article = row[HEADS["article"]]
        if article == goods.unpriced:
            assert row[HEADS["price"]] == WORDS["price_file.on_request"]
        else:
            assert Decimal(row[HEADS["price"]].replace(",", ".")) == Decimal(prices[article]["unit_price"])
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell
    named = {row[HEADS["article"]]: row[HEADS["name"]] for row in rows}
    assert named[goods.codes[0]] == "'=1+1 товар" and named[goods.codes[2]] == "'-2 товар"
    assert any('"мк"; 1,5 \' кВ' in name for name in named.values())


def test_the_market_file_is_sound_and_of_the_same_prices(goods):
    prices = goods.prices()
    answer = goods.people["buyer"].get("/prices/files/yml")
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "yml_catalog" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\+03:00", root.get("date")), root.get("date")
    [shop] = root
    assert [part.tag for part in shop][:3] == ["name", "company", "url"] and [part.tag for part in shop][-3:] == ["currencies", "categories", "offers"]
    assert [one.attrib for one in shop.find("currencies")] == [{"id": "RUR", "rate": "1"}]
    known = []
    for category in shop.find("categories"):
        assert category.get("parentId") is None or category.get("parentId") in known, "a parent stands before its children"
        known.append(category.get("id"))
    assert len(known) == len(set(known))
    offers = {offer.find("vendorCode").text: offer for offer in shop.find("offers")}
    assert offers.keys() == prices.keys() - {goods.unpriced}, "a price on request has no offer"
    assert len({offer.get("id") for offer in offers.values()}) == len(offers)
    for article, offer in offers.items():
        basis = Decimal(100 if article == goods.codes[7] else 1)
        assert Decimal(offer.find("price").text) == money(Decimal(prices[article]["unit_price"]) / basis), article
        assert offer.find("currencyId").text == "RUR" and offer.find("categoryId").text in known and offer.get("available") in ("true", "false")
    assert offers[goods.codes[8]].find("name").text == 'Кабель «5×6 & <b>» "мк"; 1,5 \' кВ'
    assert offers[goods.codes[0]].find("name").text == "=1+1 товар", "not a table: nothing is disarmed"


def test_the_file_for_programs_has_the_prices_and_breaks_of_the_card(goods):
    door, prices = goods.shop.door(goods.client), goods.prices()
    items = {item["article"]: item for item in json.loads(goods.people["buyer"].get("/prices/files/json").content)["items"]}
    assert items.keys() == prices.keys()
    for article, item in items.items():
        card = ok(door.get(f"/products/{article}"))
        assert (item["price"] is None) == (article == goods.unpriced) == card["price_on_request"]
        if item["price"]:
            assert item["price"]["unit_price"] == prices[article]["unit_price"] == card["price"]["unit_price"]
        assert [step["unit_price"] for step in item["breaks"]] == [step["unit_price"] for step in card["price_breaks"]][-len(item["breaks"]) or len(card["price_breaks"]) :]
    assert items[goods.broken]["breaks"] and items[goods.codes[0]]["name"] == "=1+1 товар"


def test_page_and_api_agree_with_the_files(goods):
    prices = goods.prices()
    for article in (goods.codes[0], goods.codes[7], goods.broken):
        text = goods.people["buyer"].page(f"/products/{article}")
        whole, part = prices[article]["unit_price"].split(".")
        shown = f"{int(whole):,}".replace(",", "\u00a0") + "," + (part.rstrip("0") + "00")[: max(2, len(part.rstrip("0")))]
        assert shown in text, shown
    assert WORDS["price.on_request"] in goods.people["buyer"].page(f"/products/{goods.unpriced}")


def test_a_changed_price_is_in_the_next_file(goods):
    link = goods.link("json")
    for price in ("321.0100", "654.3200"):
        goods.shop.price(goods.codes[1], price)
        items = {item["article"]: item for item in fetch(link).json()["items"]}
        assert items[goods.codes[1]]["price"]["unit_price"] == goods.prices()[goods.codes[1]]["unit_price"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "yml", "json"])
def test_a_link_gives_its_file_until_it_is_revoked(goods, kind):
    link = goods.link(kind)
    answer = fetch(link)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"] and "attachment" in answer.headers["Content-Disposition"]
    if kind in ("csv", "xlsx"):
        same = goods.people["buyer"].get(f"/prices/files/{kind}").content
        assert (table(answer.content) == table(same)) if kind == "csv" else ([{k: c.value for k, c in r.items()} for r in sheet(answer.content)[1]] == [{k: c.value for k, c in r.items()} for r in sheet(same)[1]])
    numbers = re.findall(r"/prices/files/links/(\d+)/revocation", goods.people["buyer"].page("/prices/files"))
    assert goods.people["other"].post(f"/prices/files/links/{numbers[0]}/revocation").status_code == 404, "another client's link is not found"
    assert goods.people["warehouse"].post(f"/prices/files/links/{numbers[0]}/revocation").status_code in (403, 404)
    assert fetch(link).status_code == 200
    goods.people["buyer"].done(f"/prices/files/links/{numbers[0]}/revocation")
    gone, unknown = fetch(link), fetch(goods.portal.base + "/price-files/pf_" + "0" * 43)
    assert gone.status_code == unknown.status_code == 404
    assert re.sub(r"<code>[0-9a-f]+</code>", "", gone.text) == re.sub(r"<code>[0-9a-f]+</code>", "", unknown.text)


def test_without_the_right_to_prices_there_is_no_file_and_a_lost_right_ends_the_link(goods):
    for path in ("/prices/files", "/prices/files/csv", "/prices/files/xlsx", "/prices/files/yml", "/prices/files/json"):
        assert goods.people["warehouse"].get(path).status_code == 403, path
    assert Person(goods.portal).get("/prices/files/csv").status_code == 303
    link = goods.link("csv")
    assert fetch(link).status_code == 200
    boss = goods.people["boss"]
    boss.done("/roles", name=f"Без цен {goods.portal.engine}", right="see_orders")
    role = re.findall(r'href="/roles/(\d+)"', boss.page("/roles"))[-1]
    person = next(number for number in re.findall(r'href="/people/(\d+)"', boss.page("/people")) if "file-buyer" in boss.page(f"/people/{number}"))
    boss.done(f"/people/{person}/role", role=f"own-{role}")
    assert goods.people["buyer"].get("/prices/files/csv").status_code == 403
    assert fetch(link).status_code == 404
    boss.done(f"/people/{person}/role", role="buyer")
    assert fetch(link).status_code == 200


def test_another_clients_file_has_its_own_prices(goods):
    mine, theirs = (
        {item["article"]: item["price"] for item in json.loads(goods.people[name].get("/prices/files/json").content)["items"]} for name in ("buyer", "other")
    )
    assert Decimal(mine[goods.codes[8]]["unit_price"]) < Decimal(theirs[goods.codes[8]]["unit_price"]) == Decimal("1234567.89")


def raw(portal, *requested):
    """All that comes over one line in answer to these, each asked when the head of the last answer is there, until the line is closed."""
    answer = b""
    with socket.create_connection(("127.0.0.1", portal.port), timeout=60) as line:
        for number, request in enumerate(requested):
            while answer.count(b"\r\n\r\n") < number:
                answer += line.recv(65536) or pytest.fail(f"closed after {answer!r}")
            line.sendall(f"{request}\r\nHost: x\r\n\r\n".encode())
        return answer + b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "yml", "json"])
def test_head_tells_of_a_file_without_making_it(portal, goods, kind):
    address = goods.link(kind)
    head, whole = requests.head(address, timeout=60), fetch(address)
    assert head.status_code == whole.status_code == 200 and whole.content and "Content-Length" not in head.headers
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers["Content-Disposition"].startswith('attachment; filename="prices-')
    # No byte of a body, not even of its end; the line is closed.
    answer = raw(portal, f"HEAD {address.removeprefix(portal.base)} HTTP/1.1")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n") and answer.endswith(b"\r\n\r\n") and answer.count(b"\r\n\r\n") == 1


def test_a_refused_head_leaves_the_line_as_it_was(portal):
    first, _, rest = raw(portal, "HEAD /price-files/none HTTP/1.1", "GET /livez HTTP/1.1\r\nConnection: close").partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 404 ") and rest.startswith(b"HTTP/1.1 200 OK\r\n") and rest.endswith(b"ok\n")
