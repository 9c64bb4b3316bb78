"""In a real browser: one person proposes a discount, a price list, prices and a place for them; another one approves; the client's price follows.

Every page in 1280 and 360 px, light and dark, by axe; once more without scripts.
"""

import pytest
from playwright.sync_api import expect

from portal import ok
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
FIRST, SECOND, MANAGER = "terms-first@example.com", "terms-second@example.com", "terms-manager@example.com"


@pytest.fixture(scope="module")
def keepers(portal, shop):
    for email, role in ((FIRST, "director"), (SECOND, "administrator"), (MANAGER, "manager")):
        portal.user(email, role, password=PASSWORD)
    client = shop.client()
    return client, shop.product("100.0000", 1000)


def price(shop, client, code):
    return ok(shop.door(client).post("/prices", {"lines": [{"code": code, "quantity": "1"}]}))["lines"][0]["unit_price"]


def send(page, reason):
    page.get_by_label(say("agreement.reason")).fill(reason)
    page.get_by_role("button", name=say("terms.send")).click()


def approve(browser, portal, pictures, number, look, name, scripts=True):  # noqa: F811
    second = Visit(browser, portal, pictures, f"terms-second-{name}", scripts=scripts, axe=look)
    second.sign_in(SECOND, PASSWORD)
    second.page.goto("/prices/changes")
    if look:
        second.look("queue")
    second.page.get_by_role("link", name=number).click()
    second.page.wait_for_url(f"**/prices/changes/{number}")
    if look:
        second.look("change")
    second.page.get_by_role("button", name=say("terms.approve")).click()
    expect(second.page.locator("#flash")).to_contain_text(say("done.terms_approved"))
    second.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_discount_is_proposed_by_one_and_approved_by_another(browser, portal, pictures, shop, keepers, scripts):  # noqa: F811
    client, code = shop.client(), keepers[1]
    visit = Visit(browser, portal, pictures, f"terms-discount-{scripts}", scripts=scripts, axe=scripts)
    visit.sign_in(FIRST, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/prices/discounts")
    visit.look("matrix")
    main.get_by_role("link", name=say("terms.new.discounts")).click()
    visit.look("form")
    page.get_by_label(say("terms.field.name"), exact=True).fill("Осень")
    page.get_by_label(say("terms.field.target"), exact=True).select_option("client")
    page.get_by_label(say("terms.field.target-which"), exact=True).fill("нет такого клиента")
    page.get_by_label(say("terms.field.scope"), exact=True).select_option("product")
    page.get_by_label(say("terms.field.scope-which"), exact=True).fill(code)
    page.get_by_label(say("terms.field.effect-value"), exact=True).fill("12,5")
    send(page, "Сезон")
    expect(page.locator("#problems")).to_contain_text("нет такого клиента")
    visit.look("form-refused")
    page.get_by_label(say("terms.field.target-which"), exact=True).fill(client)
    send(page, "Сезон")
    page.wait_for_url("**/prices/changes/T*")
    number = page.url.rsplit("/", 1)[1].split("?")[0]
    expect(main).to_contain_text(say("terms.own"))
    visit.look("own")
    assert price(shop, client, code) == "100.0000"
    page.goto(f"/prices/tester?change={number}&client={client}&lines={code}")
    expect(main).to_contain_text(say("terms.assumed", number=number))
    expect(main).to_contain_text("87,50")
    visit.look("assumed")
    visit.end()
    approve(browser, portal, pictures, number, scripts, f"discount-{scripts}", scripts)
    assert price(shop, client, code) == "87.5000"


def test_a_portal_list_is_filled_and_put_before_a_chain(browser, portal, pictures, shop, keepers):  # noqa: F811
    client, code = keepers
    visit = Visit(browser, portal, pictures, "terms-list")
    visit.sign_in(FIRST, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")

    def proposed():
        page.wait_for_url("**/prices/changes/T*")
        return page.url.rsplit("/", 1)[1].split("?")[0]

    page.goto("/prices/changes/new?kind=price-lists")
    page.get_by_label(say("terms.field.name"), exact=True).fill("Портальный «Зима»")
    send(page, "Акция портала")
    approve(browser, portal, pictures, proposed(), False, "list")
    page.goto("/prices/lists")
    visit.look("lists")
    main.get_by_role("link", name="Портальный «Зима»").click()
    main.get_by_role("link", name=say("terms.new.prices")).click()
    page.get_by_label(say("terms.paste")).fill(f"{code}\t80,5\nнет-такого;1")
    send(page, "Первые цены")
    expect(page.locator("#problems")).to_contain_text("нет-такого")
    visit.look("prices-refused")
    page.get_by_label(say("agreement.cell", field=say("goods.article"), row=2)).fill("")
    page.get_by_label(say("agreement.cell", field=say("terms.after"), row=2)).fill("")
    send(page, "Первые цены")
    number = proposed()
    visit.look("prices")
    approve(browser, portal, pictures, number, True, "prices")
    page.goto(f"/prices/changes/new?kind=contract-lists&subject={client}-D")
    page.get_by_label(say("terms.field.list", place=1)).fill("Зима")
    visit.look("chain")
    send(page, "Клиент вошёл в акцию")
    approve(browser, portal, pictures, proposed(), True, "chain")
    assert price(shop, client, code) == "80.5000"
    page.goto("/prices/contracts")
    expect(main).to_contain_text("Портальный «Зима»")
    visit.look("contracts")
    # The ERP's own list is read-only, and a change of it is told where to make it.
    page.goto("/prices/changes/new?kind=prices&subject=BASE")
    page.get_by_label(say("agreement.cell", field=say("goods.article"), row=1)).fill(code)
    page.get_by_label(say("agreement.cell", field=say("terms.after"), row=1)).fill("1")
    send(page, "Попытка")
    expect(page.locator("#problems")).to_contain_text("учётная система")
    page.goto("/prices/changes?filter=decided")
    visit.look("decided")
    visit.end()
    refused = shop.erp.put("price-lists", {"external_id": "portal-1", "name": "x"}).json()["items"][0]
    assert refused["status"] == "refused"


def test_a_contract_says_by_which_rate_its_prices_are_converted(browser, portal, pictures, keepers):  # noqa: F811
    visit = Visit(browser, portal, pictures, "terms-contract")
    visit.sign_in(FIRST, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/prices/changes/new?kind=contracts")
    page.get_by_label(say("terms.field.number"), exact=True).fill("ВЭД-7")
    page.get_by_label(say("terms.field.client"), exact=True).fill(keepers[0])
    page.get_by_label(say("terms.field.status"), exact=True).select_option("closed")
    page.get_by_label(say("terms.field.rate_day"), exact=True).select_option("month_start")
    page.get_by_label(say("terms.field.rate_markup"), exact=True).fill("много")
    send(page, "Импорт")
    expect(page.locator("#problems")).to_contain_text("много")
    page.get_by_label(say("terms.field.rate_markup"), exact=True).fill("2,5")
    visit.look("form")
    send(page, "Импорт")
    page.wait_for_url("**/prices/changes/T*")
    expect(main).to_contain_text(say("rate_day.month_start"))
    approve(browser, portal, pictures, page.url.rsplit("/", 1)[1].split("?")[0], False, "contract")
    page.goto("/prices/contracts")
    row = main.get_by_role("row").filter(has_text="ВЭД-7")
    expect(row).to_contain_text(say("rate_day.month_start"))
    expect(row).to_contain_text("2,5")
    visit.end()


def test_a_manager_sees_the_matrix_and_proposes_nothing(browser, portal, pictures, keepers):  # noqa: F811
    visit = Visit(browser, portal, pictures, "terms-manager")
    visit.sign_in(MANAGER, PASSWORD)
    page = visit.page
    page.goto("/prices/discounts")
    expect(page.get_by_role("link", name=say("terms.new.discounts"))).to_have_count(0)
    visit.look("matrix")
    assert page.context.request.get("/prices/changes/new?kind=discounts").status == 403
    visit.end()


def test_a_file_brings_the_erps_prices_at_once_and_the_portals_before_a_second_person(browser, portal, pictures, shop, keepers):  # noqa: F811
    client, code = shop.client(), shop.product("100.0000", 10)
    visit = Visit(browser, portal, pictures, "terms-file")
    visit.sign_in(FIRST, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/prices/changes/new?kind=price-lists")
    page.get_by_label(say("terms.field.name"), exact=True).fill("Портальный «Весна»")
    send(page, "Акция портала")
    page.wait_for_url("**/prices/changes/T*")
    approve(browser, portal, pictures, page.url.rsplit("/", 1)[1].split("?")[0], False, "file-list")
    text = f"Артикул;Цена;Прайс-лист\n{code};95;BASE\n{code};81,5;Портальный «Весна»\nНЕТ-ТАКОГО;1;Портальный «Весна»\n"
    page.goto("/prices/imports")
    page.get_by_label(say("imports.choose"), exact=True).set_input_files({"name": "весна.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name=say("imports.bring.submit")).click()
    page.wait_for_url("**/prices/imports/*")
    expect(main).to_contain_text(say("imports.would_wait"))
    visit.look("checked")
    assert price(shop, client, code) == "100.0000"
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.waiting.text"))
    expect(main).to_contain_text("НЕТ-ТАКОГО")
    visit.look("taken")
    assert price(shop, client, code) == "95.0000", "the ERP's list holds at once"
    main.get_by_role("link", name="T0").click()
    page.wait_for_url("**/prices/changes/T*")
    expect(main).to_contain_text("весна.csv")
    expect(main).to_contain_text("81,50")
    number = page.url.rsplit("/", 1)[1].split("?")[0]
    visit.end()
    approve(browser, portal, pictures, number, False, "file")
    first = Visit(browser, portal, pictures, "terms-file-after")
    first.sign_in(FIRST, PASSWORD)
    first.page.goto("/prices/lists?query=весна")
    first.page.get_by_role("main").get_by_role("link", name="Портальный «Весна»").click()
    expect(first.page.get_by_role("main")).to_contain_text("81,50")
    first.end()
