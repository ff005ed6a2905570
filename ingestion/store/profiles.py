"""Profiles kept beside their customers: a cache, neither audited nor a change, dropped with every change of the customer."""

import hashlib
import zlib

from sqlalchemy import Connection, Engine, text

from ingestion.store.scope import Scope

MAX_BYTES = 64 * 1024 * 1024  # of a profile unpacked: a damaged row must not fill the memory


class ProfileTable:
    """Rows of `profiles`, one a customer at most. Thread-safe as the engine is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, scope: Scope, revision: int, made: str, body: bytes) -> None:
        """Keep `body`, built at `revision` from what `made` stands for; nothing where the customer has moved on or is gone."""
        packed = zlib.compress(body, 1)
        row = {"c": scope.customer, "r": revision, "m": made, "b": packed, "d": _digest(scope, made, packed)}
        with self._engine.begin() as c:
            c.execute(
                text(
                    "INSERT INTO profiles SELECT id, :m, :d, :b FROM customers WHERE id = :c AND revision = :r "
                    "ON CONFLICT (customer) DO UPDATE SET made = excluded.made, digest = excluded.digest, body = excluded.body"
                ),
                row,
            )

    def kept(self, scope: Scope, made: str) -> bytes | None:
        """What was kept for the customer under `made`; None where there is nothing, or nothing whole."""
        with self._engine.connect() as c:
            query = text("SELECT digest, body FROM profiles WHERE customer = :c AND made = :m")
            row = c.execute(query, {"c": scope.customer, "m": made}).one_or_none()
        if row is None or row.digest != _digest(scope, made, bytes(row.body)):
            return None
        try:
            unpacked = zlib.decompressobj()
            body = unpacked.decompress(row.body, MAX_BYTES)
        except zlib.error:
            return None
        return body if unpacked.eof else None

    def drop(self) -> None:
        """Forget every kept profile."""
        with self._engine.begin() as c:
            c.execute(text("DELETE FROM profiles"))


def forget(connection: Connection, scope: Scope) -> None:
    """Drop the customer's kept profile inside the transaction that changes the customer."""
    connection.execute(text("DELETE FROM profiles WHERE customer = :c"), {"c": scope.customer})


def _digest(scope: Scope, made: str, packed: bytes) -> str:
    return hashlib.sha256(b"\x1f".join((scope.customer.encode(), made.encode(), packed))).hexdigest()
