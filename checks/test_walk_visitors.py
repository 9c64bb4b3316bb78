"""The catalogue before signing in: closed until the house opens it; then looked at without prices, and the way in leads back to the page."""

import re

import pytest
from playwright.sync_api import expect

from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
KEEPER, BUYER = "keeper-visitors@example.com", "buyer-visitors@example.com"


@pytest.fixture(scope="module")
def open_shop(portal, shop):
    portal.user(KEEPER, "administrator", password=PASSWORD)
    shop.shown = shop.product("77.7700", 50, name="Кляймер открытый")
    client = shop.client()
    portal.user(BUYER, "buyer", client, password=PASSWORD)
    return shop


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_looks_and_comes_in_where_he_was(browser, portal, pictures, open_shop, scripts):  # noqa: F811
    shop, name = open_shop, f"visitors-{scripts}"
    house = Visit(browser, portal, pictures, f"{name}-house", scripts=scripts, axe=scripts)
    house.sign_in(KEEPER, PASSWORD)
    house.page.goto("/house")
    box = house.page.get_by_label(say("house.visitors_catalogue"), exact=True)
    box.uncheck()
    form = house.page.locator("form[action='/house/visitors']")
    form.get_by_role("button").click()
    visit = Visit(browser, portal, pictures, name, scripts=scripts, axe=scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/catalog")
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(page.get_by_role("link", name=say("visitor.look"))).to_have_count(0)
    house.page.get_by_label(say("house.visitors_catalogue"), exact=True).check()
    house.page.get_by_label(say("house.visitors_stock"), exact=True).select_option("word")
    form.get_by_role("button").click()
    if scripts:
        house.look("house")
    page.goto("/")
    if scripts:
        visit.look("start")
    main.get_by_role("link", name=say("visitor.look")).click()
    expect(main).to_contain_text(shop.shown)
    expect(main).to_contain_text(say("stock.some"))
    assert "77,77" not in main.inner_text()
    if scripts:
        visit.look("catalogue")
        page.locator("#search").press_sequentially("Кляймер откр")
        expect(page.locator("#suggestions")).to_contain_text(shop.shown)
        page.locator("#search").press("Escape")
    page.locator("#search").fill("Кляймер открытый")
    page.get_by_role("search").get_by_role("button").click()
    main.get_by_role("link", name=shop.shown, exact=True).click()
    expect(main.get_by_role("heading", level=1)).to_have_text("Кляймер открытый")
    assert "77,77" not in main.inner_text() and say("goods.add") not in main.inner_text()
    if scripts:
        visit.look("product")
    where = page.url
    main.get_by_role("link", name=say("visitor.sign_in")).click()
    page.get_by_label(say("sign_in.email")).fill(BUYER)
    page.get_by_label(say("sign_in.password")).fill(PASSWORD)
    main.get_by_role("button", name=say("sign_in.submit"), exact=True).click()
    expect(page).to_have_url(where)
    expect(main).to_contain_text("77,77")
    house.end()
    visit.end()
