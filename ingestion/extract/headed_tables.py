"""Tables of a kept page that stand under a line of Chinese heads: each figure belongs to the head that stands over it.

Heads may be of two lines (a period over the parts of its figures); a figure under no head, or two under one, leave the row out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.model.place import Box
from ingestion.read.numbers import ParsedNumber, parse_amount

KeptLine = tuple[str, Box, Sequence[tuple[int, float, float]]]
HEAD = re.compile(
    r"[期年][末初]|[本上][期年]|余额|发生额|金额|比例|账面|价值|坏账准备|减值准备|(?:19|20)\d\d ?年"
    r"|^(?:项\s*目|类\s*别|种\s*类|账\s*龄|名\s*称|单位名称|关联方|与本.{0,4}关系|原因|期限)"
)
_FIGURE = re.compile(r"[-(（]?[\d,]+(?:\.\d+)?[)）]?[%％]?|[-—–]|不适用")
_UNIT = re.compile(r"单位|币种|人民币")
MAX_OVER = 6
MAX_CAPTION = 60
LONG = 40
"""Characters of a line that is text rather than a caption or a head."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words of a line."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Where its middle stands."""
        return (self.x0 + self.x1) / 2

    @property
    def is_figure(self) -> bool:
        """True for a number or a dash."""
        return bool(_FIGURE.fullmatch(self.text))


@dataclass(slots=True)
class HeadedRow:
    """A captioned row: for each figure the head's words, from the outermost, its number as printed and its box."""

    caption: str
    cells: list[tuple[str, ParsedNumber, Part]]
    over: tuple[str, ...]


@dataclass(slots=True)
class _Table:
    columns: list[Part]
    over: tuple[str, ...]
    rows: int = 0
    held: list[str] = field(default_factory=list)


def headed_rows(lines: Sequence[KeptLine]) -> Iterator[HeadedRow]:
    """The rows of all tables of a page that have a line of heads, in order."""
    over: list[str] = []
    table: _Table | None = None
    last: HeadedRow | None = None
    for line in lines:
        parts = parts_of(line)
        if _is_head(parts, table):
            columns = _under(table.columns, parts) if table is not None and not table.rows else parts
            if table is None or table.rows:
                table = _Table(columns, tuple(over[-MAX_OVER:]))
                over = []
            table.columns = columns
            last = None
            continue
        if table is not None and any(p.is_figure for p in parts):
            if last is not None:
                yield last
            last = _row(table, parts)
            table.rows += 1
            continue
        text = line[0].strip()
        if last is not None and len(parts) == 1 and _goes_on(last.caption, text):
            last.caption += text
            continue
        if last is not None:
            yield last
            last = None
        if table is not None and len(text) > LONG and not _UNIT.search(text):
            table = None
        if table is not None and len(parts) == 1 and len(text) <= LONG:
            table.held = [text]
        over.append(text)
    if last is not None:
        yield last


def parts_of(line: KeptLine) -> list[Part]:
    """The runs of words of a line, each with its place."""
    text, (x0, top, x1, bottom), cuts = line
    places = list(cuts) or [(0, x0, x1)]
    ends = [*(at for at, _, _ in places[1:]), len(text)]
    return [
        Part(text[at:end].strip(), left, right, top, bottom)
        for (at, left, right), end in zip(places, ends, strict=True)
    ]


def _is_head(parts: Sequence[Part], table: _Table | None) -> bool:
    if (
        any(p.is_figure for p in parts)
        or any(len(p.text) > LONG for p in parts)
        or any(_UNIT.match(p.text) for p in parts)
    ):
        return False
    hits = sum(bool(HEAD.search(p.text)) for p in parts)
    if len(parts) > 1:
        return hits >= 1 and hits >= len(parts) / 2
    return table is not None and not table.rows and hits == 1 and len(parts[0].text) <= 10


def _under(above: Sequence[Part], below: Sequence[Part]) -> list[Part]:
    """Two lines of heads as one: the lower ones with the words of what stands over them, and what has nothing below."""
    wide, narrow = (above, below) if len(below) >= len(above) - 1 else (below, above)
    spans = [p for p in wide if HEAD.search(p.text)] or list(wide)
    out: list[Part] = []
    taken: set[int] = set()
    for part in narrow:
        near = min(range(len(spans)), key=lambda i: abs(spans[i].middle - part.middle))
        first = part is narrow[0] and re.match(r"项|类|账\s*龄|种|名|单位|关联", part.text)
        if first:
            out.append(part)
            continue
        taken.add(near)
        words = (spans[near].text, part.text) if wide is above else (part.text, spans[near].text)
        out.append(Part(" ".join(words), part.x0, part.x1, part.top, part.bottom))
    out += [p for i, p in enumerate(spans) if i not in taken]
    out += [p for p in wide if p not in spans]
    return sorted(out, key=lambda p: p.middle)


def _row(table: _Table, parts: Sequence[Part]) -> HeadedRow | None:
    first = next(i for i, p in enumerate(parts) if p.is_figure)
    caption = "".join(p.text for p in parts[:first]) or "".join(table.held)
    table.held = []
    cells: list[tuple[str, ParsedNumber, Part]] = []
    used: set[int] = set()
    for part in parts[first:]:
        if not part.is_figure:
            continue
        value = parse_amount(part.text)
        at = min(range(len(table.columns)), key=lambda i: _distance(table.columns[i], part))
        if value is None or at in used or _distance(table.columns[at], part) > _reach(table.columns, at):
            return None
        used.add(at)
        cells.append((table.columns[at].text, value, part))
    if not caption or len(caption) > MAX_CAPTION or not cells:
        return None
    return HeadedRow(caption, cells, table.over)


def _distance(column: Part, part: Part) -> float:
    """How far a figure is from standing under a head: nothing where one lies over the other, weighed by their middles."""
    gap = max(0.0, column.x0 - part.x1, part.x0 - column.x1)
    return gap + 0.01 * abs(column.middle - part.middle)


def _reach(columns: Sequence[Part], at: int) -> float:
    beside = [abs(columns[at].middle - c.middle) for i, c in enumerate(columns) if i != at]
    return 0.5 * min(beside) if beside else 200.0


def _goes_on(caption: str, text: str) -> bool:
    """True where a caption's bracket is still open and the line closes it."""
    opened = len(re.findall("[（(]", caption)) - len(re.findall("[）)]", caption))
    return opened > 0 and len(text) < LONG and bool(re.search("[）)]", text))
