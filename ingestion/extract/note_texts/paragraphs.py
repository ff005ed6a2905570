"""Paragraphs of what stands under a heading, each with the place of its first page."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingestion.model.place import Box, Line, union

_DIGITS = str.maketrans("", "", "0123456789 ")
LENGTH = 420  # characters of a passage
INDENT_PT = 9.0
SHORT_PT = 24.0
EDGE, OFTEN = 3, 3  # lines at a page's head or foot; pages that carry a running head
_RUNNING = re.compile(
    r"(?:第?\s*\d{1,4}\s*(?:页|/\s*\d{1,4})?(?:\s*共\s*\d{1,4}\s*页)?|[-–—F]*\s*\d{1,4}\s*[-–—]*|.{2,40}(?:年度报告|年度報告|半年度报告|季度报告)(?:全文)?|(?:table of contents|notes to (?:the )?(?:consolidated )?financial statements.*))",
    re.IGNORECASE,
)


_ROW = re.compile(r"^[^。，；]{2,40}[\u3400-\u9fff）)]\s+-?\d[\d,]{3,}(?:\.\d+)?(?:\s+-?[\d,.]+)*$")
"""A row of a table without rules: a caption and amounts."""


def is_running(line: Line) -> bool:
    """True for page numbers and running heads."""
    return bool(_RUNNING.fullmatch(line.text.strip()))


def repeated(pages: Mapping[int, Sequence[Line]]) -> frozenset[str]:
    """Lines that stand at the head or foot of several pages, figures aside."""
    count: Counter[str] = Counter()
    for lines in pages.values():
        count.update({_bare(line.text) for line in (*lines[:EDGE], *lines[-EDGE:])})
    return frozenset(text for text, n in count.items() if n >= OFTEN and text)


def is_repeated(line: Line, often: frozenset[str]) -> bool:
    """True for a line of `often`."""
    return _bare(line.text) in often


def _bare(text: str) -> str:
    return text.translate(_DIGITS)


def paragraphs(lines: Sequence[Line], chinese: bool) -> list[tuple[str, int, Box]]:
    """(text, page, box) of each paragraph; one that runs over a page keeps the place where it begins."""
    made: list[tuple[str, int, Box]] = []
    group: list[Line] = []
    right = max((line.box[2] for line in lines), default=0.0)
    for line in lines:
        if group and _begins(group[-1], line, right, chinese):
            made.append(_joined(group, chinese))
            group = []
        group.append(line)
    if group:
        made.append(_joined(group, chinese))
    return made


def _begins(before: Line, line: Line, right: float, chinese: bool) -> bool:
    """True where a line begins a paragraph after `before`."""
    if chinese and (_ROW.search(before.text) or _ROW.search(line.text)):
        return True
    ended = before.text.rstrip().endswith(("。", "；", "：", ".", ":", ";"))
    if line.page != before.page:
        return ended
    tall = max(before.box[3] - before.box[1], 1.0)
    if line.box[1] - before.box[3] > 1.1 * tall:
        return True
    if chinese and line.box[0] - before.box[0] > INDENT_PT and ended:
        return True
    return ended and before.box[2] < right - SHORT_PT


def _joined(group: Sequence[Line], chinese: bool) -> tuple[str, int, Box]:
    first = [line for line in group if line.page == group[0].page]
    text = ("" if chinese else " ").join(line.text.strip() for line in group)
    return text[:LENGTH], group[0].page, union([line.box for line in first])
