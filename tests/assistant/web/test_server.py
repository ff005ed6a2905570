import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.accounts import Accounts
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.server import NeedsLoginError, create_app, serve
from ingestion.errors import UsageError
from tests.builders.statements import us_report

Shop = tuple[Workspace, str]
PASSWORD = "long enough password"


@pytest.fixture(scope="module")
def client(sample_workspace: Shop) -> Iterator[TestClient]:
    workspace, _ = sample_workspace
    with TestClient(create_app(workspace, workspace.settings), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def desk(sample_workspace: Shop, tmp_path: Path) -> Iterator[tuple[TestClient, Accounts, str]]:
    """The app on a network name: ana sees all, bob only the customer called Other."""
    workspace, customer = sample_workspace
    accounts = Accounts(tmp_path)
    accounts.add("ana", PASSWORD)
    other = next(c.id for c in workspace.customers() if c.name == "Other")
    accounts.add("bob", PASSWORD, customers=[other])
    with TestClient(create_app(workspace, workspace.settings, accounts), base_url="http://desk.example") as client:
        yield client, accounts, customer


def log_in(client: TestClient, name: str) -> str:
    client.cookies.clear()
    assert client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False).status_code == 303
    return str(client.cookies["xintan_session"])


def test_scripts_run_only_from_our_host_or_by_their_hash(client: TestClient) -> None:
    for lang in ("zh", "en"):
        reply = client.get(f"/{lang}/")
        policy = reply.headers["Content-Security-Policy"]
        scripts = re.search(r"script-src ([^;]*)", policy)
        assert reply.status_code == 200 and scripts is not None
        assert "unsafe" not in scripts[1] and scripts[1].count("sha256-") >= 3
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "https://" not in re.sub(r"https?://127.0.0.1", "", reply.text.split("window.gradio_config")[0])


@pytest.mark.parametrize(
    "path", ["/api/v1/customers", "/assets/workbench.js", "/screen/en/frame", "/nothing", "/en/config"]
)
def test_every_route_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self';" in headers["Content-Security-Policy"]


def test_home_follows_the_language_of_the_browser(client: TestClient) -> None:
    reply = client.get("/", headers={"accept-language": "zh-CN"}, follow_redirects=False)
    assert reply.headers["location"] == "/zh/"


def test_foreign_host_names_are_refused(client: TestClient) -> None:
    assert client.get("/api/v1/customers", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": o}
        for o in ("http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1.evil.example", "file://")
    ]
    + [{"sec-fetch-site": s} for s in ("cross-site", "same-site")],
)
def test_foreign_pages_cannot_change_anything(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/customers?name=x", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["gradio_api/upload", "gradio_api/queue/join", "gradio_api/call/x", "gradio_api/run/predict", "run/predict", "api/predict",
     "monitoring", "gradio_api/file=/etc/passwd", "file=/etc/passwd", "gradio_api/heartbeat/x", "proxy=http://x", "gradio_api/mcp/sse",
     "gradio_api/vibe-code", "gradio_api/stream/a/b/c", "gradio_api/component_server", "gradio_api/process_recording"],
)  # fmt: skip
def test_of_gradio_only_what_draws_the_page_answers(client: TestClient, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404
    assert client.post(f"/en/{path}", json={}).status_code == 404


def test_page_pictures_belong_to_their_customer(client: TestClient, sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    sha = next(d.sha256 for d in workspace.documents(customer) if d.kind == "annual_report" and d.pages >= 3)
    other = next(c.id for c in workspace.customers() if c.id != customer)
    assert client.get(f"/files/page/{customer}/{sha}/3.png").content.startswith(b"\x89PNG")
    assert client.get(f"/files/page/{other}/{sha}/3.png").status_code == 404
    assert client.get(f"/files/page/{customer}/{sha}/99.png").status_code == 404
    assert client.get(f"/files/page/{customer}/..%2f..%2fxintan.db/1.png").status_code == 404


def test_api_answers_with_the_contract(client: TestClient, sample_workspace: Shop) -> None:
    _, customer = sample_workspace
    body = client.post(f"/api/v1/customers/{customer}/ask", params={"question": "流动比率？"}).json()
    assert (body["schema"], body["status"]) == ("xintan.ask/1", "answered")
    assert "/api/v1/customers" in client.get("/api/v1/openapi.json").json()["paths"]


def test_questions_are_answered_as_server_sent_events(client: TestClient, sample_workspace: Shop) -> None:
    _, customer = sample_workspace
    with client.stream("GET", f"/api/v1/customers/{customer}/ask", params={"question": "流动比率？"}) as reply:
        text = "".join(reply.iter_text())
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert text.count("event: answer") == 1 and '"schema": "xintan.ask/1"' in text


def test_uploaded_papers_become_jobs_that_end(client: TestClient) -> None:
    customer = client.post("/api/v1/customers?name=Upload").json()["id"]
    reply = client.post(
        f"/api/v1/customers/{customer}/documents",
        files=[("papers", ("../a.pdf", us_report("x"))), ("papers", ("b.zip", b"PK\x03\x04"))],
    )
    assert reply.status_code == 202
    assert [row["file"] for row in reply.json()] == ["a.pdf", "b.zip"]
    for _ in range(600):
        rows = client.get(f"/api/v1/customers/{customer}/jobs").json()
        if all(row["state"] in ("done", "failed") for row in rows):
            break
        time.sleep(0.1)
    assert [row["state"] for row in rows] == ["done", "failed"]
    assert [d["file"] for d in client.get(f"/api/v1/customers/{customer}/documents").json()] == ["a.pdf"]


def test_other_addresses_need_accounts(sample_workspace: Shop) -> None:
    workspace, _ = sample_workspace
    with pytest.raises(NeedsLoginError):
        serve(workspace, load_settings(workspace.settings.home, {}), "0.0.0.0", 1)


def test_with_accounts_nothing_is_served_without_login(desk: tuple[TestClient, Accounts, str]) -> None:
    client, accounts, customer = desk
    paths = (
        "/api/v1/customers", f"/files/export/{customer}/md", "/en/", "/en/config", "/api/v1/openapi.json", "/screen/en/frame",
        f"/screen/en/{customer}/overview", "/assets/workbench.js",
    )  # fmt: skip
    for path in paths:
        assert client.get(path, follow_redirects=False).status_code in (401, 303), path
    assert client.post("/login", data={"name": "ana", "password": "wrong"}).status_code == 403
    log_in(client, "ana")
    assert client.get("/api/v1/customers").status_code == 200
    accounts.disable("ana")
    assert client.get("/api/v1/customers").status_code == 401


def test_a_session_is_dead_after_logout_and_new_at_each_login(desk: tuple[TestClient, Accounts, str]) -> None:
    client, _, _ = desk
    first = log_in(client, "ana")
    cookie = {"cookie": f"xintan_session={first}"}
    assert client.post("/logout", follow_redirects=False).status_code == 303
    client.cookies.clear()
    assert client.get("/api/v1/customers", headers=cookie).status_code == 401
    assert log_in(client, "ana") != first


def test_an_account_sees_only_its_customers_whatever_the_page_sends(desk: tuple[TestClient, Accounts, str]) -> None:
    client, _, customer = desk
    sha = "0" * 64
    log_in(client, "ana")
    sha = client.get(f"/api/v1/customers/{customer}/documents").json()[0]["sha256"]
    log_in(client, "bob")
    assert [c["name"] for c in client.get("/api/v1/customers").json()] == ["Other"]
    assert "示例制造" not in client.get("/screen/zh/general/portfolio").text
    forged = (
        f"/api/v1/customers/{customer}/profile", f"/api/v1/customers/{customer}/jobs", f"/screen/en/{customer}/overview",
        f"/screen/en/{customer}/chat", f"/screen/en/{customer}/find?q=cash", f"/files/export/{customer}/pdf",
        f"/files/page/{customer}/{sha}/1.png", f"/files/place/{customer}/{sha}/1", f"/api/v1/customers/{customer}/audit",
        "/api/v1/customers/示例制造/profile",
    )  # fmt: skip
    for path in forged:
        reply = client.get(path)
        assert reply.status_code == 404, path
        assert "江苏" not in reply.text, path
    for path in (f"/api/v1/customers/{customer}/facts/x/confirm", f"/api/v1/customers/{customer}/followups/FU-07"):
        assert client.post(path).status_code == 404


def test_programs_use_a_token_of_their_account(desk: tuple[TestClient, Accounts, str]) -> None:
    client, accounts, _ = desk
    token, _ = accounts.add_token("bob")
    assert client.get("/api/v1/session", headers={"authorization": f"Bearer {token}"}).json()["actor"] == "bob"
    assert client.get("/api/v1/session", headers={"authorization": "Bearer nonsense"}).status_code == 401
    accounts.add_token("bob")
    assert client.get("/api/v1/session", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_five_wrong_passwords_make_a_name_wait(desk: tuple[TestClient, Accounts, str]) -> None:
    client, accounts, _ = desk
    for _ in range(5):
        assert client.post("/login", data={"name": "ana", "password": "wrong"}).status_code == 403
    assert client.post("/login", data={"name": "ana", "password": PASSWORD}).status_code == 429
    assert not accounts.check("ana", PASSWORD)
    assert accounts.check("bob", PASSWORD)


def test_short_passwords_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Accounts(tmp_path).add("ana", "short")
    assert (tmp_path / "accounts.json").exists() is False
