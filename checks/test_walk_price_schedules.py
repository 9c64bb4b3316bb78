"""In a real browser: a buyer makes a link to a price file, sets, changes and ends its schedule; staff see who has which.

Every page in 1280 and 360 px, light and dark, by axe; once more without scripts, and by the keyboard.
"""

import pytest
from playwright.sync_api import expect

from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def client(portal, shop):
    one = shop.client()
    portal.user("walk-buyer@example.com", "buyer", one, PASSWORD)
    portal.user("walk-head@example.com", "head", one, PASSWORD)
    portal.user("walk-staff@example.com", "administrator", password=PASSWORD)
    return one


@pytest.mark.parametrize("scripts", [True, False])
def test_a_schedule_is_set_changed_and_ended(browser, portal, pictures, client, scripts):  # noqa: F811
    visit = Visit(browser, portal, pictures, f"schedule-{scripts}", scripts=scripts, axe=scripts)
    visit.sign_in("walk-buyer@example.com", PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    name = f"Сайт {scripts}"
    page.goto("/prices/files")
    visit.look("files")
    main.get_by_label(say("price_files.name")).fill(name)
    main.get_by_role("button", name=say("price_files.make")).click()
    visit.look("fresh")
    main.get_by_role("link", name=say("price_files.to_schedule")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    visit.look("empty")
    main.get_by_label(say("price_files.recipients")).fill("nobody@example.com")
    for day in ("saturday", "sunday"):
        main.get_by_label(say(f"weekday.{day}")).uncheck()
    main.get_by_role("button", name=say("price_files.schedule.save")).click()
    expect(page.locator("#problems")).to_contain_text(say("refusal.no_such_recipient", value="nobody@example.com"))
    expect(main.get_by_label(say("weekday.sunday"))).not_to_be_checked()
    visit.look("wrong")
    main.get_by_label(say("price_files.recipients")).fill("walk-head@example.com")
    main.get_by_label(say("price_files.hour"), exact=True).select_option("7")
    main.get_by_role("button", name=say("price_files.schedule.save")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.schedule_saved"))
    expect(main).to_contain_text("пн, вт, ср, чт, пт в 07:00")
    expect(main).to_contain_text("walk-head@example.com")
    visit.look("set")
    # By the keyboard: a day is taken away, the form sent from its button.
    main.get_by_label(say("weekday.monday")).focus()
    page.keyboard.press("Space")
    main.get_by_role("button", name=say("price_files.schedule.save")).focus()
    page.keyboard.press("Enter")
    expect(main).to_contain_text("вт, ср, чт, пт в 07:00")
    page.goto("/prices/files")
    visit.look("list")
    main.get_by_role("link", name=name).click()
    main.get_by_role("button", name=say("price_files.end")).click()
    expect(page.locator("#flash")).to_contain_text(say("done.schedule_ended"))
    visit.end()


def test_staff_see_who_has_which_schedules(browser, portal, pictures, client):  # noqa: F811
    buyer = Visit(browser, portal, pictures, "schedule-kept", axe=False)
    buyer.sign_in("walk-buyer@example.com", PASSWORD)
    main = buyer.page.get_by_role("main")
    buyer.page.goto("/prices/files")
    main.get_by_label(say("price_files.name")).fill("Для учёта")
    main.get_by_role("button", name=say("price_files.make")).click()
    main.get_by_role("link", name=say("price_files.to_schedule")).click()
    main.get_by_role("button", name=say("price_files.schedule.save")).click()
    buyer.end()
    visit = Visit(browser, portal, pictures, "schedule-staff")
    visit.sign_in("walk-staff@example.com", PASSWORD)
    visit.page.goto(f"/clients?query=Покупатель-{client[1:]}")
    visit.page.get_by_role("main").locator(f"button[name=client][value={client}]").click()
    visit.page.goto("/prices/files")
    main = visit.page.get_by_role("main")
    expect(main.get_by_role("row").filter(has_text="Для учёта")).to_contain_text("каждый день в 06:00")
    main.get_by_role("link", name="Для учёта").click()
    expect(main.get_by_role("button", name=say("price_files.schedule.save"))).to_have_count(0)
    visit.look("staff")
    visit.end()
