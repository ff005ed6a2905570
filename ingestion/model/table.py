"""A printed table: rows of captions, columns with heads, cells with boxes. Made by `ingestion.read.tables`."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ingestion.model.place import Box, Word


class ColumnRole(StrEnum):
    """What a column holds. Only `value` columns become figures."""

    VALUE = "value"
    NOTE = "note"
    LINE_NUMBER = "line_number"
    PERCENT = "percent"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. `value` is the number as printed (sign applied, not scaled); None for text.

    A lone dash or nil has `value` 0 and `is_dash`. `box` encloses the number itself without currency sign or hanging bracket.
    """

    text: str
    box: Box
    words: tuple[Word, ...]
    value: Decimal | None = None
    is_dash: bool = False
    is_percent: bool = False
    currency: str | None = None
    side: str = ""
    """"dr" or "cr" where the print says so."""


@dataclass(frozen=True, slots=True)
class Column:
    """`header` holds the phrases over the column from top to bottom, spanning phrases included."""

    x0: float
    x1: float
    header: tuple[str, ...]
    header_boxes: tuple[Box, ...]
    role: ColumnRole = ColumnRole.VALUE


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` maps a column's index to its cell; a blank cell is absent. `label` is the whole caption, wrapped lines joined."""

    label: str
    label_box: Box | None
    indent: float
    top: float
    bottom: float
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """`title` holds the lines printed above the header (statement name, unit, company) from top to bottom, with their boxes."""

    page: int
    box: Box
    title: tuple[tuple[str, Box], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    method: str  # ruled | edges | ocr
