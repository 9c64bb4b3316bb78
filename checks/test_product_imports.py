"""Sheets of products and stock by the browser and by the command: understood, checked, taken, undone; each page by axe in every width and light; once without scripts."""

import csv
import io
import json
import time

import openpyxl
import pytest
from playwright.sync_api import expect

from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
ADMIN, MANAGER = "admin-sheets@example.com", "manager-sheets@example.com"


@pytest.fixture(scope="module")
def desk(portal, shop):
    shop.bolt = shop.product("100.0000", 50)
    for email, role in ((ADMIN, "administrator"), (MANAGER, "manager")):
        portal.user(email, role, password=PASSWORD)
    shop.erp.send("brands", {"external_id": "BR-1", "name": "Крепыш"})
    return shop


def product(desk, external_id):
    """The product as the ERP reads it."""
    return next((item for item in desk.erp.pages("/erp/products", limit=1000) if external_id in (item["external_id"], item["article"])), None)


def bring(page, name, content, kind="text/csv"):
    page.goto("/exchange")
    page.get_by_role("link", name=say("sheets.bring")).click()
    page.get_by_label(say("imports.choose"), exact=True).set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name=say("imports.bring.submit")).click()
    page.wait_for_url("**/exchange/sheets/*")


def settle(page, phase, seconds=120):
    """Reloads, as a person without scripts does, until the sheet is there."""
    deadline = time.monotonic() + seconds
    while say(f"sheets.phase.{phase}") not in page.locator(".codes").inner_text() and time.monotonic() < deadline:
        time.sleep(0.5)
        page.reload()
    expect(page.locator(".codes")).to_contain_text(say(f"sheets.phase.{phase}"))


def test_a_sheet_in_windows_1251_is_taken_seen_and_undone(browser, portal, pictures, desk):  # noqa: F811
    bolt = product(desk, desk.bolt)
    text = (
        "Номенклатура;;;;;\nАртикул;Наименование;Бренд;Ед. изм.;Штрихкод;Мин. заказ\n"
        f"{desk.bolt};Болт М8 из таблицы;Крепыш;шт;4600000000017;1 000,5\n"
        "НОВЫЙ-1;Шуруп кровельный;Крепыш;упак;;\n"
        "X-1;=1+1;Нет такого;;;\n"
        ";Без артикула;;;;\n"
    ).encode("cp1251")
    visit = Visit(browser, portal, pictures, "sheets")
    visit.sign_in(ADMIN, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/exchange/sheets")
    visit.look("sheets-empty")
    bring(page, "товары.csv", text)
    expect(main).to_contain_text(say("imports.would_do"))
    expect(main).to_contain_text("Нет такого")
    assert product(desk, "НОВЫЙ-1") is None, "checking changes nothing"
    visit.look("sheet-checked")
    # A column that a person does not want.
    page.get_by_label("Мин. заказ").select_option("")
    page.get_by_role("button", name=say("imports.check.submit")).click()
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("sheets.undo"))
    taken = product(desk, desk.bolt)
    assert taken["name"] == "Болт М8 из таблицы" and taken["brand"] == "BR-1" and taken["order_minimum"] == bolt["order_minimum"]
    assert product(desk, "НОВЫЙ-1")["unit"] == "778"
    visit.look("sheet-taken")
    with page.expect_download() as download:
        page.get_by_role("link", name=say("sheets.report")).click()
    rows = list(csv.reader(io.StringIO(open(download.value.path(), "rb").read().decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:6] == ["Артикул", "Наименование", "Бренд", "Ед. изм.", "Штрихкод", "Мин. заказ"] and len(rows[0]) == 7
    assert [row[0] for row in rows[1:]] == ["X-1", ""] and rows[1][1] == "'=1+1", "a formula is disarmed"
    assert "Нет такого" in rows[1][6] and rows[2][6]
    # Seen in the catalogue by the next request.
    page.goto("/catalog?query=" + "НОВЫЙ-1")
    expect(main).to_contain_text("Шуруп кровельный")
    # The same file changes nothing.
    bring(page, "товары.csv", text)
    page.get_by_label("Мин. заказ").select_option("")
    page.get_by_role("button", name=say("imports.check.submit")).click()
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    assert main.locator("dl.figures dd").all_inner_texts() == ["0", "0", "2", "2"]
    expect(main.get_by_role("button", name=say("sheets.undo.submit"))).to_have_count(0)
    # Somebody changes the new product; the rest goes back.
    desk.erp.send("products", {"external_id": "НОВЫЙ-1", "name": "Шуруп от учёта"})
    page.goto("/exchange/sheets")
    visit.look("sheets")
    page.get_by_role("link", name="товары.csv").last.click()
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.kept"))
    expect(main).to_contain_text(say("refusal.undo_changed_since"))
    visit.look("sheet-undone")
    back = product(desk, desk.bolt)
    assert {name: back[name] for name in ("name", "brand", "barcodes")} == {name: bolt[name] for name in ("name", "brand", "barcodes")}
    assert product(desk, "НОВЫЙ-1")["name"] == "Шуруп от учёта"
    visit.end()


def test_a_workbook_of_stock_goes_in_without_scripts_and_only_staff_with_the_right_may(browser, portal, pictures, desk):  # noqa: F811
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Остатки на складах"], ["Артикул", "Наименование", "Остаток, шт."], [desk.bolt, "Болт", 77], ["НЕТ-ТАКОГО", "?", 1], [desk.bolt, "Болт", "много"]):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    visit = Visit(browser, portal, pictures, "sheets-plain", scripts=False, axe=False)
    visit.sign_in(ADMIN, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    bring(page, "остатки.xlsx", packed.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    expect(main).to_contain_text(say("refusal.column_missing_warehouse"))
    chosen = page.get_by_label(say("sheets.warehouse"))
    chosen.select_option(index=1)
    page.get_by_role("button", name=say("imports.check.submit")).click()
    expect(main).to_contain_text("НЕТ-ТАКОГО")
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    assert main.locator("dl.figures dd").all_inner_texts()[3] == "2"
    quantities = {(item["product"], item["quantity"]) for item in desk.erp.pages("/erp/stock", limit=1000)}
    assert any(quantity in ("77", "77.000") for _, quantity in quantities), quantities
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.phase.undone"))
    visit.end()
    other = Visit(browser, portal, pictures, "sheets-manager", axe=False)
    other.sign_in(MANAGER, PASSWORD)
    other.page.goto("/exchange")
    expect(other.page.get_by_role("link", name=say("sheets.bring"))).to_have_count(0)
    assert other.page.request.get(portal.base + "/exchange/sheets").status == 403
    other.context.close()


def test_the_command_takes_such_a_sheet_too(portal, desk, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Артикул", "Наименование", "Ед. изм."], ["КОМ-1", "Из книги", "м"], ["КОМ-2", "Не та единица", "аршин"]):
        book.active.append(row)
    path = tmp_path / "прайс.xlsx"
    book.save(path)
    report = json.loads(portal.kontor("import", str(path), "--kind", "products", "--json"))
    assert report["kinds"] == [{"kind": "products", "created": 1, "updated": 0, "unchanged": 0, "refused": 1}]
    assert [row["line"] for row in report["problems"]] == [3]
    assert product(desk, "КОМ-1")["unit"] == "006"
    again = json.loads(portal.kontor("import", str(path), "--kind", "products", "--json"))
    assert again["kinds"][0]["unchanged"] == 1
    table = tmp_path / "products.csv"
    table.write_bytes("Артикул;Описание\nКОМ-1;Из таблицы\n".encode("cp1251"))
    portal.kontor("import", str(table), "--json")
    item = product(desk, "КОМ-1")
    assert item["description"] == "Из таблицы" and item["name"] == "Из книги"


def test_fifty_thousand_rows_are_the_workers_with_progress_and_way_back(browser, portal, pictures, desk):  # noqa: F811
    count = 50_000
    text = "Артикул\tНаименование\tВес, кг\n" + "".join(f"БОЛЬШОЙ-{n}\tТовар {n}\t0,5\n" for n in range(count)) + "БОЛЬШОЙ-X\tТовар\tтяжёлый\n"
    visit = Visit(browser, portal, pictures, "sheets-large", axe=False)
    visit.sign_in(ADMIN, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    began = time.monotonic()
    bring(page, "много.txt", text.encode())
    assert time.monotonic() - began < 20, "bringing does not wait for the check"
    if say("sheets.phase.checking") in page.locator(".codes").inner_text():
        expect(main.get_by_role("progressbar")).to_be_visible()
        visit.look("sheet-running")
    settle(page, "checked", 600)
    page.get_by_role("button", name=say("imports.take")).click()
    settle(page, "taken", 900)
    assert main.locator("dl.figures dd").all_inner_texts() == ["50\u00a0000", "0", "0", "1"]
    print(f"50,000 rows checked and taken on {portal.engine} in {time.monotonic() - began:.0f} s")
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    settle(page, "undone", 900)
    expect(main).to_contain_text("50\u00a0000")
    visit.context.close()
