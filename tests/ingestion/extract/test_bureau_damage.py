"""Cut, torn and unknown reports: what was read is told, what was not, and why."""

import io

import pypdf
import pytest

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction
from tests.builders.bureau_layouts import BY_NAME, drawn_paper
from tests.builders.pdf import Paper


def without(pdf: bytes, *pages: int) -> bytes:
    """The paper without some of its pages."""
    writer = pypdf.PdfWriter()
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages, 1):
        if number not in pages:
            writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def told(extraction: Extraction, code: str) -> list[str]:
    return [p.message for p in extraction.problems if p.code == code]


@pytest.fixture(scope="module")
def whole() -> bytes:
    return drawn_paper("pboc_enterprise_a", BY_NAME["items"], numbered=True)


def test_a_whole_report_lacks_nothing(whole: bytes) -> None:
    found = read_paper(whole, "a.pdf").extraction
    codes = {"report_pages_missing", "report_parts_unread", "values_left_out"}
    assert not codes & {p.code for p in found.problems}
    assert found.kind_evidence is not None
    assert found.kind_evidence.confidence > 0.9
    assert "企业征信报告" in found.kind_evidence.words
    assert found.kind_evidence.page == 1


def test_a_report_without_its_last_pages_says_which_pages_and_which_parts_are_not_there(whole: bytes) -> None:
    count = len(pypdf.PdfReader(io.BytesIO(whole)).pages)
    found = read_paper(without(whole, *range(4, count + 1)), "a.pdf").extraction
    assert told(found, "report_pages_missing") == [f"按印刷页码，缺第 4–{count} 页；请索取完整报告。"]
    assert told(found, "report_parts_unread") == [
        f"读到：报告头、身份标识、信息概要、公共记录明细；没有读到：信贷记录明细。这些内容可能在缺失的第 4–{count} 页上。"
    ]
    assert found.bureau is not None
    assert found.bureau["credit_summary"]["loan_balance"]["value"] == "96500000"


def test_a_report_without_a_page_in_its_middle_names_it(whole: bytes) -> None:
    found = read_paper(without(whole, 2), "a.pdf").extraction
    assert told(found, "report_pages_missing") == ["按印刷页码，缺第 2 页；请索取完整报告。"]


def test_half_a_file_is_no_whole_report(whole: bytes) -> None:
    found = read_paper(whole[: len(whole) // 2], "a.pdf").extraction
    assert found.status in ("partial", "failed")
    assert found.error


def test_an_entry_that_cannot_be_read_for_sure_is_left_out_and_named() -> None:
    paper = Paper(chinese=False).page().text(40, 50, "Bank Statement", 14)
    for k, text in enumerate(
        ("Account holder: Fern Ltd", "Account number: 00123456", "Statement date: 02/05/2026", "Opening balance: 12")
    ):
        paper.text(40, 80 + 15 * k, text)
    found = read_paper(paper.bytes(), "b.pdf").extraction
    assert found.bureau is not None
    assert found.bureau["report_date"]["value"] is None
    [words] = told(found, "values_left_out")
    assert words.startswith(
        "1 printed entries could not be read for sure and were left empty: report_date “02/05/2026”"
    )


def test_a_credit_report_of_no_known_layout_is_read_by_common_labels_and_marked_as_not_verified() -> None:
    paper = Paper(chinese=False).page().text(40, 50, "Meridian Bureau - Credit Risk Report", 14)
    lines = (
        "Company name: Fern Hollow Ltd", "Registered address: 3 Mill Lane, York", "Date of incorporation: 14 March 2009",
        "Number of employees: 41", "Total past due: £1,250", "Meridian score: 512",
    )  # fmt: skip
    for k, text in enumerate(lines):
        paper.text(40, 80 + 15 * k, text)
    found = read_paper(paper.bytes(), "m.pdf").extraction
    assert found.bureau is not None
    assert found.bureau["provider"] == "other"
    assert found.bureau["subject"]["employees"]["value"] == "41"
    assert found.bureau["subject"]["employees"]["confidence"] < 0.6
    [words] = told(found, "unverified_layout")
    assert "5 items were read by common labels and are not verified" in words
    assert "scores" not in found.bureau


def test_a_credit_report_of_which_nothing_is_known_says_so_and_a_letter_about_one_does_not() -> None:
    report = Paper(chinese=False).page().text(40, 50, "Some Bureau Risk Report", 14).text(40, 80, "Mark 512")
    found = read_paper(report.bytes(), "r.pdf").extraction
    assert found.bureau is None
    assert told(found, "layout_unread") == [
        "the layout of this credit paper is unknown and none of its items was recognised; enter them by hand, or ask for another version."
    ]
    letter = (
        Paper()
        .page()
        .text(40, 50, "关于查询企业信用报告的函", 14)
        .text(40, 80, "我公司同意贵行查询我公司的企业信用报告。")
    )
    assert not told(read_paper(letter.bytes(), "l.pdf").extraction, "layout_unread")


def test_a_report_with_a_title_is_read_by_the_few_labels_that_are_known() -> None:
    paper = Paper(chinese=False).page().text(40, 50, "Veritas Business Credit Report", 14)
    for k, line in enumerate(("Company: Odd Widgets Ltd", "Risk grade: Amber", "Suggested limit: GBP 12,000")):
        paper.text(40, 80 + 15 * k, line)
    found = read_paper(paper.bytes(), "v.pdf").extraction
    assert found.subject is not None and found.subject.name == "Odd Widgets Ltd"
    assert found.bureau is not None and found.bureau["limit_recommendations"][0]["amount"]["value"] == "12000"
    assert "2 items" in told(found, "unverified_layout")[0]
