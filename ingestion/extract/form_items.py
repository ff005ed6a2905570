"""A report as a run of items in reading order: lines outside tables, and rows of cells inside grids."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingestion.model.place import Box, Line, Page
from ingestion.read.ruled import Grid, grids_of, rows_in_grid
from ingestion.read.rulings import Rulings

Cell = tuple[str, Box | None]
INSIDE_PT = 2.0


@dataclass(frozen=True, slots=True)
class TextItem:
    """A line outside every table."""

    page: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class RowItem:
    """A row of a grid; empty cells have no box. `grid` tells the rows of one table."""

    page: int
    cells: tuple[Cell, ...]
    grid: int


Item = TextItem | RowItem


def items_of(pages: Iterable[tuple[Page, list[Line]]], rulings: Callable[[int], Rulings]) -> list[Item]:
    """All items of the report, page by page, top to bottom."""
    out: list[Item] = []
    count = 0
    for page, lines in pages:
        placed: list[tuple[float, Item]] = []
        grids = grids_of(rulings(page.number))
        for grid in grids:
            count += 1
            words = [w for w in page.words if not w.suspect]
            rows = rows_in_grid(grid, words)
            placed.extend((top, RowItem(page.number, tuple(cells), count)) for top, cells in rows)
        outside = [line for line in lines if not any(_inside(line.box, grid) for grid in grids)]
        placed.extend((line.box[1], TextItem(page.number, line.text, line.box)) for line in outside)
        out += [item for _, item in sorted(placed, key=lambda entry: entry[0])]
    return out


def _inside(box: Box, grid: Grid) -> bool:
    middle = (box[1] + box[3]) / 2
    x0, top, x1, bottom = grid.box
    return top - INSIDE_PT <= middle <= bottom + INSIDE_PT and box[0] >= x0 - INSIDE_PT and box[0] <= x1
