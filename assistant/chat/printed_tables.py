"""Rows of any printed table of a page with the words around them: found again by place, else by the order of the words on the line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.chat.rows import cell_amount, columns_of, rows_of
from ingestion.extract.headed_tables import KeptLine
from ingestion.extract.periods import DocumentDates, Period
from ingestion.extract.stored_tables import KeptCell, KeptRow, kept_rows
from ingestion.extract.units import Unit, unit_of_lines
from ingestion.model.place import Box
from ingestion.taxonomy.captions import plain

HEAD_REACH = 40
"""Lines a table may be long under its head."""
CONTEXT_LINES = 8
"""Lines over a table's head that may name the table."""
_TOTAL = re.compile(r"(?:sub-?)?totals?|合计|总计|小计|合\s*计|总\s*计", re.IGNORECASE)
_TOO_LONG = 100
MAX_LINES, MAX_CHARACTERS = 300, 20_000
_FIGURES = re.compile(r"\d[\d,.]*\d|[$£€¥]|[—–]\s*$")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row with what it may be called: its caption or, for a total, the total of what it stands under."""

    names: tuple[str, ...]
    row: KeptRow


def printed_rows(lines: Sequence[KeptLine], page: int, period_end: str | None, unit: Unit) -> list[PrintedRow]:
    """The rows of a page's tables, in order."""
    if len(lines) > MAX_LINES or sum(len(text) for text, _, _ in lines) > MAX_CHARACTERS:
        return []  # no page of print: not worth the time of the person who asks
    end = date.fromisoformat(period_end) if period_end else None
    placed = [r for r in kept_rows(lines, page, DocumentDates(end=end), unit) if not _FIGURES.search(r.caption)]
    known = {plain(r.caption) for r in placed}
    told = [
        r
        for r in _by_order([(text, box) for text, box, _ in lines], page, period_end, unit)
        if plain(r.caption) not in known
    ]
    return [PrintedRow(_names(r), r) for r in (*placed, *told) if len(r.caption) <= _TOO_LONG]


def _names(row: KeptRow) -> tuple[str, ...]:
    if not _TOTAL.fullmatch(row.caption.strip(" :：")):
        return (row.caption,)
    return tuple(f"Total {over.strip(' :：')}" for over in row.under[:1] if over and len(over) < _TOO_LONG)


def _by_order(lines: Sequence[tuple[str, Box]], page: int, period_end: str | None, unit: Unit) -> list[KeptRow]:
    """Rows of lines whose head names as many periods as the row has figures."""
    out: list[KeptRow] = []
    for row in rows_of(lines):
        head = [plain(text) for text, _ in reversed(lines[max(0, row.line - HEAD_REACH) : row.line])]
        columns = columns_of(head, period_end)
        dated = [c for c in columns if c.end is not None]
        under = columns if len(row.cells) == len(columns) else dated if len(row.cells) == len(dated) else []
        cells = tuple(
            KeptCell(cell, value, row.box, "%" in cell, Period(column.end, column.months), "")
            for cell, column in zip(row.cells, under, strict=False)
            if column.end is not None and (value := cell_amount(cell)) is not None
        )
        if cells and len({c.period for c in cells}) == len(cells):
            near = lines[max(0, row.line - CONTEXT_LINES) : row.line + 1]
            title = tuple(text for text, _ in near[:-1])
            out.append(KeptRow(row.caption, cells, (), title, unit_of_lines(near, page).over(unit), False))
    return out
