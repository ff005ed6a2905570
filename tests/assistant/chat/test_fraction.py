"""A half, a quarter or 七成 of a total, asked as yes or no."""

import pytest

from assistant.chat.fraction import fraction_in
from assistant.chat.question import understand


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("is more than half of the assets current?", "total_current_assets / total_assets"),
        ("流动负债超过总负债的一半吗", "total_current_liabilities / total_liabilities"),
        ("is short-term debt over half of total debt?", "short_term_debt / total_debt"),
    ],
)
def test_a_part_is_measured_by_its_total_and_held_against_the_fraction(text: str, formula: str) -> None:
    question = understand(text)
    assert question.operation == "compare"
    assert question.measure is not None
    assert question.measure.formula == formula
    assert question.residue == ()


@pytest.mark.parametrize(
    ("text", "percent"), [("一半", 50), ("四分之一", 25), ("占到七成", 70), ("half of the assets", 50)]
)
def test_the_fraction_is_told_in_percent(text: str, percent: int) -> None:
    found = fraction_in(text)
    assert found is not None
    assert found.percent == percent


@pytest.mark.parametrize("text", ["first half revenue", "上半年收入", "revenue of the half year", "完成收购", "过半年"])
def test_half_a_year_is_no_fraction(text: str) -> None:
    assert fraction_in(text) is None
