"""Keeps a database of the program of today as text: `KONTOR_BIN=PROGRAM python checks/kept/make.py sqlite|postgres NAME`.

At a release, before the next migration is written, once for each engine. NAME is the release's highest migration: the database lands in
`kept/NAME/sqlite.sql` or `kept/NAME/postgres.sql` and is never changed afterwards. `test_kept_schemas.py` migrates every folder it finds.
For PostgreSQL `KONTOR_TEST_POSTGRES` names the cluster, and `pg_dump` is in the path.
"""

import contextlib
import re
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from portal import Portal, ok  # noqa: E402
from shop import Shop, order  # noqa: E402
from test_credit_pages import PASSWORD, Person, day  # noqa: E402
from test_erp import KINDS  # noqa: E402


def fill(portal):
    """Rows in most tables, the cheap way: through the doors that the other checks use."""
    shop = Shop(portal)
    erp = shop.erp
    for kind, (item, _) in KINDS.items():
        erp.send(kind, item)
    client, other = shop.client(limit="50000.00"), shop.client()
    assert (client, other) == ("C1", "C2"), "the check knows them by these names"
    first, second, gone = shop.product("100.0000", 1000), shop.product("33.3333", {"WA": 5, "WB": 7}), shop.product("10.0000", 0)
    erp.send("segments", {"external_id": "dealer", "parent": None, "name": "Дилеры"})
    erp.send("discounts", {"external_id": "N1", "target": {"client": other}, "scope": {"all": True}, "percent": "5"})
    erp.send("price-floors", {"external_id": "F1", "name": "Не ниже", "scope": {"all": True}, "price": "0.0100", "currency": "RUB", "vat_included": True})
    erp.send("rates", {"currency": "EUR", "day": "2026-01-01", "rate": "95.1234"})
    erp.send("price-agreements", {"external_id": "PA1", "client": client, "contract": "C1-D", "lines": [{"product": f"P-{second}", "unit_price": "30.0000", "quantity": "3"}], "to": "2029-12-31"})
    for name, due in (("1", day(3)), ("2", day(-10))):
        erp.send("ledger", {"external_id": f"C1-I{name}", "contract": "C1-D", "kind": "invoice", "number": f"С-{name}", "date": day(40), "due": due, "amount": "600.00"})
    erp.send("ledger", {"external_id": "C1-P", "contract": "C1-D", "kind": "payment", "number": "П-1", "date": day(1), "amount": "200.50"})
    erp.send("documents", {"external_id": "C1-U", "contract": "C1-D", "kind": "upd", "number": "УПД-1", "date": day(3), "amount": "120.00", "signature": "awaited"})

    erp.send("assortments", {"external_id": "A1", "default": "visible", "rules": [{"allow": False, "scope": "product", "target": "P9"}]})
    erp.send("clients", {"external_id": other, "assortment": "A1"})
    erp.send("relations", {"product": f"P-{first}", "kind": "analogue", "target": f"P-{second}"})
    erp.send("client-articles", {"client": client, "code": "НАШ-77", "product": f"P-{first}", "ratio": "3"})

    people = {}
    for name, role, of in (
        ("buyer", "buyer", client), ("boss", "administrator", client), ("other", "buyer", other),
        ("admin", "administrator", None), ("manager", "manager", None), ("controller", "credit_controller", None), ("director", "director", None),
    ):
        people[name] = Person(portal, portal.user(f"{name}@kept.example", role, of, PASSWORD)[0])
    buyer, boss, admin, controller = (people[name] for name in ("buyer", "boss", "admin", "controller"))
    erp.send("clients", {"external_id": client, "manager": "Manager"})

    # Orders: one told by the ERP, one cancelled, one of another client.
    door = shop.door(client)
    controller.done("/credit/contracts/C1-D/rules", **{"rule-overdue_days-hold_shipment": "60"})
    number = ok(door.post("/orders", order((first, 10), (second, 3), reference="Сохранённый заказ"), key=str(uuid.uuid4())), 201)["number"]
    ok(erp.call("PATCH", f"/api/v1/erp/orders/{number}", json={"acknowledged": True, "erp_number": "УТ-000017", "status": "picking"}))
    cancelled = ok(door.post("/orders", order((first, 1)), key=str(uuid.uuid4())), 201)["number"]
    ok(door.post(f"/orders/{cancelled}/cancellation", {}))
    ok(shop.door(other).post("/orders", order((first, 2)), key=str(uuid.uuid4())), 201)

    # What a buyer keeps and asks.
    buyer.done("/cart/lines", **{f"quantity-{first}": "4", "return": "/cart"})
    for path in ("/favourites", "/compare"):
        buyer.done(path, keep=first, **{"return": "/catalog"})
    buyer.done("/awaited", keep=gone, **{"return": "/catalog"})
    buyer.done("/searches", name="Болты", parameters="query=болт&sort=article")
    buyer.done("/support", topic="documents", subject="Сертификаты", text="Пришлите сертификат.", article=first, order="")
    assert buyer.post("/prices/files/links", name="Для сайта", format="csv").status_code == 200, "the link is shown once"
    buyer.done("/prices/requests", **{"title": "Стройка", "reason": "Объём", "from": day(0), "to": day(-60), "article-0": first, "quantity-0": "100", "price-0": "90"})
    boss.done("/departments", department="Снабжение")
    boss.done("/roles", **{"name": "Только долги", "right": "see_debt"})
    boss.done("/people", email="invited@kept.example", name="Иван Ёлкин", role="buyer", client=client, language="ru")

    # Companies that register with their consent: one is let in, one is let in and erased again, one waits.
    visitor = Person(portal)
    boxes = re.findall(r'<input type="checkbox"[^>]*name="(\w+)" value="(\w+)"', visitor.page("/registration"))
    assert boxes, "what a visitor agrees to"
    for name, inn in (("newcomer", "7707083893"), ("erased", "7702070139"), ("waiting", "7728168971")):
        answer = visitor.post("/registration", inn=inn, company=f"ООО «{name}»", name=f"Пётр {name}", email=f"{name}@kept.example", **dict(boxes))
        assert answer.status_code < 400, answer.text[:2000]
    asked = sorted(map(int, re.findall(r"/registrations/(\d+)/acceptance", admin.page("/registrations"))))
    for request in asked[:2]:
        admin.done(f"/registrations/{request}/acceptance", client="")
    admin.done(f"{address(admin, 'erased')}/erasure")

    # What staff decide.
    controller.done("/credit/contracts/C2-D/blocks", block_state="hold_shipment", block_reason="Проверка", block_until="", nonce=str(uuid.uuid4()))
    controller.done("/credit/closed-periods", period_seller="S", period_to=day(60))
    admin.done(f"{address(admin, 'manager')}/clients", client=other)
    admin.done(f"{address(admin, 'manager')}/substitutes", substitute="director@kept.example", **{"from": day(0), "to": day(-9)})
    admin.done("/prices/changes", kind="price-lists", name="Портальный", currency="RUB", vat_included="1", reason="Проба")
    admin.done("/house", house_name="Сохранённый портал", mail_sender="")
    supply(portal, shop, admin)

    # A client that may not order, a double that has become one with another, one that waits for a second hand; an address that is not yet confirmed.
    stopped, staying, leaving = shop.client(), shop.client(), shop.client()
    admin.done(f"/clients/{stopped}/block", reason="Не платит")
    admin.done(f"/clients/{staying}/merge", **{"with": leaving})
    second = Person(portal, portal.user("second@kept.example", "administrator", None, PASSWORD)[0])
    second.done(f"/clients/{staying}/merge/confirmation", **{"with": leaving})
    admin.done(f"/clients/{other}/merge", **{"with": stopped})
    buyer.done("/security/email", **{"email": "moved@kept.example", "email-password": PASSWORD})
    admin.done("/synonyms", word="гайка", other="болт")
    withdrawing = Person(portal, "other@kept.example")
    version = re.search(r'name="version" value="([^"]*)"', withdrawing.page("/security/consents"))[1]
    withdrawing.done("/security/consents/personal_data", version=version)
    withdrawing.done("/security/consents/personal_data/withdrawal")


def supply(portal, shop, admin):
    """Suppliers with their people: what they offer, what they are asked for and what they answer."""
    erp = shop.erp
    for number, name in (("1", "ООО «Дельта»"), ("2", "ООО «Гамма»")):
        erp.send("suppliers", {"external_id": f"SUP-{number}", "name": name, "brands": ["B"] if number == "1" else []})
        portal.kontor("user", "create", "--email", f"seller{number}@kept.example", "--name", "Seller", "--role", "employee", "--supplier", f"SUP-{number}", "--password", PASSWORD)
    first, second = (Person(portal, f"seller{number}@kept.example") for number in "12")
    article = shop.product("77.7700", 0)
    erp.send("supplier-offers", {"supplier": "SUP-1", "product": f"P-{article}", "article": "D-77"})
    waiting = shop.client()
    ok(shop.door(waiting).post("/orders", order((article, 12), partial=True), key=str(uuid.uuid4())), 201)

    asked = {"goods": f"{article}\t100", "others": "Лоток 300 мм; 40 шт", "day": day(-20), "comment": "Для склада"}
    asked["supplier"] = re.findall(r'name="supplier" value="(\d+)"[^<]*ООО «(?:Дельта|Гамма)', admin.page("/suppliers/requests/new"))
    request = admin.done("/suppliers/requests", **asked).partition("?")[0].rpartition("/")[2]
    for seller, price in ((first, "55,20"), (second, "50")):
        one, two = dict.fromkeys(re.findall(r'name="price-(\d+)"', seller.page(f"/supply/requests/{request}")))
        seller.done(f"/supply/requests/{request}", **{f"price-{one}": price, f"lead_days-{one}": "7", f"cannot-{two}": "1", f"reason-{two}": "Не возим", "valid_until": day(-40)})
    # Suppliers are asked once a minute what orders wait for.
    deadline = time.monotonic() + 150
    while not (line := re.search(r'href="/supply/orders/(\d+)"', first.page("/supply/orders"))):
        assert time.monotonic() < deadline
        time.sleep(2)
    page = first.page(f"/supply/orders/{line[1]}")
    first.done(f"/supply/orders/{line[1]}/confirmation", day=day(-5), quantity="10", revision=re.search(r'name="revision" value="([^"]*)"', page)[1])


# What only devices and exchanges with files bring, each as the program writes it.
LEFT = """
INSERT INTO passkeys (person_id, credential_id, public_key, user_handle, name, sign_count, transports, created_at, used_at)
    SELECT id, 'Y3JlZGVudGlhbA', 'cHVibGljIGtleQ', 'aGFuZGxl', 'Ноутбук', 7, 'internal', created_at, NULL FROM people WHERE email = 'boss@kept.example';
INSERT INTO passkey_challenges (challenge_hash, purpose, holder_hash, expires_at) VALUES ('c0ffee', 'sign_in', 'decaf', 4102444800000000);
INSERT INTO exchange_pictures (product_id, names, updated_at) SELECT id, '["a.jpg"]', updated_at FROM products WHERE article = 'SKU-00003';
INSERT INTO supplier_products (supplier_id, product_id) SELECT s.id, p.id FROM suppliers AS s, products AS p WHERE s.external_id = 'SUP-2' AND p.article = 'SKU-00003';
"""


def address(admin, name):
    """The person's page."""
    return re.search(r'href="(/people/\d+)"', admin.page(f"/people?query={name}"))[1]


def sqlite_text(path):
    with sqlite3.connect(path) as database:
        return "\n".join(database.iterdump()) + "\n"


def postgres_text(url):
    dump = subprocess.run(["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--dbname", url], check=True, capture_output=True, text=True, timeout=60).stdout
    # Neither its comments nor what only one version of psql or of the server understands.
    lines = (line for line in dump.splitlines() if not re.match(r"--( |$)|\\(un)?restrict |SET (transaction_timeout|default_table_access_method) ", line))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)) + "\n"


def write_left(portal):
    if portal.database:
        subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", portal.database.url], input=LEFT, check=True, text=True, timeout=60)
    else:
        with contextlib.closing(sqlite3.connect(portal.data / "kontor.sqlite")) as database:
            database.executescript(LEFT)


def main(engine, name):
    portal = Portal(engine)
    try:
        # Nobody listens there: letters stay in the queue, as in a release that is stopped.
        portal.environment["KONTOR_SMTP"] = "smtp://127.0.0.1:9?from=portal@kept.example"
        portal.kontor("migrate")
        fill(portal.start())
        portal.stop()
        write_left(portal)
        text = sqlite_text(portal.data / "kontor.sqlite") if engine == "sqlite" else postgres_text(portal.database.url)
        for local in (str(portal.data), str(HERE.parent.parent), portal.environment["KONTOR_SECRET"], portal.base):
            assert local not in text, f"the database tells {local}"
    finally:
        portal.remove()
    path = HERE / name / f"{engine}.sql"
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as file:  # a kept one stays as it is
        file.write(text)
    print(f"{path.name}: {len(text.encode()) // 1024} KB")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("sqlite", "postgres"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
