"""What is watched: readings asked for with a purpose, who brought which paper, and what happened to the office as a whole."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.access import rules
from assistant.account_book import tell_events
from ingestion.errors import UsageError
from ingestion.store.scope import Scope
from ingestion.store.store import Store

if TYPE_CHECKING:
    from assistant.config import Settings

REQUESTED = "reading_requested"
OFFICE = Scope("")  # events that belong to no customer
BROUGHT = ("document_added", "document_seen_again")


class WatchMethods:
    """Mixed into `Workspace`."""

    _store: Store
    settings: "Settings"

    def request_reading(self, customer: str, purpose: str, actor: str = "local") -> str:
        """Open the customer's figures to a role that reads on request; until when (UTC). Purpose and person are in the trail.

        Raises:
            UsageError: no purpose.
        """
        if not purpose.strip():
            raise UsageError("cli.reason_needed")
        until = (datetime.now(UTC) + timedelta(hours=rules()["on_request"]["hours"])).isoformat(timespec="seconds")
        told = {"until": until}
        self._store.note(Scope(customer), REQUESTED, told, actor, {"purpose": purpose.strip()})
        return until

    def reading_until(self, customer: str, actor: str) -> str | None:
        """When a reading that the person asked for ends; None where none is open."""
        last = next(iter(self._store.noted(Scope(customer), (REQUESTED,), actor)), None)
        until = str(last["until"]) if last else None
        return until if until and datetime.fromisoformat(until) > datetime.now(UTC) else None

    def sees_figures(self, customer: str) -> bool:
        """True: nothing is hidden from the workspace itself; an actor's view of it answers for the actor."""
        return True

    def sees_paper(self, customer: str, document: str) -> bool:
        """As `sees_figures`, for the figures of one paper."""
        return True

    def own_papers(self, customer: str, actor: str) -> frozenset[str]:
        """The papers of the customer that the person brought, those of kinds kept for others left out."""
        scope = Scope(customer)
        brought = {str(d["sha256"]) for d in self._store.noted(scope, BROUGHT, actor)}
        never = rules()["own_papers"]["never"]
        return frozenset(
            d["sha256"] for d in self._store.documents(scope) if d["sha256"] in brought and d["kind"] not in never
        )

    def note_event(self, action: str, detail: dict[str, Any], actor: str) -> None:
        """Keep an event of the office (a login, for one) in the trail."""
        self._note_accounts()
        self._store.note(OFFICE, action, detail, actor)

    def system_events(self, limit: int = 500) -> list[dict[str, Any]]:
        """The newest events of the office first: logins, accounts, policy, backups; nothing of a customer."""
        self._note_accounts()
        return self._store.audit_trail(OFFICE, limit)

    def _note_accounts(self) -> None:
        """Changes of accounts, made beside this process too, go into the trail."""
        tell_events(self.settings.home, lambda action, detail, by: self._store.note(OFFICE, action, detail, by))
