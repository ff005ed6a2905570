"""How much work the drawing of a page is, told before it is drawn: by what its objects cover, and by how many there are.

Drawing cannot be stopped halfway, and a page of a few hundred kilobytes can ask for minutes of it.
"""

import ctypes
from typing import Any

import numpy as np
import pypdfium2.raw as raw

from ingestion.errors import LimitReached
from ingestion.intake.limits import Limits
from ingestion.read.native import address_of, bounds_of, count_segments, get_type, objects_of

MAX_DEPTH = 12
SHADING_WORK = 10.0  # a shading is worked out point by point

SEGMENT_WORK = 0.04  # a line or curve across the page, against filling all of it


def check_paint(page: Any, limits: Limits) -> None:
    """Nothing where the page can be drawn with the work that a page may take.

    Raises:
        LimitReached: it holds too many objects, those in forms counted each time they are drawn, or they paint the page over and over.
    """
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1.0)
    count = raw.FPDFPage_CountObjects(page.raw)
    if count > limits.page_objects:
        raise LimitReached("page_objects", limits.page_objects, count)
    work = _Work(area, limits)
    work.add(objects_of(address_of(page.raw), count), 1.0, 0)


class _Work:
    """Objects and page areas painted so far."""

    def __init__(self, area: float, limits: Limits) -> None:
        self._area = area
        self._limits = limits
        self._count = 0
        self._painted = 0.0

    def add(self, items: list[int], scale: float, depth: int) -> None:
        """Objects of the page, or of a form `depth` deep whose square measures are `scale` times those of the page."""
        self._count += len(items)
        if self._count > self._limits.page_objects:
            raise LimitReached("page_objects", self._limits.page_objects, self._count)
        kinds = np.fromiter(map(get_type, items), np.int8, len(items))
        known, bounds = bounds_of(items)
        sides = bounds.astype(np.float64)
        areas = (sides[:, 2] - sides[:, 0]).clip(0) * (sides[:, 3] - sides[:, 1]).clip(0) * scale / self._area
        areas = np.minimum(areas, 1.0) * (np.array(known, bool) & (kinds != raw.FPDF_PAGEOBJ_FORM))
        weights = np.where(kinds == raw.FPDF_PAGEOBJ_SHADING, SHADING_WORK, 1.0)
        paths = np.flatnonzero(kinds == raw.FPDF_PAGEOBJ_PATH)
        weights[paths] += SEGMENT_WORK * np.fromiter(
            (count_segments(items[i]) for i in paths.tolist()), np.int64, len(paths)
        )
        self._painted += float((areas * weights).sum())
        if self._painted > self._limits.page_paintings:
            raise LimitReached("page_paintings", self._limits.page_paintings, round(self._painted))
        if depth < MAX_DEPTH:
            for place in np.flatnonzero(kinds == raw.FPDF_PAGEOBJ_FORM).tolist():
                self._add_form(items[place], scale, depth)

    def _add_form(self, address: int, scale: float, depth: int) -> None:
        form = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
        matrix = raw.FS_MATRIX()
        if not raw.FPDFPageObj_GetMatrix(form, matrix):
            return
        count = min(max(raw.FPDFFormObj_CountObjects(form), 0), self._limits.page_objects + 1)
        inner = [address_of(raw.FPDFFormObj_GetObject(form, i)) for i in range(count)]
        self.add(inner, scale * abs(matrix.a * matrix.d - matrix.b * matrix.c), depth + 1)
