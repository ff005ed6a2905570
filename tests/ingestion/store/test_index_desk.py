import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ingestion.extract.paper import read_paper
from ingestion.store import index_desk
from ingestion.store.index_desk import NICE, IndexDesk
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from tests.builders.pdf import Paper


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Scope]:
    store = Store.open(tmp_path_factory.mktemp("home"))
    scope = Scope(store.create_customer("a"))
    paper = Paper(chinese=False)
    paper.page().text(60, 60, "The company sells hammers and saws to builders.")
    paper.page().text(60, 60, "Heavy rain closed the northern warehouse for a week.")
    store.add_document(scope, "a.pdf", paper.bytes(), read_paper(paper.bytes(), "a.pdf"))
    return store, scope


def children() -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True)
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "index_worker" in line]


def test_vectors_are_made_and_asked_in_a_process_of_their_own(
    shop: tuple[Store, Scope], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_desk, "SEARCH_S", 90.0)  # a busy machine starts the next worker late
    store, scope = shop
    before = set(children())  # of other tests in this process
    desk = IndexDesk(store.home, store)
    try:
        assert desk.index_waiting(None) == 2
        assert desk.search(scope, "bad weather", 1)[0].page == 2
        desk.give_way()
        assert desk.search(scope, "hammers and saws", 1)[0].page == 1
        (worker,) = set(children()) - before
        assert os.getpriority(os.PRIO_PROCESS, worker) == NICE, "people who click go first"
        desk._child.process.nice = 0  # so that the rest does not wait for a busy machine
        os.kill(worker, signal.SIGKILL)
        time.sleep(0.1)
        assert desk.search(scope, "hammers and saws", 1)[0].page == 1, "a killed worker costs nobody an answer"
        assert desk.search(scope, "bad weather", 1)[0].page == 2, "and the next one takes its place"
        document = store.arrivals(scope)[0]
        desk.forget_document(scope, document)
        assert desk.search(scope, "bad weather", 1) == []
    finally:
        desk.close()
    assert set(children()) <= before


def test_without_an_index_words_are_still_found(shop: tuple[Store, Scope], tmp_path: Path) -> None:
    store, scope = shop
    desk = IndexDesk(tmp_path, store)
    assert desk.search(scope, "hammers and saws", 1)[0].page == 1
    desk.close()
