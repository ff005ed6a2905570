"""Heads of tables: cells over columns, and which value stands under which head."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.extract.bureau.amounts import Unit, unit_of
from ingestion.extract.bureau.cells import Cell, Row, glued
from ingestion.extract.bureau.leaf import clean
from ingestion.extract.bureau.spec import fold
from ingestion.model.place import union

FAR = 10_000.0
NEAR_HEIGHTS = 1.6


@dataclass(slots=True)
class Head:
    """One head cell: its text, width and place, what the vocabulary says of it, the unit in its brackets."""

    text: str
    folded: str
    cell: Cell
    page: int
    meaning: str | None = None
    sure: float = 1.0
    unit: Unit = field(default_factory=Unit)
    group: str | None = None
    table: int = 0  # number of the drawn table it heads

    @property
    def percent(self) -> bool:
        """The head says that its figures are percentages."""
        return "%" in self.text or "％" in self.text


def heads_of(row: Row) -> list[Head]:
    """The filled cells of a row as heads."""
    return [_head(cell, row.page, row.table) for cell in row.filled]


def _head(cell: Cell, page: int, table: int = 0) -> Head:
    text = clean(cell.text)
    return Head(text, fold(text), cell, page, unit=unit_of(text) if _has_unit(text) else Unit(), table=table)


def _has_unit(text: str) -> bool:
    return any(sign in text for sign in "（(［[/,，")


def bind(heads: Sequence[Head], row: Row) -> dict[int, Cell]:
    """Index of a head → the cell under it. Cells of a drawn table go by their columns, others by the nearest edges, in order."""
    cells = [c for c in row.cells if c.text or row.table]
    if row.table and all(_over(h.cell, c) > 0 for h in heads for c in [max(cells, key=lambda c: _over(h.cell, c))]):
        taken: dict[int, Cell] = {}
        for k, head in enumerate(heads):
            best = max(cells, key=lambda c: _over(head.cell, c))
            if best not in taken.values():
                taken[k] = best
        return taken
    filled = row.filled
    if len(filled) == len(heads):
        return dict(enumerate(filled))
    return _in_order(heads, filled)


def _over(a: Cell, b: Cell) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _in_order(heads: Sequence[Head], cells: Sequence[Cell]) -> dict[int, Cell]:
    """The cheapest assignment that keeps the order; a cell too far from every head is left out."""
    count, width = len(cells), len(heads)
    best: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())] * (width + 1)]
    for i in range(1, count + 1):
        row: list[tuple[float, tuple[int, ...]]] = [(FAR * i, (*best[i - 1][0][1], -1))]
        for k in range(1, width + 1):
            skip_head = row[k - 1]
            skip_cell = (best[i - 1][k][0] + FAR, (*best[i - 1][k][1], -1))
            take = (best[i - 1][k - 1][0] + _apart(heads[k - 1].cell, cells[i - 1]), (*best[i - 1][k - 1][1], k - 1))
            row.append(min(skip_head, skip_cell, take, key=lambda option: option[0]))
        best.append(row)
    owners = best[count][width][1]
    return {k: _with_rest(heads, cells, owners, i) for i, k in enumerate(owners) if k >= 0}


def _with_rest(heads: Sequence[Head], cells: Sequence[Cell], owners: Sequence[int], at: int) -> Cell:
    """The cell with those right of it that belong to no head and begin before the next one: one value printed with wide gaps."""
    cell, k = cells[at], owners[at]
    after = heads[k + 1].cell.x0 if k + 1 < len(heads) else FAR
    for i in range(at + 1, len(cells)):
        if owners[i] >= 0 or cells[i].x0 >= after or cells[i].x0 - cell.x1 > NEAR_HEIGHTS * _height(cell):
            break
        box = union([b for b in (cell.box, cells[i].box) if b]) if cell.box or cells[i].box else None
        cell = Cell(glued(cell.text, cells[i].text), box, cell.x0, cells[i].x1, min(cell.conf, cells[i].conf))
    return cell


def _height(cell: Cell) -> float:
    return cell.box[3] - cell.box[1] if cell.box else 10.0


def _apart(head: Cell, cell: Cell) -> float:
    near = min(abs(head.x0 - cell.x0), abs(head.x1 - cell.x1), abs(head.x0 + head.x1 - cell.x0 - cell.x1) / 2)
    return near - min(5.0, max(0.0, _over(head, cell)))


def joined(rows: Sequence[Row]) -> list[Head]:
    """Head lines of an undrawn table that stand over one another, joined column by column."""
    base = max(rows, key=lambda r: len(r.filled))
    heads = heads_of(base)
    parts: list[list[tuple[float, Cell]]] = [[(base.top, h.cell)] for h in heads]
    for row in rows:
        if row is base:
            continue
        for cell in row.filled:
            near = min(range(len(heads)), key=lambda k: _apart(heads[k].cell, cell))
            parts[near].append((row.top, cell))
    made = []
    for head, own in zip(heads, parts, strict=True):
        text = " ".join(c.text for _, c in sorted(own, key=lambda item: item[0]))
        made.append(_head(Cell(text, head.cell.box, min(c.x0 for _, c in own), max(c.x1 for _, c in own)), base.page))
    return made
