from collections.abc import Iterator

import pytest

from ingestion.extract.scans import displayed_audit
from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Audit, AuditPoint, Extraction, Fact
from ingestion.model.place import Page
from tests.builders.pdf import Paper
from tests.builders.scan import drawn, encoded, pictures_pdf, scanned, stamped
from tests.builders.twin import ROWS


def statement() -> bytes:
    paper = (
        Paper()
        .page()
        .centred(60, "合并资产负债表")
        .text(60, 80, "编制单位：江苏示例制造有限公司")
        .text(440, 80, "单位：元")
    )
    paper.ruled(60, 90, (200, 130, 130), ROWS)
    return paper.bytes()


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits(ocr_page_s=90), 1) as pool:  # a busy machine is no fault of the paper
        yield pool


def find(extraction: Extraction, field: str, end: str = "2024-12-31") -> Fact:
    return next(f for f in extraction.facts if f.field == field and f.period_end == end)


def values(extraction: Extraction) -> set[str]:
    return {f.printed for f in extraction.facts if f.method == "ocr"}


def test_a_stamped_scan_lying_on_its_side_gives_the_same_figures_at_their_place_on_the_page(pool: ReaderPool) -> None:
    picture = stamped(scanned(drawn(statement())), 700, 300, 230).transpose(2)  # a quarter turn counter-clockwise
    steps: list[str] = []
    extraction = pool.read(
        pictures_pdf([picture]), "scan.pdf", report=lambda step, page, pages: steps.append(step)
    ).extraction
    assert (extraction.status, extraction.text) == ("ok", "ocr")
    assert {cell for row in ROWS[1:] for cell in row[1:]} <= values(extraction)
    fact = find(extraction, "total_assets")
    assert fact.value == "381308760.41"
    x, y = (fact.box[0] + fact.box[2]) / 2, (fact.box[1] + fact.box[3]) / 2
    assert (x, y) == pytest.approx((90 + 15 * 6.5, 595 - 355), abs=12)  # row 7 of the sheet, its right end now up
    assert "ocr" in steps


def test_without_recognition_a_scan_is_unread_and_says_so(pool: ReaderPool) -> None:
    extraction = pool.read(pictures_pdf([drawn(statement())]), "scan.pdf", ocr="off").extraction
    assert (extraction.text, extraction.facts) == ("none", ())
    assert [(c.state, c.why) for c in extraction.coverage] == [("unread", "no_text")]
    assert extraction.error


def test_a_picture_file_is_a_paper_of_one_page(pool: ReaderPool) -> None:
    extraction = pool.read(encoded(scanned(drawn(statement())), "JPEG"), "photo.jpg").extraction
    assert (extraction.pages, find(extraction, "total_assets").value) == (1, "381308760.41")
    assert find(extraction, "total_assets").box[0] > 300
    assert pool.picture(encoded(drawn(statement()), "PNG"), 1, 1.0, name="a.png").startswith(b"\x89PNG")


def test_a_point_of_an_audit_report_on_a_turned_scan_stands_where_it_is_displayed() -> None:
    turned = Page(2, 842, 595, (), source="ocr", to_display=(0, -1, 595, 1, 0, 0, 0, 0, 1))  # a quarter turn clockwise
    point = AuditPoint(what="going_concern", text="material uncertainty", page=2, box=(100, 50, 300, 60))
    shown = displayed_audit(Audit(opinion="unmodified", page=2, points=(point,)), {2: turned})
    assert shown is not None and shown.points[0].box == (535, 100, 545, 300)
