"""The analyst's word: confirmed, corrected and rescaled figures, dismissed factors, all kept over a re-reading."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError
from tests.builders.statements_zh import annual_report


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    with Workspace.open(load_settings(tmp_path, {}, sample=False)) as workspace:
        customer = workspace.create_customer("S").id
        workspace.add_documents(customer, [Upload("a.pdf", annual_report())], lambda progress: None)
        yield workspace, customer


def fact_id(
    workspace: Workspace, customer: str, field: str, end: str = "2024-12-31", basis: str = "consolidated"
) -> str:
    facts = workspace.profile(customer).facts
    return next(c.fact.id for c in facts if (c.fact.field, c.fact.period_end, c.fact.basis) == (field, end, basis))


def state(workspace: Workspace, customer: str, risk: str) -> str:
    return next(r.state for r in workspace.profile(customer).risk_factors if r.id == risk)


def test_a_correction_moves_ratio_factor_and_answer_at_once(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    assert state(workspace, customer, "RF-CQ-01") == "fired"
    workspace.correct_fact(
        customer, fact_id(workspace, customer, "net_cash_operating"), "1,200", None, "sign misprinted"
    )
    assert state(workspace, customer, "RF-CQ-01") == "clear"
    profile = workspace.profile(customer)
    value = next(r.value for r in profile.ratios if r.id == "cash_conversion" and r.period == profile.periods[0])
    assert value is not None and value.startswith("0.387")
    assert "1,200" in workspace.ask(customer, "2024年经营活动现金流量净额是多少？").answer


def test_a_correction_survives_reading_the_paper_again(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    target = fact_id(workspace, customer, "inventories")
    workspace.correct_fact(customer, target, "1.5", "亿元", "recounted")
    again = workspace.create_customer("T").id
    workspace.add_documents(again, [Upload("a.pdf", annual_report())], lambda progress: None)
    assert fact_id(workspace, again, "inventories") == target
    fact = next(c.fact for c in workspace.profile(customer).facts if c.fact.id == target)
    assert (fact.value, fact.state, fact.printed) == ("150000000", "corrected", "14,000")
    other = next(c.fact for c in workspace.profile(again).facts if c.fact.id == target)
    assert (other.value, other.state) == ("140000000", "proposed")


def test_confirming_keeps_the_value(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    target = fact_id(workspace, customer, "total_assets")
    workspace.confirm_fact(customer, target)
    fact = next(c.fact for c in workspace.profile(customer).facts if c.fact.id == target)
    assert (fact.value, fact.state) == ("800000000", "confirmed")


def test_the_unit_of_a_whole_statement(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    workspace.set_unit(customer, fact_id(workspace, customer, "total_assets"), "千元", "the head says 千元")
    values = {
        c.fact.field: c.fact.value
        for c in workspace.profile(customer).facts
        if c.fact.period_end == "2024-12-31" and c.fact.basis == "consolidated"
    }
    assert (values["total_assets"], values["inventories"], values["revenue"]) == ("80000000", "14000000", "720000000")


def test_dismissing_needs_a_known_factor_and_a_reason(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    with pytest.raises(UsageError):
        workspace.dismiss_risk(customer, "RF-XX-99", "no such factor")
    with pytest.raises(UsageError):
        workspace.dismiss_risk(customer, "RF-CQ-02", "")
    workspace.dismiss_risk(customer, "RF-CQ-02", "receipts seen in January")
    factor = next(r for r in workspace.profile(customer).risk_factors if r.id == "RF-CQ-02")
    assert factor.dismissed is not None and factor.dismissed.reason == "receipts seen in January"
    assert all("RF-CQ-02" not in f.factors for f in workspace.profile(customer).followups)
    assert workspace.verify() == []


@pytest.mark.parametrize(("value", "unit", "reason"), [("twelve", None, "x"), ("1", "furlongs", "x"), ("1", None, "")])
def test_bad_corrections_are_refused(shop: tuple[Workspace, str], value: str, unit: str | None, reason: str) -> None:
    workspace, customer = shop
    with pytest.raises(UsageError):
        workspace.correct_fact(customer, fact_id(workspace, customer, "revenue"), value, unit, reason)
    with pytest.raises(UsageError):
        workspace.confirm_fact(customer, "f0")


def test_a_row_bound_to_a_line_is_kept_with_what_the_page_printed(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    target = fact_id(workspace, customer, "inventories")
    with pytest.raises(UsageError, match="no_such_line"):
        workspace.bind_row(customer, target, "no such line", "misread")
    with pytest.raises(UsageError, match="reason_needed"):
        workspace.bind_row(customer, target, "contract_assets", "")
    workspace.bind_row(customer, target, "contract_assets", "goods are ours no more")
    moved = next(c.fact for c in workspace.profile(customer).facts if c.fact.id == target)
    assert (moved.field, moved.state) == ("contract_assets", "corrected")
    assert {r["kind"] for r in workspace.rulings(customer)} == {"bind", "seen"}
    workspace.bind_row(customer, target, "", "was right before")
    assert fact_id(workspace, customer, "inventories") == target
