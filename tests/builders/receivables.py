"""Invented receivable accounts and their exact metrics, written as ledgers of every layout that a book may have."""

import calendar
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter

AS_OF = date(2025, 9, 30)
BUCKETS = (("1-30", 1, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("91-180", 91, 180), (">180", 181, 10**6))
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Invoice:
    """An invoice with what was applied to it: (day, amount) pairs."""

    number: str
    issued: date
    due: date
    amount: Decimal
    credits: tuple[tuple[date, Decimal], ...] = ()
    receipts: tuple[tuple[date, Decimal], ...] = ()
    currency: str = "CNY"


@dataclass
class Account:
    """Invoices of one customer, and receipts applied to none."""

    invoices: list[Invoice] = field(default_factory=list)
    unapplied: list[tuple[date, Decimal]] = field(default_factory=list)


def account(seed: int, count: int = 40, currency: str = "CNY", prefix: str = "FP") -> Account:
    """An account as a customer with a paying habit leaves it: part payments, credit notes, some nothing paid."""
    r = random.Random(seed)
    made = Account()
    for i in range(count):
        issued = AS_OF - timedelta(days=r.randrange(3, 430))
        due = issued + timedelta(days=r.choice((30, 45, 60)))
        amount = Decimal(r.randrange(80_000, 9_000_000)) / 100
        left, credits, receipts = amount, [], []
        if r.random() < 0.2:
            note = (amount * r.randrange(3, 25) / 100).quantize(CENT)
            credits.append((min(AS_OF, issued + timedelta(days=r.randrange(1, 3))), note))
            left -= note
        if r.random() < 0.8:
            first = max(issued + timedelta(1), due + timedelta(days=int(r.gauss(8, 15))))
            parts = (
                [left]
                if r.random() < 0.6
                else [(left * Decimal("0.4")).quantize(CENT), (left * Decimal("0.3")).quantize(CENT)]
            )
            receipts = [(first + timedelta(days=9 * k), part) for k, part in enumerate(parts)]
            receipts = [x for x in receipts if x[0] <= AS_OF]
        made.invoices.append(
            Invoice(f"{prefix}{1001 + i}", issued, due, amount, tuple(credits), tuple(receipts), currency)
        )
    return made


def metrics(accounts: Account, as_of: date = AS_OF) -> dict[str, Any]:
    """The metrics worked out document by document, the slow and plain way."""
    open_, current, past, begin, quarter, year = (Decimal(0) for _ in range(6))
    buckets = {name: Decimal(0) for name, _, _ in BUCKETS}
    months: dict[tuple[int, int], Decimal] = {}
    late = signed = paid = Decimal(0)
    counts, oldest = {"invoices": 0, "credit_notes": 0, "receipts": 0}, 0
    first = as_of.year * 12 + as_of.month - 3
    start = date(first // 12, first % 12 + 1, 1)
    for x in accounts.invoices:
        left = x.amount - sum(a for _, a in x.credits) - sum(a for _, a in x.receipts)
        counts["invoices"] += 1
        counts["credit_notes"] += len(x.credits)
        counts["receipts"] += len(x.receipts)
        open_ += left
        days = (as_of - x.due).days
        if left and days > 0:
            past += left
            buckets[next(n for n, lo, hi in BUCKETS if lo <= days <= hi)] += left
            oldest = max(oldest, days)
        else:
            current += left
        if x.issued < start:
            begin += x.amount - sum(a for d, a in (*x.credits, *x.receipts) if d < start)
        else:
            quarter += x.amount
        year += x.amount if x.issued > date(as_of.year - 1, as_of.month, as_of.day) else 0
        months[x.issued.year, x.issued.month] = months.get((x.issued.year, x.issued.month), Decimal(0)) + x.amount
        for d, a in x.receipts:
            late, signed, paid = late + a * max(0, (d - x.due).days), signed + a * (d - x.due).days, paid + a
    four = lambda v: None if v is None else str(v.quantize(Decimal("0.0001")))  # noqa: E731 - a formatter of this table
    two = lambda v: str(v.quantize(CENT))  # noqa: E731
    base = begin + quarter
    return {
        "rows": counts, "total_ar": two(open_), "current_ar": two(current), "past_due": two(past),
        "overdue_ratio_pct": four(past / open_ * 100) if open_ else None, "buckets": {k: two(v) for k, v in buckets.items()},
        "oldest_days_past_due": oldest, "unapplied": two(sum((a for _, a in accounts.unapplied), Decimal(0))),
        "dbt_weighted": four(late / paid) if paid else None, "dbt_weighted_signed": four(signed / paid) if paid else None,
        "receipts_total": two(paid), "dso_countback": four(_countback(open_, months, as_of)), "sales_12m": two(year),
        "best_possible_dso": four(current / year * 365) if year else None,
        "cei": {"begin_ar": two(begin), "sales": two(quarter), "end_ar": two(open_), "end_current_ar": two(current),
                "value": four((base - open_) / (base - current) * 100) if base - current else None},
    }  # fmt: skip


def _countback(left: Decimal, months: dict[tuple[int, int], Decimal], as_of: date) -> Decimal | None:
    days, y, m = Decimal(0), as_of.year, as_of.month
    for _ in range(120):
        length = calendar.monthrange(y, m)[1]
        sold = months.get((y, m), Decimal(0))
        if sold >= left:
            return days + left / sold * length if sold else days
        left, days = left - sold, days + length
        y, m = (y, m - 1) if m > 1 else (y - 1, 12)
    return None


Rows = list[list[Any]]


def workbook(sheets: Sequence[tuple[str, Rows]], merges: Sequence[tuple[int, int, int, int, int]] = ()) -> bytes:
    """The sheets as XLSX; `merges` are (sheet, row, column, last row, last column) of cells already written."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for at, (name, rows) in enumerate(sheets):
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(r, c, value)
                    elif isinstance(value, Decimal):
                        sheet.write_number(r, c, float(value))
                    elif value is not None:
                        sheet.write(r, c, value)
            for which, r0, c0, r1, c1 in merges:
                if which == at:
                    sheet.merge_range(r0, c0, r1, c1, rows[r0][c0])
    return out.getvalue()


def delimited(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """The rows as CSV; cells with the separator are quoted."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text or "\n" in text else text

    return "\r\n".join(separator.join(cell(v) for v in row) for row in rows).encode(encoding)


def head_of(accounts: Account, currency: str = "CNY") -> Rows:
    """Title, as-of line and a blank row."""
    return [["客户应收账款台账 Receivables"], ["截至 As of", AS_OF, None, "币种 Currency", currency], []]


def transactions(
    accounts: Account, order: Sequence[int], heads: Sequence[str], day: Callable[[date], Any] = lambda d: d
) -> Rows:
    """A list of documents in columns date, type, number, applies to, due, debit, credit put in `order`."""
    rows: list[tuple[date, list[Any]]] = []
    for x in accounts.invoices:
        rows.append((x.issued, [day(x.issued), "发票 Invoice", x.number, None, day(x.due), x.amount, None]))
        rows += [
            (d, [day(d), "红字 Credit note", f"HZ{x.number[2:]}-{k}", x.number, None, None, a])
            for k, (d, a) in enumerate(x.credits)
        ]
        rows += [
            (d, [day(d), "收款 Receipt", f"SK{x.number[2:]}-{k}", x.number, None, None, a])
            for k, (d, a) in enumerate(x.receipts)
        ]
    rows += [
        (d, [day(d), "收款 Receipt", f"SK9{k}", None, None, None, a]) for k, (d, a) in enumerate(accounts.unapplied)
    ]
    rows.sort(key=lambda row: (row[0], str(row[1][2])))
    return [[heads[i] for i in order], *([row[i] for i in order] for _, row in rows)]
