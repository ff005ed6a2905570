import csv
import io
import json

import pytest
from icalendar import Calendar

from assistant.access import Actor
from assistant.config import Settings
from assistant.credit.case_model import Contact, Promise
from assistant.credit.decision_model import Approval, Decision
from assistant.credit.profile_model import CreditProfile
from assistant.credit.risk_model import RiskFactor
from assistant.credit.tasks import Task, tasks_of, working_day
from assistant.portfolio import PortfolioRow, WorkItem, _csv, _ics, _with_shares
from assistant.service import Workspace
from ingestion.store.scope import Scope

TODAY = "2026-03-02"


@pytest.mark.parametrize(
    ("start", "days", "day"),
    [("2026-03-02", 5, "2026-03-09"), ("2026-03-06", 1, "2026-03-09"), ("2026-03-07", 10, "2026-03-20")],
)
def test_working_days_skip_saturday_and_sunday(start: str, days: int, day: str) -> None:
    assert working_day(start, days) == day


def profile(**values: object) -> CreditProfile:
    return CreditProfile(id="c", name="ACME", as_of=TODAY, **values)  # type: ignore[arg-type]


def decided(monitoring: tuple[str, ...] = ()) -> Decision:
    return Decision(
        id="D-1", state="approved", proposed_by="ana", proposed_at=TODAY, as_of=TODAY, grade="CA2", limit="1", route="x",
        review_date="2027-03-02", monitoring=monitoring, approvals=(Approval(by="max", at=TODAY, verdict="approved"),),
    )  # fmt: skip


def severe(severity: str) -> RiskFactor:
    return RiskFactor(
        id="RF-LT-01", names={}, category="LT", state="fired", severity=severity, explanation={}, counter_argument={}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(("severity", "due"), [("C", "2026-03-09"), ("H", "2026-03-16")])
def test_a_severe_factor_brings_an_event_review(severity: str, due: str) -> None:
    tasks = tasks_of(profile(risk_factors=(severe(severity),)), [])
    assert [(t.kind, t.due) for t in tasks] == [("event_review", due)]


def test_a_factor_known_at_the_decision_brings_none() -> None:
    kinds = [t.kind for t in tasks_of(profile(risk_factors=(severe("C"),)), [decided(("RF-LT-01",))])]
    assert kinds == ["review"]


def test_the_decided_review_date_goes_before_the_engines() -> None:
    (task,) = tasks_of(profile(review_due="2026-06-01"), [decided()])
    assert task.due == "2027-03-02"


def test_promises_contacts_overdue_and_limit_are_tasks() -> None:
    contacts = (
        Contact(id="1", at="2026-02-01", by="ana", promise=Promise(amount="5", due_date="2026-02-10", state="broken")),
        Contact(id="2", at="2026-02-20", by="ana", next_contact="2026-03-05"),
        Contact(id="3", at="2026-02-21", by="ana", promise=Promise(amount="5", due_date="2026-03-09")),
    )
    told = profile(contacts=contacts, payment_behaviour={"our_overdue": "61", "limit_utilisation": {"value": "1.05"}})
    found = {(t.kind, t.due) for t in tasks_of(told, [])}
    assert found == {
        ("broken", None),
        ("contact", "2026-03-05"),
        ("promise", "2026-03-09"),
        ("overdue", None),
        ("over_limit", None),
    }


def test_shares_are_of_what_all_customers_of_the_currency_owe() -> None:
    rows = [
        PortfolioRow(id="a", name="a", currency="CNY", used="300"),
        PortfolioRow(id="b", name="b", currency="CNY", used="100"),
        PortfolioRow(id="c", name="c", currency="USD", used="5"),
        PortfolioRow(id="d", name="d", currency="CNY"),
    ]
    assert [row.share_of_receivables_pct for row in _with_shares(rows)] == ["75", "25", "100", None]


def kept(workspace: Workspace, name: str, **values: object) -> str:
    customer = workspace.create_customer(name).id
    told = CreditProfile(id=customer, name=name, as_of=TODAY, **values)  # type: ignore[arg-type]
    workspace.keep_summary(told, workspace._store.revision(Scope(customer)), TODAY)
    return customer


def test_the_portfolio_lists_without_building_profiles_and_says_what_is_stale(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace.open(settings) as workspace:
        old, new = kept(workspace, "Old", review_due="2026-06-01"), kept(workspace, "New")
        workspace.rename_customer(old, "Older")
        monkeypatch.setattr(Workspace, "profile", None)
        rows = {row.name: row for row in workspace.portfolio()}
        assert (rows["Older"].review_due, rows["Older"].fresh) == ("2026-06-01", False)
        assert rows["New"].fresh
        assert [row.id for row in workspace.portfolio(only=[new])] == [new]


def test_the_work_list_tells_late_tasks_and_what_was_seen(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        kept(workspace, "Late", review_due="2026-03-01")
        kept(workspace, "Soon", review_due="2026-03-12")
        (item,) = workspace.work_list()
        assert (item.name, item.late, item.words("en")) == ("Late", True, "review is due")
        assert [i.name for i in workspace.work_list(days=10)] == ["Late", "Soon"]
        workspace.mark_seen(workspace.notifications(actor="ana"), actor="ana")
        assert workspace.notifications(actor="ana") == []
        assert len(workspace.notifications(actor="ben")) == 1


def test_an_actor_sees_tasks_of_granted_customers_only(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        kept(workspace, "Foreign", review_due="2026-03-01")
        mine = kept(workspace, "Mine", review_due="2026-03-01")
        desk = workspace.acting(Actor("ana", frozenset({"analyst"}), frozenset({mine})))
        assert [i.name for i in desk.work_list()] == ["Mine"]  # type: ignore[attr-defined]
        assert [r.name for r in desk.portfolio()] == ["Mine"]  # type: ignore[attr-defined]
        assert b"Foreign" not in desk.calendar("csv")  # type: ignore[attr-defined]


def test_dates_go_into_calendar_and_csv(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        kept(workspace, "=HYPERLINK(1)", review_due="2026-06-01")
        events = Calendar.from_ical(workspace.calendar("ics", lang="zh")).walk("VEVENT")
        assert [(str(e["SUMMARY"]), e["DTSTART"].dt.isoformat()) for e in events] == [
            ("信探：=HYPERLINK(1) · 定期评审到期", "2026-06-01")
        ]
        rows = list(csv.reader(io.StringIO(workspace.calendar("csv").decode("utf-8-sig"))))
        assert rows[1][:3] == ["2026-06-01", "'=HYPERLINK(1)", "review is due"]


def test_summaries_go_with_their_customer(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        customer = kept(workspace, "Gone", review_due="2026-03-01")
        workspace.delete_customer(customer)
        assert workspace.work_list() == []
        assert json.dumps([row.name for row in workspace.portfolio()]) == "[]"


def test_no_cell_of_the_calendar_is_a_formula_and_no_line_of_it_is_anothers() -> None:
    evil = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "a\nBEGIN:VEVENT\nX:1", 'a","=1+1']
    task = Task(id="t", kind="review", due="2026-12-01")
    items = [WorkItem(customer="c", name=n, task=task.model_copy(update={"owner": n}), late=False) for n in evil]
    rows = list(csv.reader(io.StringIO(_csv(items, "en").decode("utf-8-sig"))))
    assert len(rows) == len(evil) + 1
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert _ics(items, "en").count(b"BEGIN:VEVENT\r\n") == len(evil)
