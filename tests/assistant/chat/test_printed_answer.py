"""Questions about rows of tables that no reader binds: note tables, segments, tables with names over repeated periods."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.chat.verify import loose_numbers
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from tests.builders.pdf import Paper

ROW, TOP = 16.0, 60.0


def note(rows: list[tuple[str, list[str]]], columns: list[float], over: list[str], bold: bool = False) -> bytes:
    """A page with lines of words, then rows whose figures end at `columns`."""
    paper = Paper(chinese=any(ch >= "\u3400" for text in [*over, *(r[0] for r in rows)] for ch in text)).page()
    y = TOP
    for text in over:
        paper.text(50, y, text)
        y += ROW
    for caption, cells in rows:
        paper.text(50, y, caption, bold=bold)
        for x, cell in zip(columns[-len(cells) :], cells, strict=False):
            paper.right(x, y, cell)
        y += ROW
    return paper.bytes()


SEGMENTS = note(
    [
        ("", ["2019", "2018", "2017"]),
        ("Transport Solutions:", []),
        ("Automotive", ["$ 5,686", "$ 6,092", "$ 5,228"]),
        ("Sensors", ["914", "918", "814"]),
        ("Total Transport Solutions", ["6,600", "7,010", "6,042"]),
        ("Home Solutions:", []),
        ("Appliances", ["680", "774", "676"]),
        ("Data devices", ["993", "1,068", "963"]),
        ("Total Home Solutions", ["1,673", "1,842", "1,639"]),
    ],
    [330, 420, 510],
    ["Net sales by industry end market were as follows:", "Fiscal years ended September 30, (in millions)"],
)
PENSION = note(
    [
        ("", ["Domestic", "", "International", ""]),
        ("", ["2019", "2018", "2019", "2018"]),
        ("Discount rate", ["4.00%", "3.75%", "1.90%", "2.80%"]),
        ("Rate of return on assets", ["6.10%", "6.20%", "3.40%", "3.70%"]),
        ("Rate of salary increase", ["2.50%", "2.40%", "1.10%", "1.20%"]),
    ],
    [300, 370, 440, 510],
    ["Assumptions of the pension plans as of September 30,"],
)
PREPAID = note(
    [
        ("项目", ["2024年12月31日", "2023年12月31日"]),
        ("1年以内", ["5,600,000.00", "4,000,000.00"]),
        ("1至2年", ["300,000.00", "250,000.00"]),
        ("预付材料款", ["5,200,000.00", "3,900,000.00"]),
        ("预付运费", ["700,000.00", "350,000.00"]),
        ("合计", ["5,900,000.00", "4,250,000.00"]),
    ],
    [380, 520],
    ["七、8、预付款项", "（1）预付款项按性质列示", "单位：元"],
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace.open(load_settings(tmp_path_factory.mktemp("printed"), {}, lang="en")) as workspace:
        for name, data in (("segments", SEGMENTS), ("pension", PENSION), ("prepaid", PREPAID)):
            customer = workspace.create_customer(name).id
            workspace.add_documents(customer, [Upload(f"{name}.pdf", data)], lambda progress: None)
        yield workspace


@pytest.mark.parametrize(
    ("paper", "question", "expected"),
    [
        ("segments", "What were Appliances sales in 2018?", "$774 million"),
        ("segments", "What was the change in Appliances in 2019 from 2018?", "-$94 million"),
        ("segments", "What was the percentage change in Appliances between 2018 and 2019?", "-12.14%"),
        ("segments", "In which year was the amount for Sensors the largest?", "$918 million"),
        ("segments", "What is the ratio of Sensors to Automotive in 2019?", "0.16"),
        ("segments", "What is the difference between Sensors and Appliances in 2017?", "$138 million"),
        ("segments", "What is the average of Automotive over 2017 to 2019?", "$5,668.67 million"),
        ("pension", "What was the domestic discount rate in 2018?", "3.75%"),
        ("pension", "What was the international discount rate in 2018?", "2.80%"),
        ("prepaid", "2024年末预付运费是多少？", "700,000 元"),
        ("prepaid", "预付材料款2024年比2023年增加了多少？", "1,300,000 元"),
    ],
)
def test_a_row_that_the_question_names_is_computed_from_its_table(
    asked: Workspace, paper: str, question: str, expected: str
) -> None:
    answer = asked.ask(asked.find_customer(paper).id, question)
    assert expected in answer.answer
    assert answer.status == "answered" and answer.citations and not loose_numbers(answer)


@pytest.mark.parametrize(
    ("paper", "question"),
    [
        ("segments", "What were Appliances sales in Brazil in 2018?"),  # no table parts them by country
        ("segments", "What were adjusted Sensors sales in 2018?"),
        ("segments", "What were Sensors sales in 2014?"),
        ("pension", "What was the discount rate in 2018?"),  # two are printed
        ("prepaid", "2024年末预付广告费是多少？"),
    ],
)
def test_a_row_that_only_looks_like_it_gives_no_figure(asked: Workspace, paper: str, question: str) -> None:
    answer = asked.ask(asked.find_customer(paper).id, question)
    assert not [f for f in answer.figures if f.facts]


def test_the_place_of_a_row_is_the_figure_itself(asked: Workspace, tmp_path: Path) -> None:
    answer = asked.ask(asked.find_customer("segments").id, "What were Appliances sales in 2018?")
    (citation,) = answer.citations
    x0, top, x1, bottom = citation.box
    assert citation.page == 1 and citation.quote == "Appliances 774"
    assert 400 < x0 < x1 <= 421 and bottom - top < ROW


def test_a_count_is_not_answered_with_an_amount(asked: Workspace) -> None:
    answer = asked.ask(asked.find_customer("segments").id, "How many Sensors units were sold in 2018?")
    assert not [f for f in answer.figures if f.facts]


TWO_TABLES = note(
    [
        ("项目", ["期末余额", "期初余额"]),
        ("货款", ["47,801,329.70", "47,574,331.83"]),
        ("设备、工程款", ["17,241,413.08", "20,000.00"]),
        ("合计", ["65,042,742.78", "47,594,331.83"]),
        ("37、预收款项", []),
        ("单位：元", []),
        ("项目", ["期末余额", "期初余额"]),
        ("货款", ["362,997,230.51", "222,961,682.53"]),
        ("其中：应付租金", ["1,000.00", "2,000.00"]),
        ("应付职工薪酬如下：", []),
        ("项目", ["期初余额", "本期增加", "本期减少", "期末余额"]),
        ("短期薪酬", ["33,099,431.44", "149,693,425.79", "149,040,041.01", "33,752,816.22"]),
    ],
    [220, 320, 420, 520],
    ["示例公司2024年年度报告 截至2024年12月31日", "36、应付账款", "单位：元"],
)


def test_tables_of_one_page_keep_their_own_heads_and_whole_yuan(asked: Workspace) -> None:
    customer = asked.create_customer("two tables").id
    asked.add_documents(customer, [Upload("two.pdf", TWO_TABLES)], lambda progress: None)
    for question, expected in (
        ("2024年末应付账款中设备、工程款是多少？", "17,241,413.08 元"),
        ("2024年末预收款项里的货款有多少？", "362,997,230.51 元"),
        ("2023年末预收款项里的货款有多少？", "222,961,682.53 元"),
        ("2024年末短期薪酬余额是多少？", "33,752,816.22 元"),
        ("应付租金2024年末比2023年末减少了多少？", "1,000 元"),
    ):
        answer = asked.ask(customer, question)
        assert expected in answer.answer, (question, answer.answer)


def test_two_figures_of_a_row_told_apart_by_their_order_are_cited_each_with_its_own_print(asked: Workspace) -> None:
    one_row = note([("", ["2019", "2018"]), ("Warranty reserve", ["529", "520"])], [330, 420], ["(in thousands)"])
    customer = asked.create_customer("one row").id
    asked.add_documents(customer, [Upload("one.pdf", one_row)], lambda progress: None)
    answer = asked.ask(customer, "What was the change in Warranty reserve in 2019 from 2018?")
    assert {c.quote for c in answer.citations} == {"Warranty reserve 529", "Warranty reserve 520"}
