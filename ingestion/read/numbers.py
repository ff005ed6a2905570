"""Printed amounts. No value is guessed: what is not wholly a number is none."""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

DASHES = frozenset({"-", "--", "---", "–", "—", "——", "−", "―", "‒", "nil", "无", "無"})
NOT_GIVEN = frozenset({"n/a", "na", "n.a.", "n.m.", "nm", "n/m", "不适用", "不適用"})
CURRENCIES = {
    "$": "USD",
    "US$": "USD",
    "HK$": "HKD",
    "RMB": "CNY",
    "¥": "CNY",
    "€": "EUR",
    "£": "GBP",
    "₱": "PHP",
    "P=": "PHP",
    "PHP": "PHP",
    "₹": "INR",
}
_SIGN = r"(?:US\$|HK\$|RMB|PHP|P=|[$¥€£₱₹])"
_NUMBER = re.compile(
    rf"(?P<open>\()?(?P<currency>{_SIGN})?(?P<minus>[-–—−△▲])?(?P<open2>\()?(?P<currency2>{_SIGN})?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:['’]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<close>\))?(?P<percent>%)?(?P<close2>\))?(?P<trailing>[-−])?"
)


_APOSTROPHES = re.compile("['’]")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_MAYBE_DOTTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def _dotted(digits: str) -> str | None:
    """A number whose thousands are set off by points, 1.234,56 or 1.234.567, in plain digits; None for any other."""
    return digits.replace(".", "").replace(",", ".") if _DOTTED.fullmatch(digits) else None


def is_dotted(text: str) -> bool:
    """True where the printed figure can only have points for thousands."""
    return bool(_DOTTED.fullmatch(text.strip("()-−– $€£¥")))


def may_be_dotted(text: str) -> bool:
    """True for 1.234: thousands in a paper that sets them off by points, else a decimal."""
    return bool(_MAYBE_DOTTED.fullmatch(text.strip("()-−– $€£¥")))


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number as printed: sign applied, not scaled; `digits` are the characters of the number alone."""

    value: Decimal
    digits: str = ""
    is_dash: bool = False
    is_percent: bool = False
    currency: str | None = None
    side: str = ""
    """"dr" or "cr" where such a mark stands behind the number; the value is then as printed, without a sign of it."""


_SIDED = re.compile(r"(?P<number>.*[\d)])\s*(?P<side>[DC]R)\.?", re.IGNORECASE)


def parse_sided(text: str) -> ParsedNumber | None:
    """Like `parse_amount`; takes Dr or Cr behind the number as its side."""
    plain = parse_amount(text)
    if plain is not None or text[-1:] not in "rR.":
        return plain
    match = _SIDED.fullmatch(text)
    number = parse_amount(match["number"]) if match else None
    return replace(number, side=match["side"].lower()) if match and number and number.value >= 0 else None


@lru_cache(maxsize=8192)
def parse_amount(text: str) -> ParsedNumber | None:
    """The number that `text` wholly is, or None.

    Takes thousands separators, full-width digits, brackets, leading or trailing minus, △, one currency sign and %.
    A lone dash, nil or 无 is 0 with `is_dash`; N/A and 不适用 are no number.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if plain[:3].upper() == "PHP":
        plain = plain.upper()
    if plain.lower() in DASHES:
        return ParsedNumber(Decimal(0), is_dash=True)
    match = _NUMBER.fullmatch(plain)
    if not match or (len(match["digits"]) > 1 and not match["digits"].strip("0")):
        return None  # £000 names a unit
    bracketed = bool(match["open"] or match["open2"])
    if bracketed != bool(match["close"] or match["close2"]):
        return None
    value = Decimal(_dotted(match["digits"]) or _APOSTROPHES.sub("", match["digits"].replace(",", "")))
    negative = bracketed or bool(match["minus"]) or bool(match["trailing"])
    sign = match["currency"] or match["currency2"]
    return ParsedNumber(
        -value if negative else value,
        match["digits"],
        is_percent=bool(match["percent"]),
        currency=CURRENCIES.get(sign) if sign else None,
    )
