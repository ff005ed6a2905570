"""Whose documents the rows are: ledgers of one customer, and books of many of which one is wanted."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from ingestion.extract.ledger.cells import plain_cell
from ingestion.extract.ledger.rows import Block
from ingestion.identity.names import compare_names

_CODE = re.compile(r"^[A-Z]{0,4}[-_]?\d+$", re.IGNORECASE)
_SUM = re.compile(r"^(?:小计|合计|总计|累计|其中|sub-?total)|(?:小计|合计|总计|累计|total)\W*$", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:客户名称|客户全称|客户|往来单位|购货单位|customer name|customer|client|debtor|account name|bill to)\s*[:：]\s*(.+)$",
    re.IGNORECASE,
)


def title_customer(rows: Sequence[Sequence[str]]) -> str | None:
    """The customer that a line above the heads names (`客户：甲公司`, in one cell or two)."""
    for row in rows:
        for at, cell in enumerate(row):
            following = next((c for c in row[at + 1 : at + 3] if c), "")
            plain = plain_cell(cell)
            found = _TITLE.match(plain) or (_TITLE.match(f"{plain.rstrip(':')}: {following}") if following else None)
            if found:
                return found[1].strip()
    return None


def customers_of(blocks: Iterable[Block]) -> list[str]:
    """The customers that columns and titles name; a code is told only where no name is."""
    names: dict[str, None] = {}
    codes: dict[str, None] = {}
    for block in blocks:
        if block.customer:
            names[block.customer] = None
        for column in block.head.columns("customer"):
            if f"c{column}" in block.frame.columns:
                for text in block.frame[f"c{column}"].drop_nulls().unique(maintain_order=True).to_list():
                    if not _SUM.search(plain_cell(text)):
                        (codes if _CODE.match(text) else names)[text] = None
    return list(names or codes)


def wanted_among(names: Iterable[str], wanted: Sequence[str]) -> bool:
    """True where one of the names is the wanted customer's."""
    return any(_is_wanted(name, tuple(wanted)) for name in names)


def only(blocks: Iterable[Block], wanted: Sequence[str]) -> Iterator[Block]:
    """The blocks with the wanted customer's rows alone; a row that names nobody belongs to the customer above it."""
    mine: Callable[[str], bool] = lambda name: _is_wanted(name, tuple(wanted))  # noqa: E731 - a predicate of this call
    for block in blocks:
        columns = [f"c{c}" for c in block.head.columns("customer") if f"c{c}" in block.frame.columns]
        if not columns:
            if block.customer is None or mine(block.customer):
                yield block
            continue
        told = pl.any_horizontal([pl.col(c).is_not_null() for c in columns])
        hit = pl.any_horizontal([pl.col(c).is_in(_hits(block.frame[c], mine)).fill_null(False) for c in columns])
        kept = block.frame.with_columns(pl.when(told).then(hit).forward_fill().fill_null(False).alias("mine"))
        yield replace(block, frame=kept.filter(pl.col("mine")).drop("mine"))


def _hits(texts: pl.Series, mine: Callable[[str], bool]) -> list[str]:
    return [text for text in texts.drop_nulls().unique().to_list() if mine(text)]


@cache
def _is_wanted(name: str, wanted: tuple[str, ...]) -> bool:
    return any(compare_names(name, other)[0] == "same" for other in wanted)
