"""Figures over HTTP for `scripts/bench`: what a distributor of some size costs, beside what the machine can do at all.

Every figure is printed as it is taken. Times are those of the client on loopback, with the whole answer read, one request
after another unless it says "at 16". Nothing else should run meanwhile.
"""

import argparse
import contextlib
import http.client
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import requests

import beside_tantivy
from portal import BINARY, SHARED, Portal, Refused, free_port
from test_commands import sign_in

# Products, clients, price lists, and of how many products a list has a price.
SMALL = (10_000, 200, 50, 0.1)
SIZES = {False: (100_000, 2_000, 50, 0.1), True: (1_000_000, 20_000, 5_000, 0.004)}
PASSWORD = "correct horse battery staple"


def say(name, value):
    print(f"{name:<74} {value}", flush=True)


def milliseconds(times):
    """The middle, 95 and 99 of 100, and the longest, in milliseconds."""
    times = sorted(times)
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))] * 1000
    return f"{statistics.median(times) * 1000:8.2f} ms; 95 % {at(.95):.2f}; 99 % {at(.99):.2f}; longest {times[-1] * 1000:.2f}; n {len(times)}"


class Caller:
    """One connection that is kept, with one key. `inside` is what the catalogue took of the last answer, in seconds, where it tells."""

    inside = None

    def __init__(self, port, key):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "Content-Type": "application/json"}

    def call(self, method, path, body=None, key=None):
        """The decoded answer and the seconds it took."""
        headers = self.headers | ({"Authorization": f"Bearer {key}"} if key else {})
        data = json.dumps(body).encode() if body is not None else None
        while True:
            start = time.perf_counter()
            self.connection.request(method, "/api/v1" + path, data, headers)
            answer = self.connection.getresponse()
            text = answer.read()
            took = time.perf_counter() - start
            if answer.status != 429:
                break
            time.sleep(float(answer.headers.get("Retry-After", "1")))
        timing = re.search(r"catalogue;dur=([0-9.]+)", answer.headers.get("Server-Timing", ""))
        self.inside = float(timing[1]) / 1000 if timing else None
        if answer.status != 200:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:500]!r}")
        return json.loads(text), took


class World:
    """The generated folder, and what is asked for."""

    def __init__(self, folder, size):
        self.folder = Path(folder)
        self.products, clients, lists, coverage = size
        if not (self.folder / "queries.json").exists():
            subprocess.run(
                [sys.executable, str(SHARED / "bench/world.py"), "--products", str(self.products), "--clients", str(clients), "--price-lists", str(lists)]
                + ["--coverage", str(coverage), "--out", str(self.folder)],
                check=True,
            )
        self.queries = json.loads((self.folder / "queries.json").read_text("utf-8"))
        parents = {row["external_id"]: row.get("parent") for row in self.rows("categories")}
        self.of_category, self.articles, self.product_of = {}, [], {}
        for row in self.rows("products"):
            self.articles.append(row["article"])
            self.product_of[row["article"]] = row["external_id"]
            category = row["category"]
            while category:
                self.of_category[category] = self.of_category.get(category, 0) + 1
                category = parents.get(category)
        self.chains = {row["client"]: row["price_lists"] for row in self.rows("contracts")}
        today = time.strftime("%Y-%m-%d")
        self.valid = {row["external_id"] for row in self.rows("price-lists") if (row.get("from") or "") <= today <= (row.get("to") or "9999")}

    def rows(self, kind):
        with open(self.folder / f"{kind}.ndjson", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    def list_of(self, client):
        """The list of the client's chain whose prices go before all others today."""
        return next(name for name in self.chains[client] if name in self.valid)

    def category_of(self, size):
        return min(self.of_category, key=lambda category: abs(self.of_category[category] - size))


def memory(process):
    """Resident now and at most, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    number = lambda name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024
    return f"{number('VmRSS')} MiB, at most {number('VmHWM')}"


def saturate(url, headers, paths=None, seconds=6, threads=1, connections=16):
    """Requests a second at so many connections; the same with the 99th of 100 and the share that was not answered well, to be said."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("local paths = {%s}\n" % ", ".join(json.dumps(path) for path in paths or [""]))
        script.write("local at = 0\nrequest = function() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n" if paths else "")
        script.flush()
        options = [option for name, value in headers.items() for option in ("-H", f"{name}: {value}")]
        result = subprocess.run(
            ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--latency", "-s", script.name, *options, url],
            capture_output=True, text=True, check=True, timeout=120,
        ).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", result)[1])
    worst = re.search(r"99%\s+(\S+)", result)[1]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", result)
    return rate, f"{rate:8.0f} requests/s at {connections}; 99 % {worst}" + (f"; NOT ANSWERED WELL: {bad[1]}" if bad else "")


def typed(world, caller, count=400):
    """What is offered to somebody who types: beginnings of names and of articles, each once; what the catalogue took of it."""
    chosen = random.Random(7)
    names = [row["name"] for number, row in enumerate(world.rows("products")) if number % 499 == 0]
    for what, texts in (("names", names), ("articles", world.articles)):
        beginnings = {text[: chosen.randint(2, 9)] for text in chosen.sample(texts, count)}
        times = []
        for beginning in sorted(beginnings):
            caller.call("GET", "/suggestions?" + urlencode({"query": beginning}))
            times.append(caller.inside)
        say(f"suggestions for beginnings of {what}, in its process", milliseconds(times))


def first_asked(world, count=40_000):
    """Questions that nobody asked before: two or three words of a name in any order."""
    chosen = random.Random(13)
    names = [row["name"].split() for number, row in enumerate(world.rows("products")) if number % 7 == 0]
    questions = {" ".join(chosen.sample(name, min(len(name), chosen.randint(2, 3)))) for name in chosen.choices(names, k=2 * count)}
    return chosen.sample(sorted(questions), min(count, len(questions)))


def searches_beside_changes(world, port, erp, key, count=50_000):
    """Questions asked while the ERP changes the names of so many products, and how long the last of these is not found."""
    questions = first_asked(world)
    asked = iter(questions)
    reader = Caller(port, key)
    alone = [reader.call("GET", "/products?" + beside_tantivy.encoded(next(asked)))[1] for _ in range(500)]
    rows = [row for row, _ in zip(world.rows("products"), range(count))]
    word = f"новинка{random.randint(10**6, 10**7)}"
    ended = []

    def write():
        writer = Caller(port, erp)
        for start in range(0, len(rows), 1000):
            items = [row | {"name": f"{row['name']} {word}"} for row in rows[start : start + 1000]]
            writer.call("PUT", "/erp/products", {"items": items})
        ended.append(time.perf_counter())

    writing = threading.Thread(target=write)
    start = time.perf_counter()
    writing.start()
    beside = []
    while writing.is_alive():
        beside.append(reader.call("GET", "/products?" + beside_tantivy.encoded(next(asked)))[1])
    writing.join()
    if not ended:
        raise SystemExit("the changes were not taken")
    last = "/products?" + urlencode({"query": f"{rows[-1]['name']} {word}", "limit": 5})
    while reader.call("GET", last)[0]["total"] == 0:
        time.sleep(0.01)
    found = time.perf_counter()
    after = [reader.call("GET", "/products?" + beside_tantivy.encoded(next(asked)))[1] for _ in range(500)]
    say("search over HTTP, alone", milliseconds(alone))
    say(f"the same while {count} names change ({ended[0] - start:.1f} s)", milliseconds(beside))
    say("the last name found after the answer to its change", f"{(found - ended[0]) * 1000:8.0f} ms")
    say("search right after it", milliseconds(after))


@contextlib.contextmanager
def second_node(portal):
    """Another server on the same database."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="kontor-") as folder:
        environment = portal.environment | {"KONTOR_DATA": folder, "KONTOR_LISTEN": f"127.0.0.1:{port}"}
        with open(Path(folder) / "server.log", "wb") as log:
            process = subprocess.Popen([str(BINARY), "serve", "--no-jobs"], env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_until_ready(port, process)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def wait_until_ready(port, process, patience=1800):
    start = time.monotonic()
    while time.monotonic() - start < patience:
        if process.poll() is not None:
            raise SystemExit(f"kontor serve ended with {process.returncode}")
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200:
                return time.monotonic() - start
        time.sleep(0.05)
    raise SystemExit("kontor was not ready in time")


def prices_of(caller, category, keys, articles):
    """The works of prices: pages by own price, warm and for chains never used before; a thousand lines."""
    page = "/products?sort=price&limit=50"
    caller.call("GET", page, key=keys[0])
    say("page of the whole catalogue by own price, warm", milliseconds([caller.call("GET", page, key=keys[0])[1] for _ in range(300)]))
    say("the same for chains never used before", milliseconds([caller.call("GET", page, key=key)[1] for key in keys[1:41]]))
    of_category = f"/products?category={category}&sort=price&limit=50"
    say("page of the category by own price, chain never used before", milliseconds([caller.call("GET", of_category, key=key)[1] for key in keys[41:81]]))
    say("the same, chain in use", milliseconds([caller.call("GET", of_category, key=keys[0])[1] for _ in range(300)]))
    filtered = f"/products?category={category}&sort=price&price=100..5000&in_stock=true&facets=true&limit=50"
    say("the same with a range, in stock, and all facets, chain in use", milliseconds([caller.call("GET", filtered, key=keys[0])[1] for _ in range(100)]))
    chosen = random.Random(7)
    bodies = [{"lines": [{"code": code, "quantity": "100"} for code in chosen.sample(articles, 1000)]} for _ in range(20)]
    say("1,000 lines priced with explanations (POST /prices)", milliseconds([caller.call("POST", "/prices", body, key=keys[0])[1] for body in bodies * 5]))
    rows = [{"rows": [{"row": i + 1, "code": line["code"], "quantity": "100"} for i, line in enumerate(body["lines"])]} for body in bodies]
    say("1,000 rows checked (POST /order-checks)", milliseconds([caller.call("POST", "/order-checks", body, key=keys[0])[1] for body in rows * 2]))


def changed_price(world, port, erp, key, client, other_port=None):
    """A price put by the ERP until a client reads it: on the node that took it, and on another."""
    article = world.articles[4711]
    item = {"price_list": world.list_of(client), "product": world.product_of[article]}
    writer, reader = Caller(port, erp), Caller(port, key)
    other = Caller(other_port, key) if other_port else None
    line = {"lines": [{"code": article, "quantity": "1000"}]}
    puts, seen, seen_there = [], [], []
    price = lambda caller: caller.call("POST", "/prices", line)[0]["lines"][0]["unit_price"]
    for step in range(30):
        before = price(reader)
        _, took = writer.call("PUT", "/erp/prices", {"items": [item | {"unit_price": f"{1000 + step}.0000"}]})
        done = time.perf_counter()
        while price(reader) == before:
            pass
        puts.append(took)
        seen.append(time.perf_counter() - done + took)
        if other:
            while price(other) == before:
                time.sleep(0.005)
            seen_there.append(time.perf_counter() - done)
    say("one price put", milliseconds(puts))
    say("one price put and seen on the node", milliseconds(seen))
    if other:
        say("and seen on another node, from the answer", milliseconds(seen_there))


def prices_by_file(world, portal, port, keys, count=100_000):
    """So many changed prices by file until the last of them is read. The reader's list has them all."""
    client = next(iter(world.chains))
    price_list = world.list_of(client)
    reader = Caller(port, keys[0])
    for round in range(3):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "prices.ndjson"
            articles = world.articles[:count]
            with open(path, "w", encoding="utf-8") as out:
                for n, article in enumerate(articles):
                    out.write(json.dumps({"price_list": price_list, "product": world.product_of[article], "unit_price": f"{500 + round + n % 100}.0000"}) + "\n")
            line = {"lines": [{"code": articles[-1], "quantity": "1000"}]}
            price = lambda: reader.call("POST", "/prices", line)[0]["lines"][0]["unit_price"]
            before = price()
            start = time.perf_counter()
            subprocess.run([str(BINARY), "import", str(path)], env=portal.environment, check=True, capture_output=True, timeout=600)
            imported = time.perf_counter() - start
            while price() == before:
                time.sleep(0.005)
            say(f"{len(articles)} prices by file, {'new' if round == 0 else 'changed'}: imported; seen", f"{imported:8.2f} s; {time.perf_counter() - start:.2f} s")


def started_again(portal):
    """Starts the server once more, from what it kept of the catalogue; small catalogues keep nothing."""
    deadline = time.monotonic() + 120
    while not (portal.data / "catalogue.snapshot").exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(1)
    portal.stop()
    start = time.monotonic()
    portal.start(patience=1800)
    say("ready after start from the snapshot", f"{time.monotonic() - start:8.1f} s")
    return True


def pages(portal, world, client):
    """How many of each page are served in a second, by name."""
    portal.user("bench@example.com", "buyer", client, PASSWORD)
    cookies = sign_in(portal, "bench@example.com", PASSWORD).cookies
    person = {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)}
    chosen = random.Random(11)
    some = chosen.sample(world.articles, 2000)
    words = world.queries["words"] + world.queries["typos"] + some[:20]
    asked = {
        "W1 catalogue page, 50 rows, own price, stock": ["/catalog"],
        "W1 by own price, categories in turn": [f"/catalog?category={name}&sort=price" for name in chosen.sample(sorted(world.of_category), 50)],
        "W2 search page, queries in turn": ["/catalog?" + urlencode({"query": word}) for word in words],
        "W2 questions never asked before": ["/catalog?" + urlencode({"query": question}) for question in first_asked(world)],
        "W3 product page": [f"/products/{article}" for article in some],
    }
    rates = {}
    for name, paths in asked.items():
        rates[name], told = saturate(portal.base, person, paths)
        say(name, told)
    return rates


def pages_of_a_small_house(engine):
    """The same with ten thousand products: what growth is told from."""
    with tempfile.TemporaryDirectory(prefix="kontor-world-") as folder:
        world = World(folder, SMALL)
        portal = Portal(engine)
        try:
            portal.kontor("import", str(world.folder), timeout=3600)
            portal.start(patience=600)
            say("ten thousand products: empty route", saturate(portal.base + "/livez", {})[1])
            return pages(portal, world, next(iter(world.chains)))
        finally:
            portal.remove()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--full", action="store_true")
    options.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--world", help="the generated folder; made when it is not there")
    options.add_argument("--data", help="a folder that keeps the SQLite database from run to run, so that it is imported once")
    options.add_argument("--growth", action="store_true", help="take the figures of pages at ten thousand products too, and tell how they grow")
    options.add_argument("--chains", type=int, help="clients of different chains asked one after another")
    options = options.parse_args()
    chains = options.chains or (2_000 if options.full else 500)
    folder = options.world or tempfile.mkdtemp(prefix="kontor-world-")
    start = time.monotonic()
    world = World(folder, SIZES[options.full])
    say("world written and read", f"{time.monotonic() - start:8.1f} s")
    small = pages_of_a_small_house(options.engine) if options.growth else {}

    if options.data:
        Path(options.data).mkdir(parents=True, exist_ok=True)
    portal = Portal(options.engine, options.data)
    try:
        is_imported = portal.data / "imported"
        portal.kontor("migrate", timeout=3600)
        if not is_imported.exists():
            start = time.monotonic()
            try:
                portal.kontor("import", str(world.folder), timeout=4 * 3600)
            except Refused as refused:  # some kinds of the world are not taken yet; the command tells which
                print(refused.out[-1500:], refused.err[-1500:])
            say(f"imported whole, {options.engine}", f"{time.monotonic() - start:8.1f} s")
            is_imported.touch()
        start = time.monotonic()
        portal.start(patience=1800)
        say("ready after start", f"{time.monotonic() - start:8.1f} s")
        say("memory when ready", memory(portal.process))
        if started_again(portal):
            say("memory when ready from the snapshot", memory(portal.process))
        clients = list(world.chains)[: chains + 100]
        erp = portal.key()["access_token"]
        keys = [portal.key(client)["access_token"] for client in clients]
        caller = Caller(portal.port, keys[0])

        say("machine: empty route", saturate(portal.base + "/livez", {})[1])
        category = world.category_of(20_000)
        say(f"category {category}", f"{world.of_category[category]:8} products")
        prices_of(caller, category, keys, world.articles)
        say("memory", memory(portal.process))

        times = [caller.call("GET", "/products?sort=price&limit=50", key=key)[1] for key in keys[100 : 100 + chains]]
        say(f"{chains} chains one after another, whole catalogue by own price", milliseconds(times))
        say("memory", memory(portal.process))

        rates = pages(portal, world, clients[0])
        for name in small:
            say(f"growth from ten thousand products: {name}", f"{small[name] / rates[name]:8.2f} times the time")

        typed(world, caller)
        beside_tantivy.compare(world, caller, say, milliseconds)

        if options.engine == "postgres":
            with second_node(portal) as other:
                changed_price(world, portal.port, erp, keys[0], clients[0], other)
        else:
            changed_price(world, portal.port, erp, keys[0], clients[0])
        prices_by_file(world, portal, portal.port, keys)
        searches_beside_changes(world, portal.port, erp, keys[0])
        say("memory", memory(portal.process))
    finally:
        portal.remove()


if __name__ == "__main__":
    main()
