"""The audit trail of one customer: who did what when, newest first."""

import re
from html import escape
from typing import Any

from assistant.web.accounts_card import authority_words, roles_words
from assistant.web.markup import card, empty, heads_of, known_word, number, table, title
from assistant.web.view import View
from ingestion.texts import say

SHORT = 12
NAMED = ("sha256", "document", "file", "name")
_HASH = re.compile(r"[0-9a-f]{32,}")


def render(view: View) -> str:
    """The trail."""
    rows = view.desk.workspace.audit_trail(view.customer)
    if not rows:
        return empty("no_audit", view.lang)
    papers = {d.sha256: d.file for d in view.desk.workspace.documents(view.customer)}
    note = say("web.audit_told", view.lang, count=len(rows))
    return title(say("web.tab_audit", view.lang), note) + card("", entries(rows, papers, view))


def entries(rows: list[dict[str, Any]], papers: dict[str, str], view: View) -> str:
    """A table of entries; `papers` are file names by hash."""
    heads = heads_of(("when", "by", "what", "detail", "entry"), view.lang, ("entry",))
    cells = [
        [
            f"<time>{escape(str(row['at']).replace('T', ' ')[:19])}</time>",
            escape(row["actor"]),
            f'<td class="x-day">{escape(known_word("web", "audit_" + row["action"], view.lang))}</td>',
            escape(detail_words(row["detail"], papers, view)),
            number(str(row["seq"])),
        ]
        for row in rows
    ]
    return table(heads, cells, "x-papers")


def detail_words(values: dict[str, Any], papers: dict[str, str], view: View) -> str:
    """What was touched, in words; hashes short, papers by their file."""
    told = []
    for key, value in sorted(values.items(), key=lambda v: (v[0] not in NAMED, v[0] == "body")):
        if value in (None, "", [], {}, 0):
            continue
        words = papers.get(str(value)) or _keyed(key, str(value), view) or _words(value, view)
        name = known_word("web", f"detail_{key}", view.lang)
        told.append(words if key in NAMED else f"{name} {words}")
    return " · ".join(told)


def _keyed(key: str, value: str, view: View) -> str:
    """A value whose codes belong to its key: roles, the change of an account, an authority without end."""
    if key == "roles":
        return roles_words(value.split(", "), view)
    if key == "change":
        return known_word("web", f"audit_{value}", view.lang)
    return authority_words(value, view) if key == "authority" else ""


def _words(value: Any, view: View) -> str:
    """A value as a person reads it: yes and no, hashes short, codes by their name."""
    text = str(value)
    if isinstance(value, bool):
        return say("web.yes" if value else "web.no", view.lang)
    if isinstance(value, dict):
        return ", ".join(f"{known_word('web', k, view.lang)} {v}" for k, v in value.items())
    if _HASH.fullmatch(text):
        return text[:SHORT]
    return known_word("web", text, view.lang) if text in ("our_total_receivables", "our_equity", "our_names") else text
