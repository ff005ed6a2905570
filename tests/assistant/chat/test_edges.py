"""The number a question compares a figure with."""

from decimal import Decimal

import pytest

from assistant.chat.edges import edge_in
from assistant.chat.question import understand
from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("净利有没有超过1亿", 10**8, "money"),
        ("收入过了5000万吗", 5 * 10**7, "money"),
        ("营收有没有突破三千万", 3 * 10**7, "money"),
        ("is revenue above $5 billion?", 5 * 10**9, "money"),
        ("资产负债率有没有超过五成", 50, "percent"),
        ("is the margin below 12.5%?", Decimal("12.5"), "percent"),
        ("利息保障倍数高于3倍吗", 3, "x"),
        ("is the current ratio > 1.5?", Decimal("1.5"), None),
        ("dso over 90 days?", 90, "days"),
    ],
)
def test_the_edge_is_told_in_the_unit_of_the_figure(text: str, value: Decimal | int, unit: str | None) -> None:
    edge = edge_in(text)
    assert edge is not None
    assert (edge.value, edge.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["2024年净利润是多少", "what is the 3-year average margin", "经过审计吗", "利润多少"])
def test_a_question_that_compares_with_nothing_has_no_edge(text: str) -> None:
    assert edge_in(text) is None


def test_an_amount_is_no_edge_of_a_ratio() -> None:
    edge = edge_in("毛利率超过1亿吗")
    assert edge is not None
    assert not edge.fits("percent")
    assert edge.fits("money")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("净利润有没有超过1亿", "否"),
        ("净利润有没有超过3000万", "是"),
        ("Is the debt-to-assets ratio above 50%?", "Yes"),
        ("负债合计占资产总计比例是不是超过七成", "否"),
        ("现金够还短期借款吗", "否"),
        ("does operating cash flow cover capex?", "No"),
    ],
)
def test_yes_or_no_comes_first(sample_workspace: Shop, text: str, first: str) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, text)
    assert answer.status == "answered"
    assert answer.answer.startswith(first), answer.answer


@pytest.mark.parametrize(
    ("text", "operation", "formula"),
    [
        ("营收掉了百分之几", "growth", "revenue"),
        ("资产规模扩张了百分之多少", "growth", "total_assets"),
        ("毛利率变动", "trend", "gross_profit / revenue"),
        ("revenue growth %?", "growth", "revenue"),
        ("how fast did revenue grow", "growth", "revenue"),
        ("operating profit decline from the prior year", "change", "operating_profit"),
        ("归母净利和净利润差多少", "value", "(net_income_parent) - (net_income)"),
        ("difference between revenue and net income", "value", "(revenue) - (net_income)"),
        ("cash as a share of total assets", "share", "monetary_funds / total_assets"),
        ("interest expense to operating income, %", "value", "interest_expense / operating_profit"),
        ("inventory days (365 x inventory / cost of sales)", "value", "(365 * inventories / cost_of_sales)"),
        ("operating income over sales, percent", "value", "operating_profit / revenue"),
    ],
)
def test_operations_are_made_of_any_figures(text: str, operation: str, formula: str) -> None:
    question = understand(text)
    assert question.measure is not None
    assert (question.operation, question.measure.formula) == (operation, formula)


@pytest.mark.parametrize(
    ("text", "formula", "unit"),
    [
        (
            "总资产报酬率(利润总额加利息支出/平均总资产)",
            "((profit_before_tax + interest_expense) / avg(total_assets))",
            "percent",
        ),
        ("long-term debt over total assets, pct", "long_term_borrowings / total_assets", "percent"),
    ],
)
def test_amounts_are_not_added_to_ratios_and_percent_is_told_as_such(text: str, formula: str, unit: str) -> None:
    measure = understand(text).measure
    assert measure is not None
    assert (measure.formula, measure.unit) == (formula, unit)


def test_the_net_amount_of_a_flow_is_the_flow_itself() -> None:
    question = understand("经营现金流净额22年是多少")
    assert question.residue == ()
    assert [m.concept.id for m in question.mentions] == ["net_cash_operating"]
