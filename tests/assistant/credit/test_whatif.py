"""What-if and what would have to be true, on the dossier's questions."""

from decimal import Decimal

import pytest

from assistant.credit.judgement_model import WhatIf
from assistant.credit.whatif import solve, what_if
from assistant.format import rounded

from .dossier import profile

WAN = 10**4


def number(made: WhatIf, name: str) -> Decimal:
    row = next(c for c in (*made.ratios, *made.changed, *made.items) if c.name == name)
    return Decimal(row.value or "0")


def test_receivables_5000_lower() -> None:
    made = what_if(profile(), {"accounts_receivable": Decimal(13000 * WAN)})
    assert rounded(number(made, "dso"), 1) == Decimal("65.9")
    assert rounded(number(made, "current_ratio"), 3) == Decimal("1.105")
    assert made.carried == ("total_current_assets", "total_assets")
    assert made.hypothetical


def test_net_income_halved_fires_nothing_new() -> None:
    made = what_if(profile(), {"net_income": Decimal(1550 * WAN)})
    assert rounded(number(made, "net_margin"), 2) == Decimal("2.15")
    assert rounded(number(made, "cash_conversion"), 2) == Decimal("-0.77")
    assert rounded(number(made, "ni_growth"), 1) == Decimal("-58.1")
    assert [m for m in made.factors if m.after.startswith("fired")] == []
    assert {"RF-CQ-01", "RF-CQ-02", "RF-CQ-04", "RF-CQ-06", "RF-PR-05"} <= set(made.fired)
    assert rounded(Decimal(made.score_after or 0), 1) == Decimal("61.4")
    assert made.grade_after == "CA2"


def test_interest_doubled_costs_the_grade() -> None:
    made = what_if(profile(), {"interest_expense": Decimal(2400 * WAN)})
    assert rounded(number(made, "interest_cover"), 2) == Decimal("2.04")
    assert rounded(number(made, "coverage"), 1) == Decimal("40.6")
    assert rounded(Decimal(made.score_after or 0), 1) == Decimal("60.1")
    assert (made.grade_before, made.grade_after) == ("CA2", "CA3")
    assert (made.limit_before, made.limit_after) == ("6000000", "4200000")


def test_terms_of_90_days_need_more() -> None:
    made = what_if(profile(), {"request_terms_days": Decimal(90)})
    assert made.limit_after == "6000000"  # sales still bind


def test_an_invoice_past_60_days_caps_the_grade() -> None:
    made = what_if(profile(), {"our_overdue_days": Decimal(61)})
    assert [(m.id, m.before, m.after) for m in made.factors if m.id == "RF-PB-01"] == [
        ("RF-PB-01", "fired M", "fired H")
    ]
    assert (made.grade_after, made.limit_after) == ("CA4", "2400000")


def test_the_profile_stays_as_it_is() -> None:
    before = profile()
    what_if(before, {"revenue": Decimal(1)})
    assert before == profile()


@pytest.mark.parametrize(
    ("lever", "goal", "value"),
    [
        ("interest_expense", "fires RF-LV-05", "24500000"),  # EBIT 4,900 ÷ 2
        ("our_overdue_days", "grade CA4", "60"),
        ("net_income", "clears RF-PR-05", "33300000"),  # 3,700 × 0.9
    ],
)  # fmt: skip
def test_thresholds_are_solved(lever: str, goal: str, value: str) -> None:
    made = solve(profile(), lever, goal)
    assert made.value is not None and made.reason is None
    assert abs(Decimal(made.value) / Decimal(value) - 1) < Decimal("0.0001")


def test_the_next_grade_down_is_solved_for_interest() -> None:
    """61 points are left at a cover where the coverage item gives 51.3 points: 4,900 ÷ 2.755."""
    made = solve(profile(), "interest_expense", "grade CA3")
    cover = Decimal(4900 * WAN) / Decimal(made.value or 1)
    points = 40 + (cover - 2) * 15
    assert abs(points - (Decimal("70.625") - Decimal("1.545313081") * 100 / 8)) < Decimal("0.001")


def test_what_is_out_of_reach_says_so_with_the_best_score() -> None:
    made = solve(profile(), "dbt_weighted_12m", "grade CA1")
    assert made.value is None and made.reason == "out_of_range"
    assert rounded(Decimal(made.best or 0), 1) == Decimal("70.0")  # 62.5 + 7.5


def test_all_of_payment_cash_and_bureau_would_not_reach_ca1_alone() -> None:
    lost = {i.id: Decimal(i.lost or 0) for i in (profile().scorecard or pytest.fail()).items}
    reachable = Decimal("62.5453") + lost["payment_record"] + lost["cash_quality"] + lost["bureau_record"]
    assert rounded(lost["payment_record"] + lost["cash_quality"] + lost["bureau_record"], 1) == Decimal("20.5")
    assert reachable < 86


def test_a_missing_lever_has_a_reason() -> None:
    from .dossier import WITHOUT_LEDGER, figures

    assert solve(profile(figures(without=WITHOUT_LEDGER)), "dbt_weighted_12m", "score 70").reason == "missing"
