"""Price files by schedule: made once when due, mailed as links, with the rights of today, whichever node has the file."""

import re
import sqlite3
import subprocess
import time
from decimal import Decimal

import pytest
import requests

from portal import Portal, Refused, ok
from test_credit_pages import PASSWORD, WORDS, Person
from test_people import parts
from test_price_files import HEADS, table

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Desk:
    """A client whose buyer keeps a link, with an administrator and a head."""

    def __init__(self, house, post, name):
        self.house, self.post, self.shop = house, post, house.shop
        self.client, self.article = self.shop.client(), self.shop.product(price="1234.5600", stock=10)
        self.email = {role: f"{name}-{role}@example.com" for role in ("buyer", "head", "administrator")}
        for role, email in self.email.items():
            house.user(email, role, self.client, PASSWORD)
        self.people = {role: Person(house, email) for role, email in self.email.items()}
        self.link = self.people["buyer"].session.post(
            house.base + "/prices/files/links", data={"name": name, "format": "csv"}, headers={"Origin": house.base}, timeout=60
        ).text
        self.number = re.search(r"/prices/files/links/(\d+)\"", self.link)[1]
        self.link = re.search(r"http://[^\"]+/price-files/pf_[\w-]+", self.link)[0]
        self.page = f"/prices/files/links/{self.number}"

    def save(self, recipients="", **fields):
        return self.people["buyer"].done(f"{self.page}/schedule", weekday=DAYS, hour="6", gives="prepared", recipients=recipients, **fields)

    def come_due(self, at=1000):
        """Lets the time of the schedule come while the portal stands still; of two times the later is the larger."""
        change = f"UPDATE price_file_schedules SET next_due = {at} WHERE link_id = {self.number}"
        self.house.stop()
        if self.house.database:
            subprocess.run(["psql", "--quiet", "--no-psqlrc", "--dbname", self.house.database.url, "--command", change], check=True, capture_output=True, timeout=60)
        else:
            with sqlite3.connect(self.house.data / "kontor.sqlite") as database:
                database.execute(change)
            database.close()
        self.house.start()

    def price(self):
        return ok(self.shop.door(self.client).post("/prices", {"lines": [{"code": self.article, "quantity": "1"}]}))["lines"][0]["unit_price"]

    def wait_for(self, text, person="administrator", seconds=100):
        deadline = time.monotonic() + seconds
        while text not in self.people[person].page(self.page):
            assert time.monotonic() < deadline, f"{text} has not come\n{self.house.log_tail()}"
            time.sleep(0.5)


def fetch(address):
    return requests.get(address, timeout=60, allow_redirects=False)


def price_in(answer, article):
    assert answer.status_code == 200, answer.status_code
    [row] = [row for row in table(answer.content) if row[HEADS["article"]] == article]
    return Decimal(row[HEADS["price"]].replace(",", "."))


def test_a_file_by_schedule_comes_as_a_link_with_the_price_of_the_page(house, post):
    desk = Desk(house, post, "weekly")
    desk.save(f"{desk.email['head']}\n{desk.email['buyer'].upper()}")
    page = desk.people["buyer"].page(desk.page)
    assert "каждый день в 06:00" in page and WORDS["price_files.never"] in page
    assert price_in(fetch(desk.link), desk.article) == Decimal("1234.56"), "made at the request while nothing is prepared"
    desk.come_due()
    mail = post.wait(desk.email["head"], seconds=100)
    text = parts(mail)["text/plain"]
    assert "«weekly»" in mail["Subject"] and "готов" in text
    [address] = set(re.findall(rf"{house.base}/price-files/pf_[\w-]+", text))
    assert address != desk.link
    post.wait(desk.email["buyer"], seconds=100)
    assert desk.email["administrator"] not in [to for envelope, _ in post.mails for to in envelope.rcpt_tos]
    answer = fetch(address)
    assert price_in(answer, desk.article) == Decimal("1234.56")
    assert "1\u00a0234,56" in desk.people["head"].page(f"/products/{desk.article}")
    assert re.search(r'filename="prices-\d{4}-\d\d-\d\d-\d{4}\.csv"', answer.headers["Content-Disposition"]) and answer.headers["Last-Modified"].endswith("GMT")
    # Prepared is prepared: a price that has changed since is in the next file.
    desk.shop.price(desk.article, "2000.0000")
    assert desk.price() == "2000.0000"
    for link in (address, desk.link):
        assert price_in(fetch(link), desk.article) == Decimal("1234.56")
    # Due once after the standstill, mailed once.
    assert len(post.to(desk.email["head"])) == 1
    # Whoever is taken off the list has nothing of it left; without a schedule the link gives new files.
    revision = re.search(r'name="revision" value="(\d+)"', desk.people["buyer"].page(desk.page))[1]
    desk.save(desk.email["buyer"], revision=revision)
    assert fetch(address).status_code == 404
    desk.people["buyer"].done(f"{desk.page}/schedule/end")
    assert price_in(fetch(desk.link), desk.article) == 2000


def test_forms_say_what_is_wrong_and_where(house, post):
    desk = Desk(house, post, "forms")
    other = Desk(house, post, "others")
    buyer = desk.people["buyer"]
    for wrong, word, field in (
        ({"hour": "6", "gives": "prepared"}, "weekday_required", "weekday"),
        ({"weekday": "monday", "hour": "24", "gives": "prepared"}, "hour_required", "hour"),
        ({"weekday": "monday", "hour": "6", "gives": "fresh"}, "fresh_without_recipients", "recipients"),
    ):
        text = buyer.refused(f"{desk.page}/schedule", **wrong)
        assert WORDS[f"refusal.{word}"] in text and f'href="#{field}"' in text, word
    for address in (other.email["buyer"], "nobody@example.com"):
        text = buyer.refused(f"{desk.page}/schedule", weekday="monday", hour="6", gives="prepared", recipients=address)
        assert WORDS["refusal.no_such_recipient"].replace("{value}", address) in text and address in text
    assert desk.people["administrator"].post(f"{desk.page}/schedule", weekday="monday", hour="6", gives="prepared").status_code == 404
    assert other.people["buyer"].get(desk.page).status_code == 404
    desk.save()
    assert desk.people["buyer"].post(f"{desk.page}/schedule", weekday="monday", hour="6", gives="prepared", revision="7").status_code == 412
    journal = desk.people["administrator"].page("/journal?kind=price-file-schedules")
    assert WORDS["journal_action.created"] in journal and WORDS["journal_kind.price-file-schedules"] in journal


def test_a_lost_right_prepares_and_sends_nothing_and_the_page_says_why(house, post):
    desk = Desk(house, post, "lost")
    desk.save(desk.email["head"])
    boss = desk.people["administrator"]
    person = next(number for number in re.findall(r'href="/people/(\d+)"', boss.page("/people")) if "lost-buyer" in boss.page(f"/people/{number}"))
    boss.done(f"/people/{person}/role", role="warehouse")
    desk.come_due()
    desk.wait_for(WORDS["price_file_problem.no_right"])
    assert WORDS["price_file_problem.no_right"] in boss.page("/prices/files")
    assert post.to(desk.email["head"]) == [] and fetch(desk.link).status_code == 404
    boss.done(f"/people/{person}/role", role="buyer")
    desk.come_due()
    post.wait(desk.email["head"], seconds=100)
    assert WORDS["price_file_problem.no_right"] not in boss.page(desk.page)


def test_without_a_folder_the_link_still_answers_and_the_page_and_doctor_say_so(house, post):
    desk = Desk(house, post, "folder")
    desk.save()
    taken = house.data / "taken"
    taken.write_text("a file in the folder's place")
    house.environment["KONTOR_FILES"] = str(taken)
    try:
        desk.come_due()
        desk.wait_for(WORDS["price_file_problem.no_folder"])
        assert price_in(fetch(desk.link), desk.article) == Decimal("1234.56")
        with pytest.raises(Refused) as refused:
            house.kontor("doctor")
        assert "files" in refused.value.out and str(taken) in refused.value.out
    finally:
        del house.environment["KONTOR_FILES"]
    # The job is tried again by itself, and the state is well again.
    house.stop()
    house.start()
    deadline = time.monotonic() + 120
    while WORDS["price_file_problem.no_folder"] in desk.people["administrator"].page(desk.page):
        assert time.monotonic() < deadline, house.log_tail()
        time.sleep(0.5)
    desk.shop.price(desk.article, "3000.0000")
    assert desk.price() == "3000.0000"
    assert price_in(fetch(desk.link), desk.article) == Decimal("1234.56"), "prepared by now"
    # Gone from the disk: made anew instead of an error.
    for file in (house.data / "files/price-files").rglob("*"):
        if file.is_file():
            file.unlink()
    assert price_in(fetch(desk.link), desk.article) == 3000


def test_nodes_that_share_the_folder_give_each_others_files_and_others_make_their_own(house, post, tmp_path_factory):
    if house.engine == "sqlite":
        pytest.skip("one process owns SQLite")
    desk = Desk(house, post, "nodes")
    desk.save(desk.email["head"])
    desk.come_due()
    post.wait(desk.email["head"], seconds=100)
    first = fetch(desk.link)
    desk.shop.price(desk.article, "4000.0000")
    for shares in (True, False):
        other = Portal("sqlite")
        other.engine = "postgres"
        other.environment |= {name: house.environment[name] for name in ("KONTOR_DATABASE", "KONTOR_SECRET")}
        if shares:
            other.environment["KONTOR_FILES"] = str(house.data / "files")
        try:
            other.start()
            answer = fetch(desk.link.replace(house.base, other.base))
            if shares:
                assert answer.content == first.content and answer.headers["Last-Modified"] == first.headers["Last-Modified"]
            else:
                assert price_in(answer, desk.article) == 4000
        finally:
            other.remove()
