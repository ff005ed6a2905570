"""The REST API for accounts: who may log in, and a second administrator's word on a change."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from assistant.web.person import desk_of
from assistant.web.refusal import ANSWERS
from ingestion.errors import UsageError
from ingestion.model.fact import Frozen

router = APIRouter(prefix="/api/v1/accounts", tags=["xintan"], responses=ANSWERS)


class Account(Frozen):
    """Who may log in. `customers` are granted ids, null for all; `authority` the largest limit, null for any."""

    name: str
    roles: tuple[str, ...]
    customers: tuple[str, ...] | None
    authority: Decimal | None


class AccountChange(Frozen):
    """A change that waits for a second administrator."""

    id: str
    by: str
    at: str
    action: str
    name: str
    told: dict[str, Any]


class AccountsShown(Frozen):
    """Accounts that may log in and what waits; both empty on loopback, where nobody logs in."""

    accounts: tuple[Account, ...] = ()
    waiting: tuple[AccountChange, ...] = ()


class Answer(Frozen):
    """An administrator's word on a change."""

    agree: bool


@router.get("")
def accounts(request: Request) -> AccountsShown:
    """Who may log in, with which roles and grants, and what waits for a second administrator."""
    desk = desk_of(request)
    desk.person.require("keep_accounts")
    if desk.accounts is None:
        return AccountsShown()
    actors = [actor for name in desk.accounts.names() if (actor := desk.accounts.actor(name))]
    rows = tuple(
        Account(
            name=a.name,
            roles=tuple(sorted(a.roles)),
            customers=None if a.customers is None else tuple(sorted(a.customers)),
            authority=a.authority if a.authority.is_finite() else None,
        )
        for a in actors
    )
    waiting = tuple(
        AccountChange(id=w.id, by=w.by, at=w.at, action=w.action, name=w.name, told=w.told)
        for w in desk.accounts.waiting()
    )
    return AccountsShown(accounts=rows, waiting=waiting)


@router.post("/changes/{change}")
def answer(request: Request, change: Annotated[str, Path(max_length=100)], word: Answer) -> AccountsShown:
    """Agree to a change, or refuse it; the own change can only be taken back."""
    desk = desk_of(request)
    desk.person.require("keep_accounts")
    if desk.accounts is None:
        raise UsageError("cli.account_no_change", change=change)
    desk.accounts.answer(change, desk.person.name, word.agree)
    return accounts(request)
