from ingestion.extract.paper import read_paper
from ingestion.read.pdf import PdfPaper
from tests.builders.hostile import Sheet
from tests.builders.hostile_papers import ROWS, honest


def words(sheet: Sheet) -> list[str]:
    with PdfPaper(sheet.bytes()) as paper:
        return [w.text for w in paper.page(1).words if not w.suspect]


def test_a_number_drawn_twice_beside_itself_to_look_bold_is_one_number() -> None:
    sheet = Sheet(False).text(60, 700, "Total assets").text(300, 700, "1,234").text(300.3, 700, "1,234")
    assert words(sheet) == ["Total", "assets", "1,234"]


def test_a_table_drawn_right_column_first_keeps_each_figure_in_its_column() -> None:
    sheet = honest(False, rows=[])
    for column, right in ((2, 500), (1, 360)):
        for i, row in enumerate(ROWS[False]):
            sheet.text(right - sheet.width(row[column]), 700 - 16 * i, row[column])
    for i, row in enumerate(ROWS[False]):
        sheet.text(60, 700 - 16 * i, row[0])
    facts = read_paper(sheet.bytes(), "a.pdf").extraction.facts
    read = {f.period_end: f.printed for f in facts if f.field == "total_assets"}
    assert read == {"2024-12-31": "93,910", "2023-12-31": "87,230"}


def test_a_number_set_in_pieces_by_kerning_is_not_run_into_its_neighbour() -> None:
    sheet = Sheet(False).draw("BT /F1 10 Tf 60 700 Td [(1) -900 (234) 10 (567.89)] TJ ET")
    assert words(sheet) == ["1", "234567.89"]
    close = Sheet(False).draw("BT /F1 10 Tf 60 700 Td [(1,) 20 (234) 10 (,567.89)] TJ ET")
    assert words(close) == ["1,234,567.89"]
