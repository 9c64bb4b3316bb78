"""In a real browser: the ERP brings somebody, who is invited, sees the own company and is let out again; staff find it in the journal; a request for access is declined by mail."""

import re

import pytest
from playwright.sync_api import expect

from portal import ok
from test_people import parts
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
ADMIN = "company-admin@example.com"


@pytest.fixture(scope="module")
def client(house):
    client = house.shop.client()
    house.user(ADMIN, "administrator", password=PASSWORD)
    erp = house.shop.erp
    erp.send(
        "departments",
        {"external_id": "CQ1", "client": client, "name": "Дирекция"},
        {"external_id": "CQ2", "client": client, "parent": "CQ1", "name": "Отдел закупок", "address": "Тула, Советская, 1"},
    )
    return client


def test_somebody_of_the_erp_comes_sees_the_company_and_is_let_out(browser, house, post, pictures, client):  # noqa: F811
    email, label = "erp-person@example.com", "H-walk"
    item = {"external_id": label, "client": client, "name": "Зоя Приходько", "email": email, "phone": "+7 900", "roles": ["accountant"], "status": "active"}
    erp = house.shop.erp
    assert erp.send("people", item) == ["created"]
    link = re.search(r"https?://\S+/access/[\w-]+", parts(post.wait(email, 1, seconds=40))["text/plain"])[0]
    assert erp.send("people", item) == ["unchanged"]
    visit = Visit(browser, house, pictures, "company")
    page = visit.page
    page.goto(link)
    page.get_by_label(say("new_password.password")).first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=say("new_password.submit")).click()
    visit.sign_in(email, PASSWORD)
    visit.go("company")
    main = page.get_by_role("main")
    for text in ("Отдел закупок", say("client.contracts"), say("company.contacts"), say("client.sites")):
        expect(main).to_contain_text(text)
    visit.look("company")

    admin = Visit(browser, house, pictures, "company-journal")
    admin.sign_in(ADMIN, PASSWORD)
    admin.page.goto("/journal")
    admin.page.get_by_label(say("journal.text")).fill(email)
    admin.page.get_by_role("main").get_by_role("button", name=say("search.find")).click()
    expect(admin.page.get_by_role("main")).to_contain_text(say("journal_action.invited"))
    admin.look("journal")
    admin.page.get_by_label(say("journal.action"), exact=True).select_option("signed_in")
    admin.page.get_by_role("main").get_by_role("button", name=say("search.find")).click()
    expect(admin.page.get_by_role("main").locator("table.lines")).not_to_contain_text(say("journal_action.invited"))
    assert "action=signed_in" in admin.page.url and "text=" in admin.page.url

    assert erp.send("people", {"external_id": label, "status": "blocked"}) == ["updated"]
    page.goto("/company")
    assert "/sign-in" in page.url
    [row] = ok(erp.put("people", {"external_id": f"{label}-x", "client": client, "name": "x", "email": ADMIN}))["items"]
    assert row["status"] == "refused" and row["problems"][0]["pointer"] == "/email", row
    visit.end()
    admin.end()


def test_a_declined_request_is_told_to_who_decides_and_to_who_asked(browser, house, post, pictures, client):  # noqa: F811
    visit = Visit(browser, house, pictures, "declined")
    page = visit.page
    page.goto("/registration")
    for field, value in (("inn", "7707083893"), ("company", "ООО «Отказное»"), ("name", "Иван"), ("email", "declined@example.com")):
        page.get_by_label(say(f"registration.{field}"), exact=True).fill(value)
    page.get_by_label(say("consent.agree.personal_data")).check()
    page.get_by_role("button", name=say("registration.submit")).click()
    expect(page.get_by_role("main")).to_contain_text(say("registration.sent"))
    asked = parts(post.wait(ADMIN, 1, seconds=40))["text/plain"]
    assert "/registrations" in asked and "declined@example.com" not in asked
    admin = Visit(browser, house, pictures, "declined-admin")
    admin.sign_in(ADMIN, PASSWORD)
    admin.page.goto("/registrations")
    card = admin.page.get_by_role("main").locator("section.card").filter(has_text="declined@example.com")
    card.get_by_text(say("registrations.refuse"), exact=True).first.click()
    card.get_by_label(say("registrations.reason")).fill("Нет договора поставки")
    admin.look("registrations")
    card.get_by_role("button", name=say("registrations.refuse")).click()
    assert "Нет договора поставки" in parts(post.wait("declined@example.com", 1, seconds=40))["text/plain"]
    visit.end()
    admin.end()
