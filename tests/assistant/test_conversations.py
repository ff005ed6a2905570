import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from assistant.access import Actor
from assistant.service import Workspace
from ingestion.errors import UsageError
from ingestion.store.migrations import STEPS, migrate
from ingestion.store.scope import Scope

Shop = tuple[Workspace, str]
ANA = Actor("ana", frozenset({"analyst"}))
TURNS = next(n for n, step in enumerate(STEPS) if any("turns_before" in s for s in step))
BEN = Actor("ben", frozenset({"analyst"}))


def test_a_person_lists_searches_and_deletes_only_own_conversations(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    ana, ben = workspace.acting(ANA), workspace.acting(BEN)
    mine = ana.ask(customer, "2024年末存货是多少？")
    ana.ask(customer, "那去年呢？", mine.conversation)
    theirs = ben.ask(customer, "流动比率是多少？")
    listed = ana.conversations(customer)
    assert [(c["conversation"], c["question"], c["turns"]) for c in listed] == [
        (mine.conversation, "2024年末存货是多少？", 2)
    ]
    found = ana.search_turns(customer, "去年")
    assert [(f.turn, f.question) for f in found] == [(2, "那去年呢？")]
    assert ana.search_turns(customer, "流动比率") == [] and ana.search_turns(customer, " ") == []
    assert ana.delete_conversation(customer, theirs.conversation) == 0
    assert ana.delete_conversation(customer, mine.conversation) == 2
    assert ana.conversations(customer) == [] and len(ben.conversations(customer)) == 1
    assert ana.search_turns(customer, "去年") == []


def test_another_persons_conversation_number_opens_a_conversation_of_ones_own(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    first = workspace.acting(ANA).ask(customer, "2024年末存货是多少？", "shared")
    second = workspace.acting(BEN).ask(customer, "那去年呢？", "shared")
    assert (first.turn, second.turn) == (1, 1)
    assert "11,000" not in second.answer


def test_the_same_number_may_be_used_at_two_customers(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    other = next(c.id for c in workspace.customers() if c.name == "Other")
    assert workspace.ask(customer, "流动比率是多少？", "one").turn == 1
    assert workspace.ask(other, "What is the current ratio?", "one").turn == 1
    assert len(workspace._store.turns(Scope(customer), "one")) == 1


def test_words_with_signs_of_the_search_language_are_plain_words(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    workspace.ask(customer, "毛利率 100% 吗_")
    assert len(workspace.search_turns(customer, "100% 吗_")) == 1
    assert workspace.search_turns(customer, "1%0") == []


def test_deleting_a_conversation_is_on_the_record(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    asked = workspace.ask(customer, "流动比率是多少？")
    workspace.delete_conversation(customer, asked.conversation)
    newest = workspace.audit_trail(customer)[0]
    assert (newest["action"], newest["actor"]) == ("conversation_deleted", "local")


def test_turns_of_an_older_store_are_kept_as_the_single_users(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    old = sqlite3.connect(file)
    for step in STEPS[:TURNS]:
        for statement in step:
            old.execute(statement)
    old.execute(f"PRAGMA user_version = {TURNS}")
    old.execute("INSERT INTO customers (id, name, created_at, updated_at) VALUES ('c', 'C', '', '')")
    old.execute("INSERT INTO turns VALUES ('v', 1, 'c', 'q', '{}', '2026-01-01')")
    old.commit()
    old.close()
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        migrate(connection)
    engine.dispose()
    new = sqlite3.connect(file)
    rows = new.execute("SELECT customer, actor, conversation, turn, question, answer, made, at FROM turns").fetchall()
    new.close()
    assert rows == [("c", "local", "v", 1, "q", "{}", "{}", "2026-01-01")]


def test_the_screen_shows_a_kept_conversation_again(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    asked = workspace.acting(ANA).ask(customer, "流动比率是多少？")
    assert [a.answer for _, a in workspace.turns(customer, asked.conversation, "ana")] == [asked.answer]
    assert workspace.turns(customer, asked.conversation, "ben") == []


def test_a_question_of_the_longest_length_is_asked_and_one_sign_more_is_refused(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    longest = workspace.settings.limits.question_characters
    assert workspace.ask(customer, "流".ljust(longest, "？")).status
    with pytest.raises(UsageError) as refused:
        workspace.ask(customer, "流".ljust(longest + 1, "？"))
    assert refused.value.key == "problems.question_too_long"
