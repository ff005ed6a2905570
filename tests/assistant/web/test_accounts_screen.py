"""A waiting change of an account: seen by administrators alone, agreed to by the one who did not propose it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.accounts import Accounts
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.server import create_app

PASSWORD = "long enough password"
Office = tuple[TestClient, Accounts]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Ann and Bob keep the accounts, Tom reads the trail."""
    settings = load_settings(tmp_path / "home", {}, lang="en", sample=False)
    with Workspace.open(settings) as workspace:
        accounts = Accounts(settings.home)
        accounts.add("ann", PASSWORD)
        accounts.add("tom", PASSWORD, ["auditor"])
        accounts.add("bob", PASSWORD, ["admin"])
        with TestClient(create_app(workspace, settings, accounts), base_url="http://desk.example") as client:
            yield client, accounts


def enter(client: TestClient, name: str) -> None:
    client.cookies.clear()
    assert client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False).status_code == 303


def test_the_other_administrator_agrees_on_the_screen_of_events(office: Office) -> None:
    client, accounts = office
    waits = accounts.add("eve", PASSWORD, ["manager"], [], "5000000", by="ann")
    assert waits is not None
    enter(client, "ann")
    own = client.get("/screen/en/general/events").text
    assert f'data-account="{waits.id}/refuse"' in own and f"{waits.id}/agree" not in own
    assert client.post(f"/api/v1/accounts/changes/{waits.id}", json={"agree": True}).status_code == 403
    enter(client, "bob")
    assert f'data-account="{waits.id}/agree"' in client.get("/screen/en/general/events").text
    shown = client.post(f"/api/v1/accounts/changes/{waits.id}", json={"agree": True}).json()
    assert shown["waiting"] == []
    assert {"name": "eve", "roles": ["manager"], "customers": [], "authority": "5000000"} in shown["accounts"]
    newest = client.get("/api/v1/events").json()[0]
    assert (newest["action"], newest["actor"]) == ("account_added", "bob")
    assert newest["detail"]["proposed_by"] == "ann" and newest["detail"]["name"] == "eve"
    assert "proposed by ann" in client.get("/screen/en/general/events").text


def test_who_keeps_no_accounts_sees_the_events_and_no_accounts(office: Office) -> None:
    client, accounts = office
    waits = accounts.disable("bob", by="ann")
    assert waits is not None
    enter(client, "tom")
    screen = client.get("/screen/en/general/events").text
    assert "account change proposed" in screen and "data-account" not in screen
    assert client.get("/api/v1/accounts").status_code == 403
    assert client.post(f"/api/v1/accounts/changes/{waits.id}", json={"agree": True}).status_code == 403
    assert accounts.actor("bob") is not None


def test_leaving_is_an_event_too(office: Office) -> None:
    client, _ = office
    enter(client, "tom")
    client.post("/logout", follow_redirects=False)
    enter(client, "tom")
    assert [e["action"] for e in client.get("/api/v1/events").json()[:3]] == ["login", "logout", "login"]
