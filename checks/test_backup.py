"""A backup made while orders are written holds one moment whole, and comes back."""

import tarfile
import threading

import pytest

from portal import Portal, Refused


def test_a_backup_under_load_comes_back_whole(engine, tmp_path):
    one = Portal(engine)
    other = None
    try:
        one.kontor("migrate")
        one.start()
        erp = one.door()
        stop, wrote = threading.Event(), []

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                erp.send("clients", {"external_id": f"load-{number}", "name": f"Нагрузка {number}"})
                wrote.append(number)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            while len(wrote) < 5:
                stop.wait(0.05)
            before = len(wrote)
            archive = tmp_path / "kontor.tar"
            answer = one.kontor_json("backup", str(archive))
            assert answer["bytes"] == archive.stat().st_size
            assert archive.stat().st_mode & 0o077 == 0, "it is its owner's alone"
        finally:
            stop.set()
            writer.join()
        with pytest.raises(Refused):
            one.kontor("backup", str(archive))
        names = tarfile.open(archive).getnames()
        assert "kontor-backup.json" in names
        with pytest.raises(Refused):
            one.kontor("restore", str(archive)) if engine == "sqlite" else one.kontor("restore", str(archive), "--data", str(one.data))
        one.stop()

        other = Portal(engine)
        other.environment["KONTOR_SECRET"] = one.environment["KONTOR_SECRET"]
        other.kontor("restore", str(archive))
        with pytest.raises(Refused):
            other.kontor("restore", str(archive))
        other.kontor("restore", str(archive), "--replace")
        other.start()
        again = other.door()
        for number in range(1, before + 1):
            assert again.send("clients", {"external_id": f"load-{number}", "name": f"Нагрузка {number}"}) == ["unchanged"]
        late = again.send("clients", {"external_id": f"load-{len(wrote) + 1}", "name": "Новый"})
        assert late == ["created"]
    finally:
        one.remove()
        if other:
            other.remove()


def test_what_is_no_backup_is_refused(engine, tmp_path):
    one = Portal(engine)
    try:
        one.kontor("migrate")
        wrong = tmp_path / "wrong.tar"
        wrong.write_bytes(b"nothing of the kind" * 100)
        with pytest.raises(Refused) as refused:
            one.kontor("restore", str(wrong), "--replace")
        assert refused.value.code == 1 and refused.value.err.startswith("kontor: ")
        one.start()
    finally:
        one.remove()
