"""Heads that name a part of a year by a short sign: Q2 2025, 1Q24, H1 2025, 9M 2024. Pure.

The sign counts months from the beginning of the financial year. Where that begins, the document's own period tells; a quarter
that ends in the month of the document's own end needs no telling. Otherwise the column has no date.
"""

import re
from calendar import monthrange
from datetime import date

SHORT = re.compile(
    r"\b(?:Q(?P<q>[1-4])|(?P<q2>[1-4])Q|H(?P<h>[12])|(?P<h2>[12])H|(?P<m>3|6|9|12)M)"
    r"(?:\s*[-/']?\s*(?:FY\s*)?'?(?P<year>(?:19|20)\d\d|\d\d))?(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,])")


def short_length(head: str) -> int | None:
    """Months that the sign names; None where a head has none or several."""
    found = {_length(match) for match in SHORT.finditer(head)}
    return found.pop() if len(found) == 1 else None


def short_end(head: str, end: date | None, months: int | None) -> date | None:
    """The last day that the sign names in a paper whose own period of `months` closes on `end`."""
    match = SHORT.search(head)
    if match is None or end is None:
        return None
    last = _last_month(match)
    offset = end.month % 12 if months == 12 else (end.month - months) % 12 if months in (6, 9) else None
    if offset is None:
        if last != end.month:
            return None
        offset = 0
    years = [match["year"]] if match["year"] else _YEAR.findall(head)
    if len(set(years)) != 1 or years[0] is None:
        return None
    year = int(years[0]) if len(years[0]) == 4 else 2000 + int(years[0])
    month = (offset + last - 1) % 12 + 1
    if offset and month > offset:  # the financial year is called after the year it closes in
        year -= 1
    return date(year, month, monthrange(year, month)[1])


def _length(match: re.Match[str]) -> int:
    return 3 if match["q"] or match["q2"] else 6 if match["h"] or match["h2"] else int(match["m"])


def _last_month(match: re.Match[str]) -> int:
    if match["m"]:
        return int(match["m"])
    half = match["h"] or match["h2"]
    return int(half) * 6 if half else int(match["q"] or match["q2"]) * 3
