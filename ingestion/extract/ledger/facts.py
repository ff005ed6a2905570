"""Facts of a ledger: every metric, and the rows it opens, each row with its cell. Bounded, however long the ledger is."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from ingestion.extract.ledger.metrics import Book, Measure, measures_of, money, months_before, year_before
from ingestion.extract.ledger.stated import Stated
from ingestion.model.fact import Fact, UnitName

FIELD = "ledger_"
ALL_ROWS = 400  # documents up to this number are all facts; of longer ledgers the rows that weigh most
TOP_OPEN, TOP_RECEIPTS, TOP_INVOICES, TOP_CREDITS = 60, 60, 60, 40
DAYS_KEPT = 400
OPENED = 60  # rows a metric opens at most
UNITS: dict[str, UnitName] = {
    "dbt_weighted": "days", "dbt_weighted_signed": "days", "dso_countback": "days", "best_possible_dso": "days",
    "overdue_ratio_pct": "percent", "oldest_days_past_due": "days", "cei": "percent", "limit_utilisation_pct": "percent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the file: page (sheet) from 1, name and cell of its place, box where it is drawn, text as printed."""

    page: int
    locator: dict[str, str]
    box: tuple[float, ...]
    printed: str


CellAt = Callable[[int, int, int], Cell]


@dataclass(slots=True)
class FactMaker:
    """Makes the facts of one ledger; `cell` tells the cell of (sheet, row from 1, column)."""

    sha: str
    as_of: date
    scales: dict[int, int]
    cell: CellAt
    made: dict[str, Fact] = field(default_factory=dict)

    def row(
        self, name: str, place: tuple[int, int, int], cents: int, currency: str, label: str, day: date | None
    ) -> str:
        """Id of the fact of a printed document."""
        cell = self.cell(*place)
        ident = self._id(name, str(place), label)
        self.made[ident] = Fact(
            id=ident, field=FIELD + name, statement="ledger", period_end=day.isoformat() if day else None,
            value=money(cents), currency=currency, scale=self.scales.get(place[0], 1), printed=cell.printed, label=label,
            page=cell.page, box=cell.box, locator=cell.locator, method="table",
        )  # fmt: skip
        return ident

    def worked_out(
        self, name: str, value: str, unit: UnitName, currency: str | None, inputs: Iterable[str], label: str = "",
        day: date | None = None, months: int | None = None,
    ) -> str:  # fmt: skip
        """Id of the fact of a value worked out from rows."""
        end = day or self.as_of
        opened = tuple(dict.fromkeys(inputs))[:OPENED]
        first = next((self.made[i] for i in opened if i in self.made), None)
        ident = self._id(name, f"{end}/{months}/{currency}", label)
        self.made[ident] = Fact(
            id=ident, field=FIELD + name, statement="ledger", period_end=end.isoformat(), months=months, value=value,
            unit=unit, currency=currency if unit == "money" else None, printed=value, label=label or name,
            page=first.page if first else 1, locator=first.locator if first else None, method="derived", inputs=opened,
        )  # fmt: skip
        return ident

    def _id(self, *parts: str) -> str:
        return hashlib.sha256("|".join((self.sha, "ledger", *parts)).encode()).hexdigest()[:16]


def book_facts(maker: FactMaker, currency: str, book: Book, metrics: dict[str, Any]) -> None:
    """The facts of one currency: rows first, then the metrics that open them."""
    rows = _Rows(maker, currency, book)
    opened: dict[str, list[str]] = {
        "total_ar": rows.open_items(), "current_ar": rows.open_items(lambda d: d <= 0), "past_due": rows.open_items(lambda d: d > 0),
        "overdue_ratio_pct": rows.open_items(lambda d: d > 0), "oldest_days_past_due": rows.oldest(),
        "dbt_weighted": rows.receipts(), "dbt_weighted_signed": rows.receipts(), "receipts_total": rows.receipts(),
        "dso_countback": rows.invoices(), "sales_12m": rows.invoices(), "best_possible_dso": rows.open_items(lambda d: d <= 0),
        "unapplied": rows.unapplied(), "cei": rows.invoices(),
    }  # fmt: skip
    for name, ids in opened.items():
        value = metrics[name]["value"] if name == "cei" else metrics[name]
        if value is not None:
            maker.worked_out(name, str(value), UNITS.get(name, "money"), currency, ids)
    for (name, low, high), value in zip(_BUCKET_BOUNDS, metrics["buckets"].values(), strict=True):
        maker.worked_out(f"bucket_{name}", value, "money", currency, rows.overdue_between(low, high))
    for measure in measures_of(book):
        unit: UnitName = UNIT_OF_MEASURE[measure.unit]
        maker.worked_out(
            measure.name,
            measure.value,
            unit,
            currency,
            rows.of_measure(measure),
            "",
            measure.period_end,
            measure.months,
        )


UNIT_OF_MEASURE: dict[str, UnitName] = {"money": "money", "days": "days", "percent": "percent", "count": "count"}
_BUCKET_BOUNDS = (("1_30", 1, 30), ("31_60", 31, 60), ("61_90", 61, 90), ("91_180", 91, 180), ("over_180", 181, 10**6))


class _Rows:
    """Rows of a book as facts, made when first asked for."""

    def __init__(self, maker: FactMaker, currency: str, book: Book) -> None:
        self.maker, self.currency, self.book = maker, currency, book
        size = book.invoices.height + book.receipts.height + book.credits.height
        self.whole = size <= ALL_ROWS
        self._invoices = self._invoice_rows()
        self._receipts = self._receipt_rows()
        self._credits = self._credit_rows()
        self._open = self._open_rows()

    def open_items(self, when: Callable[[int], bool] = lambda days: True) -> list[str]:
        """Open items by days past due, largest first."""
        return [ident for ident, days in self._open if when(days)]

    def overdue_between(self, low: int, high: int) -> list[str]:
        """Open items of a bucket."""
        return self.open_items(lambda days: low <= days <= high)

    def oldest(self) -> list[str]:
        """The open item that is longest past due."""
        late = [(days, ident) for ident, days in self._open if days > 0]
        return [max(late)[1]] if late else []

    def receipts(self, after: date | None = None, until: date | None = None) -> list[str]:
        """Receipts of a window, those that weigh most in days × amount first."""
        return [
            i
            for i, d in self._receipts
            if d is None or ((after is None or d > after) and (until is None or d <= until))
        ]

    def invoices(self, after: date | None = None, until: date | None = None) -> list[str]:
        """Invoices of a window (the last 12 months), largest first."""
        first = after or year_before(self.book.as_of)
        return [i for i, d in self._invoices if d > first and (until is None or d <= until)]

    def unapplied(self) -> list[str]:
        """Receipts that settle no invoice."""
        frame = self.book.unapplied.sort("amount", descending=True).head(TOP_CREDITS)
        return [
            self.maker.row("unapplied", (s, r, c), cents, self.currency, target or "", day)
            for target, day, cents, s, r, c in frame.select(
                "target", "day", "amount", "sheet", "row", "col"
            ).iter_rows()
        ]

    def of_measure(self, measure: Measure) -> list[str]:
        """The rows behind a measure."""
        after = months_before(measure.period_end, measure.months) if measure.months else None
        if measure.name.endswith("_month"):
            after = measure.period_end.replace(day=1)
            after = date.fromordinal(after.toordinal() - 1)
        if measure.name.startswith(("dbt", "receipts", "paid")):
            return self.receipts(after, measure.period_end)
        if measure.name.startswith("sales"):
            return self.invoices(after, measure.period_end)
        if measure.name == "balance_at":
            return self.invoices(months_before(measure.period_end, 12), measure.period_end)
        if measure.name.startswith("credit"):
            return self._credits
        return self.open_items((lambda d: d > 60) if measure.name == "overdue_over_60" else (lambda d: True))

    def _invoice_rows(self) -> list[tuple[str, date]]:
        frame = self.book.invoices.sort("amount", descending=True)
        frame = (
            frame if self.whole else frame.filter(pl.col("issued") > year_before(self.book.as_of)).head(TOP_INVOICES)
        )
        return [(self._invoice(row), row["issued"]) for row in frame.iter_rows(named=True)]

    def _invoice(self, row: dict[str, Any]) -> str:
        place = (row["sheet"], row["row"], row["col"])
        return self.maker.row("invoice", place, row["amount"], self.currency, row["number"] or "", row["issued"])

    def _receipt_rows(self) -> list[tuple[str, date | None]]:
        names = self.book.invoices.select("inv", "number")
        frame = self.book.receipts.with_columns((pl.col("late").clip(0) * pl.col("amount")).alias("weight"))
        frame = frame.sort("weight", "amount", descending=True, nulls_last=True)
        if not self.whole:
            frame = frame.filter(pl.col("day") > year_before(self.book.as_of)).head(TOP_RECEIPTS)
        frame = frame.join(names, on="inv", how="left", maintain_order="left")
        kind = "receipt" if self.whole else "receipt_row"
        found = [(self._applied(kind, row), row["day"]) for row in frame.iter_rows(named=True)]
        if not self.whole:
            self._daily()
        return found

    def _daily(self) -> None:
        """Receipts of a long ledger by day, so that promises can be matched."""
        recent = date.fromordinal(self.book.as_of.toordinal() - DAYS_KEPT)
        daily = (
            self.book.receipts.filter(pl.col("day") > recent).group_by("day").agg(pl.col("amount").sum()).sort("day")
        )
        for day, cents in daily.iter_rows():
            self.maker.worked_out("receipt", money(cents), "money", self.currency, (), "", day)

    def _credit_rows(self) -> list[str]:
        frame = self.book.credits.sort("amount", descending=True).head(ALL_ROWS if self.whole else TOP_CREDITS)
        frame = frame.join(self.book.invoices.select("inv", "number"), on="inv", how="left", maintain_order="left")
        return [self._applied("credit_note", row) for row in frame.iter_rows(named=True)]

    def _applied(self, kind: str, row: dict[str, Any]) -> str:
        place = (row["sheet"], row["row"], row["col"])
        return self.maker.row(kind, place, row["amount"], self.currency, row["number"] or "", row["day"])

    def _open_rows(self) -> list[tuple[str, int]]:
        """What is open of an invoice, with the invoice, its receipts and credits as inputs."""
        frame = self.book.invoices.filter(pl.col("open") != 0).sort("open", descending=True)
        late = frame.filter(pl.col("days") > 0).head(TOP_OPEN)
        frame = pl.concat([late, frame.filter(pl.col("days") <= 0).head(TOP_OPEN)])
        parts: dict[int, list[str]] = {row["inv"]: [self._invoice(row)] for row in frame.iter_rows(named=True)}
        names = {row["inv"]: row["number"] for row in frame.iter_rows(named=True)}
        for kind, applied in (
            ("receipt" if self.whole else "receipt_row", self.book.receipts),
            ("credit_note", self.book.credits),
        ):
            of_these = applied.filter(pl.col("inv").is_in(list(parts))).head(ALL_ROWS)
            for row in of_these.iter_rows(named=True):
                parts[row["inv"]].append(self._applied(kind, {**row, "number": names[row["inv"]]}))
        return [(self._left_open(row, parts[row["inv"]]), row["days"]) for row in frame.iter_rows(named=True)]

    def _left_open(self, row: dict[str, Any], inputs: list[str]) -> str:
        label = row["number"] or str(row["row"])
        return self.maker.worked_out("open_item", money(row["open"]), "money", self.currency, inputs, label, row["due"])


def limit_facts(maker: FactMaker, stated: Stated, limit: dict[str, Any] | None) -> None:
    """Facts of the limit sheet and of the utilisation worked out from it."""
    ids = []
    for name, placed in stated.limit.items():
        cents = int(placed.value * 100)
        currency = placed.currency or (limit or {}).get("currency") or stated.currency or ""
        ids.append(
            maker.row(f"limit_{name}", (placed.sheet, placed.row + 1, placed.col), cents, currency, name, maker.as_of)
        )
    if limit and limit.get("limit_utilisation_pct") is not None:
        maker.worked_out("limit_utilisation_pct", limit["limit_utilisation_pct"], "percent", None, ids)


def plain_money(value: Decimal) -> str:
    """An amount as sheets print it: whole, or with two decimals."""
    return str(int(value)) if value == value.to_integral_value() else str(value.quantize(Decimal("0.01")))
