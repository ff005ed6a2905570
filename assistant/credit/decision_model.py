"""A proposed and decided grade, limit and terms, as kept in the case's record. Frozen; money as decimal strings."""

from typing import Literal

from pydantic import Field

from assistant.credit.case_model import Security
from assistant.credit.judgement_model import GradeName
from ingestion.model.fact import Frozen

DecisionState = Literal["proposed", "approved", "conditional", "returned", "declined", "withdrawn"]
Verdict = Literal["approved", "conditional", "returned", "declined", "withdrawn"]
VERDICTS: tuple[Verdict, ...] = ("approved", "conditional", "returned", "declined", "withdrawn")


class Condition(Frozen):
    """Something to be done: before the terms hold (`precedent`) or while they do (`ongoing`)."""

    text: str
    due: str | None = None
    kind: Literal["precedent", "ongoing"] = "precedent"


class Approval(Frozen):
    """One person's word on a proposal. `self_confirmed`: the single user of a home confirmed his own proposal."""

    by: str
    at: str
    verdict: Verdict
    comment: str = ""
    self_confirmed: bool = False


class Decision(Frozen):
    """What was proposed, what the engine said, who decided. `route` names the row of `authority.toml` that decides."""

    id: str
    state: DecisionState = "proposed"
    proposed_by: str
    proposed_at: str
    as_of: str
    grade: GradeName | None = None
    engine_grade: GradeName | None = None
    score: str | None = None
    limit: str
    engine_limit: str | None = None
    currency: str | None = None
    terms_days: int | None = None
    security: tuple[Security, ...] = ()
    conditions: tuple[Condition, ...] = ()
    monitoring: tuple[str, ...] = ()
    review_date: str | None = None
    reason: str = ""
    overrides: tuple[str, ...] = ()  # grade | limit
    correctors: tuple[str, ...] = ()  # who corrected figures or dismissed factors that the proposal rests on
    route: str
    route_names: dict[str, str] = Field(default_factory=dict)
    profile_hash: str = ""
    policy_hash: str = ""
    approvals: tuple[Approval, ...] = ()

    @property
    def is_open(self) -> bool:
        """True while somebody still has to decide."""
        return self.state == "proposed"
