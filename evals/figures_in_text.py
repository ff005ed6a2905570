"""Numbers in an answer compared with an expectation: rounded to the expectation's decimals they must be equal."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = re.compile(
    r"(?P<sign>[-−–(（]?)\s?(?:¥|RMB|CNY)?\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?"
    r"(?P<unit>%|个百分点|percentage points?|pp|万|亿|billion|million|thousand|bn|m\b)?",
    re.IGNORECASE,
)
WAN = {
    name: Decimal(size)
    for name, size in (
        ("万", "1"), ("亿", "10000"), ("billion", "100000"), ("bn", "100000"), ("million", "100"), ("m", "100"), ("thousand", "0.1"),
    )
}  # fmt: skip
PERCENT = ("%", "个百分点", "percentage point", "percentage points", "pp")


def figures(text: str) -> Iterator[tuple[Decimal, str]]:
    """(value with its sign, unit in lower case or empty) of every number."""
    for match in _NUMBER.finditer(text):
        value = Decimal(match["digits"].replace(",", ""))
        yield (-value if match["sign"] else value), (match["unit"] or "").lower()


def says_amount(text: str, expected: str) -> bool:
    """True where an amount of money of `text` is `expected` 万元, in whatever unit it is told."""
    for value, unit in figures(text):
        if unit in PERCENT:
            continue
        sizes = [value * WAN[unit]] if unit in WAN else [value, value / 10_000]
        if any(_equal(size, expected) for size in sizes):
            return True
    return False


def says_number(text: str, expected: str, percent: bool = False) -> bool:
    """True where a number of `text` is `expected`; with `percent` one that is told as a percentage or in points."""
    return any(
        _equal(value, expected) and (not percent or unit in PERCENT)
        for value, unit in figures(text)
        if percent or unit not in PERCENT
    )


def _equal(value: Decimal, expected: str) -> bool:
    """Equal at the decimals of `expected`; a fall may be told without its minus, never a rise with one."""
    wanted = Decimal(expected)
    step = Decimal(1).scaleb(-len(expected.partition(".")[2]))
    rounded = value.quantize(step, ROUND_HALF_UP)
    return rounded == wanted or (wanted > 0 and rounded == -wanted)
