import shutil
from pathlib import Path

import pytest

from ingestion.extract.paper import read_paper
from ingestion.store.index import VectorIndex
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from tests.builders.pdf import Paper

pytestmark = pytest.mark.filterwarnings("ignore")
SENTENCES = ["The company sells hammers and saws to builders.", "Heavy rain closed the northern warehouse for a week.",
             "Directors were paid a fee for each meeting."]  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, VectorIndex, Scope, Scope]:
    home = tmp_path_factory.mktemp("home")
    store = Store.open(home)
    one, two = Scope(store.create_customer("a")), Scope(store.create_customer("b"))
    paper = Paper(chinese=False)
    for sentence in SENTENCES:
        paper.page().text(60, 60, sentence)
    data = paper.bytes()
    store.add_document(one, "a.pdf", data, read_paper(data, "a.pdf"))
    index = VectorIndex(home, store)
    assert index.index_waiting(None) == 3
    return store, index, one, two


def test_meaning_finds_what_words_do_not(shop: tuple[Store, VectorIndex, Scope, Scope]) -> None:
    store, index, one, _ = shop
    question = "bad weather"
    assert store.search_text(one, question, 3) == []
    assert index.search(one, question, 1)[0].page == 2


def test_vectors_of_one_customer_are_not_seen_by_another(shop: tuple[Store, VectorIndex, Scope, Scope]) -> None:
    _, index, _, two = shop
    assert index.search(two, "bad weather", 3) == []


def test_finished_work_is_not_done_again(shop: tuple[Store, VectorIndex, Scope, Scope]) -> None:
    _, index, one, _ = shop
    assert index.index_waiting(one.customer) == 0


def test_a_lost_index_leaves_full_text(shop: tuple[Store, VectorIndex, Scope, Scope], tmp_path: Path) -> None:
    store, _, one, _ = shop
    assert VectorIndex(tmp_path, store).search(one, "hammers and saws", 1)[0].page == 1


def test_a_folder_from_elsewhere_is_thrown_away_unopened_and_made_again(
    shop: tuple[Store, VectorIndex, Scope, Scope], tmp_path: Path
) -> None:
    _, index, _, _ = shop
    store = Store.open(tmp_path)
    mine = Scope(store.create_customer("mine"))
    data = Paper(chinese=False).page().text(60, 60, SENTENCES[1]).bytes()
    store.add_document(mine, "a.pdf", data, read_paper(data, "a.pdf"))
    foreign = tmp_path / "index"
    shutil.copytree(index._home / "index", foreign)  # a real folder of another home, its mark included
    (foreign / "poison.json").write_text('{"embedding_function": {"trust_remote_code": true}}')
    opened = VectorIndex(tmp_path, store)
    assert opened.near(mine, "bad weather", 3, None) == [] and not (foreign / "poison.json").exists()
    assert opened.index_waiting(None) == 1 and len(opened.near(mine, "bad weather", 3, None)) == 1
    again = VectorIndex(tmp_path, store)
    assert len(again.near(mine, "bad weather", 3, None)) == 1  # our own is kept
    opened.close()
    again.close()  # as the process that had it ends
    shutil.rmtree(foreign)
    lost = VectorIndex(tmp_path, store)
    assert (
        lost.index_waiting(None) == 1 and len(lost.near(mine, "bad weather", 3, None)) == 1
    )  # a lost one is made again


def test_an_index_of_this_home_without_its_mark_is_made_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "chroma.sqlite3").write_bytes(b"not a database")
    assert VectorIndex(tmp_path, store).near(Scope("none"), "x", 1, None) == []
    assert not (tmp_path / "index" / "chroma.sqlite3").read_bytes().startswith(b"not")
