"""Files in S3-compatible storage: brought, shown and kept as in a folder; when the storage is away the portal goes on without them and says so."""

import hashlib
import io
import json
import shutil
import tarfile
import threading
import time
from decimal import Decimal

import pytest
import requests

pytest.importorskip("moto", reason="moto is in requirements.txt: scripts/setup tests")

from object_store import ObjectStore  # noqa: E402
from portal import Portal, Refused, free_port, ok, problem  # noqa: E402
from shop import Shop  # noqa: E402
from test_credit_pages import PASSWORD, WORDS, Person  # noqa: E402
from test_price_schedules import Desk, fetch, price_in  # noqa: E402
from test_product_files import PAPER, TURNED, png  # noqa: E402
from catcher import Catcher  # noqa: E402


@pytest.fixture(scope="module")
def storage(engine):
    one = ObjectStore()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def post(engine):
    catcher = Catcher(free_port()).start()
    yield catcher
    catcher.stop()


@pytest.fixture(scope="module")
def house(engine, storage, post):
    one = Portal(engine)
    try:
        one.environment |= storage.environment()
        one.environment["KONTOR_SMTP"] = post.url + "?from=portal@example.com"
        one.kontor("migrate")
        one.start()
        one.shop = Shop(one)
        one.user("keeper@example.com", "administrator", password=PASSWORD)
        yield one
    finally:
        one.remove()


@pytest.fixture(scope="module")
def goods(house, tmp_path_factory):
    """A product with a picture and a paper that a folder brought."""
    article = house.shop.product(stock=5, name="Болт из хранилища")
    folder = tmp_path_factory.mktemp("bucket")
    (folder / "turned.jpg").write_bytes(TURNED)
    (folder / "паспорт.pdf").write_bytes(PAPER)
    (folder / "images.csv").write_text(f"product,file\nP-{article},turned.jpg\n", "utf-8")
    (folder / "certificates.csv").write_text(f"product,file,kind,number\nP-{article},паспорт.pdf,passport,ПС-1\n", "utf-8")
    report = house.kontor_json("import", str(folder))
    assert [row["refused"] for row in report["kinds"]] == [0, 0], report
    return article, house.shop.door(house.shop.client())


def at(door, base):
    """The same key at another node."""
    return type(door)(base, door.token)


def forget_what_was_read(portal):
    shutil.rmtree(portal.data / "files-read", ignore_errors=True)


def picture(door, article, content, size="medium"):
    return door.call("GET", f"/api/v1/products/{article}/files/{hashlib.sha256(content).hexdigest()}", params={"size": size}, patience=0)


def upload(portal, article, name, content):
    person = Person(portal, "keeper@example.com")
    return person.session.post(
        f"{portal.base}/goods/{article}/images", files={"file": (name, content, "image/png")}, headers={"Origin": portal.base}, timeout=60, allow_redirects=False
    )


def doctor(portal):
    try:
        rows = portal.kontor_json("doctor")["items"]
    except Refused as refused:
        rows = json.loads(refused.out)["items"]
    return next(row for row in rows if row["check"] == "files")


def test_files_lie_in_the_bucket_and_are_given_from_it(house, storage, goods):
    article, door = goods
    objects = storage.objects("portal/product-files/")
    for content in (TURNED, PAPER):
        name = hashlib.sha256(content).hexdigest()
        assert objects[f"portal/product-files/{name[:2]}/{name}"] == len(content)
        assert hashlib.sha256(storage.client.get_object(Bucket="files", Key=f"portal/product-files/{name[:2]}/{name}")["Body"].read()).hexdigest() == name
    for known in (True, False):
        if not known:
            forget_what_was_read(house)
        answer = door.call("GET", f"/api/v1/products/{article}/files/{hashlib.sha256(PAPER).hexdigest()}")
        assert answer.content == PAPER and answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["ETag"] == f'"{hashlib.sha256(PAPER).hexdigest()}"'
        shown = picture(door, article, TURNED)
        assert shown.headers["Content-Type"] == "image/webp" and shown.content[:4] == b"RIFF"
    assert any(name.endswith(".webp") for name in storage.objects("portal/product-files/"))
    assert not (house.data / "files").exists() or not list((house.data / "files").rglob("*/*"))
    assert doctor(house)["verdict"] == "ok"
    assert not [name for name in storage.objects() if "proof" in name]


def test_a_picture_brought_by_hand_is_in_the_bucket(house, storage, goods):
    article, door = goods
    content = png(64, 48)
    assert upload(house, article, "рука.png", content).status_code == 303
    name = hashlib.sha256(content).hexdigest()
    assert storage.objects()[f"portal/product-files/{name[:2]}/{name}"] == len(content)
    forget_what_was_read(house)
    assert picture(door, article, content, "small").headers["Content-Type"] == "image/webp"


def test_what_is_damaged_in_the_bucket_is_not_given(house, storage, goods):
    article, door = goods
    name = hashlib.sha256(PAPER).hexdigest()
    key = f"portal/product-files/{name[:2]}/{name}"
    storage.client.put_object(Bucket="files", Key=key, Body=PAPER[:-1] + b"!")
    forget_what_was_read(house)
    problem(door.call("GET", f"/api/v1/products/{article}/files/{name}", patience=0), 503, "unavailable")
    storage.client.put_object(Bucket="files", Key=key, Body=PAPER)
    assert door.call("GET", f"/api/v1/products/{article}/files/{name}").content == PAPER


def test_a_moment_of_503_is_not_noticed(house, storage, goods):
    article, door = goods
    forget_what_was_read(house)
    storage.door.owe(2)
    before = storage.door.seen
    assert picture(door, article, TURNED, "large").status_code == 200
    assert storage.door.seen - before >= 3
    storage.door.owe(3)
    assert upload(house, article, "занято.png", png(40, 40)).status_code == 303
    assert "ok\n" == requests.get(house.base + "/readyz", timeout=30).text


def test_a_price_file_is_made_into_the_bucket(house, storage, post):
    desk = Desk(house, post, "bucket")
    desk.save(desk.email["head"])
    desk.come_due()
    post.wait(desk.email["head"], seconds=100)
    assert len(storage.objects("portal/price-files/")) == 1
    desk.shop.price(desk.article, "4321.0000")
    assert desk.price() == "4321.0000"
    for known in (True, False):
        if not known:
            forget_what_was_read(house)
        assert price_in(fetch(desk.link), desk.article) == Decimal("1234.56")
    # Away: made at the request.
    forget_what_was_read(house)
    storage.door.shut()
    try:
        assert price_in(fetch(desk.link), desk.article) == 4321
        desk.come_due(2000)
        desk.wait_for(WORDS["price_file_problem.store_away"])
    finally:
        storage.door.open_to()


def test_without_the_storage_the_portal_goes_on_and_says_so(house, storage, goods):
    article, door = goods
    person = Person(house, "keeper@example.com")
    wait_until_well(house)
    picture(door, article, TURNED, "medium")
    storage.door.shut()
    try:
        start = time.monotonic()
        # What was read lately is still there, the rest is not; neither holds anybody up.
        assert picture(door, article, TURNED, "medium").status_code == 200
        forget_what_was_read(house)
        for _ in range(10):
            problem(picture(door, article, TURNED), 503, "unavailable")
        assert person.page(f"/products/{article}") and ok(door.get(f"/products/{article}"))["article"] == article
        assert time.monotonic() - start < 10
        refused = upload(house, article, "нет.png", png(48, 48))
        assert refused.status_code == 422 and WORDS["refusal.file_store_away"].replace("{value}", "нет.png") in refused.text
        ready = requests.get(house.base + "/readyz", timeout=30)
        assert (ready.status_code, ready.text) == (200, "ok\nthe file store does not answer\n")
        row = doctor(house)
        assert row["verdict"] == "failed" and "does not answer" in row["detail"], row
        # An order is placed all the same.
        placed = door.post("/orders", {"reference": "away", "payment": "credit", "partial": True, "lines": [{"code": article, "quantity": "1"}]}, key="away")
        assert placed.status_code == 201, placed.text
    finally:
        storage.door.open_to()
    wait_until_well(house)
    assert picture(door, article, TURNED).status_code == 200
    assert upload(house, article, "есть.png", png(48, 48)).status_code == 303
    assert "the file store answers again" in house.log.read_text("utf-8")


def wait_until_well(portal):
    deadline = time.monotonic() + 30
    while requests.get(portal.base + "/readyz", timeout=30).text != "ok\n":
        assert time.monotonic() < deadline, portal.log_tail()
        time.sleep(0.3)


def test_a_storage_that_holds_its_answers_holds_up_no_page(house, storage, goods):
    article, door = goods
    forget_what_was_read(house)
    storage.door.holds = True
    try:
        threads = [threading.Thread(target=picture, args=(door, article, TURNED, size)) for size in ("small", "medium", "large")]
        for thread in threads:
            thread.start()
        start = time.monotonic()
        for _ in range(20):
            assert requests.get(house.base + "/livez", timeout=10).status_code == 200
            assert ok(door.get(f"/products/{article}"))["article"] == article
        assert requests.get(house.base + "/readyz", timeout=10).status_code == 200
        assert time.monotonic() - start < 8
    finally:
        storage.door.holds = False
    for thread in threads:
        thread.join()


def test_a_wrong_key_or_bucket_is_told_and_never_shown(house, storage, goods):
    for change, words in (
        ({"AWS_SECRET_ACCESS_KEY": "wrong-secret-of-the-check"}, "AWS_SECRET_ACCESS_KEY does not belong"),
        ({"AWS_ACCESS_KEY_ID": "AKIAWRONGOFTHECHECK"}, "does not know the key"),
        ({"KONTOR_FILES": "s3://no-such-bucket"}, "no bucket of this name"),
    ):
        other = Portal("sqlite")
        try:
            other.environment |= storage.environment() | change
            other.kontor("migrate")
            row = doctor(other)
            assert row["verdict"] == "failed" and words in row["detail"], row
            other.start()
            log = other.log.read_text("utf-8")
            assert "the file store cannot be used" in log and words in log
            assert requests.get(other.base + "/readyz", timeout=30).text == "ok\nthe file store refuses\n"
            for secret in (storage.secret, storage.id, *change.values()):
                assert secret.startswith("s3://") or (secret not in log and secret not in row["detail"])
        finally:
            other.remove()
    other = Portal("sqlite")
    try:
        other.environment |= storage.environment() | {"AWS_SECRET_ACCESS_KEY": ""}
        with pytest.raises(Refused) as refused:
            other.kontor("migrate") and other.kontor("user", "list")
        assert "AWS_SECRET_ACCESS_KEY" in refused.value.err
    finally:
        other.remove()


def test_nodes_give_what_the_others_took(house, storage, goods):
    if house.engine == "sqlite":
        pytest.skip("one process owns SQLite")
    article, door = goods
    other = house.beside(**storage.environment())
    try:
        other.start()
        there = at(door, other.base)
        assert there.call("GET", f"/api/v1/products/{article}/files/{hashlib.sha256(PAPER).hexdigest()}").content == PAPER
        content = png(72, 72)
        assert upload(other, article, "там.png", content).status_code == 303
        deadline = time.monotonic() + 5
        while picture(door, article, content, "large").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert doctor(house)["verdict"] == "ok"
    finally:
        other.remove()
    # A folder of one node is refused while the others keep theirs elsewhere.
    lone = house.beside(KONTOR_FILES="files-of-its-own")
    try:
        row = doctor(lone)
        assert row["verdict"] == "failed" and "keeps its files" in row["detail"], row
        lone.start()
        deadline = time.monotonic() + 30
        while doctor(house)["verdict"] != "failed":
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert "another node keeps its files elsewhere" in lone.log.read_text("utf-8")
    finally:
        lone.remove()
    assert doctor(house)["verdict"] == "ok"


def test_a_backup_holds_the_files_and_goes_back_into_a_bucket_or_a_folder(house, storage, goods, tmp_path):
    article, door = goods
    archive = tmp_path / "kontor.tar"
    house.kontor("backup", str(archive))
    for place in ("s3://files/again", None):
        other = Portal(house.engine)
        try:
            other.environment["KONTOR_SECRET"] = house.environment["KONTOR_SECRET"]
            if place:
                other.environment |= storage.environment(place)
            other.kontor("restore", str(archive))
            other.start()
            there = at(door, other.base)
            for content in (TURNED, PAPER):
                path = f"/api/v1/products/{article}/files/{hashlib.sha256(content).hexdigest()}"
                assert there.call("GET", path).content == content
            if place:
                kept = lambda start: {name.removeprefix(start) for name in storage.objects(start) if not name.endswith(".webp")}  # noqa: E731
                assert kept("again/product-files/") == kept("portal/product-files/")
        finally:
            other.remove()
    storage.door.shut()
    try:
        with pytest.raises(Refused) as refused:
            house.kontor("backup", str(tmp_path / "other.tar"))
        assert "cannot be read" in refused.value.err and not (tmp_path / "other.tar").exists()
        empty = Portal(house.engine)
        try:
            empty.environment |= storage.environment()
            with pytest.raises(Refused) as refused:
                empty.kontor("restore", str(archive))
            assert "cannot be used" in refused.value.err
        finally:
            empty.remove()
    finally:
        storage.door.open_to()


def test_a_damaged_file_of_a_backup_is_named_and_the_rest_comes_back(house, storage, goods, tmp_path):
    article, door = goods
    archive, damaged = tmp_path / "kontor.tar", tmp_path / "damaged.tar"
    wait_until_well(house)
    house.kontor("backup", str(archive))
    bad = hashlib.sha256(TURNED).hexdigest()
    with tarfile.open(archive) as source, tarfile.open(damaged, "w") as target:
        for entry in source:
            content = source.extractfile(entry).read() if entry.isfile() else None
            if entry.name.endswith(bad):
                content = content[:-1] + bytes([content[-1] ^ 1])
            target.addfile(entry, io.BytesIO(content) if content is not None else None)
    other = Portal(house.engine)
    try:
        other.environment["KONTOR_SECRET"] = house.environment["KONTOR_SECRET"]
        other.environment |= storage.environment("s3://files/damaged")
        with pytest.raises(Refused) as refused:
            other.kontor("restore", str(damaged))
        assert f"1 files are damaged in the backup and were left out, the first of them {bad}" in refused.value.err
        kept = {name.rsplit("/", 1)[1] for name in storage.objects("damaged/product-files/")}
        assert bad not in kept and hashlib.sha256(PAPER).hexdigest() in kept
        other.start()
        assert at(door, other.base).call("GET", f"/api/v1/products/{article}/files/{hashlib.sha256(PAPER).hexdigest()}").content == PAPER
    finally:
        other.remove()
