"""The documents of a ledger: invoices, credit notes and receipts as typed columns, each applied to its invoice, each with its cell."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from ingestion.extract.ledger.cells import DateOrder, date_order, has_decimal_comma, plain_cell
from ingestion.extract.ledger.rows import (
    APPLIED_SCHEMA,
    BESIDE_SCHEMA,
    INVOICE_SCHEMA,
    LINKED,
    LOOSE,
    Block,
    BlockReader,
    typed_frame,
)

PIECE_ROWS = 100_000


@dataclass(slots=True)
class Documents:
    """The documents of a ledger. Days are dates, amounts whole cents above zero (an invoice's own sign kept).

    invoices: inv, number, currency, issued, due, amount, balance, place. credits and receipts: inv, day, amount, place;
    `loose_credits` and `loose_receipts` are applied to no invoice: target, currency, day, amount, place.
    `unread` are places of rows with an amount that became nothing, `opening` of balances brought forward.
    """

    invoices: pl.DataFrame
    credits: pl.DataFrame
    receipts: pl.DataFrame
    loose_credits: pl.DataFrame
    loose_receipts: pl.DataFrame
    order: DateOrder = field(default_factory=DateOrder)
    unread: list[tuple[int, int]] = field(default_factory=list)
    opening: list[tuple[int, int]] = field(default_factory=list)

    @property
    def undated(self) -> int:
        """Receipts whose day is not known."""
        return self.receipts["day"].null_count()


def documents_of(blocks: Iterable[Block], order: DateOrder, comma: bool) -> Documents:
    """All blocks of a file put together, credits and receipts joined to their invoices by row or number."""
    parts = [BlockReader(piece, order, comma).read() for block in blocks for piece in _pieces(block)]
    invoices = _stacked([p.invoices for p in parts], INVOICE_SCHEMA)
    invoices, owners = _single_invoices(invoices.with_row_index("inv"))
    found = []
    for name in ("credits", "receipts"):
        beside = _stacked([f for p in parts for f in getattr(p, f"beside_{name}")], BESIDE_SCHEMA)
        own = _stacked([getattr(p, name) for p in parts], APPLIED_SCHEMA)
        found.append(_linked(beside, own, owners, invoices))
    (credits, loose_credits), (receipts, loose_receipts) = found
    unread = [place for p in parts for place in p.unread]
    opening = [place for p in parts for place in p.opening]
    return Documents(invoices, credits, receipts, loose_credits, loose_receipts, order, unread, opening)


def spelling_of(blocks: Sequence[Block]) -> tuple[DateOrder, bool]:
    """How the blocks write days, and whether with a decimal comma."""
    order = date_order(_texts(blocks, ("date", "due", "paid_date", "credit_note_date")))
    return order, has_decimal_comma(_texts(blocks, ("debit", "credit", "amount", "paid", "balance", "credit_note")))


def _pieces(block: Block) -> Iterator[Block]:
    """The block in pieces that fit the memory; a piece begins with a row of its own, not with a payment of the row before."""
    start, height = 0, block.frame.height
    number = block.head.column("number")
    while start < height:
        end = min(start + PIECE_ROWS, height)
        if number is not None:
            while end < height and block.frame[f"c{number}"][end] is None:
                end += 1
        yield replace(block, frame=block.frame.slice(start, end - start))
        start = end


def _stacked(frames: Iterable[pl.DataFrame], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    full = [f for f in frames if f.height]
    if not full:
        return pl.DataFrame(schema=schema)
    return pl.concat([typed_frame(f, schema) for f in full])


def _single_invoices(invoices: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row an invoice: rows that repeat number, days and amount (for each payment) fold into the first.

    The second frame maps the place of every row to the invoice it belongs to.
    """
    same = ["number", "currency", "issued", "due", "amount"]
    numbered = invoices.filter(pl.col("number").is_not_null())
    if numbered.height == numbered["number"].n_unique():
        return invoices, invoices.select("sheet", "row", "inv")
    first = numbered.group_by(same).agg(pl.col("inv").min().alias("first"), pl.col("balance").last().alias("left"))
    kept = invoices.join(first, on=same, how="left", nulls_equal=True)
    kept = kept.with_columns(pl.coalesce("first", "inv").alias("first"))
    owners = kept.select("sheet", "row", pl.col("first").alias("inv"))
    kept = kept.filter(pl.col("inv") == pl.col("first")).with_columns(pl.coalesce("left", "balance").alias("balance"))
    return kept.select(invoices.columns), owners


def _linked(
    beside: pl.DataFrame, own: pl.DataFrame, owners: pl.DataFrame, invoices: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Credits or receipts with their invoice: the row they stand in, the number they name, or a number in their remark."""
    joined = beside.with_columns(_inv_of_row(beside, owners)).filter(pl.col("inv").is_not_null()).select(LINKED)
    if not own.height:
        return joined, own.select(LOOSE)
    numbers = invoices.filter(pl.col("number").is_not_null()).select("number", "inv").unique("number", keep="first")
    named = own.join(numbers.rename({"number": "target"}), on="target", how="left")
    told = pl.col("remark").is_not_null() | pl.col("target").is_not_null()
    if named.filter(pl.col("inv").is_null() & told).height:
        named = _by_text(named, numbers)
    loose = named.filter(pl.col("inv").is_null()).select(LOOSE)
    return pl.concat([joined, named.filter(pl.col("inv").is_not_null()).select(LINKED)]), loose


def _inv_of_row(beside: pl.DataFrame, owners: pl.DataFrame) -> pl.Series:
    """The invoice of each owner row, by a table of rows for each sheet: a join would hold a million keys twice."""
    found = np.full(beside.height, -1, dtype=np.int64)
    sheets, rows = beside["sheet"].to_numpy(), beside["owner"].to_numpy()
    for sheet in beside["sheet"].unique():
        own = owners.filter(pl.col("sheet") == sheet)
        here = sheets == sheet
        wanted = np.nan_to_num(rows[here]).astype(np.int64)
        table = np.full(int(max(own["row"].max() or 0, wanted.max(initial=0))) + 1, -1, dtype=np.int64)
        table[own["row"].to_numpy()] = own["inv"].to_numpy()
        found[here] = table[wanted]
    values = pl.Series("inv", found)
    return values.to_frame().select(pl.when(pl.col("inv") >= 0).then(pl.col("inv")).cast(pl.UInt32).alias("inv"))["inv"]


def _by_text(named: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    known = {n: i for n, i in numbers.iter_rows() if len(n) >= 3 and any(ch.isdigit() for ch in n)}

    def search(inv: int | None, target: str | None, remark: str | None) -> int | None:
        if inv is not None:
            return inv
        tokens = re.findall(r"[A-Z0-9][A-Z0-9\-/]*[A-Z0-9]", f"{target or ''} {plain_cell(remark or '').upper()}")
        hits = {known[token] for token in tokens if token in known}
        return hits.pop() if len(hits) == 1 else None

    values = [search(*row) for row in named.select("inv", "target", "remark").iter_rows()]
    return named.with_columns(pl.Series("inv", values, dtype=pl.UInt32))


def _texts(blocks: Sequence[Block], roles: tuple[str, ...]) -> list[str]:
    """A sample of the cells of some roles: all distinct ones of a column up to a bound."""
    found: list[str] = []
    for block in blocks:
        for role in roles:
            for column in block.head.columns(role):
                if f"c{column}" in block.frame.columns:
                    found += block.frame[f"c{column}"].drop_nulls().unique().head(20_000).to_list()
    return found
