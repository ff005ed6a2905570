"""Figures gathered from bureau, commercial and insurer reports."""

import pytest

from .papers import gathered, leaf, money, numbers, report


def test_a_credit_record_gives_debts_lines_and_lenders_with_their_places() -> None:
    found = gathered(
        report(
            credit_summary={
                "npl_balance": money(0), "recourse_balance": money(5), "special_mention_balance": money(7), "loan_balance": money(100),
                "overdue_total": money(0), "active_lender_count": leaf("6"),
                "revolving": {"total": money(60), "used": money(30)}, "non_revolving": {"total": money(40), "used": money(20)},
            }
        )
    )  # fmt: skip
    told = numbers(found)
    assert (told["bureau_reports"], told["bad_debt"], told["special_mention_balance"], told["bureau_overdue"]) == (
        "1",
        "5",
        "7",
        "0",
    )
    assert (told["line_total"], told["line_used"], told["active_lender_count"], told["bureau_overdue_months"]) == (
        "100",
        "50",
        "6",
        "0",
    )
    assert [e.page for e in found["line_total"].evidence] == [1, 1]


def test_what_the_report_does_not_print_is_no_figure() -> None:
    told = numbers(gathered(report(credit_summary={"npl_balance": money(0)})))
    assert "special_mention_balance" not in told and "line_total" not in told and "lender_inquiries_3m" not in told


def test_used_lines_are_total_less_available_where_only_that_is_printed() -> None:
    told = numbers(gathered(report(credit_summary={"revolving": {"total": money(100), "available": money(30)}})))
    assert told["line_used"] == "70"


def test_open_line_rows_go_before_the_summary() -> None:
    rows = [{"limit": money(10), "used": money(4)}, {"limit": money(20), "used": money(6)}]
    told = numbers(
        gathered(report(credit_lines=rows, credit_summary={"revolving": {"total": money(999), "used": money(1)}}))
    )
    assert (told["line_total"], told["line_used"]) == ("30", "10")


def test_an_overdue_month_counts_for_24_months_and_names_its_month() -> None:
    rows = [
        {"month": leaf(m), "overdue_total": money(v)}
        for m, v in (("2023-03", 9), ("2023-04", 0), ("2024-08", 600), ("2025-03", 0))
    ]
    found = gathered(report(liability_history=rows))["past_overdue_months"]
    assert (found.value, found.text) == (1, "2024-08")


def test_settled_accounts_are_not_overdue() -> None:
    rows = [
        {"lender": leaf("甲银行"), "overdue_months": leaf("4"), "is_settled": leaf(True)},
        {"lender": leaf("乙银行"), "overdue_months": leaf("2")},
    ]
    assert numbers(gathered(report(credit_accounts=rows)))["bureau_overdue_months"] == "2"


@pytest.mark.parametrize(
    ("lender", "count"),
    [("某某信托有限公司", "1"), ("某某小额贷款有限公司", "1"), ("丁银行", "0"), ("某某银行信托部", "0")],
)
def test_lenders_that_are_no_banks(lender: str, count: str) -> None:
    assert numbers(gathered(report(credit_accounts=[{"lender": leaf(lender)}])))["non_bank_lenders"] == count


def test_extensions_and_settlement_in_kind() -> None:
    told = numbers(gathered(report(credit_accounts=[{"special_events": [leaf("展期"), leaf("以资抵债")]}])))
    assert (told["special_events"], told["severe_special_events"]) == ("2", "1")


def test_inquiries_of_lenders_in_three_months_without_the_customers_own() -> None:
    rows = [
        {"date": leaf(d), "institution": leaf(i), "reason": leaf(r)}
        for d, i, r in (
            ("2025-02-10", "丁银行", "贷前审批"), ("2025-03-05", "甲银行", "贷后管理"), ("2025-04-10", "本人", "本人查询"),
            ("2025-01-29", "乙银行", "贷前审批"),
        )
    ]  # fmt: skip
    assert numbers(gathered(report(inquiries=rows)))["lender_inquiries_3m"] == "2"


def test_guarantees_given_and_what_became_of_them() -> None:
    rows = [
        {
            "role": leaf("guarantor"),
            "debtor": leaf("甲"),
            "amount": money(40),
            "balance": money(36),
            "five_class": leaf("pass"),
        },
        {
            "role": leaf("guarantor"),
            "debtor": leaf("乙"),
            "amount": money(33),
            "balance": money(28),
            "five_class": leaf("sm"),
        },
        {
            "role": leaf("co_borrower"),
            "debtor": leaf("丙"),
            "amount": money(99),
            "balance": money(9),
            "five_class": leaf("loss"),
        },
    ]
    told = numbers(gathered(report(repayment_liabilities=rows)))
    assert (told["external_guarantee_amount"], told["external_guarantee_npl"], told["guaranteed_special_mention"]) == (
        "73",
        "0",
        "1",
    )


def test_the_newest_credit_report_counts_and_ages_are_those_of_the_newest_of_each_provider() -> None:
    old = report("old", report_date=leaf("2024-01-01"), credit_summary={"npl_balance": money(9)})
    new = report("new", report_date=leaf("2025-04-10"), credit_summary={"npl_balance": money(0)})
    other = report(
        "dnb", provider="dnb", report_date=leaf("2025-04-14"), payment_indices=[{"kind": "paydex", "value": leaf("60")}]
    )
    told = numbers(gathered(old, new, other))
    assert (told["bad_debt"], told["paydex"], told["report_age_days"]) == ("0", "60", "20")


@pytest.mark.parametrize(
    ("score", "poor"),
    [
        ({"name": "creditsafe_score", "value": leaf("29")}, "1"), ({"name": "creditsafe_score", "value": leaf("30")}, "0"),
        ({"name": "dnb_failure", "class_value": leaf("4")}, "1"), ({"name": "dnb_failure", "class_value": leaf("3")}, "0"),
        ({"name": "intelliscore_plus", "value": leaf("25")}, "1"), ({"name": "coface_dra", "value": leaf("4")}, "0"),
        ({"name": "allianz_grade", "value": leaf("8")}, "1"),
    ],
)  # fmt: skip
def test_poor_scores(score: dict[str, object], poor: str) -> None:
    assert numbers(gathered(report(provider="dnb", scores=[score])))["poor_scores"] == poor


def test_a_score_against_its_earlier_value() -> None:
    score = {"name": "creditsafe_score", "value": leaf("40"), "previous": leaf("50"), "higher_is_better": leaf(True)}
    assert numbers(gathered(report(scores=[score])))["score_drop_pct"] == "20"


def test_insurer_and_printed_maximum_credit() -> None:
    decision = {
        "requested": money(100),
        "approved": money(40),
        "decision": leaf("partial"),
        "valid_from": leaf("2025-01-01"),
    }
    told = numbers(
        gathered(
            report(insurer_decisions=[decision], limit_recommendations=[{"kind": "max_credit", "amount": money(900)}])
        )
    )
    assert (told["insurer_refused"], told["insurer_approved_pct"], told["insurer_approved"], told["max_credit"]) == (
        "0",
        "40",
        "40",
        "900",
    )


def test_a_refusal_grants_nothing() -> None:
    told = numbers(gathered(report(insurer_decisions=[{"requested": money(100), "decision": leaf("refused")}])))
    assert (told["insurer_refused"], told["insurer_approved"]) == ("1", "0")


def test_utility_arrears() -> None:
    rows = [
        {"provider": leaf("电力"), "arrears": money(0), "status": leaf("normal")},
        {"provider": leaf("水务"), "status": leaf("arrears")},
    ]
    assert numbers(gathered(report(utility_accounts=rows)))["utility_arrears_months"] == "1"


def test_a_grade_whose_low_numbers_are_good_falls_when_its_number_rises() -> None:
    grade = {"name": "allianz_grade", "value": leaf("6"), "previous": leaf("4")}
    assert numbers(gathered(report(scores=[grade])))["score_drop_pct"] == "50"
    better = {"name": "allianz_grade", "value": leaf("3"), "previous": leaf("4")}
    assert numbers(gathered(report(scores=[better])))["score_drop_pct"] == "-25"


def test_a_band_is_not_laid_over_a_score_of_another_printed_scale_or_direction() -> None:
    local = {"name": "creditsafe_score", "value": leaf("25"), "scale_max": leaf("600")}
    turned = {"name": "creditsafe_score", "value": leaf("25"), "higher_is_better": leaf(False)}
    usual = {"name": "creditsafe_score", "value": leaf("25"), "scale_max": leaf("100"), "higher_is_better": leaf(True)}
    told = [numbers(gathered(report(scores=[score])))["poor_scores"] for score in (local, turned, usual)]
    assert told == ["0", "0", "1"]
