from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.access import Actor, acting
from assistant.accounts import Accounts
from assistant.config import load_settings
from assistant.service import Workspace
from assistant.web.record_forms import FORMS, field_name
from assistant.web.screens import render_screen
from assistant.web.server import create_app
from assistant.web.view import Desk, View
from ingestion.texts import catalogue

C = "/api/v1/customers/Acme"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("home")
    with Workspace.open(load_settings(folder, {}, lang="en", readers=1, sample=False)) as workspace:
        workspace.create_customer("Acme")
        yield workspace


@pytest.fixture(scope="module")
def client(home: Workspace) -> Iterator[TestClient]:
    with TestClient(create_app(home, home.settings), base_url="http://127.0.0.1") as made:
        made.cookies.set("lang", "en")
        yield made


def screen(home: Workspace, *roles: str) -> str:
    person = Actor("p", frozenset(roles))
    customer = next(c.id for c in home.customers() if c.name == "Acme")
    return render_screen("records", View(Desk(acting(home, person), person), "en", customer))


def test_a_request_is_entered_changed_and_put_back(client: TestClient) -> None:
    made = client.post(f"{C}/request", json={"requested_limit": "300万", "currency": "CNY", "vat_rate_pct": "13%"})
    assert (made.json()["requested_limit"], made.json()["vat_rate_pct"]) == ("3000000", "13")
    client.post(f"{C}/request", json={"requested_limit": "5 million"})
    assert [v["body"]["requested_limit"] for v in client.get(f"{C}/records/request/request/versions").json()] == [
        "3000000",
        "5000000",
    ]
    client.post(f"{C}/records/request/request/versions/1/restore")
    assert client.get(f"{C}/records").json()["request"]["requested_limit"] == "3000000"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"requested_limit": "much"}, "requested_limit"),
        ({"requested_terms_days": "soon"}, "requested_terms_days"),
        ({"limit_valid_to": "some day"}, "limit_valid_to"),
        ({"peak_factor": "1e999999999"}, "peak_factor"),
    ],
)
def test_a_field_that_cannot_be_read_is_named_in_words(client: TestClient, values: dict[str, str], field: str) -> None:
    reply = client.post(f"{C}/request", json=values)
    assert reply.status_code == 400
    assert reply.json()["field"] == field and "is no" in reply.json()["message"]


def test_a_contact_with_a_promise_is_corrected_by_a_new_entry(client: TestClient) -> None:
    first = client.post(
        f"{C}/contacts",
        json={"at": "2025-04-01", "subject": "call", "promise_amount": "25万", "promise_due_date": "2025-05-10",
              "promise_invoices": "A-1, A-2", "linked": "FU-07", "person": ""},
    ).json()  # fmt: skip
    assert (
        first["promise"]["amount"] == "250000"
        and first["promise"]["invoices"] == ["A-1", "A-2"]
        and first["person"] is None
    )
    client.post(f"{C}/contacts?corrects={first['id']}", json={"subject": "call back"})
    assert [c["subject"] for c in client.get(f"{C}/records").json()["contacts"]] == ["call back"]


def test_an_authorisation_is_recorded_and_withdrawn(client: TestClient) -> None:
    made = client.post(
        f"{C}/authorisations", json={"subject": "张三", "scope": "PBoC", "purpose": "credit", "signed_on": "2025-01-01"}
    ).json()
    gone = client.post(f"{C}/authorisations/{made['id']}/withdraw", json={"day": "2025-02-01"}).json()
    assert gone["withdrawn_on"] == "2025-02-01"


def test_the_case_says_what_the_next_step_lacks_and_moves_when_it_is_there(client: TestClient) -> None:
    client.post(f"{C}/request", json={"requested_limit": "100万"})
    assert client.post(f"{C}/case", json={"to": "intake"}).json()["state"] == "intake"
    moves = {m["to"]: m["missing"] for m in client.get(f"{C}/case").json()["moves"]}
    assert moves["identity"] == ["name", "identifier"] and moves["on_hold"] == ["reason"]
    assert client.post(f"{C}/case", json={"to": "identity"}).status_code == 403


def test_sales_see_the_request_and_contacts_and_no_figure(home: Workspace) -> None:
    seen = screen(home, "sales")
    assert 'data-post="/request"' in seen and 'data-post="/contacts"' in seen
    assert (
        "/sources" not in seen
        and "/authorisations" not in seen
        and "/identity" not in seen
        and 'data-post="/case"' not in seen
    )


def test_an_auditor_reads_all_records_and_has_no_form(home: Workspace) -> None:
    seen = screen(home, "auditor")
    assert "Source register" in seen and "Authorisations" in seen and "<form" not in seen


def test_every_field_of_every_form_has_words_in_both_languages() -> None:
    for form, fields in FORMS.items():
        for field in fields:
            assert field_name(form, field.name, "zh") != field.name.replace("_", " "), (form, field.name)
            for option in field.options if field.prefix else ():
                group = "export.kind" if field.prefix == "kind" else f"web.{field.prefix}"
                assert f"{group}_{option}" in catalogue(), (form, option)


def test_sales_may_not_write_what_is_not_theirs(home: Workspace, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("sam", "long enough password", roles=["sales"])
    with TestClient(create_app(home, home.settings, accounts), base_url="http://desk.example") as desk:
        desk.post("/login", data={"name": "sam", "password": "long enough password"}, follow_redirects=False)
        assert desk.post(f"{C}/contacts", json={"subject": "visit"}).status_code == 200
        for path, body in (("/sources", {"agency": "x"}), ("/identity", {}), ("/case", {"to": "intake"}),
                           ("/authorisations", {"subject": "x"}), ("/records/request/request/versions/1/restore", None)):  # fmt: skip
            assert desk.post(f"{C}{path}", json=body).status_code == 403, path
        assert set(desk.get(f"{C}/records").json()) == {"request", "contacts"}
