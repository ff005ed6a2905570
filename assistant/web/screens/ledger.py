"""Our own receivables of the customer: open, overdue, days late, ageing, limit use, promises."""

from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.charts import charts_of
from assistant.format import grouped, ratio_text
from assistant.web.markup import (
    card,
    drawn,
    empty,
    figure_name,
    go,
    known_word,
    number,
    place_button,
    places_button,
    t,
    table,
    term,
    title,
    valued,
)
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


SHARES = frozenset({"overdue_ratio", "our_share_of_purchases", "our_share_of_our_ar", "limit_utilisation"})
FIGURES = (
    "our_ar", "our_current", "our_overdue", "our_overdue_60", "overdue_ratio", "oldest_days_past_due", "sales_12m", "receipts_12m",
    "peak_exposure_12m", "dbt_weighted_12m", "dbt_recent_6m", "dbt_before_6m", "dso_countback", "best_possible_dso", "cei",
    "broken_promises_12m", "our_share_of_purchases", "our_share_of_our_ar",
)  # fmt: skip


def render(view: View) -> str:
    """One block a currency: amounts and days beside the ageing, then the limit and its use."""
    behaviour = view.profile.payment_behaviour
    if not behaviour:
        return empty("no_ledger", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    as_of = str(behaviour.get("as_of") or "")
    head = title(say("web.tab_ledger", view.lang), say("web.as_of", view.lang, date=as_of) if as_of else "")
    blocks = []
    charts = charts_of(view.profile)
    currencies = behaviour.get("currencies") or {}
    for currency, metrics in currencies.items():
        own = [c for c in charts if c.id.startswith("ageing") and (c.currency == currency or len(currencies) == 1)]
        side = drawn(own, view.lang, ("ageing",)) + _limit(behaviour.get("limit"), currency, view)
        main = (
            _figures(behaviour, view) if currency == behaviour.get("currency") else _currency(currency, metrics, view)
        )
        blocks.append(f'<div class="x-two x-even"><div>{main}</div><div>{side}</div></div>')
    links = (
        go("records", say("web.go_records", view.lang)) + " · " + go("columns", say("web.ledger_columns", view.lang))
    )
    return head + "".join(blocks) + links


def _figures(behaviour: dict[str, Any], view: View) -> str:
    """The figures of the judged currency, each opening the rows of the ledger it was counted from."""
    known: dict[str, Any] = behaviour.get("values") or {}
    rows = []
    for name in FIGURES:
        value = known.get(name)
        if value is None or value.get("value") is None:
            continue
        shown = ledger_value(name, value, view)
        places = [
            {"document": e["document"], "file": e["file"], "page": e["page"], "box": e["box"], "printed": e["printed"],
             "label": e["label"]}
            for e in value.get("evidence") or ()
        ]  # fmt: skip
        rows.append([term(name, figure_name(name, view.lang), view.lang), number(places_button(places, shown))])
    return card(
        f"{t('payment_behaviour', view.lang)} · {escape(str(behaviour.get('currency') or ''))}",
        table((), rows, "x-pairs"),
    )


def ledger_value(name: str, value: dict[str, Any], view: View) -> str:
    """A figure of the ledger with its unit; shares are kept as fractions and shown in percent."""
    amount = Decimal(str(value["value"]))
    if value.get("unit") == "x" and name in SHARES:
        return ratio_text(amount * 100, "percent", view.lang)
    return valued(format(amount, "f"), str(value.get("unit") or ""), value.get("currency"), view)


def _currency(currency: str, metrics: dict[str, Any], view: View) -> str:
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
    return card(f"{t('payment_behaviour', view.lang)} · {escape(currency)}", table((), rows, "x-pairs"))


def _limit(limit: Any, currency: str, view: View) -> str:
    if not isinstance(limit, dict) or limit.get("currency") not in (None, currency):
        return ""
    rows = []
    for name, value in limit.items():
        if value is None or name == "currency" or isinstance(value, dict | list):
            continue
        unit = "percent" if name.endswith("_pct") else "money"
        rows.append(
            [
                escape(known_word("web", f"ledger_{name}", view.lang)),
                number(escape(valued(str(value), unit, currency, view))),
            ]
        )
    return card(t("limit_and_use", view.lang), table((), rows, "x-pairs")) if rows else ""
