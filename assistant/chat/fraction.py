"""A part of a total that a question names in words: a half, a quarter, 七成. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

_PARTS = {
    "half": 50, "quarter": 25, "three quarters": 75, "一半": 50, "半数": 50, "半": 50, "四分之一": 25, "四分之三": 75,
}  # fmt: skip
_TENTHS = {sign: 10 * n for n, sign in enumerate("一二三四五六七八九", 1)}
_FRACTION = re.compile(
    r"(?:(?:more|less|fewer|greater) than |over |under |at least )?(?:a |one )?\b(?P<en>three[- ]quarters|half|quarter)(?= (?:of|the|its)\b|\s*[?.]?\s*$)"
    r"|(?:超过?了?|不到|不足|大于|小于|低于|高于|达到|过)?(?:(?P<zh>一半|半数|四分之[一三]|(?<=过)半(?!年))|(?P<tenths>[一二三四五六七八九])成(?![立本员为交长]))(?:以上|以下|还多)?"
)
_EXCEEDS = re.compile(
    r"(?:more|less|fewer|greater) than |(?:exceeds?|over|under|below|above) |超过了?|不到|不足|大于|小于|低于|高于"
)
TOTAL_OF = {
    "total_current_assets": "total_assets", "total_noncurrent_assets": "total_assets", "inventories": "total_assets",
    "accounts_receivable": "total_assets", "monetary_funds": "total_assets", "fixed_assets": "total_assets", "goodwill": "total_assets",
    "total_current_liabilities": "total_liabilities", "total_noncurrent_liabilities": "total_liabilities",
    "short_term_debt": "total_debt", "cost_of_sales": "revenue",
}  # fmt: skip
"""The total that a part is measured by where the question names none."""


@dataclass(frozen=True, slots=True)
class Fraction:
    """A part of a total in percent, and the places of the words that say it."""

    percent: Decimal
    spans: tuple[tuple[int, int], ...]


def fraction_in(text: str) -> Fraction | None:
    """The part named in a plain text; None where none is."""
    found = _FRACTION.search(text)
    if found is None:
        return None
    said = (found["en"] or found["zh"] or "").replace("-", " ")
    percent = _TENTHS[found["tenths"]] if found["tenths"] else _PARTS[said]
    around = tuple(m.span() for m in _EXCEEDS.finditer(text))
    return Fraction(Decimal(percent), (found.span(), *around))
