"""Depreciation and amortisation of the supplement to the cash-flow statement (现金流量表补充资料), each row kept."""

import re

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import money_fact, summed_fact
from ingestion.extract.notes.outline import squeezed
from ingestion.extract.notes.tables import NoteTable
from ingestion.extract.periods import column_period
from ingestion.model.fact import Fact

_ROWS = {
    "depreciation": re.compile(
        r"(?:加[:：])?(?:固定资产折旧.*|固定资产和投资性房地产折旧|投资性房地产(?:的)?折旧(?:及摊销|和摊销)?|使用权资产(?:的)?(?:折旧|摊销))"
    ),
    "amortization": re.compile(r"(?:无形资产|长期待摊费用)(?:的)?摊销"),
}  # fmt: skip
_FIRST = {"depreciation": "固定资产折旧", "amortization": "无形资产摊销"}
_PROFIT = re.compile("^(?:净利润|.*将净利润调节为)")


def charges(table: NoteTable, context: Context) -> list[Fact]:
    """Depreciation and amortisation of each dated column, summed where several rows make them up."""
    if table.unit.scale is None or context.dates.months is None:
        return []
    captions = [squeezed(row.label) for _, row in table.rows]
    if not any(_PROFIT.search(c) for c in captions) or not any(_ROWS["depreciation"].fullmatch(c) for c in captions):
        return []
    made: list[Fact] = []
    for k, column in enumerate(table.columns):
        for text, box in zip(column.header, column.header_boxes, strict=True):
            period = column_period((text,), "", context.dates, True)
            if period is not None and period.months is not None:
                made += _of_column(table, k, period.end.isoformat(), period.months, box, context)
                break
    return made


def _of_column(table: NoteTable, k: int, end: str, months: int, box: tuple[float, ...], context: Context) -> list[Fact]:
    made: list[Fact] = []
    for name, pattern in _ROWS.items():
        rows = [
            money_fact(None, cell, squeezed(row.label), page, table.unit, end, table.basis, context, box).model_copy(
                update={"months": months}
            )
            for page, row in table.rows
            if pattern.fullmatch(squeezed(row.label)) and (cell := row.cells.get(k)) is not None and cell.value is not None
        ]  # fmt: skip
        if not any(f.label.removeprefix("加：").startswith(_FIRST[name]) for f in rows):
            continue
        if len(rows) == 1:
            made.append(rows[0].model_copy(update={"field": name}))
        else:
            made += [*rows, summed_fact(name, rows, " + ".join(f.label for f in rows))]
    return made
