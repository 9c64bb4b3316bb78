"""A distributor in which every page has something to show: the demo with what only people do added; and all its addresses, found by their links."""

import datetime
import html
import pathlib
import re
import tempfile
import time
import urllib.parse

import requests

from test_people import code, link

PASSWORD = "correct horse battery staple"
STAFF, CLIENT, BUYER, SUPPLIER = (f"{name}@demo.kontor.example" for name in ("admin", "client-admin", "buyer", "supplier"))
# Doors of programs; what answers there is no page.
NO_PAGES = ("/api/v1", "/oauth", "/1c_exchange", "/livez", "/readyz", "/metrics")


class Visitor:
    """A session that follows links and posts forms as a browser does."""

    def __init__(self, portal, email=None):
        self.base, self.email = portal.base, email
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"Accept": "text/html", "Accept-Language": "ru"})
        if email:
            assert self.post("/sign-in", email=email, password=PASSWORD).status_code == 303, email

    def get(self, address):
        return self.session.get(self.base + address, timeout=60, allow_redirects=False)

    def post(self, address, files=None, **fields):
        return self.session.post(self.base + address, data=fields or {"x": ""}, files=files, headers={"Origin": self.base}, timeout=60, allow_redirects=False)

    def hidden(self, address, name):
        """What the first form with this field carries along."""
        return re.search(rf'name="{name}" value="([^"]*)"', self.get(address).text)[1]

    def done(self, address, files=None, **fields):
        answer = self.post(address, files, **fields)
        assert answer.status_code == 303, f"{address} {fields}: {answer.status_code}\n{answer.text[:3000]}"
        return answer.headers["Location"]


def page_routes(portal):
    return [route["path"] for route in portal.kontor_json("routes")["items"] if route["method"] == "GET" and not route["path"].startswith(NO_PAGES)]


def pattern_of(routes):
    """Tells which route an address is of: the one with the fewest names to fill."""
    whole = [(path.count("{"), path, re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)) + "$")) for path in routes]

    def tell(address):
        path = urllib.parse.urlsplit(address).path
        return min(((names, route) for names, route, pattern in whole if pattern.match(path)), default=(0, None))[1]

    return tell


def links(text):
    """The addresses of this portal that a page names."""
    for found in re.findall(r'(?:href|src)="(/[^"]*)"', text):
        address = html.unescape(found).partition("#")[0]
        if not address.startswith("//"):
            yield address


def crawl(visitor, routes, start=("/",), each=2):
    """Follows links: of every route with the same names in its query `each` addresses. Gives what each address answered."""
    tell = pattern_of(routes)
    waiting, seen, taken = list(start), {}, {}
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query, keep_blank_values=True)
        # One name of a filter is like another.
        route = tell(address)
        kind = (route, tuple(sorted({re.split("[.-]", name)[0] for name in query})))
        if (taken.get(kind, 0) >= each or taken.get(route, 0) >= 6 * each) and address not in start:
            continue
        for one in (kind, route):
            taken[one] = taken.get(one, 0) + 1
        answer = seen[address] = visitor.get(address)
        if answer.is_redirect:
            waiting.append(answer.headers["Location"])
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += links(answer.text)
    return seen


def day(ahead):
    return (datetime.date.today() + datetime.timedelta(days=ahead)).isoformat()


class Filled:
    """The demo on this portal with a letter box, and one session of each visitor."""

    def __init__(self, portal, post):
        self.portal, self.post = portal, post
        portal.environment["KONTOR_SMTP"] = post.url + "?from=portal@example.com"
        portal.kontor("migrate")
        portal.kontor("demo", "--password", PASSWORD, timeout=900)
        portal.start()
        self.routes = page_routes(portal)
        self.staff, self.client, self.buyer, self.supplier, self.visitor = (Visitor(portal, email) for email in (STAFF, CLIENT, BUYER, SUPPLIER, None))
        self.fill()
        # Staff who look with a client's eyes.
        self.acting = Visitor(portal, "manager@demo.kontor.example")
        self.acting.done("/current-client", client="demo-stroygrad", **{"return": "/catalog"})
        self.visitors = {name: getattr(self, name) for name in ("staff", "acting", "client", "buyer", "supplier", "visitor", "half", "owing")}

    def link_to(self, address, pattern):
        """What stands in one of the letters to an address."""
        for count in range(1, 10):
            self.post.wait(address, count)
            for letter in self.post.to(address):
                if found := re.search(pattern, letter.get_body(("plain",)).get_content()):
                    return found[0]
        raise AssertionError(f"no letter to {address} with {pattern}")

    def found(self):
        """What each visitor was answered, by address; looked for once."""
        if not hasattr(self, "answers"):
            self.answers = {name: crawl(visitor, self.routes, self.starts(name)) for name, visitor in self.visitors.items()}
        return self.answers

    def fill(self):
        """What only people do, once each."""
        staff, client, buyer = self.staff, self.client, self.buyer
        first, second = self.articles = list(dict.fromkeys(re.findall(r'href="/products/([^"?]+)"', buyer.get("/catalog").text)))[:2]
        buyer.done("/cart/lines", **{f"quantity-{first}": "100", f"quantity-{second}": "100", "return": "/cart"})
        for path in ("/favourites", "/compare", "/viewed"):
            for article in self.articles:
                buyer.done(path, keep=article, **{"return": "/catalog"})
        buyer.done("/searches", name="Провода", parameters="query=провод&sort=article")
        buyer.done("/support", topic="documents", subject="Сертификаты", text="Пришлите сертификат.", article=first, order="")
        made = buyer.post("/prices/files/links", name="Для сайта", format="csv")
        assert made.status_code == 200, "the link is shown once"
        self.price_file = re.search(r"/price-files/[\w-]+", made.text)[0]
        asked = {"title": "Стройка", "reason": "Объём", "from": day(0), "to": day(60)}
        asked |= {f"{name}-{place}": value for place, article in enumerate(self.articles) for name, value in (("article", article), ("quantity", "100"), ("price", "90" if place else ""))}
        self.request = buyer.done("/prices/requests", **asked).partition("?")[0]
        client.done("/departments", department="Снабжение")
        self.role = client.done("/roles", **{"name": "Только долги", "right": "see_debt"})
        self.house_role = staff.done("/roles", **{"name": "Смотрит", "right": "see_stock"})

        rows = f"Артикул;Цена, руб.\n{first};1 050,50\nНЕТ-ТАКОГО;5\n{second};дорого\n"
        self.price_import = staff.done("/prices/imports", files={"file": ("новые цены.csv", rows.encode("cp1251"), "text/csv")})
        staff.done(self.price_import + "/check", mapped="1", list="demo-base", **self.mapped(self.price_import))
        shared = "4600000000886"
        rows = f"Артикул;Наименование;Страна;Штрихкод\n{first};Провод из таблицы;Россия;{shared}\n{second};;;{shared}\nX-1;;;\n;Без артикула;;\n"
        self.sheet = staff.done("/exchange/sheets", files={"file": ("товары.csv", rows.encode("cp1251"), "text/csv")})
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "categories.ndjson").write_text('{"external_id": "filled", "name": "Из файла"}\n{"external_id": "filled-2"}\n')
            self.portal.kontor("import", folder)
        self.bulk = staff.done("/bulk-changes", product=first, kind="describe", words="Провод для проверки")
        staff.done("/synonyms", word="кабель", other="провод")
        staff.done("/clients/demo-agro/merge", **{"with": "demo-master"})
        staff.done("/people", email="invited@example.com", name="Иван Ёлкин", role="manager", language="ru")
        staff.done("/people", email="gone@example.com", name="Уходящий Человек", role="manager", language="ru")
        gone = re.search(r"/people/\d+", staff.get("/people?query=gone@example.com").text)[0]
        staff.done(f"{gone}/erasure", reason="request", note="Письмо 17")
        self.access = link(self.post.wait("invited@example.com"), self.portal)
        self.keeper = re.search(r"/people/\d+", staff.get("/people?query=manager2@demo.kontor.example").text)[0]
        self.merge = re.search(r"/people/\d+", staff.get("/people?query=buyer@demo.kontor.example").text)[0] + "/merge?with=approver@demo.kontor.example"
        staff.done(f"{self.keeper}/clients", client="demo-stroygrad", add="1")
        client.done("/security/email", **{"email": "moved@example.com", "email-password": PASSWORD})
        text = self.post.wait("moved@example.com").get_body(("plain",)).get_content()
        self.email_change = re.search(r"/email/[\w-]+", text)[0]
        self.email_cancel = self.link_to(CLIENT, r"/email/[\w-]+/cancellation")

        # Half signed in: the password was right, the code is asked for.
        email, _ = self.portal.user("half@example.com", "buyer", "demo-master", PASSWORD)
        careful = Visitor(self.portal, email)
        secret = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', careful.get("/security/second-factor").text)[1].replace(" ", "")
        assert careful.post("/security/second-factor", code=code(secret)).status_code == 200
        self.half = Visitor(self.portal, email)

        visitor = self.visitor
        boxes = dict(re.findall(r'<input type="checkbox"[^>]*name="(\w+)" value="(\w+)"', visitor.get("/registration").text))
        answer = visitor.post("/registration", inn="7707083893", company="ООО «Новый»", name="Пётр Новый", email="new@example.com", **boxes)
        assert answer.status_code < 400, answer.text[:2000]

        # Who agreed to a text that has changed since.
        agreeing = Visitor(self.portal, "shop@demo.kontor.example")
        agreeing.done("/security/consents/personal_data", version=agreeing.hidden("/security/consents", "version"))
        staff.done("/house/policy", text_ru="Храним имя, почту и телефон, пока человек работает с нами.", text_en="We keep names, addresses and phones.", after="0")
        staff.done("/house/consents/personal_data", text_ru="Согласен на обработку имени и почты.", text_en="I agree.", after=staff.hidden("/house/consents/personal_data", "after"))
        self.owing = Visitor(self.portal, "shop@demo.kontor.example")
        deadline = time.monotonic() + 60
        while re.search(r'http-equiv="refresh"', staff.get(self.sheet).text + staff.get(self.price_import).text) and time.monotonic() < deadline:
            time.sleep(0.5)

    def mapped(self, address):
        """The columns as the form offers them."""
        page = self.staff.get(address).text
        return {html.unescape(name): value for name, options in re.findall(r'<select[^>]*name="(column-[^"]*)"[^>]*>(.*?)</select>', page, re.S) for value in re.findall(r'<option value="([^"]*)" selected', options)}

    def starts(self, name):
        """Where to begin: what no page leads to, or only a letter or a form."""
        first = self.articles[0]
        return {
            "staff": [
                f"/bulk-changes/new?product={first}", "/palette?query=кабель", "/api/problems/short", "/suggestions?query=каб", self.role, self.house_role, self.sheet, self.keeper, self.merge,
                self.price_import, self.bulk, "/prices/tester", f"/prices/tester?client=demo-stroygrad&article={first}&quantity=1",
            ],
            "acting": ["/", "/account", "/cart"],
            "client": ["/palette?query=кабель"],
            "buyer": [self.request, self.request + "/revision", "/suggestions?query=каб"],
            "supplier": [],
            "visitor": ["/registration", "/robots.txt", "/lost-password", "/sign-in", self.access, self.email_change, self.email_cancel, self.price_file, "/consent-texts/personal_data", "/api/openapi.json"],
            "half": ["/sign-in/code"],
            "owing": ["/sign-in/consent"],
        }[name] + ["/"]
