"""The store: one SQLite file per home through SQLAlchemy, blobs beside it. One transaction per thing a person does.

Same bytes twice for a customer change nothing but the audit trail; two customers with the same bytes each have their own rows.
"""

import hashlib
import secrets
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError

from ingestion.errors import StoreError
from ingestion.store import audit, fulltext
from ingestion.store.documents import DocumentRows
from ingestion.store.entered import EnteredRows
from ingestion.store.jobs import JobTable
from ingestion.store.migrations import migrate
from ingestion.store.now import now
from ingestion.store.profiles import ProfileTable
from ingestion.store.recognised import RecognisedPages, forget_pages
from ingestion.store.scope import Scope
from ingestion.store.search import PassageHit, hits_of, search_text
from ingestion.store.sent import SentRows
from ingestion.store.talks import TalkRows

DATABASE = "xintan.db"
BUSY_MS = 10_000


class Store(DocumentRows, EnteredRows, TalkRows, SentRows):
    """Everything that is kept of a home. Thread-safe; SQLite serialises the writers."""

    def __init__(self, home: Path, engine: Engine) -> None:
        super().__init__(home, engine)
        self.jobs = JobTable(engine)
        self.profiles = ProfileTable(engine)
        self.recognised = RecognisedPages(engine)

    @classmethod
    def open(cls, home: Path) -> Self:
        """The store in `home`, made or brought up to this version.

        Raises:
            StoreError: the file is damaged or newer than this program.
        """
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(f"sqlite:///{home / DATABASE}", connect_args={"timeout": BUSY_MS / 1000})
        event.listen(engine, "connect", _prepare)
        try:
            with engine.begin() as connection:
                migrate(connection)
        except DatabaseError as err:
            raise StoreError("store_damaged") from err
        return cls(home, engine)

    def close(self) -> None:
        """Give the file back."""
        self._engine.dispose()

    # customers

    def create_customer(self, name: str, as_of: str | None = None) -> str:
        """The id of a new customer."""
        customer = secrets.token_hex(8)
        with self._changing(Scope(customer), "customer_created", {}) as c:
            c.execute(
                text(
                    "INSERT INTO customers (id, name, as_of, created_at, updated_at) VALUES (:id, :name, :as_of, :at, :at)"
                ),
                {"id": customer, "name": name, "as_of": as_of, "at": now()},
            )
            c.execute(text("INSERT INTO search_keys (customer) VALUES (:id)"), {"id": customer})
        return customer

    def rename_customer(self, scope: Scope, name: str) -> None:
        """Give the customer another name."""
        with self._changing(scope, "customer_renamed", {}) as c:
            c.execute(text("UPDATE customers SET name = :name WHERE id = :id"), {"name": name, "id": scope.customer})

    def delete_customer(self, scope: Scope) -> None:
        """Remove the customer, its papers, passages and blobs; the audit entry stays."""
        with self._changing(scope, "customer_deleted", {}) as c:
            mine = "SELECT sha256 FROM documents WHERE customer = :c UNION SELECT sha256 FROM jobs WHERE customer = :c"
            shas = set(c.execute(text(mine), {"c": scope.customer}).scalars())
            fulltext.forget_words(c, "SELECT id FROM passages WHERE customer = :c", {"c": scope.customer})
            c.execute(text("DELETE FROM outbox WHERE customer = :c"), {"c": scope.customer})
            c.execute(text("DELETE FROM generations WHERE customer = :c"), {"c": scope.customer})
            c.execute(text("DELETE FROM audit_private WHERE customer = :c"), {"c": scope.customer})
            c.execute(text("DELETE FROM customers WHERE id = :c"), {"c": scope.customer})
            kept = set(c.execute(text("SELECT sha256 FROM documents UNION SELECT sha256 FROM jobs")).scalars())
            for sha in shas - kept:
                forget_pages(c, sha)
        for sha in shas - kept:
            self._blob_file(sha).unlink(missing_ok=True)

    def customers(self) -> list[dict[str, Any]]:
        """One row a customer, last changed first: id, name, subject, documents, latest_period, updated_at."""
        with self._engine.connect() as c:
            rows = c.execute(
                text(
                    """SELECT c.id, c.name, c.updated_at, count(d.id) AS documents, max(d.period_end) AS latest_period,
                    (SELECT s.subject FROM documents s WHERE s.customer = c.id AND s.subject IS NOT NULL ORDER BY s.id LIMIT 1)
                    AS subject FROM customers c LEFT JOIN documents d ON d.customer = c.id
                    GROUP BY c.id ORDER BY c.updated_at DESC, c.name"""
                )
            )
            return [dict(row._mapping) for row in rows]

    def name(self, scope: Scope) -> str:
        """The customer's given name."""
        with self._engine.connect() as c:
            query = text("SELECT name FROM customers WHERE id = :c")
            return str(c.execute(query, {"c": scope.customer}).scalar_one())

    def customers_with_identifier(self, value: str) -> set[str]:
        """Ids of the customers whose papers print this identifier."""
        with self._engine.connect() as c:
            query = text("SELECT DISTINCT customer FROM identifiers WHERE value = :v")
            return set(c.execute(query, {"v": value.strip()}).scalars())

    def revision(self, scope: Scope) -> int:
        """A number that grows with every change to the customer."""
        with self._engine.connect() as c:
            query = text("SELECT revision FROM customers WHERE id = :c")
            return int(c.execute(query, {"c": scope.customer}).scalar_one())

    def as_of(self, scope: Scope) -> str | None:
        """The fixed date of the customer (samples), or None for today."""
        with self._engine.connect() as c:
            found = c.execute(text("SELECT as_of FROM customers WHERE id = :c"), {"c": scope.customer}).scalar()
        return str(found) if found else None

    # the portfolio's lines

    def keep_summary(self, scope: Scope, revision: int, body: str) -> None:
        """Keep the customer's line of the portfolio, built at `revision`. A cache: neither audited nor a change."""
        with self._engine.begin() as c:
            c.execute(
                text(
                    "INSERT INTO summaries SELECT id, :r, :b FROM customers WHERE id = :c "
                    "ON CONFLICT (customer) DO UPDATE SET revision = excluded.revision, body = excluded.body"
                ),
                {"c": scope.customer, "r": revision, "b": body},
            )

    def summaries(self) -> list[dict[str, Any]]:
        """Every customer, last changed first: id, name, subject, documents, updated_at, revision; `built` and `body` of its line."""
        with self._engine.connect() as c:
            rows = c.execute(
                text(
                    """SELECT c.id, c.name, c.updated_at, c.revision, s.revision AS built, s.body,
                    (SELECT count(*) FROM documents d WHERE d.customer = c.id) AS documents,
                    (SELECT d.subject FROM documents d WHERE d.customer = c.id AND d.subject IS NOT NULL ORDER BY d.id LIMIT 1)
                    AS subject FROM customers c LEFT JOIN summaries s ON s.customer = c.id
                    ORDER BY c.updated_at DESC, c.name"""
                )
            )
            return [dict(row._mapping) for row in rows]

    # search

    def search_text(
        self, scope: Scope, query: str, limit: int, document: str | None = None, widen: bool = True
    ) -> list[PassageHit]:
        """Passages by full text, best first; `widen` adds what the glossary calls the question's concepts."""
        with self._engine.connect() as c:
            return search_text(c, scope, query, limit, document, widen)

    def passages(self, scope: Scope) -> list[tuple[int, str]]:
        """All passages of the customer (number, text), in the order in which they were stored."""
        with self._engine.connect() as c:
            query = text("SELECT id, text FROM passages WHERE customer = :c ORDER BY id")
            return [(int(row.id), str(row.text)) for row in c.execute(query, {"c": scope.customer})]

    def mentions(self, scope: Scope, words: list[str]) -> bool:
        """True where some passage of the customer holds all `words` (search words, as the index keeps them)."""
        if not words:
            return True
        with self._engine.connect() as c:
            return fulltext.holds(c, scope, words)

    # index work

    def waiting_passages(self, customer: str | None, limit: int) -> list[dict[str, Any]]:
        """Passages that have no vector yet: outbox id, customer, passage, hash, text, page, document."""
        with self._engine.connect() as c:
            rows = c.execute(
                text(
                    """SELECT o.id AS outbox, o.customer, o.passage, o.hash, p.text, p.page, d.sha256 AS document, d.language
                    FROM outbox o JOIN passages p ON p.id = o.passage JOIN documents d ON d.id = p.document
                    WHERE :c IS NULL OR o.customer = :c ORDER BY o.id LIMIT :n"""
                ),
                {"c": customer, "n": limit},
            )
            return [dict(row._mapping) for row in rows]

    def mark_indexed(self, outbox: list[int]) -> None:
        """Take finished work off the outbox."""
        with self._engine.begin() as c:
            for number in outbox:
                c.execute(text("DELETE FROM outbox WHERE id = :n"), {"n": number})

    def passages_by_id(self, scope: Scope, passages: list[int]) -> list[PassageHit]:
        """Passages of this customer by their number, in the order given; foreign numbers are left out."""
        with self._engine.connect() as c:
            return hits_of(c, scope, [(number, 0.0) for number in passages])

    # flags and damage

    def flag(self, name: str) -> str | None:
        """A note the program keeps for itself."""
        with self._engine.connect() as c:
            return c.execute(text("SELECT value FROM flags WHERE name = :n"), {"n": name}).scalar()

    def set_flag(self, name: str, value: str) -> None:
        """Write such a note."""
        with self._engine.begin() as c:
            c.execute(text("INSERT OR REPLACE INTO flags VALUES (:n, :v)"), {"n": name, "v": value})

    # after a restore

    def forget_index(self) -> None:
        """Put every passage back on the outbox: the vectors are gone."""
        with self._engine.begin() as c:
            c.execute(text("DELETE FROM outbox"))
            c.execute(text("DELETE FROM generations"))
            c.execute(
                text(
                    "INSERT INTO outbox (customer, passage, action, hash) SELECT customer, id, 'add', hash FROM passages"
                )
            )

    def restored(self, deleted: set[str]) -> None:
        """Note the restore; customers deleted since the backup was made are deleted again."""
        with self._changing(Scope(""), "store_restored", {"deleted_again": len(deleted)}):
            pass
        self.profiles.drop()  # a cache of another home is not trusted
        for customer in sorted({row["id"] for row in self.customers()} & deleted):
            self.delete_customer(Scope(customer))

    def drop_orphans(self) -> None:
        """Remove papers that no customer has (an older store's, or a crash's)."""
        with self._engine.connect() as c:
            kept = set(c.execute(text("SELECT DISTINCT sha256 FROM documents")).scalars())
        for file in (self.home / "blobs").glob("*/*"):
            if file.name not in kept:
                file.unlink(missing_ok=True)

    def damages(self) -> list[str]:
        """What is wrong: the database, the audit chain, missing or altered blobs."""
        with self._engine.connect() as c:
            answers = list(c.execute(text("PRAGMA integrity_check")).scalars())
            found = [] if answers == ["ok"] else [f"database: {a}" for a in answers]
            found += audit.damages(c, self.home) + audit.altered_entries(c)
            shas = list(c.execute(text("SELECT DISTINCT sha256 FROM documents")).scalars())
        for sha in shas:
            file = self._blob_file(sha)
            if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha:
                found.append(f"file {sha[:12]}")
        return found


def _prepare(connection: Any, record: Any) -> None:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "cache_size = -32000",
        f"busy_timeout = {BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
