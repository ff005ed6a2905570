"""Questions that name nothing of their own are asked of what the question before was about."""

import pytest

from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (["2024年末应收账款是多少？", "去年呢?", "占总资产多少?"], ["18.13%"]),
        (["2024年末应收账款是多少？", "占总资产多少?", "母公司口径呢"], ["22.36%"]),
        (["净利润多少", "同比呢"], ["3,100", "3,700", "-16.22%"]),
        (["净利润多少", "按亿元说"], ["0.31 亿元"]),
        (["What is the current ratio?", "is that healthy?"], ["No", "1.24", "1.5"]),
        (["What is the current ratio?", "show the formula"], ["Total current assets ÷ Total current liabilities"]),
        (["存货周转天数", "应收的呢?"], ["应收账款周转天数", "78.58"]),
        (["What is net debt to EBITDA?", "and the year before?"], ["1.18x"]),
        (["What is the Altman Z'' score?", "and Z'?"], ["1.63"]),
        (["What's the grade?", "why?"], ["CA2", "62.5", "17.5"]),
        (["征信上贷款余额多少?", "授信呢"], ["24,000", "18,000"]),
        (["第一大股东是谁", "质押了吗"], ["乙银行", "2,000"]),
        (["毛利率近两年怎么变?", "为什么", "营业利润率呢"], ["5.28%", "7.42%"]),
    ],
)
def test_a_turn_without_a_subject_takes_the_one_before(
    sample_workspace: Shop, turns: list[str], told: list[str]
) -> None:
    workspace, customer = sample_workspace
    conversation: str | None = None
    answer = None
    for turn in turns:
        answer = workspace.ask(customer, turn, conversation)
        conversation = answer.conversation
    assert answer is not None and answer.status == "answered"
    assert [t for t in told if t not in answer.answer] == [], answer.answer


def test_growth_without_the_year_before_says_which_year_is_missing(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "How much did revenue grow in 2023, in percent?")
    assert answer.status == "insufficient_evidence"
    assert "FY2022" in answer.answer and "FY2023 was not found" not in answer.answer
