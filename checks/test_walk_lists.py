"""In a real browser: lists with chosen columns, in another order and as sheets; rows that stand close; and what was dropped taken back.

With scripts and without; by axe at 1280 and 360, light and dark, comfortable and compact.
"""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from portal import ok
from shop import order
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def house(portal, shop):
    """Orders of three clients, one of which calls its order like a formula."""
    article = shop.product("100.0000", 1000)
    clients = [shop.client() for _ in range(3)]
    numbers = {
        client: [ok(shop.door(client).post("/orders", order((article, 1), reference=reference)), 201)["number"] for reference in ("=1+1", "Вторая")] for client in clients
    }
    portal.user("lists@example.com", "administrator", password=PASSWORD)
    portal.user("another@example.com", "manager", password=PASSWORD)
    return article, clients, numbers


def enter(browser, portal, pictures, email, name, scripts=True):  # noqa: F811
    visit = Visit(browser, portal, pictures, f"{name}-{scripts}", scripts=scripts, axe=scripts)
    visit.sign_in(email, PASSWORD)
    return visit


def heads(page):
    return page.get_by_role("main").locator("thead th")


def link_of(page, name):
    """By its own words: the arrow that the style draws beside them is none."""
    return page.locator("th a").filter(has_text=re.compile(f"^{re.escape(name)}$"))


def head(page, name):
    return heads(page).filter(has=page.locator("a").filter(has_text=re.compile(f"^{re.escape(name)}$")))


def set_density(page, density):
    page.locator("details.menu summary").click()
    page.get_by_role("button", name=say(f"density.{density}"), exact=True).click()
    expect(page.locator("html[data-density=compact]")).to_have_count(1 if density == "compact" else 0)


@pytest.mark.parametrize("scripts", [True, False])
def test_columns_are_chosen_and_stay_chosen(browser, portal, pictures, house, scripts):  # noqa: F811
    visit = enter(browser, portal, pictures, "lists@example.com", "columns", scripts)
    page = visit.page
    page.goto("/orders")
    expect(heads(page).filter(has_text=say("orders.client_reference"))).to_have_count(1)
    page.locator("details.columns summary").click()
    visit.look("open")
    page.get_by_label(say("orders.client_reference"), exact=True).uncheck()
    page.get_by_label(say("orders.site"), exact=True).uncheck()
    page.get_by_role("button", name=say("list.columns.apply"), exact=True).click()
    expect(heads(page).filter(has_text=say("orders.client_reference"))).to_have_count(0)
    expect(page.get_by_text("=1+1", exact=True)).to_have_count(0)
    visit.look("chosen")
    # Of this list alone, and on its other pages and orders too.
    link_of(page, say("orders.client")).click()
    expect(page).to_have_url(re.compile("sort=client"))
    expect(heads(page).filter(has_text=say("orders.site"))).to_have_count(0)
    page.goto("/people")
    expect(page.locator("details.columns .count")).to_have_count(0)
    page.goto("/orders")
    page.locator("details.columns summary").click()
    page.get_by_role("button", name=say("list.columns.all"), exact=True).click()
    expect(heads(page).filter(has_text=say("orders.client_reference"))).to_have_count(1)
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_headings_order_the_list(browser, portal, pictures, house, scripts):  # noqa: F811
    visit = enter(browser, portal, pictures, "lists@example.com", "sorted", scripts)
    page = visit.page
    for path, key, first in (("/orders", "orders.client", "ascending"), ("/orders", "orders.number", "ascending"), ("/clients", "clients.name", "descending"), ("/people", "sign_in.email", "ascending")):
        page.goto(path)
        link = link_of(page, say(key))
        link.click()
        expect(head(page, say(key))).to_have_attribute("aria-sort", first)
        once = page.locator("main tbody tr").all_inner_texts()
        link.click()
        expect(head(page, say(key))).to_have_attribute("aria-sort", "descending" if first == "ascending" else "ascending")
        assert page.locator("main tbody tr").all_inner_texts() != once
    visit.end()


def test_a_list_is_handed_over_as_it_is_seen(browser, portal, pictures, house):  # noqa: F811
    _, clients, numbers = house
    visit = enter(browser, portal, pictures, "lists@example.com", "sheets")
    page = visit.page
    page.goto("/orders?sort=client")
    seen = [text.split("\t")[0].strip() for text in page.locator("main tbody th").all_inner_texts()]
    with page.expect_download() as waiting:
        page.get_by_role("link", name=say("list.sheet", format="CSV"), exact=True).click()
    text = open(waiting.value.path(), encoding="utf-8-sig", newline="").read()
    rows = [row.split(";") for row in text.split("\r\n") if row]
    assert [row[0] for row in rows[1:]][: len(seen)] == seen
    assert any("'=1+1" in row for row in rows) and not any("=1+1" in row for row in rows)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=say("list.sheet", format="XLSX"), exact=True).click()
    book = zipfile.ZipFile(io.BytesIO(open(waiting.value.path(), "rb").read()))
    assert "xl/worksheets/sheet1.xml" in book.namelist()
    for path in ("/clients", "/people", "/documents", "/journal"):
        page.goto(path)
        if page.get_by_role("main").locator("table").count():
            answer = page.context.request.get(f"{path}.csv")
            assert answer.status == 200 and "attachment" in answer.headers["content-disposition"]
    visit.end()


@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_rows_stand_close_or_wide(browser, portal, pictures, house, density):  # noqa: F811
    article, clients, numbers = house
    visit = enter(browser, portal, pictures, "lists@example.com", density)
    page = visit.page
    page.goto("/orders")
    set_density(page, density)
    height = page.locator("main tbody tr").first.bounding_box()["height"]
    assert (height < 30) == (density == "compact"), height
    for path in ("/orders", "/clients", "/people", "/journal", "/credit", "/goods", f"/orders/{numbers[clients[0]][0]}", "/house", "/house/components"):
        page.goto(path)
        visit.look(path.strip("/").replace("/", "-"))
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_dropped_comes_back(browser, portal, pictures, shop, house, scripts):  # noqa: F811
    article, clients, _ = house
    email = f"undo-{str(scripts).lower()}@example.com"
    portal.user(email, "buyer", clients[0], PASSWORD)
    visit = enter(browser, portal, pictures, email, "undo", scripts)
    page, main, flash = visit.page, visit.page.get_by_role("main"), visit.page.locator("#flash")
    back = flash.get_by_role("button", name=say("undo.button"), exact=True)

    page.goto(f"/products/{article}")
    page.locator("[name^=quantity-]").first.fill("7")
    main.get_by_role("button", name=say("goods.add")).first.click()
    expect(flash).not_to_be_empty()
    page.goto("/cart")
    main.locator("button[name=remove]").first.click()
    expect(flash).to_contain_text(say("done.cart_line_removed"))
    visit.look("cart")
    back.click()
    expect(flash).to_contain_text(say("done.undone"))
    expect(page.locator("[name^=quantity-]").first).to_have_value("7")
    main.locator("button[name=remove]").first.click()
    expect(back).to_be_visible()

    page.goto("/catalog?sort=article")
    star = page.get_by_role("button", name=f"{say('own.mark.favourite')} {article}", exact=True).first
    star.click()
    expect(flash).to_contain_text(say("done.favourite_kept"))
    expect(star).to_have_attribute("aria-pressed", "true")
    star.click()
    expect(flash).to_contain_text(say("done.favourite_dropped"))
    visit.look("favourite")
    back.click()
    expect(flash).to_contain_text(say("done.undone"))
    expect(page.get_by_role("button", name=f"{say('own.mark.favourite')} {article}", exact=True).first).to_have_attribute("aria-pressed", "true")

    page.request.post("/searches", form={"name": "Болты", "parameters": "query=болт"}, headers={"Origin": portal.base})
    page.goto("/searches")
    main.get_by_role("button", name=re.compile(f"^{say('own.remove')}")).first.click()
    expect(flash).to_contain_text(say("done.search_removed"))
    back.click()
    expect(main.get_by_role("link", name="Болты", exact=True)).to_be_visible()
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_narrow_window_orders_a_list_by_its_menu(browser, portal, pictures, house, scripts):  # noqa: F811
    """Where rows are cards there are no headings to press; neither may the keyboard land on ones that nobody sees."""
    visit = Visit(browser, portal, pictures, f"order-menu-{scripts}", width=360, scripts=scripts, axe=scripts)
    visit.sign_in("lists@example.com", PASSWORD)
    page = visit.page
    page.goto("/orders")
    numbers = page.get_by_role("main").locator("tbody .lead a")
    before = numbers.all_inner_texts()
    expect(page.locator("thead a").first).to_be_hidden()
    menu = page.locator("details.orders-menu")
    expect(menu.locator("summary")).to_contain_text(say("orders.number"))
    menu.locator("summary").tap()
    visit.look("open")
    menu.get_by_role("link", name=say("list.order.up", column=say("orders.number")), exact=True).tap()
    expect(page).to_have_url(re.compile("sort="))
    assert numbers.all_inner_texts() == before[::-1]
    menu.locator("summary").tap()
    expect(menu.locator("[aria-current]")).to_have_count(1)
    expect(menu.get_by_role("link", name=say("list.order.up", column=say("orders.number")), exact=True)).to_have_attribute("aria-current", "true")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(menu).to_be_hidden()
    expect(page.locator("thead a").first).to_be_visible()
    visit.end()
