"""In a real browser: favourites, comparison, what was looked at and bought, saved searches, and what is no longer to be had in the cart.

By keyboard and without scripts too; every page by axe at 1280 and 360, light and dark.
"""

import re

import pytest
from playwright.sync_api import expect

from portal import ok
from shop import order
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def goods(portal, shop):
    shop.erp.send(
        "parameters",
        {"external_id": "length", "code": "length", "name": "Длина", "type": "number", "unit": "мм"},
        {"external_id": "finish", "code": "finish", "name": "Покрытие", "type": "choice"},
    )
    return [shop.product("100.0000", 1000, parameters={"length": str(40 + number % 2), "finish": "цинк"}) for number in range(8)]


def enter(browser, portal, pictures, shop, name, scripts=True):  # noqa: F811
    client = shop.client()
    email = f"{name}-{str(scripts).lower()}@example.com"
    portal.user(email, "buyer", client, PASSWORD)
    visit = Visit(browser, portal, pictures, f"{name}-{scripts}", scripts=scripts, axe=scripts)
    visit.sign_in(email, PASSWORD)
    return client, visit


def press(page, name, article):
    page.get_by_role("button", name=f"{say('own.mark.' + name)} {article}", exact=True).first.click()


@pytest.mark.parametrize("scripts", [True, False])
def test_products_are_marked_compared_and_ordered_from_the_list(browser, portal, pictures, shop, goods, scripts):  # noqa: F811
    client, visit = enter(browser, portal, pictures, shop, "own", scripts)
    page, main, flash = visit.page, visit.page.get_by_role("main"), visit.page.locator("#flash")
    for path in ("favourites", "compare", "viewed", "searches"):
        page.goto(f"/{path}")
        visit.look(f"{path}-empty")
    page.goto(f"/catalog?query={goods[0]}")
    expect(page).to_have_url(re.compile(f"/products/{goods[0]}"))
    press(page, "favourite", goods[0])
    expect(flash).to_contain_text(say("done.favourite_kept"))
    visit.look("card")
    page.goto("/catalog?sort=article")
    for article in goods[:6]:
        press(page, "compare", article)
        expect(flash).to_contain_text(say("done.compared_kept"))
        expect(page.get_by_role("button", name=f"{say('own.mark.compare')} {article}", exact=True).first).to_have_attribute("aria-pressed", "true")
    press(page, "compare", goods[6])
    expect(flash).to_contain_text(say("full.compared", limit=6))
    press(page, "favourite", goods[1])
    expect(flash).to_contain_text(say("done.favourite_kept"))
    visit.look("list")
    if scripts:
        # Faster than the answers: nothing that was pressed is lost, and nothing moves away from under the pointer.
        buttons = [page.get_by_role("button", name=f"{say('own.mark.favourite')} {article}", exact=True).first for article in goods[2:5]]
        before = [button.bounding_box()["y"] for button in buttons]
        page.evaluate("names => names.forEach(name => document.querySelector(`[aria-label='${name}']`).click())", [button.get_attribute("aria-label") for button in buttons])
        for button in buttons:
            expect(button).to_have_attribute("aria-pressed", "true")
        assert [button.bounding_box()["y"] for button in buttons] == before
        for button in buttons:
            button.click()
            expect(button).to_have_attribute("aria-pressed", "false")

    page.goto("/compare")
    expect(page).to_have_url(re.compile("articles="))
    expect(main.locator(".comparison thead a")).to_have_text(goods[:6])
    rows = main.locator(".comparison tbody tr")
    whole = rows.count()
    expect(main.locator("tr.differing th")).to_contain_text(["Длина"])
    visit.look("compare")
    page.get_by_role("link", name=say("own.compare.only")).click()
    expect(page).to_have_url(re.compile("differences=1"))
    assert rows.count() < whole and "Покрытие" not in main.inner_text()
    visit.look("differences")
    main.get_by_role("button", name=f"{say('own.remove')} {goods[5]}", exact=True).click()
    expect(main.locator(".comparison thead a")).to_have_text(goods[:5])

    page.goto("/favourites")
    expect(main.locator("#goods td.article > a")).to_have_text([goods[1], goods[0]])
    visit.look("favourites")
    main.get_by_role("button", name=say("own.add_all"), exact=True).click()
    expect(flash).not_to_be_empty()
    page.goto("/cart")
    expect(main.locator(".cart-table td.article > a")).to_have_text([goods[1], goods[0]], use_inner_text=True)
    page.goto("/favourites")
    press(page, "favourite", goods[1])
    expect(main.locator("#goods td.article > a")).to_have_text([goods[0]])
    if scripts:
        # What the page tells by itself must not take the place of what it says about what was pressed meanwhile.
        with page.expect_response(lambda answer: answer.url.endswith("/viewed")) as told:
            page.goto(f"/products/{goods[0]}")
        assert told.value.status == 303 and "set-cookie" not in told.value.all_headers()
    page.goto("/viewed")
    # The page of a product tells that it was looked at: without scripts nothing does, for no GET changes anything.
    expect(main.locator("#goods td.article > a")).to_have_text([goods[0]] if scripts else [])
    visit.look("viewed")

    ok(shop.door(client).post("/orders", order((goods[2], 3))), 201)
    shop.erp.send("past-orders", {"external_id": f"PO-{client}", "client": client, "date": "2024-02-01", "lines": [{"product": f"P-{goods[3]}", "quantity": "7"}]})
    page.goto("/catalog")
    main.get_by_role("link", name=say("catalog.bought")).click()
    expect(main.locator("#goods td.article > a")).to_have_text([goods[2], goods[3]])
    assert "01.02.2024" in main.inner_text()
    visit.look("bought")
    main.locator("details.drop summary").click()
    main.get_by_label(say("own.search_name"), exact=True).fill("Покупали раньше")
    visit.look("save")
    main.get_by_role("button", name=say("own.save"), exact=True).click()
    expect(flash).to_contain_text(say("done.search_saved"))
    page.goto("/searches")
    visit.look("searches")
    field = main.get_by_label(say("own.search_name"), exact=True)
    field.fill("Снова заказать")
    field.press("Enter")
    expect(flash).to_contain_text(say("done.search_renamed"))
    main.get_by_role("link", name="Снова заказать").click()
    expect(page).to_have_url(re.compile(r"bought=1"))
    page.goto("/searches")
    main.get_by_role("button", name=f"{say('own.remove')} Снова заказать", exact=True).click()
    expect(main).to_contain_text(say("own.searches.empty"))
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_is_watched_and_a_letter_tells_of_what_is_back(browser, house, post, pictures, scripts):  # noqa: F811
    shop = house.shop
    article = shop.product("100.0000", 0)
    client, visit = enter(browser, house, pictures, shop, "watch", scripts)
    email = f"watch-{str(scripts).lower()}@example.com"
    page, main, flash = visit.page, visit.page.get_by_role("main"), visit.page.locator("#flash")
    page.goto("/catalog?in_stock=1")
    main.locator("details.drop summary").click()
    main.get_by_label(say("own.search_name"), exact=True).fill("В наличии")
    main.get_by_role("button", name=say("own.save"), exact=True).click()
    page.goto("/searches")
    main.get_by_role("button", name=f"{say('own.watch')} В наличии", exact=True).click()
    expect(flash).to_contain_text(say("done.search_watched"))
    expect(main.get_by_role("button", name=f"{say('own.watched')} В наличии", exact=True)).to_have_attribute("aria-pressed", "true")

    page.goto(f"/products/{article}")
    main.get_by_role("button", name=say("own.await"), exact=True).click()
    expect(flash).to_contain_text(say("done.product_awaited"))
    expect(main.get_by_role("button", name=say("own.awaiting"), exact=True)).to_be_visible()
    visit.look("awaited-card")
    page.goto("/searches")
    expect(main).to_contain_text(say("own.awaited"))
    visit.look("watched")
    if not scripts:
        main.get_by_role("button", name=f"{say('own.remove')} {article}", exact=True).click()
        expect(main).not_to_contain_text(say("own.awaited"))
        return visit.end()
    shop.erp.send("stock", {"warehouse": "WA", "product": f"P-{article}", "quantity": "7"})
    # The job looks every minute.
    letter = post.wait(email, seconds=100)
    text = letter.get_body(("plain",)).get_content()
    assert article in text and f"{house.base}/searches" in text
    page.goto("/searches")
    expect(main).not_to_contain_text(say("own.awaited"))
    page.goto(f"/products/{article}")
    expect(main.get_by_role("button", name=say("own.await"), exact=True)).to_have_count(0)
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_no_longer_to_be_had_is_told_in_the_cart_and_never_ordered(browser, portal, pictures, shop, scripts):  # noqa: F811
    bolt, gone = shop.product("100.0000", 1000), shop.product("50.0000", 1000)
    client, visit = enter(browser, portal, pictures, shop, "gone", scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    for article in (bolt, gone):
        page.goto(f"/products/{article}")
        main.get_by_role("button", name=say("goods.add"), exact=True).click()
        expect(page.locator("#flash")).not_to_be_empty()
    [row] = ok(shop.erp.call("POST", "/api/v1/erp/products/deletions", json={"external_ids": [f"P-{gone}"]}))["items"]
    assert row == {"external_id": f"P-{gone}", "status": "deleted"}
    page.goto("/cart")
    expect(main.locator(".gone")).to_contain_text(gone)
    expect(main.locator(".gone")).to_contain_text(say("cart.gone"))
    expect(main.locator(".cart-table td.article > a")).to_have_text([bolt])
    visit.look("cart")
    page.get_by_role("button", name=say("cart.place"), exact=True).click()
    page.wait_for_url("**/orders/*?placed=1*")
    assert gone not in main.inner_text()
    page.goto("/cart")
    expect(main.locator(".gone")).to_contain_text(gone)
    visit.look("rest")
    main.locator(".gone").get_by_role("button", name=say("cart.remove")).click()
    expect(main).to_contain_text(say("cart.empty"))
    expect(main.locator(".gone")).to_have_count(0)
    visit.end()
