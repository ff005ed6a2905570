"""The memo as a workbook: numbers stay numbers, ratios are live formulas over the statement sheets, text never becomes a formula.

Each figure carries its paper, page and print as a comment.
"""

import io
import re
from typing import Any

from assistant.credit.charts import Chart
from assistant.export.chart_svg import chart_unit
from assistant.export.live_formula import Cells, live_formula
from assistant.export.memo_model import Cell, Memo, Table
from assistant.format import Lang

MAX_CELL = 32_000
TINTS = {"good": "#DFF0E4", "watch": "#FFF1CF", "weak": "#FBDEDB"}
FORMATS = {
    "": "#,##0.00;[Red]-#,##0.00", "money": "#,##0.00;[Red]-#,##0.00", "percent": '0.00"%"', "x": "0.00", "days": "0.0",
    "points": "0.0",
}  # fmt: skip
CHART_KINDS = {"bars": {"type": "column"}, "stack": {"type": "column", "subtype": "stacked"}, "lines": {"type": "line"}}
FIRST_ROW = 3
_CONTROL = re.compile(r"[\x00-\x1f]")


def to_xlsx(memos: list[Memo]) -> bytes:
    """A sheet with the texts, one a statement and for the ratios, one for the other tables, one for the charts, for each language."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    for number, memo in enumerate(memos):
        _Writer(book, memo, number).write()
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, memo: Memo, number: int) -> None:
        self._book = book
        self._memo = memo
        self._tail = f" ({memo.lang})" if number else ""
        self._styles: dict[tuple[str, str], Any] = {}
        self._cells = Cells()
        base = {"font_name": "Calibri", "font_size": 10}
        self._text = book.add_format({**base, "text_wrap": True, "valign": "top"})
        self._bold = book.add_format({**base, "bold": True})
        self._title = book.add_format({**base, "bold": True, "font_size": 14})
        self._head = book.add_format(
            {**base, "bold": True, "bg_color": "#1F3A5F", "font_color": "white", "text_wrap": True}
        )

    def write(self) -> None:
        memo = self._memo
        first = self._sheet("概要" if memo.lang == "zh" else "Summary")
        first.set_column(0, 0, 34)
        first.set_column(1, 8, 26)
        tables = [t for s in memo.sections for t in s.tables if t.sheet]
        for table in tables:
            self._own_sheet(table)
        self._charts([c for s in memo.sections for c in s.charts])
        self._summary(first)

    def _sheet(self, title: str) -> Any:
        name = "".join(ch for ch in title if ch not in "[]:*?/\\'")[:24].strip() or "Sheet"
        return self._book.add_worksheet(f"{name}{self._tail}"[:31])

    def _style(self, cell: Cell) -> Any:
        key = (cell.unit, cell.mark)
        if key not in self._styles:
            made: dict[str, Any] = {
                "font_name": "Calibri",
                "font_size": 10,
                "num_format": FORMATS.get(cell.unit, FORMATS[""]),
            }
            if cell.mark in TINTS:
                made["bg_color"] = TINTS[cell.mark]
            if cell.mark in ("derived", "nil"):
                made |= {"font_color": "#56657A", "italic": cell.mark == "derived"}
            self._styles[key] = self._book.add_format(made)
        return self._styles[key]

    def _own_sheet(self, table: Table) -> None:
        sheet = self._sheet(table.sheet)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, max(1, len(table.head) - 1), 18)
        sheet.write_string(0, 0, _cut(f"{table.title} {table.note}".strip()), self._title)
        for column, text in enumerate(table.head):
            sheet.write_string(FIRST_ROW - 1, column, _cut(text), self._head)
        for number, row in enumerate(table.rows, start=FIRST_ROW):
            for column, cell in enumerate(row):
                self._write(sheet, number, column, cell)
        sheet.freeze_panes(FIRST_ROW, 1)

    def _write(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell.number is None:
            sheet.write_string(row, column, _cut(cell.text), self._text)
            return
        formula = live_formula(cell, self._cells, sheet.get_name()) if cell.formula else None
        if formula is not None:
            sheet.write_formula(row, column, formula, self._style(cell), float(cell.number))
        else:
            sheet.write_number(row, column, float(cell.number), self._style(cell))
        if cell.line and cell.period is not None and not cell.formula:
            self._cells.add(cell.line, cell.period, sheet.get_name(), row, column, cell.number)
        if cell.quote:
            sheet.write_comment(row, column, _cut(cell.quote), {"x_scale": 2})

    def _summary(self, sheet: Any) -> None:
        memo, row = self._memo, 0
        for text, style in (
            (memo.title, self._title),
            (f"{memo.subtitle} {memo.mark}", self._text),
            (memo.footer, self._text),
        ):
            sheet.write_string(row, 0, _cut(text), style)
            row += 1
        for number, section in enumerate(memo.sections):
            row += 1
            sheet.write_string(row, 0, _cut(f"{number} {section.title}"), self._head)
            for text in section.paragraphs:
                row += 1
                sheet.write_string(row, 0, _cut(text), self._text)
            for table in section.tables:
                row = self._inline(sheet, row + 1, table) if not table.sheet else self._pointer(sheet, row + 1, table)
            row += 1

    def _pointer(self, sheet: Any, row: int, table: Table) -> int:
        sheet.write_string(row, 0, _cut(f"→ {table.sheet}"), self._text)
        return row

    def _inline(self, sheet: Any, row: int, table: Table) -> int:
        sheet.write_string(row, 0, _cut(f"{table.title} {table.note}".strip()), self._bold)
        row += 1
        for column, text in enumerate(table.head):
            sheet.write_string(row, column, _cut(text), self._head)
        for cells in table.rows:
            row += 1
            for column, cell in enumerate(cells):
                self._write(sheet, row, column, cell)
                if cell.note and cell.number is None:
                    note = next(n for n in self._memo.notes if n.number == cell.note)
                    sheet.write_comment(row, column, _cut(note.words(self._memo.lang)))
        return row + 1

    def _charts(self, charts: list[Chart]) -> None:
        drawn = [c for c in charts if c.kind in CHART_KINDS]
        if not drawn:
            return
        sheet = self._sheet("图表" if self._memo.lang == "zh" else "Charts")
        name, row = sheet.get_name(), 0
        for chart in drawn:
            row = _chart_block(self._book, sheet, name, row, chart, self._memo.lang, self._bold)


def _chart_block(book: Any, sheet: Any, name: str, row: int, chart: Chart, lang: Lang, bold: Any) -> int:
    """The chart's numbers and beside them a native chart of those cells; the next free row."""
    sheet.write_string(
        row,
        0,
        _cut(f"{chart.names[lang]} ({chart_unit(chart, lang) if chart.unit != 'money' else chart.currency or ''})"),
        bold,
    )
    for at, label in enumerate(chart.labels):
        sheet.write_string(row + 1, at + 1, label[lang])
    drawn = book.add_chart(dict(CHART_KINDS[chart.kind]))
    for at, series in enumerate(chart.series):
        line = row + 2 + at
        sheet.write_string(line, 0, _cut(series.names[lang]))
        for place, value in enumerate(series.values):
            if value is not None:
                sheet.write_number(line, place + 1, float(value))
        count = len(chart.labels)
        drawn.add_series(
            {
                "name": [name, line, 0],
                "categories": [name, row + 1, 1, row + 1, count],
                "values": [name, line, 1, line, count],
            }
        )
    drawn.set_title({"name": chart.names[lang], "name_font": {"size": 11}})
    drawn.set_size({"width": 520, "height": 260})
    sheet.insert_chart(row + 3 + len(chart.series), 0, drawn)
    return row + 18 + len(chart.series)


def _cut(text: str) -> str:
    return _CONTROL.sub(" ", text)[:MAX_CELL]
