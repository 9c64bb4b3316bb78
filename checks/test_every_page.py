"""Every page of the portal with real things on it: each link leads somewhere, looking changes nothing, and every page is right wide and narrow, in the light and in the dark.

The addresses are found as people find them, by links (`filled.py`); a route that nobody reaches fails.
"""

import contextlib
import re
import sqlite3
import subprocess
import time

import pytest

from catcher import Catcher
from filled import Filled, pattern_of
from portal import Portal, free_port
from test_people import WORDS
from test_walk import ENGINES, Axe, Visit, browser, pictures  # noqa: F401 (fixtures)

# Parts of pages, and pages of programs: no person looks at them by themselves.
PARTS = {"/palette", "/suggestions", "/api/problems/{code}"}
# Leads on, always.
LEADS_ON = {"/prices"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def filled(engine):
    post, portal = Catcher(free_port()).start(), Portal(engine)
    try:
        yield Filled(portal, post)
    finally:
        portal.remove()
        post.stop()


class State:
    """Every row of every table but what the server notes by itself: `taken` while it stands still, or while only jobs could write."""

    # Of a session and of a link of programs when it was last used; of a node that it is alive.
    APART = {"sessions": ("last_seen_at",), "price_file_links": ("used_at", "uses"), "nodes": None, "jobs": None, "job_schedules": None, "sqlite_sequence": None}

    def __init__(self, portal):
        self.portal, self.tables = portal, {}
        if portal.engine == "sqlite":
            # The file belongs to the server alone while it runs.
            portal.stop()
            with contextlib.closing(sqlite3.connect(portal.data / "kontor.sqlite")) as database:
                for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    names = [row[1] for row in database.execute(f"PRAGMA table_xinfo('{table}')")]
                    self.keep(table, names, lambda chosen, table=table: [repr(row) for row in database.execute(f'SELECT {chosen} FROM "{table}"')])
            portal.start()
        else:
            columns = self.psql("SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position")
            tables = {}
            for line in columns.splitlines():
                table, name = line.split(" ")
                tables.setdefault(table, []).append(name)
            for table, names in tables.items():
                # With its place, so that also a rewrite of the same is seen.
                place = "" if table in self.APART else "ctid, "
                self.keep(table, names, lambda chosen, table=table, place=place: self.psql(f'SELECT to_json(t)::text FROM (SELECT {place}{chosen} FROM "{table}") AS t').splitlines())

    def psql(self, sql):
        command = ["psql", "--no-psqlrc", "-At", "--dbname", self.portal.database.url, "--command", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def keep(self, table, names, read):
        left_out = self.APART.get(table, ())
        if left_out is not None:
            self.tables[table] = sorted(read(", ".join(f'"{name}"' for name in names if name not in left_out)))

    def difference(self, other):
        return {
            table: [row[:300] for row in list(set(other.tables.get(table, [])) ^ set(rows))[:4]] for table, rows in self.tables.items() if rows != other.tables.get(table)
        }


@pytest.mark.timeout(1800)  # the demo is made first
def test_looking_changes_nothing(filled):
    if filled.portal.engine != ENGINES[0]:
        return
    before = State(filled.portal)
    filled.found()
    assert before.difference(State(filled.portal)) == {}


def test_the_demo_has_orders_in_many_states_and_people_at_every_client(filled):
    table = re.search(r"<tbody>.*</tbody>", filled.staff.get("/orders").text, re.S)[0]
    for state in ("placed", "approval", "delivered", "shipped", "in_transit", "picking", "processing"):
        assert WORDS[f"order_status.{state}"] in table, state
    people = "".join(filled.staff.get(f"/people?client={client}").text for client in ("demo-energo", "demo-sibir", "demo-vostok"))
    for name in ("energo", "sibir", "vostok"):
        assert f"buyer-{name}@demo.kontor.example" in people and f"admin-{name}@demo.kontor.example" in people
    assert "ignatov@new-networks.example" in filled.staff.get("/registrations").text


def test_a_change_is_seen(filled):
    """So that the check above proves something."""
    before = State(filled.portal)
    filled.visitors["client"].done("/departments", department="Цех")
    assert {"departments", "journal"} <= before.difference(State(filled.portal)).keys()


def test_every_link_leads_somewhere_and_every_route_is_reached(filled):
    tell = pattern_of(filled.routes)
    reached, dead = set(), []
    for name, answers in filled.found().items():
        assert len(answers) >= 5, name
        for address, answer in answers.items():
            if answer.status_code in (200, 304) or answer.is_redirect:
                reached |= {tell(address)} if answer.status_code == 200 or tell(address) in LEADS_ON else set()
            else:
                dead.append(f"{name}: {address}: {answer.status_code}")
    assert not dead, "\n".join(dead)
    assert set(filled.routes) - reached == set(), "nobody was shown these: lead to them in filled.py"


# Markup of ours that came out as text, and a value that was never meant to be read.
SPILT = re.compile(r"&lt;/?(?:p|ul|ol|li|a|b|i|small|span|div|form|button|input|label|table|tr|td|th|section|details|summary|h[1-4]|br|time|dl|dt|dd)\b|HTML\(bytes:")


def spilt(text):
    return [text[max(0, found.start() - 60):found.end() + 60] for found in SPILT.finditer(text)]


def test_no_page_shows_its_own_markup_as_text(filled):
    assert spilt("<p>&lt;p&gt;</p>") and spilt("[HTML.HTML(bytes: [60])]") and not spilt("<p>1 &lt; 2, a &lt;- b</p>")
    # A manager with a client given here.
    assert 'name="away" value="demo-stroygrad"' in filled.found()["staff"][filled.keeper].text
    wrong = [
        f"{name}: {address}: {spilt(answer.text)[:3]}"
        for name, answers in filled.found().items() for address, answer in answers.items()
        if answer.headers.get("Content-Type", "").startswith("text/html") and spilt(answer.text)
    ]
    assert not wrong, "\n".join(wrong)


class Look(Visit):
    """A window that looks at one page after the other, each asked for once."""

    def __init__(self, browser, filled, pictures, name):  # noqa: F811
        super().__init__(browser, filled.portal, pictures, f"every-{name}")
        visitor = filled.visitors[name]
        self.context.add_cookies([{"name": cookie.name, "value": cookie.value, "url": filled.portal.base} for cookie in visitor.session.cookies])

    def axe_of(self, where, rules):
        found = self.page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"]} | rules)
        self.wrong += [
            f"{where}: {violation['id']} ({violation['impact']}): {violation['help']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
            for violation in found["violations"]
        ]

    # Wide in the light, narrow in the dark: what a width changes is where things stand, what a light changes is colours.
    def look_wide_and_narrow(self, title, looks=((1280, "light"), (360, "dark"))):
        self.page.evaluate(Axe().axe_script)
        for width, light in looks:
            where = f"{self.name}-{title}-{width}-{light}"
            self.page.emulate_media(color_scheme=light)
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.set_viewport_size({"width": width, "height": max(800, self.page.evaluate("document.documentElement.scrollHeight"))})
            overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                self.wrong.append(f"{where}: {overflow} px wider than the window")
            self.page.screenshot(path=self.pictures / f"{where}.png", full_page=True)
            self.axe_of(where, {"runOnly": RULES})
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 800})


def pages(filled, name):
    """One address of each route that answers this visitor with a whole page; of what staff see with a client's eyes only what is drawn otherwise."""
    tell, chosen = pattern_of(filled.routes), {}
    for address, answer in filled.found()[name].items():
        route = tell(address)
        kind = re.search(r"[?&](kind=[\w-]+)", address)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html") and route not in PARTS and "<!doctype html>" in answer.text[:20]:
            chosen.setdefault((route, kind and kind[1]), address)
    return {route: address for (route, _), address in chosen.items()} if name in ("acting", "buyer", "half", "owing") else {f"{route} {kind or ''}".strip(): address for (route, kind), address in chosen.items()}


# What each is looked at with; a route that another has been shown already is left out for those named last.
SEEN_BY = ["client", "supplier", "visitor", "acting", "buyer", "half", "owing"]
AGAIN = {"acting": {"/", "/catalog", "/products/{article}", "/cart", "/account", "/orders/{number}", "/prices/requests/{number}"}}


@pytest.fixture(scope="module")
def looked_at():
    return set()


@pytest.mark.timeout(1800)  # two minutes when nothing else runs
@pytest.mark.parametrize("name", SEEN_BY)
def test_every_page_is_right_wide_and_narrow(browser, filled, pictures, looked_at, name):  # noqa: F811
    if filled.portal.engine != ENGINES[0]:
        return  # what a page looks like does not depend on the engine
    look, start = Look(browser, filled, pictures, name), time.monotonic()
    count = 0
    for route, address in pages(filled, name).items():
        if route in looked_at and route not in AGAIN.get(name, ()) and name in SEEN_BY[3:]:
            continue
        looked_at.add(route)
        answer = look.page.goto(address)
        if answer.status != 200:
            look.wrong.append(f"{name}: {address}: {answer.status}")
        title = re.sub(r"\W+", "-", route).strip("-") or "start"
        look.look_wide_and_narrow(title)
        count += 1
    print(f"{name}: {count} pages in {time.monotonic() - start:.0f} s")
    look.end()


def test_refusals_are_pages_too(browser, filled, pictures):  # noqa: F811
    if filled.portal.engine != ENGINES[0]:
        return
    for name in ("staff", "client", "supplier", "visitor"):
        look = Look(browser, filled, pictures, name)
        assert look.page.goto("/no-such-page").status == 404
        look.look_wide_and_narrow("404")
        # As another site's form would send it; no browser lets a page choose where it says it comes from.
        refused = filled.visitors[name].session.post(filled.portal.base + "/preferences", data={"language": "en"}, headers={"Origin": "https://evil.example"}, timeout=60)
        assert refused.status_code == 403
        look.page.route("**/refused", lambda route: route.fulfill(status=403, content_type="text/html; charset=utf-8", body=refused.text))
        assert look.page.goto("/refused").status == 403
        look.look_wide_and_narrow("403")
        expected = ("404 ", "403 ", "console: Failed to load resource")
        look.wrong = [wrong for wrong in look.wrong if not wrong.startswith(expected)]
        look.end()
