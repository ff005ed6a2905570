"""Thin lines and box edges of a page, from its path objects (forms to depth 3)."""

import ctypes
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw

from ingestion.read.native import bounds_of, count_segments, draw_modes_of
from ingestion.read.objects import walk_of
from ingestion.read.paths import BOX_SEGMENTS, THIN_PT, Paths, Strokes
from ingestion.read.pdf import Frame, PdfPaper

SHORT_PT = 4.0


class Rulings(NamedTuple):
    """Each line is (position, start, end) in displayed points: y, x0, x1 for `across` and x, top, bottom for `down`."""

    across: list[tuple[float, float, float]]
    down: list[tuple[float, float, float]]


def rulings_of(paper: PdfPaper, number: int) -> Rulings:
    """The rulings of one page; empty where there are none or far too many objects."""
    noted = paper.paths(number)
    if noted is not None:
        return _of_paths(*noted)
    page = paper.raw_page(number)
    try:
        collector, strokes = _Collector(paper.frame(number, page)), Strokes()
        walk = walk_of(page)
        for item, kind in zip(walk.items, walk.kinds.tolist(), strict=True) if walk.whole else ():
            if kind == raw.FPDF_PAGEOBJ_PATH and count_segments(item) in BOX_SEGMENTS:
                collector.add_path(item)
            elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
                for side in strokes.of(ctypes.cast(item, raw.FPDF_PAGEOBJECT)):
                    collector.add(*side)
        return collector.found
    finally:
        page.close()


def _of_paths(frame: Frame, paths: Paths) -> Rulings:
    collector = _Collector(frame)
    boxes, stroked = paths.bounds.astype(np.float64).tolist(), paths.stroked.tolist()
    for place, (x0, y0, x1, y1) in enumerate(boxes):
        if place in paths.sides:
            for side in paths.sides[place]:
                collector.add(*side)
        else:
            collector.add_box(x0, y0, x1, y1, stroked[place])
    return collector.found


class _Collector:
    """Lines put where they are displayed."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self.found = Rulings([], [])

    def add_path(self, path: int) -> None:
        """A line or rectangle on the page itself, by its address, told by its bounds."""
        known, bounds = bounds_of([path])
        if known[0]:
            x0, y0, x1, y1 = bounds[0].tolist()
            self.add_box(x0, y0, x1, y1, draw_modes_of([path])[0, 1] != 0)

    def add_box(self, x0: float, y0: float, x1: float, y1: float, stroked: bool) -> None:
        """A thin line, or the sides of a box that is stroked."""
        if x1 - x0 <= THIN_PT or y1 - y0 <= THIN_PT:
            self.add(x0, y0, x1, y1)
        elif stroked:
            for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self.add(*side)

    def add(self, left: float, bottom: float, right: float, top: float) -> None:
        """A line, where it is thin and long enough to be one."""
        x0, y0, x1, y1 = self._frame.box(left, bottom, right, top)
        if y1 - y0 <= THIN_PT and x1 - x0 > SHORT_PT:
            self.found.across.append(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN_PT and y1 - y0 > SHORT_PT:
            self.found.down.append(((x0 + x1) / 2, y0, y1))
