"""What a paper is and whom it is about, told from its first page: a title counts, words of a letter do not."""

import pytest

from ingestion.extract.paper import read_paper
from ingestion.identity.schemes import ric_check
from ingestion.model.fact import Extraction
from tests.builders.form import Form, form


def page(*lines: str) -> Extraction:
    blocks = [{"kind": "text", "text": line} for line in lines]
    return read_paper(Form({"blocks": blocks}).bytes(), "a.pdf").extraction


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("business_licence", "business_licence"),
        ("vat_summary", "tax_return"),
        ("cover_letter", "other"),
        ("court_search", "court_document"),
        ("registry_extract", "registry_extract"),
        ("commercial_report", "bureau_commercial"),
    ],
)
def test_the_kind_is_what_the_title_says(name: str, kind: str) -> None:
    assert read_paper(form(name), "a.pdf").extraction.kind == kind


def test_a_report_that_only_speaks_of_a_licence_stays_a_report() -> None:
    assert page("2024年年度报告", "公司于本年换发营业执照，统一社会信用代码不变。").kind == "annual_report"


@pytest.mark.parametrize("name", ["business_licence", "vat_summary", "credit_request", "cover_letter"])
def test_the_subject_is_named_without_its_label(name: str) -> None:
    assert read_paper(form(name), "a.pdf").extraction.subject.name == "江苏示例制造有限公司"


def test_a_persons_number_is_no_identifier_of_the_company() -> None:
    assert ric_check("11010519491231002X") == "valid"
    assert ric_check("110105194912310021") == "invalid_check"
    assert read_paper(form("cover_letter"), "a.pdf").extraction.subject.identifiers == ()


def test_a_shareholders_code_is_not_the_subjects() -> None:
    found = read_paper(form("registry_extract"), "a.pdf").extraction.subject.identifiers
    assert [(i.value, i.check) for i in found if i.scheme == "cn_uscc"] == [("91320505MA1X0A1105", "valid")]


def test_a_code_that_fails_its_check_is_kept_as_printed() -> None:
    found = read_paper(form("credit_request"), "a.pdf").extraction.subject.identifiers
    assert [(i.value, i.check) for i in found] == [("91320505MA1X0A1150", "invalid_check")]
