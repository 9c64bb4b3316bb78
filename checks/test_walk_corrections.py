"""In a real browser: staff stop a client's orders and let it order again; a name and an address are corrected; the cart offers what takes a line's place."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from portal import ok, problem
from shop import order
from test_people import parts
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"


def visit_of(browser, house, pictures, email, name, scripts=True):  # noqa: F811
    visit = Visit(browser, house, pictures, name, scripts=scripts, axe=False)
    visit.sign_in(email, PASSWORD)
    visit.axe = scripts and house.engine == "sqlite"
    return visit


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stopped_client_orders_at_no_door(browser, house, pictures, scripts):  # noqa: F811
    name = f"stopped-{scripts}"
    article, client = house.shop.product(price="100.0000", stock=100), house.shop.client()
    house.user(f"{name}-buyer@example.com", "buyer", client, PASSWORD)
    house.user(f"{name}-director@example.com", "director", password=PASSWORD)
    door = house.shop.door(client)
    number = ok(door.post("/orders", order((article, 2)), key=str(uuid.uuid4())), 201)["number"]
    buyer = visit_of(browser, house, pictures, f"{name}-buyer@example.com", f"{name}-buyer", scripts)
    buyer.page.goto(f"/products/{article}")
    buyer.page.context.request.post("/cart/lines", form={f"quantity-{article}": "3", "return": "/cart"}, headers={"Origin": house.base})
    buyer.page.goto("/cart")
    place = buyer.page.get_by_role("button", name=say("cart.place"))
    expect(place).to_be_enabled()

    visit = visit_of(browser, house, pictures, f"{name}-director@example.com", name, scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto(f"/clients/{client}")
    main.get_by_role("button", name=say("client.stop.do")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.reason_required"))
    visit.look("refused")
    main.get_by_label(say("client.stop.reason"), exact=True).fill("Спор о поставке до решения суда")
    main.get_by_role("button", name=say("client.stop.do")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.client_blocked"))
    expect(page.locator("#stop")).to_contain_text("Спор о поставке")
    visit.look("client")

    # The page that lay open before is refused at once, nothing typed is lost.
    place.click()
    expect(buyer.page.get_by_role("main")).to_contain_text("Спор о поставке")
    expect(buyer.page.get_by_role("button", name=say("cart.place"))).to_be_disabled()
    buyer.look("cart")
    answer = problem(door.post("/orders", order((article, 1)), key=str(uuid.uuid4())), 422, "blocked")
    assert "Спор о поставке" in answer["detail"]
    # What was ordered stands and is seen.
    assert ok(door.get(f"/orders/{number}"))["status"] == "placed"
    buyer.page.goto("/orders")
    expect(buyer.page.get_by_role("main")).to_contain_text(number)
    buyer.page.goto("/account")
    visit.go("orders")
    expect(main.get_by_role("row").filter(has_text=number)).to_contain_text(say("client.is_blocked"))
    visit.look("orders")
    page.goto(f"/orders/{number}")
    expect(main).to_contain_text(say("order.client_blocked"))
    visit.look("order")
    visit.go("clients")
    expect(main.get_by_role("row").filter(has_text=say("client.is_blocked"))).to_have_count(1)
    visit.look("clients")

    page.goto(f"/clients/{client}")
    main.get_by_role("button", name=say("client.stop.lift")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.client_unblocked"))
    ok(door.post("/orders", order((article, 1)), key=str(uuid.uuid4())), 201)
    buyer.page.goto("/cart")
    buyer.page.get_by_role("button", name=say("cart.place")).click()
    buyer.page.wait_for_url("**placed=1")
    visit.end()
    buyer.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_name_and_an_address_are_corrected(browser, house, pictures, post, scripts):  # noqa: F811
    name = f"correct-{scripts}".lower()
    client = house.shop.client()
    old, new = f"{name}-old@example.com", f"{name}-new@example.com"
    house.user(old, "buyer", client, PASSWORD)
    house.user(f"{name}-boss@example.com", "administrator", client, PASSWORD)
    visit = visit_of(browser, house, pictures, old, name, scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/security")
    main.get_by_label(say("people.name")).fill("Анна Сергеевна Ёлкина")
    main.get_by_role("button", name=say("security.name.submit")).click()
    expect(page.locator("summary .person")).to_have_text("Анна Сергеевна Ёлкина")
    main.get_by_text(say("security.email.change"), exact=True).click()
    main.get_by_label(say("security.email.new")).fill(new)
    main.locator("#email-password").fill("wrong horse battery staple")
    main.get_by_role("button", name=say("security.email.submit")).click()
    expect(page.locator("#problems")).to_be_visible()
    expect(main.get_by_label(say("security.email.new"))).to_have_value(new)
    main.locator("#email-password").fill(PASSWORD)
    main.get_by_role("button", name=say("security.email.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.email_asked"))
    expect(main).to_contain_text(new)
    visit.look("waiting")
    mail = post.wait(new)
    both = parts(mail)
    [link] = re.findall(r"https?://\S+/email/[\w-]+", both["text/plain"])
    assert link.startswith(house.base + "/email/") and link in both["text/html"]
    asked = post.wait(old)
    assert asked["Subject"].startswith("Запрошена смена адреса") and new not in parts(asked)["text/plain"]
    [cancel] = re.findall(r"https?://\S+/email/[\w-]+/cancellation", parts(asked)["text/plain"])
    page.goto(cancel)
    expect(main).to_contain_text(old)
    visit.look("cancel")
    page.goto(link)
    expect(main).to_contain_text(new)
    visit.look("confirm")
    main.get_by_role("button", name=say("email_change.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.email_changed"))
    told = post.wait(old, 2)
    assert told["Subject"].startswith("Адрес для входа изменён") and new not in parts(told)["text/plain"]
    # The session goes on, the new address signs in, the old one does not, the link is used up.
    page.goto("/orders")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("section.orders"))
    assert page.context.request.get(link).status == 404 and page.context.request.get(cancel).status == 404
    fresh = visit_of(browser, house, pictures, new, f"{name}-fresh", scripts)
    fresh.end()

    # Who asks for somebody's address is told the same, and nobody gets a letter.
    before = len(post.to(f"{name}-boss@example.com"))
    page.goto("/security")
    main.get_by_text(say("security.email.change"), exact=True).click()
    main.get_by_label(say("security.email.new")).fill(f"{name}-boss@example.com")
    main.locator("#email-password").fill(PASSWORD)
    main.get_by_role("button", name=say("security.email.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.email_asked"))

    boss = visit_of(browser, house, pictures, f"{name}-boss@example.com", f"{name}-boss", scripts)
    boss.page.goto("/people")
    boss.page.get_by_role("link", name="Анна Сергеевна Ёлкина").click()
    boss.page.get_by_label(say("people.name")).fill("Анна Ёлкина")
    boss.look("person")
    boss.page.locator("form[action$='/correction'] button").click()
    expect(boss.page.get_by_role("heading", level=1)).to_have_text("Анна Ёлкина")
    assert len(post.to(f"{name}-boss@example.com")) == before
    boss.end()
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_cart_offers_what_takes_a_lines_place(browser, house, pictures, scripts):  # noqa: F811
    name = f"instead-{scripts}"
    shop, client = house.shop, house.shop.client()
    short, fits, none, gone = (shop.product(price=price, stock=stock) for price, stock in (("100.0000", 2), ("110.0000", 50), ("90.0000", 0), ("70.0000", 9)))
    grease = shop.product(price="15.0000", stock=9, name="Смазка монтажная")
    nut = shop.product(price="3.0000", stock=500, name="Гайка к нему")
    shop.erp.send(
        "relations",
        {"product": f"P-{short}", "kind": "analogue", "target": f"P-{fits}", "ratio": "2", "note": "тоньше, берут вдвое больше"},
        {"product": f"P-{short}", "kind": "analogue", "target": f"P-{none}"},
        {"product": f"P-{short}", "kind": "consumable", "target": f"P-{grease}"},
        {"product": f"P-{fits}", "kind": "mandatory_accessory", "target": f"P-{nut}", "ratio": "3", "note": "без неё не закрепить"},
        {"product": f"P-{gone}", "kind": "replacement", "target": f"P-{none}", "note": "снят с производства"},
    )
    shop.erp.send("products", {"external_id": f"P-{gone}", "status": "discontinued"})
    house.user(f"{name}@example.com", "buyer", client, PASSWORD)
    visit = visit_of(browser, house, pictures, f"{name}@example.com", name, scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/catalog?sort=stock")
    rows = main.locator("#goods tbody tr")
    expect(main.locator("th[aria-sort=descending]")).to_have_text(say("goods.stock"))
    articles = rows.locator("td.article").all_inner_texts()
    position = {code: next(place for place, text in enumerate(articles) if code in text) for code in (short, fits, none)}
    assert position[fits] < position[short] < position[none]
    visit.look("by-stock")
    page.context.request.post("/cart/lines", form={f"quantity-{short}": "5", f"quantity-{gone}": "1", "return": "/cart"}, headers={"Origin": house.base})
    page.goto("/cart")
    line = main.get_by_role("row").filter(has_text=short)
    expect(line).to_contain_text("тоньше, берут вдвое больше")
    expect(line).not_to_contain_text(none)  # there is none of it either
    expect(line.locator(".companions")).to_contain_text("Смазка монтажная")
    visit.look("cart")
    line.get_by_role("button", name=re.compile("^Заменить: 10")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.cart_replaced"))
    expect(main.get_by_role("row").filter(has_text=fits).locator("input")).to_have_value("10")
    main.get_by_role("row").filter(has_text=gone).get_by_role("button", name=re.compile("^Заменить: 1 ")).click()
    expect(main.get_by_role("row").filter(has_text=none)).to_be_visible()
    expect(main.get_by_role("row").filter(has_text=gone)).to_have_count(0)
    # What it must have is asked for, as many as the line needs, until they lie there.
    asked = main.get_by_role("row").filter(has_text=fits)
    expect(asked.locator("ul.required")).to_contain_text("без неё не закрепить")
    visit.look("replaced")
    asked.get_by_role("button", name=re.compile("^Добавить: 30 ")).click()
    expect(main.get_by_role("row").filter(has=page.get_by_role("link", name=nut, exact=True)).locator("input")).to_have_value("30")
    expect(main.locator("ul.required")).to_have_count(0)
    page.goto(f"/products/{fits}")
    expect(main.locator(".relations")).to_contain_text(say("relation.mandatory_accessory"))
    visit.end()
