"""Pictures and papers of products: brought by folder, archive and program, seen in the card, given to whoever is shown the product."""

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
