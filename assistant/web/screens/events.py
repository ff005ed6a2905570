"""What happened to the office as a whole: logins, accounts, policy, backups. No customer is in it."""

from html import escape

from assistant.web.markup import card, empty, heads_of, known_word, number, table, title
from assistant.web.screens.audit import detail_words
from assistant.web.view import View
from ingestion.texts import say


def render(view: View) -> str:
    """The events, newest first."""
    rows = view.desk.workspace.system_events()
    if not rows:
        return empty("no_events", view.lang)
    heads = heads_of(("when", "by", "what", "detail", "entry"), view.lang, ("entry",))
    cells = [
        [
            f"<time>{escape(str(row['at']).replace('T', ' ')[:19])}</time>",
            escape(row["actor"]),
            escape(known_word("web", f"audit_{row['action']}", view.lang)),
            escape(detail_words(row["detail"], {}, view)),
            number(str(row["seq"])),
        ]
        for row in rows
    ]
    return title(say("web.tab_events", view.lang), say("web.events_told", view.lang)) + card(
        "", table(heads, cells, "x-papers")
    )
