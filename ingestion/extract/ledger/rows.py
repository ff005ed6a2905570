"""The rows of one block to its documents, whatever the layout: a list of documents, open items, payments in cells or on rows below."""

import re
from dataclasses import dataclass

import polars as pl

from ingestion.extract.ledger.cells import DateOrder, cents_of_cell, date_of_cell, dated_amounts, plain_cell
from ingestion.extract.ledger.columns import (
    CREDIT,
    INVOICE,
    OPENING,
    RECEIPT,
    cents_of,
    code_with_amount,
    credit_in_text,
    currency_in,
    currency_in_head,
    document_numbers,
    kind_of_text,
    mapped,
    scale_in,
    sign_of_amount,
    totals_pattern,
)
from ingestion.extract.ledger.heads import Head

MONEY = ("amount", "debit", "credit", "balance", "paid")
PLACE = ("sheet", "row", "col")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one head. `frame` has a text column `c<number>` for every column of the head and `row`, counted from 1.

    `kind` is what all its rows are where no column says so; `currency` and `scale` hold where no column or head says otherwise.
    """

    sheet: int
    head: Head
    frame: pl.DataFrame
    kind: str | None = None
    currency: str | None = None
    scale: int = 1
    customer: str | None = None  # whose rows these are, by the lines above the head


_PLACES: dict[str, type[pl.DataType]] = {"sheet": pl.UInt8, "row": pl.UInt32, "col": pl.UInt16}
INVOICE_SCHEMA: dict[str, type[pl.DataType]] = {
    "number": pl.String, "currency": pl.Categorical, "issued": pl.Date, "due": pl.Date, "amount": pl.Int64,
    "balance": pl.Int64, **_PLACES,
}  # fmt: skip
APPLIED_SCHEMA: dict[str, type[pl.DataType]] = {
    "target": pl.String, "remark": pl.String, "currency": pl.Categorical, "day": pl.Date, "amount": pl.Int64, **_PLACES,
}  # fmt: skip
BESIDE_SCHEMA: dict[str, type[pl.DataType]] = {"owner": pl.UInt32, "day": pl.Date, "amount": pl.Int64, **_PLACES}
LINKED = ("inv", "day", "amount", *PLACE)
LOOSE = ("target", "currency", "day", "amount", *PLACE)


@dataclass(slots=True)
class Part:
    """Documents of one piece; `beside_…` stand in the row of their invoice, `owner` (the row of that invoice)."""

    invoices: pl.DataFrame
    credits: pl.DataFrame
    receipts: pl.DataFrame
    beside_credits: list[pl.DataFrame]
    beside_receipts: list[pl.DataFrame]
    unread: list[tuple[int, int]]
    opening: list[tuple[int, int]]


def typed_frame(frame: pl.DataFrame, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """The columns of a schema, in its types."""
    return frame.select([pl.col(c).cast(t) for c, t in schema.items()])


def filled(role: str) -> pl.Expr:
    """True where a column holds an amount that is not nil."""
    return pl.col(role).is_not_null() & (pl.col(role) != 0)


def _usual_sign(values: pl.Series) -> int:
    """-1 where most amounts of a kind are printed negative."""
    return -1 if 2 * (values < 0).sum() > values.len() else 1


class BlockReader:
    """One block to its parts."""

    def __init__(self, block: Block, order: DateOrder, comma: bool) -> None:
        self.block = block
        self.head = block.head
        self.order = order
        self.comma = comma
        self.frame = block.frame.filter(~self._total_rows()) if block.frame.height else block.frame

    def read(self) -> Part:
        """The documents of the block."""
        base = self._base()
        kinds = self._kinds(base)
        base = base.with_columns(kinds.alias("kind"))
        is_invoice = pl.col("kind") == INVOICE
        invoices = base.filter(is_invoice & pl.col("issued").is_not_null() & pl.col("value").is_not_null())
        invoices = invoices.select(
            "number", "currency", "issued", pl.coalesce("due", "issued").alias("due"), pl.col("value").alias("amount"),
            "balance", "sheet", "row", pl.col("value_col").alias("col"),
        )  # fmt: skip
        credits, receipts = (
            typed_frame(self._own(base, CREDIT), APPLIED_SCHEMA),
            typed_frame(self._own(base, RECEIPT), APPLIED_SCHEMA),
        )
        inline = base.filter(is_invoice | (pl.col("kind") == "continued"))
        paid = self._inline_receipts(inline) if inline.height else []
        credited = self._inline_credits(inline) if inline.height else []
        paid += self._settled(inline, paid, credited)
        lost = base.filter(
            pl.col("value").is_not_null() & (pl.col("value") != 0)
            & (pl.col("kind").is_null() | (is_invoice & pl.col("issued").is_null()))
        )  # fmt: skip
        carried = base.filter((pl.col("kind") == OPENING) & pl.col("value").is_not_null() & (pl.col("value") != 0))
        return Part(
            typed_frame(invoices, INVOICE_SCHEMA), credits, receipts,
            [typed_frame(f, BESIDE_SCHEMA) for f in credited], [typed_frame(f, BESIDE_SCHEMA) for f in paid],
            list(lost.select("sheet", "row").iter_rows()), list(carried.select("sheet", "row").iter_rows()),
        )  # fmt: skip

    # columns

    def _text(self, role: str) -> pl.Series:
        column = self.head.column(role)
        if column is None or f"c{column}" not in self.frame.columns:
            return pl.Series(role, [None] * self.frame.height, dtype=pl.String)
        return self.frame[f"c{column}"].alias(role)

    def _days(self, texts: pl.Series) -> pl.Series:
        return mapped(texts, lambda text: date_of_cell(text, self.order), pl.Date)

    def _cents(self, column: int | None, texts: pl.Series) -> pl.Series:
        scale = scale_in(self.head.texts[column]) if column is not None else None
        return cents_of(texts, scale or self.block.scale, self.comma)

    def _money(self, role: str) -> pl.Series:
        return self._cents(self.head.column(role), self._text(role)).alias(role)

    def _base(self) -> pl.DataFrame:
        """Every row with typed columns; `value` is what the row is worth, `value_col` the column it stands in."""
        block, head = self.block, self.head
        number = document_numbers(self._text("number"))
        frame = pl.DataFrame(
            {
                "sheet": pl.Series([block.sheet] * self.frame.height, dtype=pl.Int32),
                "row": self.frame["row"].cast(pl.Int64),
                "number": number,
                "target": document_numbers(self._text("applies_to")),
                "type": self._text("type"),
                "remark": self._text("remark"),
                "currency": self._currency(),
                "issued": self._days(self._text("date")),
                "paid_on": self._days(self._text("paid_date")),
                "due": self._days(self._text("due")),
                "debit": self._money("debit"),
                "credit": self._money("credit"),
                "amount": self._money("amount"),
                "paid": self._money("paid"),
                "balance": self._money("balance"),
            }
        )
        if head.column("due") is None and head.column("terms") is not None:
            days = self._text("terms").str.extract(r"(\d{1,3})").cast(pl.Int64, strict=False)
            frame = frame.with_columns((pl.col("issued") + pl.duration(days=pl.lit(days))).alias("due"))
        columns = [(role, head.column(role)) for role in MONEY]
        if head.column("amount") is not None or head.column("debit") is not None:
            columns = columns[:3]
        present = [(role, column) for role, column in columns if column is not None] or [("amount", 0)]
        places = [pl.when(filled(role)).then(pl.lit(column)) for role, column in present]
        return frame.with_columns(
            pl.coalesce([pl.when(filled(role)).then(pl.col(role)) for role, _ in present]).alias("value"),
            pl.coalesce(places).cast(pl.Int32).alias("value_col"),
        )

    def _currency(self) -> pl.Series:
        """The currency of every row: of its own column, of a code with its amounts, of the head, the sheet or a bare sign."""
        told = next((c for r in MONEY if (c := self._head_currency(r))), None) or self.block.currency
        found = mapped(self._text("currency"), currency_in, pl.String)
        for of in (code_with_amount,) if told else (code_with_amount, sign_of_amount):
            for role in MONEY if found.null_count() else ():
                texts = self._text(role)
                if texts.str.contains(r"[^\d.,\s-]").any():
                    found = found.fill_null(mapped(texts, of, pl.String))
        default = told or next(iter(found.drop_nulls().to_list()), None)
        return found.fill_null(default) if default else found

    def _head_currency(self, role: str) -> str | None:
        column = self.head.column(role)
        return None if column is None else currency_in_head(self.head.texts[column])

    def _total_rows(self) -> pl.Series:
        """Rows of sums, and heads that are printed again."""
        frame = self.block.frame
        pattern = totals_pattern()
        drop = pl.Series([False] * frame.height)
        first = min(self.head.roles, default=0)
        for column in {first, *self.head.columns("type"), *self.head.columns("number"), *self.head.columns("date"),
                       *self.head.columns("customer"), *self.head.columns("remark")}:  # fmt: skip
            if f"c{column}" in frame.columns:
                drop = drop | frame[f"c{column}"].str.contains(pattern).fill_null(False)
        drop = drop & ~self._are_documents(pattern)
        anchor = self.head.column("date") if self.head.column("date") is not None else self.head.column("paid_date")
        if anchor is not None and f"c{anchor}" in frame.columns:
            drop = drop | (frame[f"c{anchor}"] == self.head.texts[anchor]).fill_null(False)
        return drop

    def _are_documents(self, pattern: str) -> pl.Series:
        """Rows with a document number and a day, whatever else in them reads like a sum (a customer called Total …)."""
        number, day = self.head.column("number"), self.head.column("date")
        frame = self.block.frame
        if number is None or day is None or not {f"c{number}", f"c{day}"} <= set(frame.columns):
            return pl.Series([False] * frame.height)
        numbered = frame[f"c{number}"].is_not_null() & ~frame[f"c{number}"].str.contains(pattern).fill_null(False)
        return numbered & mapped(frame[f"c{day}"], lambda text: date_of_cell(text, self.order), pl.Date).is_not_null()

    # kinds

    def _kinds(self, base: pl.DataFrame) -> pl.Series:
        """invoice, credit_note, receipt, continued (more payments of the invoice above) or None a row."""
        typed = mapped(base["type"], kind_of_text, pl.String)
        if self.block.kind:
            typed = typed.fill_null(self.block.kind)
        ledger = self.head.column("debit") is not None and self.head.column("credit") is not None
        worded = mapped(base["remark"], credit_in_text, pl.String)
        value = pl.col("value")
        if ledger:
            plain = (
                pl.when(filled("debit")).then(pl.when(pl.col("debit") < 0).then(pl.lit(CREDIT)).otherwise(pl.lit(INVOICE)))
                .when(filled("credit")).then(pl.coalesce(pl.lit(worded), pl.lit(RECEIPT)))
            )  # fmt: skip
        else:
            received = filled("paid") & ~filled("amount") & ~filled("debit")
            plain = (
                pl.when(received & (pl.lit(not self._has_invoices()))).then(pl.lit(RECEIPT))
                .when(received | (pl.col("paid_on").is_not_null() & ~filled("amount") & ~filled("debit") & ~filled("balance")))
                .then(pl.lit("continued"))
                .when(filled("amount") | filled("debit") | filled("balance"))
                .then(pl.when(value < 0).then(pl.lit(CREDIT)).otherwise(pl.lit(INVOICE)))
            )  # fmt: skip
        return base.with_columns(typed.alias("typed")).select(
            pl.when((pl.col("typed") == INVOICE) & (value < 0)).then(pl.lit(CREDIT))
            .when(pl.col("typed").is_not_null()).then(pl.col("typed"))
            .otherwise(plain).alias("kind")
        )["kind"]  # fmt: skip

    def _has_invoices(self) -> bool:
        """True where rows are invoices with their payments beside them, not payments alone."""
        return any(self.head.column(role) is not None for role in ("amount", "debit", "balance"))

    # credits and receipts that have a row of their own

    def _own(self, base: pl.DataFrame, kind: str) -> pl.DataFrame:
        rows = base.filter((pl.col("kind") == kind) & pl.col("value").is_not_null())
        if kind == RECEIPT and self.head.column("paid") is not None and self.head.column("amount") is None:
            rows = rows.with_columns(
                pl.coalesce("paid", "value").alias("value"),
                pl.lit(self.head.column("paid")).cast(pl.Int32).alias("value_col"),
            )
        day = pl.coalesce("paid_on", "issued") if kind == RECEIPT else pl.coalesce("issued", "paid_on")
        value = pl.col("value").abs() if kind == CREDIT else pl.col("value") * _usual_sign(rows["value"])
        no_target = self.head.column("applies_to") is None
        target = pl.coalesce("target", "number") if no_target or kind == CREDIT else pl.col("target")
        remark = pl.col("remark") if no_target or kind == CREDIT else pl.lit(None, dtype=pl.String)
        return rows.select(
            target.alias("target"), remark.alias("remark"), "currency", day.alias("day"), value.alias("amount"), "sheet", "row",
            pl.col("value_col").alias("col"),
        )  # fmt: skip

    # credits and receipts beside their invoice

    def _inline_receipts(self, rows: pl.DataFrame) -> list[pl.DataFrame]:
        if (
            self.head.column("credit") is not None
            and self.head.column("paid") is None
            and self.head.column("debit") is not None
        ):
            return []
        frames = []
        dates = self.head.columns("paid_date")
        for at, column in enumerate(self.head.columns("paid") + self.head.columns("receipts_text")):
            dated = dates[min(at, len(dates) - 1)] if dates else None
            frames.append(self._beside(rows, column, dated, None))
        return frames

    def _inline_credits(self, rows: pl.DataFrame) -> list[pl.DataFrame]:
        frames = []
        dates = self.head.columns("credit_note_date")
        for at, column in enumerate(self.head.columns("credit_note")):
            dated = dates[min(at, len(dates) - 1)] if dates else None
            frames.append(self._beside(rows, column, dated, "issued"))
        if not frames and self.head.column("type") is None and self.head.column("remark") is not None:
            worded = rows.filter(mapped(rows["remark"], credit_in_text, pl.String) == CREDIT)
            if worded.height:
                frames.append(self._beside(worded, self.head.column("remark") or 0, None, "issued"))
        return frames

    def _beside(self, rows: pl.DataFrame, column: int, dated: int | None, fallback: str | None) -> pl.DataFrame:
        """Amounts of a column that belong to the row's invoice; a cell may hold one amount, or several with their days."""
        needed = {"row", f"c{column}"} | ({f"c{dated}"} if dated is not None else set())
        frame = self.frame.select(sorted(needed)).join(
            rows.select("row", "issued", "kind"), on="row", how="inner", maintain_order="right"
        )
        texts = frame[f"c{column}"]
        plain = self._cents(column, texts)
        days = self._days(frame[f"c{dated}"]) if dated is not None else pl.Series([None] * frame.height, dtype=pl.Date)
        if fallback:
            days = days.fill_null(frame[fallback])
        made = frame.select(
            self._owner(frame).alias("owner"), days.alias("day"), plain.abs().alias("amount"),
            pl.lit(self.block.sheet).alias("sheet"), "row", pl.lit(column).alias("col"),
        )  # fmt: skip
        if not fallback:  # a receipt keeps its sign: a payment taken back is negative
            made = made.with_columns(plain.alias("amount"))
        single = made.filter(pl.col("amount").is_not_null() & (pl.col("amount") != 0))
        several = texts.is_not_null() & plain.is_null()
        if not several.any():
            return single
        return pl.concat([single, self._listed(made, frame, column, dated, several)])

    def _owner(self, frame: pl.DataFrame) -> pl.Series:
        """The row of the invoice that a row belongs to: itself, or the invoice above it."""
        return frame.select(pl.when(pl.col("kind") == INVOICE).then(pl.col("row")).forward_fill())["row"].cast(pl.Int64)

    def _listed(
        self, made: pl.DataFrame, frame: pl.DataFrame, column: int, dated: int | None, several: pl.Series
    ) -> pl.DataFrame:
        scale = scale_in(self.head.texts[column]) or self.block.scale
        rows = []
        held = made.filter(several).drop("day", "amount").to_dicts()
        days = frame[f"c{dated}"].filter(several).to_list() if dated is not None else [None] * len(held)
        issued = frame["issued"].filter(several).to_list()
        for row, text, day_text, own in zip(
            held, frame[f"c{column}"].filter(several).to_list(), days, issued, strict=True
        ):
            pairs = dated_amounts(text, self.order, scale, self.comma) or self._parallel(text, day_text, scale)
            if (not pairs and "remark" in self.head.roles.values()) or not pairs:
                pairs = (
                    [(own, cents) for cents in self._amounts_in(text, scale)]
                    if column in self.head.columns("credit_note") or column == self.head.column("remark")
                    else []
                )
            is_receipt = column not in self.head.columns("credit_note") and column != self.head.column("remark")
            rows += [{**row, "day": day, "amount": cents if is_receipt else abs(cents)} for day, cents in pairs]
        return pl.DataFrame(rows, schema=made.schema) if rows else made.clear()

    def _parallel(self, text: str, day_text: str | None, scale: int) -> list[tuple[object, int]]:
        """Amounts in one cell and as many days in another."""
        amounts = [cents_of_cell(part, scale, self.comma) for part in re.split(r"[;；、\n|+]+", text) if part.strip()]
        days = [date_of_cell(part, self.order) for part in re.split(r"[;；、\n|+,，]+", day_text or "") if part.strip()]
        if None in amounts or None in days or not amounts or len(amounts) != len(days):
            return []
        return [(day, cents) for day, cents in zip(days, amounts, strict=True) if cents is not None]

    def _amounts_in(self, text: str, scale: int) -> list[int]:
        """The one amount that a remark names, beside document numbers."""
        plain = re.sub(r"[A-Za-z]{1,6}[-#]?\d+(?:-\d+)*", " ", plain_cell(text))
        tokens = re.findall(r"[-(]?\d[\d,]*(?:\.\d+)?[)]?", plain)
        found = [cents for token in tokens if (cents := cents_of_cell(token, scale, self.comma)) is not None]
        return found if len(found) == 1 else []

    def _settled(
        self, rows: pl.DataFrame, receipts: list[pl.DataFrame], credits: list[pl.DataFrame]
    ) -> list[pl.DataFrame]:
        """What an open balance alone says was paid, where no column lists payments; without a day."""
        head = self.head
        if head.column("balance") is None or receipts or credits or head.column("applies_to") is not None:
            return []
        if head.column("amount") is None and head.column("debit") is None:
            return []
        if head.column("credit") is not None or head.column("type") is not None:
            return []  # a running balance
        paid = rows.filter(
            (pl.col("kind") == INVOICE) & pl.col("balance").is_not_null() & (pl.col("value") != pl.col("balance"))
        )
        return [
            paid.select(
                pl.col("row").alias("owner"), pl.lit(None, dtype=pl.Date).alias("day"),
                (pl.col("value") - pl.col("balance")).alias("amount"), "sheet", "row", pl.lit(head.column("balance")).alias("col"),
            )
        ]  # fmt: skip
