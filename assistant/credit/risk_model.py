"""Risk factors and follow-up checks as a profile holds them. Frozen."""

from typing import Any, Literal

from ingestion.model.fact import Frozen

Names = dict[str, str]
Severity = Literal["L", "M", "H", "C", "info"]
RiskState = Literal["fired", "clear", "not_testable", "disputed"]
FollowUpState = Literal["open", "asked", "received", "cleared", "confirmed", "waived", "done"]


class Evidence(Frozen):
    """A printed figure that a factor rests on, with its place."""

    fact: str
    name: str
    document: str  # sha256
    file: str
    page: int
    box: tuple[float, ...] = ()
    locator: dict[str, Any] | None = None
    label: str
    printed: str
    value: str
    period_end: str | None = None
    stale: bool = False  # the paper is too old to be used


class Dismissal(Frozen):
    """An analyst's word that a factor does not count here."""

    by: str
    at: str
    reason: str


class RiskFactor(Frozen):
    """One factor of the catalogue over the latest period. `value` and `threshold` in `unit` (x, percent, pp, money)."""

    id: str
    names: Names
    category: str
    group: str = ""
    state: RiskState
    severity: Severity | None = None
    value: str | None = None
    unit: str | None = None
    threshold: str | None = None
    period: str | None = None
    evidence: tuple[Evidence, ...] = ()
    explanation: Names
    counter_argument: Names
    follow_ups: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    untested_legs: tuple[str, ...] = ()
    dismissed: Dismissal | None = None
    reason: str | None = None  # why it cannot be tested, where that is more than a missing figure: scope


class Standing(Frozen):
    """Where the judgement stands: grade, score, limit."""

    grade: str | None = None
    score: str | None = None
    limit: str | None = None


class Effect(Frozen):
    """What the closing of a check did to the judgement."""

    before: Standing
    after: Standing

    @property
    def moved(self) -> bool:
        """True where grade, score or limit changed."""
        return self.before != self.after


class FollowUp(Frozen):
    """A check worth doing now: whom to ask for what, which factors asked for it, when it is cleared, and what it decides.

    `value` = |limit_if_cleared − limit_if_confirmed| in units of `currency`; `cost`: call, paper or visit.
    """

    id: str
    rank: int
    names: Names
    ask: Names
    document: Names
    clears_when: Names
    factors: tuple[str, ...]
    severity: Severity
    cost: Literal["call", "paper", "visit"] = "paper"
    value: str | None = None
    currency: str | None = None
    limit_if_cleared: str | None = None
    limit_if_confirmed: str | None = None
    owner: str | None = None
    due: str | None = None
    state: FollowUpState = "open"
    note: str = ""
    attached: tuple[str, ...] = ()  # documents that answer it
    effect: Effect | None = None  # kept when it was closed
