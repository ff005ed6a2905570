"""The case of a customer: its state, the moves that are open, and each move by a named person, kept and audited."""

import secrets
from typing import Any

from assistant.credit.case_states import CLOSED, MOVED, START, moves_from
from assistant.decisions import profile_hash
from assistant.errors import NotPermitted
from ingestion.errors import UsageError
from ingestion.model.fact import Frozen
from ingestion.store.scope import Scope
from ingestion.store.store import Store

CASE = "case"


class CaseState(Frozen):
    """Where a case stands: its id, state, since when and by whom, and the moves from there."""

    id: str | None
    state: str
    since: str | None = None
    by: str | None = None
    reason: str | None = None
    moves: tuple[dict[str, Any], ...] = ()


class CaseFlowMethods:
    """The workspace's methods for the course of a case."""

    _store: Store

    def case_state(self, customer: str) -> CaseState:
        """The newest case of the customer; `none` before the first."""
        rows = self._store.entries(Scope(customer), CASE)
        last = rows[-1] if rows else None
        state = last["body"]["state"] if last else START
        profile = self.profile(customer)  # type: ignore[attr-defined]
        moves = tuple(
            m.model_dump()
            for m in moves_from(START if state in CLOSED else state, profile, decided=self._decided(customer))
        )
        if last is None:
            return CaseState(id=None, state=state, moves=moves)
        return CaseState(
            id=last["entry"],
            state=state,
            since=last["at"],
            by=last["actor"],
            reason=last["body"].get("reason"),
            moves=moves,
        )

    def move_case(self, customer: str, to: str, reason: str = "", actor: str = "local") -> CaseState:
        """Move the case on; re-opening a closed or monitored one makes a new case.

        Raises:
            UsageError: no such move from here.
            NotPermitted: the gate of the move does not hold; says what is missing.
        """
        now = self.case_state(customer)
        start = START if now.state in CLOSED else now.state
        profile = self.profile(customer)  # type: ignore[attr-defined]
        move = next((m for m in moves_from(start, profile, reason, self._decided(customer)) if m.to == to), None)
        if move is None:
            raise UsageError("record.no_such_move", state=now.state, to=to)
        if move.missing:
            raise NotPermitted("record.gate_closed", to=to, missing=", ".join(move.missing))
        case = now.id if now.id and to != "intake" else f"C-{secrets.token_hex(4)}"
        body = {"state": to, "from": now.state, "reason": reason}
        self._store.add_entry(Scope(customer), CASE, case, body, actor)
        return self.case_state(customer)

    def _decided(self, customer: str) -> str:
        """How the newest decision ended; `moved` where it was approved on another profile than today's."""
        newest = next(iter(self.decisions(customer)), None)  # type: ignore[attr-defined]
        if newest is None or newest.is_open:
            return ""
        approved = newest.state in ("approved", "conditional")
        if approved and newest.profile_hash != profile_hash(self.profile(customer)):  # type: ignore[attr-defined]
            return MOVED
        return str(newest.state)
