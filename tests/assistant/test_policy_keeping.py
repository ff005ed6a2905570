from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.access import LOCAL, Actor, acting
from assistant.config import load_settings
from assistant.errors import NotPermitted
from assistant.service import Workspace
from ingestion.errors import UsageError

FINE = '[limits.parameters.grace_days]\nvalues = { "2026-01-01" = 20 }\nsource = "board"\n'
FAULTY = '[limits.parameters.grace_days]\nvalues = { "2026-01-01" = 20 }\n\n[limits.nonsense]\nvalues = { "2026-01-01" = 1 }\n'
ANA, COM = Actor("ana", frozenset({"analyst", "committee"})), Actor("com", frozenset({"committee"}))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(load_settings(tmp_path, {}, lang="en", readers=1, sample=False)) as made:
        yield made


def test_a_faulty_file_is_told_with_its_lines_and_never_proposed(workspace: Workspace) -> None:
    found = workspace.propose_policy(FAULTY)
    assert found.hash is None and [p.line for p in found.problems] == [4]
    assert workspace.policy_shown().proposed is None


def test_a_policy_comes_into_force_by_a_second_person_and_says_whose_value_it_is(workspace: Workspace) -> None:
    before = workspace.policy_shown()
    hash = workspace.propose_policy(FINE, "ana").hash
    assert hash is not None and hash != before.hash
    with pytest.raises(NotPermitted):
        acting(workspace, ANA).install_policy(hash)
    with pytest.raises(UsageError):
        acting(workspace, COM).install_policy("0" * 64)
    shown = acting(workspace, COM).install_policy(hash)
    assert shown.hash == hash and shown.own and shown.proposed is None
    row = next(r for r in shown.rows if r.key == "limits.parameters.grace_days")
    assert (row.value, row.own, row.source, row.since) == ("20", True, "board", "2026-01-01")
    assert sum(r.own for r in shown.rows) == 1


def test_one_person_alone_puts_his_own_policy_in_force_and_it_is_on_record(workspace: Workspace) -> None:
    hash = workspace.propose_policy(FINE, "local").hash or ""
    workspace.install_policy(hash, LOCAL)
    last = workspace.audit_trail()[0]
    assert last["action"] == "policy_installed" and last["detail"]["self_confirmed"] is True


def test_a_check_keeps_nothing(workspace: Workspace) -> None:
    found = workspace.check_policy_text(FINE)
    assert found.changed == ("limits.parameters.grace_days",)
    assert not workspace.policy_shown().own and workspace.policy_shown().proposed is None
