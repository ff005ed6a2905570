import pytest

from assistant.chat.followup_question import resolve_follow_up
from assistant.service import Workspace

CASES = [
    ("那去年呢？", "2024年末应收账款是多少？", "2023年末应收账款是多少？"),
    ("2023年呢", "2024年末应收账款是多少？", "2023年末应收账款是多少？"),
    ("去年？", "2024年末存货是多少", "2023年末存货是多少"),
    ("前一年呢？", "2024年收入比2023年增长多少？", "2023年收入比2022年增长多少？"),
    ("那去年呢？", "流动比率是多少？", "2023年流动比率是多少？"),
    ("母公司呢", "2024年末应收账款是多少？", "母公司2024年末应收账款是多少？"),
    ("合并口径呢？", "母公司2024年收入是多少？", "合并2024年收入是多少？"),
    ("那存货呢？", "2024年末应收账款是多少？", "2024年末存货是多少？"),
    ("速动比率呢？", "流动比率是多少？", "速动比率是多少？"),
    ("那母公司2023年的存货呢？", "2024年末应收账款是多少？", "母公司2023年末的存货是多少？"),
    ("and the year before?", "What was revenue in FY2024?", "What was revenue in FY2023?"),
    ("and the year before?", "What is the current ratio?", "What is the current ratio in 2023?"),
    ("and in 2022?", "What was revenue in 2024?", "What was revenue in 2022?"),
    ("and for the parent?", "What was revenue in 2024?", "For the parent company, what was revenue in 2024?"),
    ("parent only?", "What was revenue in 2024?", "For the parent company, what was revenue in 2024?"),
    ("what about inventories?", "What were trade receivables in 2024?", "What were inventories in 2024?"),
    ("and gross margin?", "What was the current ratio in 2023?", "What was the gross margin in 2023?"),
]
WHOLE = ["谁是审计师？", "审计师呢？", "What is the debt ratio?", "下一步应该核实什么?", "净利润"]


@pytest.mark.parametrize(("asked", "before", "whole"), CASES)
def test_a_question_that_leans_on_the_last_one_is_completed(asked: str, before: str, whole: str) -> None:
    assert resolve_follow_up(asked, [before], 2024) == whole


@pytest.mark.parametrize("asked", WHOLE)
def test_a_question_that_stands_by_itself_is_left_alone(asked: str) -> None:
    assert resolve_follow_up(asked, ["2024年末应收账款是多少？"], 2024) == asked


def test_without_a_question_before_nothing_is_guessed() -> None:
    assert resolve_follow_up("那去年呢？", [], 2024) == "那去年呢？"


def test_follow_ups_may_follow_each_other() -> None:
    assert resolve_follow_up("再前一年呢？", ["2024年收入是多少？", "2023年呢？"]) == "2022年收入是多少？"
    asked = ["What was revenue in 2024?", "and for the parent?"]
    assert resolve_follow_up("and the year before?", asked) == "For the parent company, what was revenue in 2023?"


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("2024年末存货是多少？", "那去年呢？", "11,000"),
        ("2024年营业收入是多少？", "母公司呢", "61,000"),
        ("What was revenue in 2024?", "and the year before?", "60,000"),
        ("流动比率是多少？", "速动比率呢？", "0.83"),
    ],
)
def test_the_built_in_analyst_answers_a_follow_up(
    sample_workspace: tuple[Workspace, str], first: str, then: str, told: str
) -> None:
    workspace, customer = sample_workspace
    opened = workspace.ask(customer, first)
    answer = workspace.ask(customer, then, opened.conversation)
    assert told in answer.answer and answer.turn == 2
    assert answer.citations
