"""Reading in child processes: limited, watched, replaced after a kill. Whatever a paper does, the caller gets a reading with a reason."""

import hashlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from ingestion.errors import PaperError, UnsupportedPaper
from ingestion.intake.frames import WorkerLateError, WorkerLostError, read_frame, write_frame, write_json
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import READABLE, paper_type
from ingestion.model.fact import Coverage, Reading

Report = Callable[[str, int, int], None]
PICTURE_S = 20.0


class _Late(PaperError):
    key = "time_limit"


class ReadingWorker:
    """One warm child process. Not thread-safe: a pool hands it to one caller at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is not None:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            process.kill()
            process.wait()

    def read(
        self, data: bytes, name: str, pages: tuple[int, ...] | None, passwords: tuple[str, ...], report: Report
    ) -> Reading:
        """The paper read; `status` failed with a reason when the child could not end well."""
        request = {"op": "read", "name": name, "pages": pages, "passwords": passwords}
        seen = [0, 0]

        def note(step: str, page: int, count: int) -> None:
            seen[:] = [page if step == "words" else seen[0], max(count, seen[1])]
            report(step, page, count)

        try:
            body = self._ask(request, data, b"r", note, lambda: self._limits.document_s(max(seen[1], 1)))
            return Reading.model_validate_json(body)
        except PaperError as err:
            return _failed(name, data, err, seen[0], seen[1])

    def picture(self, data: bytes, page: int, zoom: float, passwords: tuple[str, ...] = (), name: str = "") -> bytes:
        """The page as PNG.

        Raises:
            PaperError: it cannot be drawn.
        """
        request = {"op": "picture", "page": page, "zoom": zoom, "passwords": passwords, "name": name}
        return self._ask(request, data, b"i", lambda step, page, pages: None, lambda: PICTURE_S)

    def _ask(
        self, request: dict[str, Any], data: bytes, wanted: bytes, note: Report, budget: Callable[[], float]
    ) -> bytes:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise PaperError("reader_crashed")
        started = time.monotonic()
        try:
            write_json(process.stdin, b"q", request)
            write_frame(process.stdin, b"d", data)
            while True:
                kind, body = read_frame(process.stdout.fileno(), started + budget())
                if kind == wanted:
                    return body
                if kind == b"e":
                    error = json.loads(body)
                    raise PaperError(str(error["key"]), **error["values"])
                note(*json.loads(body))
        except WorkerLateError as err:
            self.close()
            raise _Late(pages=0) from err
        except (WorkerLostError, BrokenPipeError) as err:
            code = process.poll()
            self.close()
            raise PaperError("memory_limit" if code == -6 else "reader_crashed") from err

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            words = [sys.executable, "-m", "ingestion.intake.worker", self._limits.model_dump_json()]
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process


class ReaderPool:
    """Several workers for several callers; workers start when first needed. Use as a context manager or close it."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits = limits
        self._idle: queue.LifoQueue[ReadingWorker] = queue.LifoQueue()
        self._workers = [ReadingWorker(limits) for _ in range(max(1, size))]
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

    def read(
        self,
        data: bytes,
        name: str,
        pages: tuple[int, ...] | None = None,
        passwords: tuple[str, ...] = (),
        report: Report = lambda step, page, pages: None,
    ) -> Reading:
        """The paper read by the next free worker; refusals and crashes are readings with status failed."""
        try:
            self._admit(data, name)
        except PaperError as err:
            return _failed(name, data, err, 0, 0)
        worker = self._idle.get()
        try:
            return worker.read(data, name, pages, passwords, report)
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
