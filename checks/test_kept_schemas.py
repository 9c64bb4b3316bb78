"""Databases of earlier releases, kept as text in `kept/`, become what a new database is, and what was in them is still there.

Compared with a database migrated from nothing, by name and without regard to the order of columns. On PostgreSQL from its catalogues: tables with
their options, columns (type, collation, nullability, default, identity), constraints, indexes, triggers, functions, sequences, views. On SQLite: every
part of each CREATE TABLE, indexes, triggers, views as written, and columns, foreign keys and indexes as SQLite understands them.
"""

import contextlib
import json
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from portal import ROOT, Portal
from test_credit_pages import PASSWORD, Person

KEPT = Path(__file__).resolve().parent / "kept"
NAMES = sorted((folder.name for folder in KEPT.iterdir() if any(folder.glob("*.sql"))), key=int)
WORDS = json.loads((ROOT / "Sources/Localization/Locales/ru.json").read_text("utf-8"))

# Tables whose earlier rows a migration changes on purpose, with the reason; of these only the count is compared. `schema_migrations` grows.
CHANGED = set()

# What came between 122 and 170, and can be filled without files.
FILLED = (
    "suppliers supplier_brands supplier_products supplier_offers supply_lines quote_requests quote_lines quote_suppliers quotes synonyms passkeys passkey_challenges"
    " email_changes client_merges client_aliases consent_texts consent_withdrawals exchange_pictures"
).split()

POSTGRES_SCHEMA = r"""
SET search_path = public;
WITH ours AS (SELECT oid, relname, relkind, relpersistence, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace)
SELECT json_agg(json_build_array(what, name, told)) FROM (
    SELECT 'table' AS what, relname AS name, concat_ws(' ', relkind, relpersistence, reloptions::text) AS told FROM ours WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT 'view', relname, pg_get_viewdef(oid) FROM ours WHERE relkind IN ('v', 'm')
    UNION ALL
    SELECT 'sequence', c.relname, format('%s %s %s %s %s %s %s', format_type(s.seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
    FROM pg_sequence AS s JOIN ours AS c ON c.oid = s.seqrelid
    UNION ALL
    SELECT 'column', c.relname || '.' || a.attname,
        format('%s %s %s default %s identity %s generated %s', format_type(a.atttypid, a.atttypmod), (SELECT collname FROM pg_collation WHERE oid = a.attcollation),
            CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
    FROM pg_attribute AS a JOIN ours AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'constraint', c.relname || '.' || k.conname, pg_get_constraintdef(k.oid) || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END
    FROM pg_constraint AS k JOIN ours AS c ON c.oid = k.conrelid
    UNION ALL
    SELECT 'index', c.relname, pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END FROM pg_index AS i JOIN ours AS c ON c.oid = i.indexrelid
    UNION ALL
    SELECT 'trigger', c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger AS t JOIN ours AS c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT 'function', p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace
) AS parts;
"""


class Postgres:
    def __init__(self, portal):
        self.url = portal.database.url

    def psql(self, sql):
        command = ["psql", "--no-psqlrc", "--quiet", "-At", "--set", "ON_ERROR_STOP=1", "--dbname", self.url]
        return subprocess.run(command, input=sql, check=True, capture_output=True, text=True, timeout=60).stdout

    def load(self, text):
        self.psql(text)

    def schema(self, after=""):
        """The parts of the schema, each once; `after` is done before, and undone."""
        return {(what, name): told for what, name, told in json.loads(self.psql(f"BEGIN; {after};{POSTGRES_SCHEMA}; ROLLBACK;"))}

    def rows(self, columns, after=""):
        """How many rows each table has, and a digest of them in the columns named."""
        each = (
            f"SELECT '{table}' AS name, count(*) AS n, md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS digest FROM (SELECT {', '.join(names)} FROM \"{table}\") AS t"
            for table, names in columns.items()
        )
        text = self.psql(f"BEGIN; {after}; SET search_path = public; SELECT json_agg(json_build_array(name, n, digest)) FROM ({' UNION ALL '.join(each)}) AS counted; ROLLBACK;")
        return {name: (count, digest) for name, count, digest in json.loads(text)}

    def one(self, sql):
        return self.psql(sql).strip()

    def numbers(self):
        return set(map(int, self.psql("SELECT number FROM schema_migrations").split()))


class SQLite:
    def __init__(self, portal):
        self.path = portal.data / "kontor.sqlite"

    @contextlib.contextmanager
    def opened(self, after=""):
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            database.execute("BEGIN")
            for statement in filter(None, after.split(";")):
                database.execute(statement)
            yield database
            database.execute("ROLLBACK")

    def load(self, text):
        with contextlib.closing(sqlite3.connect(self.path)) as database:
            database.executescript(text)

    def schema(self, after=""):
        found = {}
        with self.opened(after) as database:
            for kind, name, table, sql in database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'").fetchall():
                if kind == "table":
                    for part in parts(sql):
                        found["written", f"{name}: {part}"] = ""
                    for _, column, type_, required, default, key, hidden in database.execute(f"PRAGMA table_xinfo('{name}')"):
                        found["column", f"{name}.{column}"] = f"{type_} required {required} default {default} key {key} hidden {hidden}"
                    found["foreign keys", name] = sorted(map(str, foreign_keys(database, name)))
                    found["indexes", name] = sorted(
                        (unique, origin, partial, [column[2:5] for column in database.execute(f"PRAGMA index_xinfo('{index}')") if column[5]])
                        for _, index, unique, origin, partial in database.execute(f"PRAGMA index_list('{name}')").fetchall()
                    )
                elif sql:
                    found[kind, name] = f"{table}: {' '.join(sql.split())}"
        return found

    def rows(self, columns, after=""):
        found = {}
        with self.opened(after) as database:
            for table, names in columns.items():
                rows = database.execute(f"SELECT {', '.join(names)} FROM \"{table}\"").fetchall()
                found[table] = len(rows), sorted(map(repr, rows))
        return found

    def one(self, sql):
        with self.opened() as database:
            return str(database.execute(sql).fetchone()[0])

    def numbers(self):
        with self.opened() as database:
            return {number for (number,) in database.execute("SELECT number FROM schema_migrations")}


def foreign_keys(database, table):
    keys = {}
    for key, place, target, column, to, update, delete, match in database.execute(f"PRAGMA foreign_key_list('{table}')"):
        keys.setdefault(key, []).append((place, target, column, to, update, delete, match))
    return keys.values()


def parts(sql):
    """What stands in the outermost brackets of a CREATE TABLE, comma by comma, and what stands around them."""
    found, depth, quoted = [""], 0, ""
    for sign in sql:
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        quoted = ("" if sign == quoted else quoted) if quoted else (sign if sign in "'\"" else "")
        outermost = not quoted and (depth == 1 and sign in "(," or depth == 0 and sign == ")")
        if outermost:
            found.append("")
        else:
            found[-1] += sign
    return [" ".join(part.split()) for part in found]


def columns(schema):
    """The columns of each table, in the order of their names."""
    found = {}
    for table, column in sorted(name.split(".") for what, name in schema if what == "column" and not name.startswith("sqlite_")):
        found.setdefault(table, []).append(f'"{column}"')
    return found


def difference(one, other):
    """What two schemas, or the rows of two databases, do not share."""
    return {key: (one.get(key), other.get(key)) for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def tables_of(portal):
    return (Postgres if portal.engine == "postgres" else SQLite)(portal)


@pytest.fixture(scope="module")
def new(engine):
    """A database migrated from nothing."""
    one = Portal(engine)
    try:
        one.kontor("migrate")
        tables = tables_of(one)
        tables.whole, tables.known = tables.schema(), tables.numbers()
        yield tables
    finally:
        one.remove()


@pytest.fixture(scope="module", params=NAMES)
def kept(request, engine):
    """A portal on a kept database that has just been migrated, with what it was before."""
    one = Portal(engine)
    try:
        one.name, one.tables = request.param, tables_of(one)
        one.tables.load((KEPT / one.name / f"{engine}.sql").read_text("utf-8"))
        one.old = one.tables.schema()
        one.before, one.numbers = one.tables.rows(columns(one.old)), one.tables.numbers()
        one.withdrawn = one.tables.one("SELECT COUNT(*) FROM consents WHERE withdrawn_at IS NOT NULL")
        one.kontor("migrate")
        yield one
    finally:
        one.remove()


def test_a_kept_database_is_of_its_release(kept, new):
    assert max(kept.numbers) == int(kept.name) and kept.numbers <= kept.tables.numbers() == new.known, "numbers are given out to several at once: a lower one may come later"
    assert sum(count > 0 for count, _ in kept.before.values()) > 70, "rows in most tables"
    assert not [table for table in FILLED if int(kept.name) >= 170 and kept.before[table][0] == 0], "rows in the tables that came after the kept database before it"
    assert bool(difference(kept.old, new.whole)) == (kept.numbers != new.known), "before its migration it is told from a new one"


def test_it_becomes_what_a_new_one_is(kept, new):
    assert difference(kept.tables.schema(), new.whole) == {}
    read = "SELECT COUNT(*) FROM schema_migrations"
    assert kept.tables.one(read) == new.one(read)


def test_every_row_is_still_as_it_was(kept):
    still = kept.tables.schema()
    gone = {name for what, name in kept.old if what == "column" and (what, name) not in still}
    assert not gone, "a migration that takes a column away is named here, with where its values went"
    after = kept.tables.rows(columns(kept.old))
    # They tell which migrations there were: each new one adds a row.
    own = {"schema_migrations", "schema_expansions"}
    assert {table: count for table, (count, _) in after.items() if table not in own} == {table: count for table, (count, _) in kept.before.items() if table not in own}
    assert set(difference(kept.before, after)) - CHANGED <= own
    if int(kept.name) < 123:  # 123 copies what was taken back into a table of its own.
        assert kept.withdrawn == kept.tables.one("SELECT COUNT(*) FROM consent_withdrawals") == "1"


def test_migrating_again_changes_nothing(kept):
    schema, all_columns = kept.tables.schema(), columns(kept.tables.schema())
    before = kept.tables.rows(all_columns)
    assert "applied" not in kept.kontor("migrate")
    assert difference(schema, kept.tables.schema()) == {} == difference(before, kept.tables.rows(all_columns))


def test_its_people_find_what_was_theirs(kept):
    kept.start()  # waits for /readyz
    buyer, admin = Person(kept, "buyer@kept.example"), Person(kept, "admin@kept.example")
    assert buyer.get("/readyz").status_code == 200
    read = shown(buyer.page("/orders/K000001"))
    assert "Сохранённый заказ" in read and "1 090,00 ₽" in read
    assert "K000001" in buyer.page("/orders")
    assert "999,50 ₽" in shown(buyer.page("/account/C1-D")), "the debt: two invoices of 600 less a payment of 200.50"
    assert "SKU-00003" in buyer.page("/cart") and "Болты" in buyer.page("/searches") and "Сертификаты" in buyer.page("/support")
    person = re.search(r'href="(/people/\d+)"', admin.page("/people?query=newcomer"))[1]
    consent = shown(admin.page(person).split(f"<h2>{WORDS['section.consents']}</h2>")[1].split("</section>")[0])
    version = WORDS["consent.version.before"] if int(kept.name) < 123 else WORDS["consent.version"].replace("{version}", "1")
    assert WORDS["consent_purpose.personal_data"] in consent and version in consent and WORDS["consents.withdrawn"] not in consent
    assert kept.tables.one("SELECT text_hash FROM consents WHERE id = 1") in consent
    kept.stop()


def shown(page):
    """The words of a page as they are read."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("\u00a0", " ").replace("\u202f", " ").split())



@pytest.mark.parametrize(
    ("spoiled", "seen"),
    [
        ({"both": "DROP INDEX consents_by_text"}, "consents_by_text"),
        ({"both": "DROP INDEX client_merges_waiting; CREATE INDEX client_merges_waiting ON client_merges (staying_id, leaving_id) WHERE status = 'waiting'"}, "client_merges_waiting"),
        ({"both": "ALTER TABLE consents DROP COLUMN agent"}, "consents.agent"),
        ({"both": "ALTER TABLE consents ADD COLUMN surplus BIGINT", "sqlite": "ALTER TABLE consents ADD COLUMN surplus INTEGER"}, "consents.surplus"),
        ({"both": "ALTER TABLE consents ALTER COLUMN language DROP DEFAULT", "sqlite": "DEFAULT 'ru'"}, "language"),
        ({"both": "ALTER TABLE consents ALTER COLUMN channel DROP NOT NULL", "sqlite": "channel TEXT NOT NULL>channel TEXT"}, "channel"),
        ({"both": "ALTER TABLE consents DROP CONSTRAINT consents_text_id_fkey", "sqlite": "REFERENCES consent_texts (id)"}, "text_id"),
        ({"both": "ALTER TABLE consents DROP CONSTRAINT consents_language_check", "sqlite": "CHECK (language IN ('ru', 'en'))"}, "language"),
        ({"both": "DROP TRIGGER ledger_entries_no_update ON ledger_entries", "sqlite": "DROP TRIGGER ledger_entries_no_update"}, "ledger_entries_no_update"),
        ({"both": "DROP TABLE consent_withdrawals"}, "consent_withdrawals"),
    ],
)
def test_a_difference_is_seen(new, engine, spoiled, seen):
    sql = spoiled.get(engine, spoiled["both"])
    if not re.match("ALTER|DROP", sql):
        # What SQLite cannot alter is rewritten in the table's text.
        old, _, changed = sql.partition(">")
        sql = "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '{}', '{}') WHERE name = 'consents'".format(*(text.replace("'", "''") for text in (old, changed)))
    found = difference(new.whole, new.schema(after=sql))
    assert any(seen in name for _, name in found), found
    assert all("consent" in name or "client_merges" in name or "ledger_entries" in name for _, name in found), found


def test_a_changed_row_is_seen(kept):
    named = columns(kept.old)
    for spoiled in ("UPDATE people SET name = 'Другой' WHERE email = 'buyer@kept.example'", "DELETE FROM cart_lines"):
        # Of what a viewer is read from, a trigger counts the changes.
        assert len(difference(kept.tables.rows(named), kept.tables.rows(named, after=spoiled)).keys() - {"rights_version"}) == 1, spoiled
