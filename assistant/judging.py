"""What people add to the judgement, and what it would be with other inputs: follow-up notes, what-if, the company's policy file."""

import threading
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from assistant.credit.followups import CLOSED
from assistant.credit.judgement_model import Requirement, WhatIf
from assistant.credit.risk_model import Effect, FollowUpState, Standing
from ingestion.errors import UsageError
from ingestion.store.scope import Scope
from ingestion.store.store import Store

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.credit.profile_model import CreditProfile

POLICY_FILE = "policy.toml"
NOTED = {"owner", "due", "state", "note", "attached", "figures"}


class JudgementMethods:
    """The workspace's methods for the judgement."""

    _store: Store
    settings: "Settings"
    _policy_lock = threading.Lock()

    if TYPE_CHECKING:

        def profile(self, customer: str) -> "CreditProfile": ...

    def note_followup(
        self, customer: str, check: str, values: Mapping[str, Any], actor: str = "local"
    ) -> "Effect | None":
        """Note a check's owner, due day, state, note, attached papers or the figures that answer it, over what was noted before.

        Closing a check keeps, and gives back, what that did to grade, score and limit.

        Raises:
            UsageError: no such check, an unknown field, state or figure.
        """
        from assistant.credit.case_definitions import case_definitions
        from assistant.credit.risks import followup_definitions

        strange = [n for n in values if n not in NOTED] + [
            n for n in values.get("figures", {}) if n not in case_definitions()
        ]
        if check not in followup_definitions() or strange:
            raise UsageError(
                "policy.unknown_followup",
                ids=", ".join([*strange, *([] if check in followup_definitions() else [check])]),
            )
        if values.get("state", "open") not in get_args(FollowUpState):
            raise UsageError("policy.unknown_state", state=values["state"], states=", ".join(get_args(FollowUpState)))
        scope = Scope(customer)
        before = {row["entry"]: row["body"] for row in self._store.entries(scope, "followup")}.get(check, {})
        noted = {**{k: v for k, v in before.items() if k != "effect"}, **values, "by": actor}
        if noted.get("state", "open") not in CLOSED:
            self._store.add_entry(scope, "followup", check, noted, actor)
            return None
        stood = _standing(self.profile(customer))
        self._store.add_entry(scope, "followup", check, noted, actor)
        effect = Effect(before=stood, after=_standing(self.profile(customer)))
        self._store.add_entry(scope, "followup", check, {**noted, "effect": effect.model_dump(mode="json")}, actor)
        return effect

    def what_if(self, customer: str, changes: Mapping[str, Decimal]) -> WhatIf:
        """The judgement with lines, ratios or figures of the case set to other values. Nothing is saved.

        Raises:
            UsageError: a name is no line, ratio or figure.
        """
        from assistant.credit.whatif import is_known, what_if

        strange = [name for name in changes if not is_known(name)]
        if strange:
            raise UsageError("policy.unknown_figure", name=", ".join(strange))
        return what_if(self.profile(customer), changes)

    def solve(self, customer: str, lever: str, goal: str) -> Requirement:
        """How far a lever must move until a goal holds: `grade CA1`, `score 70`, `fires RF-LV-05`, `clears RF-CQ-04`.

        Raises:
            UsageError: the lever or the goal is unknown.
        """
        from assistant.credit.whatif import is_goal, solve, whatif_definitions

        levers = whatif_definitions()["levers"]
        if lever not in levers or not is_goal(goal):
            raise UsageError("policy.unknown_lever", lever=lever, goal=goal, levers=", ".join(levers))
        return solve(self.profile(customer), lever, goal)

    def company_policy(self) -> dict[str, Any]:
        """The company's values over the house policy: `policy.toml` of the home folder; empty where there is none.

        Raises:
            UsageError: the file cannot be laid over the house policy; names the first fault and its line.
        """
        path = Path(self.settings.home) / POLICY_FILE
        if not path.is_file():
            return {}
        return _read_policy(path, path.stat().st_mtime_ns)


def _standing(profile: "CreditProfile") -> Standing:
    return Standing(
        grade=profile.grade.grade if profile.grade else None,
        score=profile.scorecard.score if profile.scorecard else None,
        limit=profile.limit.value if profile.limit else None,
    )


def _read_policy(path: Path, stamp: int) -> dict[str, Any]:
    """The checked file, read anew only when it was written again (`stamp`)."""
    from assistant.policy.check import check_policy
    from assistant.policy.policy import house_policy

    if _READ.get("key") != (path, stamp):
        overlay, problems = check_policy(path.read_text("utf-8"), house_policy())
        if problems:
            raise UsageError(
                "policy.unusable", file=path.name, line=problems[0].line, key=problems[0].key or problems[0].code
            )
        _READ.update(key=(path, stamp), overlay=overlay)
    return dict(_READ["overlay"])


_READ: dict[str, Any] = {}
