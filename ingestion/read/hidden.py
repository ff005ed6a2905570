"""Text that a person would not see on the page: told by how it is painted, or, where that leaves a doubt, by a look at the picture."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ingestion.read.objects import Bounds, Covers, Painted, covers_of

LOOK_SCALE = 1.5
LOOK_SIDE_PX = 2_000
LIKE = 24  # of 255: closer than this to its ground, print is not seen
EVEN = 12
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
        return [replace(run, suspect=run.painted.suspect) if run.painted.suspect else run for run in runs]
    picture, scale = _drawn(page, visible)
    out = []
    for run, doubt in zip(runs, doubts, strict=True):
        suspect = run.painted.suspect
        if doubt and not suspect and _is_unseen(run, doubt, picture, scale, visible):
            suspect = doubt
        out.append(replace(run, suspect=suspect) if suspect else run)
    return out


def _doubt(run: Run, covers: Covers, count: int) -> str:
    painted = run.painted
    if painted.is_pale:
        return "white"
    if painted.layers:
        return "switched_off"
    if painted.clip and _share(run.box, painted.clip) < 1 - COVERED:
        return "clipped"
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


def _drawn(page: Any, visible: Bounds) -> tuple[Any, float]:
    longest = max(visible[2] - visible[0], visible[3] - visible[1], 1.0)
    scale = min(LOOK_SCALE, LOOK_SIDE_PX / longest)
    return page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_numpy()[:, :, :3], scale


def _is_unseen(run: Run, doubt: str, picture: Any, scale: float, visible: Bounds) -> bool:
    left, bottom, right, top = run.box
    x0, x1 = round((left - visible[0]) * scale), round((right - visible[0]) * scale)
    y0, y1 = round((visible[3] - top) * scale), round((visible[3] - bottom) * scale)
    area = picture[max(y0, 0) : max(y1, y0 + 1), max(x0, 0) : max(x1, x0 + 1)]
    if not area.size:
        return True
    if doubt == "under_image":
        return True
    if doubt == "white":
        ground = np.median(area.reshape(-1, 3), axis=0)
        return bool(ground.min() >= 255 - 2 * LIKE)
    return _is_even(area)


def _is_even(area: Any) -> bool:
    flat = area.reshape(-1, 3).astype(np.int16)
    return bool((flat.max(axis=0) - flat.min(axis=0)).max() <= EVEN)
