"""Workbooks and CSV files as pages: one page a sheet, each cell's text at its row and column, so that one reader serves all.

Coordinates are those of the sheet as `picture` draws it; `locate` turns a box back into the cell. openpyxl's one door for reading.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice, zip_longest
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingestion.errors import LimitReached, PaperError
from ingestion.intake.limits import Limits
from ingestion.model.place import Box, Page, PageState, Word
from ingestion.read.legacy_sheet import legacy_rows
from ingestion.read.package import sheets_within_limits, within_limits
from ingestion.read.rulings import Rulings
from ingestion.read.unseen_cells import CellStyles, cell_styles, unseen_cells

ROW_PT, EM_PT, GAP_PT, MARGIN_PT = 15.0, 4.6, 14.0, 20.0
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 5_000, 60, 300
MAX_UNSEEN, FOOT_PT = 2_000, 600.0
GRID_ROWS = 200_000  # rows of a workbook kept as values; pages show the first MAX_ROWS
CSV_HEAD_BYTES = 8_000_000  # what pages show of a CSV file; ledgers read all of it by column
ENCODINGS = ("utf-8-sig", "gb18030")
Grid = tuple[str, list[list[Any]], dict[tuple[int, int], str]]
"""A sheet's name, its values by row, and why nobody sees some of its cells."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    cells: dict[tuple[int, int], str]  # (row, column) from 0
    edges: tuple[float, ...]  # left edge of each column, and the right edge of the last
    height: float
    rows: list[list[Any]]  # as the file holds them
    unseen: dict[tuple[int, int], str]  # (row, column) and why nobody sees the cell
    is_cut: bool = False  # the file has more rows than are kept


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file is written; `is_cut` where its pages do not hold all its rows."""

    encoding: str
    delimiter: str
    is_cut: bool


class SheetPaper:
    """An open workbook. Pages count from 1 and are its sheets in order.

    Raises:
        PaperError: the file is no workbook or too large.
    """

    def __init__(self, data: bytes, kind: str, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self.csv, grids = _grids(data, kind, self._limits)
        self._sheets = [_laid_out(*grid) for grid in grids]
        if not self._sheets:
            raise PaperError("damaged_file")
        self.page_count = len(self._sheets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sheets = []

    def page(self, number: int, rows: int = MAX_ROWS) -> Page:
        """The words of a sheet, of its first `rows` rows."""
        sheet = self._sheets[number - 1]
        cells = sorted((place, text) for place, text in sheet.cells.items() if place[0] < rows)
        words = [
            w._replace(suspect=way) if way else w
            for (row, column), text in cells
            for way in [sheet.unseen.get((row, column), "")]
            for w in _words(sheet, row, column, text)
        ]
        if len(words) > self._limits.page_words:
            raise LimitReached("page_words", self._limits.page_words, len(words))
        state = PageState.READ if words else PageState.UNREAD
        return Page(number, sheet.edges[-1] + MARGIN_PT, sheet.height, tuple(words), state, None if words else "empty")

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a sheet as drawn, in points."""
        sheet = self._sheets[number - 1]
        return round(sheet.edges[-1] + MARGIN_PT, 1), round(sheet.height, 1)

    def rulings(self, number: int) -> Rulings:
        """No rules: columns are told apart by their places."""
        return Rulings([], [])

    def grid(self, number: int) -> tuple[str, list[list[str]]]:
        """Name and cells of a sheet: figures as exact digits without grouping, days in ISO, texts as they stand."""
        sheet = self._sheets[number - 1]
        return sheet.name, [[_exact(value) for value in row] for row in sheet.rows]

    def is_cut(self, number: int) -> bool:
        """True where the file has more rows on this sheet than are kept."""
        return self._sheets[number - 1].is_cut

    def cell_box(self, number: int, row: int, column: int) -> tuple[float, ...]:
        """Where a cell (counted from 0) is drawn; () beyond what is drawn."""
        sheet = self._sheets[number - 1]
        words = _words(sheet, row, column, sheet.cells.get((row, column), ""))
        if not words or not words[0].text:
            return ()
        return (words[0].x0, words[0].top, words[-1].x1, words[-1].bottom)

    def locate(self, number: int, box: Box) -> dict[str, str]:
        """The sheet and cell of a box."""
        sheet = self._sheets[number - 1]
        row = int(((box[1] + box[3]) / 2 - MARGIN_PT) // ROW_PT)
        middle = (box[0] + box[2]) / 2
        column = next((i for i, edge in enumerate(sheet.edges[1:]) if middle < edge), len(sheet.edges) - 2)
        return {"sheet": sheet.name, "cell": f"{column_letters(column)}{row + 1}"}

    def picture(self, number: int, zoom: float) -> bytes:
        """The sheet as PNG, `zoom` pixels a point, no side longer than the limit."""
        out = io.BytesIO()
        drawn(self.page(number), zoom, self._limits.picture_side_px).save(out, "PNG", compress_level=1)
        return out.getvalue()


def drawn(page: Page, zoom: float, side_px: int) -> Any:
    """A page that exists as words only, drawn: `zoom` pixels a point, no side longer than `side_px`."""
    from PIL import Image, ImageDraw, ImageFont

    scale = min(zoom, side_px / max(page.width, page.height))
    image = Image.new("RGB", (int(page.width * scale) + 1, int(page.height * scale) + 1), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(_font()), max(4, int(8.5 * scale)))
    for word in page.words:
        if word.suspect:
            continue
        draw.text((word.x0 * scale, word.top * scale), word.text, fill="black", font=font)
    return image


def _grids(data: bytes, kind: str, limits: Limits) -> tuple[CsvForm | None, list[Grid]]:
    if kind == "csv":
        form, grids = _csv(data)
        return form, [(name, rows, {}) for name, rows in grids]
    if kind == "xls":
        return None, [(name, rows, {}) for name, rows in legacy_rows(data, GRID_ROWS, MAX_COLUMNS, limits.pages)]
    return None, _workbook(data, limits)


def _workbook(data: bytes, limits: Limits) -> list[Grid]:
    from openpyxl import load_workbook

    within_limits(data, limits)
    sheets_within_limits(data, limits)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        styles = cell_styles(book)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its own size may be false
        return [_grid(sheet, styles) for sheet in book.worksheets]
    except (MemoryError, LimitReached):
        raise
    except Exception as err:
        raise PaperError("damaged_file") from err


def _grid(sheet: Any, styles: CellStyles) -> Grid:
    """A sheet's values as they are shown, and the cells that nobody sees."""
    if not styles.matter:
        rows = _trimmed(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))
        return sheet.title, rows, unseen_cells(sheet, rows)
    by_style: dict[tuple[int, int], str] = {}

    def shown(r: int, cells: tuple[Any, ...]) -> tuple[Any, ...]:
        out = []
        for c, cell in enumerate(cells):
            style = getattr(cell, "_style_id", 0)
            if style in styles.unseen and cell.value is not None:
                by_style[r, c] = styles.unseen[style]
            scale = styles.scales.get(style, 1)
            is_number = scale != 1 and isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
            out.append(cell.value / scale if is_number else cell.value)
        return tuple(out)

    rows = _trimmed(shown(r, cells) for r, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS)))
    return sheet.title, rows, by_style | unseen_cells(sheet, rows)


def _trimmed(rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """The rows as wide as the widest of them; of more than GRID_ROWS one more, which tells that there are more."""
    kept: list[list[Any]] = []
    width = 0
    for row in rows:
        used = next((c for c in range(len(row), 0, -1) if row[c - 1] is not None), 0)
        if len(kept) == GRID_ROWS:
            if not used:
                continue
            kept.append([])
            break
        width = max(width, used)
        kept.append(list(row[:used]))
    return [row + [None] * (width - len(row)) for row in kept]


def _csv(data: bytes) -> tuple[CsvForm, list[tuple[str, list[list[Any]]]]]:
    head = data if len(data) <= CSV_HEAD_BYTES else data[: data.rfind(b"\n", 0, CSV_HEAD_BYTES) + 1]
    for encoding in ENCODINGS:
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError:
            continue
        delimiter = _delimiter(text)
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        try:
            rows = [list(row[:MAX_COLUMNS]) for _, row in zip(range(MAX_ROWS), reader, strict=False)]
            is_cut = len(head) < len(data) or next(reader, None) is not None
        except csv.Error as err:
            raise PaperError("damaged_file") from err
        return CsvForm(encoding, delimiter, is_cut), [("CSV", rows)]
    raise PaperError("damaged_file")


def _delimiter(text: str) -> str:
    """The separator that most rows hold equally often; a decimal comma varies from row to row."""
    lines = [line for line in text[:65_536].splitlines() if line.strip()][:200]

    def steadiness(mark: str) -> tuple[int, int]:
        counts = Counter(n for line in lines if (n := line.count(mark)))
        usual, share = counts.most_common(1)[0] if counts else (0, 0)
        return share, usual

    return max(",;\t|", key=steadiness)


def _laid_out(name: str, rows: list[list[Any]], unseen: dict[tuple[int, int], str]) -> _Sheet:
    cells = {
        (r, c): text for r, row in enumerate(rows[:MAX_ROWS]) for c, value in enumerate(row) if (text := _text(value))
    }
    count = max((c for _, c in cells), default=0) + 1
    widths = _widths(cells, count)
    edges = [MARGIN_PT]
    for width in widths:
        edges.append(edges[-1] + width + GAP_PT)
    last = max((r for r, _ in cells), default=0)
    height = MARGIN_PT * 2 + ROW_PT * (last + 1)
    return _Sheet(name, cells, tuple(edges), height, rows[:GRID_ROWS], unseen, len(rows) > GRID_ROWS)


def _widths(cells: dict[tuple[int, int], str], count: int) -> list[float]:
    """The width of each column: a lone long text may run over empty cells to its right, never into the next filled one."""
    columns: list[list[float]] = [[] for _ in range(count)]
    rows: dict[int, list[tuple[int, float, bool]]] = {}
    for (r, c), text in cells.items():
        wide = text_width(text)
        columns[c].append(wide)
        rows.setdefault(r, []).append((c, wide, _is_figure(text, c)))
    widths = []
    for column in columns:
        ordered = sorted(column)
        lone = bool(ordered) and ordered[-1] > 3 * ordered[len(ordered) // 2]
        widths.append((ordered[int(0.9 * (len(ordered) - 1))] if lone else ordered[-1]) if ordered else 0.0)
    for placed in rows.values():
        placed.sort()
        for (c, wide, figure), following in zip_longest(placed, placed[1:]):
            if figure:
                widths[c] = max(widths[c], wide)
            elif following is not None:
                room = sum(widths[c : following[0]]) + GAP_PT * (following[0] - c - 1)
                widths[c] += max(0.0, wide - room)
    return widths


def _text(value: Any) -> str:
    """A cell as a reader sees it: dates in ISO, whole numbers without decimals, figures in groups of three."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        number = Decimal(str(round(value, 6)))
        plain = number.to_integral_value() if number == number.to_integral_value() else number.normalize()
        return f"{plain:,f}" if abs(plain) >= 10_000 or plain != int(plain) else f"{plain:f}"
    return " ".join(str(value).split())[:MAX_CELL]


def _exact(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0") if isfinite(value) else ""
    return str(value).strip()


def _words(sheet: _Sheet, row: int, column: int, text: str) -> list[Word]:
    """The cell's words: figures end at the right edge, captions begin at the left one."""
    top = MARGIN_PT + ROW_PT * row + 3
    x = sheet.edges[column + 1] - GAP_PT - text_width(text) if _is_figure(text, column) else sheet.edges[column]
    out = []
    for part in text.split(" "):
        out.append(Word(part, x, top, x + text_width(part), top + 9))
        x += text_width(part) + EM_PT / 2
    return out


def _is_figure(text: str, column: int) -> bool:
    return column > 0 and text.replace(",", "").replace(".", "").lstrip("-(（").rstrip(")）%").isdigit()


def text_width(text: str) -> float:
    """Points that `text` takes in a page that exists as words only."""
    return sum(EM_PT * (1.9 if ord(ch) > 0x2E7F else 1.0) for ch in text)


def unseen_words(texts: Iterable[str], top: float, way: str) -> list[Word]:
    """Words that nobody sees, at the foot of a page made of words: kept to be shown, never used."""
    words: list[Word] = []
    x = MARGIN_PT
    for text in islice(texts, MAX_UNSEEN):
        words.append(Word(text, x, top, x + text_width(text), top + 9, suspect=way))
        x += text_width(text) + EM_PT / 2
        if x > FOOT_PT:
            x, top = MARGIN_PT, top + ROW_PT
    return words


def column_letters(column: int) -> str:
    """The letters of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _font() -> Path:
    spec = find_spec("cvttf_NotoSansCJK_Regular")
    if spec is None or not spec.submodule_search_locations:
        raise PaperError("page_failed", why="font")
    return next(Path(next(iter(spec.submodule_search_locations))).glob("*.otf"))
