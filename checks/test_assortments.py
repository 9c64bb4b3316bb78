"""Who is shown what, from outside: policies on the next request and on other nodes, at every call of the API; the staff's tester in a real browser."""

import time

import pytest
from playwright.sync_api import expect

from portal import Door, Portal, ok, problem
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"


def policy(shop, name, default, *rules, **fields):
    told = [{"allow": allow, "scope": scope, "target": target} for allow, scope, target in rules]
    shop.erp.send("assortments", {"external_id": name, "default": default, "rules": told} | fields)


def articles(door, **query):
    return [item["article"] for item in ok(door.get("/products", limit=1000, **query))["items"]]


@pytest.fixture(scope="module")
def goods(shop):
    """Two products, of which `hidden` is of a brand of its own and follows `shown`."""
    shop.erp.send("brands", {"external_id": "BX", "name": "Тайнобренд"})
    shown, hidden = shop.product(stock=100), shop.product(stock=100, brand="BX")
    shop.erp.send("products", {"external_id": f"P-{shown}", "successor": f"P-{hidden}"})
    return shown, hidden


def test_a_policy_acts_on_the_next_request_at_every_call(shop, goods):
    shown, hidden = goods
    client = shop.client()
    door = shop.door(client)
    assert {shown, hidden} <= set(articles(door))
    number = ok(door.post("/orders", {"lines": [{"code": hidden, "quantity": "1"}]}), 201)["number"]
    policy(shop, "A1", "visible", (False, "brand", "BX"))
    shop.erp.send("clients", {"external_id": client, "assortment": "A1"})
    listed = ok(door.get("/products", limit=1000, facets="true"))
    assert hidden not in [item["article"] for item in listed["items"]] and listed["total"] == len(listed["items"])
    assert not [value for facet in listed["facets"] for value in facet["values"] if value["value"] == "BX"]
    problem(door.get(f"/products/{hidden}"), 404, "not_found")
    card = ok(door.get(f"/products/{shown}"))
    assert card["relations"]["replacements"] == [] and card["relation_details"] == []
    assert ok(door.get("/stock", article=hidden))["items"] == []
    assert hidden not in str(ok(door.get("/suggestions", query=hidden))["products"]) and ok(door.get("/suggestions", query="Тайнобренд"))["brands"] == []
    assert ok(door.post("/prices", {"lines": [{"code": hidden, "quantity": "1"}]}))["lines"][0]["problem"]["code"] == "unknown"
    assert ok(door.post("/order-checks", {"rows": [{"row": 1, "code": hidden, "quantity": "1"}]}))["rows"][0]["verdict"] == "unknown"
    problem(door.post("/orders", {"lines": [{"code": hidden, "quantity": "1"}]}), 422)
    problem(door.post("/price-requests", {"lines": [{"code": hidden, "quantity": "1"}]}), 422)
    assert ok(door.get(f"/orders/{number}"))["lines"][0]["article"] == hidden
    # An allow does not help against a deny; another client is not concerned; lifting it acts at once.
    policy(shop, "A1", "visible", (False, "brand", "BX"), (True, "product", f"P-{hidden}"))
    problem(door.get(f"/products/{hidden}"), 404, "not_found")
    assert hidden in articles(shop.door(shop.client()))
    shop.erp.send("clients", {"external_id": client, "assortment": None})
    assert ok(door.get(f"/products/{hidden}"))["article"] == hidden


def test_a_wrong_policy_is_refused_with_its_place(shop):
    answer = ok(shop.erp.put("assortments", {"external_id": "AW", "default": "hidden", "rules": [{"allow": True, "scope": "category", "target": "none"}]}))
    assert answer["items"][0]["status"] == "refused" and answer["items"][0]["problems"][0]["pointer"] == "/rules/0/target"
    answer = ok(shop.erp.put("clients", {"external_id": "CW", "name": "Кто-то", "assortment": "none"}))
    assert answer["items"][0]["problems"][0]["pointer"] == "/assortment"


def test_relations_and_own_numbers_stand_in_the_card(shop):
    one, other, client = shop.product(stock=5), shop.product(stock=5), shop.client()
    shop.erp.send("relations", {"product": f"P-{one}", "kind": "analogue", "target": f"P-{other}", "ratio": "2", "note": "короче"})
    shop.erp.send("client-articles", {"client": client, "code": "НАШ-77", "product": f"P-{one}", "ratio": "3"})
    door = shop.door(client)
    card = ok(door.get("/products/НАШ-77"))
    assert card["article"] == one and card["own_articles"] == ["НАШ-77"] and card["relations"]["analogues"] == [other]
    assert card["relation_details"] == [
        {"kind": "analogue", "article": other, "name": card["relation_details"][0]["name"], "ratio": "2", "note": "короче"}
    ]
    line = ok(door.post("/orders", {"lines": [{"code": "НАШ-77", "quantity": "1"}]}), 201)["lines"][0]
    assert line["article"] == one and line["quantity"] == "3"
    stranger = shop.door(shop.client())
    problem(stranger.get("/products/НАШ-77"), 404, "not_found")
    assert ok(stranger.get(f"/products/{one}"))["own_articles"] == []


def test_another_node_sees_a_changed_policy_within_a_second(engine, portal, shop, goods):
    if engine != "postgres":
        pytest.skip("SQLite has one node")
    # A node without a database of its own.
    other = Portal("sqlite")
    other.environment |= {name: portal.environment[name] for name in ("KONTOR_DATABASE", "KONTOR_SECRET")}
    try:
        other.start()
        client = shop.client()
        away = Door(other.base, shop.door(client).token)
        assert ok(away.get(f"/products/{goods[1]}"))["article"] == goods[1]
        policy(shop, "A2", "hidden", (True, "product", f"P-{goods[0]}"))
        shop.erp.send("clients", {"external_id": client, "assortment": "A2"})
        told = time.monotonic()
        while away.get(f"/products/{goods[1]}").status_code == 200:
            assert time.monotonic() - told < 1
            time.sleep(0.02)
        assert articles(away) == [goods[0]]
    finally:
        other.remove()


@pytest.mark.parametrize("scripts", [True, False])
def test_staff_ask_who_sees_what(browser, portal, pictures, shop, goods, scripts):  # noqa: F811
    email = f"assortments-{scripts}@example.com"
    portal.user(email, "director", password=PASSWORD)
    client = shop.client()
    policy(shop, "Крепёж без бренда", "visible", (False, "brand", "BX"), (True, "category", "K"), visitor=True)
    shop.erp.send("clients", {"external_id": client, "assortment": "Крепёж без бренда"})
    visit = Visit(browser, portal, pictures, f"assortments-{scripts}", scripts=scripts, axe=scripts)
    visit.sign_in(email, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("assortments")
    visit.look("policies")
    page.get_by_label(say("goods.article"), exact=True).fill(goods[1])
    page.get_by_label(say("price_tester.client"), exact=True).fill(client)
    main.get_by_role("button", name=say("assortments.ask")).click()
    expect(page.locator("#answer")).to_contain_text("Тайнобренд")
    expect(page.locator("#answer")).to_contain_text(say("assortments.hidden"))
    visit.look("hidden")
    page.get_by_label(say("goods.article"), exact=True).fill(goods[0])
    page.get_by_label(say("price_tester.client"), exact=True).fill("")
    main.get_by_role("button", name=say("assortments.ask")).click()
    expect(page.locator("#answer")).to_contain_text(say("assortments.visitor"))
    page.get_by_label(say("price_tester.client"), exact=True).fill("нет такого")
    main.get_by_role("button", name=say("assortments.ask")).click()
    expect(main.get_by_role("alert")).to_contain_text("нет такого")
    visit.look("wrong")
    visit.end()
