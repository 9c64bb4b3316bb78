"""In a real browser: a client sees what he owes and what is behind it; the credit controller and a second person decide about it.

Every page in 1280 and 360 px, light and dark, by axe (`Visit.look` of the other walk); the decisions once more without scripts, and by keyboard alone.
"""

import uuid

import pytest
from playwright.sync_api import expect

from portal import ok
from shop import inn, order
from test_credit_pages import PASSWORD, day
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

BUYER, CONTROLLER, SECOND, MANAGER = "money-buyer@example.com", "money-controller@example.com", "money-second@example.com", "money-manager@example.com"


@pytest.fixture(scope="module")
def debtor(portal, shop):
    """A client with contracts of two sellers, one of them with a limit of its own, debts under both and a long statement."""
    client = shop.client(limit="150000.00")
    shop.erp.send("legal-entities", {"external_id": "S2", "name": "ООО «Кабельный центр “Юг”»", "inn": inn(2), "tax_regime": "general", "time_zone": "Europe/Moscow"})
    shop.erp.send("client-entities", {"external_id": f"{client}-E2", "client": client, "name": "ООО «Покупатель и сыновья»", "inn": inn(999)})
    shop.erp.send(
        "contracts",
        {
            "external_id": f"{client}-D2",
            "client": client,
            "client_entity": f"{client}-E2",
            "legal_entity": "S2",
            "number": "КЦ-17/2026",
            "price_lists": ["BASE"],
            "credit_limit": "40000.00",
            "payment_days": 7,
            "payment_calendar": "banking",
            "status": "active",
        },
    )
    entries = [
        {"external_id": f"{client}-1-{n}", "contract": f"{client}-D", "kind": "shipment" if n % 2 else "payment", "number": f"РТ-{n}", "date": day(110 - n), "amount": f"{700 + n - n % 2}.40"}
        for n in range(1, 110)
    ]
    entries += [{"external_id": f"{client}-2", "contract": f"{client}-D2", "kind": "invoice", "number": "1204", "date": day(30), "due": day(12), "amount": "38300.00"}]
    shop.erp.send("ledger", *entries)
    papers = [
        {"external_id": f"{client}-U{n}", "contract": f"{client}-D", "kind": kind, "number": f"{kind}-{n}", "date": day(n), "amount": f"{n}00.50", "signature": signature}
        for n, (kind, signature) in enumerate((k, s) for k in ("upd", "invoice", "reconciliation", "certificate") for s in ("awaited", "signed", "refused", "not_needed"))
    ]
    shop.erp.send("documents", *papers, *({"external_id": f"{client}-V{n}", "contract": f"{client}-D2", "kind": "upd", "number": f"В-{n}", "date": day(60 + n), "amount": "1.00"} for n in range(50)))
    article = shop.product(price="100.0000", stock=100000)
    portal.user(BUYER, "buyer", client, PASSWORD)
    for email, role in ((CONTROLLER, "credit_controller"), (SECOND, "director"), (MANAGER, "manager")):
        portal.user(email, role, password=PASSWORD)
    shop.erp.send("clients", {"external_id": client, "manager": MANAGER.split("@")[0].title()})  # a manager sees the clients that are his
    return client, article


def held(shop, debtor):
    """A new order of the client that the limit cannot bear; gives its number."""
    client, article = debtor
    placed = ok(shop.door(client).post("/orders", order((article, 2000), contract=f"{client}-D"), key=str(uuid.uuid4())), 201)
    assert placed["status"] == "on_hold"
    return placed["number"]


def test_a_client_sees_money_and_what_is_behind_it(browser, portal, pictures, shop, debtor):  # noqa: F811
    number, client = held(shop, debtor), debtor[0]
    visit = Visit(browser, portal, pictures, "money-client")
    visit.sign_in(BUYER, PASSWORD)
    page = visit.page
    page.goto("/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("КЦ-17/2026")
    expect(main).to_contain_text("оплатить счёт 1204")
    expect(page.locator(".context")).to_contain_text("КЦ-17/2026")
    visit.look("home")
    page.goto("/account")
    visit.look("account")
    main.get_by_role("link", name="38 300,00 ₽").first.click()
    page.wait_for_url(f"**/account/{client}-D2#documents")
    expect(main).to_contain_text("1204")
    visit.look("contract-stopped")
    page.goto(f"/account/{client}-D")
    expect(page.locator("#orders")).to_contain_text(number)
    visit.look("contract")
    page.get_by_role("link", name=say("pager.next")).click()
    page.wait_for_url("**cursor=*#ledger")
    expect(page.locator("#ledger")).to_contain_text("РТ-20")
    page.context.request.post("/preferences", form={"language": "en", "return": "/"}, headers={"Origin": portal.base})
    for path in ("/", "/account", f"/account/{client}-D2"):
        page.goto(path)
        body = page.locator("main").inner_text()
        assert not any(f"{key}." in body for key in ("account", "home", "credit", "credit_lift", "credit_reason", "ledger_kind", "count")), "a key stands where a text belongs"
    visit.end()


def test_documents_are_found_and_narrowed(browser, portal, pictures, shop, debtor):  # noqa: F811
    client = debtor[0]
    number = ok(shop.door(client).post("/orders", order((debtor[1], 1), contract=f"{client}-D"), key=str(uuid.uuid4())), 201)["number"]
    shop.erp.send("documents", {"external_id": f"{client}-UO", "contract": f"{client}-D", "order": number, "kind": "invoice", "number": "С-77", "date": day(0), "amount": "100.00", "signature": "not_needed"})
    visit = Visit(browser, portal, pictures, "money-documents")
    visit.sign_in(BUYER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/")
    visit.go("documents")
    expect(main).to_contain_text("upd-0")
    visit.look("documents")
    main.get_by_label(say("documents.unsigned")).check()
    main.get_by_role("button", name=say("search.find")).click()
    page.wait_for_url("**unsigned=1*")
    expect(main).to_contain_text("upd-2")
    expect(main).not_to_contain_text("upd-1")
    main.get_by_role("link", name=say("documents.all")).click()
    page.wait_for_url("**/documents")
    main.get_by_role("link", name=say("pager.next")).click()
    expect(main).to_contain_text("В-49")
    page.goto("/documents?query=none")
    visit.look("documents-none")
    page.goto(f"/orders/{number}")
    expect(page.locator("#documents")).to_contain_text("С-77")
    visit.look("order-documents")
    page.goto(f"/account/{client}-D")
    main.get_by_role("link", name=say("documents.of_contract")).click()
    page.wait_for_url("**/documents?contract=*")
    expect(main).not_to_contain_text("В-49")
    visit.end()
    staff = Visit(browser, portal, pictures, "money-documents-staff")
    staff.sign_in(MANAGER, PASSWORD)
    staff.page.goto("/documents?unsigned=1")
    expect(staff.page.get_by_role("main")).to_contain_text("upd-0")
    staff.look("documents")
    staff.end()


def test_the_cart_tells_that_a_contract_is_stopped(browser, portal, pictures, shop, debtor):  # noqa: F811
    visit = Visit(browser, portal, pictures, "money-cart")
    visit.sign_in(BUYER, PASSWORD)
    page = visit.page
    page.goto(f"/products/{debtor[1]}")
    page.get_by_role("main").get_by_role("button", name=say("goods.add")).first.click()
    expect(page.locator("#flash")).not_to_be_empty()
    page.goto("/cart")
    expect(page.get_by_role("main")).to_contain_text(say("cart.limit_after"))
    visit.look("cart")
    visit.end()


def decide(browser, portal, pictures, number, client, name, scripts, look):  # noqa: F811
    """Ask for an override, be refused one's own, let a second person approve."""
    asker = Visit(browser, portal, pictures, f"money-{name}", scripts=scripts, axe=look)
    asker.sign_in(CONTROLLER, PASSWORD)
    page, main = asker.page, asker.page.get_by_role("main")
    page.goto("/credit/holds")
    row = main.get_by_role("row").filter(has_text=number)
    row.get_by_role("button", name=say("credit.release")).click()
    expect(page.locator("#problems")).to_contain_text(number)
    asker.look("holds")
    main.get_by_role("row").filter(has_text=number).get_by_role("link", name=say("credit.ask_override")).click()
    page.wait_for_url(f"**/credit/contracts/{client}-D?order={number}#override")
    form = page.locator("#override")
    form.get_by_label(say("credit.reason")).fill("   ")
    form.get_by_label(say("credit.override.until")).fill(day(-5))
    form.get_by_role("button", name=say("credit.override.do")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.reason_required"))
    expect(page.locator("#override").get_by_label(say("credit.override.until"))).to_have_value(day(-5))
    asker.look("override-refused")
    page.locator("#override").get_by_label(say("credit.reason")).fill("Гарантийное письмо № 12")
    page.locator("#override").get_by_role("button", name=say("credit.override.do")).click()
    expect(page.locator("#flash")).to_contain_text(say("credit_notice.override_requested"))
    page.goto("/credit/overrides")
    expect(main).to_contain_text(say("credit.own_waits"))
    asker.look("own-override")
    asker.end()
    second = Visit(browser, portal, pictures, f"money-second-{name}", scripts=scripts, axe=look)
    second.sign_in(SECOND, PASSWORD)
    page = second.page
    page.goto("/credit/overrides")
    second.look("overrides")
    page.get_by_role("main").get_by_role("button", name=say("credit.approve")).first.click()
    expect(page.locator("#flash")).to_contain_text(say("credit_notice.approved"))
    second.end()


def test_an_order_over_the_limit_is_decided_by_two(browser, portal, pictures, shop, debtor):  # noqa: F811
    client = debtor[0]
    for name, scripts, look in (("controller", True, True), ("no-scripts", False, False)):
        number = held(shop, debtor)
        decide(browser, portal, pictures, number, client, name, scripts, look)
        assert ok(shop.door(client).get(f"/orders/{number}"))["status"] != "on_hold"


def test_the_controllers_day(browser, portal, pictures, shop, debtor):  # noqa: F811
    client = debtor[0]
    visit = Visit(browser, portal, pictures, "money-day")
    visit.sign_in(CONTROLLER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("credit")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("credit.ageing"))
    visit.look("ageing")
    main.get_by_role("columnheader", name=say("account.overdue_days")).get_by_role("link").click()
    page.wait_for_url("**sort=days*")
    main.get_by_label(say("credit.only_overdue")).check()
    main.get_by_role("button", name=say("search.find")).click()
    page.wait_for_url("**overdue=1*")
    assert "sort=days" in page.url, "the order is kept with the filter"
    with page.expect_download() as file:
        main.get_by_role("link", name=say("credit.export")).click()
    assert "КЦ-17/2026" in file.value.path().read_text("utf-8-sig")
    page.goto("/credit/blocked")
    visit.look("blocked")
    page.goto(f"/credit/contracts/{client}-D2")
    for part in ("entry", "block", "override", "rules"):
        page.locator(f"#{part} > summary").click()
    visit.look("contract-forms")
    form = page.locator("#entry")
    form.get_by_label(say("credit.entry.number")).fill("п/п 41")
    form.get_by_label(say("credit.entry.amount"), exact=True).fill("тысяча")
    form.get_by_role("button", name=say("credit.add_entry.do")).click()
    expect(page.locator("#entry [aria-invalid]")).to_have_value("тысяча")
    visit.look("entry-refused")
    page.locator("#entry").get_by_label(say("credit.entry.amount"), exact=True).fill("38 300,00")
    page.locator("#entry").get_by_role("button", name=say("credit.add_entry.do")).click()
    expect(page.locator("#flash")).to_contain_text(say("credit_notice.entry_made"))
    expect(page.locator("#ledger")).to_contain_text("п/п 41")
    page.locator("#block > summary").click()
    page.locator("#block").get_by_label(say("credit.reason")).fill("Сверка за третий квартал не подписана")
    page.locator("#block").get_by_role("button", name=say("credit.block.do")).click()
    expect(page.locator("#flash")).to_contain_text(say("credit_notice.blocked"))
    visit.look("contract-blocked")
    page.goto(f"/credit/clients/{client}")
    expect(main).to_contain_text("Сверка за третий квартал")
    visit.look("client")
    page.goto("/credit/rules")
    visit.look("rules")
    page.goto(f"/credit/contracts/{client}-D2")
    main.get_by_role("button", name=say("credit.lift")).click()
    expect(page.locator("#flash")).to_contain_text("снято")
    visit.end()
    manager = Visit(browser, portal, pictures, "money-manager", axe=False)
    manager.sign_in(MANAGER, PASSWORD)
    manager.page.goto(f"/credit/contracts/{client}-D2")
    expect(manager.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    manager.page.goto("/credit")
    expect(manager.page.get_by_role("link", name=say("credit.tab.holds"))).to_have_count(0)
    manager.end()


def test_a_payment_is_entered_by_keyboard_alone(browser, portal, pictures, shop, debtor):  # noqa: F811
    visit = Visit(browser, portal, pictures, "money-keyboard", axe=False)
    visit.sign_in(CONTROLLER, PASSWORD)
    page = visit.page
    page.goto(f"/credit/contracts/{debtor[0]}-D")

    def tab_to(label):
        for _ in range(120):
            page.keyboard.press("Tab")
            name = page.evaluate("(document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText || '').trim()")
            if name == label:
                return
        raise AssertionError(f"Tab never reached “{label}”")

    tab_to(say("credit.add_entry"))
    page.keyboard.press("Enter")
    tab_to(say("credit.entry.number"))
    page.keyboard.type("п/п 42")
    tab_to(say("credit.entry.amount"))
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text(say("credit_notice.entry_made"))
    expect(page.locator("#ledger")).to_contain_text("п/п 42")
    visit.end()
