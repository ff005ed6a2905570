"""The index worker: a child process that owns the vectors of a home, so that neither the model nor Chroma holds up the workbench.

Started by `ingestion.store.index_desk` only. Frames in: `q` a JSON request, then `d` (empty). Out: `v` the JSON answer, `e` an error.
A lock file keeps a child whose parent was killed from writing beside its successor.
"""

import fcntl
import os
import sys
from pathlib import Path
from typing import Any

from ingestion.errors import XintanError
from ingestion.intake.frames import requests_of, write_error, write_json
from ingestion.store.index import VectorIndex
from ingestion.store.scope import Scope
from ingestion.store.store import Store

LOCK = "index.lock"


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    index: VectorIndex | None = None
    for request, _ in requests_of(0):
        try:
            index = index or _opened(Path(request["home"]))
            write_json(out, b"v", _answer(index, request))
        except XintanError as err:
            write_error(out, err.key, err.values)


def _opened(home: Path) -> VectorIndex:
    lock = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)  # kept until this process ends
    return VectorIndex(home, Store.open(home))


def _answer(index: VectorIndex, request: dict[str, Any]) -> Any:
    scope = Scope(request["customer"] or "")
    if request["op"] == "index":
        return index.index_some(request["customer"], request["limit"])
    if request["op"] == "near":
        return index.near(scope, request["query"], request["limit"], request["document"])
    if request["document"]:
        index.forget_document(scope, request["document"])
    else:
        index.forget(scope)
    return None


if __name__ == "__main__":
    main()
