from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.access import LOCAL, ROLES, Actor, rules
from assistant.accounts import Accounts
from assistant.config import Settings
from assistant.errors import NotPermitted, UnknownCustomer
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError
from tests.builders.statements import us_report

PASSWORD = "correct horse battery"


def person(*roles: str, customers: tuple[str, ...] | None = None) -> Actor:
    return Actor("ana", frozenset(roles), None if customers is None else frozenset(customers))


def test_every_permission_names_known_roles_and_every_method_a_known_permission() -> None:
    permissions = rules()["permissions"]
    assert {role for roles in permissions.values() for role in roles} <= set(ROLES)
    assert set(rules()["methods"].values()) <= set(permissions)


@pytest.mark.parametrize(
    ("role", "can", "cannot"),
    [
        ("sales", "enter", "see_figures"),
        ("analyst", "judge", "delete"),
        ("manager", "decide", "keep_accounts"),
        ("committee", "chat", "judge"),
        ("compliance", "delete", "chat"),
        ("auditor", "read_audit", "enter"),
        ("admin", "keep_store", "see_figures"),
    ],
)
def test_a_role_has_what_its_row_says(role: str, can: str, cannot: str) -> None:
    assert person(role).may(can, "c1")
    assert not person(role).may(cannot, "c1")


def test_a_grant_on_one_customer_is_none_on_another() -> None:
    ana = person("analyst", customers=("c1",))
    assert ana.may("judge", "c1")
    assert not ana.may("judge", "c2")


def test_an_unknown_permission_is_nobodys() -> None:
    assert not LOCAL.may("fly")


Call = Callable[[Any, str], object]
CALLS: list[Call] = [
    lambda desk, c: desk.profile(c),
    lambda desk, c: desk.documents(c),
    lambda desk, c: desk.ask(c, "revenue?"),
    lambda desk, c: desk.export(c, "md", "en"),
    lambda desk, c: desk.add_documents(c, [], lambda progress: None),
    lambda desk, c: desk.dismiss_risk(c, "RF-CQ-01", "x"),
    lambda desk, c: desk.delete_customer(c),
    lambda desk, c: desk.audit_trail(c),
    lambda desk, c: desk.audit_trail(),
    lambda desk, c: desk.customers_with_everything(c),
    lambda desk, c: desk.load_sample(),
]


@pytest.mark.parametrize("number", range(len(CALLS)))
def test_without_a_grant_every_call_is_refused(settings: Settings, number: int) -> None:
    with Workspace.open(settings) as workspace:
        mine, other = workspace.create_customer("Mine"), workspace.create_customer("Other")
        desk = workspace.acting(Actor("ana", frozenset(ROLES), frozenset({mine.id})))
        with pytest.raises(NotPermitted):
            CALLS[number](desk, other.id)


def test_foreign_customers_are_neither_listed_nor_named(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        mine, other = workspace.create_customer("Mine"), workspace.create_customer("Secret Co")
        desk = workspace.acting(person("analyst", customers=(mine.id,)))
        assert [row.id for row in desk.customers()] == [mine.id]
        for given in (other.id, "Secret Co", "Secret"):
            with pytest.raises(UnknownCustomer) as caught:
                desk.find_customer(given)
            assert not any("Secret" in candidate for candidate in caught.value.candidates)


def test_the_trail_names_the_person_at_work(settings: Settings) -> None:
    with Workspace.open(settings) as workspace:
        customer = workspace.create_customer("ACME").id
        workspace.add_documents(customer, [Upload("us.pdf", us_report())], lambda progress: None)
        workspace.acting(person("analyst")).dismiss_risk(customer, "RF-LQ-01", "seen the stock")
        entry = workspace.audit_trail(customer)[0]
        assert (entry["actor"], entry["action"], entry["detail"]["reason"]) == ("ana", "dismiss", "seen the stock")


def test_a_customer_made_under_a_list_of_grants_is_granted_to_its_maker(settings: Settings, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("root", PASSWORD)
    accounts.add("ana", PASSWORD, ["analyst"], [])
    with Workspace.open(settings) as workspace:
        ana = accounts.actor("ana")
        assert ana is not None
        made = workspace.acting(ana, lambda c: accounts.grant("ana", c)).create_customer("New")
    again = accounts.actor("ana")
    assert again is not None
    assert again.may("judge", made.id)


def test_the_first_account_holds_every_role_and_later_ones_are_analysts(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("root", PASSWORD)
    accounts.add("ana", PASSWORD)
    accounts.add("max", PASSWORD, ["manager"], authority="2000000")
    root, ana, max_ = (accounts.actor(name) for name in ("root", "ana", "max"))
    assert root and ana and max_
    assert root.roles == frozenset(ROLES)
    assert ana.roles == frozenset({"analyst"})
    assert max_.authority == Decimal(2_000_000)
    accounts.disable("max")
    assert accounts.actor("max") is None


@pytest.mark.parametrize(("roles", "authority"), [(["king"], None), ([], "much"), ([], "-1"), ([], "NaN")])
def test_unknown_roles_and_amounts_are_wrong_usage(tmp_path: Path, roles: list[str], authority: str | None) -> None:
    with pytest.raises(UsageError):
        Accounts(tmp_path).add("ana", PASSWORD, roles, authority=authority)
