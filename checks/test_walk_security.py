"""In a real browser: a person's own way in. The second factor by the camera of a phone, passkeys by a device that Chromium plays."""

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


class SecurityKey:
    """A device of the visitor's that keeps passkeys, as Chromium plays it."""

    def __init__(self, visit, verified=True, resident=True):
        self.protocol = visit.context.new_cdp_session(visit.page)
        self.protocol.send("WebAuthn.enable")
        self.id = self.protocol.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {"protocol": "ctap2", "transport": "internal" if resident else "usb", "hasResidentKey": resident, "hasUserVerification": verified,
                         "isUserVerified": verified, "automaticPresenceSimulation": True}},
        )["authenticatorId"]

    def kept(self):
        return self.protocol.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def clone(self, credential, count):
        """The same passkey with a counter of one's own, as a copy would have."""
        self.protocol.send("WebAuthn.removeCredential", {"authenticatorId": self.id, "credentialId": credential["credentialId"]})
        self.protocol.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential | {"signCount": count}})

    def verify(self, verified):
        self.protocol.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verified})


def section(page, key):
    return page.locator("section").filter(has=page.get_by_role("heading", name=say(key), exact=True))


def add_passkey(page, name, password=PASSWORD):
    page.goto("/security")
    form = section(page, "passkeys.title")
    form.get_by_label(say("passkeys.name")).fill(name)
    form.get_by_label(say("security.password.current")).last.fill(password)
    form.get_by_role("button", name=say("passkeys.add")).click()


def by_password(page, email):
    page.goto("/sign-in")
    page.get_by_label(say("sign_in.email")).fill(email)
    page.get_by_label(say("sign_in.password")).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=say("sign_in.submit"), exact=True).click()


def sign_out(page):
    page.goto("/security")
    page.get_by_role("banner").locator("summary").filter(has=page.locator(".person")).click()
    page.get_by_role("button", name=say("shell.sign_out")).click()
    expect(page.locator("#flash")).to_contain_text(say("sign_in.signed_out"))


def test_a_passkey_is_added_opens_the_portal_and_is_removed(browser, house, post, pictures):  # noqa: F811
    email, _ = house.user("passkey@example.com", "buyer", house.client)
    visit = Visit(browser, house, pictures, "passkey")
    page, key = visit.page, SecurityKey(visit)
    visit.sign_in(email, PASSWORD)
    add_passkey(page, "Ноутбук", "not the password")
    alert = section(page, "passkeys.title").get_by_role("alert")
    expect(alert).to_have_text(say("refusal.own_password_wrong"))
    visit.look("wrong-password")
    assert not key.kept()
    add_passkey(page, "Ноутбук")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("recovery.title"))
    recovery = page.locator(".codes-list code").first.inner_text()
    assert len(key.kept()) == 1 and key.kept()[0]["rpId"] == "localhost" and key.kept()[0]["isResidentCredential"]
    assert post.wait(email)["Subject"].startswith(say("mail.passkey_added.subject", house="")[:12])
    page.goto("/security")
    expect(section(page, "passkeys.title").get_by_role("row", name=re.compile("Ноутбук"))).to_contain_text(say("passkeys.never"))
    visit.look("security")
    add_passkey(page, "Ещё раз")
    expect(alert).to_have_text(say("passkeys.known_here"))

    sign_out(page)
    page.goto("/sign-in?return=/security")
    button = page.get_by_role("button", name=say("passkeys.sign_in"))
    visit.look("sign-in")
    button.click()
    page.wait_for_url("**/security")
    expect(section(page, "passkeys.title").get_by_role("row", name=re.compile("Ноутбук"))).not_to_contain_text(say("passkeys.never"))

    # Beside the password: a passkey or a recovery code.
    sign_out(page)
    by_password(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("sign_in_code.title"))
    visit.look("second")
    page.get_by_role("button", name=say("passkeys.second")).click()
    expect(page.get_by_role("navigation", name=say("shell.sections"))).to_be_visible()
    sign_out(page)
    by_password(page, email)
    page.get_by_label(say("sign_in_code.recovery")).fill(recovery)
    page.get_by_role("main").get_by_role("button", name=say("sign_in.submit"), exact=True).click()
    expect(page.get_by_role("navigation", name=say("shell.sections"))).to_be_visible()

    # A device that cannot make sure of its owner is not enough alone.
    sign_out(page)
    key.verify(False)
    page.goto("/sign-in")
    button.click()
    expect(page.locator("form[data-passkey] [role=alert]")).to_have_text(say("passkeys.cancelled"))
    visit.look("cancelled")
    key.verify(True)

    # A copy, whose counter stands behind.
    passkey = key.kept()[0]
    key.clone(passkey, 0)
    button.click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.passkey_refused"))
    visit.look("refused")
    key.clone(passkey, 50)
    page.goto("/sign-in?return=/security")
    button.click()
    page.wait_for_url("**/security")

    row = section(page, "passkeys.title").get_by_role("row", name=re.compile("Ноутбук"))
    row.locator("summary").click()
    visit.look("removal")
    row.get_by_label(say("security.password.current")).fill("not the password")
    row.get_by_role("button", name=say("passkeys.remove")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.own_password_wrong"))
    visit.look("removal-refused")
    row.get_by_label(say("security.password.current")).fill(PASSWORD)
    row.get_by_role("button", name=say("passkeys.remove")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.passkey_removed"))
    sign_out(page)
    page.goto("/sign-in")
    button.click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.passkey_refused"))
    by_password(page, email)
    expect(page.get_by_role("navigation", name=say("shell.sections"))).to_be_visible()
    visit.end()


def test_without_scripts_or_passkeys_the_page_says_what_works(browser, house, pictures):  # noqa: F811
    email, _ = house.user("plain@example.com", "buyer", house.client)
    visit = Visit(browser, house, pictures, "passkey-no-scripts", scripts=False, axe=False)
    page = visit.page
    page.goto("/sign-in")
    expect(page.get_by_role("button", name=say("passkeys.sign_in"))).to_be_hidden()
    note = page.locator("noscript p")
    expect(note).to_have_text(say("passkeys.sign_in.without"))
    expect(note).to_be_visible()
    visit.look("sign-in")
    visit.sign_in(email, PASSWORD)
    page.goto("/security")
    expect(note).to_have_text(say("passkeys.without"))
    expect(note).to_be_visible()
    expect(page.get_by_role("button", name=say("passkeys.add"))).to_be_hidden()
    visit.look("security")
    visit.end()

    visit = Visit(browser, house, pictures, "passkey-none", axe=False)
    visit.context.add_init_script("delete window.PublicKeyCredential")
    page = visit.page
    visit.sign_in(email, PASSWORD)
    page.goto("/security")
    expect(page.get_by_text(say("passkeys.without"))).to_be_visible()
    expect(page.get_by_role("button", name=say("passkeys.add"))).to_be_hidden()
    visit.end()


def test_by_a_number_there_are_no_passkeys(browser, portal, pictures):  # noqa: F811
    """Browsers give none to an IP address: there is nothing of them on the pages, and their addresses are not there."""
    email, _ = portal.user("number@example.com", "administrator")
    visit = Visit(browser, portal, pictures, "passkey-number", axe=False)
    page = visit.page
    visit.sign_in(email, PASSWORD)
    page.goto("/security")
    expect(page.get_by_role("heading", name=say("passkeys.title"))).to_have_count(0)
    for address in ("/sign-in/passkey/challenge", "/security/passkeys"):
        assert page.request.post(address, headers={"Sec-Fetch-Site": "same-origin"}).status == 404
    visit.end()


def test_staff_who_owe_a_second_factor_may_bring_a_passkey(browser, house, pictures):  # noqa: F811
    admin, _ = house.user("passkey-admin@example.com", "administrator")
    visit = Visit(browser, house, pictures, "passkey-staff")
    page, _ = visit.page, SecurityKey(visit)
    visit.sign_in(admin, PASSWORD)
    page.goto("/house")
    page.get_by_label(say("house.staff_second_factor")).check()
    page.locator("form", has=page.get_by_label(say("house.staff_second_factor"))).get_by_role("button").first.click()
    page.goto("/orders")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("second_factor.title"))
    visit.look("owed")
    page.get_by_role("link", name=say("second_factor.passkey")).click()
    add_passkey(page, "Рабочий ключ")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("recovery.title"))
    page.get_by_role("link", name=say("recovery.done")).click()
    expect(page.get_by_role("navigation", name=say("shell.sections"))).to_be_visible()
    page.goto("/house")
    page.get_by_label(say("house.staff_second_factor")).uncheck()
    page.locator("form", has=page.get_by_label(say("house.staff_second_factor"))).get_by_role("button").first.click()
    visit.end()
