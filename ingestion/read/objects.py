"""The page objects behind the words: how each run of text is painted, and what is painted over and under it."""

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as raw

from ingestion.read.native import (
    address_of,
    bounds_of,
    clip_path,
    clip_segment,
    clip_segments,
    colours_of,
    count_clips,
    count_marks,
    draw_modes_of,
    fill_colour,
    fill_tints_of,
    font_of,
    get_type,
    has_transparency,
    is_drawn_face,
    objects_of,
    render_mode,
    segment_point,
    stroke_colour,
    stroke_widths_of,
)
from ingestion.read.paths import Paths, noted_paths

INVISIBLE_MODES = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
STROKED = frozenset({raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_FILL_STROKE})
FAINT_ALPHA = 26
PALE = 170  # of 255: text this light shows only on a darker ground
COVER_PT, GROUND_PT = 3.0, 6.0
OPAQUE = 224  # of 255: print under more than that is hardly seen
STROKE = raw.FPDF_TEXTRENDERMODE_STROKE
CLIPPING = raw.FPDF_TEXTRENDERMODE_FILL_CLIP  # this mode and those after it clip what follows
SIMPLE_CLIP = 6  # points of a clip that is one rectangle
MAX_WALKED = 20_000
ANYWHERE = 1 << 30  # later than everything on the page
SIGN_WIDE_PT, SIGN_HIGH_PT = (0.4, 14.0), (2.5, 16.0)  # what a stroke or picture that looks like a digit measures
MAX_SIGNS = 400
MAX_CLIPS, MAX_CLIP_POINTS = 6, 64
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
    is_odd: bool = False  # mixed with its ground, masked, or of a face whose signs are drawings


@dataclass(slots=True)
class Covers:
    """Opaque shapes and images in the order of painting, with all objects of the page in that order.

    `plain` holds the page's own text objects where it has forms with others.
    """

    shapes: list[tuple[int, Bounds, bool]] = field(
        default_factory=list
    )  # painted after text: order, bounds, is an image
    grounds: list[tuple[Bounds, tuple[int, ...]]] = field(default_factory=list)  # fills: bounds, colour
    pictures: list[tuple[int, Bounds]] = field(default_factory=list)  # images of any kind: order, bounds
    signs: list[Bounds] = field(default_factory=list)  # strokes and pictures of a digit's size
    objects: list[int] = field(default_factory=list)
    plain: frozenset[int] | None = None

    def places(self, items: Sequence[int]) -> list[int]:
        """The place of each object in the order of painting; that of an object of another page or form is behind everything."""
        order = dict(zip(self.objects, range(len(self.objects)), strict=True))
        return [order.get(item, ANYWHERE - 1) for item in items]


class Walk(NamedTuple):
    """The objects of a page in the order of painting, the first `MAX_WALKED` of them: (addresses, kinds, whether that is all)."""

    items: list[int]
    kinds: Any
    whole: bool


PLAIN = Painted()
BLACK = (0, 0, 0, 255)


def painted_by(items: Iterable[int]) -> dict[int, Painted]:
    """How each text object is painted, by its address; address 0 is no object and plain."""
    known = dict.fromkeys(items, PLAIN)
    known.pop(0, None)
    ids = list(known)
    faces = list(map(font_of, ids))
    drawn = {face for face in set(faces) if face and is_drawn_face(face)}
    ok, tints = fill_tints_of(ids)
    modes, marks, clips, mixed = (
        list(asked)
        for asked in (
            map(render_mode, ids),
            map(count_marks, ids),
            map(count_clips, map(clip_path, ids)),  # -1 for none
            map(has_transparency, ids),
        )
    )
    doubtful = {k for k, tint in enumerate(tints) if tint != BLACK or not ok[k]}
    for told in (modes, marks, clips, mixed):
        if any(told):
            doubtful.update(k for k, one in enumerate(told) if one > 0)
    if drawn:
        doubtful.update(k for k, face in enumerate(faces) if face in drawn)
    clipped = max(modes, default=0) >= CLIPPING  # signs that clip whatever is painted after them
    for k in range(len(ids)) if clipped else doubtful:
        odd = bool(mixed[k]) or faces[k] in drawn or clipped or modes[k] == STROKE  # an outline may be dashed away
        known[ids[k]] = _painted(ids[k], modes[k], tints[k] if ok[k] else (), marks[k], clips[k], odd)
    known[0] = PLAIN
    return known


def _painted(item: int, mode: int, tint: tuple[int, ...], marks: int, clips: int, odd: bool) -> Painted:
    if mode in INVISIBLE_MODES:
        return Painted("invisible")
    if mode in STROKED:
        got, strokes = colours_of([item], stroke_colour)
        tint = tuple(strokes[0].tolist()) if got[0] else ()
    inked = _inked(tint)
    if inked.suspect:
        return inked
    painted = _bound_in(inked, item, marks, clips) if marks > 0 or clips > 0 else inked
    return replace(painted, is_odd=True) if odd else painted


@lru_cache(maxsize=256)
def _inked(tint: tuple[int, ...]) -> Painted:
    """Painted in a colour and nothing else; without a colour that is known, plain."""
    if not tint:
        return PLAIN
    red, green, blue, alpha = tint
    if alpha < FAINT_ALPHA:
        return Painted("transparent")
    pale = 0.3 * red + 0.59 * green + 0.11 * blue >= PALE
    return Painted("", (red, green, blue), pale) if pale or red or green or blue else PLAIN


def _bound_in(inked: Painted, item: int, marks: int, clips: int) -> Painted:
    """Painted in that colour, by what its marks and clipping paths say besides."""
    layers, actual = _marks(ctypes.cast(item, raw.FPDF_PAGEOBJECT)) if marks > 0 else (False, False)
    clip = _clip_bounds(item, clips) if clips > 0 else None
    if not (layers or actual or clip):
        return inked
    return Painted("", inked.colour, inked.is_pale, layers, clip, actual, _has_holes(item, clips))


def _has_holes(item: int, clips: int) -> bool:
    """True where a clipping path is more than a rectangle: what lies within its bounds may be cut away."""
    path = clip_path(item)
    return any(clip_segments(path, k) > SIMPLE_CLIP for k in range(min(clips, MAX_CLIPS)))


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


def _clip_bounds(item: int, clips: int) -> Bounds:
    """The rectangle that all clipping paths of an object leave, in the object's own page space."""
    clip = clip_path(item)
    place = (ctypes.c_float * 2)()
    x_at = ctypes.addressof(place)
    y_at = x_at + 4
    x0, y0, x1, y1 = -1e9, -1e9, 1e9, 1e9
    for path in range(min(clips, MAX_CLIPS)):
        xs, ys = [], []
        for i in range(min(clip_segments(clip, path), MAX_CLIP_POINTS)):
            segment = clip_segment(clip, path, i)
            if segment and segment_point(segment, x_at, y_at):
                x, y = place
                xs.append(x)
                ys.append(y)
        if xs:
            x0, y0, x1, y1 = max(x0, min(xs)), max(y0, min(ys)), min(x1, max(xs)), min(y1, max(ys))
    return (x0, y0, x1, y1)


def set_painted(items: set[int], active: bool) -> None:
    """Have text objects painted or left out in the next drawing of their page."""
    for item in items:
        raw.FPDFPageObj_SetIsActive(ctypes.cast(item, raw.FPDF_PAGEOBJECT), active)


def walk_of(page: Any) -> Walk:
    """The objects of the page."""
    count = raw.FPDFPage_CountObjects(page.raw)
    items = objects_of(address_of(page.raw), min(count, MAX_WALKED))
    return Walk(items, np.fromiter(map(get_type, items), np.int8, len(items)), count <= MAX_WALKED)


def covers_and_paths(walk: Walk) -> tuple[Covers, Paths | None]:
    """What is painted on the page after its first text and could hide some of it; the paths that may be rules.

    None for the paths where forms may hold more of them, or where there are too many to note.
    """
    paths = np.flatnonzero(walk.kinds == raw.FPDF_PAGEOBJ_PATH)
    items = [walk.items[i] for i in paths.tolist()]
    ok, bounds = bounds_of(items)
    modes = draw_modes_of(items)
    known = np.array(ok, bool)
    nested = bool((walk.kinds == raw.FPDF_PAGEOBJ_FORM).any())
    lines = noted_paths(items, known, bounds, modes) if walk.whole and not nested else None
    texts = walk.kinds == raw.FPDF_PAGEOBJ_TEXT
    first = int(texts.argmax()) if texts.any() else len(walk.items)
    if first == len(walk.items) and not nested:
        return Covers(), lines
    sides = bounds.astype(np.float64)
    wide = (sides[:, 2] - sides[:, 0] >= COVER_PT) & (sides[:, 3] - sides[:, 1] >= COVER_PT)
    filled = np.flatnonzero(known & wide & (modes[:, 0] != 0)).tolist()
    found = Covers(plain=frozenset(walk.items[i] for i in np.flatnonzero(texts).tolist()) if nested else None)
    painted = [
        *_fills(walk, [int(paths[k]) for k in filled], sides[filled].tolist(), found.grounds),
        *_strokes(walk, paths, sides, known & (modes[:, 0] == 0) & (modes[:, 1] != 0) & (paths > first)),
        *_images(walk, first, found.signs),
        *_forms(walk, first),
    ]
    found.pictures = _pictures(walk)
    found.signs += map(tuple, sides[known & _is_sign(sides)][:MAX_SIGNS].tolist())
    found.shapes = sorted(shape for shape in painted if shape[0] > first)
    found.objects = walk.items
    return found, lines


def _forms(walk: Walk, first: int) -> list[tuple[int, Bounds, bool]]:
    """The forms painted after the first text: what they hold may cover it."""
    places = [i for i in np.flatnonzero(walk.kinds == raw.FPDF_PAGEOBJ_FORM).tolist() if i >= first]
    ok, bounds = bounds_of([walk.items[i] for i in places])
    return [
        (place, (left, bottom, right, top), False)
        for place, known, (left, bottom, right, top) in zip(places, ok, bounds.astype(np.float64).tolist(), strict=True)
        if known and right - left >= COVER_PT and top - bottom >= COVER_PT
    ]


def _pictures(walk: Walk) -> list[tuple[int, Bounds]]:
    """The images large enough to be a ground, on which print of their colour is lost."""
    places = np.flatnonzero(walk.kinds == raw.FPDF_PAGEOBJ_IMAGE).tolist()
    ok, bounds = bounds_of([walk.items[i] for i in places])
    return [
        (place, (left, bottom, right, top))
        for place, known, (left, bottom, right, top) in zip(places, ok, bounds.astype(np.float64).tolist(), strict=True)
        if known and right - left >= GROUND_PT and top - bottom >= GROUND_PT
    ][:MAX_SIGNS]


def _is_sign(sides: Any) -> Any:
    """Which boxes have a digit's size."""
    wide, high = sides[:, 2] - sides[:, 0], sides[:, 3] - sides[:, 1]
    low, top = SIGN_WIDE_PT, SIGN_HIGH_PT
    return (wide >= low[0]) & (wide <= low[1]) & (high >= top[0]) & (high <= top[1])


def _strokes(walk: Walk, paths: Any, sides: Any, which: Any) -> list[tuple[int, Bounds, bool]]:
    """The wide opaque strokes among the paths: a thick line covers as a field does."""
    places = np.flatnonzero(which)
    widths = stroke_widths_of([walk.items[int(paths[k])] for k in places.tolist()])
    thick = places[widths >= COVER_PT].tolist()
    ok, tints = colours_of([walk.items[int(paths[k])] for k in thick], stroke_colour)
    made: list[tuple[int, Bounds, bool]] = []
    for k, width, known, alpha in zip(
        thick, widths[widths >= COVER_PT].tolist(), ok, tints[:, 3].tolist(), strict=True
    ):
        if known and alpha >= OPAQUE:
            left, bottom, right, top = sides[k].tolist()
            by = width / 2
            made.append((int(paths[k]), (left - by, bottom - by, right + by, top + by), False))
    return made


def _fills(
    walk: Walk, places: list[int], bounds: list[Any], grounds: list[tuple[Bounds, tuple[int, ...]]]
) -> list[tuple[int, Bounds, bool]]:
    """The opaque ones of the filled paths, which are also put into `grounds`."""
    ok, tints = colours_of([walk.items[i] for i in places], fill_colour)
    made: list[tuple[int, Bounds, bool]] = []
    for place, box, known, tint in zip(places, bounds, ok, tints.tolist(), strict=True):
        if known and tint[3] >= OPAQUE:
            grounds.append((tuple(box), tuple(tint[:3])))
            made.append((place, tuple(box), False))
    return made


def _images(walk: Walk, first: int, signs: list[Bounds]) -> list[tuple[int, Bounds, bool]]:
    """The opaque images and shadings painted after the first text; images of a digit's size are put into `signs`."""
    kinds = np.isin(walk.kinds, (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING))
    places = np.flatnonzero(kinds).tolist()
    ok, bounds = bounds_of([walk.items[i] for i in places])
    sides = bounds.astype(np.float64)
    signs += map(tuple, sides[np.array(ok, bool) & _is_sign(sides)][:MAX_SIGNS].tolist())
    return [
        (place, (left, bottom, right, top), bool(walk.kinds[place] == raw.FPDF_PAGEOBJ_IMAGE))
        for place, known, (left, bottom, right, top) in zip(places, ok, sides.tolist(), strict=True)
        if known
        and place >= first
        and right - left >= COVER_PT
        and top - bottom >= COVER_PT
        and not has_transparency(walk.items[place])
    ]
