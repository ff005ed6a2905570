"""pdfium's small functions bound a second time, with plain integers for handles and many calls at once.

A page holds thousands of objects and signs, and each is asked several things: an ordinary call through the wrapper takes four times
as long. Calls keep the interpreter's lock, which such short ones are not worth giving up. Handles are never kept past their page.
"""

import ctypes
import struct
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from pypdfium2_raw import bindings

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
_LIBRARY = ctypes.PyDLL(bindings._libs["pdfium"]._name)


# a function without declared arguments takes a pointer made once, and small integers, in two thirds of the time


def _bound(name: str, result: Any, *arguments: Any) -> Any:
    function = _LIBRARY[name]
    function.restype, function.argtypes = result, arguments
    return function


_get_object = _LIBRARY["FPDFPage_GetObject"]
_get_object.restype = _POINTER
get_type = _bound("FPDFPageObj_GetType", _INT, _POINTER)
render_mode = _bound("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
count_marks = _bound("FPDFPageObj_CountMarks", _INT, _POINTER)
clip_path = _bound("FPDFPageObj_GetClipPath", _POINTER, _POINTER)
count_clips = _bound("FPDFClipPath_CountPaths", _INT, _POINTER)
clip_segments = _bound("FPDFClipPath_CountPathSegments", _INT, _POINTER, _INT)
clip_segment = _bound("FPDFClipPath_GetPathSegment", _POINTER, _POINTER, _INT, _INT)
segment_point = _bound("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
fill_colour = _bound("FPDFPageObj_GetFillColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
stroke_colour = _bound("FPDFPageObj_GetStrokeColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
draw_mode = _bound("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
get_bounds = _bound("FPDFPageObj_GetBounds", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
count_segments = _bound("FPDFPath_CountSegments", _INT, _POINTER)
font_of = _bound("FPDFTextObj_GetFont", _POINTER, _POINTER)
"""The address of a text object's font."""
has_transparency = _bound("FPDFPageObj_HasTransparency", _INT, _POINTER)
_stroke_width = _bound("FPDFPageObj_GetStrokeWidth", _INT, _POINTER, _POINTER)
_face_name = _bound("FPDFFont_GetBaseFontName", ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
_text_object = _LIBRARY["FPDFText_GetTextObject"]
_text_object.restype = _POINTER
_loose_box = _bound("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
_fill_colour = _LIBRARY["FPDFPageObj_GetFillColor"]
_fill_colour.restype, _fill_colour.argtypes = _INT, (_POINTER,)
_four = struct.Struct("4I").unpack_from
_unicode = _bound("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT)
_angle = _bound("FPDFText_GetCharAngle", ctypes.c_float, _POINTER, _INT)


def address_of(pointer: Any) -> int:
    """A pdfium handle as a plain integer."""
    return ctypes.cast(pointer, _POINTER).value or 0


def objects_of(page: int, count: int) -> list[int]:
    """The first `count` objects of a page, in the order of painting."""
    return list(map(_get_object, repeat(_POINTER(page)), range(count)))


def objects_behind(text_page: int, chars: Iterable[int]) -> list[int]:
    """The text object that paints each character; 0 for none."""
    found = list(map(_text_object, repeat(_POINTER(text_page)), chars))
    return [item or 0 for item in found] if None in found else found


def loose_boxes(text_page: int, chars: Sequence[int]) -> Any:
    """(characters, 4): left, top, right, bottom in user space."""
    out = np.zeros((len(chars), 4), np.float32)
    start = out.ctypes.data
    list(map(_loose_box, repeat(text_page), chars, range(start, start + 16 * len(chars), 16)))
    return out.astype(np.float64)


def codes_of(text_page: int, chars: Iterable[int]) -> list[int]:
    """The code points of characters."""
    return list(map(_unicode, repeat(text_page), chars))


def angles_of(text_page: int, chars: Iterable[int]) -> list[float]:
    """How characters are turned, in radians."""
    return list(map(_angle, repeat(text_page), chars))


def bounds_of(items: Sequence[int]) -> tuple[list[int], Any]:
    """(whether each object's bounds are known, (objects, 4): left, bottom, right, top in user space)."""
    out = np.zeros((len(items), 4), np.float32)
    return list(map(get_bounds, items, *_slots(out))), out


def colours_of(items: Sequence[int], get: Any = fill_colour) -> tuple[list[int], Any]:
    """(whether each object's colour is known, (objects, 4): red, green, blue, alpha of 255)."""
    out = np.zeros((len(items), 4), np.uint32)
    return list(map(get, items, *_slots(out))), out


def fill_tints_of(items: Sequence[int]) -> tuple[list[int], list[tuple[int, ...]]]:
    """(whether it is known, red, green, blue, alpha of 255) of what each object is filled with."""
    tint = (ctypes.c_uint * 4)()
    parts = [repeat(ctypes.byref(tint, 4 * k)) for k in range(4)]
    known, tints = [], []
    held = memoryview(tint).cast("B")
    for ok in map(_fill_colour, items, *parts):
        known.append(ok)
        tints.append(_four(held))
    return known, tints


def stroke_widths_of(items: Sequence[int]) -> Any:
    """(paths,): how wide each is stroked, in points."""
    out = np.zeros((len(items), 1), np.float32)
    list(map(_stroke_width, items, *_slots(out)))
    return out[:, 0]


def is_drawn_face(face: int) -> bool:
    """True for a face (its address) without a name, as those have whose signs are drawings of the paper's own."""
    return bool(face) and _face_name(face, None, 0) <= 1


def draw_modes_of(items: Sequence[int]) -> Any:
    """(paths, 2): the way each is filled, 0 for not; 1 where it is stroked."""
    out = np.zeros((len(items), 2), np.int32)
    list(map(draw_mode, items, *_slots(out)))
    return out


def _slots(out: Any) -> list[range]:
    """The addresses of the places of each column of `out`."""
    start, size, width = out.ctypes.data, out.itemsize, out.shape[1]
    end = start + size * width * len(out)
    return [range(start + size * k, end, size * width) for k in range(width)]
