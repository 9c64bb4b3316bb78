"""Rates and files of prices by the browser: what staff bring is checked, taken and seen; each page by axe in every width and light; once without scripts."""

import io
import zipfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect

from portal import Portal, ok
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
DIRECTOR, MANAGER, ADMIN = "director-prices@example.com", "manager-prices@example.com", "admin-prices@example.com"


def bank(day, *rates):
    rows = "".join(
        f'<Valute ID="R{n}"><NumCode>{n}</NumCode><CharCode>{code}</CharCode><Nominal>1</Nominal><Name>Доллар</Name><Value>{value}</Value></Valute>'
        for n, (code, value) in enumerate(rates)
    )
    return f'<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="{day}" name="Foreign Currency Market">{rows}</ValCurs>'.encode("cp1251")


@pytest.fixture(scope="module")
def staff(portal, shop):
    shop.article = shop.product("100.0000", 50)
    shop.other = shop.product("200.0000", 50)
    for email, role in ((DIRECTOR, "director"), (MANAGER, "manager"), (ADMIN, "administrator")):
        portal.user(email, role, password=PASSWORD)
    shop.owner = shop.client()
    return shop


def price(shop, code):
    return ok(shop.door(shop.owner).post("/prices", {"lines": [{"code": code, "quantity": "1"}]}))["lines"][0]["unit_price"]


def test_a_director_brings_prices_and_sees_them_and_what_they_were(browser, portal, pictures, staff):  # noqa: F811
    visit = Visit(browser, portal, pictures, "price-imports")
    visit.sign_in(DIRECTOR, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/prices/imports")
    visit.look("imports-empty")
    text = f"Прайс-лист;;\nАртикул;Цена, руб.;Остаток\n{staff.article};\"1 050,50\";3\nНЕТ-ТАКОГО;5;1\n{staff.other};дорого;2\n"
    page.get_by_label(say("imports.choose"), exact=True).set_input_files({"name": "новые цены.csv", "mimeType": "text/csv", "buffer": text.encode("cp1251")})
    page.get_by_role("button", name=say("imports.bring.submit")).click()
    page.wait_for_url("**/prices/imports/*")
    expect(main).to_contain_text(say("refusal.column_missing_list"))
    visit.look("import-columns")
    page.get_by_label(say("imports.list")).select_option("BASE")
    page.get_by_role("button", name=say("imports.check.submit")).click()
    expect(main).to_contain_text(say("imports.would_do"))
    expect(main).to_contain_text("НЕТ-ТАКОГО")
    assert price(staff, staff.article) == "100.0000"
    visit.look("import-checked")
    page.get_by_role("button", name=say("imports.take")).click()
    expect(main).to_contain_text(say("imports.result"))
    assert price(staff, staff.article) == "1050.5000", "seen by the next request"
    visit.look("import-taken")
    with page.expect_download() as download:
        page.get_by_role("link", name=say("imports.problems.file")).click()
    table = open(download.value.path(), "rb").read().decode("utf-8-sig")
    assert "НЕТ-ТАКОГО" in table and table.count("\n") == 3
    page.goto(f"/prices/history/{staff.article}")
    expect(main).to_contain_text("новые цены.csv")
    expect(main).to_contain_text("100,00")
    visit.look("price-history")
    page.goto("/prices/lists/BASE")
    visit.look("price-list")
    page.goto(f"/products/{staff.article}")
    expect(main).to_contain_text(say("product.prices_over_lists"))
    visit.look("product-of-staff")
    page.goto("/prices/imports")
    visit.look("imports")
    visit.end()


def test_rates_come_from_the_banks_file_and_by_hand_without_scripts(browser, portal, pictures, staff):  # noqa: F811
    staff.erp.send("price-lists", {"external_id": "USD", "name": "Валютный", "currency": "USD"})
    client = staff.client()
    staff.erp.send("contracts", {"external_id": f"{client}-D", "price_lists": ["USD", "BASE"]})
    visit = Visit(browser, portal, pictures, "rates", scripts=False, axe=False)
    visit.sign_in(DIRECTOR, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/prices/rates")
    expect(main).to_contain_text(say("rates.gaps"))
    page.get_by_label(say("rates.file"), exact=True).set_input_files({"name": "XML_daily.xml", "mimeType": "text/xml", "buffer": b"<html>"})
    page.get_by_role("button", name=say("rates.load.submit")).click()
    expect(main).to_contain_text(say("refusal.not_central_bank_rates"))
    page.get_by_label(say("rates.file"), exact=True).set_input_files({"name": "XML_daily.xml", "mimeType": "text/xml", "buffer": bank("01.11.2026", ("USD", "82,9977"))})
    page.get_by_role("button", name=say("rates.load.submit")).click()
    expect(main).to_contain_text(say("rates.no_gaps"))
    expect(main).to_contain_text(say("rates.source.central_bank"))
    page.get_by_label(say("rates.currency"), exact=True).fill("EUR")
    page.get_by_label(say("rates.rate_in_roubles"), exact=True).fill("95,5")
    page.get_by_role("button", name=say("people.save")).click()
    expect(main).to_contain_text(say("done.rate_saved"))
    visit.end()
    visit = Visit(browser, portal, pictures, "rates-seen")
    visit.sign_in(DIRECTOR, PASSWORD)
    staff.erp.send("price-lists", {"external_id": "CNY", "name": "Юаневый", "currency": "CNY"})
    staff.erp.send("contracts", {"external_id": f"{client}-D", "price_lists": ["CNY", "USD", "BASE"]})
    visit.page.goto("/prices/rates")
    visit.look("rates")
    visit.page.goto("/prices/rates/USD")
    visit.look("rate-history")
    visit.page.goto("/prices/contracts")
    visit.look("contracts")
    visit.end()


def test_an_archive_of_records_is_taken_by_the_worker(browser, portal, pictures, staff):  # noqa: F811
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("world/products.ndjson", '{"external_id":"ZIP-1","article":"ZIP-1","name":"Из архива"}\n{"external_id":"ZIP-2"\n')
        archive.writestr("world/prices.csv", "price_list,product,unit_price\nBASE,ZIP-1,77\n")
    visit = Visit(browser, portal, pictures, "archive", axe=False)
    visit.sign_in(ADMIN, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/prices/imports")
    page.get_by_label(say("imports.choose"), exact=True).set_input_files({"name": "world.zip", "mimeType": "application/zip", "buffer": packed.getvalue()})
    page.get_by_role("button", name=say("imports.bring.submit")).click()
    page.wait_for_url("**/prices/imports/*")
    page.get_by_role("button", name=say("imports.take")).click()
    deadline = time.monotonic() + 30
    while say("imports.state.taken") not in main.inner_text() and time.monotonic() < deadline:
        time.sleep(0.3)
        page.reload()
    expect(main).to_contain_text(say("imports.state.taken"))
    assert price(staff, "ZIP-1") == "77.0000"
    visit.end()


def test_a_portal_with_an_address_fetches_the_rates_itself(engine):
    answers = [(500, b"busy"), (200, bank("01.11.2026", ("USD", "80,5"))[:120]), (200, bank("01.11.2026", ("USD", "80,5")))]
    asked = []

    class Bank(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Bank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    portal = Portal(engine)
    portal.environment["KONTOR_RATES_URL"] = f"http://127.0.0.1:{server.server_port}/scripts/XML_daily.asp"
    try:
        portal.kontor("migrate")
        portal.start()
        door = portal.door()
        deadline = time.monotonic() + 60
        rates = []
        while not rates and time.monotonic() < deadline:
            time.sleep(0.5)
            rates = ok(door.get("/erp/rates"))["items"]
        assert [(rate["currency"], rate["day"], rate["rate"], rate["source"]) for rate in rates] == [("USD", "2026-11-01", "80.5", "central_bank")]
        assert len(asked) == 3, "twice refused, then taken"
    finally:
        portal.remove()
        server.shutdown()
