"""Several papers of one subject against one another: last year's column, opening balances, quarters and sizes. Pure.

X-3 the comparative column of a report is the closing column of the last one; X-4 a report within the year opens with the
prior year's end; X-5 quarters add up to the period to date. Breaks name both figures; nothing is repaired.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from ingestion.check.plausible import PRIMARY, TOTALS, is_apart
from ingestion.check.statements import tolerance
from ingestion.model.fact import CheckResult, Extraction, Fact

Key = tuple[str, str, str, str | None]
FLOWS = frozenset({"revenue", "total_operating_revenue", "cost_of_sales", "net_income", "net_cash_operating"})
YEAR = 12  # months
MINOR_SHARE = Decimal("0.001")


def between_papers(papers: Sequence[Extraction]) -> list[CheckResult]:
    """X-3, X-4 and X-5 over the printed totals that two papers or two periods have in common."""
    return [*_same_column(papers), *_quarters(papers)]


def sizes_between(papers: Sequence[Extraction]) -> list[tuple[Fact, Fact]]:
    """Pairs of one total in two papers, of the same period or of neighbouring years, one at least 200 times the other."""
    same = [(a, b) for a, b in _pairs(papers) if a.field in TOTALS and is_apart(a.amount, b.amount)]
    return [*same, *((a, b) for a, b in _neighbours(papers) if is_apart(a.amount, b.amount))]


def _neighbours(papers: Sequence[Extraction]) -> list[tuple[Fact, Fact]]:
    """One total of two papers in the periods that lie next to each other, at most about a year apart."""
    series: dict[tuple[str, int | None, str, str, str | None], dict[str, tuple[int, Fact]]] = defaultdict(dict)
    for place, paper in enumerate(papers):
        for fact in paper.facts:
            if fact.field in TOTALS and fact.statement in PRIMARY and fact.printed and fact.period_end and fact.amount:
                key = (fact.field or "", fact.months, fact.basis, fact.gaap, fact.currency)
                series[key].setdefault(fact.period_end, (place, fact))
    return [
        (one, other)
        for found in series.values()
        for (mine, one), (theirs, other) in pairwise(found[end] for end in sorted(found))
        if mine != theirs and _months_between(one.period_end or "", other.period_end or "") <= YEAR
    ]


def _same_column(papers: Sequence[Extraction]) -> list[CheckResult]:
    """One result a period, basis and pair of papers: ok when every common total agrees."""
    found: dict[tuple[str, str], list[tuple[Fact, Fact]]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    ends = {f.id: e.period_end for e in papers for f in e.facts}
    for one, other in _pairs(papers):
        key = (one.period_end or "", one.basis)
        found[key].append((one, other))
        year_end = ends.get(one.id) == one.period_end or ends.get(other.id) == one.period_end
        names[key] = (
            "X-4" if year_end and one.months is None and _within_year(ends.get(one.id), ends.get(other.id)) else "X-3"
        )
    results = []
    for (period, _), pairs in found.items():
        worst = max(pairs, key=lambda pair: abs(pair[0].amount - pair[1].amount) - tolerance(max(pair, key=_scale), 1))
        difference = worst[0].amount - worst[1].amount
        allowed = tolerance(max(worst, key=_scale), 1)
        minor = max(allowed, abs(worst[0].amount) * MINOR_SHARE)
        status = "ok" if abs(difference) <= allowed else "minor" if abs(difference) <= minor else "break"
        shown = pairs if status == "ok" else [worst]
        results.append(
            CheckResult(
                id=names[(period, shown[0][0].basis)], period_end=period, status=status,
                difference=format(difference.normalize(), "f") if difference else "0",
                facts=tuple(f.id for pair in shown for f in pair),
            )
        )  # fmt: skip
    return results


def _scale(fact: Fact) -> int:
    return fact.scale


def _within_year(one: str | None, other: str | None) -> bool:
    """True where the two papers end in different months."""
    return bool(one and other and one[5:7] != other[5:7])


def _pairs(papers: Sequence[Extraction]) -> list[tuple[Fact, Fact]]:
    """The same printed total of the same period, basis, rules and currency in two papers; restated figures are left aside."""
    seen: dict[tuple[str, str, int | None, str, str, str | None], tuple[int, Fact]] = {}
    pairs: list[tuple[Fact, Fact]] = []
    for place, paper in enumerate(papers):
        for fact in paper.facts:
            if fact.field not in TOTALS | FLOWS or fact.statement not in PRIMARY or not fact.printed or fact.restated:
                continue
            key = (fact.field or "", fact.period_end or "", fact.months, fact.basis, fact.gaap, fact.currency)
            known = seen.get(key)
            if known is None:
                seen[key] = (place, fact)
            elif known[0] != place:
                pairs.append((known[1], fact))
    return pairs


def _quarters(papers: Sequence[Extraction]) -> list[CheckResult]:
    """X-5: a quarter and the period to date before it make the period to date."""
    flows: dict[Key, dict[tuple[str, int], Fact]] = defaultdict(dict)
    for paper in papers:
        for fact in paper.facts:
            if fact.field in FLOWS and fact.months and fact.period_end and fact.printed and not fact.restated:
                key: Key = (fact.field or "", fact.basis, fact.gaap, fact.currency)
                flows[key].setdefault((fact.period_end, fact.months), fact)
    results: list[CheckResult] = []
    for found in flows.values():
        for (end, months), whole in found.items():
            quarter = found.get((end, 3))
            before = next((f for (e, m), f in found.items() if m == months - 3 and _months_between(e, end) == 3), None)
            if months in (6, 9, 12) and quarter is not None and before is not None:
                difference = whole.amount - quarter.amount - before.amount
                holds = abs(difference) <= tolerance(whole, 2)
                results.append(
                    CheckResult(
                        id="X-5", period_end=end, status="ok" if holds else "break",
                        difference=format(difference.normalize(), "f") if difference else "0",
                        facts=(whole.id, before.id, quarter.id),
                    )
                )  # fmt: skip
    return results


def _months_between(before: str, after: str) -> int:
    return (int(after[:4]) - int(before[:4])) * 12 + int(after[5:7]) - int(before[5:7])
