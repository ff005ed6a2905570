"""Whether the digits of a font look like what its map to Unicode says they are: the drawn shapes against those of the standard faces.

A lying map is seen by both readers alike; only the picture tells. Each font is looked at until its digits are known.
"""

import ctypes
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from ingestion.read.objects import font_of

DIGITS = "0123456789"
HIGH, WIDE = 24, 16
SCALE = 3.0
MAX_SIDE_PX = 4_000
SAMPLES = 2  # of each digit and font
MAX_LOOKS = 3  # pages drawn for one font
MAX_DRAWN = 24  # pages drawn for one paper
CLEAR = 0.12  # by how much another digit must fit better
FACES = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Courier")
MIN_INK_PX = 8


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

    def see(self, item: int, text: str, first: int, number: int) -> None:
        """Note the digits of a run of characters that begins at `first` on page `number`."""
        if not item or not any(ch in DIGITS for ch in text):
            return
        key = font_of(item) or 0
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = _Font()
        font.pages.add(number)
        if font.looks < MAX_LOOKS and len(self._wanted) < 400:
            self._wanted += [
                (key, ch, first + i)
                for i, ch in enumerate(text)
                if ch in DIGITS and len(font.shapes.get(ch, ())) < SAMPLES
            ]

    def look(self, page: Any, text_page: Any, top_left: tuple[float, float]) -> None:
        """Draw the page where digits are wanted from it, and judge its fonts."""
        wanted, self._wanted = self._wanted, []
        if not wanted or self._drawn >= MAX_DRAWN:
            return
        width, height = page.get_size()
        scale = min(SCALE, MAX_SIDE_PX / max(width, height, 1.0))
        picture = page.render(scale=scale, grayscale=True).to_numpy()
        picture = picture.reshape(picture.shape[0], picture.shape[1])
        self._drawn += 1
        box = tuple(ctypes.c_double() for _ in range(4))
        for key, ch, index in wanted:
            held = self._fonts[key].shapes.setdefault(ch, [])
            if len(held) < SAMPLES and raw.FPDFText_GetCharBox(text_page, index, *box):
                left, right, bottom, top = (v.value for v in box)
                shape = _shape(
                    picture, (left - top_left[0]) * scale, (top_left[1] - top) * scale,
                    (right - top_left[0]) * scale, (top_left[1] - bottom) * scale,
                )  # fmt: skip
                if shape is not None:
                    held.append(shape)
        for key in {key for key, _, _ in wanted}:
            font = self._fonts[key]
            font.looks += 1
            font.lies = font.lies or _lies(font.shapes)


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
    wrong = 0
    for claimed, samples in shapes.items():
        if not samples:
            continue
        fits = [
            max(float((sample * template).sum()) for sample in samples for template in _templates()[digit])
            for digit in DIGITS
        ]
        best = max(fits)
        wrong += best > 0.75 and best - fits[int(claimed)] > CLEAR
    return wrong >= 2


@cache
def _templates() -> dict[str, list[Any]]:
    """The shapes of each digit in the standard faces, drawn once."""
    found: dict[str, list[Any]] = {digit: [] for digit in DIGITS}
    document = pdfium.PdfDocument(_specimen())
    try:
        page = document[0]
        picture = page.render(scale=1, grayscale=True).to_numpy()
        picture = picture.reshape(picture.shape[0], picture.shape[1])
        for line in range(len(FACES)):
            for k, digit in enumerate(DIGITS):
                shape = _shape(picture, 20 + 40 * k, 40 * line + 4, 56 + 40 * k, 40 * line + 39)
                if shape is not None:
                    found[digit].append(shape)
    finally:
        document.close()
    return found


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
