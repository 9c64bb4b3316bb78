"""In a real browser: an administrator finds a client that was made twice, looks at what merging would do, and does it; with contracts of both a second person
confirms. Whoever has the old client's page open goes on, and the next exchange makes no double again."""

import re

import pytest
from playwright.sync_api import expect

from shop import inn
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
BUYER, ADMIN, DIRECTOR = "merge-buyer@example.com", "merge-admin@example.com", "merge-director@example.com"


@pytest.fixture(scope="module")
def people(house):
    house.user(ADMIN, "administrator", password=PASSWORD)
    house.user(DIRECTOR, "director", password=PASSWORD)


def visit_of(browser, house, pictures, email, name, scripts=True, look=True):  # noqa: F811
    visit = Visit(browser, house, pictures, name, scripts=scripts, axe=False)
    visit.sign_in(email, PASSWORD)
    visit.axe = look
    return visit


def double(house, of, name):
    """A client made by a request for access: the same numbers, no contract."""
    number = inn(1000 + int(of[1:]))
    house.shop.erp.send("clients", {"external_id": name, "name": f"Покупатель {of} (заявка с сайта)"})
    house.shop.erp.send("client-entities", {"external_id": name, "client": name, "name": f"Покупатель {of}", "inn": number})
    return name


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_goes_into_the_client_that_the_erp_knows(browser, house, pictures, people, scripts):  # noqa: F811
    name = f"merge-{scripts}"
    article = house.shop.product(price="100.0000", stock=100)
    client = house.shop.client()
    old = double(house, client, f"portal-{9000 + scripts}")
    mail = f"{scripts}-{BUYER}".lower()
    house.user(mail, "buyer", old, PASSWORD)
    buyer = visit_of(browser, house, pictures, mail, f"{name}-buyer", scripts, look=False)
    buyer.page.goto("/orders")

    visit = visit_of(browser, house, pictures, ADMIN, name, scripts, scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("clients")
    row = main.get_by_role("row").filter(has_text="заявка с сайта")
    expect(row).to_contain_text(say("merge.likely"))
    visit.look("list")
    page.goto(f"/clients/{client}")
    main.get_by_role("link", name=say("merge.begin")).click()
    page.wait_for_url(f"**/clients/{client}/merge")
    expect(main).to_contain_text(say("merge.like.same_number"))
    visit.look("choice")
    page.get_by_label(say("merge.search")).fill("такого нет")
    page.keyboard.press("Enter")
    expect(main).to_contain_text(say("merge.found.none"))
    page.get_by_label(say("merge.search")).fill(old)
    page.keyboard.press("Enter")
    main.get_by_role("link", name=say("merge.look")).click()
    page.wait_for_url(f"**/clients/{client}/merge?with={old}")
    for words in (say("merge.staying"), say("merge.leaving"), say("merge.moves.people"), say("merge.final")):
        expect(main).to_contain_text(words)
    visit.look("preview")
    main.get_by_role("link", name=re.compile(f"^{say('merge.swap', client='')}")).click()
    page.wait_for_url(f"**/clients/{old}/merge?with={client}")
    page.go_back()
    main.get_by_role("button", name=say("merge.do")).click()
    page.wait_for_url(f"**/clients/{client}")
    expect(page.locator("#flash")).to_contain_text(say("done.clients_merged"))
    expect(main).to_contain_text(mail)
    visit.look("done")

    # The old address leads to the client in its place, and a second press says that it is done.
    page.goto(f"/clients/{old}")
    page.wait_for_url(f"**/clients/{client}")
    page.goto(f"/clients/{client}/merge?with={old}")
    expect(page.locator("#flash")).to_contain_text(say("done.already_merged"))

    # Whoever was signed in for the old client goes on with the other's prices.
    buyer.page.goto(f"/products/{article}")
    expect(buyer.page.get_by_role("main")).to_contain_text("100,00")
    # The exchange finds the client by both codes.
    items = ({"external_id": old, "name": "Опять"}, {"external_id": f"new-{scripts}", "name": "Новый"})
    assert house.shop.erp.send("clients", *items) == ["unchanged", "created"]
    visit.end()
    buyer.end()


def test_contracts_of_both_need_a_second_person(browser, house, pictures, people):  # noqa: F811
    client, other = house.shop.client(), house.shop.client()
    visit = visit_of(browser, house, pictures, ADMIN, "merge-second")
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto(f"/clients/{client}/merge?with={client}")
    expect(page.locator("#problems")).to_contain_text(say("refusal.merge_with_itself"))
    page.goto(f"/clients/{client}/merge?with={other}")
    expect(main).to_contain_text(say("merge.second"))
    main.get_by_role("button", name=say("merge.propose")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.merge_proposed"))
    expect(main.get_by_role("button", name=say("merge.confirm"))).to_have_count(0)
    visit.look("proposed")
    decides = visit_of(browser, house, pictures, DIRECTOR, "merge-director")
    decides.go("clients")
    expect(decides.page.get_by_role("main")).to_contain_text(say("merge.waiting"))
    decides.look("waiting")
    decides.page.get_by_role("link", name=re.compile("войдёт в")).click()
    decides.page.get_by_role("button", name=say("merge.confirm")).click()
    expect(decides.page.locator("#flash")).to_contain_text(say("done.clients_merged"))
    decides.look("confirmed")
    page.goto(f"/clients/{other}")
    page.wait_for_url(f"**/clients/{client}")
    decides.end()
    visit.end()
