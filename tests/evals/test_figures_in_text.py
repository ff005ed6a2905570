"""How the evaluation reads numbers in an answer."""

import pytest

from evals.figures_in_text import says_amount, says_number


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("应收账款为 18,000 万元[1]。", "18000", True),
        ("¥180 million", "18000", True),
        ("1.8亿元", "18000", True),
        ("180,000,000 元", "18000", True),
        ("¥18 million", "18000", False),
        ("净额 -1,200 万元", "-1200", True),
        ("净额 1,200 万元", "-1200", False),
        ("占比 600%", "600", False),
    ],
)
def test_an_amount_counts_in_whatever_unit_it_is_told(text: str, expected: str, said: bool) -> None:
    assert says_amount(text, expected) is said


@pytest.mark.parametrize(
    ("text", "expected", "percent", "said"),
    [
        ("78.58 天", "78.6", False, True),
        ("78.58 天", "78.5", False, False),
        ("变动 -2.00个百分点", "2.0", True, True),
        ("20.00%", "20.0", True, True),
        ("20.00 倍", "20.0", True, False),
        ("-0.39", "-0.39", False, True),
    ],
)
def test_a_number_is_rounded_to_the_decimals_of_the_expectation(
    text: str, expected: str, percent: bool, said: bool
) -> None:
    assert says_number(text, expected, percent) is said
