"""Printed amounts. No value is guessed: what is not wholly a number is none."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

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
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<close>\))?(?P<percent>%)?(?P<close2>\))?(?P<trailing>[-−])?"
)


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number as printed: sign applied, not scaled; `digits` are the characters of the number alone."""

    value: Decimal
    digits: str = ""
    is_dash: bool = False
    is_percent: bool = False
    currency: str | None = None


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
    if not match:
        return None
    bracketed = bool(match["open"] or match["open2"])
    if bracketed != bool(match["close"] or match["close2"]):
        return None
    value = Decimal(match["digits"].replace(",", ""))
    negative = bracketed or bool(match["minus"]) or bool(match["trailing"])
    sign = match["currency"] or match["currency2"]
    return ParsedNumber(
        -value if negative else value,
        match["digits"],
        is_percent=bool(match["percent"]),
        currency=CURRENCIES.get(sign) if sign else None,
    )
