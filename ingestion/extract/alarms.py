"""Cells and rows of the statements that look as if print or reading had run them together; told, never repaired."""

import re
import unicodedata
from collections.abc import Iterable

from ingestion.extract.instances import Instance
from ingestion.extract.periods import dates_in
from ingestion.model.fact import Problem
from ingestion.model.table import Cell, ColumnRole
from ingestion.read.numbers import parse_amount
from ingestion.texts import Lang, say

_DIGITS_ONLY = re.compile(r"[(\-−–]?[$¥€£]?\d[\d,.]*\d\)?")
MIN_DIGITS = 6  # fewer are a section number or a note


def glued_digits(instances: Iterable[Instance], lang: Lang) -> list[Problem]:
    """A problem for each cell of a column of figures that is all digits and no amount: two figures run together, a digit too many."""
    problems: list[Problem] = []
    for instance in instances:
        for table in instance.tables:
            for row in table.rows:
                for k, cell in row.cells.items():
                    if table.columns[k].role is ColumnRole.VALUE and is_glued(cell):
                        message = say("problems.glued_digits", lang, field=row.label or "—", text=cell.text)
                        problems.append(Problem(code="glued_digits", page=table.page, message=message))
    return problems


def is_glued(cell: Cell) -> bool:
    """True for a text of digits, commas and points alone that is no amount and no date."""
    text = unicodedata.normalize("NFKC", cell.text).replace(" ", "")
    return (
        cell.value is None
        and _DIGITS_ONLY.fullmatch(text) is not None
        and sum(c.isdigit() for c in text) >= MIN_DIGITS
        and parse_amount(text) is None
        and not dates_in(text)
    )
