"""Texts made to keep patterns busy: seconds of processor for 4,000 and for 40,000 characters of each, the worst first.

python -m evals.bench.blowup    ends with 1 where ten times the text takes more than fifteen times as long, above a fifth of a second.
"""

import re
import sys
import time
from collections.abc import Callable
from typing import Any

from assistant.llm.fence import fenced
from assistant.llm.grounds import rules
from assistant.llm.own_words import has_number, is_link, sentences
from ingestion.extract.instructions import instructions_of
from ingestion.privacy import personal_spans
from ingestion.taxonomy.glossary import glossary

SIZES, MOST, SHORT_S = (4_000, 40_000), 15, 0.2
TEXTS = {
    "digits": "1234567890", "figures": "1,1,1,1,1,", "brackets": "((((((((((", "stars": "*" * 10, "dashes": "-" * 10, "spaces": " " * 10,
    "lines": "\n" * 10, "at": "a@b.a@b.a@", "quotes": "\"“「'‘\"“「'‘", "home": "住址：住址：住址：1", "chat": "微信：abcdef",
    "dwelling": "花园小区1号1幢室户",
    "places": "苏州" * 5, "words": "increased ", "absent": "the papers do not hold ", "references": "<<f0ff1e>>x", "apart": "1 1 1 1 1 ",
}  # fmt: skip
PATTERNS: dict[str, Callable[[str], Any]] = {
    "personal": personal_spans.__wrapped__, "glossary": glossary().mentions, "instructions": lambda t: instructions_of({1: [t]}, "en"),
    "fence": fenced, "sentences": lambda t: list(sentences(t)), "numbers": has_number, "links": is_link,
    "directions": lambda t: [list(re.finditer(r, t)) for r in rules()["move"].values()],
    "free": lambda t: [re.fullmatch(rules()["free"][lang], t) for lang in ("zh", "en")],
}  # fmt: skip


def spent(work: Callable[[str], Any], text: str) -> float:
    """Seconds of processor."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def main() -> int:
    """Every pattern over every text."""
    rows = []
    for name, work in PATTERNS.items():
        for kind, unit in TEXTS.items():
            short, long = (spent(work, (unit * (size // len(unit) + 1))[:size]) for size in SIZES)
            rows.append((long, short, name, kind))
    bad = [row for row in rows if row[0] > SHORT_S and row[0] > MOST * max(row[1], 1e-6)]
    for long, short, name, kind in sorted(rows, reverse=True)[:10]:
        print(f"{name:13} {kind:11} {short:8.3f} s {long:8.3f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
