"""Follow-up checks as a board: open, asked, done; the most valuable first."""

from decimal import Decimal
from html import escape
from typing import get_args

from assistant.credit.risk_model import FollowUp, FollowUpState
from assistant.web.markup import chip, empty, t, title
from assistant.web.view import View
from ingestion.texts import say

COLUMNS = ("open", "asked", "done")


def render(view: View) -> str:
    """The board."""
    checks = view.profile.followups
    if not checks:
        return empty("no_followups", view.lang)
    columns, moved = [], 0
    nothing = f'<p class="x-empty">{t("followup_none", view.lang)}</p>'
    for state in COLUMNS:
        cards = [f for f in checks if _column(f) == state]
        moved += len(cards) if state != "open" else 0
        body = "".join(_card(f, view) for f in sorted(cards, key=lambda f: f.rank))
        stack = f'<div class="x-stack{" x-wide" if state == "open" else ""}">{body}</div>' if body else nothing
        columns.append(
            f'<section class="x-column"><h3>{t(f"followup_{state}", view.lang)} <small>{len(cards)}</small></h3>{stack}</section>'
        )
    total = sum((Decimal(f.value) for f in checks if f.value and _column(f) == "open"), Decimal(0))
    told = say("web.followups_told", view.lang, count=len(checks)) if total else ""
    head = title(say("web.tab_followups", view.lang), told)
    return f'{head}<div class="x-board{"" if moved else " x-noneyet"}">{"".join(columns)}</div>'


def _column(check: FollowUp) -> str:
    if check.state in ("cleared", "confirmed", "waived", "done"):
        return "done"
    return "open" if check.state == "open" and not check.owner else "asked"


def _card(check: FollowUp, view: View) -> str:
    lang = view.lang
    known = {f.id: f.names[lang] for f in view.profile.risk_factors}
    factors = (
        "、".join(known.get(f, f) for f in check.factors[:4])
        if lang == "zh"
        else ", ".join(known.get(f, f) for f in check.factors[:4])
    )
    worth = ""
    if check.value is not None and Decimal(check.value) > 0:
        worth = chip(say("web.worth", lang, value=view.money(Decimal(check.value), check.currency)), "watch")
    due = chip(say("web.due_on", lang, day=check.due)) if check.due else ""
    owner = chip(check.owner) if check.owner else ""
    note = f"<p>{escape(check.note)}</p>" if check.note else ""
    note += _effect(check, view)
    form = _form(check, view) if view.desk.person.may("judge", view.customer) else ""
    return (
        f'<article class="x-card x-check x-risk-{check.severity}"><h4>{escape(check.names[lang])} <small>{escape(check.id)}</small></h4>'
        f'<p class="x-note">{escape(check.document[lang])} <small>{t("asked_of", lang)} {escape(check.ask[lang])}</small></p>'
        f'<p class="x-sub">{t("clears_when", lang)} {escape(check.clears_when[lang])}</p>'
        f'<div class="x-chips">{worth}{due}{owner}</div><p class="x-sub"><small>{escape(factors)}</small></p>{note}{form}</article>'
    )


def _effect(check: FollowUp, view: View) -> str:
    """Grade and limit before and after the check was closed."""
    if check.effect is None:
        return ""
    told = [
        f"{one.grade or '—'} · {view.money(Decimal(one.limit), check.currency) if one.limit is not None else '—'}"
        for one in (check.effect.before, check.effect.after)
    ]
    key = "effect_moved" if check.effect.moved else "effect_none"
    return f'<p class="x-sub">{escape(say(f"web.{key}", view.lang, before=told[0], after=told[1]))}</p>'


def _form(check: FollowUp, view: View) -> str:
    lang = view.lang
    states = "".join(
        f'<option value="{s}"{" selected" if s == check.state else ""}>{t(f"check_{s}", lang)}</option>'
        for s in get_args(FollowUpState)
    )
    words = {k: t(f"word_{k}", lang) for k in ("owner", "due", "answer", "save")}
    return (
        f'<details><summary>{t("followup_edit", lang)}</summary><form data-form="followup" data-check="{escape(check.id)}">'
        f'<input name="owner" placeholder="{words["owner"]}" aria-label="{words["owner"]}" value="{escape(check.owner or "")}">'
        f'<input name="due" type="date" aria-label="{words["due"]}" value="{escape(check.due or "")}">'
        f'<input class="x-full" name="note" placeholder="{words["answer"]}" aria-label="{words["answer"]}" value="{escape(check.note)}">'
        f'<select name="state" aria-label="{t("state", lang)}">{states}</select>'
        f'<button class="x-button x-primary">{words["save"]}</button></form></details>'
    )
