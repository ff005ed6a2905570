"""The screens, one module each: a function from a `View` to markup. `MENU` is the order of the menu, by group."""

from collections.abc import Callable
from importlib import import_module

from assistant.web.view import View

MENU: dict[str, tuple[str, ...]] = {
    "customer": ("overview", "records", "documents"),
    "figures": ("statements", "ratios", "bureau", "ledger", "three_ways"),
    "judgement": ("risks", "followups", "whatif", "decision"),
    "work": ("chat", "export", "audit"),
}
HIDDEN = ("columns",)
"""Screens that another screen leads to."""
SCREENS = (*(name for names in MENU.values() for name in names), *HIDDEN)
GENERAL = ("portfolio", "policy", "settings")
NEEDS = {
    "documents": "see_status", "records": "see_status", "audit": "read_audit", "export": "export", "chat": "chat",
    "policy": "see_settings", "settings": "see_settings",
}  # fmt: skip


def needed_for(name: str) -> str:
    """The permission a screen needs; the menu shows what the session's person may open, the service checks each call again."""
    return NEEDS.get(name, "see_figures")


def render_screen(name: str, view: View) -> str:
    """The markup of a screen.

    Raises:
        KeyError: there is no such screen.
        NotPermitted: it is not for this person.
    """
    if name not in SCREENS + GENERAL:
        raise KeyError(name)
    if name != "portfolio":
        view.desk.person.require(needed_for(name), view.customer or None)
    draw: Callable[[View], str] = import_module(f"{__name__}.{name}").render
    return draw(view)
