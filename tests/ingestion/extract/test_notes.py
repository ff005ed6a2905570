import pytest

from assistant.sample.sample import sample_customers
from ingestion.extract.paper import read_paper
from ingestion.model.fact import Fact
from tests.builders.pdf import Paper

END = "2024-12-31"


@pytest.fixture(scope="module")
def notes() -> list[Fact]:
    name, data = next((n, d) for n, d in sample_customers()[0].papers if "2024年度报告" in n)
    return [f for f in read_paper(data, name).extraction.facts if f.statement == "notes"]


@pytest.mark.parametrize(
    ("field", "basis", "value", "printed"),
    [
        ("restricted_cash", "consolidated", "10000000", "1,000"),
        ("ar_gross", "consolidated", "190000000", "19,000"),
        ("ar_age_gt_3y", "consolidated", "3000000", "300"),
        ("ar_allowance", "consolidated", "10000000", "1,000"),
        ("borrowings_mortgaged", "consolidated", "35000000", "3,500"),
        ("loans_due_within_1y", "consolidated", "27000000", "2,700"),
        ("loans_due_within_1y", "parent", "25000000", "2,500"),
        ("leases_due_within_1y", "parent", "2000000", "200"),
        ("external_guarantees_disclosed", "consolidated", "66000000", "6,600"),
        ("secured_debt", "consolidated", "97000000", "9,700"),
        ("top1_customer_pct", "consolidated", "18.4", "18.4%"),
        ("top5_supplier_pct", "consolidated", "41", "41.0%"),
        ("related_sales_pct", "consolidated", "2.9", "2.9%"),
    ],
)
def test_a_figure_of_the_notes_has_its_value_unit_and_page(
    notes: list[Fact], field: str, basis: str, value: str, printed: str
) -> None:
    (fact,) = [f for f in notes if f.field == field and f.period_end == END and f.basis == basis]
    assert (fact.value, fact.printed) == (value, printed)
    assert fact.page >= 9
    assert fact.box


STATEMENT = [
    ("货币资金", "8,000", "9,500"),
    ("应收账款", "18,000", "13,000"),
    ("流动资产合计", "26,000", "22,500"),
    ("资产总计", "26,000", "22,500"),
    ("流动负债合计", "6,000", "2,500"),
    ("负债合计", "6,000", "2,500"),
    ("所有者权益合计", "20,000", "20,000"),
]


def paper_with(note: list[tuple[float, str]]) -> list[Fact]:
    """A balance sheet, then a page of notes whose lines stand at the given left edges (several texts a line by `|`)."""
    paper = (
        Paper().page().centred(60, "合并资产负债表", 14).centred(80, "2024年12月31日", 10).text(420, 98, "单位：万元")
    )
    paper.text(60, 120, "项目").right(400, 120, "2024年12月31日").right(520, 120, "2023年12月31日")
    for at, (caption, now, then) in enumerate(STATEMENT):
        paper.text(60, 140 + 18 * at, caption).right(400, 140 + 18 * at, now).right(520, 140 + 18 * at, then)
    paper.page().text(60, 60, "财务报表附注").text(420, 60, "单位：万元")
    for y, line in note:
        first, *rest = line.split("|")
        paper.text(60, y, first)
        for k, cell in enumerate(rest):
            paper.right(300 + 110 * k, y, cell)
    return [f for f in read_paper(paper.bytes(), "n.pdf").extraction.facts if f.statement == "notes"]


AGEING = [(140.0, "账龄|期末账面余额|期初账面余额"), (160.0, "1年以内|900|800"), (180.0, "1至2年|60|50")]


def test_ageing_counts_only_under_trade_receivables() -> None:
    trade = paper_with([(100, "五、合并财务报表项目注释"), (120, "5、应收账款"), *AGEING])
    other = paper_with([(100, "五、合并财务报表项目注释"), (120, "8、其他应收款"), *AGEING])
    assert {(f.field, f.value) for f in trade if f.period_end == END} == {
        ("ar_age_le_1y", "9000000"),
        ("ar_age_1_2y", "600000"),
    }
    assert other == []


def test_notes_of_the_parent_are_the_parents() -> None:
    found = paper_with([(100, "十七、母公司财务报表主要项目注释"), (120, "1、应收账款"), *AGEING])
    assert {f.basis for f in found} == {"parent"}


def test_a_row_with_other_amounts_than_heads_gives_nothing() -> None:
    odd = [(140.0, "账龄|期末账面余额|期初账面余额"), (160.0, "1年以内|900|5|800")]
    assert paper_with([(100, "五、合并财务报表项目注释"), (120, "5、应收账款"), *odd]) == []


def test_concentration_is_read_from_a_sentence() -> None:
    found = paper_with(
        [(100, "前五名客户销售额23,744.90万元，占年度销售总额11.76%；"), (120, "其中关联方销售额0万元。")]
    )
    assert [(f.field, f.value, f.printed) for f in found] == [("top5_customer_pct", "11.76", "11.76")]


def test_guarantees_as_a_share_of_net_assets_are_read_as_a_percentage() -> None:
    (fact,) = paper_with([(100, "十二、重大担保"), (130, "实际担保总额占公司净资产的比例|11.46%")])
    assert (fact.field, fact.value, fact.unit) == ("guarantees_to_equity_pct", "11.46", "percent")
