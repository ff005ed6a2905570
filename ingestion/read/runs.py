"""The runs of signs of a page: what stands without white space between, where, and by which text object it is painted.

Boxes, objects and colours are asked for in bulk; only runs that look odd (wider than their signs need, broken over lines, a number
over another) are followed sign by sign.
"""

import re
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise
from sys import intern
from typing import Any

import numpy as np

from ingestion.model.place import Box
from ingestion.read.native import loose_boxes, objects_behind
from ingestion.read.objects import PLAIN, Bounds, Painted, painted_by
from ingestion.read.shapes import DigitWatch

NO_BLANK = re.compile("[^\\s\u00a0\u3000\ufffe\ufeff\u200b\x00-\x1f]+")
ANY_DIGIT = re.compile(r"\d")
# a grade at a line's end (AA-) that the engine takes for a cut word
GRADE_HYPHEN = re.compile("(?<![A-Za-z])(A{1,3}|B{1,3}|C{1,3})\ufffe")
MANY_DIGITS = re.compile(r"\d.?\d.?\d")
WELL_FORMED = re.compile(r"[^\d]*\d{1,3}(?:,\d{3})+(?:\.\d+)?[^\d]*|[^\d]*\d{3}(?:\.\d+)?[^\d]*|\D*(?:19|20)\d\d\D*")
WIDE_EM = 1.15
SAME_LINE_EM = 0.4
MIN_EM = 0.1
STACKED_SIGNS, STACKED_EM, LEVEL_EM = 4, 0.12, 1.5  # a run of so many signs, each so narrow, that stands level


@dataclass(slots=True)
class Runs:
    """Runs in the order of the file: their signs, (runs, 4) left, bottom, right, top in user space, the address of the text object
    that paints each (0 for none), how it is painted, and by its index why nobody sees one; `more` the other objects of a number
    that several paint."""

    texts: list[str]
    boxes: Any
    items: list[int]
    painted: list[Painted]
    suspects: dict[int, str]
    more: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @property
    def odd(self) -> list[int]:
        """The runs that are not painted plainly."""
        return [i for i, painted in enumerate(self.painted) if painted is not PLAIN]

    def box(self, i: int) -> Bounds:
        """The box of one run."""
        left, bottom, right, top = self.boxes[i].tolist()
        return (left, bottom, right, top)


def runs_of(text_page: int, text: str, turned: Any, digits: DigitWatch, number: int) -> Runs:
    """The runs of page `number`, whose signs are `text`; `turned` gives a box as displayed. Tells `digits` what figures were seen."""
    text = GRADE_HYPHEN.sub(r"\1-", text)
    spans = [match.span() for match in NO_BLANK.finditer(text)]
    texts = [intern(text[start:end]) for start, end in spans]  # a paper says the same words again and again
    firsts = [start for start, _ in spans]
    lasts = [end - 1 for _, end in spans]
    heads, tails = loose_boxes(text_page, firsts), loose_boxes(text_page, lasts)
    ems = np.maximum(heads[:, 1] - heads[:, 3], MIN_EM)
    boxes = _spanned(heads, tails)
    items = objects_behind(text_page, firsts)
    odd = set(np.flatnonzero(_is_odd(heads, tails, ems, np.array(lasts) - firsts)).tolist())
    suspects = dict.fromkeys(
        np.flatnonzero(_is_stacked(boxes, ems, np.array(lasts) - firsts + 1)).tolist(), "overdrawn"
    )
    figures = [i for i, signs in enumerate(texts) if not signs.isalpha() and i not in odd and ANY_DIGIT.search(signs)]
    digits.see([(items[i], texts[i], firsts[i]) for i in figures], number)
    for i in figures:
        if (
            MANY_DIGITS.search(texts[i])
            and not WELL_FORMED.fullmatch(texts[i])
            and _jumps_back(text_page, firsts[i], lasts[i], float(ems[i]))
        ):
            suspects[i] = "overdrawn"
    split = _split_numbers(text_page, [(i, firsts[i], lasts[i], items[i]) for i in figures])
    looks = painted_by([*items, *(item for parts in split.values() for item in parts)])
    for i, parts in split.items():
        items[i] = max(parts, key=lambda item: _doubt(looks[item]))
    more = {i: tuple(item for item in parts if item != items[i]) for i, parts in split.items()}
    runs = Runs(texts, boxes, items, list(map(looks.__getitem__, items)), suspects, more)
    return _with_parts(runs, {i: (firsts[i], lasts[i]) for i in sorted(odd)}, text_page, text, turned) if odd else runs


def _split_numbers(text_page: int, figures: list[tuple[int, int, int, int]]) -> dict[int, list[int]]:
    """The objects of the numbers (run, first sign, last sign, object of the first) that more than one object paints."""
    ends = objects_behind(text_page, [last for _, _, last, _ in figures])
    cut = [
        (i, first, last)
        for (i, first, last, item), end in zip(figures, ends, strict=True)
        if end != item and end and item
    ]
    signs = [range(first, last + 1) for _, first, last in cut]
    behind = iter(objects_behind(text_page, chain.from_iterable(signs)))
    return {
        i: list(dict.fromkeys(item for item in islice(behind, len(own)) if item))
        for (i, _, _), own in zip(cut, signs, strict=True)
    }


def _doubt(painted: Painted) -> tuple[object, ...]:
    """By how much it is to be doubted that what is painted so is seen as it is read."""
    return painted.suspect, painted.actual_text, painted.layers, painted.is_pale, painted.is_odd


def _spanned(heads: Any, tails: Any) -> Any:
    """From the boxes of first and last signs (left, top, right, bottom) those of the runs (left, bottom, right, top)."""
    return np.stack(
        [
            heads[:, 0],
            np.minimum(heads[:, 3], tails[:, 3]),
            np.maximum(heads[:, 2], tails[:, 2]),
            np.maximum(heads[:, 1], tails[:, 1]),
        ],
        axis=1,
    )


def _is_odd(heads: Any, tails: Any, ems: Any, steps: Any) -> Any:
    """Where a run of several signs is implausibly wide or spans lines."""
    width = tails[:, 2] - heads[:, 0]
    level = np.abs(tails[:, 3] - heads[:, 3]) <= SAME_LINE_EM * ems
    return (steps > 0) & ~(level & (width >= 0) & (width <= WIDE_EM * ems * (steps + 1)))


def _is_stacked(boxes: Any, ems: Any, signs: Any) -> Any:
    """Where the signs of a run lie on each other: a face whose signs have no width."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    return (signs >= STACKED_SIGNS) & (width < STACKED_EM * ems * signs) & (height <= LEVEL_EM * ems)


def _jumps_back(text_page: int, first: int, last: int, em: float) -> bool:
    """True where a sign of a number begins left of the one before it: another number is printed over this one."""
    lefts = loose_boxes(text_page, range(first, last + 1))[:, 0].tolist()
    return any(abs(left - before) > 1e-3 and left < before - 0.15 * em for before, left in pairwise(lefts))


def _with_parts(runs: Runs, odd: dict[int, tuple[int, int]], text_page: int, text: str, turned: Any) -> Runs:
    """The runs with the odd ones cut where their signs stand apart."""
    cut = {i: _parts(text_page, text, *span, turned) for i, span in odd.items()}
    behind = objects_behind(text_page, [char for parts in cut.values() for _, _, char in parts])
    looks, left = painted_by(behind), iter(behind)
    boxes = runs.boxes.tolist()
    places: list[Any] = []
    out = Runs([], None, [], [], {})
    for i, signs in enumerate(runs.texts):
        if i in cut:
            out.texts += [part for part, _, _ in cut[i]]
            places += [box for _, box, _ in cut[i]]
            own = list(islice(left, len(cut[i])))
            out.items += own
            out.painted += map(looks.__getitem__, own)
            continue
        if i in runs.suspects:
            out.suspects[len(out.texts)] = runs.suspects[i]
        if i in runs.more:
            out.more[len(out.texts)] = runs.more[i]
        out.texts.append(signs)
        places.append(boxes[i])
        out.items.append(runs.items[i])
        out.painted.append(runs.painted[i])
    out.boxes = np.array(places)
    return out


def _parts(text_page: int, text: str, first: int, last: int, turned: Any) -> list[tuple[str, Bounds, int]]:
    """(signs, box, first sign) of the pieces of a run."""
    parts: list[tuple[str, Bounds, int]] = []
    for i, (left, top, right, bottom) in enumerate(loose_boxes(text_page, range(first, last + 1)).tolist(), first):
        box = (left, bottom, right, top)
        if parts and _touches(turned(*parts[-1][1]), turned(*box)):
            signs, (x0, y0, x1, y1), start = parts[-1]
            parts[-1] = (signs + text[i], (min(x0, left), min(y0, bottom), max(x1, right), max(y1, top)), start)
        else:
            parts.append((text[i], box, i))
    return parts


def _touches(before: Box, box: Box) -> bool:
    em = max(box[3] - box[1], MIN_EM)
    return abs(before[1] - box[1]) <= SAME_LINE_EM * em and -em < box[0] - before[2] <= 0.3 * em
