"""A table of a written paper as it is printed: its lines, heads, rows and cells."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evals.varied.books import Row
from evals.varied.heads import Span
from evals.varied.styles import Column, Style


@dataclass(slots=True)
class Table:
    """A table as printed: the lines over it, rows of its head, and (row, note, cells)."""

    entry: dict[str, Any]
    columns: list["Place"]
    heads: list[list[Span]]
    rows: list[tuple[Row, str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A printed column; `mark` "~", "!", "%" or nothing for figures that have to be read."""

    column: Column
    mark: str = ""


def amount_of(row: Row, place: Place, table: Table, style: Style) -> Decimal:
    """The figure of a cell in units of the currency."""
    decimals = row.decimals or int(table.entry.get("decimals", style.decimals))
    scale = 1 if row.decimals else int(table.entry.get("scale", 1))
    if row.decimals and table.entry.get("minor"):
        decimals += 2
    return Decimal(row.values[place.column.place] * scale) / Decimal(10**decimals)
