"""Ways in which a credit paper prints its records, by name."""

from collections.abc import Callable, Sequence

from tests.builders.bureau_page import LEFT, LINE, Sheet, chunks
from tests.builders.pdf import FIGURE

Rows = list[list[str]]
TWO_ROWS_FROM = 8


def ruled(sheet: Sheet, heads: list[str], rows: Rows, halves: bool = False) -> None:
    """Rows with all their rules, the head again on every page; wide ones as cards of two rows where asked."""
    half = (len(heads) + 1) // 2 if halves and len(heads) > TWO_ROWS_FROM else len(heads)
    parts = [(heads[a : a + half], [r[a : a + half] for r in rows]) for a in range(0, len(heads), half)]
    widths = [sheet.columns([h, *own], half) for h, own in parts]
    _head(sheet, parts, widths)
    for i in range(len(rows)):
        for (_, own), width in zip(parts, widths, strict=True):
            cells = [*own[i], *[""] * (half - len(own[i]))]
            if sheet.y + sheet.row_height(width, cells) > sheet.bottom:
                sheet.break_()
                _head(sheet, parts, widths)
            sheet.ruled_row(width, cells)


def _head(sheet: Sheet, parts: Sequence[tuple[list[str], Rows]], widths: Sequence[list[float]]) -> None:
    for (heads, _), width in zip(parts, widths, strict=True):
        sheet.ruled_row(width, [*heads, *[""] * (len(width) - len(heads))])


def ruled_halves(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """As ruled, wide ones in cards of two rows."""
    ruled(sheet, heads, rows, halves=True)


def ruled_numbered(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """As ruled, with the number of each record in front."""
    number = "No." if sheet.print.english else "序号"
    ruled(sheet, [number, *heads], [[str(k), *row] for k, row in enumerate(rows, 1)])


def free(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Columns without rules."""
    _free(sheet, heads, rows)


def lined(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Columns with a rule under each row, the head grey."""
    _free(sheet, heads, rows, lined=True)


def free_right(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Columns without rules; figures and their heads end at the right edge."""
    _free(sheet, heads, rows, right=True)


def _free(sheet: Sheet, heads: list[str], rows: Rows, lined: bool = False, right: bool = False) -> None:
    widths = sheet.columns([heads, *rows], len(heads))
    size = sheet.look.size - (1.5 if len(heads) > 7 else 0.5)
    figures = [right and all(FIGURE.match(r[k]) or not r[k] for r in rows) for k in range(len(heads))]
    for n, row in enumerate([heads, *rows]):
        lines = [sheet.fitted(cell, width - 6, size) for cell, width in zip(row, widths, strict=True)]
        height = LINE + 9 * (max(map(len, lines)) - 1)
        if sheet.y + height > sheet.bottom:
            sheet.break_()
        if lined and n == 0:
            sheet.paper.shade(LEFT, sheet.y, sheet.width, height)
        x = LEFT
        for own, width, ends in zip(lines, widths, figures, strict=True):
            for k, text in enumerate(own):
                if ends:
                    sheet.paper.right(x + width - 8, sheet.y + 11 + 9 * k, text, size)
                else:
                    sheet.paper.text(x, sheet.y + 11 + 9 * k, text, size)
            x += width
        sheet.y += height
        if lined:
            sheet.paper.line(LEFT, sheet.y, LEFT + sheet.width, sheet.y)


def cards_ruled(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """One ruled card a record, two labels with their values to a row."""
    for row in rows:
        flat = [cell for pair in zip(heads, row, strict=True) for cell in pair]
        for four in chunks(flat, 4):
            sheet.room(LINE)
            sheet.ruled_row([95, 162, 95, sheet.width - 352], [*four, *[""] * (4 - len(four))])
        sheet.y += 6


def cards_inline(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """One label with its value to a line, a gap between records."""
    for row in rows:
        for label, value in zip(heads, row, strict=True):
            sheet.written(f"{label}{sheet.colon}{value}")
        sheet.y += 6


def cards_stacked(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Three columns a record, each label over its value."""
    for row in rows:
        for three in chunks(list(zip(heads, row, strict=True)), 3):
            sheet.room(2.4 * LINE)
            for k, (label, value) in enumerate(three):
                x = LEFT + k * sheet.width / 3
                sheet.paper.text(x, sheet.y + 10, label, sheet.look.size - 1)
                sheet.text_in(x, sheet.y + 21, value, sheet.width / 3 - 10)
            sheet.y += 2.3 * LINE
        sheet.y += 6


def cards_titled(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """A line with the record's number, then two labels to a line with their values beside them."""
    word = "Record {}" if sheet.print.english else "第{}条"
    half = sheet.width / 2
    for n, row in enumerate(rows, 1):
        sheet.written(word.format(n))
        for two in chunks(list(zip(heads, row, strict=True)), 2):
            sheet.room(LINE)
            lines = 1
            for k, (label, value) in enumerate(two):
                x = LEFT + k * half
                sheet.paper.text(x, sheet.y + 11, label, sheet.look.size)
                lines = max(lines, sheet.text_in(x + 105, sheet.y + 11, value, half - 115))
            sheet.y += LINE + (sheet.look.size + 1.5) * (lines - 1)
        sheet.y += 6


def turned(sheet: Sheet, heads: list[str], rows: Rows) -> None:
    """Records in columns, their labels in the first one."""
    if len(rows) > 3:
        ruled(sheet, heads, rows)
        return
    widths = [125.0, *[130.0] * len(rows)]
    for k, head in enumerate(heads):
        sheet.room(LINE)
        sheet.ruled_row(widths, [head, *[row[k] for row in rows]])


TABLES: dict[str, Callable[[Sheet, list[str], Rows], None]] = {
    f.__name__: f
    for f in (
        ruled, ruled_halves, ruled_numbered, free, lined, free_right, cards_ruled, cards_inline, cards_stacked,
        cards_titled, turned,
    )
}  # fmt: skip
CARDS = frozenset({"cards_ruled", "cards_inline", "cards_stacked", "cards_titled", "turned"})
"""Ways that print each record's labels again."""
