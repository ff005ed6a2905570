from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.access import LOCAL
from assistant.cli import main
from assistant.config import Settings
from assistant.retention import RetentionItem
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import RefusedError, StoreError, UsageError
from ingestion.store.scope import Scope
from tests.builders.statements import us_report


def test_a_removed_paper_takes_its_figures_passages_and_vectors_along(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        customer, other = workspace.create_customer("A").id, workspace.create_customer("B").id
        for one in (customer, other):
            workspace.add_documents(one, [Upload("us.pdf", us_report())], lambda progress: None)
            workspace.index_vectors(one)
        sha = workspace.documents(customer)[0].sha256
        with pytest.raises(UsageError):
            workspace.remove_document(customer, sha, " ")
        workspace.remove_document(customer, sha, "wrong customer", actor="ana")
        assert workspace.profile(customer).facts == ()
        assert workspace.search(customer, "total assets") == []
        assert workspace.search(other, "total assets"), "the other customer keeps its own copy"
        assert workspace.page_picture(other, sha, 1)
        with pytest.raises(StoreError):
            workspace.remove_document(customer, sha, "again")
        entry = workspace.audit_trail(customer)[0]
        assert (entry["action"], entry["actor"], entry["detail"]["reason"]) == (
            "document_removed",
            "ana",
            "wrong customer",
        )
        assert workspace.verify() == []
        workspace.add_documents(customer, [Upload("us.pdf", us_report())], lambda progress: None)
        assert workspace.profile(customer).facts


def aged(workspace: Workspace, customer: str, days: int) -> None:
    with workspace._store._engine.begin() as c:
        c.execute(
            text("UPDATE customers SET updated_at = date('now', :d) || 'T00:00:00+00:00' WHERE id = :c"),
            {"d": f"-{days} days", "c": customer},
        )


@pytest.mark.parametrize(("days", "due"), [(1825, 0), (1827, 1)])
def test_a_customer_is_due_five_years_after_the_last_event(settings: Settings, days: int, due: int) -> None:
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("Old").id
        aged(workspace, customer, days)
        assert [i.rule for i in workspace.retention_due()] == ["closed_case"] * due


def test_a_declined_customer_is_due_after_two_years(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("No").id
        made = workspace.propose(customer, {"limit": "0", "reason": "x"}, LOCAL)
        workspace.decide(customer, made.id, "declined", "too weak", LOCAL)
        aged(workspace, customer, 800)
        assert [i.rule for i in workspace.retention_due()] == ["declined_case"]


def test_a_legal_hold_stops_every_deletion(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("Held").id
        workspace.set_legal_hold(customer, True, "dispute")
        aged(workspace, customer, 4000)
        assert workspace.retention_due() == []
        item = RetentionItem(customer=customer, name="Held", rule="closed_case", due="2020-01-01")
        with pytest.raises(RefusedError):
            workspace.apply_retention([item])
        workspace.set_legal_hold(customer, False, "settled")
        assert workspace.apply_retention([item]) == 1
        assert workspace.customers() == []


def test_old_conversations_go_and_young_ones_stay(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("Talk").id
        scope = Scope(customer)
        for name in ("old", "young"):
            workspace._store.add_turn(scope, name, "q", "{}")
        with workspace._store._engine.begin() as c:
            c.execute(text("UPDATE turns SET at = '2020-01-01T00:00:00+00:00' WHERE conversation = 'old'"))
        items = [i for i in workspace.retention_due() if i.rule == "chat"]
        assert workspace.apply_retention(items) == 1
        assert (workspace._store.turns(scope, "old"), len(workspace._store.turns(scope, "young"))) == ([], 1)


def test_the_command_removes_one_paper_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.pdf").write_bytes(us_report())
    home = ["--home", str(tmp_path / "h"), "--lang", "en"]
    assert main(["ingest", str(tmp_path / "p.pdf"), "--customer", "A", "--no-vectors", *home]) == 0
    assert main(["delete", "A", "--paper", "p.pdf", "--yes", *home]) == 2
    assert main(["delete", "A", "--paper", "q.pdf", "--yes", "--reason", "x", *home]) == 2
    assert main(["delete", "A", "--paper", "p.pdf", "--yes", "--reason", "wrong file", *home]) == 0
    assert main(["delete", "--due", *home]) == 0
    assert "nothing has been kept longer" in capsys.readouterr().err
