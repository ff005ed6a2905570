"""Thin lines and box edges of a page, from its path objects (forms to depth 3)."""

import ctypes
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as raw

from ingestion.read.native import bounds_of, count_segments, draw_modes_of
from ingestion.read.objects import BOX_SEGMENTS, MAX_SEGMENTS, BoxPaths, walk_of
from ingestion.read.pdf import Frame, PdfPaper

THIN_PT = 2.6
SHORT_PT = 4.0
MAX_DEPTH = 3

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


class Rulings(NamedTuple):
    """Each line is (position, start, end) in displayed points: y, x0, x1 for `across` and x, top, bottom for `down`."""

    across: list[tuple[float, float, float]]
    down: list[tuple[float, float, float]]


def rulings_of(paper: PdfPaper, number: int) -> Rulings:
    """The rulings of one page; empty where there are none or far too many objects."""
    noted = paper.box_paths(number)
    if noted is not None:
        return _of_boxes(*noted)
    page = paper.raw_page(number)
    try:
        found = Rulings([], [])
        walk = walk_of(page)
        if walk.whole:
            collector = _Collector(paper.frame(number, page), found)
            for item, kind in zip(walk.items, walk.kinds.tolist(), strict=True):
                if kind == raw.FPDF_PAGEOBJ_PATH and count_segments(item) in BOX_SEGMENTS:
                    collector.add_box(item)  # one call instead of five a side
                elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
                    collector.visit(ctypes.cast(item, raw.FPDF_PAGEOBJECT), (1, 0, 0, 1, 0, 0), 0)
        return found
    finally:
        page.close()


def _of_boxes(frame: Frame, boxes: BoxPaths) -> Rulings:
    collector = _Collector(frame, Rulings([], []))
    for (x0, y0, x1, y1), stroked in zip(boxes.bounds.astype(np.float64).tolist(), boxes.stroked.tolist(), strict=True):
        collector.add_sides(x0, y0, x1, y1, stroked)
    return collector.found


class _Collector:
    def __init__(self, frame: Frame, found: Rulings) -> None:
        self._frame = frame
        self.found = found
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()

    def visit(self, item: Any, outer: Matrix, depth: int) -> None:
        """Collect the lines of a path, or of everything inside a form."""
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
            return
        raw.FPDFPageObj_GetMatrix(item, self._matrix)
        m = self._matrix
        matrix = _compose((m.a, m.b, m.c, m.d, m.e, m.f), outer)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self._add_path(item, matrix)
        elif depth < MAX_DEPTH:
            for i in range(raw.FPDFFormObj_CountObjects(item)):
                self.visit(raw.FPDFFormObj_GetObject(item, i), matrix, depth + 1)

    def add_box(self, path: int) -> None:
        """A line or rectangle on the page itself, by its address, told by its bounds."""
        known, bounds = bounds_of([path])
        if known[0]:
            x0, y0, x1, y1 = bounds[0].tolist()
            self.add_sides(x0, y0, x1, y1, draw_modes_of([path])[0, 1] != 0)

    def add_sides(self, x0: float, y0: float, x1: float, y1: float, stroked: bool) -> None:
        """A thin line, or the sides of a box that is stroked."""
        if x1 - x0 <= THIN_PT or y1 - y0 <= THIN_PT:
            self._add(x0, y0, x1, y1)
        elif stroked:
            for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self._add(*side)

    def _add_path(self, path: Any, matrix: Matrix) -> None:
        sides = self._sides(path, matrix)
        if not sides:
            return
        xs = [p[0] for side in sides for p in side]
        ys = [p[1] for side in sides for p in side]
        if max(xs) - min(xs) <= THIN_PT or max(ys) - min(ys) <= THIN_PT:
            self._add(min(xs), min(ys), max(xs), max(ys))
            return
        raw.FPDFPath_GetDrawMode(path, self._fill, self._stroke)
        if self._stroke.value or len(sides) > 6:
            for a, b in sides:
                self._add(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))

    def _sides(self, path: Any, matrix: Matrix) -> list[tuple[Point, Point]]:
        count = raw.FPDFPath_CountSegments(path)
        if not 2 <= count <= MAX_SEGMENTS:
            return []
        sides: list[tuple[Point, Point]] = []
        start = last = (0.0, 0.0)
        for i in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, i)
            raw.FPDFPathSegment_GetPoint(segment, self._x, self._y)
            point = _apply(matrix, self._x.value, self._y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == raw.FPDF_SEGMENT_LINETO:
                sides.append((last, point))
            last = point
            if raw.FPDFPathSegment_GetClose(segment) and point != start:
                sides.append((point, start))
                last = start
        return sides

    def _add(self, left: float, bottom: float, right: float, top: float) -> None:
        x0, y0, x1, y1 = self._frame.box(left, bottom, right, top)
        if y1 - y0 <= THIN_PT and x1 - x0 > SHORT_PT:
            self.found.across.append(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= THIN_PT and y1 - y0 > SHORT_PT:
            self.found.down.append(((x0 + x1) / 2, y0, y1))


def _apply(m: Matrix, x: float, y: float) -> Point:
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def _compose(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
