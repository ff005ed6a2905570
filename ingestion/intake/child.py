"""A child process that answers framed requests within a time. Whatever it does, the caller gets an answer or a reason."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ingestion.errors import PaperError
from ingestion.intake.frames import (
    WorkerLateError,
    WorkerLostError,
    read_frame,
    wait_for_frame,
    write_frame,
    write_json,
)
from ingestion.intake.limits import Limits

Handle = Callable[[bytes, bytes], None]
"""What to do with a frame that is no answer (kind, body)."""
Deadline = Callable[[], float]
"""When the next frame must be there, in monotonic seconds; asked again while it is waited for."""


FRAME_S = 20.0
"""For the rest of a frame that has begun."""
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


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

    def cpu_s(self) -> float | None:
        """Seconds of computing that the process has had; None where the system does not tell."""
        if self._process is None:
            return None
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_bytes().rpartition(b")")[2].split()
            return (int(told[11]) + int(told[12])) / TICKS
        except (OSError, ValueError, IndexError):
            return None

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
            answers = process.stdout.fileno()
            while True:
                wait_for_frame(answers, deadline)
                kind, body = read_frame(answers, time.monotonic() + FRAME_S)
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
