"""Payment behaviour of the sample customer by its ledger, request and contact log: the figures of its fixed file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assistant.config import load_settings
from assistant.credit.payment import evidence_of, value_of
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.workspace import Upload

TEN_THOUSAND = Decimal(10_000)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    papers = [p for p in sample_customers()[0].papers if p[0].endswith("台账.xlsx")]
    with Workspace.open(load_settings(tmp_path_factory.mktemp("home"), {}, sample=False, readers=1)) as workspace:
        customer = workspace.create_customer("S").id
        workspace.add_documents(customer, [Upload(*paper) for paper in papers], lambda progress: None)
        workspace.save_setting(customer, "our_total_receivables", {"CNY": "124000000"})
        promise = {"amount": "169.5万", "due_date": "2025-04-10"}
        workspace.add_contact(customer, {"at": "2025-03-28", "person": "顾示清", "promise": promise})
        yield workspace, customer


def behaviour(desk: tuple[Workspace, str]) -> dict[str, Any]:
    found = desk[0].profile(desk[1]).payment_behaviour
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("our_ar", "4000000"), ("our_current", "3390000"), ("our_overdue", "610000"), ("our_overdue_60", "0"),
        ("oldest_days_past_due", "45"), ("dbt_weighted", "15"), ("dbt_weighted_12m", "15"), ("receipts_12m", "19730000"),
        ("sales_12m", "20340000"), ("overdue_ratio", "0.1525"), ("limit_utilisation", "1.05"), ("paid_invoices_12m", "12"),
        ("dbt_before_6m", "8.5"), ("broken_promises_12m", "1"), ("our_limit", "5000000"), ("credit_note_ratio", "0"),
    ],
)  # fmt: skip
def test_a_value_is_exact(desk: tuple[Workspace, str], name: str, expected: str) -> None:
    assert value_of(behaviour(desk), name) == Decimal(expected)


@pytest.mark.parametrize(
    ("name", "places", "expected"),
    [
        ("dbt_recent_6m", 1, "21.9"), ("dbt_change_6m", 1, "13.4"), ("dso_countback", 1, "71.1"), ("best_possible_dso", 1, "60.8"),
        ("cei", 1, "91.0"), ("our_share_of_our_ar", 3, "0.032"),
    ],
)  # fmt: skip
def test_a_worked_out_value_rounds_to_the_expected_figure(
    desk: tuple[Workspace, str], name: str, places: int, expected: str
) -> None:
    value = value_of(behaviour(desk), name)
    assert value is not None
    assert round(value, places) == Decimal(expected)


def test_the_overdue_opens_its_invoices_and_their_receipts_cell_by_cell(desk: tuple[Workspace, str]) -> None:
    rows = evidence_of(behaviour(desk), "our_overdue")
    assert {row.label for row in rows} == {"XS2501-01", "XS2502-01"}
    assert {row.printed for row in rows} == {"169.5", "144.5", "133.5"}
    assert all(row.locator and row.locator["sheet"] == "台账 Ledger" for row in rows)


def test_the_trend_is_slower_and_a_season_needs_a_whole_year(desk: tuple[Workspace, str]) -> None:
    found = behaviour(desk)
    assert found["trend"] == "slower"
    assert len(found["season"]) == 12
    assert found["months"][-1] == {
        "month": "2025-04",
        "sales": "1695000.00",
        "receipts": "2780000.00",
        "dbt": "22.3165",
    }


def test_a_promise_is_broken_when_nothing_came_by_its_day_and_three_more(desk: tuple[Workspace, str]) -> None:
    (contact,) = desk[0].profile(desk[1]).contacts
    assert contact.promise is not None
    assert (contact.promise.state, contact.promise.paid) == ("broken", "0")


def test_what_needs_other_papers_is_none_with_its_reason(desk: tuple[Workspace, str]) -> None:
    share = behaviour(desk)["values"]["our_share_of_purchases"]
    assert (share["value"], share["reason"], share["flags"]) == (None, "purchases_unknown", ["vat_13_assumed"])


def test_the_ledger_makes_no_period_of_the_customers_statements(desk: tuple[Workspace, str]) -> None:
    profile = desk[0].profile(desk[1])
    assert (profile.periods, profile.facts) == ((), ())
