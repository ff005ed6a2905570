"""The screens, one module each: a function from a `View` to markup. `MENU` is the order of the menu, by group."""

from collections.abc import Callable
from importlib import import_module

from assistant.web.markup import card, t
from assistant.web.view import View

MENU: dict[str, tuple[str, ...]] = {
    "customer": ("overview", "records", "documents"),
    "figures": ("statements", "ratios", "bureau", "ledger", "three_ways"),
    "judgement": ("risks", "followups", "whatif", "decision"),
    "work": ("chat", "export", "audit"),
}
HIDDEN = ("columns", "paper")
"""Screens that another screen leads to."""
SCREENS = (*(name for names in MENU.values() for name in names), *HIDDEN)
GENERAL = ("portfolio", "policy", "events", "settings")
NEEDS = {
    "documents": "see_status", "records": "see_status", "audit": "read_audit", "export": "export", "chat": "chat",
    "policy": "see_settings", "settings": "see_settings", "events": "read_events", "paper": "see_status",
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
        if needed_for(name) == "see_figures" and not view.sees_figures:
            return reading_form(view)
    draw: Callable[[View], str] = import_module(f"{__name__}.{name}").render
    return draw(view)


def reading_form(view: View) -> str:
    """What a person sees who reads on request: the purpose is told first and kept in the trail."""
    words = t("reading_purpose", view.lang)
    form = (
        f'<form data-form="record" data-post="/readings" class="x-fields"><input name="reason" required maxlength="500" '
        f'placeholder="{words}" aria-label="{words}"><button class="x-button x-primary">{t("reading_open", view.lang)}</button>'
        f'<span class="x-error" role="alert"></span></form>'
    )
    return card(t("reading_title", view.lang), f"<p>{t('reading_told', view.lang)}</p>{form}")
