"""The rules of a decision: which route a proposal takes, who may decide it, what an override needs. Pure."""

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.decision_model import Approval, Decision, DecisionState, Verdict
from assistant.credit.judgement_model import GRADES, Grade, GradeName
from assistant.credit.risk_model import RiskFactor

FINAL: tuple[Verdict, ...] = ("returned", "declined", "withdrawn")


@cache
def authority_rules() -> dict[str, Any]:
    """`authority.toml`."""
    return tomllib.loads(files(__package__).joinpath("authority.toml").read_text("utf-8"))


def route_of(grade: GradeName | None, limit: Decimal, caps: int, factors: Iterable[RiskFactor]) -> dict[str, Any]:
    """The row of `authority.toml` that decides a limit (in units of the policy's currency)."""
    fired = [f for f in factors if f.state == "fired" and f.dismissed is None]
    clean = not caps and not any(f.severity in ("H", "C") for f in fired)
    critical = any(f.severity == "C" for f in fired)
    for row in authority_rules()["route"]:
        if "grades" in row and grade not in row["grades"]:
            continue
        if "up_to" in row and limit > Decimal(row["up_to"]):
            continue
        if row.get("clean") and not clean:
            continue
        if critical and limit > 0 and row["id"] != "committee":
            continue
        return dict(row)
    raise ValueError("authority.toml has no last row")


def overrides_of(
    engine: Grade | None, engine_limit: str | None, grade: GradeName | None, limit: str
) -> tuple[str, ...]:
    """What a proposal sets differently from the engine: `grade`, `limit` (a higher one)."""
    found = []
    if engine is not None and grade != engine.grade:
        found.append("grade")
    if Decimal(limit) > Decimal(engine_limit or 0):
        found.append("limit")
    return tuple(found)


def steps_between(a: GradeName, b: GradeName) -> int:
    """How many steps two grades are apart."""
    return abs(GRADES.index(a) - GRADES.index(b))


def refusal(
    decision: Decision, by: str, roles: Iterable[str], authority: Decimal, verdict: Verdict, alone: bool
) -> str | None:
    """Why this person may not give this verdict (a key of the texts), or None."""
    if not decision.is_open:
        return "decision.not_open"
    if verdict == "withdrawn":
        return None if by == decision.proposed_by or "manager" in roles else "decision.not_yours"
    if not alone and by == decision.proposed_by:
        return "decision.own_proposal"
    if not alone and by in decision.correctors:
        return "decision.own_correction"
    if any(a.by == by for a in decision.approvals):
        return "decision.already_said"
    row = next(r for r in authority_rules()["route"] if r["id"] == decision.route)
    if not set(roles) & set(row["roles"]):
        return "decision.wrong_role"
    if "committee" not in roles and authority < Decimal(row.get("authority", 0)):
        return "decision.authority"
    return None


def with_verdict(decision: Decision, approval: Approval, alone: bool) -> Decision:
    """The decision after one more word: final when enough persons approved, or one sent it back, declined or withdrew it."""
    approvals = (*decision.approvals, approval)
    row = next(r for r in authority_rules()["route"] if r["id"] == decision.route)
    state: DecisionState = decision.state
    if approval.verdict in FINAL:
        state = approval.verdict
    elif len({a.by for a in approvals}) >= (1 if alone else int(row["persons"])):
        state = "conditional" if any(a.verdict == "conditional" for a in approvals) else "approved"
    return decision.model_copy(update={"approvals": approvals, "state": state})
