"""Small PDFs in code: text at places, ruled tables, borderless tables. The same input gives the same bytes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF

FIXED = datetime(2025, 1, 1, tzinfo=UTC)
ROW = 15.0
FIGURE = re.compile(r"-$|[-(]?[\d,]+(?:\.\d+)?\)?%?$")


def cjk_font() -> Path:
    """The font that holds Chinese; comes with the product's own dependencies."""
    spec = find_spec("cvttf_NotoSansCJK_Regular")
    assert spec is not None and spec.submodule_search_locations
    return next(Path(next(iter(spec.submodule_search_locations))).glob("*.otf"))


class Paper:
    """A PDF being drawn; units are points, origin top left."""

    def __init__(self, width: float = 595, height: float = 842, chinese: bool = True) -> None:
        self._pdf = FPDF(unit="pt", format=(width, height))
        self._pdf.set_creation_date(FIXED)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_compression(True)
        self._name = "cjk" if chinese else "helvetica"
        if chinese:
            self._pdf.add_font("cjk", fname=str(cjk_font()))

    def page(self) -> "Paper":
        """Begin a page."""
        self._pdf.add_page()
        return self

    def text(self, x: float, y: float, text: str, size: float = 10) -> "Paper":
        """Words with their baseline at y."""
        self._pdf.set_font(self._name, size=size)
        self._pdf.text(x, y, text)
        return self

    def centred(self, y: float, text: str, size: float = 12) -> "Paper":
        """Words in the middle of the page."""
        self._pdf.set_font(self._name, size=size)
        return self.text((self._pdf.w - self._pdf.get_string_width(text)) / 2, y, text, size)

    def right(self, x: float, y: float, text: str, size: float = 10) -> "Paper":
        """Words that end at x."""
        self._pdf.set_font(self._name, size=size)
        return self.text(x - self._pdf.get_string_width(text), y, text, size)

    def ruled(
        self, x: float, y: float, widths: Sequence[float], rows: Sequence[Sequence[str]], size: float = 9
    ) -> float:
        """A table with all its rules; figures stand right. The y below it."""
        for row in rows:
            left = x
            for place, (width, cell) in enumerate(zip(widths, row, strict=True)):
                self._pdf.rect(left, y, width, ROW)
                if place and FIGURE.match(cell):
                    self.right(left + width - 3, y + ROW - 4.5, cell, size)
                else:
                    self.text(left + 3, y + ROW - 4.5, cell, size)
                left += width
            y += ROW
        return y

    def borderless(
        self, x: float, y: float, edges: Sequence[float], rows: Sequence[Sequence[str]], size: float = 9
    ) -> float:
        """A table without rules: captions at x, figures with their right edges at `edges`. The y below it."""
        for caption, *cells in rows:
            self.text(x, y, caption, size)
            for edge, cell in zip(edges, cells, strict=True):
                if cell:
                    self.right(edge, y, cell, size)
            y += ROW - 2
        return y

    def bytes(self) -> bytes:
        """The finished file."""
        return bytes(self._pdf.output())
