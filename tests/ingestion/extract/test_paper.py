from decimal import Decimal

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction, Fact
from tests.builders.pdf import Paper
from tests.builders.statements_zh import figures


def find(extraction: Extraction, field: str, end: str, basis: str = "consolidated") -> Fact:
    return next(f for f in extraction.facts if f.field == field and f.period_end == end and f.basis == basis)


def test_us_report_gives_figures_in_millions_with_fiscal_dates(us_extraction: Extraction) -> None:
    revenue = find(us_extraction, "revenue", "2024-06-30")
    assert (revenue.value, revenue.months, revenue.currency, revenue.scale) == ("5000000000", 12, "USD", 10**6)
    assert find(us_extraction, "total_assets", "2023-06-30").value == "5740000000"
    assert find(us_extraction, "capex", "2024-06-30").value == "460000000"
    assert find(us_extraction, "interest_expense", "2024-06-30").value == "80000000"


def test_total_liabilities_is_derived_and_never_printed(us_extraction: Extraction) -> None:
    fact = find(us_extraction, "total_liabilities", "2024-06-30")
    assert (fact.method, fact.printed, fact.value) == ("derived", "", "2900000000")
    assert len(fact.inputs) == 2


def test_unprinted_line_of_a_footing_section_is_nil_by_closure(us_extraction: Extraction) -> None:
    fact = find(us_extraction, "short_term_borrowings", "2024-06-30")
    assert (fact.value, fact.method, fact.nil) == ("0", "derived", "closure")


def test_identities_of_the_us_report_hold(us_extraction: Extraction) -> None:
    tested = {
        c.id: c.status for c in us_extraction.checks if c.period_end == "2024-06-30" and c.status != "not_testable"
    }
    assert tested["BS-9"] == tested["IS-3"] == tested["CF-2"] == tested["CF-3"] == "ok"


def test_sample_report_keeps_group_and_parent_apart(sample_extraction: Extraction) -> None:
    assert find(sample_extraction, "monetary_funds", "2024-12-31").value == "80000000"
    assert find(sample_extraction, "monetary_funds", "2024-12-31", "parent").value == "62000000"


def test_every_row_of_the_sample_is_read_with_a_box(sample_extraction: Extraction) -> None:
    rows = figures()["consolidated"]["balance_sheet"]["rows"]
    expected = {Decimal(v) * 10_000 for _, *values in rows for v in values}
    facts = [
        f for f in sample_extraction.facts if f.statement == "balance_sheet" and f.basis == "consolidated" and f.printed
    ]
    assert {f.amount for f in facts} == expected
    assert all(len(f.box) == 4 and f.unit_box and f.header_box for f in facts)


def test_loss_lines_are_positive_losses(sample_extraction: Extraction) -> None:
    assert find(sample_extraction, "credit_impairment_loss", "2024-12-31").value == "5000000"


def test_a_dash_is_nil_and_says_so(sample_extraction: Extraction) -> None:
    fact = find(sample_extraction, "fair_value_gains", "2023-12-31")
    assert (fact.value, fact.nil) == ("0", "dash")


def test_subject_audit_and_kind_of_the_sample(sample_extraction: Extraction) -> None:
    assert sample_extraction.subject.name == "江苏示例制造有限公司"
    assert sample_extraction.subject.identifiers[0].check == "valid"
    assert (sample_extraction.kind, sample_extraction.language) == ("annual_report", "zh-Hans")
    assert sample_extraction.audit is not None and sample_extraction.audit.opinion == "unmodified"
    assert sample_extraction.audit.firm == "示例会计师事务所（特殊普通合伙）"


def test_unit_in_wan_equals_unit_in_yuan_times_ten_thousand() -> None:
    def report(unit: str) -> Extraction:
        rows = [["项目", "2024年12月31日", "2023年12月31日"], ["货币资金", "1,200", "1,100"], ["应收账款", "800", "700"],
                ["存货", "300", "200"], ["流动资产合计", "2,300", "2,000"], ["资产总计", "2,300", "2,000"],
                ["负债合计", "1,000", "900"], ["所有者权益合计", "1,300", "1,100"], ["负债和所有者权益总计", "2,300", "2,000"]]  # fmt: skip
        paper = Paper().page().centred(60, "资产负债表").text(60, 80, f"单位：{unit}")
        paper.ruled(60, 90, (180, 120, 120), rows)
        return read_paper(paper.bytes(), "x.pdf").extraction

    small, large = report("元"), report("万元")
    for a, b in zip(small.facts, large.facts, strict=True):
        assert (a.field, a.amount * 10_000) == (b.field, b.amount)


def test_missing_unit_is_a_problem_and_lowers_confidence() -> None:
    rows = [["项目", "2024年12月31日", "2023年12月31日"], ["货币资金", "1,200", "1,100"],
            ["应收账款", "800", "700"], ["存货", "300", "200"],
            ["流动资产合计", "2,300", "2,000"], ["资产总计", "2,300", "2,000"]]  # fmt: skip
    paper = Paper().page().centred(60, "资产负债表")
    paper.ruled(60, 90, (180, 120, 120), rows)
    extraction = read_paper(paper.bytes(), "x.pdf").extraction
    assert "unit_unknown" in {p.code for p in extraction.problems}
    assert all(f.confidence < 0.9 for f in extraction.facts if f.printed)


def test_every_page_is_covered_and_wanted_pages_only_are_read() -> None:
    paper = Paper(chinese=False)
    for number in range(1, 6):
        paper.page().text(60, 60, f"Page {number} holds words")
    extraction = read_paper(paper.bytes(), "x.pdf", (2, 4)).extraction
    assert [(c.page, c.state) for c in extraction.coverage] == [
        (1, "unread"), (2, "read"), (3, "unread"), (4, "read"), (5, "unread"),
    ]  # fmt: skip
