"""Facts of the notes, each with its place."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from ingestion.extract.context import Context
from ingestion.extract.units import Unit
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Basis, Fact
from ingestion.model.place import Box, Word
from ingestion.model.table import Cell
from ingestion.read.numbers import parse_amount

SURE = 0.95  # a note is never surer than this
UNSURE = 0.5  # its table does not add up


def money_fact(
    name: str | None, cell: Cell, label: str, page: int, unit: Unit, end: str, basis: Basis, context: Context,
    header_box: tuple[float, ...] = (), sure: float = SURE,
) -> Fact:  # fmt: skip
    """A balance of a table of the notes. `cell` has a value; `unit` a scale."""
    scale = unit.scale or 1
    value = (cell.value or Decimal(0)) * scale
    confidence = min(min((w.conf for w in cell.words), default=1.0), sure)
    return Fact(
        id=_key(context, name or label, end, basis, page, cell.box), field=name, statement="notes", period_end=end, basis=basis,
        gaap=context.gaap, value=plain_decimal(value), unit="money", currency=unit.currency or "CNY", scale=scale,
        printed=cell.text, label=label, page=page, box=cell.box, header_box=header_box, unit_box=unit.box or (),
        method="ocr" if any(w.conf < 1 for w in cell.words) else "table", nil="dash" if cell.is_dash else None,
        state="unconfirmed" if sure <= UNSURE else "proposed", confidence=round(confidence, 3),
    )  # fmt: skip


def summed_fact(name: str, parts: Sequence[Fact], label: str) -> Fact:
    """A figure that the notes print in parts: derived, with the parts as its inputs."""
    first = parts[0]
    body = "|".join((name, *(p.id for p in parts)))
    return first.model_copy(
        update={
            "id": "n" + hashlib.sha256(body.encode()).hexdigest()[:15],
            "field": name,
            "value": plain_decimal(sum((p.amount for p in parts), Decimal(0))),
            "printed": "",
            "label": label,
            "box": (),
            "nil": None,
            "method": "derived",
            "inputs": tuple(p.id for p in parts),
            "confidence": min(p.confidence for p in parts),
        }
    )


def share_fact(name: str, cell: Cell, label: str, page: int, basis: Basis, context: Context) -> Fact:
    """A percentage of the report's year, in a cell of a table."""
    word = Word(cell.text, *cell.box, conf=min((w.conf for w in cell.words), default=1.0))
    return word_fact(name, word, label, page, None, None, basis, context)


def word_fact(
    name: str, word: Word, label: str, page: int, unit: Unit | None, end: str | None, basis: Basis, context: Context,
    printed: str | None = None, value: Decimal | None = None,
) -> Fact:  # fmt: skip
    """A figure of a line or a sentence: money where there is a `unit`, else a percentage of the report's year.

    Raises:
        ValueError: the text is no amount, or the paper has no date.
    """
    text = printed or word.text
    parsed = parse_amount(text)
    value = value if value is not None else parsed.value if parsed is not None else None
    if value is None or context.dates.end is None:
        raise ValueError(text)
    scale = unit.scale or 1 if unit else 1
    day = end or context.dates.end.isoformat()
    return Fact(
        id=_key(context, name, day, basis, page, word.box), field=name, statement="notes", period_end=day,
        months=12 if unit is None else None, basis=basis, gaap=context.gaap, value=plain_decimal(value * scale),
        unit="money" if unit else "percent", currency=(unit.currency or "CNY") if unit else None, scale=scale,
        printed=text, label=label, page=page, box=word.box, unit_box=unit.box or () if unit else (),
        method="ocr" if word.conf < 1 else "text" if printed else "table", confidence=round(min(word.conf, SURE), 3),
    )  # fmt: skip


def _key(context: Context, name: str, day: str, basis: str, page: int, box: Box) -> str:
    body = "|".join((context.sha256, "note", name, day, basis, str(page), str(box)))
    return "n" + hashlib.sha256(body.encode()).hexdigest()[:15]
