"""Figures of the debtor's statements inside a report: rows of captions under heads that are dates or years."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.cells import Row
from ingestion.extract.bureau.days import is_period_head, year_end_of
from ingestion.extract.bureau.heads import Head, bind
from ingestion.extract.bureau.leaf import Printed, clean
from ingestion.extract.bureau.output import Output
from ingestion.extract.bureau.spec import fold
from ingestion.extract.bureau.tables import NOWHERE
from ingestion.taxonomy.taxonomy import taxonomy

STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
_RATIO = re.compile(
    r"%|\(x\)|（倍）|（次）|倍数|ratio|margin|coverage|turnover|days|比率|率[（(%]?|周转|/ebitda|times", re.IGNORECASE
)
_FIGURE = re.compile(
    r"[-+(<]?\s*(?:[a-z]{0,3}[$€£¥₹])?\s*\(?-?[\d,]+(?:\.\d+)?\)?\s*[%x倍]?|--?|–|n/?a|nil", re.IGNORECASE
)
MIN_PERIODS = 2


@dataclass(slots=True)
class OpenFigures:
    """A table of figures being read: the heads that are periods, the first column's head, the unit above."""

    heads: list[Head]
    unit: Unit
    rows: list[Row] = field(default_factory=list)


def period_heads(heads: Sequence[Head], in_section: bool) -> bool:
    """The row is a head of periods: at least two of them and hardly anything else (one will do under a heading of figures)."""
    periods = [h for h in heads if is_period_head(h.text)]
    if any(_FIGURE.fullmatch(h.text) and not is_period_head(h.text) for h in heads):
        return False
    return len(periods) >= (1 if in_section else MIN_PERIODS) and len(periods) >= len(heads) - 2


def figure_row(row: Row) -> bool:
    """A caption and at least one figure."""
    cells = row.filled
    return (
        len(cells) > 1
        and not _FIGURE.fullmatch(clean(cells[0].text))
        and any(_FIGURE.fullmatch(clean(c.text)) for c in cells[1:])
    )


def close_figures(table: OpenFigures, out: Output) -> None:
    """Make the records of `financials`, row by row, period by period."""
    heads = table.heads
    for row in table.rows:
        cells = [c for c in row.cells if c.text or row.table]
        if not cells:
            continue
        label = clean(cells[0].text)
        first_is_label = not is_period_head(heads[0].text)
        bound = (
            bind(heads, row)
            if first_is_label or row.table
            else bind(heads, Row(row.page, row.top, row.bottom, tuple(row.filled[1:])))
        )
        for k, cell in bound.items():
            head = heads[k]
            if not is_period_head(head.text) or cell is cells[0] or not _FIGURE.fullmatch(clean(cell.text) or "?"):
                continue
            ratio = bool(_RATIO.search(label)) or "%" in cell.text or "率" in label
            printed = Printed(cell.text, row.page, cell.box or NOWHERE, cell.conf, head.unit.over(table.unit))
            record: dict[str, Any] = {
                "field": field_of(label),
                "label": out.maker.leaf(
                    "text", Printed(cells[0].text, row.page, cells[0].box or NOWHERE, cells[0].conf)
                ),
                "period_end": year_end_of(head.text),
                "value": out.maker.leaf("number" if ratio else "money", printed),
                "page": row.page,
            }
            out.body.setdefault("financials", []).append(record)


@cache
def _fields() -> dict[str, str]:
    told = tomllib.loads(files(__package__).joinpath("figures.toml").read_text("utf-8"))
    return {fold(label): name for name, labels in told["fields"].items() for label in labels}


def field_of(label: str) -> str | None:
    """The canonical id of a caption; None where the vocabulary has none."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    if found := _fields().get(fold(label)):
        return found
    for statement in STATEMENTS:
        if match := taxonomy().find(spaced, statement):
            return match.item.id
    return None
