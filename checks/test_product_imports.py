"""Sheets of products and stock by the browser and by the command: understood, checked, taken, undone; each page by axe in every width and light; once without scripts."""

import csv
import io
import json
import struct
import time
import zipfile
import zlib

import openpyxl
import pytest
from playwright.sync_api import expect

from test_product_files import png
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
ADMIN, MANAGER, KEEPER = "admin-sheets@example.com", "manager-sheets@example.com", "keeper-sheets@example.com"


@pytest.fixture(scope="module")
def desk(portal, shop):
    shop.bolt = shop.product("100.0000", 50)
    for email, role in ((ADMIN, "administrator"), (MANAGER, "manager"), (KEEPER, "catalogue_manager")):
        portal.user(email, role, password=PASSWORD)
    shop.erp.send("brands", {"external_id": "BR-1", "name": "Крепыш"})
    shop.erp.send("parameters", {"external_id": "T-PW", "code": "sheet_power", "name": "Мощность привода", "type": "number", "unit": "Вт"})
    shop.erp.send("parameters", {"external_id": "T-CL", "code": "sheet_colour", "name": "Цвет корпуса", "type": "choice"})
    shop.erp.send("parameters", {"external_id": "T-ZN", "code": "sheet_zinc", "name": "Оцинковано", "type": "flag"})
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
        f"{desk.bolt};Болт М8 из таблицы;Крепыш;шт;4600000000015;1 000,5\n"
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


def test_parameters_are_columns_and_missing_groups_are_made(browser, portal, pictures, desk):  # noqa: F811
    text = (
        "Артикул;Наименование;Категория;Бренд;Мощность привода, кВт;Цвет корпуса;Оцинковано\n"
        f"{desk.bolt};;Крепёж / Болты / Анкерные;Новый бренд;0,75;красный;да\n"
        "ПАР-1;Привод;Приводы;НОВЫЙ БРЕНД;750 Вт;синий;нет\n"
        "ПАР-2;Привод;Приводы;;много;;\n"
    ).encode()
    visit = Visit(browser, portal, pictures, "sheets-parameters")
    visit.sign_in(ADMIN, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    bring(page, "приводы.csv", text)
    assert page.get_by_label("Мощность привода, кВт").input_value() == "parameter.sheet_power"
    assert main.locator("dl.figures dd").all_inner_texts() == ["0", "0", "0", "3"], "nobody knows the groups"
    page.get_by_label(say("sheets.make.category")).check()
    page.get_by_label(say("sheets.make.brand")).check()
    page.get_by_role("button", name=say("imports.check.submit")).click()
    expect(main).to_contain_text("Крепёж / Болты / Анкерные")
    assert main.locator("dl.figures dd").all_inner_texts() == ["1", "1", "0", "1"]
    expect(main).to_contain_text("Мощность привода: ")
    assert not any(item["name"] == "Анкерные" for item in desk.erp.pages("/erp/categories", limit=1000)), "checking makes nothing"
    visit.look("sheet-makings")
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    bolt, drive = product(desk, desk.bolt), product(desk, "ПАР-1")
    assert {name: str(bolt["parameters"][name]) for name in ("sheet_power", "sheet_colour")} == {"sheet_power": "750", "sheet_colour": "красный"}
    assert bolt["parameters"]["sheet_zinc"] is True and str(drive["parameters"]["sheet_power"]) == "750" and bolt["brand"] == drive["brand"] == "Новый бренд"
    assert bolt["category"] == "Крепёж / Болты / Анкерные"
    visit.look("sheet-made")
    with page.expect_download() as download:
        page.get_by_role("link", name=say("sheets.report.xlsx")).click()
    rows = [[cell or "" for cell in row] for row in openpyxl.load_workbook(io.BytesIO(open(download.value.path(), "rb").read())).active.iter_rows(values_only=True)]
    assert rows[0][:2] == ["Артикул", "Наименование"] and rows[1][:5] == ["ПАР-2", "Привод", "Приводы", "", "много"] and "много" in rows[1][7] and len(rows) == 2
    # The portal filters by it with the next request.
    page.goto("/catalog?query=ПАР-1")
    expect(main).to_contain_text("Привод")
    page.go_back()
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.undone.title"))
    assert not any(item["name"] in ("Анкерные", "Приводы") for item in desk.erp.pages("/erp/categories", limit=1000))
    assert "sheet_power" not in (product(desk, desk.bolt).get("parameters") or {})
    visit.end()


def test_who_keeps_the_catalogue_brings_texts_and_parameters_over_the_erp(browser, portal, pictures, desk):  # noqa: F811
    code = desk.product("50.0000", 5)
    before = product(desk, code)
    visit = Visit(browser, portal, pictures, "sheets-contents")
    visit.sign_in(KEEPER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    bring(page, "тексты.csv", f"Артикул;Наименование;Описание;Мощность привода (кВт)\n{code};Чужое имя;Описание из таблицы;1,5\nНЕТ;;Текст;\n".encode())
    assert page.get_by_label(say("sheets.rows_are")).locator("option").all_inner_texts() == [say(f"sheets.subject.{one}") for one in ("parameters", "contents", "own_relations")]
    assert main.locator("dl.figures dd").all_inner_texts() == ["0", "1", "0", "1"]
    visit.look("sheet-contents")
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    assert product(desk, code) == before, "the ERP's word stands"
    page.goto(f"/products/{code}")
    expect(main).to_contain_text("Описание из таблицы")
    expect(main).to_contain_text("1\u00a0500" if "1\u00a0500" in main.inner_text() else "1500")
    page.goto("/exchange/sheets")
    page.get_by_role("link", name="тексты.csv").first.click()
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.undone.title"))
    page.goto(f"/products/{code}")
    expect(main).not_to_contain_text("Описание из таблицы")
    visit.end()


def zipped(*files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def absurd():
    """The head of a picture that says it is a hundred thousand pixels wide and high."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_who_keeps_the_catalogue_brings_pictures_by_an_archive(browser, portal, pictures, desk, scripts):  # noqa: F811
    code, other = desk.product("50.0000", 5), desk.product("60.0000", 5)
    visit = Visit(browser, portal, pictures, "sheets-pictures" if scripts else "sheets-pictures-plain", scripts=scripts, axe=scripts)
    visit.sign_in(KEEPER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    # Each picture is decoded before the page answers, and this machine has other work.
    page.set_default_timeout(120_000)
    page.goto("/goods")
    visit.look("goods")
    page.get_by_role("main").get_by_role("link", name=say("sheets.bring")).click()
    visit.look("sheets-of-keeper")
    shade = (40, 90, 150) if scripts else (150, 90, 40)
    whole = zipped(
        (f"фото/{code}.png", png(300, 200, shade)), (f"фото/{code}_2.png", png(200, 300, shade)), (f"{other}.png", png(300, 200, shade)), ("НЕТ-ТАКОГО.png", png(60, 60, shade)),
        (f"{code}_3.png", png(60, 60, shade)[:100]), (f"{code}_4.png", absurd()), (f"../{code}_5.png", png(60, 60, shade)), (f"{code}_6.png", b"no picture"), ("__MACOSX/._x", b"x"),
    )
    bring(page, "фото.zip", whole, "application/zip")
    assert main.locator("dl.figures dd").all_inner_texts() == ["0", "3", "0", "5"]
    expect(main).to_contain_text(say("sheets.named_pictures"))
    expect(main).to_contain_text("НЕТ-ТАКОГО.png")
    visit.look("sheet-pictures")

    def card():
        return page.request.get(f"{portal.base}/goods/{code}/images").text()

    assert f"{code}_2.png" not in card(), "checking changes nothing"
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    visit.look("sheet-pictures-taken")
    address = page.url
    with page.expect_download() as download:
        page.get_by_role("link", name=say("sheets.report")).click()
    rows = list(csv.reader(io.StringIO(open(download.value.path(), "rb").read().decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == say("sheets.title.picture") and sorted(row[0] for row in rows[1:]) == sorted([f"../{code}_5.png", f"{code}_3.png", f"{code}_4.png", f"{code}_6.png", "НЕТ-ТАКОГО.png"])
    assert all(row[1] for row in rows[1:])
    assert f"{code}_2.png" in card()
    page.goto(f"/products/{code}")
    expect(main.locator("img").first).to_be_visible()
    visit.look("card-with-pictures")
    # The ERP tells the product and a picture of its own: the portal's stay.
    desk.erp.send("products", {"external_id": product(desk, code)["external_id"], "name": "Болт от учёта"})
    desk.erp.send("images", {"product": product(desk, code)["external_id"], "url": "https://example.com/erp.jpg"})
    assert f"{code}_2.png" in card() and "https://example.com/erp.jpg" in card()
    bring(page, "фото.zip", whole, "application/zip")
    assert main.locator("dl.figures dd").all_inner_texts() == ["0", "0", "3", "5"]
    # A sheet in the archive puts them in another order.
    table = f"Артикул;Файл;Порядок\n{code};второе.png;1\n{code};нет.png;\n".encode("cp1251")
    bring(page, "с таблицей.zip", zipped(("список.csv", table), ("второе.png", png(200, 300, shade))), "application/zip")
    assert main.locator("dl.figures dd").all_inner_texts() == ["0", "1", "0", "1"]
    visit.look("sheet-pictures-with-table")
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    text = card()
    assert text.index(f"{code}_2.png") < text.index(f"фото/{code}.png")
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.undone.title"))
    page.goto(address)
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.undone.title"))
    text = card()
    assert f"{code}_2.png" not in text and "https://example.com/erp.jpg" in text
    # A file that is no archive although it is called one.
    page.goto("/exchange/sheets")
    page.get_by_label(say("imports.choose"), exact=True).set_input_files({"name": "фото.zip", "mimeType": "application/zip", "buffer": whole[: len(whole) // 2]})
    page.get_by_role("button", name=say("imports.bring.submit")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.archive_broken"))
    visit.end()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_who_keeps_the_catalogue_brings_relations_that_the_exchange_does_not_take(browser, portal, pictures, desk, scripts):  # noqa: F811
    code, other = desk.product("50.0000", 5), desk.product("60.0000", 5)
    visit = Visit(browser, portal, pictures, "sheets-relations" if scripts else "sheets-relations-plain", scripts=scripts, axe=scripts)
    visit.sign_in(KEEPER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    bring(page, "связи.csv", f"Артикул;Вид связи;Связанный товар;Примечание\n{code};Аналог;{other};Из таблицы\n{code};Аналог;НЕТ;\n".encode())
    assert page.get_by_label(say("sheets.rows_are")).input_value() == "own_relations"
    assert main.locator("dl.figures dd").all_inner_texts() == ["1", "0", "0", "1"]
    visit.look("sheet-relations")
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    address = page.url
    desk.erp.send("relations", {"product": product(desk, code)["external_id"], "kind": "analogue", "target": product(desk, other)["external_id"], "note": "От учёта"})
    page.goto(f"/products/{code}")
    expect(main).to_contain_text("Из таблицы")
    page.goto(address)
    page.get_by_role("button", name=say("sheets.undo.submit")).click()
    expect(main).to_contain_text(say("sheets.undone.title"))
    page.goto(f"/products/{code}")
    expect(main).not_to_contain_text("Из таблицы")
    expect(main).to_contain_text("От учёта")
    visit.end()


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
    table.write_bytes("Артикул;Мощность привода, кВт;Цвет корпуса\nКОМ-1;1,1;серый\nКОМ-1;сто;\n".encode())
    report = json.loads(portal.kontor("import", str(table), "--json"))
    assert report["kinds"] == [{"kind": "products", "created": 0, "updated": 1, "unchanged": 0, "refused": 1}]
    assert str(product(desk, "КОМ-1")["parameters"]["sheet_power"]) == "1100"
    rehearsed = json.loads(portal.kontor("import", str(table), "--dry-run", "--json"))
    assert rehearsed["kinds"] == [{"kind": "products", "created": 0, "updated": 0, "unchanged": 1, "refused": 1}]
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
