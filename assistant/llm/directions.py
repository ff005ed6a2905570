"""Words of change, order, sign and time beside figures, checked against the figures. Pure.

Each look takes the figures in the order of the sentence, the sentence in its plain form and the rules, and returns a fault or None with
the sentence in which every word that it has checked is blanked.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.llm.own_words import Fault

SAME = Decimal("0.01")
"""Figures closer than one part in a hundred are called unchanged."""
Rules = Mapping[str, Mapping[str, Any]]
Looked = tuple[Fault | None, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A reference at its place in the sentence and what it stands for.

    `value` is None for a quote; `others` are (end, value) of the line's other periods; `years` those of all figures behind it.
    """

    id: str
    start: int
    end: int
    key: str = ""
    period_end: str = ""
    months: int | None = None
    value: Decimal | None = None
    unit: str = ""
    others: tuple[tuple[str, Decimal], ...] = ()
    years: frozenset[str] = frozenset()


def signs(placed: Sequence[Placed], text: str, rules: Rules) -> Looked:
    """A loss that is a profit, an inflow that is an outflow."""
    figures = [p for p in placed if p.value is not None and p.unit == "money"]
    for kind, is_positive in (("loss", False), ("positive", True), ("negative", False)):
        for word in [*re.finditer(rules["sign"][kind], text)]:
            if not figures:
                break
            near = _bound(figures, word) or figures[-1]
            if near.value is None or near.value == 0 or (near.value > 0) != is_positive:
                return "sign", text
            text = _blanked(text, word)
    return None, text


def times(placed: Sequence[Placed], text: str, rules: Rules) -> Looked:
    """A length of time that the figure has not; "last year" beside the last year's figure."""
    figures = [p for p in placed if p.value is not None]
    if not figures:
        return None, text
    for months in ("1", "3", "6", "9"):
        for word in [*re.finditer(rules["period"][months], text)]:
            near = _bound(figures, word)
            if near is None or near.months != int(months):
                return "period", text
            text = _blanked(text, word)
    for kind, choose, is_last in (
        ("before_next", _next, False), ("before_last", _previous, False), ("latest", _next, True),
    ):  # fmt: skip
        for word in [*re.finditer(rules["period"][kind], text)]:
            near = choose(figures, word)
            if near is not None and near.period_end and is_last != (near.period_end == _latest(near, figures)):
                return "period", text
            text = _blanked(text, word)
    return None, text


def are_years_in_order(placed: Sequence[Placed], named: Sequence[tuple[int, str]], in_turn: bool) -> bool:
    """True where each year named (place, year) is that of a figure beside it; as many years as figures stand in the figures' order.

    `in_turn`: the sentence says that what it lists first belongs together ("respectively").
    """
    figures = [p for p in placed if p.value is not None and p.years]
    if not figures or not named:
        return True
    lists = named[-1][0] < figures[0].start and not in_turn
    if len(named) == len(figures) and not lists:
        return all(year in figure.years for (_, year), figure in zip(named, figures, strict=True))
    beside = [
        [f for f in (_last(f for f in figures if f.end <= at), _first(f for f in figures if f.start >= at)) if f]
        for at, _ in named
    ]
    near = figures if lists else None
    return all(any(year in f.years for f in near or found) for (_, year), found in zip(named, beside, strict=True))


def _first(figures: Iterable[Placed]) -> Placed | None:
    return next(iter(figures), None)


def _last(figures: Iterable[Placed]) -> Placed | None:
    return next(iter(reversed([*figures])), None)


def moved(placed: Sequence[Placed], text: str, rules: Rules) -> Looked:
    """Words of change and of order that the figures do not bear out."""
    figures = [p for p in placed if p.value is not None]
    for kind in ("up", "down", "flat", "above", "below"):
        for word in [*re.finditer(rules["move"][kind], text)]:
            between = kind in ("above", "below")
            pair = (_sides(figures, word) if between else None) or _change(figures, word, text, between)
            if pair is None:
                if between and _next(figures, word) is not None:
                    return "direction", text  # "exceeds <<x>>" is another figure than the one printed
                continue
            if not _HOLDS[kind](*pair):
                return "direction", text
            text = _blanked(text, word)
    return None, text


def _is_same(old: Decimal, new: Decimal) -> bool:
    return abs(new - old) <= SAME * max(abs(old), abs(new))


_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "up": lambda old, new: new > old,
    "down": lambda old, new: new < old,
    "flat": _is_same,
    "above": lambda other, own: own > other,
    "below": lambda other, own: own < other,
}


def _sides(figures: Sequence[Placed], word: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """(the other, the own) value of an order told between two figures of one unit."""
    own, other = _previous(figures, word), _next(figures, word)
    if own is None or other is None or own.unit != other.unit or own.value is None or other.value is None:
        return None
    return other.value, own.value


def _change(
    figures: Sequence[Placed], word: re.Match[str], text: str, needs_before: bool
) -> tuple[Decimal, Decimal] | None:
    """(earlier, later) value of the line whose change is told: both referred to, else the earlier one from the papers."""
    near = _bound(figures, word)
    if near is None or near.value is None:
        return None
    same = sorted({(p.period_end, p.value) for p in figures if p.key == near.key and p.value is not None})
    if len({end for end, _ in same}) > 1:
        return same[0][1], same[-1][1]
    if needs_before:
        return None
    earlier = sorted(o for o in near.others if o[0][5:] == near.period_end[5:] and o[0] < near.period_end)
    return (earlier[-1][1], near.value) if earlier else None


def _bound(figures: Sequence[Placed], word: re.Match[str]) -> Placed | None:
    """The figure that a word speaks of: the next one, else the one before."""
    return _next(figures, word) or _previous(figures, word)


def _next(figures: Sequence[Placed], word: re.Match[str]) -> Placed | None:
    return _first(p for p in figures if p.start >= word.end())


def _previous(figures: Sequence[Placed], word: re.Match[str]) -> Placed | None:
    return _last(p for p in figures if p.end <= word.start())


def _latest(near: Placed, figures: Sequence[Placed]) -> str:
    ends = {p.period_end for p in figures if p.key == near.key} | {end for end, _ in near.others} | {near.period_end}
    return max(ends)


def _blanked(text: str, word: re.Match[str]) -> str:
    return text[: word.start()] + " " * (word.end() - word.start()) + text[word.end() :]
