"""People are told by mail of stopped contracts and of orders that wait for credit, once for each change."""

import time

import pytest

from portal import ok
from shop import order
from test_credit_pages import PASSWORD, Person, day
from test_people import parts


def test_who_is_stopped_is_told_why_and_what_lifts_it_and_then_that_it_is_lifted(house, post):
    shop = house.shop
    client = shop.client(limit="1000.00")
    house.user("news-accountant@example.com", "accountant", client, PASSWORD)
    house.user("news-stores@example.com", "warehouse", client, PASSWORD)
    house.user("news-manager@example.com", "manager", password=PASSWORD)
    house.user("news-admin@example.com", "administrator", password=PASSWORD)
    shop.erp.send("clients", {"external_id": client, "manager": "News-Manager"})
    invoice = {"external_id": f"{client}-L", "contract": f"{client}-D", "kind": "invoice", "number": "1204", "date": day(30), "due": day(10), "amount": "56300.00"}
    shop.erp.send("ledger", invoice)
    mail = post.wait("news-accountant@example.com", seconds=90)
    text = parts(mail)["text/plain"]
    assert "Отгрузка остановлена" in mail["Subject"]
    assert "оплатить счёт 1204" in text and f"{house.base}/account/{client}-D" in text
    assert "Клиент: " in parts(post.wait("news-manager@example.com", seconds=90))["text/plain"]
    # Told again, and looked at again: nothing is sent twice.
    shop.erp.send("ledger", invoice)
    article = shop.product(price="100.0000", stock=100)
    placed = ok(shop.door(client).post("/orders", order((article, 1), contract=f"{client}-D"), key="news-1"), 201)
    assert placed["status"] == "on_hold"
    mail = post.wait("news-accountant@example.com", 2, seconds=90)
    assert placed["number"] in mail["Subject"] and "оплатить счёт 1204" in parts(mail)["text/plain"]
    shop.erp.send("ledger", {"external_id": f"{client}-P", "contract": f"{client}-D", "kind": "payment", "date": day(0), "amount": "56300.00"})
    post.wait("news-accountant@example.com", 4, seconds=90)
    subjects = [message["Subject"] for message in post.to("news-accountant@example.com")[2:]]
    assert any("ограничение снято" in subject for subject in subjects) and any(placed["number"] in subject for subject in subjects), subjects
    assert post.to("news-stores@example.com") == [] and post.to("news-admin@example.com") == []
    post.wait("news-manager@example.com", 4, seconds=90)
    # The house may do without.
    admin = Person(house, "news-admin@example.com")
    assert 'name="credit_mail" value="1" checked' in admin.page("/house")
    admin.done("/house", house_name="", mail_sender="")
    assert 'name="credit_mail" value="1" checked' not in admin.page("/house")
    shop.erp.send("ledger", invoice | {"external_id": f"{client}-L2", "number": "1205"})
    time.sleep(35)
    assert len(post.to("news-accountant@example.com")) == 4
