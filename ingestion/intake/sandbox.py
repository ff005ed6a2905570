"""Reading in child processes: limited, watched, replaced after a kill. Whatever a paper does, the caller gets a reading with a reason."""

import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Literal, Self

from ingestion.errors import PaperError, UnsupportedPaper
from ingestion.extract.ledger.hints import LedgerHead, LedgerHints
from ingestion.intake.archive import members
from ingestion.intake.child import Child
from ingestion.intake.limits import Limits
from ingestion.intake.ocr_desk import KeptPages, Look, OcrDesk
from ingestion.intake.sniff import READABLE, paper_type
from ingestion.model.fact import Coverage, Reading
from ingestion.model.place import Box

Report = Callable[[str, int, int], None]
Early = Callable[[Reading], None]
"""Told what a paper of many pictures gives before all of them are read."""
How = Literal["auto", "off", "all"]
Lines = Sequence[tuple[str, Box]]
PICTURE_S = 20.0
PAGE_WALL = 1.5  # seconds on the clock for each second of computing a page may take
STARVED = 0.7  # of the paper's seconds: with less of them to compute, the clock is not the paper's fault
MAX_SKIPPED = 3
READ_NICE = 5  # where people click meanwhile
BREAKS = frozenset({"memory_limit", "reader_crashed", "time_limit"})


class ReadingWorker:
    """One warm child process. Not thread-safe: a pool hands it to one caller at a time."""

    def __init__(self, limits: Limits, ocr: OcrDesk | None = None) -> None:
        self._limits = limits
        self._child = Child("ingestion.intake.worker", limits)
        self._ocr = ocr or OcrDesk(limits)

    def give_way(self) -> None:
        """Let people who click go first, from the next paper on."""
        self._child.nice = READ_NICE

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def read(
        self,
        data: bytes,
        name: str,
        pages: tuple[int, ...] | None,
        passwords: tuple[str, ...],
        report: Report,
        ocr: How = "auto",
        hints: LedgerHints | None = None,
        early: Early | None = None,
    ) -> Reading:
        """The paper read; `status` failed with a reason when the child could not end well.

        A page that breaks the reader or takes too long is left out and the others are read again, as far as time allows.
        """
        progress = _Progress(self._limits, self._child.cpu_s)
        skip: dict[int, str] = {}

        def handle(kind: bytes, body: bytes) -> None:
            if kind == b"o":
                self._recognise(data, name, passwords, report, progress, *json.loads(body))
                return
            if kind == b"f" and early:
                early(Reading.model_validate_json(body))
                return
            step, page, count = json.loads(body)
            progress.note(step, page, count)
            if step != "page":
                report(step, page, count)

        while True:
            request = {
                "op": "read", "name": name, "pages": pages, "passwords": passwords, "ocr": ocr, "skip": skip,
                "hints": hints.model_dump() if hints else None, "in_parts": early is not None,
            }  # fmt: skip
            try:
                body = self._child.ask(request, data, b"r", handle, progress.deadline)
                return Reading.model_validate_json(body)
            except PaperError as err:
                broken = progress.page
                if (
                    err.key not in BREAKS
                    or not broken
                    or broken in skip
                    or len(skip) >= MAX_SKIPPED
                    or progress.is_late
                ):
                    return _failed(name, data, err, progress.read, progress.count)
                skip[broken] = err.key
                progress.page = 0

    def _recognise(
        self,
        data: bytes,
        name: str,
        passwords: tuple[str, ...],
        report: Report,
        progress: "_Progress",
        op: Look,
        page: int,
        done: int,
        count: int,
    ) -> None:
        """Have one page read or looked at by the OCR worker and hand it on; the seconds that took have a limit of their own."""
        started = time.monotonic()
        report("ocr" if op == "page" else op, done, count)
        try:
            self._child.reply(b"w", self._ocr.ask(op, data, name, page, passwords))
        except PaperError as err:
            values = {k: str(v) for k, v in err.values.items()}
            self._child.reply(b"x", json.dumps({"key": err.key, "values": values}).encode())
        progress.give(time.monotonic() - started)

    def picture(
        self,
        data: bytes,
        page: int,
        zoom: float,
        passwords: tuple[str, ...] = (),
        name: str = "",
        lines: Lines = (),
        veil: bool = True,
    ) -> bytes:
        """The page as PNG; with `veil` personal values are covered. `lines` are those recognised on a page without words.

        Raises:
            PaperError: it cannot be drawn.
        """
        request = {
            "op": "picture",
            "page": page,
            "zoom": zoom,
            "passwords": passwords,
            "name": name,
            "lines": lines,
            "veil": veil,
        }
        return self._looked(request, data)

    def hidden(self, data: bytes, page: int, passwords: tuple[str, ...] = (), name: str = "") -> bytes:
        """The text of a page that nobody sees, as JSON: text, box and way of hiding a run.

        Raises:
            PaperError: the page cannot be read.
        """
        return self._looked({"op": "hidden", "page": page, "passwords": passwords, "name": name}, data)

    def _looked(self, request: dict[str, Any], data: bytes) -> bytes:
        deadline = time.monotonic() + PICTURE_S
        return self._child.ask(request, data, b"i", lambda kind, body: None, lambda: deadline)

    def heads(self, data: bytes, name: str, hints: LedgerHints) -> list[LedgerHead]:
        """The rows of heads of a workbook or CSV file with what each column is taken for.

        Raises:
            PaperError: the file cannot be opened.
        """
        request = {"op": "heads", "name": name, "hints": hints.model_dump()}
        deadline = time.monotonic() + self._limits.document_s(1)
        body = self._child.ask(request, data, b"h", lambda kind, told: None, lambda: deadline)
        return [LedgerHead.model_validate(row) for row in json.loads(body)]


class _Progress:
    """How far a reading has come, and by when its next step must be done.

    Judged by the seconds of computing that the worker has had: on a machine with much else to do an innocent paper gets more time
    on the clock, up to what any paper may take.
    """

    def __init__(self, limits: Limits, cpu_s: Callable[[], float | None]) -> None:
        self._limits = limits
        self._cpu_s = cpu_s
        self._started = time.monotonic()
        self._since = self._started
        self._had = self._had_since = cpu_s() or 0.0
        self.page = 0
        self.read = 0
        self.count = 0

    @property
    def is_late(self) -> bool:
        """True where the paper's own time is used up."""
        return time.monotonic() >= self._paper_deadline()

    def note(self, step: str, page: int, count: int) -> None:
        """A step was reported."""
        self._since = time.monotonic()
        self._had_since = self._cpu_s() or 0.0
        self.page = page if step == "page" else 0
        self.read = page if step == "words" else self.read
        self.count = max(count, self.count)

    def give(self, seconds: float) -> None:
        """Time that has a limit of its own."""
        self._started += seconds
        self._since += seconds

    def deadline(self) -> float:
        """When the paper, or the page it is at, has taken too long."""
        paper = self._paper_deadline()
        page = self._since + PAGE_WALL * self._limits.page_cpu_s
        if not self.page or (time.monotonic() >= page and self._is_starved(self._had_since, self._limits.page_cpu_s)):
            return paper
        return min(paper, page)

    def _paper_deadline(self) -> float:
        allowed = self._limits.document_s(max(self.count, 1))
        if time.monotonic() >= self._started + allowed and self._is_starved(self._had, STARVED * allowed):
            return self._started + max(allowed, self._limits.small_document_s)
        return self._started + allowed

    def _is_starved(self, before: float, seconds: float) -> bool:
        """True where the worker has had less than `seconds` of computing since it had had `before`."""
        had = self._cpu_s()
        return had is not None and 0.0 <= had - before < seconds


class ReaderPool:
    """Several workers for several callers; workers start when first needed. Use as a context manager or close it.

    `kept` keeps recognised pages, so that an interrupted reading goes on where it was.
    """

    def __init__(self, limits: Limits, size: int, kept: KeptPages | None = None) -> None:
        self._limits = limits
        self._idle: queue.LifoQueue[ReadingWorker] = queue.LifoQueue()
        self._ocr = OcrDesk(limits, kept)
        self._workers = [ReadingWorker(limits, self._ocr) for _ in range(max(1, size))]
        self._closed = threading.Event()
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def give_way(self) -> None:
        """Let people who click go first, from the next paper on; without anybody waiting for a screen reading takes what it gets."""
        for worker in self._workers:
            worker.give_way()
        self._ocr.give_way()

    def close(self) -> None:
        """End all workers."""
        self._closed.set()
        for worker in self._workers:
            worker.close()
        self._ocr.close()

    def read(
        self,
        data: bytes,
        name: str,
        pages: tuple[int, ...] | None = None,
        passwords: tuple[str, ...] = (),
        report: Report = lambda step, page, pages: None,
        ocr: How = "auto",
        hints: LedgerHints | None = None,
        early: Early | None = None,
    ) -> Reading:
        """The paper read by the next free worker; refusals and crashes are readings with status failed.

        `ocr`: `auto` recognises pages without usable text, `all` every page, `off` none. With `early` a paper of many pictures
        is read in two parts, statements first, and `early` gets the reading in between; what it raises ends the work.
        """
        try:
            self._admit(data, name)
        except PaperError as err:
            return _failed(name, data, err, 0, 0)
        worker = self._idle.get()
        try:
            return worker.read(data, name, pages, passwords, report, ocr, hints, early)
        finally:
            self._idle.put(worker)

    def picture(
        self,
        data: bytes,
        page: int,
        zoom: float,
        passwords: tuple[str, ...] = (),
        name: str = "",
        lines: Lines = (),
        veil: bool = True,
    ) -> bytes:
        """The page as PNG; with `veil` personal values are covered. `lines` are those recognised on a page without words.

        Raises:
            PaperError: it cannot be drawn.
        """
        worker = self._idle.get()
        try:
            return worker.picture(data, page, zoom, passwords, name, lines, veil)
        finally:
            self._idle.put(worker)

    def hidden(self, data: bytes, page: int, passwords: tuple[str, ...] = (), name: str = "") -> bytes:
        """The text of a page that nobody sees, as JSON.

        Raises:
            PaperError: the page cannot be read.
        """
        worker = self._idle.get()
        try:
            return worker.hidden(data, page, passwords, name)
        finally:
            self._idle.put(worker)

    def heads(self, data: bytes, name: str, hints: LedgerHints) -> list[LedgerHead]:
        """The rows of heads of a ledger, see `ReadingWorker.heads`."""
        worker = self._idle.get()
        try:
            return worker.heads(data, name, hints)
        finally:
            self._idle.put(worker)

    def _admit(self, data: bytes, name: str) -> None:
        if not data:
            raise PaperError("empty_file")
        if len(data) > self._limits.file_bytes:
            megabytes = 1024 * 1024
            raise PaperError(
                "limit_reached", name="file_mb", limit=self._limits.file_bytes // megabytes, seen=len(data) // megabytes
            )
        kind = paper_type(data, name)
        if kind == "zip":
            members(data, self._limits)  # one that was not opened has a reason: too much in it, damaged, locked
        if kind not in READABLE:
            raise UnsupportedPaper(type=kind)


def _failed(name: str, data: bytes, err: PaperError, read: int, pages: int) -> Reading:
    from ingestion.extract.paper import failed_reading

    if err.key == "time_limit":
        err.values["pages"] = read
    coverage = tuple(
        Coverage(page=n, state="unread" if n > read else "partly_read", why=err.key) for n in range(1, pages + 1)
    )
    return failed_reading(name, hashlib.sha256(data).hexdigest(), err, pages, coverage)
