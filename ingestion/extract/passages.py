"""A page's lines cut into passages for search: about 150 English words or 300 Chinese characters, each line with its box."""

import re
from itertools import pairwise

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
        weight = len(line.text) + 2 * len(_CJK.findall(line.text))
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
    if len(words) < 2 or not any(b.x0 - a.x1 >= gap for a, b in pairwise(words)):
        return ()
    cuts: list[tuple[int, float, float]] = []
    at = 0
    before: Word | None = None
    for word in words:
        start = line.text.find(word.text, at)
        if start < 0:
            return ()
        if before is None or word.x0 - before.x1 >= gap or _are_figures(before.text, word.text):
            cuts.append((start, round(word.x0, 1), round(word.x1, 1)))
        else:
            cuts[-1] = (cuts[-1][0], cuts[-1][1], round(word.x1, 1))
        at = start + len(word.text)
        before = word
    return tuple(cuts)


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
