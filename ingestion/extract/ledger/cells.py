"""Dates and amounts of ledger cells in their many spellings, told for a whole column at once.

A column's spelling is proved, not guessed: day first where a first number above 12 shows it, a decimal comma where a cell could be
nothing else. What proves nothing is read day first and said to be so.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from ingestion.extract.periods import MONTHS

_YEAR_FIRST = re.compile(r"^((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?$")
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)$")
_PARTS = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*((?:19|20)?\d\d)(?: .*)?$")
_DAY_NAME = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([A-Za-z]{3,9})\.?[\s\-/.,']*((?:19|20)?\d\d)$")
_NAME_DAY = re.compile(r"^([A-Za-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?[\s,]+((?:19|20)?\d\d)$")
_SERIAL = re.compile(r"^[34]\d{4}(?:\.0+)?$|^5[0-4]\d{3}(?:\.0+)?$")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_EXCEL_ZERO = date(1899, 12, 30)
_AMOUNT = re.compile(
    r"^(?P<open>\()?(?P<sign>[-+])?(?P<digits>\d[\d,.' ]*|\.\d+)(?P<close>\))?(?P<trailing>-)?(?P<mark>cr|dr)?$"
)
_MONEY_WORDS = re.compile(
    r"(?:us|hk|nt|cn|a|s|c)?[$]|[¥€£₱₹]|rmb|cny|usd|hkd|eur|gbp|jpy|sgd|aud|人民币|美元|港[币元]|欧元|元整?|圆"
)
_COMMA = re.compile(r"^[-(]?\d{1,3}(?:\.\d{3})*,\d{1,2}[)]?$|^[-(]?\d+,\d{1,2}[)]?$|^[-(]?\d{1,3}(?:\.\d{3}){2,}[)]?$")
_POINT = re.compile(r"^[-(]?\d{1,3}(?:,\d{3})*\.\d{1,2}[)]?$|^[-(]?\d+\.\d{1,2}[)]?$")
_TEN_THOUSAND = "万"


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How `05/03/2026` is read in a file; `proved` tells whether a cell showed it."""

    day_first: bool = True
    proved: bool = True


def plain_cell(text: str) -> str:
    """A cell in half width, with ordinary minus signs and spaces."""
    flat = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    return " ".join(flat.split())


def date_order(texts: Iterable[str]) -> DateOrder:
    """Day or month first, by the cells that can be read one way only."""
    day = month = unclear = 0
    for text in texts:
        match = _PARTS.match(plain_cell(text))
        if match:
            first, second = int(match[1]), int(match[2])
            day += first > 12 >= second
            month += second > 12 >= first
            unclear += first <= 12 and second <= 12 and first != second
    if day or month:
        return DateOrder(day >= month)
    return DateOrder(True, not unclear)


def date_of_cell(text: str, order: DateOrder) -> date | None:
    """The day a cell names, or None."""
    plain = _WEEKDAY.sub("", plain_cell(text))
    if match := _YEAR_FIRST.match(plain) or _COMPACT.match(plain):
        return _day(match[1], match[2], match[3])
    if match := _PARTS.match(plain):
        first, second = (match[1], match[2]) if order.day_first else (match[2], match[1])
        return _day(match[3], second, first)
    if match := _DAY_NAME.match(plain):
        return _day(match[3], str(MONTHS.get(match[2].lower(), 0)), match[1])
    if match := _NAME_DAY.match(plain):
        return _day(match[3], str(MONTHS.get(match[1].lower(), 0)), match[2])
    if _SERIAL.match(plain):
        return _EXCEL_ZERO + timedelta(int(float(plain)))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """True where cells are written `1.234,50`: some could be nothing else, and none is written the other way."""
    comma = point = 0
    for text in texts:
        plain = plain_cell(text).replace(" ", "")
        comma += bool(_COMMA.match(plain))
        point += bool(_POINT.match(plain))
    return comma > point


def cents_of_cell(text: str, scale: int = 1, decimal_comma: bool = False) -> int | None:
    """The amount of a cell in cents, half even; None where the cell is no amount. Brackets, a minus or CR make it negative."""
    plain = plain_cell(text).lower()
    if plain in ("-", "--", "—", ""):
        return None
    plain = _MONEY_WORDS.sub("", plain).strip().replace(" ", "")
    factor = scale
    if plain.endswith(_TEN_THOUSAND):
        plain, factor = plain[:-1], 10**4
    match = _AMOUNT.match(plain)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    digits = match["digits"].replace("'", "")
    digits = digits.replace(".", "").replace(",", ".") if decimal_comma else digits.replace(",", "")
    if digits.count(".") > 1:
        return None
    value = int((Decimal(digits) * factor * 100).to_integral_value(ROUND_HALF_EVEN))
    negative = bool(match["open"]) or match["sign"] == "-" or bool(match["trailing"]) or match["mark"] == "cr"
    return -value if negative else value


_DOCUMENT_NUMBER = re.compile(
    r"(?<![A-Za-z])(?!(?:usd|cny|rmb|hkd|eur|gbp)\b|(?:usd|cny|rmb|hkd|eur|gbp)\d)[A-Za-z]{1,6}[-#]?\d+(?:-\d+)*",
    re.IGNORECASE,
)
_ENTRY_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?!\d)|"
    r"(?<!\d)(?:19|20)\d{6}(?!\d)|\d{1,2}[ -][A-Za-z]{3,9}\.?[ -](?:19|20)\d\d|[A-Za-z]{3,9}\.? \d{1,2},? (?:19|20)\d\d"
)


def dated_amounts(text: str, order: DateOrder, scale: int = 1, decimal_comma: bool = False) -> list[tuple[date, int]]:
    """The (day, cents) pairs of a cell that lists several payments, in either order, split by `;`, 、, + or line ends."""
    found: list[tuple[date, int]] = []
    for part in re.split(r"[;；、\n\r|]+|\s\+\s|,\s+(?=(?:19|20)\d\d[-/.年])|，", unicodedata.normalize("NFKC", text)):
        day_match = _ENTRY_DATE.search(part)
        day = date_of_cell(day_match.group(), order) if day_match else None
        if day_match is None or day is None:
            continue
        rest = f"{part[: day_match.start()]} {part[day_match.end() :]}"
        amounts = [
            cents
            for token in re.split(r"[^\d.,()\-+$¥€£'万]+", _DOCUMENT_NUMBER.sub(" ", rest))
            if any(ch.isdigit() for ch in token)
            and (cents := cents_of_cell(_whole(token), scale, decimal_comma)) is not None
        ]
        if amounts:
            found.append((day, amounts[-1]))
    return found


def _whole(token: str) -> str:
    """A token without the brackets or separators that belong to the sentence."""
    token = token.strip(",+'")
    if token.count("(") != token.count(")"):
        token = token.strip("()")
    return token.lstrip(":").removesuffix("-") if token.count("-") else token
