"""In a real browser: texts of consents are published, a company registers under them, people see, give and take back, and are asked anew."""

import re

import pytest
from playwright.sync_api import expect

from test_people import parts
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
ADMIN, BUYER = "consent-admin@example.com", "consent-buyer@example.com"
DATA, LETTERS = say("consent_purpose.personal_data"), say("consent_purpose.advertising")


@pytest.fixture(scope="module")
def client(house):
    client = house.shop.client()
    house.user(BUYER, "buyer", client, PASSWORD)
    house.user(ADMIN, "administrator", password=PASSWORD)
    house.consent_article = house.shop.product(price="100.0000", stock=100)
    return client


def publish(admin, purpose, russian):
    """A new version as the administrator types it."""
    page = admin.page
    admin.go("consents")
    page.get_by_role("main").get_by_role("link", name=purpose).click()
    page.get_by_label(say("house_consents.text_ru")).fill(russian)
    page.get_by_label(say("house_consents.text_en")).fill(f"{russian} (in English)")
    page.get_by_role("button", name=say("house_consents.publish")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.consent_published"))


def card(page, purpose):
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=purpose, exact=True))


def at_the_door(visit):
    page = visit.page
    page.goto("/sign-in?return=/cart")
    page.get_by_label(say("sign_in.email")).fill(BUYER)
    page.get_by_label(say("sign_in.password")).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=say("sign_in.submit")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("consent_renewal.title"))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_company_registers_under_the_texts_of_the_day(browser, house, post, pictures, client, scripts):  # noqa: F811
    name, email = f"consents-{scripts}", f"consent-new-{str(scripts).lower()}@example.com"
    admin = Visit(browser, house, pictures, f"{name}-admin", scripts=scripts, axe=scripts)
    admin.sign_in(ADMIN, PASSWORD)
    main = admin.page.get_by_role("main")
    admin.go("consents")
    admin.look("house")
    main.get_by_role("link", name=LETTERS).click()
    admin.page.get_by_label(say("house_consents.text_ru")).fill(f"Согласен получать рекламу, {scripts}.")
    admin.page.get_by_label(say("house_consents.text_en")).fill("")
    admin.page.get_by_role("button", name=say("house_consents.publish")).click()
    expect(admin.page.locator("#problems")).to_contain_text(say("refusal.field_required"))
    expect(admin.page.get_by_label(say("house_consents.text_ru"))).to_have_value(f"Согласен получать рекламу, {scripts}.")
    admin.look("refused")
    publish(admin, LETTERS, f"Согласен получать рекламу, {scripts}.")
    publish(admin, DATA, f"Согласен на обработку имени, почты и телефона, {scripts}.\n\nОператор: ООО «Север».")
    admin.look("versions")

    visit = Visit(browser, house, pictures, name, scripts=scripts, axe=scripts)
    page = visit.page
    page.goto("/registration")
    necessary, optional = page.get_by_label(say("consent.agree.personal_data")), page.get_by_label(say("consent.agree.advertising"))
    expect(necessary).not_to_be_checked()
    expect(optional).not_to_be_checked()
    page.get_by_text(say("consent.text"), exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text(f"Согласен на обработку имени, почты и телефона, {scripts}.")
    visit.look("registration")
    address = page.get_by_role("link", name=say("consent.text.apart")).first.get_attribute("href")
    for field, value in (("inn", "7707083893"), ("company", "ООО «Новый»"), ("name", "Иван Новый"), ("email", email)):
        page.get_by_label(say(f"registration.{field}"), exact=True).fill(value)
    necessary.check()
    publish(admin, DATA, f"Согласен на обработку имени и почты, {scripts}.\n\nОператор: ООО «Север».")
    page.get_by_role("button", name=say("registration.submit")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.consent_changed"))
    expect(necessary).not_to_be_checked()
    visit.look("changed")
    page.get_by_text(say("consent.text"), exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text(f"Согласен на обработку имени и почты, {scripts}.")
    necessary.check()
    page.get_by_role("button", name=say("registration.submit")).click()
    expect(page.get_by_role("main")).to_contain_text(say("registration.sent"))
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(f"Согласен на обработку имени и почты, {scripts}.")
    visit.look("text")

    admin.go("registrations")
    main.locator("section.card").filter(has_text=email).get_by_role("button", name=say("registrations.accept")).click()
    link = re.search(r"https?://\S+/access/[\w-]+", parts(post.wait(email, 1, seconds=40))["text/plain"])[0]
    page.goto(link)
    page.get_by_label(say("new_password.password")).first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=say("new_password.submit")).click()
    page.goto("/sign-in")
    page.get_by_label(say("sign_in.email")).fill(email)
    page.get_by_label(say("sign_in.password")).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=say("sign_in.submit")).click()
    page.goto("/security")
    page.get_by_role("main").get_by_role("link", name=say("consents.own")).click()
    expect(card(page, DATA)).to_contain_text(say("consents.given"))
    expect(card(page, LETTERS)).to_contain_text(say("consents.none"))
    card(page, LETTERS).get_by_role("button", name=say("consents.give")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.consent_given"))
    card(page, LETTERS).get_by_text(say("consents.history")).click()
    expect(card(page, LETTERS).get_by_role("link")).to_have_count(2)
    visit.look("own")
    card(page, LETTERS).locator("summary", has_text=say("consents.withdraw")).click()
    card(page, LETTERS).get_by_role("button", name=say("consents.withdraw")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.consent_withdrawn"))
    expect(card(page, LETTERS)).to_contain_text(say("consents.none.advertising"))
    visit.end()
    admin.end()


def test_a_new_text_is_asked_for_and_the_cart_stays_and_who_withdraws_waits_to_be_erased(browser, house, pictures, client):  # noqa: F811
    admin = Visit(browser, house, pictures, "consents-asked-admin")
    admin.sign_in(ADMIN, PASSWORD)
    visit = Visit(browser, house, pictures, "consents-asked")
    page = visit.page
    visit.sign_in(BUYER, PASSWORD)
    page.goto("/security/consents")
    card(page, DATA).get_by_role("button", name=say("consents.give")).click()
    expect(card(page, DATA)).to_contain_text(say("consents.given"))
    page.goto(f"/products/{house.consent_article}")
    page.get_by_role("main").get_by_role("button", name=say("goods.add")).first.click()
    expect(page.locator("#flash")).not_to_be_empty()
    publish(admin, DATA, "Согласен на обработку имени, почты и истории заказов.\n\nОператор: ООО «Север».")
    # What was begun goes through; the next page asks.
    page.get_by_role("main").get_by_role("button", name=say("goods.add")).first.click()
    page.goto("/cart")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("consent_renewal.title"))
    page.goto("/security/consents")
    expect(card(page, DATA)).to_contain_text(say("consents.outdated"))
    visit.look("outdated")

    page.context.clear_cookies()
    at_the_door(visit)
    visit.look("question")
    page.goto("/catalog")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("consent_renewal.title"))
    page.get_by_role("main").get_by_role("button", name=say("shell.sign_out")).click()
    expect(page.locator("#flash")).to_contain_text(say("sign_in.signed_out"))
    at_the_door(visit)
    page.get_by_label(say("consent.agree.personal_data")).check()
    page.get_by_role("button", name=say("consent_renewal.submit")).click()
    page.wait_for_url("**/cart")
    expect(page.get_by_role("main")).to_contain_text(house.consent_article)

    page.goto("/security/consents")
    card(page, DATA).locator("summary", has_text=say("consents.withdraw")).click()
    expect(card(page, DATA)).to_contain_text(say("consents.withdraw.personal_data"))
    visit.look("withdrawing")
    card(page, DATA).get_by_role("button", name=say("consents.withdraw")).click()
    expect(card(page, DATA)).to_contain_text(say("consents.erased_by"))
    visit.look("withdrawn")
    visit.end()

    admin.page.goto("/house")
    expect(admin.page.get_by_role("navigation", name=say("shell.sections")).locator("summary", has_text=say("menu.house"))).to_contain_text("1")
    admin.go("consents")
    expect(admin.page.get_by_role("main")).to_contain_text(say("house_consents.erasures.text"))
    admin.look("erasures")
    admin.page.get_by_role("main").get_by_role("link", name="Consent-Buyer").click()
    expect(admin.page.get_by_role("main")).to_contain_text("SHA-256")
    admin.look("person")
    admin.page.locator("summary", has_text=say("people.erase")).click()
    admin.page.get_by_role("button", name=say("people.erase")).click()
    admin.go("consents")
    expect(admin.page.get_by_role("main")).to_contain_text(say("house_consents.erasures.none"))
    admin.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_policy_is_read_by_everybody_and_an_erasure_leaves_an_act(browser, house, pictures, client, scripts):  # noqa: F811
    name = f"policy-{scripts}"
    leaving = f"policy-{str(scripts).lower()}@example.com"
    house.user(leaving, "buyer", client, PASSWORD)
    admin = Visit(browser, house, pictures, f"{name}-admin", scripts=scripts, axe=scripts)
    page = admin.page
    admin.sign_in(ADMIN, PASSWORD)
    admin.go("consents")
    page.get_by_role("main").get_by_role("link", name=say("policy.open")).click()
    admin.look("empty")
    page.get_by_label(say("privacy.mail")).fill("data@example.com")
    page.get_by_label(say("privacy.number")).fill("77-24-1234")
    page.get_by_role("main").get_by_role("button", name=say("people.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    page.get_by_label(say("house_consents.text_ru")).fill(f"Храним имя, почту и телефон, пока человек работает с нами, {scripts}.")
    page.get_by_role("button", name=say("house_consents.publish")).click()
    if scripts:
        expect(page.locator("#problems")).to_contain_text(say("refusal.field_required"))
        expect(page.get_by_label(say("privacy.mail"))).to_have_value("data@example.com")
    page.get_by_label(say("house_consents.text_en")).fill(f"We keep names, addresses and phones while somebody works with us, {scripts}.")
    page.get_by_role("button", name=say("house_consents.publish")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.policy_published"))
    admin.look("kept")

    visitor = Visit(browser, house, pictures, name, scripts=scripts, axe=scripts)
    visitor.page.goto("/registration")
    expect(visitor.page.get_by_role("main").get_by_role("link", name=say("privacy.title"))).to_be_visible()
    visitor.page.get_by_role("contentinfo").get_by_role("link", name=say("privacy.title")).click()
    expect(visitor.page.get_by_role("main")).to_contain_text(f"пока человек работает с нами, {scripts}.")
    expect(visitor.page.get_by_role("main")).to_contain_text("77-24-1234")
    visitor.look("read")
    visitor.end()

    page.goto(f"/people?query={leaving}")
    page.get_by_role("main").get_by_role("link", name=re.compile("policy", re.I)).first.click()
    page.locator("summary", has_text=say("people.erase")).click()
    page.get_by_label(say("erasure.reason")).select_option("purpose_reached")
    page.get_by_label(say("erasure.note")).fill("Письмо 17 от 01.12")
    admin.look("erasing")
    page.get_by_role("button", name=say("people.erase")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.erased"))
    admin.go("consents")
    admin.look("acts")
    page.get_by_role("main").locator("table").last.get_by_role("link").first.click()
    for words in ("Письмо 17 от 01.12", say("erasure_reason.purpose_reached"), say("erased.password")):
        expect(page.get_by_role("main")).to_contain_text(words)
    assert leaving not in page.content()
    admin.look("act")
    admin.end()
