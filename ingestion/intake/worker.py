"""The reading worker: a child process with limits that turns hostile bytes into JSON. Started by `ingestion.intake.sandbox` only.

Frames in: `q` a JSON request, then `d` the paper. Frames out: `p` progress, `o` a page for the OCR worker (answered by `w`, the
page or a glance at it, or `x`, why not), `f` a first reading while pages wait, `r` the reading, `h` the heads of a ledger, `i` a picture
or the hidden text of a page, `e` an error.
"""

import gc
import json
import logging
import os
import resource
import socket
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ingestion.errors import LimitReached, PaperError
from ingestion.intake.frames import IDLE_S, read_frame, requests_of, write_error, write_frame, write_json
from ingestion.intake.limits import Limits

if TYPE_CHECKING:
    from ingestion.extract.paper_pages import AnyPaper
    from ingestion.model.fact import Reading
    from ingestion.model.place import Page
    from ingestion.read.glance import Glance
    from ingestion.read.rulings import Rulings

FRUGAL = {  # polars in a bounded address space: one thread, one arena, memory given back at once
    "POLARS_MAX_THREADS": "1",
    "_RJEM_MALLOC_CONF": "narenas:1,background_thread:false,dirty_decay_ms:0",
}
SELDOM = (50_000, 20, 20)
"""A paper is a great many small objects and hardly a cycle: cycles are seldom looked for, which saves a sixth of the time."""


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    limits = Limits.model_validate_json(sys.argv[1])
    serve(limits.worker_bytes, lambda request, data, out: _answer(request, data, limits, out))


def serve(memory: int, answer: Callable[[dict[str, Any], bytes, Any], None]) -> None:
    """Answer framed requests on stdin within `memory` bytes of address space, without network, until the parent closes the pipe."""
    logging.disable(logging.CRITICAL)  # parsers log pieces of documents
    os.environ.update(FRUGAL)
    gc.set_threshold(*SELDOM)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    socket.socket = _NoSocket  # type: ignore[misc]
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    for request, data in requests_of(0):
        try:
            answer(request, data, out)
        except PaperError as err:
            write_error(out, err.key, err.values)
        except MemoryError:
            write_error(out, "memory_limit")
        except RecursionError:
            write_error(out, "reader_crashed")


def _answer(request: dict[str, Any], data: bytes, limits: Limits, out: Any) -> None:
    if request["op"] == "heads":
        write_frame(out, b"h", _heads(request, data, limits))
    elif request["op"] == "picture":
        write_frame(out, b"i", _picture(request, data, limits))
    elif request["op"] == "hidden":
        write_frame(out, b"i", _hidden(request, data, limits))
    else:
        write_frame(out, b"r", _read(request, data, limits, out))


def _read(request: dict[str, Any], data: bytes, limits: Limits, out: Any) -> bytes:
    from ingestion.extract.ledger.hints import LedgerHints
    from ingestion.extract.paper import read_paper
    from ingestion.extract.scans import Recognition
    from ingestion.read.glance import glance_from_json
    from ingestion.read.page_json import page_from_json

    def report(step: str, page: int, pages: int) -> None:
        write_json(out, b"p", [step, page, pages])

    def asked(op: str, page: int, done: int, count: int) -> bytes:
        """What the OCR worker answers the parent."""
        write_json(out, b"o", [op, page, done, count])
        kind, body = read_frame(0, time.monotonic() + IDLE_S)
        if kind == b"x":
            error = json.loads(body)
            raise PaperError(error["key"], **error["values"])
        return body

    def recognise(page: int, done: int, count: int) -> "tuple[Page, Rulings]":
        return page_from_json(asked("page", page, done, count))

    def glance(page: int, done: int, count: int) -> "Glance":
        return glance_from_json(asked("glance", page, done, count))

    def first(reading: "Reading") -> None:
        write_frame(out, b"f", reading.model_dump_json().encode())

    pages = tuple(request["pages"]) if request["pages"] else None
    how = Recognition(request["ocr"], recognise, glance, first if request["in_parts"] else None)
    skip = {int(number): why for number, why in request.get("skip", {}).items()}
    hints = LedgerHints.model_validate(request.get("hints") or {})
    passwords = tuple(request["passwords"])
    reading = read_paper(data, request["name"], pages, passwords, report, limits, how, skip, hints)
    return reading.model_dump_json().encode()


def _heads(request: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    """The rows of heads of a workbook or CSV file; none for any other paper."""
    from ingestion.extract.ledger.hints import LedgerHints
    from ingestion.extract.ledger.reading import heads_of
    from ingestion.intake.sniff import SHEETS, paper_type
    from ingestion.read.sheet import SheetPaper

    kind = paper_type(data, request["name"])
    if kind not in SHEETS:
        return b"[]"
    with SheetPaper(data, kind, limits) as sheet:
        found = heads_of(sheet, LedgerHints.model_validate(request["hints"]))
    return json.dumps([head.model_dump() for head in found]).encode()


def _picture(request: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    from ingestion.extract.paper_pages import opened

    with opened(data, request.get("name", ""), tuple(request["passwords"]), limits) as paper:
        return _drawn(paper, request)


def _drawn(paper: "AnyPaper", request: dict[str, Any]) -> bytes:
    """The page's picture, personal values covered unless the person asking may see them."""
    png = paper.picture(request["page"], request["zoom"])
    if not request.get("veil", True):
        return png
    from ingestion.read.veil import veiled

    lines = [(text, (box[0], box[1], box[2], box[3])) for text, box in request.get("lines", ())]
    return veiled(png, paper.page(request["page"]), lines)


def _hidden(request: dict[str, Any], data: bytes, limits: Limits) -> bytes:
    """The words of a page that nobody sees, runs of one way of hiding together: text, box, way."""
    from ingestion.extract.paper_pages import opened
    from ingestion.read.layout import hidden_runs

    with opened(data, request.get("name", ""), tuple(request["passwords"]), limits) as paper:
        return json.dumps(hidden_runs(paper.page(request["page"]).words), ensure_ascii=False).encode()


class _NoSocket(socket.socket):
    """A socket that cannot be made; libraries may still derive their classes from it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        raise LimitReached("network", 0, 1)


if __name__ == "__main__":
    main()
