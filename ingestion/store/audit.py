"""The audit trail: append only, each entry holding the hash of the one before."""

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, text

GENESIS = "0" * 64


def append(connection: Connection, at: str, customer: str, actor: str, action: str, detail: dict[str, Any]) -> None:
    """Add an entry inside the caller's transaction."""
    last = connection.execute(text("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")).scalar()
    previous = last or GENESIS
    body = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    values = {"at": at, "customer": customer, "actor": actor, "action": action, "detail": body, "previous": previous}
    connection.execute(
        text(
            "INSERT INTO audit (at, customer, actor, action, detail, previous, hash) "
            "VALUES (:at, :customer, :actor, :action, :detail, :previous, :hash)"
        ),
        {**values, "hash": entry_hash(**values)},
    )


def entry_hash(at: str, customer: str, actor: str, action: str, detail: str, previous: str) -> str:
    """The hash that binds an entry to the one before."""
    joined = "\x1f".join((previous, at, customer, actor, action, detail))
    return hashlib.sha256(joined.encode()).hexdigest()


def damages(connection: Connection) -> list[str]:
    """What is wrong with the chain: edited, removed or reordered entries by their number."""
    found: list[str] = []
    previous, expected = GENESIS, 1
    for row in connection.execute(text("SELECT * FROM audit ORDER BY seq")):
        entry = entry_hash(row.at, row.customer, row.actor, row.action, row.detail, row.previous)
        if row.previous != previous or row.hash != entry or row.seq != expected:
            found.append(f"audit entry {row.seq}")
        previous, expected = row.hash, row.seq + 1
    return found
