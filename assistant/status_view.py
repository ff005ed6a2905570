"""What those see who may know the status of a customer and no figure of it: replies of the workspace cut to that.

Which fields stay is data (`access.toml`, status_view). Decided here and not on a screen, so that every way in shows the same.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

Row = TypeVar("Row", bound=BaseModel)
Kept = dict[str, list[str]]


def for_status(method: str, reply: Any, sees: Callable[[str], bool], customer: str | None, kept: Kept) -> Any:
    """The reply of `method` to a person who sees figures of the customers that `sees` says yes to; untouched for these."""
    cut = _CUTS.get(method)
    return reply if cut is None else cut(reply, sees, customer, kept)


def _portfolio(rows: Any, sees: Callable[[str], bool], customer: str | None, kept: Kept) -> Any:
    made = []
    for row in rows:
        shown = row if sees(row.id) else _bare(row, kept["portfolio"])
        made.append(shown if shown is row or row.limit_decided else shown.model_copy(update={"limit": None}))
    return made


def _tasks(items: Any, sees: Callable[[str], bool], customer: str | None, kept: Kept) -> Any:
    return [item for item in items if sees(item.customer) or item.task.kind in kept["tasks"]]


def _decisions(found: Any, sees: Callable[[str], bool], customer: str | None, kept: Kept) -> Any:
    if customer is None or sees(customer):
        return found
    return [_bare(d, kept["decision"]) for d in found if not d.is_open]


def _case(state: Any, sees: Callable[[str], bool], customer: str | None, kept: Kept) -> Any:
    return state if customer is None or sees(customer) else _bare(state, kept["case"])


def _bare(row: Row, keep: list[str]) -> Row:
    """The row with every field that does not stay emptied."""
    empty = {}
    for name, field in type(row).model_fields.items():
        if name not in keep:
            default = field.get_default(call_default_factory=True)
            empty[name] = "" if default is PydanticUndefined else default
    return row.model_copy(update=empty)


_CUTS: dict[str, Callable[[Any, Callable[[str], bool], str | None, Kept], Any]] = {
    "portfolio": _portfolio, "work_list": _tasks, "notifications": _tasks, "decisions": _decisions,
    "case_state": _case, "move_case": _case,
}  # fmt: skip
