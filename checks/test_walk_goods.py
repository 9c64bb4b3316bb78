"""In a real browser: a content manager writes over what the ERP says of a product, a client sees it at once, and the ERP's next night leaves it.

Every page in 1280 and 360 px, light and dark, by axe; once more without scripts.
"""

import pytest
from playwright.sync_api import expect

from portal import ok
from test_product_files import png
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
KEEPER, OTHER, BUYER = "keeper@example.com", "keeper-two@example.com", "goods-buyer@example.com"


@pytest.fixture(scope="module")
def goods(portal, shop):
    portal.user(KEEPER, "catalogue_manager", password=PASSWORD)
    portal.user(OTHER, "marketing", password=PASSWORD)
    shop.erp.send("categories", {"external_id": "GK", "name": "Автоматы"})
    shop.erp.send(
        "parameters",
        {"external_id": "GT1", "code": "current", "name": "Номинальный ток", "type": "number", "unit": "А", "categories": ["GK"]},
        {"external_id": "GT2", "code": "curve", "name": "Кривая", "type": "choice", "categories": ["GK"]},
        {"external_id": "GT3", "code": "din", "name": "На DIN-рейку", "type": "flag", "categories": ["GK"]},
        {"external_id": "GT4", "code": "remark", "name": "Примечание", "type": "text", "categories": ["GK"]},
    )
    client = shop.client()
    portal.user(BUYER, "buyer", client, password=PASSWORD)
    return client


def breaker(shop, **fields):
    """A product as the ERP sends it, and how it sends it again."""
    fields = {"category": "GK", "name": "Автомат ВА47", "description": "Автомат по учёту.", "parameters": {"current": "16", "curve": "C"}} | fields
    code = shop.product(stock=5, **fields)
    return code, lambda **more: shop.erp.send("products", {"external_id": f"P-{code}", "article": code} | fields | more)


def keeper(browser, portal, pictures, name, email=KEEPER, **options):  # noqa: F811
    visit = Visit(browser, portal, pictures, f"goods-{name}", **options)
    visit.sign_in(email, PASSWORD)
    return visit


@pytest.mark.parametrize("scripts", [True, False])
def test_a_text_and_a_parameter_lie_over_the_erps(browser, portal, pictures, shop, goods, scripts):  # noqa: F811
    code, resend = breaker(shop)
    door = shop.door(goods)
    visit = keeper(browser, portal, pictures, f"form-{scripts}", scripts=scripts, axe=scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("goods")
    main.get_by_label(say("goods_edit.search")).fill(code)
    main.get_by_role("button", name=say("search.find")).click()
    expect(main.get_by_role("link", name=code)).to_be_visible()
    visit.look("list")
    main.get_by_role("link", name=code).click()
    visit.look("form")
    expect(main).to_contain_text(say("goods_edit.erps"))
    page.get_by_label(say("goods_edit.ru")).fill("Автомат наш: 25 А, кривая C.")
    page.get_by_label("Номинальный ток, А").fill("много")
    page.get_by_label("На DIN-рейку").select_option("true")
    main.get_by_role("button", name=say("goods_edit.save")).click()
    expect(page.locator("#problems")).to_contain_text("много")
    expect(page.get_by_label(say("goods_edit.ru"))).to_have_value("Автомат наш: 25 А, кривая C.")
    visit.look("form-refused")
    page.get_by_label("Номинальный ток, А").fill("25000 мА")
    main.get_by_role("button", name=say("goods_edit.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    expect(page.get_by_label("Номинальный ток, А")).to_have_value("25")
    expect(main).to_contain_text(say("goods_edit.portals_over", value="16"))
    visit.look("form-saved")
    for _ in range(2):
        card = ok(door.get(f"/products/{code}"))
        assert card["description"] == "Автомат наш: 25 А, кривая C."
        assert {name: str(value) for name, value in card["parameters"].items()} == {"current": "25", "curve": "C", "din": "True"}
        found = ok(door.get("/products", **{"param.current": "25", "query": code, "facets": "true"}))
        assert [item["article"] for item in found["items"]] == [code]
        resend(description="Учёт сказал иначе.")
    page.reload()
    page.locator("input[name=return][value='parameter.current']").check()
    page.locator("input[name=return][value='ru']").check()
    main.get_by_role("button", name=say("goods_edit.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    card = ok(door.get(f"/products/{code}"))
    assert card["description"] == "Учёт сказал иначе." and str(card["parameters"]["current"]) == "16"
    visit.end()


def test_two_people_at_one_product(browser, portal, pictures, shop, goods):  # noqa: F811
    code, _ = breaker(shop)
    first, second = keeper(browser, portal, pictures, "first", axe=False), keeper(browser, portal, pictures, "second", OTHER)
    for visit in (first, second):
        visit.page.goto(f"/goods/{code}")
    for visit, words in ((first, "Текст первого"), (second, "Текст второго")):
        visit.page.get_by_label(say("goods_edit.ru")).fill(words)
        visit.page.get_by_role("button", name=say("goods_edit.save")).click()
    expect(first.page.locator("#flash")).to_contain_text(say("done.saved"))
    page = second.page
    expect(page.locator("#problems")).to_contain_text("изменил другой сотрудник")
    expect(page.get_by_label(say("goods_edit.ru"))).to_have_value("Текст второго")
    expect(page.get_by_role("main")).to_contain_text("Текст первого")
    second.look("conflict")
    page.get_by_role("button", name=say("goods_edit.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    expect(page.get_by_label(say("goods_edit.ru"))).to_have_value("Текст второго")
    first.end()
    second.end()


def test_pictures_are_added_ordered_and_hidden(browser, portal, pictures, shop, goods):  # noqa: F811
    code, resend = breaker(shop)
    door = shop.door(goods)
    shop.erp.send("images", {"product": f"P-{code}", "url": "https://example.com/erp.jpg"})
    visit = keeper(browser, portal, pictures, "images")
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto(f"/goods/{code}/images")
    page.get_by_label(say("goods_edit.images.choose")).set_input_files([{"name": "текст.png", "mimeType": "image/png", "buffer": b"no picture"}])
    main.get_by_role("button", name=say("goods_edit.images.submit")).click()
    expect(page.locator("#problems")).to_contain_text("текст.png")
    page.get_by_label(say("goods_edit.images.choose")).set_input_files(
        [
            {"name": "спереди.png", "mimeType": "image/png", "buffer": png(300, 200, (40, 90, 150))},
            {"name": "сбоку.png", "mimeType": "image/png", "buffer": png(200, 300, (150, 90, 40))},
        ]
    )
    main.get_by_role("button", name=say("goods_edit.images.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.images_added"))
    rows = main.locator("tbody tr")
    expect(rows).to_have_count(3)
    rows.nth(2).get_by_role("button", name=say("goods_edit.images.up.label", number=3)).click()
    expect(rows.nth(1)).to_contain_text("сбоку.png")
    rows.nth(0).get_by_role("button", name=say("goods_edit.images.remove.label", number=1)).click()
    expect(rows.nth(0)).to_contain_text(say("goods_edit.source.hidden"))
    page.get_by_label(say("goods_edit.images.shows.label", number=2), exact=True).fill("Автомат сбоку")
    main.get_by_role("button", name=say("goods_edit.images.shows.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    expect(page.get_by_label(say("goods_edit.images.shows.label", number=2), exact=True)).to_have_value("Автомат сбоку")
    visit.look("images")
    page.goto(f"/products/{code}")
    expect(main.get_by_role("img", name="Автомат сбоку")).to_be_visible()
    page.goto(f"/goods/{code}/images")
    shop.erp.send("images", {"product": f"P-{code}", "url": "https://example.com/erp.jpg", "kind": "photo"})
    card = ok(door.get(f"/products/{code}"))
    assert [file["name"] for file in card["files"]] == ["сбоку.png", "спереди.png"] and len(card["images"]) == 2, card
    rows.nth(0).get_by_role("button", name=say("goods_edit.images.show.label", number=1)).click()
    expect(rows.nth(0)).to_contain_text(say("goods_edit.source.erp"))
    rows.nth(1).get_by_role("button", name=say("goods_edit.images.remove.label", number=2)).click()
    expect(rows).to_have_count(2)
    assert len(ok(door.get(f"/products/{code}"))["images"]) == 2
    visit.end()


def test_a_barcode_of_two_products_is_told_listed_and_leads_to_both(browser, portal, pictures, shop, goods):  # noqa: F811
    code, (one, _) = "4607001234562", breaker(shop, barcodes=["4607001234562"])
    two = shop.product(
        stock=1, name="Ящик", packagings=[{"unit": "778", "quantity": "10", "barcode": code, "weight_kg": "2.5", "length_m": "0.4", "width_m": "0.3", "height_m": "0.125"}])
    told = ok(shop.erp.put("products", {"external_id": f"P-{two}", "barcodes": [code], "parameters": {"current": "много", "din": True}}))["items"][0]
    assert told["status"] == "updated"
    assert [(problem["pointer"], problem["code"]) for problem in told["problems"]] == [("/parameters/current", "validation"), ("/barcodes", "validation")], told
    assert "Номинальный ток" in told["problems"][0]["detail"] and one in told["problems"][1]["detail"]
    door = shop.door(goods)
    card = ok(door.get(f"/products/{two}"))
    assert card["parameters"] == {"din": True} and card["packagings"][0]["volume_m3"] == "0.015"
    assert {item["article"] for item in ok(door.get("/products", query=code))["items"]} == {one, two}
    assert ok(door.post("/order-checks", {"rows": [{"row": 1, "code": code, "quantity": "1"}]}))["rows"][0]["verdict"] == "ambiguous"
    visit = keeper(browser, portal, pictures, "shared")
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/goods?lack=shared_barcode")
    expect(main.locator("tbody tr")).to_have_count(2)
    expect(main.locator("tbody tr", has_text="Ящик")).to_contain_text(code)
    visit.look("shared")
    page.goto(f"/products/{two}")
    expect(main).to_contain_text(say("packaging.size.millimetres", size="400 × 300 × 125"))
    visit.look("sides")
    shop.erp.send("products", {"external_id": f"P-{two}", "barcodes": [], "packagings": []})
    page.goto("/goods?lack=shared_barcode")
    expect(main.locator("tbody tr")).to_have_count(0)
    visit.end()


def test_relations_are_said_and_taken_away(browser, portal, pictures, shop, goods):  # noqa: F811
    (code, _), (other, _), (third, _) = breaker(shop), breaker(shop), breaker(shop)
    door = shop.door(goods)
    shop.erp.send("relations", {"product": f"P-{code}", "kind": "analogue", "target": f"P-{other}"})
    visit = keeper(browser, portal, pictures, "relations")
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto(f"/goods/{code}/relations")

    def add(article, ratio=""):
        page.get_by_label(say("goods_edit.relation.kind"), exact=True).select_option("accessory")
        page.get_by_label(say("goods_edit.relation.article"), exact=True).fill(article)
        page.get_by_label(say("goods_edit.relation.ratio"), exact=True).fill(ratio)
        page.get_by_label(say("goods_edit.relation.note"), exact=True).fill("для монтажа")
        main.get_by_role("button", name=say("goods_edit.relations.submit"), exact=True).click()

    add("нет-такого", "ноль")
    expect(page.locator("#problems")).to_contain_text("нет-такого")
    expect(page.get_by_label(say("goods_edit.relation.note"), exact=True)).to_have_value("для монтажа")
    # Somebody relates it in another window: nothing typed is lost.
    twin = page.context.new_page()
    twin.goto(f"/goods/{code}/relations")
    twin.get_by_label(say("goods_edit.relation.article"), exact=True).fill(third)
    twin.get_by_role("button", name=say("goods_edit.relations.submit"), exact=True).click()
    expect(twin.locator("#flash")).to_contain_text(say("done.relation_added"))
    twin.get_by_role("button", name=f"{say('goods_edit.relations.remove')}: {third}").click()
    expect(twin.locator("#flash")).to_contain_text(say("done.saved"))
    twin.close()
    add(third, "2")
    expect(page.locator("#problems")).to_contain_text(say("refusal.product_changed_meanwhile")[:40])
    expect(page.get_by_label(say("goods_edit.relation.ratio"), exact=True)).to_have_value("2")
    visit.look("relations-stale")
    main.get_by_role("button", name=say("goods_edit.relations.submit"), exact=True).click()
    expect(page.locator("#flash")).to_contain_text(say("done.relation_added"))
    visit.look("relations")

    def told():
        return [(one["kind"], one["article"]) for one in ok(door.get(f"/products/{code}"))["relation_details"]]

    assert told() == [("analogue", other), ("accessory", third)]
    main.get_by_role("button", name=f"{say('goods_edit.relations.remove')}: {other}").click()
    expect(main).to_contain_text(say("goods_edit.source.hidden"))
    shop.erp.send("relations", {"product": f"P-{code}", "kind": "analogue", "target": f"P-{other}", "note": "учёт"})
    assert told() == [("accessory", third)]
    # The ERP has been here meanwhile: it is said, and done when pressed again.
    main.get_by_role("button", name=f"{say('goods_edit.relations.return')}: {other}").click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.product_told_meanwhile")[:40])
    main.get_by_role("button", name=f"{say('goods_edit.relations.return')}: {other}").click()
    expect(main).to_contain_text("учёт")
    main.get_by_role("button", name=f"{say('goods_edit.relations.remove')}: {third}").click()
    expect(main.locator("tbody tr")).to_have_count(1)
    assert told() == [("analogue", other)]
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_many_at_once_and_back(browser, portal, pictures, shop, goods, scripts):  # noqa: F811
    word = f"Рубильник{shop.number()}"
    codes = [breaker(shop, name=f"{word} РЕ19", parameters={"current": "100"})[0] for _ in range(3)]
    door = shop.door(goods)
    visit = keeper(browser, portal, pictures, f"bulk-{scripts}", scripts=scripts, axe=scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto(f"/goods?query={word}")
    main.get_by_role("button", name=say("bulk.change_chosen")).click()
    expect(main).to_contain_text(say("refusal.nothing_chosen"))
    page.goto(f"/goods?query={word}")
    for code in codes[:2]:
        main.get_by_label(say("bulk.choose", article=code), exact=True).check()
    main.get_by_role("button", name=say("bulk.change_chosen")).click()
    visit.look("bulk-form")
    page.get_by_label(say("bulk.parameter"), exact=True).select_option("curve")
    main.get_by_role("button", name=say("bulk.ask")).click()
    expect(page.locator("#problems")).to_be_visible()
    page.get_by_label(say("bulk.value"), exact=True).fill("D")
    main.get_by_role("button", name=say("bulk.ask")).click()
    expect(page.locator("#rehearsal")).to_contain_text("2")
    visit.look("bulk-rehearsal")
    main.get_by_role("button", name=say("bulk.apply")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.bulk_changed"))
    visit.look("bulk-done")

    def found():
        return {item["article"] for item in ok(door.get("/products", **{"param.curve": "D", "query": word}))["items"]}

    assert found() == set(codes[:2])
    main.get_by_role("button", name=say("bulk.undo.submit")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.bulk_undone"))
    assert not found()
    visit.look("bulk-undone")
    page.goto(f"/goods?query={word}")
    main.get_by_role("button", name=say("bulk.change_found")).click()
    expect(page.get_by_label(say("goods_edit.relation.article"), exact=True)).to_be_hidden()
    page.get_by_label(say("bulk.kind"), exact=True).select_option("describe")
    visit.look("bulk-describe")
    page.get_by_label(say("bulk.kind"), exact=True).select_option("relate")
    expect(page.get_by_label(say("bulk.value"), exact=True)).to_be_hidden()
    page.get_by_label(say("goods_edit.relation.kind"), exact=True).select_option("accessory")
    page.get_by_label(say("goods_edit.relation.article"), exact=True).fill(codes[0])
    main.get_by_role("button", name=say("bulk.ask")).click()
    expect(page.locator("#rehearsal")).to_contain_text(say("refusal.related_to_itself"))
    main.get_by_role("button", name=say("bulk.apply")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.bulk_changed"))
    assert [one["article"] for one in ok(door.get(f"/products/{codes[1]}"))["relation_details"]] == [codes[0]]
    page.goto("/bulk-changes")
    visit.look("bulk-list")
    visit.end()


def test_a_client_sees_the_edit_and_no_way_to_it(browser, portal, pictures, shop, goods):  # noqa: F811
    code, _ = breaker(shop)
    visit = Visit(browser, portal, pictures, "goods-buyer", axe=False)
    visit.sign_in(BUYER, PASSWORD)
    page = visit.page
    page.goto(f"/products/{code}")
    expect(page.get_by_role("link", name=say("goods_edit.edit"))).to_have_count(0)
    assert page.request.get(f"/goods/{code}").status == 403
    visit.end()
