"""Printed amounts: sign, currency and multiplier in any order, and the unit that a column, a section or the paper declares."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

CURRENCIES = {
    "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "cn¥": "CNY", "美元": "USD", "us$": "USD", "usd": "USD", "us $": "USD", "港元": "HKD",
    "港币": "HKD", "hk$": "HKD", "hkd": "HKD", "欧元": "EUR", "eur": "EUR", "€": "EUR", "日元": "JPY", "jpy": "JPY", "英镑": "GBP",
    "gbp": "GBP", "£": "GBP", "inr": "INR", "₹": "INR", "rs.": "INR", "sgd": "SGD", "s$": "SGD", "a$": "AUD", "aud": "AUD", "cad": "CAD",
    "c$": "CAD", "chf": "CHF", "$": "USD", "¥": "CNY", "元": "CNY",
}  # fmt: skip
SCALES = {
    "百万元": 10**6, "百万": 10**6, "千万": 10**7, "万元": 10**4, "万": 10**4, "千元": 10**3, "亿元": 10**8, "亿": 10**8, "元": 1,
    "thousands": 10**3, "thousand": 10**3, "'000": 10**3, "000s": 10**3, "millions": 10**6, "million": 10**6, "mn": 10**6, "billion": 10**9,
    "bn": 10**9, "crores": 10**7, "crore": 10**7, "cr": 10**7, "lakhs": 10**5, "lakh": 10**5, "k": 10**3, "m": 10**6, "b": 10**9,
}  # fmt: skip


def _bounded(word: str) -> str:
    """The word as a pattern; letters on neither side of a Latin one."""
    before = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return before + re.escape(word) + after


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_SPACED = re.compile(r"(?<=\d)\s+(?=\d{3}(?:\D|$))")
_FINANCIAL = dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)) | {"两": 2, "貳": 2, "參": 3, "陸": 6}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}
_WORDED = re.compile("[零壹贰叁肆伍陆柒捌玖两貳參陸拾佰仟万萬亿億]{2,}")
_UNIT_WORD = re.compile(
    "|".join(_bounded(w) for w in sorted(SCALES, key=len, reverse=True) if len(w) > 1 or ord(w[0]) > 127)
)
_CURRENCY_WORD = re.compile("|".join(_bounded(w) for w in sorted(CURRENCIES, key=len, reverse=True)))
_SHORT = re.compile(r"^\s*(k|m|b)\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a declaration says: multiplier and currency; None where it says nothing."""

    scale: int | None = None
    currency: str | None = None

    def over(self, other: "Unit") -> "Unit":
        """This unit where it speaks, the other elsewhere."""
        return Unit(self.scale or other.scale, self.currency or other.currency)


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed amount in units of its currency."""

    value: Decimal
    scale: int
    currency: str | None


def decimal_of(text: str) -> Decimal | None:
    """The number in a cell that is a number and little else (`62%`, `<$100`, `(360)`, `3 个月`); None for words."""
    flat = _flat(text)
    found = _NUMBER.search(flat)
    if found is None:
        return None
    rest = re.sub(
        r"[\s()$€£¥<>≥≤~≈+%‰xX倍人名户个笔条天月年家次项万元:-]|days?|months?|employees|times|persons?|accounts?|dbt",
        "",
        flat[: found.start()] + flat[found.end() :],
    )
    if rest:
        return None
    return _signed(flat, found)


def amount_of(text: str, unit: Unit) -> Amount | None:
    """The amount with the multiplier and currency printed beside it, else those of `unit`. None where no number is printed."""
    flat = _flat(text)
    worded = _WORDED.search(flat)
    found = _NUMBER.search(flat)
    if worded and not found:
        return Amount(Decimal(worded_number(worded.group())), 1, _currency(flat) or unit.currency)
    if found is None:
        return None
    number = _signed(flat, found)
    if number is None:
        return None
    after = flat[found.end() :]
    if not _is_amount(flat[: found.start()], after):
        return None
    short = _SHORT.match(after)
    word = _UNIT_WORD.match(after.strip())
    own = SCALES[short[1]] if short else SCALES[word.group()] if word else None
    named = _currency(flat)
    foreign = named is not None and unit.currency is not None and named != unit.currency
    scale = own if own is not None else 1 if foreign else unit.scale or 1
    return Amount(number * scale, scale, named or unit.currency)


def unit_of(text: str) -> Unit:
    """The unit that a head or heading declares, e.g. (US $ thousands), 金额单位：人民币万元, (GBP), (■ Crores)."""
    flat = _flat(text)
    currency = _currency(flat)
    words = [m.group() for m in _UNIT_WORD.finditer(flat)]
    scale = max((SCALES[w] for w in words), default=None)
    if scale is None and re.search(r"[$€£¥₹](?:'000|k\b)", flat):
        scale = 1000
    if scale is None and re.search(r"[$€£¥₹]m\b", flat):
        scale = 10**6
    return Unit(scale, currency)


def worded_number(text: str) -> int:
    """壹仟贰佰万 → 12000000."""
    total = section = digit = 0
    for ch in text:
        if ch in _FINANCIAL:
            digit = _FINANCIAL[ch]
        elif ch in _PLACES:
            section += (digit or 1) * _PLACES[ch]
            digit = 0
        else:
            total += (section + digit) * (10**4 if ch in "万萬" else 10**8)
            section = digit = 0
    return total + section + digit


def _flat(text: str) -> str:
    return _SPACED.sub("", unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-").casefold()).strip()


def _signed(flat: str, found: re.Match[str]) -> Decimal | None:
    try:
        value = Decimal(found.group().replace(",", ""))
    except InvalidOperation:
        return None
    before = flat[: found.start()]
    minus = before.rstrip("$€£¥ ").endswith("-") or (
        "(" in before and ")" in flat[found.end() :] and not re.search(r"[a-z\u3400-\u9fff]", before)
    )
    return -value if minus else value


def _is_amount(before: str, after: str) -> bool:
    """Only currency words, units and signs stand beside the number; other figures or words make it a text."""
    rest = _UNIT_WORD.sub("", _CURRENCY_WORD.sub("", _SHORT.sub("", after) + " " + before))
    return not re.sub(r"[\s()<>≥≤~≈+:■/.,整*-]|only|approx|约|正|大写|小写", "", rest)


def _currency(flat: str) -> str | None:
    found = _CURRENCY_WORD.search(flat)
    named = [CURRENCIES[m.group()] for m in _CURRENCY_WORD.finditer(flat)]
    return next((c for c in named if c != "CNY"), CURRENCIES[found.group()]) if found else None
