"""The card of remembered corrections: rows of a new paper that an earlier word of an analyst speaks of, to accept or to decline."""

from html import escape

from assistant.credit.names import line_name
from assistant.format import period_text
from assistant.remembered import RememberedRow
from assistant.web.markup import card, fact_button, t
from assistant.web.view import View
from ingestion.texts import say


def remembered_card(view: View) -> str:
    """The card; nothing where no row waits."""
    rows = view.desk.workspace.remembered(view.customer) if view.sees_figures else []
    if not rows:
        return ""
    body = "".join(_row(row, view) for row in rows)
    told = f'<p class="x-sub">{t("remembered_told", view.lang)}</p>'
    return card(t("remembered", view.lang), f'{told}<ul class="x-list">{body}</ul>', str(len(rows)), "x-remembered")


def _row(row: RememberedRow, view: View) -> str:
    lang = view.lang
    figures = " · ".join(
        f"{escape(period_text(f.period_end, f.months, lang)) if f.period_end else ''} "
        f"{fact_button(view.facts[f.fact], f.printed) if f.fact in view.facts else escape(f.printed)}"
        for f in row.figures
    )
    line = line_name(row.field, lang)
    told = say("web.remembered_row", lang, label=row.label, line=line, file=row.file, page=row.page)
    why = say("web.remembered_why", lang, file=row.source or "—", actor=row.actor, day=row.at[:10], reason=row.reason)
    return f"<li>{escape(told)} {figures}<small>{escape(why)}</small>{_form(row, view)}</li>"


def _form(row: RememberedRow, view: View) -> str:
    if not view.desk.person.may("judge", view.customer):
        return ""
    words = t("word_reason", view.lang)
    buttons = "".join(
        f'<button class="x-button x-small{" x-primary" if v == "accept" else ""}" name="verdict" value="{v}">{t(f"remembered_{v}", view.lang)}</button>'
        for v in ("accept", "decline")
    )
    return (
        f'<form data-form="record" data-post="/remembered/{escape(row.id)}" class="x-fields"><input name="reason" required '
        f'maxlength="500" placeholder="{words}" aria-label="{words}">{buttons}<span class="x-error" role="alert"></span></form>'
    )
