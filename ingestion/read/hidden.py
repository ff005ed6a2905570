"""Text that a person would not see on the page: told by how it is painted, or, where that leaves a doubt, by a look at the picture."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingestion.read.notes_on_page import Note
from ingestion.read.objects import ANYWHERE, Bounds, Covers, set_painted
from ingestion.read.runs import Runs

ANY_DIGIT = re.compile(r"\d")
LOOK_SCALE = 1.5
LOOK_SIDE_PX = 2_000
LIKE = 24  # of 255: closer than this to its ground, print is not seen
SEEN_SHARE = 0.01
COVERED, HALF = 0.85, 0.5
TOUCHED = 0.03  # of a number: so little in the way may hide one of its digits
CORE = 0.2  # of a run's height above and below that holds no print
ALIKE = 48  # of 255: print that differs less from a field may be lost on it
WIDTHS = {",": 0.5, ".": 0.5, "(": 0.6, ")": 0.6, "-": 0.6, "$": 1.0, "%": 1.6, " ": 0.5, "'": 0.4, ":": 0.5, "/": 0.5}
WIDE_FROM = 0x2E7F  # signs twice as wide as a digit
SIGNS = frozenset("()-")
UPRIGHT, EDGE = 0.3, 0.12  # of a sign's height and width
SIGN_GAP, SIGN_LEVEL, SIGN_HIGH = 0.32, 0.15, (0.35, 0.95)  # of the height of print: where a drawn digit would stand
# a narrow one stands nearer to the foot of print: Chinese faces leave less room there
NARROW, NARROW_LEVEL = 0.45, 0.175
MAX_COMPARED = 2_000_000
LARGE, MAX_LARGE = 1.8, 200  # times the usual height of print: white print that may cover other print
TRACE = 0.15  # of the ink of the other digits
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


def settled(runs: Runs, covers: Covers, page: Any, visible: Bounds, notes: Sequence[Note] = ()) -> list[str]:
    """Why nobody sees each run, empty for print; the page is drawn only where some run's painting leaves a doubt."""
    covers.shapes += [(ANYWHERE, note.box, False) for note in notes if note.covers]
    doubts = _doubts(runs, covers)
    objects = [(runs.box(i), (runs.items[i], *runs.more.get(i, ()))) for i in doubts]
    look = _look_without(objects, page, visible) if doubts else None
    out = [""] * len(runs.texts)
    for i in {*runs.suspects, *doubts, *runs.odd}:
        painted = runs.painted[i]
        suspect = painted.suspect or (_stand_in(runs.texts[i]) if painted.actual_text else "")
        if not suspect and look is not None and i in doubts:
            box = runs.box(i)
            pale = min(painted.colour)
            suspect = doubts[i] if _is_unseen(runs.texts[i], box, pale, doubts[i], *look.of(box)) else ""
        out[i] = suspect or runs.suspects.get(i, "")
    for i in _beside_drawn_signs(runs, covers.signs):
        out[i] = out[i] or "drawn_sign"
    for field in (
        note for note in notes if note.is_field and note.covers and note.text
    ):  # drawn by viewers, not by the engine
        for i, box in enumerate(_cores(runs.boxes).tolist()):
            if not out[i] and runs.texts[i] not in field.text and _share(tuple(box), field.box) >= HALF:
                out[i] = "covered"
    return out


def _stand_in(text: str) -> str:
    """A text that stands in for the printed signs is believed only once those have been read too."""
    return "actual_text" if any(ch.isdigit() for ch in text) or len(text) >= 4 else ""


def _doubts(runs: Runs, covers: Covers) -> dict[int, str]:
    """Why each doubtful run may be unseen, by its index."""
    _add_pale_print(runs, covers)
    doubts = _covered(runs, covers) if covers.grounds or covers.shapes else {}
    for i in _on_pictures(runs, covers):
        doubts.setdefault(i, "unseen")
    if covers.plain is not None:
        for i in [i for i, item in enumerate(runs.items) if item and item not in covers.plain]:
            doubts.setdefault(i, "unseen")
    for i in runs.odd:
        painted = runs.painted[i]
        if painted.is_pale:
            doubts[i] = "white"
        elif painted.layers:
            doubts[i] = "switched_off"
        elif painted.clip and _share(runs.box(i), painted.clip) < 1 - _enough(runs.texts[i]):
            doubts[i] = "clipped"
        elif painted.is_odd:
            doubts.setdefault(i, "unseen")
    return doubts


def _add_pale_print(runs: Runs, covers: Covers) -> None:
    """Print in white that is larger than what it may lie over covers as a field does."""
    pale = [i for i, painted in enumerate(runs.painted) if painted.is_pale and not painted.suspect]
    if not pale or len(pale) == len(runs.texts):
        return
    heights = runs.boxes[:, 3] - runs.boxes[:, 1]
    usual = float(np.median(np.delete(heights, pale)))
    large = [i for i in pale if heights[i] >= LARGE * usual][:MAX_LARGE]
    places = covers.places([runs.items[i] for i in large]) if large else []
    covers.shapes += [
        (place, runs.box(i), False) for i, place in zip(large, places, strict=True) if place < ANYWHERE - 1
    ]


def _on_pictures(runs: Runs, covers: Covers) -> list[int]:
    """Runs that stand on a picture painted before them."""
    count = len(runs.texts)
    if not covers.pictures or len(covers.pictures) * count > MAX_COMPARED:
        return []
    orders = np.array(covers.places(runs.items))
    before = np.array([order for order, _ in covers.pictures])[None, :] < orders[:, None]
    on = before & (_shares(_cores(runs.boxes), np.array([bounds for _, bounds in covers.pictures])) >= HALF)
    return np.flatnonzero(on.any(axis=1)).tolist()


def _has_digit(text: str) -> bool:
    return ANY_DIGIT.search(text) is not None


def _enough(text: str) -> float:
    """The share that must be in the way to hide a run: of a number a part is enough, a person would read what is left of it."""
    return TOUCHED if _has_digit(text) else COVERED


def _covered(runs: Runs, covers: Covers) -> dict[int, str]:
    """`unseen` on a field of its own colour, else `covered` by shapes or `under_image`, where they are painted later over the run."""
    found: dict[int, str] = {}
    count = len(runs.texts)
    cores = _cores(runs.boxes)
    shapes = covers.shapes if len(covers.shapes) * count <= MAX_COMPARED else []
    orders = np.array([order for order, _, _ in shapes])
    bounds = np.array([bounds for _, bounds, _ in shapes])
    step = max(AT_ONCE // max(len(shapes), 1), 1)
    for start in range(0, count if shapes else 0, step):
        shares = _shares(cores[start : start + step], bounds)
        near = np.flatnonzero(shares.sum(axis=1) >= TOUCHED)
        if not near.size:
            continue
        places = np.array(covers.places([runs.items[start + i] for i in near.tolist()]))
        over = (orders[None, :] > places[:, None]) * shares[near]
        sums = over.sum(axis=1)
        for k in np.flatnonzero(sums >= TOUCHED).tolist():
            i = start + int(near[k])
            if sums[k] >= _enough(runs.texts[i]):
                found[i] = "under_image" if shapes[int(over[k].argmax())][2] else "covered"
    for colour in (
        {painted.colour for painted in {id(painted): painted for painted in runs.painted}.values()}
        if covers.grounds
        else ()
    ):
        alike = [
            box for box, tint in covers.grounds if all(abs(a - b) <= ALIKE for a, b in zip(tint, colour, strict=True))
        ]
        printed = [i for i, painted in enumerate(runs.painted) if painted.colour == colour] if alike else []
        if alike and len(alike) * len(printed) <= MAX_COMPARED:
            on = _shares(cores[printed], np.array(alike)) >= TOUCHED
            found.update({printed[k]: "unseen" for k in np.flatnonzero(on.any(axis=1)).tolist()})
    return found


def _cores(boxes: Any) -> Any:
    """The boxes without the room above and below print, into which the next row's field may reach."""
    out = boxes.copy()
    by = CORE * (boxes[:, 3] - boxes[:, 1])
    out[:, 1] += by
    out[:, 3] -= by
    return out


def _beside_drawn_signs(runs: Runs, signs: list[Bounds]) -> list[int]:
    """Numbers that a stroke or picture of a digit's size touches: a person may read one digit more."""
    numbers = [i for i, text in enumerate(runs.texts) if runs.items[i] and _has_digit(text)] if signs else []
    if not numbers or len(signs) * len(numbers) > MAX_COMPARED:
        return []
    left, bottom, right, top = runs.boxes[numbers].T[:, :, None]
    x0, y0, x1, y1 = np.array(signs, float).T[:, None, :]
    em = np.maximum(top - bottom, 0.1)
    high = (y1 - y0) / em
    level = np.where(x1 - x0 <= NARROW * em, NARROW_LEVEL, SIGN_LEVEL)
    fits = (high >= SIGN_HIGH[0]) & (high <= SIGN_HIGH[1]) & (np.abs(y0 - bottom - 0.2 * em) <= level * em)
    beside = (x1 - x0 <= 0.9 * em) & (np.maximum(left - x1, x0 - right) <= SIGN_GAP * em)
    return [numbers[k] for k in np.flatnonzero((fits & beside).any(axis=1)).tolist()]


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


def _look_without(doubtful: list[tuple[Bounds, tuple[int, ...]]], page: Any, visible: Bounds) -> _Look:
    """The part of the page that holds the doubtful runs (box, text objects), drawn with them and without."""
    longest = max(visible[2] - visible[0], visible[3] - visible[1], 1.0)
    scale = min(LOOK_SCALE, LOOK_SIDE_PX / longest)
    width, height = (math.ceil(side * scale) for side in page.get_size())
    places = [_pixels(box, scale, visible) for box, _ in doubtful]
    left = _within(min(columns.start for _, columns in places), width)
    top = _within(min(rows.start for rows, _ in places), height)
    right = max(_within(max(columns.stop for _, columns in places) - 1, width), left) + 1
    bottom = max(_within(max(rows.stop for rows, _ in places) - 1, height), top) + 1
    crop = tuple(max(cut - 0.5, 0.0) / scale for cut in (left, height - bottom, width - right, top))
    items = {item for _, painting in doubtful for item in painting if item}
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


def _is_unseen(text: str, box: Bounds, pale: int, doubt: str, painted: Any, change: Any) -> bool:
    """True where leaving the run out changes nothing, or nothing in the place of one of its digits.

    `pale` is the darkest of the run's three colours.
    """
    area = painted.reshape(-1, 3)
    if not area.size:
        return True
    seen = change > LIKE
    if seen.mean() >= SEEN_SHARE:
        return _lacks_a_digit(text, box, seen)
    if doubt == "white":  # pale print is seen on a dark ground only
        return bool(np.median(area, axis=0).min() >= pale - LIKE)
    return True


def _lacks_a_digit(text: str, box: Bounds, seen: Any) -> bool:
    """True where one of a number's digits, or its sign, leaves no trace while others do."""
    if not _has_digit(text) or len(text) < 2 or box[2] - box[0] < UPRIGHT * len(text) * (box[3] - box[1]):
        return False
    widths = [WIDTHS.get(ch, 1.8 if ord(ch) > WIDE_FROM else 1.0) for ch in text]
    scale = seen.shape[1] / sum(widths)
    columns, at = seen.sum(axis=0), 0.0
    digits: list[int] = []
    signs: list[int] = []
    for ch, width in zip(text, widths, strict=True):
        low, high = round((at + EDGE * width) * scale), round((at + (1 - EDGE) * width) * scale)
        at += width
        if high - low >= 2 and (ch.isdigit() or ch in SIGNS):
            (digits if ch.isdigit() else signs).append(int(columns[low:high].sum()))
    return 0 in signs or any(ink < max(TRACE * float(np.median(digits)), 1.0) for ink in digits)
