"""Proposals, approvals with four eyes, and the snapshot that an approved decision locks. A part of the workspace.

A decision is an entry of the store (kind `decision`), every word on it a new version. When it is decided for good, the profile it
rests on is kept whole (kind `review_profile`) beside its snapshot (kind `review`), so that the review can be shown again as it was.
"""

import base64
import hashlib
import json
import secrets
import zlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.access import LOCAL, Actor
from assistant.credit.decision import authority_rules, overrides_of, refusal, route_of, steps_between, with_verdict
from assistant.credit.decision_model import VERDICTS, Approval, Condition, Decision
from assistant.credit.judgement_model import GRADES
from assistant.credit.profile import judged_period, values_of
from assistant.credit.profile_model import CreditProfile
from assistant.credit.review import snapshot
from assistant.entered import money_of
from assistant.errors import NotPermitted
from ingestion.errors import UsageError
from ingestion.model.decimals import plain_decimal
from ingestion.store.now import now
from ingestion.store.scope import Scope
from ingestion.store.store import Store

KIND, REVIEW, PROFILE = "decision", "review", "review_profile"
CORRECTIONS = ("correct", "unit", "dismiss", "bind")


class DecisionMethods:
    """The workspace's methods for decisions and the reviews they lock."""

    _store: Store

    def profile(self, customer: str) -> CreditProfile:
        """The credit profile (the workspace's own)."""
        raise NotImplementedError

    def propose(self, customer: str, values: Mapping[str, Any], actor: Actor = LOCAL) -> Decision:
        """Propose grade, limit, terms and security; what is not given is the engine's.

        Values: grade, limit (with or without a unit), terms_days, reason, conditions (texts), review_date.

        Raises:
            UsageError: a value cannot be read, an override has no reason or goes too far, another proposal is open.
        """
        profile = self.profile(customer)
        if any(d.is_open for d in self.decisions(customer)):
            raise UsageError("decision.one_open")
        engine = profile.grade
        given = values.get("grade") or (engine.grade if engine else None)
        if given is not None and given not in GRADES:
            raise UsageError("decision.bad_grade", grade=given)
        engine_limit = profile.limit.value if profile.limit else None
        limit = plain_decimal(money_of(str(values["limit"]))) if values.get("limit") not in (None, "") else engine_limit
        if limit is None:
            raise UsageError("decision.no_limit")
        reason = str(values.get("reason") or "").strip()
        overrides = overrides_of(engine, engine_limit, given, limit)
        if overrides and not reason:
            raise UsageError("decision.override_reason", what=", ".join(overrides))
        steps = int(authority_rules()["override"]["grade_steps"])
        if engine and given and steps_between(engine.grade, given) > steps:
            raise UsageError("decision.override_steps", steps=steps)
        row = route_of(given, Decimal(limit), len(engine.caps) if engine else 0, profile.risk_factors)
        terms = values.get("terms_days")
        decision = Decision(
            id=f"D-{secrets.token_hex(4)}",
            proposed_by=actor.name,
            proposed_at=now(),
            as_of=profile.as_of,
            grade=given,
            engine_grade=engine.grade if engine else None,
            score=engine.score if engine else None,
            limit=limit,
            engine_limit=engine_limit,
            currency=profile.limit.currency if profile.limit else None,
            terms_days=int(terms) if terms not in (None, "") else (profile.terms.days if profile.terms else None),
            security=profile.request.security_held if profile.request else (),
            conditions=tuple(_condition(c) for c in values.get("conditions", ()) if c),
            monitoring=tuple(f.id for f in profile.risk_factors if f.state == "fired" and f.severity in ("C", "H")),
            review_date=values.get("review_date") or profile.review_due,
            reason=reason,
            overrides=overrides,
            correctors=self._correctors(customer),
            route=row["id"],
            route_names=row["names"],
            profile_hash=profile_hash(profile),
            policy_hash=engine.policy_hash if engine else "",
        )
        self._keep(customer, decision, actor)
        return decision

    def decide(self, customer: str, decision: str, verdict: str, comment: str = "", actor: Actor = LOCAL) -> Decision:
        """Approve, approve with conditions, send back, decline or withdraw a proposal.

        Raises:
            UsageError: no such proposal or verdict; a verdict other than approval without a comment.
            NotPermitted: own proposal, own correction, wrong role, too little authority; the profile has moved since.
        """
        found = next((d for d in self.decisions(customer) if d.id == decision), None)
        if found is None:
            raise UsageError("decision.unknown", decision=decision)
        if verdict not in VERDICTS:
            raise UsageError("decision.bad_verdict", verdict=verdict, known=", ".join(VERDICTS))
        if verdict in ("returned", "declined", "conditional") and not comment.strip():
            raise UsageError("cli.reason_needed")
        why = refusal(found, actor.name, actor.roles, actor.authority, verdict, actor.alone)
        if why:
            raise NotPermitted(why, route=found.route)
        profile = self.profile(customer)
        if verdict in ("approved", "conditional") and profile_hash(profile) != found.profile_hash:
            raise NotPermitted("decision.moved")
        approval = Approval(
            by=actor.name, at=now(), verdict=verdict, comment=comment.strip(),
            self_confirmed=actor.alone and actor.name == found.proposed_by,
        )  # fmt: skip
        decided = with_verdict(found, approval, actor.alone)
        if verdict == "conditional":
            condition = Condition(text=comment.strip())
            decided = decided.model_copy(update={"conditions": (*decided.conditions, condition)})
        self._keep(customer, decided, actor)
        if decided.state in ("approved", "conditional", "declined"):
            self._lock(customer, decided, profile, actor)
        return decided

    def decisions(self, customer: str) -> list[Decision]:
        """Every proposal of the customer, newest first."""
        rows = self._store.entries(Scope(customer), KIND)
        return [Decision.model_validate(row["body"]) for row in reversed(rows)]

    def reviews(self, customer: str) -> list[dict[str, Any]]:
        """The snapshots of locked reviews, oldest first; each with `id`, `by`, `at`."""
        rows = self._store.entries(Scope(customer), REVIEW)
        return [{**row["body"], "id": row["entry"], "by": row["actor"], "at": row["at"]} for row in rows]

    def review_profile(self, customer: str, review: str) -> CreditProfile:
        """The profile of a locked review, exactly as it was.

        Raises:
            UsageError: the review is unknown, or was entered without a profile.
        """
        row = next((r for r in self._store.entries(Scope(customer), PROFILE) if r["entry"] == review), None)
        if row is None:
            raise UsageError("decision.no_review", review=review)
        return CreditProfile.model_validate_json(zlib.decompress(base64.b64decode(row["body"]["profile"])))

    def _lock(self, customer: str, decision: Decision, profile: CreditProfile, actor: Actor) -> None:
        period = judged_period(profile.periods, profile.facts)
        told = snapshot(profile, period, values_of(profile))
        told |= {"decision": decision.id, "state": decision.state, "decided_grade": decision.grade,
                 "decided_limit": decision.limit, "profile_hash": decision.profile_hash}  # fmt: skip
        packed = base64.b64encode(zlib.compress(_plain(profile), 6)).decode()
        scope = Scope(customer)
        self._store.add_entry(scope, PROFILE, decision.id, {"profile": packed}, actor.name)
        self._store.add_entry(scope, REVIEW, decision.id, told, actor.name)

    def _correctors(self, customer: str) -> tuple[str, ...]:
        """Who corrected figures or dismissed factors since the last decision."""
        last = max((d.approvals[-1].at for d in self.decisions(customer) if d.approvals), default="")
        rulings = self._store.rulings(Scope(customer))
        return tuple(sorted({r["actor"] for r in rulings if r["kind"] in CORRECTIONS and r["at"] > last}))

    def _keep(self, customer: str, decision: Decision, actor: Actor) -> None:
        body = decision.model_dump(mode="json", exclude_none=True)
        self._store.add_entry(Scope(customer), KIND, decision.id, body, actor.name)


def profile_hash(profile: CreditProfile) -> str:
    """A hash over what a decision rests on: papers, figures, request, factors, score, grade, limit; not over the day it is read."""
    body = {
        "papers": sorted(d.sha256 for d in profile.documents),
        "figures": sorted((c.fact.id, c.fact.value, c.fact.state) for c in profile.facts),
        "request": profile.request.model_dump(mode="json", exclude={"places"}) if profile.request else None,
        "factors": [(f.id, f.state, f.severity, f.dismissed is not None) for f in profile.risk_factors],
        "grade": profile.grade.grade if profile.grade else None,
        "score": profile.scorecard.score if profile.scorecard else None,
        "limit": profile.limit.value if profile.limit else None,
    }
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(profile: CreditProfile) -> bytes:
    return profile.model_dump_json(by_alias=False).encode()


def _condition(given: Any) -> Condition:
    return given if isinstance(given, Condition) else Condition(text=str(given))
