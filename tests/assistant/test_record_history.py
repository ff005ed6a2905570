from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.errors import UsageError


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    with Workspace.open(load_settings(tmp_path, {}, lang="en", readers=1, sample=False)) as workspace:
        yield workspace, workspace.create_customer("Acme").id


def test_a_request_goes_back_to_the_version_before_and_keeps_all_three(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    workspace.save_request(customer, {"requested_limit": "3 million", "currency": "USD"}, "ana")
    workspace.save_request(customer, {"requested_limit": "9 million"}, "ben")
    assert [(v.number, v.by, v.changed) for v in workspace.record_versions(customer, "request", "request")] == [
        (1, "ana", ("requested_limit", "currency")),
        (2, "ben", ("requested_limit",)),
    ]
    restored = workspace.restore_record(customer, "request", "request", 1, "ana")
    assert restored.number == 3 and restored.body["requested_limit"] == "3000000"
    found = workspace.case_records(customer).request
    assert found is not None and found.requested_limit == "3000000"


def test_a_source_is_revised_field_by_field_and_an_emptied_field_is_gone(shop: tuple[Workspace, str]) -> None:
    workspace, customer = shop
    made = workspace.add_source(customer, {"agency": "Court site", "max_age_d": "30", "product": "search"})
    workspace.revise_record(customer, "source", made.id, {"max_age_d": "20 days", "product": ""})
    [found] = workspace.case_records(customer).sources
    assert (found.agency, found.max_age_d, found.product) == ("Court site", 20, "")


@pytest.mark.parametrize("kind", ["contact", "decision", "review", "nothing"])
def test_what_is_never_edited_cannot_go_back(shop: tuple[Workspace, str], kind: str) -> None:
    workspace, customer = shop
    contact = workspace.add_contact(customer, {"subject": "call"})
    with pytest.raises(UsageError):
        workspace.restore_record(customer, kind, contact.id, 1)
    with pytest.raises(UsageError):
        workspace.revise_record(customer, kind, contact.id, {"subject": "other"})
