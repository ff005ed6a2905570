"""A page's lines in segments: a heading and what stands under it, so that a row keeps the head it belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.model.place import Box
from ingestion.taxonomy.captions import plain

Lines = Sequence[tuple[str, Box]]
_CJK = re.compile("[\u3400-\u9fff]")
_NUMBERED = re.compile(
    r"^\s*(?:第[一二三四五六七八九十]+[节章]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）][、.．]?|\d{1,3}[、.．](?!\d)|item \d+[a-z]?\.|note \d+|\d{1,2}\.\s+[A-Z])",
    re.IGNORECASE,
)
_RUNNING = re.compile(
    r"(?:年度报告|季度报告|半年度报告)(?:全文|摘要)?\s*$|^table of contents$|^\d{1,3}(?:\s*/\s*\d+)?$|form 10-[kq] \|",
    re.IGNORECASE,
)
_TICKS = re.compile(r"(?:[□○√☑✓\uf052]?\s*(?:不?适用|是|否)\s*)+")
_MAX_HEADING = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """A heading (may be empty) and its lines, with the page and paper they stand on."""

    document: str
    file: str
    page: int
    heading: str
    lines: tuple[tuple[str, Box], ...]

    @property
    def plain_heading(self) -> str:
        """The heading in plain form without spaces."""
        return re.sub(r"\s+", "", plain(self.heading)) if _CJK.search(self.heading) else plain(self.heading)


def segments_of(document: str, file: str, page: int, lines: Lines) -> list[Segment]:
    """The segments of a page in order; a heading with nothing under it is part of the next; running heads are left out."""
    out: list[Segment] = []
    heading: str = ""
    held: list[tuple[str, Box]] = []
    for text, box in lines:
        if _RUNNING.search(text.strip()):
            continue
        if is_heading(text):
            if any(not is_heading(t) and not _TICKS.fullmatch(t.strip()) for t, _ in held):
                out.append(Segment(document, file, page, heading, tuple(held)))
                heading, held = "", []
            heading = f"{heading} {text.strip()}".strip()
        held.append((text, box))
    if held:
        out.append(Segment(document, file, page, heading, tuple(held)))
    return out


def is_heading(text: str) -> bool:
    """True for a short numbered line, or a short English line in capitals without figures."""
    bare = text.strip()
    if len(bare) > _MAX_HEADING or re.search(r"[.…]{4,}", bare) or re.search(r"\d[\d,]*\.\d\d\b", bare):
        return False
    if _NUMBERED.match(bare):
        return not bare.endswith(("。", "；", ";", "，", ","))
    if _CJK.search(bare) or re.search(r"\d", bare):
        return False
    words = bare.split()
    return 1 <= len(words) <= 8 and all(
        w[:1].isupper() or w.lower() in ("of", "and", "the", "for", "in", "to", "a") for w in words
    )
