"""Records that people enter: saved in versions, read back, validated, part of the profile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.errors import UsageError
from ingestion.store.scope import Scope


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    with Workspace.open(load_settings(tmp_path, {}, sample=False)) as workspace:
        yield workspace, workspace.create_customer("S").id


def test_a_request_keeps_money_in_units_and_days_as_numbers(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    typed = {
        "requested_limit": "1,000万元", "currency": "CNY", "requested_terms_days": "60天",
        "expected_purchases_12m": "36 million", "vat_rate_pct": "13%",
        "security_held": [{"type": "deposit", "amount": "100万", "valid_to": "2026/3/5"}],
    }  # fmt: skip
    workspace.save_request(customer, typed)
    request = workspace.profile(customer).request
    assert request is not None
    assert request.requested_limit == "10000000"
    assert request.requested_terms_days == 60
    assert request.expected_purchases_12m == "36000000"
    assert request.vat_rate_pct == "13"
    assert request.peak_factor is None
    assert (request.security_held[0].amount, request.security_held[0].valid_to) == ("1000000", "2026-03-05")


def test_a_second_save_changes_only_its_fields_and_an_empty_text_takes_one_back(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    workspace.save_request(customer, {"requested_limit": "500万", "goods": "钢材"})
    workspace.save_request(customer, {"requested_limit": "600万"}, actor="lin")
    workspace.save_request(customer, {"goods": ""})
    request = workspace.case_records(customer).request
    assert request is not None
    assert (request.requested_limit, request.goods) == ("6000000", None)
    versions = workspace._store.entries(Scope(customer), "request", history=True)
    assert [(v["actor"], v["body"].get("requested_limit")) for v in versions] == [
        ("local", "5000000"), ("lin", "6000000"), ("local", "6000000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"), [("requested_limit", "many"), ("request_date", "soon"), ("no_such_field", "1")]
)
def test_a_field_that_cannot_be_read_is_refused_and_nothing_is_kept(
    desk: tuple[Workspace, str], field: str, value: str
) -> None:
    workspace, customer = desk
    with pytest.raises(UsageError):
        workspace.save_request(customer, {field: value})
    assert workspace.case_records(customer).request is None


def test_a_contact_is_never_edited_its_correction_takes_its_place(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    first = workspace.add_contact(customer, {"person": "顾示清", "summary": "承诺本周付款"}, actor="lin")
    workspace.add_contact(customer, {"summary": "承诺下周付款", "corrects": first.id}, actor="wu")
    shown = workspace.profile(customer).contacts
    assert [(c.by, c.summary) for c in shown] == [("wu", "承诺下周付款")]
    assert len(workspace._store.entries(Scope(customer), "contact")) == 2
    with pytest.raises(UsageError):
        workspace.add_contact(customer, {"summary": "x", "corrects": "K-none"})


def test_an_authorisation_is_withdrawn_on_a_day(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    given = workspace.add_authorisation(
        customer,
        {"subject": "沈示远", "subject_kind": "person", "signed_on": "2025年4月1日", "valid_until": "2026-03-31"},
    )
    workspace.withdraw_authorisation(customer, given.id, "2025-05-01")
    (kept,) = workspace.case_records(customer).authorisations
    assert (kept.signed_on, kept.withdrawn_on) == ("2025-04-01", "2025-05-01")
