from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.accounts import Accounts
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web import render
from assistant.web.server import NeedsLoginError, create_app, serve
from ingestion.errors import UsageError
from tests.builders.statements import us_report

Shop = tuple[Workspace, str]


@pytest.fixture(scope="module")
def client(sample_workspace: Shop) -> Iterator[TestClient]:
    workspace, _ = sample_workspace
    with TestClient(create_app(workspace, workspace.settings), base_url="http://127.0.0.1") as client:
        yield client


def test_both_languages_answer_with_headers(client: TestClient) -> None:
    for lang in ("zh", "en"):
        reply = client.get(f"/{lang}/")
        assert reply.status_code == 200
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_home_follows_the_language_of_the_browser(client: TestClient) -> None:
    reply = client.get("/", headers={"accept-language": "zh-CN"}, follow_redirects=False)
    assert reply.headers["location"] == "/zh/"


def test_foreign_host_names_are_refused(client: TestClient) -> None:
    assert client.get("/api/v1/customers", headers={"host": "evil.example"}).status_code == 421


def test_foreign_pages_cannot_change_anything(client: TestClient) -> None:
    reply = client.post("/api/v1/customers?name=x", headers={"origin": "http://evil.example"})
    assert reply.status_code == 403


def test_page_pictures_belong_to_their_customer(client: TestClient, sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    sha = workspace.documents(customer)[0].sha256
    other = next(c.id for c in workspace.customers() if c.id != customer)
    assert client.get(f"/files/page/{customer}/{sha}/3.png").content.startswith(b"\x89PNG")
    assert client.get(f"/files/page/{other}/{sha}/3.png").status_code == 404
    assert client.get(f"/files/page/{customer}/{sha}/99.png").status_code == 404


def test_api_answers_with_the_contract(client: TestClient, sample_workspace: Shop) -> None:
    _, customer = sample_workspace
    body = client.post(f"/api/v1/customers/{customer}/ask", params={"question": "流动比率？"}).json()
    assert (body["schema"], body["status"]) == ("xintan.ask/1", "answered")
    assert "/api/v1/customers" in client.get("/api/v1/openapi.json").json()["paths"]


def test_upload_over_the_api_reads_the_paper(client: TestClient) -> None:
    customer = client.post("/api/v1/customers?name=Upload").json()["id"]
    reply = client.post(
        f"/api/v1/customers/{customer}/documents",
        files=[("papers", ("a.pdf", us_report("x"))), ("papers", ("b.zip", b"PK\x03\x04"))],
    )
    assert [row["status"] for row in reply.json()] == ["added", "failed"]


def test_exports_are_downloads(client: TestClient, sample_workspace: Shop) -> None:
    _, customer = sample_workspace
    reply = client.get(f"/files/export/{customer}/docx?lang=zh")
    assert reply.headers["content-disposition"].startswith("attachment")


def test_other_addresses_need_accounts(sample_workspace: Shop) -> None:
    workspace, _ = sample_workspace
    with pytest.raises(NeedsLoginError):
        serve(workspace, load_settings(workspace.settings.home, {}), "0.0.0.0", 1)


def test_names_are_escaped() -> None:
    from assistant.workspace import CustomerView

    made = render.customer_list([CustomerView(id="x", name="<img src=x onerror=alert(1)>")], None, "en")
    assert "<img" not in made


def test_with_accounts_nothing_is_served_without_login(sample_workspace: Shop, tmp_path: Path) -> None:
    workspace, customer = sample_workspace
    accounts = Accounts(tmp_path)
    accounts.add("ana", "long enough password")
    with TestClient(create_app(workspace, workspace.settings, accounts), base_url="http://desk.example") as client:
        for path in ("/api/v1/customers", f"/files/export/{customer}/md", "/en/", "/en/config", "/api/v1/openapi.json"):
            assert client.get(path, follow_redirects=False).status_code in (401, 303), path
        assert client.post("/login", data={"name": "ana", "password": "wrong"}).status_code == 403
        client.post("/login", data={"name": "ana", "password": "long enough password"})
        assert client.get("/api/v1/customers").status_code == 200
        accounts.disable("ana")
        assert client.get("/api/v1/customers").status_code == 401


def test_five_wrong_passwords_make_a_name_wait(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("ana", "long enough password")
    assert [accounts.check("ana", "wrong") for _ in range(5)] == [False] * 5
    assert not accounts.check("ana", "long enough password")
    assert accounts.names() == ["ana"]


def test_short_passwords_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Accounts(tmp_path).add("ana", "short")
    assert (tmp_path / "accounts.json").exists() is False
