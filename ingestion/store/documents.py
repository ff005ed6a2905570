"""The papers of a customer in the store: their rows, what each says, their pages' lines, and their bytes beside the database."""

import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ingestion.errors import StoreError
from ingestion.model.fact import Coverage, Extraction, Reading
from ingestion.model.place import Box
from ingestion.store import audit
from ingestion.store.changes import Changes
from ingestion.store.jobs import JobTable
from ingestion.store.now import now
from ingestion.store.papers import coverage_kept, forget_document, insert_document, is_kept, reread_document, unpacked
from ingestion.store.recognised import forget_pages
from ingestion.store.scope import Scope


class DocumentRows(Changes):
    """The store's methods for papers."""

    jobs: JobTable

    def has_document(self, scope: Scope, sha: str) -> bool:
        """True where these bytes are already a paper of the customer."""
        with self._engine.connect() as c:
            return is_kept(c, scope, sha)

    def seen_again(self, scope: Scope, sha: str, name: str, actor: str = "local") -> None:
        """Note in the audit trail that known bytes came again; nothing else changes."""
        with self._engine.begin() as c:
            audit.append(c, now(), scope.customer, actor, "document_seen_again", {"sha256": sha})

    def add_document(
        self,
        scope: Scope,
        name: str,
        data: bytes,
        reading: Reading,
        password: str | None = None,
        actor: str = "local",
    ) -> None:
        """Keep the paper with its facts, passages, problems and index work, all or nothing.

        A paper that was kept while pages of it were still to be read takes the new reading in its old place.
        """
        sha = hashlib.sha256(data).hexdigest()
        self._write_blob(sha, data)
        extraction = reading.extraction
        is_part = self.has_document(scope, sha) and not self.is_whole(scope, sha)
        action = "document_read_on" if is_part else "document_added"
        with self._changing(scope, action, {"sha256": sha, "facts": len(extraction.facts)}, actor) as c:
            if is_part:
                reread_document(c, scope, sha, reading)
            elif not is_kept(c, scope, sha):
                insert_document(c, scope, name, sha, reading, password)
            if not extraction.waiting:
                forget_pages(c, sha)

    def is_whole(self, scope: Scope, sha: str) -> bool:
        """True for a paper of the customer of which no page is still to be read."""
        return self.has_document(scope, sha) and (
            self._document_value(scope, sha, "status") == "ok" or not self.extraction(scope, sha).waiting
        )

    def replace_reading(self, scope: Scope, sha: str, reading: Reading, actor: str) -> None:
        """Put a new reading of a kept paper in the place of the old one; the paper keeps its place among the others.

        Raises:
            StoreError: the customer has no such paper.
        """
        self._document_value(scope, sha, "id")
        told = {"sha256": sha, "facts": len(reading.extraction.facts)}
        with self._changing(scope, "document_read_again", told, actor) as c:
            reread_document(c, scope, sha, reading)

    def delete_document(self, scope: Scope, sha: str, reason: str, actor: str) -> None:
        """Take a paper of the customer away with its facts, passages and index work; its bytes too when nobody else has them.

        Raises:
            StoreError: the customer has no such paper.
        """
        document = self._document_value(scope, sha, "id")
        with self._changing(scope, "document_removed", {"sha256": sha}, actor, {"reason": reason}) as c:
            forget_document(c, scope, document)
            left = c.execute(text("SELECT 1 FROM documents WHERE sha256 = :s"), {"s": sha}).scalar()
            if left is None:
                forget_pages(c, sha)
        if left is None:
            self._blob_file(sha).unlink(missing_ok=True)

    def documents(self, scope: Scope) -> list[dict[str, Any]]:
        """The customer's papers without their facts, latest period first."""
        with self._engine.connect() as c:
            rows = c.execute(
                text(
                    """SELECT sha256, file, kind, language, pages, status, period_end, source_basis, subject, error, facts,
                    problems, added_at FROM documents WHERE customer = :c ORDER BY period_end IS NULL, period_end DESC, id"""
                ),
                {"c": scope.customer},
            )
            return [dict(row._mapping) for row in rows]

    def arrivals(self, scope: Scope) -> list[str]:
        """The papers' hashes in the order they came."""
        with self._engine.connect() as c:
            return list(
                c.execute(
                    text("SELECT sha256 FROM documents WHERE customer = :c ORDER BY id"), {"c": scope.customer}
                ).scalars()
            )

    def extraction(self, scope: Scope, sha: str) -> Extraction:
        """What one paper says.

        Raises:
            StoreError: the customer has no such paper.
        """
        return unpacked(self._document_value(scope, sha, "extraction"))

    def extractions(self, scope: Scope) -> list[Extraction]:
        """What each paper of the customer says, in the order of `documents`."""
        return [self.extraction(scope, row["sha256"]) for row in self.documents(scope)]

    def coverage(self, scope: Scope, sha: str) -> tuple[Coverage, ...]:
        """What became of each page of a paper; its figures are not looked at, but for papers kept before this was kept beside them.

        Raises:
            StoreError: the customer has no such paper.
        """
        with self._engine.connect() as c:
            query = text("SELECT coverage FROM documents WHERE customer = :c AND sha256 = :s")
            row = c.execute(query, {"c": scope.customer, "s": sha}).one_or_none()
        if row is None:
            raise StoreError("no_such_document")
        return coverage_kept(row.coverage) if row.coverage else self.extraction(scope, sha).coverage

    def page_size(self, scope: Scope, sha: str, page: int) -> tuple[float, float]:
        """Width and height of a page as displayed, in points."""
        sizes = json.loads(self._document_value(scope, sha, "page_sizes"))
        if not 1 <= page <= len(sizes):
            raise StoreError("no_such_page")
        return (float(sizes[page - 1][0]), float(sizes[page - 1][1]))

    def page_lines(self, scope: Scope, sha: str, page: int) -> list[tuple[str, Box]]:
        """The lines of a page with their boxes, top to bottom."""
        return [(line, box) for line, box, _ in self.page_cuts(scope, sha, page)]

    def page_cuts(self, scope: Scope, sha: str, page: int) -> list[tuple[str, Box, list[tuple[int, float, float]]]]:
        """The same with the cuts of the lines that are set in columns (see `Passage.cuts`); none in papers read before they were kept."""
        with self._engine.connect() as c:
            rows = c.execute(
                text(
                    """SELECT p.lines FROM passages p WHERE p.customer = :c AND p.page = :p AND p.document =
                    (SELECT id FROM documents WHERE customer = :c AND sha256 = :s) ORDER BY p.position"""
                ),
                {"c": scope.customer, "s": sha, "p": page},
            ).scalars()
            return [
                (line, (box[0], box[1], box[2], box[3]), [(c[0], c[1], c[2]) for c in cuts[0]] if cuts else [])
                for lines in rows
                for line, box, *cuts in json.loads(lines)
            ]

    def blob(self, scope: Scope, sha: str) -> bytes:
        """The paper's bytes, only for a customer that has it."""
        self._document_value(scope, sha, "id")
        try:
            return self._blob_file(sha).read_bytes()
        except OSError as err:
            raise StoreError("blob_missing") from err

    def keep_upload(self, data: bytes) -> str:
        """Keep uploaded bytes before they are read; the name to get them back by."""
        sha = hashlib.sha256(data).hexdigest()
        self._write_blob(sha, data)
        return sha

    def upload(self, sha: str) -> bytes:
        """Bytes kept by `keep_upload`."""
        try:
            return self._blob_file(sha).read_bytes()
        except OSError as err:
            raise StoreError("blob_missing") from err

    def drop_upload(self, sha: str) -> None:
        """Remove uploaded bytes that neither a paper nor a waiting job needs."""
        if not self.jobs.uses(sha):
            with self._engine.begin() as c:
                forget_pages(c, sha)
            self._blob_file(sha).unlink(missing_ok=True)

    def _document_value(self, scope: Scope, sha: str, column: str) -> Any:
        query = text(f"SELECT {column} FROM documents WHERE customer = :c AND sha256 = :s")  # noqa: S608 - our own column names
        with self._engine.connect() as c:
            found = c.execute(query, {"c": scope.customer, "s": sha}).scalar()
        if found is None:
            raise StoreError("no_such_document")
        return found

    def _blob_file(self, sha: str) -> Path:
        return self.home / "blobs" / sha[:2] / sha

    def _write_blob(self, sha: str, data: bytes) -> None:
        target = self._blob_file(sha)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(f".{secrets.token_hex(4)}.part")
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(target)
