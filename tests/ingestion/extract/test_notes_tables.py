"""Notes of Chinese reports as ruled tables: heads over several columns, tables over two pages, numbers wrapped in narrow cells."""

from collections.abc import Sequence

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Fact
from tests.builders.pdf import Paper

END, BEFORE = "2024-12-31", "2023-12-31"
Rows = Sequence[Sequence[str]]
STATEMENT = [
    ("项目", "2024年12月31日", "2023年12月31日"), ("货币资金", "8,000.00", "9,500.00"), ("应收账款", "18,000.00", "13,000.00"),
    ("流动资产合计", "26,000.00", "22,500.00"), ("资产总计", "26,000.00", "22,500.00"), ("流动负债合计", "6,000.00", "2,500.00"),
    ("负债合计", "6,000.00", "2,500.00"), ("所有者权益合计", "20,000.00", "20,000.00"),
]  # fmt: skip
AGES = [
    ("账龄", "期末账面余额", "期初账面余额"), ("1年以内（含1年）", "16,000.00", "12,000.00"), ("1至2年", "1,900.00", "1,000.00"),
    ("2至3年", "600.00", "450.00"), ("3年以上", "", ""), ("3至4年", "200.00", "150.00"), ("5年以上", "300.00", "50.00"),
    ("合计", "19,000.00", "13,650.00"),
]  # fmt: skip
CLASSES = [
    ("类别", "账面余额", "坏账准备", "计提比例(%)", "账面价值", "账面余额", "坏账准备", "计提比例(%)", "账面价值"),
    ("按组合计提坏账准备", "19,000.00", "1,000.00", "5.26", "18,000.00", "13,650.00", "650.00", "4.76", "13,000.00"),
    ("合计", "19,000.00", "1,000.00", "5.26", "18,000.00", "13,650.00", "650.00", "4.76", "13,000.00"),
]


def report() -> Paper:
    """A balance sheet of 2024 in yuan."""
    paper = Paper().page().centred(60, "某某股份有限公司2024年年度报告", 12).centred(80, "合并资产负债表", 14)
    paper.text(420, 98, "单位：元")
    paper.ruled(60, 110, (180, 120, 120), STATEMENT)
    return paper


def note(paper: Paper, lines: Sequence[str], widths: Sequence[float], rows: Rows, y: float = 60) -> float:
    """A note: its headings and unit line, then its table. The y below it."""
    for place, line in enumerate(lines):
        paper.text(60, y + 15 * place, line)
    return paper.ruled(60, y + 15 * len(lines) - 5, widths, rows)


def grouped(
    paper: Paper, lines: Sequence[str], widths: Sequence[float], groups: Sequence[tuple[float, str]], rows: Rows
) -> None:
    """A note whose first head stands over several columns."""
    for place, line in enumerate(lines):
        paper.text(60, 60 + 15 * place, line)
    y = 60 + 15 * len(lines) - 5
    paper.frame(60, y, sum(widths), 15)
    left = 60 + widths[0]
    for width, text in groups:
        paper.frame(left, y, width, 15)
        paper.text(left + width / 2 - 20, y + 10.5, text, 9)
        left += width
    paper.ruled(60, y + 15, widths, rows, 8)


def notes_of(paper: Paper) -> list[Fact]:
    return [f for f in read_paper(paper.bytes(), "n.pdf").extraction.facts if f.statement == "notes"]


def value(facts: list[Fact], field: str, end: str = END, basis: str = "consolidated") -> str | None:
    found = [f.value for f in facts if (f.field, f.period_end, f.basis) == (field, end, basis)]
    assert len(found) < 2
    return found[0] if found else None


def test_ageing_runs_over_two_pages_and_its_old_buckets_are_summed() -> None:
    paper = report()
    paper.page()
    note(
        paper,
        ["七、合并财务报表项目注释", "5、应收账款", "（1）按账龄披露", "单位：元"],
        (180, 120, 120),
        AGES[:3],
        700,
    )
    paper.page().text(60, 50, "某某股份有限公司2024年年度报告", 9)
    paper.ruled(60, 70, (180, 120, 120), AGES[3:])
    found = notes_of(paper)
    assert [value(found, f"ar_age_{n}") for n in ("le_1y", "1_2y", "2_3y", "gt_3y")] == ["16000", "1900", "600", "500"]
    assert value(found, "ar_gross", BEFORE) == "13650"
    (old,) = [f for f in found if f.field == "ar_age_gt_3y" and f.period_end == END]
    parts = [f for f in found if f.id in old.inputs]
    assert (old.method, [(f.printed, f.page) for f in parts]) == ("derived", [("200.00", 3), ("300.00", 3)])


def test_ageing_that_does_not_add_up_is_unconfirmed() -> None:
    paper = report()
    paper.page()
    wrong = [*AGES[:-1], ("合计", "19,900.00", "13,650.00")]
    note(paper, ["七、合并财务报表项目注释", "5、应收账款", "（1）按账龄披露", "单位：元"], (180, 120, 120), wrong)
    states = {(f.period_end, f.state) for f in notes_of(paper) if f.field == "ar_gross"}
    assert states == {(END, "unconfirmed"), (BEFORE, "proposed")}


def test_the_allowance_stands_under_the_date_of_its_group_of_columns() -> None:
    paper = report()
    paper.page()
    heads = ["七、合并财务报表项目注释", "5、应收账款", "（2）按坏账计提方法分类披露", "单位：元"]
    grouped(paper, heads, (90, 48, 48, 48, 48, 48, 48, 48, 48), ((192, "期末余额"), (192, "期初余额")), CLASSES)
    found = notes_of(paper)
    assert (value(found, "ar_allowance"), value(found, "ar_allowance", BEFORE)) == ("1000", "650")


def test_an_allowance_that_does_not_make_the_net_amount_is_left_out() -> None:
    paper = report()
    paper.page()
    heads = ["七、合并财务报表项目注释", "5、应收账款", "（2）按坏账计提方法分类披露", "单位：元"]
    odd = [
        *CLASSES[:-1],
        ("合计", "19,000.00", "1,000.00", "5.26", "18,500.00", "13,650.00", "650.00", "4.76", "13,000.00"),
    ]
    grouped(paper, heads, (90, 48, 48, 48, 48, 48, 48, 48, 48), ((192, "期末余额"), (192, "期初余额")), odd)
    found = notes_of(paper)
    assert (value(found, "ar_allowance"), value(found, "ar_allowance", BEFORE)) == (None, "650")


def test_restricted_cash_is_the_sum_of_its_rows_and_other_assets_stay_out() -> None:
    paper = report()
    paper.page()
    rows = [
        ("项目", "期末账面价值", "受限原因"), ("货币资金", "700.00", "票据保证金"), ("货币资金", "50.00", "保函保证金"),
        ("固定资产", "4,000.00", "抵押"), ("合计", "4,750.00", "/"),
    ]  # fmt: skip
    note(paper, ["七、合并财务报表项目注释", "31、所有权或使用权受到限制的资产", "单位：元"], (180, 120, 120), rows)
    assert value(notes_of(paper), "restricted_cash") == "750"


def test_supplier_shares_are_not_taken_for_customers_under_one_heading() -> None:
    paper = report()
    paper.page()
    heads = ["（8）主要销售客户和主要供应商情况", "公司主要供应商情况", "公司前5名供应商资料"]
    rows = [("排名", "供应商名称", "采购额（元）", "占年度采购总额比例"), ("1", "第一名", "400.00", "40.00%"),
            ("2", "第二名", "200.00", "20.00%"), ("3", "第三名", "100.00", "10.00%"), ("合计", "--", "700.00", "70.00%")]  # fmt: skip
    note(paper, heads, (60, 140, 120, 120), rows)
    found = notes_of(paper)
    assert {f.field: f.value for f in found} == {"top1_supplier_pct": "40"}


def test_depreciation_and_amortisation_are_summed_from_the_supplement() -> None:
    paper = report()
    paper.page()
    rows = [
        ("补充资料", "本期金额", "上期金额"), ("净利润", "900.00", "800.00"), ("加：资产减值准备", "10.00", "20.00"),
        ("固定资产折旧、油气资产折耗、生产性生物资产折旧", "300.00", "280.00"), ("使用权资产折旧", "40.00", "30.00"),
        ("无形资产摊销", "25.00", "20.00"), ("长期待摊费用摊销", "5.00", ""), ("经营活动产生的现金流量净额", "1,280.00", "1,150.00"),
    ]  # fmt: skip
    note(paper, ["七、合并财务报表项目注释", "79、现金流量表补充资料", "单位：元"], (260, 100, 100), rows)
    found = notes_of(paper)
    assert (value(found, "depreciation"), value(found, "depreciation", BEFORE)) == ("340", "310")
    assert (value(found, "amortization"), value(found, "amortization", BEFORE)) == ("30", "20")
    assert {f.months for f in found} == {12}


def test_guarantees_for_others_and_for_subsidiaries_are_two_figures() -> None:
    paper = report()
    paper.page()
    rows = [("报告期末担保余额合计（A）（不包括对子公司的担保）", "1,200.00"), ("报告期末对子公司担保余额合计（B）", "300.00"),
            ("担保总额（A+B）", "1,500.00"), ("担保总额占公司净资产的比例(%)", "7.50")]  # fmt: skip
    note(paper, ["(二) 担保情况", "单位：万元"], (300, 120), rows)
    found = notes_of(paper)
    assert {f.field: f.value for f in found} == {
        "external_guarantees_disclosed": "12000000", "guarantees_for_subsidiaries": "3000000", "guarantees_total": "15000000",
        "guarantees_to_equity_pct": "7.5",
    }  # fmt: skip


def test_balances_with_related_parties_are_summed_without_their_subtotals() -> None:
    paper = report()
    paper.page()
    rows = [
        ("项目名称", "关联方", "期末账面余额", "期初账面余额"), ("应付账款", "甲公司", "120.00", "100.00"),
        ("应付账款", "乙公司", "30.00", ""), ("小计", "", "150.00", "100.00"), ("合同负债", "甲公司", "50.00", "60.00"),
        ("小计", "", "50.00", "60.00"),
    ]  # fmt: skip
    note(paper, ["6、关联方应收应付款项", "（2）应付项目", "单位：元"], (100, 120, 110, 110), rows)
    found = notes_of(paper)
    assert (value(found, "related_payables"), value(found, "related_payables", BEFORE)) == ("200", "160")
    assert [f.label for f in found if f.printed == "30.00"] == ["应付账款 乙公司"]


def test_a_border_around_the_page_is_no_table() -> None:
    paper = report()
    paper.page().frame(20, 20, 555, 802)
    rows = [
        ("项目", "期末余额", "期初余额"),
        ("抵押借款", "500.00", "400.00"),
        ("信用借款", "", "90.00"),
        ("合计", "500.00", "490.00"),
    ]
    note(paper, ["七、合并财务报表项目注释", "32、短期借款", "单位：元"], (180, 120, 120), rows)
    found = notes_of(paper)
    assert value(found, "borrowings_mortgaged") == "500"
    assert value(found, "borrowings_unsecured") is None
    assert value(found, "borrowings_unsecured", BEFORE) == "90"
