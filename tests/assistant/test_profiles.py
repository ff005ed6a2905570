"""Kept profiles: the same as built ones, used while nothing changed, never trusted when they are not whole."""

import sqlite3
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import profiles
from assistant.access import Actor
from assistant.config import load_settings
from assistant.credit import profile as building
from assistant.errors import NotPermitted
from assistant.service import Workspace
from ingestion.model.fact import Extraction, Reading
from ingestion.store.profiles import _digest
from ingestion.store.scope import Scope
from ingestion.store.store import DATABASE
from tests.builders.statements import us_report

POLICY = """
our_names = ["We Ltd"]

[limits.parameters]
k_sales = { unit = "x", source = "ours", values = { "2020-01-01" = 0.085 } }
"""
Desk = tuple[Workspace, str, Path]


@pytest.fixture
def desk(tmp_path: Path, us_extraction: Extraction) -> Iterator[Desk]:
    """A customer with one paper whose profile was built once."""
    with Workspace.open(load_settings(tmp_path, {}, lang="en", readers=1)) as workspace:
        customer = workspace.create_customer("Acme").id
        workspace._store.add_document(Scope(customer), "us.pdf", us_report(), Reading(extraction=us_extraction))
        workspace.profile(customer)
        workspace.forget_profiles()
        yield workspace, customer, tmp_path


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The customers whose profiles were built while the test ran."""
    found: list[str] = []
    whole = building.build_profile

    def counted(*args: object) -> object:
        found.append(str(args[0]))
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "build_profile", counted)
    return found


def row(home: Path, change: str, *values: object) -> None:
    with sqlite3.connect(home / DATABASE) as c:
        c.execute(change, values)


def test_a_kept_profile_is_the_built_one(sample_workspace: tuple[Workspace, str]) -> None:
    workspace, _ = sample_workspace
    for customer in workspace.customers():
        workspace.forget_profiles(stored=True)
        built = workspace.profile(customer.id)
        workspace.forget_profiles()
        kept = workspace.profile(customer.id)
        assert kept is not built and kept == built
        assert kept.to_json() == built.to_json()


def test_the_next_process_builds_nothing(desk: Desk, builds: list[str]) -> None:
    workspace, customer, home = desk
    assert workspace.profile(customer).facts
    workspace.close_workbench()
    with Workspace.open(load_settings(home, {}, lang="en", readers=1)) as other:
        assert other.profile(customer).name == "Acme"
    assert builds == []


def test_the_customers_changed_last_are_made_ready_before_anybody_asks(desk: Desk, builds: list[str]) -> None:
    workspace, customer, _ = desk
    workspace.create_customer("older")
    workspace.rename_customer(customer, "newest")
    builds.clear()
    workspace.ready_profiles(1)
    assert builds == [customer]
    workspace.profile(customer)
    assert builds == [customer]


@pytest.mark.parametrize("change", ["entry", "ruling", "name", "day", "policy", "program"])
def test_a_change_builds_anew(desk: Desk, builds: list[str], change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, customer, home = desk
    before = workspace.profile(customer)
    if change == "entry":
        workspace.save_request(customer, {"requested_limit": "100万"})
    elif change == "ruling":
        workspace.correct_fact(customer, before.facts[0].fact.id, "1", None, "misprint")
    elif change == "name":
        workspace.rename_customer(customer, "Acme again")
    elif change == "day":
        row(home, "UPDATE customers SET as_of = '2024-01-31'")
    elif change == "policy":
        (home / "policy.toml").write_text(POLICY)
    else:
        monkeypatch.setattr(profiles, "program_mark", lambda: "another build")
    after = workspace.profile(customer)
    assert builds == [customer]
    assert (after == before) == (change == "program")


SPOILED = {
    "bytes changed": "UPDATE profiles SET body = zeroblob(40)",
    "bytes cut off": "UPDATE profiles SET body = substr(body, 1, 100)",
    "no digest": "UPDATE profiles SET digest = ''",
    "another mark": "UPDATE profiles SET made = 'x'",
}


def test_the_numbers_of_the_policy_are_kept_as_numbers(desk: Desk) -> None:
    workspace, customer, home = desk
    (home / "policy.toml").write_text(POLICY)
    built = workspace.profile(customer)
    workspace.forget_profiles()
    kept = workspace.profile(customer)
    assert kept == built and kept.policy == workspace.company_policy()
    assert repr(kept.policy) == repr(built.policy) and "0.085" in repr(kept.policy)


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_row_is_built_anew_and_mended(desk: Desk, builds: list[str], kind: str) -> None:
    workspace, customer, home = desk
    right = workspace.profile(customer)
    row(home, SPOILED[kind])
    workspace.forget_profiles()
    assert workspace.profile(customer) == right and builds == [customer]
    workspace.forget_profiles()
    assert workspace.profile(customer) == right and builds == [customer]


@pytest.mark.parametrize("kind", ["of another customer", "no profile", "a bomb"])
def test_a_foreign_body_with_a_right_digest_is_not_taken(desk: Desk, builds: list[str], kind: str) -> None:
    workspace, customer, home = desk
    right = workspace.profile(customer)
    other = workspace.create_customer("Other").id
    body = {
        "of another customer": workspace.profile(other).model_dump_json().encode(),
        "no profile": b'{"id": 1}',
        "a bomb": b" " * (65 * 1024 * 1024),
    }[kind]
    with sqlite3.connect(home / DATABASE) as c:
        made = c.execute("SELECT made FROM profiles WHERE customer = ?", (customer,)).fetchone()[0]
        packed = zlib.compress(body, 1)
        told = (packed, _digest(Scope(customer), made, packed), customer)
        c.execute("UPDATE profiles SET body = ?, digest = ? WHERE customer = ?", told)
    builds.clear()
    workspace.forget_profiles()
    assert workspace.profile(customer) == right and builds == [customer]


def test_a_kept_profile_opens_no_door(desk: Desk) -> None:
    workspace, customer, _ = desk
    stranger = workspace.acting(Actor("eve", frozenset({"analyst"}), frozenset()))
    with pytest.raises(NotPermitted):
        stranger.profile(customer)


def test_nothing_is_kept_of_a_deleted_paper_or_customer(desk: Desk) -> None:
    workspace, customer, home = desk

    def kept() -> int:
        with sqlite3.connect(home / DATABASE) as c:
            return int(c.execute("SELECT count(*) FROM profiles").fetchone()[0])

    workspace.profile(customer)
    assert kept() == 1
    workspace.remove_document(customer, workspace.documents(customer)[0].sha256, "sent by mistake")
    assert kept() == 0
    assert workspace.profile(customer).facts == () and kept() == 1
    workspace.delete_customer(customer)
    assert kept() == 0


def test_memory_holds_a_bounded_number_of_profiles(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, customer, _ = desk
    monkeypatch.setattr(profiles, "IN_MEMORY", 2)
    for name in ("b", "c", "d"):
        workspace.profile(workspace.create_customer(name).id)
    assert len(workspace._profiles) == 2 and customer not in workspace._profiles


def test_of_several_who_open_a_customer_at_once_one_builds(desk: Desk, builds: list[str]) -> None:
    workspace, customer, _ = desk
    workspace.forget_profiles(stored=True)
    gate = threading.Barrier(4)

    def opened(_: int) -> object:
        gate.wait(10)
        return workspace.profile(customer)

    with ThreadPoolExecutor(4) as people:
        seen = list(people.map(opened, range(4)))
    assert builds == [customer] and all(one is seen[0] for one in seen)
