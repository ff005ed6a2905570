"""Whether the digits of a font look like what its map to Unicode says they are: the drawn shapes against those of the standard faces.

A lying map is seen by both readers alike; only the picture tells. Each font is looked at until its digits are known.
"""

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from ingestion.read.native import font_of, is_drawn_face

DIGITS = "0123456789"
ANY_DIGIT = re.compile("[0-9]")
HIGH, WIDE = 24, 16
SCALE = 3.0
MAX_SIDE_PX = 4_000
SAMPLES = 2  # of each digit and font
MAX_LOOKS = 3  # pages drawn for one font
MAX_DRAWN = 24  # pages drawn for one paper
CLEAR = 0.12  # by how much another digit must fit better
LIKE = 0.7  # how well a digit of a drawn face must fit
FACES = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier")
MIN_INK_PX = 8
STRIP_PX = 40  # between signs that are drawn together


@dataclass(slots=True)
class _Font:
    shapes: dict[str, list[Any]] = field(default_factory=dict)
    pages: set[int] = field(default_factory=set)
    looks: int = 0
    lies: bool = False


class DigitWatch:
    """Collects the digits of each font while pages are read; `lying_pages` are those that print a font whose digits lie."""

    def __init__(self) -> None:
        self._fonts: dict[int, _Font] = {}
        self._wanted: list[tuple[int, str, int]] = []
        self._drawn = 0

    @property
    def lying_pages(self) -> set[int]:
        """Pages with digits of a lying font."""
        return {n for font in self._fonts.values() if font.lies for n in font.pages}

    def see(self, figures: Sequence[tuple[int, str, int]], number: int) -> None:
        """Note the digits of runs of signs on page `number`: the text object, the signs, the place of the first."""
        inked = [run for run in figures if run[0] and ANY_DIGIT.search(run[1])]
        faces = [face or 0 for face in map(font_of, [item for item, _, _ in inked])]
        for face in set(faces):
            self._fonts.setdefault(face, _Font()).pages.add(number)
        watched = {face for face in set(faces) if self._fonts[face].looks < MAX_LOOKS}
        for face, (_, text, first) in zip(faces, inked, strict=True) if watched else ():
            if face in watched and len(self._wanted) < 400:
                shapes = self._fonts[face].shapes
                self._wanted += [
                    (face, ch, first + i)
                    for i, ch in enumerate(text)
                    if ch in DIGITS and len(shapes.get(ch, ())) < SAMPLES
                ]

    def look(self, page: Any, text_page: Any, top_left: tuple[float, float]) -> None:
        """Draw the page around the digits that are wanted from it, and judge their fonts."""
        wanted, self._wanted = self._wanted, []
        if not wanted or self._drawn >= MAX_DRAWN:
            return
        self._drawn += 1
        drawing = _Drawing(page, text_page, top_left)
        missing: dict[tuple[int, str], list[int]] = {}
        for key, ch, index in wanted:
            missing.setdefault((key, ch), []).append(index)
        while missing:  # mostly once: a digit is looked at again only where the first ones could not be told
            now = {which: places[: SAMPLES - len(self._held(*which))] for which, places in missing.items()}
            shapes = drawing.shapes([index for places in now.values() for index in places])
            for which, places in now.items():
                self._held(*which).extend(shape for index in places if (shape := shapes[index]) is not None)
            missing = {
                which: rest
                for which, places in missing.items()
                if (rest := places[len(now[which]) :]) and len(self._held(*which)) < SAMPLES
            }
        for key in {key for key, _, _ in wanted}:
            font = self._fonts[key]
            font.looks += 1
            font.lies = font.lies or _lies(font.shapes) or (is_drawn_face(key) and not _speaks_true(font.shapes))

    def _held(self, key: int, ch: str) -> list[Any]:
        return self._fonts[key].shapes.setdefault(ch, [])


class _Drawing:
    """Parts of one page drawn in grey: strips around signs, so that what stands elsewhere need not be drawn."""

    def __init__(self, page: Any, text_page: Any, top_left: tuple[float, float]) -> None:
        self._page, self._text_page, self._top_left = page, text_page, top_left
        width, height = page.get_size()
        self._scale = min(SCALE, MAX_SIDE_PX / max(width, height, 1.0))
        self._size = (math.ceil(width * self._scale), math.ceil(height * self._scale))

    def shapes(self, indices: Sequence[int]) -> dict[int, Any]:
        """The shape of each sign; None where it has none."""
        boxes = {index: box for index in indices if (box := self._box(index)) is not None}
        found: dict[int, Any] = dict.fromkeys(indices)
        for strip in _strips(boxes, self._size[1]):
            top, bottom = min(boxes[i][1] for i in strip), max(boxes[i][3] for i in strip)
            left, right = min(boxes[i][0] for i in strip), max(boxes[i][2] for i in strip)
            x, y, picture = self._drawn(int(left) - 2, int(top) - 3, int(right) + 4, int(bottom) + 5)
            for i in strip:
                x0, y0, x1, y1 = boxes[i]
                found[i] = _shape(picture, x0 - x, y0 - y, x1 - x, y1 - y)
        return found

    def _box(self, index: int) -> tuple[float, float, float, float] | None:
        """The sign's box in pixels of the whole page."""
        box = tuple(ctypes.c_double() for _ in range(4))
        if not raw.FPDFText_GetCharBox(self._text_page, index, *box):
            return None
        left, right, bottom, top = (v.value for v in box)
        x, y, scale = *self._top_left, self._scale
        return (left - x) * scale, (y - top) * scale, (right - x) * scale, (y - bottom) * scale

    def _drawn(self, left: int, top: int, right: int, bottom: int) -> tuple[int, int, Any]:
        """A part of the page as near as may be: where it begins, and its grey pixels."""
        width, height = self._size
        left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
        right, bottom = min(max(right, left + 1), width), min(max(bottom, top + 1), height)
        cuts = (left, height - bottom, width - right, top)
        crop = tuple(max(cut - 0.5, 0.0) / self._scale for cut in cuts)
        picture = self._page.render(scale=self._scale, crop=crop, grayscale=True).to_numpy()
        return left, top, picture.reshape(picture.shape[0], picture.shape[1])


def _strips(boxes: dict[int, tuple[float, float, float, float]], height: int) -> list[list[int]]:
    """The signs in groups that stand near one another from top to bottom; those off the page are left out."""
    strips: list[list[int]] = []
    reach = -1.0
    for index in sorted(boxes, key=lambda i: boxes[i][1]):
        _, top, _, bottom = boxes[index]
        if bottom < 0 or top > height:
            continue
        if not strips or top > reach + STRIP_PX:
            strips.append([])
            reach = bottom
        strips[-1].append(index)
        reach = max(reach, bottom)
    return strips


def _shape(picture: Any, x0: float, y0: float, x1: float, y1: float) -> Any | None:
    """The inked part of an area, in a frame of 24 x 16, without its mean and of length one."""
    area = picture[max(int(y0) - 1, 0) : int(y1) + 2, max(int(x0), 0) : int(x1) + 1]
    if area.shape[0] < MIN_INK_PX or area.shape[1] < 3:
        return None
    ground = np.median(np.concatenate([area[0], area[-1]]))
    ink = np.abs(area.astype(np.int16) - int(ground))
    if ink.max() < 60:
        return None
    rows, columns = np.flatnonzero((ink > 60).any(axis=1)), np.flatnonzero((ink > 60).any(axis=0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].clip(0, 255).astype(np.uint8)
    if cut.shape[0] < MIN_INK_PX or cut.shape[1] > 1.4 * cut.shape[0]:
        return None
    slim = cut.shape[1] < 0.42 * cut.shape[0]  # a one is not stretched to a block
    frame = Image.fromarray(cut).resize((WIDE // 2 if slim else WIDE, HIGH), Image.Resampling.BOX)
    out = np.zeros((HIGH, WIDE), np.float32)
    at = WIDE // 4 if slim else 0
    out[:, at : at + frame.width] = np.asarray(frame, np.float32)
    out -= out.mean()
    return out / max(float(np.linalg.norm(out)), 1e-6)


def _lies(shapes: dict[str, list[Any]]) -> bool:
    """True where two digits, or more, look clearly like other digits than their names say."""
    told = [
        (fits, float(fits[int(claimed)])) for claimed, samples in shapes.items() if (fits := _fits(samples)) is not None
    ]
    return sum(float(fits.max()) > 0.75 and float(fits.max()) - own > CLEAR for fits, own in told) >= 2


def _speaks_true(shapes: dict[str, list[Any]]) -> bool:
    """True where every digit that was drawn looks more like what it is called than like another."""
    told = [
        (fits, float(fits[int(claimed)])) for claimed, samples in shapes.items() if (fits := _fits(samples)) is not None
    ]
    return all(own >= LIKE and float(fits.max()) <= own + CLEAR / 2 for fits, own in told)


def _fits(samples: list[Any]) -> Any | None:
    """How well the samples of a sign fit each digit; None without a sample."""
    if not samples:
        return None
    alike = np.stack(samples).reshape(len(samples), -1) @ _templates().T  # samples by faces of digits
    return alike.max(axis=0).reshape(len(DIGITS), -1).max(axis=1)


@cache
def _templates() -> Any:
    """The shapes of the digits in the standard faces, drawn once: (digits by faces, pixels); a face that has none is a blank."""
    out = np.zeros((len(DIGITS) * len(FACES), HIGH * WIDE), np.float32)
    document = pdfium.PdfDocument(_specimen())
    try:
        page = document[0]
        picture = page.render(scale=1, grayscale=True).to_numpy()
        picture = picture.reshape(picture.shape[0], picture.shape[1])
        for line in range(len(FACES)):
            for k in range(len(DIGITS)):
                shape = _shape(picture, 20 + 40 * k, 40 * line + 4, 56 + 40 * k, 40 * line + 39)
                if shape is not None:
                    out[k * len(FACES) + line] = shape.ravel()
    finally:
        document.close()
    return out


def _specimen() -> bytes:
    """A page with the ten digits 40 points apart, a line for each face."""
    height = 40 * len(FACES)
    text = "\n".join(
        f"BT /F{line} 36 Tf {22 + 40 * k} {height - 40 * line - 36} Td ({digit}) Tj ET"
        for line in range(len(FACES))
        for k, digit in enumerate(DIGITS)
    )
    fonts = " ".join(f"/F{i} << /Type /Font /Subtype /Type1 /BaseFont /{face} >>" for i, face in enumerate(FACES))
    return (
        f"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\n"
        f"endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 440 {height}] /Contents 4 0 R /Resources "
        f"<< /Font << {fonts} >> >> >>\nendobj\n4 0 obj\n<< /Length {len(text)} >>\nstream\n{text}\nendstream\nendobj\n"
        f"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    ).encode()
