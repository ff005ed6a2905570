"""A child process that answers framed requests within a time. Whatever it does, the caller gets an answer or a reason."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ingestion.errors import PaperError
from ingestion.intake.frames import WorkerLateError, WorkerLostError, read_frame, write_frame, write_json
from ingestion.intake.limits import Limits

Handle = Callable[[bytes, bytes], None]
"""What to do with a frame that is no answer (kind, body)."""
Deadline = Callable[[], float]
"""When the next frame must be there, in monotonic seconds; asked anew for every frame."""


class TimeLimit(PaperError):
    """The child did not answer in time."""

    key = "time_limit"


class Child:
    """One warm child process running `module`. Not thread-safe.

    `nice`: by how much it gives way to others, from its next request on.
    """

    def __init__(self, module: str, limits: Limits) -> None:
        self.nice = 0
        self._module = module
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is not None:
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End the process while another thread may wait for its answer; that thread gets an error."""
        process = self._process
        if process is not None:
            process.kill()

    def ask(self, request: dict[str, Any], data: bytes, wanted: bytes, handle: Handle, deadline: Deadline) -> bytes:
        """The body of the `wanted` frame that answers `request` about the paper `data`.

        Raises:
            PaperError: the child refused, was too slow, crashed, or needed too much memory.
        """
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise PaperError("reader_crashed")
        try:
            write_json(process.stdin, b"q", request)
            write_frame(process.stdin, b"d", data)
            while True:
                kind, body = read_frame(process.stdout.fileno(), deadline())
                if kind == wanted:
                    return body
                if kind == b"e":
                    error = json.loads(body)
                    raise PaperError(str(error["key"]), **error["values"])
                try:
                    handle(kind, body)
                except BaseException:  # the caller gave up; the child is in the middle of a paper
                    self.close()
                    raise
        except WorkerLateError as err:
            self.close()
            raise TimeLimit(pages=0) from err
        except (WorkerLostError, BrokenPipeError) as err:
            code = process.poll()
            self.close()
            raise PaperError("memory_limit" if code == -6 else "reader_crashed") from err

    def reply(self, kind: bytes, body: bytes) -> None:
        """Send the child a frame it waits for."""
        if self._process is None or self._process.stdin is None:
            raise WorkerLostError
        write_frame(self._process.stdin, kind, body)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            words = [sys.executable, "-m", self._module, self._limits.model_dump_json()]
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        if self.nice:
            _give_way(self._process.pid, self.nice)
        return self._process


def _give_way(pid: int, nice: int) -> None:
    with suppress(OSError):  # ended meanwhile, or the system says no: then it is only less polite
        if os.getpriority(os.PRIO_PROCESS, pid) < nice:
            os.setpriority(os.PRIO_PROCESS, pid, nice)
