"""PDF through pdfium: words with boxes, thin rules, page pictures. Runs in the reading worker only: pdfium may abort the process.

Words come from one bulk text call a page and two box calls a word; lines are rebuilt from boxes elsewhere, never from the
engine's newlines. Boxes are in displayed coordinates (CropBox, /Rotate applied, origin top left).
"""

import ctypes
import io
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingestion.errors import LimitReached, PaperError, PasswordNeeded
from ingestion.intake.limits import Limits
from ingestion.model.place import Box, Page, PageState, Word
from ingestion.read.hidden import Run, settled
from ingestion.read.objects import Painter, address_of, loose_box
from ingestion.read.pdf_fonts import use_bundled_font
from ingestion.read.shapes import DigitWatch

use_bundled_font()
NO_BLANK = re.compile("[^\\s\u00a0\u3000\ufffe\ufeff\u200b\x00-\x1f]+")
ANY_DIGIT = re.compile(r"\d")
# a grade at a line's end (AA-) that the engine takes for a cut word
GRADE_HYPHEN = re.compile("(?<![A-Za-z])(A{1,3}|B{1,3}|C{1,3})\ufffe")
MANY_DIGITS = re.compile(r"\d.?\d.?\d")
WELL_FORMED = re.compile(r"[^\d]*\d{1,3}(?:,\d{3})+(?:\.\d+)?[^\d]*|[^\d]*\d{3}(?:\.\d+)?[^\d]*|\D*(?:19|20)\d\d\D*")
DIGITISH = frozenset("0123456789,.")
WIDE_EM = 1.15
TINY_PT = 1.0
SAMPLED, SIDEWAYS, MIN_SIDEWAYS = 40, 0.7, 12  # signs asked for how they stand; the share and number that turn a page
MAX_LOOKED_AT = 2_000
SMALL_SIDE_PX = 1_700  # a small page is drawn larger, that its print can be recognised


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

    def turned(self, text: Any, count: int) -> Self:
        """The frame in which most of the page's signs stand upright: a table may be set sideways on an upright page."""
        angles = Counter(
            -round(math.degrees(raw.FPDFText_GetCharAngle(text, i)) / 90) % 4
            for i in range(0, count, max(count // SAMPLED, 1))
            if raw.FPDFText_GetUnicode(text, i) > 32
        )
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
            raise PaperError("damaged_file") from err
        self.page_count = len(self._doc)
        self._digits = DigitWatch()
        self._frames: dict[int, Frame] = {}  # of pages whose text is set sideways

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
            words, count, reading = _read_words(page, frame, self._limits, self._digits, number)
            state = PageState.READ if words else PageState.UNREAD
            why = None if words else ("empty" if not count else "no_text")
            if reading == frame:
                return Page(number, *frame.size, tuple(words), state, why)
            self._frames[number] = reading
            return Page(number, *reading.size, tuple(words), state, why, to_display=reading.to(frame))
        finally:
            page.close()

    def frame(self, number: int, page: Any) -> Frame:
        """The frame of the page's words: as displayed, or turned where the text is set sideways."""
        return self._frames.get(number) or Frame.of(page)

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
            longest = max(Frame.of(page).size)
            scale = min(zoom, self._limits.picture_side_px / longest) if longest > 0 else zoom
            out = io.BytesIO()
            page.render(scale=scale).to_pil().save(out, "PNG", compress_level=1)
            return out.getvalue()
        finally:
            page.close()

    def pixels(self, number: int, dots: float) -> tuple[Any, float, float]:
        """The page as displayed, (height, width, 3) bytes red, green, blue, and its pixels a point across and down.

        `dots` an inch where the limits allow.
        """
        page = self._load(number)
        try:
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
) -> tuple[list[Word], int, Frame]:
    handle = raw.FPDFText_LoadPage(page.raw)
    if not handle:
        raise PaperError("page_failed", why="text")
    try:
        count = raw.FPDFText_CountChars(handle)
        if count > limits.page_characters:
            raise LimitReached("page_characters", limits.page_characters, count)
        if count <= 0:
            return [], 0, frame
        frame = frame.turned(handle, count)
        runs = _runs_of(handle, _text_of(handle, count), frame, Painter(handle), digits, number)
        digits.look(page, handle, (frame.x0, frame.y1))
        return _words_of(settled(runs, page, (frame.x0, frame.y0, frame.x1, frame.y1)), frame), count, frame
    finally:
        raw.FPDFText_ClosePage(handle)


def _text_of(handle: Any, count: int) -> str:
    """One Python character for each pdfium character."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = raw.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: max(got - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    return "".join(chr(raw.FPDFText_GetUnicode(handle, i) or 0) for i in range(count))


def _runs_of(handle: Any, text: str, frame: Frame, painter: Painter, digits: DigitWatch, number: int) -> list[Run]:
    """The runs of characters without white space, in user space, each with how it is painted."""
    rect = raw.FS_RECTF()
    at, page = ctypes.addressof(rect), address_of(handle)
    behind, see = painter.behind, digits.see
    runs: list[Run] = []
    text = GRADE_HYPHEN.sub(r"\1-", text)
    for match in NO_BLANK.finditer(text):
        signs, first, last = match.group(), match.start(), match.end() - 1
        loose_box(page, first, at)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        em = max(top - bottom, 0.1)
        if last > first:
            loose_box(page, last, at)
            low, end = rect.bottom, rect.right
            if abs(low - bottom) > 0.4 * em or not 0 <= end - left <= WIDE_EM * em * (last - first + 1):
                runs.extend(_walk(handle, text, first, last, frame, painter))
                continue
            right, bottom, top = max(right, end), min(bottom, low), max(top, rect.top)
        item, painted = behind(first)
        if ANY_DIGIT.search(signs):
            see(item, signs, first, number)
            if MANY_DIGITS.search(signs) and not WELL_FORMED.fullmatch(signs) and _jumps_back(handle, first, last, em):
                runs.append(Run(signs, (left, bottom, right, top), item, painted, "overdrawn"))
                continue
        runs.append(Run(signs, (left, bottom, right, top), item, painted))
    return runs


def _jumps_back(handle: Any, first: int, last: int, em: float) -> bool:
    """True where a sign of a number begins left of the one before it: another number is printed over this one."""
    rect = raw.FS_RECTF()
    ref = ctypes.byref(rect)
    before = None
    for i in range(first, last + 1):
        raw.FPDFText_GetLooseCharBox(handle, i, ref)
        if before is not None and abs(rect.left - before) > 1e-3 and rect.left < before - 0.15 * em:
            return True
        before = rect.left
    return False


def _words_of(runs: list[Run], frame: Frame) -> list[Word]:
    if frame.rotation == 0:
        fx, fy = frame.x0, frame.y1
        words = [
            Word(r.text, r.box[0] - fx, fy - r.box[3], r.box[2] - fx, fy - r.box[1], suspect=r.suspect) for r in runs
        ]
    else:
        words = [Word(r.text, *frame.box(*r.box), suspect=r.suspect) for r in runs]
    return _screen(_rejoin(words), frame.size)


def _walk(handle: Any, text: str, first: int, last: int, frame: Frame, painter: Painter) -> list[Run]:
    """A run that is implausibly wide or spans lines, cut where characters stand apart."""
    rect = raw.FS_RECTF()
    ref = ctypes.byref(rect)
    parts: list[Run] = []
    for i in range(first, last + 1):
        raw.FPDFText_GetLooseCharBox(handle, i, ref)
        box = (rect.left, rect.bottom, rect.right, rect.top)
        before = parts[-1] if parts else None
        if before and _touches(frame.box(*before.box), frame.box(*box)):
            grown = (
                min(before.box[0], box[0]),
                min(before.box[1], box[1]),
                max(before.box[2], box[2]),
                max(before.box[3], box[3]),
            )
            parts[-1] = before._replace(text=before.text + text[i], box=grown)
        else:
            parts.append(Run(text[i], box, *painter.behind(i)))
    return parts


def _touches(before: Box, box: Box) -> bool:
    em = max(box[3] - box[1], 0.1)
    return abs(before[1] - box[1]) <= 0.4 * em and -em < box[0] - before[2] <= 0.3 * em


def _rejoin(words: list[Word]) -> list[Word]:
    """Digits that the engine cut at a comma or point, made one word again."""
    out: list[Word] = []
    for word in words:
        before = out[-1] if out else None
        if before and before.suspect == word.suspect and _splits_number(before, word):
            top, bottom = min(before.top, word.top), max(before.bottom, word.bottom)
            out[-1] = before._replace(text=before.text + word.text, top=top, x1=word.x1, bottom=bottom)
        else:
            out.append(word)
    return out


def _splits_number(a: Word, b: Word) -> bool:
    if a.text[-1] not in DIGITISH or b.text[0] not in DIGITISH or (a.text[-1].isdigit() and b.text[0].isdigit()):
        return False
    em = a.bottom - a.top
    return abs(a.top - b.top) < 0.3 * em and -0.6 <= b.x0 - a.x1 <= 0.1 * em


def _screen(words: list[Word], size: tuple[float, float]) -> list[Word]:
    """Words drawn twice are kept once; words off the page or too small to see are marked."""
    seen: set[tuple[str, int, int]] = set()
    out: list[Word] = []
    for word in words:
        key = (word.text, round(word.x0), round(word.top))
        if key in seen:
            continue
        seen.add(key)
        if word.suspect:
            pass
        elif word.x1 < 0 or word.bottom < 0 or word.x0 > size[0] or word.top > size[1]:
            word = word._replace(suspect="off_page")
        elif word.bottom - word.top < TINY_PT and any(ch.isalnum() for ch in word.text):
            word = word._replace(suspect="tiny")
        out.append(word)
    return out
