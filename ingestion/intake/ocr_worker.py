"""The OCR worker: a child process with limits of its own that turns a page's picture into words. Started by `ingestion.intake.ocr_desk`.

Frames in: `q` a JSON request for one page, then `d` the paper (empty where it is the same as before). Out: `w` the page, `e` an error.
"""

import sys
from typing import Any

from ingestion.errors import PasswordNeeded
from ingestion.intake.frames import write_frame
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import PICTURES, paper_type
from ingestion.intake.worker import serve
from ingestion.read.ocr import Recogniser
from ingestion.read.ocr_page import Scan, read_scan
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
        write_frame(out, b"w", self._page(request))

    def _page(self, request: dict[str, Any]) -> bytes:
        with open_paper(self._data, request["name"], tuple(request["passwords"]), self._limits) as paper:
            pixels, scale_x, scale_y = paper.pixels(request["page"], DOTS)
            scan = Scan(pixels, scale_x, scale_y, *paper.size(request["page"]))
            return page_to_json(*read_scan(scan, request["page"], self._recogniser))


def open_paper(data: bytes, name: str, passwords: tuple[str, ...], limits: Limits) -> PdfPaper | PicturePaper:
    """A paper whose pages can be drawn.

    Raises:
        PaperError: damaged, or no password opens it.
    """
    kind = paper_type(data, name)
    if kind in PICTURES:
        return PicturePaper(data, limits)
    for password in (None, *passwords):
        try:
            return PdfPaper(data, password, limits)
        except PasswordNeeded:
            continue
    raise PasswordNeeded


def main() -> None:
    """Answer requests until the parent closes the pipe."""
    limits = Limits.model_validate_json(sys.argv[1])
    serve(limits.ocr_worker_bytes, _Desk(limits).answer)


if __name__ == "__main__":
    main()
