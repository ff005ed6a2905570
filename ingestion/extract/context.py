"""What the reading of one statement hands on: the document's context, rows with their lines, columns with their periods."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.extract.periods import DocumentDates, Period
from ingestion.extract.units import Unit
from ingestion.model.fact import Basis, Fact, Gaap, Problem
from ingestion.model.table import ColumnRole, Row, Table
from ingestion.taxonomy.taxonomy import Match

PER_SHARE = re.compile(r"per\s+(?:\w+\s+){0,2}share|每股|\bEPS\b", re.IGNORECASE)
PER_SHARE_HEAD = re.compile(r"per[a-z]{0,18}share|每股")  # of a head without white space
SHARES = re.compile(r"weighted|shares (?:outstanding|used)|number of shares|股数|股本总数", re.IGNORECASE)
FLOWS = frozenset({"income_statement", "cash_flow"})
LIABILITY_SECTIONS = frozenset({"current_liabilities", "noncurrent_liabilities"})


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole document."""

    dates: DocumentDates
    unit: Unit
    language: str
    gaap: Gaap
    sha256: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A row with the line it names (None: kept by its caption), in the order of print."""

    row: Row
    page: int
    table: Table
    match: Match | None
    head: str
    section: str


@dataclass(frozen=True, slots=True)
class ColumnBinding:
    """What the figures of a column are about."""

    period: Period | None
    basis: Basis
    header_box: tuple[float, ...]
    name: str | None = None
    """What the paper calls a column that it does not date."""


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """Facts in order of print, what was wrong, and the section each balance-sheet row adds to (by fact id)."""

    facts: list[Fact]
    problems: list[Problem]
    sections: dict[str, str]


def line_of(b: Bound) -> str | None:
    """The id of the line a row names; None for a row kept by its caption."""
    return b.match.item.id if b.match else None


def first_value(b: Bound) -> Decimal | None:
    """The figure in the row's first column of values; None where that cell is blank."""
    values = [k for k, c in enumerate(b.table.columns) if c.role is ColumnRole.VALUE and k in b.row.cells]
    return b.row.cells[values[0]].value if values else None
