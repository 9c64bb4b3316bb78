"""Prices through the door equal an independent calculation from the files."""

import json
from fractions import Fraction

import pytest

from portal import ok
from reference_prices import World, day, decimal, rounded
from world import TODAY, TOMORROW, YESTERDAY, priced_world

CLIENTS = [f"C{n}" for n in range(1, 7)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return priced_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def world(folder, portal):
    portal.kontor("import", str(folder.path))
    return World(folder.path)


@pytest.fixture(scope="module")
def doors(world, portal):
    return {client: portal.door(client) for client in CLIENTS}


def contract_of(client):
    return "D" + client[1:]


def text(quantity):
    """A quantity of at most three places as the API takes it."""
    whole, part = divmod(int(quantity * 1000), 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")


PORTION = 200


def ask(door, lines, **fields):
    """`POST /prices` for (article, quantity) pairs, in portions."""
    rows = []
    for start in range(0, len(lines), PORTION):
        portion = lines[start : start + PORTION]
        answer = ok(door.post("/prices", {"lines": [{"code": code, "quantity": text(quantity)} for code, quantity in portion]} | fields))
        assert len(answer["lines"]) == len(portion)
        rows += answer["lines"]
    return rows


def differences(world, contract, on, asked, rows):
    # What begins at an order's amount looks at all lines of one call.
    amounts = [world.amount(contract, asked[start : start + PORTION], on) for start in range(0, len(asked), PORTION)]
    for place, ((product, quantity), row) in enumerate(zip(asked, rows, strict=True)):
        expected = world.line(contract, product, quantity, on, amounts[place // PORTION])
        if expected is None:
            if row.get("problem", {}).get("code") != "price_on_request":
                yield product, text(quantity), "price on request", row
            continue
        wanted = decimal(expected[0], 4), decimal(expected[2], 2), decimal(expected[3], 2)
        if (row.get("unit_price"), row.get("vat_amount"), row.get("line_total")) != wanted:
            yield product, text(quantity), wanted, row


def asked_of(world, contract, products):
    """One piece, the smallest order, and just below, at and above every break of the chain."""
    for product in products:
        quantities = {Fraction(1), world.smallest_order(product)}
        for edge in world.breaks(contract, product):
            quantities |= {edge, edge + Fraction(1, 1000), edge * 2} | ({edge - Fraction(1, 1000)} if edge > Fraction(1, 1000) else set())
        yield from ((product, quantity) for quantity in sorted(quantities))


@pytest.mark.parametrize("client", CLIENTS)
def test_every_price_of_today_equals_the_independent_calculation(world, doors, client):
    contract = contract_of(client)
    asked = list(asked_of(world, contract, world.products))
    assert len(asked) > 700
    on = world.today(contract)
    rows = ask(doors[client], [(world.products[product]["article"], quantity) for product, quantity in asked])
    if world.today(contract) != on:
        pytest.skip("the day changed meanwhile")
    wrong = list(differences(world, contract, on, asked, rows))
    assert not wrong, f"{len(wrong)} of {len(asked)} differ, on {on}: {wrong[:5]}"


@pytest.mark.parametrize(
    "on", ["2026-03-31", "2026-06-30", "2026-07-01", YESTERDAY.isoformat(), TODAY.isoformat(), TOMORROW.isoformat(), "2027-02-01"]
)
def test_prices_of_another_day_follow_the_days_of_lists_and_rows(world, doors, on):
    products = [f"P{i}" for i in (*range(1, 20), *range(100, 140), *range(200, 206))]
    for client in CLIENTS:
        contract = contract_of(client)
        asked = list(asked_of(world, contract, products))
        rows = ask(doors[client], [(world.products[product]["article"], quantity) for product, quantity in asked], on=on)
        wrong = list(differences(world, contract, day(on), asked, rows))
        assert not wrong, f"{client}: {len(wrong)} of {len(asked)} differ: {wrong[:5]}"


def test_a_price_answer_adds_up_per_contract(world, doors):
    for client in CLIENTS:
        contract = contract_of(client)
        answer = ok(
            doors[client].post(
                "/prices",
                {"lines": [{"code": world.products[f"P{i}"]["article"], "quantity": text(world.smallest_order(f"P{i}"))} for i in range(20, 60)]},
            )
        )
        [total] = answer["totals"]
        assert total["contract"] == contract
        assert total["currency"] == world.contracts[contract]["currency"]
        assert Fraction(total["total"]) == sum(Fraction(row["line_total"]) for row in answer["lines"])
        assert Fraction(total["vat"]) == sum(Fraction(row["vat_amount"]) for row in answer["lines"])


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("sort", ["price", "-price"])
def test_the_list_sorted_by_price_equals_brute_force(world, doors, client, sort):
    contract, on = contract_of(client), world.today(contract_of(client))
    items = doors[client].pages("/products", limit=50, sort=sort)
    if world.today(contract) != on:
        pytest.skip("the day changed meanwhile")
    brute = {row["article"]: world.unit_price(contract, product, world.smallest_order(product), on) for product, row in world.products.items()}
    shown = {item["article"]: item["price"] and Fraction(item["price"]["unit_price"]) for item in items}
    assert len(items) == len(shown), "an article stands twice in the list"
    assert shown.keys() == brute.keys()
    wrong = {article: (shown[article], brute[article]) for article in brute if shown[article] != brute[article]}
    assert not wrong, f"{len(wrong)} differ: {list(wrong.items())[:5]}"
    # P7 is priced for a hundred; the others stand in the order of what is shown, those without a price last.
    order = [price for article, price in shown.items() if article != world.products["P7"]["article"]]
    priced = [price for price in order if price is not None]
    assert order[len(priced) :] == [None] * (len(order) - len(priced))
    assert priced == sorted(priced, reverse=sort == "-price")


def test_every_page_of_the_list_counts_the_whole_list(world, doors):
    page = ok(doors["C1"].get("/products", limit=7, sort="price"))
    assert page["total"] == len(world.products)
    assert len(page["items"]) == 7


@pytest.mark.parametrize("client", ["C1", "C4", "C5"])
def test_list_product_and_price_call_agree(world, doors, client):
    door = doors[client]
    for item in ok(door.get("/products", limit=40, sort="article"))["items"]:
        product = next(name for name, row in world.products.items() if row["article"] == item["article"])
        alone = ok(door.get(f"/products/{item['article']}"))
        assert alone["price"] == item["price"]
        if item["price"] is None:
            continue
        [row] = ask(door, [(item["article"], world.smallest_order(product))])
        assert row["unit_price"] == item["price"]["unit_price"]
        assert row["vat_rate"] == item["price"]["vat_rate"]


def test_a_changed_price_is_what_the_next_request_shows(world, portal, doors):
    erp = portal.door()
    product = "P50"
    article = world.products[product]["article"]
    for step in range(1, 21):
        for client in CLIENTS:
            head = world.contracts[contract_of(client)]["price_lists"][-1]
            assert head == "L0"
        row = {"price_list": "L0", "product": product, "unit_price": f"{1000 + step}.{step:04d}"}
        assert erp.send("prices", row) == ["updated"]
        world.set_price(row)
        for client in CLIENTS:
            contract = contract_of(client)
            on, quantity = world.today(contract), world.smallest_order(product)
            expected = decimal(world.unit_price(contract, product, quantity, on), 4)
            [line] = ask(doors[client], [(article, quantity)])
            assert line["unit_price"] == expected
            assert ok(doors[client].get(f"/products/{article}"))["price"]["unit_price"] == expected
            [item] = [item for item in ok(doors[client].get("/products", query=article, limit=50))["items"] if item["article"] == article]
            assert item["price"]["unit_price"] == expected
    for sort in ("price", "-price"):  # a kept order must not keep the old place
        prices = [
            Fraction(item["price"]["unit_price"])
            for item in doors["C2"].pages("/products", limit=50, sort=sort)
            if item["price"] and item["article"] != world.products["P7"]["article"]
        ]
        assert prices == sorted(prices, reverse=sort == "-price")
    assert erp.send("prices", row) == ["unchanged"]


def test_what_goods_cost_is_told_to_no_client(world, doors):
    hidden = ["Закупка", "Маржа", "Не ниже", '"cost"', '"margin"', "N5", "12.5"]
    for client in CLIENTS:
        for lines in ([("P21", 1), ("P31", 12)], [(f"P{i}", 2) for i in range(1, 120, 7)]):
            rows = ask(doors[client], [(world.products[product]["article"], Fraction(quantity)) for product, quantity in lines])
            told = json.dumps([row.get("explanation", []) + row.get("passed_over", []) for row in rows], ensure_ascii=False)
            assert not [word for word in hidden if word in told], told


def test_an_order_keeps_its_prices_and_discounts(world, portal, doors):
    erp = portal.door()
    warehouse = ok(erp.get("/erp/warehouses", limit=1))["items"][0]["external_id"]
    client, contract = "C4", "D4"
    products = [f"P{i}" for i in range(50, 58)]
    erp.send("stock", *({"warehouse": warehouse, "product": product, "quantity": "100000"} for product in products))
    on = world.today(contract)
    lines = [(product, world.smallest_order(product) * 40) for product in products]
    amount = world.amount(contract, lines, on)
    assert amount > 50000, "the discount by amount takes part"
    asked = [{"code": world.products[product]["article"], "quantity": text(quantity)} for product, quantity in lines]
    order = ok(doors[client].post("/orders", {"reference": "discounted", "lines": asked}), 201)
    for (product, quantity), line in zip(lines, order["lines"], strict=True):
        price, _, vat, gross = world.line(contract, product, quantity, on, amount)
        assert (line["unit_price"], line["vat_amount"], line["line_total"]) == (decimal(price, 4), decimal(vat, 2), decimal(gross, 2))
        base = world.listed(contract, product, quantity, on)[0]
        assert line["list_price"] == decimal(base, 4)
        assert Fraction(line["discount"]) == rounded((base - price) / base * 100, 2)
