"""Balances with related parties (关联方应收应付款项): one figure a side, the sum of its rows, each row kept with its party."""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import UNSURE, money_fact, summed_fact
from ingestion.extract.notes.outline import squeezed
from ingestion.extract.notes.tables import NoteTable
from ingestion.model.fact import Fact
from ingestion.model.table import Row

_SIDES = {
    "related_receivables": re.compile(r"应收项目|应收关联方"),
    "related_payables": re.compile(r"应付项目|应付关联方"),
}
_PARTY = re.compile(r"关联方")
_NOT_GROSS = re.compile(r"坏账|坏帐|减值|比例|[%％]")
_SUM = re.compile(r"合计|小计|总计")


def related_balances(table: NoteTable, context: Context) -> list[Fact]:
    """Gross balances of each dated column. Where printed sums are not the rows' own, the figure is unconfirmed."""
    told = " ".join((*table.heads[-1:], *table.over[-2:]))
    sides = [name for name, pattern in _SIDES.items() if pattern.search(squeezed(told))]
    if len(sides) != 1 or table.unit.scale is None or not table.under(_PARTY) or "现金流" in told:
        return []
    seen: set[tuple[str, str]] = set()
    made: list[Fact] = []
    for k, at in enumerate(table.dated(context)):
        if at is None or _NOT_GROSS.search(table.head_of(k)) or (at.end, at.basis) in seen:
            continue
        seen.add((at.end, at.basis))
        rows = [
            money_fact(None, cell, label, page, table.unit, at.end, at.basis, context, at.box)
            for page, row, label in _labelled(table.rows)
            if not _is_sum(row) and (cell := row.cells.get(k)) is not None and cell.value is not None
        ]
        sums = [
            cell.value * (table.unit.scale or 1)
            for _, row in table.rows
            if _is_sum(row) and (cell := row.cells.get(k)) is not None and cell.value is not None
        ]
        if rows:
            total = summed_fact(sides[0], rows, " + ".join(dict.fromkeys(f.label for f in rows)))
            made += [*rows, total if _agrees(total.amount, sums) else _doubted(total)]
    return made


def _agrees(total: Decimal, sums: list[Decimal]) -> bool:
    """True where no sums are printed, or their own sum, or the last of them, is the total."""
    return not sums or total in (sum(sums, Decimal(0)), sums[-1])


def _doubted(fact: Fact) -> Fact:
    return fact.model_copy(update={"state": "unconfirmed", "confidence": min(fact.confidence, UNSURE)})


def _labelled(rows: list[tuple[int, Row]]) -> Iterator[tuple[int, Row, str]]:
    """Each row with its item and party; an item may stand alone over the parties it is owed by."""
    item = ""
    for page, row in rows:
        item = squeezed(row.label) or item
        party = next((c.text for c in row.cells.values() if c.value is None), "")
        yield page, row, " ".join(t for t in (item, squeezed(party)) if t)


def _is_sum(row: Row) -> bool:
    return any(
        _SUM.fullmatch(squeezed(t)) for t in (row.label, *(c.text for c in row.cells.values() if c.value is None))
    )
