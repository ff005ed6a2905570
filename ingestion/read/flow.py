"""Papers without pages (plain text, word-processor files) as one page: each word at its place in a line, tables in columns.

`locate` turns a box back into the line and the characters of it. One reader then serves every carrier.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from ingestion.errors import PaperError
from ingestion.intake.limits import Limits
from ingestion.model.place import Box, Page, PageState, Word
from ingestion.read.rulings import Rulings
from ingestion.read.sheet import EM_PT, GAP_PT, MARGIN_PT, ROW_PT, drawn, text_width, unseen_words

LINE_CHARACTERS = 110
SECTION_PT = 3 * ROW_PT  # around tables and before a heading, so that two tables are not taken for one
ENCODINGS = ("utf-8-sig", "gb18030")
_WORD = re.compile(r"\S+")
_FIGURE = re.compile(r"[-(（]?[$£€¥]?[-(（]?[\d.,]*\d[\d.,]*[)）]?%?$|[-–—]$")
Block = str | list[list[str]]
"""A paragraph (its own line breaks and gaps kept), or the rows of a table."""


@dataclass(frozen=True, slots=True)
class _Placed:
    word: Word
    line: int
    start: int


class FlowPaper:
    """Blocks of text laid out as one page, in order. Lines count from 1, also those inside tables."""

    page_count = 1

    def __init__(self, blocks: list[Block], limits: Limits | None = None, unseen: Sequence[str] = ()) -> None:
        self._limits = limits or Limits()
        self._unseen = unseen
        self._placed: list[_Placed] = []
        self._line = 0
        self._y = MARGIN_PT - ROW_PT
        for block in blocks:
            if isinstance(block, str):
                self._paragraph(block)
            else:
                self._table(block)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._placed = []

    def page(self, number: int) -> Page:
        """The words as laid out; `partly_read` where the limit of words was met."""
        kept = self._placed[: self._limits.page_words]
        words = tuple(p.word for p in kept)
        words += tuple(unseen_words(self._unseen, self._y + 2 * ROW_PT, "hidden_run"))
        width = max((w.x1 for w in words), default=500.0) + MARGIN_PT
        state, why = (PageState.READ, None) if kept else (PageState.UNREAD, "empty")
        if len(kept) < len(self._placed):
            state, why = PageState.PARTLY_READ, "limit"
        return Page(number, width, self._y + ROW_PT + MARGIN_PT, words, state, why)

    def rulings(self, number: int) -> Rulings:
        """No rules: columns are told apart by their places."""
        return Rulings([], [])

    def locate(self, number: int, box: Box) -> dict[str, Any]:
        """The line of a box, and the characters of the line from and to."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for placed in self._placed:
            word = placed.word
            if word.x0 - 1 <= x <= word.x1 + 1 and word.top <= y <= word.bottom:
                return {"line": placed.line, "span": [placed.start, placed.start + len(word.text)]}
        return {"line": 1, "span": [0, 0]}

    def picture(self, number: int, zoom: float) -> bytes:
        """The page as PNG, `zoom` pixels a point, no side longer than the limit."""
        out = io.BytesIO()
        drawn(self.page(number), zoom, self._limits.picture_side_px).save(out, "PNG", compress_level=1)
        return out.getvalue()

    def _paragraph(self, text: str) -> None:
        """Lines as they are broken; a longer one is broken again where a word ends."""
        blank = False
        for line in text.splitlines() or [""]:
            held = line.expandtabs(8)
            words = held.split()
            if blank and words and not _FIGURE.match(words[-1]):
                self._y += SECTION_PT
            blank = not words
            while len(held) > LINE_CHARACTERS:
                cut = held.rfind(" ", 1, LINE_CHARACTERS) if held.isascii() else LINE_CHARACTERS
                cut = cut if cut > 0 else LINE_CHARACTERS
                self._put_line(held[:cut])
                held = held[cut:].lstrip()
            self._put_line(held)

    def _put_line(self, text: str) -> None:
        self._next_line()
        for match in _WORD.finditer(text):
            self._put(match.group(), MARGIN_PT + text_width(text[: match.start()]), match.start())

    def _table(self, rows: list[list[str]]) -> None:
        """Captions begin at the left edge of their column, figures end at its right edge."""
        count = max((len(row) for row in rows), default=0)
        edges = [MARGIN_PT]
        for column in range(count):
            widest = max((text_width(row[column]) for row in rows if column < len(row)), default=0.0)
            edges.append(edges[-1] + min(widest, 400.0) + GAP_PT)
        self._y += SECTION_PT
        for row in rows:
            self._next_line()
            start = 0
            for column, cell in enumerate(row):
                figure = column > 0 and _FIGURE.match(cell.strip())
                x = edges[column + 1] - GAP_PT - text_width(cell.strip()) if figure else edges[column]
                for match in _WORD.finditer(cell):
                    self._put(match.group(), x, start + match.start())
                    x += text_width(match.group()) + EM_PT / 2
                start += len(cell) + 1
        self._y += SECTION_PT

    def _next_line(self) -> None:
        self._line += 1
        self._y += ROW_PT

    def _put(self, text: str, x: float, start: int) -> None:
        word = Word(text, x, self._y + 3, x + text_width(text), self._y + 12)
        self._placed.append(_Placed(word, self._line, start))


def text_blocks(data: bytes) -> list[Block]:
    """A plain text file as one block, gaps between columns kept.

    Raises:
        PaperError: neither UTF-8, UTF-16 with its mark, nor GB18030.
    """
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return [text.replace("\f", "\n")]
    raise PaperError("damaged_file")
