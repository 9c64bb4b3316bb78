"""A real `kontor` under test: its process, its command line and its door for programs."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("KONTOR_SHARED") or ROOT.parent / "shared")
BINARY = Path(os.environ.get("KONTOR_BIN") or ROOT / ".build/debug/kontor").resolve()
CLIENT_SCOPES = "catalog prices stock orders:read orders:write account documents webhooks"
ERP_SCOPES = "erp:read erp:write"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class FreshDatabase:
    """An empty database in the cluster that `KONTOR_TEST_POSTGRES` names."""

    def __init__(self):
        self.cluster = os.environ.get("KONTOR_TEST_POSTGRES")
        if not self.cluster:
            raise RuntimeError(
                "KONTOR_TEST_POSTGRES is not set: start the cluster with scripts/postgres-for-tests, or name the engines in KONTOR_ENGINES"
            )
        self.name = f"check_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {self.name} TEMPLATE template0 ENCODING 'UTF8'")

    def run(self, sql):
        subprocess.run(["psql", "--quiet", "--no-psqlrc", "--dbname", self.cluster, "--command", sql], check=True, capture_output=True, timeout=60)

    @property
    def url(self):
        if "://" not in self.cluster:
            return f"{self.cluster} dbname={self.name}"
        return urllib.parse.urlunsplit(urllib.parse.urlsplit(self.cluster)._replace(path="/" + self.name))

    def drop(self):
        self.run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Refused(Exception):
    """A command that ended with another code than 0."""

    def __init__(self, arguments, result):
        super().__init__(f"kontor {' '.join(arguments)}: exit {result.returncode}\n{result.stdout[-2000:]}{result.stderr[-4000:]}")
        self.code, self.out, self.err = result.returncode, result.stdout, result.stderr


class Portal:
    """One `kontor serve` with a folder, a database and a port of its own."""

    def __init__(self, engine, data=None):
        self.engine, self.binary = engine, BINARY
        # Short, because a unix socket lies in it.
        self.data = Path(data or tempfile.mkdtemp(prefix="kontor-"))
        self.keeps_data = data is not None
        self.database = FreshDatabase() if engine == "postgres" else None
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("KONTOR_")} | {
            "KONTOR_DATA": str(self.data),
            "KONTOR_LISTEN": f"127.0.0.1:{self.port}",
            "KONTOR_BASE_URL": self.base,
            "KONTOR_LOG": os.environ.get("KONTOR_LOG", "info"),
            "KONTOR_SECRET": secrets.token_hex(32),
            "LANG": "C.UTF-8",
        }
        if self.database:
            self.environment["KONTOR_DATABASE"] = self.database.url
        self.log = self.data / "server.log"

    def start(self, patience=60):
        if not self.binary.exists():
            raise RuntimeError(f"{self.binary} is not there: build it with swift build, or name it in KONTOR_BIN")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(self.binary), "serve"], env=self.environment, cwd=self.data, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"kontor serve ended with {self.process.returncode}:\n{self.log_tail()}")
            with contextlib.suppress(requests.RequestException):
                if requests.get(self.base + "/readyz", timeout=2).status_code == 200:
                    return self
            time.sleep(0.05)
        raise RuntimeError(f"kontor was not ready within {patience} s:\n{self.log_tail()}")

    def beside(self, **environment):
        """Another node on this one's PostgreSQL, with a folder of its own; not yet started."""
        other = Portal("sqlite")
        other.engine, other.binary = "postgres", self.binary
        other.environment |= {name: self.environment[name] for name in ("KONTOR_DATABASE", "KONTOR_SECRET")} | environment
        return other

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
                raise RuntimeError(f"kontor did not stop within 20 s of SIGTERM:\n{self.log_tail()}") from None

    def kill(self):
        """Ends the server the hard way, as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=20)

    def remove(self):
        try:
            self.stop()
        finally:
            if self.database:
                self.database.drop()
            if not self.keeps_data:
                shutil.rmtree(self.data, ignore_errors=True)

    def log_tail(self, size=4000):
        """The end of the server's log without the requests that were answered well."""
        lines = self.log.read_text("utf-8", "replace").splitlines() if self.log.exists() else []
        return "\n".join(line for line in lines if not ('"message":"Request"' in line and '"level":"info"' in line))[-size:]

    def kontor(self, *arguments, timeout=300):
        """Runs a command and gives what it printed; raises `Refused` for any exit code but 0."""
        result = subprocess.run(
            [str(self.binary), *arguments], env=self.environment, cwd=self.data, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout
        )
        if result.returncode != 0:
            raise Refused(arguments, result)
        if self.database and self.process and arguments[0] == "import" and "--dry-run" not in arguments:
            time.sleep(1)  # a node that was not asked itself shows it within a second
        return result.stdout

    def kontor_json(self, *arguments, timeout=300):
        return json.loads(self.kontor(*arguments, "--json", timeout=timeout))

    def key(self, client=None, scopes=None, contract=None):
        """A new key: of a client, or without one of the distributor."""
        owner = ["--client", client] + (["--contract", contract] if contract else []) if client else ["--distributor"]
        return self.kontor_json(
            "token", "create", "--name", f"check {client or 'erp'}", *owner, "--scope", scopes or (CLIENT_SCOPES if client else ERP_SCOPES)
        )

    def door(self, client=None, scopes=None, contract=None):
        return Door(self.base, self.key(client, scopes, contract)["access_token"])

    def user(self, email, role, client=None, password="correct horse battery staple"):
        owner = ["--client", client] if client else []
        self.kontor("user", "create", "--email", email, "--name", email.split("@")[0].title(), "--role", role, *owner, "--password", password)
        return email, password


class Door:
    """The JSON API with one key. One connection pool per thread, so that 64 threads are 64 callers."""

    def __init__(self, base, token=None, language="ru"):
        self.base, self.token, self.language = base, token, language
        self.local = threading.local()

    def session(self):
        """The calling thread's connections; new ones after a rest, for the server closes idle ones and may do so just when a request is under way."""
        now = time.monotonic()
        if now - getattr(self.local, "used", 0) > 30:
            self.local.session = requests.Session()
            self.local.session.trust_env = False
        self.local.used = now
        return self.local.session

    def call(self, method, path, patience=120, timeout=60, **options):
        """One request; waits out 429 as `Retry-After` asks, for `patience` seconds in all."""
        headers = {"Accept": "application/json", "Accept-Language": self.language} | options.pop("headers", {})
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        deadline = time.monotonic() + patience
        while True:
            answer = self.session().request(method, self.base + path, headers=headers, timeout=timeout, allow_redirects=False, **options)
            if answer.status_code != 429 or time.monotonic() > deadline:
                return answer
            time.sleep(min(5.0, max(0.05, float(answer.headers.get("Retry-After", "1")))))

    def get(self, path, **params):
        return self.call("GET", "/api/v1" + path, params={k: v for k, v in params.items() if v is not None})

    def post(self, path, body, key=None, **options):
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("POST", "/api/v1" + path, json=body, headers=headers, **options)

    def put(self, kind, *items):
        return self.call("PUT", f"/api/v1/erp/{kind}", json={"items": list(items)})

    def send(self, kind, *items):
        """PUTs items that must all be taken; gives their statuses."""
        statuses = []
        for start in range(0, len(items), 1000):
            answer = self.put(kind, *items[start : start + 1000])
            assert answer.status_code == 200, f"PUT /erp/{kind}: {answer.status_code} {answer.text[:2000]}"
            rows = answer.json()["items"]
            assert len(rows) == len(items[start : start + 1000])
            refused = [row for row in rows if row["status"] == "refused"]
            assert not refused, f"PUT /erp/{kind} refused {len(refused)} of {len(rows)}: {refused[:3]}"
            statuses += [row["status"] for row in rows]
        return statuses

    def pages(self, path, limit=50, **params):
        """All items of a list, by its cursors; fails on a list that never ends or repeats a page."""
        items, cursor, seen = [], None, set()
        while True:
            page = ok(self.get(path, limit=limit, cursor=cursor, **params))
            assert len(page["items"]) <= limit
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items
            assert page["items"], "an empty page promises another one"
            assert cursor not in seen, "the cursor came twice"
            seen.add(cursor)


def ok(answer, status=200):
    """The answer's JSON, when its status is what was expected."""
    assert (
        answer.status_code == status
    ), f"{answer.request.method} {answer.request.url}: {answer.status_code} instead of {status}\n{answer.text[:3000]}"
    return answer.json() if answer.content else None


def problem(answer, status, code=None):
    """The problem document of a refusal, complete as RFC 9457 and API.md want it."""
    assert (
        answer.status_code == status
    ), f"{answer.request.method} {answer.request.url}: {answer.status_code} instead of {status}\n{answer.text[:3000]}"
    assert answer.headers["Content-Type"].split(";")[0] == "application/problem+json", answer.headers["Content-Type"]
    body = answer.json()
    for field in ("type", "title", "status", "code", "request_id"):
        assert body.get(field) not in (None, ""), f"the problem has no {field}: {body}"
    assert body["status"] == status
    assert isinstance(body.get("detail", ""), str)
    for entry in body.get("errors", []):
        assert {"pointer", "code", "detail"} <= entry.keys(), f"an error of the problem is not whole: {entry}"
    if code is not None:
        assert body["code"] == code, body
    return body


def problem_codes(body):
    """Every code in a problem document: its own and those of its errors."""
    return {body["code"]} | {entry["code"] for entry in body.get("errors", [])}
