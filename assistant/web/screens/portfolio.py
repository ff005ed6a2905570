"""All customers: grade, limit, overdue, review due, papers."""

from decimal import Decimal
from html import escape

from assistant.credit.risks import risk_definitions
from assistant.portfolio import PortfolioRow
from assistant.web.markup import card, chip, empty, number, t, table, term
from assistant.web.view import View
from ingestion.texts import say

SOON_DAYS, MOST_TASKS = 30, 40


def render(view: View) -> str:
    """The customer list and the way to a new one."""
    customers = view.desk.workspace.customers()
    form = (
        f'<form class="x-newcustomer" data-form="customer"><label class="x-sr" for="x-newname">{t("new_customer", view.lang)}</label>'
        f'<input id="x-newname" name="name" placeholder="{t("new_customer", view.lang)}" maxlength="120" required>'
        f'<button class="x-button x-primary">{t("create", view.lang)}</button></form>'
    )
    if not customers:
        return empty("welcome", view.lang, form)
    heads = [t("customer", view.lang)] + [
        f'<th class="x-num" scope="col">{term(k, t(k, view.lang), view.lang)}</th>'
        for k in ("grade", "limit", "limit_use", "overdue")
    ]
    heads += [t(k, view.lang) for k in ("review_due", "top_risks")]
    heads += [f'<th class="x-num" scope="col">{t(k, view.lang)}</th>' for k in ("tab_followups", "papers")]
    view.desk.workspace.refresh_portfolio()
    rows = [_row(row, view) for row in view.desk.workspace.portfolio()]
    return (
        f'<div class="x-head"><h2>{t("tab_portfolio", view.lang)}</h2>{form}</div>'
        + card("", table(heads, rows, "x-pick"))
        + _work(view)
    )


def _row(row: PortfolioRow, view: View) -> list[str]:
    link = f'<a class="x-row" href="#" data-customer="{escape(row.id)}"><b>{escape(row.name)}</b><small>{escape(row.subject or "")}</small></a>'
    limit = view.money(Decimal(row.limit), row.currency) if row.limit is not None else "—"
    decided = f" {chip(say('web.decided', view.lang), 'ok')}" if row.limit_decided else ""
    overdue = view.money(Decimal(row.overdue), row.currency) if row.overdue is not None else "—"
    late = f"<small>{t('age_days', view.lang, count=row.overdue_days)}</small>" if row.overdue_days else ""
    used = f"{Decimal(row.utilisation):.0f}%" if row.utilisation is not None else "—"
    return [
        link,
        number(f'<b class="x-grade x-{row.grade}">{row.grade}</b>' if row.grade else "—"),
        number(f"{escape(limit)}{decided}"),
        number(used),
        number(f"{escape(overdue)}{late}"),
        escape(row.review_due or "—"),
        " ".join(chip(_risk(r, view), "sev-M") for r in row.top_risks[:3]) or "—",
        number(str(row.open_followups)),
        number(str(row.documents)),
    ]


def _work(view: View) -> str:
    """What is due within a month."""
    items = view.desk.workspace.work_list(days=SOON_DAYS)
    if not items:
        return ""
    rows = [
        [
            f'<span class="{"x-down" if i.late else ""}">{escape(i.task.due or t("at_once", view.lang))}</span>',
            f'<a class="x-row" href="#" data-customer="{escape(i.customer)}">{escape(i.name)}</a>',
            escape(i.words(view.lang)),
            escape(i.task.owner or ""),
        ]
        for i in items[:MOST_TASKS]
    ]
    heads = [t(k, view.lang) for k in ("due", "customer", "what", "owner")]
    links = "".join(f'<a class="x-link" href="/api/v1/calendar.{k}" download>{k.upper()}</a> ' for k in ("ics", "csv"))
    return card(t("work_list", view.lang), table(heads, rows, "x-papers") + links, str(len(items)))


def _risk(factor: str, view: View) -> str:
    known = risk_definitions().get(factor)
    return str(known["names"][view.lang]) if known else factor
