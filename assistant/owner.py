"""One home, one owner: a lock file, and a local socket through which other commands reach the owner.

The lock is an operating-system lock, so a killed owner leaves none behind. The socket lies in a folder that only the same
user may enter; on Linux the peer's user is checked as well. A request is one JSON line {"argv", "cwd", "lang"}; the reply is
JSON lines {"out"} or {"err"} and at the end {"exit"}.
"""

import json
import os
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from ingestion.errors import RefusedError

LOCK = "owner.lock"
CARD = "owner.json"
MAX_REQUEST = 1024 * 1024


class HomeBusyError(RefusedError):
    """Another process owns the home and does not take requests."""

    key = "cli.home_busy"


class Emitter(Protocol):
    """Where a command writes."""

    def out(self, text: str) -> None: ...

    def err(self, text: str) -> None: ...


class HomeLock:
    """The lock of a home folder; `owner()` says who holds it."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.home = home
        self._lock = FileLock(home / LOCK, mode=0o600)

    def acquire(self, wait_s: float) -> bool:
        """True when the lock is ours; False when somebody else kept it for `wait_s` seconds."""
        try:
            self._lock.acquire(timeout=wait_s, poll_interval=0.05)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Give the home back."""
        (self.home / CARD).unlink(missing_ok=True)
        self._lock.release()

    def write_card(self, **card: object) -> None:
        """Tell others who owns the home and where its socket is."""
        file = self.home / CARD
        file.write_text(json.dumps({"pid": os.getpid(), **card}), "utf-8")
        file.chmod(0o600)

    def owner(self) -> dict[str, Any]:
        """The owner's card; empty where there is none or it is being written."""
        try:
            card = json.loads((self.home / CARD).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return card if isinstance(card, dict) else {}


class OwnerSocket:
    """Serves requests of other commands in threads until closed."""

    def __init__(self, handle: Callable[[dict[str, Any], Emitter], int]) -> None:
        self._handle = handle
        self._folder = tempfile.TemporaryDirectory(prefix="xintan-")  # mode 0700; short, as socket paths must be
        self.path = Path(self._folder.name) / "owner.sock"
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(self.path))
        self.path.chmod(0o600)
        self._server.listen(16)
        self._thread = threading.Thread(target=self._accept, name="owner-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._server.close()
        self._folder.cleanup()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._server.accept()
            except OSError:
                return
            if _is_same_user(peer):
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()
            else:
                peer.close()

    def _serve(self, peer: socket.socket) -> None:
        with peer, peer.makefile("rw", encoding="utf-8", newline="\n") as stream:
            line = stream.readline(MAX_REQUEST)
            emitter = _Remote(stream)
            try:
                request = json.loads(line)
                code = self._handle(request, emitter)
            except (ValueError, OSError):
                code = 2
            emitter.send({"exit": code})


class _Remote:
    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._guard = threading.Lock()

    def send(self, message: dict[str, Any]) -> None:
        with self._guard:
            try:
                self._stream.write(json.dumps(message, ensure_ascii=False) + "\n")
                self._stream.flush()
            except (OSError, ValueError):  # the caller has gone; its command still finishes
                return

    def out(self, text: str) -> None:
        self.send({"out": text})

    def err(self, text: str) -> None:
        self.send({"err": text})


class Terminal:
    """Writes to this process's own streams."""

    def out(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    def err(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def forward(card: dict[str, Any], request: dict[str, Any], emitter: Emitter) -> int:
    """Exit code of `request` run by the owner named in `card`.

    Raises:
        HomeBusyError: the owner has no socket or does not answer on it.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.connect(str(card["socket"]))
            with client.makefile("rw", encoding="utf-8", newline="\n") as stream:
                stream.write(json.dumps(request, ensure_ascii=False) + "\n")
                stream.flush()
                return _relay(stream, emitter)
    except (OSError, KeyError, ValueError) as err:
        raise HomeBusyError(pid=card.get("pid", "?")) from err


def _relay(stream: Any, emitter: Emitter) -> int:
    for line in stream:
        message = json.loads(line)
        if "exit" in message:
            return int(message["exit"])
        emitter.out(message.get("out", ""))
        emitter.err(message.get("err", ""))
    raise HomeBusyError(pid="?")


def _is_same_user(peer: socket.socket) -> bool:
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # macOS: the folder's mode is the guard
    _, uid, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(uid == os.getuid())
