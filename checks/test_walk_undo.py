"""In a real browser: what a folder changed is put back from the journal of imports, but for what somebody has changed since; two records of one person become one."""

import json

import pytest
from playwright.sync_api import expect

from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
ADMIN = "undo-admin@example.com"


@pytest.fixture(scope="module")
def admin(house):
    house.user(ADMIN, "administrator", password=PASSWORD)


def visit_of(browser, house, pictures, name, scripts):  # noqa: F811
    visit = Visit(browser, house, pictures, name, scripts=scripts, axe=False)
    visit.sign_in(ADMIN, PASSWORD)
    visit.axe = scripts
    return visit


@pytest.mark.parametrize("scripts", [True, False])
def test_a_folder_is_put_back(browser, house, pictures, admin, tmp_path, scripts):  # noqa: F811
    first, second = house.shop.product(price="10.0000", stock=5), house.shop.product(price="20.0000", stock=5)
    door = house.shop.erp
    standing = {row["article"]: row for row in door.get("/erp/products", limit=1000).json()["items"] if row["article"] in (first, second)}
    rows = [{"external_id": standing[article]["external_id"], "name": f"Переименован {article}"} for article in (first, second)]
    new = f"UNDO-{scripts}"
    rows.append({"external_id": new, "article": new, "name": "Новый товар"})
    rows.append({"external_id": f"{new}-2", "article": "", "name": ""})
    (tmp_path / f"goods-{scripts}").mkdir()
    (tmp_path / f"goods-{scripts}" / "products.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    house.kontor("import", str(tmp_path / f"goods-{scripts}"))
    # Somebody changes one of them once more.
    assert door.send("products", {"external_id": standing[second]["external_id"], "name": "Исправлен потом"}) == ["updated"]

    visit = visit_of(browser, house, pictures, f"undo-{scripts}", scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    visit.go("exchange")
    visit.look("journal")
    main.get_by_role("link", name=f"goods-{scripts}").first.click()
    expect(main).to_contain_text(say("sheets.undo"))
    visit.look("before")
    with page.expect_download() as download:
        main.get_by_role("link", name=say("imports.problems.file")).click()
    assert f"{new}-2" in open(download.value.path(), encoding="utf-8-sig").read()
    main.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.undone.title"))
    expect(main).to_contain_text(say("refusal.undo_changed_since"))
    visit.look("after")
    now = {row["external_id"]: row for row in door.get("/erp/products", limit=1000).json()["items"]}
    assert now[standing[first]["external_id"]]["name"] == standing[first]["name"]
    assert now[standing[second]["external_id"]]["name"] == "Исправлен потом"
    assert new not in now or now[new].get("withdrawn")
    assert main.get_by_role("button", name=say("sheets.undo.submit")).count() == 0
    visit.end()


@pytest.mark.parametrize("scripts", [True, False])
def test_two_records_of_one_person_become_one(browser, house, pictures, admin, scripts):  # noqa: F811
    client, other = house.shop.client(), house.shop.client()
    kept, gone = f"kept-{scripts}@example.com".lower(), f"gone-{scripts}@example.com".lower()
    house.user(kept, "buyer", client, PASSWORD)
    house.user(gone, "accountant", other, PASSWORD)
    visit = visit_of(browser, house, pictures, f"one-person-{scripts}", scripts)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto(f"/people?query={kept}")
    main.get_by_role("row").filter(has_text=kept).get_by_role("link").first.click()
    box = main.locator("form[action$='/merge']")
    main.get_by_text(say("people.merge"), exact=True).click()
    box.locator("input[name=with]").fill("nobody@example.com")
    visit.look("begin")
    box.get_by_role("button").click()
    expect(main).to_contain_text("nobody@example.com")
    visit.look("unknown")
    expect(box.locator("input[name=with]")).to_have_value("nobody@example.com")
    box.locator("input[name=with]").fill(gone)
    box.get_by_role("button").click()
    # Whom the address names, before anything is done.
    page.wait_for_url("**/merge?with=*")
    for words in (kept, gone, say("people.merge.kept"), say("people.merge.gone"), say("merge.moves.memberships")):
        expect(main).to_contain_text(words)
    visit.look("preview")
    main.locator("form[action$='/merge']").get_by_role("button").click()
    expect(page.locator("#flash")).to_be_visible()
    visit.look("done")
    for role in ("buyer", "accountant"):
        expect(main).to_contain_text(": " + say(f"client_role.{role}"))
    page.goto(f"/people?query={gone}")
    assert main.get_by_role("row").filter(has_text=gone).count() == 0
    visit.end()
