"""Lines whose label and value are joined by leading dots: Company number ........ 08123456."""

import re
from collections.abc import Sequence

from ingestion.model.place import Word

LEADER = re.compile(r"[.·…．]{4,}|…{2,}|_{4,}")
MIN_CONTENTS = 3


def without_leaders(words: Sequence[Word]) -> list[Word]:
    """The words without their dots, those of one run cut apart where the dots stood; each part keeps its share of the width."""
    out: list[Word] = []
    for word in words:
        if not LEADER.search(word.text):
            out.append(word)
            continue
        size = (word.x1 - word.x0) / len(word.text)
        at = 0
        for match in [*LEADER.finditer(word.text), None]:
            end = match.start() if match else len(word.text)
            if part := word.text[at:end]:
                out.append(word._replace(text=part, x0=word.x0 + at * size, x1=word.x0 + end * size))
            at = match.end() if match else end
    return out


def is_contents(lines: Sequence[Sequence[str]]) -> bool:
    """The dots of a page lead to page numbers: small numbers that never fall."""
    ends = [words[-1] for words in lines if any(LEADER.search(w) for w in words)]
    numbers = [int(m[1]) if (m := re.fullmatch(r"[.·…．_]*(\d{1,3})", end)) else None for end in ends]
    told = [n for n in numbers if n is not None]
    return len(told) >= MIN_CONTENTS and len(told) == len(ends) and told == sorted(told)
