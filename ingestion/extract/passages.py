"""A page's lines cut into passages for search: about 150 English words or 300 Chinese characters, each line with its box."""

import re

from ingestion.model.fact import Passage
from ingestion.model.place import Line

_CJK = re.compile("[\u3400-\u9fff]")
TARGET = 900  # characters of English; a Chinese character counts three


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
    return Passage(page=page, text="\n".join(line.text for line in lines), lines=rows, section=section)


def _rounded(line: Line) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = line.box
    return (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))
