"""Rows whose caption says less than what stands around them: which of two equities, whose capital, a total of all costs or of some."""

import re
from dataclasses import replace
from decimal import Decimal

from ingestion.extract.context import Bound, first_value, line_of
from ingestion.extract.finder import compact
from ingestion.taxonomy.taxonomy import Match, Taxonomy

_NET_ASSETS = re.compile(r"netassets|净资产|淨資產|资产净值|資產淨值")
_SHARES = re.compile(r"stock|shares?\b", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]{3}")
UNSURE = frozenset({None, "mezzanine_equity", "other_equity_instruments_issued"})
ROUNDING = 2


def told_apart(bound: list[Bound], taxonomy: Taxonomy) -> list[Bound]:
    """The rows of a statement with those lines settled that only their neighbours tell."""
    told = _tell_mezzanine(_tell_equity(bound, taxonomy), taxonomy)
    return _tell_cost(_tell_capital(told, taxonomy))


def _tell_equity(bound: list[Bound], taxonomy: Taxonomy) -> list[Bound]:
    """With non-controlling interest printed, the equity above it is the parent's and the last one is the total."""
    ids = [line_of(b) for b in bound]
    minority = next((i for i, name in enumerate(ids) if name == "minority_interest"), None)
    totals = [i for i, name in enumerate(ids) if name == "total_equity"]
    if minority is None or not totals or "equity_attributable_to_parent" in ids:
        return bound
    before = [i for i in totals if i < minority and not _NET_ASSETS.search(compact(bound[i].row.label))]
    after = [i for i in totals if i > minority]
    if before and after:
        return _as(bound, before[-1], "equity_attributable_to_parent", taxonomy)
    return bound


def _tell_capital(bound: list[Bound], taxonomy: Taxonomy) -> list[Bound]:
    """ "Paid-in capital" under common stock is what was paid in above par."""
    rows = [i for i, b in enumerate(bound) if line_of(b) == "paid_in_capital"]
    if len(rows) < 2 or not _SHARES.search(bound[rows[0]].row.label) or _SHARES.search(bound[rows[1]].row.label):
        return bound
    if any(line_of(b) == "capital_reserve" for b in bound):
        return bound
    return _as(bound, rows[1], "capital_reserve", taxonomy)


def _tell_cost(bound: list[Bound]) -> list[Bound]:
    """A total of costs is the total of all only where revenue less it is printed below; else it keeps its caption (English print)."""
    at = next((i for i, b in enumerate(bound) if line_of(b) == "total_operating_cost"), None)
    revenue = next((first_value(b) for b in bound if line_of(b) in ("revenue", "total_operating_revenue")), None)
    if at is None or revenue is None or not _LATIN.search(bound[at].row.label):
        return bound
    cost = first_value(bound[at])
    if cost is None:
        return bound
    rest = revenue - abs(cost)
    below = [v for b in bound[at + 1 :] if (v := first_value(b)) is not None]
    if any(abs(v - rest) <= ROUNDING for v in below):
        return bound
    return [replace(b, match=None) if i == at else b for i, b in enumerate(bound)]


def _tell_mezzanine(bound: list[Bound], taxonomy: Taxonomy) -> list[Bound]:
    """The row between liabilities and equity that alone closes the balance is the temporary equity, whatever its caption."""
    have: dict[str | None, tuple[int, Decimal | None]] = {
        line_of(b): (i, first_value(b)) for i, b in reversed(list(enumerate(bound))) if b.match
    }
    known = [have.get(name) for name in ("total_assets", "total_liabilities", "total_equity")]
    if any(k is None or k[1] is None for k in known):
        return bound
    (_, assets), (start, debts), (end, equity) = [k for k in known if k is not None]
    rest = (assets or 0) - (debts or 0) - (equity or 0)
    named = [i for i, b in enumerate(bound) if line_of(b) == "mezzanine_equity"]
    if rest == 0 or sum(first_value(bound[i]) or 0 for i in named) == rest:
        return bound
    closing = [i for i in range(start + 1, end) if first_value(bound[i]) == rest and line_of(bound[i]) in UNSURE]
    if len(closing) != 1:
        return bound
    match = Match(taxonomy.items["mezzanine_equity"], False)
    return [
        replace(b, match=match if i == closing[0] else None) if i == closing[0] or i in named else b
        for i, b in enumerate(bound)
    ]


def _as(bound: list[Bound], place: int, line: str, taxonomy: Taxonomy) -> list[Bound]:
    match = Match(taxonomy.items[line], False)
    return [replace(b, match=match) if i == place else b for i, b in enumerate(bound)]
