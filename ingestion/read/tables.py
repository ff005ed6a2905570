"""The tables of a page: ruled where a sane grid holds the page's numbers, borderless otherwise; side-by-side forms cut in two."""

from collections.abc import Callable
from dataclasses import replace

from ingestion.model.place import Box, Page, Word, span
from ingestion.model.table import ColumnRole, Table
from ingestion.read.borderless import tables_without_rules
from ingestion.read.layout import join_words, rows_of, upright
from ingestion.read.numbers import parse_amount
from ingestion.read.ruled import Grid, grids_of, tables_in_grid
from ingestion.read.rulings import Rulings
from ingestion.read.separators import as_printed, respelled, with_one_separator

GRID_SHARE = 0.60
HEAD_GAP_EM = 1.5
MIN_EDGES = 3
MIXED_SHARE = 0.08


def tables_of(page: Page, rulings: Callable[[], Rulings]) -> list[Table]:
    """The page's tables, top to bottom. `rulings` is called once, when there are words."""
    words = upright(page.words, page.width)
    if not words:
        return []
    words, printed = respelled(words)
    return [with_one_separator(as_printed(t, printed)) for t in _tables_of(page, words, rulings)]


def _tables_of(page: Page, words: list[Word], rulings: Callable[[], Rulings]) -> list[Table]:
    grids = [g for g in grids_of(rulings()) if len(g.xs) >= MIN_EDGES]
    if grids and _grids_hold(grids, words):
        return _ruled(page.number, grids, words)
    return tables_without_rules(page.number, words)


def _ruled(page: int, grids: list[Grid], words: list[Word]) -> list[Table]:
    tables: list[Table] = []
    top = 0.0
    for grid in sorted(grids, key=lambda g: g.ys[0]):
        above = [w for w in words if top <= (w.top + w.bottom) / 2 < grid.ys[0]]
        lines = [(join_words(row), span(row)) for row in rows_of(above)]
        tables += [_with_heads_above(t, rows_of(above)) for t in tables_in_grid(page, grid, words, lines)]
        top = grid.ys[-1]
    return tables


def _with_heads_above(table: Table, rows: list[list[Word]]) -> Table:
    """The table with the words right above its frame as heads, where it has none inside and each column of figures has some there."""
    values = [c for c in table.columns if c.role is ColumnRole.VALUE]
    if not values or not rows or any(c.header for c in table.columns):
        return table
    last = rows[-1]
    if table.box[1] - max(w.bottom for w in last) > HEAD_GAP_EM * max(w.bottom - w.top for w in last):
        return table
    over = [[w for w in last if c.x0 <= (w.x0 + w.x1) / 2 <= c.x1] for c in table.columns]
    if not all(words for words, c in zip(over, table.columns, strict=True) if c.role is ColumnRole.VALUE):
        return table
    columns = [
        replace(c, header=(join_words(words),), header_boxes=(span(words),)) if words else c
        for c, words in zip(table.columns, over, strict=True)
    ]
    return replace(table, columns=tuple(columns))


def _grids_hold(grids: list[Grid], words: list[Word]) -> bool:
    """True where the grids hold most numbers of the page and few of their cells mix numbers or prose."""
    numbers = [w for w in words if ("," in w.text or "." in w.text) and (n := parse_amount(w.text)) and not n.is_dash]
    if not numbers:
        return any(len(g.ys) >= 4 for g in grids)
    inside = [w for w in numbers if any(_within(g.box, w) for g in grids)]
    if len(inside) < GRID_SHARE * len(numbers):
        return False
    return _mixed(grids, inside) <= MIXED_SHARE * len(inside)


def _mixed(grids: list[Grid], numbers: list[Word]) -> int:
    seen: dict[tuple[int, int, int], int] = {}
    for word in numbers:
        cx, cy = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        for i, grid in enumerate(grids):
            if _within(grid.box, word):
                column = sum(x < cx for x in grid.xs)
                band = sum(y < cy for y in grid.ys)
                seen[(i, band, column)] = seen.get((i, band, column), 0) + 1
    return sum(count for count in seen.values() if count > 1)


def _within(box: Box, word: Word) -> bool:
    cx, cy = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= cx <= box[2] and box[1] <= cy <= box[3]
