"""Trade receivables of Chinese notes: the ageing table and the allowance table. A table that does not add up is unconfirmed or left out."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import SURE, UNSURE, money_fact, summed_fact
from ingestion.extract.notes.outline import squeezed
from ingestion.extract.notes.tables import Dated, NoteTable
from ingestion.model.fact import Fact
from ingestion.model.table import Cell, Row

TRADE = re.compile(r"^应收账款|^应收帐款")
OTHERS = re.compile(r"其他应收|预付|融资|长期应收|合同资产|应收票据")
_BY_AGE = re.compile(r"账龄|帐龄")
_BY_CLASS = re.compile(r"计提方法|类别|分类|种类")
_NOT_GROSS = re.compile(r"坏账|坏帐|减值|比例|计提|[%％]|价值|净额|占")
_SHARE = re.compile(r"比例|[%％]|占")
_ALLOWANCE = re.compile(r"坏账准备|坏帐准备|减值准备")
_NET = re.compile(r"账面价值|账面净值|净额")
_AGES = (
    ("ar_age_le_1y", re.compile(r"1年以内(?:小计)?")),
    ("ar_age_1_2y", re.compile(r"1-2年")),
    ("ar_age_2_3y", re.compile(r"2-3年")),
    ("ar_age_gt_3y", re.compile(r"3年以上(?:小计)?")),
)
_PARTS = {
    "ar_age_le_1y": re.compile(r"(?:其中:?)?(?:\d+-)?\d+(?:天|日|个月)(?:以内|内)?|未逾期|未到期|信用期内"),
    "ar_age_gt_3y": re.compile(r"[3-9]-\d年|[45]年以上"),
}
_TOTAL = re.compile(r"合计|总计|小计")
_LESS = re.compile(r"减:?(?:坏账|坏帐|减值)准备")
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789")
MIN_AGES = 2


def ageing(table: NoteTable, context: Context) -> list[Fact]:
    """Buckets and gross amount of an ageing table, every dated column of gross amounts."""
    if not _is_trade(table):
        return []
    ages = [(page, row, _age(row.label)) for page, row in table.rows]
    if len({name for _, _, name in ages if name in dict(_AGES)}) < MIN_AGES:
        return []
    made: list[Fact] = []
    for column, dated in _dated(table, context, lambda head: not _NOT_GROSS.search(head)).values():
        made += _aged(table, ages, column, dated, context)
    return made


def is_by_age(table: NoteTable) -> bool:
    """True for the table that ages all receivables, false for one of a portfolio."""
    return any(_BY_AGE.search(text) and "组合" not in text for text in (*table.heads[-1:], *table.over[-3:]))


def allowance(table: NoteTable, context: Context) -> list[Fact]:
    """Gross amount and allowance of the last total row of a table by kind of allowance, where gross less allowance makes net."""
    if not _is_trade(table) or not any(_BY_CLASS.search(t) for t in (*table.heads[-1:], *table.over[-3:])):
        return []
    total = next(((page, row) for page, row in reversed(table.rows) if squeezed(row.label) == "合计"), None)
    if total is None:
        return []
    page, row = total
    columns = [
        _dated(table, context, accepts)
        for accepts in (
            lambda head: not _NOT_GROSS.search(head),
            lambda head: bool(_ALLOWANCE.search(head)) and not _SHARE.search(head),
            lambda head: bool(_NET.search(head)),
        )
    ]
    made: list[Fact] = []
    for key in [key for key in columns[0] if key in columns[1] and key in columns[2]]:
        gross, less, net = (row.cells.get(c[key][0]) for c in columns)
        if not (gross and less and net) or _value(gross) - _value(less) != _value(net) or net.value is None:
            continue
        for name, cell, at in (("ar_gross", gross, columns[0][key][1]), ("ar_allowance", less, columns[1][key][1])):
            if cell.value is not None:
                made.append(money_fact(name, cell, "合计", page, table.unit, at.end, at.basis, context, at.box))
    return made


def _is_trade(table: NoteTable) -> bool:
    return (
        table.unit.scale is not None
        and table.under(TRADE)
        and not table.under(OTHERS)
        and not any(OTHERS.search(squeezed(t)) for t in table.over[-2:])
    )


def _dated(
    table: NoteTable, context: Context, accepts: Callable[[str], bool]
) -> dict[tuple[str, str], tuple[int, Dated]]:
    """The first column of each period end and basis whose heads are accepted."""
    found: dict[tuple[str, str], tuple[int, Dated]] = {}
    for k, dated in enumerate(table.dated(context)):
        if dated is not None and accepts(table.head_of(k)):
            found.setdefault((dated.end, dated.basis), (k, dated))
    return found


def _age(label: str) -> str:
    """The bucket a row's caption names, the part of one, `total`, `less`, or nothing."""
    text = unicodedata.normalize("NFKC", squeezed(label)).translate(_NUMERALS)
    text = re.sub(r"\((?:含|包括)[^()]*\)", "", re.sub(r"(?<=\d)(?:年)?[至到—–~－-](?=\d)", "-", text))
    for name, pattern in _AGES:
        if pattern.fullmatch(text):
            return name + ("+" if text.endswith("小计") else "")
    for name, pattern in _PARTS.items():
        if pattern.fullmatch(text):
            return f"part of {name}"
    return "total" if _TOTAL.fullmatch(text) else "less" if _LESS.match(text) else ""


def _aged(table: NoteTable, ages: list[tuple[int, Row, str]], column: int, at: Dated, context: Context) -> list[Fact]:
    cells = [(page, row, name, row.cells[column]) for page, row, name in ages if column in row.cells]
    cells = [c for c in cells if c[3].value is not None and not c[3].is_percent]
    chosen: dict[str, tuple[int, Row, Cell]] = {}
    for page, row, name, cell in cells:
        bucket = name.rstrip("+")
        if bucket in dict(_AGES) and (name.endswith("+") or bucket not in chosen):
            chosen[bucket] = (page, row, cell)
    parts = {
        bucket: [(page, row, cell) for page, row, name, cell in cells if name == f"part of {bucket}"]
        for bucket in _PARTS
        if bucket not in chosen
    }
    totals = [(page, row, cell) for page, row, name, cell in cells if name == "total"]
    less = next(((page, row, cell) for page, row, name, cell in cells if name == "less"), None)
    gross = totals[0] if less and totals else totals[-1] if totals else None
    summed = sum((_value(c) for _, _, c in (*chosen.values(), *(p for ps in parts.values() for p in ps))), Decimal(0))
    sure = SURE if gross is None or summed == _value(gross[2]) else UNSURE

    def fact(name: str | None, place: tuple[int, Row, Cell]) -> Fact:
        page, row, cell = place
        caption = squeezed(row.label) if name else f"应收账款 {squeezed(row.label)}"
        return money_fact(name, cell, caption, page, table.unit, at.end, at.basis, context, at.box, sure=sure)

    made = [fact(name, place) for name, place in chosen.items()]
    for bucket, found in parts.items():
        if len(found) == 1 and bucket == "ar_age_gt_3y":
            made.append(fact(bucket, found[0]))
        elif found:
            inputs = [fact(None, place) for place in found]
            made += [*inputs, summed_fact(bucket, inputs, " + ".join(f.label for f in inputs))]
    if gross:
        made.append(fact("ar_gross", gross))
        if less and len(totals) > 1 and _value(gross[2]) - abs(_value(less[2])) == _value(totals[-1][2]):
            made.append(fact("ar_allowance", less))
    return made


def _value(cell: Cell) -> Decimal:
    return cell.value if cell.value is not None else Decimal(0)


def best_ageing(tables: Iterable[NoteTable], context: Context) -> list[Fact]:
    """Of all ageing tables the first that ages all receivables, else the first of a portfolio, by period and basis."""
    read = [(not is_by_age(t), ageing(t, context)) for t in tables]
    kept: dict[tuple[str | None, str], list[Fact]] = {}
    for _, facts in sorted(read, key=lambda pair: pair[0]):
        mine: dict[tuple[str | None, str], list[Fact]] = {}
        for fact in facts:
            mine.setdefault((fact.period_end, fact.basis), []).append(fact)
        for key, group in mine.items():
            kept.setdefault(key, group)
    return [fact for group in kept.values() for fact in group]
