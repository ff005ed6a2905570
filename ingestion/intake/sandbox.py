"""Reading in child processes: limited, watched, replaced after a kill. Whatever a paper does, the caller gets a reading with a reason."""

import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Literal, Self

from ingestion.errors import PaperError, UnsupportedPaper
from ingestion.intake.child import Child
from ingestion.intake.limits import Limits
from ingestion.intake.ocr_desk import OcrDesk
from ingestion.intake.sniff import READABLE, paper_type
from ingestion.model.fact import Coverage, Reading

Report = Callable[[str, int, int], None]
How = Literal["auto", "off", "all"]
PICTURE_S = 20.0


class ReadingWorker:
    """One warm child process. Not thread-safe: a pool hands it to one caller at a time."""

    def __init__(self, limits: Limits, ocr: OcrDesk | None = None) -> None:
        self._limits = limits
        self._child = Child("ingestion.intake.worker", limits)
        self._ocr = ocr or OcrDesk(limits)

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
    ) -> Reading:
        """The paper read; `status` failed with a reason when the child could not end well."""
        request = {"op": "read", "name": name, "pages": pages, "passwords": passwords, "ocr": ocr}
        seen = [0, 0]

        def handle(kind: bytes, body: bytes) -> float:
            if kind == b"o":
                return self._recognise(data, name, passwords, report, *json.loads(body))
            step, page, count = json.loads(body)
            seen[:] = [page if step == "words" else seen[0], max(count, seen[1])]
            report(step, page, count)
            return 0.0

        try:
            body = self._child.ask(request, data, b"r", handle, lambda: self._limits.document_s(max(seen[1], 1)))
            return Reading.model_validate_json(body)
        except PaperError as err:
            return _failed(name, data, err, seen[0], seen[1])

    def _recognise(
        self, data: bytes, name: str, passwords: tuple[str, ...], report: Report, page: int, done: int, count: int
    ) -> float:
        """Have one page read by the OCR worker and hand it on; the seconds that took have a limit of their own."""
        started = time.monotonic()
        report("ocr", done, count)
        try:
            self._child.reply(b"w", self._ocr.page(data, name, page, passwords))
        except PaperError as err:
            values = {k: str(v) for k, v in err.values.items()}
            self._child.reply(b"x", json.dumps({"key": err.key, "values": values}).encode())
        return time.monotonic() - started

    def picture(self, data: bytes, page: int, zoom: float, passwords: tuple[str, ...] = (), name: str = "") -> bytes:
        """The page as PNG.

        Raises:
            PaperError: it cannot be drawn.
        """
        request = {"op": "picture", "page": page, "zoom": zoom, "passwords": passwords, "name": name}
        return self._child.ask(request, data, b"i", lambda kind, body: 0.0, lambda: PICTURE_S)


class ReaderPool:
    """Several workers for several callers; workers start when first needed. Use as a context manager or close it."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits = limits
        self._idle: queue.LifoQueue[ReadingWorker] = queue.LifoQueue()
        self._ocr = OcrDesk(limits)
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
    ) -> Reading:
        """The paper read by the next free worker; refusals and crashes are readings with status failed.

        `ocr`: `auto` recognises pages without usable text, `all` every page, `off` none.
        """
        try:
            self._admit(data, name)
        except PaperError as err:
            return _failed(name, data, err, 0, 0)
        worker = self._idle.get()
        try:
            return worker.read(data, name, pages, passwords, report, ocr)
        finally:
            self._idle.put(worker)

    def picture(self, data: bytes, page: int, zoom: float, passwords: tuple[str, ...] = (), name: str = "") -> bytes:
        """The page as PNG.

        Raises:
            PaperError: it cannot be drawn.
        """
        worker = self._idle.get()
        try:
            return worker.picture(data, page, zoom, passwords, name)
        finally:
            self._idle.put(worker)

    def _admit(self, data: bytes, name: str) -> None:
        if not data:
            raise PaperError("empty_file")
        if len(data) > self._limits.file_bytes:
            megabytes = 1024 * 1024
            raise PaperError(
                "limit_reached", name="file MB", limit=self._limits.file_bytes // megabytes, seen=len(data) // megabytes
            )
        kind = paper_type(data, name)
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
