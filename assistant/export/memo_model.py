"""The memo as a value: sections, paragraphs, tables, charts, notes. Serializers print it; nothing is computed there."""

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.credit.charts import Chart
from assistant.credit.profile_model import PeriodKey
from assistant.format import Lang


@dataclass(frozen=True, slots=True)
class Cell:
    """Text as shown. `number` is set for figures (not rounded, in the unit of the table); `note` points into the memo's notes.

    `quote` is what the paper prints; `formula` the ratio's formula over line ids for its period, `line` the line a figure stands for:
    a workbook makes live formulas of them.
    """

    text: str
    number: Decimal | None = None
    note: int | None = None
    mark: str = ""  # derived | nil | good | watch | weak | total (a row that sums up)
    quote: str = ""
    unit: str = ""
    line: str = ""
    period: PeriodKey | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row; `head_notes` name the paper and page that a whole column is printed on. `widths` are shares."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head_notes: tuple[int | None, ...] = ()
    widths: tuple[float, ...] = ()
    sheet: str = ""  # name of the workbook's sheet, where it has one of its own


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the memo; `key` is one of `sections.SECTIONS`."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A page of a paper that figures are printed on."""

    number: int
    file: str
    page: int

    def words(self, lang: Lang) -> str:
        """`a.pdf, p.3`."""
        return f"{self.file} 第 {self.page} 页" if lang == "zh" else f"{self.file}, p.{self.page}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the memo is a copy of: its version, whether a decision stands, under which policy. `state`: draft | approved …"""

    version: str = ""
    policy: str = ""
    state: str = "draft"
    decided_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """The whole memo in one language. `glance` are the words at the top of its first page: (what, value)."""

    title: str
    subtitle: str
    lang: Lang
    mark: str
    footer: str
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    glance: tuple[tuple[str, str], ...] = ()


@dataclass
class Notes:
    """Numbers for pages of papers, in the order of first use."""

    listed: list[Note] = field(default_factory=list)
    _numbers: dict[tuple[str, int], int] = field(default_factory=dict)

    def of(self, file: str, page: int) -> int:
        """The number of this page of this paper."""
        key = (file, page)
        if key not in self._numbers:
            self._numbers[key] = len(self.listed) + 1
            self.listed.append(Note(self._numbers[key], file, page))
        return self._numbers[key]


def with_head_notes(table: Table) -> Table:
    """The table with the page most figures of a column stand on named once at its head; other pages stay at their cells."""
    heads: list[int | None] = []
    for column in range(len(table.head)):
        found = [row[column].note for row in table.rows if column < len(row) and row[column].note]
        best = max(dict.fromkeys(found), key=found.count, default=None) if column else None
        heads.append(best if best and found.count(best) > 2 else None)
    rows = tuple(
        tuple(_without(cell) if cell.note and cell.note == heads[at] else cell for at, cell in enumerate(row))
        for row in table.rows
    )
    return Table(table.title, table.note, table.head, rows, tuple(heads), table.widths, table.sheet)


def _without(cell: Cell) -> Cell:
    return Cell(cell.text, cell.number, None, cell.mark, cell.quote, cell.unit, cell.line, cell.period, cell.formula)
