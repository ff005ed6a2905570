import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from assistant.credit.charts import charts_of
from assistant.credit.profile_model import CreditProfile
from assistant.export import Wish, export_profile
from assistant.export.chart_svg import chart_svg
from assistant.export.filename import export_name
from assistant.export.memo import build_memo
from assistant.export.memo_model import Stamp
from assistant.export.sections import SECTIONS
from assistant.service import Workspace
from ingestion.errors import UsageError
from ingestion.texts import say

Shop = tuple[Workspace, str]
HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "<script>alert(1)</script>",
           "| a | b |", "#evil() *x* $y$", "`x`", "[a](http://x)", "![](http://x)")  # fmt: skip


@pytest.fixture(scope="module")
def profile(sample_workspace: Shop) -> CreditProfile:
    workspace, customer = sample_workspace
    return workspace.profile(customer)


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_markdown_carries_figures_with_their_sources(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    name, data = workspace.export(customer, "md", "zh")
    text = data.decode()
    assert name == "江苏示例制造有限公司 2025-04-30.md"
    assert re.search(r"\| 应收账款 \| 18,000 ", text) and "| 流动比率 | 1.24 倍 |" in text
    assert re.search(r"\| 项目 \| 2024-12-31 \\\[\d+\\\] \|", text), "the column names the page it is printed on"


def test_every_section_of_the_memo_is_printed_in_order(profile: CreditProfile) -> None:
    for lang in ("zh", "en"):
        memo = build_memo(profile, lang)  # type: ignore[arg-type]
        assert [s.key for s in memo.sections] == list(SECTIONS)
        assert all(s.paragraphs or s.tables for s in memo.sections)


def test_the_pdf_says_what_the_store_says(profile: CreditProfile) -> None:
    data = export_profile(profile, "pdf", "zh", Wish(stamp=Stamp(version="v-1234", policy="p-5678")))[1]
    text = re.sub(r"\s", "", pdf_text(data))
    memo = build_memo(profile, "zh")
    cells = [c for s in memo.sections for t in s.tables for row in t.rows for c in row if c.number is not None]
    assert len(cells) > 200
    assert [c.text for c in cells if re.sub(r"\s", "", c.text) not in text] == []
    assert "v-1234" in text and "p-5678" in text and "草稿，未经审批" in text
    pages = PdfReader(io.BytesIO(data)).pages
    assert f"{len(pages)}/{len(pages)}" in re.sub(r"\s", "", pages[-1].extract_text())
    notes = [n for n in memo.notes if re.sub(r"\s", "", f"[{n.number}]{n.words('zh')}") not in text]
    assert notes == [], "every page cited stands at the foot of a page"


def test_the_pdf_carries_its_fonts_and_prints_no_empty_boxes(profile: CreditProfile) -> None:
    reader = PdfReader(io.BytesIO(export_profile(profile, "pdf", "both")[1]))
    text = "".join(p.extract_text() for p in reader.pages)
    assert "应收账款" in text and "Current ratio" in text and "\ufffd" not in text
    fonts = {f["/BaseFont"] for p in reader.pages for f in (o.get_object() for o in p["/Resources"]["/Font"].values())}  # type: ignore[index]
    assert any("NotoSansCJK" in str(f) for f in fonts)


def test_the_workbook_computes_its_ratios_from_its_statements(profile: CreditProfile) -> None:
    data = export_profile(profile, "xlsx", "zh")[1]
    live, kept = load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)
    sheet = live[say("export.ratios", "zh")]
    row = next(r for r in sheet.iter_rows() if r[0].value == "流动比率")
    formula = str(row[1].value)
    places = re.findall(r"'([^']+)'!([A-Z]+\d+)", formula)
    values = [Decimal(str(live[name][cell].value)) for name, cell in places]
    assert values == [47000, 38000] and formula.startswith("=")
    assert abs(kept[sheet.title][row[1].coordinate].value - 1.2368421) < 1e-6
    formulas = [c for r in sheet.iter_rows() for c in r if c.data_type == "f"]
    assert len(formulas) > 40
    figure = next(c for r in live[places[0][0]].iter_rows() for c in r if c.value == 18000)
    assert "应收账款 18,000" in figure.comment.text and ".pdf p." in figure.comment.text


def test_the_workbook_has_no_formula_but_its_own(profile: CreditProfile) -> None:
    book = load_workbook(io.BytesIO(export_profile(profile, "xlsx", "en")[1]))
    found = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert found and all(re.fullmatch(r"=[-+*/().\d]*('[^'\[\]:*?/\\]+'![A-Z]+\d+[-+*/().\d]*)+", f) for f in found)


def test_negative_amounts_stay_numbers(profile: CreditProfile) -> None:
    book = load_workbook(io.BytesIO(export_profile(profile, "xlsx", "en")[1]))
    assert any(c.value == -1200 and c.data_type == "n" for sheet in book for row in sheet.iter_rows() for c in row)


def test_word_file_holds_tables_charts_and_a_page_number(profile: CreditProfile, tmp_path: Path) -> None:
    from docx import Document

    document = Document(io.BytesIO(export_profile(profile, "docx", "zh")[1]))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert "18,000" in cells or any(text.startswith("18,000[") for text in cells)
    assert len(document.inline_shapes) >= 4
    assert "PAGE" in document.sections[0].footer._element.xml


def test_a_word_table_repeats_its_head_breaks_no_row_and_is_as_broad_as_the_page(profile: CreditProfile) -> None:
    from docx import Document

    document = Document(io.BytesIO(export_profile(profile, "docx", "en")[1]))
    page = document.sections[0]
    line = page.page_width - page.left_margin - page.right_margin
    balance = next(t for t in document.tables if t.cell(-1, 0).text == "Total liabilities and equity")
    assert "w:tblHeader" in balance.rows[0]._tr.xml and "w:cantSplit" in balance.rows[5]._tr.xml
    widths = [column.width for column in balance.columns]
    assert abs(sum(widths) - line) < 2_000 and widths[0] > widths[1] == widths[2]
    assert round(page.page_width.cm, 1) == 21.0
    assert document.core_properties.title == document.paragraphs[0].text


def test_marks_in_the_text_are_explained_where_the_annex_was_not_wanted(profile: CreditProfile) -> None:
    from docx import Document

    made = export_profile(profile, "docx", "en", Wish(sections=("financial",)))[1]
    last = Document(io.BytesIO(made)).tables[-1]
    assert last.rows[1].cells[0].text == "1" and re.search(r"\.(pdf|xlsx), p\.\d+$", last.rows[1].cells[1].text)


def test_a_sheet_is_set_up_for_paper(profile: CreditProfile) -> None:
    book = load_workbook(io.BytesIO(export_profile(profile, "xlsx", "en")[1]))
    sheet = next(s for s in book if s.title.startswith("Balance sheet"))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3" and "&P / &N" in sheet.oddFooter.right.text
    cash = next(r for r in sheet.iter_rows() if r[0].value == "Cash and cash equivalents")
    assert cash[1].number_format == "#,##0;[Red]-#,##0"
    summary = book.worksheets[0]
    assert summary.page_setup.orientation == "landscape" and summary.sheet_properties.pageSetUpPr.fitToPage


def test_a_company_puts_its_own_word_template_and_logo_in(profile: CreditProfile, tmp_path: Path) -> None:
    from docx import Document
    from docx.shared import Cm, Pt
    from PIL import Image

    own = Document()
    own.sections[0].page_width = Cm(17)
    own.styles["Heading 2"].font.size = Pt(21)
    own.add_paragraph("Our bank's cover line")
    own.save(str(tmp_path / "memo.docx"))
    Image.new("RGB", (40, 20), "navy").save(tmp_path / "logo.png")
    plain = Document(io.BytesIO(export_profile(profile, "docx", "en")[1]))
    made = Document(io.BytesIO(export_profile(profile, "docx", "en", Wish(templates=tmp_path))[1]))
    assert made.paragraphs[0].text == "Our bank's cover line"
    assert len(made.inline_shapes) == len(plain.inline_shapes) + 1
    assert round(made.sections[0].page_width.cm, 1) == 17.0 and made.styles["Heading 2"].font.size == Pt(21)
    page = made.sections[0]
    width = sum(column.width for column in made.tables[0].columns)
    assert abs(width - (page.page_width - page.left_margin - page.right_margin)) < 2_000


def test_json_is_the_profile(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    body = json.loads(workspace.export(customer, "json", "en")[1])
    assert (body["schema"], body["as_of"]) == ("xintan.profile/1", "2025-04-30")


def test_only_the_wanted_sections_are_printed(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    text = workspace.export(customer, "md", "en", ("summary", "risks"))[1].decode()
    assert re.findall(r"^## \d+ (.*)$", text, re.M) == ["Summary", "Risk factors"]
    with pytest.raises(UsageError):
        workspace.export(customer, "md", "en", ("summary", "gossip"))


def test_an_export_prints_the_version_of_its_snapshot_and_is_on_the_record(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    first, second = (workspace.export(customer, "md", "en")[1].decode() for _ in range(2))
    version = re.search(r"data version ([0-9a-f]{16})", first)
    assert version and version[0] in second
    entry = workspace.audit_trail(customer, 1)[0]
    assert (entry["action"], entry["detail"]["version"]) == ("exported", version[1])


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_papers_is_never_markup_or_formula(profile: CreditProfile, text: str) -> None:
    subject = profile.customer.model_copy(update={"name": text})
    hostile = profile.model_copy(update={"customer": subject, "name": text, "identity": None})
    book = load_workbook(io.BytesIO(export_profile(hostile, "xlsx", "en")[1]))
    strings = [
        c
        for sheet in book
        for row in sheet.iter_rows()
        for c in row
        if isinstance(c.value, str) and c.value.strip() == text.strip()
    ]
    assert strings and all(c.data_type == "s" for c in strings)
    made = export_profile(hostile, "md", "en", Wish(sections=("summary",)))[1].decode()
    assert "<script>" not in made and not re.search(r"(?<!\\)(?:\]\(|`x)", made)
    printed = pdf_text(export_profile(hostile, "pdf", "en", Wish(sections=("summary",)))[1])
    assert re.sub(r"\s", "", text) in re.sub(r"\s", "", printed), "printed as it is, not as markup"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b\\c", "名" * 200, "", "...", "x\ny", "CON", "nul.txt", "a:b", "a?b*c", "-rf", "~root", "\u202egnp.exe", " x ",
     "a" * 300, "x\x00y", "%2e%2e%2f",
     "名/../名", "\u0000", "a\tb", "😀", "é" * 90, ".hidden", "a;b", "$(x)", "`x`", "a|b", "<a>", '"q"', "'q'"],
)  # fmt: skip
def test_file_names_are_safe(name: str, tmp_path: Path) -> None:
    made = export_name(name, "2025-04-30", "pdf")
    assert len(made.encode()) <= 120 and not re.search(r"[/\\\x00-\x1f:*?\"<>|;$`\u202e]", made)
    assert not made.startswith((".", "-", "~", " ")) and made.endswith(" 2025-04-30.pdf")
    (tmp_path / made).write_bytes(b"x")
    assert [p.name for p in tmp_path.iterdir()] == [made]


def test_charts_are_the_same_numbers_as_the_profile(profile: CreditProfile) -> None:
    charts = {c.id: c for c in charts_of(profile)}
    bridge = charts["cash_bridge"].series[0]
    assert next(int(v / 10**4) for v in bridge.values if v is not None) == 3100
    totals = [int(v / 10**4) for v, total in zip(bridge.values, bridge.total, strict=True) if total and v is not None]
    assert totals == [3100, -1200, -5700]
    steps = [v for v, total in zip(bridge.values, bridge.total, strict=True) if not total and v is not None]
    assert sum(steps) == bridge.values[-1] - bridge.values[0]  # type: ignore[operator]
    for chart in charts.values():
        made = chart_svg(chart, "zh")
        assert made.startswith("<svg") and made.endswith("</svg>") and "nan" not in made


def test_personal_numbers_are_masked_and_amounts_are_not(profile: CreditProfile) -> None:
    from ingestion.privacy import masked

    problem = {
        "file": "a.pdf",
        "document": "0" * 64,
        "code": "x",
        "page": 1,
        "message": "call 13812345678 or ID 11010519491231002X",
    }
    told = profile.model_copy(update={"problems": (problem,)})
    for kind in ("md", "json", "docx", "xlsx", "pdf"):
        data = export_profile(told, kind, "en", Wish(sections=("quality", "financial"), mask=masked))[1]  # type: ignore[arg-type]
        if kind == "pdf":
            text = pdf_text(data)
        elif kind in ("docx", "xlsx"):
            import zipfile

            archive = zipfile.ZipFile(io.BytesIO(data))
            text = "".join(archive.read(n).decode("utf-8", "ignore") for n in archive.namelist() if n.endswith(".xml"))
        else:
            text = data.decode()
        assert "13812345678" not in text and "11010519491231002X" not in text, kind
        assert "18,000" in text or "18000" in text or "180000000" in text, kind
