"""Ways in which a credit paper prints labels with their values, by name."""

from collections.abc import Callable, Sequence

from tests.builders.bureau_page import LEFT, LINE, Sheet, chunks

Pairs = Sequence[tuple[str, str]]


def above_ruled(sheet: Sheet, pairs: Pairs) -> None:
    """Three ruled columns, each label over its value."""
    for three in chunks(pairs, 3):
        widths = [sheet.width / len(three)] * len(three)
        sheet.room(2 * LINE)
        sheet.ruled_row(widths, [p[0] for p in three])
        sheet.ruled_row(widths, [p[1] for p in three])


def above_free(sheet: Sheet, pairs: Pairs) -> None:
    """Three columns without rules, each label over its value."""
    for three in chunks(pairs, 3):
        sheet.room(2.6 * LINE)
        for k, (label, value) in enumerate(three):
            x = LEFT + k * sheet.width / 3
            sheet.paper.text(x, sheet.y + 10, label, sheet.look.size - 1)
            sheet.text_in(x, sheet.y + 22, value, sheet.width / 3 - 10)
        sheet.y += 2.6 * LINE


def underlined(sheet: Sheet, pairs: Pairs) -> None:
    """Two columns, each label over its value, a rule under each row."""
    for two in chunks(pairs, 2):
        sheet.room(2.8 * LINE)
        lines = 1
        for k, (label, value) in enumerate(two):
            x = LEFT + k * sheet.width / 2
            sheet.paper.text(x, sheet.y + 10, label, sheet.look.size - 0.5, bold=True)
            lines = max(lines, sheet.text_in(x, sheet.y + 22, value, sheet.width / 2 - 20))
        sheet.y += 28 + (sheet.look.size + 1.5) * (lines - 1)
        sheet.paper.line(LEFT, sheet.y, LEFT + sheet.width, sheet.y)
        sheet.y += 3


def boxed(sheet: Sheet, pairs: Pairs) -> None:
    """Boxes of a form: a small label above, its value below in the same box."""
    size = sheet.look.size
    for three in chunks(pairs, 3):
        sheet.room(2.2 * LINE)
        width = sheet.width / 3
        height = max(26 + 9.5 * (len(sheet.fitted(v, width - 8, size)) - 1) for _, v in three)
        for k, (label, value) in enumerate(three):
            x = LEFT + k * width
            sheet.paper.frame(x, sheet.y, width, height).text(x + 3, sheet.y + 9, label, size - 1.5)
            sheet.text_in(x + 3, sheet.y + 20, value, width - 8)
        sheet.y += height


def dotted(sheet: Sheet, pairs: Pairs) -> None:
    """Leading dots from label to value."""
    size = sheet.look.size
    for label, value in pairs:
        sheet.room(LINE)
        dots = int((300 - sheet.paper.width_of(label, size)) / sheet.paper.width_of(".", size))
        sheet.paper.text(LEFT, sheet.y + 11, f"{label} {'.' * max(dots, 3)} {value}", size)
        sheet.y += LINE


def six(sheet: Sheet, pairs: Pairs) -> None:
    """Ruled rows of three labels, each with its value at its right."""
    for three in chunks(pairs, 3):
        flat = [cell for pair in three for cell in pair] + [""] * (6 - 2 * len(three))
        sheet.room(2 * LINE)
        sheet.ruled_row([70, 102, 70, 102, 70, 101], flat)


def eight(sheet: Sheet, pairs: Pairs) -> None:
    """Ruled rows of four labels, each with its value at its right."""
    unit = sheet.width / 8
    for four in chunks(pairs, 4):
        flat = [cell for pair in four for cell in pair] + [""] * (8 - 2 * len(four))
        sheet.room(2 * LINE)
        sheet.ruled_row([unit] * 8, flat)


def stacked(sheet: Sheet, pairs: Pairs) -> None:
    """Each label on a line of its own, its value on the next."""
    size = sheet.look.size
    for label, value in pairs:
        sheet.room(2 * LINE)
        sheet.paper.text(LEFT, sheet.y + 10, label, size, bold=True)
        sheet.paper.text(LEFT, sheet.y + 22, value, size)
        sheet.y += 30


def inline2(sheet: Sheet, pairs: Pairs) -> None:
    """Two on a line, with colons."""
    for two in chunks(pairs, 2):
        sheet.room(LINE)
        for k, (label, value) in enumerate(two):
            x = LEFT + k * sheet.width / 2
            sheet.paper.text(x, sheet.y + 11, f"{label}{sheet.colon}{value}", sheet.look.size)
        sheet.y += LINE


def bulleted(sheet: Sheet, pairs: Pairs) -> None:
    """One on a line behind a point, with colons."""
    for label, value in pairs:
        sheet.room(LINE)
        point = "• " if not sheet.print.english else "- "
        sheet.paper.text(LEFT + 8, sheet.y + 11, f"{point}{label}{sheet.colon}{value}", sheet.look.size)
        sheet.y += LINE


def striped(sheet: Sheet, pairs: Pairs) -> None:
    """Label at the left, value in the middle of the page, every other line grey."""
    size = sheet.look.size
    for k, (label, value) in enumerate(pairs):
        lines = sheet.fitted(value, sheet.width - 220, size)
        height = LINE + (size + 1.5) * (len(lines) - 1)
        sheet.room(height)
        if k % 2:
            sheet.paper.shade(LEFT, sheet.y, sheet.width, height)
        sheet.paper.text(LEFT + 4, sheet.y + 10.5, label, size)
        sheet.text_in(LEFT + 210, sheet.y + 10.5, value, sheet.width - 220)
        sheet.y += height


def right(sheet: Sheet, pairs: Pairs) -> None:
    """Two columns; the value ends at the right edge of its column."""
    half = sheet.width / 2
    size = sheet.look.size
    for two in chunks(pairs, 2):
        sheet.room(LINE)
        for k, (label, value) in enumerate(two):
            x = LEFT + k * half
            sheet.paper.text(x, sheet.y + 11, label, size)
            sheet.paper.right(x + half - 18, sheet.y + 11, value, size, bold=True)
        sheet.y += LINE


def right_colon(sheet: Sheet, pairs: Pairs) -> None:
    """The label ends with a colon at the middle, the value begins behind it."""
    size = sheet.look.size
    for label, value in pairs:
        sheet.room(LINE)
        sheet.paper.right(LEFT + 200, sheet.y + 11, f"{label}{sheet.colon.strip()}", size)
        lines = sheet.text_in(LEFT + 208, sheet.y + 11, value, sheet.width - 210)
        sheet.y += LINE + (size + 1.5) * (lines - 1)


def named_ruled(sheet: Sheet, pairs: Pairs) -> None:
    """A ruled list of items and details."""
    head = ["Item", "Details"] if sheet.print.english else ["项目", "内容"]
    for row in [head, *map(list, pairs)]:
        sheet.room(LINE)
        sheet.ruled_row([150, sheet.width - 150], row)


def numbered(sheet: Sheet, pairs: Pairs) -> None:
    """A ruled list of numbered items."""
    head = ["No.", "Field", "Information"] if sheet.print.english else ["序号", "信息项", "信息内容"]
    rows = [head, *([str(k), *pair] for k, pair in enumerate(pairs, 1))]
    for row in rows:
        sheet.room(LINE)
        sheet.ruled_row([40, 160, sheet.width - 200], row)


def wrapped(sheet: Sheet, pairs: Pairs) -> None:
    """Two on a ruled row, in cells so narrow that long labels go on."""
    for two in chunks(pairs, 2):
        flat = [cell for pair in two for cell in pair] + [""] * (4 - 2 * len(two))
        sheet.room(2 * LINE)
        sheet.ruled_row([72, 185, 72, sheet.width - 329], flat)


PAIRS: dict[str, Callable[[Sheet, Pairs], None]] = {
    f.__name__: f
    for f in (
        above_ruled, above_free, underlined, boxed, dotted, six, eight, stacked, inline2, bulleted, striped, right,
        right_colon, named_ruled, numbered, wrapped,
    )
}  # fmt: skip
