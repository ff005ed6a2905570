"""Tables without rules (most English filings): columns are found by the right edges of their digits.

Recipe and figures: rows by centre, numbers or prose by distance, right edges clustered, header phrases by overlap.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ingestion.model.place import Box, Word, span, union
from ingestion.model.table import Cell, Column, ColumnRole, Row, Table
from ingestion.read.halves import joined_halves
from ingestion.read.headers import NOTE_WORDS, Band, header_columns, names_statement
from ingestion.read.layout import join_words, rows_of
from ingestion.read.tokens import Token, tokens_of

YEAR = re.compile(r"(?:19|20)\d\d")
DATED_HEAD = re.compile(r"(?:19|20)\d\d|[期年][末初]|本期|上期|本年|上年")
EDGE_GAP_EM = 0.55
EDGE_REACH_EM = 1.2
MIN_MEMBERS = 3
MIN_SHARE = 0.12
MERGE_OVERLAP = 0.35
BREAK_GAP_EM = 4.5
HEADER_GAP_EM = 3.2
MAX_HEADER_ROWS = 9
MAX_ABOVE = 14
MIN_BEFORE = 4  # rows of figures that make a table of their own above the title of the next
MIN_BETWEEN, BETWEEN_SHARE = 4, 0.35
LABEL_PITCH = 1.9
JOINS_ON = re.compile(
    r"(?:,|[-–—:]|\b(?:and|of|to|the|for|in|on|by|net|or|from|with|at|less|per|other|an?))$", re.IGNORECASE
)

EXHIBIT = re.compile(r"(?:exhibit|schedule|appendix|annex) (?:\d{1,2}|[A-H]|[IVX]{1,4})(?:\.\d)?", re.IGNORECASE)
GLUED_LEADERS = re.compile(r"(?<=\w)[.…·]{3,}$")
NUMBERED = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[ivx]{1,4}|[a-z])[)）.、．](?!\d)", re.IGNORECASE)
"""How an item of a list begins: never the rest of the caption above."""


@dataclass(slots=True)
class _PrintedRow:
    tokens: list[Token]
    top: float
    bottom: float
    values: list[Token] = field(init=False)

    def __post_init__(self) -> None:
        self.values = [t for t in self.tokens if t.is_value and not YEAR.fullmatch(t.text)]


def tables_without_rules(page: int, words: list[Word]) -> list[Table]:
    """The borderless tables among `words`, top to bottom."""
    grouped = rows_of(words)
    if not grouped:
        return []
    em = median(w.bottom - w.top for row in grouped for w in row)
    printed = [_PrintedRow(tokens_of(r, em), min(w.top for w in r), max(w.bottom for w in r)) for r in grouped]
    tables: list[Table] = []
    above: list[_PrintedRow] = []  # lines between two tables, or over the first: they name what follows
    for block in _blocks([row for row in printed if row.tokens], em):
        found = _tables(page, block, em) if sum(bool(r.values) for r in block) >= 2 else []
        if not found:
            above += block
            continue
        first, *others = found
        tables += [replace(first, title=(*_title(above[-MAX_ABOVE:]), *first.title)), *others]
        above = []
    return tables


def _blocks(rows: list[_PrintedRow], em: float) -> list[list[_PrintedRow]]:
    """Runs of rows that may be one table: cut at wide gaps and at paragraphs."""
    blocks: list[list[_PrintedRow]] = [[]]
    prose = 0
    width = max(t.box[2] for r in rows for t in r.tokens) - min(t.box[0] for r in rows for t in r.tokens)
    for i, row in enumerate(rows):
        if blocks[-1] and row.top - blocks[-1][-1].bottom > BREAK_GAP_EM * em:
            blocks.append([])
            prose = 0
        if not row.values and sum(bool(r.values) for r in blocks[-1]) >= MIN_BEFORE and _is_statement_title(row):
            blocks.append([])
            prose = 0
        span = row.tokens[-1].box[2] - row.tokens[0].box[0]
        prose = prose + 1 if not row.values and span > 0.72 * width and len(row.tokens) > 8 else 0
        if prose >= 2 and any(r.values for r in blocks[-1]):
            blocks[-1] = blocks[-1][: -(prose - 1)] if prose > 1 else blocks[-1]
            blocks.append(rows[i - prose + 1 : i])
        blocks[-1].append(row)
    return blocks


def _is_statement_title(row: _PrintedRow) -> bool:
    """A line without figures that is nothing but the name of a statement, or that begins another exhibit."""
    if EXHIBIT.fullmatch(" ".join(t.text for t in row.tokens)):
        return True
    return not row.values and names_statement([t.text for t in row.tokens])


def _tables(page: int, rows: list[_PrintedRow], em: float) -> list[Table]:
    """The block's table; a form with captions between its columns is cut there and its halves put together."""
    whole = _table(page, rows, em)
    cut = _cut(rows, _bands(rows, em), em) if whole is not None else None
    if whole is None or cut is None:
        return [whole] if whole is not None else []
    halves = [_table(page, half, em) for half in (_side(rows, cut, True), _side(rows, cut, False))]
    if halves[0] is None or halves[1] is None or not _are_halves(halves[0], halves[1]):
        return [whole]
    left, right = halves[0], halves[1]
    return joined_halves(replace(left, title=whole.title, box=whole.box), right)


def _cut(rows: list[_PrintedRow], bands: list[Band], em: float) -> float | None:
    """Where the right half of a two-sided form begins; None for an ordinary table."""
    for left, right in pairwise(bands):
        between = [
            t
            for row in rows
            for t in row.tokens
            if t.number is None and left.x1 < t.box[0] and t.box[2] < right.x0 and any(ch.isalpha() for ch in t.text)
        ]
        if len(between) >= MIN_BETWEEN and len(between) >= BETWEEN_SHARE * min(left.members, right.members):
            return min(t.box[0] for t in between) - 0.5 * em
    return None


def _are_halves(left: Table, right: Table) -> bool:
    """True where both sides are captioned lists of figures of a like length."""
    filled = [[r for r in half.rows if r.cells] for half in (left, right)]
    captioned = all(sum(bool(r.label) for r in rows) >= 0.7 * len(rows) for rows in filled)
    short, long = sorted(len(rows) for rows in filled)
    return captioned and short >= MIN_BETWEEN and short >= BETWEEN_SHARE * long


def _side(rows: list[_PrintedRow], cut: float, left: bool) -> list[_PrintedRow]:
    halves = [_PrintedRow([t for t in r.tokens if (t.box[0] < cut) == left], r.top, r.bottom) for r in rows]
    return [row for row in halves if row.tokens]


def _table(page: int, rows: list[_PrintedRow], em: float) -> Table | None:
    bands = _bands(rows, em)
    if not bands:
        return None
    placed = [_place(row, bands, em) for row in rows]
    first = next((i for i, (label, cells) in enumerate(placed) if label and cells and _is_data(cells)), None)
    if first is None:
        first = next((i for i, (_, cells) in enumerate(placed) if cells and _is_data(cells)), None)
    if first is None:
        return None
    start = _header_start(rows, first, em)
    columns, used = header_columns(
        [r.tokens for r in rows[start:first]], bands, em, min(r.tokens[0].box[0] for r in rows)
    )
    top = start + max(used) + 1 if used else first  # section heads between header and figures belong to the body
    title = _title(rows[:top])
    body = _rows(rows[top:], placed[top:], em)
    columns = _roles(columns, body)
    box = union([t.box for r in rows for t in r.tokens])
    return Table(page, box, title, tuple(columns), tuple(body), "edges")


def _bands(rows: list[_PrintedRow], em: float) -> list[Band]:
    """Column bands from clustered right edges, left to right."""
    tokens = sorted((t for r in rows for t in r.values), key=lambda t: t.edge)
    clusters: list[list[Token]] = []
    for token in tokens:
        if clusters and token.edge - clusters[-1][-1].edge <= EDGE_GAP_EM * em:
            clusters[-1].append(token)
        else:
            clusters.append([token])
    if not clusters:
        return []
    strongest = max(len(c) for c in clusters)
    floor = max(min(MIN_MEMBERS, strongest), MIN_SHARE * strongest)
    bands = [_band(c) for c in clusters if len(c) >= floor]
    merged: list[Band] = []
    for band in bands:
        if merged and _overlap(merged[-1], band) > MERGE_OVERLAP:
            merged[-1] = merged[-1].merge(band)
        else:
            merged.append(band)
    return merged


def _band(tokens: list[Token]) -> Band:
    solid = [t for t in tokens if t.number and not t.number.is_dash] or tokens
    edges = Counter(round(t.edge, 1) for t in solid)
    return Band(min(t.core[0] for t in solid), max(t.edge for t in solid), edges.most_common(1)[0][0], len(tokens))


def _overlap(a: Band, b: Band) -> float:
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    return shared / max(min(a.x1 - a.x0, b.x1 - b.x0), 0.1)


def _place(row: _PrintedRow, bands: list[Band], em: float) -> tuple[list[Token], dict[int, Token]]:
    """(tokens of the caption, tokens by column). A second number for a taken column stays text."""
    cells: dict[int, Token] = {}
    label: list[Token] = []
    for i, token in enumerate(row.tokens):
        column = _column_of(token, bands, em, last=i == len(row.tokens) - 1)
        if column is None or column in cells:
            label.append(token)
        else:
            cells[column] = token
    return label, cells


def _column_of(token: Token, bands: list[Band], em: float, last: bool) -> int | None:
    if token.number is None:
        return None
    nearest = min(range(len(bands)), key=lambda k: abs(bands[k].edge - token.edge))
    distance = abs(bands[nearest].edge - token.edge)
    if token.prose:
        return nearest if last and distance < 0.3 * em and bands[nearest].members >= MIN_MEMBERS else None
    if distance <= EDGE_REACH_EM * em:
        return nearest
    over = [k for k, b in enumerate(bands) if token.core[0] < b.x1 and token.core[2] > b.x0]
    return max(over, key=lambda k: min(bands[k].x1, token.core[2]) - max(bands[k].x0, token.core[0]), default=None)


def _is_data(cells: dict[int, Token]) -> bool:
    """A row of figures: one of three digits or more, or two of two; years and dashes alone are heads."""
    sizes = [len(t.number.digits.replace(",", "")) for t in cells.values() if t.number and not YEAR.fullmatch(t.text)]
    return any(size >= 3 for size in sizes) or sum(size >= 2 for size in sizes) >= 2


def _header_start(rows: list[_PrintedRow], first: int, em: float) -> int:
    start = first
    while (
        start > 0 and first - start < MAX_HEADER_ROWS and rows[start].top - rows[start - 1].bottom < HEADER_GAP_EM * em
    ):
        start -= 1
    return start


def _title(rows: list[_PrintedRow]) -> tuple[tuple[str, Box], ...]:
    """Every line above the body (those over columns too: they name units and dates), with its box."""
    lines = []
    for row in rows:
        words = [w for t in row.tokens for w in t.words]
        lines.append((join_words(words), span(words)))
    return tuple(lines)


def _rows(rows: list[_PrintedRow], placed: list[tuple[list[Token], dict[int, Token]]], em: float) -> list[Row]:
    out: list[Row] = []
    waiting: Row | None = None  # a caption line that may go on in the next row
    for row, (label, cells) in zip(rows, placed, strict=True):
        words = [w for t in label for w in t.words]
        text = GLUED_LEADERS.sub("", join_words(words))
        made = {k: _cell(t) for k, t in sorted(cells.items())}
        box = span(words) if words else None
        current = Row(text, box, words[0].x0 if words else 0.0, row.top, row.bottom, made)
        if waiting is not None:
            if _continues(waiting, current, em):
                current = _joined(waiting, current)
            else:
                out.append(waiting)
            waiting = None
        if made or not text:
            out.append(current)
        else:
            waiting = current
    if waiting is not None:
        out.append(waiting)
    return [r for r in out if r.label or r.cells]


def _continues(above: Row, below: Row, em: float) -> bool:
    if not below.label or below.top - above.bottom > (LABEL_PITCH - 1) * em or above.label.endswith((":", "：")):
        return False
    first = below.label[0]
    if NUMBERED.match(below.label):
        return bool(JOINS_ON.search(above.label))
    return first.islower() or first.isdigit() or first in ")）(" or bool(JOINS_ON.search(above.label))


def _joined(above: Row, below: Row) -> Row:
    label = f"{above.label} {below.label}"
    box = union([b for b in (above.label_box, below.label_box) if b])
    return Row(label, box, above.indent, above.top, below.bottom, below.cells)


def _cell(token: Token) -> Cell:
    number = token.number
    if number is None:
        return Cell(token.text, token.core, token.words)
    return Cell(
        token.text,
        token.core,
        token.words,
        number.value,
        number.is_dash,
        number.is_percent,
        number.currency,
        number.side,
    )


def _roles(columns: list[Column], rows: list[Row]) -> list[Column]:
    """Marks note columns (leftmost, one- or two-digit values or headed so) and percent columns."""
    out: list[Column] = []
    for k, column in enumerate(columns):
        cells = [r.cells[k] for r in rows if k in r.cells and r.cells[k].value is not None]
        out.append(
            Column(column.x0, column.x1, column.header, column.header_boxes, _role(k, column, cells, len(columns)))
        )
    return out


def _role(k: int, column: Column, cells: list[Cell], count: int) -> ColumnRole:
    head = " ".join(column.header).lower()
    last = column.header[-1].lower() if column.header else ""
    if NOTE_WORDS.fullmatch(last) or (re.search(r"\bnotes?\b|附注|附註|注释", head) and not YEAR.search(head)):
        return ColumnRole.NOTE
    if "行次" in head:
        return ColumnRole.LINE_NUMBER
    numbers = [c for c in cells if not c.is_dash]
    if numbers and sum(c.is_percent for c in numbers) > 0.6 * len(numbers):
        return ColumnRole.PERCENT
    small = sum(len(c.text.strip("()")) <= 2 for c in numbers)
    if k == 0 and count > 1 and numbers and small >= 0.9 * len(numbers) and not DATED_HEAD.search(head):
        return ColumnRole.NOTE
    return ColumnRole.VALUE
