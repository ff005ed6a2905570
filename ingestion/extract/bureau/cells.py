"""A report as rows of cells in reading order: cells of drawn tables by their rules, cells of other lines by the gaps between words."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from ingestion.extract.bureau.columns import Piece, cut_lines
from ingestion.extract.bureau.leaders import is_contents, without_leaders
from ingestion.model.place import Box, Line, Page, Word, union
from ingestion.read.layout import CJK, join_words, rows_of
from ingestion.read.rulings import Rulings

LEVEL_PT = 1.8
SEEN_LEVEL_PT = 3.5
REACH_PT = 2.5
COVER = 0.5
GAP_HEIGHTS = 0.62
EDGE_SHARE = 0.09
MIN_VERTICALS = 2
PAGE_MARKS = frozenset({"", "第页", "第页共页", "第页/共页", "page", "pageof", "Page", "Pageof", "/", "-", "--"})
REPEATED = 2
YEAR_HEIGHTS = 1.2
YEAR_OPENS, YEAR_ENDS = (
    re.compile(r"[〔（(\[](?:19|20)\d\d[〕）)\]]\S"),
    re.compile(r"[〔（(\[](?:19|20)\d\d[〕）)\]]$"),
)
BARS = frozenset("|｜¦")  # between two values on a line
FIGURE = re.compile(r"[-(<]?[$€£¥]?[\d,./%-]*[\d%-]\)?%?")
OF_HEADS = re.compile(r"%|\d{1,2}-\d{2,3}|\d{2}\+")  # figures that heads print: 31-60, 91+, %
BROKEN = re.compile(r"\d[-/.,]$")  # the first line of a date or number that goes on
WIDE = 0.4

Segment = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the box of the text (None where empty), the width it may claim, the least sure word's confidence."""

    text: str
    box: Box | None
    x0: float
    x1: float
    conf: float = 1.0
    lines: tuple[tuple[str, Box], ...] = ()  # of a drawn cell that prints more than one line


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right. `table` numbers the drawn table a row stands in; 0 for lines outside."""

    page: int
    top: float
    bottom: float
    cells: tuple[Cell, ...]
    table: int = 0
    band: int = 0  # numbers the space between two long rules that a free line stands in; 0 where there is none

    @property
    def filled(self) -> list[Cell]:
        """The cells that print something."""
        return [c for c in self.cells if c.text]

    @property
    def text(self) -> str:
        """The whole row in one run."""
        return " ".join(c.text for c in self.filled)


def rows_of_report(
    pages: Iterable[tuple[Page, list[Line]]],
    rulings: Callable[[int], Rulings],
    known: Callable[[list[str]], bool] = lambda heads: False,
) -> list[Row]:
    """All rows of the report, page by page, top to bottom, running heads and feet left out.

    `known` says whether texts are the heads of a table: lines under such heads are cut by their columns where gaps do not part them.
    """
    out: list[Row] = []
    heights: dict[int, float] = {}
    count = 0
    for page, lines in pages:
        heights[page.number] = page.height
        rules = rulings(page.number)
        drawn, placed, count = _drawn_rows(page, rules, count)
        twins = _twins(page.words) if page.source == "ocr" else frozenset()
        left = [words for line in lines if (words := [w for w in line.words if w not in placed and w not in twins])]
        led = not is_contents([[w.text for w in words] for words in left])
        bands = _bands(rules, page.width)
        cut = cut_lines(left, _merged_columns, known)
        free = [
            _in_band(_cut_row(page.number, cut[i]) if i in cut else _free_row(page.number, words, led), bands)
            for i, words in enumerate(left)
            if cut.get(i, words)
        ]
        out += sorted([*drawn, *free], key=lambda r: (r.top + r.bottom) / 2)
    return _without_running_lines(out, heights)


# drawn tables


def _drawn_rows(page: Page, rulings: Rulings, count: int) -> tuple[list[Row], set[Word], int]:
    """The rows of drawn tables, the words that stand in them, and the number of tables so far."""
    across, down = _joined(rulings.across), _joined(rulings.down)
    placed: set[Word] = set()
    levels = _levels(across) if page.source != "ocr" else _seen_levels(across, down)
    words = [w for w in page.words if not w.suspect]
    rows: list[Row] = []
    below: float | None = None
    owners: dict[float, int] = {}  # left edge of a cell that is open below -> its row
    for y0, y1 in pairwise(levels):
        xs = _edges([v for v in down if v[1] <= y0 + REACH_PT and v[2] >= y1 - REACH_PT])
        if len(xs) < MIN_VERTICALS or y1 - y0 > page.height / 2:
            below = None
            continue
        if below is None or abs(below - y0) > REACH_PT:
            count += 1
            owners = {}
        below = y1
        band = [w for w in words if y0 <= (w.top + w.bottom) / 2 < y1]
        parts = [[w for w in band if x0 <= (w.x0 + w.x1) / 2 < x1] for x0, x1 in pairwise(xs)]
        placed.update(w for own in parts for w in own)
        top = [h for h in across if abs(h[0] - y0) <= REACH_PT]
        for y, split in _text_rows(parts, y0):
            cells = [_cell(own, x0, x1) for own, (x0, x1) in zip(split, pairwise(xs), strict=True)]
            cells, owners = _placed(rows, cells, top, owners)
            rows.append(Row(page.number, y, y1, tuple(cells), count))
            top = [(y, xs[0], xs[-1])]
    return [r for r in rows if r.filled], placed, count


def _text_rows(parts: list[list[Word]], y0: float) -> list[tuple[float, list[list[Word]]]]:
    """A band that holds several printed rows of figures without lines between them, cut; else the band itself."""
    lines = [rows_of(words) for words in parts]
    if any(BROKEN.search(join_words(row)) for own in lines for row in own[:-1]):
        return [(y0, parts)]
    texts = [[join_words(row) for row in own] for own in lines]
    figures = [
        own
        for own, told in zip(lines, texts, strict=True)
        if len(own) > 1 and all(FIGURE.fullmatch(t) and not OF_HEADS.fullmatch(t) for t in told)
    ]
    count = len(figures[0]) if len(figures) > 1 else 0
    if not count or any(len(own) != count for own in figures):
        return [(y0, parts)]
    middles = [(row[0].top + row[0].bottom) / 2 for row in figures[0]]
    out: list[tuple[float, list[list[Word]]]] = [
        (y0 if k == 0 else middles[k] - 4, [[] for _ in parts]) for k in range(count)
    ]
    for place, words in enumerate(parts):
        for word in words:
            near = min(range(count), key=lambda k: abs(middles[k] - (word.top + word.bottom) / 2))
            out[near][1][place].append(word)
    return out


def _placed(
    rows: list[Row], cells: list[Cell], top: list[Segment], owners: dict[float, int]
) -> tuple[list[Cell], dict[float, int]]:
    """Cells without a line above them belong to the cell over them: their text goes there."""
    out: list[Cell] = []
    now: dict[float, int] = {}
    for cell in cells:
        owner = owners.get(cell.x0)
        if owner is None or _covered(cell, top):
            out.append(cell)
            now[cell.x0] = len(rows)
            continue
        now[cell.x0] = owner
        row = rows[owner]
        grown = tuple(_merged(c, cell) if c.x0 == cell.x0 else c for c in row.cells)
        rows[owner] = Row(row.page, row.top, row.bottom, grown, row.table)
        out.append(Cell("", None, cell.x0, cell.x1))
    return out, now


def _covered(cell: Cell, lines: list[Segment]) -> bool:
    shared = sum(max(0.0, min(cell.x1, x1) - max(cell.x0, x0)) for _, x0, x1 in lines)
    return shared >= COVER * (cell.x1 - cell.x0)


def _merged(first: Cell, second: Cell) -> Cell:
    if first.box is None or second.box is None:
        return Cell(
            first.text or second.text, first.box or second.box, first.x0, first.x1, min(first.conf, second.conf)
        )
    text = glued(first.text, second.text)
    return Cell(text, union([first.box, second.box]), first.x0, first.x1, min(first.conf, second.conf))


def _joined(lines: Iterable[Segment]) -> list[Segment]:
    """Lines at one position whose ends meet, made one."""
    out: list[Segment] = []
    for line in sorted(lines):
        for i in range(len(out) - 1, max(-1, len(out) - 16), -1):
            other = out[i]
            if abs(other[0] - line[0]) <= LEVEL_PT and line[1] <= other[2] + 3 and line[2] >= other[1] - 3:
                out[i] = (other[0], min(other[1], line[1]), max(other[2], line[2]))
                break
        else:
            out.append(line)
    return out


def _levels(across: list[Segment]) -> list[float]:
    levels: list[float] = []
    for y, _, _ in sorted(across):
        if not levels or y - levels[-1] > LEVEL_PT:
            levels.append(y)
    return levels


def _seen_levels(across: list[Segment], down: list[Segment]) -> list[float]:
    """Levels of rules found in a picture: pieces at nearly one height are one rule, and short pieces (strokes of signs) are none."""
    groups: list[list[Segment]] = []
    for line in sorted(across):
        if groups and line[0] - groups[-1][-1][0] <= SEEN_LEVEL_PT:
            groups[-1].append(line)
        else:
            groups.append([line])
    levels = []
    for group in groups:
        level = sum(y * (x1 - x0) for y, x0, x1 in group) / sum(x1 - x0 for _, x0, x1 in group)
        xs = [x for x, top, bottom in down if top - SEEN_LEVEL_PT <= level <= bottom + SEEN_LEVEL_PT]
        width = max(xs) - min(xs) if len(xs) > 1 else 0.0
        if width and _length(group) >= COVER * width:
            levels.append(level)
    return levels


def _length(lines: list[Segment]) -> float:
    """The width that the lines cover together."""
    total, reached = 0.0, float("-inf")
    for _, x0, x1 in sorted(lines, key=lambda line: line[1]):
        total += max(0.0, x1 - max(x0, reached))
        reached = max(reached, x1)
    return total


def _edges(down: list[Segment]) -> list[float]:
    xs: list[float] = []
    for x, _, _ in sorted(down):
        if not xs or x - xs[-1] > LEVEL_PT:
            xs.append(x)
    return xs


# text


def _cell(words: list[Word], x0: float, x1: float) -> Cell:
    if not words:
        return Cell("", None, x0, x1)
    text = ""
    lines = [(join_words(row), union([w.box for w in row])) for row in rows_of(words)]
    for line, _ in lines:
        text = glued(text, line)
    told = tuple(lines) if len(lines) > 1 else ()
    return Cell(text, union([w.box for w in words]), x0, x1, min(w.conf for w in words), told)


def glued(first: str, second: str) -> str:
    """Two lines of one cell as one text: no space beside a Chinese character."""
    if not first or not second:
        return first or second
    tight = CJK.match(first[-1]) or CJK.match(second[0]) or (first[-1] in "-/（(" and not first.endswith((" -", " /")))
    return first + ("" if tight else " ") + second


def _free_row(page: int, words: list[Word], led: bool) -> Row:
    """A line outside tables, cut where the gap between words is wider than a space, and at leading dots (`led`)."""
    cells = []
    for group in _groups(words if not led else without_leaders(words)):
        box = union([w.box for w in group])
        cells.append(Cell(join_words(group), box, box[0], box[2], min(w.conf for w in group)))
    whole = union([w.box for w in words])
    return Row(page, whole[1], whole[3], tuple(cells))


def _groups(words: Iterable[Word]) -> list[list[Word]]:
    groups: list[list[Word]] = []
    barred = True
    for word in words:
        if word.text in BARS:
            barred = True
            continue
        if not barred and (
            word.x0 - groups[-1][-1].x1 <= GAP_HEIGHTS * min(word.bottom - word.top, 16.0)
            or _of_one_number(groups[-1][-1], word)
        ):
            groups[-1].append(word)
        else:
            groups.append([word])
        barred = False
    return groups


def _twins(words: Sequence[Word]) -> frozenset[Word]:
    """Words that recognition saw twice: each lies within a longer one that begins with it."""
    alike: dict[str, list[Word]] = {}
    for word in words:
        alike.setdefault(word.text[:1], []).append(word)
    return frozenset(w for own in alike.values() for w in own if any(_within(w, o) for o in own))


def _within(word: Word, other: Word) -> bool:
    level = abs(other.top + other.bottom - word.top - word.bottom) <= 2 * REACH_PT
    begins = len(other.text) > len(word.text) and other.text.startswith(word.text)
    return level and begins and abs(other.x0 - word.x0) <= REACH_PT and word.x1 <= other.x1


def _of_one_number(before: Word, word: Word) -> bool:
    """The year in brackets of a case number with what recognition has set apart from it."""
    near = word.x0 - before.x1 <= YEAR_HEIGHTS * (word.bottom - word.top) and word.conf < 1
    return near and bool(YEAR_OPENS.match(word.text) or (YEAR_ENDS.search(before.text) and CJK.match(word.text[0])))


def _merged_columns(words: Sequence[Word], columns: Sequence[tuple[float, float]]) -> bool:
    """Words of two columns stand together where only gaps part them."""
    spans = [union([w.box for w in group]) for group in _groups(words)]
    return any(sum(x0 < box[2] and x1 > box[0] for x0, x1 in columns) > 1 for box in spans)


def _cut_row(page: int, pieces: Sequence[Piece]) -> Row:
    """A line of a table that is cut by its columns; each cell claims the width of its column."""
    cells = []
    for piece in pieces:
        words = [w for line in piece.lines for w in line]
        text = reduce(glued, (join_words(line) for line in piece.lines))
        cells.append(Cell(text, union([w.box for w in words]), piece.x0, piece.x1, min(w.conf for w in words)))
    boxes = [c.box for c in cells if c.box]
    return Row(page, min(b[1] for b in boxes), max(b[3] for b in boxes), tuple(cells))


def _bands(rulings: Rulings, width: float) -> list[tuple[float, float]]:
    """(top, bottom) of the spaces between neighbouring long rules."""
    long = [line for line in _joined(rulings.across) if line[2] - line[1] > WIDE * width]
    return list(pairwise(_levels(long)))


def _in_band(row: Row, bands: list[tuple[float, float]]) -> Row:
    middle = (row.top + row.bottom) / 2
    at = next((i for i, (top, bottom) in enumerate(bands, 1) if top <= middle < bottom), 0)
    return Row(row.page, row.top, row.bottom, row.cells, band=at) if at else row


def _without_running_lines(rows: list[Row], heights: dict[int, float]) -> list[Row]:
    """Rows without the heads and feet that several pages repeat (page numbers apart)."""

    def edge(row: Row) -> str | None:
        height = heights[row.page]
        at_edge = row.bottom < EDGE_SHARE * height or row.top > (1 - EDGE_SHARE) * height
        return re.sub(r"\d+|\s+", "", row.text) if at_edge and not row.table else None

    pages: dict[str, set[int]] = {}
    for row in rows:
        if (key := edge(row)) is not None:
            pages.setdefault(key, set()).add(row.page)
    return [r for r in rows if (k := edge(r)) is None or _stays(r, k, pages[k], heights[r.page])]


def _stays(row: Row, key: str, pages: set[int], height: float) -> bool:
    """A line at the page's edge that no other page repeats, or the first of the repeated ones at the top."""
    if key in PAGE_MARKS:
        return False
    return len(pages) < REPEATED or (row.page == min(pages) and row.top < height / 2)
