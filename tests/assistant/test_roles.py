"""Every row of the table of roles, asked of the service layer by a person who holds one role alone."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assistant.access import ROLES, Actor
from assistant.config import load_settings
from assistant.errors import NotPermitted
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError, XintanError
from tests.builders.statements import us_report

Call = Callable[[Any, str, str], object]
SOON = (date.today() + timedelta(days=30)).isoformat()
BUREAU = "示例制造_企业信用报告.pdf"


def person(role: str, authority: int = 0) -> Actor:
    return Actor(role, frozenset({role}), None, Decimal(authority))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str, str, str]]:
    """A workspace, its customer, the statement and the bureau report: both were brought by sales."""
    settings = load_settings(tmp_path_factory.mktemp("home"), {}, lang="en", readers=1)
    bureau = next(data for name, data in sample_customers()[0].papers if name == BUREAU)
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("Acme").id
        desk = workspace.acting(person("sales"))
        made = desk.add_documents(customer, [Upload("us.pdf", us_report()), Upload(BUREAU, bureau)], lambda p: None)
        assert [m.status for m in made] == ["added", "added"]
        yield workspace, customer, str(made[0].document), str(made[1].document)


ROWS: list[tuple[str, Call, str]] = [
    ("see status, limit and terms", lambda d, c, p: d.decisions(c), "sales analyst manager committee compliance auditor"),
    ("save a credit request", lambda d, c, p: d.save_request(c, {"goods": "steel"}), "sales analyst manager"),
    ("upload papers", lambda d, c, p: d.add_documents(c, [], lambda x: None), "sales analyst manager"),
    ("log a contact", lambda d, c, p: d.add_contact(c, {"subject": "x", "channel": "call"}), "sales analyst manager"),
    ("see statements, ratios, factors", lambda d, c, p: d.profile(c), "analyst manager committee auditor"),
    ("see own papers", lambda d, c, p: d.extraction(c, p), "sales analyst manager committee auditor"),
    ("confirm a figure", lambda d, c, p: d.confirm_fact(c, _fact(d, c)), "analyst manager"),
    ("bind a row", lambda d, c, p: d.bind_row(c, "x", "revenue", None), "analyst manager"),
    ("dismiss a factor", lambda d, c, p: d.dismiss_risk(c, "RF-LQ-01", "seen"), "analyst manager"),
    ("note a follow-up", lambda d, c, p: d.note_followup(c, "FU-07", {"owner": "a"}), "analyst manager"),
    ("chat", lambda d, c, p: d.conversations(c), "analyst manager committee"),
    ("export", lambda d, c, p: d.export(c, "json", "en"), "analyst manager committee auditor"),
    ("propose a grade", lambda d, c, p: d.propose(c, {}), "analyst manager"),
    ("attach an authorisation", lambda d, c, p: d.add_authorisation(c, {"subject": ""}), "analyst manager compliance"),
    ("withdraw one", lambda d, c, p: d.withdraw_authorisation(c, "A-0", "2025-01-01"), "compliance"),
    ("set a legal hold", lambda d, c, p: d.set_legal_hold(c, False, "done"), "compliance"),
    ("delete a customer", lambda d, c, p: d.delete_customer("no such customer"), "compliance"),
    ("read the audit log", lambda d, c, p: d.audit_trail(c), "manager compliance auditor"),
    ("read system events", lambda d, c, p: d.system_events(), "compliance auditor admin"),
    ("propose a policy", lambda d, c, p: d.propose_policy("x = 1"), "analyst manager committee"),
    ("put a policy in force", lambda d, c, p: d.install_policy("no such policy"), "committee admin"),
    ("verify the store", lambda d, c, p: d.verify(c), "auditor admin"),
    ("see the configuration", lambda d, c, p: d.settings_shown(), "analyst manager committee compliance auditor admin"),
]  # fmt: skip


def _fact(desk: Any, customer: str) -> str:
    """A printed figure; one that is nobody's where the person may not see figures."""
    try:
        return str(next(f.fact.id for f in desk.profile(customer).facts if f.fact.method == "table"))
    except NotPermitted:
        return "x"


@pytest.mark.parametrize(("call", "roles"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_role_does_what_its_row_says_and_nobody_else_does(
    shop: tuple[Workspace, str, str, str], call: Call, roles: str
) -> None:
    workspace, customer, paper, _ = shop
    did = []
    for role in ROLES:
        try:
            call(workspace.acting(person(role)), customer, paper)
        except NotPermitted:
            continue
        except XintanError:  # refused for what was sent, not for who sent it
            pass
        did.append(role)
    assert " ".join(did) == roles


def test_sales_open_a_paper_they_brought_and_no_other_and_never_a_bureau_report(
    shop: tuple[Workspace, str, str, str],
) -> None:
    workspace, customer, paper, bureau = shop
    [other] = workspace.add_documents(customer, [Upload("o.pdf", us_report("by another"))], lambda p: None)
    sales = workspace.acting(person("sales"))
    assert any(f.field == "revenue" for f in sales.extraction(customer, paper).facts)
    assert sales.page_lines(customer, paper, 1)
    for foreign in (bureau, str(other.document)):
        with pytest.raises(NotPermitted):
            sales.extraction(customer, foreign)
        with pytest.raises(NotPermitted):
            sales.page_lines(customer, foreign, 1)
        with pytest.raises(NotPermitted):
            sales.page_picture(customer, foreign, 1)
    with pytest.raises(NotPermitted):
        workspace.acting(Actor("sam", frozenset({"sales"}))).extraction(customer, paper)  # another seller's paper


def test_compliance_reads_figures_after_naming_a_purpose_and_the_trail_keeps_it(
    shop: tuple[Workspace, str, str, str],
) -> None:
    workspace, customer, _, bureau = shop
    desk = workspace.acting(Actor("cora", frozenset({"compliance"})))
    with pytest.raises(NotPermitted, match="ask_first"):
        desk.profile(customer)
    with pytest.raises(UsageError):
        desk.request_reading(customer, " ")  # type: ignore[attr-defined]
    desk.request_reading(customer, "check of authorisations")  # type: ignore[attr-defined]
    assert desk.profile(customer).facts
    assert desk.extraction(customer, bureau).kind == "bureau_enterprise"
    last = desk.audit_trail(customer)[0]  # type: ignore[attr-defined]
    assert (last["actor"], last["action"]) == ("cora", "reading_requested")
    assert last["detail"]["purpose"] == "check of authorisations" and last["detail"]["until"]
    with pytest.raises(NotPermitted):
        workspace.acting(Actor("carl", frozenset({"compliance"}))).profile(customer)  # who did not ask
    other = workspace.create_customer("Other").id
    with pytest.raises(NotPermitted):
        desk.profile(other)


def test_an_analyst_unmasks_only_while_a_case_is_open_and_compliance_at_any_time(
    shop: tuple[Workspace, str, str, str],
) -> None:
    workspace, customer, paper, _ = shop
    analyst, compliance = workspace.acting(person("analyst")), workspace.acting(person("compliance"))
    with pytest.raises(NotPermitted, match="no_open_case"):
        analyst.unmask(customer, paper, 1, "comparing ids")  # type: ignore[attr-defined]
    with pytest.raises(NotPermitted, match="no_open_case"):
        analyst.export(customer, "md", "en", (), False)  # type: ignore[call-arg]
    assert compliance.unmask(customer, paper, 1, "rights request")  # type: ignore[attr-defined]
    workspace.move_case(customer, "intake")
    assert analyst.unmask(customer, paper, 1, "comparing ids")  # type: ignore[attr-defined]
    assert workspace.audit_trail(customer)[0]["detail"]["purpose"] == "comparing ids"


def test_an_exception_is_within_the_own_authority_and_ninety_days(shop: tuple[Workspace, str, str, str]) -> None:
    workspace, customer, _, _ = shop
    workspace.save_request(customer, {"requested_limit": "3000000", "currency": "CNY"})
    given = (customer, "site_visit", "video seen", SOON)
    with pytest.raises(NotPermitted, match="above_authority"):
        workspace.acting(person("manager", 2_000_000)).accept_exception(*given)  # type: ignore[attr-defined]
    assert workspace.acting(person("manager", 5_000_000)).accept_exception(*given).by == "manager"  # type: ignore[attr-defined]
    committee = workspace.acting(person("committee"))
    assert committee.accept_exception(*given).by == "committee"  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="exception_too_long"):
        committee.accept_exception(*given[:3], (date.today() + timedelta(days=91)).isoformat())  # type: ignore[attr-defined]


def test_events_of_the_office_hold_nothing_of_a_customer(shop: tuple[Workspace, str, str, str]) -> None:
    workspace, _customer, _, _ = shop
    workspace.note_event("login", {}, "ana")
    events = workspace.acting(person("admin")).system_events()  # type: ignore[attr-defined]
    assert (events[0]["action"], events[0]["actor"]) == ("login", "ana")
    assert {e["customer"] for e in events} == {""}
