import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.errors import StoreError
from ingestion.extract.paper import read_paper
from ingestion.store.scope import Scope
from ingestion.store.store import DATABASE, Store
from tests.builders.pdf import Paper
from tests.builders.statements import us_report

WRITER = """
import sys
from pathlib import Path
from ingestion.extract.paper import read_paper
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from tests.builders.statements import us_report
store = Store.open(Path(sys.argv[1]))
customer = store.create_customer("c")
print("ready", flush=True)
for number in range(1000):
    data = us_report(f"copy {number}")
    store.add_document(Scope(customer), f"{number}.pdf", data, read_paper(data, "x.pdf"))
    print(number, flush=True)
"""


def chinese_paper() -> bytes:
    return (
        Paper()
        .page()
        .text(60, 60, "应收账款期末余额增加，主要系销售规模扩大")
        .text(60, 90, "短期借款全部为信用借款")
        .bytes()
    )


def add(store: Store, scope: Scope, data: bytes, name: str = "a.pdf") -> str:
    store.add_document(scope, name, data, read_paper(data, name))
    return hashlib.sha256(data).hexdigest()


def test_two_character_chinese_words_are_found(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    scope = Scope(store.create_customer("a"))
    add(store, scope, chinese_paper())
    assert store.search_text(scope, "应收", 5)[0].lines[0][0].startswith("应收账款")


def test_english_question_finds_chinese_page_through_the_glossary(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    scope = Scope(store.create_customer("a"))
    add(store, scope, chinese_paper())
    assert store.search_text(scope, "accounts receivable", 5)


def test_one_customer_never_sees_another(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    one, two = Scope(store.create_customer("a")), Scope(store.create_customer("b"))
    sha = add(store, one, chinese_paper())
    assert store.search_text(two, "应收账款", 5) == []
    assert store.documents(two) == []
    for read in (store.extraction, store.blob):
        with pytest.raises(StoreError):
            read(two, sha)


def test_same_bytes_twice_change_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    scope = Scope(store.create_customer("a"))
    data = us_report()
    sha = add(store, scope, data)
    before = (store.documents(scope), len(store.search_text(scope, "net sales", 50)))
    add(store, scope, data, "renamed.pdf")
    assert store.has_document(scope, sha)
    assert (store.documents(scope), len(store.search_text(scope, "net sales", 50))) == before


def test_deleting_a_customer_leaves_the_other_and_its_file(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    one, two = Scope(store.create_customer("a")), Scope(store.create_customer("b"))
    data = us_report()
    sha = add(store, one, data)
    add(store, two, data)
    store.delete_customer(one)
    assert store.blob(two, sha) == data
    store.delete_customer(two)
    assert not [p for p in (tmp_path / "blobs").rglob("*") if p.is_file()]
    assert store.damages() == []


def test_altered_audit_entries_are_found(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    for name in "abc":
        store.create_customer(name)
    store.close()
    database = sqlite3.connect(tmp_path / DATABASE)
    database.execute("UPDATE audit SET action = 'nothing' WHERE seq = 2")
    database.commit()
    database.close()
    assert Store.open(tmp_path).damages() == ["audit entry 2"]


def test_altered_files_are_found(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    sha = add(store, Scope(store.create_customer("a")), us_report())
    (tmp_path / "blobs" / sha[:2] / sha).write_bytes(b"other")
    assert store.damages() == [f"file {sha[:12]}"]


def test_newer_stores_are_refused(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    database = sqlite3.connect(tmp_path / DATABASE)
    database.execute("PRAGMA user_version = 999")
    database.commit()
    database.close()
    with pytest.raises(StoreError):
        Store.open(tmp_path)


def test_a_killed_writer_leaves_whole_documents_only(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        assert [writer.stdout.readline() for _ in range(3)] == ["0\n", "1\n", "2\n"]
        os.kill(writer.pid, signal.SIGKILL)
    store = Store.open(tmp_path)
    scope = Scope(store.customers()[0]["id"])
    assert store.damages() == []
    documents = store.documents(scope)
    assert len(documents) >= 3
    database = sqlite3.connect(tmp_path / DATABASE)
    for row in documents:
        query = "SELECT count(*) FROM facts f JOIN documents d ON d.id = f.document WHERE d.sha256 = ?"
        assert database.execute(query, (row["sha256"],)).fetchone()[0] == row["facts"]


def test_the_coverage_is_kept_beside_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(tmp_path)
    scope = Scope(store.create_customer("a"))
    data = Paper().page().text(60, 60, "货币资金").page().page().text(60, 60, "应收账款").bytes()
    sha = add(store, scope, data)
    told = store.extraction(scope, sha).coverage
    assert [c.state for c in told] == ["read", "unread", "read"]
    monkeypatch.setattr(store, "extraction", None)  # nobody asks for the figures
    assert store.coverage(scope, sha) == told
    with pytest.raises(StoreError):
        store.coverage(Scope(store.create_customer("b")), sha)


def test_a_store_from_before_the_coverage_was_kept_tells_it_from_the_extraction(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    scope = Scope(store.create_customer("a"))
    sha = add(store, scope, chinese_paper())
    store.close()
    with sqlite3.connect(tmp_path / DATABASE) as file:
        file.execute("UPDATE documents SET coverage = NULL")  # what the added column holds for papers of before
    older = Store.open(tmp_path)
    assert [(c.page, c.state) for c in older.coverage(scope, sha)] == [(1, "read")]
