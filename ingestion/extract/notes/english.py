"""Concentration told in a sentence of an English report: one customer's share of the report's own year, and of nothing else."""

import re
from collections.abc import Mapping, Sequence

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import word_fact
from ingestion.model.fact import Fact
from ingestion.model.place import Line, Word

JOINED = 3  # lines a sentence may run over
YEAR_MONTHS = 12
_SHARE = re.compile(
    r"(?i:(?<!no )(?<!no single )\b(?P<who>(?:one|a single|our largest|the largest|our five largest|the five largest)(?: \w+){0,2}"
    r" (?:customers?|suppliers?)))"
    r" (?:accounted for|represented)(?: approximately| about)? (?P<pct>\d{1,2}(?:\.\d+)?) ?% of"
    r" (?:our |the Company[’']s |the Group[’']s )?(?:(?:total|net|consolidated|annual) ){0,2}(?P<of>revenues?|sales|purchases)"
    r"(?P<when>[^.;]{0,60}?(?:in|for|during) (?:the )?(?:fiscal )?(?:years? )?(?:ended [A-Z][a-z]+ \d{1,2}, )?(?P<year>20\d\d))\b"
    r"(?! ?(?:,|and|or|to|-) ?20)"
)
_OTHER = re.compile(r"\b(?:no|not|quarter|months|segment|division|receivables?)\b", re.IGNORECASE)


def told_shares(lines: Mapping[int, Sequence[Line]], context: Context) -> list[Fact]:
    """Shares of the largest customer, the five largest and the largest supplier; the first sentence of the report's own year."""
    end = context.dates.end
    if end is None or context.dates.months != YEAR_MONTHS:
        return []
    made: dict[str, Fact] = {}
    for page in sorted(lines):
        rows = lines[page]
        for at, line in enumerate(rows):
            if "%" not in line.text and "customer" not in line.text and "supplier" not in line.text:
                continue
            near = rows[at : at + JOINED]
            told = _SHARE.search(" ".join(r.text for r in near))
            if (
                told is None
                or told.start() >= len(line.text)
                or int(told["year"]) != end.year
                or _OTHER.search(told.group())
            ):
                continue
            name, word = _field(told), _word(near, told["pct"])
            if name and word is not None:
                made.setdefault(
                    name,
                    word_fact(name, word, told.group()[:80], page, None, None, "consolidated", context, told["pct"]),
                )
    return list(made.values())


def _field(told: re.Match[str]) -> str | None:
    supplier, five = "supplier" in told["who"], "five" in told["who"]
    if supplier != (told["of"] == "purchases"):
        return None
    return f"top{5 if five else 1}_{'supplier' if supplier else 'customer'}_pct"


def _word(rows: Sequence[Line], pct: str) -> Word | None:
    return next((w for r in rows for w in r.words if not w.suspect and w.text.rstrip(",.;").rstrip("%") == pct), None)
