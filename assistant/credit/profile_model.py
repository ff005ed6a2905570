"""The credit profile (`xintan.profile/1`): what is known of a customer, each value with its evidence. Frozen."""

from typing import Any, Literal

from pydantic import Field

from assistant.credit.case_model import Contact, CreditRequest, IdentityCard
from assistant.credit.judgement_model import (
    CaseValue,
    Change,
    Grade,
    Limit,
    ModelScore,
    Scorecard,
    SidedView,
    Terms,
    ThreeWayRow,
)
from assistant.credit.risk_model import FollowUp, RiskFactor
from ingestion.model.fact import Basis, Fact, Frozen, Identifier, KindEvidence

Names = dict[str, str]
"""{"zh": …, "en": …}"""


class SubjectView(Frozen):
    """Whom the customer is, as the papers print it; `state` is proposed until an analyst confirms."""

    name: str | None = None
    state: Literal["proposed", "confirmed"] = "proposed"
    identifiers: tuple[Identifier, ...] = ()
    names_seen: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


class PeriodKey(Frozen):
    """One column of the profile. `months` is None for a balance-sheet date that has no flow beside it."""

    period_end: str
    months: int | None = None
    basis: Basis = "unknown"
    fiscal_label: str | None = None
    currency: str | None = None

    @property
    def key(self) -> str:
        """A stable text key, e.g. `2024-12-31/12/consolidated`."""
        return f"{self.period_end}/{self.months or '-'}/{self.basis}"


class ChosenFact(Frozen):
    """The value used for a field and period, why, and what else was printed for it."""

    fact: Fact
    document: str  # sha256
    file: str
    why: str  # key of the texts catalogue: profile.why_*
    alternatives: tuple[str, ...] = ()  # fact ids


class RatioInput(Frozen):
    """One value that a formula read: a fact, or a derived value with its own inputs."""

    name: str
    value: str | None  # decimal; None when missing
    period_end: str | None
    fact: str | None = None  # fact id
    state: str | None = None  # nil_dash | nil_closure | derived | missing | included
    inputs: tuple["RatioInput", ...] = ()


class RatioValue(Frozen):
    """A ratio for one period. `value` is None with `reason` (missing, no_debt, negative_equity …) when it cannot be had.

    `unit`: x | percent | days | money. `percent` values are stored as fractions times 100 (58.75).
    `flags` name what a reader must know (`end_balance`, `restricted_cash_unknown`, `interest_net`, `debt_partial` …).
    """

    id: str
    names: Names
    period: PeriodKey
    value: str | None
    unit: str
    currency: str | None = None
    reason: str | None = None
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    formula: str = ""
    inputs: tuple[RatioInput, ...] = ()
    band: Literal["good", "watch", "weak"] | None = None
    group: str = ""


class Freshness(Frozen):
    """How old a paper is and whether it may still be used. `ageing`: usable, but too old for a final decision."""

    state: Literal["fresh", "ageing", "stale", "undated"]
    date: str | None = None
    age_d: int | None = None
    max_age_d: int | None = None
    decision_age_d: int | None = None


class DocumentView(Frozen):
    """A paper of the customer, without its facts."""

    sha256: str
    file: str
    kind: str
    language: str
    pages: int
    status: Literal["queued", "reading", "ok", "partial", "failed"]
    period_end: str | None = None
    source_basis: str = "unknown"
    subject: str | None = None
    added_at: str
    error: str | None = None
    facts: int = 0
    problems: int = 0
    freshness: Freshness | None = None
    kind_evidence: KindEvidence | None = None


class Gap(Frozen):
    """Something that is missing, what it stops, and which paper would bring it."""

    what: str
    names: Names
    blocks: tuple[str, ...] = ()
    document_kind: str | None = None
    followup: str | None = None


class CreditProfile(Frozen):
    """Everything the papers say of one customer, ready to be shown, asked and exported."""

    schema_: Literal["xintan.profile/1"] = "xintan.profile/1"
    id: str
    customer: SubjectView = SubjectView()
    name: str
    as_of: str
    documents: tuple[DocumentView, ...] = ()
    periods: tuple[PeriodKey, ...] = ()
    facts: tuple[ChosenFact, ...] = ()
    ratios: tuple[RatioValue, ...] = ()
    request: CreditRequest | None = None
    identity: IdentityCard | None = None
    models: tuple[ModelScore, ...] = ()
    bureau: tuple[dict[str, Any], ...] = ()
    payment_behaviour: dict[str, Any] | None = None
    three_way: tuple[ThreeWayRow, ...] = ()
    judged: str | None = None  # key of the period that is judged
    case_figures: tuple[CaseValue, ...] = ()
    policy: dict[str, Any] = Field(default_factory=dict)  # the company's values over the house policy
    risk_factors: tuple[RiskFactor, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    ability: SidedView | None = None
    willingness: SidedView | None = None
    scorecard: Scorecard | None = None
    grade: Grade | None = None
    limit: Limit | None = None
    terms: Terms | None = None
    review_due: str | None = None
    contacts: tuple[Contact, ...] = ()
    changes_since_last_review: tuple[Change, ...] = ()
    gaps: tuple[Gap, ...] = ()
    problems: tuple[dict[str, Any], ...] = Field(default=())

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object, `schema` first."""
        body = self.model_dump(mode="json", exclude={"schema_"})
        return {"schema": self.schema_, **body}
