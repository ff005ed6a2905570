import pytest

from assistant.chat.compute import Computer
from assistant.chat.question import understand
from tests.assistant.credit.interim import nine_months


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("资产负债率是多少？", "资产负债率（2025-09-30）为 30.00%"),
        ("资产负债率是多少？和上年相比？", "2025-09-30 30.00%[1][2]；2024-12-31 20.00%[3][4]；期间变动 10.00个百分点"),
        ("应收账款近三年趋势", "2025-09-30 60 元[1]；2024-12-31 40 元[2]"),
        ("存货比年初变化多少", "存货从2024-12-31到2025-09-30变动 20 元"),
        ("营业收入同比增长多少", "从截至2024-09-30的9个月到截至2025-09-30的9个月"),
        ("净利润同比增长率", "变动 70 元（基数为负，增长率无意义）"),
        ("应收账款周转天数按360天呢", "按 270 天计为 4.945 天"),
        ("How did liabilities to assets change?", "2024-12-31 20.00%"),
    ],
)
def test_balances_of_an_interim_report_are_laid_beside_the_last_year_end(question: str, expected: str) -> None:
    answer = Computer(understand(question), nine_months()).answer()
    assert answer is not None and answer.status == "answered"
    assert expected in answer.answer


def test_a_figure_of_balances_has_no_months() -> None:
    ratio = Computer(understand("资产负债率是多少？"), nine_months()).answer()
    assert ratio is not None
    assert [f.months for f in ratio.figures if f.name == "debt_to_assets"] == [None]
    turnover = Computer(understand("总资产周转率是多少？"), nine_months()).answer()
    assert turnover is not None and [f.months for f in turnover.figures if f.name == "asset_turnover"] == [9]


def test_one_period_of_two_is_told_with_what_the_other_lacks() -> None:
    answer = Computer(understand("总资产周转率怎么变？"), nine_months()).answer()
    assert answer is not None and answer.status == "partial"
    assert "为 2.73 倍" in answer.answer and "缺少：资产总计" in answer.answer


def test_a_cost_printed_as_a_negative_grows_in_size() -> None:
    profile = nine_months()
    negative = [
        c.model_copy(update={"fact": c.fact.model_copy(update={"value": f"-{c.fact.value}"})})
        if c.fact.field == "cost_of_sales" else c
        for c in profile.facts
    ]  # fmt: skip
    answer = Computer(understand("营业成本同比增长率"), profile.model_copy(update={"facts": tuple(negative)})).answer()
    assert answer is not None and "变动率为 33.33%" in answer.answer  # 2,000 after 1,500
