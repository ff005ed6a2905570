"""Tables drawn with rules (most Chinese reports): a grid from thin lines, words put in by centre point."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from ingestion.model.place import Box, Word, span, union
from ingestion.model.table import Cell, Column, ColumnRole, Row, Table
from ingestion.read.halves import joined_halves
from ingestion.read.layout import join_words, rows_of
from ingestion.read.numbers import NOT_GIVEN, ParsedNumber, parse_sided
from ingestion.read.rulings import Rulings

MERGE_PT = 1.6
MIN_VERTICALS = 2
MIN_HALF = 4  # captions that make a half of a two-sided form
EDGE_COVER = 0.40
MIN_LINES = 2  # a head alone at a page's foot: its table follows on the next page
YEAR = re.compile(r"(?:19|20)\d\d")
HEAD_WORD = re.compile(r"[期年][末初]|本期|上期|本年|上年")
NOTE_VALUE = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,4}[)）]?(?:[、.．,，]?\s*[(（]?[一二三四五六七八九十\d]{1,3}[)）]?){0,3}[、.]?"
)

Segment = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """Horizontal lines top to bottom and column edges left to right."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]

    @property
    def box(self) -> Box:
        """The outer frame."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def grids_of(rulings: Rulings) -> list[Grid]:
    """The grids among the lines, top to bottom."""
    across, down = _merge(rulings.across), _merge(rulings.down)
    levels = _levels(across)
    runs: list[list[float]] = []
    for y0, y1 in pairwise(levels):
        joined = [v for v in down if v[1] <= y0 + 2 and v[2] >= y1 - 2]
        if len({round(v[0]) for v in joined}) < MIN_VERTICALS:
            continue
        if runs and abs(runs[-1][-1] - y0) < 0.1:
            runs[-1].append(y1)
        else:
            runs.append([y0, y1])
    grids = [_grid(run, down) for run in runs if len(run) >= MIN_LINES]
    return [g for g in grids if len(g.xs) >= MIN_VERTICALS + 1]


def _merge(lines: list[Segment]) -> list[Segment]:
    """Lines at one position whose ends meet, made one."""
    out: list[Segment] = []
    for line in sorted(lines):
        for i in range(len(out) - 1, max(-1, len(out) - 12), -1):
            other = out[i]
            if abs(other[0] - line[0]) <= MERGE_PT and line[1] <= other[2] + 3 and line[2] >= other[1] - 3:
                out[i] = (other[0], min(other[1], line[1]), max(other[2], line[2]))
                break
        else:
            out.append(line)
    return out


def _levels(across: list[Segment]) -> list[float]:
    longest = max((x1 - x0 for _, x0, x1 in across), default=0.0)
    levels: list[float] = []
    for y, x0, x1 in sorted(across):
        if x1 - x0 >= 0.3 * longest and (not levels or y - levels[-1] > MERGE_PT):
            levels.append(y)
    return levels


def _grid(ys: list[float], down: list[Segment]) -> Grid:
    height = ys[-1] - ys[0]
    cover: list[tuple[float, float]] = []
    for x, top, bottom in sorted(down):
        shared = max(0.0, min(bottom, ys[-1]) - max(top, ys[0]))
        if shared <= 0:
            continue
        if cover and x - cover[-1][0] <= 2 * MERGE_PT:
            cover[-1] = (cover[-1][0], cover[-1][1] + shared)
        else:
            cover.append((x, shared))
    return Grid(tuple(ys), tuple(x for x, shared in cover if shared >= EDGE_COVER * height))


def _table_in_grid(page: int, grid: Grid, bands: list[list[list[Word]]], above: list[tuple[str, Box]]) -> Table | None:
    """The table of the words in `grid`, by band and column; `above` are the lines printed over it (statement name, unit).

    None where it holds no figures.
    """
    first = next((i for i, band in enumerate(bands) if any(_is_figure(cell) for cell in band[1:])), None)
    if first is None:
        return _head_alone(page, grid, bands, above)
    label_at = _label_column(bands[first:])
    named = [i for i, band in enumerate(bands[:first]) if any(cell for k, cell in enumerate(band) if k != label_at)]
    start = named[-1] + 1 if named else 0  # section heads under the header belong to the body
    head, body = bands[:start], bands[start:]
    columns = [_column(grid, head, k) for k in range(len(grid.xs) - 1) if k != label_at]
    index = {k: i for i, k in enumerate(k for k in range(len(grid.xs) - 1) if k != label_at)}
    rows = [_row(band, label_at, index, grid, start + i) for i, band in enumerate(body)]
    columns = [_with_role(c, [r.cells[i] for r in rows if i in r.cells]) for i, c in enumerate(columns)]
    return Table(page, grid.box, tuple(above), tuple(columns), tuple(r for r in rows if r.label or r.cells), "ruled")


def tables_in_grid(page: int, grid: Grid, words: list[Word], above: list[tuple[str, Box]]) -> list[Table]:
    """The grid's table; a form with two label columns is read half by half and put together."""
    bands = _fill(grid, words)
    cut = _second_label(bands)
    if cut is not None:
        halves = Grid(grid.ys, grid.xs[: cut + 1]), Grid(grid.ys, grid.xs[cut:])
        left, right = (_table_in_grid(page, half, _fill(half, words), above) for half in halves)
        if left is not None and right is not None and left.rows and right.rows:
            return joined_halves(left, right)
    table = _table_in_grid(page, grid, bands, above)
    return [table] if table is not None else []


def _second_label(bands: list[list[list[Word]]]) -> int | None:
    """The column where the right half of a two-sided form begins: captions again after figures, and figures after them."""
    width = len(bands[0])
    if width < 4 or len(bands) < MIN_HALF:
        return None
    captions = [
        sum(bool(b[k]) and _number(b[k]) is None and not NOTE_VALUE.fullmatch(_text(b[k])) for b in bands)
        for k in range(width)
    ]
    numbers = [sum(bool(b[k]) and _number(b[k]) is not None for b in bands) for k in range(width)]
    for k in range(2, width - 1):
        captioned = captions[k] >= max(MIN_HALF, 2 * numbers[k]) and captions[k] >= 0.3 * len(bands)
        if captioned and captions[0] >= MIN_HALF and max(numbers[1:k]) >= 3 and max(numbers[k + 1 :]) >= 3:
            return k
    return None


def _head_alone(page: int, grid: Grid, bands: list[list[list[Word]]], above: list[tuple[str, Box]]) -> Table | None:
    """A table of nothing but a dated head, or None."""
    columns = [_column(grid, bands, k) for k in range(1, len(grid.xs) - 1)]
    if len(bands) > 3 or not any(YEAR.search(text) or HEAD_WORD.search(text) for c in columns for text in c.header):
        return None
    columns = [_with_role(c, []) for c in columns]
    return Table(page, grid.box, tuple(above), tuple(columns), (), "ruled")


def _fill(grid: Grid, words: list[Word]) -> list[list[list[Word]]]:
    """Words by band and column, by centre point."""
    bands: list[list[list[Word]]] = [[[] for _ in grid.xs[1:]] for _ in grid.ys[1:]]
    for word in words:
        cx, cy = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        column = _slot(grid.xs, cx)
        band = _slot(grid.ys, cy)
        if column is not None and band is not None:
            bands[band][column].append(word)
    return bands


def rows_in_grid(grid: Grid, words: list[Word]) -> list[tuple[float, list[tuple[str, Box | None]]]]:
    """Every band of the grid: its top, and each cell's text (no spaces inside Chinese) with the box of its words."""
    return [
        (top, [(_text(cell), span(cell) if cell else None) for cell in band])
        for top, band in zip(grid.ys, _fill(grid, words), strict=False)
    ]


def _slot(edges: tuple[float, ...], at: float) -> int | None:
    if at < edges[0] or at > edges[-1]:
        return None
    return max(bisect_left(edges, at) - 1, 0)


def _text(words: list[Word]) -> str:
    """The cell's lines joined; a wrapped number or Chinese caption without spaces."""
    if len(words) == 1 and not words[0].suspect:
        return words[0].text
    lines = [join_words(row) for row in rows_of(words)]
    text = ""
    for line in lines:
        glue = "" if not text or not (text[-1].isascii() and text[-1].isalpha() and line[0].isascii()) else " "
        text += glue + line
    return text


def _number(words: list[Word]) -> ParsedNumber | None:
    if not words:
        return None
    if len(words) == 1 and not words[0].suspect:
        return parse_sided(words[0].text)
    return parse_sided("".join(w.text for row in rows_of(words) for w in row))


def _is_figure(words: list[Word]) -> bool:
    """A number in a cell of its own; a bare year is a head."""
    return _number(words) is not None and not YEAR.fullmatch("".join(w.text for w in words))


def _label_column(body: list[list[list[Word]]]) -> int:
    """The leftmost column that mostly holds text."""
    width = len(body[0])
    for k in range(width):
        filled = [band[k] for band in body if band[k]]
        if filled and sum(_number(cell) is None for cell in filled) > 0.5 * len(filled):
            return k
    return 0


def _column(grid: Grid, head: list[list[list[Word]]], k: int) -> Column:
    phrases: list[tuple[str, Box]] = []
    for band in head:
        own = band[k]
        words = own or _spanning(band, k, grid)
        if words:
            phrases.append((_text(words), span(words)))
    return Column(grid.xs[k], grid.xs[k + 1], tuple(t for t, _ in phrases), tuple(b for _, b in phrases))


def _spanning(band: list[list[Word]], k: int, grid: Grid) -> list[Word]:
    """A phrase centred over several columns falls into one of them: it counts for the empty neighbours it hangs over."""
    for j in (k - 1, k + 1):
        if 0 <= j < len(band) and band[j]:
            box = union([w.box for w in band[j]])
            if box[0] < grid.xs[k + 1] - 2 and box[2] > grid.xs[k] + 2:
                return band[j]
    return []


def _row(band: list[list[Word]], label_at: int, index: dict[int, int], grid: Grid, at: int) -> Row:
    label_words = band[label_at]
    cells = {index[k]: cell for k in index if (cell := _cell(band[k])) is not None}
    box = span(label_words) if label_words else None
    label = _text(label_words)
    if not label and 0 in cells and cells[0].value is None and label_at == 0:
        label = ""
    return Row(label, box, label_words[0].x0 if label_words else 0.0, grid.ys[at], grid.ys[at + 1], cells)


def _cell(words: list[Word]) -> Cell | None:
    if not words:
        return None
    text = _text(words)
    if text.lower() in NOT_GIVEN:
        return None
    number = _number(words)
    box = span(words)
    if number is None:
        return Cell(text, box, tuple(words))
    return Cell(text, box, tuple(words), number.value, number.is_dash, number.is_percent, number.currency, number.side)


def _with_role(column: Column, cells: list[Cell]) -> Column:
    return Column(column.x0, column.x1, column.header, column.header_boxes, _role(column, cells))


def _role(column: Column, cells: list[Cell]) -> ColumnRole:
    head = "".join(column.header)
    if re.search(r"附注|附註|注释|註釋|\bnotes?\b", head, re.IGNORECASE) and not YEAR.search(head):
        return ColumnRole.NOTE
    if "行次" in head:
        return ColumnRole.LINE_NUMBER
    if not cells:
        return ColumnRole.VALUE
    numbers = [c for c in cells if c.value is not None]
    noted = sum(_is_note(c) for c in cells) >= 0.9 * len(cells)
    if noted and not YEAR.search(head) and not HEAD_WORD.search(head) and any(c.value != 0 for c in cells):
        return ColumnRole.NOTE
    if len(numbers) < 0.4 * len(cells):
        return ColumnRole.TEXT
    if sum(c.is_percent for c in numbers) > 0.6 * len(numbers):
        return ColumnRole.PERCENT
    return ColumnRole.VALUE


def _is_note(cell: Cell) -> bool:
    """A note reference: 5, 七、1, (五)12; never an amount."""
    if cell.value is not None:
        return not cell.is_dash and len(cell.text.strip("()（）")) <= 3 and "." not in cell.text
    return bool(NOTE_VALUE.fullmatch(cell.text)) and len(cell.text) <= 10
