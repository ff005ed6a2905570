"""The memo as a Word file."""

import io
from typing import Any

from assistant.export.memo import Cell, Memo, MemoTable

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
TINTS = {"good": "E3F1E6", "watch": "FFF3D6", "weak": "FBE1DF"}


def to_docx(memos: list[Memo]) -> bytes:
    """One document with the memo in each language given, a page break between."""
    from docx import Document
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(9.5)
    _east_asian(style.element)
    for level in range(1, 4):
        _east_asian(document.styles[f"Heading {level}"].element)
    for number, memo in enumerate(memos):
        if number:
            document.add_page_break()
        _write(document, memo)
    document.sections[0].header.paragraphs[0].text = memos[0].title
    document.sections[0].footer.paragraphs[0].text = memos[0].subtitle
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(document: Any, memo: Memo) -> None:
    document.add_heading(memo.title, 1)
    document.add_paragraph(memo.subtitle)
    for section in memo.sections:
        document.add_heading(section.title, 2)
        for text in section.paragraphs:
            document.add_paragraph(text)
        for table in section.tables:
            _table(document, table)
    if memo.sources:
        document.add_heading("来源" if memo.lang == "zh" else "Sources", 2)
        for source in memo.sources:
            document.add_paragraph(f"[{source.number}] {source.file}, p.{source.page}: {source.quote}")


def _table(document: Any, table: MemoTable) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document.add_heading(table.title, 3)
    if table.note:
        document.add_paragraph(table.note)
    grid = document.add_table(rows=1, cols=len(table.head), style="Light Grid Accent 1")
    for cell, text in zip(grid.rows[0].cells, table.head, strict=True):
        cell.text = text
    for row in table.rows:
        for place, (cell, value) in enumerate(zip(grid.add_row().cells, row, strict=True)):
            cell.text = _text(value)
            if value.number is not None and place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if value.mark in TINTS:
                _shade(cell, TINTS[value.mark])


def _text(cell: Cell) -> str:
    return cell.text + (f" [{cell.source}]" if cell.source else "")


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _east_asian(element: Any) -> None:
    from docx.oxml.ns import qn

    element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
