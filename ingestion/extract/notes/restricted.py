"""Cash among the assets whose ownership or use is restricted (所有权或使用权受限资产)."""

import re

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import money_fact, summed_fact
from ingestion.extract.notes.outline import squeezed
from ingestion.extract.notes.tables import Dated, NoteTable
from ingestion.model.fact import Fact

RESTRICTED = re.compile(r"(?:所有权|使用权|资产|权利).{0,8}受(?:到)?限(?:制)?|受限(?:制)?(?:的)?(?:资产|货币资金)")
_CASH = re.compile(r"(?:其中[:：])?(?:货币资金|银行存款|其他货币资金|现金)(?:[（(].*[)）])?")
_WORTH = (re.compile(r"账面价值|账面净值"), re.compile(r"账面余额|金额|余额|期[末初]|年[末初]|数"))
_OTHER = re.compile(r"类型|情况|原因|备注|坏账|减值|比例|[%％]")


def restricted_cash(table: NoteTable, context: Context) -> list[Fact]:
    """Restricted cash of each dated column; several rows of cash are summed, each kept as an input."""
    if table.unit.scale is None or not any(RESTRICTED.search(head) for head in table.heads[-2:]):
        return []
    rows = [(page, row) for page, row in table.rows if _CASH.fullmatch(squeezed(row.label))]
    whole = [(page, row) for page, row in rows if squeezed(row.label).startswith("货币资金")]
    made: list[Fact] = []
    for column, at in _columns(table, context):
        found = [
            money_fact(None, cell, f"受限 {squeezed(row.label)}", page, table.unit, at.end, at.basis, context, at.box)
            for page, row in whole or rows
            if (cell := row.cells.get(column)) is not None and cell.value is not None
        ]
        if len(found) == 1:
            label = found[0].label.removeprefix("受限 ")
            made.append(found[0].model_copy(update={"field": "restricted_cash", "label": label}))
        elif found:
            made += [*found, summed_fact("restricted_cash", found, " + ".join(f.label for f in found))]
    return made


def _columns(table: NoteTable, context: Context) -> list[tuple[int, Dated]]:
    """One column a period end: carrying amount before gross amount before whatever is dated."""
    found: dict[tuple[str, str], tuple[int, Dated]] = {}
    for worth in _WORTH:
        for k, dated in enumerate(table.dated(context)):
            if dated is not None and worth.search(table.head_of(k)) and not _OTHER.search(table.head_of(k)):
                found.setdefault((dated.end, dated.basis), (k, dated))
    return list(found.values())
