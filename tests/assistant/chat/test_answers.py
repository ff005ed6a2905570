import pytest

from assistant.chat.question import understand
from assistant.chat.verify import loose_numbers
from assistant.service import Workspace
from assistant.workspace import CustomerView

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("流动比率和速动比率是多少?", "1.24"),
        ("示例制造2024年末应收账款是多少?", "18,000 万元"),
        ("2024年末的存货是多少亿元？保留两位小数。", "1.40 亿元"),
        ("应收账款周转天数怎么算的?", "78.58 天"),
        ("现金转换周期多少天?", "80.16 天"),
        ("有息负债有多少?", "22,800 万元"),
        ("营业收入比上年增长了百分之多少？", "20.00%"),
        ("毛利率2024年比2023年变动了多少个百分点？", "-2.00个百分点"),
        ("母公司2024年末货币资金是多少？", "6,200 万元"),
        ("按（流动资产－存货）÷流动负债计算，2024年末的速动比率是多少？", "0.87"),
        ("经营活动现金流量净额是否低于净利润？", "是，"),
        ("What was revenue for FY2024?", "72,000"),
        ("Compute the debt-to-assets ratio.", "58.75%"),
        ("What is the FY2023 - FY2024 average of net margin? Round to one decimal place.", "5.2%"),
        ("Did net income grow in 2024?", "No, "),
        ("DSO is defined as: 365 * accounts receivable / revenue. What is FY2024 DSO?", "91.25 days"),
    ],
)
def test_answers_on_the_sample(sample_workspace: Shop, question: str, expected: str) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, question)
    assert expected in answer.answer
    assert answer.status == "answered"
    assert answer.citations and not loose_numbers(answer)


def test_citations_point_at_the_printed_number(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    (citation,) = workspace.ask(customer, "2024年末应收账款是多少？").citations
    assert citation.quote == "应收账款 18,000"
    assert len(citation.box) == 4 and citation.page == 3


def test_figures_stand_where_their_spans_say(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "近两年营业收入趋势如何？")
    for figure in answer.figures:
        for start, end in figure.spans:
            assert answer.answer[start:end] == figure.display


@pytest.mark.parametrize(
    "question", ["2019年末应收账款是多少？", "What was revenue in FY2031?", "穆迪给的信用评级是多少？"]
)
def test_what_is_not_in_the_papers_is_said_to_be_missing(sample_workspace: Shop, question: str) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, question)
    assert answer.status == "insufficient_evidence"
    assert "未找到" in answer.answer or "not found" in answer.answer or "do not contain" in answer.answer
    assert answer.searched and answer.missing


def test_another_customer_is_never_cited(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    other = next(c for c in workspace.customers() if c.id != customer)
    assert isinstance(other, CustomerView)
    for question in ("revenue", "What is the current ratio?", "Acme Tools"):
        assert {c.document for c in workspace.ask(customer, question).citations} <= {"示例制造_2024年度报告.pdf"}


def test_conversations_count_their_turns(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    first = workspace.ask(customer, "流动比率？")
    second = workspace.ask(customer, "速动比率？", first.conversation)
    assert (first.turn, second.turn, second.conversation) == (1, 2, first.conversation)


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("DPO is defined as: 365 * (average accounts payable between FY2019 and FY2020) / (FY2020 COGS + change in inventory between FY2019 and FY2020)",
         "365 * (avg(accounts_payable)) / (cost_of_sales + (inventories - prior(inventories)))"),
        ("total current assets divided by total current liabilities", "total_current_assets / total_current_liabilities"),
        ("营业收入－营业成本", "revenue - cost_of_sales"),
        ("DPO＝365×（2019与2020年应付账款平均数）÷（2020年营业成本＋2019至2020年存货变动额）",
         "365 * (avg(accounts_payable)) / (cost_of_sales + (inventories - prior(inventories)))"),
        ("利息保障倍数（息税前利润÷利息费用，息税前利润＝利润总额＋利息费用）是多少？", "(profit_before_tax + interest_expense) / interest_expense"),
        ("用营业收入除以应收账款年初、年末账面价值的平均数", "revenue / avg(accounts_receivable)"),
        ("What was the quick ratio, (current assets - inventory) / current liabilities, in 2023?",
         "(total_current_assets - inventories) / total_current_liabilities"),
        ("货币资金是短期有息债务（短期借款＋一年内到期的非流动负债）的多少倍？",
         "monetary_funds / ((short_term_borrowings + noncurrent_liabilities_due_within_1y))"),
        ("Cash conversion cycle is defined as inventory - accounts payable + accounts receivable", "inventories - accounts_payable + accounts_receivable"),
        ("应收账款与存货合计是多少？", "accounts_receivable + inventories"),
        ("What share of total current assets did inventories make up?", "inventories / total_current_assets"),
    ],
)  # fmt: skip
def test_what_a_question_defines_is_computed_as_it_says(question: str, formula: str) -> None:
    measure = understand(question).measure
    assert measure is not None and measure.formula == formula


@pytest.mark.parametrize("question", ["happiness divided by revenue", "import os", "revenue", "(" * 500, "a" * 5000])
def test_definitions_that_are_not_wholly_understood_define_nothing(question: str) -> None:
    assert not understand(question).is_defined


def test_a_megabyte_question_is_read_in_time() -> None:
    assert understand("(" * 500_000 + "应收账款" * 10_000).lang == "zh"
