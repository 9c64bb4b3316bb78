"""Pages about money: who may open which, and what the credit controller does there, from the outside on both engines."""

import csv
import datetime
import io
import json
import re
import urllib.parse
import uuid
import zoneinfo

import pytest
import requests

from portal import ROOT, ok
from shop import order
from test_commands import sign_in

WORDS = json.loads((ROOT / "Sources/Localization/Locales/ru.json").read_text("utf-8"))
PASSWORD = "correct horse battery staple"
CLIENT_ROLES = ("buyer", "accountant", "warehouse")
STAFF_ROLES = ("manager", "credit_controller", "director", "administrator", "integrator", "catalogue_manager")


def today():
    """The seller's day, which is tomorrow already in the last hours of a machine that keeps UTC."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Moscow")).date()


def day(ago):
    return (today() - datetime.timedelta(days=ago)).isoformat()


class Person:
    """A signed-in session that posts forms as a browser does."""

    def __init__(self, portal, email=None):
        self.base = portal.base
        self.session = sign_in(portal, email, PASSWORD) if email else requests.Session()

    def get(self, path):
        return self.session.get(self.base + path, timeout=60, allow_redirects=False)

    def post(self, path, **fields):
        return self.session.post(self.base + path, data=fields or {"x": ""}, headers={"Origin": self.base}, timeout=60, allow_redirects=False)

    def page(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def done(self, path, **fields):
        """Posts a form that must be taken; gives where it leads."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, f"{path} {fields}: {answer.status_code}\n{answer.text[:3000]}"
        return answer.headers["Location"]

    def refused(self, path, **fields):
        """Posts a form that must come back with what was typed; gives its text."""
        answer = self.post(path, **fields)
        assert answer.status_code == 422, f"{path} {fields}: {answer.status_code}"
        return answer.text


class Debtors:
    """Two clients with debts, everybody who may look at them, and an order of A on hold."""

    def __init__(self, portal, shop):
        self.shop, self.portal = shop, portal
        self.a, self.b = shop.client(limit="1000.00"), shop.client(limit="5000.00")
        for client, amount in ((self.a, "600.00"), (self.b, "700.00")):
            shop.erp.send(
                "ledger",
                *(
                    {"external_id": f"{client}-I{n}", "contract": f"{client}-D", "kind": "invoice", "number": f"{client}-{n}", "date": day(40), "due": due, "amount": amount}
                    for n, due in ((1, day(3)), (2, day(-10)))
                ),
            )
        self.article = shop.product(price="100.0000", stock=1000)
        self.people = {"visitor": Person(portal)}
        for role in CLIENT_ROLES:
            for name, client in (("a", self.a), ("b", self.b)):
                self.people[f"{role} {name}"] = Person(portal, portal.user(f"{role}-{name}@example.com", role, client)[0])
        # A manager sees the clients that are his.
        shop.erp.send("clients", {"external_id": self.a, "manager": "Manager"})
        for role in STAFF_ROLES:
            self.people[role] = Person(portal, portal.user(f"{role}@example.com", role)[0])

    def held(self, quantity=5):
        """A new order of A that its limit cannot bear; gives its number."""
        placed = ok(self.shop.door(self.a).post("/orders", order((self.article, quantity)), key=str(uuid.uuid4())), 201)
        assert placed["status"] == "on_hold", placed["status"]
        return placed["number"]


@pytest.fixture(scope="module")
def debtors(portal, shop):
    return Debtors(portal, shop)


def opened(role, path, debtors):
    """What a role meets at an address: the page, the door, a closed one, or nothing there."""
    if role == "visitor":
        return 303
    who, _, side = role.partition(" ")
    if who == "manager" and (f"/{debtors.b}-D" in path or path.endswith(f"/{debtors.b}")):
        return 404
    if path.startswith("/account"):
        if who == "warehouse" or who in ("integrator", "catalogue_manager"):
            return 403
        if path == "/account":
            return 200 if side else 403
        if not side:
            return 200 if not path.endswith("/nobody") else 404
        return 200 if path.removesuffix("/statement.csv") == f"/account/{getattr(debtors, side)}-D" else 404
    if who in ("manager", "credit_controller", "director", "administrator"):
        if who == "manager" and path in ("/credit/holds", "/credit/overrides"):
            return 403
        return 404 if path.endswith("/nobody") else 200
    return 403


def test_every_page_about_money_opens_for_whom_it_may_and_nobody_else(debtors):
    paths = ["/account", "/account/nobody"] + [f"/account/{client}-D" for client in (debtors.a, debtors.b)]
    paths += [f"/account/{client}-D/statement.csv" for client in (debtors.a, debtors.b)]
    paths += ["/credit", "/credit/ageing.csv", "/credit/blocked", "/credit/holds", "/credit/overrides", "/credit/rules", "/credit/clients/nobody", "/credit/contracts/nobody"]
    paths += [f"/credit/clients/{client}" for client in (debtors.a, debtors.b)] + [f"/credit/contracts/{client}-D" for client in (debtors.a, debtors.b)]
    wrong = []
    for role, person in debtors.people.items():
        for path in paths:
            status, expected = person.get(path).status_code, opened(role, path, debtors)
            if status != expected:
                wrong.append(f"{role} at {path}: {status} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def test_a_clients_pages_name_no_other_client(debtors):
    for side, other in (("a", debtors.b), ("b", debtors.a)):
        own = getattr(debtors, side)
        for path in ("/", "/account", f"/account/{own}-D"):
            for role in ("buyer", "accountant"):
                text = debtors.people[f"{role} {side}"].page(path)
                assert not re.search(rf"\b{other}\b", text), f"{path} for {role} {side} names {other}"


def test_no_form_about_money_works_for_those_who_do_not_manage_credit(debtors):
    number = debtors.held()
    contract = f"/credit/contracts/{debtors.a}-D"
    forms = {
        f"/credit/orders/{number}/release": {},
        "/credit/overrides/1/approval": {},
        "/credit/overrides/1/refusal": {},
        f"{contract}/blocks": {"block_state": "blocked", "block_reason": "x"},
        "/credit/blocks/1/lifting": {"contract": ""},
        f"{contract}/overrides": {"override_reason": "x", "override_until": day(-5)},
        f"{contract}/rules": {"rule-overdue_days-blocked": "1"},
        f"{contract}/entries": {"entry_kind": "payment", "entry_date": day(0), "entry_amount": "1"},
        "/credit/rules": {"rule-overdue_days-blocked": "1"},
        "/credit/hold-hours": {"hold_hours": "1"},
        "/credit/closed-periods": {"period_seller": "S", "period_to": day(1)},
    }
    before = debtors.people["credit_controller"].page(contract), debtors.people["credit_controller"].page("/credit/rules")
    for role, person in debtors.people.items():
        if role in ("credit_controller", "director", "administrator"):
            continue
        for path, fields in forms.items():
            answer = person.post(path, **fields)
            if role == "visitor":
                assert answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"), (path, answer.status_code)
            else:
                assert answer.status_code == 403, (role, path, answer.status_code)
    for path, fields in forms.items():
        answer = debtors.people["credit_controller"].session.post(
            debtors.portal.base + path, data=fields or {"x": ""}, headers={"Origin": "https://evil.example"}, timeout=60, allow_redirects=False
        )
        assert answer.status_code == 403, (path, answer.status_code)
    nonce = r'value="[0-9A-Fa-f-]{36}"'
    after = debtors.people["credit_controller"].page(contract), debtors.people["credit_controller"].page("/credit/rules")
    assert [re.sub(nonce, "", text) for text in before] == [re.sub(nonce, "", text) for text in after]


def test_an_order_over_the_limit_goes_only_by_a_second_person(debtors):
    asker, decider = debtors.people["credit_controller"], debtors.people["administrator"]
    number = debtors.held(9)
    contract = f"/credit/contracts/{debtors.a}-D"
    text = asker.page("/credit/holds")
    assert number in text and f"{contract}?order={number}#override" in text.replace("&amp;", "&")
    refusal = asker.refused(f"/credit/orders/{number}/release")
    assert "не снят с ожидания" in refusal
    assert 'id="override" open' in asker.page(f"{contract}?order={number}")
    fields = {"override_order": number, "override_reason": "Гарантийное письмо № 4"}
    assert "Гарантийное письмо № 4" in asker.refused(f"{contract}/overrides", **fields, override_until="завтра")
    assert WORDS["refusal.reason_required"] in asker.refused(f"{contract}/overrides", override_order=number, override_reason=" ", override_until=day(-5))
    assert "уже прошла" in asker.refused(f"{contract}/overrides", **fields, override_until=day(2))
    assert asker.refused(f"{contract}/overrides", **(fields | {"override_order": "K999999"}), override_until=day(-5))
    nonce = str(uuid.uuid4())
    for _ in range(2):
        asker.done(f"{contract}/overrides", **fields, override_until=day(-5), nonce=nonce)
    waiting = decider.page("/credit/overrides")
    decisions = re.findall(r"/credit/overrides/(\d+)/approval", waiting)
    assert len(decisions) == 1, "the request sent twice waits once"
    assert f"/credit/overrides/{decisions[0]}/approval" not in asker.page("/credit/overrides")
    own = asker.post(f"/credit/overrides/{decisions[0]}/approval")
    assert own.status_code == 422 and WORDS["refusal.own_override"] in own.text
    assert number in asker.page("/credit/holds")
    decider.done(f"/credit/overrides/{decisions[0]}/approval")
    assert ok(debtors.shop.door(debtors.a).get(f"/orders/{number}"))["status"] != "on_hold"
    assert f"/credit/orders/{number}/release" not in asker.page("/credit/holds")
    assert WORDS["refusal.override_is_decided"] in decider.refused(f"/credit/overrides/{decisions[0]}/refusal")
    assert decider.post("/credit/overrides/99999/approval").status_code == 404
    assert "Гарантийное письмо № 4" in asker.page(f"/credit/clients/{debtors.a}")


def test_a_payment_by_hand_makes_room_and_bad_entries_come_back_as_typed(debtors):
    controller = debtors.people["credit_controller"]
    client = debtors.shop.client(limit="1000.00")
    debtors.shop.erp.send("ledger", {"external_id": f"{client}-I", "contract": f"{client}-D", "kind": "invoice", "number": "77", "date": day(1), "due": day(-5), "amount": "900.00"})
    number = ok(debtors.shop.door(client).post("/orders", order((debtors.article, 4)), key="held"), 201)["number"]
    path = f"/credit/contracts/{client}-D"
    assert number in controller.page("/credit/holds")
    entry = {"entry_kind": "payment", "entry_number": "п/п 12", "entry_date": today().strftime("%d.%m.%Y"), "entry_amount": "500,00 ₽", "entry_pays": f"{client}-I"}
    for name, value in (("entry_amount", "сто"), ("entry_amount", "0"), ("entry_amount", "-5"), ("entry_date", "вчера"), ("entry_kind", "invoice"), ("entry_currency", "руб")):
        text = controller.refused(f"{path}/entries", **(entry | {name: value}), entry_note="принёс курьер")
        assert "принёс курьер" in text and "п/п 12" in text and 'id="entry" open' in text, (name, value)
        assert 'aria-invalid="true"' in text, (name, value)
    assert "Срок оплаты раньше" in controller.refused(f"{path}/entries", **(entry | {"entry_kind": "correction", "entry_due": day(3)}))
    nonce = str(uuid.uuid4())
    assert controller.done(f"{path}/entries", **entry, nonce=nonce) == path
    controller.done(f"{path}/entries", **entry, nonce=nonce)
    page = controller.page(path)
    assert page.count("п/п 12") - page.count('value="п/п 12"') >= 1
    account = next(item for item in ok(debtors.shop.door(client).get("/account"))["items"])
    assert account["debt"] == "400.00", "one payment, though its form was sent twice"
    assert ok(debtors.shop.door(client).get(f"/orders/{number}"))["status"] != "on_hold", "the payment made room"
    assert "Счёт 77" in page and "зачтено" in page
    # More than is owed is an advance; another currency stands beside with a remark; history is not rewritten.
    controller.done(f"{path}/entries", **(entry | {"entry_amount": "10000", "entry_number": "п/п 13", "entry_pays": ""}), nonce=str(uuid.uuid4()))
    controller.done(f"{path}/entries", **(entry | {"entry_currency": "usd", "entry_number": "п/п 14", "entry_pays": ""}), nonce=str(uuid.uuid4()))
    account = next(item for item in ok(debtors.shop.door(client).get("/account"))["items"])
    assert (account["debt"], account["advance"]) == ("0.00", "9600.00")
    assert "Валюта USD отличается" in controller.page(path)
    assert controller.post("/credit/contracts/nobody/entries", **entry).status_code == 404


def test_a_block_by_hand_stops_and_its_lifting_lets_go(debtors):
    controller = debtors.people["credit_controller"]
    client = debtors.shop.client()
    path = f"/credit/contracts/{client}-D"
    assert WORDS["refusal.reason_required"] in controller.refused(f"{path}/blocks", block_state="blocked", block_reason="")
    assert controller.refused(f"{path}/blocks", block_state="ok", block_reason="x")
    assert "спор по акту" in controller.refused(f"{path}/blocks", block_state="blocked", block_reason="спор по акту", block_until="никогда")
    controller.done(f"{path}/blocks", block_state="hold_shipment", block_reason="спор по акту", block_until=day(-3), nonce=str(uuid.uuid4()))
    assert "спор по акту" in controller.page("/credit/blocked?state=hold_shipment")
    placed = ok(debtors.shop.door(client).post("/orders", order((debtors.article, 1)), key="blocked"), 201)
    assert placed["status"] == "on_hold"
    assert "действует ограничение" in controller.refused(f"/credit/orders/{placed['number']}/release")
    block = re.search(r"/credit/blocks/(\d+)/lifting", controller.page(path)).group(1)
    assert controller.done(f"/credit/blocks/{block}/lifting", contract=f"{client}-D") == path
    assert controller.post(f"/credit/blocks/{block}/lifting", contract="").status_code == 404
    assert ok(debtors.shop.door(client).get(f"/orders/{placed['number']}"))["status"] != "on_hold"
    story = controller.page(f"/credit/clients/{client}")
    assert "ограничен вручную" in story and "снят с ожидания" in story


def test_rules_hours_and_books_are_kept_as_set(debtors):
    controller = debtors.people["director"]
    path = f"/credit/contracts/{debtors.b}-D"
    text = controller.refused(f"{path}/rules", **{"rule-overdue_days-warn": "пять", "rule-overdue_sum-blocked": "56 300,00"})
    assert 'value="пять"' in text and 'value="56 300,00"' in text
    controller.done(f"{path}/rules", **{"rule-overdue_days-blocked": "2", "rule-overdue_sum-warn": "56 300,00"})
    assert ok(debtors.shop.door(debtors.b).get("/account"))["items"][0]["state"] == "blocked"
    assert 'value="56300"' in controller.page(path)
    controller.done(f"{path}/rules", common="1")
    assert ok(debtors.shop.door(debtors.b).get("/account"))["items"][0]["state"] == "warn"
    common = dict(re.findall(r'name="(rule-[a-z_-]+)" value="([^"]*)"', controller.page("/credit/rules")))
    controller.done("/credit/rules", **(common | {"rule-missing_documents-warn": "7"}))
    assert 'name="rule-missing_documents-warn" value="7"' in controller.page("/credit/rules")
    controller.done("/credit/rules", standard="1")
    assert 'name="rule-missing_documents-warn" value="7"' not in controller.page("/credit/rules")
    for hours in ("много", "-1", "8761", ""):
        text = controller.refused("/credit/hold-hours", hold_hours=hours)
        assert f'value="{hours}"' in text or not hours
    controller.done("/credit/hold-hours", hold_hours="12")
    assert 'value="12"' in controller.page("/credit/rules")
    assert controller.refused("/credit/closed-periods", period_seller="S", period_to="осенью")
    assert controller.post("/credit/closed-periods", period_seller="nobody", period_to=day(60)).status_code == 404
    controller.done("/credit/closed-periods", period_seller="S", period_to=day(60))
    entry = {"entry_kind": "payment", "entry_date": day(61), "entry_amount": "1"}
    assert "Период закрыт" in controller.refused(f"{path}/entries", **entry)


def test_the_ageing_is_filtered_sorted_paged_and_downloaded(debtors):
    controller, shop = debtors.people["credit_controller"], debtors.shop
    name = '=HYPERLINK("http://x")'
    for number in range(60):
        client = f"AGE{number}"
        shop.erp.send("clients", {"external_id": client, "name": f"{name} {number:02d}", "manager": "Вера; Лис" if number % 2 else "Пётр"})
        shop.erp.send("client-entities", {"external_id": f"{client}-E", "client": client, "name": client})
        shop.erp.send(
            "contracts",
            {"external_id": f"{client}-D", "client": client, "legal_entity": "S", "number": f"№{number}", "price_lists": ["BASE"], "payment_days": 14, "status": "active"},
        )
    shop.erp.send(
        "ledger",
        *({"external_id": f"AGE{n}-I", "contract": f"AGE{n}-D", "kind": "invoice", "date": day(200), "due": day(100 - 2 * n), "amount": f"{100 + n}.50"} for n in range(60)),
    )
    query = {"query": "hyperlink", "seller": "S"}
    seen, path = [], "/credit?" + urllib.parse.urlencode(query)
    while path:
        text = controller.page(path)
        assert "60" in re.search(r"<tfoot>.*?</tfoot>", text, re.S).group(0), "the totals are of everything that was found"
        seen += re.findall(r"/credit/contracts/(AGE\d+)-D", text)
        more = re.search(r'<a rel="next" href="([^"]+)"', text)
        path = more.group(1).replace("&amp;", "&") if more else None
    # Overdue ones by what is overdue, then the two that are not due.
    overdue = [n for n in range(60) if 100 - 2 * n > 0]
    assert seen[: len(overdue)] == [f"AGE{n}" for n in sorted(overdue, reverse=True)]
    assert sorted(seen) == sorted(f"AGE{n}" for n in range(60))
    by_name = re.findall(r"/credit/contracts/(AGE\d+)-D", controller.page("/credit?" + urllib.parse.urlencode(query | {"sort": "client"})))
    assert by_name == [f"AGE{n}" for n in range(50)]
    by_days = re.findall(r"/credit/contracts/(AGE\d+)-D", controller.page("/credit?" + urllib.parse.urlencode(query | {"sort": "days", "overdue": "1"})))
    assert by_days == [f"AGE{n}" for n in overdue]
    assert not re.findall(r"/credit/contracts/AGE", controller.page("/credit?" + urllib.parse.urlencode(query | {"seller": "nobody"})))
    answer = controller.get("/credit/ageing.csv?" + urllib.parse.urlencode(query | {"manager": "Вера; Лис"}))
    assert answer.headers["Content-Type"].startswith("text/csv") and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 31 and all(len(row) == len(rows[0]) for row in rows)
    assert all(row[0].startswith("'=HYPERLINK") and row[1] == "Вера; Лис" for row in rows[1:])
    assert rows[1][7].replace(",", ".") == "149.50"
    assert controller.get("/credit?cursor=stolen").status_code == 422
    foreign = re.search(r'<a rel="next" href="[^"]*cursor=([^"&]+)', controller.page("/credit?query=hyperlink")).group(1)
    assert controller.get(f"/credit?sort=debt&cursor={foreign}").status_code == 422


def test_a_contracts_page_shows_the_documents_behind_each_figure(debtors):
    shop = debtors.shop
    client = shop.client(limit="100000.00")
    shop.erp.send(
        "ledger",
        *({"external_id": f"{client}-S{n}", "contract": f"{client}-D", "kind": "shipment", "number": f"РТ-{n:03d}", "date": day(200 - n), "due": day(100 - n), "amount": "10.00"} for n in range(120)),
        *({"external_id": f"{client}-P{n}", "contract": f"{client}-D", "kind": "payment", "number": f"ПП-{n:03d}", "date": day(60), "amount": "10.00"} for n in range(100)),
    )
    placed = ok(shop.door(client).post("/orders", order((debtors.article, 2)), key="x"), 201)
    buyer = Person(debtors.portal, debtors.portal.user(f"{client.lower()}@example.com", "buyer", client)[0])
    text, path, balances, pages = "", f"/account/{client}-D", [], 0
    while path:
        text = buyer.page(path)
        pages += 1
        assert pages < 10
        ledger = text.split('id="ledger"')[1]
        balances += [row.replace("\u00a0", "").replace("₽", "").replace(",", ".") for row in re.findall(r'data-label="Долг после записи"><b>([^<]+)</b>', ledger)]
        more = re.search(r'<a rel="next" href="([^"]+)"', text)
        path = more.group(1).replace("&amp;", "&") if more else None
    assert pages == 5 and len(balances) == 220
    assert float(balances[0]) == 200.00 and float(balances[-1]) == 10.00
    # Newest first: twenty shipments after the payments are the debt, the hundred before them were paid.
    first = buyer.page(f"/account/{client}-D")
    assert placed["number"] in first.split('id="orders"')[1].split("</section>")[0]
    documents = first.split('id="documents"')[1].split("</section>")[0]
    assert documents.count("РТ-") == 20 and "РТ-119" in documents and "РТ-099" not in documents
    sheet = list(csv.reader(io.StringIO(buyer.get(f"/account/{client}-D/statement.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert [float(row[7].replace(",", ".")) for row in sheet[1:]] == [float(text) for text in balances], "the sheet is what the pages show"
    home = buyer.page("/")
    assert f"/account/{client}-D#documents" in home and placed["number"] in home
