"""Dr and Cr behind figures give the sign that is natural for the row, and are not read where they may mean crore."""

from decimal import Decimal

from ingestion.extract.context import Bound
from ingestion.extract.sides import by_side
from ingestion.model.table import Cell, Column, Row, Table
from ingestion.taxonomy.taxonomy import taxonomy

BOX = (0.0, 0.0, 10.0, 10.0)


def signed(rows: list[tuple[str, str, str]], statement: str) -> list[Decimal | None]:
    """The figures of rows of (label, number, mark), with their signs."""
    printed = tuple(
        Row(label, BOX, 0.0, 0.0, 10.0, {0: Cell(number, BOX, (), Decimal(number), side=mark)})
        for label, number, mark in rows
    )
    table = Table(1, BOX, (), (Column(0.0, 10.0, ("2024",), (BOX,)),), printed, "edges")
    bound = [Bound(r, 1, table, taxonomy().find(r.label, statement), "", "") for r in printed]
    return [b.row.cells[0].value for b in by_side(bound, statement)]


def test_in_a_balance_sheet_assets_are_plus_at_dr_and_debts_and_equity_at_cr() -> None:
    rows = [("Inventories", "50", "dr"), ("Trade payables", "20", "cr"), ("Retained earnings", "7", "dr")]
    assert signed(rows, "balance_sheet") == [50, 20, -7]


def test_in_an_income_statement_cr_is_earned_and_dr_is_spent() -> None:
    rows = [("Revenue", "90", "cr"), ("Cost of sales", "60", "dr"), ("Profit for the year", "30", "cr")]
    assert signed(rows, "income_statement") == [90, -60, 30]


def test_a_few_cr_take_away_and_a_column_of_nothing_but_cr_is_not_read() -> None:
    few = [("Revenue", "90", ""), ("Cost of sales", "60", ""), ("Profit for the year", "30", "cr")]
    assert signed(few, "income_statement") == [90, 60, -30]
    assert signed([("Revenue", "90", "cr"), ("Profit for the year", "30", "cr")], "income_statement") == [None, None]
