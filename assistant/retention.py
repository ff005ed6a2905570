"""What has been kept long enough, by `retention.toml`, and its deletion by a person. A part of the workspace.

Nothing is deleted by itself: `retention_due` lists, a person with the right to delete applies. A legal hold on a customer stops all.
"""

import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.credit.decision_model import Decision
from ingestion.errors import RefusedError, UsageError
from ingestion.model.fact import Frozen
from ingestion.store.index_desk import IndexDesk
from ingestion.store.scope import Scope
from ingestion.store.store import Store

HOLD = "legal_hold"


@cache
def retention_rules() -> dict[str, dict[str, Any]]:
    """`retention.toml`."""
    return tomllib.loads(files(__package__).joinpath("retention.toml").read_text("utf-8"))


class RetentionItem(Frozen):
    """Something to be deleted: a paper (`target` is its sha256), conversations up to a day, or a whole customer."""

    customer: str
    name: str
    rule: Literal["personal_report", "chat", "declined_case", "closed_case"]
    due: str
    target: str | None = None


class RetentionMethods:
    """The workspace's methods for keeping and deleting."""

    _store: Store
    _index: IndexDesk

    def decisions(self, customer: str) -> list[Decision]:
        """Every proposal, newest first (the workspace's own)."""
        raise NotImplementedError

    def delete_customer(self, customer: str) -> None:
        """Delete a customer (the workspace's own)."""
        raise NotImplementedError

    def remove_document(self, customer: str, document: str, reason: str, actor: str = "local") -> None:
        """Take a paper away with its figures, passages and vectors; the audit trail keeps that it was there and why it went.

        Raises:
            UsageError: no reason.
            StoreError: the customer has no such paper.
        """
        if not reason.strip():
            raise UsageError("cli.reason_needed")
        self._index.forget_document(Scope(customer), document)
        self._store.delete_document(Scope(customer), document, reason.strip(), actor)

    def set_legal_hold(self, customer: str, held: bool, reason: str, actor: str = "local") -> None:
        """Keep everything of the customer from deletion, or let go."""
        self._store.add_entry(Scope(customer), "setting", HOLD, {"held": held, "reason": reason}, actor)

    def is_held(self, customer: str) -> bool:
        """True under a legal hold."""
        rows = {row["entry"]: row["body"] for row in self._store.entries(Scope(customer), "setting")}
        return bool(rows.get(HOLD, {}).get("held"))

    def retention_due(self, today: str | None = None, only: Iterable[str] | None = None) -> list[RetentionItem]:
        """What has been kept long enough on `today` (ISO date), the longest due first; nothing under a legal hold."""
        day = date.fromisoformat(today) if today else datetime.now(UTC).date()
        wanted = None if only is None else set(only)
        found = []
        for row in self._store.summaries():
            if (wanted is None or row["id"] in wanted) and not self.is_held(row["id"]):
                found += [
                    item
                    for item in self._items(row["id"], row["name"], row["updated_at"])
                    if item.due <= day.isoformat()
                ]
        return sorted(found, key=lambda item: (item.due, item.name))

    def apply_retention(self, items: Iterable[RetentionItem], actor: str = "local") -> int:
        """Delete these; how many were deleted.

        Raises:
            RefusedError: a legal hold.
        """
        done = 0
        for item in items:
            if self.is_held(item.customer):
                raise RefusedError("cli.legal_hold", name=item.name)
            reason = f"retention: {item.rule}"
            if item.rule == "personal_report" and item.target:
                self.remove_document(item.customer, item.target, reason, actor)
            elif item.rule == "chat" and item.target:
                self._store.delete_turns(Scope(item.customer), item.target, actor)
            else:
                self.delete_customer(item.customer)
            done += 1
        return done

    def _items(self, customer: str, name: str, updated_at: str) -> list[RetentionItem]:
        rules = retention_rules()
        scope = Scope(customer)
        decided = [d for d in self.decisions(customer) if d.approvals and not d.is_open]
        found = []
        if decided:
            since = decided[0].approvals[-1].at
            for paper in self._store.documents(scope):
                if paper["kind"] in rules["personal_report"]["kinds"]:
                    due = _after(since, rules["personal_report"]["days"])
                    found.append(
                        RetentionItem(
                            customer=customer, name=name, rule="personal_report", due=due, target=paper["sha256"]
                        )
                    )
        oldest = self._store.oldest_turn(scope)
        if oldest:
            last = (datetime.now(UTC).date() - timedelta(days=rules["chat"]["days"])).isoformat()
            found.append(
                RetentionItem(
                    customer=customer, name=name, rule="chat", due=_after(oldest, rules["chat"]["days"]), target=last
                )
            )
        declined = bool(decided) and decided[0].state == "declined"
        rule: Literal["declined_case", "closed_case"] = "declined_case" if declined else "closed_case"
        found.append(
            RetentionItem(customer=customer, name=name, rule=rule, due=_after(updated_at, rules[rule]["days"]))
        )
        return found


def _after(moment: str, days: int) -> str:
    return (date.fromisoformat(moment[:10]) + timedelta(days=days)).isoformat()
