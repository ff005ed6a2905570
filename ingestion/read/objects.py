"""The page objects behind the words: how each run of text is painted, and what is painted over and under it.

Called for every page, so pdfium's functions are bound a second time with plain integers for handles, which is four times as fast.
"""

import ctypes
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw
from pypdfium2_raw import bindings

INVISIBLE_MODES = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
STROKED = frozenset({raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_FILL_STROKE})
FAINT_ALPHA = 26
DARK = 150  # of 255: a fill whose every colour is darker than this may swallow dark print
PALE = 225  # of 255: text this light shows only on a darker ground
COVER_PT = 3.0
OPAQUE = 250
MAX_WALKED = 20_000
ACTUAL_TEXT = "ActualText"

Bounds = tuple[float, float, float, float]
"""left, bottom, right, top in user space."""


@dataclass(frozen=True, slots=True)
class Painted:
    """How one text object is painted. `suspect` is the reason why nobody sees it; the rest are signs that a look at the picture settles."""

    suspect: str = ""
    colour: tuple[int, int, int] = (0, 0, 0)
    is_pale: bool = False
    layers: bool = False
    clip: Bounds | None = None
    actual_text: bool = False


@dataclass(slots=True)
class Covers:
    """Opaque shapes and images in the order of painting, with the place of each text object in that order."""

    shapes: list[tuple[int, Bounds, bool]] = field(
        default_factory=list
    )  # painted after text: order, bounds, is an image
    grounds: list[tuple[int, Bounds]] = field(default_factory=list)  # dark fills: order, bounds
    order: dict[int, int] = field(default_factory=dict)


def _bound(name: str, result: Any, *arguments: Any) -> Any:
    function = bindings._libs["pdfium"][name]  # item access gives a function object of our own
    function.restype, function.argtypes = result, arguments
    return function


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_text_object = _bound("FPDFText_GetTextObject", _POINTER, _POINTER, _INT)
_get_object = _bound("FPDFPage_GetObject", _POINTER, _POINTER, _INT)
_get_type = _bound("FPDFPageObj_GetType", _INT, _POINTER)
_render_mode = _bound("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
_count_marks = _bound("FPDFPageObj_CountMarks", _INT, _POINTER)
_clip_path = _bound("FPDFPageObj_GetClipPath", _POINTER, _POINTER)
_count_clips = _bound("FPDFClipPath_CountPaths", _INT, _POINTER)
_fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_stroke_colour = _bound("FPDFPageObj_GetStrokeColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
draw_mode = _bound("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
bounds_of = _bound("FPDFPageObj_GetBounds", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
count_segments = _bound("FPDFPath_CountSegments", _INT, _POINTER)
loose_box = _bound("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
"""(address of the text page, character, address of an FS_RECTF)."""
font_of = _bound("FPDFTextObj_GetFont", _POINTER, _POINTER)
"""The address of a text object's font."""


def address_of(pointer: Any) -> int:
    """A pdfium handle as a plain integer."""
    return ctypes.cast(pointer, _POINTER).value or 0


class Painter:
    """Verdicts on the text objects of one page; each object is looked at once."""

    def __init__(self, text_page: Any) -> None:
        self._text = address_of(text_page)
        self._known: dict[int, Painted] = {}
        self._colour = (ctypes.c_uint * 4)()
        start = ctypes.addressof(self._colour)
        self._places = (start, start + 4, start + 8, start + 12)
        self.plain = Painted()

    def behind(self, char: int) -> tuple[int, Painted]:
        """The text object that paints a character (its address; 0 for none), and how it is painted."""
        item = _text_object(self._text, char)
        if not item:
            return 0, self.plain
        known = self._known.get(item)
        if known is None:
            known = self._known[item] = self._look(item)
        return item, known

    def _look(self, item: int) -> Painted:
        mode = _render_mode(item)
        if mode in INVISIBLE_MODES:
            return Painted("invisible")
        get = _stroke_colour if mode in STROKED else _fill_colour
        pale, inked = False, (0, 0, 0)
        if get(item, *self._places):
            red, green, blue, alpha = self._colour
            if alpha < FAINT_ALPHA:
                return Painted("transparent")
            inked = (red, green, blue)
            pale = min(inked) >= PALE
        marked, clipped = _count_marks(item) > 0, _count_clips(_clip_path(item)) > 0
        pointer = ctypes.cast(item, raw.FPDF_PAGEOBJECT) if marked or clipped else None
        layers, actual = _marks(pointer) if marked else (False, False)
        clip = _clip_bounds(pointer) if clipped else None
        if not (pale or layers or actual or clip or any(inked)):
            return self.plain
        return Painted("", inked, pale, layers, clip, actual)


def _marks(item: Any) -> tuple[bool, bool]:
    """(belongs to a layer, carries a text of its own that stands in for its signs)."""
    layers = actual = False
    buffer = ctypes.create_string_buffer(64)
    size = ctypes.c_ulong()
    for i in range(min(raw.FPDFPageObj_CountMarks(item), 8)):
        mark = raw.FPDFPageObj_GetMark(item, i)
        raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 64, size)
        layers |= buffer.raw[: max(size.value - 2, 0)].decode("utf-16-le", "replace") == "OC"
        long = ctypes.c_ulong()
        actual |= bool(
            raw.FPDFPageObjMark_GetParamStringValue(mark, ACTUAL_TEXT.encode(), None, 0, long) and long.value >= 4
        )
    return layers, actual


def _clip_bounds(item: Any) -> Bounds | None:
    """The rectangle that all clipping paths of an object leave, in the object's own page space; None where it cannot be told."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    out = (-1e9, -1e9, 1e9, 1e9)
    for path in range(min(raw.FPDFClipPath_CountPaths(clip), 6)):
        points = []
        for i in range(min(raw.FPDFClipPath_CountPathSegments(clip, path), 64)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, path, i)
            if segment and raw.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            out = (max(out[0], min(xs)), max(out[1], min(ys)), min(out[2], max(xs)), min(out[3], max(ys)))
    return out


def set_painted(items: set[int], active: bool) -> None:
    """Have text objects painted or left out in the next drawing of their page."""
    for item in items:
        raw.FPDFPageObj_SetIsActive(ctypes.cast(item, raw.FPDF_PAGEOBJECT), active)


def objects_of(page: Any) -> tuple[list[int], list[int]]:
    """(addresses, kinds) of the page's objects in the order of painting, the first `MAX_WALKED` of them."""
    count = min(raw.FPDFPage_CountObjects(page.raw), MAX_WALKED)
    items = list(map(_get_object, repeat(address_of(page.raw)), range(count)))
    return items, list(map(_get_type, items))


def covers_of(page: Any) -> Covers:
    """What is painted on the page after its first text and could hide some of it."""
    found = Covers()
    items, kinds = objects_of(page)
    if raw.FPDF_PAGEOBJ_TEXT not in kinds:
        return found
    first = kinds.index(raw.FPDF_PAGEOBJ_TEXT)
    bounds, colour, mode = (ctypes.c_float * 4)(), (ctypes.c_uint * 4)(), (ctypes.c_int * 2)()
    sides = [ctypes.addressof(bounds) + 4 * k for k in range(4)]
    tints = [ctypes.addressof(colour) + 4 * k for k in range(4)]
    modes = [ctypes.addressof(mode) + 4 * k for k in range(2)]
    for i, kind in enumerate(kinds):
        if kind != raw.FPDF_PAGEOBJ_PATH and (kind != raw.FPDF_PAGEOBJ_IMAGE or i < first):
            continue
        item = items[i]
        if not bounds_of(item, *sides):
            continue
        left, bottom, right, top = bounds
        if right - left < COVER_PT or top - bottom < COVER_PT:
            continue
        if kind == raw.FPDF_PAGEOBJ_PATH:
            draw_mode(item, *modes)
            painted = mode[0] and _fill_colour(item, *tints) and colour[3] >= OPAQUE
        else:
            painted = not raw.FPDFPageObj_HasTransparency(ctypes.cast(item, raw.FPDF_PAGEOBJECT))
        if painted and kind == raw.FPDF_PAGEOBJ_PATH and max(colour[:3]) < DARK:
            found.grounds.append((i, (left, bottom, right, top)))
        if painted and i > first:
            found.shapes.append((i, (left, bottom, right, top), kind == raw.FPDF_PAGEOBJ_IMAGE))
    if found.shapes:
        found.order = {item: i for i, item in enumerate(items) if kinds[i] == raw.FPDF_PAGEOBJ_TEXT}
    return found
