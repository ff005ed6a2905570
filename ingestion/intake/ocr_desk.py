"""The one OCR worker of a pool, shared by its readers page by page: it needs 0.7 GB and both cores, so there is never a second."""

import hashlib
import time
from typing import Literal, Protocol

from ingestion.errors import PaperError
from ingestion.intake.limits import Limits
from ingestion.intake.shared_child import SharedChild

Look = Literal["page", "glance"]
START_S = 10.0
IDLE_S = 60.0
STARVED = 1.6
OCR_NICE = 10


class KeptPages(Protocol):
    """Where recognised pages are kept between runs, as JSON (`ingestion.read.page_json`), by the paper's hash and the page."""

    def get(self, paper: str, page: int) -> bytes | None: ...

    def keep(self, paper: str, page: int, body: bytes) -> None: ...


class OcrDesk:
    """Reads pictures of pages for several callers, one page at a time. The worker starts when first needed and ends when idle.

    A page that is in `kept` is not read again.
    """

    def __init__(self, limits: Limits, kept: KeptPages | None = None) -> None:
        self._limits = limits
        self._kept = kept
        self._child = SharedChild("ingestion.intake.ocr_worker", limits, IDLE_S)
        self._open = ""

    def ask(self, op: Look, data: bytes, name: str, number: int, passwords: tuple[str, ...]) -> bytes:
        """The recognised page as JSON (`ingestion.read.page_json`), or a glance at it (`ingestion.read.glance`).

        Raises:
            PaperError: it cannot be drawn, or took more than a page may.
        """
        paper = hashlib.sha256(data).hexdigest()
        known = self._kept.get(paper, number) if self._kept and op == "page" else None
        if known is not None:
            return known
        body = self._worked(op, paper, data, name, number, passwords)
        if self._kept and op == "page":
            self._kept.keep(paper, number, body)
        return body

    def _worked(self, op: Look, paper: str, data: bytes, name: str, number: int, passwords: tuple[str, ...]) -> bytes:
        with self._child.turn() as child:
            started = time.monotonic() + (0.0 if child.is_running else START_S)
            had = child.cpu_s() or 0.0

            def deadline() -> float:
                """The page's seconds; more on the clock where the worker has hardly been let compute."""
                spent = child.cpu_s()
                is_starved = spent is not None and 0.0 <= spent - had < self._limits.ocr_page_s
                return started + self._limits.ocr_page_s * (STARVED if is_starved else 1.0)

            known = child.is_running and self._open == paper
            request = {"op": op, "paper": paper, "name": name, "page": number, "passwords": passwords}
            self._open = ""
            try:
                return child.ask(request, b"" if known else data, b"w", lambda kind, body: None, deadline)
            except PaperError as err:
                if err.key == "time_limit":
                    raise PaperError("ocr_page_limit", seconds=round(self._limits.ocr_page_s)) from err
                raise
            finally:
                self._open = paper if child.is_running else ""

    def give_way(self) -> None:
        """Let people who click and papers that need no recognition go first."""
        self._child.process.nice = OCR_NICE

    def close(self) -> None:
        """End the worker."""
        self._child.close()
