"""Prices on request from outside: asked for by one click, named and approved by three people, mailed, put into the cart, ordered; in a real browser too."""

import re

import pytest
from playwright.sync_api import expect

from portal import ok, problem
from shop import order
from test_credit_pages import PASSWORD, Person
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)


@pytest.fixture(scope="module")
def portal(house):
    return house


class Deal:
    """A client with goods of which two have no price, its buyer, and three of the distributor's people."""

    def __init__(self, portal, shop):
        self.portal, self.shop = portal, shop
        self.client = shop.client()
        self.priced = shop.product(price="100.0000", stock=100)
        self.unpriced, self.other = shop.product(price=None, stock=50), shop.product(price=None, stock=50)
        portal.user("ask-buyer@example.com", "buyer", self.client, PASSWORD)
        self.staff = [f"ask-{name}@example.com" for name in ("one", "two", "three")]
        for email in self.staff:
            portal.user(email, "director", password=PASSWORD)

    def named(self, number, price):
        """The first names the price, the other two approve it."""
        one, two, three = (Person(self.portal, email) for email in self.staff)
        page = one.page(f"/prices/requests/{number}/revision")
        fields = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1] for name in ("title", "from", "to", "revision")}
        rows = re.findall(r'name="(article|quantity)-(\d+)" value="([^"]*)"', page)
        for kind, place, value in rows:
            fields[f"{kind}-{place}"] = value
            if kind == "article" and value:
                fields[f"price-{place}"] = price
        assert say("agreement.approve.first") not in one.page(f"/prices/requests/{number}")
        one.done(f"/prices/requests/{number}/revision", reason="Цена названа", **fields)
        for person in (two, three):
            person.done(f"/prices/requests/{number}/approval", revision="2", note="")


@pytest.fixture(scope="module")
def deal(portal):
    return Deal(portal, portal.shop)


def test_nothing_is_half_placed_and_each_row_says_what_it_lacks(deal):
    door = deal.shop.door(deal.client)
    check = ok(door.post("/order-checks", {"rows": [{"code": deal.priced, "quantity": "1"}, {"code": deal.unpriced, "quantity": "2"}, {"code": "нет", "quantity": "1"}]}))
    assert [row["verdict"] for row in check["rows"]] == ["ok", "price_on_request", "unknown"]
    told = problem(door.post("/orders", order((deal.priced, 1), (deal.unpriced, 2))), 422, "price_on_request")
    assert [entry["pointer"] for entry in told["errors"]] == ["/lines/1"]
    assert ok(door.get("/orders"))["items"] == [] and deal.shop.free(door, deal.priced) == 100_000


def test_a_programs_request_becomes_a_price(deal, post):
    door = deal.shop.door(deal.client)
    body = {"lines": [{"code": deal.other, "quantity": "4"}], "reason": "Нужна цена"}
    asked = ok(door.post("/price-requests", body, key="ask"), 201)
    assert ok(door.post("/price-requests", body, key="ask"), 201) == asked
    number = asked["number"]
    deal.named(number, "55,5")
    settled = ok(door.get(f"/price-requests/{number}"))
    assert settled["status"] == "approved" and settled["in_force"] and settled["lines"][0]["unit_price"] == "55.5000"
    line = ok(door.post("/prices", {"lines": [{"code": deal.other, "quantity": "4"}]}))["lines"][0]
    assert line["unit_price"] == "55.5000" and number in line["explanation"][0]["source"]
    placed = ok(door.post("/orders", order((deal.other, 4))), 201)
    assert placed["totals"][0]["total"] == "222.00"
    assert ok(door.get(f"/price-requests/{number}"))["lines"][0]["left"] == "0"
    # The key asked: the client's people who may ask are told.
    assert number in post.wait("ask-buyer@example.com")["Subject"]


def test_a_buyer_asks_by_one_click_and_orders_what_was_approved(browser, portal, pictures, deal, post):  # noqa: F811
    before = len(post.to("ask-buyer@example.com"))
    visit = Visit(browser, portal, pictures, "request")
    visit.sign_in("ask-buyer@example.com", PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/catalog")
    expect(main.get_by_role("row").filter(has_text=deal.unpriced)).to_contain_text(say("price.on_request"))
    visit.look("catalog")
    page.goto("/catalog?price_from=50&price_to=150&category=K2&in_stock=1")
    expect(main.get_by_role("row").filter(has_text=deal.priced)).to_be_visible()
    expect(main.get_by_role("row").filter(has_text=deal.unpriced)).to_have_count(0)
    main.get_by_label(say("catalog.price_from"), exact=True).fill("сто")
    main.get_by_role("button", name=say("catalog.show"), exact=True).click()
    expect(page.locator("#price-problem")).to_contain_text(say("agreement.price_wrong"))
    assert "category=K2" in page.url and "in_stock=1" in page.url, "the rest of the question is kept"
    visit.look("range")
    page.goto(f"/products/{deal.unpriced}")
    visit.look("card")
    main.get_by_role("button", name=say("goods.add")).click()
    expect(page.locator("#flash")).not_to_be_empty()
    page.goto("/cart")
    expect(main).to_contain_text(say("cart.ask_prices"))
    visit.look("cart")
    main.get_by_role("link", name=say("cart.ask_prices"), exact=True).click()
    expect(main.get_by_label(say("agreement.title"), exact=True)).to_have_value(say("agreement.on_request.title", articles=deal.unpriced))
    visit.look("form")
    page.goto(f"/products/{deal.unpriced}")
    main.locator("input[name^=quantity-]").fill("3")
    main.get_by_role("button", name=say("price.ask_for")).click()
    expect(page.locator("#quantity-0")).to_have_value("3")
    main.get_by_role("button", name=say("agreement.send")).click()
    page.wait_for_url("**/prices/requests/S*")
    number = page.url.rpartition("/")[2]
    expect(main).to_contain_text(say("agreement.price_wanted"))
    visit.look("asked")
    deal.named(number, "71.25")
    mail = post.wait("ask-buyer@example.com", before + 1)
    address = re.search(r"http://\S+/prices/requests/S\d+", mail.get_body(("plain",)).get_content())[0]
    assert address == f"{portal.base}/prices/requests/{number}"
    page.goto(address)
    visit.look("approved")
    main.get_by_role("button", name=say("agreement.to_cart")).click()
    page.wait_for_url("**/cart*")
    expect(main).to_contain_text("213,75")
    main.get_by_role("button", name=say("cart.place"), exact=True).click()
    page.wait_for_url("**/orders/*?placed=1*")
    page.goto("/prices/files")
    visit.look("files")
    visit.end()


def test_asking_works_without_scripts(browser, portal, pictures, deal):  # noqa: F811
    visit = Visit(browser, portal, pictures, "request-plain", scripts=False, axe=False)
    visit.sign_in("ask-buyer@example.com", PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/catalog")
    main.get_by_role("row").filter(has_text=deal.other).get_by_role("link", name=say("price.ask_for")).click()
    expect(page.locator("#article-0")).to_have_value(deal.other)
    main.get_by_role("button", name=say("agreement.send")).click()
    page.wait_for_url("**/prices/requests/S*")
    visit.end()
    stranger = deal.shop.client()
    portal.user("ask-stranger@example.com", "buyer", stranger, PASSWORD)
    other = Person(portal, "ask-stranger@example.com")
    for found in ok(deal.shop.door(deal.client).get("/price-requests"))["items"]:
        assert other.get(f"/prices/requests/{found['number']}").status_code == 404
        assert other.post(f"/prices/requests/{found['number']}/cart").status_code == 404
