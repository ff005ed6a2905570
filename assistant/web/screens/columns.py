"""What the columns of the customer's ledgers are taken for, to be put right by a person and remembered for the next ledger."""

from html import escape

from assistant.ledger_columns import LEDGER
from assistant.web.markup import card, empty, go, heads_of, t, table, title
from assistant.web.view import View
from ingestion.extract.ledger.heads import words
from ingestion.extract.ledger.hints import LedgerHead
from ingestion.texts import say

SHEETS = (".xlsx", ".xls", ".csv")


def render(view: View) -> str:
    """A form for each row of heads of each ledger."""
    papers = view.desk.workspace.documents(view.customer)
    ledgers = [d for d in papers if d.kind == LEDGER or (d.kind == "other" and d.file.lower().endswith(SHEETS))]
    parts = [
        card(f"{escape(paper.file)} · {escape(head.sheet)}", _form(paper.sha256, head, view))
        for paper in ledgers
        for head in view.desk.workspace.ledger_heads(view.customer, paper.sha256)
    ]
    if not parts:
        return empty("no_ledger", view.lang)
    told = title(say("web.ledger_columns", view.lang), say("web.ledger_columns_told", view.lang))
    return told + "".join(parts) + go("ledger", say("web.tab_ledger", view.lang))


def _form(document: str, head: LedgerHead, view: View) -> str:
    rows = []
    may = view.desk.person.may("judge", view.customer)
    for at, (text, role) in enumerate(head.columns):
        if not text:
            continue
        options = "".join(
            f'<option value="{name}"{" selected" if name == (role or "ignored") else ""}>{escape(say(f"record.column_{name}", view.lang))}</option>'
            for name in words()["heads"]
        )
        shown = (
            f'<select name="{escape(text)}" aria-label="{escape(text)}">{options}</select>'
            if may
            else escape(say(f"record.column_{role or 'ignored'}", view.lang))
        )
        samples = " · ".join(escape(row[at]) for row in head.samples if at < len(row) and row[at])
        rows.append([escape(text), shown, f"<small>{samples}</small>"])
    body = table(heads_of(("column", "meaning", "examples"), view.lang), rows, "x-pairs")
    if not may:
        return body
    button = f'<button class="x-button x-primary">{t("confirm_columns", view.lang)}</button>'
    return (
        f'<form data-form="record" data-post="/documents/{escape(document)}/columns">{body}{button}'
        f'<p class="x-error" role="alert"></p></form>'
    )
