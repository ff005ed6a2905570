"""Figures about the papers and of our own side: identity, audit, age, conflicts, restatements, tampering; ledger, request, answers."""

import pytest

from assistant.credit.case_model import (
    CaseRecords,
    Contact,
    CreditRequest,
    IdentityCard,
    IdentitySource,
    Place,
    Promise,
    Security,
)
from assistant.credit.paper_figures import is_person_number
from assistant.credit.strangers import name_key, own_reports
from ingestion.model.fact import Audit, Identifier, Problem, Subject

from .build import extraction
from .papers import gathered, leaf, money, numbers, report

NOW, BEFORE = "2024-12-31", "2023-12-31"
LINES = {"total_assets": 800, "total_liabilities": 470, "revenue": 720, "net_income": 31, "inventories": 140}
ANNUAL = {"kind": "annual_report", "period_end": NOW, "source_basis": "audited"}


def test_a_failing_code_is_counted_once_a_paper_and_the_number_of_a_person_is_no_code() -> None:
    bad = Subject(
        name="甲", identifiers=(Identifier(scheme="cn_uscc", value="91320505MA1X0A1150", check="invalid_check"),)
    )
    person = Subject(identifiers=(Identifier(scheme="cn_uscc", value="11010519491231002X", check="invalid_check"),))
    papers = [
        extraction({NOW: LINES}, "a" * 64, subject=bad, **ANNUAL),
        extraction({}, "b" * 64, subject=person, kind="contract"),
    ]
    told = numbers(gathered(papers=papers))
    assert (told["invalid_code_papers"], told["invalid_code_contract"]) == ("1", "0")


def test_the_code_of_a_request_form_counts_as_its_paper() -> None:
    place = Place(document="b" * 64, file="bb.pdf", page=1, printed="91320505MA1X0A1150")
    request = CreditRequest(code_as_printed="91320505MA1X0A1150", places={"code_as_printed": place})
    form = extraction(
        {},
        "b" * 64,
        subject=Subject(identifiers=(Identifier(scheme="cn_uscc", value="91320505MA1X0A1150", check="invalid_check"),)),
    )
    assert numbers(gathered(papers=[form], case=CaseRecords(request=request)))["invalid_code_papers"] == "1"
    assert numbers(gathered(case=CaseRecords(request=request)))["invalid_code_papers"] == "1"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("11010519491231002X", True), ("110105194912310021", False), ("91320505MA1X0A1105", False), ("123", False)],
)
def test_numbers_of_persons(text: str, is_one: bool) -> None:
    assert is_person_number(text) is is_one


def test_identity_is_verified_when_registry_and_statements_name_the_same() -> None:
    statements = extraction({NOW: LINES}, "a" * 64, subject=Subject(name="江苏示例制造有限公司"), **ANNUAL)
    licence = extraction({}, "b" * 64, kind="registry_extract", subject=Subject(name="江苏示例制造 有限公司"))
    other = extraction({}, "c" * 64, kind="registry_extract", subject=Subject(name="别的有限公司"))
    assert numbers(gathered(papers=[statements, licence]))["identity_verified"] == "1"
    assert numbers(gathered(papers=[statements, other]))["identity_verified"] == "0"
    assert numbers(gathered(papers=[statements]))["identity_verified"] == "0"
    assert name_key("示例（上海）有限公司") == name_key("示例(上海)有限公司")


def test_the_identity_card_decides_where_there_is_one() -> None:
    sources = (
        IdentitySource(document="a", file="a.pdf", kind="annual_report", name="甲", verdict="same"),
        IdentitySource(document="b", file="b.pdf", kind="bureau_enterprise", name="乙", verdict="different"),
        IdentitySource(document="c", file="c.pdf", kind="audit_report", name="丙", verdict="undetermined"),
    )
    card = IdentityCard(state="confirmed", sources=sources)
    told = numbers(gathered(case=CaseRecords(identity=card)))
    assert (told["identity_verified"], told["different_papers"], told["undetermined_papers"]) == ("1", "1", "1")
    assert own_reports(({"document": "a"}, {"document": "b"}), CaseRecords(identity=card), []) == ({"document": "a"},)


def test_audit_opinion_and_basis_of_the_judged_year() -> None:
    paper = extraction({NOW: LINES}, "a" * 64, audit=Audit(opinion="qualified", firm="甲所", page=2), **ANNUAL)
    before = extraction(
        {BEFORE: LINES}, "b" * 64, audit=Audit(opinion="qualified", firm="乙所"), kind="audit_report", period_end=BEFORE
    )
    found = gathered(papers=[paper, before])
    told = numbers(found)
    assert (told["opinion_modified"], told["opinion_severe"], told["going_concern"]) == ("1", "0", "0")
    assert (found["audit_opinion"].text, found["source_basis"].text) == ("qualified", "audited")
    assert found["audit_opinion"].evidence[0].page == 2
    assert (told["auditor_changes_3y"], told["auditor_left_modified"]) == ("1", "1")


def test_ages_and_missing_lines() -> None:
    told = numbers(gathered(papers=[extraction({NOW: LINES}, **ANNUAL)]))
    assert told["statement_age_months"] == "3"  # to 2025-04-30: the fourth month is not complete
    assert int(told["missing_mandatory"]) > 5 and told["missing_statements"] == "1"  # no cash flow


def test_two_papers_of_the_same_year_conflict_and_a_later_column_restates() -> None:
    this = extraction({NOW: LINES, BEFORE: {**LINES, "inventories": 110}}, "a" * 64, **ANNUAL)
    english = extraction({NOW: {**LINES, "inventories": 147}}, "b" * 64, **{**ANNUAL, "source_basis": "unaudited"})
    last = extraction(
        {BEFORE: {**LINES, "inventories": 113}},
        "c" * 64,
        kind="audit_report",
        period_end=BEFORE,
        source_basis="audited",
    )
    found = gathered(papers=[this, english, last])
    assert numbers(found)["conflict_pct"] == "5"
    assert (found["restated_lines"].text, numbers(found)["restated_effect_pct"]) == ("inventories", "0")
    assert {e.printed for e in found["restated_lines"].evidence} == {"110", "113"}


def test_a_restated_income_has_its_effect() -> None:
    this = extraction({NOW: LINES, BEFORE: {**LINES, "net_income": 40}}, "a" * 64, **ANNUAL)
    last = extraction(
        {BEFORE: {**LINES, "net_income": 50}}, "c" * 64, kind="audit_report", period_end=BEFORE, source_basis="audited"
    )
    assert numbers(gathered(papers=[this, last]))["restated_effect_pct"] == "25"


def test_a_loss_printed_with_or_without_its_sign_is_no_conflict() -> None:
    one = extraction({NOW: {**LINES, "asset_impairment_loss": 5}}, "a" * 64, **ANNUAL)
    two = extraction({NOW: {**LINES, "asset_impairment_loss": -5}}, "b" * 64, **{**ANNUAL, "source_basis": "unaudited"})
    assert numbers(gathered(papers=[one, two]))["conflict_pct"] == "0"


def parent(paper_lines: dict[str, int]):  # type: ignore[no-untyped-def]
    made = extraction({NOW: paper_lines}, "a" * 64, **ANNUAL)
    return [f.model_copy(update={"basis": "parent", "id": f.id + "p"}) for f in made.facts]


def test_a_paper_about_the_legal_entity_is_compared_with_the_parent_alone() -> None:
    group = extraction({NOW: {**LINES, "short_term_borrowings": 120, "long_term_borrowings": 70}}, "a" * 64, **ANNUAL)
    own = parent(
        {
            "revenue": 610,
            "total_assets": 738,
            "short_term_borrowings": 110,
            "noncurrent_liabilities_due_within_1y": 25,
            "long_term_borrowings": 65,
        }
    )
    both = group.model_copy(update={"facts": (*group.facts, *own)})
    tax = report(
        "t",
        tax_filings=[
            {
                "kind": leaf("vat"),
                "period_start": leaf("2024-01-01"),
                "period_end": leaf("2024-12-31"),
                "taxable_sales": money(572),
            }
        ],
    )
    bank = report(liability_history=[{"month": leaf("2024-12"), "total": money(234)}])
    told = numbers(gathered(tax, bank, papers=[both]))
    assert (told["entity_revenue"], told["tax_revenue"], told["entity_bank_borrowings"], told["conflict_pct"]) == (
        "610",
        "572",
        "200",
        "17",
    )
    alone = numbers(gathered(tax, bank, papers=[group]))
    assert "entity_revenue" not in alone and "entity_bank_borrowings" not in alone


def test_a_year_and_its_months_in_one_return_are_not_added() -> None:
    def row(start: str, end: str, sales: int) -> dict[str, object]:
        return {"kind": "vat", "period_start": leaf(start), "period_end": leaf(end), "taxable_sales": money(sales)}

    months = [row(f"2024-{m:02}-01", f"2024-{m:02}-28", 10) for m in range(1, 13)]
    papers = [extraction({NOW: LINES}, **ANNUAL)]
    both = report("t", tax_filings=[row("2024-01-01", "2024-12-31", 121), *months])
    assert numbers(gathered(both, papers=papers))["tax_revenue"] == "121"
    assert numbers(gathered(report("t", tax_filings=months), papers=papers))["tax_revenue"] == "120"
    assert "tax_revenue" not in numbers(gathered(report("t", tax_filings=months[:11]), papers=papers))


def test_half_a_year_of_returns_is_not_a_year() -> None:
    half = report(
        "t",
        tax_filings=[
            {
                "kind": leaf("vat"),
                "period_start": leaf("2024-01-01"),
                "period_end": leaf("2024-06-30"),
                "taxable_sales": money(5),
            }
        ],
    )
    assert "tax_revenue" not in numbers(gathered(half, papers=[extraction({NOW: LINES}, **ANNUAL)]))


def test_instructions_and_signs_of_tampering_are_counted_by_paper() -> None:
    letter = extraction({}, "b" * 64, problems=(Problem(code="instruction_in_paper", page=2, message="…"),))
    edited = extraction({}, "c" * 64, problems=(Problem(code="mixed_fonts", page=1, message="…"),))
    found = gathered(papers=[letter, edited])
    assert (numbers(found)["instruction_papers"], numbers(found)["tamper_signs"]) == ("1", "1")
    assert found["instruction_papers"].evidence[0].page == 2


PAYMENT = {
    "as_of": "2025-04-30",
    "values": {
        "our_ar": {"value": "4000000", "currency": "CNY", "evidence": []},
        "our_overdue": {"value": "610000", "currency": "CNY", "evidence": []},
        "oldest_days_past_due": {"value": "45"}, "dbt_weighted_12m": {"value": "15.0"}, "dbt_recent_6m": {"value": "21.9"},
        "dbt_before_6m": {"value": "8.5"}, "paid_invoices_12m": {"value": "10"}, "limit_utilisation": {"value": "1.05"},
        "our_share_of_our_ar": {"value": "0.032258"}, "sales_12m": {"value": "20340000", "currency": "CNY"}, "cei": {"value": None},
    },
}  # fmt: skip


def test_the_ledger_gives_what_we_know_of_payment() -> None:
    told = numbers(gathered(payment=PAYMENT))
    assert (told["our_overdue"], told["our_overdue_days"], told["dbt_weighted_12m"], told["limit_utilisation_pct"]) == (
        "610000",
        "45",
        "15",
        "105",
    )
    assert (told["dbt_last_6m"], told["dbt_before_6m"], told["our_ar_share_pct"], told["our_sales_ex_vat_12m"]) == (
        "21.9",
        "8.5",
        "3.2258",
        "18000000",
    )
    assert told["new_customer"] == "0" and numbers(gathered())["new_customer"] == "1"


def test_promises_broken_in_twelve_months() -> None:
    def contact(day: str, state: str) -> Contact:
        return Contact(id=day + state, at=day, by="a", promise=Promise(amount="1", due_date=day, state=state))  # type: ignore[arg-type]

    contacts = (
        contact("2025-04-10", "broken"),
        contact("2024-06-01", "part_kept"),
        contact("2025-01-01", "kept"),
        contact("2024-04-01", "broken"),
    )
    assert numbers(gathered(case=CaseRecords(contacts=contacts)))["broken_promises_12m"] == "2"
    assert "broken_promises_12m" not in numbers(gathered())


def test_the_request_as_given_and_nothing_assumed() -> None:
    request = CreditRequest(
        requested_limit="10000000",
        current_limit="5000000",
        currency="CNY",
        requested_terms_days=60,
        expected_purchases_12m="36000000",
    )
    told = numbers(gathered(case=CaseRecords(request=request)))
    assert (told["requested_limit"], told["asked_limit"], told["request_terms_days"]) == ("10000000", "10000000", "60")
    assert "request_vat_pct" not in told  # the policy's rate is read in its place
    part = CreditRequest(requested_limit="1", security_held=(Security(type="deposit", amount="1"),))
    assert "request_purchases" not in numbers(gathered(case=CaseRecords(request=part)))


def test_a_recorded_answer_to_a_check_makes_a_factor_testable() -> None:
    case = CaseRecords(
        followup_states={"FU-24": {"state": "received", "figures": {"top1_customer_pct": "45", "nonsense": "1"}}}
    )
    told = numbers(gathered(case=case))
    assert told["top1_customer_pct"] == "45" and "nonsense" not in told


def test_a_report_of_another_name_and_code_never_enters() -> None:
    ours = Identifier(scheme="cn_uscc", value="91320505MA1X0A1105", check="valid")
    paper = extraction(
        {NOW: LINES}, "a" * 64, subject=Subject(name="江苏示例制造有限公司", identifiers=(ours,)), **ANNUAL
    )

    def of(name: str, code: str) -> dict[str, object]:
        return report("x", subject={"name": leaf(name), "identifiers": [{"scheme": "cn_uscc", "value": leaf(code)}]})

    kept = [own_reports([row], CaseRecords(), [paper]) for row in (
        of("江苏示例制造有限公司", "-"), of("苏州示例机械有限公司", "91320505MA1X0A1105"), of("Jiangsu Shili Manufacturing Co., Ltd.", "-"),
        of("上海样例国际贸易有限公司", "91310115MA1K0B226J"),
    )]  # fmt: skip
    assert [len(rows) for rows in kept] == [1, 1, 1, 0]
