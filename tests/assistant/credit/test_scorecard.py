"""Scorecard, grade and limit of the dossier in every state of the file, to the printed digit."""

from decimal import Decimal
from typing import Any

import pytest

from assistant.credit.case_model import CaseRecords
from assistant.credit.grading import score_grade
from assistant.credit.judgement import judge
from assistant.credit.limits import limit_methods
from assistant.credit.risk_model import RiskFactor
from assistant.credit.scorecard import points_of, scorecard
from assistant.format import rounded
from assistant.policy.policy import house_policy

from .dossier import AS_OF, CASE, LINES, REQUEST, WITHOUT_LEDGER, factors, figures, judged

ITEMS = {
    "payment_record": ("70.0", "17.500", "7.500"), "bureau_record": ("60.0", "9.000", "6.000"), "legal_record": ("80.0", "8.000", "2.000"),
    "liquidity": ("58.6", "5.855", "4.145"), "leverage": ("62.5", "6.250", "3.750"), "coverage": ("70.6", "5.650", "2.350"),
    "cash_quality": ("12.3", "0.981", "7.019"), "profitability": ("64.8", "3.888", "2.113"), "activity": ("45.7", "1.827", "2.173"),
    "history_scale": ("79.8", "1.595", "0.405"), "transparency": ("100.0", "2.000", "0.000"),
}  # fmt: skip
STATES: list[tuple[str, dict[str, Any], tuple[str, ...], str, str, str]] = [
    ("full", {}, (), "62.5", "CA2", "6000000"),
    ("without the ledger", {}, WITHOUT_LEDGER, "58.8", "CA3", "4200000"),
    ("without ledger and index", {}, (*WITHOUT_LEDGER, "paydex", "max_credit"), "57.5", "CA3", "4200000"),
    ("oldest invoice 61 days overdue", {"our_overdue_days": 61}, (), "62.5", "CA4", "2400000"),
    ("identity not verified", {"identity_verified": 0}, (), "62.5", "CA7", "0"),
    ("unaudited", {"source_basis": "unaudited", "audit_opinion": None, "opinion_modified": None}, (), "61.3", "CA2", "6000000"),
    ("no suit", {"defendant_suits_open": 0, "defendant_suits_12m": 0, "supplier_suits_6m": 0}, (), "64.5", "CA2", "6000000"),
]  # fmt: skip


@pytest.mark.parametrize("item", ITEMS)
def test_every_row_of_the_card(item: str) -> None:
    row = {i.id: i for i in scorecard(figures()).items}[item]
    points, contribution, lost = ITEMS[item]
    assert str(rounded(Decimal(row.points or 0), 1)) == points
    assert str(rounded(Decimal(row.contribution or 0), 3)) == contribution
    assert str(rounded(Decimal(row.lost or 0), 3)) == lost


def test_the_score_and_its_reasons() -> None:
    card = scorecard(figures())
    assert rounded(Decimal(card.score or 0), 4) == Decimal("62.5453")
    assert card.reason_codes == ("AR-11", "AR-09", "AR-13", "AR-05")
    assert card.present_weight == "100" and card.flags == ()


@pytest.mark.parametrize(
    ("case", "without", "score", "grade", "limit"), [s[1:] for s in STATES], ids=[s[0] for s in STATES]
)
def test_states_of_the_file(case: dict[str, Any], without: tuple[str, ...], score: str, grade: str, limit: str) -> None:
    made = judged(figures(case=case, without=without))
    assert str(rounded(Decimal(made.scorecard.score or 0), 1)) == score
    assert (made.grade.grade, made.limit.value) == (grade, limit)


def test_the_full_file_has_two_groups_at_high_and_no_cap() -> None:
    found = figures()
    assert judged(found).grade.caps == ()
    assert sorted(f.id for f in factors(found) if f.severity == "H") == ["RF-CQ-02", "RF-GV-06"]


def test_points_given_by_hand_weigh_to_the_unit_example() -> None:
    points = (70, 60, 100, 55, 50, 70, 20, 55, 50, 80, 100)
    weights = [house_policy().number(f"scorecard.{name}.weight", AS_OF) for name in ITEMS]
    total = sum((w * p for w, p in zip(weights, points, strict=True)), Decimal(0)) / 100
    assert rounded(total, 1) == Decimal("63.1")


@pytest.mark.parametrize(("score", "grade"), [("86", "CA1"), ("85.999", "CA2"), ("61", "CA2"), ("60.999", "CA3"), ("46", "CA3"),
    ("45.999", "CA4"), ("31", "CA4"), ("30.999", "CA5"), ("16", "CA5"), ("15.999", "CA6"), ("0", "CA6"), ("100", "CA1")])  # fmt: skip
def test_both_sides_of_every_grade(score: str, grade: str) -> None:
    assert score_grade(score, house_policy(), AS_OF) == grade


def test_bands_are_linear_between_and_flat_outside() -> None:
    bands = ((Decimal(0), Decimal(100)), (Decimal(7), Decimal(85)), (Decimal(15), Decimal(70)))
    assert [points_of(Decimal(v), bands) for v in (-5, 0, 7, 11, 15, 90)] == [100, 100, 85, Decimal("77.5"), 70, 70]


def test_the_methods_of_the_limit() -> None:
    found = {m.id: m for m in limit_methods(figures())}
    told = {name: str(rounded(Decimal(m.value or 0) / 10000, 1)) for name, m in found.items() if m.value is not None}
    assert told == {
        "requested": "1000.0", "lim_need": "1003.1", "lim_net_worth": "2900.0", "lim_working_capital": "1800.0", "lim_sales": "600.0",
        "lim_payables_share": "1700.0", "lim_reference": "900.0", "lim_operating_assets": "3150.0",
    }  # fmt: skip
    made = judged(figures()).limit
    assert (made.binding, made.expected_loss, made.pd_pct, made.lgd_pct) == ("lim_sales", "67500", "2.5", "45")
    assert "10 million" in made.approver["en"]


@pytest.mark.parametrize(
    ("grade", "limit"),
    [("CA1", "7200000"), ("CA2", "6000000"), ("CA3", "4200000"), ("CA4", "2400000"), ("CA5", "1200000"), ("CA6", "0")],
)
def test_the_limit_of_every_grade(grade: str, limit: str) -> None:
    from assistant.credit.grading import grade_of
    from assistant.credit.limits import limit_of

    found = figures()
    base = grade_of(scorecard(found), [], found).model_copy(update={"grade": grade})
    assert limit_of(base, [], found, CaseRecords(request=REQUEST)).value == limit


SECOND = {
    "monetary_funds": [320], "accounts_receivable": [240], "prepayments": [30], "other_receivables": [20], "inventories": [190],
    "total_current_assets": [800], "fixed_assets": [100], "total_noncurrent_assets": [100], "total_assets": [900],
    "short_term_borrowings": [0], "noncurrent_liabilities_due_within_1y": [0], "long_term_borrowings": [0], "notes_payable": [0],
    "accounts_payable": [280], "total_current_liabilities": [350], "total_liabilities": [350], "paid_in_capital": [300],
    "retained_earnings": [250], "total_equity": [550], "goodwill": [0], "intangible_assets": [0], "revenue": [2400],
    "cost_of_sales": [2040],
    "profit_before_tax": [85], "income_tax_expense": [4.25], "net_income": [80.75], "net_cash_operating": [70],
}  # fmt: skip


def test_the_second_customer_is_capped_because_nobody_has_looked() -> None:
    gone = tuple(name for name in LINES["group"] if name not in SECOND)
    case = {
        "years_since_established": Decimal(49) / 12,
        "identity_verified": 1,
        "source_basis": "unaudited",
        "unaudited": 1,
    }
    made = judge(found := figures(SECOND, case, (*gone,), base={}), factors(found), CaseRecords())
    points = {i.id: str(rounded(Decimal(i.points), 1)) for i in made.scorecard.items if i.points is not None}
    assert points == {
        "payment_record": "50.0", "liquidity": "100.0", "leverage": "100.0", "coverage": "100.0", "cash_quality": "76.2",
        "profitability": "57.7", "history_scale": "57.7", "transparency": "40.0",
    }  # fmt: skip
    assert made.scorecard.present_weight == "71"
    assert set(made.scorecard.flags) == {"no_payment_history", "partial_weight"}
    assert str(rounded(Decimal(made.scorecard.score or 0), 1)) == "73.3"
    assert (made.grade.from_score, made.grade.grade) == ("CA2", "CA3")
    assert [c.rule for c in made.grade.caps] == ["nobody_has_looked"]
    assert made.limit.value == "100000" and "no_request" in made.limit.flags and made.limit.binding == "lim_sales"


def test_the_earlier_review_by_the_papers_of_its_day() -> None:
    """FY2023 as last year's report printed it: 81.8, CA2, limit 500万元 (the need of 501.5 rounded down)."""
    then = {name: [pair[1]] for name, pair in LINES["group"].items()}
    then |= {"inventories": [11300], "accounts_payable": [11800], "total_current_assets": [40800], "total_current_liabilities": [32200],
             "total_assets": [72000], "total_liabilities": [41800]}  # fmt: skip
    case = {
        "past_overdue_months": 0, "defendant_suits_open": 0, "defendant_suits_12m": 0, "supplier_suits_6m": 0, "dbt_weighted_12m": 7,
        "years_since_established": Decimal(74) / 12, "our_overdue": 0, "our_overdue_days": 0, "limit_utilisation_pct": 80,
        "request_purchases": 18000000, "requested_limit": 6000000, "dbt_last_6m": 7, "dbt_before_6m": 7, "restated_lines": 0,
        "conflict_pct": 0,
        "external_guarantee_amount": 66000000, "invalid_code_papers": 0, "tax_revenue": None,
    }  # fmt: skip
    made = judged(figures(then, case, ("max_credit",)))
    assert str(rounded(Decimal(made.scorecard.score or 0), 1)) == "81.8"
    assert made.scorecard.present_weight == "96"
    assert (made.grade.grade, made.limit.value) == ("CA2", "5000000")


def rule(name: str, severity: str, group: str = "") -> RiskFactor:
    words = {"zh": "", "en": ""}
    return RiskFactor(
        id=name,
        names=words,
        category=name[3:5],
        group=group,
        state="fired",
        severity=severity,
        explanation=words,
        counter_argument=words,
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fired", "grade"),
    [
        ([("RF-ID-04", "H")], "CA7"), ([("RF-ID-01", "C")], "CA6"), ([("RF-LT-01", "C")], "CA6"), ([("RF-LT-02", "C")], "CA6"),
        ([("RF-BR-01", "C")], "CA5"), ([("RF-LV-02", "C")], "CA5"), ([("RF-LT-02", "M")], "CA5"), ([("RF-GV-01", "H")], "CA4"),
        ([("RF-GV-01", "C")], "CA5"), ([("RF-GV-02", "H")], "CA4"), ([("RF-PB-01", "H")], "CA4"), ([("RF-PB-01", "M")], "CA2"),
        ([("RF-PB-01", "C")], "CA5"), ([("RF-ID-01", "H")], "CA2"), ([("RF-OW-05", "H"), ("RF-LV-04", "H"), ("RF-GV-06", "H")], "CA4"),
        ([("RF-OW-05", "H"), ("RF-LV-04", "H")], "CA2"), ([("RF-ID-04", "H"), ("RF-ID-01", "C")], "CA7"),
    ],
)  # fmt: skip
def test_the_lowest_cap_wins(fired: list[tuple[str, str]], grade: str) -> None:
    assert judged(figures(), [rule(*f) for f in fired]).grade.grade == grade


def test_factors_of_one_group_count_once() -> None:
    same = [rule(name, "H", "cash_collection") for name in ("RF-CQ-01", "RF-CQ-02", "RF-CQ-04")]
    assert judged(figures(), same).grade.grade == "CA2"


def test_a_dismissed_factor_does_not_cap() -> None:
    from assistant.credit.risk_model import Dismissal

    gone = rule("RF-GV-02", "H").model_copy(update={"dismissed": Dismissal(by="a", at="2025-01-01", reason="seen")})
    assert judged(figures(), [gone]).grade.grade == "CA2"
    assert judged(figures(), [rule("RF-GV-02", "H").model_copy(update={"state": "disputed"})]).grade.grade == "CA4"


def test_too_little_of_the_card_cannot_be_graded() -> None:
    made = judged(figures(without=("bureau_reports", "legal_searched", "current_ratio", "net_cash_operating")))
    assert made.scorecard.present_weight == "67"
    assert made.grade.grade == "CA7" and made.limit.value == "0"


def test_the_need_reads_the_policy_where_the_request_is_silent() -> None:
    found = {m.id: m for m in limit_methods(figures(without=("request_vat_pct", "request_peak")))}
    assert str(rounded(Decimal(found["lim_need"].value or 0) / 10000, 1)) == "1003.1"


def test_the_review_is_due_twelve_months_after_the_last_one() -> None:
    case = CaseRecords(request=REQUEST, reviews=({"as_of": "2024-05-20"},))
    assert judged(figures(), case=case).review_due == "2025-05-20"
    assert judged(figures()).review_due == "2025-10-30"  # a new customer: six months


def test_the_grade_carries_the_hash_of_its_policy() -> None:
    grade = judged(figures()).grade
    assert len(grade.policy_hash) == 64 and grade.policy_version == house_policy().version
    assert CASE["identity_verified"] == 1
