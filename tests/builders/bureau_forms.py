"""Bureau, registry, tax, bank, rating and insurer papers drawn from `bureau_forms.toml` in several styles.

A style says how labels and values stand (four columns with rules, two columns without, one line), whether tables have rules, how much fits
on a page, and whether the sections come in reverse order.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.builders.pdf import FIGURE, Paper

DATA = Path(__file__).with_name("bureau_forms.toml")
LEFT, TOP, WIDTH, LINE = 40.0, 50.0, 515.0, 15.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a paper looks."""

    name: str
    pairs: str = "ruled4"  # ruled4 | free2 | inline
    ruled: bool = True
    bottom: float = 790.0
    turned: bool = False  # sections in reverse order
    size: float = 8.0


STYLES = (
    Style("ruled"),
    Style("free", pairs="free2", ruled=False, size=8.5),
    Style("inline_short_pages_turned", pairs="inline", bottom=330.0, turned=True),
    Style("free_turned", pairs="free2", ruled=False, turned=True, bottom=420.0),
)


def contents() -> dict[str, Any]:
    """`bureau_forms.toml`."""
    return tomllib.loads(DATA.read_text("utf-8"))


def bureau_form(name: str, style: Style) -> bytes:
    """One paper in one style."""
    data = contents()[name]
    drawing = _Drawing(style, bool(data.get("chinese", True)))
    drawing.paper.text(LEFT, TOP, data["title"], 15)
    drawing.y = TOP + 16
    for line in data.get("head", []):
        drawing.line(line)
    sections = data["sections"]
    for section in reversed(sections) if style.turned else sections:
        drawing.section(section)
    for line in data.get("foot", []):
        drawing.line(line)
    return drawing.paper.bytes()


class _Drawing:
    def __init__(self, style: Style, chinese: bool) -> None:
        self.style = style
        self.paper = Paper(chinese=chinese).page()
        self.y = TOP

    def line(self, text: str) -> None:
        self._room(1)
        self.paper.text(LEFT, self.y + 11, text, self.style.size + 0.5)
        self.y += LINE

    def section(self, section: dict[str, Any]) -> None:
        self.y += 8
        self._room(3)
        if section.get("title"):
            self.paper.text(LEFT, self.y + 12, section["title"], 11)
            self.y += 18
        if "pairs" in section:
            self._pairs(section["pairs"])
        for line in section.get("lines", []):
            self.line(line)
        if "table" in section:
            self._table(section["table"])

    def _pairs(self, pairs: Sequence[Sequence[str]]) -> None:
        if self.style.pairs == "inline":
            for label, value in pairs:
                self.line(f"{label}: {value}")
        elif self.style.pairs == "free2":
            for label, value in pairs:
                self._room(1)
                self.paper.text(LEFT, self.y + 11, label, self.style.size).text(
                    LEFT + 210, self.y + 11, value, self.style.size
                )
                self.y += LINE
        else:
            flat = [cell for pair in pairs for cell in pair] + [""] * (2 * (len(pairs) % 2))
            rows = [flat[i : i + 4] for i in range(0, len(flat), 4)]
            self._rows([130, 127.5, 130, 127.5], rows)

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        widths = _widths(rows)
        if self.style.ruled:
            self._rows(widths, rows)
            return
        for row in rows:
            self._room(1)
            x = LEFT
            for width, cell in zip(widths, row, strict=True):
                if FIGURE.match(cell) and cell:
                    self.paper.right(x + width - 8, self.y + 11, cell, self.style.size)
                else:
                    self.paper.text(x, self.y + 11, cell, self.style.size)
                x += width
            self.y += LINE

    def _rows(self, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            self._room(1)
            self.y = self.paper.ruled(LEFT, self.y, widths, [row], self.style.size - 0.5)

    def _room(self, lines: int) -> None:
        if self.y + LINE * lines > self.style.bottom:
            self.paper.page()
            self.y = TOP


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Columns as wide as their longest cell asks for, on the whole width."""
    needs = [max(sum(2 if ord(ch) > 255 else 1 for ch in row[k]) for row in rows) + 3 for k in range(len(rows[0]))]
    return [WIDTH * need / sum(needs) for need in needs]
