"""All customers: grade, limit, overdue, review due, papers."""

from decimal import Decimal
from html import escape

from assistant.credit.risks import followup_definitions, risk_definitions
from assistant.portfolio import PortfolioRow, WorkItem
from assistant.web.markup import badge, card, chip, counted, empty, heads_of, number, steps, t, table, term, title
from assistant.web.view import View
from ingestion.texts import say

FIRST_STEPS = ("first_customer", "first_papers", "first_look", "first_memo")
SOON_DAYS, FIRST_TASKS, MOST_TASKS = 30, 12, 60


def render(view: View) -> str:
    """The customer list and the way to a new one."""
    if not view.desk.person.may("see_status"):
        return empty("no_customers_for_you", view.lang)
    customers = view.desk.workspace.customers()
    form = (
        (
            f'<form class="x-newcustomer" data-form="customer"><label class="x-sr" for="x-newname">{t("new_customer", view.lang)}</label>'
            f'<input id="x-newname" name="name" placeholder="{t("new_customer", view.lang)}" maxlength="120" required>'
            f'<button class="x-button x-primary">{t("create", view.lang)}</button></form>'
        )
        if view.desk.person.may("enter")
        else ""
    )
    if not customers:
        told = steps(FIRST_STEPS, view.lang) if form else ""
        return title(say("web.tab_portfolio", view.lang)) + empty("welcome", view.lang, form + told)
    heads = [t("customer", view.lang)] + [
        f'<th class="x-num" scope="col">{term(k, t(k, view.lang), view.lang)}</th>'
        for k in ("grade", "limit", "limit_use", "overdue")
    ]
    heads += heads_of(("review_due", "top_risks", "tab_followups", "papers"), view.lang, ("tab_followups", "papers"))
    view.desk.workspace.refresh_portfolio()
    figures = view.desk.person.may("see_figures")
    if not figures:
        heads = heads_of(("customer", "limit", "review_due", "papers"), view.lang, ("limit", "papers"))
    found = view.desk.workspace.portfolio()
    picks = [f'data-customer="{escape(row.id)}"' for row in found]
    rows = [_row(row, view) if figures else _status_row(row, view) for row in found]
    body = table(heads, rows, "x-pick" if figures else "x-pick x-few", picks)
    return title(say("web.tab_portfolio", view.lang), str(len(found)), form) + card("", body) + _work(view)


def _status_row(row: PortfolioRow, view: View) -> list[str]:
    """What may be known without seeing figures: whether a limit is decided, and the review."""
    limit = view.money(Decimal(row.limit), row.currency) if row.limit is not None else "—"
    link = f'<a class="x-row" href="#" data-customer="{escape(row.id)}"><b class="x-clip" title="{escape(row.name)}">{escape(row.name)}</b><small>{escape(row.subject or "")}</small></a>'
    return [
        link,
        number(escape(limit)),
        f'<td class="x-day">{escape(row.review_due or "—")}</td>',
        number(str(row.documents)),
    ]


def _row(row: PortfolioRow, view: View) -> list[str]:
    subject = row.subject if row.subject and row.subject != row.name else ""
    link = f'<a class="x-row" href="#" data-customer="{escape(row.id)}"><b class="x-clip" title="{escape(row.name)}">{escape(row.name)}</b><small>{escape(subject)}</small></a>'
    limit = view.money(Decimal(row.limit), row.currency) if row.limit is not None else "—"
    decided = f"<small>{chip(say('web.decided', view.lang), 'ok')}</small>" if row.limit_decided else ""
    overdue = view.money(Decimal(row.overdue), row.currency) if row.overdue is not None else "—"
    late = f"<small>{counted('age_days', row.overdue_days, view.lang)}</small>" if row.overdue_days else ""
    used = f"{Decimal(row.utilisation) * 100:.0f}%" if row.utilisation is not None else "—"
    risks = "".join(chip(_risk(r, view)) for r in row.top_risks[:3])
    return [
        link,
        number(badge(row.grade)),
        number(f"{escape(limit)}{decided}"),
        number(used),
        number(f"{escape(overdue)}{late}"),
        f'<td class="x-day">{escape(row.review_due or "—")}</td>',
        f'<div class="x-chips">{risks}</div>' if risks else "—",
        number(str(row.open_followups)),
        number(str(row.documents)),
    ]


def _work(view: View) -> str:
    """What is due within a month, the first rows open, the rest one click away."""
    items = view.desk.workspace.work_list(days=SOON_DAYS)
    if not items:
        return card(t("work_list", view.lang), f'<p class="x-empty">{t("no_work", view.lang)}</p>')
    rows = [_task(item, view) for item in items[:MOST_TASKS]]
    heads = heads_of(("due", "customer", "what", "owner"), view.lang)
    body = table(heads, rows[:FIRST_TASKS], "x-papers")
    if len(rows) > FIRST_TASKS:
        more = t("more_rows", view.lang, count=len(rows) - FIRST_TASKS)
        body += f"<details><summary>{more}</summary>{table(heads, rows[FIRST_TASKS:], 'x-papers')}</details>"
    links = (
        ""
        if not view.desk.person.outright("see_figures")
        else " ".join(f'<a class="x-link" href="/api/v1/calendar.{k}" download>{k.upper()}</a>' for k in ("ics", "csv"))
    )
    return card(f'{t("work_list", view.lang)} <small>{len(items)}</small><span class="x-right">{links}</span>', body)


def _task(item: WorkItem, view: View) -> list[str]:
    words, target = escape(item.words(view.lang)), item.task.target or ""
    check, factor = followup_definitions().get(target), risk_definitions().get(target)
    if check:
        words = f"{escape(check['names'][view.lang])} <small>{escape(target)}</small>"
    elif factor:
        words += f" <small>{escape(factor['names'][view.lang])}</small>"
    late = f" {chip(say('web.late', view.lang), 'sev-H')}" if item.late else ""
    return [
        f'<td class="x-day">{escape(item.task.due or say("web.at_once", view.lang))}{late}</td>',
        f'<a class="x-row" href="#" data-customer="{escape(item.customer)}"><span class="x-clip" title="{escape(item.name)}">{escape(item.name)}</span></a>',
        f'<td class="x-one">{words}</td>',
        escape(item.task.owner or "—"),
    ]


def _risk(factor: str, view: View) -> str:
    known = risk_definitions().get(factor)
    return str(known["names"][view.lang]) if known else factor
