"""Our own receivables of the customer: open, overdue, days late, ageing, limit use, promises."""

from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.charts import charts_of
from assistant.format import grouped, ratio_text
from assistant.web.markup import card, chip, drawn, empty, go, known_word, number, place_button, t, table, term, valued
from assistant.web.view import View
from ingestion.texts import say

MONEY = ("total_ar", "current_ar", "past_due", "unapplied", "sales_12m")
PERCENT = ("overdue_ratio_pct", "limit_utilisation_pct")
DAYS = (
    "oldest_days_past_due",
    "dbt_weighted",
    "dbt_weighted_12m",
    "dbt_weighted_signed",
    "dso_simple",
    "dso_countback",
    "best_possible_dso",
)


def render(view: View) -> str:
    """One block a currency, then what people have noted."""
    behaviour = view.profile.payment_behaviour
    noted = _request(view) + _contacts(view)
    if not behaviour:
        action = go("documents", say("web.go_upload", view.lang), "x-button x-primary")
        return empty("no_ledger", view.lang, action) + noted
    charts = drawn(charts_of(view.profile), view.lang, ("ageing",))
    as_of = str(behaviour.get("as_of") or "")
    blocks = "".join(_currency(c, m, as_of, view) for c, m in (behaviour.get("currencies") or {}).items())
    return blocks + charts + _limit(behaviour.get("limit"), view) + noted


def _currency(currency: str, metrics: dict[str, Any], as_of: str, view: View) -> str:
    rows = []
    for name in (*MONEY, *PERCENT, *DAYS, "cei", "rows"):
        value = metrics.get(name)
        value = value.get("value") if isinstance(value, dict) else value
        if value is None:
            continue
        amount = Decimal(str(value))
        if name in MONEY:
            shown = view.money(amount, currency)
        elif name in PERCENT:
            shown = ratio_text(amount, "percent", view.lang)
        elif name in DAYS:
            shown = ratio_text(amount, "days", view.lang)
        else:
            shown = grouped(amount, 0 if name == "rows" else 1)
        words = known_word("web", f"ledger_{name}", view.lang)
        place = (metrics.get("places") or {}).get(name)
        told = place_button(place, shown) if isinstance(place, dict) else escape(shown)
        rows.append([term(name, words, view.lang), number(told)])
    return card(f"{t('tab_ledger', view.lang)} · {escape(currency)}", table((), rows), as_of)


def _limit(limit: Any, view: View) -> str:
    if not isinstance(limit, dict):
        return ""
    rows = [
        [escape(known_word("web", f"ledger_{name}", view.lang)), number(escape(str(value)))]
        for name, value in limit.items()
        if value is not None and not isinstance(value, dict | list)
    ]
    return card(t("limit_and_use", view.lang), table((), rows)) if rows else ""


def _request(view: View) -> str:
    request = view.profile.request
    if request is None:
        return ""
    rows = []
    for name, value in request.model_dump(exclude={"places", "security_held"}).items():
        if value is None:
            continue
        unit = (
            "money"
            if name in ("requested_limit", "current_limit", "expected_purchases_12m", "unbilled", "open_orders")
            else ""
        )
        shown = valued(str(value), unit, request.currency, view) if unit else str(value)
        place = request.places.get(name)
        told = place_button(place.model_dump(), shown) if place else escape(shown)
        rows.append([escape(known_word("web", f"request_{name}", view.lang)), told])
    return card(t("request", view.lang), table((), rows, "x-papers"))


def _contacts(view: View) -> str:
    if not view.profile.contacts:
        return ""
    rows = []
    for c in view.profile.contacts:
        promise = ""
        if c.promise:
            amount = valued(c.promise.amount, "money", c.promise.currency, view)
            promise = f"{escape(amount)} · {escape(c.promise.due_date)} {chip(say(f'web.promise_{c.promise.state}', view.lang))}"
        rows.append([escape(c.at[:10]), escape(known_word("web", f"channel_{c.channel}", view.lang)), escape(c.person or ""),
                     escape(c.subject or c.summary), promise, escape(c.by)])  # fmt: skip
    heads = [t(k, view.lang) for k in ("date", "channel", "person", "subject", "promise", "by")]
    return card(t("contacts", view.lang), table(heads, rows, "x-papers"))
