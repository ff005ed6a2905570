"""The memo as a workbook: numbers stay numbers, ratios are live formulas over the statement sheets, text never becomes a formula.

Each figure carries its paper, page and print as a comment.
"""

import io
import re
from decimal import Decimal
from typing import Any

from assistant.credit.charts import Chart
from assistant.export.chart_svg import TONES, chart_scale
from assistant.export.live_formula import Cells, live_formula
from assistant.export.memo_model import Cell, Memo, Table
from assistant.export.table_shape import breadth, figure_columns

MAX_CELL = 32_000
TINTS = {"good": "#DFF0E4", "watch": "#FFF1CF", "weak": "#FBDEDB"}
FORMATS = {
    "": "#,##0.00;[Red]-#,##0.00", "money": "#,##0.00;[Red]-#,##0.00", "percent": '0.00"%"', "x": "0.00", "days": "0.0",
    "points": "0.0",
}  # fmt: skip
CHART_KINDS = {"bars": {"type": "column"}, "stack": {"type": "column", "subtype": "stacked"}, "lines": {"type": "line"}}
WHOLE_MONEY = "#,##0;[Red]-#,##0"
FIRST_ROW = 3
NAME_WIDTH, COLUMN_WIDTH, COLUMNS, LINE_POINTS = 30, 21, 7, 14
FACES = {"zh": "Microsoft YaHei", "en": "Calibri"}
BRAND, BAND = "#1F3A5F", "#EDF1F6"
CHART_ROWS, CHART_COLUMN, CHART_PAGE_ROWS = 16, 5, 52
PORTRAIT, ROWS_A_PAGE = 100, 75  # letters and rows that go on one upright page
A4 = 9
_CONTROL = re.compile(r"[\x00-\x1f]")


def to_xlsx(memos: list[Memo]) -> bytes:
    """A sheet with the texts, one a statement and for the ratios, one for the other tables, one for the charts, for each language."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": memos[0].title, "author": "信探 Xintan", "comments": memos[0].footer})
    for number, memo in enumerate(memos):
        _Writer(book, memo, number).write()
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, memo: Memo, number: int) -> None:
        self._book = book
        self._memo = memo
        self._tail = f" ({memo.lang})" if number else ""
        self._styles: dict[tuple[str, str, str, bool], Any] = {}
        self._cells = Cells()
        self._base = {"font_name": FACES[memo.lang], "font_size": 10, "valign": "top"}
        self._text = self._format(text_wrap=True)
        self._right = self._format(align="right")
        self._next = self._format(text_wrap=True, indent=1)
        self._plain = self._format()
        self._soft = self._format(font_color="#56657A")
        self._bold = self._format(bold=True)
        self._total = self._format(bold=True, text_wrap=True, bg_color=BAND)
        self._title = self._format(bold=True, font_size=14, font_color=BRAND)
        self._band = self._format(bold=True, font_size=11, bg_color=BRAND, font_color="white")
        self._heads = [
            self._format(
                bold=True, text_wrap=True, font_color=BRAND, bg_color=BAND, bottom=1, align=side, indent=indent
            )
            for side, indent in (("left", 0), ("right", 0), ("left", 1))
        ]

    def _format(self, **values: Any) -> Any:
        return self._book.add_format({**self._base, **values})

    def write(self) -> None:
        memo = self._memo
        first = self._sheet("概要" if memo.lang == "zh" else "Summary")
        first.set_landscape()
        first.fit_to_pages(1, 0)
        first.set_column(0, 0, NAME_WIDTH)
        first.set_column(1, COLUMNS - 1, COLUMN_WIDTH)
        tables = [t for s in memo.sections for t in s.tables if t.sheet]
        for table in tables:
            self._own_sheet(table)
        self._charts([c for s in memo.sections for c in s.charts])
        self._summary(first)

    def _sheet(self, title: str) -> Any:
        """A sheet that prints on A4 with its name and page below."""
        name = "".join(ch for ch in title if ch not in "[]:*?/\\'")[:24].strip() or "Sheet"
        sheet = self._book.add_worksheet(f"{name}{self._tail}"[:31])
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L&8{self._memo.title.replace('&', '&&')[:120]}&C&8{self._memo.mark[:60]}&R&8&A  &P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def _style(self, cell: Cell, whole: bool, total: bool) -> Any:
        key = (cell.unit, cell.mark, "total" if total else "", whole)
        if key not in self._styles:
            made: dict[str, Any] = {"num_format": FORMATS.get(cell.unit, FORMATS[""])}
            if whole and cell.unit in ("", "money"):
                made["num_format"] = WHOLE_MONEY
            if total:
                made |= {"bold": True, "bg_color": BAND}
            if cell.mark in TINTS:
                made["bg_color"] = TINTS[cell.mark]
            if cell.mark in ("derived", "nil"):
                made |= {"font_color": "#56657A", "italic": cell.mark == "derived"}
            self._styles[key] = self._format(**made)
        return self._styles[key]

    def _own_sheet(self, table: Table) -> None:
        sheet = self._sheet(table.sheet)
        widths = [44]
        for at, right in enumerate(figure_columns(table)[1:], start=1):
            longest = max((breadth(row[at].text) for row in table.rows if at < len(row)), default=0)
            widths.append(18 if right else min(60, max(18, longest)))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        if sum(widths) > PORTRAIT:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if len(table.rows) <= ROWS_A_PAGE else 0)
        sheet.write_string(0, 0, _cut(table.title), self._title)
        sheet.write_string(1, 0, _cut(table.note), self._soft)
        self._rows(sheet, FIRST_ROW - 1, table, widths)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.repeat_rows(FIRST_ROW - 1)

    def _rows(self, sheet: Any, row: int, table: Table, widths: list[int], spread: bool = False) -> int:
        """The head at `row` and the rows below it; the last row written. `spread`: the last column takes what is left of the line."""
        right, end = figure_columns(table), len(table.head) - 1
        for column, text in enumerate(table.head):
            sheet.write_string(row, column, _cut(text), self._heads[1 if right[column] else 2 if column else 0])
        room = [*widths[:end], sum(widths[end:]) if spread else widths[end]] if end < len(widths) else widths
        amounts = [c.number for r in table.rows for c in r if c.number is not None and c.unit in ("", "money")]
        whole = all(n == n.to_integral_value() for n in amounts)
        for cells in table.rows:
            row += 1
            total = bool(cells) and cells[0].mark == "total"
            lines = [
                -(-breadth(c.text) // max(1, width - 2))
                for c, width in zip(cells, room, strict=False)
                if c.number is None
            ]
            if max(lines, default=1) > 1:
                sheet.set_row(row, LINE_POINTS * max(lines))
            if spread and len(cells) > end:
                sheet.merge_range(row, end, row, len(widths) - 1, "", self._text)
            for column, cell in enumerate(cells):
                words = self._total if total else self._right if right[column] else self._next if column else self._text
                self._write(
                    sheet, row, column, cell, self._style(cell, whole, total) if cell.number is not None else words
                )
        return row

    def _write(self, sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
        if cell.number is None:
            sheet.write_string(row, column, _cut(cell.text), style)
        else:
            self._number(sheet, row, column, cell, cell.number, style)
        note = next((n for n in self._memo.notes if n.number == cell.note), None) if cell.note else None
        told = cell.quote or (note.words(self._memo.lang) if note else "")
        if told and (cell.number is not None or note):
            sheet.write_comment(row, column, _cut(told), {"x_scale": 2})

    def _number(self, sheet: Any, row: int, column: int, cell: Cell, number: Decimal, style: Any) -> None:
        formula = live_formula(cell, self._cells, sheet.get_name()) if cell.formula else None
        if formula is not None:
            sheet.write_formula(row, column, formula, style, float(number))
        else:
            sheet.write_number(row, column, float(number), style)
        if cell.line and cell.period is not None and not cell.formula:
            self._cells.add(cell.line, cell.period, sheet.get_name(), row, column, number)

    def _summary(self, sheet: Any) -> None:
        memo = self._memo
        sheet.write_string(0, 0, _cut(memo.title), self._title)
        sheet.write_string(1, 0, _cut(f"{memo.subtitle} {memo.mark}"), self._plain)
        sheet.write_string(2, 0, _cut(memo.footer), self._soft)
        for column, (what, value) in enumerate(memo.glance):
            sheet.write_string(4, column, _cut(what), self._soft)
            sheet.write_string(5, column, _cut(value), self._title)
        row = 6 if memo.glance else 3
        for number, section in enumerate(memo.sections):
            row += 1
            for column in range(COLUMNS):
                sheet.write_blank(row, column, None, self._band)
            sheet.write_string(row, 0, _cut(f"{number} {section.title}"), self._band)
            for text in section.paragraphs:
                row = self._paragraph(sheet, row + 1, text)
            for table in section.tables:
                row = self._inline(sheet, row + 1, table) if not table.sheet else self._pointer(sheet, row + 1, table)
            row += 1

    def _paragraph(self, sheet: Any, row: int, text: str) -> int:
        """A text over the breadth of the sheet, as high as it needs; a merged cell does not find its height itself."""
        lines = -(-breadth(text) // (NAME_WIDTH + COLUMN_WIDTH * (COLUMNS - 1)))
        sheet.set_row(row, LINE_POINTS * max(1, lines))
        sheet.merge_range(row, 0, row, COLUMNS - 1, "", self._text)
        sheet.write_string(row, 0, _cut(text), self._text)
        return row

    def _pointer(self, sheet: Any, row: int, table: Table) -> int:
        sheet.write_string(row, 0, _cut(f"→ {table.sheet}"), self._plain)
        return row

    def _inline(self, sheet: Any, row: int, table: Table) -> int:
        sheet.write_string(row, 0, _cut(f"{table.title}  {table.note}".strip()), self._bold)
        widths = [NAME_WIDTH, *[COLUMN_WIDTH] * (max(COLUMNS, len(table.head)) - 1)]
        longest = max((breadth(r[-1].text) for r in table.rows if r), default=0)
        spread = len(table.head) < COLUMNS and not figure_columns(table)[-1] and longest > COLUMN_WIDTH - 2
        return self._rows(sheet, row + 1, table, widths, spread) + 1

    def _charts(self, charts: list[Chart]) -> None:
        drawn = [c for c in charts if c.kind in CHART_KINDS]
        if not drawn:
            return
        sheet = self._sheet("图表" if self._memo.lang == "zh" else "Charts")
        sheet.set_landscape()
        sheet.set_print_scale(60)
        sheet.set_column(0, CHART_COLUMN - 1, 15)
        row, top, breaks = 0, 0, []
        for chart in drawn:
            rows = max(CHART_ROWS, len(chart.labels) + 4)
            if row + rows - top > CHART_PAGE_ROWS and row > top:
                breaks.append(row)
                top = row
            self._chart(sheet, row, chart)
            row += rows
        sheet.set_h_pagebreaks(breaks)

    def _chart(self, sheet: Any, row: int, chart: Chart) -> None:
        """The chart's numbers, a row each, and beside them a native chart of those cells."""
        lang, name, figure = self._memo.lang, sheet.get_name(), self._format(num_format="#,##0.00")
        scale, unit = chart_scale(chart, lang)
        sheet.write_string(row, 0, _cut(f"{chart.names[lang]} ({unit})" if unit else chart.names[lang]), self._bold)
        drawn, first, last = self._book.add_chart(dict(CHART_KINDS[chart.kind])), row + 2, row + 1 + len(chart.labels)
        for at, label in enumerate(chart.labels):
            sheet.write_string(first + at, 0, label[lang], self._plain)
        for at, series in enumerate(chart.series, start=1):
            sheet.write_string(row + 1, at, _cut(series.names[lang]), self._heads[1])
            for place, value in enumerate(series.values):
                if value is not None:
                    sheet.write_number(first + place, at, float(value / scale), figure)
            tone = {"color": TONES[(at - 1) % len(TONES)]}
            drawn.add_series(
                {
                    "name": [name, row + 1, at],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, at, last, at],
                    "line" if chart.kind == "lines" else "fill": tone,
                }
            )
        drawn.set_title(
            {"name": f"{chart.names[lang]} ({unit})" if unit else chart.names[lang], "name_font": {"size": 11}}
        )
        drawn.set_y_axis({"num_format": "#,##0.0", "major_gridlines": {"visible": True, "line": {"color": "#E2E8F0"}}})
        drawn.set_x_axis({"label_position": "low"})
        drawn.set_legend({"position": "bottom"})
        drawn.set_size({"width": 620, "height": 260})
        sheet.insert_chart(row + 1, CHART_COLUMN, drawn)


def _cut(text: str) -> str:
    return _CONTROL.sub(" ", text)[:MAX_CELL]
