"""The statements of a form as a workbook or CSV file of odd shape: heads over spans, spacer columns, units in cells of their own."""

import csv
import io
import random
from decimal import Decimal
from typing import Any

import xlsxwriter

from evals.extraction import Truth
from evals.varied.books import Row, chained, rows_of
from evals.varied.heads import heads_of
from evals.varied.pages import NAMES, STATEMENTS, Drawn, shown
from evals.varied.styles import Column, Style, columns_of, style_for

Cells = dict[tuple[int, int], Any]


def drawn_sheet(form: dict[str, Any], seed: int) -> Drawn:
    """The workbook (CSV for every fourth seed, with its one statement) of a form; the same seed gives the same cells."""
    rng = random.Random(f"sheet/{form['name']}/{seed}")
    style = style_for(form["style"], rng)
    style.dollar, style.group, style.point = "", ",", "."
    style.group_and_company, style.newest_last = False, style.newest_last and style.length == 12
    out = Drawn(f"{form['name']}/{seed}", b"", style, suffix=".csv" if seed % 4 == 3 else ".xlsx")
    names = [s for s in STATEMENTS if s in form]
    sheets = []
    for statement in names[:1] if out.suffix == ".csv" else names:
        rows = rows_of(form[statement], rng, 4 if style.length == 9 else 3, {})
        chained(rows, style.length == 12)
        sheets.append((statement, _cells(form, statement, rows, style, out)))
    out.data = _csv(sheets[0][1]) if out.suffix == ".csv" else _workbook(sheets, style, rng)
    return out


def _cells(form: dict[str, Any], statement: str, rows: list[Row], style: Style, out: Drawn) -> Cells:
    """The cells of a sheet; its truth goes to `out`."""
    rng, columns = style.rng, columns_of(style, statement)
    lines, heads = heads_of(style, columns, statement)
    top, left = rng.choice((0, 0, 2)), rng.choice((0, 0, 1))
    first = left + 1 + rng.choice((0, 0, 1))  # a column of notes or nothing
    step = rng.choice((1, 1, 2))  # a spacer between the figures
    cells: Cells = {}
    for text in (style.company, rng.choice(form[f"{statement}_titles"]), *lines, style.unit_line):
        if text:
            cells[top, left] = text
            top += 1
    for spans in heads:
        for text, start, _ in spans:
            cells[top, first + step * start] = text
        top += 1
    as_text = rng.random() < 0.3
    for row in rows:
        if row.caption:
            cells[top, left] = row.caption
        for k, column in enumerate(columns if row.values else ()):
            value, printed = shown(row, column, style, statement)
            if printed == "":
                continue
            cells[top, first + step * k] = (
                printed if as_text or value == 0 else float(value) if value % 1 else int(value)
            )
            _true(row, column, style, statement, out)
        top += 1
    return cells


def _true(row: Row, column: Column, style: Style, statement: str, out: Drawn) -> None:
    value = row.values[column.place]
    amount = Decimal(value) / 10 ** (row.decimals or style.decimals) * (1 if row.decimals else style.scale)
    if row.line == "*" or row.line.startswith("?"):
        names = frozenset(row.line[1:].split(",")) if row.line != "*" else frozenset()
        out.free.append((NAMES[statement], names, abs(amount)))
    elif row.line != "_":
        sign = -1 if row.line.startswith("-") else 1
        out.truths.append(
            Truth(
                (row.line.lstrip("-"),),
                column.end.isoformat(),
                column.months or None,
                sign * amount,
                currency=style.currency or None,
            )
        )


def _workbook(sheets: list[tuple[str, Cells]], style: Style, rng: random.Random) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    for statement, cells in sheets:
        sheet = book.add_worksheet({"balance": "BS", "income": "P&L", "cash": "CF"}[statement])
        money = book.add_format({"num_format": rng.choice(("#,##0;(#,##0)", "#,##0.00;[Red]-#,##0.00", "General"))})
        for (r, c), value in cells.items():
            sheet.write(r, c, value, *([money] if not isinstance(value, str) else []))
    if rng.random() < 0.4:
        notes = book.add_worksheet("Notes")
        notes.write(0, 0, "Prepared by the finance department")
        notes.write_formula(1, 0, "=SUM(A3:A9)", None, "")
    book.close()
    return data.getvalue()


def _csv(cells: Cells) -> bytes:
    width, height = max(c for _, c in cells) + 1, max(r for r, _ in cells) + 1
    out = io.StringIO()
    writer = csv.writer(out)
    for r in range(height):
        writer.writerow([cells.get((r, c), "") for c in range(width)])
    return out.getvalue().encode("utf-8")
