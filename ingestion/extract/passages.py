"""A page's lines cut into passages for search: about 150 English words or 300 Chinese characters, each line with its box."""

import math
import re
from collections.abc import Sequence

from ingestion.model.fact import Passage
from ingestion.model.place import Line, Word
from ingestion.read.layout import CJK

_CJK = re.compile("[\u3400-\u9fff]")
TARGET = 900  # characters of English; a Chinese character counts three
CUT_EM = 0.8
"""A gap of so many heights of a line parts two cells of a table."""

Cuts = tuple[tuple[int, float, float], ...]


def passages_of(lines: list[Line], page: int, section: str | None = None) -> list[Passage]:
    """The passages of one page, in order; one line is never cut."""
    out: list[Passage] = []
    held: list[Line] = []
    size = 0
    for line in lines:
        weight = len(line.text) + (0 if line.text.isascii() else 2 * len(_CJK.findall(line.text)))
        if held and size + weight > TARGET:
            out.append(_passage(held, page, section))
            held, size = [], 0
        held.append(line)
        size += weight
    if held:
        out.append(_passage(held, page, section))
    return out


def _passage(lines: list[Line], page: int, section: str | None) -> Passage:
    rows = tuple((line.text, _rounded(line)) for line in lines)
    cuts = tuple(cuts_of(line) for line in lines)
    return Passage(page=page, text="\n".join(line.text for line in lines), lines=rows, section=section, cuts=cuts)


def cuts_of(line: Line) -> Cuts:
    """Where the parts of a printed row begin in its text and stand on the page (left, right), for a row set in columns; else nothing."""
    words = line.words
    gap = CUT_EM * (line.box[3] - line.box[1])
    if not _has_gap(words, gap):
        return ()
    cuts: list[tuple[int, float, float]] = []
    start = at = 0
    left = right = 0.0
    before: str | None = None
    for text, x0, _, x1, _, _, _ in words:
        found = line.text.find(text, at)
        if found < 0:
            return ()
        if before is None or x0 - right >= gap or _are_figures(before, text):
            if before is not None:
                cuts.append((start, round(left, 1), round(right, 1)))
            start, left = found, x0
        at = found + len(text)
        before, right = text, x1
    return (*cuts, (start, round(left, 1), round(right, 1)))


def _has_gap(words: Sequence[Word], gap: float) -> bool:
    """True where two neighbours stand at least so far apart."""
    right = math.inf
    for _, x0, _, x1, _, _, _ in words:
        if x0 - right >= gap:
            return True
        right = x1
    return False


def _are_figures(first: str, second: str) -> bool:
    return (
        first[-1:].isdigit()
        and second[:1].isdigit()
        and not CJK.search(first + second)
        and ("," in first or "." in first)
    )


def _rounded(line: Line) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = line.box
    return (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))
