"""Follow-up checks of the fired factors, ranked by what they decide: how far the limit lies apart if a check clears or confirms. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.credit.figures import Figures
from assistant.credit.grading import counts, grade_of, working_days_after
from assistant.credit.judgement_model import LimitMethod, Scorecard
from assistant.credit.limits import bound_limit, limit_methods
from assistant.credit.risk_model import FollowUp, RiskFactor, Severity
from assistant.credit.risks import SEVERITIES, followup_definitions, risk_definitions
from assistant.credit.scorecard import scorecard
from ingestion.model.decimals import plain_decimal

COSTS = ("call", "paper", "visit")
WORSE: dict[Severity | None, Severity | None] = {"L": "M", "M": "H", "H": "C", "C": "C", "info": "info", None: None}
DUE_DAYS: dict[Severity, str] = {"C": "critical", "H": "high", "M": "medium", "L": "low", "info": "low"}
CLOSED = ("cleared", "confirmed", "waived", "done")


class _Rerun:
    """The limit when some factors are cleared or confirmed, everything else as it is."""

    def __init__(self, figures: Figures, factors: Sequence[RiskFactor], card: Scorecard) -> None:
        self._figures = figures
        self._factors = factors
        self._card = card
        self._methods: list[LimitMethod] = limit_methods(figures)

    def cleared(self, names: set[str]) -> Decimal | None:
        """The limit without these factors, the score's inputs at the edge where each of them is clear."""
        left = [f for f in self._factors if f.id not in names]
        return self._limit(left, {k: v for name in names for k, v in self._repaired(name)})

    def confirmed(self, names: set[str]) -> Decimal | None:
        """The limit with each of these factors one severity worse."""
        worse = [f.model_copy(update={"severity": WORSE[f.severity]}) if f.id in names else f for f in self._factors]
        return self._limit(worse, {})

    def _repaired(self, name: str) -> Iterable[tuple[str, Decimal]]:
        definition = risk_definitions()[name]
        key = definition.get("score")
        if key is None:
            return
        edge = None
        if definition["x"]["value"] == key:
            edge = self._figures.number(definition["x"]["threshold"], f"risk_limits.{name}")
        yield key, edge if isinstance(edge, Decimal) else Decimal(0)

    def _limit(self, factors: Sequence[RiskFactor], changed: Mapping[str, Decimal]) -> Decimal | None:
        figures = self._figures.with_changes(changed) if changed else self._figures
        card = scorecard(figures) if changed else self._card
        return bound_limit(grade_of(card, factors, figures).grade, self._methods, figures)[0]


def followups_of(
    factors: Sequence[RiskFactor], figures: Figures, card: Scorecard, states: Mapping[str, Mapping[str, Any]]
) -> list[FollowUp]:
    """The checks that counting factors ask for, merged, the most deciding first; what is settled comes last.

    Rank: |limit if cleared − limit if confirmed|, then severity, then cost (call, paper, visit). A dismissed factor asks for nothing.
    """
    wanted: dict[str, list[RiskFactor]] = {}
    for factor in factors:
        if counts(factor):
            for name in factor.follow_ups:
                wanted.setdefault(name, []).append(factor)
    rerun = _Rerun(figures, factors, card)
    rows = [_followup(name, by, rerun, figures, states.get(name, {})) for name, by in wanted.items()]
    rows.sort(key=_order)
    return [row.model_copy(update={"rank": rank}) for rank, row in enumerate(rows, start=1)]


def _followup(name: str, by: list[RiskFactor], rerun: _Rerun, figures: Figures, state: Mapping[str, Any]) -> FollowUp:
    ids = {f.id for f in by}
    low, high = rerun.confirmed(ids), rerun.cleared(ids)
    value = None if low is None or high is None else abs(high - low)
    severity = min((f.severity or "L" for f in by), key=SEVERITIES.index)
    days = figures.policy.number(f"grades.review.event_{DUE_DAYS[severity]}_days", figures.day)
    return FollowUp(
        id=name,
        rank=0,
        factors=tuple(f.id for f in by),
        severity=severity,
        value=None if value is None else plain_decimal(value),
        currency=figures.currency,
        limit_if_cleared=None if high is None else plain_decimal(high),
        limit_if_confirmed=None if low is None else plain_decimal(low),
        owner=state.get("owner"),
        due=state.get("due") or working_days_after(figures.day, int(days)),
        state=state.get("state", "open"),
        note=str(state.get("note", "")),
        attached=tuple(state.get("attached", ())),
        effect=state.get("effect"),
        **followup_definitions()[name],
    )


def _order(row: FollowUp) -> tuple[object, ...]:
    return (
        row.state in CLOSED,
        -Decimal(row.value or 0),
        SEVERITIES.index(row.severity),
        COSTS.index(row.cost),
        row.id,
    )
