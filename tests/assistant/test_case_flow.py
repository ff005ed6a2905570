"""The course of a case: a move needs its gate, is made by a person, and a re-opened case is a new one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.errors import NotPermitted
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError


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
