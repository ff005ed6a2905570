from collections.abc import Callable
from random import Random

import pytest

from ingestion.model.fact import NoteText
from tests.builders import note_texts
from tests.builders.layouts import read
from tests.builders.note_texts import Told
from tests.builders.pdf import Paper
from tests.builders.statements import us_report
from tests.ingestion.extract.test_notes import STATEMENT


def texts_of(told: Told) -> tuple[NoteText, ...]:
    if not told.chinese:
        return read(us_report(more=lambda paper: note_texts.draw(told, paper))).texts
    paper = (
        Paper().page().centred(60, "合并资产负债表", 14).centred(80, "2024年12月31日", 10).text(420, 98, "单位：万元")
    )
    paper.text(60, 120, "项目").right(400, 120, "2024年12月31日").right(520, 120, "2023年12月31日")
    for at, (caption, now, then) in enumerate(STATEMENT):
        paper.text(60, 140 + 18 * at, caption).right(400, 140 + 18 * at, now).right(520, 140 + 18 * at, then)
    note_texts.draw(told, paper)
    return read(paper.bytes()).texts


@pytest.mark.parametrize("make", note_texts.MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("seed", [3, 5])
def test_what_a_note_tells_is_quoted_under_its_kind_and_nothing_else(make: Callable[[Random], Told], seed: int) -> None:
    told = make(Random(seed))
    found = texts_of(told)
    assert sorted((t.what, t.none) for t in found) == sorted((what, none) for what, none, _ in told.says)
    for text, (_, _, quote) in zip(found, told.says, strict=True):
        assert "".join(quote.split()) in "".join(text.text.split())
        assert text.page >= 2
        assert len(text.box) == 4


def english(heading: str, *lines: str) -> tuple[NoteText, ...]:
    return texts_of(Told((None, heading, *lines, "25. SEGMENT INFORMATION", "One segment."), (), False))


def test_a_note_ends_where_the_next_begins() -> None:
    (text,) = english("9. SUBSEQUENT EVENTS", "In July 2024 the Company sold its plant in Ohio for cash.")
    assert text.text == "In July 2024 the Company sold its plant in Ohio for cash."
    assert text.heading == "9. SUBSEQUENT EVENTS"


def test_what_an_auditor_or_a_policy_says_of_doubt_is_no_doubt() -> None:
    assert (
        english(
            "1. BASIS",
            "We evaluate whether conditions raise substantial doubt about the Company's ability to continue as a going concern.",
        )
        == ()
    )
    assert (
        english(
            "1. BASIS",
            "The substantial doubt about the Company's ability to continue as a going concern was alleviated by the new loan.",
        )
        == ()
    )


def test_a_tick_box_counts_only_where_nothing_is_told() -> None:
    told = Told(
        (None, "十七、资产负债表日后事项", "1、重要的非调整事项", "□适用 √不适用", "2、利润分配情况", "√适用 □不适用",
         "经董事会审议，拟派发现金股利500万元。", "十八、其他重要事项"), (), True,
    )  # fmt: skip
    assert [(t.what, t.none, t.text) for t in texts_of(told)] == [
        ("subsequent_event", False, "经董事会审议，拟派发现金股利500万元。")
    ]
