"""A child process that several callers use in turn. It starts when first needed and ends when nobody has asked for a while."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ingestion.errors import PaperError
from ingestion.intake.child import Child
from ingestion.intake.limits import Limits


class SharedChild:
    """Thread-safe. `idle_s`: seconds without a call after which the process ends."""

    def __init__(self, module: str, limits: Limits, idle_s: float) -> None:
        self.process = Child(module, limits)
        self._idle_s = idle_s
        self._turn = threading.Lock()
        self._closed = threading.Event()
        self._timer: threading.Timer | None = None

    def is_closed(self) -> bool:
        """True once it was closed; whoever waits for an answer then gets an error."""
        return self._closed.is_set()

    @contextmanager
    def turn(self) -> Iterator[Child]:
        """The process for this caller alone, once those before it are done.

        Raises:
            PaperError: it was closed.
        """
        with self._turn:
            if self.is_closed():
                raise PaperError("reader_crashed")
            self._stop_timer()
            try:
                yield self.process
            finally:
                if not self.is_closed():
                    self._timer = threading.Timer(self._idle_s, self._end_idle)
                    self._timer.daemon = True
                    self._timer.start()

    def close(self) -> None:
        """End the process, also in the middle of an answer."""
        self._closed.set()
        self.process.kill()
        with self._turn:
            self._stop_timer()
            self.process.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end_idle(self) -> None:
        if self._turn.acquire(blocking=False):
            try:
                self.process.close()
            finally:
                self._turn.release()
