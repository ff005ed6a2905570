"""Every role on every screen and on the routes that carry figures: the menu shows what opens, and nothing else opens."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.access import LOCAL, ROLES
from assistant.accounts import Accounts
from assistant.service import Workspace
from assistant.web.screens import GENERAL, MENU
from assistant.web.server import create_app

Shop = tuple[Workspace, str]
PASSWORD = "long enough password"
FIGURES = (
    "overview",
    "statements",
    "ratios",
    "bureau",
    "ledger",
    "three_ways",
    "risks",
    "followups",
    "whatif",
    "decision",
)
OPEN = {
    "sales": {"records", "documents"},
    "analyst": {*FIGURES, "records", "documents", "chat", "export", "policy", "settings"},
    "manager": {*FIGURES, "records", "documents", "chat", "export", "audit", "policy", "settings"},
    "committee": {*FIGURES, "records", "documents", "chat", "export", "policy", "settings"},
    "compliance": {*FIGURES, "records", "documents", "audit", "policy", "settings", "events"},
    "auditor": {*FIGURES, "records", "documents", "export", "audit", "policy", "settings", "events"},
    "admin": {"policy", "settings", "events"},
}


@pytest.fixture(scope="module")
def desk(
    sample_workspace: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, str, Workspace]]:
    workspace, customer = sample_workspace
    accounts = Accounts(tmp_path_factory.mktemp("accounts"))
    for role in ROLES:
        accounts.add(role, PASSWORD, roles=[role])
    with TestClient(create_app(workspace, workspace.settings, accounts), base_url="http://desk.example") as client:
        yield client, customer, workspace


def as_role(client: TestClient, role: str) -> None:
    client.cookies.clear()
    assert client.post("/login", data={"name": role, "password": PASSWORD}, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_shows_what_opens_and_nothing_else_opens(desk: tuple[TestClient, str, Workspace], role: str) -> None:
    client, customer, _ = desk
    as_role(client, role)
    menu = set(re.findall(r'data-menu="(\w+)"', client.get("/screen/en/frame").text)) - {"portfolio"}
    assert menu == OPEN[role]
    for name in (name for names in MENU.values() for name in names):
        status = client.get(f"/screen/en/{customer}/{name}").status_code
        assert status == (200 if name in OPEN[role] else 403), (role, name, status)
    for name in GENERAL:
        status = client.get(f"/screen/en/general/{name}").status_code
        assert status == (200 if name in OPEN[role] | {"portfolio"} else 403), (role, name, status)


@pytest.mark.parametrize("role", ["sales", "admin"])
def test_no_route_gives_figures_to_those_without_the_right(desk: tuple[TestClient, str, Workspace], role: str) -> None:
    client, customer, _ = desk
    as_role(client, role)
    c = f"/api/v1/customers/{customer}"
    for path in (f"{c}/profile", f"{c}/risks", f"{c}/followups", f"{c}/audit", f"{c}/search?q=a", f"{c}/whatif/dso_end?goal=grade CA1",
                 f"/files/page/{customer}/{'0' * 64}/1.png", f"/files/place/{customer}/{'0' * 64}/1", f"/files/export/{customer}/json",
                 f"/files/hidden/{customer}/{'0' * 64}/1", f"/screen/en/{customer}/card?fact=x", "/api/v1/calendar.csv"):  # fmt: skip
        assert client.get(path).status_code == 403, path
    bodies: dict[str, dict[str, object]] = {
        f"{c}/whatif": {"changes": {"revenue": "1"}}, f"{c}/facts/x/confirm": {}, f"{c}/decisions": {},
        "/api/v1/policy/propose": {"text": ""}
    }  # fmt: skip
    for path, body in bodies.items():
        assert client.post(path, json=body).status_code == 403, path


def test_sales_see_a_decided_limit_and_no_grade_score_risk_or_overdue(desk: tuple[TestClient, str, Workspace]) -> None:
    client, customer, workspace = desk
    as_role(client, "sales")
    before = next(r for r in client.get("/api/v1/portfolio").json() if r["id"] == customer)
    assert before["limit"] is None and before["limit_decided"] is False
    made = workspace.propose(customer, {"reason": "papers seen"}, LOCAL)
    assert client.get(f"/api/v1/customers/{customer}/decisions").json() == []
    workspace.decide(customer, made.id, "approved", "", LOCAL)
    workspace.profile(customer)
    workspace.refresh_portfolio()
    row = next(r for r in client.get("/api/v1/portfolio").json() if r["id"] == customer)
    assert row["limit"] == made.limit and row["limit_decided"] is True
    for hidden in ("grade", "score", "overdue", "overdue_days", "used", "utilisation", "share_of_receivables_pct"):
        assert row[hidden] is None, hidden
    assert row["top_risks"] == [] and row["open_followups"] == 0
    [decided] = client.get(f"/api/v1/customers/{customer}/decisions").json()
    assert decided["limit"] == made.limit and decided["terms_days"] == made.terms_days
    assert (decided["score"], decided["grade"], decided["reason"], decided["proposed_by"], decided["monitoring"]) == (
        None,
        None,
        "",
        "",
        [],
    )
    assert {i["task"]["kind"] for i in client.get("/api/v1/work?days=366").json()} <= {"review", "contact"}
    assert client.get(f"/api/v1/customers/{customer}/case").json()["moves"] == []
    assert "Approved limit" in client.get(f"/screen/en/{customer}/records").text


def test_compliance_states_a_purpose_on_the_screen_before_it_shows_figures(
    desk: tuple[TestClient, str, Workspace],
) -> None:
    client, customer, _ = desk
    as_role(client, "compliance")
    c = f"/api/v1/customers/{customer}"
    assert client.get(f"{c}/profile").status_code == 403
    assert next(r for r in client.get("/api/v1/portfolio").json() if r["id"] == customer)["grade"] is None
    assert 'data-post="/readings"' in client.get(f"/screen/en/{customer}/statements").text
    assert "reason" in client.post(f"{c}/readings", json={"reason": " "}).json()["message"]
    assert client.post(f"{c}/readings", json={"reason": "check of authorisations"}).json()["until"]
    assert 'data-post="/readings"' not in client.get(f"/screen/en/{customer}/statements").text
    assert client.get(f"{c}/profile").status_code == 200
    assert "check of authorisations" in client.get(f"/screen/en/{customer}/audit").text


def test_logins_stand_among_the_events_that_admin_sees(desk: tuple[TestClient, str, Workspace]) -> None:
    client, _, _ = desk
    client.post("/login", data={"name": "sales", "password": "wrong password"})
    client.post("/login", data={"name": "typed here by mistake", "password": "x"})
    as_role(client, "admin")
    told = [(e["actor"], e["action"]) for e in client.get("/api/v1/events").json()][:2]
    assert told == [("admin", "login"), ("sales", "login_failed")]  # an unknown name is not kept
    assert "wrong password" in client.get("/screen/en/general/events").text
