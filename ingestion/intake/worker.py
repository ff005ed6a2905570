"""The reading worker: a child process with limits that turns hostile bytes into JSON. Started by `ingestion.intake.sandbox` only.

Frames in: `q` a JSON request, then `d` the paper. Frames out: `p` progress, `r` a reading, `i` a picture, `e` an error.
"""

import json
import logging
import resource
import socket
import sys
import time
from typing import Any, NoReturn

from ingestion.errors import LimitReached, PaperError, PasswordNeeded
from ingestion.intake.frames import WorkerLostError, read_frame, write_frame, write_json
from ingestion.intake.limits import Limits

IDLE_S = 24 * 3600.0


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    logging.disable(logging.CRITICAL)  # parsers log pieces of documents
    limits = Limits.model_validate_json(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limits.worker_bytes, limits.worker_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket = _no_network  # type: ignore[assignment,misc]
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            _, head = read_frame(0, time.monotonic() + IDLE_S)
            _, data = read_frame(0, time.monotonic() + IDLE_S)
        except WorkerLostError:
            return
        _answer(json.loads(head), data, limits, out)


def _answer(request: dict[str, Any], data: bytes, limits: Limits, out: Any) -> None:
    try:
        if request["op"] == "picture":
            write_frame(out, b"i", _picture(request, data, limits))
        else:
            write_frame(out, b"r", _read(request, data, limits, out))
    except PaperError as err:
        write_json(out, b"e", {"key": err.key, "values": {k: str(v) for k, v in err.values.items()}})
    except MemoryError:
        write_json(out, b"e", {"key": "memory_limit", "values": {}})
    except RecursionError:
        write_json(out, b"e", {"key": "reader_crashed", "values": {}})


def _read(request: dict[str, Any], data: bytes, limits: Limits, out: Any) -> bytes:
    from ingestion.extract.paper import read_paper

    def report(step: str, page: int, pages: int) -> None:
        write_json(out, b"p", [step, page, pages])

    pages = tuple(request["pages"]) if request["pages"] else None
    reading = read_paper(data, request["name"], pages, tuple(request["passwords"]), report, limits)
    return reading.model_dump_json().encode()


def _picture(request: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    from ingestion.intake.sniff import SHEETS, paper_type
    from ingestion.read.pdf import PdfPaper

    kind = paper_type(data, request.get("name", ""))
    if kind in SHEETS:
        from ingestion.read.sheet import SheetPaper

        with SheetPaper(data, kind, limits) as sheet:
            return sheet.picture(request["page"], request["zoom"])
    if kind == "html":
        from ingestion.read.html import HtmlPaper

        with HtmlPaper(data, limits) as markup:
            return markup.picture(request["page"], request["zoom"])
    for password in (None, *request["passwords"]):
        try:
            with PdfPaper(data, password, limits) as paper:
                return paper.picture(request["page"], request["zoom"])
        except PasswordNeeded:
            continue
    raise PasswordNeeded


def _no_network(*args: object, **kwargs: object) -> NoReturn:
    raise LimitReached("network", 0, 1)


if __name__ == "__main__":
    main()
