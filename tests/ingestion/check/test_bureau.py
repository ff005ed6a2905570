"""Checks inside a bureau report, each with a report that holds and one that does not."""

from typing import Any

import pytest

from ingestion.check.bureau import check_bureau


def leaf(value: Any) -> dict[str, Any]:
    return {"value": value, "printed": str(value), "page": 1, "box": [0, 0, 1, 1]}


def cell(category: str, word: str, balance: int) -> dict[str, Any]:
    return {"category": leaf(category), "class": leaf(word), "balance": leaf(str(balance))}


def account(balance: int, category: str = "short_loan", **more: Any) -> dict[str, Any]:
    return {
        "category": leaf(category),
        "is_settled": leaf(False),
        "balance": leaf(str(balance)),
        **{k: leaf(v) for k, v in more.items()},
    }


ROW = [cell("short_loan", w, v) for w, v in (("pass", 900), ("sm", 100), ("npl", 0), ("total", 1000))]
LINE = {"total": leaf("500"), "used": leaf("300"), "available": leaf("200")}
PCTS = {
    "current_pct": leaf("80"),
    "d1_30_pct": leaf("15"),
    "d31_60_pct": leaf("5"),
    "d61_90_pct": leaf("0"),
    "d91_plus_pct": leaf("0"),
}


@pytest.mark.parametrize(
    ("name", "holds", "breaks"),
    [
        (
            "BR-1",
            {"credit_matrix": ROW, "credit_accounts": [account(600), account(400)]},
            {"credit_matrix": ROW, "credit_accounts": [account(600)]},
        ),
        ("BR-2", {"credit_matrix": ROW}, {"credit_matrix": [*ROW[:3], cell("short_loan", "total", 1200)]}),
        (
            "BR-3",
            {"credit_matrix": [*ROW, cell("discount", "total", 50)], "credit_summary": {"loan_balance": leaf("1050")}},
            {"credit_matrix": [*ROW, cell("discount", "total", 50)], "credit_summary": {"loan_balance": leaf("1500")}},
        ),
        (
            "BR-4",
            {"credit_summary": {"revolving": LINE}},
            {"credit_summary": {"revolving": {**LINE, "used": leaf("350")}}},
        ),
        (
            "BR-5",
            {"record_counts": [{"kind": "judgment", "count": leaf("1")}], "legal_events": [{"kind": "judgment"}]},
            {"record_counts": [{"kind": "judgment", "count": leaf("3")}], "legal_events": [{"kind": "judgment"}]},
        ),
        (
            "BR-6",
            {
                "credit_summary": {"loan_balance": leaf("1000")},
                "liability_history": [{"month": leaf("2025-03"), "total": leaf("990")}],
            },
            {
                "credit_summary": {"loan_balance": leaf("1000")},
                "liability_history": [{"month": leaf("2025-03"), "total": leaf("700")}],
            },
        ),
        (
            "BR-7",
            {"shareholders": [{"pct": leaf("62")}, {"pct": leaf("38")}]},
            {"shareholders": [{"pct": leaf("62")}, {"pct": leaf("28")}]},
        ),
        (
            "BR-8",
            {"credit_accounts": [account(1, overdue_months="5", five_class="sub")]},
            {"credit_accounts": [account(1, overdue_months="5", five_class="sm")]},
        ),
        ("BR-9", {"trade_lines": [PCTS]}, {"trade_lines": [{**PCTS, "current_pct": leaf("50")}]}),
        (
            "BR-10",
            {"report_date": leaf("2025-04-10"), "inquiries": [{"date": leaf("2025-04-10")}]},
            {"report_date": leaf("2025-04-10"), "inquiries": [{"date": leaf("2025-05-01")}]},
        ),
    ],
)
def test_a_check_tells_a_report_that_holds_from_one_that_does_not(
    name: str, holds: dict[str, Any], breaks: dict[str, Any]
) -> None:
    assert {c.status for c in check_bureau(holds) if c.id == name} == {"ok"}
    assert "break" in {c.status for c in check_bureau(breaks) if c.id == name}


def test_the_days_beyond_terms_are_computed_again_from_the_lines() -> None:
    line = {
        "balance": leaf("100000"),
        "current": leaf("60000"),
        "d1_30": leaf("20000"),
        "d31_60": leaf("10000"),
        "d61_90": leaf("5000"),
        "d91_plus": leaf("5000"),
    }
    report = {
        "trade_lines": [line],
        "trade_summary": {"balance_total": leaf("100000")},
        "payment_indices": [{"kind": "dbt", "value": leaf("16.5")}],
    }
    assert [c.difference for c in check_bureau(report) if c.facts == ("bureau.payment_indices.dbt",)] == ["0"]


def test_a_report_without_figures_is_not_checked() -> None:
    assert check_bureau({"provider": "other"}) == []
