"""In a real browser, and with a mail server: staff ask two suppliers for prices, both answer unseen by each other, one is chosen and his answer becomes an offer."""

import re
import sqlite3
import subprocess
import time
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from portal import ok
from test_people import parts
from test_walk import ENGINES, Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
KEEPER, FIRST, SECOND, THIRD = "quote-keeper@example.com", "quote-first@example.com", "quote-second@example.com", "quote-third@example.com"


@pytest.fixture(scope="module")
def goods(house):
    """Three suppliers with a person each; a product that is nobody's."""
    shop = house.shop
    for number, name in [(1, "ООО «Дельта-Крепёж»"), (2, "ООО «Гамма-Снаб»"), (3, "ООО «Эпсилон»")]:
        shop.erp.send("suppliers", {"external_id": f"SUP-{number}", "name": name})
    house.user(KEEPER, "catalogue_manager", password=PASSWORD)
    for email, supplier in [(FIRST, "SUP-1"), (SECOND, "SUP-2"), (THIRD, "SUP-3")]:
        house.kontor("user", "create", "--email", email, "--name", email.split("@")[0].title(), "--role", "employee", "--supplier", supplier, "--password", PASSWORD)
    return shop.product(price="77.7700", stock=5)


def visit_of(browser, house, pictures, email, name, scripts=True, look=True):  # noqa: F811
    visit = Visit(browser, house, pictures, name, scripts=scripts, axe=False)
    visit.sign_in(email, PASSWORD)
    visit.axe = look and house.engine == ENGINES[0]
    return visit


def answer(visit, number, price, days, decline=None):
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("supply_requests")
    expect(page.get_by_role("navigation", name=say("shell.sections")).locator(".waiting").first).to_contain_text("1")
    main.get_by_role("link", name=f"№ {number}", exact=True).click()
    main.get_by_label(say("quotes.cell", field=say("offers.price"), row=1), exact=True).fill(price)
    main.get_by_label(say("quotes.cell", field=say("offers.lead_days"), row=1), exact=True).fill(days)
    if decline:
        main.get_by_label(say("quotes.cell", field=say("quotes.cannot"), row=2), exact=True).check()
        main.get_by_role("button", name=say("quotes.answer.submit")).click()
        expect(page.locator("#problems")).to_contain_text(say("refusal.quote_reason", row=2))
        visit.look("refused")
        main.get_by_label(say("quotes.cell", field=say("supply.reason"), row=2), exact=True).fill(decline)
    main.get_by_role("button", name=say("quotes.answer.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.quote_answered"))


@pytest.mark.parametrize("scripts", [True, False])
def test_two_suppliers_are_asked_and_one_is_chosen(browser, house, post, pictures, goods, scripts):  # noqa: F811
    looks = scripts
    staff = visit_of(browser, house, pictures, KEEPER, f"quotes-staff-{scripts}", scripts, looks)
    page, main = staff.page, staff.page.get_by_role("main")
    before = [len(post.to(email)) for email in (FIRST, SECOND, THIRD, KEEPER)]
    staff.go("supplier_requests")
    staff.look("list")
    main.get_by_role("link", name=say("quotes.new")).first.click()
    page.get_by_label(say("quotes.goods"), exact=True).fill(f"{goods}\t100\nНЕТ-ТАКОГО 5")
    page.get_by_label(say("quotes.others"), exact=True).fill("Лоток 300 мм; 40 шт")
    page.get_by_label(say("quotes.day"), exact=True).fill((date.today() + timedelta(days=10)).isoformat())
    page.get_by_label(say("quotes.comment"), exact=True).fill("Для склада в Туле")
    main.get_by_role("button", name=say("quotes.send")).click()
    expect(page.locator("#problems")).to_contain_text("НЕТ-ТАКОГО")
    expect(page.locator("#problems")).to_contain_text(say("refusal.quote_suppliers", limit=10))
    staff.look("refused")
    page.get_by_label(say("quotes.goods"), exact=True).fill(f"{goods}\t100")
    page.get_by_label("ООО «Дельта-Крепёж»").check()
    page.get_by_label("ООО «Гамма-Снаб»").check()
    main.get_by_role("button", name=say("quotes.send")).click()
    page.wait_for_url(re.compile("/suppliers/requests/[0-9]+$"))
    number = page.url.rpartition("/")[2]
    expect(main).to_contain_text(say("quotes.no_answer"))
    mail = post.wait(FIRST, before[0] + 1)
    assert f"№ {number}" in mail["Subject"] and f"{house.base}/supply/requests/{number}" in parts(mail)["text/plain"] and goods in parts(mail)["text/plain"]
    assert "Гамма" not in parts(mail)["text/plain"] and len(post.to(THIRD)) == before[2]

    first = visit_of(browser, house, pictures, FIRST, f"quotes-first-{scripts}", scripts, looks)
    answer(first, number, "55,20", "7", decline="Не возим лотки")
    first.look("answered")
    assert "77,77" not in first.page.content() and "Гамма" not in first.page.content() and "Quote-Keeper" not in first.page.content()
    second = visit_of(browser, house, pictures, SECOND, f"quotes-second-{scripts}", scripts, False)
    answer(second, number, "50", "12")
    assert "Дельта" not in second.page.content() and "55,20" not in second.page.content()
    third = visit_of(browser, house, pictures, THIRD, f"quotes-third-{scripts}", scripts, False)
    third.go("supply_requests")
    expect(third.page.get_by_role("main")).to_contain_text(say("quotes.nothing"))
    for address in (f"/supply/requests/{number}", "/supply/requests/99999999", f"/suppliers/requests/{number}"):
        assert third.page.request.get(address).status == 404, address
    third.end()
    told = post.wait(KEEPER, before[3] + 1)
    assert f"№ {number}" in told["Subject"] and f"{house.base}/suppliers/requests/{number}" in parts(told)["text/plain"]

    page.reload()
    row = main.locator("tbody tr").first
    expect(row.locator("td", has_text="50,00")).to_contain_text(say("quotes.best"))
    expect(main).to_contain_text("Не возим лотки")
    staff.look("compared")
    row.get_by_role("radio", name=re.compile("Гамма")).check()
    main.get_by_role("button", name=say("quotes.close"), exact=True).click()
    expect(page.locator("#flash")).to_contain_text(say("done.quote_closed"))
    expect(row.locator("td", has_text="50,00")).to_contain_text(say("quotes.is_chosen"))
    staff.look("closed")
    main.get_by_role("button", name=say("quotes.offer.submit", count=1)).click()
    expect(page.locator("#flash")).to_contain_text(say("done.quote_offered"))
    expect(main).to_contain_text(say("quotes.is_offered"))
    staff.end()

    # Both learn how it ended, each of his own.
    chosen = post.wait(SECOND, before[1] + 2)
    assert goods in parts(chosen)["text/plain"] and "выбрано" in parts(chosen)["text/plain"]
    assert "не ваши" in parts(post.wait(FIRST, before[0] + 2))["text/plain"]
    first.page.reload()
    expect(first.page.get_by_role("main")).to_contain_text(say("quotes.no_more.closed"))
    expect(first.page.get_by_role("main")).to_contain_text(say("quotes.not_chosen"))
    first.look("closed")
    first.go("supply_requests")
    first.look("list")
    first.go("supply_figures")
    expect(first.page.get_by_role("main")).to_contain_text(say("supply.figure.quotes"))
    first.look("figures")
    first.page.goto("/help")
    expect(first.page.get_by_role("main")).to_contain_text(say("help.topic.supplier"))
    first.look("help")
    first.end()
    second.page.reload()
    expect(second.page.get_by_role("main")).to_contain_text(say("quotes.is_chosen"))
    second.go("offers")
    expect(second.page.get_by_role("main")).to_contain_text(goods)
    expect(second.page.get_by_role("main")).to_contain_text("50,00")
    second.end()


def at_once(house):
    """Letters that wait to be gathered go out now."""
    change = "UPDATE jobs SET run_at = 0 WHERE unique_key LIKE 'mail:supply_asked:%' AND state = 'waiting'"
    if house.database:
        subprocess.run(["psql", "--quiet", "--no-psqlrc", "--dbname", house.database.url, "--command", change], check=True, capture_output=True, timeout=60)
        return
    with sqlite3.connect(house.data / "kontor.sqlite", timeout=30) as database:
        database.execute(change)


def test_lines_of_orders_are_gathered_in_one_letter(house, post, goods):
    """Suppliers are asked once a minute; their letter waits ten minutes for what else comes, here not."""
    shop = house.shop
    client = shop.client()
    articles = [shop.product(price="10.0000", stock=0) for _ in range(2)]
    for article in articles:
        shop.erp.send("supplier-offers", {"supplier": "SUP-3", "product": f"P-{article}", "article": "E-1"})
    before = len(post.to(THIRD))
    ok(shop.door(client).post("/orders", {"lines": [{"code": article, "quantity": "12"} for article in articles]}), 201)
    end = time.monotonic() + 150
    while len(post.to(THIRD)) == before:
        assert time.monotonic() < end
        at_once(house)
        time.sleep(2)
    mail = post.to(THIRD)[before]
    text = parts(mail)["text/plain"]
    assert all(article in text for article in articles) and f"{house.base}/supply/orders" in text and "2" in mail["Subject"]
    assert client not in text and "10,00" not in text
    time.sleep(3)
    assert len(post.to(THIRD)) == before + 1
