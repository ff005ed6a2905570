"""Printed rows rebuilt from word boxes."""

import re
from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from statistics import median

from ingestion.model.place import Box, Line, Page, Word, span

CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff01-\uff60]")
ROW_SHARE = 0.45
CJK_GAP_EM = 0.8


MARGIN_SHARE = 0.09
MIN_SIDEWAYS = 8
SAME_TAB_PT = 6.0
LARGE = 2.4  # times the usual height: a stamp or watermark where it lies over other print


_LEFT = itemgetter(1)  # x0 of a word


def upright(words: Iterable[Word], width: float) -> list[Word]:
    """The words without a tab of single letters turned on its side along the page's left or right margin, and without a watermark."""
    kept = [w for w in words if not w[-1]]
    places: dict[int, list[Word]] = defaultdict(list)
    for word in [w for w in kept if len(w[0]) == 1]:
        if word.text.isalnum():
            middle = (word.x0 + word.x1) / 2
            if middle < MARGIN_SHARE * width or middle > (1 - MARGIN_SHARE) * width:
                places[round(middle / SAME_TAB_PT)].append(word)
    gone: set[Word] = set()
    for place, letters in places.items():
        near = [*letters, *places.get(place + 1, [])]
        if len(near) >= MIN_SIDEWAYS and sum(w.text.isalpha() for w in near) > 0.7 * len(near):
            gone.update(near)
    return _without_watermark([w for w in kept if w not in gone] if gone else kept)


def _without_watermark(words: list[Word]) -> list[Word]:
    """The words without large ones that lie over others: DRAFT or 样本 set across a table. Large words of their own stay."""
    if not words:
        return words
    usual = median([bottom - top for _, _, top, _, bottom, _, _ in words])
    limit = LARGE * usual
    large = [w for w in words if w[4] - w[2] > limit]
    if not large or len(large) > len(words) // 8:
        return words
    small = [w for w in words if w.bottom - w.top <= limit]
    heights = {
        round(w.bottom - w.top)
        for w in large
        if any(w.x0 < s.x1 and w.x1 > s.x0 and w.top < s.bottom and w.bottom > s.top for s in small)
    }
    gone = {w for w in large if round(w.bottom - w.top) in heights}
    return [w for w in words if w not in gone] if gone else words


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words grouped into printed rows, top to bottom, each left to right; suspect words are left out."""
    ordered = sorted([w for w in words if not w[-1]], key=lambda w: w[2] + w[4])
    if not ordered:
        return []
    typical = median([bottom - top for _, _, top, _, bottom, _, _ in ordered])
    half = 0.5 * typical
    row: list[Word] = []
    rows: list[list[Word]] = []
    mean = 0.0
    for word in ordered:
        _, _, top, _, bottom, _, _ = word
        centre = (top + bottom) / 2
        if row and centre == mean:  # most words stand just as high as the ones before
            row.append(word)
            continue
        height = bottom - top if bottom - top > half else half
        if row and abs(centre - mean) <= ROW_SHARE * (height if height < typical else typical):
            row.append(word)
            mean += (centre - mean) / len(row)
        else:
            row = [word]
            rows.append(row)
            mean = centre
    for row in rows:
        row.sort(key=_LEFT)
    return rows


def join_words(words: Iterable[Word]) -> str:
    """The words as one text: single spaces, none between Chinese characters that stand close."""
    words = words if isinstance(words, list | tuple) else [*words]
    text = " ".join([word[0] for word in words])
    if text.isascii() or not CJK.search(text):
        return text
    text = ""
    before: Word | None = None
    for word in words:
        if before is not None:
            close = word.x0 - before.x1 < CJK_GAP_EM * (before.bottom - before.top)
            text += "" if close and CJK.match(text[-1]) and CJK.match(word.text[0]) else " "
        text += word.text
        before = word
    return text


def lines_of(page: Page) -> list[Line]:
    """The page's printed rows."""
    words = upright(page.words, page.width)
    return [Line(page.number, join_words(row), span(row), tuple(row)) for row in rows_of(words)]


def hidden_runs(words: Iterable[Word]) -> list[tuple[str, Box, str]]:
    """(text, box, way of hiding) of the words nobody sees, neighbours on one row that are hidden alike together."""
    runs: list[tuple[str, Box, str]] = []
    for word in words:
        if not word.suspect:
            continue
        if runs:
            text, box, way = runs[-1]
            middle = (word.top + word.bottom) / 2
            tall = max(word.bottom - word.top, 1.0)
            if way == word.suspect and box[1] <= middle <= box[3] and -tall <= word.x0 - box[2] <= 2 * tall:
                joined = (box[0], min(box[1], word.top), max(box[2], word.x1), max(box[3], word.bottom))
                runs[-1] = (f"{text} {word.text}", joined, way)
                continue
        runs.append((word.text, word.box, word.suspect))
    return runs
