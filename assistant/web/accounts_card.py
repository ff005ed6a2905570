"""Who may log in, for administrators; a change that waits is agreed to or refused here by a second one."""

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

from assistant.access import Actor
from assistant.format import grouped
from assistant.web.markup import card, heads_of, known_word, number, t, table
from assistant.web.view import View
from ingestion.texts import say

if TYPE_CHECKING:
    from assistant.account_book import Waiting


def accounts_card(view: View) -> str:
    """Nothing on loopback, and for whoever keeps no accounts."""
    accounts, lang = view.desk.accounts, view.lang
    if accounts is None or not view.desk.person.may("keep_accounts"):
        return ""
    rows = [_account(actor, view) for name in accounts.names() if (actor := accounts.actor(name))]
    heads = heads_of(
        ("account_name", "account_roles", "account_customers", "account_authority"), lang, ("account_authority",)
    )
    note = t("accounts_two" if len(accounts.administrators()) > 1 else "accounts_alone", lang)
    body = f'<p class="x-sub">{note}</p>{table(heads, rows, "x-papers")}'
    return _waiting(accounts.waiting(), view) + card(t("accounts_title", lang), body, str(len(rows)))


def _account(actor: Actor, view: View) -> list[str]:
    all_of_them = t("account_all", view.lang)
    granted = all_of_them if actor.customers is None else str(len(actor.customers))
    limit = escape(authority_words(str(actor.authority), view))
    return [escape(actor.name), escape(roles_words(sorted(actor.roles), view)), granted, number(limit)]


def roles_words(roles: list[str], view: View) -> str:
    """The roles by their names."""
    return ("、" if view.lang == "zh" else ", ").join(known_word("web", f"person_{role}", view.lang) for role in roles)


def authority_words(value: str, view: View) -> str:
    """The largest limit that may be approved, or that there is none."""
    return say("web.account_unlimited", view.lang) if value == "Infinity" else grouped(Decimal(value), 0)


def _waiting(waiting: "list[Waiting]", view: View) -> str:
    if not waiting:
        return ""
    lang = view.lang
    rows = [
        [
            f"<time>{escape(row.at.replace('T', ' ')[:16])}</time>",
            escape(row.by),
            f"{escape(known_word('web', f'audit_{row.action}', lang))} <b>{escape(row.name)}</b><small>{escape(_told(row.told, view))}</small>",
            _buttons(row, view),
        ]
        for row in waiting
    ]
    return card(
        t("accounts_waiting", lang),
        table(heads_of(("when", "by", "what", "account_word"), lang), rows, "x-papers"),
        str(len(rows)),
    )


def _told(told: dict[str, Any], view: View) -> str:
    parts = []
    for key, value in told.items():
        if value in (None, ""):
            continue
        words = authority_words(str(value), view) if key == "authority" else str(value)
        if key == "roles":
            words = roles_words(words.split(", "), view)
        parts.append(f"{say(f'web.detail_{key}', view.lang)} {words}")
    return " · ".join(parts)


def _buttons(row: "Waiting", view: View) -> str:
    own = row.by == view.desk.person.name
    refuse = t("account_withdraw" if own else "account_refuse", view.lang)
    agree = f'<button class="x-button x-primary" data-account="{escape(row.id)}/agree">{t("account_agree", view.lang)}</button> '
    return f'<div class="x-chips">{"" if own else agree}<button class="x-button" data-account="{escape(row.id)}/refuse">{refuse}</button></div>'
