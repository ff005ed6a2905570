"""Follow-up checks as a board: open, asked, done; the most valuable first."""

from decimal import Decimal
from html import escape
from typing import get_args

from assistant.credit.risk_model import FollowUp, FollowUpState
from assistant.web.markup import chip, empty, t
from assistant.web.view import View
from ingestion.texts import say

COLUMNS = ("open", "asked", "done")


def render(view: View) -> str:
    """The board."""
    checks = view.profile.followups
    if not checks:
        return empty("no_followups", view.lang)
    columns = []
    nothing = f'<p class="x-empty">{t("followup_none", view.lang)}</p>'
    for state in COLUMNS:
        cards = [f for f in checks if _column(f) == state]
        body = "".join(_card(f, view) for f in sorted(cards, key=lambda f: f.rank))
        columns.append(
            f'<section class="x-column"><h3>{t(f"followup_{state}", view.lang)} <small>{len(cards)}</small></h3>'
            f"{body or nothing}</section>"
        )
    return f'<div class="x-board">{"".join(columns)}</div>'


def _column(check: FollowUp) -> str:
    if check.state in ("cleared", "confirmed", "waived", "done"):
        return "done"
    return "open" if check.state == "open" and not check.owner else "asked"


def _card(check: FollowUp, view: View) -> str:
    who = " · ".join(escape(v) for v in (check.owner, check.due) if v)
    factors = " ".join(chip(f) for f in check.factors[:4])
    worth = ""
    if check.value is not None and Decimal(check.value) > 0:
        worth = chip(say("web.worth", view.lang, value=view.money(Decimal(check.value), check.currency)), "watch")
    states = "".join(
        f'<option value="{s}"{" selected" if s == check.state else ""}>{t(f"check_{s}", view.lang)}</option>'
        for s in get_args(FollowUpState)
    )
    words = {k: t(f"word_{k}", view.lang) for k in ("owner", "due", "answer", "save")}
    form = (
        f'<details><summary>{t("followup_edit", view.lang)}</summary><form data-form="followup" data-check="{escape(check.id)}">'
        f'<input name="owner" placeholder="{words["owner"]}" aria-label="{words["owner"]}" value="{escape(check.owner or "")}">'
        f'<input name="due" type="date" aria-label="{words["due"]}" value="{escape(check.due or "")}">'
        f'<input name="note" placeholder="{words["answer"]}" aria-label="{words["answer"]}" value="{escape(check.note)}">'
        f'<select name="state" aria-label="{t("state", view.lang)}">{states}</select>'
        f'<button class="x-button">{words["save"]}</button></form></details>'
    )
    return (
        f'<article class="x-card x-check x-risk-{check.severity}"><h4>{escape(check.names[view.lang])} <small>{escape(check.id)}</small></h4>'
        f'<p class="x-note"><b>{escape(check.ask[view.lang])}</b> · {escape(check.document[view.lang])}</p>'
        f'<p class="x-sub">{t("clears_when", view.lang)} {escape(check.clears_when[view.lang])}</p>'
        f"<p>{worth} {factors}</p>{f'<p class=x-sub>{who}</p>' if who else ''}{form}</article>"
    )
