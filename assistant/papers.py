"""What is done with papers: read, checked at the door, stored whole or in parts, shown page by page."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.credit.profile_model import DocumentView
from assistant.door import Door
from assistant.ledger_columns import LEDGER
from assistant.masking import masked_page
from assistant.problem_words import error_words
from assistant.reading import expanded
from assistant.workspace import IngestOutcome, Lang, Progress, Upload
from ingestion.errors import StoreError, UsageError, XintanError
from ingestion.intake.sandbox import ReaderPool
from ingestion.intake.sniff import paper_type
from ingestion.model.fact import Extraction, Reading
from ingestion.model.place import Box
from ingestion.store.index_desk import IndexDesk
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from ingestion.texts import say

if TYPE_CHECKING:
    from ingestion.extract.ledger.hints import LedgerHints

Report = Callable[[Progress], None]
REFUSED = frozenset({"unsupported_type", "empty_file", "limit_reached"})


class NotKept(Exception):
    """A paper was refused at the door before all of it was read."""

    def __init__(self, outcome: IngestOutcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


class PaperMethods:
    """Mixed into `Workspace`."""

    settings: Settings
    _store: Store
    _readers: ReaderPool
    _door: Door
    _index: IndexDesk
    _read_ahead: dict[str, Reading]
    _painters: ReaderPool

    if TYPE_CHECKING:

        def ledger_hints(self, customer: str) -> LedgerHints: ...

        def _lang(self) -> Lang: ...

    def add_documents(
        self,
        customer: str,
        uploads: list[Upload],
        report: Report,
        passwords: tuple[str, ...] = (),
        in_parts: bool = False,
        actor: str = "local",
    ) -> list[IngestOutcome]:
        """Read and store `uploads` (full text at once, vectors later); one bad file does not stop the others.

        With `in_parts` a paper of many pictures is stored as soon as its statements are recognised, and again when all of it is.
        """
        uploads = expanded(uploads, self.settings.limits)
        for upload in uploads:
            report(Progress(file=upload.name, step="queued"))
        first: dict[str, int] = {}  # the same bytes twice are read once
        for at, upload in enumerate(uploads):
            first.setdefault(hashlib.sha256(upload.data).hexdigest(), at)
        fresh = sorted(first.values())
        again = [at for at in range(len(uploads)) if at not in first.values()]
        outcomes: dict[int, IngestOutcome] = {}
        with ThreadPoolExecutor(max(1, self.settings.readers)) as threads:  # one thread a reader process
            for turn in (fresh, again):
                read = threads.map(
                    lambda at: self._reading(customer, uploads[at], report, passwords, in_parts, actor), turn
                )
                for at, reading in zip(
                    turn, read, strict=True
                ):  # kept in the order given: the first paper names the subject
                    if isinstance(reading, Reading):
                        outcomes[at] = self._keep_paper(customer, uploads[at], reading, report, actor)
                    else:
                        outcomes[at] = reading
        return [outcomes[at] for at in range(len(uploads))]

    def _reading(
        self, customer: str, upload: Upload, report: Report, passwords: tuple[str, ...], in_parts: bool, actor: str
    ) -> Reading | IngestOutcome:
        """The paper read, or why it need not or cannot be."""

        def early(reading: Reading) -> None:
            outcome = self._keep_paper(customer, upload, reading, report, actor)
            if outcome.status == "failed":
                raise NotKept(outcome)

        lang = self._lang()
        sha = hashlib.sha256(upload.data).hexdigest()
        scope = Scope(customer)
        if self._store.is_whole(scope, sha):
            self._store.seen_again(scope, sha, upload.name, actor)
            report(Progress(file=upload.name, step="done"))
            message = say("cli.ingest_unchanged", lang, file=upload.name)
            return IngestOutcome(file=upload.name, status="unchanged", document=sha, message=message)
        try:
            reading = self._read(
                customer,
                upload,
                passwords,
                report,
                early if in_parts and not self._store.has_document(scope, sha) else None,
            )
        except NotKept as stop:
            return stop.outcome
        except XintanError as err:
            return self._not_kept(upload, report, err.key, _said(err, lang))
        is_box = paper_type(upload.data, upload.name) == "zip"  # one that was not opened: its papers are not known
        told = reading.extraction.problems if reading.extraction.status == "failed" else ()
        refused = next((p.code for p in told if p.code in REFUSED or is_box), None)
        if refused:  # nothing was taken from it: nothing to keep
            return self._not_kept(upload, report, refused, error_words(reading.extraction, lang))
        return reading

    def _not_kept(self, upload: Upload, report: Report, code: str, why: str, sha: str | None = None) -> IngestOutcome:
        report(Progress(file=upload.name, step="failed"))
        message = say("cli.problem_file", self._lang(), file=upload.name, message=why)
        return IngestOutcome(file=upload.name, status="failed", document=sha, message=message, code=code)

    def _keep_paper(self, customer: str, upload: Upload, reading: Reading, report: Report, actor: str) -> IngestOutcome:
        """The paper stored, unless the door says no."""
        lang, scope, extraction = self._lang(), Scope(customer), reading.extraction
        stopped = self._door.refusal(scope, extraction, lang)
        if stopped:
            return self._not_kept(upload, report, *stopped)
        report(Progress(file=upload.name, step="storing"))
        warnings = self._door.warnings(scope, extraction)
        try:
            self._forget_part(scope, extraction.sha256)
            self._store.add_document(scope, upload.name, upload.data, reading, actor=actor)
        except XintanError as err:
            return self._not_kept(upload, report, err.key, _said(err, lang))
        if extraction.gave_nothing:
            return self._not_kept(upload, report, "failed", error_words(extraction, lang), extraction.sha256)
        if not extraction.waiting:
            report(Progress(file=upload.name, step="done", pages=extraction.pages))
        words = {"file": upload.name, "pages": extraction.pages, "facts": len(extraction.facts)}
        message = "\n".join([say("cli.ingest_added", lang, **words), *(say(f"record.{w}", lang) for w in warnings)])
        return IngestOutcome(
            file=upload.name, status="added", document=extraction.sha256, message=message, warnings=warnings
        )

    def _forget_part(self, scope: Scope, sha: str) -> None:
        """A paper kept in part loses the vectors of that part: its passages get new numbers and are indexed again."""
        if self._store.has_document(scope, sha) and not self._store.is_whole(scope, sha):
            with suppress(StoreError):  # search by words goes on without them
                self._index.forget_document(scope, sha)

    def _read(
        self,
        customer: str,
        upload: Upload,
        passwords: tuple[str, ...],
        report: Report,
        early: Callable[[Reading], None] | None,
    ) -> Reading:
        def note(step: str, page: int, pages: int) -> None:
            report(Progress(file=upload.name, step=step, page=page, pages=pages))

        key = hashlib.sha256(upload.data).hexdigest() + upload.name
        ready = self._read_ahead.pop(key, None)
        if ready and ready.extraction.kind != LEDGER:
            return ready
        hints = self.ledger_hints(customer)
        return self._readers.read(upload.data, upload.name, passwords=passwords, report=note, hints=hints, early=early)

    def _subject_of(self, upload: Upload, passwords: tuple[str, ...]) -> str | None:
        reading = self._readers.read(upload.data, upload.name, passwords=passwords)
        self._read_ahead[hashlib.sha256(upload.data).hexdigest() + upload.name] = reading
        return reading.extraction.subject.name

    def documents(self, customer: str) -> list[DocumentView]:
        """The customer's papers, latest period first."""
        return [DocumentView(**row) for row in self._store.documents(Scope(customer))]

    def extraction(self, customer: str, document: str) -> Extraction:
        """What one paper says."""
        return self._store.extraction(Scope(customer), document)

    def page_picture(self, customer: str, document: str, page: int, zoom: float = 1.5) -> bytes:
        """The page as PNG, drawn in a reader process, personal values covered."""
        return self._picture(Scope(customer), document, page, zoom, veil=True)

    def unmasked_picture(
        self, customer: str, document: str, page: int, purpose: str, zoom: float = 1.5, actor: str = "local"
    ) -> bytes:
        """The page as PNG as it is, for a stated purpose; who looked, at what and why is kept in the audit trail.

        Raises:
            UsageError: no purpose.
        """
        self._note_look(Scope(customer), document, page, purpose, actor)
        return self._picture(Scope(customer), document, page, zoom, veil=False)

    def _picture(self, scope: Scope, document: str, page: int, zoom: float, veil: bool) -> bytes:
        data = self._store.blob(scope, document)
        name = next((row["file"] for row in self._store.documents(scope) if row["sha256"] == document), "")
        lines = self._store.page_lines(scope, document, page) if veil else []
        return self._painters.picture(data, page, zoom, name=name, lines=lines, veil=veil)

    def page_size(self, customer: str, document: str, page: int) -> tuple[float, float]:
        """Width and height of the page as displayed, in points."""
        return self._store.page_size(Scope(customer), document, page)

    def page_lines(self, customer: str, document: str, page: int) -> list[tuple[str, Box]]:
        """The page's lines with their boxes, personal values masked."""
        return masked_page(self._store.page_lines(Scope(customer), document, page))

    def page_cuts(
        self, customer: str, document: str, page: int
    ) -> list[tuple[str, Box, list[tuple[int, float, float]]]]:
        """The same with the places of the parts of lines set in columns; none where a personal value was masked."""
        whole = self._store.page_cuts(Scope(customer), document, page)
        masked = masked_page([(line, box) for line, box, _ in whole])
        return [
            (seen, box, cuts if seen == line else [])
            for (line, box, cuts), (seen, _) in zip(whole, masked, strict=True)
        ]

    def unmask(
        self, customer: str, document: str, page: int, purpose: str, actor: str = "local"
    ) -> list[tuple[str, Box]]:
        """The page's lines as printed, for a stated purpose; who looked, at what and why is kept in the audit trail.

        Raises:
            UsageError: no purpose.
        """
        self._note_look(Scope(customer), document, page, purpose, actor)
        return self._store.page_lines(Scope(customer), document, page)

    def _note_look(self, scope: Scope, document: str, page: int, purpose: str, actor: str) -> None:
        if not purpose.strip():
            raise UsageError("cli.reason_needed")
        self._store.page_size(scope, document, page)  # an unknown page is no look
        detail = {"sha256": document, "page": page, "purpose": purpose.strip()}
        self._store.note(scope, "personal_data_seen", detail, actor)


def _said(err: XintanError, lang: Lang) -> str:
    return say(err.key if "." in err.key else f"problems.{err.key}", lang, **err.values)
