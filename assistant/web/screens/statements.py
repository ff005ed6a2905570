"""Statements with periods side by side: amounts, common size or growth; unconfirmed figures marked, each opens its page."""

from html import escape

from assistant.credit.columns import BASE_OF, BASES, STATEMENTS, columns_of, statement_lines
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, PeriodKey
from assistant.format import grouped, unit_words
from assistant.web.markup import card, empty, fact_button, go, number, period_heads, t, table, term, title
from assistant.web.remembered_card import remembered_card
from assistant.web.view import View
from ingestion.texts import say

MODES = ("amounts", "share", "growth")
TOTALS = ("total", "net_", "operating_profit", "gross", "profit_before")


def render(view: View) -> str:
    """All statements of the customer in the chosen mode."""
    if not view.profile.periods:
        return empty("no_figures", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    mode = view.options.get("mode", "amounts")
    parts = [_statement(s, basis, view, mode) for basis in BASES for s in STATEMENTS]
    return _bar(mode, view) + remembered_card(view) + _checks(view) + "".join(parts)


def _bar(mode: str, view: View) -> str:
    tabs = "".join(
        f'<button data-option="mode={m}" aria-pressed="{"true" if m == mode else "false"}">{t(f"mode_{m}", view.lang)}</button>'
        for m in MODES
    )
    legend = "".join(
        f'<span class="x-fig x-{k}">{t(f"legend_{k}", view.lang)}</span>' for k in ("doubt", "sure", "derived", "nil")
    )
    shown = f'<div class="x-seg" role="group">{tabs}</div>'
    return title(say("web.tab_statements", view.lang), "", f'<div class="x-legend">{legend}</div>{shown}')


def _checks(view: View) -> str:
    doubtful = [f for f in view.profile.facts if f.fact.state == "unconfirmed"]
    if not doubtful:
        return ""
    rows = " ".join(
        f"<span>{escape(line_name(f.fact.field or '', view.lang))} {escape(f.fact.period_end or '')} "
        f"{fact_button(f, f.fact.printed or grouped(f.fact.amount))}</span>"
        for f in doubtful[:12]
    )
    return f'<div class="x-warn" data-problems>{t("unconfirmed_count", view.lang, count=len(doubtful))} {rows}</div>'


def _statement(statement: str, basis: str, view: View, mode: str) -> str:
    periods = columns_of(view.profile, basis, statement)
    lines = statement_lines(statement, periods, view.values)
    sample = next((f for _, found in lines for f in found if f and f.fact.unit == "money"), None)
    if not lines or sample is None:
        return ""
    scale, currency = view.scale or sample.fact.scale, sample.fact.currency or ""
    rows, marks = [], []
    for name, found in lines:
        words = term(name, line_name(name, view.lang), view.lang)
        cells = [_cell(at, found, periods, view, mode, scale, statement) for at in range(len(periods))]
        rows.append([f"<td>{words}</td>", *cells])
        marks.append('class="x-total"' if name.startswith(TOTALS) else "")
    unit = unit_words(currency, scale, view.lang)
    if mode != "amounts":
        unit = "%"
    title = f"{say(f'export.{statement}', view.lang)} · {say(f'export.basis_{basis}', view.lang)}"
    heads = [t("line", view.lang), *period_heads(periods, view.lang, statement != "balance_sheet")]
    return card(escape(title), table(heads, rows, "x-sticky", marks), unit)


def _cell(
    at: int, found: list[ChosenFact | None], periods: list[PeriodKey], view: View, mode: str, scale: int, statement: str
) -> str:
    item = found[at]
    if item is None or item.fact.nil == "closure":
        return "<td></td>"
    if mode == "share":
        whole = view.values.fact(BASE_OF[statement], periods[at])
        if whole is None or whole.fact.amount == 0 or item.fact.unit != "money":
            return "<td></td>"
        return number(fact_button(item, f"{grouped(item.fact.amount / whole.fact.amount * 100, 1)}"))
    if mode == "growth":
        return _growth(item, periods[at], view)
    fact = item.fact
    shown = fact.amount if fact.unit != "money" else fact.amount / scale
    return number(fact_button(item, grouped(shown, printed_places(fact.printed, fact.scale == scale))))


def _growth(item: ChosenFact, period: PeriodKey, view: View) -> str:
    prior = view.values.prior(period)
    before = view.values.fact(item.fact.field or "", prior) if prior else None
    if before is None or before.fact.amount <= 0:
        return '<td class="x-num x-none">—</td>'
    change = (item.fact.amount / before.fact.amount - 1) * 100
    side = "up" if change >= 0 else "down"
    return number(fact_button(item, f"{'+' if change >= 0 else ''}{grouped(change, 1)}"), f"x-{side}")


def printed_places(printed: str, same_scale: bool) -> int | None:
    """Decimals as the paper prints them; two where the unit differs."""
    if not same_scale:
        return 2
    if not printed:
        return None
    _, point, decimals = printed.rstrip(")%").partition(".")
    return len(decimals) if point and decimals.isdigit() else 0
