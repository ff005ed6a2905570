"""One page read from its picture: straightened, recognised, as words and rules in points of the straightened page."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from ingestion.model.place import Page, PageState, Word
from ingestion.read.glance import Glance
from ingestion.read.ocr import GLANCE_SIDE, Recogniser
from ingestion.read.ocr_words import Run, TextLine, settle_numbers, words_of_line
from ingestion.read.rulings import Rulings
from ingestion.read.straighten import (
    corner_of,
    even_light,
    is_blank,
    quarter_turn,
    rules_of,
    sheet_of,
    skew_of,
    turn_back,
    warped,
    without_stamps,
)

GLANCE_LINES = 8
GLANCE_DOTS = 110.0
HEAD_LINES, HEAD_SHARE, TITLE_SHARE = (
    8,
    0.45,
    0.62,
)  # lines read in a glance, how far down the page, and how long a title is
UPRIGHT_CONF = 0.9
TALL = 1.5
LOW_CONF = 0.5
INK_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Scan:
    """A page's picture: pixels (height, width, 3) or (height, width), pixels a point both ways, size in points as displayed."""

    pixels: Any
    scale_x: float
    scale_y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What the models and the rulers saw: lines of print with their inked columns, rules, all in pixels of the straight picture.

    `matrix` takes a place on the page's picture to the straight one.
    """

    lines: list[tuple[TextLine, list[Run]]]
    across: list[tuple[float, float, float]]
    down: list[tuple[float, float, float]]
    matrix: Any
    is_blank: bool


def read_scan(scan: Scan, number: int, recogniser: Recogniser) -> tuple[Page, Rulings]:
    """The page's words and rules in points of the straightened page; `Page.to_display` takes their places back."""
    return page_of(look(scan, recogniser), scan, number)


def look(scan: Scan, recogniser: Recogniser) -> Seen:
    """Straighten the picture and read its lines."""
    grey, matrix = straightened(scan.pixels, recogniser)
    across, down = rules_of(grey, (scan.scale_x + scan.scale_y) / 2)
    clean = _without_rules(grey, across, down)
    lines = [line for line in recogniser.lines(grey, recogniser.boxes(grey)) if line.conf >= LOW_CONF]
    seen = [(line, _ink(clean, line.x0, line.top, line.x1, line.bottom)) for line in lines]
    return Seen(seen, across, down, matrix, is_blank=not seen and is_blank(clean))


def glance_at(picture: Any, recogniser: Recogniser) -> Glance:
    """What a quick look shows, a small part of the work of reading: short lines at the page's head and how much is printed on it."""
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    boxes = recogniser.boxes(grey, GLANCE_SIDE)
    if not len(boxes):
        return Glance((), 0, lying=False)
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    sides = high - low
    lying = bool((sides[:, 1] > TALL * sides[:, 0]).sum() * 2 > len(boxes))
    height, width = grey.shape
    titles = (low[:, 1] < HEAD_SHARE * height) & (sides[:, 0] < TITLE_SHARE * width)
    head = [k for k in np.argsort(low[:, 1]) if titles[k]][:HEAD_LINES]
    read = recogniser.read([_crop(grey, low[k], high[k]) for k in head]) if not lying else []
    return Glance(tuple("".join(g.text for g in glyphs) for glyphs in read), len(boxes), lying)


def page_of(seen: Seen, scan: Scan, number: int) -> tuple[Page, Rulings]:
    """The page and its rules from what was seen on its picture."""
    scale = (scan.scale_x + scan.scale_y) / 2
    words = settle_numbers([w for line, ink in seen.lines for w in words_of_line(line, ink)])
    to_picture = np.linalg.inv(seen.matrix) @ np.diag([scale, scale, 1.0])
    to_display = np.diag([1 / scan.scale_x, 1 / scan.scale_y, 1.0]) @ to_picture
    sides = [[(a / scale, b / scale, c / scale) for a, b, c in side] for side in (seen.across, seen.down)]
    known = bool(words) or seen.is_blank
    page = Page(
        number,
        scan.width,
        scan.height,
        tuple(_in_points(w, scale) for w in words),
        PageState.READ if known else PageState.UNREAD,
        None if words else "blank" if known else "no_text",
        source="ocr",
        to_display=tuple(float(v) for v in (to_display / to_display[2, 2]).ravel()),
    )
    return page, Rulings(*sides)


def straightened(picture: Any, recogniser: Recogniser) -> tuple[Any, Any]:
    """(grey picture, matrix from the page's picture to it): flat, even, upright, without skew and stamps."""
    matrix = np.eye(3)
    sheet = sheet_of(picture)
    if sheet is not None:
        matrix = sheet
        picture = warped(picture, sheet, corner_of(sheet, (picture.shape[1], picture.shape[0])))
    grey = even_light(without_stamps(picture))
    turns = turns_of(grey, recogniser)
    if turns:
        turn, _ = quarter_turn((grey.shape[1], grey.shape[0]), turns)
        grey = np.ascontiguousarray(np.rot90(grey, -turns))
        matrix = turn @ matrix
    angle = skew_of(grey)
    if abs(angle) >= 0.05:
        back = turn_back((grey.shape[1], grey.shape[0]), angle)
        grey = warped(grey, back, (grey.shape[1], grey.shape[0]))
        matrix = back @ matrix
    return grey, matrix


def turns_of(grey: Any, recogniser: Recogniser) -> int:
    """Quarter turns clockwise that make the print upright: by the shape of its lines, then by which way reads better."""
    boxes = recogniser.boxes(grey, GLANCE_SIDE)
    if not len(boxes):
        return 0
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    sides = high - low
    tall = sides[:, 1] > TALL * sides[:, 0]
    wide = sides[:, 0] > TALL * sides[:, 1]
    lying = sides[tall, 1].sum() > sides[wide, 0].sum()
    chosen = np.flatnonzero(tall if lying else wide)
    chosen = chosen[np.argsort(-sides[chosen].max(axis=1))][:GLANCE_LINES]
    crops = [_crop(grey, low[k], high[k]) for k in chosen]
    if not crops:
        return 0
    first, second = (1, 3) if lying else (0, 2)
    one = _clarity(crops, first, recogniser)
    if one >= UPRIGHT_CONF:
        return first
    return first if one >= _clarity(crops, second, recogniser) else second


def _crop(grey: Any, low: Any, high: Any) -> Any:
    x0, top = (max(0, int(v)) for v in low)
    return grey[top : int(high[1]) + 1, x0 : int(high[0]) + 1]


def _clarity(crops: list[Any], turns: int, recogniser: Recogniser) -> float:
    read = recogniser.read([np.ascontiguousarray(np.rot90(crop, -turns)) for crop in crops])
    signs = [g.conf for glyphs in read for g in glyphs]
    return sum(signs) / len(signs) if signs else 0.0


def _without_rules(grey: Any, across: Any, down: Any) -> Any:
    clean = grey.copy()
    for y, x0, x1 in across:
        clean[max(0, int(y) - 2) : int(y) + 3, int(x0) : int(x1)] = 255
    for x, top, bottom in down:
        clean[int(top) : int(bottom), max(0, int(x) - 2) : int(x) + 3] = 255
    return clean


def _ink(clean: Any, x0: float, top: float, x1: float, bottom: float) -> list[Run]:
    """The inked stretches of a line's columns."""
    crop = clean[int(top) : int(bottom), int(x0) : int(x1)]
    if not crop.size:
        return []
    level, _ = cv2.threshold(crop, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = (crop < level).sum(axis=0) >= max(1.0, INK_SHARE * crop.shape[0])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]]).astype(np.int8)))
    return [(float(a), float(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _in_points(word: Word, scale: float) -> Word:
    return word._replace(x0=word.x0 / scale, top=word.top / scale, x1=word.x1 / scale, bottom=word.bottom / scale)
