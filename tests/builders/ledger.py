"""The receivable ledger written from `papers/ledger.toml`: documents by date on one sheet, limit and exposure on another."""

import io
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from tests.builders.form import load

WIDTHS = (12, 14, 14, 18, 12, 13, 13, 22)


def ledger() -> bytes:
    """The workbook."""
    data = load("ledger")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 4, 30, tzinfo=UTC)})
        looks = {
            "title": book.add_format({"bold": True, "font_size": 13}),
            "head": book.add_format({"bold": True, "bg_color": "#E8E8E8", "border": 1, "align": "center"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "align": "center"}),
            "money": book.add_format({"num_format": "#,##0.00", "border": 1}),
            "cell": book.add_format({"border": 1}),
        }
        _documents(book.add_worksheet(data["sheet"]), data, looks)
        _limit(book.add_worksheet(data["limit"]["sheet"]), data["limit"], looks)
    return out.getvalue()


def documents(data: dict[str, Any]) -> list[tuple[date, str, str, str, date | None, float, float]]:
    """Rows of the ledger by date: day, type, number, invoice it settles, due, debit, credit."""
    rows: list[tuple[date, str, str, str, date | None, float, float]] = []
    for number, issued, due, amount, *receipts in data["invoices"]:
        rows.append((_day(issued), "发票 Invoice", number, "", _day(due), amount, 0.0))
        rows += [(_day(paid), "收款 Receipt", receipt, number, None, 0.0, part) for receipt, paid, part in receipts]
    return sorted(rows, key=lambda row: (row[0], row[1], row[2]))


def _documents(sheet: Any, data: dict[str, Any], looks: dict[str, Any]) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, data["title"], looks["title"])
    sheet.write(1, 0, "截至 As of")
    sheet.write_datetime(1, 1, _moment(_day(data["as_of"])), looks["date"])
    for column, text in ((3, "币种 Currency"), (4, data["currency"]), (5, "单位 Unit"), (6, data["unit"])):
        sheet.write(1, column, text)
    sheet.write_row(3, 0, data["head"], looks["head"])
    at = 4
    rows = documents(data)
    for day, kind, number, settles, due, debit, credit in rows:
        sheet.write_datetime(at, 0, _moment(day), looks["date"])
        sheet.write_row(at, 1, [kind, number, settles or None], looks["cell"])
        if due:
            sheet.write_datetime(at, 4, _moment(due), looks["date"])
        else:
            sheet.write_blank(at, 4, None, looks["cell"])
        for column, amount in ((5, debit), (6, credit)):
            if amount:
                sheet.write_number(at, column, amount, looks["money"])
            else:
                sheet.write_blank(at, column, None, looks["money"])
        sheet.write_blank(at, 7, None, looks["cell"])
        at += 1
    sheet.write_row(at, 0, ["合计 Total", None, None, None, None], looks["cell"])
    sheet.write_number(at, 5, round(sum(row[5] for row in rows), 2), looks["money"])
    sheet.write_number(at, 6, round(sum(row[6] for row in rows), 2), looks["money"])
    sheet.freeze_panes(4, 0)


def _limit(sheet: Any, data: dict[str, Any], looks: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 18)
    sheet.write_row(0, 0, data["unit"])
    for at, (label, amount) in enumerate(data["rows"], start=1):
        sheet.write(at, 0, label, looks["cell"])
        sheet.write_number(at, 1, amount, looks["money"])


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
