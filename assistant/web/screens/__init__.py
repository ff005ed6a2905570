"""The screens, one module each: a function from a `View` to markup. `SCREENS` is the order of the menu."""

from collections.abc import Callable
from importlib import import_module

from assistant.web.view import View

SCREENS = (
    "overview", "documents", "statements", "ratios", "bureau", "ledger", "three_ways", "risks", "followups", "chat",
    "decision", "audit", "export",
)  # fmt: skip
GENERAL = ("portfolio", "settings")


def render_screen(name: str, view: View) -> str:
    """The markup of a screen.

    Raises:
        KeyError: there is no such screen.
    """
    if name not in SCREENS + GENERAL:
        raise KeyError(name)
    draw: Callable[[View], str] = import_module(f"{__name__}.{name}").render
    return draw(view)
