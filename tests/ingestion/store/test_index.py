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
