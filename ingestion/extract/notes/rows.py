"""Rows of ruled tables by the rules of `zh.toml`: balances under a dated column, single amounts, shares."""

import re
from itertools import pairwise

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import money_fact, share_fact
from ingestion.extract.notes.outline import squeezed
from ingestion.extract.notes.rules import Note, notes
from ingestion.extract.notes.tables import Dated, NoteTable
from ingestion.model.fact import Fact
from ingestion.model.table import Cell, Row

_NOT_BALANCE = re.compile(r"坏账|坏帐|减值|比例|利率|计提|[%％]|价值|净额|占|天数|面值|类型|情况")
_SHARE = re.compile(r"比例|占比|[%％]")
_RANK = re.compile(r"占(?:年度|本期|全部|公司)?.{0,6}(?P<of>销售|营业收入|采购).{0,8}(?:比例|比重|[%％])")
_FIRST = {"销售": "top1_customer_pct", "营业收入": "top1_customer_pct", "采购": "top1_supplier_pct"}
RANKED = 3  # rows of a list of the largest
READ_ELSEWHERE = frozenset({"ar_gross", "ar_allowance"}) | {f"ar_age_{n}" for n in ("le_1y", "1_2y", "2_3y", "gt_3y")}


def row_facts(table: NoteTable, context: Context) -> list[Fact]:
    """The figures of the rows that a rule names: each dated column once, or the row's only amount, or its share."""
    heads = " ".join(table.heads)
    rules = [n for n in notes() if n.take != "told" and n.field not in READ_ELSEWHERE and n.stands_under(heads)]
    if not rules or "其他应收" in heads:
        return []
    columns: dict[tuple[str, str], tuple[int, Dated]] = {}
    for k, dated in enumerate(table.dated(context)):
        if dated is not None and not _NOT_BALANCE.search(table.head_of(k)):
            columns.setdefault((dated.end, dated.basis), (k, dated))
    made: list[Fact] = []
    for page, row in table.rows:
        caption = squeezed(row.label)
        for rule in rules:
            if rule.names(caption):
                made += _of_row(rule, page, row, caption, list(columns.values()), table, context)
    return made


def _of_row(
    rule: Note, page: int, row: Row, caption: str, columns: list[tuple[int, Dated]], table: NoteTable, context: Context
) -> list[Fact]:
    valued = {k: cell for k, cell in row.cells.items() if cell.value is not None}
    if rule.take == "percent":
        shares = [cell for k, cell in valued.items() if cell.is_percent or _SHARE.search(table.head_of(k) + caption)]
        return [share_fact(rule.field, shares[-1], caption, page, table.basis, context)] if shares else []
    if table.unit.scale is None or context.dates.end is None:
        return []
    amounts = [cell for cell in valued.values() if not cell.is_percent]
    if rule.take == "single":
        end = context.dates.end.isoformat()
        return (
            [money_fact(rule.field, amounts[0], caption, page, table.unit, end, table.basis, context)]
            if len(amounts) == 1
            else []
        )
    return [
        money_fact(rule.field, valued[k], caption, page, table.unit, at.end, at.basis, context, at.box)
        for k, at in columns
        if k in valued
    ]


def largest_share(table: NoteTable, context: Context) -> list[Fact]:
    """The share of the largest customer or supplier: the first row of a list of them, which falls from row to row."""
    for k in range(len(table.columns)):
        told = _RANK.search(table.head_of(k))
        if told is None:
            continue
        shares = [(page, row, row.cells[k]) for page, row in table.rows if k in row.cells and not _is_sum(row)]
        listed = [(page, row, cell) for page, row, cell in shares if cell.value is not None]
        falling = all(_at_least(a[2], b[2]) for a, b in pairwise(listed))
        if len(listed) >= RANKED and falling:
            page, row, cell = listed[0]
            label = squeezed(row.label) + " " + table.head_of(k)
            return [share_fact(_FIRST[told["of"]], cell, label, page, table.basis, context)]
    return []


def _is_sum(row: Row) -> bool:
    return any(re.search("合计|小计|总计", text) for text in (row.label, *(c.text for c in row.cells.values())))


def _at_least(one: Cell, other: Cell) -> bool:
    return one.value is not None and other.value is not None and one.value >= other.value
