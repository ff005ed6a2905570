"""Tables of records: rows collected under their heads, wrapped and broken rows made whole, each made a record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.cells import Cell, Row, glued
from ingestion.extract.bureau.heads import Head, bind
from ingestion.extract.bureau.leaf import clean
from ingestion.extract.bureau.spec import TableSpec, target
from ingestion.model.place import Box, union

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
FIGURE = re.compile(r"[-(<]?\s*(?:US)?[$€£¥₹]?\s*[\d,]+(?:\.\d+)?\)?\s*%?|--?|n/?a", re.IGNORECASE)
ANCHOR_SHARE = 0.5
Place = tuple[str, int, Box]


@dataclass(slots=True)
class Context:
    """What stood above a table: section word, its heading, the kind of business, whether it is settled, the unit declared."""

    section: str = ""
    heading: Place | None = None
    category: Place | None = None
    settled: tuple[bool, Place] | None = None
    unit: Unit = field(default_factory=Unit)


@dataclass(slots=True)
class OpenTable:
    """A table being read: its heads (several rows for cards) and the rows under them."""

    spec: TableSpec
    heads: list[list[Head]]
    context: Context
    rows: list[Row] = field(default_factory=list)
    seen: bool = False  # read from a picture

    def same_heads(self, heads: Sequence[Head]) -> bool:
        """The head is one of this table's, printed again on the next page."""
        return any([h.folded for h in own] == [h.folded for h in heads] for own in self.heads)


Bound = list[tuple[Head, Cell, int]]  # head, cell under it, page


def records_of(table: OpenTable) -> list[Bound]:
    """The cells of each record under their heads."""
    if len(table.heads) > 1:
        return _cards(table)
    rows = [(row, bind(table.heads[0], row)) for row in table.rows]
    bound = [[(table.heads[0][k], cell, row.page) for k, cell in sorted(found.items())] for row, found in rows]
    if not table.rows:
        return []
    if any(row.table for row in table.rows):
        return _continued(table, bound)
    return _anchored(table, bound)


def chained(tables: Sequence[OpenTable]) -> list[Bound]:
    """Records of cards whose labels stand in several rows, each over its values: 案号 法院 / … / 金额 日期 / …, and again."""
    out: list[Bound] = []
    for cycle in _cycles(tables):
        found = [records_of(t) for t in cycle]
        if len({len(f) for f in found}) > 1:  # wrapped values of one card
            found = [[_whole(f)] if f else [] for f in found]
        out += [[cell for part in same for cell in part] for same in zip(*(f for f in found if f), strict=True)]
    return out


def _cycles(tables: Sequence[OpenTable]) -> list[list[OpenTable]]:
    """A label printed again begins the next card."""
    cycles: list[list[OpenTable]] = []
    seen: set[str] = set()
    for table in tables:
        own = {h.folded for heads in table.heads for h in heads}
        if not cycles or own & seen:
            cycles.append([])
            seen = set()
        cycles[-1].append(table)
        seen |= own
    return cycles


def _whole(found: Sequence[Bound]) -> Bound:
    whole = list(found[0])
    for more in found[1:]:
        whole = _together(whole, more)
    return whole


def _cards(table: OpenTable) -> list[Bound]:
    """Records of several rows, one under each row of heads. A row that fits another head row better begins there."""
    count = len(table.heads)
    out: list[Bound] = []
    at = 0
    for row in table.rows:
        fits = [_fit(table.heads[k], row) for k in range(count)]
        if fits[at] < max(fits) - 0.34 and max(fits) == fits[0]:
            at = 0  # a card with fewer rows
        if at == 0 or not out:
            out.append([])
        found = bind(table.heads[at], row)
        out[-1] += [(table.heads[at][k], cell, row.page) for k, cell in sorted(found.items())]
        at = (at + 1) % count
    return out


def _fit(heads: Sequence[Head], row: Row) -> float:
    """The share of cells that are of their head's type: dates, figures."""
    cells = [(h, c) for k, c in bind(heads, row).items() if c.text and (h := heads[k]).meaning]
    if not cells:
        return 0.0
    good = sum(_looks(_kind_of(head), clean(cell.text)) for head, cell in cells)
    return good / len(cells)


def _kind_of(head: Head) -> str:
    found = target(head.meaning or "-")
    return found.kind if found else ""


def _looks(kind: str, text: str) -> bool:
    if text in ("--", "-"):
        return True
    if kind == "date":
        return bool(re.search(r"\d{4}", text))
    if kind in ("money", "number", "count"):
        return bool(FIGURE.fullmatch(text))
    if kind in ("five_class", "collateral_type", "currency"):
        return len(text) < 12 and not re.search(r"\d", text)
    return not FIGURE.fullmatch(text) if kind == "text" else True


def _continued(table: OpenTable, bound: list[Bound]) -> list[Bound]:
    """Rows of a drawn table; the rest of a row at the top of the next page goes to the row it belongs to."""
    out: list[Bound] = []
    for i, cells in enumerate(bound):
        filled = [c for c in cells if c[1].text]
        if not filled:
            continue
        new_page = i > 0 and table.rows[i].page != table.rows[i - 1].page
        first_empty = not cells[0][1].text
        if (
            out
            and (new_page or first_empty)
            and len(filled) <= ANCHOR_SHARE * len(cells)
            and first_empty
            and all(not FIGURE.fullmatch(c.text) for _, c, _ in filled)
        ):
            out[-1] = _together(out[-1], filled)
        else:
            out.append(cells)
    return out


def _anchored(table: OpenTable, bound: list[Bound]) -> list[Bound]:
    """Lines of an undrawn table: full lines are records, lines with few cells are the rest of the nearest one."""
    if banded := _banded(table, bound):
        return banded
    most = max((len(b) for b in bound), default=0)
    anchors = [i for i, cells in enumerate(bound) if _is_anchor(cells, most)]
    if not anchors:
        return [b for b in bound if b]
    middles = [(row.top + row.bottom) / 2 + 100_000 * row.page for row in table.rows]
    owned: dict[int, list[int]] = {a: [a] for a in anchors}
    for i, cells in enumerate(bound):
        if i in owned or not cells:
            continue
        near = min(anchors, key=lambda a: (abs(middles[a] - middles[i]), a > i))
        owned[near].append(i)
    out: list[Bound] = []
    for members in owned.values():
        merged: Bound = []
        for i in sorted(members):
            merged = _together(merged, bound[i]) if merged else list(bound[i])
        out.append(merged)
    return out


def _banded(table: OpenTable, bound: list[Bound]) -> list[Bound]:
    """Lines between the same two rules are one record; none where a line stands outside of rules or the rules part nothing."""
    keys = [(row.page, row.band) for row, cells in zip(table.rows, bound, strict=True) if cells]
    if not all(band for _, band in keys) or (len(set(keys)) < 2 and len(keys) > 2):
        return []
    out: dict[tuple[int, int], Bound] = {}
    for row, cells in zip(table.rows, bound, strict=True):
        key = (row.page, row.band)
        out[key] = _together(out[key], cells) if key in out else list(cells)
    return [b for b in out.values() if b]


def _is_anchor(cells: Bound, most: int) -> bool:
    figures = sum(bool(FIGURE.fullmatch(clean(c.text))) or bool(re.search(r"\d{4}", c.text)) for _, c, _ in cells)
    return len(cells) > ANCHOR_SHARE * most and (figures > 0 or len(cells) == most)


def _together(first: Bound, more: Bound) -> Bound:
    out = list(first)
    for head, cell, page in more:
        at = next((i for i, (h, _, _) in enumerate(out) if h is head), None)
        if at is None:
            out.append((head, cell, page))
        else:
            old = out[at][1]
            box = (
                union([b for b in (old.box, cell.box) if b])
                if out[at][2] == page and (old.box or cell.box)
                else old.box
            )
            out[at] = (
                head,
                Cell(glued(old.text, cell.text), box, old.x0, old.x1, min(old.conf, cell.conf)),
                out[at][2],
            )
    return out
