"""Tables without rules whose cells all but touch: lines cut at the white strips that run between their columns.

A strip has to run through the head and every row; each column has to have a word of the head and an edge that its lines share; and the
words over the columns have to be heads that the vocabulary knows. What is neither is left to the gaps between words.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.extract.bureau.leaf import clean
from ingestion.model.place import Word
from ingestion.read.layout import join_words

MIN_COLUMNS = 3
MIN_STRIP_PT = 0.7
EDGE_PT = 1.2
SPACE = 0.62  # of a line's height
SHARED = 0.7  # of the columns have lines with one edge
KEPT = 0.75  # of the strips a further line has to leave
FEW = 0.34  # of the columns that a line of few words fills
MAX_HEADS = 5
STARTS = 3  # a heading may stand close over the head
LARGER = 1.15  # times the other line: another face
STEP = 1.25  # of a line's height from the middle of a line to that of its next
CLOSE = 0.9  # of a line's height between two lines of a table

_FIGURE = re.compile(r"[-(]?[$€£¥]?[\d,.]+%?\)?|--?|\d{4}[-/.年].*")
Words = Sequence[Word]
Strip = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of a line in one column (of several lines where a head goes on), and the column's width."""

    lines: tuple[tuple[Word, ...], ...]
    x0: float
    x1: float


def cut_lines(
    lines: Sequence[Words], merged: Callable[[Words, Sequence[Strip]], bool], known: Callable[[list[str]], bool]
) -> dict[int, list[Piece]]:
    """The pieces of each line that belongs to such a table, by the line's index; all lines of its head are with the first of them.

    `merged` says whether the gaps of a line would leave words of two columns together; `known` whether heads are those of a table.
    """
    out: dict[int, list[Piece]] = {}
    at = 0
    while at < len(lines):
        found = [_table(lines, at + k) for k in range(STARTS) if at + k < len(lines)] if len(lines[at]) > 1 else []
        best = max((t for t in found if t), key=lambda t: len(t[2]), default=None)
        if best is None:
            at += 1
            continue
        first, end, columns = best
        if known(_heads(lines[first:end], columns)) and any(merged(line, columns) for line in lines[first:end]):
            out |= {i: [] for i in range(first, end)}
            below = end - len(_rows(lines[first:end]))
            for own in (range(first, below), *_records(lines, range(below, end), columns)):
                told = [lines[i] for i in own]
                out[own[0]] = [Piece(parts, *c) for c in columns if (parts := _parts(told, c))]
            at = end
        else:
            at += 1
    return out


def _table(lines: Sequence[Words], first: int) -> tuple[int, int, list[Strip]] | None:
    """(first line, end, columns) of the table that begins with a line of heads; None where none does."""
    strips = _white(lines[first])
    end = first + 1
    while end < len(lines) and _close(lines[end - 1], lines[end]) and _alike(lines[end - 1], lines[end]):
        left = _shared(strips, _white(lines[end]))
        kept = KEPT if len(lines[end]) > FEW * len(strips) else 1.0  # a heading crosses what a row does not
        if len(left) + 1 < MIN_COLUMNS or (_rows(lines[first:end]) and len(left) < kept * len(strips)):
            break
        strips, end = left, end + 1
    columns = _headed(lines[first:end], _between(strips))
    if len(columns) < MIN_COLUMNS or not _rows(lines[first:end]) or not _even(lines[first:end], columns):
        return None
    return first, end, columns


def _white(line: Words) -> list[Strip]:
    words = sorted(line, key=lambda w: w.x0)
    out, reached = [], float("-inf")
    for word in words:
        out.append((reached, word.x0))
        reached = max(reached, word.x1)
    return [*out, (reached, float("inf"))]


def _shared(first: Sequence[Strip], second: Sequence[Strip]) -> list[Strip]:
    """The strips that are white in both."""
    return [(max(a, c), min(b, d)) for a, b in first for c, d in second if min(b, d) - max(a, c) >= MIN_STRIP_PT]


def _between(strips: Sequence[Strip]) -> list[Strip]:
    edges = sorted(strips)
    return [(a[1], b[0]) for a, b in pairwise(edges)]


def _in(word: Word, column: Strip) -> bool:
    return column[0] - MIN_STRIP_PT < (word.x0 + word.x1) / 2 < column[1] + MIN_STRIP_PT


def _close(above: Words, below: Words) -> bool:
    height = max(_height(above), _height(below))
    return min(w.top for w in below) - max(w.bottom for w in above) < CLOSE * height


def _alike(above: Words, below: Words) -> bool:
    """Letters of one size: a heading's are larger."""
    return _height(below) < LARGER * _height(above) and _height(above) < LARGER * _height(below)


def _height(line: Words) -> float:
    return max(w.bottom - w.top for w in line)


def _rows(lines: Sequence[Words]) -> Sequence[Words]:
    """The lines under the heads: from the first that holds figures; from the second where none does."""
    for i, line in enumerate(lines[: MAX_HEADS + 1]):
        figures = sum(
            bool(re.search(r"\d", w.text)) and not re.fullmatch(r"\d{1,2}[-+]\d{0,2}|90\+?|%", w.text) for w in line
        )
        if figures > 1:
            return lines[i:] if i else ()
    return lines[1:]


def _headed(lines: Sequence[Words], columns: Sequence[Strip]) -> list[Strip]:
    """The columns; one without a word of the head, or a mere space away and without a word of the rows, is made one with the last."""
    rows = _rows(lines)
    heads = lines[: len(lines) - len(rows)]
    out: list[Strip] = []
    for column in columns:
        spaced = bool(out) and column[0] - out[-1][1] < SPACE * _height(lines[0])
        if out and (not _parts(heads, column) or (spaced and not _parts(rows, column))):
            out[-1] = (out[-1][0], column[1])
        else:
            out.append(column)
    return out


def _even(lines: Sequence[Words], columns: Sequence[Strip]) -> bool:
    """Most columns have lines that begin or end at one place."""
    even = 0
    for column in columns:
        parts = _parts(lines, column)
        starts, ends = sorted(min(w.x0 for w in p) for p in parts), sorted(max(w.x1 for w in p) for p in parts)
        even += any(b - a <= EDGE_PT for xs in (starts, ends) for a, b in pairwise(xs))
    return even >= SHARED * len(columns)


def _records(lines: Sequence[Words], rows: range, columns: Sequence[Strip]) -> list[list[int]]:
    """The lines of each record: full ones, each with the nearest lines that go on with texts of it."""
    filled = {i: {k for k, c in enumerate(columns) if any(_in(w, c) for w in lines[i])} for i in rows}
    full = [i for i in rows if len(filled[i]) > len(columns) / 2]
    owned = {i: [i] for i in full}
    for i in rows:
        if i in owned:
            continue
        near = min(full, key=lambda a: _apart(lines[a], lines[i]), default=None)
        goes_on = (
            near is not None
            and filled[i] <= filled[near]
            and _apart(lines[near], lines[i]) < STEP * max(abs(near - i), 1) * _height(lines[i])
            and not any(_FIGURE.fullmatch(w.text) for w in lines[i])
        )
        owned[near if goes_on and near is not None else i] = sorted([*owned.get(near or 0, []), i]) if goes_on else [i]
    return [owned[i] for i in sorted(owned)]


def _apart(one: Words, other: Words) -> float:
    """The distance between the middles of two lines."""
    middles = [sum((w.top + w.bottom) / 2 for w in line) / len(line) for line in (one, other)]
    return abs(middles[0] - middles[1])


def _parts(lines: Sequence[Words], column: Strip) -> tuple[tuple[Word, ...], ...]:
    return tuple(own for line in lines if (own := tuple(w for w in line if _in(w, column))))


def _heads(lines: Sequence[Words], columns: Sequence[Strip]) -> list[str]:
    above = lines[: len(lines) - len(_rows(lines))]
    return [clean(" ".join(join_words(own) for own in _parts(above, column))) for column in columns]
