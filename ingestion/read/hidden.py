"""Text that a person would not see on the page: told by how it is painted, or, where that leaves a doubt, by a look at the picture."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingestion.read.objects import PLAIN, Bounds, Covers, set_painted
from ingestion.read.runs import Runs

LOOK_SCALE = 1.5
LOOK_SIDE_PX = 2_000
LIKE = 24  # of 255: closer than this to its ground, print is not seen
SEEN_SHARE = 0.01
EVEN = 16
COVERED = 0.85
MAX_COMPARED = 2_000_000
AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class _Look:
    """A part of the page drawn with and without some text; `left` and `top` are its place on the drawn page, in pixels."""

    painted: Any
    without: Any
    scale: float
    left: int
    top: int
    visible: Bounds

    def of(self, box: Bounds) -> tuple[Any, Any]:
        """(the drawn area, how much each of its pixels changes without the text)."""
        rows, columns = _pixels(box, self.scale, self.visible)
        place = (_moved(rows, self.top), _moved(columns, self.left))
        painted, without = self.painted[place], self.without[place]
        return painted, (np.maximum(painted, without) - np.minimum(painted, without)).max(axis=2, initial=0)


def settled(runs: Runs, covers: Covers, page: Any, visible: Bounds) -> list[str]:
    """Why nobody sees each run, empty for print; the page is drawn only where some run's painting leaves a doubt."""
    doubts = _doubts(runs, covers)
    look = _look_without([(runs.box(i), runs.items[i]) for i in doubts], page, visible) if doubts else None
    out = [""] * len(runs.texts)
    for i in {*runs.suspects, *doubts, *(i for i, painted in enumerate(runs.painted) if painted is not PLAIN)}:
        painted = runs.painted[i]
        suspect = painted.suspect or (_stand_in(runs.texts[i]) if painted.actual_text else "")
        if not suspect and look is not None and i in doubts:
            pale = min(painted.colour)
            suspect = doubts[i] if _is_unseen(pale, doubts[i], *look.of(runs.box(i))) else ""
        out[i] = suspect or runs.suspects.get(i, "")
    return out


def _stand_in(text: str) -> str:
    """A text that stands in for the printed signs is believed only once those have been read too."""
    return "actual_text" if any(ch.isdigit() for ch in text) or len(text) >= 4 else ""


def _doubts(runs: Runs, covers: Covers) -> dict[int, str]:
    """Why each doubtful run may be unseen, by its index."""
    doubts = _covered(runs, covers) if covers.grounds or covers.shapes else {}
    for i, painted in enumerate(runs.painted):
        if painted is PLAIN:
            continue
        if painted.is_pale:
            doubts[i] = "white"
        elif painted.layers:
            doubts[i] = "switched_off"
        elif painted.clip and _share(runs.box(i), painted.clip) < 1 - COVERED:
            doubts[i] = "clipped"
    return doubts


def _covered(runs: Runs, covers: Covers) -> dict[int, str]:
    """`unseen` on a dark ground, else `covered` by a shape or `under_image` where an image is painted later over the whole run."""
    found: dict[int, str] = {}
    count = len(runs.texts)
    shapes = covers.shapes if len(covers.shapes) * count <= MAX_COMPARED else []
    grounds = covers.grounds if len(covers.grounds) * count <= MAX_COMPARED else []
    orders = np.array([order for order, _, _ in shapes])
    over_of, under_of = np.array([bounds for _, bounds, _ in shapes]), np.array([bounds for _, bounds in grounds])
    step = max(AT_ONCE // max(len(shapes), len(grounds), 1), 1)
    for start in range(0, count, step):
        boxes = runs.boxes[start : start + step]
        if shapes:
            places = np.array([covers.order.get(item, MAX_COMPARED) for item in runs.items[start : start + step]])
            later = orders[None, :] > places[:, None]
            over = later & (_shares(boxes, over_of) >= COVERED)
            for i in np.flatnonzero(over.any(axis=1)):
                found[start + int(i)] = "under_image" if shapes[int(over[i].argmax())][2] else "covered"
        if grounds:
            shares = _shares(boxes, under_of)
            for i in np.flatnonzero((shares >= COVERED).any(axis=1)):
                found[start + int(i)] = "unseen"
    return found


def _shares(boxes: Any, of: Any) -> Any:
    """How much of each of `boxes` lies within each of `of`: (boxes, of)."""
    width = np.minimum(boxes[:, None, 2], of[None, :, 2]) - np.maximum(boxes[:, None, 0], of[None, :, 0])
    height = np.minimum(boxes[:, None, 3], of[None, :, 3]) - np.maximum(boxes[:, None, 1], of[None, :, 1])
    area = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 1e-6)
    return np.maximum(width, 0.0) * np.maximum(height, 0.0) / area[:, None]


def _share(box: Bounds, of: Bounds) -> float:
    """How much of `box` lies within `of`."""
    width = min(box[2], of[2]) - max(box[0], of[0])
    height = min(box[3], of[3]) - max(box[1], of[1])
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
    return max(width, 0.0) * max(height, 0.0) / area


def _look_without(doubtful: list[tuple[Bounds, int]], page: Any, visible: Bounds) -> _Look:
    """The part of the page that holds the doubtful runs (box, text object), drawn with them and without."""
    longest = max(visible[2] - visible[0], visible[3] - visible[1], 1.0)
    scale = min(LOOK_SCALE, LOOK_SIDE_PX / longest)
    width, height = (math.ceil(side * scale) for side in page.get_size())
    places = [_pixels(box, scale, visible) for box, _ in doubtful]
    left = _within(min(columns.start for _, columns in places), width)
    top = _within(min(rows.start for rows, _ in places), height)
    right = max(_within(max(columns.stop for _, columns in places) - 1, width), left) + 1
    bottom = max(_within(max(rows.stop for rows, _ in places) - 1, height), top) + 1
    crop = tuple(max(cut - 0.5, 0.0) / scale for cut in (left, height - bottom, width - right, top))
    items = {item for _, item in doubtful if item}
    painted = _drawn(page, scale, crop)
    set_painted(items, False)
    try:
        without = _drawn(page, scale, crop)
    finally:
        set_painted(items, True)
    return _Look(painted, without, scale, left, top, visible)


def _within(pixel: int, side: int) -> int:
    return min(max(pixel, 0), side - 1)


def _drawn(page: Any, scale: float, crop: Any) -> Any:
    return page.render(scale=scale, crop=crop, rev_byteorder=True, prefer_bgrx=False).to_numpy()[:, :, :3]


def _pixels(box: Bounds, scale: float, visible: Bounds) -> tuple[slice, slice]:
    x0, x1 = round((box[0] - visible[0]) * scale), round((box[2] - visible[0]) * scale)
    y0, y1 = round((visible[3] - box[3]) * scale), round((visible[3] - box[1]) * scale)
    return slice(max(y0, 0), max(y1, y0 + 1, 0)), slice(max(x0, 0), max(x1, x0 + 1, 0))


def _moved(along: slice, by: int) -> slice:
    return slice(max(along.start - by, 0), max(along.stop - by, 0))


def _is_unseen(pale: int, doubt: str, painted: Any, change: Any) -> bool:
    """True where leaving the run out changes nothing, and what stands in its place could not be the run either.

    `pale` is the darkest of the run's three colours.
    """
    area = painted.reshape(-1, 3)
    if not area.size:
        return True
    if (change > LIKE).mean() >= SEEN_SHARE:
        return False
    if doubt == "under_image":
        return True
    if doubt == "white":  # pale print is seen on a dark ground only
        return bool(np.median(area, axis=0).min() >= pale - LIKE)
    return bool((area.max(axis=0) - area.min(axis=0)).max() <= EVEN)
