"""A row bound to a line by an analyst: proposed in the next report with its reason, never applied in silence; changed sources are told."""

import pytest

from assistant.credit.memory import seen, with_memory
from assistant.credit.profile import build_profile
from assistant.credit.profile_model import DocumentView
from assistant.credit.rulings import Ruling, RulingKind
from ingestion.model.fact import Extraction, Fact
from tests.builders.layouts import read, tools_balance


def balance(year: int, tools: str, caption: str = "专用周转器具", place: str = "") -> Extraction:
    """A balance sheet of one year end with a caption that the vocabulary does not know."""
    found = read(tools_balance(year, tools, caption, place))
    return found.model_copy(update={"file": f"{year}.pdf"})


def row(paper: Extraction, label: str = "专用周转器具") -> Fact:
    return next(f for f in paper.facts if f.label == label)


def word(kind: RulingKind, target: str, value: str | None, reason: str = "spare tools are stock") -> Ruling:
    return Ruling(kind=kind, target=target, value=value, reason=reason, actor="ana", at="2025-01-01")


FIRST, SECOND = balance(2023, "700.00"), balance(2024, "650.00")


def test_the_row_itself_takes_the_line_at_once() -> None:
    (bound,) = with_memory([FIRST], [word("bind", row(FIRST).id, "inventories")])
    assert row(FIRST).field is None
    assert [(f.value, f.state) for f in bound.facts if f.field == "inventories" and f.state != "superseded"] == [
        ("700", "corrected")
    ]


def test_the_same_caption_is_proposed_in_the_next_report_with_its_reason() -> None:
    _, later = with_memory([FIRST, SECOND], [word("bind", row(FIRST).id, "inventories")])
    (proposed,) = [f for f in later.facts if f.method == "memory"]
    assert (proposed.field, proposed.value, proposed.state, proposed.page) == ("inventories", "650", "proposed", 1)
    assert row(later).field is None
    (problem,) = [p for p in later.problems if p.code == "correction_remembered"]
    assert all(told in problem.message for told in ("spare tools are stock", "2023.pdf", "ana", proposed.id))


def test_an_earlier_report_and_another_caption_get_no_proposal() -> None:
    earlier, _ = with_memory([FIRST, SECOND], [word("bind", row(SECOND).id, "inventories")])
    other = balance(2024, "650.00", "其他周转器具")
    _, untouched = with_memory([FIRST, other], [word("bind", row(FIRST).id, "inventories")])
    assert [f for paper in (earlier, untouched) for f in paper.facts if f.method == "memory"] == []


def test_a_proposal_can_be_turned_down_and_the_binding_taken_back() -> None:
    bind = word("bind", row(FIRST).id, "inventories")
    (proposed,) = [f for f in with_memory([FIRST, SECOND], [bind])[1].facts if f.method == "memory"]
    for undone in (word("bind", proposed.id, ""), word("bind", row(FIRST).id, "")):
        papers = with_memory([FIRST, SECOND], [bind, undone])
        assert [f for f in papers[1].facts if f.method == "memory"] == []


def test_the_profile_shows_the_proposal_as_proposed_and_a_word_confirms_it() -> None:
    documents = [
        DocumentView(
            sha256=e.sha256, file=e.file, kind=e.kind, period_end=e.period_end, language=e.language, pages=1, status="ok",
            added_at="2025-01-01",
        )
        for e in (FIRST, SECOND)
    ]  # fmt: skip
    bind = word("bind", row(FIRST).id, "inventories")

    def stock(*rulings: Ruling) -> tuple[str, str, str]:
        profile = build_profile("c", "C", documents, [FIRST, SECOND], "2025-06-30", rulings)
        fact = next(c.fact for c in profile.facts if (c.fact.field, c.fact.period_end) == ("inventories", "2024-12-31"))
        return fact.id, fact.value, fact.state

    target, value, state = stock(bind)
    assert (value, state) == ("650", "proposed")
    assert stock(bind, word("confirm", target, None))[1:] == ("650", "confirmed")


@pytest.mark.parametrize(("again", "told"), [("700.00", []), ("710.00", ["710.00"])])
def test_a_correction_is_to_be_confirmed_again_when_the_page_prints_something_else(again: str, told: list[str]) -> None:
    was = row(FIRST)
    rulings = [word("correct", was.id, "705", "recounted"), word("seen", was.id, seen(was, FIRST.sha256))]
    new = balance(2023, again)
    facts = tuple(f.model_copy(update={"id": was.id}) if f.label == was.label else f for f in new.facts)
    (paper,) = with_memory([new.model_copy(update={"facts": facts})], rulings)
    messages = [p.message for p in paper.problems if p.code == "correction_to_confirm"]
    assert [m for m in messages if all(t in m for t in ("700.00", "recounted", *told))] == messages
    assert len(messages) == len(told)


def test_a_corrected_figure_that_moved_in_a_new_version_is_told_with_its_new_page() -> None:
    was = row(FIRST)
    rulings = [word("correct", was.id, "705", "recounted"), word("seen", was.id, seen(was, FIRST.sha256))]
    (paper,) = with_memory([balance(2023, "700.00", place="第二版")], rulings)
    assert [(p.code, p.page) for p in paper.problems if p.code == "correction_to_confirm"] == [
        ("correction_to_confirm", 1)
    ]
