"""Filters of the catalogue from outside: counts against a plain count over the goods, the address as the whole state, prices in the terms they are shown in;
in a real browser too, with and without scripts, by axe, at 1280 and 360, light and dark."""

import random
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from portal import ok
from test_credit_pages import PASSWORD, Person
from test_walk import WORDS, Visit, browser, pictures, say  # noqa: F401 (fixtures)

BUYER, OTHER = "facets-buyer@example.com", "facets-other@example.com"
HOSTILE = 'a,b & "c" <d>..e+%2F=é'
COLOURS = ["белый", "синий", "чёрный", HOSTILE]


class Goods:
    """140 products with parameters of each type, some of them missing."""

    def __init__(self, portal, shop):
        self.shop, self.client = shop, shop.client()
        erp, dice = shop.erp, random.Random(7)
        erp.send(
            "parameters",
            {"external_id": "p1", "code": "colour", "name": "Цвет", "type": "choice"},
            {"external_id": "p2", "code": "power", "name": "Мощность", "type": "number", "unit": "Вт"},
            {"external_id": "p3", "code": "armored", "name": "Броня", "type": "flag"},
            {"external_id": "p4", "code": "серия & co", "name": "Серия", "type": "text"},
            *({"external_id": f"q{n}", "code": f"q{n}", "name": f"Признак {n}", "type": "choice"} for n in range(12)),
        )
        erp.send("brands", {"external_id": "B2", "name": "Энергомаш"})
        self.items = []
        for number in range(140):
            parameters = {}
            if dice.random() < 0.8:
                parameters["colour"] = dice.choice(COLOURS)
            if dice.random() < 0.8:
                parameters["power"] = dice.choice(["36", "500", "750", "1500", "0.5"])
            if dice.random() < 0.6:
                parameters["armored"] = dice.random() < 0.5
            if dice.random() < 0.9:
                parameters["серия & co"] = f"С{dice.randrange(45):02}"
            parameters |= {f"q{n}": dice.choice("аб") for n in range(12) if dice.random() < 0.2}
            item = {"article": f"F-{number:03}", "brand": dice.choice(["B", "B2"]), "parameters": parameters, "vat_class": dice.choice(["standard", "reduced"])}
            item |= {"price": {"standard": "122.00", "reduced": "110.00"}[item["vat_class"]] if number % 3 else f"{dice.randrange(10, 900)}.00", "stock": dice.randrange(3)}
            self.items.append(item)
        erp.send(
            "products",
            *(
                {k: v for k, v in item.items() if k not in ("price", "stock")}
                | {"external_id": f"P-{item['article']}", "name": f"Светильник {item['article']}", "category": "K2", "unit": "796", "price_basis": "1"}
                for item in self.items
            ),
        )
        erp.send("prices", *({"price_list": "BASE", "product": f"P-{item['article']}", "unit_price": item["price"]} for item in self.items))
        erp.send("stock", *({"warehouse": "WA", "product": f"P-{item['article']}", "quantity": str(item["stock"])} for item in self.items))
        for email in (BUYER, OTHER):
            portal.user(email, "buyer", self.client, PASSWORD)

    def found(self, asked, without=None):
        """The products that a question finds, by a plain look at each; `without` the choices of one facet."""
        code = without.removeprefix("param.") if without else None
        asked = [(name, value) for name, value in asked if name not in (without, f"min.{code}", f"max.{code}")]
        wanted = {}
        for name, value in asked:
            wanted.setdefault(name, []).append(value)

        def fits(item):
            for name, values in wanted.items():
                kind, _, code = name.partition(".")
                own = plain(item["parameters"].get(code))
                if kind == "param" and own not in values:
                    return False
                if kind == "min" and (own is None or float(own) < float(values[0])) or kind == "max" and (own is None or float(own) > float(values[0])):
                    return False
            return ("brand" not in wanted or item["brand"] in wanted["brand"]) and ("in_stock" not in wanted or item["stock"] > 0)

        return [item for item in self.items if fits(item)]


def plain(value):
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


class Facets(HTMLParser):
    """The filters of a page: `values[name][value]` is the count; what is chosen; where links lead."""

    def __init__(self, text):
        super().__init__()
        self.values, self.chosen, self.links, self.rows, self.inside, self.place = {}, [], {}, [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "input" and attributes.get("type") == "checkbox":
            self.inside = (attributes["name"], attributes["value"])
            if "checked" in attributes:
                self.chosen.append(self.inside)
        if tag == "a":
            self.place = attributes.get("href")
        if tag == "span" and attributes.get("class") == "count" and self.inside:
            self.place = "count"

    def handle_endtag(self, tag):
        self.place = None if tag in ("a", "span") and self.place == "count" or tag == "a" else self.place

    def handle_data(self, text):
        if self.place == "count" and self.inside:
            name, value = self.inside
            self.values.setdefault(name, {})[value] = int(text)
            self.inside = None
        elif self.place and self.place.startswith("/"):
            self.links[text.strip()] = self.place


@pytest.fixture(scope="module")
def goods(portal, shop):
    return Goods(portal, shop)


def address(*asked):
    return "/catalog?" + urlencode(asked)


QUESTIONS = [
    [],
    [("param.colour", "белый")],
    [("param.colour", "белый"), ("param.colour", HOSTILE)],
    [("param.colour", HOSTILE), ("param.armored", "true"), ("brand", "B2")],
    [("min.power", "36"), ("max.power", "750")],
    [("min.power", "500"), ("param.colour", "синий"), ("in_stock", "1")],
    [("param.серия & co", "С07"), ("brand", "B"), ("brand", "B2")],
    [("param.colour", "такого нет")],
]


@pytest.mark.parametrize("asked", QUESTIONS, ids=range(len(QUESTIONS)))
def test_counts_are_those_of_a_plain_look_at_the_goods(portal, goods, asked):
    person = Person(portal, BUYER)
    page = Facets(person.page(address(*asked, ("all", "1"), ("open", "серия & co"))))
    expected = goods.found(asked)
    door = goods.shop.door(goods.client)
    if not any(name.startswith(("min.", "max.")) for name, _ in asked):
        # Any of several values is told with commas between; a backslash keeps one that a value has.
        together = {}
        for name, value in asked:
            together.setdefault(name, []).append(re.sub(r"([\\,.])", r"\\\1", value) if name.startswith("param.") else value)
        params = {name: ",".join(values) if name.startswith("param.") else values for name, values in together.items()}
        assert ok(door.get("/products", limit=1, **params))["total"] == len(expected), "the API finds the same"
    text = person.page(address(*asked))
    [tree] = re.findall(r'<nav class="tree".*?</nav>', text, re.S)
    # The branch above; it is open where it is chosen, and what lies in it is counted alike.
    for page_text, category in ((tree, "K"), (person.page(address(*asked, ("category", "K"))), "K2")):
        told = re.findall(rf'category={category}(?:&[^"]*)?"[^>]*><span>[^<]*</span><span class="count">(\d+)</span>', page_text)
        assert [int(count) for count in told] == [len(expected)], f"and the tree counts them in {category}"
    for code in ("colour", "power", "armored", "серия & co"):
        name = f"param.{code}"
        counts = Counter(plain(item["parameters"][code]) for item in goods.found(asked, without=name) if code in item["parameters"])
        told = page.values.get(name, {})
        chosen = {value for n, value in asked if n == name}
        ends = {n: float(value) for n, value in asked if n in (f"min.{code}", f"max.{code}")}
        if chosen or len(counts) > 1:
            counts = {v: n for v, n in counts.items() if not ends or ends.get(f"min.{code}", 0) <= float(v) <= ends.get(f"max.{code}", 1e9)}
            assert {k: v for k, v in told.items() if v or k not in chosen} == counts, code
    brands = Counter(item["brand"] for item in goods.found(asked, without="brand"))
    if len(brands) > 1:
        assert {k: v for k, v in page.values["brand"].items() if v} == brands
    assert sorted(page.chosen) == sorted((n, v) for n, v in asked if n.startswith("param.") or n == "brand")


def test_every_choice_leads_to_as_many_goods_as_it_says(portal, goods):
    person = Person(portal, BUYER)
    page = Facets(person.page("/catalog"))
    tried = 0
    for name, values in page.values.items():
        for value, count in values.items():
            text = person.page(address((name, value)))
            assert total(text) == say_count(count), (name, value, count)
            tried += 1
    assert tried > 30
    # Ten parameters are offered, the others on demand; a long list of values on demand too.
    assert len([name for name in page.values if name.startswith("param.")]) == 10
    more = next(link for text, link in page.links.items() if text.startswith(say("catalog.all_facets", count="")))
    assert len([name for name in Facets(person.page(more)).values if name.startswith("param.")]) == 16
    [whole] = [link for text, link in page.links.items() if text.startswith(say("catalog.facet_all", count=""))]
    assert len(Facets(person.page(whole)).values["param.серия & co"]) > 30


def total(text):
    """How many goods a page says it found."""
    return re.search(r'role="status">([^<]*)</p>', text)[1]


def say_count(count):
    last, tens = count % 10, count % 100
    form = "one" if last == 1 and tens != 11 else "few" if 2 <= last <= 4 and not 12 <= tens <= 14 else "many"
    return WORDS["count.products"][form].replace("{count}", str(count))


def exactly(found):
    return re.compile(f"^{say_count(len(found))}$")


@pytest.mark.parametrize(
    "query",
    [
        "param.=x",
        "param.colour=",
        "min.power=%D1%81%D1%82%D0%BE",
        "min.power=1e999&max.power=-",
        "min.power=5+%D0%BA%D0%B3",
        "min.nothing=5&param.nothing=%3Cscript%3E",
        "&".join(f"param.c{n}={n}" for n in range(300)),
        "&".join(f"param.colour={n}" for n in range(300)),
        "open=%3Cb%3E&all=1&page=3",
        "vat=stolen&price_from=1",
        "price_from=%F0%9F%98%80&price_to=" + "9" * 500,
    ],
)
def test_a_hostile_address_is_answered_with_a_page(portal, goods, query):
    text = Person(portal, BUYER).page("/catalog?" + query)
    assert "<script>" not in text and "%3Cb%3E" not in text.replace("open=%3Cb%3E", "") and 'role="status"' in text


def test_a_wrong_bound_says_so_and_the_list_stays(portal, goods):
    person = Person(portal, BUYER)
    text = person.page(address(("min.power", "сто"), ("param.colour", "белый")))
    assert say("catalog.number_wrong") in text and 'value="сто"' in text
    assert total(text) == say_count(len(goods.found([("param.colour", "белый")])))
    assert say("catalog.unit_wrong", typed="кг", unit="Вт") in person.page(address(("max.power", "5 кг")))
    for typed in ("0,75 кВт", "0.75кВт", "750", "750 Вт", "0,000750 МВт"):
        text = person.page(address(("min.power", typed)))
        assert total(text) == say_count(len(goods.found([("min.power", "750")]))), typed
    turned = person.page(address(("min.power", "1 кВт"), ("max.power", "36")))
    assert total(turned) == say_count(len(goods.found([("min.power", "36"), ("max.power", "1000")])))


def test_prices_are_asked_for_in_the_terms_in_which_they_are_shown(portal, goods):
    person, other = Person(portal, BUYER), Person(portal, OTHER)
    person.done("/preferences", vat="excluded", **{"return": "/catalog"})
    rates = {"standard": 1.22, "reduced": 1.10}
    even = [item for item in goods.items if 99.99 <= float(item["price"]) / rates[item["vat_class"]] <= 100.01]
    asked = address(("price_from", "99,99"), ("price_to", "100,01"))
    text = person.page(asked)
    assert total(text) == say_count(len(even)) in text and "RUB, " + say("vat_mode.on_top")
    assert text.count("<b>100,00\u00a0₽</b>") == min(50, len(even)), "what is shown is what was asked for"
    # A link of the page carries the terms: another person sees the same list with the same prices.
    link = next(link for link in Facets(text).links.values() if "price_from" in link and "sort=price" in link)
    assert ("vat", "excluded") in parse_qsl(urlsplit(link).query)
    assert total(other.page(link)) == say_count(len(even)) and "<b>100,00\u00a0₽</b>" in other.page(link)
    assert total(other.page(asked)) != say_count(len(even)), "without terms the bounds are those of the person"
    # The switch rules over the address.
    back = other.done("/preferences", vat="included", **{"return": asked})
    assert "RUB, " + say("vat_mode.included") in other.page(back)


def test_filters_in_a_browser(browser, portal, pictures, goods):  # noqa: F811
    visit = Visit(browser, portal, pictures, "facets")
    visit.sign_in(BUYER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/catalog?category=K")
    visit.look("all")
    form = page.get_by_role("form", name=say("catalog.filters"))
    form.get_by_label("белый").check()
    form.get_by_label("синий").check()
    form.get_by_label(f"Мощность, Вт: {say('catalog.price_from')}").fill("0,4 кВт")
    form.get_by_role("button", name=say("catalog.show")).click()
    page.wait_for_url("**param.colour=*")
    assert "max.power" not in page.url and "category=K" in page.url, "empty fields stay out of the address"
    asked = [("param.colour", "белый"), ("param.colour", "синий"), ("min.power", "400")]
    expect(main.get_by_role("status").filter(has_text=exactly(goods.found(asked)))).to_be_visible()
    visit.look("chosen")
    # The order, another page and a search keep what is chosen; going back restores it.
    main.get_by_role("link", name=say("catalog.sort.price"), exact=True).click()
    page.wait_for_url("**sort=price*")
    expect(form.get_by_label("белый")).to_be_checked()
    page.get_by_label(say("search.label")).fill("Светильник")
    page.keyboard.press("Enter")
    page.wait_for_url("**query=*")
    expect(form.get_by_label("синий")).to_be_checked()
    expect(main.get_by_role("status").filter(has_text=exactly(goods.found(asked)))).to_be_visible()
    main.get_by_role("link", name=f"{say('catalog.remove')} Цвет: белый").click()
    page.wait_for_url(lambda url: "%D0%B1%D0%B5%D0%BB" not in url)
    expect(form.get_by_label("белый")).not_to_be_checked()
    page.go_back()
    expect(form.get_by_label("белый")).to_be_checked()
    main.get_by_role("link", name=say("catalog.clear")).first.click()
    page.wait_for_url(lambda url: "param." not in url and "query=" in url)
    # A value is found by its letters.
    one, other = sorted({item["parameters"]["серия & co"] for item in goods.items if "серия & co" in item["parameters"]})[:2]
    page.goto(address(("open", "серия & co")))
    find = form.get_by_label(f"Серия: {say('catalog.facet_find')}")
    find.fill(one.lower())
    expect(form.get_by_label(one)).to_be_visible()
    expect(form.get_by_label(other)).to_be_hidden()
    visit.look("find")
    page.goto(address(("min.power", "сто"), ("max.power", "5 кг")))
    expect(form.get_by_text(say("catalog.number_wrong"))).to_be_visible()
    for end in ("from", "to"):
        expect(form.get_by_label(f"Мощность, Вт: {say(f'catalog.price_{end}')}")).to_have_attribute("aria-invalid", "true")
    visit.look("wrong")
    page.goto(address(("param.colour", "такого нет")))
    visit.look("nothing")
    main.get_by_role("link", name=say("catalog.clear")).last.click()
    page.wait_for_url(lambda url: "param." not in url)
    visit.end()


@pytest.mark.parametrize("width, scripts", [(1280, False), (360, True), (360, False)])
def test_filters_on_a_phone_without_scripts_and_by_keyboard(browser, portal, pictures, goods, width, scripts):  # noqa: F811
    visit = Visit(browser, portal, pictures, f"facets-{width}-{scripts}", width, scripts, axe=False)
    visit.sign_in(BUYER, PASSWORD)
    page = visit.page
    page.goto("/catalog")
    form = page.locator("form.facets")
    if width < 500:
        drawer = form.locator(".drawer > summary")
        drawer.focus()
        page.keyboard.press("Enter")
    box = form.get_by_label("чёрный")
    box.focus()
    page.keyboard.press("Space")
    form.get_by_role("button", name=say("catalog.show")).focus()
    visit.page.screenshot(path=pictures / f"facets-drawer-{width}-{scripts}.png")
    page.keyboard.press("Enter")
    page.wait_for_url("**param.colour=*")
    expect(page.get_by_role("main").get_by_role("status").filter(has_text=exactly(goods.found([("param.colour", "чёрный")])))).to_be_visible()
    visit.end()
