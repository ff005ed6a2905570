"""The paths of a page that may be rules: a line or a rectangle told by its bounds, any other by its straight sides."""

import ctypes
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as raw

from ingestion.read.native import count_segments

BOX_SEGMENTS = (2, 5)  # a line, a rectangle
MAX_SEGMENTS = 4_000  # of a path that may be rules
NOTED_SEGMENTS = 400  # of all other paths of a page together, for them to be noted while the page is read
THIN_PT = 2.6
MAX_DEPTH = 3  # forms in forms

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
"""left, bottom, right, top in user space; of a thin line the area that it covers."""
UNTURNED: Matrix = (1, 0, 0, 1, 0, 0)


class Paths(NamedTuple):
    """A page's paths in the order of painting: (paths, 4) left, bottom, right, top; whether each is stroked; by its place the sides
    of one that is neither a line nor a rectangle."""

    bounds: Any
    stroked: Any
    sides: dict[int, list[Rectangle]]


def noted_paths(paths: list[int], known: Any, bounds: Any, modes: Any) -> Paths | None:
    """The paths, by their addresses, whose bounds and ways of drawing were looked up; None where the others have too many segments."""
    segments = np.fromiter(map(count_segments, paths), np.int32, len(paths))
    simple = np.isin(segments, BOX_SEGMENTS)
    others = ~simple & (segments >= min(BOX_SEGMENTS)) & (segments <= MAX_SEGMENTS)
    if segments[others].sum() > NOTED_SEGMENTS:
        return None
    kept = np.flatnonzero((simple & known) | others)
    strokes = Strokes()
    sides = {
        place: strokes.of(ctypes.cast(paths[k], raw.FPDF_PAGEOBJECT))
        for place, k in enumerate(kept.tolist())
        if others[k]
    }
    return Paths(bounds[kept], modes[kept, 1] != 0, sides)


class Strokes:
    """The straight sides of paths, in user space."""

    def __init__(self) -> None:
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()

    def of(self, item: Any, outer: Matrix = UNTURNED, depth: int = 0) -> list[Rectangle]:
        """The sides of a path, or of everything inside a form."""
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
            return []
        raw.FPDFPageObj_GetMatrix(item, self._matrix)
        m = self._matrix
        matrix = _compose((m.a, m.b, m.c, m.d, m.e, m.f), outer)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            return self._of_path(item, matrix)
        count = raw.FPDFFormObj_CountObjects(item) if depth < MAX_DEPTH else 0
        return [side for i in range(count) for side in self.of(raw.FPDFFormObj_GetObject(item, i), matrix, depth + 1)]

    def _of_path(self, path: Any, matrix: Matrix) -> list[Rectangle]:
        sides = self._sides(path, matrix)
        if not sides:
            return []
        xs = [p[0] for side in sides for p in side]
        ys = [p[1] for side in sides for p in side]
        if max(xs) - min(xs) <= THIN_PT or max(ys) - min(ys) <= THIN_PT:
            return [(min(xs), min(ys), max(xs), max(ys))]
        raw.FPDFPath_GetDrawMode(path, self._fill, self._stroke)
        if self._stroke.value or len(sides) > 6:
            return [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in sides]
        return []

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


def _apply(m: Matrix, x: float, y: float) -> Point:
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def _compose(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
