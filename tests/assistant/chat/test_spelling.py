"""Slips of the key in English terms: what is mended, and what stays as it was written."""

import pytest

from assistant.chat.question import understand
from assistant.chat.spelling import spelled


def _unknown(word: str) -> bool:
    return not word


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("trade recievables", "trade receivables"),
        ("curent ratio", "current ratio"),
        ("gross proft margn", "gross profit margin"),
        ("audit opnion", "audit opinion"),
        ("total borowings", "total borrowings"),
        ("cash converison cycle", "cash conversion cycle"),
    ],
)
def test_a_slip_in_a_term_is_mended(written: str, meant: str) -> None:
    assert spelled(written, written, _unknown) == meant


@pytest.mark.parametrize(
    "word", ["patents", "patients", "royalty", "consent", "expansion", "merger", "stores", "principle"]
)
def test_another_english_word_is_no_slip(word: str) -> None:
    assert spelled(word, word, _unknown) == word


def test_a_name_stays_as_it_is_written() -> None:
    assert spelled("revenue of equinty", "Revenue of Equinty", _unknown) == "revenue of equinty"


def test_a_word_that_the_papers_print_is_no_slip() -> None:
    assert spelled("opnion", "opnion", lambda word: word == "opnion") == "opnion"


def test_a_question_with_slips_names_the_same_figure() -> None:
    assert [c.id for c in understand("What were trade recievables at Dec-24?").concepts] == [
        c.id for c in understand("What were trade receivables at December 2024?").concepts
    ]
