"""Two-sided forms (assets left, liabilities right): the right half's rows put under the left half's, columns by their order."""

from dataclasses import replace

from ingestion.model.table import Column, ColumnRole, Table


def joined_halves(left: Table, right: Table) -> list[Table]:
    """One table where both halves hold the same kinds of columns; else the two, the right one without a title of its own."""
    pairs = _paired(left.columns, right.columns)
    if pairs is None:
        return [left, replace(right, title=())]
    moved = [replace(row, cells={pairs[k]: cell for k, cell in row.cells.items() if k in pairs}) for row in right.rows]
    box = (left.box[0], left.box[1], right.box[2], max(left.box[3], right.box[3]))
    return [replace(left, rows=(*left.rows, *(r for r in moved if r.label or r.cells)), box=box)]


def _paired(left: tuple[Column, ...], right: tuple[Column, ...]) -> dict[int, int] | None:
    """The left column that stands for each right value column; None where the halves differ."""
    here = [k for k, c in enumerate(left) if c.role is ColumnRole.VALUE]
    there = [k for k, c in enumerate(right) if c.role is ColumnRole.VALUE]
    if not here or len(here) != len(there):
        return None
    return dict(zip(there, here, strict=True))
