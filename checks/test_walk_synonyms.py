"""The house's own words for one another: kept by the browser, with scripts and without, found by the client's very next search on every node."""

import pytest
from playwright.sync_api import expect

from test_walk import Visit, browser, pictures, say  # noqa: F401 (fixtures)

PASSWORD = "correct horse battery staple"
KEEPER, MANAGER = "keeper-words@example.com", "manager-words@example.com"


@pytest.fixture(scope="module")
def words(portal, shop):
    for email, role in ((KEEPER, "catalogue_manager"), (MANAGER, "manager")):
        portal.user(email, role, password=PASSWORD)
    number = shop.number()
    shop.one, shop.two = f"Кляймер{'абвгдежзик'[number % 10]}", f"Скрепень{'абвгдежзик'[number // 10 % 10]}"
    shop.first = shop.product("10.0000", 5, name=f"{shop.one} угловой")
    shop.second = shop.product("10.0000", 5, name=f"{shop.two} прямой")
    shop.buyer = shop.door(shop.client())
    return shop


def found(words, question):
    return {item["article"] for item in words.buyer.get("/products", query=question, limit=50).json()["items"]}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_pair_is_added_found_and_taken_away(browser, portal, pictures, words, scripts):  # noqa: F811
    visit = Visit(browser, portal, pictures, f"synonyms-{scripts}", scripts=scripts, axe=scripts)
    visit.sign_in(KEEPER, PASSWORD)
    page, main = visit.page, visit.page.get_by_role("main")
    page.goto("/goods")
    page.get_by_role("link", name=say("synonyms.title")).click()
    assert words.second not in found(words, words.one)
    if scripts:
        visit.look("synonyms-none")
    page.get_by_label(say("synonyms.word"), exact=True).fill("целых шесть слов подряд и того больше")
    page.get_by_label(say("synonyms.other"), exact=True).fill(words.two)
    page.get_by_role("button", name=say("synonyms.submit"), exact=True).click()
    expect(page.locator("#problems")).to_contain_text("целых шесть слов")
    expect(page.get_by_label(say("synonyms.other"), exact=True)).to_have_value(words.two)
    page.get_by_label(say("synonyms.word"), exact=True).fill(words.one)
    page.get_by_label(say("synonyms.direction"), exact=True).select_option("one")
    page.get_by_role("button", name=say("synonyms.submit"), exact=True).click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    assert found(words, words.one) == {words.first, words.second}
    assert found(words, words.two) == {words.second}, "one way only"
    page.get_by_label(say("synonyms.file"), exact=True).set_input_files(
        {"name": "слова.csv", "mimeType": "text/csv", "buffer": f"слово;находит\n{words.one};{words.two}\n{words.two};ещё одна строка из очень многих слов\n".encode("cp1251")})
    page.get_by_role("button", name=say("synonyms.bring.submit"), exact=True).click()
    expect(main).to_contain_text("одна строка из очень многих слов")
    assert found(words, words.two) == {words.first, words.second}, "both ways from now on"
    if scripts:
        visit.look("synonyms")
    # A phrase is as good as a word.
    phrase = f"{words.two} {'верхний' if scripts else 'нижний'}"
    page.get_by_label(say("synonyms.word"), exact=True).fill(phrase)
    page.get_by_label(say("synonyms.other"), exact=True).fill(words.one)
    page.get_by_label(say("synonyms.direction"), exact=True).select_option("one")
    page.get_by_role("button", name=say("synonyms.submit"), exact=True).click()
    assert words.first in found(words, phrase)
    main.get_by_role("button", name=f"{say('synonyms.remove')}: {phrase.lower()}").click()
    main.get_by_role("button", name=f"{say('synonyms.remove')}: {words.one.lower()}").click()
    expect(page.locator("#flash")).to_contain_text(say("done.saved"))
    assert found(words, words.one) == {words.first}
    visit.end()


def test_who_does_not_keep_the_catalogue_sees_nothing_of_it(browser, portal, pictures, words):  # noqa: F811
    visit = Visit(browser, portal, pictures, "synonyms-manager", axe=False)
    visit.sign_in(MANAGER, PASSWORD)
    assert visit.page.request.get(portal.base + "/synonyms").status == 403
    visit.context.close()
