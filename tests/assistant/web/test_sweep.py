"""Every route by everybody who may not use it, and what comes back when something breaks."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from assistant.accounts import Accounts
from assistant.service import Workspace
from assistant.web.pace import Pace
from assistant.web.server import create_app
from tests.assistant.web.test_strangers_markup import PAYLOADS, alive

Shop = tuple[Workspace, str]
PASSWORD = "long enough password"
OFFICE = {"/api/v1/session", "/login", "/logout", "/", "/favicon.ico"}  # nothing of a customer
FILLED = {
    "lang": "en",
    "kind": "json",
    "page": "1",
    "screen": "overview",
    "document": "0" * 64,
    "fact": "f0",
    "risk": "RF-LQ-01",
}


@pytest.fixture(scope="module")
def desk(
    sample_workspace: Shop, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, Accounts, str]]:
    """ana is an analyst of all customers, bob of the one called Other, eve was shut out."""
    workspace, customer = sample_workspace
    accounts = Accounts(tmp_path_factory.mktemp("accounts"))
    other = next(c.id for c in workspace.customers() if c.name == "Other")
    accounts.add("ana", PASSWORD, ["analyst", "manager", "compliance", "admin"])
    accounts.add("eve", PASSWORD, ["analyst"])
    accounts.add("bob", PASSWORD, ["analyst", "manager", "compliance", "admin"], [other])
    app = create_app(workspace, workspace.settings, accounts)
    with TestClient(app, base_url="http://desk.example", raise_server_exceptions=False) as client:
        yield client, accounts, customer


def calls(client: TestClient, customer: str) -> list[tuple[str, str]]:
    """Every method and path of our own routes, the customer of somebody else in the place of any customer."""
    app: Any = client.app
    found = []
    routes = [
        r for top in app.routes for r in (top.original_router.routes if hasattr(top, "original_router") else [top])
    ]
    for route in (r for r in routes if isinstance(r, APIRoute)):
        path = re.sub(
            r"\{(\w+)[^}]*\}", lambda m: customer if m[1] == "customer" else FILLED.get(m[1], "x"), route.path
        )
        found += [(method, path) for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"})]
    return [(m, p) for m, p in found if p not in OFFICE]


def sent(client: TestClient, method: str, path: str, **given: Any) -> Any:
    return client.request(
        method, path, follow_redirects=False, json={} if method in ("POST", "PUT", "PATCH") else None, **given
    )


def log_in(client: TestClient, name: str) -> None:
    client.cookies.clear()
    assert client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False).status_code == 303


def test_nobody_gets_anything_without_login(desk: tuple[TestClient, Accounts, str]) -> None:
    client, _, customer = desk
    client.cookies.clear()
    every = calls(client, customer)
    assert len(every) >= 60
    assert [(m, p) for m, p in every if sent(client, m, p).status_code != 401] == []
    forged = {"cookie": "xintan_session=" + "A" * 43}
    assert all(sent(client, m, p, headers=forged).status_code == 401 for m, p in every)


def test_who_was_shut_out_gets_nothing_from_that_moment(desk: tuple[TestClient, Accounts, str]) -> None:
    client, accounts, customer = desk
    log_in(client, "eve")
    assert client.get("/api/v1/customers").status_code == 200
    accounts.disable("eve")
    assert [(m, p) for m, p in calls(client, customer) if sent(client, m, p).status_code != 401] == []


def test_the_customer_of_another_stays_closed_on_every_route(
    desk: tuple[TestClient, Accounts, str], sample_workspace: Shop
) -> None:
    client, _, customer = desk
    workspace, _ = sample_workspace
    log_in(client, "bob")
    before = workspace.profile(customer).to_json(), len(workspace.audit_trail(customer))
    leaks = []
    for method, path in calls(client, customer):
        if customer not in path:
            continue
        reply = sent(client, method, path)
        told = any(word in reply.text for word in ("示例制造", "江苏", "18,000", "沈示远"))
        if reply.status_code not in (403, 404, 422) or told:
            leaks.append((method, path, reply.status_code))
    assert leaks == []
    assert (workspace.profile(customer).to_json(), len(workspace.audit_trail(customer))) == before


def test_lists_over_all_customers_hold_only_the_granted(desk: tuple[TestClient, Accounts, str]) -> None:
    client, _, customer = desk
    log_in(client, "bob")
    for method, path in calls(client, customer):
        if customer in path or method != "GET":
            continue
        reply = client.get(path)
        assert customer not in reply.text and "江苏" not in reply.text, path


def test_a_fault_is_told_by_a_number_alone(
    desk: tuple[TestClient, Accounts, str], monkeypatch: Any, caplog: Any
) -> None:
    client, _, customer = desk
    log_in(client, "ana")

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("PLANTED words of a paper, /home/secret/xintan.db, SELECT * FROM facts")

    monkeypatch.setattr(Workspace, "profile", broken)
    with caplog.at_level(logging.DEBUG):
        replies = [client.get(f"/api/v1/customers/{customer}/profile"), client.get(f"/screen/en/{customer}/overview")]
    monkeypatch.setattr(Workspace, "ask_stream", broken)
    streamed = client.get(f"/api/v1/customers/{customer}/ask?question=x")
    for reply in replies:
        assert reply.status_code == 500 and reply.json()["error"] == "internal_error"
        assert re.search(r"\b[0-9a-f]{8}\b", reply.json()["message"]) and reply.headers["X-Frame-Options"] == "DENY"
    told = " ".join([*(r.text for r in (*replies, streamed)), caplog.text])
    assert not re.search(r"PLANTED|secret|SELECT|Traceback", told)
    assert "ValueError" in caplog.text and "broken:" in caplog.text


def test_questions_of_a_person_are_counted_and_others_go_on(
    desk: tuple[TestClient, Accounts, str], request: pytest.FixtureRequest
) -> None:
    client, _, customer = desk
    app: Any = client.app
    usual, app.state.pace = app.state.pace, Pace(2)
    request.addfinalizer(lambda: setattr(app.state, "pace", usual))
    log_in(client, "ana")
    ask = f"/api/v1/customers/{customer}/ask"
    codes = [client.post(ask, params={"question": "流动比率？"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert client.get(ask, params={"question": "x"}).status_code == 429
    assert client.post(f"/screen/en/{customer}/ask", json={"question": "x"}).status_code == 429
    assert client.get(f"/api/v1/customers/{customer}/risks").status_code == 200  # the rest of the product works
    log_in(client, "bob")
    assert (
        client.post(f"/api/v1/customers/{customer}/ask", params={"question": "x"}).status_code == 404
    )  # counted, not locked


def test_a_question_beyond_the_limit_is_refused_before_anything_is_asked(
    desk: tuple[TestClient, Accounts, str],
) -> None:
    client, _, customer = desk
    log_in(client, "ana")
    assert client.post(f"/api/v1/customers/{customer}/ask", params={"question": "长" * 4001}).status_code == 422
    assert client.post(f"/screen/en/{customer}/ask", json={"question": "x" * 10_000_000}).status_code == 422


def test_what_is_refused_found_or_asked_stays_text(desk: tuple[TestClient, Accounts, str]) -> None:
    client, _, customer = desk
    log_in(client, "ana")
    for payload in PAYLOADS[2:60:8]:
        told = [
            client.get(f"/screen/en/{quote(payload, safe='')}/overview"),
            client.get(f"/screen/en/{customer}/find", params={"q": payload}),
        ]
        for reply in told:
            assert "text/html" not in reply.headers["content-type"] or alive(reply.text) == []
    asked = client.post(f"/screen/en/{customer}/ask", json={"question": "cash " + PAYLOADS[6]})
    events = [json.loads(line[6:]) for line in asked.text.splitlines() if line.startswith("data: ")]
    markup = [event["html"] for event in events if "html" in event]  # the other events are drawn as text
    assert len(markup) == 1 and alive(markup[0]) == []
