"""What happened to the office as a whole: logins, accounts, policy, backups. No customer is in it."""

from assistant.web.accounts_card import accounts_card
from assistant.web.markup import card, empty, title
from assistant.web.screens.audit import entries
from assistant.web.view import View
from ingestion.texts import say


def render(view: View) -> str:
    """The events, newest first."""
    rows = view.desk.workspace.system_events()
    head = title(say("web.tab_events", view.lang), say("web.events_told", view.lang))
    return head + accounts_card(view) + (card("", entries(rows, {}, view)) if rows else empty("no_events", view.lang))
