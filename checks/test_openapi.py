"""The API's own description is valid, true to what answers, and holds under thousands of generated requests."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from portal import Door, ok
from shop import order

METHODS = ("get", "put", "post", "delete", "patch")
PROMISED = {
    ("get", "/products"),
    ("get", "/products/{article}"),
    ("post", "/prices"),
    ("get", "/stock"),
    ("post", "/order-checks"),
    ("post", "/orders"),
    ("get", "/orders"),
    ("get", "/orders/{number}"),
    ("get", "/account"),
    ("put", "/erp/{kind}"),
}


@pytest.fixture(scope="module")
def document(portal):
    answer = requests.get(portal.base + "/api/openapi.json", timeout=30)
    return ok(answer)


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield method, path, operation


def prefix(document):
    """What stands before the documented paths: the path of the first server's address."""
    return urlsplit(document.get("servers", [{"url": ""}])[0]["url"]).path.rstrip("/")


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_the_document_has_every_promised_call(document):
    known = {(method, (prefix(document) + path).removeprefix("/api/v1")) for method, path, _ in operations(document)}
    erp = {(method, "/erp/{kind}") for method, path in known if path.startswith("/erp/")}
    assert PROMISED <= known | erp, PROMISED - known - erp


def test_every_documented_call_answers_and_asks_who_is_there(portal, document):
    for method, path, operation in operations(document):
        address = prefix(document) + path
        for parameter in operation.get("parameters", []) + document["paths"][path].get("parameters", []):
            parameter = document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]] if "$ref" in parameter else parameter
            address = address.replace("{" + parameter["name"] + "}", "1")
        assert "{" not in address, f"{path} has a parameter that is not described"
        answer = Door(portal.base).call(method.upper(), address, json={} if method in ("post", "put", "patch") else None)
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
        assert answer.status_code not in (405, 501), f"{method} {path} is described, yet not there"
        if operation.get("security", document.get("security")):
            assert answer.status_code == 401, f"{method} {path} without a key: {answer.status_code}"
        assert operation.get("responses"), f"{method} {path} has no answers"
        assert operation.get("summary") or operation.get("description"), f"{method} {path} is not explained"


def test_answers_are_what_the_description_says(shop, document):
    door, bolt = shop.door(shop.client()), shop.product(stock={"WA": 5, "WB": 2})
    shop.erp.send("receipts", {"external_id": f"R-{bolt}", "warehouse": "WA", "product": f"P-{bolt}", "quantity": "9", "expected": "2027-12-01"})
    placed = door.post("/orders", order((bolt, 12), partial=True))
    number = ok(placed, 201)["number"]
    told = [
        ("/products", "get", door.get("/products", facets="true", limit=5)),
        ("/products/{article}", "get", door.get(f"/products/{bolt}")),
        ("/stock", "get", door.get("/stock", article=bolt)),
        ("/prices", "post", door.post("/prices", {"lines": [{"code": bolt, "quantity": "3"}, {"code": "NONE", "quantity": "1"}]})),
        (
            "/order-checks",
            "post",
            door.post(
                "/order-checks", {"rows": [{"code": bolt, "quantity": "1"}, {"code": "NONE", "quantity": "1"}, {"code": bolt, "quantity": "x"}]}
            ),
        ),
        ("/orders", "post", placed),
        ("/orders", "get", door.get("/orders", count="true")),
        ("/orders/{number}", "get", door.get(f"/orders/{number}")),
        ("/account", "get", door.get("/account")),
        ("/orders/{number}", "get", door.get("/orders/nothing")),
        ("/orders", "post", door.post("/orders", order((bolt, "x")))),
        ("/orders", "get", Door(door.base).get("/orders")),
        ("/erp/{kind}", "put", shop.erp.put("brands", {"external_id": "B", "name": "Марка"}, {"external_id": "B", "nam": "x"})),
        ("/erp/orders", "get", shop.erp.get("/erp/orders")),
    ]
    registry = Registry().with_resource("urn:api", Resource.from_contents(document, default_specification=DRAFT202012))
    start = "" if "/products" in document["paths"] else "/api/v1"
    for path, method, answer in told:
        kind = answer.headers["Content-Type"].split(";")[0]
        answers = document["paths"][start + path][method]["responses"]
        status = str(answer.status_code) if str(answer.status_code) in answers else "default"
        assert status in answers, f"{method} {path}: {answer.status_code} is not described"
        where = ["paths", start + path, method, "responses", status]
        if "$ref" in answers[status]:
            where = answers[status]["$ref"].removeprefix("#/").split("/")
        where = "/".join(part.replace("~", "~0").replace("/", "~1") for part in [*where, "content", kind, "schema"])
        Draft202012Validator({"$ref": f"urn:api#/{where}"}, registry=registry, format_checker=FormatChecker()).validate(answer.json())


@pytest.mark.parametrize("who", ["client", "erp"])
def test_no_generated_request_breaks_the_server(shop, portal, who, tmp_path):
    client = shop.client()
    door = shop.door(client)
    bolt = shop.product(stock=1000)
    ok(door.post("/orders", order((bolt, 1))), 201)
    token = door.token if who == "client" else shop.erp.token
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            portal.base + "/api/openapi.json",
            "--header",
            f"Authorization: Bearer {token}",
            "--checks",
            "not_a_server_error",
            "--max-time",
            "15",
            "--phases",
            "examples,coverage,fuzzing",
            "--request-timeout",
            "20",
            "--seed",
            "2026",
            "--continue-on-failure",
            "--no-color",
            "--suppress-health-check",
            "all",
        ],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    assert portal.process.poll() is None
    ok(door.get("/products"))
