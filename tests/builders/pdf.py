"""Small PDFs in code: text at places, ruled tables, borderless tables. The same input gives the same bytes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF, TextMode

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

    def __init__(self, width: float = 595, height: float = 842, chinese: bool = True, latin: str = "helvetica") -> None:
        self._pdf = FPDF(unit="pt", format=(width, height))
        self._pdf.set_creation_date(FIXED)
        self._pdf.set_auto_page_break(False)
        self._pdf.set_compression(True)
        self._name = "cjk" if chinese else latin

    def page(self) -> "Paper":
        """Begin a page."""
        self._pdf.add_page()
        return self

    @property
    def width(self) -> float:
        """Width of the page in points."""
        return float(self._pdf.w)

    @property
    def height(self) -> float:
        """Height of the page in points."""
        return float(self._pdf.h)

    def width_of(self, text: str, size: float, bold: bool = False) -> float:
        """Width of `text` in points."""
        self._face(text, size, bold)
        return float(self._pdf.get_string_width(text))

    def text(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> "Paper":
        """Words with their baseline at y."""
        if self._face(text, size, bold) == "cjk" and bold:  # the face has one weight: thicken its outline
            with self._pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * 0.03):
                self._pdf.text(x, y, text)
        else:
            self._pdf.text(x, y, text)
        return self

    def centred(self, y: float, text: str, size: float = 12, bold: bool = False) -> "Paper":
        """Words in the middle of the page."""
        return self.text((self._pdf.w - self.width_of(text, size, bold)) / 2, y, text, size, bold)

    def right(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> "Paper":
        """Words that end at x."""
        return self.text(x - self.width_of(text, size, bold), y, text, size, bold)

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> "Paper":
        """A rule."""
        self._pdf.set_line_width(width)
        self._pdf.line(x0, y0, x1, y1)
        return self

    def shade(self, x: float, y: float, width: float, height: float, grey: int = 232) -> "Paper":
        """A grey field behind words drawn later."""
        self._pdf.set_fill_color(grey)
        self._pdf.rect(x, y, width, height, style="F")
        return self

    def frame(self, x: float, y: float, width: float, height: float) -> "Paper":
        """A rectangle of thin rules."""
        self._pdf.set_line_width(0.4)
        self._pdf.rect(x, y, width, height)
        return self

    def _face(self, text: str, size: float, bold: bool) -> str:
        """The face set: a Latin one (Helvetica, Times) on English papers, the Chinese face for whatever it lacks."""
        if self._name != "cjk" and all(ord(ch) < 256 for ch in text):
            self._pdf.set_font(self._name, "B" if bold else "", size)
            return self._name
        if "cjk" not in self._pdf.fonts:
            self._pdf.add_font("cjk", fname=str(cjk_font()))
        self._pdf.set_font("cjk", size=size)
        return "cjk"

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
