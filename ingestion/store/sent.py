"""What was sent to a language model: one row a request, gone with its customer; its text gone with the conversation, the hash stays."""

from typing import Any

from sqlalchemy import Connection, text

from ingestion.store.changes import Changes
from ingestion.store.now import now
from ingestion.store.scope import Scope

COLUMNS = "id, customer, actor, conversation, at, purpose, model, prompt, sha256, bytes, masked"


class SentRows(Changes):
    """Rows of `sent`."""

    def add_sent(self, scope: Scope, actor: str, conversation: str | None, row: dict[str, Any]) -> None:
        """Keep a request before it leaves. `row`: purpose, model, prompt, sha256, bytes, masked, body."""
        with self._engine.begin() as c:
            c.execute(
                text(
                    """INSERT INTO sent (customer, actor, conversation, at, purpose, model, prompt, sha256, bytes, masked, body) VALUES
                    (:customer, :actor, :conversation, :at, :purpose, :model, :prompt, :sha256, :bytes, :masked, :body)"""
                ),
                {**row, "customer": scope.customer, "actor": actor, "conversation": conversation, "at": now()},
            )

    def sent(self, scope: Scope | None, limit: int, bodies: bool) -> list[dict[str, Any]]:
        """Requests of a customer or of all, newest first: COLUMNS, and with `bodies` the text as it was sent (`body`)."""
        columns = f"{COLUMNS}, body" if bodies else COLUMNS
        with self._engine.connect() as c:
            rows = c.execute(
                text(f"SELECT {columns} FROM sent WHERE :c IS NULL OR customer = :c ORDER BY id DESC LIMIT :n"),  # noqa: S608 - our own words
                {"c": scope.customer if scope else None, "n": limit},
            )
            return [dict(row._mapping) for row in rows]


def forget_bodies(
    c: Connection, scope: Scope, conversation: str | None = None, actor: str | None = None, until: str = "9"
) -> None:
    """Forget the text of requests: of a person's conversation, or of all made before the moment `until`; the rest of the row stays."""
    c.execute(
        text(
            """UPDATE sent SET body = '' WHERE customer = :c AND at < :u AND (:v IS NULL OR conversation = :v)
            AND (:a IS NULL OR actor = :a)"""
        ),
        {"c": scope.customer, "u": until, "v": conversation, "a": actor},
    )
