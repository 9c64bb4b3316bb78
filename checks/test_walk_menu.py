"""In a real browser: the menu of every role, by groups, with and without scripts, by keyboard."""

import pytest
from playwright.sync_api import expect

from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
CLIENTS = ["buyer", "accountant", "head", "approver", "warehouse", "administrator"]
STAFF = ["manager", "warehouse", "marketing", "director", "administrator", "integrator", "credit_controller", "catalogue_manager"]
GROUPS = {
    "manager": ["sales", "money"], "warehouse": ["sales"], "marketing": [], "director": ["sales", "money", "house"],
    "administrator": ["sales", "money", "goods", "house"], "integrator": ["sales"], "credit_controller": ["sales", "money"], "catalogue_manager": ["house"],
}


@pytest.fixture(scope="module")
def client(shop):
    return shop.client()


def visit_of(browser, portal, pictures, role, client, scripts=True, look=True):  # noqa: F811
    email = f"menu-{role}-{'c' if client else 's'}@example.com"
    if email not in portal.__dict__.setdefault("menu_people", set()):
        portal.user(email, role, client, PASSWORD) if client else portal.user(email, role, password=PASSWORD)
        portal.menu_people.add(email)
    visit = Visit(browser, portal, pictures, f"menu-{'client' if client else 'staff'}-{role}", scripts=scripts, axe=look and role == "administrator")
    visit.sign_in(email, PASSWORD)
    return visit


def menu(visit):
    return visit.page.get_by_role("navigation", name=say("shell.sections"))


@pytest.mark.parametrize("role", CLIENTS)
def test_clients_have_their_sections_in_sight(browser, portal, pictures, client, role):  # noqa: F811
    visit = visit_of(browser, portal, pictures, role, client)
    visit.page.goto("/orders")
    expect(menu(visit).locator("a[aria-current=page]")).to_have_text(say("section.orders"))
    expect(menu(visit).locator("summary")).to_have_count(1 if role == "administrator" else 0)
    visit.look("orders")
    visit.end()


@pytest.mark.parametrize("role", STAFF)
def test_staff_open_groups(browser, portal, pictures, shop, role):  # noqa: F811
    visit = visit_of(browser, portal, pictures, role, None)
    visit.page.goto("/catalog")
    names = [say(f"menu.{name}") for name in GROUPS[role]]
    expect(menu(visit).locator("summary")).to_have_text(names)
    visit.look("closed")
    if names:
        menu(visit).locator("summary").first.click()
        looks, visit.axe = visit.axe, False  # what lies half under the open sheet is too small a target for it
        visit.look("open")
        visit.axe = looks
        if len(names) > 1:  # one at a time
            menu(visit).locator("summary").last.click()
        expect(menu(visit).locator("details[open]")).to_have_count(1)
    # Whatever the menu shows is open to this person.
    addresses = menu(visit).locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for address in addresses:
        assert visit.page.goto(address).ok, address
        expect(menu(visit).locator("a[aria-current=page]")).to_have_attribute("href", address)
    if role == "administrator":
        visit.page.goto("/house")
        visit.page.get_by_role("main").get_by_role("link", name=say("components.title")).click()
        expect(visit.page.get_by_role("heading", level=1)).to_have_text(say("components.title"))
        visit.look("components")
    visit.end()


def test_by_keyboard_and_without_scripts(browser, portal, pictures, shop):  # noqa: F811
    for scripts in (True, False):
        visit = visit_of(browser, portal, pictures, "administrator", None, scripts, False)
        page = visit.page
        page.goto("/catalog")
        sales = menu(visit).locator("summary").first
        sales.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(menu(visit).get_by_role("link", name=say("section.clients"))).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/clients")
        expect(menu(visit).locator("summary[aria-current]")).to_have_text(say("menu.sales"))
        if scripts:
            menu(visit).locator("summary").first.click()
            page.keyboard.press("Escape")
            expect(menu(visit).locator("details[open]")).to_have_count(0)
            expect(menu(visit).locator("summary").first).to_be_focused()
            menu(visit).locator("summary").first.click()
            page.get_by_role("heading", level=1).click()
            expect(menu(visit).locator("details[open]")).to_have_count(0)
        visit.end()
