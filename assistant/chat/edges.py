"""The number a question compares a figure with ("超过1亿吗", "more than $5 billion?", "above 60%"), in the figure's unit. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.chat.fraction import fraction_in

_AGAINST = re.compile(
    r"超过?了?|高于|高过|大于|多于|不低于|不少于|达到|突破|低于|小于|少于|不足|不到|(?<![超经通])过了?(?=\d)|以上|以下|[><＞＜≥≤]|"
    r"\b(?:over|above|exceed\w*|more than|greater than|higher than|larger than|at least|beyond|pass(?:es|ed)?|top(?:s|ped)?|below|under|less than|lower than|fewer than|smaller than)\b"
)
_NUMBER = re.compile(
    r"(?:rmb|cny|usd|us\$|hk\$|eur|gbp|[$¥€£])?\s*(?P<number>\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千]+(?=[万亿倍]))\s*"
    r"(?P<unit>个亿|亿元|亿|千万|百万|万元|万|元|%|percent|个百分点|倍|x\b|times|天|days?|trillion|billion|bn\b|b\b|million|mn\b|m\b|thousand|k\b)?"
)
_SCALES = {
    "个亿": 10**8, "亿元": 10**8, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万元": 10**4, "万": 10**4, "元": 1, "trillion": 10**12,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "million": 10**6, "mn": 10**6, "m": 10**6, "thousand": 10**3, "k": 10**3,
}  # fmt: skip
_DIGITS = {sign: n for n, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2, "十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Edge:
    """A number to compare with as it is written, its unit where one is (`money`, `percent`, `x`, `days`), and its places in the text."""

    value: Decimal
    shown: str
    unit: str | None
    spans: tuple[tuple[int, int], ...]

    def fits(self, unit: str) -> bool:
        """True where a figure of `unit` can be compared with it: an amount with an amount, a percentage with a percentage."""
        return self.unit is None or self.unit == unit or {self.unit, unit} <= {"money", "per_share"}


def edge_in(text: str) -> Edge | None:
    """The edge in a plain question (periods blanked out); None where it compares with no number."""
    words = tuple(m.span() for m in _AGAINST.finditer(text))
    if (fraction := fraction_in(text)) is not None:
        return Edge(fraction.percent, f"{fraction.percent}%", "percent", (*fraction.spans, *words))
    if not words:
        return None
    found = [m for m in _NUMBER.finditer(text) if m["number"]]
    if not found:
        return None
    last = found[-1]
    unit = (last["unit"] or "").strip()
    value = _number(last["number"]) * _SCALES.get(unit, 1)
    return Edge(value, last.group().strip(), _kind(unit), (last.span(), *words))


def _number(text: str) -> Decimal:
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    total, held = 0, 1
    for sign in text:
        n = _DIGITS[sign]
        total, held = (total + held * n, 1) if n >= 10 else (total, n)
    return Decimal(total + (held if _DIGITS[text[-1]] < 10 else 0))


def _kind(unit: str) -> str | None:
    if unit in _SCALES:
        return "money"
    if unit in ("%", "percent", "个百分点"):
        return "percent"
    if unit in ("倍", "x", "times"):
        return "x"
    return "days" if unit in ("天", "day", "days") else None
