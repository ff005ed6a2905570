"""What was sent to language models, for those who answer for it. A part of the workspace."""

from typing import TYPE_CHECKING, Any

from ingestion.store.scope import Scope

if TYPE_CHECKING:
    from ingestion.store.store import Store


class SentMethods:
    """Mixed into `Workspace`."""

    _store: "Store"

    def sent_counts(self, limit: int = 500) -> list[dict[str, Any]]:
        """Requests to models over all customers, newest first, without their text."""
        return self._store.sent(None, limit, bodies=False)

    def sent_to_model(self, customer: str, limit: int = 200) -> list[dict[str, Any]]:
        """Requests about a customer, newest first, with the text as it was sent (empty once its conversation is forgotten)."""
        return self._store.sent(Scope(customer), limit, bodies=True)
