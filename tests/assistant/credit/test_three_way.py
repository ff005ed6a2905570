"""The same fact in several papers: what the gap is and what explains it."""

from typing import Any

import pytest

from assistant.credit.case_model import CaseRecords, SourceEntry
from assistant.credit.judgement_model import ThreeWayRow
from assistant.credit.profile import build_profile
from assistant.credit.profile_model import CreditProfile, DocumentView
from ingestion.model.fact import Extraction, Fact
from tests.assistant.credit.build import extraction

END = "2024-12-31"
LINES = {
    "short_term_borrowings": 110_000_000,
    "long_term_borrowings": 65_000_000,
    "revenue": 610_000_000,
    "paid_in_capital": 100_000_000,
}
GROUP = {
    "short_term_borrowings": 120_000_000,
    "long_term_borrowings": 70_000_000,
    "revenue": 720_000_000,
    "total_assets": 810_000_000,
}


def leaf(value: str | None, kind: str = "money", page: int = 2) -> dict[str, Any]:
    made: dict[str, Any] = {
        "value": value,
        "printed": str(value),
        "page": page,
        "box": [1.0, 2.0, 3.0, 4.0],
        "confidence": 0.98,
        "extractor": "t/1",
    }
    return made | ({"currency": "CNY", "scale": 10000} if kind == "money" else {})


def statements(parent: dict[str, int] | None = None, notes: dict[str, int] | None = None) -> Extraction:
    """Group statements, with the parent's own and notes where given."""
    base = extraction({END: GROUP}, kind="annual_report", period_end=END)
    more = list(extraction({END: parent or {}}).facts)
    own = [f.model_copy(update={"basis": "parent", "id": f"p-{f.id}"}) for f in more]
    told = [
        Fact(
            id=f"n-{name}",
            field=name,
            statement="notes",
            period_end=END,
            basis="parent" if name == "loans_due_within_1y" else "unknown",
            value=str(value),
            currency="CNY",
            printed=str(value),
            label=name,
            page=12,
            box=(1.0, 2.0, 3.0, 4.0),
        )
        for name, value in (notes or {}).items()
    ]
    return base.model_copy(update={"facts": (*base.facts, *own, *told)})


def paper(sha: str, kind: str, bureau: dict[str, Any]) -> Extraction:
    return extraction({}, sha=sha * 64, kind=kind, bureau=bureau)


def pboc(december: str, day: str = "2025-04-10", **more: Any) -> Extraction:
    month = {"month": leaf("2024-12", "month"), "total": leaf(december)}
    return paper(
        "b",
        "bureau_enterprise",
        {"provider": "pboc_ent", "report_date": leaf(day, "date"), "liability_history": [month], **more},
    )


def vat(sales: str, end: str = END) -> Extraction:
    filing = {
        "kind": "vat",
        "period_start": leaf("2024-01-01", "date"),
        "period_end": leaf(end, "date"),
        "taxable_sales": leaf(sales),
    }
    return paper("c", "tax_return", {"provider": "tax_authority", "tax_filings": [filing]})


def profile(*papers: Extraction, case: CaseRecords | None = None, as_of: str = "2025-04-30") -> CreditProfile:
    views = [
        DocumentView(
            sha256=e.sha256,
            file=e.file,
            kind=e.kind,
            language="zh-Hans",
            pages=1,
            status="ok",
            period_end=e.period_end,
            added_at="2025-01-01",
        )
        for e in papers
    ]
    return build_profile("c", "Customer", views, list(papers), as_of, case=case)


def row(found: CreditProfile, name: str) -> ThreeWayRow:
    return next(r for r in found.three_way if r.id == name)


def test_borrowings_of_the_parent_alone_are_held_against_the_bureau_month_of_the_period_end() -> None:
    found = row(profile(statements(LINES, {"loans_due_within_1y": 25_000_000}), pboc("234000000")), "bank_borrowings")
    assert [v.value for v in found.values] == ["200000000", "234000000"]
    assert (found.gap, found.gap_pct, found.verdict, found.factor) == ("34000000", "17", "unexplained", "RF-DQ-04")
    assert found.values[0].basis == "parent"
    assert {t["test"]: t["result"] for t in found.tests}["date"] == "ruled_out"
    assert [e.name for e in found.values[0].evidence] == [
        "short_term_borrowings",
        "loans_due_within_1y",
        "long_term_borrowings",
    ]


def test_a_caption_that_holds_loans_already_counted_explains_no_gap() -> None:
    lines = LINES | {"noncurrent_liabilities_due_within_1y": 27_000_000, "lease_liabilities": 5_500_000}
    found = row(profile(statements(lines, {"loans_due_within_1y": 25_000_000}), pboc("234000000")), "bank_borrowings")
    assert found.verdict == "unexplained"


def test_group_borrowings_alone_are_a_matter_of_scope_even_when_they_look_close() -> None:
    found = row(profile(statements(), pboc("195000000")), "bank_borrowings")
    assert (found.verdict, found.factor) == ("scope", None)


def test_a_gap_within_the_tolerance_agrees() -> None:
    found = row(profile(statements(LINES, {"loans_due_within_1y": 25_000_000}), pboc("210000000")), "bank_borrowings")
    assert (found.verdict, found.gap_pct) == ("agrees", "5")


def test_a_value_ten_thousand_times_as_large_is_a_matter_of_unit() -> None:
    found = row(profile(statements(LINES), vat("61000")), "tax_revenue")
    assert found.verdict == "unit"


def test_taxed_sales_that_hold_vat_are_told_so() -> None:
    found = row(profile(statements(LINES), vat(str(610_000_000 * 113 // 100))), "tax_revenue")
    assert found.verdict == "vat"
    assert next(t["detail"] for t in found.tests if t["test"] == "vat") == "13%"


def test_taxed_sales_below_revenue_without_an_explanation_speak_for_the_tax_factor() -> None:
    found = row(profile(statements(LINES), vat("572000000")), "tax_revenue")
    assert (found.gap, found.gap_pct, found.verdict, found.factor) == ("-38000000", "6.23", "unexplained", "RF-AM-04")


def test_guarantees_of_the_bureau_are_added_up_and_held_against_the_note_by_the_larger() -> None:
    owed = [{"role": leaf("guarantor", "enum"), "amount": leaf(v)} for v in ("40000000", "26000000", "33000000")]
    found = row(
        profile(
            statements(LINES, {"external_guarantees_disclosed": 66_000_000}), pboc("1", repayment_liabilities=owed)
        ),
        "guarantees",
    )
    assert (found.gap, found.gap_pct, found.verdict, found.factor) == ("33000000", "33.33", "unexplained", "RF-GV-06")
    assert len(found.values[1].evidence) == 3


def test_insured_people_and_employees_are_two_definitions() -> None:
    registry = paper(
        "d", "registry_extract", {"provider": "cn_registry", "subject": {"insured_headcount": leaf("212", "count")}}
    )
    vendor = paper("e", "bureau_commercial", {"provider": "dnb", "subject": {"employees": leaf("260", "count")}})
    assert row(profile(statements(LINES), registry, vendor), "headcount").verdict == "scope"


def test_another_currency_is_never_subtracted() -> None:
    dollars = {**leaf("14000000"), "currency": "USD"}
    vendor = paper("e", "bureau_commercial", {"provider": "dnb", "subject": {"registered_capital": dollars}})
    registry = paper(
        "d", "registry_extract", {"provider": "cn_registry", "subject": {"registered_capital": leaf("100000000")}}
    )
    found = row(profile(statements(LINES), registry, vendor), "registered_capital")
    assert (found.verdict, found.gap) == ("currency", None)


def test_an_old_report_is_stale_in_the_list_of_papers_and_in_the_row_that_uses_it() -> None:
    found = profile(statements(LINES, {"loans_due_within_1y": 25_000_000}), pboc("234000000", day="2024-12-01"))
    shown = next(d for d in found.documents if d.kind == "bureau_enterprise")
    assert shown.freshness is not None
    assert (shown.freshness.state, shown.freshness.age_d, shown.freshness.max_age_d) == ("stale", 150, 90)
    assert row(found, "bank_borrowings").values[1].stale


def test_the_source_register_sets_another_age_for_a_paper() -> None:
    old = pboc("234000000", day="2024-12-01")
    entry = SourceEntry(id="s", agency="PBoC", document=old.sha256, max_age_d=365)
    found = profile(statements(LINES), old, case=CaseRecords(sources=(entry,)))
    shown = next(d for d in found.documents if d.kind == "bureau_enterprise")
    assert shown.freshness is not None and shown.freshness.state == "ageing"


def test_a_paper_without_a_date_is_not_taken_for_fresh() -> None:
    undated = paper("b", "court_document", {"provider": "other"})
    shown = next(d for d in profile(statements(LINES), undated).documents if d.kind == "court_document")
    assert shown.freshness is not None and shown.freshness.state == "undated"


def test_a_day_too_far_apart_explains_a_gap_and_a_near_one_does_not() -> None:
    lines, notes = LINES, {"loans_due_within_1y": 25_000_000}
    far = row(profile(statements(lines, notes), pboc_now("260000000", "2025-03-10")), "bank_borrowings")
    near = row(profile(statements(lines, notes), pboc_now("260000000", "2025-01-20")), "bank_borrowings")
    assert (far.verdict, near.verdict) == ("date", "unexplained")


def pboc_now(balance: str, day: str) -> Extraction:
    summary = {"loan_balance": leaf(balance)}
    return paper(
        "b", "bureau_enterprise", {"provider": "pboc_ent", "report_date": leaf(day, "date"), "credit_summary": summary}
    )


def test_leases_and_bonds_left_out_of_the_bureau_explain_a_gap_of_their_size() -> None:
    lines = LINES | {"lease_liabilities": 60_000_000}
    notes = {"loans_due_within_1y": 25_000_000}
    gross = row(profile(statements(lines, notes), pboc("260000000")), "bank_borrowings")
    other = row(profile(statements(LINES, notes), pboc("260000000")), "bank_borrowings")
    assert (gross.verdict, other.verdict) == ("gross_net", "unexplained")


def test_a_unit_is_told_by_a_whole_power_of_ten_alone() -> None:
    assert row(profile(statements(LINES), vat("61000")), "tax_revenue").verdict == "unit"
    assert row(profile(statements(LINES), vat("31000")), "tax_revenue").verdict == "unexplained"


def test_twelve_monthly_filings_are_a_year_and_eleven_are_none() -> None:
    def months(count: int) -> Extraction:
        filings = [
            {
                "kind": "vat",
                "period_start": leaf(f"2024-{m:02d}-01", "date"),
                "period_end": leaf(f"2024-{m:02d}-28", "date"),
                "taxable_sales": leaf("50000000"),
            }
            for m in range(13 - count, 13)
        ]
        return paper("c", "tax_return", {"provider": "tax_authority", "tax_filings": filings})

    found = row(profile(statements(LINES), months(12)), "tax_revenue")
    assert (found.values[1].value, found.verdict) == ("600000000", "agrees")
    assert len(row(profile(statements(LINES), months(11)), "tax_revenue").values) == 1


def test_revenue_that_a_rating_report_prints_is_a_third_source() -> None:
    printed = [
        {
            "field": "revenue",
            "label": leaf("营业收入", "text"),
            "period_end": END,
            "value": leaf("610000000"),
            "page": 4,
        }
    ]
    rating = paper("7", "rating_report", {"provider": "rating_agency", "financials": printed})
    found = row(profile(statements(LINES), vat("610000000"), rating), "tax_revenue")
    assert [v.source for v in found.values] == ["statements", "tax", "bureau"]
    assert found.verdict == "agrees"


def test_risk_evidence_of_a_stale_paper_says_so() -> None:
    notes = {"loans_due_within_1y": 25_000_000}
    summary = {"overdue_total": leaf("1254000"), "npl_balance": leaf("5000000")}
    marks = {}
    for day in ("2024-12-01", "2025-04-10"):
        found = profile(statements(LINES, notes), pboc("234000000", day=day, credit_summary=summary))
        marks[day] = {e.stale for f in found.risk_factors for e in f.evidence if e.document == "b" * 64}
    assert marks == {"2024-12-01": {True}, "2025-04-10": {False}}


def test_an_answer_that_rests_on_a_stale_paper_warns() -> None:
    from assistant.chat.answer_model import Answer
    from assistant.chat.draft import Draft
    from assistant.chat.question import Question
    from assistant.format import Lang

    def told(day: str, lang: Lang = "en") -> Answer:
        found = profile(statements(LINES), pboc("234000000", day=day))
        draft = Draft(Question(text="?", lang=lang, flat="?", mentions=(), operation="value"), found)
        return draft.say("x").place("k", "b.pdf", "b" * 64, 2, (), "q").done("answered")

    def warned(day: str) -> tuple[str, ...]:
        return told(day).warnings

    assert "据 2024-12-01 的企业信用报告（已过期）" in told("2024-12-01", "zh").answer
    assert "the enterprise credit report of 2024-12-01 (out of date)" in told("2024-12-01").answer
    assert told("2025-04-10").answer == "x[1]"

    assert (warned("2024-12-01"), warned("2025-04-10")) == (("paper_stale",), ())


def test_scope_explains_the_gap_of_group_figures_and_not_the_same_gap_of_the_entitys_own() -> None:
    group = row(profile(statements(), pboc("234000000")), "bank_borrowings")
    own = row(profile(statements(LINES, {"loans_due_within_1y": 25_000_000}), pboc("234000000")), "bank_borrowings")
    assert (group.verdict, own.verdict) == ("scope", "unexplained")
    assert {t["test"]: t["result"] for t in own.tests}["scope"] == "ruled_out"


def test_one_currency_is_subtracted_where_two_are_not() -> None:
    registry = paper(
        "d", "registry_extract", {"provider": "cn_registry", "subject": {"registered_capital": leaf("100000000")}}
    )
    told = {
        currency: row(
            profile(
                statements(LINES),
                registry,
                paper(
                    "e",
                    "bureau_commercial",
                    {"provider": "dnb", "subject": {"registered_capital": {**leaf("14000000"), "currency": currency}}},
                ),
            ),
            "registered_capital",
        )
        for currency in ("CNY", "USD")
    }
    assert (told["USD"].verdict, told["USD"].gap) == ("currency", None)
    assert (told["CNY"].verdict, told["CNY"].gap) == ("unexplained", "-86000000")


def test_each_explanation_has_a_gap_that_it_does_not_explain() -> None:
    """The parent's 200 million of loans beside bureau figures a rate, a power of ten and nothing known apart."""
    notes = {"loans_due_within_1y": 25_000_000}
    results = {
        amount: {t["test"]: t["result"] for t in found.tests}
        for amount in ("234000000", "2000000000000")
        for found in [row(profile(statements(LINES, notes), pboc(amount)), "bank_borrowings")]
    }
    assert results["234000000"]["unit"] == "ruled_out" and results["2000000000000"]["unit"] == "explains"
    assert results["234000000"]["date"] == "ruled_out" and results["234000000"]["gross_net"] != "explains"


def registry(sha: str = "d", provider: str = "cn_registry", **subject: Any) -> Extraction:
    return paper(
        sha, "registry_extract", {"provider": provider, "report_date": leaf("2025-04-01", "date"), "subject": subject}
    )


@pytest.mark.parametrize(
    ("row_id", "other", "verdict"),
    [
        ("paid_in_capital", {"paid_in_capital": leaf("100500000")}, "agrees"),
        ("paid_in_capital", {"paid_in_capital": leaf("62000000")}, "unexplained"),
        ("registered_capital", {"registered_capital": leaf("100000000")}, "agrees"),
        ("registered_capital", {"registered_capital": leaf("99000000")}, "unexplained"),
        ("registered_capital", {"registered_capital": leaf("10000")}, "unit"),
    ],
)
def test_capital_is_held_against_the_registry_and_the_vendor(row_id: str, other: dict[str, Any], verdict: str) -> None:
    first = registry(registered_capital=leaf("100000000"))
    found = row(profile(statements(LINES), first, registry("e", "cn_commercial", **other)), row_id)
    assert (found.verdict, found.factor) == (verdict, "RF-DQ-04" if verdict == "unexplained" else None)


@pytest.mark.parametrize(("inflow", "verdict"), [("500000000", "agrees"), ("900000000", "unexplained")])
def test_bank_inflows_may_be_a_part_of_the_cash_received_and_never_more(inflow: str, verdict: str) -> None:
    bank = paper(
        "f",
        "bank_statement",
        {"provider": "other", "bank_months": [{"month": leaf("2024-12", "month"), "inflow": leaf(inflow)}]},
    )
    lines = LINES | {"cash_received_from_sales": 640_000_000}
    found = row(profile(statements(lines), bank), "bank_receipts")
    assert (found.verdict, found.factor) == (verdict, None)


def test_overdue_debts_to_banks_and_to_suppliers_are_two_definitions() -> None:
    vendor = paper(
        "e", "bureau_commercial",
        {"provider": "dnb", "report_date": leaf("2025-04-10", "date"), "trade_summary": {"past_due_total": leaf("300000")}},
    )  # fmt: skip
    summary = {"overdue_total": leaf("1254000")}
    found = row(profile(statements(LINES), pboc("1", credit_summary=summary), vendor), "overdue")
    assert found.verdict == "scope" and len(found.values) == 2


@pytest.mark.parametrize(("year", "verdict"), [("2024", "unexplained"), ("2017", "vat")])
def test_a_rate_of_vat_explains_a_gap_of_its_own_years_alone(year: str, verdict: str) -> None:
    end = f"{year}-12-31"
    base = extraction({end: {"revenue": 100_000_000, "total_assets": 1}}, kind="annual_report", period_end=end)
    filing = {
        "period_start": leaf(f"{year}-01-01", "date"),
        "period_end": leaf(end, "date"),
        "taxable_sales": leaf("117000000"),
    }
    tax = paper("c", "tax_return", {"provider": "tax_authority", "tax_filings": [filing]})
    own = base.model_copy(update={"facts": tuple(f.model_copy(update={"basis": "parent"}) for f in base.facts)})
    found = row(profile(own, tax), "tax_revenue")
    assert found.verdict == verdict


def test_a_year_printed_as_a_sum_and_month_by_month_in_one_paper_is_one_source() -> None:
    filings = [
        {
            "period_start": leaf(f"2024-{m:02d}-01", "date"),
            "period_end": leaf(f"2024-{m:02d}-28", "date"),
            "taxable_sales": leaf("50000000"),
        }
        for m in range(1, 13)
    ]
    year = {
        "period_start": leaf("2024-01-01", "date"),
        "period_end": leaf(END, "date"),
        "taxable_sales": leaf("600000000"),
    }
    tax = paper("c", "tax_return", {"provider": "tax_authority", "tax_filings": [year, *filings]})
    assert [v.source for v in row(profile(statements(LINES), tax), "tax_revenue").values] == ["statements", "tax"]
