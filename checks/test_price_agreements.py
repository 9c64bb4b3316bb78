"""Project prices from outside: the ERP brings them, orders use them up and give them back, strangers see none of it."""

from concurrent.futures import ThreadPoolExecutor

from portal import ok
from shop import order


def agree(shop, client, code, price, quantity, **fields):
    number = f"PA-{shop.number()}"
    shop.erp.send(
        "price-agreements",
        {
            "external_id": number,
            "client": client,
            "contract": f"{client}-D",
            "lines": [{"product": f"P-{code}", "unit_price": price, "quantity": quantity}],
            "to": "2029-12-31",
        }
        | fields,
    )
    return number


def price(door, code, quantity="1"):
    answer = door.post("/prices", {"lines": [{"code": code, "quantity": quantity}]})
    assert answer.status_code == 200, answer.text
    return answer.json()["lines"][0]


def test_a_project_price_is_its_clients_alone_and_says_so(shop):
    code, client, stranger = shop.product("100.0000", 1000), shop.client(), shop.client()
    number = agree(shop, client, code, "80.0000", "10")
    line = price(shop.door(client), code, "10")
    assert line["unit_price"] == "80.0000"
    assert [step["step"] for step in line["explanation"]] == ["project"] and number in line["explanation"][0]["source"]
    assert price(shop.door(client), code, "11")["unit_price"] == "100.0000"
    assert price(shop.door(stranger), code)["unit_price"] == "100.0000"
    assert number not in shop.door(stranger).post("/prices", {"lines": [{"code": code, "quantity": "1"}]}).text


def test_a_cancelled_order_gives_its_quantity_back(shop):
    code, client = shop.product("100.0000", 1000), shop.client()
    agree(shop, client, code, "80.0000", "10")
    door = shop.door(client)
    placed = door.post("/orders", order((code, 10)))
    assert placed.status_code == 201, placed.text
    assert price(door, code)["unit_price"] == "100.0000"
    assert door.post(f"/orders/{placed.json()['number']}/cancellation", {}).status_code == 200
    assert price(door, code, "10")["unit_price"] == "80.0000"


def test_no_unit_is_sold_twice_at_the_agreed_price(shop):
    code, client = shop.product("100.0000", 100000), shop.client()
    agree(shop, client, code, "80.0000", "7")
    door = shop.door(client)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: door.post("/orders", order((code, 1))), range(48)))
    assert {answer.status_code for answer in answers} == {201}
    prices = [answer.json()["lines"][0]["unit_price"] for answer in answers]
    assert prices.count("80.0000") == 7 and prices.count("100.0000") == 41


def test_the_erp_neither_approves_nor_takes_the_portals_numbers(shop):
    client = shop.client()
    code = shop.product()
    item = {"external_id": "S000001", "client": client, "contract": f"{client}-D", "lines": [{"product": f"P-{code}", "unit_price": "1", "quantity": "1"}]}
    answer = ok(shop.erp.put("price-agreements", item))["items"][0]
    assert answer["status"] == "refused"
    assert price(shop.door(client), code)["unit_price"] == "100.0000"


def test_agreements_are_read_back_as_they_may_be_written(shop):
    code, client = shop.product(), shop.client()
    number = agree(shop, client, code, "79.5000", "3", site=f"{client}-O")
    items = shop.erp.get("/erp/price-agreements", limit=1000).json()["items"]
    [item] = [item for item in items if item["external_id"] == number]
    assert item["lines"] == [{"product": f"P-{code}", "quantity": "3", "unit_price": "79.5000"}] and item["site"] == f"{client}-O"
    assert price(shop.door(client), code)["unit_price"] == "100.0000"
