"""A caption bound to a line once is proposed in the next paper, waits for a word, and is taken or turned down as a whole row."""

from collections.abc import Iterator

import pytest

from assistant.access import Actor
from assistant.config import load_settings
from assistant.errors import NotPermitted
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError
from tests.builders.layouts import tools_balance

Desk = tuple[Workspace, str]
CAPTION = "专用周转器具"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    settings = load_settings(tmp_path_factory.mktemp("home"), {}, lang="en", readers=1)
    with Workspace.open(settings) as opened:
        yield opened


@pytest.fixture
def desk(workspace: Workspace, request: pytest.FixtureRequest) -> Iterator[Desk]:
    customer = workspace.create_customer(request.node.name).id
    workspace.add_documents(customer, [Upload("2023.pdf", tools_balance(2023, "700.00"))], lambda p: None)
    [paper] = workspace.documents(customer)
    row = next(f for f in workspace.extraction(customer, paper.sha256).facts if f.label == CAPTION)
    workspace.bind_row(customer, row.id, "Inventories", "spare tools are stock", "ana")
    workspace.add_documents(customer, [Upload("2024.pdf", tools_balance(2024, "650.00"))], lambda p: None)
    yield workspace, customer


def stock(workspace: Workspace, customer: str) -> dict[str, tuple[str, str]]:
    return {
        f.fact.period_end or "": (f.fact.value, f.fact.state)
        for f in workspace.profile(customer).facts
        if f.fact.field == "inventories"
    }


def test_the_row_waits_with_what_was_said_of_its_caption(desk: Desk) -> None:
    workspace, customer = desk
    [row] = workspace.remembered(customer)
    assert (row.label, row.field, row.file, row.source) == (CAPTION, "inventories", "2024.pdf", "2023.pdf")
    assert (row.reason, row.actor) == ("spare tools are stock", "ana")
    assert [(f.period_end, f.printed) for f in row.figures] == [("2024-12-31", "650.00")]


def test_accepting_confirms_the_figures_and_declining_takes_them_away(desk: Desk) -> None:
    workspace, customer = desk
    [row] = workspace.remembered(customer)
    with pytest.raises(UsageError):
        workspace.answer_remembered(customer, row.id, True, " ")
    workspace.answer_remembered(customer, row.id, True, "same tools", "ben")
    assert workspace.remembered(customer) == []
    assert stock(workspace, customer) == {"2023-12-31": ("700", "corrected"), "2024-12-31": ("650", "confirmed")}
    assert workspace.audit_trail(customer)[0]["actor"] == "ben"
    with pytest.raises(UsageError):
        workspace.answer_remembered(customer, row.id, True, "again")


def test_a_declined_row_gives_no_figure_and_does_not_come_back(desk: Desk) -> None:
    workspace, customer = desk
    [row] = workspace.remembered(customer)
    workspace.answer_remembered(customer, row.id, False, "these are sold tools")
    assert workspace.remembered(customer) == []
    assert stock(workspace, customer) == {"2023-12-31": ("700", "corrected")}


def test_who_may_not_judge_sees_the_row_and_answers_nothing(desk: Desk) -> None:
    workspace, customer = desk
    auditor = workspace.acting(Actor("ada", frozenset({"auditor"})))
    [row] = auditor.remembered(customer)  # type: ignore[attr-defined]
    with pytest.raises(NotPermitted):
        auditor.answer_remembered(customer, row.id, True, "x")  # type: ignore[attr-defined]


def test_a_word_is_taken_back_and_the_reading_stands_again(desk: Desk) -> None:
    workspace, customer = desk
    cash = next(f.fact for f in workspace.profile(customer).facts if f.fact.field == "monetary_funds")
    before = (cash.value, cash.state)

    def now() -> tuple[str, str]:
        found = next(f.fact for f in workspace.profile(customer).facts if f.fact.id == cash.id)
        return found.value, found.state

    workspace.correct_fact(customer, cash.id, "801", None, "misprint")
    assert now() == ("801", "corrected")
    assert workspace.take_back(customer, cash.id, "ben") == "correct"
    assert now() == before
    workspace.confirm_fact(customer, cash.id)
    assert now()[1] == "confirmed"
    workspace.take_back(customer, cash.id)
    assert now() == before
    with pytest.raises(UsageError):
        workspace.take_back(customer, cash.id)
    workspace.dismiss_risk(customer, "RF-LQ-01", "seen the stock")
    workspace.take_back(customer, "RF-LQ-01")
    assert next(r for r in workspace.profile(customer).risk_factors if r.id == "RF-LQ-01").dismissed is None
    assert not [p for p in workspace.profile(customer).problems if p["code"] == "correction_to_confirm"]
