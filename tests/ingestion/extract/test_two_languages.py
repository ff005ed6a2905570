from dataclasses import replace

from ingestion.extract.paper import read_paper
from ingestion.extract.scans import Recognition
from ingestion.model.fact import Extraction
from ingestion.model.place import Page
from ingestion.read.pdf import PdfPaper
from ingestion.read.rulings import Rulings, rulings_of
from tests.builders.hostile_papers import ROWS, TITLE
from tests.builders.pdf import Paper
from tests.builders.scan import drawn, pictures_pdf, scanned

Rows = list[tuple[str, ...]]
TWO_COMPANIES: Rows = [
    ("Cash and cash equivalents", "8,317", "6,940"), ("Accounts receivable", "14,605", "11,278"), ("Inventories", "9,736", "10,482"),
    ("Total current assets", "32,658", "28,700"), ("Property, plant and equipment, net", "21,847", "19,536"),
    ("Total assets", "54,505", "48,236"),
]  # fmt: skip
DOLLARS = "(in thousands of U.S. dollars)"


def statement(paper: Paper, chinese: bool, rows: Rows, unit: str) -> Paper:
    title, _, now, before = TITLE[chinese]
    paper.page().centred(60, title, 14).text(60, 90, unit).right(360, 110, now).right(500, 110, before)
    paper.borderless(60, 130, (360, 500), rows, 10)
    return paper


def both(rows: Rows, unit: str) -> bytes:
    return statement(statement(Paper(), True, ROWS[True], "单位：千元"), False, rows, unit).bytes()


def totals(extraction: Extraction) -> set[tuple[str, str | None, str, int]]:
    return {
        (f.printed, f.currency, f.gaap, f.page)
        for f in extraction.facts
        if f.field == "total_assets" and f.period_end == "2024-12-31" and f.printed
    }


def test_two_companies_statements_in_two_languages_are_both_read_under_rules_of_their_own() -> None:
    extraction = read_paper(both(TWO_COMPANIES, DOLLARS), "a.pdf").extraction
    assert totals(extraction) == {("93,910", "CNY", "prc", 1), ("54,505", "USD", "unknown", 2)}
    assert {c.status for c in extraction.checks if c.id.startswith("BS")} <= {"ok", "not_testable"}


def test_the_same_statement_in_another_language_unit_or_currency_is_read_once() -> None:
    same = [(caption, *cells) for (caption, *_), (_, *cells) in zip(ROWS[False], ROWS[True], strict=True)]
    smaller = [(c, *(f"{int(v.replace(',', '')) / 7.2:,.0f}" for v in cells)) for c, *cells in same]
    for rows, unit in ((same, "(in thousands of RMB)"), (smaller, DOLLARS)):
        assert {t[0] for t in totals(read_paper(both(rows, unit), "a.pdf").extraction)} == {"93,910"}


def test_two_scans_in_two_languages_are_both_read() -> None:
    data = both(TWO_COMPANIES, DOLLARS)

    def seen(number: int, done: int, count: int) -> tuple[Page, Rulings]:
        with PdfPaper(data) as paper:  # what a perfect recognition makes of the pictures
            page = replace(paper.page(number), source="ocr", to_display=(1, 0, 0, 0, 1, 0, 0, 0, 1))
            return page, rulings_of(paper, number)

    pictures = pictures_pdf([scanned(drawn(data, n, 50)) for n in (1, 2)], 50)
    extraction = read_paper(pictures, "scan.pdf", recognition=Recognition(read=seen)).extraction
    assert extraction.text == "ocr"
    assert totals(extraction) == {("93,910", "CNY", "prc", 1), ("54,505", "USD", "unknown", 2)}
    assert {f.method for f in extraction.facts if f.printed} == {"ocr"}
