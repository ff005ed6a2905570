"""The audit trail: append only, each entry holding the hash of the one before; its heads are noted in a file beside the store.

The file `audit.heads` (a line a change: UTC time, number, hash of the last entry) makes a cut-off trail or a database put back to
an earlier day visible: a head that was noted must be on the chain for ever.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, text

GENESIS = "0" * 64
HEADS = "audit.heads"


def append(
    connection: Connection,
    at: str,
    customer: str,
    actor: str,
    action: str,
    detail: dict[str, Any],
    private: dict[str, Any] | None = None,
) -> None:
    """Add an entry inside the caller's transaction.

    `private` (words and values of people) is kept beside the chain and goes with the customer; the chain holds its hash only.
    """
    last = connection.execute(text("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")).scalar()
    previous = last or GENESIS
    kept = json.dumps(private, ensure_ascii=False, sort_keys=True) if private else None
    told = {**detail, "private": _digest(kept)} if kept else detail
    body = json.dumps(told, ensure_ascii=False, sort_keys=True)
    values = {"at": at, "customer": customer, "actor": actor, "action": action, "detail": body, "previous": previous}
    connection.execute(
        text(
            "INSERT INTO audit (at, customer, actor, action, detail, previous, hash) "
            "VALUES (:at, :customer, :actor, :action, :detail, :previous, :hash)"
        ),
        {**values, "hash": entry_hash(**values)},
    )
    if kept:
        connection.execute(
            text("INSERT INTO audit_private (seq, customer, body) SELECT max(seq), :c, :b FROM audit"),
            {"c": customer, "b": kept},
        )


def trail(connection: Connection, customer: str | None, limit: int) -> list[dict[str, Any]]:
    """The newest entries first (of one customer, or all): seq, at, customer, actor, action, detail with its private part."""
    rows = connection.execute(
        text(
            """SELECT a.seq, a.at, a.customer, a.actor, a.action, a.detail, p.body FROM audit a
            LEFT JOIN audit_private p ON p.seq = a.seq WHERE :c IS NULL OR a.customer = :c ORDER BY a.seq DESC LIMIT :n"""
        ),
        {"c": customer, "n": limit},
    )
    found = []
    for row in rows:
        detail = json.loads(row.detail)
        detail.pop("private", None)
        entry = {name: row._mapping[name] for name in ("seq", "at", "customer", "actor", "action")}
        found.append({**entry, "detail": {**detail, **(json.loads(row.body) if row.body else {})}})
    return found


def details(connection: Connection, customer: str, actions: tuple[str, ...], actor: str) -> list[dict[str, Any]]:
    """The details of one person's entries of these actions on a customer, newest first."""
    query = text(
        "SELECT detail FROM audit WHERE customer = :c AND actor = :w AND action IN :a ORDER BY seq DESC"
    ).bindparams(bindparam("a", expanding=True))
    rows = connection.execute(query, {"c": customer, "w": actor, "a": actions})
    return [json.loads(row.detail) for row in rows]


def entry_hash(at: str, customer: str, actor: str, action: str, detail: str, previous: str) -> str:
    """The hash that binds an entry to the one before."""
    joined = "\x1f".join((previous, at, customer, actor, action, detail))
    return hashlib.sha256(joined.encode()).hexdigest()


def note_head(connection: Connection, home: Path) -> None:
    """Write the chain's end to the heads file, after the entry is committed."""
    row = connection.execute(text("SELECT at, seq, hash FROM audit ORDER BY seq DESC LIMIT 1")).one_or_none()
    if row is None:
        return
    descriptor = os.open(home / HEADS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{row.at} {row.seq} {row.hash}\n".encode())
    finally:
        os.close(descriptor)


def heads_until(home: Path, seq: int) -> bytes:
    """The noted heads up to entry `seq`, as the file has them."""
    file = home / HEADS
    lines = file.read_text("utf-8").splitlines(keepends=True) if file.is_file() else []
    return "".join(row for row in lines if _seq_of(row) <= seq).encode()


def _seq_of(row: str) -> int:
    parts = row.split(" ")
    return int(parts[1]) if len(parts) == 3 and parts[1].isdigit() else 0


def damages(connection: Connection, home: Path) -> list[str]:
    """What is wrong with the chain: edited, removed, added or reordered entries by their number, and heads that are gone."""
    found: list[str] = []
    hashes: dict[int, str] = {}
    previous, expected = GENESIS, 1
    for row in connection.execute(text("SELECT * FROM audit ORDER BY seq")):
        entry = entry_hash(row.at, row.customer, row.actor, row.action, row.detail, row.previous)
        if row.previous != previous or row.hash != entry or row.seq != expected:
            found.append(f"audit entry {row.seq}")
        hashes[row.seq] = row.hash
        previous, expected = row.hash, row.seq + 1
    query = "SELECT p.seq, p.body, a.detail FROM audit_private p LEFT JOIN audit a ON a.seq = p.seq"
    found += [
        f"audit detail {row.seq}"
        for row in connection.execute(text(query))
        if row.detail is None or json.loads(row.detail).get("private") != _digest(row.body)
    ]
    return found + _lost_heads(home, hashes)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def altered_entries(connection: Connection) -> list[str]:
    """Records people entered (requests, decisions, reviews …) whose text is not the one their audit entry bound."""
    query = "SELECT customer, detail FROM audit WHERE action LIKE '%\\_saved' ESCAPE '\\'"
    bound = {(row.customer, json.loads(row.detail).get("body")) for row in connection.execute(text(query))}
    rows = connection.execute(text("SELECT id, customer, kind, body FROM entries"))
    return [f"record {row.kind} {row.id}" for row in rows if (row.customer, _digest(row.body)) not in bound]


def _lost_heads(home: Path, hashes: dict[int, str]) -> list[str]:
    file = home / HEADS
    if not file.is_file():
        return ["audit heads missing"] if hashes else []
    lost = []
    for line in file.read_text("utf-8").splitlines():
        parts = line.split(" ")
        if len(parts) != 3 or not parts[1].isdigit():
            lost.append("audit heads unreadable")
        elif hashes.get(int(parts[1])) != parts[2]:
            lost.append(f"audit head {parts[1]} is not on the chain")
    return lost[:10]
