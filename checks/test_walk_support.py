"""In a real browser: a client's person asks, the manager answers, both are told by mail; the client's card; the quick way and the help."""

import re

import pytest
from playwright.sync_api import expect

from test_people import parts
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
BUYER, MANAGER, ADMIN = "ask-buyer@example.com", "ask-manager@example.com", "ask-admin@example.com"


@pytest.fixture(scope="module")
def client(house):
    client = house.shop.client()
    house.user(BUYER, "buyer", client, PASSWORD)
    house.user(MANAGER, "manager", password=PASSWORD)
    house.user(ADMIN, "administrator", password=PASSWORD)
    house.shop.erp.send("clients", {"external_id": client, "manager": "Ask-Manager"})
    house.ask_article = house.shop.product(price="100.0000", stock=100)
    return client


def visit_of(browser, house, pictures, email, name, scripts=True, look=True):  # noqa: F811
    visit = Visit(browser, house, pictures, name, scripts=scripts, axe=False)
    visit.sign_in(email, PASSWORD)
    visit.axe = look
    return visit


def mark(visit):
    return visit.page.get_by_role("navigation", name=say("shell.sections")).locator(".waiting").first


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_asked_and_answered(browser, house, post, pictures, client, scripts):  # noqa: F811
    name, subject = f"support-{scripts}", f"Сертификаты {scripts}"
    asks = visit_of(browser, house, pictures, BUYER, name, scripts, scripts)
    page, main = asks.page, asks.page.get_by_role("main")
    asks.go("support")
    if scripts:
        asks.look("none")
    main.get_by_role("link", name=say("support.ask")).first.click()
    page.wait_for_url("**/support/new")
    page.get_by_label(say("support.topic"), exact=True).select_option("documents")
    page.get_by_label(say("support.order"), exact=True).fill("K77777777")
    page.get_by_label(say("support.subject"), exact=True).fill(subject)
    page.get_by_role("button", name=say("support.send")).click()
    expect(page.locator("#problems")).to_contain_text("K77777777")
    expect(page.locator("#problems")).to_contain_text(say("refusal.support_text"))
    expect(page.get_by_label(say("support.subject"), exact=True)).to_have_value(subject)
    asks.look("refused")
    page.get_by_label(say("support.order"), exact=True).fill("")
    page.get_by_label(say("support.article"), exact=True).fill(house.ask_article)
    page.get_by_label(say("support.text"), exact=True).fill("Пришлите сертификат на партию.\nСрочно <b>нужен</b>.")
    page.get_by_role("button", name=say("support.send")).click()
    page.wait_for_url(re.compile("/support/[0-9]+$"))
    number = page.url.rpartition("/")[2]
    expect(page.locator("#flash")).to_contain_text(say("done.support_sent"))
    expect(main).to_contain_text("Срочно <b>нужен</b>")
    asks.look("asked")
    letter = post.wait(MANAGER, 1 if scripts else 3, seconds=40)
    assert subject in letter["Subject"] and f"{house.base}/support/{number}" in parts(letter)["text/plain"]

    answers = visit_of(browser, house, pictures, MANAGER, f"{name}-manager", scripts, scripts)
    answers.page.goto("/orders")
    if scripts:
        expect(mark(answers)).to_contain_text("1")
    answers.go("support")
    answers.look("queue")
    answers.page.get_by_role("main").get_by_role("link", name=subject).click()
    expect(answers.page.get_by_role("button", name=say("support.close"))).to_have_count(0)
    answers.page.get_by_role("button", name=say("support.send")).click()
    expect(answers.page.locator("#problems")).to_contain_text(say("refusal.support_text"))
    answers.page.get_by_label(say("support.text"), exact=True).fill("Отправили на почту.")
    answers.page.get_by_role("button", name=say("support.send")).click()
    expect(answers.page.locator("#flash")).to_contain_text(say("done.support_answered"))
    answers.look("answered")
    letter = post.wait(BUYER, 1 if scripts else 2, seconds=40)
    assert "Отправили на почту." in parts(letter)["text/plain"]

    page.goto("/orders")
    expect(mark(asks)).to_contain_text("1")
    page.goto(f"/support/{number}")
    expect(mark(asks)).to_have_count(0)
    page.get_by_label(say("support.text"), exact=True).fill("Спасибо!")
    page.get_by_role("button", name=say("support.send")).click()
    expect(main).to_contain_text("Спасибо!")
    asks.look("thread")
    answers.page.goto("/support")
    expect(answers.page.get_by_role("main")).to_contain_text(subject)
    page.get_by_role("button", name=say("support.close")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.support_closed"))
    answers.page.goto("/support")
    expect(answers.page.get_by_role("main")).not_to_contain_text(subject)
    answers.end()
    asks.end()


def test_an_overdue_request_is_marked_by_the_setting(browser, house, pictures, client):  # noqa: F811
    admin = visit_of(browser, house, pictures, ADMIN, "support-hours", look=False)
    admin.page.goto("/house")
    field = admin.page.get_by_label(say("house.support_hours"))
    field.fill("много")
    field.press("Enter")
    expect(admin.page.get_by_role("main")).to_contain_text(say("refusal.support_hours"))
    admin.axe = True
    admin.look("house")
    admin.page.get_by_label(say("house.support_hours")).fill("3")
    admin.page.get_by_label(say("house.support_hours")).press("Enter")
    expect(admin.page.get_by_label(say("house.support_hours"))).to_have_value("3")
    admin.end()


def test_a_client_on_one_page(browser, house, pictures, client):  # noqa: F811
    visit = visit_of(browser, house, pictures, MANAGER, "client-card")
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("clients")
    main.get_by_role("link", name="Покупатель").first.click()
    page.wait_for_url(f"**/clients/{client}")
    for words in (say("client.contracts"), say("client.entities"), say("client.people"), BUYER, "Ask-Manager"):
        expect(main).to_contain_text(words)
    visit.look("card")
    assert page.request.get("/clients/none").status == 404
    other = house.shop.client()
    assert page.request.get(f"/clients/{other}").status == 404
    visit.end()


def test_the_quick_way_and_the_help(browser, house, pictures, client):  # noqa: F811
    visit = visit_of(browser, house, pictures, MANAGER, "palette", look=False)
    page = visit.page
    page.goto("/orders")
    search = page.get_by_role("main").get_by_label(say("orders.search"))
    search.focus()
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name=say("palette.title"))
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("option").first).to_be_visible()
    visit.axe = True
    visit.look("open")
    visit.axe = False
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(search).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("Покупатель")
    expect(dialog.get_by_role("option").filter(has_text=say("palette.client")).first).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type(house.ask_article)
    expect(dialog.get_by_role("option").filter(has_text=house.ask_article).first).to_be_visible()
    visit.axe = True
    visit.look("found")
    visit.axe = False
    page.keyboard.press("Control+a")
    page.keyboard.type("нетничего")
    expect(dialog.locator("#palette-none")).to_be_visible()
    page.keyboard.press("Control+a")
    # Faster than the answer comes.
    page.keyboard.type(say("section.clients").lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients")

    # An action: the page is dense at once, and the other density is offered then.
    page.keyboard.press("Control+k")
    expect(dialog.get_by_role("option").first).to_be_visible()
    page.keyboard.type(say("density.compact").lower())
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-density", "compact")
    assert page.url.endswith("/clients")
    page.keyboard.press("Control+k")
    page.keyboard.type(say("density.comfortable").lower())
    expect(dialog.get_by_role("option").filter(has_text=say("palette.action"))).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("html")).not_to_have_attribute("data-density", "compact")

    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name=say("help.title"))
    expect(help_dialog).to_contain_text(say("help.topic.manager"))
    visit.axe = True
    visit.look("help-dialog")
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()
    page.goto("/help")
    visit.look("help")
    # Every step leads somewhere that is open to this person.
    for address in page.locator("#help .steps a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        assert page.request.get(address).ok, address
    page.get_by_role("button", name=say("help.single_switch_off")).click()
    page.keyboard.press("?")
    expect(help_dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name=say("palette.title"))).to_be_visible()
    visit.end()


@pytest.mark.parametrize("role", ["buyer", "approver", "administrator", "accountant", "warehouse"])
def test_a_clients_first_steps_are_open_to_it(browser, house, pictures, client, role):  # noqa: F811
    email = f"help-{role}@example.com"
    house.user(email, role, client, PASSWORD)
    visit = visit_of(browser, house, pictures, email, f"help-{role}", scripts=False, look=False)
    visit.page.goto("/help")
    links = visit.page.locator("#help .steps a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links
    for address in links:
        assert visit.page.request.get(address).ok, address
    visit.end()
