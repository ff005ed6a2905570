"""Who may do what: actors, roles, grants. The only place that says yes or no; everything not listed in `access.toml` is refused.

A session works on `Workspace.acting(actor)`, which looks like the workspace and checks each call from the actor, never from values
that a page sends.
"""

import inspect
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, wraps
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from assistant.access_conditions import check_conditions, is_own_paper
from assistant.errors import NotPermitted, UnknownCustomer
from assistant.status_view import for_status

if TYPE_CHECKING:
    from assistant.workspace import CustomerView, WorkspaceApi

ROLES = ("sales", "analyst", "manager", "committee", "compliance", "auditor", "admin")
UNLIMITED = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work: the account's name, roles, granted customers (None: all) and money authority.

    `alone` marks the single user of a home on loopback, who holds all roles and confirms his own proposals, on the record.
    """

    name: str
    roles: frozenset[str]
    customers: frozenset[str] | None = None
    authority: Decimal = Decimal(0)
    alone: bool = False

    def may(self, permission: str, customer: str | None = None) -> bool:
        """True where a role has the permission and, for a customer, a grant is there."""
        granted = customer is None or self.customers is None or customer in self.customers
        return granted and bool(self.roles & set(rules()["permissions"].get(permission, ())))

    def outright(self, permission: str) -> bool:
        """True where a role has the permission without asking first."""
        return bool(
            self.roles & set(rules()["permissions"][permission]) - set(rules()["on_request"].get(permission, ()))
        )

    def require(self, permission: str, customer: str | None = None) -> None:
        """Nothing, or NotPermitted naming the permission."""
        if not self.may(permission, customer):
            raise NotPermitted("cli.not_permitted", why=permission)


LOCAL = Actor("local", frozenset(ROLES), None, UNLIMITED, alone=True)


@cache
def rules() -> dict[str, Any]:
    """`access.toml`."""
    return tomllib.loads(files(__package__).joinpath("access.toml").read_text("utf-8"))


def acting(workspace: Any, actor: Actor, granted: Callable[[str], None] = lambda customer: None) -> "WorkspaceApi":
    """The workspace as `actor` may use it; `granted` is told the id of a customer the actor made."""
    return cast("WorkspaceApi", _Acting(workspace, actor, granted))


class _Acting:
    """Checks every call, then makes it in the actor's name."""

    def __init__(self, workspace: Any, actor: Actor, granted: Callable[[str], None]) -> None:
        self._workspace = workspace
        self._actor = actor
        self._granted = granted

    @property
    def actor(self) -> Actor:
        """Who is at work."""
        return self._actor

    def customers(self) -> "list[CustomerView]":
        """The customers the actor has a grant on."""
        self._actor.require("see_status")
        return [row for row in self._workspace.customers() if self._actor.may("see_status", row.id)]

    def find_customer(self, given: str) -> "CustomerView":
        """As the workspace's, among granted customers only; others are unknown, candidates included."""
        rows = self.customers()
        try:
            found = self._workspace.find_customer(given)
        except UnknownCustomer:
            found = None
        if found is None or found.id not in {row.id for row in rows}:
            raise UnknownCustomer(given, [f"{row.id} {row.name}" for row in rows][:8])
        return cast("CustomerView", found)

    def create_customer(self, name: str) -> "CustomerView":
        """A new customer, granted to who made it."""
        self._actor.require("enter")
        made = self._workspace.create_customer(name)
        if self._actor.customers is not None:
            self._granted(made.id)
            self._actor = Actor(
                self._actor.name, self._actor.roles, self._actor.customers | {made.id}, self._actor.authority
            )
        return cast("CustomerView", made)

    def sees_figures(self, customer: str) -> bool:
        """True where the actor sees the customer's figures now: outright, or after asking."""
        if not self._actor.may("see_figures", customer):
            return False
        try:
            check_conditions(self._workspace, self._actor, "see_figures", customer, rules())
        except NotPermitted:
            return False
        return True

    def sees_paper(self, customer: str, document: str) -> bool:
        """True where the actor may open this paper: with all figures, or because he brought it."""
        given = {"customer": customer, "document": document}
        return self.sees_figures(customer) or is_own_paper(self._workspace, self._actor, "extraction", given, rules())

    def _check(self, name: str, permission: str, arguments: Mapping[str, Any]) -> None:
        customer = arguments.get("customer")
        if not self._actor.may(permission, customer) and is_own_paper(
            self._workspace, self._actor, name, arguments, rules()
        ):
            return
        needed = [permission, "unmask"] if arguments.get("mask") is False else [permission]
        for each in needed:
            self._actor.require(each, customer)
            if name != "request_reading":
                check_conditions(self._workspace, self._actor, each, customer, rules())

    def __getattr__(self, name: str) -> Any:
        permission = rules()["methods"].get(name)
        if permission is None:
            raise NotPermitted("cli.not_permitted", why=name)
        method = getattr(self._workspace, name)
        signature = inspect.signature(method)

        @wraps(method)
        def call(*args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs)
            customer = bound.arguments.get("customer")
            if customer is None and "customer" in signature.parameters and self._actor.customers is not None:
                raise NotPermitted("cli.not_permitted", why=f"{name}: all customers")
            self._check(name, permission, bound.arguments)
            if "only" in signature.parameters and self._actor.customers is not None:
                bound.arguments["only"] = self._actor.customers
            if "actor" in signature.parameters:
                bound.arguments["actor"] = self._actor if _wants_person(signature) else self._actor.name
            reply = method(*bound.args, **bound.kwargs)
            return for_status(name, reply, self.sees_figures, customer, rules()["status_view"])

        return call


def _wants_person(signature: inspect.Signature) -> bool:
    return signature.parameters["actor"].annotation in (Actor, "Actor")
