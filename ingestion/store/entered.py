"""What people say and enter: the analyst's word on a figure, a unit or a factor; records and their versions."""

import hashlib
import json
from typing import Any

from sqlalchemy import text

from ingestion.store.changes import Changes
from ingestion.store.now import now
from ingestion.store.scope import Scope


class EnteredRows(Changes):
    """Rows of `rulings` and `entries`."""

    def add_ruling(self, scope: Scope, kind: str, target: str, value: str | None, reason: str, actor: str) -> None:
        """Keep an analyst's word on a figure, a unit or a factor; it outlives every re-reading."""
        row = {"kind": kind, "target": target, "value": value, "reason": reason, "actor": actor}
        told, private = {"target": target}, {"value": value, "reason": reason}
        with self._changing(scope, kind, told, actor, private) as c:
            c.execute(
                text(
                    "INSERT INTO rulings (customer, kind, target, value, reason, actor, at) "
                    "VALUES (:customer, :kind, :target, :value, :reason, :actor, :at)"
                ),
                {**row, "customer": scope.customer, "at": now()},
            )

    def rulings(self, scope: Scope) -> list[dict[str, Any]]:
        """The analyst's words on the customer, oldest first."""
        query = text("SELECT kind, target, value, reason, actor, at FROM rulings WHERE customer = :c ORDER BY id")
        with self._engine.connect() as c:
            return [dict(row) for row in c.execute(query, {"c": scope.customer}).mappings()]

    def add_entry(self, scope: Scope, kind: str, entry: str, body: dict[str, Any], actor: str) -> None:
        """Append a version of record `entry` of `kind`; earlier versions stay. `body` is JSON."""
        row = {
            "c": scope.customer, "k": kind, "e": entry, "b": json.dumps(body, ensure_ascii=False), "a": actor, "at": now(),
        }  # fmt: skip
        told = {"entry": entry, "body": hashlib.sha256(row["b"].encode()).hexdigest()}
        with self._changing(scope, f"{kind}_saved", told, actor) as c:
            c.execute(
                text("INSERT INTO entries (customer, kind, entry, body, actor, at) VALUES (:c, :k, :e, :b, :a, :at)"),
                row,
            )

    def entries(self, scope: Scope, kind: str, history: bool = False) -> list[dict[str, Any]]:
        """The newest version of every record of `kind` (all versions with `history`), in order of first entry.

        Each: entry, body (parsed), actor, at.
        """
        with self._engine.connect() as c:
            rows = c.execute(
                text("SELECT entry, body, actor, at FROM entries WHERE customer = :c AND kind = :k ORDER BY id"),
                {"c": scope.customer, "k": kind},
            )
            found = [{**row._mapping, "body": json.loads(row.body)} for row in rows]
        return found if history else list({row["entry"]: row for row in found}.values())
