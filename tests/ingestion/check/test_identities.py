from decimal import Decimal

from ingestion.check.statements import check_statements, without_parts
from ingestion.model.fact import Fact


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


def test_neighbours_that_happen_to_add_up_to_the_next_row_are_no_subtotal() -> None:
    rows = [fact(name, value) for name, value in (("wages", 1200), ("taxes", 800), ("other", 2000), ("rest", 500))]
    assert without_parts(rows, Decimal(4500)) == rows
    assert [r.field for r in without_parts(rows, Decimal(2500))] == ["other", "rest"]
