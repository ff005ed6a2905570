"""Places on a page and the words found there."""

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
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    state: PageState = PageState.READ
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row rebuilt from boxes: its words joined with single spaces (none between Chinese characters)."""

    page: int
    text: str
    box: Box
    words: tuple[Word, ...]


def union(boxes: "list[Box] | tuple[Box, ...]") -> Box:
    """The smallest box around `boxes` (at least one)."""
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
