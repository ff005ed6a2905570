"""Tables of a page as it is kept: the words rebuilt from lines and cuts, the columns found again, each with its period and its name.

For questions about rows that no reader binds to a line item; works on any page, without opening the paper.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ingestion.extract.context import PER_SHARE, PER_SHARE_HEAD
from ingestion.extract.headed_tables import HEAD, HeadedRow, KeptLine, headed_rows, parts_of
from ingestion.extract.periods import DocumentDates, Period, column_period
from ingestion.extract.units import Unit, bare_sign, unit_in_caption, unit_of_lines
from ingestion.model.place import Box, Word
from ingestion.model.table import ColumnRole, Table
from ingestion.read.borderless import tables_without_rules
from ingestion.read.layout import CJK

_DATE_WORDS = re.compile(
    r"(?:19|20)\d\d(?:[/-]\d\d)?|\d{1,2}[.,/日月-]?|[年月日]|\b(?:as|of|at|the|for|in|and|years?|fiscal|quarters?|months?|weeks?|ended|ending|period|fy|"
    r"three|six|nine|twelve|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|"
    r"sept?|oct|nov|dec|notes?|q[1-4]?|h[12]|end|restated|unaudited|audited|millions?|thousands?|billions?|us|rmb|usd|eur|gbp|hkd|m|mn|k|bn)\b"
    r"|[期年][末初](?:余额|数|金额)?|[本上](?:[期年月]|年度|年末|期末)(?:发生额|余额|数|金额|同期)?|人民币|单位|[百千万亿]*元|[$£€¥%,.:：（）()'’\[\]/\-–—]",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MARK = re.compile(r"(?:\s*[(（]\d{1,2}[)）])+$|(?<=[a-z]{3})\d$")
"""The mark of a footnote behind a caption."""
MAX_TITLE = 8


@dataclass(frozen=True, slots=True)
class KeptCell:
    """A figure: as printed, its value (not scaled), its place; the period of its column, None where the head tells none, and the rest of
    the head as the column's name."""

    printed: str
    value: Decimal
    box: Box
    is_percent: bool
    period: Period | None
    name: str


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row: its caption, the sub-heads over it (nearest first), the lines over its table, and the unit of money in it."""

    caption: str
    cells: tuple[KeptCell, ...]
    under: tuple[str, ...]
    title: tuple[str, ...]
    unit: Unit
    per_share: bool


def kept_rows(lines: Sequence[KeptLine], page: int, dates: DocumentDates, unit: Unit) -> list[KeptRow]:
    """The captioned rows of all tables of a page, in order; `dates` and `unit` are what the paper says of itself."""
    if sum(bool(CJK.search(text)) for text, _, _ in lines) * 2 > len(lines):
        return _headed_rows(lines, page, dates, unit)
    return [row for table in tables_without_rules(page, words_of(lines)) for row in _rows(table, dates, unit)]


def _headed_rows(lines: Sequence[KeptLine], page: int, dates: DocumentDates, unit: Unit) -> list[KeptRow]:
    """The rows under Chinese heads; a table that names no unit is in that of the table over it."""
    out: list[KeptRow] = []
    for row in headed_rows(lines):
        unit = unit_of_lines([(text, (0.0, 0.0, 0.0, 0.0)) for text in row.over], page).over(unit)
        out.append(_headed(row, dates, unit))
    return out


def _headed(row: HeadedRow, dates: DocumentDates, unit: Unit) -> KeptRow:
    title = " ".join(row.over)
    cells = []
    for head, number, part in row.cells:
        flow = bool(re.search("发生额|本期|上期|年度", head))
        relative = dates.end is None and not re.search(r"\d{4}", head)
        period = None if relative else column_period((head,), title, dates, flow)
        box = (part.x0, part.top, part.x1, part.bottom)
        percent = number.is_percent or bool(re.search("[%％]|比例", head))
        cells.append(KeptCell(part.text, number.value, box, percent, period, _name(head)))
    caption = re.sub(r"^(?:其中|减|加)[:：]|^[一二三四五六七八九十]+、", "", row.caption).strip()
    return KeptRow(
        caption, tuple(cells), (), row.over, unit_in_caption(caption).over(unit), bool(PER_SHARE.search(caption))
    )


def _name(head: str) -> str:
    """What a head says beside its period."""
    return " ".join(_DATE_WORDS.sub(" ", head).split())


def words_of(lines: Sequence[KeptLine]) -> list[Word]:
    """Words as they stood: exact for figures, shared out by length inside a run of words."""
    out: list[Word] = []
    for part in (part for line in lines for part in parts_of(line)):
        each = (part.x1 - part.x0) / max(1, len(part.text))
        out += [
            Word(word.group(), part.x0 + each * word.start(), part.top, part.x0 + each * word.end(), part.bottom)
            for word in re.finditer(r"\S+", part.text)
        ]
    return out


def _rows(table: Table, dates: DocumentDates, whole: Unit) -> list[KeptRow]:
    title = tuple(text for text, _ in table.title[-MAX_TITLE:])
    heads = [pair for c in table.columns for pair in zip(c.header, c.header_boxes, strict=False)]
    unit = unit_of_lines(heads, table.page).over(unit_of_lines(table.title[-MAX_TITLE:], table.page))
    if unit.scale is None:
        signs = [u for text, box in [*table.title[-MAX_TITLE:], *heads] if (u := bare_sign(text, box, table.page))]
        unit = unit.over(signs[0]) if signs else unit
    printed = next((c.currency for r in table.rows for c in r.cells.values() if c.currency), None)
    unit = unit.over(Unit(currency=printed)).over(whole)
    periods, names = _columns(table, " ".join(title), dates)
    out: list[KeptRow] = []
    under: list[str] = []
    for row in table.rows:
        cells = tuple(
            KeptCell(c.text, c.value, c.box, c.is_percent or _is_percent(table, k), periods[k], names[k])
            for k, c in sorted(row.cells.items())
            if c.value is not None and table.columns[k].role in (ColumnRole.VALUE, ColumnRole.PERCENT)
        )
        if not cells:
            under.insert(0, row.label)
            continue
        caption = _MARK.sub("", row.label).strip()
        if caption:
            own = unit_in_caption(caption)
            per_share = bool(PER_SHARE.search(caption) or PER_SHARE_HEAD.search(" ".join(title)))
            out.append(KeptRow(caption, cells, tuple(under[:3]), title, own.over(unit), per_share))
    return out


def _calendar_year(head: str, dates: DocumentDates, flow: bool) -> Period | None:
    """A bare year, in a paper that says nothing of its own period."""
    years = set(_YEAR.findall(head))
    if dates.end is not None or len(years) != 1:
        return None
    return Period(date(int(years.pop()), 12, 31), 12 if flow else None)


def _is_percent(table: Table, k: int) -> bool:
    return bool(re.search(r"[%％]", " ".join(table.columns[k].header)))


def _columns(table: Table, title: str, dates: DocumentDates) -> tuple[list[Period | None], list[str]]:
    """For every column its period and what else its head says."""
    periods: list[Period | None] = []
    names: list[str] = []
    for column in table.columns:
        head = " ".join(column.header)
        flow = bool(re.search(r"month|year|quarter|fiscal|年度|本期|上期|发生额", head + title, re.IGNORECASE))
        periods.append(column_period(column.header, title, dates, flow) or _calendar_year(head, dates, flow))
        names.append(_name(head))
    if not any(periods) and not any(
        HEAD.search(text) for text in (title, *names)
    ):  # a table of one day, told by its title
        only = column_period((title[-200:],), "", dates, False) if re.search(r"(?:19|20)\d\d", title) else None
        periods = [only] * len(periods)
    return periods, names
