"""The job table: work on uploaded papers that outlives a reload and a restart."""

from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ingestion.store.now import now

COLUMNS = (
    "id",
    "customer",
    "kind",
    "file",
    "sha256",
    "step",
    "page",
    "pages",
    "message",
    "state",
    "updated_at",
    "actor",
)
ACTIVE = ("queued", "running")


class JobTable:
    """Rows of `jobs`, one a paper. Thread-safe as the engine is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, row: dict[str, Any]) -> None:
        """Insert the row or put it over the one with its id; nothing where the customer was deleted meanwhile."""
        values = {"kind": "read", "page": 0, "pages": 0, "message": None, "actor": "local", **row, "updated_at": now()}
        places = ", ".join(f":{name}" for name in COLUMNS)
        sets = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[5:])
        with suppress(IntegrityError), self._engine.begin() as c:
            insert = f"INSERT INTO jobs ({', '.join(COLUMNS)}) VALUES ({places})"  # noqa: S608 - our own column names
            c.execute(text(f"{insert} ON CONFLICT (id) DO UPDATE SET {sets}"), values)

    def of(self, customer: str) -> list[dict[str, Any]]:
        """The customer's jobs, oldest first."""
        return self._select("customer = :v", customer)

    def active(self) -> list[dict[str, Any]]:
        """Jobs of all customers that have not ended, for the start of the program."""
        return self._select("state IN ('queued', 'running') AND :v = :v", "")

    def uses(self, sha: str) -> bool:
        """True while a job needs these bytes, or a paper of any customer is made of them."""
        with self._engine.connect() as c:
            query = text(
                "SELECT 1 FROM jobs WHERE sha256 = :s AND state IN ('queued', 'running') "
                "UNION SELECT 1 FROM documents WHERE sha256 = :s"
            )
            return c.execute(query, {"s": sha}).scalar() is not None

    def forget(self, job: str) -> None:
        """Take a row away."""
        with self._engine.begin() as c:
            c.execute(text("DELETE FROM jobs WHERE id = :j"), {"j": job})

    def _select(self, where: str, value: str) -> list[dict[str, Any]]:
        with self._engine.connect() as c:
            query = text(f"SELECT {', '.join(COLUMNS)} FROM jobs WHERE {where} ORDER BY rowid")  # noqa: S608 - our own words
            return [dict(row) for row in c.execute(query, {"v": value}).mappings()]
