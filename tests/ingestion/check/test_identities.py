from ingestion.check.statements import check_statements, without_parts
from ingestion.model.fact import Fact
from tests.builders.layouts import english, read


def fact(field: str, value: int, method: str = "table") -> Fact:
    return Fact(
        id=field, field=field, statement="balance_sheet", period_end="2024-12-31", value=str(value), printed=f"{value:,}",
        label=field, page=1, method=method,
    )  # type: ignore[arg-type]  # fmt: skip


def status(*facts: Fact) -> str:
    return next(c.status for c in check_statements(facts) if c.id == "BS-1")


def test_a_balance_that_holds_is_ok() -> None:
    assert status(fact("total_assets", 300), fact("total_liabilities", 200), fact("total_equity", 100)) == "ok"


def test_a_difference_within_rounding_is_ok_and_beyond_it_breaks() -> None:
    assert status(fact("total_assets", 301), fact("total_liabilities", 200), fact("total_equity", 100)) == "ok"
    assert status(fact("total_assets", 302), fact("total_liabilities", 200), fact("total_equity", 100)) == "break"


def test_a_member_derived_from_the_identity_is_no_evidence_for_it() -> None:
    derived = fact("total_liabilities", 200, "derived")
    assert status(fact("total_assets", 300), derived, fact("total_equity", 100)) == "not_testable"


def test_a_missing_member_is_not_testable() -> None:
    assert status(fact("total_assets", 300), fact("total_equity", 100)) == "not_testable"


def row(name: str, value: int, field: str | None = None) -> Fact:
    return fact(name, value).model_copy(update={"field": field})


def test_neighbours_that_happen_to_add_up_to_the_next_row_are_no_subtotal() -> None:
    rows = [fact(name, value) for name, value in (("wages", 1200), ("taxes", 800), ("other", 2000), ("rest", 500))]
    assert without_parts(rows, fact("total", 4500)) == rows
    assert [r.field for r in without_parts(rows, fact("total", 2500))] == ["other", "rest"]


def test_the_gap_of_a_section_is_told_with_every_line_of_its_own() -> None:
    rows = [fact(name, value) for name, value in (("wages", 1200), ("taxes", 800), ("other", 2000), ("rest", 500))]
    assert without_parts(rows, fact("total", 4450)) == rows  # 50 short, not 1,950 over
    stock = [row("raw", 300), row("goods", 200), row("stock", 500, "inventories"), row("rest", 100, "rest")]
    assert [r.label for r in without_parts(stock, fact("total", 650))] == ["stock", "rest"]
    sums = [row("bank", 300, "bank"), row("bonds", 200, "bonds"), row("", 500), row("rest", 100, "rest")]
    assert [r.label for r in without_parts(sums, fact("total", 650))] == ["", "rest"]


def test_parts_of_a_subtotal_that_foots_but_for_rounding_are_left_out() -> None:
    rows = [fact(name, value) for name, value in (("raw", 300), ("goods", 200), ("stock", 500), ("rest", 100))]
    assert [r.field for r in without_parts(rows, fact("total", 601))] == ["stock", "rest"]


LIABILITIES = [
    ("Current liabilities:",),
    ("Employee benefits payable", "1,200", "1,100"),
    ("Taxes payable", "800", "900"),
    ("Other payables", "2,000", "1,000"),
    ("Contract liabilities", "500", "600"),
    ("Total current liabilities", "4,450", "3,600"),
]


def test_a_planted_gap_is_told_as_it_is_though_two_rows_make_the_next() -> None:
    heads = [("", "2024", "2023")]
    rest = [("Total liabilities", "4,450", "3,600"), ("Total equity", "5,550", "6,400"),
            ("Total liabilities and equity", "10,000", "10,000")]  # fmt: skip
    assets = [("Current assets:",), ("Cash and cash equivalents", "10,000", "10,000"),
              ("Total current assets", "10,000", "10,000"), ("Total assets", "10,000", "10,000")]  # fmt: skip
    title = ("CONSOLIDATED BALANCE SHEETS", "As at December 31", "(in thousands)")
    found = read(english(title, (430.0, 520.0), heads, [*assets, *LIABILITIES, *rest]))
    gaps = {c.period_end: (c.status, c.difference) for c in found.checks if c.id == "BS-6"}
    assert gaps == {"2024-12-31": ("break", "-50000"), "2023-12-31": ("ok", "0")}
