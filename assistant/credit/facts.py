"""The chosen value of each line and period, and why it was chosen over its alternatives."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from assistant.credit.profile_model import ChosenFact, DocumentView, PeriodKey
from ingestion.model.fact import Extraction, Fact

STATE_RANK = {"corrected": 0, "confirmed": 1, "proposed": 2, "unconfirmed": 3, "superseded": 9}
BASIS_RANK = {"audited": 0, "reviewed": 1, "unknown": 2, "unaudited": 3, "tax_filing": 4, "bureau_printed": 5}
PRIMARY = ("balance_sheet", "income_statement", "cash_flow")
GROUP, PARENT = "consolidated", "parent"


def view_basis(fact: Fact) -> str:
    """`parent`, or `consolidated` for everything that is not said to be the parent's."""
    return PARENT if fact.basis == "parent" else GROUP


@dataclass(frozen=True, slots=True)
class _Candidate:
    fact: Fact
    document: DocumentView
    size: int  # figures of the whole paper

    @property
    def rank(self) -> tuple[object, ...]:
        own_period = self.document.period_end == self.fact.period_end
        newest = -int((self.document.period_end or "0000-00-00").replace("-", ""))
        return (
            STATE_RANK[self.fact.state],
            self.fact.statement not in PRIMARY,
            bool(self.fact.nil == "closure"),
            not self.fact.restated,
            BASIS_RANK.get(self.document.source_basis, 9),
            newest,  # a later paper restates what an earlier one printed
            not own_period,
            -self.size,  # of two alike, such as a report and its translation, the fuller one
            self.document.sha256,
        )


def choose_facts(documents: list[DocumentView], extractions: list[Extraction]) -> list[ChosenFact]:
    """One value a (line, period end, months, basis), best first by state, statement, restatement, audit, date of paper."""
    views = {d.sha256: d for d in documents}
    groups: dict[tuple[object, ...], list[_Candidate]] = defaultdict(list)
    for extraction in extractions:
        document = views[extraction.sha256]
        for fact in extraction.facts:
            if fact.statement == "ledger":  # our own books: payment behaviour, no statement of the customer
                continue
            if fact.field is not None and fact.period_end is not None and fact.state != "superseded":
                key = (fact.field, fact.period_end, fact.months, view_basis(fact))
                groups[key].append(_Candidate(fact, document, len(extraction.facts)))
    return [_chosen(candidates) for candidates in groups.values()]


def _chosen(candidates: list[_Candidate]) -> ChosenFact:
    ranked = sorted(candidates, key=lambda c: c.rank)
    best = ranked[0]
    others = [c for c in ranked[1:] if Decimal(c.fact.value) != Decimal(best.fact.value)]
    return ChosenFact(
        fact=best.fact,
        document=best.document.sha256,
        file=best.document.file,
        why=_why(best, others, len(ranked)),
        alternatives=tuple(c.fact.id for c in ranked[1:]),
    )


def _why(best: _Candidate, others: list[_Candidate], printed: int) -> str:
    if best.fact.state in ("corrected", "confirmed"):
        return "profile.why_analyst"
    if not others:
        return "profile.why_only" if printed == 1 else "profile.why_agree"
    if best.fact.restated:
        return "profile.why_restated"
    if BASIS_RANK[best.document.source_basis] < BASIS_RANK[others[0].document.source_basis]:
        return "profile.why_audited"
    return "profile.why_latest"


def periods_of(chosen: list[ChosenFact]) -> list[PeriodKey]:
    """The periods that have figures: group before parent, latest end first, full years before parts of a year."""
    flows: dict[tuple[str, str], set[int]] = defaultdict(set)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    samples: dict[tuple[str, str], Fact] = {}
    for item in chosen:
        fact = item.fact
        key = (fact.period_end or "", view_basis(fact))
        counts[key] += 1
        samples.setdefault(key, fact)
        if fact.months:
            flows[key].add(fact.months)
    made = [
        PeriodKey(
            period_end=end,
            months=months,
            basis="parent" if basis == PARENT else "consolidated",
            fiscal_label=_label(chosen, end, months, basis),
            currency=samples[(end, basis)].currency,
        )
        for (end, basis), count in counts.items()
        if count >= 2
        for months in _lengths(flows[(end, basis)])
    ]
    return sorted(made, key=lambda p: (p.basis == "parent", _descending(p.period_end), -(p.months or 0)))


def _lengths(flows: set[int]) -> list[int | None]:
    """Lengths of the flows that end on a date, longest first; one balance-only entry where there are none."""
    return [*sorted(flows, reverse=True)] or [None]


def _label(chosen: list[ChosenFact], end: str, months: int | None, basis: str) -> str | None:
    labels = [
        c.fact.fiscal_label
        for c in chosen
        if c.fact.period_end == end and c.fact.months == months and view_basis(c.fact) == basis and c.fact.fiscal_label
    ]
    return labels[0] if labels else None


def _descending(day: str) -> int:
    return -int(day.replace("-", ""))
