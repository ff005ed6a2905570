"""Pictures of pages made ready for recognition: shadows evened, stamps faded, sheets cut from photographs, turned upright, skew taken out.

Runs in the OCR worker only. Pictures are numpy arrays of bytes: (height, width, 3) red, green, blue, or (height, width) grey.
Every step that moves pixels returns its 3 x 3 matrix, so that a place found in the straightened picture is a place on the page.
"""

from itertools import pairwise
from typing import Any

import cv2
import numpy as np

Picture = Any  # numpy array of uint8
Matrix = Any  # numpy array, 3 x 3, float64

SKEW_RANGE = 4.0
SKEW_STEP = 0.5
SKEW_FINE = 0.1
SMALL_WIDTH = 900
INK_SATURATION = 30
STAMP_MIN_SHARE = 0.0012  # of the page's area: a seal of 20 mm on A4 is 0.5 %
STAMP_MAX_FILL = 0.62  # a seal is lines and signs; coloured table heads are filled
SHEET_MIN_SHARE = 0.30
SHEET_MAX_SHARE = 0.97
SURROUND_DARKER = 35
SHADOW_SHARE = 0.80
RULE_PT = 18.0
ROW_RULE_PT = 10.0  # between two lines across: the rules of a single row
TOUCH_PT = 2.5
BESIDE_INK = 0.06
BLANK_INK = 0.0005
RULE_THICK_PT = 3.0


def without_stamps(picture: Picture) -> Picture:
    """Grey picture in which the ink of coloured stamps is as light as the paper; other colours stay as dark as they are."""
    if picture.ndim == 2:
        return picture
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    brightest, darkest = picture.max(axis=2), picture.min(axis=2)
    ink = ((brightest.astype(np.int16) - darkest) > INK_SATURATION).astype(np.uint8)
    if ink.mean() < STAMP_MIN_SHARE / 10:
        return grey
    side = max(3, round(max(grey.shape) / 160) | 1)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    floor = STAMP_MIN_SHARE * grey.size
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k][:4])
        if w * h < floor or min(w, h) < 0.35 * max(w, h):
            continue
        own = labels[y : y + h, x : x + w] == k
        if (ink[y : y + h, x : x + w] * own).sum() > STAMP_MAX_FILL * w * h:
            continue
        grey[y : y + h, x : x + w][own] = brightest[y : y + h, x : x + w][own]
    return grey


def even_light(grey: Picture) -> Picture:
    """The picture divided by its own paper where shadows lie on it; as it is otherwise."""
    height, width = grey.shape
    scale = min(1.0, 400 / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 6)
    low, high = np.percentile(paper, (2, 98))
    if low >= SHADOW_SHARE * high:
        return grey
    full = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.clip(grey / np.maximum(full, 24) * 240, 0, 255).astype(np.uint8)


def sheet_of(picture: Picture) -> Matrix | None:
    """The matrix that lays a photographed sheet flat, or None where no bright sheet lies on a darker ground."""
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, 600 / max(grey.shape))
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), (0, 0), 2)
    small = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((21, 21), np.uint8))
    _, mask = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    share = cv2.contourArea(outline) / small.size
    hull = cv2.convexHull(outline)
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)
    if not SHEET_MIN_SHARE <= share <= SHEET_MAX_SHARE or len(corners) != 4:
        return None
    inside = np.zeros(small.shape, np.uint8)
    cv2.fillPoly(inside, [corners], 1)
    if (inside == 0).sum() < 50 or small[inside == 1].mean() - small[inside == 0].mean() < SURROUND_DARKER:
        return None
    return _flat(corners.reshape(4, 2).astype(np.float64) / scale)


def _flat(corners: Any) -> Matrix:
    """The matrix that maps four corners to an upright rectangle of the sheet's mean sides, origin at its corner."""
    total, difference = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    ordered = corners[[total.argmin(), difference.argmax(), total.argmax(), difference.argmin()]]
    sides = [float(np.linalg.norm(a - b)) for a, b in pairwise([*ordered, ordered[0]])]
    width, height = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return cv2.getPerspectiveTransform(ordered.astype(np.float32), target).astype(np.float64)


def warped(picture: Picture, matrix: Matrix, size: tuple[int, int]) -> Picture:
    """The picture seen through `matrix`, white where nothing was; `size` is (width, height)."""
    white = 255 if picture.ndim == 2 else (255, 255, 255)
    return cv2.warpPerspective(
        picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=white
    )


def corner_of(matrix: Matrix, size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a flattened sheet: where its far corner comes to lie, never beyond twice the picture."""
    corners = np.array([[[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]]], np.float32)
    far = cv2.perspectiveTransform(corners, matrix.astype(np.float32))[0].max(axis=0)
    return max(1, min(int(far[0]), 2 * size[0])), max(1, min(int(far[1]), 2 * size[1]))


def quarter_turn(size: tuple[int, int], turns: int) -> tuple[Matrix, tuple[int, int]]:
    """The matrix of `turns` quarter turns clockwise of a picture of `size` (width, height), and the new size."""
    width, height = size
    matrix = np.eye(3)
    for _ in range(turns % 4):
        matrix = np.array([[0.0, -1.0, height - 1], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ matrix
        width, height = height, width
    return matrix, (width, height)


def skew_of(grey: Picture) -> float:
    """Degrees the lines rise to the right (counter-clockwise), within ±4: where rows of ink stand apart most sharply."""
    scale = min(1.0, SMALL_WIDTH / grey.shape[1])
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    ys, xs = np.nonzero(ink)
    if len(xs) < 200:
        return 0.0
    if len(xs) > 60_000:
        keep = np.linspace(0, len(xs) - 1, 60_000).astype(int)
        ys, xs = ys[keep], xs[keep]

    def sharpness(angle: float) -> float:
        rows = np.round(ys + xs * np.tan(np.radians(angle))).astype(int)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        return float((np.diff(counts) ** 2).sum())

    coarse = max(np.arange(-SKEW_RANGE, SKEW_RANGE + 0.01, SKEW_STEP), key=sharpness)
    return float(max(np.arange(coarse - SKEW_STEP, coarse + SKEW_STEP + 0.01, SKEW_FINE), key=sharpness))


def turn_back(size: tuple[int, int], angle: float) -> Matrix:
    """The matrix that takes out a skew of `angle` degrees around the middle of a picture of `size` (width, height)."""
    matrix = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), -angle, 1.0)
    return np.vstack([matrix, [0.0, 0.0, 1.0]])


def is_blank(grey: Picture) -> bool:
    """True where nothing but paper is seen."""
    ink = cv2.adaptiveThreshold(cv2.medianBlur(grey, 5), 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 20)
    return float(ink.mean()) < BLANK_INK


def rules_of(grey: Picture, points: float) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    """(across, down) thin straight lines in pixels, as (place, start, end); `points` is the length of a point in pixels."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    across = _lines(ink, points, True, RULE_PT)
    down = _lines(ink, points, False, ROW_RULE_PT)
    return across, [
        v
        for v in down
        if v[2] - v[1] >= RULE_PT * points or (_joins(v, across, TOUCH_PT * points) and _stands_alone(v, ink, points))
    ]


def _joins(down: tuple[float, float, float], across: list[tuple[float, float, float]], reach: float) -> bool:
    """True where a short upright line runs from one line across to another; strokes of letters do not."""
    x, top, bottom = down
    met = [y for y, x0, x1 in across if x0 - reach <= x <= x1 + reach]
    return any(abs(y - top) <= reach for y in met) and any(abs(y - bottom) <= reach for y in met)


def _stands_alone(down: tuple[float, float, float], ink: Picture, points: float) -> bool:
    """True where there is paper on both sides of a short upright line; strokes of signs have others beside them."""
    x, top, bottom = down
    quarter = (bottom - top) / 5
    rows = slice(int(top + quarter), int(bottom - quarter))
    near, far = 1.2 * points, 3.5 * points
    sides = (ink[rows, max(0, int(x - far)) : max(0, int(x - near))], ink[rows, int(x + near) : int(x + far)])
    return all(side.size == 0 or (side > 0).mean() < BESIDE_INK for side in sides)


def _lines(ink: Picture, points: float, across: bool, shortest: float) -> list[tuple[float, float, float]]:
    length = max(9, round(shortest * points))
    shape = (length, 1) if across else (1, length)
    mended = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 5) if across else (5, 1), np.uint8))
    only = cv2.morphologyEx(mended, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    only = cv2.dilate(only, np.ones((3, 1) if across else (1, 3), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(only, connectivity=8)
    found: list[tuple[float, float, float]] = []
    for k in range(1, min(count, 4000)):
        x, y, w, h = (float(v) for v in stats[k][:4])
        thick, long = (h, w) if across else (w, h)
        if thick <= RULE_THICK_PT * points + 2 and long >= length:
            found.append((y + h / 2, x, x + w) if across else (x + w / 2, y, y + h))
    return found
