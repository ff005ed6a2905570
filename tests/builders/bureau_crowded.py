"""Crowded ways of printing: pairs that flow along the line, wide tables whose cells touch, cards that break between their rows."""

from collections.abc import Callable, Iterator, Sequence

from tests.builders.bureau_page import LEFT, LINE, Sheet, chunks
from tests.builders.bureau_pairs import Pairs
from tests.builders.bureau_tables import Rows
from tests.builders.pdf import FIGURE

GAP = 2.2  # points between columns without rules: hardly more than a space
CARD_ROWS = 3
WIDE = 8


def piped(sheet: Sheet, pairs: Pairs) -> None:
    """As many pairs to a line as fit, with bars between them."""
    line = ""
    for label, value in pairs:
        piece = f"{label}{sheet.colon}{value}"
        joined = f"{line}  |  {piece}" if line else piece
        if line and sheet.paper.width_of(joined, sheet.look.size + 0.5) > sheet.width:
            sheet.written(line)
            joined = piece
        line = joined
    sheet.written(line)


def shaded(sheet: Sheet, pairs: Pairs) -> None:
    """Two labels on grey with their values beside them, without rules."""
    size, half = sheet.look.size, sheet.width / 2
    for two in chunks(pairs, 2):
        lines = max(
            len(sheet.fitted(text, half - 112 if k else 98, size)) for pair in two for k, text in enumerate(pair)
        )
        height = LINE + (size + 1.5) * (lines - 1)
        sheet.room(height)
        for k, (label, value) in enumerate(two):
            x = LEFT + k * half
            sheet.paper.shade(x, sheet.y, 102, height)
            sheet.text_in(x + 2, sheet.y + 10.5, label, 98)
            sheet.text_in(x + 106, sheet.y + 10.5, value, half - 112)
        sheet.y += height


def touching(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Columns without rules, as narrow as their cells, the head again on every page."""
    _narrow(sheet, heads, rows, ruled=False)


def tight(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Ruled columns as narrow as their cells, the head again on every page."""
    _narrow(sheet, heads, rows, ruled=True)


def _narrow(sheet: Sheet, heads: list[str], rows: Rows, ruled: bool) -> None:
    gap = 1.6 if ruled else GAP
    size, widths = _fitting(sheet, heads, rows, gap)
    figures = [all(FIGURE.match(r[k]) or not r[k] for r in rows) for k in range(len(heads))]
    for n, row in enumerate([heads, *rows]):
        if n and sheet.y + _height(sheet, row, widths, size) > sheet.bottom:
            sheet.break_()
            _printed(sheet, heads, widths, gap, size, ruled, [False] * len(heads))
        _printed(sheet, row, widths, gap, size, ruled, figures if n else [False] * len(heads))


def _fitting(sheet: Sheet, heads: list[str], rows: Rows, gap: float) -> tuple[float, list[float]]:
    """The size and the widths at which all columns stand side by side."""
    size = sheet.look.size
    while True:
        wide = [max(sheet.paper.width_of(cell, size) for cell in column) for column in zip(*rows, strict=True)]
        widths = [max(min(w, 64.0), _longest(sheet, head, size)) + 0.2 for w, head in zip(wide, heads, strict=True)]
        if sum(widths) + gap * len(widths) <= sheet.width or size < 5:
            return size, widths
        size -= 0.5


def _longest(sheet: Sheet, head: str, size: float) -> float:
    return max(sheet.paper.width_of(part, size) for part in (head.split() if head.isascii() else [head[:2], head[2:4]]))


def _height(sheet: Sheet, row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(len(sheet.fitted(cell, width, size)) for cell, width in zip(row, widths, strict=True))
    return (size + 1.5) * lines + 4


def _printed(
    sheet: Sheet, row: Sequence[str], widths: Sequence[float], gap: float, size: float, ruled: bool, ends: Sequence[bool]
) -> None:  # fmt: skip
    height = _height(sheet, row, widths, size)
    sheet.room(height)
    x = LEFT
    for cell, width, end in zip(row, widths, ends, strict=True):
        if ruled:
            sheet.paper.frame(x - gap / 2, sheet.y, width + gap, height)
        for k, text in enumerate(sheet.fitted(cell, width, size)):
            y = sheet.y + size + 1 + (size + 1.5) * k
            if end:
                sheet.paper.right(x + width, y, text, size)
            else:
                sheet.paper.text(x, y, text, size)
        x += width + gap
    sheet.y += height


def cards_broken(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Cards of up to three rows; a page may end inside a card, and the next begins with all rows of the head."""
    count = CARD_ROWS if len(heads) > WIDE + 2 else 2 if len(heads) > WIDE else 1
    size = -(-len(heads) // count)
    parts = [slice(a, a + size) for a in range(0, len(heads), size)]
    widths = [sheet.width / size] * size

    def head() -> None:
        for part in parts:
            sheet.ruled_row(widths, _full(heads[part], size))

    sheet.room(LINE * (count + 1))
    head()
    for cells in _rows(rows, parts, size):
        if sheet.y + sheet.row_height(widths, cells) > sheet.bottom:
            sheet.break_()
            head()
        sheet.ruled_row(widths, cells)


def _rows(rows: Rows, parts: Sequence[slice], size: int) -> Iterator[list[str]]:
    for row in rows:
        for part in parts:
            yield _full(row[part], size)


def _full(cells: Sequence[str], size: int) -> list[str]:
    return [*cells, *[""] * (size - len(cells))]


CROWDED_PAIRS: dict[str, Callable[[Sheet, Pairs], None]] = {"piped": piped, "shaded": shaded}
CROWDED_TABLES: dict[str, Callable[[Sheet, list[str], Rows], None]] = {
    "touching": touching,
    "tight": tight,
    "cards_broken": cards_broken,
}
