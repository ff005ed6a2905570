"""The ruled tables of the notes with the headings they stand under; a table that runs over pages is one.

Only pages under a heading that some reader asks for are looked at for rules.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingestion.extract.context import Context
from ingestion.extract.notes.outline import Place, squeezed
from ingestion.extract.periods import column_period
from ingestion.extract.units import Unit
from ingestion.model.fact import Basis
from ingestion.model.place import Box, Line, Page
from ingestion.model.table import Column, Row, Table
from ingestion.read.layout import upright
from ingestion.read.ruled import grids_of, tables_in_grid
from ingestion.read.rulings import Rulings

RulingsOf = Callable[[int], Rulings]
SAME_EDGE_PT = 3.0
MIN_EDGES = 3
FRAME_SHARE = 0.9  # of the page's side: a border, not a table
_PARENT_HEAD, _GROUP_HEAD = re.compile("母公司|本公司|^公司"), re.compile("合并|集团")
HEAD_LINES = 2  # running heads over a table that goes on


@dataclass(slots=True)
class NoteTable:
    """One printed table. `heads` are the headings over it, the outermost first; `over` the lines since the table before."""

    heads: tuple[str, ...]
    over: tuple[str, ...]
    basis: Basis
    unit: Unit
    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    page: int
    rows: list[tuple[int, Row]] = field(default_factory=list)

    def under(self, pattern: re.Pattern[str]) -> bool:
        """True where one of the headings holds `pattern`."""
        return any(pattern.search(head) for head in self.heads)

    def dated(self, context: Context) -> list["Dated | None"]:
        """What each column is about; None where nothing dates it."""
        own = [self._own(column, context) for column in self.columns]
        groups = self._groups(context)
        if not groups or len(self.columns) % len(groups):
            return own
        width = len(self.columns) // len(groups)
        return [mine or groups[k // width] for k, mine in enumerate(own)]

    def _own(self, column: Column, context: Context) -> "Dated | None":
        for text, box in zip(column.header, column.header_boxes, strict=True):
            end = _end_in(text, context)
            if end is not None:
                return Dated(end, box, _basis_in(" ".join(column.header)) or self.basis)
        return None

    def _groups(self, context: Context) -> list["Dated"]:
        """Dates that stand over several columns each, left to right; none where a date is some column's own last head."""
        found: dict[Box, Dated] = {}
        for column in self.columns:
            for place, (text, box) in enumerate(zip(column.header, column.header_boxes, strict=True)):
                end = _end_in(text, context)
                if end is None:
                    continue
                if place == len(column.header) - 1:
                    return []
                found[box] = Dated(end, box, _basis_in(text) or self.basis)
        return [found[box] for box in sorted(found)]

    def head_of(self, k: int) -> str:
        """All heads of a column, without spaces."""
        return squeezed("".join(self.columns[k].header))


@dataclass(frozen=True, slots=True)
class Dated:
    """The period end of a column, the box of the words that say so, whose figures they are."""

    end: str
    box: Box
    basis: Basis


def _end_in(text: str, context: Context) -> str | None:
    period = column_period((text,), "", context.dates, False)
    return period.end.isoformat() if period is not None else None


def _basis_in(text: str) -> Basis | None:
    if _PARENT_HEAD.search(text):
        return "parent"
    return "consolidated" if _GROUP_HEAD.search(text) else None


def tables_and_lines(
    pages: Mapping[int, Page], lines: Mapping[int, Sequence[Line]], rulings: RulingsOf, wanted: re.Pattern[str]
) -> Iterator[NoteTable | tuple[list[Line], int, Place]]:
    """Tables, whole, and (lines of the page outside tables, index of the line, place) for every line, page by page.

    A table comes out when what follows shows that it has ended; the place is one object that moves on.
    """
    place = Place()
    last: NoteTable | None = None
    for number in sorted(lines):
        found = _tables_on(pages.get(number), lines[number], rulings, wanted, place)
        outside = [line for line in lines[number] if not any(_holds(t.box, line) for t in found)]
        last_before = last
        over: list[str] = []
        at = 0
        for table in found:
            top = table.box[1]
            while at < len(outside) and outside[at].box[1] < top:
                place.pass_line(outside[at])
                over.append(outside[at].text)
                yield outside, at, place
                at += 1
            if last is not None and last is last_before and _goes_on(last, table, over, place):
                last.rows += [(number, row) for row in table.rows]
            else:
                if last is not None:
                    yield last
                last = NoteTable(place.path, tuple(over), place.basis, place.unit, table.columns, _edges(table), number,
                                 [(number, row) for row in table.rows])  # fmt: skip
            last.page = number
            over = []
        while at < len(outside):
            place.pass_line(outside[at])
            yield outside, at, place
            at += 1
    if last is not None:
        yield last


def _tables_on(
    page: Page | None, lines: Sequence[Line], rulings: RulingsOf, wanted: re.Pattern[str], place: Place
) -> list[Table]:
    if page is None or page.source != "text":
        return []
    asked = any(wanted.search(head) for head in place.path) or any(
        len(line.text) < 60 and wanted.search(line.text.replace(" ", "")) for line in lines
    )
    if not asked:
        return []
    grids = [g for g in grids_of(_without_frame(rulings(page.number), page)) if len(g.xs) >= MIN_EDGES]
    words = upright(page.words, page.width) if grids else []
    return [t for g in sorted(grids, key=lambda g: g.ys[0]) for t in tables_in_grid(page.number, g, words, [])]


def _without_frame(rulings: Rulings, page: Page) -> Rulings:
    """The rules without a border around the whole page, which would make one grid of all its tables."""
    return Rulings(
        [a for a in rulings.across if a[2] - a[1] < FRAME_SHARE * page.width],
        [d for d in rulings.down if d[2] - d[1] < FRAME_SHARE * page.height],
    )


def _holds(box: Box, line: Line) -> bool:
    middle = (line.box[1] + line.box[3]) / 2
    return box[1] <= middle <= box[3] and box[0] - 2 <= (line.box[0] + line.box[2]) / 2 <= box[2] + 2


def _edges(table: Table) -> tuple[float, ...]:
    return (table.box[0], *(c.x1 for c in table.columns))


def _goes_on(last: NoteTable, table: Table, over: list[str], place: Place) -> bool:
    """True where the page begins with more of the table before: the same edges, no heading between."""
    edges = _edges(table)
    return (
        last.page == table.page - 1
        and len(over) <= HEAD_LINES
        and last.heads == place.path
        and len(edges) == len(last.edges)
        and all(abs(a - b) <= SAME_EDGE_PT for a, b in zip(edges, last.edges, strict=True))
    )
