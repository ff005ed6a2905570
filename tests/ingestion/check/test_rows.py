import pytest

from assistant.credit.sizes import with_odd_sizes
from ingestion.check.consistency import sizes_between
from ingestion.check.plausible import cross_statement
from ingestion.check.rows import equity_parts, indirect_cash_flow, resummed, shifted_rows
from ingestion.extract.alarms import is_glued
from ingestion.model.fact import Extraction, Fact, ProducedBy
from ingestion.model.table import Cell
from ingestion.read.numbers import parse_amount
from tests.builders.layouts import chinese, english, read

END, BEFORE = "2024-12-31", "2023-12-31"


def fact(field: str | None, value: int, months: int | None = None, end: str = END, **more: object) -> Fact:
    statement = "balance_sheet" if months is None else "cash_flow"
    body: dict[str, object] = {
        "id": f"{field}{value}{end}", "field": field, "statement": statement, "period_end": end, "months": months,
        "value": str(value), "printed": f"{value:,}", "label": field or "other row", "page": 1, "gaap": "prc",
    }  # fmt: skip
    return Fact(**(body | more))  # type: ignore[arg-type]


def paper(end: str, *facts: Fact, sha: str = "a") -> Extraction:
    return Extraction(
        produced_by=ProducedBy(version="1", taxonomy="1"), file=f"{sha}.pdf", sha256=sha, status="ok", period_end=end, facts=facts
    )  # fmt: skip


EQUITY = [
    fact("paid_in_capital", 100), fact("capital_reserve", 40), fact("treasury_stock", 10), fact("surplus_reserve", 20),
    fact("retained_earnings", 150),
]  # fmt: skip


@pytest.mark.parametrize(
    ("total", "status"), [(300, "ok"), (303, "ok"), (304, "break"), (310, "break"), (320, "break")]
)
def test_parts_of_equity_less_treasury_stock_make_the_owners_equity(total: int, status: str) -> None:
    (check,) = equity_parts([*EQUITY, fact("equity_attributable_to_parent", total)], {})
    assert (check.id, check.status) == ("BS-8", status)


def test_a_row_of_equity_without_a_line_of_its_own_is_a_part_too() -> None:
    other = fact(None, 7)
    (check,) = equity_parts([*EQUITY, other, fact("equity_attributable_to_parent", 307)], {other.id: "equity"})
    assert check.status == "ok"


FLOW = [
    fact("cf_net_income", 100, 12),
    fact("depreciation", 30, 12),
    fact(None, -5, 12),
    fact("net_cash_operating", 125, 12),
]


def test_the_rows_from_profit_to_operating_cash_flow_add_up() -> None:
    check = indirect_cash_flow(FLOW, END, 12)
    assert check is not None
    assert (check.id, check.status, check.difference) == ("CF-4", "ok", "0")
    off = indirect_cash_flow([*FLOW[:-1], fact("net_cash_operating", 135, 12)], END, 12)
    assert off is not None
    assert (off.status, off.difference) == ("break", "10")


def test_sums_of_rows_follow_a_corrected_figure() -> None:
    flow = indirect_cash_flow(FLOW, END, 12)
    (equity,) = equity_parts([*EQUITY, fact("equity_attributable_to_parent", 300)], {})
    assert flow is not None
    facts = [*FLOW, *EQUITY, fact("equity_attributable_to_parent", 300)]
    changed = [
        f.model_copy(update={"value": "50"}) if f.field in ("treasury_stock", "depreciation") else f for f in facts
    ]
    assert [(c.id, c.difference) for c in resummed([flow, equity], changed)] == [("CF-4", "-20"), ("BS-8", "40")]


def test_a_direct_cash_flow_has_no_reconciliation() -> None:
    assert indirect_cash_flow([fact("net_cash_operating", 125, 12)], END, 12) is None


def test_finance_costs_far_from_interest_are_noted_and_never_break() -> None:
    def status(net: int) -> list[str]:
        facts = [fact("finance_costs_net", net, 12), fact("interest_expense", 100, 12), fact("interest_income", 20, 12)]
        return [c.status for c in cross_statement([fact("total_assets", 1), *facts]) if c.id == "IS-6"]

    assert (status(130), status(132)) == (["ok"], ["minor"])
    assert (status(30), status(28)) == (["ok"], ["minor"])


ROWS = [
    ("total_current_assets", 60), ("total_noncurrent_assets", 40), ("total_assets", 100), ("total_current_liabilities", 30),
    ("total_noncurrent_liabilities", 10), ("total_liabilities", 40), ("total_equity", 60), ("total_liabilities_and_equity", 100),
]  # fmt: skip


def test_figures_one_row_away_from_their_captions_are_told() -> None:
    right = [fact(name, value) for name, value in ROWS]
    shifted = [fact(name, value) for (name, _), value in zip(ROWS, [7, *(v for _, v in ROWS[:-1])], strict=True)]
    assert shifted_rows(right) == []
    assert [(f.field, by) for f, by in shifted_rows(shifted)] == [("total_current_assets", 1)]


def test_a_single_broken_identity_is_no_shift() -> None:
    assert shifted_rows([fact(name, value + (name == "total_assets")) for name, value in ROWS]) == []


@pytest.mark.parametrize(
    ("text", "glued"),
    [
        ("1,234.565,678.90", True),
        ("12,3456,789", True),
        ("1,234,56", True),
        ("12.3.4", False),
        ("2024.12.31", False),
        ("1,234,567", False),
    ],
)
def test_two_amounts_in_one_cell_are_told_apart_from_dates_and_notes(text: str, glued: bool) -> None:
    parsed = parse_amount(text)
    assert is_glued(Cell(text, (0, 0, 1, 1), (), parsed.value if parsed else None)) is glued


def test_a_glued_cell_of_a_statement_is_named_with_its_row() -> None:
    rows = [
        ("项目", "2024年12月31日", "2023年12月31日"), ("货币资金", "8,000.009,500.00", "9,500.00"),
        ("应收账款", "18,000.00", "13,000.00"), ("流动资产合计", "26,000.00", "22,500.00"), ("资产总计", "26,000.00", "22,500.00"),
        ("负债合计", "6,000.00", "2,500.00"), ("所有者权益合计", "20,000.00", "20,000.00"),
        ("负债和所有者权益总计", "26,000.00", "22,500.00"),
    ]  # fmt: skip
    found = read(chinese(("资产负债表", "单位：元"), (180, 130, 130), rows))
    assert [
        (p.page, "货币资金" in p.message, "8,000.009,500.00" in p.message)
        for p in found.problems
        if p.code == "glued_digits"
    ] == [(1, True, True)]


def test_an_indirect_cash_flow_on_paper_is_checked() -> None:
    rows = [("Cash flows from operating activities:",), ("Net income", "540", "424"), ("Depreciation and amortization", "260", "240"),
            ("Inventories", "50", "(30)"), ("Net cash provided by operating activities", "850", "640"),
            ("Net cash used in investing activities", "(460)", "(400)"), ("Net cash used in financing activities", "(190)", "(170)"),
            ("Net increase in cash and cash equivalents", "200", "70")]  # fmt: skip
    title = ("CONSOLIDATED STATEMENTS OF CASH FLOWS", "Years ended December 31", "(in millions)")
    found = read(english(title, (430.0, 520.0), [("", "2024", "2023")], rows))
    checks = {c.period_end: (c.status, c.difference) for c in found.checks if c.id == "CF-4"}
    assert checks == {END: ("ok", "0"), BEFORE: ("break", "6000000")}


@pytest.mark.parametrize(("later", "odd"), [(200_000, True), (199_999, False), (5, True), (6, False)])
def test_a_total_200_times_its_neighbour_in_another_paper_is_an_odd_size(later: int, odd: bool) -> None:
    old = paper(BEFORE, fact("total_assets", 1_000, end=BEFORE), sha="a")
    new = paper(END, fact("total_assets", later), sha="b")
    assert bool(sizes_between([old, new])) is odd
    judged = with_odd_sizes([old, new])
    assert [p.code for p in judged[1].problems] == (["magnitude"] if odd else [])
    assert {f.state for p in judged for f in p.facts} == ({"unconfirmed"} if odd else {"proposed"})
    assert judged[1].facts[0].value == str(later)


def test_totals_of_papers_two_years_apart_are_not_neighbours() -> None:
    old = paper("2021-12-31", fact("total_assets", 1_000, end="2021-12-31"), sha="a")
    assert sizes_between([old, paper(END, fact("total_assets", 900_000), sha="b")]) == []


def test_what_an_analyst_confirmed_stays_confirmed() -> None:
    old = paper(BEFORE, fact("total_assets", 1_000, end=BEFORE, state="confirmed"), sha="a")
    judged = with_odd_sizes([old, paper(END, fact("total_assets", 900_000), sha="b")])
    assert [f.state for p in judged for f in p.facts] == ["confirmed", "unconfirmed"]
