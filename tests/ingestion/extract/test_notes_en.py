from random import Random

import pytest

from ingestion.model.fact import Fact
from tests.builders import notes_en
from tests.builders.layouts import read
from tests.builders.notes_en import BEFORE, NOW, Note
from tests.builders.statements import us_report

MAKERS = [make for makers in notes_en.KINDS.values() for make in makers]


def facts_of(note: Note) -> list[Fact]:
    data = us_report(more=lambda paper: notes_en.draw(note, paper), receivables="Accounts receivable, net")
    return [f for f in read(data).facts if f.statement == "notes"]


def told(facts: list[Fact]) -> set[tuple[str, str | None, str]]:
    return {(f.field or f"={f.label}", f.period_end, f.value) for f in facts}


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_note_of_every_layout_gives_its_figures_and_no_others(make: "object") -> None:
    note = make(Random(7))  # type: ignore[operator]
    facts = facts_of(note)
    assert told(facts) == note.says
    assert all(f.page == 5 and len(f.box) == 4 and f.printed for f in facts)


def test_the_caption_of_the_face_tells_the_allowance_of_each_column() -> None:
    facts = [f for f in read(us_report()).facts if f.field == "ar_allowance"]
    assert [(f.period_end, f.value, f.printed, f.page) for f in facts] == [
        (NOW, "12000000", "12", 2), (BEFORE, "10000000", "10", 2),
    ]  # fmt: skip


def test_years_before_the_amounts_of_a_caption_are_no_amounts() -> None:
    caption = "Trade accounts receivable, less allowance: 2024—$12; 2023—$10"
    facts = [f for f in read(us_report(receivables=caption)).facts if f.field == "ar_allowance"]
    assert [(f.period_end, f.value) for f in facts] == [(NOW, "12000000"), (BEFORE, "10000000")]


def ladder(*amounts: str, total: str, intro: str = "Maturities of long-term debt are as follows:") -> Note:
    note = Note("ladder", "rows").text(intro)
    for name, amount in zip(("2025", "2026", "2027", "2028", "2029", "Thereafter"), amounts, strict=True):
        note.row(name, amount)
    return note.row("Total", total)


def test_a_ladder_whose_rows_do_not_add_up_gives_nothing() -> None:
    assert len(facts_of(ladder("1", "2", "3", "4", "5", "6", total="21"))) == 7
    assert facts_of(ladder("1", "2", "3", "4", "5", "6", total="31")) == []
    assert facts_of(ladder("1", "23", "3", "4", "5", "6", total="21")) == []


@pytest.mark.parametrize(
    "intro",
    ["Estimated future amortization expense of intangible assets is as follows:", "Expected benefit payments are as follows:",
     "Future minimum rental income under operating leases is as follows:", "Maturities of long-term debt at December 31, 2022 were:"],
)  # fmt: skip
def test_a_ladder_of_other_things_or_another_day_gives_nothing(intro: str) -> None:
    assert facts_of(ladder("1", "2", "3", "4", "5", "6", total="21", intro=intro)) == []


@pytest.mark.parametrize(
    "sentence",
    ["As of December 31, 2022, we had outstanding letters of credit of $5 million.",
     "We may from time to time have restricted cash.",
     "The allowance for loan losses was $5 million at June 30, 2024.",
     "At June 30, 2024, restricted cash decreased by $5 million, of which restricted cash of $2 million was released.",
     "Purchase obligations of $5 million are due within one year of June 30, 2024.",
     "As of June 30, 2024, restricted cash was $5 million, $6 million and $7 million."],
)  # fmt: skip
def test_sentences_of_other_days_things_or_counts_give_nothing(sentence: str) -> None:
    assert facts_of(Note("", "").text(sentence)) == []


def test_two_facilities_that_differ_give_no_figure_of_one() -> None:
    note = Note("", "").text("As of June 30, 2024, we had $5 million available under the revolving credit facility.")
    note.text("As of June 30, 2024, we had $70 million available under the term loan facility.")
    assert facts_of(note) == []


def test_a_figure_told_in_two_roundings_is_the_finer_one() -> None:
    note = Note("", "").text("As of June 30, 2024, we had outstanding letters of credit of $1.3 billion.")
    note.text("Letters of credit outstanding at June 30, 2024 totaled $1,284 million.")
    assert [f.value for f in facts_of(note)] == ["1284000000"]
