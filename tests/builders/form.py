"""Papers told in blocks by a TOML file: titles, paragraphs, label pairs, ruled tables. Rows wrap, pages break by themselves."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.builders.pdf import FIGURE, Paper

FOLDER = Path(__file__).with_name("papers")
LEFT, TOP, BOTTOM = 56.0, 64.0, 782.0
CLOSING, OPENING = "，。；：、）)”】〕》", "（(“【〔《"
Block = dict[str, Any]


def load(name: str) -> dict[str, Any]:
    """A TOML file of `tests/builders/papers`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def form(name: str) -> bytes:
    """The paper of `papers/NAME.toml`."""
    return Form(load(name)).bytes()


class Form:
    """A paper being set block by block; `head` and `foot` are printed on every page, `{page}` is its number. `paper` takes free drawing."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._size = float(data.get("size", 9.5))
        self.paper = Paper(chinese=data.get("language", "zh") != "en")
        self._right = self.paper.width - LEFT
        self._number = 0
        self._y = TOP
        self._pad = 6.0
        self._begin_page()
        for block in data["blocks"]:
            self.set(block)

    def bytes(self) -> bytes:
        """The finished file."""
        return self.paper.bytes()

    def set(self, block: Block) -> None:
        """Put one block below the last one."""
        getattr(self, f"_{block['kind']}")(block)

    def _begin_page(self) -> None:
        self._number += 1
        self.paper.page()
        self._y = TOP
        if head := self._data.get("head"):
            self.paper.text(LEFT, 40, head, 8)
            self.paper.line(LEFT, 45, self._right, 45)
        if foot := self._data.get("foot"):
            self.paper.centred(816, foot.format(page=self._number), 8)

    def _need(self, height: float) -> None:
        if self._y + height > BOTTOM:
            self._begin_page()

    def _break(self, block: Block) -> None:
        self._begin_page()

    def _space(self, block: Block) -> None:
        self._y += float(block["height"])

    def _title(self, block: Block) -> None:
        size = float(block.get("size", 18))
        self._need(size * 2)
        self._y += size
        self.paper.centred(self._y, block["text"], size, bold=True)
        self._y += float(block.get("after", size * 0.7))

    def _heading(self, block: Block) -> None:
        size = float(block.get("size", self._size + 2))
        self._need(size * 2 + float(block.get("keep", 34)))
        self._y += size + 8
        self.paper.text(LEFT, self._y, block["text"], size, bold=True)
        if block.get("rule"):
            self.paper.line(LEFT, self._y + 4, self._right, self._y + 4, 0.8)
        self._y += 8

    def _text(self, block: Block) -> None:
        size = float(block.get("size", self._size))
        indent = float(block.get("indent", 0))
        for place, line in enumerate(self._wrapped(block["text"], self._right - LEFT, size, indent)):
            self._need(size * 1.7)
            self._y += size * 1.7
            self.paper.text(LEFT + (indent if place == 0 else 0), self._y, line, size, bool(block.get("bold")))
        self._y += float(block.get("after", 3))

    def _aside(self, block: Block) -> None:
        """A line that ends at the right margin, such as the unit."""
        size = float(block.get("size", self._size - 1))
        self._y += size + 3
        self.paper.right(self._right, self._y, block["text"], size)
        if "left" in block:
            self.paper.text(LEFT, self._y, block["left"], size)
        self._y += 4

    def _pairs(self, block: Block) -> None:
        """Labels and values without rules, the value at a fixed column."""
        column = float(block.get("column", 170))
        for label, value in block["rows"]:
            lines = self._wrapped(value, self._right - LEFT - column, self._size, 0)
            self._need(self._size * 1.65 * len(lines))
            for place, line in enumerate(lines):
                self._y += self._size * 1.65
                if place == 0:
                    self.paper.text(LEFT, self._y, label, self._size)
                self.paper.text(LEFT + column, self._y, line, self._size)
        self._y += 4

    def _table(self, block: Block) -> None:
        """A ruled table; the first `head` rows are shaded and repeated on the next page.

        `align`: a letter a column: l, r, c, or a (figures right, words left).
        """
        size = float(block.get("size", self._size - 1))
        self._pad = float(block.get("pad", 6))
        scale = (self._right - LEFT) / sum(block["widths"]) if block.get("fill", True) else 1.0
        widths = [w * scale for w in block["widths"]]
        count = int(block.get("head", 1))
        align = block.get("align", "a" * len(widths))
        rows = block["rows"]
        for place, row in enumerate(rows):
            height = self._row_height(row, widths, size)
            if self._y + height > BOTTOM:
                self._begin_page()
                for head in rows[:count]:
                    self._row(head, widths, size, align, shaded=True)
            self._row(row, widths, size, align, shaded=place < count, label=bool(block.get("labels")))
        self._y += float(block.get("after", 8))

    def _row_height(self, row: Sequence[str], widths: Sequence[float], size: float) -> float:
        lines = max(len(self._wrapped(cell, w - 7, size, 0)) for cell, w in zip(row, widths, strict=True))
        return size * 1.35 * lines + self._pad

    def _row(
        self,
        row: Sequence[str],
        widths: Sequence[float],
        size: float,
        align: str,
        shaded: bool = False,
        label: bool = False,
    ) -> None:
        height = self._row_height(row, widths, size)
        x = LEFT
        for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
            if shaded or (label and place % 2 == 0):
                self.paper.shade(x, self._y, width, height)
            self.paper.frame(x, self._y, width, height)
            lines = self._wrapped(cell, width - 7, size, 0)
            y = self._y + (height - size * 1.35 * len(lines)) / 2 + size
            for line in lines:
                kind = "c" if shaded else align[place]
                if kind == "r" or (kind == "a" and place and FIGURE.match(line)):
                    self.paper.right(x + width - 3.5, y, line, size)
                elif kind == "c":
                    self.paper.text(x + (width - self.paper.width_of(line, size)) / 2, y, line, size)
                else:
                    self.paper.text(x + 3.5, y, line, size)
                y += size * 1.35
            x += width
        self._y += height

    def _wrapped(self, text: str, width: float, size: float, indent: float) -> list[str]:
        """`text` in lines no wider than `width`; Latin words stay whole, marks stay with the words they belong to."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line, room = "", width - indent
            for token in _tokens(paragraph):
                if line and self.paper.width_of(line + token.rstrip(), size) > room:
                    lines.append(line.rstrip())
                    line, room = "", width
                    token = token.lstrip()
                line += token
            lines.append(line.rstrip())
        return lines


def _tokens(text: str) -> list[str]:
    """Pieces a line may break between: a Chinese character with its marks, a Latin word with its space."""
    tokens: list[str] = []
    for ch in text:
        last = tokens[-1][-1] if tokens else ""
        in_word = last and _latin(last) and last != " " and _latin(ch)
        if tokens and (in_word or ch in CLOSING or last in OPENING):
            tokens[-1] += ch
        else:
            tokens.append(ch)
    return tokens


def _latin(ch: str) -> bool:
    return ord(ch) < 0x2E80 and ch not in "“”‘’"
