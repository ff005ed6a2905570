"""The memo as an editable Word file. A company's own template (styles, header, logo) may stand in for ours."""

import io
from pathlib import Path
from typing import Any

from assistant.export.chart_svg import chart_svg
from assistant.export.docx_marks import borders, east_asian, page_field, repeated, shade, unbroken
from assistant.export.memo_model import Cell, Memo, Section, Table
from assistant.export.pdf import chart_pngs
from assistant.export.table_shape import column_shares, figure_columns
from ingestion.texts import say

LATIN = "Calibri"
TINTS = {"good": "DFF0E4", "watch": "FFF1CF", "weak": "FBDEDB"}
BRAND, SOFT, TOTAL = "1F3A5F", "5F5F5F", "EDF1F6"
CELL_STYLE = "Xintan Cell"
SIDE_CM, CHARTS_A_ROW = 1.9, 2


def to_docx(memos: list[Memo], template: Path | None = None, logo: Path | None = None) -> bytes:
    """One document with the memo in each language given, a page break between; `template` is a .docx whose body is kept first."""
    from docx import Document
    from docx.shared import Cm

    document = Document(str(template)) if template else Document()
    if not template:
        _own_look(document)
    _styles(document)
    if logo:
        document.add_picture(str(logo), height=Cm(1.2))
    for number, memo in enumerate(memos):
        if number:
            document.add_page_break()
        _Writer(document, memo).write()
    first = document.sections[0]
    first.header.paragraphs[0].text = f"{memos[0].title}　{memos[0].mark}"
    footer = first.footer.paragraphs[0]
    footer.text = f"{memos[0].footer}　"
    page_field(footer, "PAGE")
    footer.add_run(" / ")
    page_field(footer, "NUMPAGES")
    document.core_properties.title, document.core_properties.author = memos[0].title, "信探 Xintan"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _own_look(document: Any) -> None:
    """A4, our sizes and colours; a company's template brings its own."""
    from docx.shared import Cm, Pt, RGBColor

    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(SIDE_CM)
        section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(9.5)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Heading 1", 19), ("Heading 2", 13), ("Heading 3", 10.5)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = LATIN, Pt(size), RGBColor.from_string(BRAND)
    for name in ("Header", "Footer"):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(8), RGBColor.from_string(SOFT)


def _styles(document: Any) -> None:
    """Chinese faces for what we write in, and the style of a table's cell where the template has none of that name."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        east_asian(document.styles[name].element)
    if CELL_STYLE not in [s.name for s in document.styles]:
        cell = document.styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size = document.styles["Normal"], Pt(8.5)
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1.5)


class _Writer:
    """Writes one memo at the end of a document."""

    def __init__(self, document: Any, memo: Memo) -> None:
        self._document = document
        self._memo = memo
        page = document.sections[-1]
        self._line = page.page_width - page.left_margin - page.right_margin

    def write(self) -> None:
        memo = self._memo
        self._document.add_heading(memo.title, 1)
        self._document.add_paragraph(f"{memo.subtitle}　{memo.mark}")
        self._glance()
        charts = [chart for section in memo.sections for chart in section.charts]
        drawn = chart_pngs([chart_svg(c, memo.lang) for c in charts])
        pictures = dict(zip([c.id for c in charts], drawn, strict=True))
        for number, section in enumerate(memo.sections):
            self._section(number, section, pictures)
        if memo.notes and "annex" not in [s.key for s in memo.sections]:
            self._sources()

    def _glance(self) -> None:
        """Grade, score, limit, terms and review in one line of small heads over large values."""
        from docx.shared import Pt

        if not self._memo.glance:
            return
        grid = self._grid(1, [1.0] * len(self._memo.glance))
        for cell, (what, value) in zip(grid.rows[0].cells, self._memo.glance, strict=True):
            self._run(cell.paragraphs[0], what, colour=SOFT)
            self._run(cell.add_paragraph(style=CELL_STYLE), value, bold=True).font.size = Pt(13)

    def _section(self, number: int, section: Section, pictures: dict[str, bytes]) -> None:
        self._document.add_heading(f"{number}　{section.title}", 2)
        for text in section.paragraphs:
            paragraph = self._document.add_paragraph(text)
        if section.paragraphs and (section.charts or section.tables):
            paragraph.paragraph_format.keep_with_next = True
        if section.charts:
            self._charts([(c.names[self._memo.lang], pictures[c.id]) for c in section.charts])
        for table in section.tables:
            self._table(table)

    def _charts(self, drawn: list[tuple[str, bytes]]) -> None:
        """Pictures side by side, each under its name."""
        rows = [drawn[at : at + CHARTS_A_ROW] for at in range(0, len(drawn), CHARTS_A_ROW)]
        grid = self._grid(len(rows), [1.0] * CHARTS_A_ROW, lined=False)
        for row, pair in zip(grid.rows, rows, strict=True):
            unbroken(row)
            for cell, (name, picture) in zip(row.cells, pair, strict=False):
                self._run(cell.paragraphs[0], name, bold=True)
                place = cell.add_paragraph(style=CELL_STYLE).add_run()
                place.add_picture(io.BytesIO(picture), width=int(self._line / CHARTS_A_ROW * 0.95))

    def _table(self, table: Table) -> None:
        heading = self._document.add_heading(table.title, 3)
        if table.note:
            note = self._run(heading, f"　{table.note}", colour=SOFT)
            note.bold = False
        grid, right = self._grid(1 + len(table.rows), column_shares(table)), figure_columns(table)
        values = [_heads(table), *[[*row, *[Cell("")] * (len(table.head) - len(row))] for row in table.rows]]
        for number, (row, cells) in enumerate(zip(grid.rows, values, strict=True)):
            unbroken(row)
            total = number > 0 and cells[0].mark == "total"
            for at, (place, value) in enumerate(zip(row.cells, cells, strict=True)):
                self._cell(place, value, right[at], "head" if number == 0 else "total" if total else "")
        repeated(grid.rows[0])

    def _cell(self, place: Any, value: Cell, right: bool, kind: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = place.paragraphs[0]
        soft = value.mark in ("derived", "nil")
        run = self._run(
            paragraph, value.text, bold=kind != "", colour=BRAND if kind == "head" else SOFT if soft else None
        )
        run.italic = value.mark == "derived" or None
        if value.note:
            self._run(paragraph, f"[{value.note}]", colour="1F5F9E").font.superscript = True
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if value.mark in TINTS or kind == "total":
            shade(place, TINTS.get(value.mark, TOTAL))

    def _sources(self) -> None:
        """The pages that the marks in the text stand for, where no annex lists them."""
        memo = self._memo
        head = tuple(say(f"memo.{key}", memo.lang) for key in ("number", "paper_page"))
        rows = tuple((Cell(str(n.number)), Cell(n.words(memo.lang))) for n in memo.notes)
        self._table(Table(say("memo.notes", memo.lang), "", head, rows, (), (0.3, 4.0)))

    def _grid(self, rows: int, shares: list[float], lined: bool = True) -> Any:
        """An empty table over the whole line, its columns by their shares."""
        grid = self._document.add_table(rows=rows, cols=len(shares))
        grid.autofit = False
        if lined:
            borders(grid)
        for column, share in zip(grid.columns, shares, strict=True):
            width = int(self._line * share / sum(shares))
            column.width = width
            for cell in column.cells:
                cell.width = width
                cell.paragraphs[0].style = CELL_STYLE
        return grid

    def _run(self, paragraph: Any, text: str, bold: bool = False, colour: str | None = None) -> Any:
        from docx.shared import RGBColor

        run = paragraph.add_run(text)
        run.bold = bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        return run


def _heads(table: Table) -> list[Cell]:
    notes = table.head_notes or (None,) * len(table.head)
    return [Cell(text, note=note) for text, note in zip(table.head, notes, strict=True)]
