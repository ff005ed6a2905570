"""The page that credit papers are drawn on: how a paper looks, and text and ruled rows that go on over page ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.builders.bureau_print import Printing, UnitPlace
from tests.builders.pdf import Paper

LEFT, TOP, LINE = 40.0, 52.0, 15.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a paper looks: `pairs` and `tables` name ways of printing (bureau_pairs.py, bureau_tables.py)."""

    name: str
    pairs: str
    tables: str
    dates: str = "iso"  # iso | words | long | slash | dot | packed
    unit: UnitPlace = "cell"
    empty: str = "--"
    bottom: float = 790.0
    turned: bool = False
    size: float = 8.0
    latin: str = "helvetica"
    landscape: bool = False
    running: bool = False  # a head and a foot on every page


class Sheet:
    """The paper being drawn: words at the current height, rows of ruled cells, page breaks."""

    def __init__(self, look: Look, printing: Printing, title: str) -> None:
        self.look = look
        self.print = printing
        self.title = title
        size = (842, 595) if look.landscape else (595, 842)
        self.paper = Paper(*size, chinese=not printing.english, latin=look.latin).page()
        self.width = size[0] - 2 * LEFT
        self.bottom = min(look.bottom, size[1] - 50)
        self.y = TOP
        self.number, self.total = 1, 0
        self._running()

    @property
    def colon(self) -> str:
        """What stands between label and value on one line."""
        return ": " if self.print.english else "："

    def foot(self) -> None:
        """The number of the page."""
        words = "Page {} of {}" if self.print.english else "第 {} 页 共 {} 页"
        self.paper.text(LEFT + self.width / 2 - 30, self.paper.height - 17, words.format(self.number, self.total), 8)

    def _running(self) -> None:
        if self.look.running:
            words = "Confidential" if self.print.english else "内部资料 注意保密"
            self.paper.text(LEFT, 24, self.title, 7).right(LEFT + self.width, 24, words, 7)
            self.paper.text(LEFT, self.paper.height - 14, f"{words} {self.number}", 7)

    def written(self, text: str) -> None:
        """One line of text."""
        self.room(LINE)
        self.paper.text(LEFT, self.y + 11, text, self.look.size + 0.5)
        self.y += LINE

    def room(self, height: float) -> None:
        """A new page where less than `height` is left."""
        if self.y + height > self.bottom:
            self.break_()

    def break_(self) -> None:
        """The next page."""
        self.paper.page()
        self.y = TOP
        self.number += 1
        self._running()
        if self.total:
            self.foot()

    def ruled_row(self, widths: Sequence[float], cells: Sequence[str]) -> None:
        """One ruled row; a cell's text goes on in further lines of the cell."""
        size = self._cell_size(widths)
        height = self.row_height(widths, cells)
        x = LEFT
        for width, cell in zip(widths, cells, strict=True):
            self.paper.frame(x, self.y, width, height)
            for k, text in enumerate(self.fitted(cell, width - 6, size)):
                self.paper.text(x + 3, self.y + 10.5 + (size + 1.5) * k, text, size)
            x += width
        self.y += height

    def row_height(self, widths: Sequence[float], cells: Sequence[str]) -> float:
        """The height of a ruled row."""
        size = self._cell_size(widths)
        lines = max(len(self.fitted(c, w - 6, size)) for c, w in zip(cells, widths, strict=True))
        return LINE + (size + 1.5) * (lines - 1)

    def _cell_size(self, widths: Sequence[float]) -> float:
        return self.look.size - (1.0 if len(widths) > 5 else 0.5)

    def text_in(self, x: float, y: float, text: str, width: float) -> int:
        """Text in lines from (x, y) down, no wider than `width`; how many."""
        lines = self.fitted(text, width, self.look.size)
        for k, line in enumerate(lines):
            self.paper.text(x, y + (self.look.size + 1.5) * k, line, self.look.size)
        return len(lines)

    def fitted(self, text: str, width: float, size: float) -> list[str]:
        """The text in lines no wider than `width`: cut between words, or between Chinese characters."""
        lines, now = [""], ""
        for piece in _pieces(text):
            now = lines[-1] + piece
            if lines[-1].strip() and self.paper.width_of(now.rstrip(), size) > width:
                lines.append(piece.lstrip())
            else:
                lines[-1] = now
        return [line.rstrip() for line in lines]

    def columns(self, rows: Sequence[Sequence[str]], count: int) -> list[float]:
        """Widths of columns as wide as their longest cell asks for, on the whole width."""
        needs = [
            min(34, max(sum(2 if ord(ch) > 255 else 1 for ch in row[k]) if k < len(row) else 0 for row in rows)) + 3
            for k in range(count)
        ]
        return [self.width * need / sum(needs) for need in needs]


def _pieces(text: str) -> list[str]:
    out: list[str] = []
    for ch in text:
        if out and (ord(ch) < 0x2E80 and ord(out[-1][-1]) < 0x2E80) and out[-1][-1] not in " -/":
            out[-1] += ch
        else:
            out.append(ch)
    return out


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items by `size`."""
    for k in range(0, len(items), size):
        yield items[k : k + size]
