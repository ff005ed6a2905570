"""A paper's rows: the document, its identifiers and facts, its passages with their search words and index work."""

import hashlib
import json
import zlib
from typing import Any

from sqlalchemy import Connection, text

from ingestion.model.fact import Coverage, Extraction, Passage, Reading
from ingestion.store import fulltext
from ingestion.store.now import now
from ingestion.store.scope import Scope
from ingestion.store.search import index_words


def forget_document(c: Connection, scope: Scope, document: int) -> None:
    """Take the paper's rows away, its words out of the search and its work out of the queue."""
    inside = {"c": scope.customer, "d": document}
    mine = "SELECT id FROM passages WHERE customer = :c AND document = :d"
    fulltext.forget_words(c, mine, inside)
    c.execute(text(f"DELETE FROM outbox WHERE passage IN ({mine})"), inside)  # noqa: S608 - our own query
    c.execute(text("DELETE FROM documents WHERE id = :d AND customer = :c"), inside)


def is_kept(c: Connection, scope: Scope, sha: str) -> bool:
    """True where these bytes are already a paper of the customer."""
    query = text("SELECT 1 FROM documents WHERE customer = :c AND sha256 = :s")
    return c.execute(query, {"c": scope.customer, "s": sha}).scalar() is not None


def reread_document(c: Connection, scope: Scope, sha: str, reading: Reading) -> None:
    """Put a new reading of a kept paper in the place of the old one; the paper keeps its place among the others."""
    query = text("SELECT id, file, password, added_at FROM documents WHERE customer = :c AND sha256 = :s")
    old = c.execute(query, {"c": scope.customer, "s": sha}).one()
    forget_document(c, scope, old.id)
    insert_document(c, scope, old.file, sha, reading, old.password, {"id": old.id, "added_at": old.added_at})


def insert_document(
    c: Connection,
    scope: Scope,
    name: str,
    sha: str,
    reading: Reading,
    password: str | None,
    same: dict[str, Any] | None = None,
) -> None:
    """Insert the paper with all that hangs on it; `same` are columns that another row of it had."""
    e = reading.extraction
    packed = zlib.compress(e.model_dump_json().encode(), 1)
    row = {
        "customer": scope.customer, "sha256": sha, "file": name, "kind": e.kind, "language": e.language, "pages": e.pages,
        "status": e.status, "period_end": e.period_end, "source_basis": e.source_basis, "subject": e.subject.name,
        "error": e.error, "facts": len(e.facts), "problems": len(e.problems), "extraction": packed,
        "coverage": coverage_packed(e), "page_sizes": json.dumps(reading.page_sizes), "password": password, "added_at": now(),
        **(same or {}),
    }  # fmt: skip
    columns = ", ".join(row)
    places = ", ".join(f":{key}" for key in row)
    done = c.execute(text(f"INSERT INTO documents ({columns}) VALUES ({places})"), row)  # noqa: S608 - our own column names
    document = done.lastrowid
    base = {"c": scope.customer, "d": document}
    if e.subject.identifiers:
        c.execute(
            text("INSERT INTO identifiers VALUES (:c, :d, :s, :v)"),
            [{**base, "s": i.scheme, "v": i.value} for i in e.subject.identifiers],
        )
    if e.facts:
        c.execute(
            text("INSERT INTO facts VALUES (:c, :d, :id, :field, :st, :end, :m, :b, :v, :l, :p)"),
            [
                {**base, "id": f.id, "field": f.field, "st": f.statement, "end": f.period_end, "m": f.months,
                 "b": f.basis, "v": f.value, "l": f.label, "p": f.page}
                for f in e.facts
            ],
        )  # fmt: skip
    _insert_passages(c, scope, document, reading)


def _insert_passages(c: Connection, scope: Scope, document: int, reading: Reading) -> None:
    e = reading.extraction
    first = int(c.execute(text("SELECT coalesce(max(id), 0) FROM passages")).scalar_one()) + 1
    rows, words, work = [], [], []
    for position, passage in enumerate(reading.passages):
        number = first + position
        digest = hashlib.sha256(f"{e.sha256}|{passage.page}|{position}|{passage.text}".encode()).hexdigest()[:32]
        rows.append(
            {"id": number, "c": scope.customer, "d": document, "p": passage.page, "n": position, "s": passage.section,
             "t": passage.text, "l": json.dumps(_lines(passage), ensure_ascii=False), "h": digest}
        )  # fmt: skip
        title = f"{e.subject.name or ''} {(passage.section or '').replace('_', ' ')}"
        words.append((number, index_words(passage.text, title)))
        work.append({"c": scope.customer, "p": number, "h": digest})
    if rows:
        c.execute(text("INSERT INTO passages VALUES (:id, :c, :d, :p, :n, :s, :t, :l, :h)"), rows)
        fulltext.add_words(c, scope, words)
        c.execute(text("INSERT INTO outbox (customer, passage, action, hash) VALUES (:c, :p, 'add', :h)"), work)


def _lines(passage: Passage) -> list[tuple[object, ...]]:
    """A passage's lines as kept: text, box and, for a line set in columns, its cuts."""
    cuts = passage.cuts or ((),) * len(passage.lines)
    return [(*line, cut) if cut else line for line, cut in zip(passage.lines, cuts, strict=True)]


def unpacked(packed: bytes) -> Extraction:
    """The extraction as it was kept."""
    return Extraction.model_validate_json(zlib.decompress(packed))


def coverage_packed(extraction: Extraction) -> str:
    """The coverage of an extraction in few words: pages that follow one another alike together (first, last, state, why)."""
    runs: list[list[Any]] = []
    for cover in extraction.coverage:
        if runs and runs[-1][1] == cover.page - 1 and runs[-1][2:] == [cover.state, cover.why]:
            runs[-1][1] = cover.page
        else:
            runs.append([cover.page, cover.page, cover.state, cover.why])
    return json.dumps(runs, ensure_ascii=False, separators=(",", ":"))


def coverage_kept(packed: str) -> tuple[Coverage, ...]:
    """The coverage again."""
    return tuple(
        Coverage(page=page, state=state, why=why)
        for first, last, state, why in json.loads(packed)
        for page in range(first, last + 1)
    )
