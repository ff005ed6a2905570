"""Leaves of the bureau object: typed values with the printed text and its place."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.extract.periods import dates_in
from ingestion.model.decimals import plain_decimal
from ingestion.model.place import Box

Leaf = dict[str, Any]
EMPTY = frozenset({"", "--", "-", "—", "——", "n/a", "无", "null"})
_CJK_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_MONTH = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})")


class LeafMaker:
    """Makes leaves for one report: its unit, currency and reader version."""

    def __init__(self, scale: int, currency: str, extractor: str, words: dict[str, dict[str, str]]) -> None:
        self._scale = scale
        self._currency = currency
        self._extractor = extractor
        self._words = words

    def leaf(self, kind: str, printed: str, page: int, box: Box, confidence: float = 0.98) -> Leaf:
        """The leaf of a printed value; `value` is None where nothing is printed or it is not of its kind."""
        text = clean(printed)
        value = None if text.casefold() in EMPTY else self._value(kind, text)
        made: Leaf = {
            "value": value, "printed": printed, "page": page, "box": [round(v, 1) for v in box],
            "confidence": confidence if value is not None or text.casefold() in EMPTY else 0.5,
            "extractor": self._extractor,
        }  # fmt: skip
        if kind == "money":
            made |= {"currency": self._currency, "scale": self._scale}
        return made

    def _value(self, kind: str, text: str) -> Any:
        if kind == "text":
            return text
        if kind == "id":
            return re.sub(r"\s", "", text)
        if kind == "money":
            number = decimal_of(text)
            return None if number is None else plain_decimal(number * self._scale)
        if kind == "number":
            number = decimal_of(text)
            return None if number is None else plain_decimal(number)
        if kind == "date":
            found = dates_in(text)
            return found[0].isoformat() if found else None
        if kind == "datetime":
            return datetime_of(text)
        if kind == "month":
            match = _MONTH.search(text)
            return f"{match[1]}-{int(match[2]):02d}" if match else None
        if kind == "list":
            return text
        found_word = self.word(kind, text)
        return found_word == "true" if kind == "bool" and found_word else found_word

    def word(self, kind: str, text: str) -> str | None:
        """The schema's word for a printed one."""
        words = self._words.get(kind, {})
        return words.get(text) or next((w for printed, w in words.items() if text.startswith(printed)), None)


def clean(text: str) -> str:
    """NFKC; no spaces inside Chinese, single ones elsewhere."""
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    return _CJK_GAP.sub("", flat)


def decimal_of(text: str) -> Decimal | None:
    """The number in a cell; None where the cell is no number."""
    flat = clean(text).replace(",", "").lstrip("<>≥≤").rstrip("%").removesuffix("万元").removesuffix("元").strip()
    try:
        value = Decimal(flat)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def datetime_of(text: str) -> str | None:
    """`2026-03-15T09:28:33`, or the date alone where no time is printed."""
    found = dates_in(text.replace("T", " "))
    if not found:
        return None
    time = _TIME.search(text)
    if not time:
        return found[0].isoformat()
    return f"{found[0].isoformat()}T{int(time[1]):02d}:{time[2]}:{time[3] or '00'}"
