"""Figures with Dr and Cr behind them: the side that is natural for a row is its plus.

Assets and costs stand at Dr, liabilities, equity, income and profit at Cr. Where every figure has its mark, a statement of income is
turned as a whole, a balance sheet row by row. Where only some have a Cr, those are what is taken away. Anything else may be crore, or
a habit of one bookkeeper: such figures are not read.
"""

from dataclasses import replace

from ingestion.extract.context import LIABILITY_SECTIONS, Bound
from ingestion.model.table import Cell, ColumnRole, Table

CREDIT_SECTIONS = LIABILITY_SECTIONS | {"equity", "mezzanine"}
CREDIT_TOTALS = frozenset(
    {"total_current_liabilities", "total_noncurrent_liabilities", "total_liabilities", "total_liabilities_and_equity"}
)
MARKED_SHARE = 0.6
FEW_SHARE = 0.5


def by_side(bound: list[Bound], statement: str) -> list[Bound]:
    """The rows with the signs that their marks mean; as they are where the table prints none."""
    ways = {id(t): _way(t) for t in {id(b.table): b.table for b in bound}.values()}
    if not any(ways.values()):
        return bound
    credit = statement != "balance_sheet"
    out: list[Bound] = []
    for b in bound:
        if statement == "balance_sheet" and b.match is not None:
            item = b.match.item
            credit = item.section in CREDIT_SECTIONS or item.id in CREDIT_TOTALS
        cells = {k: _signed(c, ways[id(b.table)], credit) for k, c in b.row.cells.items()}
        out.append(replace(b, row=replace(b.row, cells=cells)))
    return out


def _way(table: Table) -> str:
    """How the table's marks are meant: "all" (every figure has one), "few" (Cr takes away), "none" (not to be read), "" without marks."""
    values = [k for k, c in enumerate(table.columns) if c.role is ColumnRole.VALUE]
    cells = [r.cells[k] for r in table.rows for k in values if k in r.cells and r.cells[k].value]
    sides = [c.side for c in cells if c.side]
    if not sides:
        return ""
    if set(sides) == {"dr", "cr"} and len(sides) >= MARKED_SHARE * len(cells):
        return "all"
    return "few" if set(sides) == {"cr"} and len(sides) <= FEW_SHARE * len(cells) else "none"


def _signed(cell: Cell, way: str, credit: bool) -> Cell:
    if not cell.side or cell.value is None:
        return cell
    if way == "none":
        return replace(cell, value=None)
    minus = cell.side == ("dr" if credit else "cr") if way == "all" else True
    return replace(cell, value=-cell.value) if minus else cell
