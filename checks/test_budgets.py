"""What pages may weigh and how calm they must be: reference/ux.md, section 8, over the demo's main pages.

Weights, requests and shifts are the same on any machine and are held to here; how long a page takes is timed strictly by `scripts/prove`
(`prove_budgets.py`), here only with room for a machine that is busy and a server without optimisation.
"""

import re

import pytest
from playwright.sync_api import expect

from filled import Filled
from catcher import Catcher
from lab import Lab
from portal import Portal, free_port
from test_walk import ENGINES, browser  # noqa: F401 (fixtures)

KB = 1024
FIRST, REQUESTS, JS, CSS, NEXT, SHIFT = 200 * KB, 15, 60 * KB, 25 * KB, 40 * KB, 0.02


@pytest.fixture(scope="module")
def filled(engine):
    if engine != ENGINES[0]:
        pytest.skip("what a page weighs does not depend on the engine")
    post, portal = Catcher(free_port()).start(), Portal(engine)
    try:
        yield Filled(portal, post)
    finally:
        portal.remove()
        post.stop()


def main_pages(filled):
    """Who looks and where; of the things of a list the first."""

    def first(name, address, pattern):
        return re.search(rf'href="({pattern})"', getattr(filled, name).get(address).text)[1]

    yield from (("visitor", address) for address in ("/", "/sign-in", "/registration", "/lost-password"))
    yield from (("buyer", address) for address in ("/", "/catalog", "/catalog?query=провод", first("buyer", "/catalog", r"/catalog\?category=[^\"&]+"), f"/products/{filled.articles[0]}"))
    yield from (("buyer", address) for address in ("/cart", "/orders", first("buyer", "/orders", r"/orders/[^\"?/]+"), "/favourites", "/compare", "/support", filled.request))
    yield from (("client", address) for address in ("/account", "/documents", "/people", "/security"))
    yield from (("staff", address) for address in ("/", "/clients", first("staff", "/clients", r"/clients/[^\"?/]+"), "/orders", first("staff", "/orders", r"/orders/[^\"?/]+"), "/goods"))
    yield from (("staff", address) for address in ("/journal", "/credit", "/house", "/people", "/prices/tester", "/house/components"))
    yield from (("supplier", address) for address in ("/", "/supply/offers"))


def over(figures, first):
    """What of a page's figures is over its budget."""
    limits = {"js": JS, "css": CSS, "fonts": 0, "cls": SHIFT} | ({"all": FIRST} if first else {"page": NEXT})
    found = [f"{what} {figures[what]:.4g} instead of {limit}" for what, limit in limits.items() if figures[what] > limit]
    if first and figures["requests"] > REQUESTS:
        found.append(f"{figures['requests']} requests")
    return found + (figures["shifts"] if figures["cls"] > SHIFT else [])


@pytest.mark.timeout(600)
def test_pages_are_light_and_stand_still(browser, filled):  # noqa: F811
    wrong = []
    for name, address in main_pages(filled):
        lab = Lab(browser, filled.portal, filled.visitors[name].session.cookies, slow=False)
        # With nothing kept, and again as from a page that has brought the style and the scripts.
        for first in (True, False):
            figures = lab.go(address)
            assert figures["page"] > 0 and (figures["css"] > 0) == first, f"{address}: what came was not weighed: {figures}"
            wrong += [f"{name} {address}{' for the first time' if first else ''}: {what}" for what in over(figures, first)]
            print(f"{name} {address}: {figures['requests']} requests, {figures['all'] / KB:.1f} KB, shifts {figures['cls']:.4f}")
        lab.close()
    assert not wrong, "\n".join(wrong)


def test_a_narrow_window_weighs_no_more(browser, filled):  # noqa: F811
    wrong = []
    for name, address in (("buyer", "/catalog"), ("buyer", "/cart"), ("staff", "/orders"), ("staff", "/goods")):
        lab = Lab(browser, filled.portal, filled.visitors[name].session.cookies, width=360, slow=False)
        wrong += [f"{name} {address}: {what}" for what in over(lab.go(address), True)]
        lab.close()
    assert not wrong, "\n".join(wrong)


def test_pictures_come_with_their_rows(browser, filled):  # noqa: F811
    came = "[...document.querySelectorAll('.goods td.picture img')].map(picture => picture.complete && picture.naturalWidth > 0)"
    lab = Lab(browser, filled.portal, filled.visitors["buyer"].session.cookies, slow=False)
    lab.go("/catalog")
    first, last = lab.page.evaluate(came), lab.page.locator(".goods td.picture img").last
    assert first[0] and not all(first), first
    lab.page.mouse.wheel(0, 100_000)
    expect(last).to_have_js_property("complete", True)
    assert lab.page.evaluate(came)[-1]
    # What was put into the cart is answered with the list anew; its pictures are there at once.
    lab.page.locator(".goods .amount button").last.click()
    expect(lab.page.locator("#flash")).not_to_be_empty()
    expect(last).to_have_js_property("complete", True)
    assert lab.page.evaluate(came)[-1]
    lab.close()
    # Without scripts they are the browser's own affair.
    context = browser.new_context(base_url=filled.portal.base, java_script_enabled=False)
    context.add_cookies([{"name": cookie.name, "value": cookie.value, "url": filled.portal.base} for cookie in filled.visitors["buyer"].session.cookies])
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request) if request.resource_type == "image" else None)
    page.goto("/catalog", wait_until="load")
    page.wait_for_timeout(300)
    assert len(asked) > 1, [request.url for request in asked]
    context.close()


def test_pictures_come_although_the_script_does_not(browser, filled):  # noqa: F811
    """Scripts are on, and the file of one is lost on the way: a list shows its pictures all the same, those near the window."""
    context = browser.new_context(base_url=filled.portal.base)
    context.add_cookies([{"name": cookie.name, "value": cookie.value, "url": filled.portal.base} for cookie in filled.visitors["buyer"].session.cookies])
    page = context.new_page()
    page.route(re.compile(r"/assets/[^/]+\.js$"), lambda route: route.abort())
    page.goto("/catalog", wait_until="load")
    picture = page.locator(".goods td.picture img").first
    expect(picture).to_be_visible(timeout=10_000)
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    # With the script it is the script's affair for good: what is far below stays away.
    page.unroute(re.compile(r"/assets/[^/]+\.js$"))
    watched = context.new_page()
    watched.goto("/catalog", wait_until="load")
    watched.wait_for_timeout(4500)
    assert watched.locator(".goods td.picture img:not(.near)").count() > 0
    assert not watched.locator(".goods td.picture img:not(.near)").last.is_visible()
    context.close()


def test_what_is_over_is_seen(browser, filled):  # noqa: F811
    """A page that is heavy, moves under the eye and asks for much."""
    lab = Lab(browser, filled.portal, slow=False)
    lab.page.route("**/sign-in", lambda route: route.fulfill(status=200, content_type="text/html", body=(
        "<p>" + "".join(f'<img src="/assets/none-{n}.svg" alt="">' for n in range(20)) + "<p id=late></p><h1>" + "<p>words</p>" * 9000
        + "<script>setTimeout(() => { document.getElementById('late').style.height = '300px' }, 200)</script>")))
    figures = lab.go("/sign-in")
    assert figures["cls"] > SHIFT and any("words" in shift or "late" in shift or shift for shift in figures["shifts"])
    assert figures["requests"] > REQUESTS and over(figures, True)
    lab.close()


def used(lab, filled):
    """A buyer's usual moves in the grid; gives the slowest answer to one of them."""
    page = lab.page
    lab.go("/catalog")
    field = page.locator(".goods .amount input[name^=quantity]").first
    field.click()
    field.press("Control+a")
    field.press_sequentially("100", delay=60)
    page.locator(".goods .amount button").first.click()
    page.wait_for_load_state("networkidle")
    search = page.locator(".search input[type=search]")
    search.click()
    search.press_sequentially("провод", delay=60)
    page.wait_for_timeout(700)
    search.press("Escape")
    page.locator(".facets summary:visible, .columns summary, .menu summary").first.click()
    page.wait_for_timeout(300)
    return page.evaluate("window.seen")


@pytest.mark.timeout(300)
def test_pages_come_soon_even_so(browser, filled):  # noqa: F811
    """Twice and more of what `scripts/prove` allows."""
    wrong = []
    for name, address in (("visitor", "/sign-in"), ("buyer", "/catalog"), ("staff", "/orders")):
        filled.visitors[name].get(address)
        lab = Lab(browser, filled.portal, filled.visitors[name].session.cookies)
        figures = lab.go(address)
        print(f"{name} {address}: largest paint {figures['lcp']:.0f} ms, blocked {figures['tbt']:.0f} ms")
        if not 0 < figures["lcp"] <= 4000 or figures["tbt"] > 600:
            wrong.append(f"{name} {address}: {figures}")
        lab.close()
    lab = Lab(browser, filled.portal, filled.visitors["buyer"].session.cookies)
    figures = used(lab, filled)
    print(f"slowest answer to a touch or a key: {figures['inp']:.0f} ms ({figures['slowest']})")
    assert 0 < figures["inp"] <= 600, figures
    lab.close()
    assert not wrong, "\n".join(wrong)
