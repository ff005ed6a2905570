"""The metrics of a receivable ledger, exact: whole cents in columns, products and quotients in Python integers and Decimal."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
import polars as pl

from ingestion.extract.ledger.documents import Documents

BUCKETS = (("1-30", 1, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("91-180", 91, 180), (">180", 181, 10**6))
YEAR_DAYS = 365
LOOKBACK_MONTHS = 120
BALANCE_MONTHS = 37
UNKNOWN = -(2**31)


@dataclass(frozen=True, slots=True)
class Book:
    """The documents of one currency up to the ledger's day.

    invoices: with `open` cents and `days` past due. receipts: with the days of their invoice and how many days `late`
    (None where a receipt has no day); credits likewise. Unapplied receipts stand apart.
    """

    as_of: date
    invoices: pl.DataFrame
    credits: pl.DataFrame
    receipts: pl.DataFrame
    unapplied: pl.DataFrame
    loose_credits: int = 0


def book_of(documents: Documents, currency: str, as_of: date) -> Book:
    """The documents of a currency that count on `as_of`."""
    own = pl.col("currency") == currency
    in_time = pl.col("day").is_null() | (pl.col("day") <= as_of)
    invoices = documents.invoices.filter(own & (pl.col("issued") <= as_of))
    credits, receipts = (_of_invoices(f.filter(in_time), invoices) for f in (documents.credits, documents.receipts))
    receipts = receipts.with_columns((pl.col("day") - pl.col("due")).dt.total_days().cast(pl.Int32).alias("late"))
    size = _largest(invoices["inv"]) + 1
    left = _by_invoice(invoices, size) - _by_invoice(credits, size) - _by_invoice(receipts, size)
    invoices = invoices.with_columns(
        pl.Series("open", left[invoices["inv"].to_numpy()]),
        (pl.lit(as_of) - pl.col("due")).dt.total_days().cast(pl.Int32).alias("days"),
    )
    loose = documents.loose_credits.filter(own & in_time).height
    return Book(as_of, invoices, credits, receipts, documents.loose_receipts.filter(own & in_time), loose)


def _of_invoices(applied: pl.DataFrame, invoices: pl.DataFrame) -> pl.DataFrame:
    """Credits or receipts of these invoices with the invoice's days; a table by invoice holds less than a join."""
    size = max(_largest(invoices["inv"]), _largest(applied["inv"])) + 1
    inv = applied["inv"].to_numpy()
    days = []
    for name in ("issued", "due"):
        table = np.full(size, UNKNOWN, dtype=np.int32)
        table[invoices["inv"].to_numpy()] = invoices[name].to_physical().to_numpy()
        days.append(pl.Series(name, table[inv]))
    return (
        applied.with_columns(days)
        .filter(pl.col("issued") != UNKNOWN)
        .with_columns(pl.col("issued", "due").cast(pl.Date))
    )


def _by_invoice(frame: pl.DataFrame, size: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Sum of the amounts of each invoice."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, frame["inv"].to_numpy(), frame["amount"].to_numpy())
    return total


def metrics_of(book: Book) -> dict[str, Any]:
    """The metrics by their names; money with two decimals, ratios and days with four, None where a denominator is nil."""
    invoices, receipts = book.invoices, book.receipts
    total = _sum(invoices["open"])
    overdue = invoices.lazy().filter((pl.col("open") != 0) & (pl.col("days") > 0)).select("open", "days").collect()
    past = _sum(overdue["open"])
    current = total - past
    sales = _sum(invoices.filter(pl.col("issued") > year_before(book.as_of))["amount"])
    begin, quarter = _quarter(book)
    paid = _sum(receipts.filter(pl.col("day").is_not_null())["amount"])
    cei_base = begin + quarter
    return {
        "rows": {"invoices": invoices.height, "credit_notes": book.credits.height + book.loose_credits, "receipts": receipts.height},
        "total_ar": money(total),
        "current_ar": money(current),
        "past_due": money(past),
        "overdue_ratio_pct": quotient(past * 100, total),
        "buckets": {
            name: money(_sum(overdue.filter(pl.col("days").is_between(low, high))["open"])) for name, low, high in BUCKETS
        },
        "oldest_days_past_due": _largest(overdue["days"]),
        "unapplied": money(_sum(book.unapplied["amount"])),
        "dbt_weighted": quotient(late_product(receipts), paid),
        "dbt_weighted_signed": quotient(late_product(receipts, signed=True), paid),
        "receipts_total": money(paid),
        "dso_countback": countback(book, total),
        "sales_12m": money(sales),
        "best_possible_dso": quotient(current * YEAR_DAYS, sales),
        "cei": {
            "begin_ar": money(begin), "sales": money(quarter), "end_ar": money(total), "end_current_ar": money(current),
            "value": quotient((cei_base - total) * 100, cei_base - current),
        },
    }  # fmt: skip


def late_product(receipts: pl.DataFrame, signed: bool = False) -> int:
    """Σ cents × days late (early days count nothing unless `signed`); exact for any size."""
    by_day = receipts.filter(pl.col("late").is_not_null()).group_by("late").agg(pl.col("amount").sum())
    return sum(
        cents * (days if signed else max(0, days)) for days, cents in by_day.select("late", "amount").iter_rows()
    )


def countback(book: Book, total: int) -> str | None:
    """Days of sales, from the month of the day backwards, that use the receivables up; None where they outlast the file."""
    if total <= 0:
        return days_text(Decimal(0))
    months = book.invoices.group_by(pl.col("issued").dt.year().alias("y"), pl.col("issued").dt.month().alias("m")).agg(
        pl.col("amount").sum()
    )
    sales = {(y, m): amount for y, m, amount in months.iter_rows()}
    left, days, y, m = total, Decimal(0), book.as_of.year, book.as_of.month
    for _ in range(LOOKBACK_MONTHS):
        length = calendar.monthrange(y, m)[1]
        of_month = sales.get((y, m), 0)
        if of_month >= left:
            return days_text(days + Decimal(left) / of_month * length)
        left -= of_month
        days += length
        y, m = (y, m - 1) if m > 1 else (y - 1, 12)
    return None


def _quarter(book: Book) -> tuple[int, int]:
    """Open cents on the day before the quarter, and the quarter's invoices; the quarter ends with the ledger's month."""
    number = book.as_of.year * 12 + book.as_of.month - 3
    start = date(number // 12, number % 12 + 1, 1)
    before = start - timedelta(1)
    old = book.invoices.filter(pl.col("issued") <= before)
    applied = sum(
        _sum(frame.filter((pl.col("issued") <= before) & (pl.col("day") <= before))["amount"])
        for frame in (book.credits, book.receipts)
    )
    return _sum(old["amount"]) - applied, _sum(book.invoices.filter(pl.col("issued") >= start)["amount"])


def year_before(day: date) -> date:
    """The same day of last year."""
    return months_before(day, 12)


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, the last of a shorter month."""
    number = day.year * 12 + day.month - 1 - months
    y, m = number // 12, number % 12 + 1
    return date(y, m, min(day.day, calendar.monthrange(y, m)[1]))


def _sum(values: pl.Series) -> int:
    return int(values.sum() or 0)


def _largest(values: pl.Series) -> int:
    largest = values.max()
    return int(largest) if isinstance(largest, int) else 0


def money(cents: int) -> str:
    """Cents as an amount with two decimals."""
    return str(Decimal(cents).scaleb(-2).quantize(Decimal("0.01")))


def quotient(above: int, below: int) -> str | None:
    """A quotient with four decimals, half even; None where the denominator is nil."""
    return days_text(Decimal(above) / below) if below else None


def days_text(value: Decimal) -> str:
    """A value with four decimals, half even."""
    return str(value.quantize(Decimal("0.0001"), ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True)
class Measure:
    """A further value of a ledger. `since` is the day its window begins after, where it has one."""

    name: str
    value: str
    unit: str  # money | days | percent | count
    period_end: date
    months: int | None = None


def measures_of(book: Book) -> list[Measure]:
    """Windows and months that the judgement reads beside the metrics; a value without a denominator is left out."""
    day = book.as_of
    year, half, quarter = year_before(day), months_before(day, 6), months_before(day, 3)
    invoices, receipts = book.invoices, book.receipts
    last_year = receipts.filter(pl.col("day") > year)
    issued = invoices.filter(pl.col("issued") > year)
    total, sales = _sum(invoices["open"]), _sum(issued["amount"])
    over_60 = _sum(invoices.filter((pl.col("open") != 0) & (pl.col("days") > 60))["open"])
    before = months_before(day, 6)
    values: list[tuple[str, str | None, str, date, int | None]] = [
        ("dbt_weighted_12m", _dbt(last_year), "days", day, 12),
        ("receipts_12m", money(_sum(last_year["amount"])), "money", day, 12),
        ("paid_invoices_12m", str(last_year["inv"].n_unique()), "count", day, 12),
        ("dbt_weighted_6m", _dbt(receipts.filter(pl.col("day") > half)), "days", day, 6),
        ("dbt_weighted_6m", _dbt(receipts.filter((pl.col("day") > year) & (pl.col("day") <= half))), "days", before, 6),
        ("dso_simple", quotient(total * YEAR_DAYS, sales), "days", day, None),
        ("overdue_over_60", money(over_60), "money", day, None),
        ("credit_notes_12m", money(_sum(book.credits.filter(pl.col("day") > year)["amount"])), "money", day, 12),
        ("sales_3m", money(_sum(invoices.filter(pl.col("issued") > quarter)["amount"])), "money", day, 3),
        (
            "sales_3m",
            money(_sum(invoices.filter((pl.col("issued") > half) & (pl.col("issued") <= quarter))["amount"])),
            "money", quarter, 3,
        ),
        ("peak_exposure", _peak(book), "money", day, 12),
    ]  # fmt: skip
    return (
        [Measure(n, v, u, end, months) for n, v, u, end, months in values if v is not None]
        + _monthly(book)
        + _balances(book)
    )


def _balances(book: Book, months: int = BALANCE_MONTHS) -> list[Measure]:
    """Open amounts at the ends of the last months, the ledger's own day left out; none where a receipt or credit has no day, for then
    nobody knows what was open before."""
    applied = [f.select("inv", "issued", "day", "amount") for f in (book.credits, book.receipts)]
    if any(f["day"].null_count() for f in applied) or not book.invoices.height:
        return []
    first = book.invoices["issued"].min()
    found = []
    for back in range(months):
        number = book.as_of.year * 12 + book.as_of.month - 1 - back
        y, m = number // 12, number % 12 + 1
        last = date(y, m, calendar.monthrange(y, m)[1])
        if last >= book.as_of or not isinstance(first, date) or last < first:
            continue
        owed = _sum(book.invoices.filter(pl.col("issued") <= last)["amount"])
        settled = sum(_sum(f.filter((pl.col("issued") <= last) & (pl.col("day") <= last))["amount"]) for f in applied)
        found.append(Measure("balance_at", money(owed - settled), "money", last))
    return found


def _dbt(receipts: pl.DataFrame) -> str | None:
    return quotient(late_product(receipts), _sum(receipts.filter(pl.col("late").is_not_null())["amount"]))


def _monthly(book: Book, months: int = 24) -> list[Measure]:
    """Sales, receipts and days beyond terms of each of the last months."""
    found = []
    for back in range(months):
        number = book.as_of.year * 12 + book.as_of.month - 1 - back
        y, m = number // 12, number % 12 + 1
        first, last = date(y, m, 1), date(y, m, calendar.monthrange(y, m)[1])
        sold = _sum(book.invoices.filter(pl.col("issued").is_between(first, last))["amount"])
        paid = book.receipts.filter(pl.col("day").is_between(first, last))
        if sold:
            found.append(Measure("sales_month", money(sold), "money", last, 1))
        if paid.height:
            found.append(Measure("receipts_month", money(_sum(paid["amount"])), "money", last, 1))
            late = _dbt(paid)
            if late is not None:
                found.append(Measure("dbt_month", late, "days", last, 1))
    return found


def _peak(book: Book) -> str:
    """The largest balance at the end of a day in the last 12 months."""
    moves = [book.invoices.select(pl.col("issued").alias("day"), pl.col("amount"))]
    moves += [
        f.filter(pl.col("day").is_not_null()).select("day", -pl.col("amount")) for f in (book.credits, book.receipts)
    ]
    daily = pl.concat(moves).group_by("day").agg(pl.col("amount").sum()).sort("day")
    balance = daily.with_columns(pl.col("amount").cum_sum())
    old = balance.filter(pl.col("day") <= year_before(book.as_of))
    recent = balance.filter(pl.col("day") > year_before(book.as_of))["amount"].to_list()
    return money(max([*recent, *old["amount"].tail(1).to_list(), 0]))
