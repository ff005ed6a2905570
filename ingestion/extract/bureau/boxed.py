"""Drawn cells that hold a label over its value, and tables that are turned: labels down the first column, a record in each column."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ingestion.extract.bureau.cells import Cell, Row, glued
from ingestion.extract.bureau.heads import Head, heads_of
from ingestion.extract.bureau.leaf import clean
from ingestion.extract.bureau.spec import TableSpec, fold, in_two_tongues, spec_of
from ingestion.model.place import union

LABEL_LINES = 2
MIN_TURNED, MIN_RECORDS = 2, 2
KNOWN_SHARE = 0.6


def unboxed(row: Row, is_label: Callable[[str], bool]) -> Row | None:
    """The row as label, value, label, value … where most of its cells print a label over its value; None elsewhere."""
    filled = row.filled
    if not row.table or not any(c.lines for c in filled):
        return None
    if any(english_label(line) for cell in filled if not cell.text.isascii() for line, _ in cell.lines[1:]):
        return None  # heads in two languages
    cut = [_cut(cell, is_label) for cell in filled]
    if sum(c is not None for c in cut) < max(1, KNOWN_SHARE * len(filled)):
        return None
    cells = [part for own in cut if own for part in own]
    return replace(row, cells=tuple(cells))


def english_label(text: str) -> bool:
    """A line in Latin letters that is a label of English reports."""
    flat = clean(text)
    if not flat.isascii() or any(ch.isdigit() for ch in flat):
        return False
    english = spec_of("common_en")
    return any(v.find(fold(flat)) for v in (english.labels, english.sections, *(t.columns for t in english.tables)))


def _cut(cell: Cell, is_label: Callable[[str], bool]) -> tuple[Cell, Cell] | None:
    """Label and value of a cell; None where its text is one label, or begins with none."""
    if len(cell.lines) < 2 or (is_label(clean(cell.text)) and not in_two_tongues(fold(clean(cell.text)))):
        return None
    for count in range(1, min(LABEL_LINES, len(cell.lines) - 1) + 1):
        label, value = _joined(cell, cell.lines[:count]), _joined(cell, cell.lines[count:])
        if is_label(clean(label.text)) and not clean(value.text).startswith(("(", "（")):
            return label, value
    return None


def _joined(cell: Cell, lines: Sequence[tuple[str, tuple[float, float, float, float]]]) -> Cell:
    text = ""
    for line, _ in lines:
        text = glued(text, line)
    return Cell(text, union([box for _, box in lines]), cell.x0, cell.x1, cell.conf)


def turned(rows: Sequence[Row], at: int, spec: TableSpec, near: bool) -> tuple[list[Head], list[Row], int] | None:
    """(heads, one row a record, rows used) of a turned table that begins at a row; None where it is no such table."""
    first = rows[at]
    own = _same_table(rows, at)
    if not first.table or len(own) < MIN_TURNED or len(first.cells) <= MIN_RECORDS:
        return None
    labels = [spec.columns.find(fold(clean(r.cells[0].text)), near) for r in own]
    values = [spec.columns.find(fold(clean(c.text)), near) for r in own for c in r.cells[1:] if c.text]
    known = sum(label is not None for label in labels)
    if known < KNOWN_SHARE * len(own) or known < MIN_TURNED or sum(v is not None for v in values) > len(values) / 4:
        return None
    if len({fold(clean(r.cells[0].text)) for r in own}) < len(own) or len({len(r.cells) for r in own}) > 1:
        return None
    heads = []
    for k, (row, found) in enumerate(zip(own, labels, strict=True)):
        if not row.cells[0].text:
            return None
        [head] = heads_of(replace(row, cells=(replace(row.cells[0], x0=10.0 * k, x1=10.0 * k + 9),)))
        heads.append(replace(head, meaning=found[0] if found else None, sure=found[1] if found else 1.0))
    records = [
        replace(first, cells=tuple(replace(r.cells[n], x0=10.0 * k, x1=10.0 * k + 9) for k, r in enumerate(own)))
        for n in range(1, len(first.cells))
    ]
    return heads, [r for r in records if r.filled], len(own)


def _same_table(rows: Sequence[Row], at: int) -> list[Row]:
    found = []
    for row in rows[at:]:
        if row.table != rows[at].table or row.page != rows[at].page:
            break
        found.append(row)
    return found
