"""The audit trail of one customer: who did what when, newest first."""

from html import escape
from typing import Any

from assistant.web.markup import card, empty, known_word, number, t, table
from assistant.web.view import View

HIDDEN = frozenset({"sha256"})


def render(view: View) -> str:
    """The trail."""
    rows = view.desk.workspace.audit_trail(view.customer)
    if not rows:
        return empty("no_audit", view.lang)
    heads = [t(k, view.lang) for k in ("when", "by", "what", "detail", "entry")]
    cells = [
        [
            f"<time>{escape(str(row['at']).replace('T', ' ')[:19])}</time>",
            escape(row["actor"]),
            escape(known_word("web", f"audit_{row['action']}", view.lang)),
            escape(_detail(row["detail"])),
            number(f"<code>{row['seq']}</code>"),
        ]
        for row in rows
    ]
    return card(t("tab_audit", view.lang), table(heads, cells, "x-papers x-dense"), str(len(rows)))


def _detail(values: dict[str, Any]) -> str:
    return " · ".join(
        f"{key}: {value}" for key, value in values.items() if value not in (None, "", []) and key not in HIDDEN
    )
