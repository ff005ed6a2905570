"""Labels and values in one run of text: `企业名称：某公司 成立日期：2018-02-26`, `Report date: April 07, 2026`."""

import re
from dataclasses import dataclass

from ingestion.extract.bureau.spec import Layered, Vocabulary, fold

_COLON = re.compile(r"[:：]")
_CUT = re.compile(r"[\s,，;；|、。]+")
_CHINESE = re.compile("[\u3400-\u9fff]+")
_LONGER = re.compile(r"[A-Za-z][A-Za-z'’ -]*\s")
MAX_LABEL = 60
MIN_GLUED, LONG_GLUED, MAX_GLUED = 2, 4, 14


@dataclass(frozen=True, slots=True)
class InlinePair:
    """A label, what the vocabulary says of it, and the text behind it up to the next label."""

    label: str
    meaning: str
    sure: float
    value: str


def inline_pairs(text: str, labels: Vocabulary | Layered, near: bool = False) -> list[InlinePair]:
    """All pairs whose label is known; an unknown label before a colon ends nothing."""
    marks: list[tuple[int, int, str, str, float]] = []  # start of label, end of colon, label, meaning, sureness
    for colon in _COLON.finditer(text):
        before = text[: colon.start()]
        if re.search(r"\d$", before) and re.match(r"\d\d", text[colon.end() :]):
            continue  # a time of day
        found = _label_before(before, marks[-1][1] if marks else 0, labels, near)
        if found:
            marks.append((found[0], colon.end(), *found[1:]))
    pairs = []
    for i, (_, end, label, meaning, sure) in enumerate(marks):
        stop = marks[i + 1][0] if i + 1 < len(marks) else len(text)
        pairs.append(InlinePair(label, meaning, sure, text[end:stop].strip(" ,，;；|。")))
    return pairs


def _label_before(
    before: str, start: int, labels: Vocabulary | Layered, near: bool
) -> tuple[int, str, str, float] | None:
    """The longest known label that ends the text, beginning at a cut."""
    cuts = [start, *(m.end() for m in _CUT.finditer(before, start))]
    for cut in cuts:
        label = before[cut:].strip()
        if not label or len(label) > MAX_LABEL or (not start and _LONGER.fullmatch(before[:cut])):
            continue  # the end of a longer label that nobody knows
        found = labels.find(fold(label), near)
        if found:
            return cut, label, *found
    for length in range(min(MAX_GLUED, len(before) - start), MIN_GLUED - 1, -1):  # glued to the words before it
        label = before[len(before) - length :]
        after_value = length >= LONG_GLUED or re.search(r"[\d元日月%号]$", before[: len(before) - length])
        if after_value and _CHINESE.fullmatch(label) and (found := labels.told(fold(label))):
            return len(before) - length, label, *found
    return None
