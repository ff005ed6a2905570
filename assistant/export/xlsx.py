"""The memo as a workbook: numbers stay numbers, text never becomes a formula, every figure has its source beside it."""

import io
from typing import Any

from assistant.export.memo import Memo, MemoTable

MAX_CELL = 32_000
TINTS = {"good": "#E3F1E6", "watch": "#FFF3D6", "weak": "#FBE1DF"}


def to_xlsx(memos: list[Memo]) -> bytes:
    """A summary sheet, a sheet a table, and the sources, for each language."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles = _styles(book)
    names: set[str] = set()
    for memo in memos:
        _summary(book, memo, styles, names)
        for section in memo.sections:
            for table in section.tables:
                _table(book, table, styles, names)
        _sources(book, memo, styles, names)
    book.close()
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 10}
    styles = {
        "text": book.add_format({**base, "text_wrap": True, "valign": "top"}),
        "head": book.add_format(
            {**base, "bold": True, "bg_color": "#1F3A5F", "font_color": "white", "text_wrap": True}
        ),
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "number": book.add_format({**base, "num_format": "#,##0.00;[Red]-#,##0.00"}),
        "derived": book.add_format(
            {**base, "num_format": "#,##0.00;-#,##0.00", "font_color": "#7A8694", "italic": True}
        ),
    }
    for mark, colour in TINTS.items():
        styles[mark] = book.add_format({**base, "num_format": "#,##0.00", "bg_color": colour})
    return styles


def _sheet(book: Any, title: str, names: set[str]) -> Any:
    name = "".join(ch for ch in title if ch not in "[]:*?/\\'")[:28] or "Sheet"
    unique, number = name, 2
    while unique.lower() in names:
        unique, number = f"{name[:25]} {number}", number + 1
    names.add(unique.lower())
    return book.add_worksheet(unique)


def _summary(book: Any, memo: Memo, styles: dict[str, Any], names: set[str]) -> None:
    sheet = _sheet(book, "概要" if memo.lang == "zh" else "Summary", names)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, memo.title[:MAX_CELL], styles["title"])
    sheet.write_string(1, 0, memo.subtitle[:MAX_CELL], styles["text"])
    row = 3
    for section in memo.sections:
        if section.paragraphs:
            sheet.write_string(row, 0, section.title[:MAX_CELL], styles["head"])
            for text in section.paragraphs:
                row += 1
                sheet.write_string(row, 0, text[:MAX_CELL], styles["text"])
            row += 2


def _table(book: Any, table: MemoTable, styles: dict[str, Any], names: set[str]) -> None:
    sheet = _sheet(book, table.title, names)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(table.head), 20)
    sheet.write_string(0, 0, f"{table.title} {table.note}"[:MAX_CELL], styles["title"])
    for place, text in enumerate(table.head):
        sheet.write_string(2, place, text[:MAX_CELL], styles["head"])
    for number, row in enumerate(table.rows, start=3):
        for place, cell in enumerate(row):
            if cell.number is not None:
                sheet.write_number(number, place, float(cell.number), styles.get(cell.mark, styles["number"]))
                if cell.source:
                    sheet.write_comment(number, place, f"[{cell.source}]")
            else:
                sheet.write_string(number, place, cell.text[:MAX_CELL], styles["text"])
    sheet.freeze_panes(3, 1)


def _sources(book: Any, memo: Memo, styles: dict[str, Any], names: set[str]) -> None:
    sheet = _sheet(book, "来源" if memo.lang == "zh" else "Sources", names)
    sheet.set_column(1, 1, 40)
    sheet.set_column(3, 3, 70)
    for number, source in enumerate(memo.sources):
        sheet.write_number(number, 0, source.number)
        sheet.write_string(number, 1, source.file[:MAX_CELL])
        sheet.write_number(number, 2, source.page)
        sheet.write_string(number, 3, source.quote[:MAX_CELL], styles["text"])
