"""In a real browser: a buyer signs in, finds an article of a catalogue that 1C wrote, orders it; staff see the order and 1C gets it.

Each page is looked at in 1280 and 360 px, light and dark, by axe; the screenshots stay in a folder whose path is printed.
"""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from portal import ROOT, ok
from test_commerceml import Exchange, articles, buyer, children, goods, one_key, text  # noqa: F401 (fixtures)

WORDS = json.loads((ROOT / "Sources/Localization/Locales/ru.json").read_text("utf-8"))
LOOKS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
BUYER, STAFF = "buyer@example.com", "manager@example.com"


def say(key, **arguments):
    """A text of the pages, with its arguments filled in."""
    words = WORDS[key]
    for name, value in arguments.items():
        words = words.replace("{" + name + "}", str(value))
    return words


@pytest.fixture(scope="module")
def pictures(request):
    folder = Path(os.environ.get("KONTOR_PICTURES") or tempfile.mkdtemp(prefix="kontor-pictures-"))
    folder.mkdir(parents=True, exist_ok=True)
    request.config.pictures = folder  # told at the end
    if hasattr(request.config, "workeroutput"):
        request.config.workeroutput["pictures"] = str(folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    chromium = os.environ.get("KONTOR_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "Chromium is not installed: scripts/setup tests"
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield one
        one.close()


@pytest.fixture(scope="module")
def people(portal, buyer):  # noqa: F811
    return portal.user(BUYER, "buyer", "C"), portal.user(STAFF, "administrator")


ENGINES = os.environ.get("KONTOR_ENGINES", "sqlite,postgres").split(",")


class Visit:
    """One browser window of one person, that notes everything a page must not do."""

    doors_seen = set()

    def __init__(self, browser, portal, pictures, name, width=1280, scripts=True, axe=True):
        self.base, self.pictures, self.name, self.width = portal.base, pictures, f"{name}-{portal.engine}", width
        # What a page looks like does not depend on the engine: one of them is looked at in every width and light.
        self.axe, self.wrong = axe and portal.engine == ENGINES[0], []
        self.context = browser.new_context(
            base_url=portal.base,
            locale="ru-RU",
            viewport={"width": width, "height": 800 if width > 500 else 740},
            java_script_enabled=scripts,
            has_touch=width < 500,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(f"script error: {error}"))
        self.page.on(
            "console",
            lambda message: (
                self.wrong.append(f"console: {message.text}") if message.type in ("error", "warning") and not self.expected(message) else None
            ),
        )
        self.page.on(
            "request",
            lambda request: self.wrong.append(f"went elsewhere: {request.url}") if not request.url.startswith((self.base + "/", "data:")) else None,
        )
        self.page.on(
            "response", lambda answer: self.wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 and answer.status != 422 else None
        )

    @staticmethod
    def expected(message):
        """Chromium reports a refused form (422) as a failed resource; a person sees a page that says why."""
        return "422" in message.text

    def look(self, title):
        """The page in every width and light: no accessibility violation, nothing wider than the window."""
        for width, light in LOOKS if self.axe else [(self.width, "light")]:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=light)
            # A window as tall as the page: what sticks to the window's edge then covers nothing.
            self.page.set_viewport_size({"width": width, "height": max(800, self.page.evaluate("document.documentElement.scrollHeight"))})
            where = f"{self.name}-{title}-{width}-{light}"
            self.page.screenshot(path=self.pictures / f"{where}.png", full_page=True)
            if self.axe:
                found = Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
                self.wrong += [
                    f"{where}: {violation['id']} ({violation['impact']}): {violation['help']}: "
                    f"{[node['html'][:160] for node in violation['nodes'][:3]]}"
                    for violation in found.response["violations"]
                ]
            overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                self.wrong.append(f"{where}: {overflow} px wider than the window")
        self.page.set_viewport_size({"width": self.width, "height": 800})
        self.page.emulate_media(color_scheme="light")

    def sign_in(self, email, password):
        self.page.goto("/")
        self.page.goto("/sign-in")
        if self.width not in Visit.doors_seen:  # the same for everybody
            self.look("sign-in")
            Visit.doors_seen.add(self.width)
        self.page.get_by_label(say("sign_in.email")).fill(email)
        self.page.get_by_label(say("sign_in.password")).fill(password)
        self.page.get_by_role("main").get_by_role("button", name=say("sign_in.submit"), exact=True).click()
        expect(self.page.get_by_role("navigation", name=say("shell.sections"))).to_be_visible()

    def go(self, section):
        """To a section by the menu, through its group where it stands in one."""
        menu = self.page.get_by_role("navigation", name=say("shell.sections"))
        name = re.compile(rf"^\s*{re.escape(say(f'section.{section}'))}(?!\w)")
        link = menu.locator("a").filter(has_text=name)
        if not link.is_visible():
            menu.locator("details", has=self.page.locator("a").filter(has_text=name)).locator("summary").click()
        link.click()

    def end(self):
        self.context.close()
        assert not self.wrong, "\n".join(dict.fromkeys(self.wrong))


def order_an_article(visit, article, words, quantity, reference):
    """From the catalogue by a search for `words` to the placed order; gives its number."""
    page = visit.page
    page.goto("/catalog")
    visit.look("catalog")
    page.get_by_label(say("search.label")).fill(words)
    page.get_by_role("button", name=say("search.find")).first.click()
    if words != article:  # an article leads straight to its product, words to a list
        found = page.get_by_role("main").get_by_role("link", name=article, exact=True)
        expect(found).to_be_visible()
        visit.look("found")
        found.click()
    page.wait_for_url("**/products/*")
    expect(page.get_by_role("main")).to_contain_text(article)
    visit.look("product")
    field = page.get_by_label(say("goods.quantity"), exact=False).and_(page.locator("[name^=quantity-]")).first
    field.fill(str(quantity))
    page.get_by_role("main").get_by_role("button", name=say("goods.add")).first.click()
    expect(page.locator("#flash")).not_to_be_empty()
    page.goto("/cart")
    expect(page.get_by_role("main").get_by_role("link", name=article, exact=True)).to_be_visible()
    page.get_by_label(say("cart.reference")).fill(reference)
    visit.look("cart")
    page.get_by_role("button", name=say("cart.place"), exact=True).click()
    page.wait_for_url("**/orders/*?placed=1*")
    number = page.url.rpartition("/")[2].partition("?")[0]
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    visit.look("placed")
    return number


def in_1c(portal, key, number, article, goods):  # noqa: F811
    session = Exchange(portal, key).begin()
    documents = session.query()[number]
    assert [text(row, "Ид") for document in documents for row in children(document, "Товары", "Товар")] == [goods[article][0]]
    session.success()


def test_a_buyers_order_reaches_staff_and_1c(browser, portal, pictures, people, buyer, articles, goods, one_key):  # noqa: F811
    article = articles[8]
    visit = Visit(browser, portal, pictures, "buyer")
    visit.sign_in(*people[0])
    number = order_an_article(visit, article, goods[article][1], 2, "Заявка из браузера")
    visit.page.goto("/orders")
    expect(visit.page.get_by_role("link", name=number, exact=True)).to_be_visible()
    visit.look("orders")
    visit.page.goto("/account")
    visit.look("account")
    visit.page.goto("/cart")
    visit.look("empty-cart")
    visit.page.goto("/catalog?query=ничего-такого-нет")
    visit.look("nothing-found")
    visit.end()
    placed = ok(buyer.get(f"/orders/{number}"))
    assert placed["reference"] == "Заявка из браузера"
    assert [(line["article"], float(line["quantity"])) for line in placed["lines"]] == [(article, 2.0)]

    staff = Visit(browser, portal, pictures, "staff")
    staff.sign_in(*people[1])
    staff.page.goto("/orders")
    link = staff.page.get_by_role("link", name=number, exact=True)
    expect(link).to_be_visible()
    staff.look("orders")
    link.click()
    expect(staff.page.get_by_role("heading", level=1)).to_contain_text(number)
    staff.look("order")
    for path in ("/clients", "/exchange"):
        staff.page.goto(path)
        expect(staff.page.get_by_role("heading", level=1)).to_be_visible()
        staff.look(path.strip("/"))
    staff.end()
    in_1c(portal, one_key, number, article, goods)


@pytest.mark.parametrize("name, width, scripts", [("no-scripts", 1280, False), ("phone", 360, True), ("phone-no-scripts", 360, False)])
def test_the_same_way_on_a_phone_and_without_scripts(
    browser, portal, pictures, people, buyer, articles, goods, one_key, name, width, scripts
):  # noqa: F811
    visit = Visit(browser, portal, pictures, name, width, scripts, axe=False)
    visit.sign_in(*people[0])
    article = articles[9]
    number = order_an_article(visit, article, article, 1, name)
    visit.end()
    in_1c(portal, one_key, number, article, goods)


def test_a_wrong_password_says_so_and_keeps_the_address(browser, portal, pictures, people):
    visit = Visit(browser, portal, pictures, "wrong-password")
    page = visit.page
    page.goto("/sign-in")
    page.get_by_label(say("sign_in.email")).fill(BUYER)
    page.get_by_label(say("sign_in.password")).fill("wrong")
    page.get_by_role("main").get_by_role("button", name=say("sign_in.submit")).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label(say("sign_in.email"))).to_have_value(BUYER)
    expect(page.get_by_label(say("sign_in.password"))).to_have_value("")
    visit.look("refused")
    visit.end()


def test_a_visitor_is_led_through_the_sign_in_to_where_he_wanted(browser, portal, pictures, people):
    visit = Visit(browser, portal, pictures, "led", axe=False)
    page = visit.page
    page.goto("/orders")
    page.get_by_label(say("sign_in.email")).fill(BUYER)
    page.get_by_label(say("sign_in.password")).fill(people[0][1])
    page.get_by_role("main").get_by_role("button", name=say("sign_in.submit")).click()
    page.wait_for_url("**/orders")
    visit.end()


def test_the_whole_way_by_keyboard(browser, portal, pictures, people, buyer, articles):  # noqa: F811
    """Every step with Tab and Enter; the focus is always to be seen (within a date Chromium itself shows which part has it)."""
    visit = Visit(browser, portal, pictures, "keyboard", axe=False)
    page = visit.page

    def tab_to(name):
        for _ in range(120):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                """() => {
                    const focused = document.activeElement, style = getComputedStyle(focused);
                    const label = focused.labels && focused.labels[0] ? focused.labels[0].innerText : '';
                    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                    const name = label || focused.getAttribute('aria-label') || focused.innerText || '';
                    return [name.trim(), outlined || style.boxShadow !== 'none' || focused.type === 'date'];
                }"""
            )
            if seen[0] and not seen[1]:
                visit.wrong.append(f"the focus on “{seen[0][:60]}” cannot be seen")
            if seen[0].lower().startswith(name.lower()):
                return
        raise AssertionError(f"Tab never reached “{name}”")

    page.goto("/sign-in")
    tab_to(say("sign_in.email"))
    page.keyboard.type(BUYER)
    tab_to(say("sign_in.password"))
    page.keyboard.type(people[0][1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name=say("shell.sections"))).to_be_visible()
    page.goto(f"/catalog?query={articles[7]}")
    tab_to(say("goods.quantity"))
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).not_to_be_empty()
    page.goto("/cart")
    tab_to(say("cart.place"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/*?placed=1*")
    visit.end()


def test_english_is_as_whole_as_russian(browser, portal, pictures, people):
    visit = Visit(browser, portal, pictures, "english", axe=False)
    visit.sign_in(*people[0])
    page = visit.page
    page.context.request.post("/preferences", form={"language": "en", "return": "/catalog"}, headers={"Origin": portal.base})
    for path in ("/catalog", "/cart", "/orders", "/account"):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"
        body = page.locator("main").inner_text()
        assert not any(f"{key}." in body for key in ("cart", "order_status", "goods", "section")), "a key stands where a text belongs"
    visit.end()
