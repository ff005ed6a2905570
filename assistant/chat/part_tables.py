"""Tables that split one figure into parts (segments, products, regions): their parts with this and the earlier period. Pure.

Two layouts are read: rows under dated columns that a total adds up, and the tables of revenue by industry, product, region and mode
of sale of Chinese annual reports, whose captions may be broken over several lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.chat.printed_tables import PrintedRow
from assistant.chat.rows import MEASURE_HEAD, heads_measures, scale_in
from ingestion.extract.stored_tables import KeptCell
from ingestion.model.place import Box
from ingestion.taxonomy.captions import plain

Lines = Sequence[tuple[str, Box]]
_REST = re.compile(
    r"^(?:all |total )?others?\b|^corporate|eliminat|unallocated|inter-?segment|reconcil|^total|^consolidated|^其他|抵[销消]|合计|小计|总计|未分配",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^\s*(?:主营业务)?(分(?:行业|产品|地区|区域|业务|板块|销售模式|销售渠道|渠道|客户)|销售模式)(?:情况)?(?=\s|$)"
)
_NUMBERS = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?%?(?![\w])")
_CJK = re.compile("[\u3400-\u9fff]")
MEASURES = ("revenue", "cost_of_sales", "gross_margin")
FEWEST = 2
YUAN = "CNY"
"""What Chinese annual reports are printed in."""
LONGEST_PIECE = 24
"""Characters of a line that may be a piece of a caption."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part's name and its figures as printed: this period, the one before (None where not printed), and its printed change in percent."""

    name: str
    now: str
    before: str | None
    change: str | None
    box: Box

    @property
    def is_rest(self) -> bool:
        """True for what is left over (other, eliminations), which no ranking is about."""
        return _REST.search(self.name.strip()) is not None


@dataclass(frozen=True, slots=True)
class PartTable:
    """The parts of one figure; `about` are the words around them, `scale` None for percentages; `end`/`months` of this period, and of the
    one before, where the columns are dated."""

    about: str
    parts: tuple[Part, ...]
    scale: int | None
    end: str | None = None
    months: int | None = None
    end_before: str | None = None
    currency: str | None = None


def dated_tables(
    rows: Sequence[PrintedRow], months: int | None, year: int | None, line_above: str
) -> Iterator[PartTable]:
    """Runs of rows that the row under them adds up, in the column of the period asked (the first where none is)."""
    at = 0
    while at < len(rows):
        cells = [_cell(r, months, year) for r in rows[at:]]
        size = _summed(cells)
        if size is None:
            at += 1
            continue
        parts = []
        for printed, cell in zip(rows[at : at + size], cells, strict=False):
            if cell is None or cell.period is None:
                continue
            earlier = _earlier(printed, cell)
            parts.append(Part(printed.row.caption, cell.printed, earlier.printed if earlier else None, None, cell.box))
        first, total = rows[at], rows[at + size]
        head = cells[0]
        before = _earlier(first, head) if head is not None else None
        about = plain(" ".join([*first.row.under[:1], *first.row.title, total.row.caption, line_above]))
        if head is not None and head.period is not None and head.period.end is not None:
            yield PartTable(
                about, tuple(parts), first.row.unit.scale or 1, head.period.end.isoformat(), head.period.months,
                before.period.end.isoformat() if before is not None and before.period is not None and before.period.end else None, first.row.unit.currency,
            )  # fmt: skip
        at += size + 1


def _cell(printed: PrintedRow, months: int | None, year: int | None) -> KeptCell | None:
    dated = [c for c in printed.row.cells if c.period is not None and c.period.end is not None and not c.is_percent]
    fitting = [c for c in dated if c.period and (months is None or c.period.months in (None, months))]
    fitting = [c for c in fitting if year is None or (c.period and c.period.end.year == year)]
    return next(iter(fitting), None)


def _earlier(printed: PrintedRow, cell: KeptCell) -> KeptCell | None:
    """The cell of the same length a year before."""
    if cell.period is None:
        return None
    for other in printed.row.cells:
        period = other.period
        if period is None or other.is_percent or period.months != cell.period.months:
            continue
        if 350 <= (cell.period.end - period.end).days <= 380:
            return other
    return None


def _summed(cells: Sequence[KeptCell | None]) -> int | None:
    """How many cells from the first on the next one adds up; None where none does."""
    total = Decimal(0)
    for size, cell in enumerate(cells):
        if cell is None or (size and cells[0] is not None and cell.period != cells[0].period):
            return None
        if size >= FEWEST and total and abs(cell.value - total) * 2 <= size:
            return size
        total += cell.value
    return None


def chinese_tables(lines: Lines, above: Lines, measure: str) -> Iterator[PartTable]:
    """The tables of a page by industry, product, region and mode of sale, for revenue, cost or margin."""
    joined = [*above, *lines]
    sections = [
        (at, m[1]) for at, (text, _) in enumerate(joined) if (m := _SECTION.match(text)) and not _NUMBERS.search(text)
    ]
    for number, (at, kind) in enumerate(sections):
        end = sections[number + 1][0] if number + 1 < len(sections) else len(joined)
        rows = _rows(joined[at + 1 : end])
        head = [plain(text) for text, _ in joined[max(0, at - MEASURE_HEAD) : at + 4]][::-1]
        scale = next(
            (s for text in [*head, *(plain(t) for t, _ in reversed(joined[:at]))] if (s := scale_in(text))), None
        )
        table = _read(kind, rows, head, scale, measure)
        if table is not None and len(table.parts) >= FEWEST and at + len(rows) >= len(above):
            yield table


def _read(
    kind: str, rows: list[tuple[str, list[str], Box]], head: list[str], scale: int | None, measure: str
) -> PartTable | None:
    if any(heads_measures(text) for text in head) and measure in MEASURES:
        place = MEASURES.index(measure)
        parts = [
            Part(
                name,
                cells[place],
                None,
                cells[place + 3] if len(cells) > place + 3 and measure != "gross_margin" else None,
                box,
            )
            for name, cells, box in rows
            if len(cells) >= len(MEASURES)
        ]
        return (
            PartTable(f"{kind} {measure}", tuple(parts), None if measure == "gross_margin" else scale, currency=YUAN)
            if parts
            else None
        )
    if measure == "revenue" and any("占营业收入" in text or "占比" in text for text in head):
        parts = [Part(name, cells[0], cells[2], cells[4], box) for name, cells, box in rows if len(cells) == 5]
        return PartTable(f"{kind} {measure}", tuple(parts), scale, currency=YUAN) if parts else None
    return None


def _rows(lines: Lines) -> list[tuple[str, list[str], Box]]:
    """(caption, cells, place) of the rows of a section, a broken caption put together from the nearest lines."""
    found: list[tuple[str, list[str], Box]] = []
    pieces: list[tuple[str, Box]] = []
    for text, box in lines:
        numbers = list(_NUMBERS.finditer(text))
        if len(numbers) >= len(MEASURES):
            found.append((text[: numbers[0].start()].strip(), [m.group() for m in numbers], box))
        elif not numbers and len(text) <= LONGEST_PIECE and _CJK.search(text):
            pieces.append((text.strip(), box))
        elif len(text) > LONGEST_PIECE and found:
            break
    out = []
    for at, (name, cells, box) in enumerate(found):
        mine = [
            (t, b)
            for t, b in pieces
            if _nearest(b, found) == at and abs(_middle(b) - _middle(box)) < 2.2 * (box[3] - box[1])
        ]
        before, after = ([t for t, b in mine if (_middle(b) < _middle(box)) == up] for up in (True, False))
        caption = "".join([*before, name, *after]).strip()
        if caption and not re.fullmatch(r"[\d\s/]+", caption):
            out.append((caption, cells, box))
    return out


def _nearest(box: Box, rows: Sequence[tuple[str, list[str], Box]]) -> int:
    return min(range(len(rows)), key=lambda at: abs(_middle(rows[at][2]) - _middle(box)))


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
