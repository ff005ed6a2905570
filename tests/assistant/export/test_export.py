import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from assistant.export import export_profile
from assistant.export.filename import export_name
from assistant.service import Workspace

Shop = tuple[Workspace, str]


def test_markdown_carries_figures_with_their_sources(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    name, data = workspace.export(customer, "md", "zh")
    text = data.decode()
    assert name == "江苏示例制造有限公司 2025-04-30.md"
    assert "| 应收账款 | 18,000 [" in text and "| 流动比率 | 1.24 倍 |" in text
    assert "货币资金 8,000" in text.split("## 来源")[1]


def test_workbook_keeps_numbers_as_numbers_and_no_formula(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    book = load_workbook(io.BytesIO(workspace.export(customer, "xlsx", "en")[1]))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert any(c.value == 18000 and c.data_type == "n" for c in cells)
    assert not [c for c in cells if c.data_type == "f"]


def test_pdf_prints_chinese_that_can_be_read_again(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    pages = PdfReader(io.BytesIO(workspace.export(customer, "pdf", "both")[1])).pages
    text = "".join(page.extract_text() for page in pages)
    assert "应收账款" in text and "Current ratio" in text and "18,000" in text


def test_word_file_holds_the_tables(sample_workspace: Shop) -> None:
    from docx import Document

    workspace, customer = sample_workspace
    document = Document(io.BytesIO(workspace.export(customer, "docx", "zh")[1]))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert any(text.startswith("18,000") for text in cells)


def test_json_is_the_profile(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    body = json.loads(workspace.export(customer, "json", "en")[1])
    assert (body["schema"], body["as_of"]) == ("xintan.profile/1", "2025-04-30")


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "<script>alert(1)</script>", "| a | b |", "#evil() *x* $y$"]
)
def test_customer_text_is_never_markup(sample_workspace: Shop, text: str) -> None:
    workspace, customer = sample_workspace
    profile = workspace.profile(customer)
    named = profile.model_copy(update={"customer": profile.customer.model_copy(update={"name": text})})
    book = load_workbook(io.BytesIO(export_profile(named, "xlsx", "en")[1]))
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert "<script>" not in export_profile(named, "md", "en")[1].decode()
    pdf = PdfReader(io.BytesIO(export_profile(named, "pdf", "en")[1]))
    assert pdf.pages


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c", "名" * 200, "", "...", "x\ny"])
def test_file_names_are_safe(name: str, tmp_path: Path) -> None:
    made = export_name(name, "2025-04-30", "pdf")
    assert len(made.encode()) <= 120 and "/" not in made and "\\" not in made and "\n" not in made
    (tmp_path / made).write_bytes(b"x")
