"""People come in by mail, sign in with two factors, lose and change passwords, and leave; from outside, with a real mail server."""

import base64
import hashlib
import hmac
import json
import re
import statistics
import struct
import time
import urllib.parse

import pytest
import requests

from portal import ROOT, Portal

WORDS = json.loads((ROOT / "Sources/Localization/Locales/ru.json").read_text("utf-8"))
PASSWORD = "correct horse battery staple"


class Browser:
    """A person's browser as far as forms and cookies go."""

    def __init__(self, portal, agent="Mozilla/5.0 (X11; Linux) Firefox/130.0"):
        self.base = portal.base
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"User-Agent": agent, "Accept-Language": "ru"})

    def get(self, path, **options):
        return self.session.get(self.base + path, timeout=30, allow_redirects=False, **options)

    def post(self, path, fields=None, **options):
        """As a browser does: a form without fields is a form."""
        given = options.get("headers", {})
        origin = {} if given.keys() & {"Origin", "Sec-Fetch-Site", "Referer"} else {"Sec-Fetch-Site": "same-origin"}
        options["headers"] = {"Content-Type": "application/x-www-form-urlencoded"} | origin | given
        return self.session.post(self.base + path, data=fields or {}, timeout=30, allow_redirects=False, **options)

    def sign_in(self, address, password=PASSWORD):
        return self.post("/sign-in", {"email": address, "password": password, "return": "/security"})

    def is_in(self):
        return self.get("/security").status_code == 200


def code(secret, at=None, step=0):
    """The one-time code of RFC 6238, computed here on its own."""
    counter = int((time.time() if at is None else at) // 30) + step
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def fresh_code(secret):
    """A code whose step has not just been used."""
    time.sleep(max(0.0, 30 - time.time() % 30) + 0.2)
    return code(secret)


def parts(message):
    return {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}


def link(message, portal):
    """The only link of the mail, the same in text and HTML, of this portal."""
    both = parts(message)
    found = re.findall(r"https?://\S+/access/[\w-]+", both["text/plain"])
    assert len(found) == 1, both["text/plain"]
    assert found[0] in both["text/html"]
    assert found[0].startswith(portal.base + "/access/"), found[0]
    for body in both.values():
        assert set(re.findall(r"https?://[^/\s\"<]+", body)) == {portal.base}
    return found[0].removeprefix(portal.base)


@pytest.fixture(scope="module")
def house(engine, post):
    """A portal with an administrator and a client; it starts without a mail server and gets one later."""
    one = Portal(engine)
    try:
        one.kontor("migrate")
        one.start()
        erp = one.door()
        erp.send("legal-entities", {"external_id": "S", "name": "ООО «Север»", "inn": "7707083893", "time_zone": "Europe/Moscow"})
        erp.send("clients", {"external_id": "A", "name": "Альфа"}, {"external_id": "B", "name": "Бета"})
        one.user("admin@example.com", "administrator")
        one.user("boss@example.com", "administrator", "A")
        yield one
    finally:
        one.remove()


@pytest.fixture(scope="module")
def admin(house):
    one = Browser(house)
    assert one.sign_in("admin@example.com").status_code == 303
    return one


@pytest.fixture(scope="module")
def invited(house, admin):
    """Before there is a mail server: the portal says that mail waits."""
    page = admin.get("/people/new?client=A")
    assert page.status_code == 200 and WORDS["people.no_mail"] in page.text
    answer = admin.post("/people", {"email": "New@Example.com", "name": "Иван Ёлкин", "role": "buyer", "client": "A", "language": "ru"})
    assert answer.status_code == 303, answer.text
    answer = admin.post("/people", {"email": "english@example.com", "name": "Ann Lee", "role": "accountant", "client": "A", "language": "en"})
    assert answer.status_code == 303
    assert WORDS["house.no_mail"] in admin.get("/house").text
    assert WORDS["house.mail_waiting"]["few"].replace("{count}", "2") in admin.get("/house/jobs").text
    return answer.headers["Location"]


@pytest.fixture(scope="module")
def mailed(house, post, invited):
    house.stop()
    house.environment["KONTOR_SMTP"] = post.url + "?from=portal@example.com"
    house.start()
    return post


def test_an_invitation_comes_in_the_persons_language_and_opens_once(house, mailed):
    mail = mailed.wait("new@example.com")
    assert mail["Subject"] == WORDS["mail.invitation.subject"].replace("{house}", "ООО «Север»")
    assert "Иван Ёлкин" in parts(mail)["text/plain"] and "Иван Ёлкин" in parts(mail)["text/html"]
    assert mail["From"].addresses[0].addr_spec == "portal@example.com"
    assert mail["From"].addresses[0].display_name == "ООО «Север»"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"] and mail["Date"].datetime
    english = mailed.wait("english@example.com")
    assert english["Subject"].startswith("Invitation")
    path = link(mail, house)
    person = Browser(house)
    page = person.get(path)
    assert page.status_code == 200 and WORDS["new_password.welcome"] in page.text
    short = person.post(path, {"password": "short"})
    assert short.status_code == 422 and "new-password" in short.text
    assert person.post(path, {"password": PASSWORD}).headers["Location"] == "/sign-in"
    assert person.get(path).status_code == 404 == person.post(path, {"password": PASSWORD + "!"}).status_code
    assert person.sign_in("new@example.com").status_code == 303 and person.is_in()
    assert "Альфа" in person.get("/catalog").text


def test_asking_for_a_password_tells_nothing_about_who_is_here(house, mailed):
    stranger = Browser(house)
    before = len(mailed.mails)
    known = stranger.post("/lost-password", {"email": "boss@example.com"}, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    unknown = stranger.post("/lost-password", {"email": "nobody@example.com"})
    assert (known.status_code, known.text, known.headers["Location"]) == (unknown.status_code, unknown.text, unknown.headers["Location"])
    first = link(mailed.wait("boss@example.com"), house)
    assert not mailed.to("nobody@example.com") and len(mailed.mails) == before + 1
    # A second one within a minute is not sent: nobody's mailbox is filled by strangers.
    stranger.post("/lost-password", {"email": "boss@example.com"})
    time.sleep(2)
    assert len(mailed.to("boss@example.com")) == 1
    boss = Browser(house)
    assert boss.sign_in("boss@example.com").status_code == 303 and boss.is_in()
    assert stranger.post(first, {"password": PASSWORD + " again"}).status_code == 303
    assert not boss.is_in(), "sessions end with a new password"
    assert mailed.wait("boss@example.com", 2)["Subject"].startswith(WORDS["mail.password_changed.subject"].partition(":")[0])
    assert boss.sign_in("boss@example.com").status_code == 422
    assert boss.sign_in("boss@example.com", PASSWORD + " again").status_code == 303


def test_known_and_unknown_addresses_take_the_same_time(house, mailed):
    times = {"boss@example.com": [], "nobody@example.com": []}
    for index in range(8):
        for address, taken in times.items():
            start = time.perf_counter()
            assert Browser(house).sign_in(address, f"wrong password {index}").status_code == 422
            taken.append(time.perf_counter() - start)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < max(0.05, 0.35 * known), f"{known:.3f} s for a known address, {unknown:.3f} s for an unknown one"


def test_attempts_are_limited_where_they_come_from_and_the_owner_gets_in(house):
    house.user("limited@example.com", "buyer", "A")
    thief = Browser(house)
    statuses = [thief.sign_in("limited@example.com", f"wrong password {n}").status_code for n in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    refused = thief.sign_in("limited@example.com")
    assert refused.status_code == 429, "not even the right password, from there"
    assert 840 <= int(refused.headers["Retry-After"]) <= 900, "to the end of the quarter of an hour"
    # The owner's open sessions and other addresses from the same place are untouched.
    assert Browser(house).sign_in("new@example.com").status_code == 303


def test_a_second_factor_is_asked_for_and_no_code_works_twice(house, mailed):
    address, password = house.user("careful@example.com", "buyer", "A")
    other, own = Browser(house), Browser(house)
    assert other.sign_in(address).status_code == 303 == own.sign_in(address).status_code
    page = own.get("/security/second-factor").text
    assert page == own.get("/security/second-factor").text, "looking changes nothing"
    secret = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    assert f"secret={secret}" in page.replace("&amp;", "&")
    assert own.post("/security/second-factor", {"code": "000000"}).status_code == 422
    used = code(secret)
    done = own.post("/security/second-factor", {"code": used})
    recovery = re.findall(r"<li><code>([a-z2-9-]{19})</code></li>", done.text)
    assert done.status_code == 200 and len(set(recovery)) == 10
    assert not other.is_in() and own.is_in(), "other sessions end"
    assert mailed.wait(address)["Subject"]

    thief = Browser(house)
    half = thief.sign_in(address, password)
    assert half.headers["Location"] == "/sign-in/code?return=%2Fsecurity"
    assert thief.get("/security").headers["Location"].startswith("/sign-in"), "half a session opens nothing"
    assert thief.get("/catalog").status_code in (200, 303) and "careful" not in thief.get("/catalog").text.lower()
    assert thief.post("/sign-in/code", {"code": used}).status_code == 422, "a code works once"
    half_token = thief.session.cookies.get("kontor")
    fresh = fresh_code(secret)
    assert thief.post("/sign-in/code", {"code": fresh, "return": "/security"}).headers["Location"] == "/security"
    assert thief.is_in() and thief.session.cookies.get("kontor") != half_token, "a new token after the second factor"
    again = Browser(house)
    again.sign_in(address, password)
    assert again.post("/sign-in/code", {"code": fresh}).status_code == 422
    assert again.post("/sign-in/code", {"code": recovery[0].upper().replace("-", " ")}).status_code == 303 and again.is_in()
    once_more = Browser(house)
    once_more.sign_in(address, password)
    for attempt in range(4):
        assert once_more.post("/sign-in/code", {"code": recovery[0]}).status_code == 422, "a recovery code works once"
    assert once_more.post("/sign-in/code", {"code": "111111"}).headers["Location"].startswith("/sign-in"), "five wrong codes end the attempt"
    assert once_more.post("/sign-in/code", {"code": recovery[1]}).headers["Location"].startswith("/sign-in")

    assert own.post("/security/second-factor/removal", {"factor-password": "wrong"}).status_code == 422
    assert own.post("/security/second-factor/removal", {"factor-password": password}).status_code == 303
    assert Browser(house).sign_in(address).headers["Location"] == "/security"


def test_sessions_are_listed_and_ended_by_their_owner(house):
    address, _ = house.user("sessions@example.com", "buyer", "A")
    here, phone, tablet = Browser(house), Browser(house, "Mozilla/5.0 (iPhone) Safari/604"), Browser(house, "Mozilla/5.0 (iPad) Safari/604")
    for one in (here, phone, tablet):
        one.sign_in(address)
    page = here.get("/security").text
    assert "iPhone" in page and "iPad" in page
    row = next(part for part in page.split("<tr>") if "iPhone" in part)
    key = re.search(r'name="session" value="(\w+)"', row)[1]
    stranger = Browser(house)
    stranger.sign_in("new@example.com")
    stranger.post("/security/sessions", {"session": key})
    assert phone.is_in(), "only one's own"
    here.post("/security/sessions", {"session": key})
    assert not phone.is_in() and tablet.is_in() and here.is_in()
    here.post("/security/sessions", {"session": "others"})
    assert not tablet.is_in() and here.is_in()
    tablet.sign_in(address)
    assert here.post("/security/password", {"current": "wrong", "password": PASSWORD * 2}).status_code == 422
    assert here.post("/security/password", {"current": PASSWORD, "password": "short"}).status_code == 422
    assert here.post("/security/password", {"current": PASSWORD, "password": PASSWORD + " two"}).status_code == 303
    assert here.is_in() and not tablet.is_in()


def test_rights_change_at_once_and_nobody_gives_more_than_he_has(house):
    boss = Browser(house)
    boss.sign_in("boss@example.com", PASSWORD + " again")
    buyer_address, _ = house.user("changing@example.com", "buyer", "A")
    buyer = Browser(house)
    buyer.sign_in(buyer_address)
    people = boss.get("/people").text
    path = re.search(r'href="(/people/\d+)">Changing<', people)[1]
    assert buyer.get("/orders").status_code == 200 and buyer.get("/people").status_code == 403
    made = boss.post("/roles", {"name": "Только долги", "right": ["see_debt"]})
    assert made.status_code == 303
    role = re.search(r'href="/roles/(\d+)">Только долги<', boss.get("/roles").text)[1]
    assert boss.post(path + "/role", {"role": f"own-{role}"}).status_code == 303
    assert buyer.get("/orders").status_code == 403 and buyer.get("/account").status_code == 200
    boss.post(f"/roles/{role}", {"name": "Только заказы", "right": ["see_orders"]})
    assert buyer.get("/orders").status_code == 200 and buyer.get("/account").status_code == 403
    assert boss.post(f"/roles/{role}", {"name": "Всё", "right": ["see_orders", "manage_house"]}).status_code == 422
    assert boss.post(f"/roles/{role}/removal").status_code == 422, "somebody has it"
    # Of another client, and of the house: not found, as what is missing.
    beta, _ = house.user("beta@example.com", "administrator", "B")
    foreign = Browser(house)
    foreign.sign_in(beta)
    missing = foreign.get("/people/999999")
    for probe in (path, f"{path}/role"):
        answer = foreign.get(probe) if probe == path else foreign.post(probe, {"role": "buyer"})
        assert answer.status_code == 404
    strip = lambda text: re.sub(r"<code>[0-9a-f]+</code>|/people/\d+|%2Fpeople%2F\d+", "", text)  # noqa: E731
    assert strip(foreign.get(path).text) == strip(missing.text)
    assert foreign.get(f"/roles/{role}").status_code == 404 == foreign.post(f"/roles/{role}/removal").status_code
    # Who leaves is out at once and belongs nowhere.
    assert boss.post(path + "/leaving", {"client": "A"}).status_code == 303
    assert not buyer.is_in() and buyer.sign_in(buyer_address).status_code == 422
    # Blocked by the house.
    admin = Browser(house)
    admin.sign_in("admin@example.com")
    english = next(m for m in re.findall(r'href="(/people/\d+)">([^<]+)<', admin.get("/people?query=sessions").text))[0]
    worker = Browser(house)
    worker.sign_in("sessions@example.com", PASSWORD + " two")
    assert worker.is_in()
    assert admin.post(english + "/block").status_code == 303
    assert not worker.is_in() and worker.sign_in("sessions@example.com", PASSWORD + " two").status_code == 422
    assert boss.post(english + "/release").status_code == 404, "not a client's to undo"
    assert admin.post(english + "/release").status_code == 303 and worker.sign_in("sessions@example.com", PASSWORD + " two").status_code == 303


def test_a_manager_sees_own_clients_and_those_he_stands_in_for(house):
    for name in ("first", "second"):
        house.user(f"{name}@example.com", "manager")
    admin, first, second = Browser(house), Browser(house), Browser(house)
    admin.sign_in("admin@example.com")
    first.sign_in("first@example.com")
    second.sign_in("second@example.com")
    number = {name: re.search(rf'href="(/people/\d+)">{name.title()}<', admin.get(f"/people?query={name}").text)[1] for name in ("first", "second")}
    assert "Альфа" not in first.get("/clients").text
    assert first.post("/current-client", {"client": "A"}).status_code == 404
    assert admin.post(number["first"] + "/clients", {"client": "A"}).status_code == 303
    assert "Альфа" in first.get("/clients").text and "Бета" not in first.get("/clients").text
    assert first.post("/current-client", {"client": "A"}).status_code == 303 and first.post("/current-client", {"client": "B"}).status_code == 404
    assert "Альфа" not in second.get("/clients").text
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 3600))
    answer = admin.post(number["first"] + "/substitutes", {"substitute": "second@example.com", "from": today, "to": today})
    assert answer.status_code == 303, answer.text
    assert "Альфа" in second.get("/clients").text
    assert admin.post(number["first"] + "/clients", {"away": "A"}).status_code == 303
    assert "Альфа" not in first.get("/clients").text and "Альфа" not in second.get("/clients").text
    assert "Альфа" not in first.get("/catalog").text, "the chosen client is gone too"
    # Whom the accounting names as the manager looks after the client as well.
    house.door().send("clients", {"external_id": "B", "manager": "First"})
    house.user("third@example.com", "manager")
    third = Browser(house)
    third.sign_in("third@example.com")
    assert "Бета" in first.get("/clients").text and "Бета" in second.get("/clients").text and "Бета" not in third.get("/clients").text


def test_mail_that_is_refused_is_a_dead_job_and_runs_again(house, mailed):
    admin = Browser(house)
    admin.sign_in("admin@example.com")
    mailed.refuse.add("typo@example.com")
    admin.post("/people", {"email": "typo@example.com", "name": "Опечатка", "role": "buyer", "client": "A"})
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and "550" not in admin.get("/house/jobs").text:
        time.sleep(0.2)
    page = admin.get("/house/jobs").text
    job = re.search(r'action="(/house/jobs/\d+/retry)"', page)[1]
    mailed.refuse.clear()
    outsider = Browser(house)
    outsider.sign_in("boss@example.com", PASSWORD + " again")
    assert outsider.post(job).status_code == 403
    assert admin.post(job).status_code == 303
    assert mailed.wait("typo@example.com")


def test_the_log_of_actions_is_each_ones_own(house):
    admin, boss, beta, buyer = Browser(house), Browser(house), Browser(house), Browser(house)
    admin.sign_in("admin@example.com")
    boss.sign_in("boss@example.com", PASSWORD + " again")
    beta.sign_in("beta@example.com")
    buyer.sign_in("new@example.com")
    assert buyer.get("/journal").status_code == 403

    def told(visitor, address="/journal"):
        """What stands below the choices."""
        return visitor.get(address).text.rpartition("</select>")[2]

    assert WORDS["journal_action.role_changed"] in told(boss)
    assert WORDS["journal_action.role_changed"] not in told(beta)
    found = told(admin, "/journal?" + urllib.parse.urlencode({"kind": "people", "actor": "boss@"}))
    assert WORDS["journal_action.role_changed"] in found and WORDS["journal_action.blocked"] not in found
    assert WORDS["journal.nothing"] in admin.get("/journal?until=2020-01-01").text


def test_settings_hold_at_once_and_staff_can_be_made_to_use_two_factors(house):
    admin = Browser(house)
    admin.sign_in("admin@example.com")
    worker, _ = house.user("worker@example.com", "warehouse")
    staff = Browser(house)
    staff.sign_in(worker)
    assert admin.post("/house", {"house_name": "Кнопка", "mail_sender": "no address"}).status_code == 422
    assert admin.post("/house", {"house_name": "Кнопка", "mail_sender": "", "staff_second_factor": "1"}).status_code == 303
    assert "Кнопка" in Browser(house).get("/").text, "without a restart"
    assert staff.get("/orders").headers["Location"] == "/security/second-factor"
    assert staff.get("/clients").status_code == 303 and staff.get("/security").status_code == 200
    secret = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', staff.get("/security/second-factor").text)[1].replace(" ", "")
    assert staff.post("/security/second-factor", {"code": code(secret)}).status_code == 200
    assert staff.get("/orders").status_code == 200
    # Clients are not asked; and the administrator, who has none either, is.
    client = Browser(house)
    client.sign_in("new@example.com")
    assert client.get("/orders").status_code == 200
    assert admin.post("/house", {"house_name": "", "mail_sender": ""}).status_code == 303
    assert admin.get("/house").headers["Location"] == "/security/second-factor"
