"""PDF through pdfium: words with boxes, thin rules, page pictures. Runs in the reading worker only: pdfium may abort the process.

Words come from one bulk text call a page and two box calls a word; lines are rebuilt from boxes elsewhere, never from the
engine's newlines. Boxes are in displayed coordinates (CropBox, /Rotate applied, origin top left).
"""

import ctypes
import io
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, repeat
from types import TracebackType
from typing import Any, Self

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.errors import LimitReached, PaperError, PasswordNeeded
from ingestion.intake.limits import Limits
from ingestion.model.place import Box, Page, PageState, Word
from ingestion.read.hidden import settled
from ingestion.read.native import address_of, angles_of, codes_of
from ingestion.read.notes_on_page import notes_on
from ingestion.read.objects import covers_and_paths, walk_of
from ingestion.read.paint import check_paint
from ingestion.read.paths import Paths
from ingestion.read.pdf_fonts import use_bundled_font
from ingestion.read.runs import Runs, runs_of
from ingestion.read.shapes import DigitWatch

use_bundled_font()
DIGITISH = frozenset("0123456789,.")
TINY_PT = 1.0
TINY_SIGN = 1.2  # square points that a sign needs, however it is squeezed
SAMPLED, SIDEWAYS, MIN_SIDEWAYS = 40, 0.7, 12  # signs asked for how they stand; the share and number that turn a page
MAX_LOOKED_AT = 2_000
SMALL_SIDE_PX = 1_700  # a small page is drawn larger, that its print can be recognised


FAR = 1 << 20  # points, further than anything on a page
_new_word: Callable[[Iterable[Any]], Word] = partial(tuple.__new__, Word)


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in user space and how it is turned for display."""

    x0: float
    y0: float
    x1: float
    y1: float
    rotation: int

    @classmethod
    def of(cls, page: Any) -> Self:
        """The frame of a pdfium page: CropBox inside MediaBox, inherited boxes included."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right, top, page.get_rotation() % 360)

    def turned(self, text: int, count: int) -> Self:
        """The frame in which most of the page's signs stand upright: a table may be set sideways on an upright page."""
        some = range(0, count, max(count // SAMPLED, 1))
        printed = [i for i, code in zip(some, codes_of(text, some), strict=True) if code > 32]
        turns = angles_of(text, printed)
        if not self.rotation and not any(turns):
            return self
        angles = Counter(-round(math.degrees(angle) / 90) % 4 for angle in turns)
        for quarter, seen in angles.most_common(1):
            if seen > SIDEWAYS * angles.total() and seen >= MIN_SIDEWAYS:
                return replace(self, rotation=quarter * 90)
        return self

    def to(self, other: "Frame") -> tuple[float, ...]:
        """The matrix (nine numbers, by rows) that takes places in this frame to places in `other`."""
        corners = [(self.x0, self.y0), (self.x0 + 1, self.y0), (self.x0, self.y0 + 1)]
        here = [self.box(x, y, x, y) for x, y in corners]
        there = [other.box(x, y, x, y) for x, y in corners]
        # both frames are quarter turns of user space: a step along an axis here is a step along an axis there
        (ax, ay), (bx, by) = [(p[0] - here[0][0], p[1] - here[0][1]) for p in here[1:]]
        (cx, cy), (dx, dy) = [(p[0] - there[0][0], p[1] - there[0][1]) for p in there[1:]]
        m = (cx * ax + dx * bx, cx * ay + dx * by, cy * ax + dy * bx, cy * ay + dy * by)
        x, y = here[0][0], here[0][1]
        return (m[0], m[1], there[0][0] - m[0] * x - m[1] * y, m[2], m[3], there[0][1] - m[2] * x - m[3] * y, 0, 0, 1)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed."""
        width, height = self.x1 - self.x0, self.y1 - self.y0
        return (width, height) if self.rotation in (0, 180) else (height, width)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A user-space rectangle in displayed coordinates."""
        if self.rotation == 0:
            return (left - self.x0, self.y1 - top, right - self.x0, self.y1 - bottom)
        if self.rotation == 90:
            return (bottom - self.y0, left - self.x0, top - self.y0, right - self.x0)
        if self.rotation == 180:
            return (self.x1 - right, bottom - self.y0, self.x1 - left, top - self.y0)
        return (self.y1 - top, self.x1 - right, self.y1 - bottom, self.x1 - left)


class PdfPaper:
    """An open PDF. Pages count from 1. Use as a context manager.

    Raises:
        PasswordNeeded, PaperError: on opening and on a broken page.
    """

    def __init__(self, data: bytes, password: str | None = None, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        try:
            self._doc = pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as err:
            if "password" in str(err).lower():
                raise PasswordNeeded from err
            raise PaperError("lock_unknown" if "security" in str(err).lower() else "damaged_file") from err
        self.page_count = len(self._doc)
        self._digits = DigitWatch()
        self._frames: dict[int, Frame] = {}  # of the pages read so far
        self._paths: dict[int, Paths] = {}

    @classmethod
    def unlocked(cls, data: bytes, passwords: tuple[str, ...], limits: Limits | None = None) -> Self:
        """The paper opened without a password, else with the first of `passwords` that fits.

        Raises:
            PasswordNeeded: none fits.
        """
        for password in (None, *passwords):
            try:
                return cls(data, password, limits)
            except PasswordNeeded:
                continue
        raise PasswordNeeded

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._doc.close()

    def page(self, number: int) -> Page:
        """The page's words as displayed."""
        page = self._load(number)
        try:
            frame = Frame.of(page)
            page.set_rotation(0)  # pdfium's own line logic would follow /Rotate and cut words to pieces
            words, count, reading, paths = _read_words(page, frame, self._limits, self._digits, number)
            if paths is not None:
                self._paths[number] = paths
            state = PageState.READ if words else PageState.UNREAD
            why = None if words else ("empty" if not count else "no_text")
            self._frames[number] = reading  # the page itself is not turned any more
            if reading == frame:
                return Page(number, *frame.size, tuple(words), state, why)
            return Page(number, *reading.size, tuple(words), state, why, to_display=reading.to(frame))
        finally:
            page.close()

    def frame(self, number: int, page: Any) -> Frame:
        """The frame of the page's words: as displayed, or turned where the text is set sideways."""
        return self._frames.get(number) or Frame.of(page)

    def paths(self, number: int) -> tuple[Frame, Paths] | None:
        """The frame of a page's words and its paths, noted while it was read; None where they are to be looked up."""
        return (self._frames[number], self._paths[number]) if number in self._paths else None

    @property
    def lying_pages(self) -> set[int]:
        """Pages read so far whose digits look otherwise than their text says."""
        return self._digits.lying_pages

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the page as displayed, in points."""
        page = self._load(number)
        try:
            return Frame.of(page).size
        finally:
            page.close()

    def picture_share(self, number: int) -> float:
        """The share of the page that its largest image covers; 1 where there are only strokes and shapes, 0 for a blank page."""
        page = self._load(number)
        try:
            count = raw.FPDFPage_CountObjects(page.raw)
            width, height = Frame.of(page).size
            bounds = (ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float())
            largest, marks = 0.0, 0
            for i in range(min(count, MAX_LOOKED_AT)):
                item = raw.FPDFPage_GetObject(page.raw, i)
                kind = raw.FPDFPageObj_GetType(item)
                marks += kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
                if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM) and raw.FPDFPageObj_GetBounds(item, *bounds):
                    left, bottom, right, top = (v.value for v in bounds)
                    largest = max(largest, (right - left) * (top - bottom) / max(width * height, 1.0))
            return largest or (1.0 if marks else 0.0)
        finally:
            page.close()

    def raw_page(self, number: int) -> Any:
        """The pdfium page, for `ingestion.read.rulings`; the caller closes it."""
        return self._load(number)

    def picture(self, number: int, zoom: float) -> bytes:
        """The page as PNG, `zoom` pixels a point, no side longer than the limit."""
        page = self._load(number)
        try:
            check_paint(page, self._limits)
            longest = max(Frame.of(page).size)
            scale = min(zoom, self._limits.picture_side_px / longest) if longest > 0 else zoom
            out = io.BytesIO()
            page.render(scale=scale).to_pil().save(out, "PNG", compress_level=1)
            return out.getvalue()
        finally:
            page.close()

    def check_drawing(self, number: int) -> None:
        """Nothing where the page can be drawn with the work that a page may take.

        Raises:
            LimitReached: it would take more.
        """
        page = self._load(number)
        try:
            check_paint(page, self._limits)
        finally:
            page.close()

    def pixels(self, number: int, dots: float) -> tuple[Any, float, float]:
        """The page as displayed, (height, width, 3) bytes red, green, blue, and its pixels a point across and down.

        `dots` an inch where the limits allow.
        """
        page = self._load(number)
        try:
            check_paint(page, self._limits)
            longest = max(Frame.of(page).size)
            scale = min(max(dots / 72, SMALL_SIDE_PX / longest), self._limits.picture_side_px / longest)
            return page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_numpy()[:, :, :3], scale, scale
        finally:
            page.close()

    def _load(self, number: int) -> Any:
        try:
            return self._doc[number - 1]
        except (pdfium.PdfiumError, IndexError) as err:
            raise PaperError("page_failed", why="pdfium") from err


def _read_words(
    page: Any, frame: Frame, limits: Limits, digits: DigitWatch, number: int
) -> tuple[list[Word], int, Frame, Paths | None]:
    handle = raw.FPDFText_LoadPage(page.raw)
    if not handle:
        raise PaperError("page_failed", why="text")
    try:
        count = raw.FPDFText_CountChars(handle)
        if count > limits.page_characters:
            raise LimitReached("page_characters", limits.page_characters, count)
        notes = notes_on(page)
        said = [Word(n.text, *frame.box(*n.box), suspect="annotation") for n in notes if n.text]
        if count <= 0:
            return said, 0, frame, None
        text_page = address_of(handle)
        frame = frame.turned(text_page, count)
        runs = runs_of(text_page, _text_of(handle, count), frame.box, digits, number)
        digits.look(page, handle, (frame.x0, frame.y1))
        covers, paths = covers_and_paths(walk_of(page))
        suspects = settled(runs, covers, page, (frame.x0, frame.y0, frame.x1, frame.y1), notes)
        return _words_of(runs, suspects, frame) + said, count, frame, paths
    finally:
        raw.FPDFText_ClosePage(handle)


def _text_of(handle: Any, count: int) -> str:
    """One Python character for each pdfium character."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = raw.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: max(got - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    return "".join(chr(code or 0) for code in codes_of(address_of(handle), range(count)))


def _words_of(runs: Runs, suspects: list[str], frame: Frame) -> list[Word]:
    """The words as displayed: numbers that the engine cut made whole, words drawn twice kept once, unseen ones marked."""
    if not runs.texts:
        return []
    if frame.rotation == 0:
        left, bottom, right, top = runs.boxes.T
        places = np.stack([left - frame.x0, frame.y1 - top, right - frame.x0, frame.y1 - bottom])
    else:
        places = np.array([frame.box(*box) for box in runs.boxes.tolist()]).T
    x0, top, x1, bottom = places
    sides = (x0.tolist(), _shared(top), x1.tolist(), _shared(bottom))
    words = list(map(_new_word, zip(runs.texts, *sides, repeat(1.0), suspects, strict=False)))
    cuts = [i for i, (a, b) in enumerate(pairwise(runs.texts), 1) if a[-1] in DIGITISH and b[0] in DIGITISH]
    whole = _rejoin(words, cuts)
    return _screen(whole, places if whole is words else np.array([word[1:5] for word in whole]).T, frame.size)


def _shared(values: Any) -> list[float]:
    """The values, equal ones the same object: the words of a row stand equally high, and a paper has a great many words."""
    single, places = np.unique(values, return_inverse=True)
    return list(map(single.tolist().__getitem__, places.tolist()))


def _rejoin(words: list[Word], cuts: list[int]) -> list[Word]:
    """Digits that the engine cut at a comma or point, made one word again; `cuts` are the words that may go on the one before."""
    joined: set[int] = set()
    for i in cuts:
        head = i - 1
        while head in joined:
            head -= 1
        before, word = words[head], words[i]
        if before.suspect == word.suspect and _splits_number(before, word):
            top, bottom = min(before.top, word.top), max(before.bottom, word.bottom)
            words[head] = before._replace(text=before.text + word.text, top=top, x1=word.x1, bottom=bottom)
            joined.add(i)
    return [word for i, word in enumerate(words) if i not in joined] if joined else words


def _splits_number(a: Word, b: Word) -> bool:
    if a.text[-1] not in DIGITISH or b.text[0] not in DIGITISH or (a.text[-1].isdigit() and b.text[0].isdigit()):
        return False
    em = a.bottom - a.top
    return abs(a.top - b.top) < 0.3 * em and -0.6 <= b.x0 - a.x1 <= 0.1 * em


def _screen(words: list[Word], places: Any, size: tuple[float, float]) -> list[Word]:
    """Words drawn twice are kept once, the seen one of them; words off the page or too small to see are marked.

    `places`: x0, top, x1, bottom of the words.
    """
    x0, top, x1, bottom = places
    off = (x1 < 0) | (bottom < 0) | (x0 > size[0]) | (top > size[1])
    sizes = np.fromiter(map(len, [word.text for word in words]), np.int32, len(words))
    small = (bottom - top < TINY_PT) | ((bottom - top) * (x1 - x0) < TINY_SIGN * sizes)
    for i in np.flatnonzero(off | small).tolist():
        if off[i] and not words[i].suspect:
            words[i] = words[i]._replace(suspect="off_page")
        elif not words[i].suspect and any(ch.isalnum() for ch in words[i].text):
            words[i] = words[i]._replace(suspect="tiny")
    if np.unique(np.rint(x0) * FAR + np.rint(top)).size == len(words):
        return words
    keys = list(zip([word.text for word in words], np.rint(x0).tolist(), np.rint(top).tolist(), strict=True))
    if len(set(keys)) == len(keys):
        return words
    first: dict[tuple[str, float, float], Word] = {}
    for key, word in zip(keys, words, strict=True):
        if first.setdefault(key, word).suspect and not word.suspect:
            first[key] = word
    return list(first.values())
