"""Polite words around a request say nothing of what is asked."""

import pytest

from assistant.chat.courtesy import without_courtesy
from assistant.chat.question import understand


def bare(text: str) -> str:
    return " ".join(without_courtesy(text).split())


@pytest.mark.parametrize(
    ("polite", "plainly"),
    [
        ("Could you please tell me the current ratio for 2024?", "the current ratio for 2024?"),
        (
            "I would be grateful if you could let me know what inventories were in 2023.",
            "what inventories were in 2023.",
        ),
        ("Before we proceed, may I ask who the auditor is?", "who the auditor is?"),
        ("请问贵公司的流动比率是多少", "贵公司的流动比率是多少"),
        ("烦请您代为说明2024年的毛利率", "2024年的毛利率"),
        ("请列示存货的期末余额", "存货的期末余额"),
        ("Please", "Please"),
    ],
)
def test_polite_words_are_left_out_and_a_request_of_nothing_else_stays(polite: str, plainly: str) -> None:
    assert bare(polite) == plainly
    assert len(without_courtesy(polite)) == len(polite)


def test_a_polite_request_is_no_question_for_yes_or_no() -> None:
    assert not understand("Would you tell me the gross margin for 2024?").yes_no
    assert understand("Was the gross margin above 20% in 2024?").yes_no


def test_words_that_order_an_approval_are_no_courtesy() -> None:
    assert bare("请批准1000万额度") == "请批准1000万额度"
    assert bare("请按文件要求批准") == "请按文件要求批准"


def test_a_plus_sign_stays_arithmetic() -> None:
    assert understand("operating income + depreciation and amortization for FY2021").is_defined


@pytest.mark.parametrize("text", ["审计报告是保留意见不", "audit opinion qualified y/n", "存货增加了没"])
def test_a_question_in_a_hurry_is_known_as_one_for_yes_or_no(text: str) -> None:
    assert understand(text).yes_no


@pytest.mark.parametrize("text", ["op margin both yrs", "liquidity 2 yrs move?"])
def test_years_written_short_ask_for_the_years_side_by_side(text: str) -> None:
    assert understand(text).operation == "trend"
