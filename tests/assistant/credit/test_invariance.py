"""What must not move the judgement: the unit a paper prints in, the currency it is told in, the order in which papers came."""

from decimal import Decimal
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.credit.case_figures import months_before
from assistant.credit.figures import Figures
from assistant.credit.scorecard import points_of

from .build import extraction, profile
from .dossier import CASE, LINES, factors, figures, judged

MONEY_FIGURES = {
    "bad_debt", "bureau_overdue", "special_mention_balance", "loan_balance", "defendant_suit_amount", "enforcement_amount", "max_credit",
    "requested_limit", "asked_limit", "request_purchases", "our_overdue", "our_ar", "external_guarantee_amount", "external_guarantee_npl",
    "line_total", "line_used", "tax_revenue", "entity_revenue",
}  # fmt: skip


def told(found: Figures) -> dict[str, Any]:
    made = judged(found)
    return {
        "score": made.scorecard.score, "grade": made.grade.grade, "factors": {f.id: (f.state, f.severity) for f in factors(found)},
        "models": {m.id: m.zone for m in made.models},
    }  # fmt: skip


def test_amounts_in_yuan_or_ten_thousand_yuan_are_judged_alike() -> None:
    in_wan = figures()
    in_yuan = figures(
        {name: [v * 10000 for v in pair] for name, pair in LINES["group"].items() if not name.endswith("_pct")}, scale=1
    )
    rows = in_yuan.values.fact("total_assets", in_yuan.period)  # type: ignore[arg-type]
    assert rows is not None and rows.fact.value == "800000000"
    assert told(in_wan)["score"] == told(in_yuan)["score"] and told(in_wan)["grade"] == told(in_yuan)["grade"]
    assert told(in_wan)["factors"] == told(in_yuan)["factors"]
    assert judged(in_wan).limit.value == judged(in_yuan).limit.value


def test_the_same_customer_in_dollars_is_judged_alike() -> None:
    rate = Decimal("7.2")
    lines = {
        name: [Decimal(v) / rate for v in pair] for name, pair in LINES["group"].items() if not name.endswith("_pct")
    }
    lines["total_assets"] = [Decimal(80000) / rate, Decimal(71700) / rate, Decimal(66000) / rate]
    case = {name: Decimal(str(value)) / rate for name, value in CASE.items() if name in MONEY_FIGURES}
    home, abroad = figures(), figures(lines, case, currency="USD")
    assert told(home)["grade"] == told(abroad)["grade"]
    assert told(home)["factors"] == told(abroad)["factors"]
    assert abs(Decimal(told(home)["score"]) - Decimal(told(abroad)["score"])) < Decimal("1e-6")
    assert judged(abroad).limit.value == "830000"  # 833,333 rounded down to 10,000


def test_a_limit_in_yuan_is_not_touched_by_a_case_figure_in_dollars() -> None:
    from assistant.credit.figures import CaseFigure

    found = figures()
    found.case["max_credit"] = CaseFigure("max_credit", Decimal(100000), "", "USD")  # type: ignore[index]
    fresh = Figures(found.values, found.period, found.case, found.policy, found.day)
    assert fresh.value("max_credit") == Decimal(720000)


def test_the_order_of_papers_changes_nothing() -> None:
    this = {
        name: pair[0] * 10000 for name, pair in LINES["group"].items() if isinstance(pair[0], int) and name in _LINES
    }
    last = {
        name: pair[1] * 10000 for name, pair in LINES["group"].items() if isinstance(pair[1], int) and name in _LINES
    }
    restated = {**last, "inventories": 113000000}
    papers = [
        extraction(
            {"2024-12-31": this, "2023-12-31": last},
            "a" * 64,
            kind="annual_report",
            period_end="2024-12-31",
            source_basis="audited",
        ),
        extraction(
            {"2023-12-31": restated}, "b" * 64, kind="audit_report", period_end="2023-12-31", source_basis="audited"
        ),
        extraction(
            {"2024-12-31": {"revenue": 720000000}},
            "c" * 64,
            kind="abstract",
            period_end="2024-12-31",
            source_basis="unaudited",
        ),
    ]
    made = []
    for order in permutations(papers):
        found = profile(*order)
        assert found.scorecard is not None and found.grade is not None and found.limit is not None
        made.append(
            (
                found.scorecard.score,
                found.grade.grade,
                found.limit.value,
                {f.id: (f.state, f.severity, f.value) for f in found.risk_factors},
            )
        )
    assert all(row == made[0] for row in made)


_LINES = {
    "total_current_assets", "inventories", "prepayments", "total_current_liabilities", "total_assets", "total_liabilities", "total_equity",
    "revenue", "cost_of_sales", "net_income", "net_cash_operating", "profit_before_tax", "interest_expense", "accounts_receivable",
    "short_term_borrowings", "noncurrent_liabilities_due_within_1y", "long_term_borrowings", "monetary_funds", "trading_financial_assets",
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.decimals(-1000, 1000, places=3), st.decimals(-1000, 1000, places=3))
def test_points_never_leave_the_bands_and_never_turn_back(a: Decimal, b: Decimal) -> None:
    bands = (
        (Decimal(40), Decimal(100)),
        (Decimal(60), Decimal(60)),
        (Decimal(75), Decimal(30)),
        (Decimal(90), Decimal(0)),
    )
    low, high = sorted((a, b))
    assert 0 <= points_of(high, bands) <= points_of(low, bands) <= 100


@settings(max_examples=60, deadline=None)
@given(st.dates(), st.integers(0, 60))
def test_months_before_lands_in_the_right_month(day: Any, months: int) -> None:
    if day.year < 10:
        return
    made = months_before(day.isoformat(), months)
    year, month, _ = map(int, made.split("-"))
    assert year * 12 + month == day.year * 12 + day.month - months
