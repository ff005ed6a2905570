"""Which part of a figure is the largest or grew fastest, and how far two parts are apart."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.chat.answer_model import Answer
from assistant.chat.figure_answer import asks_change_of_average
from assistant.chat.part_tables import chinese_tables
from assistant.chat.question import understand
from assistant.chat.verify import loose_numbers
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from tests.builders.pdf import Paper

ROW = 16.0


def table(over: list[str], columns: list[float], rows: list[tuple[str, list[str]]]) -> bytes:
    paper = Paper(chinese=any(ch >= "\u3400" for text in [*over, *(r[0] for r in rows)] for ch in text)).page()
    y = 60.0
    for text in over:
        paper.text(50, y, text)
        y += ROW
    for caption, cells in rows:
        paper.text(50, y, caption)
        for x, cell in zip(columns[-len(cells) :], cells, strict=False):
            paper.right(x, y, cell)
        y += ROW
    return paper.bytes()


SEGMENTS = table(
    ["The following table presents net sales by reportable segment", "Fiscal years ended December 31, (in millions)"],
    [330, 420, 510],
    [
        ("", ["2021", "2020", "2019"]),
        ("Glass", ["$ 3,700", "$ 3,100", "$ 3,200"]),
        ("Cables", ["4,300", "3,900", "4,000"]),
        ("Filters", ["1,200", "900", "1,000"]),
        ("All other", ["800", "300", "200"]),
        ("Total net sales", ["$ 10,000", "$ 8,200", "$ 8,400"]),
    ],
)
PRODUCTS = table(
    [
        "2024年年度报告",
        "2、收入和成本分析",
        "主营业务分行业、分产品、分地区情况",
        "单位：万元 币种：人民币",
        "主营业务分产品情况",
    ],
    [200, 270, 330, 400, 470, 540],
    [
        ("分产品", ["营业收入", "营业成本", "毛利率（%）", "收入比上年增减", "成本比上年增减", "毛利率比上年增减"]),
        ("阀门", ["8,300.50", "4,100.10", "50.60", "2.10", "3.00", "-0.40"]),
        ("管件", ["2,500.00", "500.00", "80.00", "-30.50", "-10.00", "-1.20"]),
        ("仪表", ["1,400.00", "700.00", "50.00", "15.30", "12.00", "1.00"]),
    ],
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(load_settings(tmp_path_factory.mktemp("ranking"), {}, lang="en")) as workspace:
        for name, data in (("segments", SEGMENTS), ("products", PRODUCTS)):
            customer = workspace.create_customer(name).id
            workspace.add_documents(customer, [Upload(f"{name}.pdf", data)], lambda progress: None)
        yield workspace


def answer_of(workspace: Workspace, customer: str, text: str) -> Answer:
    found = next(c.id for c in workspace.customers() if c.name == customer)
    return workspace.ask(found, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Which segment had the highest net sales in 2021?", ["Cables has the highest Revenue", "$4,300 million"]),
        ("Which segment had the lowest net sales in 2020?", ["Filters has the lowest Revenue", "$900 million"]),
        ("Which segment grew fastest in 2021?", ["Filters grew fastest", "33.33%"]),
        ("Which segment declined the most in 2020?", ["Filters fell most", "-10.00%"]),
        ("Is Glass the largest segment by net sales?", ["No, Cables has the highest", "$3,700 million"]),
    ],
)
def test_segments_are_ranked_by_the_rows_of_their_table(asked: Workspace, text: str, told: list[str]) -> None:
    answer = answer_of(asked, "segments", text)
    assert all(words in answer.answer for words in told), answer.answer
    assert answer.citations[0].page == 1
    assert "All other" not in answer.answer  # what is left over is no segment
    assert not loose_numbers(answer)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("哪个产品收入最大", ["阀门", "8,300.5 万元"]),
        ("哪个产品毛利率最高", ["管件", "80.00%"]),
        ("哪个产品收入下降最多", ["下降最多的是管件", "-30.50%"]),
        ("阀门是收入最大的产品吗", ["是，", "阀门"]),
        ("阀门收入比管件高多少", ["相差 5,800.5 万元"]),
    ],
)
def test_products_are_ranked_by_the_columns_of_their_table(asked: Workspace, text: str, told: list[str]) -> None:
    answer = answer_of(asked, "products", text)
    assert all(words in answer.answer for words in told), answer.answer
    assert not loose_numbers(answer)


def test_all_figures_named_in_a_proportion_are_used(asked: Workspace) -> None:
    both = answer_of(
        asked, "segments", "What is the ratio of Glass and Cables combined net sales to total net sales in 2021?"
    )
    assert Decimal(both.figures[0].value) == Decimal("0.8")
    assert "Glass + Cables" in both.answer


def test_a_caption_broken_over_lines_is_put_together() -> None:
    lines = [
        ("营业收入合计 200.00 100% 100.00 100% 100.00%", (50.0, 10.0, 500.0, 18.0)),
        ("2024 年 2023 年", (50.0, 20.0, 500.0, 28.0)),
        ("金额 占营业收入比重 金额 占营业收入比重 单位：元", (50.0, 30.0, 500.0, 38.0)),
        ("分产品", (50.0, 40.0, 90.0, 48.0)),
        ("可吸收的人工", (50.0, 50.0, 110.0, 58.0)),
        ("150.00 75.00% 60.00 60.00% 150.00%", (140.0, 56.0, 500.0, 64.0)),
        ("膜补片", (50.0, 62.0, 90.0, 70.0)),
        ("其他 50.00 25.00% 40.00 40.00% 25.00%", (50.0, 80.0, 500.0, 88.0)),
    ]
    (found,) = chinese_tables(lines, [], "revenue")
    assert [(p.name, p.now, p.before, p.is_rest) for p in found.parts] == [
        ("可吸收的人工膜补片", "150.00", "60.00", False),
        ("其他", "50.00", "40.00", True),
    ]


@pytest.mark.parametrize(
    ("text", "formula", "operation"),
    [
        ("proportion of inventories and accounts receivable over total assets", "(inventories + accounts_receivable) / total_assets", "value"),
        ("What is the sum of revenue in 2018 and 2019?", "revenue", "sum_years"),
        ("pre-capex operating cash flow for 2019", "net_cash_operating", "value"),
        ("current liabilities minus cash at the end of 2019", "total_current_liabilities - monetary_funds", "value"),
        ("change in percentage of sales represented by provision for income taxes between 2018 and 2019", "income_tax_expense / revenue", "points"),
    ],
)  # fmt: skip
def test_what_is_computed_is_what_was_named(text: str, formula: str, operation: str) -> None:
    question = understand(text)
    assert question.measure is not None
    assert (
        question.measure.formula.replace("(income_tax_expense) / (revenue)", "income_tax_expense / revenue") == formula
    )
    assert question.operation == operation


def test_a_quarter_named_after_its_fiscal_year_is_a_quarter() -> None:
    (asked,) = understand("gross margin in the fiscal 2019 second quarter").asked
    assert (asked.kind, asked.year, asked.quarter) == ("quarter", 2019, 2)


def test_a_change_of_averages_is_told_by_neither_of_them() -> None:
    assert asks_change_of_average(understand("What is the change between 2018 and 2019 average free cash flow?"))
    assert not asks_change_of_average(understand("How did average total assets change?"))
