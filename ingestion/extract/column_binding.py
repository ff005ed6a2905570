"""Columns of a statement bound to a period, a basis and a unit."""

import re
from dataclasses import replace

from ingestion.extract.context import FLOWS, ColumnBinding, Context
from ingestion.extract.finder import compact
from ingestion.extract.instances import Instance
from ingestion.extract.periods import DocumentDates, column_period, dates_in
from ingestion.extract.units import Unit, bare_sign, unit_of_lines
from ingestion.model.fact import Basis
from ingestion.model.table import ColumnRole, Table

_PARENT_HEAD = re.compile(r"母公司|本公司|^公司|parent|(?<!group)\bcompany\b", re.IGNORECASE)
_GROUP_HEAD = re.compile(r"合并|本集团|集团|合併|consolidated|\bgroup\b", re.IGNORECASE)
_OWN_KIND = re.compile(
    r"(?:^|\s)(?:the )?(?:bank|society|trust|corporation|association|council|university|fund)(?=$|\s)", re.IGNORECASE
)
_CHANGE_HEAD = re.compile(r"增减|变动(?!收益)|同比|[%％]|\bchange\b", re.IGNORECASE)
_ALL_HEAD = re.compile(r"合计|合計|总计|\btotal\b|\bstatutory\b", re.IGNORECASE)
_PART_HEAD = re.compile(
    r"持续经营|终止经营|持續經營|終止經營|continuing|discontinued|exceptional|(?:non-)?underlying|adjust(?:ing|ments?)\b|\badjusted\b"
    r"|non-?recurring|separately disclosed|specific items|special items|before .{0,40}items",
    re.IGNORECASE,
)
_FOREIGN_HEAD = re.compile(r"US\$|convenience|折合美元", re.IGNORECASE)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d年?")
RELATIVE_HEAD = re.compile(r"[期年][末初]|本[期年月]|上[期年]|累[计計]")
LONGEST_HEAD = 24
LONGEST_BASIS = 3  # words


def bound_columns(table: Table, instance: Instance, context: Context) -> dict[int, ColumnBinding]:
    """The period and basis of each column of figures that tells its period; columns of change, parts and translations are left out."""
    title = " ".join(text for text, _ in table.title[-8:])
    if instance.title and compact(instance.title.text) not in compact(title):
        title = " ".join([*(text for text, _ in instance.tables[0].title[-8:]), title])
    values = [k for k, c in enumerate(table.columns) if c.role is ColumnRole.VALUE]
    flow = instance.statement in FLOWS
    found: dict[int, ColumnBinding] = {}
    parts = _part_columns(table, values)
    bases = _bases(table, values, instance)
    foreign = _foreign_columns(table, values)
    for k in values:
        column = table.columns[k]
        if k in parts or k in foreign:
            continue
        head = " ".join(column.header)
        if _CHANGE_HEAD.search(head):
            continue
        header, over = _own_head(table, k, values)
        period = column_period(header, f"{title} {over}", context.dates, flow)
        if period is not None:
            box = column.header_boxes[-1] if column.header_boxes else ()
            found[k] = ColumnBinding(period, bases[k], tuple(box))
    return found


def _own_head(table: Table, k: int, values: list[int]) -> tuple[tuple[str, ...], str]:
    """(the head of a column, what dates it together with others): under "Year ended 30 June 2024" 2024 and 2023 have years of their own."""
    header = table.columns[k].header
    if not any(_BARE_YEAR.fullmatch(text.strip()) for text in header):
        return header, ""
    others = [table.columns[other].header for other in values if other != k]
    shared = [text for text in header if dates_in(text) and any(text in other for other in others)]
    return tuple(text for text in header if text not in shared), " ".join(shared)


def closing_dates(dates: DocumentDates, chosen: list[Instance]) -> DocumentDates:
    """`dates`, or where the paper tells no date but in the heads of its balance sheet, the latest of those."""
    if dates.end is not None:
        return dates
    heads = [
        c.header
        for i in chosen
        if i.statement == "balance_sheet"
        for c in i.tables[0].columns
        if c.role is ColumnRole.VALUE
    ]
    ends = [p.end for h in heads if (p := column_period(h, "", DocumentDates(), flow=False))]
    return replace(dates, end=max(ends)) if ends else dates


def undated_columns(table: Table, instance: Instance) -> dict[int, ColumnBinding]:
    """Columns that the paper calls 期末 or 本期 and dates nowhere: kept under that name, without a date."""
    values = [k for k, c in enumerate(table.columns) if c.role is ColumnRole.VALUE]
    bases = _bases(table, values, instance)
    found: dict[int, ColumnBinding] = {}
    for k in values:
        column = table.columns[k]
        head = compact("".join(column.header))
        if RELATIVE_HEAD.search(head) and not _CHANGE_HEAD.search(head):
            box = column.header_boxes[-1] if column.header_boxes else ()
            found[k] = ColumnBinding(None, bases[k], tuple(box), head[:LONGEST_HEAD])
    return found


def _foreign_columns(table: Table, values: list[int]) -> set[int]:
    """Columns of a convenience translation beside those of the paper's own currency."""
    named = {k for k in values if _FOREIGN_HEAD.search(" ".join(table.columns[k].header))}
    return named if len(values) > 2 and len(named) < len(values) else set()


def _part_columns(table: Table, values: list[int]) -> set[int]:
    """Columns of a part (continuing, discontinued operations) beside totals; a column without a group word joins its left one."""
    group = ""
    kinds: dict[int, str] = {}
    for k in values:
        head = " ".join(table.columns[k].header)
        group = "all" if _ALL_HEAD.search(head) else "part" if _PART_HEAD.search(head) else group
        kinds[k] = group
    return {k for k, kind in kinds.items() if kind == "part"} if "all" in kinds.values() else set()


def _bases(table: Table, values: list[int], instance: Instance) -> dict[int, Basis]:
    """Whose figures each column holds; where some heads say "Group" and some "Company", a head of neither belongs to its left one."""
    told = {k: _basis_named(table.columns[k].header) for k in values}
    if "consolidated" in told.values():  # beside "Group" the bank, the society or the trust is the parent
        told = {
            k: b or ("parent" if _OWN_KIND.search(" ".join(table.columns[k].header)) else None) for k, b in told.items()
        }
    spread = len(set(told.values()) - {None}) > 1
    default: Basis = instance.basis if instance.basis in ("parent", "consolidated") else "unknown"  # type: ignore[assignment]
    bases: dict[int, Basis] = {}
    before: Basis | None = None
    for k in values:
        before = told[k] or (before if spread else None)
        bases[k] = before or default
    return bases


def _basis_named(header: tuple[str, ...]) -> Basis | None:
    """Whose figures a head names; a longer phrase with such a word ("Ford Motor Company") is a name."""
    head = " ".join(text for text in header if len(text.split()) <= LONGEST_BASIS)
    if _GROUP_HEAD.search(head):
        return "consolidated"
    return "parent" if _PARENT_HEAD.search(head) else None


def table_unit(table: Table, instance: Instance, context: Context) -> Unit:
    """The unit of a table: its own lines and heads first, then those of the statement, then what the document says."""
    foreign = _foreign_columns(table, [k for k, c in enumerate(table.columns) if c.role is ColumnRole.VALUE])
    strange = {text for k in foreign for text in table.columns[k].header}
    own = unit_of_lines([line for line in table.title if not any(text in line[0] for text in strange)], table.page)
    kept = [c for k, c in enumerate(table.columns) if k not in foreign]
    heads = [pair for c in kept for pair in zip(c.header, c.header_boxes, strict=False)]
    first = unit_of_lines(instance.tables[0].title, instance.tables[0].page)
    signs = (c.currency for t in instance.tables for r in t.rows for c in r.cells.values() if c.currency)
    printed = Unit(currency=next(signs, None))
    found = own.over(unit_of_lines(heads, table.page)).over(first).over(printed)
    if found.scale is None:
        lines = [*instance.tables[0].title, *table.title, *heads]
        found = found.over(next((u for text, box in lines if (u := bare_sign(text, box, table.page))), Unit()))
    if found.currency == "USD" and context.unit.currency:
        found = replace(found, currency=context.unit.currency)  # "$" in a paper that says which dollar it is
    return found.over(context.unit)
