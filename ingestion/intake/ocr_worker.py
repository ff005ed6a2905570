"""The OCR worker: a child process with limits of its own that turns a page's picture into words. Started by `ingestion.intake.ocr_desk`.

Frames in: `q` a JSON request for one page, then `d` the paper (empty where it is the same as before). Out: `w` the page, or what a
glance at it shows, `e` an error.
"""

import sys
from typing import Any

from ingestion.intake.frames import write_frame
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import PICTURES, paper_type
from ingestion.intake.worker import serve
from ingestion.read.glance import glance_to_json
from ingestion.read.ocr import Recogniser
from ingestion.read.ocr_page import GLANCE_DOTS, Scan, glance_at, read_scan
from ingestion.read.page_json import page_to_json
from ingestion.read.pdf import PdfPaper
from ingestion.read.picture import PicturePaper

DOTS = 200.0


class _Desk:
    """The paper at hand and the models."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._data = b""
        self._recogniser = Recogniser()  # before the limits and the cut network: its imports define sockets

    def answer(self, request: dict[str, Any], data: bytes, out: Any) -> None:
        """Send the page asked for."""
        self._data = data or self._data
        write_frame(out, b"w", self._glance(request) if request["op"] == "glance" else self._page(request))

    def _glance(self, request: dict[str, Any]) -> bytes:
        with self._opened(request) as paper:
            pixels, *_ = paper.pixels(request["page"], GLANCE_DOTS)
            return glance_to_json(glance_at(pixels, self._recogniser))

    def _page(self, request: dict[str, Any]) -> bytes:
        with self._opened(request) as paper:
            pixels, scale_x, scale_y = paper.pixels(request["page"], DOTS)
            scan = Scan(pixels, scale_x, scale_y, *paper.size(request["page"]))
            return page_to_json(*read_scan(scan, request["page"], self._recogniser))

    def _opened(self, request: dict[str, Any]) -> PdfPaper | PicturePaper:
        if paper_type(self._data, request["name"]) in PICTURES:
            return PicturePaper(self._data, self._limits)
        return PdfPaper.unlocked(self._data, tuple(request["passwords"]), self._limits)


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    limits = Limits.model_validate_json(sys.argv[1])
    serve(limits.ocr_worker_bytes, _Desk(limits).answer)


if __name__ == "__main__":
    main()
