import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.errors import StoreError
from ingestion.extract.paper import read_paper
from ingestion.store import audit
from ingestion.store.backup import MANIFEST, read_manifest, restore_backup, write_backup
from ingestion.store.scope import Scope
from ingestion.store.store import DATABASE, Store
from tests.builders.statements import us_report


def add(store: Store, scope: Scope, name: str) -> None:
    data = us_report(name)
    store.add_document(scope, f"{name}.pdf", data, read_paper(data, f"{name}.pdf"))


def filled(home: Path) -> tuple[Store, Scope]:
    store = Store.open(home)
    scope = Scope(store.create_customer("甲公司"))
    add(store, scope, "one")
    store.add_entry(scope, "request", "1", {"requested_limit": "1000"}, "ana")
    store.add_ruling(scope, "correct", "f1", "1200", "misprint on page 3", "ana")
    return store, scope


def test_a_restored_home_holds_the_same_customers_papers_words_and_trail(tmp_path: Path) -> None:
    store, scope = filled(tmp_path / "a")
    write_backup(tmp_path / "a", tmp_path / "b.zip")
    restore_backup(tmp_path / "b.zip", tmp_path / "c")
    other = Store.open(tmp_path / "c")
    sha = store.documents(scope)[0]["sha256"]
    assert other.extractions(scope) == store.extractions(scope)
    assert other.blob(scope, sha) == store.blob(scope, sha)
    assert other.rulings(scope) == store.rulings(scope)
    assert other.entries(scope, "request") == store.entries(scope, "request")
    assert other.audit_trail(scope)[0]["detail"] == store.audit_trail(scope)[0]["detail"]
    assert other.search_text(scope, "total assets", 3)
    assert other.waiting_passages(scope.customer, 1), "the vectors are to be rebuilt"
    assert other.damages() == []


def test_a_backup_under_load_is_one_moment_and_restores_whole(tmp_path: Path) -> None:
    store, scope = filled(tmp_path / "a")
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set() and number < 500:
            number += 1
            store.add_entry(scope, "contact", str(number), {"summary": f"call {number}"}, "ana")
            if number % 20 == 0:
                add(store, Scope(store.create_customer(f"c{number}")), f"paper {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(3):
            manifest = write_backup(tmp_path / "a", tmp_path / f"{turn}.zip")
            restore_backup(tmp_path / f"{turn}.zip", tmp_path / f"home{turn}")
            other = Store.open(tmp_path / f"home{turn}")
            assert other.damages() == []
            assert sum(row["documents"] for row in other.customers()) == manifest["counts"]["documents"]
            other.close()
    finally:
        stop.set()
        writer.join()


def spoiled(kind: str, archive: Path) -> None:
    whole = archive.read_bytes()
    if kind == "cut off":
        archive.write_bytes(whole[: len(whole) // 2])
    elif kind == "not ours":
        with zipfile.ZipFile(archive, "w") as z:
            z.writestr("readme.txt", "hello")
    elif kind == "no archive":
        archive.write_bytes(b"%PDF-1.7 not a backup")
    else:
        with zipfile.ZipFile(archive) as z:
            files = {name: z.read(name) for name in z.namelist()}
        manifest = json.loads(files[MANIFEST])
        if kind == "newer":
            manifest["schema"] += 1
        elif kind == "file altered":
            files[next(n for n in files if n.startswith("blobs/"))] += b"x"
        elif kind == "file removed":
            del files[next(n for n in files if n.startswith("blobs/"))]
        elif kind == "path outside":
            manifest["files"]["../evil"] = "0"
            files["../evil"] = b""
        files[MANIFEST] = json.dumps(manifest).encode()
        with zipfile.ZipFile(archive, "w") as z:
            for name, data in files.items():
                z.writestr(name, data)


@pytest.mark.parametrize(
    "kind", ["cut off", "not ours", "no archive", "newer", "file altered", "file removed", "path outside"]
)
def test_a_bad_archive_is_refused_and_changes_nothing(tmp_path: Path, kind: str) -> None:
    store, scope = filled(tmp_path / "a")
    write_backup(tmp_path / "a", tmp_path / "b.zip")
    store.add_entry(scope, "contact", "1", {"summary": "after the backup"}, "ana")
    store.close()
    spoiled(kind, tmp_path / "b.zip")
    with pytest.raises(StoreError):
        restore_backup(tmp_path / "b.zip", tmp_path / "a")
    again = Store.open(tmp_path / "a")
    assert again.entries(scope, "contact")[0]["body"]["summary"] == "after the backup"
    assert again.damages() == []
    assert not list((tmp_path / "a").glob(".restore*"))


def test_a_deleted_customer_leaves_no_trace_and_stays_deleted_after_a_restore(tmp_path: Path) -> None:
    home = tmp_path / "a"
    store, scope = filled(home)
    kept = Scope(store.create_customer("乙公司"))
    add(store, kept, "two")
    write_backup(home, tmp_path / "b.zip")
    for turn in ("deleted", "restored"):
        if turn == "deleted":
            store.delete_customer(scope)
        else:
            store.close()
            restore_backup(tmp_path / "b.zip", home)
            store = Store.open(home)
        assert [row["id"] for row in store.customers()] == [kept.customer]
        assert store.search_text(scope, "total assets", 3) == []
        assert store.damages() == []
        assert any(row["action"] == "customer_deleted" for row in store.audit_trail(scope))
        with sqlite3.connect(home / DATABASE) as c:
            c.execute("VACUUM")
            dump = "\n".join(c.iterdump())
        for trace in ("甲公司", "misprint on page 3", "requested_limit"):
            assert trace not in dump
        assert len(list((home / "blobs").glob("*/*"))) == 1


def edit(column: str, value: str) -> Callable[[sqlite3.Connection], object]:
    return lambda c: c.execute(f"UPDATE audit SET {column} = ? WHERE seq = 3", (value,))


TAMPERS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "time changed": edit("at", "2020-01-01T00:00:00+00:00"),
    "actor changed": edit("actor", "bob"),
    "customer changed": edit("customer", "other"),
    "action changed": edit("action", "confirm"),
    "detail changed": edit("detail", '{"entry": "2"}'),
    "entry removed": lambda c: c.execute("DELETE FROM audit WHERE seq = 2"),
    "last entry cut off": lambda c: c.execute("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)"),
    "two entries swapped": lambda c: c.executescript(
        "UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99"
    ),
    "entry edited and its hash made anew": lambda c: rehash(c),
    "reason edited beside the chain": lambda c: c.execute("UPDATE audit_private SET body = replace(body, 'mis', 're')"),
    "record edited": lambda c: c.execute("UPDATE entries SET body = replace(body, '1000', '9000')"),
    "whole trail begun anew": lambda c: c.executescript("DELETE FROM audit; DELETE FROM audit_private"),
}


def rehash(c: sqlite3.Connection) -> None:
    rows = c.execute("SELECT seq, at, customer, actor, action, detail FROM audit ORDER BY seq").fetchall()
    previous = audit.GENESIS
    for seq, at, customer, actor, action, detail in rows:
        who = "mallory" if seq == 2 else actor
        digest = audit.entry_hash(at, customer, who, action, detail, previous)
        c.execute("UPDATE audit SET actor = ?, previous = ?, hash = ? WHERE seq = ?", (who, previous, digest, seq))
        previous = digest


@pytest.mark.parametrize("name", TAMPERS)
def test_tampering_with_the_trail_is_found(tmp_path: Path, name: str) -> None:
    store, _ = filled(tmp_path)
    assert store.damages() == []
    store.close()
    with sqlite3.connect(tmp_path / DATABASE) as c:
        TAMPERS[name](c)
    assert Store.open(tmp_path).damages()


def test_a_database_put_back_to_an_earlier_day_is_found(tmp_path: Path) -> None:
    store, scope = filled(tmp_path / "a")
    write_backup(tmp_path / "a", tmp_path / "b.zip")
    store.add_entry(scope, "decision", "1", {"limit": "0"}, "bob")
    store.close()
    with zipfile.ZipFile(tmp_path / "b.zip") as z:
        (tmp_path / "a" / DATABASE).write_bytes(z.read(DATABASE))
    assert any("audit head" in damage for damage in Store.open(tmp_path / "a").damages())


def test_manifest_names_the_head_of_the_trail(tmp_path: Path) -> None:
    store, _ = filled(tmp_path / "a")
    write_backup(tmp_path / "a", tmp_path / "b.zip")
    assert read_manifest(tmp_path / "b.zip")["audit_head"]["seq"] == len(store.audit_trail(None))
