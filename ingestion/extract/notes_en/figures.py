"""Facts of the notes of English reports."""

from collections.abc import Sequence

from ingestion.extract.notes.figure import money_fact
from ingestion.extract.notes_en.rows import Around, Row, unit_over
from ingestion.model.fact import Basis, Fact
from ingestion.model.place import Box, Line
from ingestion.model.table import Cell

GROUP: Basis = "consolidated"
MOST = 10  # times all assets: leases of a hotel keeper can be several times what it owns


def amount_of(
    name: str | None, row: Row, cell: Cell, end: str, lines: Sequence[Line], told: Around,
    head: Box | tuple[()] = (), positive: bool = True,
) -> Fact | None:  # fmt: skip
    """A balance in a cell of a row; None where it is many times all assets, which no note holds."""
    unit = unit_over(lines, row.at, row.page, told)
    fact = money_fact(name, cell, row.label, row.page, unit, end, GROUP, told.context, head)
    if positive and fact.amount < 0:
        fact = fact.model_copy(update={"value": fact.value.removeprefix("-")})
    return fact if unit.scale is not None and abs(fact.amount) <= told.largest * MOST else None


def dated_amounts(
    name: str | None, row: Row, ends: Sequence[str | None], head: Box | tuple[()], lines: Sequence[Line], told: Around
) -> list[Fact]:
    """A row's balances, one a dated column."""
    made = [
        amount_of(name, row, cell, end, lines, told, head)
        for cell, end in zip(row.cells, ends, strict=True)
        if end is not None and not cell.is_percent
    ]
    return [f for f in made if f is not None]
