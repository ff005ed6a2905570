"""Page pictures with personal values covered: black boxes where the page's own words, or the lines recognised on it, hold one.

Where every word has its box a box covers the value alone. A line without words of its own (a scan as recognised) is covered from
its value's place by width, or whole where its letters stand so wide that the place cannot be told.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingestion.model.place import Box, Page, Word
from ingestion.privacy import Span, personal_spans
from ingestion.read.layout import lines_of

Lines = Sequence[tuple[str, Box]]
PAD_PT, PAD_LETTERS = 0.8, 1.0
EM_SHARE = 0.55  # width of a Latin letter or digit to the height of its line
WIDE = 1.5  # times the width its letters need: the line holds gaps


def veiled(png: bytes, page: Page, known: Lines = ()) -> bytes:
    """The picture of `page` with every personal value covered; `known` are lines recognised where the page has no words."""
    boxes = personal_boxes(page, known)
    return png if not boxes else _covered(png, boxes, page)


def personal_boxes(page: Page, known: Lines = ()) -> list[Box]:
    """Where personal values stand on the page, in points."""
    own = _word_boxes(page)
    more: list[Box] = []
    if any(w.suspect for w in page.words):  # what is not trusted may still be seen
        more = _word_boxes(replace(page, words=tuple(w._replace(suspect="") for w in page.words)))
    words = [w.box for w in page.words]
    unseen = [(text, box) for text, box in known if not any(_meet(box, other) for other in words)]
    return [*own, *more, *_line_boxes(unseen)]


def _word_boxes(page: Page) -> list[Box]:
    lines = lines_of(page)
    found = []
    for number, start, end in _parts([line.text for line in lines]):
        at = 0
        for word in lines[number].words:
            first = lines[number].text.find(word.text, at)
            if first < 0:
                continue
            at = first + len(word.text)
            if first < end and start < at:
                found.append(_part_of(word, max(start - first, 0), min(end, at) - first))
    return found


def _part_of(word: Word, start: int, end: int) -> Box:
    whole = _width(word.text) or 1.0
    size = (word.x1 - word.x0) / whole
    x0, x1 = word.x0 + size * _width(word.text[:start]), word.x0 + size * _width(word.text[:end])
    return (x0, word.top, x1, word.bottom)


def _line_boxes(lines: Lines) -> list[Box]:
    found = []
    for number, start, end in _parts([text for text, _ in lines]):
        text, (x0, top, x1, bottom) = lines[number]
        needed = _width(text) * EM_SHARE * max(bottom - top, 1.0)
        if x1 - x0 > WIDE * needed:
            found.append(lines[number][1])
            continue
        size = (x1 - x0) / (_width(text) or 1.0)
        left = x0 + size * max(_width(text[:start]) - PAD_LETTERS, 0.0)
        found.append((left, top, min(x1, x0 + size * (_width(text[:end]) + PAD_LETTERS)), bottom))
    return found


def _parts(texts: Sequence[str]) -> Iterable[tuple[int, int, int]]:
    """(line, start, end) of each personal value; one that runs over a line end has a part on each line."""
    flat = [text.replace("\n", " ") for text in texts]
    spans: tuple[Span, ...] = personal_spans("\n".join(flat))
    at = 0
    for number, text in enumerate(flat):
        for span in spans:
            start, end = max(span.start - at, 0), min(span.end - at, len(text))
            if start < end:
                yield number, start, end
        at += len(text) + 1


def _width(text: str) -> float:
    """Widths of letters: one a Latin letter or digit, about two a Chinese character."""
    return sum(1.8 if ord(ch) > 0x2E7F else 1.0 for ch in text)


def _meet(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _covered(png: bytes, boxes: Sequence[Box], page: Page) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.open(io.BytesIO(png)).convert("RGB")
    scale = image.width / page.width if page.width else 1.0
    draw = ImageDraw.Draw(image)
    for x0, top, x1, bottom in boxes:
        draw.rectangle(
            [(x0 - PAD_PT) * scale, (top - PAD_PT) * scale, (x1 + PAD_PT) * scale, (bottom + PAD_PT) * scale],
            fill="black",
        )
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
