"""In a real browser: a person's own way in. The second factor by the camera of a phone."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from portal import Portal
from shop import Shop
from test_people import code
from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def house(engine, post):
    """A portal that is called by a name, not by a number, as passkeys want it; its letters go to `post`."""
    one = Portal(engine)
    one.base = f"http://localhost:{one.port}"
    one.environment |= {"KONTOR_BASE_URL": one.base, "KONTOR_SMTP": post.url + "?from=portal@example.com"}
    try:
        one.kontor("migrate")
        one.start()
        one.shop = Shop(one)
        one.client = one.shop.client()
        yield one
    finally:
        one.remove()


def read_by_a_camera(page, picture):
    """What a phone reads off the screen."""
    page.screenshot(path=picture)
    read = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, timeout=60)
    assert read.returncode == 0, f"no code is read off {picture}"
    return read.stdout.strip()


def test_the_key_of_a_second_factor_is_read_by_a_camera(browser, house, pictures):  # noqa: F811
    email, password = house.user("camera@example.com", "buyer", house.client)
    visit = Visit(browser, house, pictures, "factor")
    page = visit.page
    visit.sign_in(email, password)
    page.goto("/security")
    page.get_by_role("main").get_by_role("link", name=say("security.factor.switch_on"), exact=True).click()
    drawing = page.get_by_role("img", name=say("second_factor.qr"))
    expect(drawing).to_be_visible()
    visit.look("second-factor")
    key = page.locator("code.key").inner_text().replace(" ", "")
    for width, light in ((1280, "light"), (1280, "dark"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=light)
        drawing.scroll_into_view_if_needed()
        address = read_by_a_camera(page, pictures / f"factor-camera-{width}-{light}-{house.engine}.png")
        assert address == page.get_by_role("link", name=say("second_factor.open")).get_attribute("href")
        assert address.startswith("otpauth://totp/") and f"secret={key}&" in address and re.search(r"camera%40example%2Ecom", address)
    page.emulate_media(media="print")
    assert read_by_a_camera(page, pictures / f"factor-camera-print-{house.engine}.png") == address
    page.emulate_media(media="screen")
    page.get_by_label(say("sign_in_code.code")).fill(code(key))
    page.get_by_role("button", name=say("security.factor.switch_on"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("recovery.title"))
    visit.end()
