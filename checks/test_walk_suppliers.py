"""In a real browser: staff make a supplier and invite its people; they tell what they have, answer what orders wait for, and see nothing else."""

import re
import time

import pytest
from playwright.sync_api import expect

from portal import ok
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
KEEPER, SELLER, CLERK, OTHER = "keeper@example.com", "seller@example.com", "clerk@example.com", "other-seller@example.com"


@pytest.fixture(scope="module")
def goods(portal, shop):
    """Two suppliers with a person each; a product of the first that is not in stock, ordered by a client."""
    shop.erp.send("suppliers", {"external_id": "SUP-1", "name": "ООО «Дельта-Крепёж»"})
    shop.erp.send("suppliers", {"external_id": "SUP-2", "name": "ООО «Гамма-Снаб»"})
    portal.user(KEEPER, "administrator", password=PASSWORD)
    for email, role, supplier in [(SELLER, "administrator", "SUP-1"), (CLERK, "employee", "SUP-1"), (OTHER, "administrator", "SUP-2")]:
        portal.kontor("user", "create", "--email", email, "--name", email.split("@")[0].title(), "--role", role, "--supplier", supplier, "--password", PASSWORD)
    client = shop.client()
    article = shop.product(price="77.7700", stock=0)
    shop.erp.send("supplier-offers", {"supplier": "SUP-1", "product": f"P-{article}", "article": "D-77"})
    buyer = shop.door(client)
    number = ok(buyer.post("/orders", {"lines": [{"code": article, "quantity": "12"}]}), 201)["number"]
    return article, number


def visit_of(browser, portal, pictures, email, name, scripts=True, look=True):  # noqa: F811
    visit = Visit(browser, portal, pictures, name, scripts=scripts, axe=False)
    visit.sign_in(email, PASSWORD)
    visit.axe = look
    return visit


def test_staff_keep_suppliers(browser, portal, pictures, goods):  # noqa: F811
    visit = visit_of(browser, portal, pictures, KEEPER, "suppliers-staff")
    page = visit.page
    visit.go("suppliers")
    visit.look("list")
    page.get_by_role("main").get_by_role("link", name=say("suppliers.new")).first.click()
    page.get_by_label(say("suppliers.name"), exact=True).fill("ООО «Эпсилон»")
    page.get_by_label(say("suppliers.inn"), exact=True).fill("123")
    page.get_by_role("main").get_by_role("button", name=say("people.save")).click()
    expect(page.locator("#problems")).to_be_visible()
    visit.look("refused")
    page.get_by_label(say("suppliers.inn"), exact=True).fill("7707083893")
    page.get_by_label(say("suppliers.articles"), exact=True).fill(goods[0])
    page.get_by_role("main").get_by_role("button", name=say("people.save")).click()
    page.wait_for_url(re.compile("/suppliers/[0-9]+$"))
    page.get_by_label(say("sign_in.email"), exact=True).fill("invited-seller@example.com")
    page.get_by_label(say("people.name"), exact=True).fill("Приглашённый")
    page.get_by_role("button", name=say("people.invite.submit")).click()
    expect(page.locator("#people")).to_contain_text("invited-seller@example.com")
    page.get_by_role("button", name=re.compile(say("people.block"))).first.click()
    expect(page.locator("#people")).to_contain_text(say("person_status.blocked"))
    visit.look("one")
    page.goto("/people?query=invited-seller")
    expect(page.get_by_role("main")).to_contain_text("Эпсилон")
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_supplier_says_what_it_has(browser, portal, pictures, goods, scripts):  # noqa: F811
    article, _ = goods
    visit = visit_of(browser, portal, pictures, SELLER if scripts else CLERK, f"supply-offers-{scripts}", scripts, scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("offers")
    expect(main).to_contain_text(article)
    visit.look("list")
    main.get_by_role("link", name=article, exact=True).click()
    page.get_by_label(say("offers.quantity"), exact=True).fill("много")
    main.get_by_role("button", name=say("people.save")).click()
    expect(page.locator("#problems")).to_contain_text("много")
    visit.look("refused")
    page.get_by_label(say("offers.quantity"), exact=True).fill("1 500,5" if scripts else "1 700")
    page.get_by_label(say("offers.price"), exact=True).fill("55,20")
    page.get_by_label(say("offers.lead_days"), exact=True).fill("7")
    main.get_by_role("button", name=say("people.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    expect(main).to_contain_text("1\u00a0500,5" if scripts else "1\u00a0700")
    main.get_by_role("link", name=say("offers.sheet")).click()
    sheet = f"Артикул;В наличии\n{article};900\nНЕТ-ТАКОГО;1\n".encode()
    page.get_by_label(say("offers.sheet.file")).set_input_files({"name": "offers.csv", "mimeType": "text/csv", "buffer": sheet})
    main.get_by_role("button", name=say("offers.sheet.submit")).click()
    expect(page.locator("#report")).to_contain_text("НЕТ-ТАКОГО")
    expect(page.locator("#report")).to_contain_text(say("refusal.offer_unknown", value="НЕТ-ТАКОГО"))
    visit.look("sheet")
    page.goto("/supply/offers")
    expect(main).to_contain_text("900")
    assert "D-77" in page.request.get("/supply/sheet.csv").text()
    if scripts:
        visit.go("colleagues")
        expect(main).to_contain_text(CLERK)
        visit.look("people")
    visit.end()


def test_a_supplier_answers_what_orders_wait_for(browser, portal, pictures, goods):  # noqa: F811
    article, number = goods
    visit = visit_of(browser, portal, pictures, CLERK, "supply-orders")
    page, main = visit.page, visit.page.get_by_role("main")

    def asked():
        page.goto("/supply/orders")
        return article in main.inner_text()

    # Suppliers are asked once a minute.
    end = time.monotonic() + 150
    while not asked():
        assert time.monotonic() < end
        time.sleep(3)
    mark = page.get_by_role("navigation", name=say("shell.sections")).locator(".waiting").first
    expect(mark).to_contain_text("1")
    # Neither who waits nor what he pays.
    assert number not in page.content() and "Покупатель" not in page.content() and "77,77" not in page.content()
    visit.look("list")
    main.get_by_role("link", name=re.compile("№ [0-9]+")).first.click()
    main.get_by_role("button", name=say("supply.decline.submit")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.supply_reason"))
    page.get_by_label(say("supply.quantity_promised"), exact=True).fill("13")
    page.get_by_label(say("supply.day"), exact=True).fill("2099-01-01")
    main.get_by_role("button", name=say("supply.confirm.submit")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.supply_day"))
    visit.look("refused")
    day = page.evaluate("new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 10)")
    page.get_by_label(say("supply.quantity_promised"), exact=True).fill("10")
    page.get_by_label(say("supply.day"), exact=True).fill(day)
    main.get_by_role("button", name=say("supply.confirm.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.supply_confirmed"))
    expect(main).to_contain_text(say("supply_state.confirmed"))
    visit.look("confirmed")
    visit.go("supply_figures")
    visit.look("figures")
    main.get_by_role("link", name=re.compile(say("supply.figure.in_part"))).click()
    expect(main).to_contain_text(article)
    # What is not a supplier's is not there for it; another supplier does not find the line.
    for address in ["/catalog", "/orders", f"/orders/{number}", "/clients", "/suppliers", "/products/" + article]:
        assert page.request.get(address).status == 404, address
    visit.end()
    staff = visit_of(browser, portal, pictures, KEEPER, "supply-staff")
    staff.page.goto(f"/orders/{number}")
    expect(staff.page.locator("#supply")).to_contain_text("Дельта-Крепёж")
    expect(staff.page.locator("#supply")).to_contain_text(say("supply_state.confirmed"))
    staff.look("order")
    staff.page.locator("#supply").get_by_role("link", name=re.compile("Дельта")).click()
    expect(staff.page.get_by_role("main")).to_contain_text(number)
    staff.look("lines")
    staff.end()
