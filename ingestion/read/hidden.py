"""Text that a person would not see on the page: told by how it is painted, or, where that leaves a doubt, by a look at the picture."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ingestion.read.objects import Bounds, Covers, Painted, covers_of, set_painted

LOOK_SCALE = 1.5
LOOK_SIDE_PX = 2_000
LIKE = 24  # of 255: closer than this to its ground, print is not seen
SEEN_SHARE = 0.01
EVEN = 16
COVERED = 0.85
MAX_COMPARED = 2_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """Characters without white space in user space, the text object that paints them and how; `suspect` says why nobody sees them."""

    text: str
    box: Bounds
    item: int
    painted: Painted
    suspect: str = ""


def settled(runs: list[Run], page: Any, visible: Bounds) -> list[Run]:
    """The runs with the unseen ones marked; the page is drawn only where some run's painting leaves a doubt."""
    covers = covers_of(page)
    doubts = [_doubt(run, covers, len(runs)) for run in runs]
    if not any(doubts):
        reasons = [run.painted.suspect or _stand_in(run) for run in runs]
        return [replace(run, suspect=why) if why else run for run, why in zip(runs, reasons, strict=True)]
    doubtful = {run.item for run, doubt in zip(runs, doubts, strict=True) if doubt and run.item}
    painted, change, scale = _change_without(doubtful, page, visible)
    out = []
    for run, doubt in zip(runs, doubts, strict=True):
        suspect = run.painted.suspect or _stand_in(run)
        if doubt and not suspect and _is_unseen(run, doubt, painted, change, _pixels(run.box, scale, visible)):
            suspect = doubt
        out.append(replace(run, suspect=suspect) if suspect else run)
    return out


def _stand_in(run: Run) -> str:
    """A text that stands in for the printed signs is believed only once those have been read too."""
    matters = any(ch.isdigit() for ch in run.text) or len(run.text) >= 4
    return "actual_text" if run.painted.actual_text and matters else ""


def _doubt(run: Run, covers: Covers, count: int) -> str:
    painted = run.painted
    if painted.is_pale:
        return "white"
    if painted.layers:
        return "switched_off"
    if painted.clip and _share(run.box, painted.clip) < 1 - COVERED:
        return "clipped"
    if covers.grounds and any(_share(run.box, bounds) >= COVERED for _, bounds in covers.grounds):
        return "unseen"
    return _cover_of(run, covers) if covers.shapes and len(covers.shapes) * count <= MAX_COMPARED else ""


def _cover_of(run: Run, covers: Covers) -> str:
    """`covered` by a shape, `under_image` by an image painted later over the whole run."""
    place = covers.order.get(run.item)
    if place is None:
        return ""
    for order, bounds, is_image in covers.shapes:
        if order > place and _share(run.box, bounds) >= COVERED:
            return "under_image" if is_image else "covered"
    return ""


def _share(box: Bounds, of: Bounds) -> float:
    """How much of `box` lies within `of`."""
    width = min(box[2], of[2]) - max(box[0], of[0])
    height = min(box[3], of[3]) - max(box[1], of[1])
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
    return max(width, 0.0) * max(height, 0.0) / area


def _change_without(items: set[int], page: Any, visible: Bounds) -> tuple[Any, Any, float]:
    """The drawn page, how much each pixel changes when the text objects `items` are not painted, and the pixels a point."""
    longest = max(visible[2] - visible[0], visible[3] - visible[1], 1.0)
    scale = min(LOOK_SCALE, LOOK_SIDE_PX / longest)
    painted = _drawn(page, scale)
    set_painted(items, False)
    try:
        without = _drawn(page, scale)
    finally:
        set_painted(items, True)
    return painted, np.abs(painted - without).max(axis=2), scale


def _drawn(page: Any, scale: float) -> Any:
    return page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_numpy()[:, :, :3].astype(np.int16)


def _pixels(box: Bounds, scale: float, visible: Bounds) -> tuple[slice, slice]:
    x0, x1 = round((box[0] - visible[0]) * scale), round((box[2] - visible[0]) * scale)
    y0, y1 = round((visible[3] - box[3]) * scale), round((visible[3] - box[1]) * scale)
    return slice(max(y0, 0), max(y1, y0 + 1, 0)), slice(max(x0, 0), max(x1, x0 + 1, 0))


def _is_unseen(run: Run, doubt: str, painted: Any, change: Any, place: tuple[slice, slice]) -> bool:
    """True where leaving the run out changes nothing, and what stands in its place could not be the run either."""
    area = painted[place].reshape(-1, 3)
    if not area.size:
        return True
    if (change[place] > LIKE).mean() >= SEEN_SHARE:
        return False
    if doubt == "under_image":
        return True
    if doubt == "white":  # pale print is seen on a dark ground only
        return bool(np.median(area, axis=0).min() >= min(run.painted.colour) - LIKE)
    return bool((area.max(axis=0) - area.min(axis=0)).max() <= EVEN)
