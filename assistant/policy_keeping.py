"""The lender's policy: what is in force; a file of its own checked line by line, proposed by one, put in force by another."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.access import LOCAL, Actor
from assistant.errors import NotPermitted
from assistant.judging import POLICY_FILE
from assistant.policy.check import PolicyProblem, check_policy
from assistant.policy.policy import Parameter, house_policy
from ingestion.errors import UsageError
from ingestion.model.fact import Frozen
from ingestion.store.now import now
from ingestion.store.scope import Scope
from ingestion.store.store import Store

if TYPE_CHECKING:
    from assistant.config import Settings

PROPOSED = "policy_proposed"
MAX_CHARACTERS = 200_000


class PolicyRow(Frozen):
    """One parameter: its unit, the value in force today, since when, whose it is and where it comes from."""

    key: str
    unit: str
    value: Any
    since: str
    source: str
    own: bool = False


class PolicyShown(Frozen):
    """The policy in force. `own`: a company's file lies over the house policy. `proposed`: a file that waits for a second person."""

    version: str
    hash: str
    own: bool
    rows: tuple[PolicyRow, ...]
    proposed: dict[str, str] | None = None


class PolicyCheck(Frozen):
    """What is wrong with a policy file; without problems the hash that the policy would have."""

    hash: str | None = None
    problems: tuple[PolicyProblem, ...] = ()
    changed: tuple[str, ...] = ()


class PolicyMethods:
    """The workspace's methods for the policy."""

    _store: Store
    settings: "Settings"

    if TYPE_CHECKING:

        def company_policy(self) -> dict[str, Any]: ...

    def policy_shown(self) -> PolicyShown:
        """The policy in force today."""
        overlay = self.company_policy()
        house, policy = house_policy(), house_policy().overlaid(overlay)
        day = datetime.now(UTC).date().isoformat()
        rows = [_row(p, day, house.parameters.get(key)) for key, p in policy.parameters.items()]
        waiting = json.loads(self._store.flag(PROPOSED) or "null")
        told = {k: waiting[k] for k in ("hash", "by", "at")} if waiting else None
        return PolicyShown(version=policy.version, hash=policy.hash, own=bool(overlay), rows=tuple(rows), proposed=told)

    def check_policy_text(self, text: str) -> PolicyCheck:
        """Every fault of a policy file, in the order of lines; nothing is kept.

        Raises:
            UsageError: the text is longer than a policy can be.
        """
        if len(text) > MAX_CHARACTERS:
            raise UsageError("problems.limit_reached", name="policy", limit=MAX_CHARACTERS, seen=len(text))
        overlay, problems = check_policy(text, house_policy())
        if problems:
            return PolicyCheck(problems=tuple(problems))
        laid = house_policy().overlaid(overlay)
        now = house_policy().overlaid(self.company_policy())
        changed = tuple(
            k
            for k, p in laid.parameters.items()
            if now.parameters.get(k) is None or now.parameters[k].values != p.values
        )
        return PolicyCheck(hash=laid.hash, changed=changed)

    def propose_policy(self, text: str, actor: str = "local") -> PolicyCheck:
        """Put a faultless policy file before a second person."""
        found = self.check_policy_text(text)
        if found.hash:
            row = {"text": text, "hash": found.hash, "by": actor, "at": now()}
            self._store.set_flag(PROPOSED, json.dumps(row, ensure_ascii=False))
            self._store.note(Scope(""), "policy_proposed", {"hash": found.hash}, actor)
        return found

    def install_policy(self, hash: str, actor: Actor = LOCAL) -> PolicyShown:
        """Put the proposed file in force; decisions already made keep the policy they were made under.

        Raises:
            UsageError: no file of this hash is proposed.
            NotPermitted: it is the actor's own proposal, and he does not work alone.
        """
        waiting = json.loads(self._store.flag(PROPOSED) or "null")
        if not waiting or waiting["hash"] != hash:
            raise UsageError("policy.none_proposed", hash=hash[:12])
        if waiting["by"] == actor.name and not actor.alone:
            raise NotPermitted("decision.own_proposal")
        path = Path(self.settings.home) / POLICY_FILE
        fresh = path.with_suffix(".new")
        fresh.write_text(waiting["text"], "utf-8")
        fresh.replace(path)
        self._store.set_flag(PROPOSED, "null")
        detail = {"hash": hash, "proposed_by": waiting["by"], "self_confirmed": waiting["by"] == actor.name}
        self._store.note(Scope(""), "policy_installed", detail, actor.name)
        return self.policy_shown()


def _row(parameter: Parameter, day: str, house: Parameter | None) -> PolicyRow:
    held = [(since, value) for since, value in parameter.values if since <= day]
    since, value = held[-1] if held else parameter.values[0]
    own = house is None or house.values != parameter.values
    return PolicyRow(
        key=parameter.key, unit=parameter.unit, value=_plain(value), since=since, source=parameter.source, own=own
    )


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value if isinstance(value, (str, bool)) or value is None else str(value)
