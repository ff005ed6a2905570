"""How a customer's rows change: in one transaction, with a new revision and an entry in the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from ingestion.store import audit
from ingestion.store.now import now
from ingestion.store.profiles import forget
from ingestion.store.scope import Scope


class Changes:
    """What every part of the store stands on."""

    def __init__(self, home: Path, engine: Engine) -> None:
        self.home = home
        self._engine = engine

    @contextmanager
    def _changing(
        self,
        scope: Scope,
        action: str,
        detail: dict[str, Any],
        actor: str = "local",
        private: dict[str, Any] | None = None,
    ) -> Iterator[Connection]:
        """A transaction that ends with the customer's new revision and an audit entry."""
        with self._engine.begin() as c:
            yield c
            forget(c, scope)
            c.execute(
                text("UPDATE customers SET revision = revision + 1, updated_at = :at WHERE id = :c"),
                {"at": now(), "c": scope.customer},
            )
            audit.append(c, now(), scope.customer, actor, action, detail, private)
        self._note_head()

    def audit_trail(self, scope: Scope | None, limit: int = 500) -> list[dict[str, Any]]:
        """The newest audit entries first, of one customer or of all: seq, at, customer, actor, action, detail."""
        with self._engine.connect() as c:
            return audit.trail(c, scope.customer if scope else None, limit)

    def note(
        self,
        scope: Scope,
        action: str,
        detail: dict[str, Any],
        actor: str = "local",
        private: dict[str, Any] | None = None,
    ) -> None:
        """Add an audit entry for something that changes nothing else (a login, an export, a look at personal data)."""
        with self._engine.begin() as c:
            audit.append(c, now(), scope.customer, actor, action, detail, private)
        self._note_head()

    def noted(self, scope: Scope, actions: tuple[str, ...], actor: str) -> list[dict[str, Any]]:
        """The details of a person's entries of these actions on the customer, newest first."""
        with self._engine.connect() as c:
            return audit.details(c, scope.customer, actions, actor)

    def _note_head(self) -> None:
        with self._engine.connect() as c:
            audit.note_head(c, self.home)
