"""Length-framed messages between the service and a reading worker: one letter, four length bytes, then the body. Never pickle."""

import json
import os
import select
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

HEAD = struct.Struct(">cI")
MAX_FRAME = 512 * 1024 * 1024
IDLE_S = 24 * 3600.0  # how long a worker waits for its parent


class WorkerLostError(Exception):
    """The worker ended or sent something that is no frame."""


class WorkerLateError(Exception):
    """The worker did not answer in time."""


def write_frame(stream: IO[bytes], kind: bytes, body: bytes) -> None:
    """Send one frame."""
    stream.write(HEAD.pack(kind, len(body)))
    stream.write(body)
    stream.flush()


def write_json(stream: IO[bytes], kind: bytes, value: Any) -> None:
    """Send one frame that holds JSON."""
    write_frame(stream, kind, json.dumps(value, ensure_ascii=False).encode())


def wait_for_frame(fd: int, deadline: Callable[[], float]) -> None:
    """Nothing once something can be read; `deadline` (monotonic seconds) is asked again each second.

    Raises:
        WorkerLateError: nothing came by then.
    """
    while (left := deadline() - time.monotonic()) > 0:
        if select.select([fd], [], [], min(left, 1.0))[0]:
            return
    raise WorkerLateError


def read_frame(fd: int, deadline: float) -> tuple[bytes, bytes]:
    """(kind, body) of the next frame.

    Raises:
        WorkerLateError: nothing whole arrived before `deadline` (monotonic seconds).
        WorkerLostError: the other side is gone.
    """
    kind, size = HEAD.unpack(_read_exactly(fd, HEAD.size, deadline))
    if size > MAX_FRAME:
        raise WorkerLostError
    return kind, _read_exactly(fd, size, deadline)


def _read_exactly(fd: int, size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            raise WorkerLateError
        chunk = os.read(fd, min(size - len(parts), 1 << 20))
        if not chunk:
            raise WorkerLostError
        parts += chunk
    return bytes(parts)


def requests_of(fd: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each request (JSON) with its paper, as a parent sends them, until it closes the pipe."""
    while True:
        try:
            _, head = read_frame(fd, time.monotonic() + IDLE_S)
            _, data = read_frame(fd, time.monotonic() + IDLE_S)
        except WorkerLostError:
            return
        yield json.loads(head), data


def write_error(out: Any, key: str, values: Mapping[str, object] | None = None) -> None:
    """Send the parent a fault by the key of its message."""
    write_json(out, b"e", {"key": key, "values": {name: str(value) for name, value in (values or {}).items()}})
