from decimal import Decimal
from functools import partial

from ingestion.model.table import ColumnRole, Table
from ingestion.read.pdf import PdfPaper
from ingestion.read.rulings import rulings_of
from ingestion.read.tables import tables_of
from tests.builders.pdf import Paper
from tests.builders.statements import BALANCE, US_EDGES, pad


def tables(data: bytes, page: int = 1) -> list[Table]:
    with PdfPaper(data) as paper:
        return tables_of(paper.page(page), partial(rulings_of, paper, page))


def values(table: Table) -> dict[str, list[Decimal | None]]:
    return {r.label: [c.value for _, c in sorted(r.cells.items())] for r in table.rows if r.cells}


def test_borderless_rows_keep_their_columns() -> None:
    paper = Paper(612, 792, chinese=False).page().centred(60, "BALANCE SHEETS")
    paper.borderless(60, 100, US_EDGES, [("", "2024", "2023"), *(pad(r) for r in BALANCE)])
    (table,) = tables(paper.bytes())
    found = values(table)
    assert found["Inventories"] == [600, 650]
    assert found["Total assets"] == [6200, 5740]
    assert found["Accounts receivable, net of allowance of $12 and $10"] == [800, 700]
    assert [c.header for c in table.columns] == [("2024",), ("2023",)]


def test_section_heads_stay_in_the_body() -> None:
    paper = Paper(612, 792, chinese=False).page()
    paper.borderless(60, 100, US_EDGES, [("", "2024", "2023"), *(pad(r) for r in BALANCE)])
    (table,) = tables(paper.bytes())
    assert "Current assets:" in [r.label for r in table.rows]


def test_ruled_grid_gives_note_column_and_blank_cells() -> None:
    rows = [
        ["项目", "附注", "期末余额", "期初余额"],
        ["货币资金", "五、1", "1,234.50", "987.00"],
        ["应收账款", "五、2", "", "55.10"],
        ["短期借款", "五、3", "-", "10.00"],
        ["资产总计", "", "1,234.50", "1,042.10"],
    ]
    paper = Paper().page()
    paper.ruled(60, 100, (160, 60, 110, 110), rows)
    (table,) = tables(paper.bytes())
    assert table.method == "ruled"
    assert [c.role for c in table.columns] == [ColumnRole.NOTE, ColumnRole.VALUE, ColumnRole.VALUE]
    by_label = {r.label: r for r in table.rows}
    assert 1 not in by_label["应收账款"].cells
    assert by_label["短期借款"].cells[1].is_dash


def test_boxes_enclose_the_number_where_it_was_drawn() -> None:
    paper = Paper(612, 792, chinese=False).page()
    paper.borderless(60, 300, (400.0,), [("", "2024"), ("Cash", "1,111"), ("Stock", "2,222"), ("Debt", "3,333")])
    (table,) = tables(paper.bytes())
    cell = next(r.cells[0] for r in table.rows if r.label == "Stock")
    assert abs(cell.box[2] - 400) < 1.5
    assert cell.box[1] < 326 < cell.box[3] + 3


def test_rotated_page_is_read_as_it_is_shown() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    paper = Paper(612, 792, chinese=False).page().text(100, 200, "Total 1,234")
    writer = PdfWriter(clone_from=PdfReader(BytesIO(paper.bytes())))
    writer.pages[0].rotate(90)
    out = BytesIO()
    writer.write(out)
    with PdfPaper(out.getvalue()) as read:
        page = read.page(1)
    assert (round(page.width), round(page.height)) == (792, 612)
    word = next(w for w in page.words if w.text == "1,234")
    assert abs(word.x0 - (792 - 200)) < 15


def test_page_box_inherited_from_the_tree_is_used() -> None:
    with PdfPaper(Paper(500, 700, chinese=False).page().text(50, 60, "Top").bytes()) as paper:
        page = paper.page(1)
    assert (page.width, page.height) == (500, 700)
    assert abs(page.words[0].bottom - 60) < 6


def test_rules_of_a_page_turned_for_display_stand_where_its_words_do() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter, Transformation
    from pypdf.generic import RectangleObject

    rows = [
        ["项目", "附注", "期末余额", "期初余额"],
        *([f"资产第{n}项", "五、1", f"1,00{n}.50", f"2,00{n}.00"] for n in range(5)),
    ]
    paper = Paper(612, 792).page()
    paper.ruled(60, 100, (160, 60, 110, 110), rows)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(paper.bytes())))
    page = writer.pages[0]  # set sideways in the file, and shown upright
    page.add_transformation(Transformation().rotate(90).translate(792, 0))
    page.mediabox = page.cropbox = RectangleObject((0, 0, 792, 612))
    page.rotate(90)
    out = BytesIO()
    writer.write(out)
    (table,) = tables(out.getvalue())
    assert table.method == "ruled"
    assert values(table)["资产第3项"][-2:] == [Decimal("1003.50"), Decimal("2003.00")]


def test_rules_noted_with_the_words_are_those_that_are_looked_up() -> None:
    paper = Paper(612, 792, chinese=False).page()
    paper.ruled(60, 100, (200, 100), [["Cash", "1,111"], ["Stock", "2,222"]])
    paper._pdf.polyline([(60, 300), (300, 300), (300, 360), (60, 360)])  # neither a line nor a rectangle
    paper._pdf.polygon([(60, 400), (300, 400), (300, 401)], style="F")  # a rule that is drawn as a sliver
    data = paper.bytes()
    with PdfPaper(data) as read, PdfPaper(data) as unread:
        read.page(1)
        noted, looked_up = rulings_of(read, 1), rulings_of(unread, 1)
    assert noted == looked_up
    assert any(abs(y - 400.5) < 0.6 and end - start > 230 for y, start, end in noted.across)
    assert sum(299 < x < 301 for x, _, _ in noted.down) == 1
