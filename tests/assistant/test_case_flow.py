"""The course of a case: a move needs its gate, is made by a person, and a re-opened case is a new one."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.access import Actor
from assistant.config import load_settings
from assistant.credit.case_states import moves_from
from assistant.credit.profile_model import CreditProfile
from assistant.errors import NotPermitted
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError

SOON = (date.today() + timedelta(days=60)).isoformat()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    with Workspace.open(load_settings(tmp_path, {}, sample=False, readers=1)) as workspace:
        yield workspace, workspace.create_customer("S").id


def test_a_case_moves_only_when_its_gate_holds(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    with pytest.raises(NotPermitted):
        workspace.move_case(customer, "intake")
    workspace.save_request(customer, {"requested_limit": "50万", "currency": "CNY"})
    assert workspace.move_case(customer, "intake", actor="lin").by == "lin"
    with pytest.raises(NotPermitted):
        workspace.move_case(customer, "identity")
    name, data = next(p for s in sample_customers() for p in s.papers if "示例商贸_营业执照" in p[0])
    workspace.add_documents(customer, [Upload(name, data)], lambda progress: None)
    for state in ("identity", "collection", "extraction", "verification"):
        assert workspace.move_case(customer, state).state == state
    with pytest.raises(UsageError):
        workspace.move_case(customer, "approved")


def test_a_withdrawn_case_wants_a_reason_and_opens_again_as_a_new_one(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    workspace.save_request(customer, {"requested_limit": "50万", "currency": "CNY"})
    first = workspace.move_case(customer, "intake")
    with pytest.raises(NotPermitted):
        workspace.move_case(customer, "withdrawn")
    assert workspace.move_case(customer, "withdrawn", "客户撤回申请").state == "withdrawn"
    again = workspace.move_case(customer, "intake")
    assert (again.state, again.id != first.id) == ("intake", True)


def blocking(workspace: Workspace, customer: str) -> set[str]:
    return {gap.what for gap in workspace.profile(customer).gaps if "approval" in gap.blocks}


def test_an_exception_lets_a_paper_be_missing_until_its_day(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    workspace.save_request(customer, {"requested_limit": "50万", "currency": "CNY"})
    assert "paper_bureau_report" in blocking(workspace, customer)
    manager = workspace.acting(Actor("mia", frozenset({"manager"}), None, Decimal(500_000)))
    made = manager.accept_exception(customer, "bureau_report", "新客户，尚无往来", SOON)  # type: ignore[attr-defined]
    assert (made.by, made.until) == ("mia", SOON)
    assert "paper_bureau_report" not in blocking(workspace, customer)
    assert "paper_bureau_report" in {g.what for g in workspace.profile(customer).gaps}, "still asked for"
    workspace.accept_exception(customer, "bureau_report", "已到期", "2020-12-31")
    assert "paper_bureau_report" in blocking(workspace, customer)


def test_an_exception_wants_a_known_paper_a_reason_a_day_and_the_right(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    for given in (("nothing", "x", "2099-12-31"), ("bureau_report", " ", "2099-12-31"), ("bureau_report", "x", "soon")):
        with pytest.raises(UsageError):
            workspace.accept_exception(customer, *given)
    analyst = workspace.acting(Actor("ana", frozenset({"analyst"}), None))
    with pytest.raises(NotPermitted):
        analyst.accept_exception(customer, "bureau_report", "x", "2099-12-31")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("decided", "to", "lacks"),
    [
        ("approved", "approved", ()),
        ("", "approved", ("decision_approved",)),
        ("declined", "approved", ("decision_approved",)),
        ("moved", "approved", ("profile_version",)),
        ("conditional", "conditional", ()),
        ("approved", "declined", ("decision_declined",)),
        ("", "analysis", ()),
    ],
)
def test_a_case_is_approved_by_the_decision_on_the_profile_as_it_is(
    decided: str, to: str, lacks: tuple[str, ...]
) -> None:
    profile = CreditProfile(id="c", name="S", as_of="2025-01-01")
    move = next(m for m in moves_from("approval", profile, "", decided) if m.to == to)
    assert move.missing == lacks


def test_a_profile_that_moved_after_the_approval_is_told(desk: tuple[Workspace, str]) -> None:
    workspace, customer = desk
    workspace.save_request(customer, {"requested_limit": "50万", "currency": "CNY"})
    assert workspace._decided(customer) == ""
    proposal = workspace.propose(customer, {"limit": "10万", "reason": "试单"})
    assert workspace._decided(customer) == ""
    workspace.decide(customer, proposal.id, "approved")
    assert workspace._decided(customer) == "approved"
    workspace.save_request(customer, {"requested_limit": "80万"})
    assert workspace._decided(customer) == "moved"
