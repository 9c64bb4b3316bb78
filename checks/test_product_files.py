"""Pictures and papers of products: brought by folder, archive and program, seen in the card, given to whoever is shown the product."""

import base64
import hashlib
import json
import struct
import zipfile
import zlib

import pytest
import requests

from portal import ok, problem
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
PAPER = b"%PDF-1.4 a certificate %%EOF"
# 40 by 20 pixels, red on the left and blue on the right, to be turned by a quarter; from a camera that tells its maker and where it stood.
TURNED = base64.b64decode(
    "/9j/4QEGRXhpZgAASUkqAAgAAAAIAA8BAgAHAAAAfgAAABIBAwABAAAABgAAABoBBQABAAAAbgAAABsBBQABAAAAdgAAACgBAwABAAAAAgAAABMCAwABAAAAAQAAAGmHBAABAAAAhgAA"
    "ACWIBAABAAAA1AAAAAAAAAA4YwAA6AMAADhjAADoAwAAU3B5Y2FtAAAGAACQBwAEAAAAMDIxMAGRBwAEAAAAAQIDAACgBwAEAAAAMDEwMAGgAwABAAAA//8AAAKgBAABAAAAKAAAAAOg"
    "BAABAAAAFAAAAAAAAAABAAIABQADAAAA5gAAAAAAAAA3AAAAAQAAAC0AAAABAAAAAAAAAAEAAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
    "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAUACgDASIAAhEB"
    "AxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJico"
    "KSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx"
    "8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl"
    "8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk"
    "5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDlqKKK8M/VDN1X/lj+P9Kzq0dV/wCWP4/0rOr9U4b/AORXS/7e/wDSmfm2f/8AIxqfL/0lBRRRXuHjnR0UUV+Hn7CZuq/8sfx/pWdR"
    "RX6pw3/yK6X/AG9/6Uz82z//AJGNT5f+koKKKK9w8c//2Q=="
)


def png(width=640, height=400, shade=(40, 90, 150)):
    """A picture of one colour with a lighter frame."""
    edge = bytes((210, 220, 230))
    rows = b"".join(
        b"\0" + b"".join(edge if min(x, y, width - 1 - x, height - 1 - y) < 24 else bytes(shade) for x in range(width)) for y in range(height)
    )

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def goods(shop, tmp_path_factory):
    """A product with two pictures and three papers, of which one has expired; what lies where."""
    article = shop.product(stock=5, name="Болт с сертификатом")
    folder = tmp_path_factory.mktemp("files")
    (folder / "papers").mkdir()
    (folder / "papers/сертификат.pdf").write_bytes(PAPER)
    (folder / "photo.png").write_bytes(png())
    (folder / "side.png").write_bytes(png(300, 600, (150, 90, 40)))
    (folder / "page.html").write_bytes(b"<script>alert(1)</script>")
    rows = [
        {"file": "papers/сертификат.pdf", "number": "ЕАЭС RU С-RU.АБ01.В.00001", "from": "2021-02-01", "to": "2026-01-31"},
        {"file": "papers/сертификат.pdf", "kind": "passport", "number": "ПС-17"},
        {"file": "page.html", "kind": "manual", "to": "2099-12-31"},
        {"url": "https://example.com/declaration", "kind": "declaration", "number": "Д-1"},
    ]
    (folder / "certificates.ndjson").write_text("\n".join(json.dumps({"product": f"P-{article}"} | row, ensure_ascii=False) for row in rows), "utf-8")
    (folder / "images.csv").write_text(f"product,file,url\nP-{article},photo.png,\nP-{article},side.png,\nP-{article},,https://example.com/big.jpg\n", "utf-8")
    report = shop.portal.kontor_json("import", str(folder))
    assert [row["refused"] for row in report["kinds"]] == [0, 0], report
    return article, folder


def test_the_card_tells_of_files_and_gives_them(shop, goods):
    article, _ = goods
    door = shop.door(shop.client())
    card = ok(door.get(f"/products/{article}"))
    assert [(paper["kind"], paper["expired"]) for paper in card["certificates"]] == [
        ("certificate", True),
        ("passport", False),
        ("manual", False),
        ("declaration", False),
    ]
    assert card["certificates"][3]["url"] == "https://example.com/declaration" and len(card["images"]) == 3
    assert [file["media_type"] for file in card["files"]] == ["image/png", "image/png", "application/pdf", "application/octet-stream"]
    paper = card["certificates"][0]
    answer = requests.get(paper["url"], headers={"Authorization": f"Bearer {door.token}"}, timeout=30)
    assert answer.content == PAPER and answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Content-Disposition"].startswith("attachment;")
    tag = answer.headers["ETag"]
    assert tag == f'"{hashlib.sha256(PAPER).hexdigest()}"'
    again = requests.get(paper["url"], headers={"Authorization": f"Bearer {door.token}", "If-None-Match": tag}, timeout=30)
    assert again.status_code == 304 and not again.content
    page = requests.get(card["certificates"][2]["url"], headers={"Authorization": f"Bearer {door.token}"}, timeout=30)
    assert page.headers["Content-Type"] == "application/octet-stream" and "sandbox" in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Disposition"].startswith("attachment;")
    problem(door.get(f"/products/{article}/files/{'0' * 64}"), 404, "not_found")
    assert requests.get(paper["url"], timeout=30).status_code == 401


def test_a_hidden_product_gives_no_file(shop, goods):
    article, _ = goods
    client = shop.client()
    door = shop.door(client)
    sha256 = ok(door.get(f"/products/{article}"))["files"][0]["sha256"]
    shop.erp.send("assortments", {"external_id": "no files", "default": "visible", "rules": [{"allow": False, "scope": "product", "target": f"P-{article}"}]})
    shop.erp.send("clients", {"external_id": client, "assortment": "no files"})
    problem(door.get(f"/products/{article}/files/{sha256}"), 404, "not_found")
    shop.erp.send("clients", {"external_id": client, "assortment": None})
    assert door.get(f"/products/{article}/files/{sha256}").status_code == 200


def test_an_archive_is_taken_and_bad_rows_are_told_of(shop, tmp_path):
    article = shop.product(stock=1)
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/images.csv", f"product,file\nP-{article},img/1.png\nP-{article},../../etc/passwd\nP-{article},none.png\nP-{article},text.png\n")
        archive.writestr("img/1.png", png(32, 32))
        archive.writestr("../../etc/passwd", "root")
        archive.writestr("text.png", "<svg onload=alert(1)>")
    report = shop.portal.kontor_json("import", str(tmp_path / "all.zip"))
    [kind] = report["kinds"]
    assert (kind["created"], kind["refused"]) == (1, 3), report
    assert [(row["line"], row["problems"][0]["reason"]) for row in report["problems"]] == [(3, "not_a_file_name"), (4, "file_unknown"), (5, "not_an_image")]
    # Once taken, a program may name it.
    other = shop.product(stock=1)
    shop.erp.send("images", {"product": f"P-{other}", "file": "img/1.png"})
    answer = ok(shop.erp.put("images", {"product": f"P-{other}", "file": "img/2.png"}))["items"][0]
    assert answer["status"] == "refused" and "img/2.png" in answer["problems"][0]["detail"]
    [image] = ok(shop.door(shop.client()).get(f"/products/{other}"))["images"]
    assert image["file"] == "img/1.png"


def test_the_card_shows_pictures_and_papers(browser, portal, pictures, shop, goods):  # noqa: F811
    article, _ = goods
    portal.user("files@example.com", "buyer", shop.client(), password=PASSWORD)
    visit = Visit(browser, portal, pictures, "files")
    visit.sign_in("files@example.com", PASSWORD)
    page = visit.page
    page.goto(f"/products/{article}")
    papers = page.get_by_role("main").locator("section", has=page.get_by_role("heading", name=say("product.papers"))).get_by_role("row")
    assert papers.count() == 5
    assert say("paper.expired") in papers.nth(1).inner_text() and say("paper.expired") not in papers.nth(2).inner_text()
    shown = page.locator(".pictures img")
    assert shown.count() == 2
    shown.nth(1).scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('.pictures img')].every(image => image.complete && image.naturalWidth > 0)")
    visit.look("card")
    with page.expect_download() as saved:
        papers.nth(1).get_by_role("link").click()
    assert saved.value.suggested_filename == "сертификат.pdf"
    visit.end()


@pytest.fixture(scope="module")
def pictured(shop, tmp_path_factory):
    """Three products, of which two have a picture: one turned by its camera, one that can be seen through."""
    articles = [shop.product(stock=5, name=f"Розетка {title}") for title in ("с фотографией", "на просвет", "без изображения")]
    folder = tmp_path_factory.mktemp("pictured")
    (folder / "turned.jpg").write_bytes(TURNED)
    (folder / "wide.png").write_bytes(png(900, 500, (30, 120, 60)))
    rows = "".join(f"P-{article},{name}\n" for article, name in zip(articles, ("turned.jpg", "wide.png")))
    (folder / "images.csv").write_text("product,file\n" + rows, "utf-8")
    report = shop.portal.kontor_json("import", str(folder))
    assert report["kinds"][0]["created"] == 2, report
    return articles


def test_a_program_gets_a_picture_as_it_came_or_as_pages_show_it(shop, pictured):
    door = shop.door(shop.client())
    path = f"/products/{pictured[0]}/files/{hashlib.sha256(TURNED).hexdigest()}"
    assert door.get(path).content == TURNED
    for size in ("small", "medium", "large"):
        answer = door.get(path, size=size)
        assert answer.headers["Content-Type"] == "image/webp" and answer.content[:4] == b"RIFF", answer.text
        assert not any(word in answer.content for word in (b"Spycam", b"Exif", b"EXIF", b"ICCP", b"XMP"))
        # Upright: 20 by 40.
        assert struct.unpack("<HH", answer.content[26:30]) == (20, 40)
    problem(door.get(path, size="1000"), 422, "validation")
    problem(door.get(f"/products/{pictured[0]}/files/{'0' * 64}", size="small"), 404, "not_found")


def test_pictures_that_cannot_be_read_are_refused_by_their_rows(shop, tmp_path):
    article = shop.product(stock=1)
    bomb = bytearray(png(32, 32))
    bomb[16:24] = struct.pack(">II", 30_000, 30_000)
    bomb[29:33] = struct.pack(">I", zlib.crc32(bomb[12:29]))
    for name, data in {"whole.jpg": TURNED, "cut.jpg": TURNED[:900], "cut.png": png(64, 64)[:-40], "bomb.png": bytes(bomb), "broken.png": png(8, 8)[:8] + b"x" * 99 + b"IEND"}.items():
        (tmp_path / name).write_bytes(data)
    names = ["whole.jpg", "cut.jpg", "cut.png", "bomb.png", "broken.png"]
    (tmp_path / "images.csv").write_text("product,file\n" + "".join(f"P-{article},{name}\n" for name in names), "utf-8")
    expected = [(3, "picture_cut"), (4, "picture_cut"), (5, "picture_too_large"), (6, "picture_unreadable")]
    for more in (["--dry-run"], []):
        report = shop.portal.kontor_json("import", str(tmp_path), *more)
        [kind] = report["kinds"]
        assert (kind["created"], kind["refused"]) == (1, 4), report
        assert [(row["line"], row["problems"][0]["reason"]) for row in report["problems"]] == expected
    assert [image["file"] for image in ok(shop.door(shop.client()).get(f"/products/{article}"))["images"]] == ["whole.jpg"]


def loaded(page, pattern, count):
    """Waits until that many pictures are there, shown in the place that was kept for them."""
    shown = page.locator(pattern)
    assert shown.count() == count
    for place in range(count):
        shown.nth(place).scroll_into_view_if_needed()
        assert shown.nth(place).get_attribute("width") and shown.nth(place).get_attribute("height")
    page.wait_for_function("pattern => [...document.querySelectorAll(pattern)].every(image => image.complete && image.naturalWidth > 0)", arg=pattern)
    return shown


def test_lists_show_small_pictures(browser, portal, pictures, shop, pictured):  # noqa: F811
    portal.user("eyes@example.com", "buyer", shop.client(), password=PASSWORD)
    visit = Visit(browser, portal, pictures, "thumbs")
    visit.sign_in("eyes@example.com", PASSWORD)
    page = visit.page
    page.goto("/catalog?query=Розетка")
    shown = loaded(page, "#goods td.picture img", 2)
    box = shown.first.bounding_box()
    assert (box["width"], box["height"]) == (40, 40)
    rows = page.locator("#goods tbody tr")
    assert rows.count() == 3 and max(row.bounding_box()["height"] for row in rows.all()) < 64
    visit.look("catalog")
    page.set_viewport_size({"width": 360, "height": 740})
    for place in range(2):
        picture, name = (page.locator(f"#goods tr.pictured {part}").nth(place).bounding_box() for part in ("td.picture img", ".name a"))
        assert picture["width"] == 40 and picture["x"] + 40 <= name["x"] and abs(picture["y"] - name["y"]) < 24, (picture, name)
    page.set_viewport_size({"width": 1280, "height": 800})
    # What the camera said of itself has gone, what it said of up and down has been followed: red above, blue below.
    address = shown.nth(0).get_attribute("src") if pictured[0] in shown.nth(0).get_attribute("src") else shown.nth(1).get_attribute("src")
    colours = page.evaluate(
        """async address => {
            const image = new Image()
            image.src = address
            await image.decode()
            const canvas = document.createElement("canvas")
            canvas.width = image.naturalWidth
            canvas.height = image.naturalHeight
            const brush = canvas.getContext("2d", { willReadFrequently: true })
            brush.drawImage(image, 0, 0)
            return [3, canvas.height - 4].map(y => [...brush.getImageData(canvas.width / 2, y, 1, 1).data])
        }""",
        address,
    )
    assert colours[0][0] > 150 > colours[0][2] and colours[1][2] > 150 > colours[1][0], colours
    answer = page.request.get(address)
    assert answer.status == 200 and answer.headers["content-type"] == "image/webp"
    assert "private" in answer.headers["cache-control"] and "immutable" in answer.headers["cache-control"] and "Cookie" in answer.headers["vary"]
    assert page.request.get(address, headers={"If-None-Match": answer.headers["etag"]}).status == 304
    assert page.request.get(address.replace("/small", "/1000")).status == 404
    # A client is not given what the camera wrote, by whichever address.
    whole = page.request.get(address.removesuffix("/small"))
    assert whole.headers["content-type"] == "image/webp" and b"Spycam" not in whole.body()
    assert requests.get(portal.base + address, timeout=30, allow_redirects=False).status_code in (303, 401)
    for article in pictured:
        page.goto(f"/products/{article}")
        page.get_by_role("main").get_by_role("button", name=say("goods.add")).first.click()
        page.wait_for_selector("#flash .flash")
        for mark in ("favourite", "compare"):
            page.get_by_role("button", name=f"{say('own.mark.' + mark)} {article}").click()
            page.wait_for_selector(f"button[aria-label='{say('own.mark.' + mark)} {article}'][aria-pressed=true]")
    page.goto("/cart")
    loaded(page, ".cart-table td.picture img", 2)
    visit.look("cart")
    page.locator("#search").press_sequentially("Розетк")
    page.wait_for_selector("#suggestions .picture img")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        shown = loaded(page, "#suggestions .picture img", 2)
        assert shown.first.bounding_box()["width"] == 32 and len({box["x"] for box in (name.bounding_box() for name in page.locator("#suggestions .meant").all()[:3])}) == 1
        page.screenshot(path=pictures / f"thumbs-suggestions-{portal.engine}-{width}.png")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("Escape")
    page.get_by_role("button", name=say("cart.place"), exact=True).click()
    page.wait_for_url("**/orders/*")
    loaded(page, ".lines td.picture img", 2)
    visit.look("order")
    page.goto("/favourites")
    loaded(page, "#goods td.picture img", 2)
    visit.look("favourites")
    page.goto("/compare")
    loaded(page, ".compared-picture img", 2)
    visit.look("compare")
    page.goto(f"/products/{pictured[1]}")
    [image] = loaded(page, ".pictures img", 1).all()
    assert image.get_attribute("alt") == "Розетка на просвет"
    visit.look("card")
    visit.end()


def test_staff_see_a_picture_as_it_came(browser, portal, pictures, shop, pictured):  # noqa: F811
    portal.user("house@example.com", "administrator", password=PASSWORD)
    visit = Visit(browser, portal, pictures, "originals", axe=False)
    visit.sign_in("house@example.com", PASSWORD)
    answer = visit.page.request.get(f"/files/{pictured[0]}/{hashlib.sha256(TURNED).hexdigest()}")
    assert answer.body() == TURNED
    visit.end()
