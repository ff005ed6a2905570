"""Conversations as the store keeps them: by customer and person, listed, searched, deleted on the record."""

from typing import Any

from sqlalchemy import text

from ingestion.store import audit, turns
from ingestion.store.changes import Changes
from ingestion.store.now import now
from ingestion.store.scope import Scope
from ingestion.store.sent import forget_bodies


class TalkRows(Changes):
    """Rows of `turns`."""

    def add_turn(
        self,
        scope: Scope,
        conversation: str,
        question: str,
        answer: str,
        actor: str = "local",
        made: dict[str, Any] | None = None,
    ) -> int:
        """Keep one chat turn of `actor`; its number in the conversation, from 1."""
        with self._engine.begin() as c:
            return turns.add(c, scope, conversation, question, answer, actor, made or {})

    def turns(self, scope: Scope, conversation: str, actor: str = "local") -> list[tuple[str, str]]:
        """(question, answer JSON) of a conversation of this customer and person, in order."""
        return [(row["question"], row["answer"]) for row in self.kept_turns(scope, conversation, actor)]

    def kept_turns(self, scope: Scope, conversation: str, actor: str = "local") -> list[dict[str, Any]]:
        """The same with all that is kept: turn, question, answer, made (prompt and model), at."""
        with self._engine.connect() as c:
            return turns.of_conversation(c, scope, conversation, actor)

    def conversations(self, scope: Scope, actor: str) -> list[dict[str, Any]]:
        """The person's conversations on this customer, last spoken first: conversation, turns, question, at."""
        with self._engine.connect() as c:
            return turns.conversations(c, scope, actor)

    def search_turns(self, scope: Scope, words: str, actor: str, limit: int = 50) -> list[dict[str, Any]]:
        """The person's turns that hold `words`, newest first: conversation, turn, question, answer JSON, at."""
        with self._engine.connect() as c:
            return turns.search(c, scope, words, actor, limit)

    def delete_conversation(self, scope: Scope, conversation: str, actor: str) -> int:
        """Forget the person's conversation, on the record; how many turns it had."""
        with self._engine.begin() as c:
            count = turns.delete(c, scope, conversation, actor)
            forget_bodies(c, scope, conversation, actor)
            if count:
                audit.append(c, now(), scope.customer, actor, "conversation_deleted", {"turns": count})
        self._note_head()
        return count

    def oldest_turn(self, scope: Scope) -> str | None:
        """When the customer's oldest kept chat turn was asked (UTC), or None."""
        with self._engine.connect() as c:
            found = c.execute(text("SELECT min(at) FROM turns WHERE customer = :c"), {"c": scope.customer}).scalar()
        return str(found) if found else None

    def delete_turns(self, scope: Scope, until: str, actor: str) -> None:
        """Forget the customer's chat turns asked before the day `until` (ISO date)."""
        with self._changing(scope, "chat_deleted", {"until": until}, actor) as c:
            c.execute(
                text("DELETE FROM turns WHERE customer = :c AND at < :u"),
                {"c": scope.customer, "u": until + "T00:00:00"},
            )
            forget_bodies(c, scope, until=until + "T00:00:00")
