"""Two nodes on one PostgreSQL are replaced one after the other by another version, under a light load of reads and orders.

For `scripts/prove upgrade [REVISION]`: the earlier program in KONTOR_OLD_BIN, today's in KONTOR_BIN. No request may fail otherwise than by the connection of the node that is
being stopped, no order may be lost or doubled, and in every phase both nodes show each other's changes within a second.
"""

import itertools
import os
import statistics
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import requests

from portal import BINARY, Door, Portal, ok
from shop import Shop
from test_commands import sign_in
from test_credit_pages import PASSWORD

OLD = os.environ.get("KONTOR_OLD_BIN")
PRODUCTS, READERS, BUYERS, SETTLE = 40, 3, 2, float(os.environ.get("KONTOR_UPGRADE_SECONDS", "6"))


class Road:
    """A proxy's part: passes a request to one of the nodes that serve, and to the next when the connection fails."""

    def __init__(self, nodes):
        self.nodes, self.stopping, self.turn = list(nodes), set(), itertools.count()
        self.failures, self.broken, self.times, self.lock = [], Counter(), Counter(), threading.Lock()
        self.slowest, self.began = [], time.monotonic()

    def through(self, what, call):
        """What a call at the base address of a node gives; a connection may only fail at a node that is being stopped."""
        for _ in range(20):
            node = self.nodes[next(self.turn) % len(self.nodes)]
            start = time.monotonic()
            try:
                answer = call(node)
            except requests.ConnectionError as error:
                with self.lock:
                    if node in self.stopping:
                        self.broken[what] += 1
                    else:
                        self.failures.append(f"{time.monotonic() - self.began:.1f} s: {what} at {node.base}: {error}")
                continue
            with self.lock:
                self.times[what] += 1
                self.slowest.append(time.monotonic() - start)
                if answer.status_code >= 400:
                    self.failures.append(f"{time.monotonic() - self.began:.1f} s: {what} at {node.base}: {answer.status_code} {answer.text[:300]}")
            return answer
        self.failures.append(f"{what}: no node answers")
        return None


class Load:
    def __init__(self, road, shop, articles, sessions):
        self.road, self.shop, self.articles, self.sessions = road, shop, articles, sessions
        self.end, self.placed, self.threads = threading.Event(), {}, []
        self.clients = [shop.client() for _ in range(BUYERS)]
        self.tokens = {client: shop.door(client).token for client in self.clients}

    def start(self):
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(READERS)]
        self.threads += [threading.Thread(target=self.order, args=(client,)) for client in self.clients]
        for thread in self.threads:
            thread.start()
        return self

    def stop(self):
        self.end.set()
        for thread in self.threads:
            thread.join(timeout=120)

    def read(self, number):
        # A new connection for each request, as a proxy without kept ones: nothing hides where it went.
        for count in itertools.count(number):
            if self.end.is_set():
                return
            article, token = self.articles[count % PRODUCTS], self.tokens[self.clients[count % BUYERS]]
            key = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
            self.road.through("card", lambda node: requests.get(f"{node.base}/api/v1/products/{article}", headers=key, timeout=30))
            self.road.through("list", lambda node: requests.get(f"{node.base}/api/v1/products", params={"query": "болт", "facets": "true"}, headers=key, timeout=30))
            self.road.through("page", lambda node: requests.get(f"{node.base}/catalog", params={"query": "болт"}, cookies=self.sessions, timeout=30, allow_redirects=False))
            time.sleep(0.03)

    def order(self, client):
        for count in itertools.count():
            if self.end.is_set():
                return
            reference = f"{client}-{count}"
            body = {"reference": reference, "payment": "credit", "partial": False, "lines": [{"code": self.articles[count % PRODUCTS], "quantity": "1"}]}
            key = {"Authorization": f"Bearer {self.tokens[client]}", "Accept": "application/json", "Idempotency-Key": reference}
            answer = self.road.through("order", lambda node: requests.post(f"{node.base}/api/v1/orders", json=body, headers=key, timeout=30))
            if answer is not None and answer.status_code == 201:
                self.placed[reference] = (client, answer.json()["number"])
            time.sleep(0.1)


def seen_by_both(nodes, shop, token, articles, turn):
    """How long each node took to show a price that the other was told, in seconds."""
    times = []
    for here, there in itertools.permutations(nodes, 2):
        article, price = articles[next(turn) % PRODUCTS], f"{1000 + next(turn)}.0000"
        Door(here.base, shop.erp.token).send("prices", {"price_list": "BASE", "product": f"P-{article}", "unit_price": price})
        start, door = time.monotonic(), Door(there.base, token)
        while ok(door.post("/prices", {"lines": [{"code": article, "quantity": "1"}]}))["lines"][0]["unit_price"] != price:
            assert time.monotonic() - start < 1, f"{there.base} does not show within a second what {here.base} was told"
            time.sleep(0.01)
        times.append(time.monotonic() - start)
    return times


def readiness(node):
    answer = requests.get(node.base + "/readyz", timeout=30)
    return f"{answer.status_code} {' / '.join(answer.text.split(chr(10))).strip(' /')}"


@pytest.mark.timeout(1200)
def test_nodes_are_replaced_one_after_the_other():
    assert OLD, "KONTOR_OLD_BIN names the earlier program: scripts/prove upgrade"
    first = Portal("postgres")
    first.binary = Path(OLD).resolve()
    second = None
    try:
        first.kontor("migrate")
        second = first.beside()
        nodes = [first.start(), second.start()]
        shop = Shop(first)
        articles = [shop.product(stock=100_000) for _ in range(PRODUCTS)]
        probe = shop.door(shop.client()).token
        first.user("reader@example.com", "buyer", shop.client(), PASSWORD)
        cookies = sign_in(first, "reader@example.com", PASSWORD).cookies
        road, turn, report = Road(nodes), itertools.count(1), []

        def look(phase):
            time.sleep(SETTLE)
            times = seen_by_both(nodes, shop, probe, articles, turn)
            report.append(f"{time.monotonic() - road.began:.1f} s, {phase}: seen after {', '.join(f'{t * 1000:.0f}' for t in times)} ms; ready: {'; '.join(readiness(node) for node in nodes)}")

        for node, article in itertools.product(nodes, articles):
            while Door(node.base, probe).get(f"/products/{article}").status_code != 200:
                time.sleep(0.05)
        load = Load(road, shop, articles, cookies).start()
        try:
            look("two old nodes")
            applied = migrate_with_the_new(first)
            report.append(f"migrated by the new program beside them: {applied}")
            look("two old nodes on the new schema")
            for number, node in enumerate(nodes):
                # Taken out of the road first, as a proxy does that is told; what is under way may still fail by its connection.
                road.stopping.add(node)
                node.stop()
                time.sleep(SETTLE / 3)
                node.binary = BINARY
                node.start()
                road.stopping.discard(node)
                look(("one new, one old", "two new nodes")[number])
        finally:
            load.stop()
        for node in nodes:
            for client in load.clients:
                known = Counter(order["reference"] for order in Door(node.base, load.tokens[client]).pages("/orders", limit=500))
                mine = {reference for reference, (owner, _) in load.placed.items() if owner == client}
                assert not mine - known.keys(), f"orders lost: {mine - known.keys()}"
                assert max(known.values()) == 1, f"orders doubled: {[r for r, n in known.items() if n > 1]}"
        slow = sorted(road.slowest)
        print("\n" + "\n".join(report))
        print(f"requests answered: {dict(road.times)}; connections broken by nodes being stopped: {dict(road.broken)}; orders: {len(load.placed)}")
        print(f"answers: median {statistics.median(slow) * 1000:.0f} ms, 99 of 100 within {slow[int(len(slow) * 0.99)] * 1000:.0f} ms, slowest {slow[-1] * 1000:.0f} ms")
        assert not road.failures, road.failures[:10]
        assert len(load.placed) > 20
        assert all(node.process.poll() is None for node in nodes)
    finally:
        if second:
            second.remove()
        first.remove()


def migrate_with_the_new(portal):
    done = subprocess.run([str(BINARY), "migrate", "--json"], env=portal.environment, cwd=portal.data, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
