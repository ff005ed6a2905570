"""Text lines of a picture: the door of rapidocr (models inside its package, nothing is fetched). OCR worker only: 0.7 GB once loaded."""

from typing import Any

import cv2
import numpy as np

from ingestion.read.ocr_words import Glyph, TextLine

DETECT_SIDE = 1600
GLANCE_SIDE = 736
LINE_HEIGHT = 48  # the recogniser's input
MAX_RATIO = 60.0  # a line is cut off beyond this many heights
BATCH_WIDTH = 9_000
PAD_SHARE = 0.4  # of a line's height
BLANK = 0


class Recogniser:
    """The two models, loaded once. Not thread-safe."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})
        self._detector = engine._load_det_model()
        self._reader = engine._load_rec_model()
        self._signs: list[str] = self._reader.postprocess_op.character

    def boxes(self, grey: Any, side: int = DETECT_SIDE) -> Any:
        """Corners of each run of print, (n, 4, 2) pixels of `grey`; the search is made with the longer side at `side`."""
        scale = min(1.0, side / max(grey.shape[:2]))
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
        found = self._detector(cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)).boxes
        if found is None or not len(found):
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(found, np.float32) / scale

    def lines(self, grey: Any, boxes: Any) -> list[TextLine]:
        """The text of each box of a straight picture, in the order of `boxes`."""
        areas = _padded([_bounds(box, grey.shape) for box in boxes], grey.shape[1])
        crops = [grey[top:bottom, x0:x1] for x0, top, x1, bottom in areas]
        return [
            TextLine(float(x0), float(top), float(x1), float(bottom), glyphs)
            for (x0, top, x1, bottom), glyphs in zip(areas, self.read(crops), strict=True)
        ]

    def read(self, crops: list[Any]) -> list[tuple[Glyph, ...]]:
        """The characters of each picture of one line. Lines of like width go through the model together, so little is padding."""
        out: list[tuple[Glyph, ...]] = [()] * len(crops)
        order = sorted((i for i, crop in enumerate(crops) if crop.size), key=lambda i: _width(crops[i]))
        batch: list[int] = []
        for i in order:
            if batch and (
                _width(crops[i]) * (len(batch) + 1) > BATCH_WIDTH
                or _width(crops[i]) > 1.3 * _width(crops[batch[0]]) + 32
            ):
                self._read_batch(crops, batch, out)
                batch = []
            batch.append(i)
        if batch:
            self._read_batch(crops, batch, out)
        return out

    def _read_batch(self, crops: list[Any], batch: list[int], out: list[tuple[Glyph, ...]]) -> None:
        width = max(_width(crops[i]) for i in batch)
        stack = np.zeros((len(batch), 3, LINE_HEIGHT, width), np.float32)
        for row, i in enumerate(batch):
            own = _width(crops[i])
            line = cv2.resize(crops[i], (own, LINE_HEIGHT)).astype(np.float32) / 127.5 - 1.0
            stack[row, :, :, :own] = line[np.newaxis]
        scores = self._reader.session(stack)
        best, sure = scores.argmax(axis=2), scores.max(axis=2)
        for row, i in enumerate(batch):
            step = width / best.shape[1] * (crops[i].shape[1] / _width(crops[i]))
            out[i] = self._glyphs(best[row], sure[row], step)

    def _glyphs(self, best: Any, sure: Any, step: float) -> tuple[Glyph, ...]:
        """Collapse repeats and blanks; a character's confidence is its best column's."""
        glyphs: list[Glyph] = []
        start = 0
        for end in range(1, len(best) + 1):
            if end < len(best) and best[end] == best[start]:
                continue
            if best[start] != BLANK:
                middle = (start + end) / 2 * step
                glyphs.append(Glyph(self._signs[int(best[start])], middle, float(sure[start:end].max())))
            start = end
        return tuple(glyphs)


def _width(crop: Any) -> int:
    ratio = min(crop.shape[1] / max(crop.shape[0], 1), MAX_RATIO)
    return max(16, int(np.ceil(LINE_HEIGHT * ratio / 8)) * 8)


def _bounds(box: Any, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    (x0, top), (x1, bottom) = box.min(axis=0), box.max(axis=0)
    return max(0, int(x0)), max(0, int(top)), min(shape[1], int(x1) + 1), min(shape[0], int(bottom) + 1)


def _padded(areas: list[tuple[int, int, int, int]], width: int) -> list[tuple[int, int, int, int]]:
    """The boxes a little longer to both sides, where no other box is in the way: a minus at the edge is easily cut off."""
    out = []
    for x0, top, x1, bottom in areas:
        reach = round(PAD_SHARE * (bottom - top))
        beside = [a for a in areas if min(a[3], bottom) - max(a[1], top) > 0.3 * min(a[3] - a[1], bottom - top)]
        left = max([x0 - reach, 0, *((a[2] + x0) // 2 for a in beside if a[0] < x0 and a[2] <= x0 + reach)])
        right = min([x1 + reach, width, *((a[0] + x1) // 2 for a in beside if a[2] > x1 and a[0] >= x1 - reach)])
        out.append((min(left, x0), top, max(right, x1), bottom))
    return out
