"""The full-text index under the customer's key: no other customer's papers are found, counted or walked."""

import random
import sqlite3
from pathlib import Path

import pytest

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Reading
from ingestion.store.fulltext import COMMON, Place, keyed
from ingestion.store.migrations import STEPS
from ingestion.store.scope import Scope
from ingestion.store.search import lifted, spread
from ingestion.store.split import words_of
from ingestion.store.store import DATABASE, Store
from tests.builders.pdf import Paper

KEYED = next(n for n, step in enumerate(STEPS) if any("search_keys" in s for s in step))


def paper(*lines: str) -> Reading:
    page = Paper().page()
    for number, line in enumerate(lines):
        page = page.text(60, 60 + 40 * number, line)
    return read_paper(page.bytes(), "a.pdf")


def keep(store: Store, scope: Scope, reading: Reading) -> None:
    sha = reading.extraction.sha256
    store.add_document(scope, "a.pdf", sha.encode(), reading)


def found(store: Store, scope: Scope, query: str) -> list[tuple[str, float]]:
    return [(hit.text, hit.score) for hit in store.search_text(scope, query, 5)]


def test_papers_of_other_customers_change_neither_order_nor_score(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    mine = Scope(store.create_customer("mine"))
    keep(store, mine, paper("The warehouse burnt down in March", "The lease of the warehouse ends"))
    keep(store, mine, paper("Rent is paid by the month"))
    before = found(store, mine, "warehouse lease")
    for number in range(30):
        other = Scope(store.create_customer(f"other {number}"))
        keep(store, other, paper(f"The lease of warehouse {number}", "warehouse lease warehouse lease"))
    assert before and found(store, mine, "warehouse lease") == before


def test_a_word_that_only_others_have_finds_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    mine, other = Scope(store.create_customer("mine")), Scope(store.create_customer("other"))
    keep(store, mine, paper("Rent is paid by the month"))
    keep(store, other, paper("The warehouse burnt down"))
    assert found(store, mine, "warehouse") == [] and not store.mentions(mine, words_of("warehouse"))
    assert store.mentions(other, words_of("warehouse burnt"))
    assert found(store, Scope("nobody"), "warehouse rent") == []


@pytest.mark.parametrize("word", ["2xwarehouse", '" OR warehouse', "words:warehouse", "ware*", "NEAR(warehouse rent)"])
def test_no_word_of_a_question_reaches_another_key(tmp_path: Path, word: str) -> None:
    store = Store.open(tmp_path)
    mine, other = Scope(store.create_customer("mine")), Scope(store.create_customer("other"))
    keep(store, mine, paper("Salaries are paid by the month"))
    keep(store, other, paper("The warehouse burnt down"))
    assert found(store, mine, word) == []


def test_keys_of_two_customers_never_make_one_word() -> None:
    assert keyed(1, "2xrent") == "1x2xrent" != keyed(12, "rent")


def test_a_rare_word_outweighs_words_on_every_page(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    mine = Scope(store.create_customer("mine"))
    for number in range(9):
        keep(store, mine, paper(f"The company and its customers, part {number}"))
    keep(store, mine, paper("The company has pledged its warehouse"))
    assert 0 < COMMON < 1
    assert "pledged" in found(store, mine, "Which assets has the company pledged?")[0][0]


def test_a_page_that_speaks_of_it_twice_comes_before_one_that_does_once() -> None:
    places = {1: Place(1, 10, False), 2: Place(1, 20, False), 3: Place(1, 20, False), 4: Place(1, 30, False)}
    ranked = [(1, 10.0), (2, 8.0), (3, 5.0), (4, 4.0)]
    assert lifted(ranked, places, chinese=True) == [(2, 13.0), (1, 10.0), (3, 5.0), (4, 4.0)]
    chinese = {number: place._replace(chinese=True) for number, place in places.items()}
    assert lifted(ranked, chinese, chinese=True) == [(1, 10.0), (2, 9.5), (3, 5.0), (4, 4.0)]


def test_one_paper_leaves_room_for_the_others() -> None:
    ranked = [(n, 100.0 - n) for n in range(20)]
    papers = {n: 1 if n < 15 else 2 for n in range(20)}
    kept = [number for number, _ in spread(ranked, papers, 10)]
    assert kept == [0, 1, 2, 3, 4, 5, 6, 15, 16, 17]
    assert [n for n, _ in spread(ranked[:15], papers, 10)] == list(range(10))  # nobody else has anything to say


def test_an_older_home_is_found_as_before_after_it_is_brought_up(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / DATABASE)
    for statement in (statement for step in STEPS[:KEYED] for statement in step):
        old.execute(statement)
    texts = {"a" * 16: "The warehouse burnt down; 应收账款增加", "b" * 16: "Rent is paid by the month"}
    for number, (customer, text) in enumerate(texts.items(), start=1):
        old.execute("INSERT INTO customers VALUES (?, 'c', NULL, 0, '', '')", (customer,))
        old.execute(
            """INSERT INTO documents VALUES (?, ?, ?, 'a.pdf', 'other', 'en', 1, 'ok', NULL, 'unknown', NULL, NULL, 0, 0,
            '', '[]', NULL, '')""",
            (number, customer, f"{number}"),
        )
        old.execute("INSERT INTO passages VALUES (?, ?, ?, 1, 0, NULL, ?, '[]', 'h')", (number, customer, number, text))
        words = " ".join(words_of(text))
        old.execute("INSERT INTO passages_fts (rowid, words) VALUES (?, ?)", (number, words))
    old.execute(f"PRAGMA user_version = {KEYED}")
    old.commit()
    old.close()
    store = Store.open(tmp_path)
    one, two = (Scope(customer) for customer in texts)
    assert [found(store, one, q)[0][0] for q in ("warehouse", "应收账款")] == [texts[one.customer]] * 2
    assert found(store, two, "warehouse") == [] and found(store, two, "rent")
    store.delete_customer(two)
    assert found(store, two, "rent") == []


def test_a_thousand_questions_over_fifty_customers_find_nothing_of_another(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    dice = random.Random(35)
    words = [
        f"{a}{b}" for a in ("kelp", "moss", "fern", "reed", "ivy") for b in ("stone", "brook", "field", "gate", "hill")
    ]
    common = "The company keeps its accounts and reports its receivables"
    planted: dict[str, Scope] = {}
    for number in range(50):
        scope = Scope(store.create_customer(f"c{number}"))
        phrase = f"{words[number % 25]} {words[(number * 7 + 3) % 25]} zq{number:02d}"
        reading = read_paper(f"{common} {phrase} 应收账款第{number}号".encode(), "a.txt")
        keep(store, scope, reading)
        planted[phrase] = scope
    for _ in range(1000):
        phrase, scope = dice.choice(list(planted.items()))
        asked = " ".join(dice.sample([*phrase.split(), *words, "accounts", "receivables", "应收账款"], 4))
        hits = store.search_text(scope, asked, 10)
        assert all(phrase in hit.text for hit in hits), asked
    for phrase, scope in planted.items():
        assert [phrase in hit.text for hit in store.search_text(scope, phrase, 5)] == [True]
