"""The chat where a disk is full, clocks and zones differ, questions hold personal numbers, and many questions follow one another."""

import errno
import time
from pathlib import Path

import pytest

from assistant.service import Workspace

Shop = tuple[Workspace, str]
ASKED = ("2024年末存货是多少？", "流动比率是多少？", "What is the trend of operating cash flow?", "为什么评为CA2？")
HANDLES = Path("/proc/self/fd")


def test_a_turn_that_could_not_be_kept_leaves_nothing_and_the_next_one_is_the_first(
    sample_workspace: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, customer = sample_workspace

    def full(*args: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(workspace._store, "add_turn", full)
        with pytest.raises(OSError, match="No space left"):
            workspace.ask(customer, ASKED[0], "full")
    assert all(c["conversation"] != "full" for c in workspace.conversations(customer))
    answer = workspace.ask(customer, ASKED[0], "full")
    assert answer.turn == 1 and "14,000 万元" in answer.answer


def test_a_personal_number_in_a_question_is_kept_nowhere(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    number = "320505198503074213"
    workspace.ask(customer, f"{number}这个人的工龄是多少年？", "personal")
    kept = [p for p in workspace.settings.home.rglob("*") if p.is_file()]
    assert kept and not [p.name for p in kept if number.encode() in p.read_bytes()]
    (turn,) = workspace.search_turns(customer, "工龄")
    assert "320505********4213" in turn.question


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_same_figures_are_told_in_every_time_zone(
    sample_workspace: Shop, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    workspace, customer = sample_workspace
    before = [workspace.ask(customer, text).answer for text in ASKED]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert [workspace.ask(customer, text).answer for text in ASKED] == before
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.skipif(not HANDLES.is_dir(), reason="handles are counted where the system lists them")
def test_many_questions_leave_no_handle_open(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    for text in ASKED:
        workspace.ask(customer, text)
    before = len(list(HANDLES.iterdir()))
    for _ in range(6):
        for text in ASKED:
            workspace.ask(customer, text)
    assert len(list(HANDLES.iterdir())) <= before
