"""The memo as an editable Word file. A company's own template (styles, header, logo) may stand in for ours."""

import io
from pathlib import Path
from typing import Any

from assistant.export.chart_svg import chart_svg
from assistant.export.memo_model import Cell, Memo, Section, Table
from assistant.export.pdf import chart_pngs

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
TINTS = {"good": "DFF0E4", "watch": "FFF1CF", "weak": "FBDEDB"}


def to_docx(memos: list[Memo], template: Path | None = None, logo: Path | None = None) -> bytes:
    """One document with the memo in each language given, a page break between; `template` is a .docx whose body is kept first."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document(str(template)) if template else Document()
    style = document.styles["Normal"]
    if not template:
        style.font.name, style.font.size = LATIN, Pt(9.5)
        for section in document.sections:
            section.left_margin = section.right_margin = Cm(1.9)
    _east_asian(style.element)
    for level in range(1, 4):
        _east_asian(document.styles[f"Heading {level}"].element)
    if logo:
        document.add_picture(str(logo), height=Cm(1.2))
    for number, memo in enumerate(memos):
        if number:
            document.add_page_break()
        _write(document, memo)
    document.sections[0].header.paragraphs[0].text = f"{memos[0].title}　{memos[0].mark}"
    _page_footer(document.sections[0].footer.paragraphs[0], memos[0].footer)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(document: Any, memo: Memo) -> None:
    document.add_heading(memo.title, 1)
    document.add_paragraph(f"{memo.subtitle}　{memo.mark}")
    charts = [chart for section in memo.sections for chart in section.charts]
    pictures = dict(zip([c.id for c in charts], chart_pngs([chart_svg(c, memo.lang) for c in charts]), strict=True))
    for number, section in enumerate(memo.sections):
        _section(document, number, section, memo, pictures)


def _section(document: Any, number: int, section: Section, memo: Memo, pictures: dict[str, bytes]) -> None:
    from docx.shared import Cm

    document.add_heading(f"{number}　{section.title}", 2)
    for text in section.paragraphs:
        document.add_paragraph(text)
    for chart in section.charts:
        document.add_paragraph(chart.names[memo.lang]).runs[0].bold = True
        document.add_picture(io.BytesIO(pictures[chart.id]), width=Cm(11))
    for table in section.tables:
        _table(document, table)


def _table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    document.add_heading(table.title, 3)
    if table.note:
        document.add_paragraph(table.note)
    style = "Table Grid" if "Table Grid" in [s.name for s in document.styles] else None
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.head), style=style)
    values = [_heads(table), *[[*row, *[Cell("")] * (len(table.head) - len(row))] for row in table.rows]]
    for row, cells in zip(grid.rows, values, strict=True):
        for place, (cell, value) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(value.text)
            run.font.size = Pt(8.5)
            run.italic = value.mark == "derived" or None
            if value.note:
                mark = paragraph.add_run(f"[{value.note}]")
                mark.font.superscript, mark.font.size = True, Pt(7)
            if value.number is not None and place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if value.mark in TINTS:
                _shade(cell, TINTS[value.mark])
    for cell in grid.rows[0].cells:
        _shade(cell, "E3E8EE")
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _heads(table: Table) -> list[Cell]:
    notes = table.head_notes or (None,) * len(table.head)
    return [Cell(text, note=note) for text, note in zip(table.head, notes, strict=True)]


def _page_footer(paragraph: Any, text: str) -> None:
    """The footer line with a page number field."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.text = f"{text}　"
    run = paragraph.add_run()
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)


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
