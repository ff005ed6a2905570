"""The papers hold the figures of the dossier, and what is read of them comes out as printed."""

import re
import tomllib
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from ingestion.extract.paper import read_paper
from ingestion.intake.limits import Limits
from ingestion.model.fact import Extraction
from ingestion.read.layout import lines_of
from ingestion.read.pdf import PdfPaper
from ingestion.read.sheet import SheetPaper
from tests.builders.bank import rows as bank_rows
from tests.builders.form import load
from tests.builders.ledger import documents
from tests.builders.statements_zh import figures

PAPERS = {name: data for sample in sample_customers() for name, data in sample.papers}
PRINTED = tomllib.loads(Path(__file__).with_name("printed.toml").read_text("utf-8"))
WAN = 10_000


@cache
def text_of(name: str) -> str:
    """All lines of a paper in reading order, without spaces."""
    data = PAPERS[name]
    with SheetPaper(data, "xlsx", Limits()) if name.endswith("xlsx") else PdfPaper(data) as paper:
        pages = [lines_of(paper.page(n)) for n in range(1, paper.page_count + 1)]
    return re.sub(r"\s", "", "".join(line.text for lines in pages for line in lines))


@cache
def read(name: str) -> Extraction:
    return read_paper(PAPERS[name], name).extraction


def test_every_paper_is_in_the_list() -> None:
    assert set(PRINTED) == set(PAPERS)


@pytest.mark.parametrize("name", list(PRINTED))
def test_a_paper_prints_what_the_dossier_says(name: str) -> None:
    held = text_of(name)
    assert [t for t in PRINTED[name]["texts"] if re.sub(r"\s", "", t) not in held] == []


@pytest.mark.parametrize("name", list(PAPERS))
def test_no_paper_fails_and_every_page_is_read(name: str) -> None:
    found = read(name)
    assert (found.status, {c.state for c in found.coverage}) == ("ok", {"read"}), found.error


def printed_amounts(found: Extraction, basis: str, end: str, scale: int) -> dict[str, list[Decimal]]:
    """Amounts a statement prints by caption, in the paper's own unit."""
    amounts: dict[str, list[Decimal]] = defaultdict(list)
    for fact in found.facts:
        if fact.method == "table" and fact.basis == basis and fact.period_end == end and fact.scale == scale:
            amounts[plain(fact.label or "")].append(number(fact.printed))
    return amounts


def plain(caption: str) -> str:
    return re.sub(r"^[一二三四五六]、|^[加减]：|^其中：|（.*|\s", "", caption)


def number(printed: str) -> Decimal:
    text = printed.replace(",", "")
    return Decimal(0) if text == "-" else Decimal(text.replace("(", "-").replace(")", ""))


def missed(amounts: dict[str, list[Decimal]], rows: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [(c, v) for c, v in rows if Decimal(v) not in amounts.get(plain(c), [])]


@pytest.mark.parametrize("basis", ["consolidated", "parent"])
@pytest.mark.parametrize(("column", "end"), [(1, "2024-12-31"), (2, "2023-12-31")])
def test_every_line_of_the_annual_report_is_read(basis: str, column: int, end: str) -> None:
    rows = [(r[0], r[column]) for body in figures()[basis].values() for r in body["rows"] if len(r) > 1]
    assert missed(printed_amounts(read("示例制造_2024年度报告.pdf"), basis, end, WAN), rows) == []


def test_every_line_of_last_years_report_is_read_as_it_was_first_printed() -> None:
    data = figures()
    rows = [
        (r[0], data["as_first_reported"].get(r[0], r[2]))
        for body in data["consolidated"].values()
        for r in body["rows"]
        if len(r) > 1
    ]
    assert missed(printed_amounts(read("示例制造_2023年度审计报告.pdf"), "consolidated", "2023-12-31", WAN), rows) == []


@pytest.mark.parametrize(("column", "end"), [(1, "2024-12-31"), (2, "2023-12-31")])
def test_every_line_of_the_english_report_is_read_into_a_known_line(column: int, end: str) -> None:
    data = load("annual_report_en")
    found = read("示例制造_Annual_Report_2024.pdf")
    rows = [
        (r[0], r[column])
        for name in ("balance_sheet", "income_statement", "cash_flow")
        for r in data[name]["rows"]
        if len(r) > 1
    ]
    assert missed(printed_amounts(found, "consolidated", end, 1000), rows) == []
    assert [f.label for f in found.facts if f.field is None] == []


def test_the_english_report_agrees_with_the_chinese_one_but_for_the_planted_line() -> None:
    chinese = {
        (f.field, f.period_end): f.amount for f in read("示例制造_2024年度报告.pdf").facts if f.basis != "parent"
    }
    english = {
        (f.field, f.period_end): f.amount
        for f in read("示例制造_Annual_Report_2024.pdf").facts
        if f.method == "table" and f.field
    }
    assert len(english.keys() & chinese.keys()) > 100
    differ = {
        key: (english[key], chinese[key]) for key in english.keys() & chinese.keys() if english[key] != chinese[key]
    }
    assert differ == {("contract_liabilities", "2024-12-31"): (Decimal(15_500_000), Decimal(15_000_000))}


def test_current_liabilities_of_the_english_report_miss_their_total_by_500() -> None:
    rows = load("annual_report_en")["balance_sheet"]["rows"]
    captions = [r[0] for r in rows]
    start, end = captions.index("Current liabilities:"), captions.index("Total current liabilities")
    assert sum(r[1] for r in rows[start + 1 : end]) - rows[end][1] == 500
    assert sum(r[2] for r in rows[start + 1 : end]) - rows[end][2] == 0
    (check,) = [c for c in read("示例制造_Annual_Report_2024.pdf").checks if c.status == "break"]
    assert (check.id, check.period_end, check.difference) == ("BS-6", "2024-12-31", "-500000")


def test_the_second_customer_prints_short_term_loans_without_an_amount() -> None:
    found = read("示例商贸_2024年度财务报表.pdf")
    rows = [(r[0], r[1]) for part in load("trading_statements")["statements"] for r in part["rows"] if len(r) > 1]
    assert missed(printed_amounts(found, "unknown", "2024-12-31", 1), rows) == []
    loans = [f for f in found.facts if f.field == "short_term_borrowings"]
    assert [(f.value, f.nil, f.method) for f in loans] == [("0", "closure", "derived")]


def test_months_of_the_bank_statement_run_on() -> None:
    months, movements = bank_rows(load("bank_statement"))
    assert [m[4] for m in months] == ["2,770.00", "3,180.00", "2,750.00", "2,390.00", "2,220.00", "2,300.00"]
    assert movements[-1][5] == "2,300.00"


def test_the_ledger_leaves_400_open_of_which_61_are_overdue() -> None:
    data = load("ledger")
    rows = documents(data)
    assert (len(rows), round(sum(r[5] - r[6] for r in rows), 2)) == (26, 400.0)
    paid = {r[3]: r[6] for r in rows if r[3]}
    late = [r[5] - paid.get(r[2], 0.0) for r in rows if r[4] and r[4].isoformat() < data["as_of"]]
    assert round(sum(late), 2) == 61.0


def test_records_of_the_sample_fit_their_models() -> None:
    from assistant.credit.case_model import Contact, SourceEntry

    records = sample_customers()[0].records
    kinds = [kind for kind, _, _ in records]
    assert {k: kinds.count(k) for k in set(kinds)} == {"contact": 2, "source": 3, "setting": 1, "review": 1}
    for kind, _, body in records:
        if kind in ("contact", "source"):
            (Contact if kind == "contact" else SourceEntry).model_validate(body)
    review = records[-1][2]
    total = sum(Decimal(item["contribution"] or 0) for item in review["items"].values())
    assert round(total, 2) == round(Decimal(review["score"]), 2) == Decimal("81.78")
    assert (review["grade"], review["limit"], review["as_of"]) == ("CA2", "5000000", "2024-05-20")


def test_loading_tells_of_each_paper_and_enters_the_records(tmp_path: Path) -> None:
    from assistant.config import load_settings

    with Workspace.open(load_settings(tmp_path / "home", {}, lang="en")) as workspace:
        outcomes = workspace.load_sample()
        assert [o.file for o in outcomes] == [name for s in sample_customers() for name, _ in s.papers]
        own = {c.name: c for c in workspace.customers()}
        records = workspace.case_records(own["示例制造"].id)
        assert records.our_total_receivables == {"CNY": "124000000"}
        assert [c.channel for c in records.contacts] == ["call", "letter"]
        assert [s.kind for s in records.sources] == ["bureau_enterprise", "bureau_commercial", "court_document"]
        assert [r["score"] for r in records.reviews] == ["81.7763"]
        assert workspace.load_sample() == []


def test_the_chinese_report_is_kept_before_its_translation(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, customer = sample_workspace
    for chosen in workspace.profile(customer).facts:
        if chosen.fact.period_end == "2024-12-31" and chosen.fact.statement in ("balance_sheet", "income_statement"):
            assert chosen.file == "示例制造_2024年度报告.pdf", (chosen.fact.field, chosen.file)
