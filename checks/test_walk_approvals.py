"""In a real browser: a client asks for project prices and two of the seller's people approve them; a client's person approves what a colleague ordered.

Every page in 1280 and 360 px, light and dark, by axe; the decisions once more without scripts.
"""

import re

import pytest
from playwright.sync_api import expect

from portal import ok
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
STAFF = {"manager": "deals-manager@example.com", "director": "deals-director@example.com", "boss": "deals-boss@example.com"}


@pytest.fixture(scope="module")
def goods(portal, shop):
    for name, role in (("manager", "manager"), ("director", "director"), ("boss", "director")):
        portal.user(STAFF[name], role, password=PASSWORD)
    return [shop.product("100.0000", 1000), shop.product("250.0000", 1000)]


def person(portal, client, role):
    email = f"{client.lower()}-{role}@example.com"
    portal.user(email, role, client, PASSWORD)
    return email


def visit_of(browser, portal, pictures, email, name, scripts=True, look=True):  # noqa: F811
    visit = Visit(browser, portal, pictures, name, scripts=scripts, axe=look)
    visit.sign_in(email, PASSWORD)
    return visit


def price(shop, client, code):
    return ok(shop.door(client).post("/prices", {"lines": [{"code": code, "quantity": "10"}]}))["lines"][0]["unit_price"]


@pytest.mark.parametrize("scripts", [True, False])
def test_project_prices_are_asked_for_and_approved_by_two(browser, portal, pictures, shop, goods, scripts):  # noqa: F811
    client = shop.client()
    name = f"project-{scripts}"
    asks = visit_of(browser, portal, pictures, person(portal, client, "buyer"), name, scripts, scripts)
    page, main = asks.page, asks.page.get_by_role("main")
    page.goto("/prices/requests")
    asks.look("none")
    main.get_by_role("link", name=say("agreement.ask")).first.click()
    page.wait_for_url("**/prices/requests/new*")
    asks.look("form")
    page.get_by_label(say("agreement.title"), exact=True).fill("ЖК «Северный», корпус 2")
    page.get_by_label(say("agreement.reason"), exact=True).fill("Объём на весь корпус")

    def cell(field, row, value):
        page.get_by_label(say("agreement.cell", field=say(field), row=row), exact=True).fill(value)

    for row, (code, wanted) in enumerate(zip(goods, ("80,50", "дорого")), 1):
        cell("goods.article", row, code)
        cell("goods.quantity", row, "100")
        cell("agreement.price", row, wanted)
    page.get_by_role("button", name=say("agreement.send")).click()
    expect(page.locator("#problems")).to_contain_text(say("agreement.price_wrong"))
    asks.look("form-refused")
    cell("agreement.price", 2, "200")
    page.get_by_role("button", name=say("agreement.send")).click()
    page.wait_for_url(re.compile("/prices/requests/[^/]*[0-9]"))
    number = page.url.rsplit("/", 1)[1].split("?")[0]
    expect(main).to_contain_text(say("agreement_state.requested"))
    assert say("agreement.cost") not in main.inner_text() and say("agreement.margin") not in main.inner_text()
    asks.look("asked")
    assert price(shop, client, goods[0]) == "100.0000"

    for email, button, state in (("director", "agreement.approve.first", "approved_once"), ("boss", "agreement.approve.second", "in_force")):
        staff = visit_of(browser, portal, pictures, STAFF[email], f"{name}-{email}", scripts, scripts)
        staff.page.goto("/prices/requests")
        staff.look("queue")
        staff.page.get_by_role("main").get_by_role("link", name=number).click()
        staff.page.wait_for_url(f"**/prices/requests/{number}")
        staff.look("request")
        staff.page.get_by_role("button", name=say(button)).click()
        expect(staff.page.get_by_role("main")).to_contain_text(say(f"agreement_state.{state}"))
        staff.look("approved")
        if state == "approved_once":
            expect(staff.page.get_by_role("main")).to_contain_text(say("agreement.hindrance.already"))
            expect(staff.page.get_by_role("button", name=say("agreement.approve.second"))).to_have_count(0)
        staff.end()
    assert price(shop, client, goods[0]) == "80.5000"
    page.goto(f"/prices/requests/{number}")
    expect(main).to_contain_text(say("agreement_state.in_force"))
    asks.look("in-force")
    main.get_by_role("button", name=say("agreement.to_cart")).click()
    page.wait_for_url("**/cart*")
    expect(main).to_contain_text("80,50")
    asks.look("cart")
    asks.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_order_above_the_limit_waits_for_a_colleague(browser, portal, pictures, shop, goods, scripts):  # noqa: F811
    client = shop.client()
    name = f"approval-{scripts}"
    emails = {role: person(portal, client, role) for role in ("buyer", "approver", "administrator")}
    boss = visit_of(browser, portal, pictures, emails["administrator"], f"{name}-boss", scripts, scripts)
    boss.page.goto("/people")
    boss.page.get_by_role("main").get_by_role("link", name=re.compile("buyer", re.I)).first.click()
    boss.page.get_by_label(say("people.order_limit.label")).fill("1500,00")
    boss.page.locator("form[action$='/order-limit'] button").click()
    expect(boss.page.get_by_label(say("people.order_limit.label"))).to_have_value(re.compile("1.?500,00"))
    boss.look("person")
    boss.end()

    buyer = visit_of(browser, portal, pictures, emails["buyer"], f"{name}-buyer", scripts, scripts)
    numbers = []
    for quantity in ("20", "30"):
        buyer.page.goto(f"/products/{goods[0]}")
        buyer.page.locator("[name^=quantity-]").first.fill(quantity)
        buyer.page.get_by_role("main").get_by_role("button", name=say("goods.add")).first.click()
        expect(buyer.page.locator("#flash")).not_to_be_empty()
        buyer.page.goto("/cart")
        buyer.look("cart")
        buyer.page.get_by_role("button", name=say("cart.place"), exact=True).click()
        buyer.page.wait_for_url("**/orders/*?placed=1*")
        numbers.append(buyer.page.url.rpartition("/")[2].partition("?")[0])
    expect(buyer.page.get_by_role("main")).to_contain_text(say("order_status.approval"))
    expect(buyer.page.get_by_role("button", name=say("order.approve"))).to_have_count(0)
    buyer.look("waits")

    approver = visit_of(browser, portal, pictures, emails["approver"], f"{name}-approver", scripts, scripts)
    page, main = approver.page, approver.page.get_by_role("main")
    page.goto("/orders")
    approver.look("orders")
    main.get_by_role("link", name=re.compile("согласован")).first.click()
    page.wait_for_url("**status=approval*")
    main.get_by_role("link", name=numbers[0], exact=True).click()
    page.wait_for_url(f"**/orders/{numbers[0]}*")
    approver.look("to-decide")
    page.get_by_role("button", name=say("order.approve")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.order_approved"))
    approver.look("decided")
    page.goto(f"/orders/{numbers[1]}")
    page.get_by_role("button", name=say("order.refuse")).click()
    expect(page.locator("#problems")).to_be_visible()
    approver.look("refusal-without-reason")
    page.get_by_label(say("order.refuse.reason")).fill("Не по бюджету")
    page.get_by_role("button", name=say("order.refuse")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.order_refused"))
    approver.end()
    buyer.page.goto(f"/orders/{numbers[1]}")
    expect(buyer.page.get_by_role("main")).to_contain_text("Не по бюджету")
    buyer.look("refused")
    buyer.end()
