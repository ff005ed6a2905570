"""Places on a page and the words found there."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""[x0, top, x1, bottom] in PDF points of the page as displayed (CropBox, rotation applied), origin top left."""


class Word(NamedTuple):
    """One run of characters without white space, as printed.

    `suspect` names why the word must not become a fact (hidden, off_page, tiny …); empty for plain words.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    conf: float = 1.0
    suspect: str = ""

    @property
    def box(self) -> Box:
        """The word's box."""
        return (self.x0, self.top, self.x1, self.bottom)


class PageState(StrEnum):
    """How far a page was read; the contract's `coverage[].state`."""

    READ = "read"
    PARTLY_READ = "partly_read"
    UNREAD = "unread"
    HIDDEN_TEXT = "hidden_text"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Page:
    """Words of one page, in reading order of rows (top to bottom, left to right).

    `number` counts from 1; `width` and `height` are points as displayed. `why` says what is missing where `state` is not `read`.
    `source` is `text` or `ocr`. Words of a scan stand on the straightened page: `to_display` (nine numbers, a matrix by rows)
    takes their places to the page as displayed.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    state: PageState = PageState.READ
    why: str | None = None
    source: str = "text"
    to_display: tuple[float, ...] | None = None

    def displayed(self, box: Box) -> Box:
        """A box among the words as a box on the page as displayed."""
        if self.to_display is None:
            return box
        a, b, c, d, e, f, g, h, i = self.to_display
        places = []
        for x, y in ((box[0], box[1]), (box[2], box[1]), (box[0], box[3]), (box[2], box[3])):
            depth = (g * x + h * y + i) or 1.0
            places.append(((a * x + b * y + c) / depth, (d * x + e * y + f) / depth))
        return (
            min(p[0] for p in places),
            min(p[1] for p in places),
            max(p[0] for p in places),
            max(p[1] for p in places),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row rebuilt from boxes: its words joined with single spaces (none between Chinese characters)."""

    page: int
    text: str
    box: Box
    words: tuple[Word, ...]


def span(words: "Sequence[Word]") -> Box:
    """The smallest box around `words` (at least one)."""
    _, x0, top, x1, bottom, _, _ = zip(*words, strict=True)
    return (min(x0), min(top), max(x1), max(bottom))


def union(boxes: "list[Box] | tuple[Box, ...]") -> Box:
    """The smallest box around `boxes` (at least one)."""
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
