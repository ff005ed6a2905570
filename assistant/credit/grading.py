"""Grade, caps, terms and the review date from score, factors and policy. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from assistant.credit.case_figures import months_before
from assistant.credit.figures import Figures
from assistant.credit.judgement_model import GRADES, Cap, Grade, GradeName, Scorecard, Terms
from assistant.credit.risk_model import RiskFactor, Severity
from assistant.policy.policy import Policy

COUNTING = ("fired", "disputed")
WORST_FIRST: tuple[Severity, ...] = ("C", "H", "M", "L")


def grade_of(card: Scorecard, factors: Sequence[RiskFactor], figures: Figures) -> Grade:
    """The grade after caps: the lowest cap wins, a cap never raises."""
    policy, day = figures.policy, figures.day
    base = score_grade(card.score, policy, day)
    caps = tuple(_caps(card, factors, figures))
    worst = max((GRADES.index(c.grade) for c in caps), default=0)
    final = GRADES[max(worst, GRADES.index(base) if base else GRADES.index("CA7"))]
    row = policy.text(f"grades.{final}")
    return Grade(
        grade=final, from_score=base, score=card.score, caps=caps, names=row["names"], advice=row["advice"],
        policy_version=policy.version, policy_hash=policy.hash,
    )  # fmt: skip


def score_grade(score: str | None, policy: Policy, day: str) -> GradeName | None:
    """The grade of an unrounded score by the half-open ranges of the policy."""
    if score is None:
        return None
    value = Decimal(score)
    for grade in GRADES:
        span = policy.at(f"grades.{grade}.score", day)
        if span is not None and span[0] <= value < span[1]:
            return grade
    return None


def groups_at_high(factors: Iterable[RiskFactor]) -> list[tuple[str, list[RiskFactor]]]:
    """The groups of counting factors whose worst severity is H."""
    groups: dict[str, list[RiskFactor]] = {}
    for factor in factors:
        if counts(factor):
            groups.setdefault(factor.group or factor.id, []).append(factor)
    return [(name, members) for name, members in groups.items() if worst_severity(members) == "H"]


def counts(factor: RiskFactor) -> bool:
    """Whether the factor can cap: fired or disputed, not dismissed."""
    return factor.state in COUNTING and factor.dismissed is None


def worst_severity(factors: Iterable[RiskFactor]) -> Severity | None:
    """The worst severity among factors; None where none has one."""
    found = [f.severity for f in factors if f.severity in WORST_FIRST]
    return min(found, key=WORST_FIRST.index) if found else None


def _caps(card: Scorecard, factors: Sequence[RiskFactor], figures: Figures) -> Iterable[Cap]:
    named: set[str] = set()
    for row in figures.policy.text("caps.cap"):
        hits = _hits(row, card, factors, figures, named)
        if hits is not None:
            named |= set(hits)
            yield Cap(grade=row["grade"], rule=row["rule"], factors=tuple(hits), names=row["names"])


def _hits(
    row: Mapping[str, Any], card: Scorecard, factors: Sequence[RiskFactor], figures: Figures, named: set[str]
) -> list[str] | None:
    """The factors a cap rests on (empty for a rule without factors); None where it does not apply."""
    rule = row["rule"]
    if rule == "identity_not_verified":
        return None if (figures.value("identity_verified") or 0) > 0 else []
    if rule == "present_weight":
        least = figures.policy.number("scorecard.card.min_weight", figures.day)
        return [] if Decimal(card.present_weight) < least else None
    if rule == "nobody_has_looked":
        missing = {i.id for i in card.items if i.points is None}
        return [] if {"bureau_record", "legal_record"} <= missing else None
    if rule == "groups":
        high = groups_at_high(factors)
        return (
            [f.id for _, members in high for f in members if f.severity == "H"] if len(high) >= row["count"] else None
        )
    wanted = row["factors"]
    hits = [
        f.id for f in factors
        if counts(f) and f.severity in row["at"] and (f.id in wanted or (wanted == ["*"] and f.id not in named))
    ]  # fmt: skip
    return hits or None


def terms_of(grade: Grade, figures: Figures) -> Terms:
    """Payment terms and security that go with the grade."""
    row = figures.policy.text(f"grades.{grade.grade}")
    days = figures.policy.number(f"grades.{grade.grade}.terms_days", figures.day)
    return Terms(days=int(days), names=row["terms"], security=row["security"])


def review_due(
    grade: Grade, factors: Sequence[RiskFactor], figures: Figures, reviews: Sequence[Mapping[str, Any]]
) -> str | None:
    """The earliest day a review is due: the grade's months after the last review (6 for a new customer), or an event's working days."""
    months = int(figures.policy.number(f"grades.{grade.grade}.review_months", figures.day))
    last = str(reviews[-1]["as_of"]) if reviews else None
    if not reviews:
        first = int(figures.policy.number("grades.review.first_months", figures.day))
        months = min(months, first) if months else 0
    return months_before(last or figures.day, -months) if months else None


def working_days_after(day: str, count: int) -> str:
    """The day `count` working days (Monday to Friday) later."""
    at = date.fromisoformat(day)
    while count:
        at += timedelta(days=1)
        count -= at.weekday() < 5
    return at.isoformat()
