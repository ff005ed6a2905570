"""Rows of the notes of English reports: printed lines taken as a caption and the amounts right of it, without the help of rules.

A row's amounts are the numbers after its last word; a number that stands close behind a word ("notes due 2030") is part of the caption.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ingestion.extract.context import Context
from ingestion.extract.periods import dates_in
from ingestion.extract.units import Unit, unit_of_lines
from ingestion.model.fact import Fact
from ingestion.model.place import Box, Line, Word, union
from ingestion.model.table import Cell
from ingestion.read.numbers import parse_amount

CLOSE_PT = 6.0  # between a word and a number that belongs to it
UNIT_LINES = 14  # over a row in which its unit is looked for
HEAD_LINES = 6
HEAD_REACH = 50.0  # left of the first amount where its head may begin
_SIGNS = re.compile(r"(?:US\$|HK\$|A\$|[$£€¥₹]|RMB|Rs\.?)+$")
_LEADERS = re.compile(r"[.…_]{2,}$|\.$")
_YEAR = re.compile(r"(?<![\d,.$])(20\d\d)(?!\d|,\d|%|\.\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line with amounts. `at` is its place among the page's lines."""

    page: int
    at: int
    caption: str
    cells: tuple[Cell, ...]

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The amounts as printed, not scaled."""
        return tuple(c.value or Decimal(0) for c in self.cells)

    @property
    def label(self) -> str:
        """The caption without leaders."""
        return self.caption.rstrip(" .:…_")


@dataclass(frozen=True, slots=True)
class Around:
    """What the whole report tells the notes: its period ends by year, the faces' unit, the largest amount a note can hold."""

    context: Context
    ends: Mapping[int, str]
    unit: Unit
    largest: Decimal

    @property
    def end(self) -> str:
        """The report's own period end."""
        return self.context.dates.end.isoformat() if self.context.dates.end else ""

    def end_of(self, year: int) -> str | None:
        """The known period end of a year; None where the faces have no such year."""
        return self.ends.get(year)


def around(facts: Iterable[Fact], context: Context) -> Around | None:
    """What the faces tell; None where the report has no date or its faces no unit."""
    faces = [f for f in facts if f.statement in ("balance_sheet", "income_statement") and f.unit == "money"]
    if context.dates.end is None or not faces:
        return None
    sheet = [f for f in faces if f.statement == "balance_sheet" and f.method != "derived"] or faces
    scales = [f.scale for f in sheet]
    scale = max(dict.fromkeys(scales), key=scales.count)
    ends: dict[int, str] = {}
    for end in sorted({f.period_end for f in faces if f.period_end}, reverse=True):
        ends.setdefault(int(end[:4]), end)
    if ends.get(context.dates.end.year) != context.dates.end.isoformat():
        return None
    currency = next((f.currency for f in sheet if f.currency), None)
    assets = [abs(f.amount) for f in sheet if f.field == "total_assets"]
    return Around(context, ends, Unit(scale, currency), max(assets, default=Decimal("1e15")))


def rows_on(lines: Sequence[Line], page: int) -> list[Row]:
    """Every line of a page as a row; one without amounts has no cells."""
    return [_row(line, page, at) for at, line in enumerate(lines)]


def _row(line: Line, page: int, at: int) -> Row:
    words = [w for w in line.words if not w.suspect]
    k = len(words)
    cells: list[Cell] = []
    while k > 0:
        word = words[k - 1]
        text = word.text
        if _SIGNS.fullmatch(text) or _LEADERS.match(text) or text in (")", "%", ")%"):
            k -= 1
            continue
        tail = (
            words[k]
            if k < len(words) and words[k].text in (")", "%", ")%") and words[k].x0 - word.x1 < CLOSE_PT
            else None
        )
        text += tail.text if tail else ""
        parsed = parse_amount(text)
        if parsed is None or (k > 1 and _is_word(words[k - 2]) and word.x0 - words[k - 2].x1 < CLOSE_PT):
            break
        if k == 1 and cells and _YEAR.fullmatch(text):
            break  # the year that a row of a ladder is named by
        box = union([word.box, tail.box]) if tail else word.box
        cells.append(Cell(text, box, (word,), parsed.value, parsed.is_dash, parsed.is_percent))
        k -= 1
    return Row(page, at, " ".join(w.text for w in words[:k]), tuple(reversed(cells)))


def _is_word(word: Word) -> bool:
    return not _SIGNS.fullmatch(word.text) and not _LEADERS.match(word.text) and parse_amount(word.text) is None


def heads_over(lines: Sequence[Line], row: Row, count: int = 3) -> list[str]:
    """The phrases that stand over each of a row's amounts, in the `count` lines before it; each goes to the column it lies nearest to."""
    heads = [""] * len(row.cells)
    left = row.cells[0].box[0] - HEAD_REACH
    for line in lines[max(0, row.at - count) : row.at]:
        for text, box in _phrases(line):
            if box[2] < left:
                continue
            near = min(range(len(heads)), key=lambda k: _apart(box, row.cells[k].box))
            heads[near] += " " + text
    return [h.strip() for h in heads]


def _phrases(line: Line) -> list[tuple[str, Box]]:
    """Words of a line that stand close together, with their box."""
    made: list[tuple[str, Box]] = []
    for word in line.words:
        if made and word.x0 - made[-1][1][2] < CLOSE_PT:
            made[-1] = (f"{made[-1][0]} {word.text}", union([made[-1][1], word.box]))
        else:
            made.append((word.text, word.box))
    return made


def _apart(head: Box, cell: Box) -> float:
    """How far a head stands from a column, by its right edge or its middle."""
    return min(abs(head[2] - cell[2]), abs((head[0] + head[2]) - (cell[0] + cell[2])) / 2)


def column_ends(lines: Sequence[Line], row: Row, count: int, told: Around) -> tuple[list[str | None], Box] | None:
    """The period end of each of `count` columns by the nearest line above with as many years, and the box of that line.

    Where years come twice ("Group 2024 2023 Company 2024 2023") only the first of them count, and only where the group's
    come first.
    """
    for line in reversed(lines[max(0, row.at - HEAD_LINES) : row.at]):
        years = [int(y) for y in _YEAR.findall(line.text)]
        if not years or len(line.text) > 110:
            continue
        if len(years) != count:
            return None
        ends = [told.end_of(y) for y in years]
        if len(set(years)) < len(years):
            above = " ".join(r.text for r in lines[max(0, row.at - HEAD_LINES) : row.at]).lower()
            group, company = above.find("group"), above.find("company")
            half = len(years) // 2
            if group < 0 or company < group or len(set(years[:half])) < half:
                return None
            ends = [*ends[:half], *[None] * (len(ends) - half)]
        return ends, line.box
    return None


def unit_over(lines: Sequence[Line], at: int, page: int, told: Around) -> Unit:
    """The unit that the lines over a row name, else that of the report's faces."""
    own = unit_of_lines([(r.text, r.box) for r in lines[max(0, at - UNIT_LINES) : at]], page)
    if own.scale is None:
        return told.unit
    return own if own.currency else Unit(own.scale, told.unit.currency, own.box, own.page)


def dated_now(text: str, told: Around) -> bool:
    """False where the words name a day, the last of which is not the report's."""
    days = [d for d in dates_in(text) if d <= date.fromisoformat(told.end)]
    return not days or days[-1].isoformat() == told.end


def intro_of(lines: Sequence[Line], at: int, count: int = 5) -> str:
    """The running words before a table: the last sentence of the `count` lines before it, or its heading."""
    text = ""
    for line in reversed(lines[max(0, at - count) : at]):
        row = _row(line, line.page, 0)
        if len(row.cells) > 1 and row.caption and not _YEAR.search(line.text):
            break  # a row of another table
        text = f"{line.text} {text}"
    parts = re.split(r"(?<=[a-z\d)])\. (?=[A-Z])", text.strip())
    return parts[-1] if parts else ""


def foots(rows: Sequence[Row], total: Row) -> bool:
    """True where each column of the rows adds up to the total, roundings aside."""
    width = len(total.cells)
    if not rows or any(len(r.cells) != width for r in rows):
        return False
    room = Decimal("0.5") * (len(rows) + 1)
    return all(
        abs(sum((r.values[k] for r in rows), Decimal(0)) - total.values[k])
        <= room * _step([*(r.cells[k] for r in rows), total.cells[k]])
        for k in range(width)
    )


def _step(cells: Iterable[Cell]) -> Decimal:
    return Decimal(10) ** -max(len(c.text.partition(".")[2].rstrip(")%")) if "." in c.text else 0 for c in cells)
