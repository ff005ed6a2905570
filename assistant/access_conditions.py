"""Permissions that hold under a condition of `access.toml`: asked for with a purpose, own papers, an open case, own authority."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.credit.case_states import CLOSED, START
from assistant.errors import NotPermitted

if TYPE_CHECKING:
    from assistant.access import Actor

Rules = Mapping[str, Any]


def is_own_paper(workspace: Any, actor: "Actor", method: str, arguments: Mapping[str, Any], rules: Rules) -> bool:
    """True for a method that shows a paper which the person brought, where the role may see that."""
    own, customer = rules["own_papers"], arguments.get("customer")
    if method not in own["methods"] or not actor.roles & set(own["roles"]):
        return False
    return actor.may("see_status", customer) and arguments.get("document") in workspace.own_papers(customer, actor.name)


def check_conditions(workspace: Any, actor: "Actor", permission: str, customer: str | None, rules: Rules) -> None:
    """Nothing where a role of the person has the permission outright or its condition holds.

    Raises:
        NotPermitted: it does not hold; says what would make it so.
    """
    having = actor.roles & set(rules["permissions"][permission])
    for name, holds, key in CONDITIONS:
        bound = having & set(rules[name].get(permission, ()))
        if bound and bound == having and not holds(workspace, actor, customer):
            raise NotPermitted(key)


def is_requested(workspace: Any, actor: "Actor", customer: str | None) -> bool:
    """True while a reading that the person asked for is open."""
    return customer is not None and workspace.reading_until(customer, actor.name) is not None


def _case_is_open(workspace: Any, actor: "Actor", customer: str | None) -> bool:
    return workspace.case_state(customer).state not in CLOSED | {START}


def _is_within_authority(workspace: Any, actor: "Actor", customer: str | None) -> bool:
    request = workspace.profile(customer).request
    wanted = max(Decimal(v or 0) for v in (request.requested_limit, request.current_limit)) if request else Decimal(0)
    return wanted <= actor.authority


CONDITIONS: tuple[tuple[str, Callable[[Any, "Actor", str | None], bool], str], ...] = (
    ("on_request", is_requested, "access.ask_first"),
    ("open_case", _case_is_open, "access.no_open_case"),
    ("within_authority", _is_within_authority, "access.above_authority"),
)
