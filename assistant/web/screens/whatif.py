"""What if: other values for figures, the judgement before and after; and how far a lever must move for a goal. Nothing is saved."""

from decimal import Decimal
from html import escape

from assistant.credit.case_definitions import case_definitions
from assistant.credit.judgement_model import GRADES, Component, Requirement, WhatIf
from assistant.credit.ratios import ratio_definitions
from assistant.credit.scorecard import unit_of
from assistant.credit.whatif import Bench, whatif_definitions
from assistant.web.markup import (
    badge,
    card,
    chip,
    empty,
    figure_name,
    go,
    heads_of,
    number,
    severity_chip,
    t,
    table,
    term,
    title,
    valued,
)
from assistant.web.view import View
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import say

ROWS = 3
STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
MAX_RATIOS = 24


def render(view: View) -> str:
    """Fields for other values on the left, goals on the right."""
    if not view.profile.periods:
        return empty("no_figures", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    head = title(say("web.tab_whatif", view.lang), say("web.whatif_told", view.lang))
    left = card(t("whatif_values", view.lang), _form(view)) + '<div id="x-whatif" aria-live="polite"></div>'
    return f'{head}<div class="x-two x-even"><div>{left}</div><div>{_goals(view)}</div></div>'


def _form(view: View) -> str:
    lang = view.lang
    options = _options(view)
    rows = "".join(
        f'<label>{t("whatif_figure", lang)}<select data-figure="{i}"><option value=""></option>{options}</select></label>'
        f'<label>{t("whatif_now", lang)}<output data-now="{i}">—</output></label>'
        f'<label>{t("whatif_new", lang)}<input data-new-value="{i}" placeholder="{t("hint_whatif", lang)}" maxlength="60" autocomplete="off"></label>'
        for i in range(ROWS)
    )
    return (
        f'<form class="x-form x-whatif" data-form="whatif">{rows}<div class="x-acts"><button class="x-button x-primary">'
        f'{t("whatif_run", lang)} <kbd>↵</kbd></button><button type="reset" class="x-button">{t("whatif_clear", lang)}</button>'
        f'<span class="x-error" role="alert"></span></div></form>'
    )


def _options(view: View) -> str:
    """Every line, figure of the case and ratio that has a value today."""
    base, currency = Bench(view.profile), view.profile.periods[0].currency
    groups: list[tuple[str, list[str]]] = [
        (say(f"export.{s}", view.lang), [n for n, line in taxonomy().items.items() if line.statement == s])
        for s in STATEMENTS
    ]
    groups.append((say("web.tab_ledger", view.lang), [n for n in case_definitions() if n in base.case]))
    groups.append((say("web.tab_ratios", view.lang), list(ratio_definitions())))
    made = []
    for words, names in groups:
        known = [(n, base.base.value(n)) for n in names]
        items = "".join(
            f'<option value="{escape(n)}" data-shown="{escape(valued(format(v, "f"), unit_of(n), currency, view))}">'
            f"{escape(figure_name(n, view.lang))}</option>"
            for n, v in known if v is not None
        )  # fmt: skip
        if items:
            made.append(f'<optgroup label="{escape(words)}">{items}</optgroup>')
    return "".join(made)


def _goals(view: View) -> str:
    lang = view.lang
    now = view.profile.grade.grade if view.profile.grade else None
    better = GRADES[max(0, GRADES.index(now) - 1)] if now in GRADES else GRADES[0]
    grades = "".join(
        f'<option value="grade {g}"{" selected" if g == better else ""}>{t("goal_grade", lang, grade=g)}</option>'
        for g in GRADES
    )
    fired = [f for f in view.profile.risk_factors if f.state == "fired"]
    clears = "".join(
        f'<option value="clears {escape(f.id)}">{escape(say("web.goal_clears", lang, name=f.names[lang]))}</option>'
        for f in fired
    )
    levers = [
        f'<tr data-lever="{escape(name)}"><td>{term(name, row["names"][lang], lang)}</td><td class="x-num" colspan="3">'
        f'<button class="x-button x-small" data-solve="{escape(name)}">{t("goal_solve", lang)}</button></td></tr>'
        for name, row in whatif_definitions()["levers"].items()
    ]
    heads = "".join(
        h if h.startswith("<th") else f'<th scope="col">{h}</th>'
        for h in heads_of(("lever", "whatif_now", "goal_needed", "delta"), lang, ("whatif_now", "goal_needed", "delta"))
    )
    body = (
        f'<div class="x-fields"><label>{t("goal", lang)}<select id="x-goal"><optgroup label="{t("grade", lang)}">{grades}</optgroup>'
        f'<optgroup label="{t("tab_risks", lang)}">{clears}</optgroup></select></label>'
        f'<button class="x-button" data-act="solveall">{t("goal_solve_all", lang)}</button></div>'
        f'<div class="x-scroll"><table class="x-table" id="x-levers"><thead><tr>{heads}</tr></thead><tbody>{"".join(levers)}</tbody></table></div>'
    )
    return card(t("goal_told", lang), body)


def result_html(found: WhatIf, view: View) -> str:
    """The judgement before and after."""
    lang = view.lang

    def pair(name: str, before: str, after: str, same: bool) -> list[str]:
        return [t(name, lang), number(before), number(after if same else f"<b>{after}</b>")]

    money = [
        valued(v, "money", found.currency, view) if v is not None else "—"
        for v in (found.limit_before, found.limit_after)
    ]
    scores = [
        valued(v, "points", None, view) if v is not None else "—" for v in (found.score_before, found.score_after)
    ]
    top = [
        pair("grade", badge(found.grade_before), badge(found.grade_after), found.grade_before == found.grade_after),
        pair("score", escape(scores[0]), escape(scores[1]), scores[0] == scores[1]),
        pair("limit", escape(money[0]), escape(money[1]), money[0] == money[1]),
    ]
    heads = heads_of(("whatif_figure", "before", "after"), lang, ("before", "after"))
    parts = [card(f"{t('whatif_result', lang)} {chip(say('web.not_saved', lang), 'sev-M')}", table(heads, top))]
    if found.factors:
        moves = [
            [f"{escape(m.names[lang])} <small>{escape(m.id)}</small>", _state(m.before, view), _state(m.after, view)]
            for m in found.factors
        ]
        parts.append(
            card(t("tab_risks", lang), table(heads_of(("factor", "before", "after"), lang), moves), str(len(moves)))
        )
    parts += [
        card(t(key, lang), table(heads, [_pair(c, view, found.currency) for c in rows[:MAX_RATIOS]]), str(len(rows)))
        for key, rows in (("whatif_changed", found.changed), ("tab_ratios", found.ratios), ("score_items", found.items)) if rows
    ]  # fmt: skip
    return "".join(parts)


def _pair(item: Component, view: View, currency: str | None) -> list[str]:
    name = (
        figure_name(item.name, view.lang, item.names) if item.name not in ratio_definitions() else item.names[view.lang]
    )
    if item.unit == "points" and view.profile.scorecard:
        name = next((i.names[view.lang] for i in view.profile.scorecard.items if i.id == item.name), name)
    before, after = (valued(v, item.unit, currency, view) if v is not None else "—" for v in (item.before, item.value))
    return [term(item.name, name, view.lang), number(escape(before)), number(f"<b>{escape(after)}</b>")]


def _state(told: str, view: View) -> str:
    state, _, severity = told.partition(" ")
    words = chip(say(f"risk.state_{state}", view.lang), "ok" if state == "clear" else "")
    return f"{words} {severity_chip(severity, view.lang)}" if severity and state == "fired" else words


def need_html(found: Requirement, view: View) -> str:
    """The cells of one lever: today, what is needed, the difference; or why no value of its range does."""
    lang = view.lang
    today = valued(found.today, found.unit, found.currency, view) if found.today is not None else "—"
    if found.value is None:
        why = t(f"goal_{found.reason or 'missing'}", lang)
        return f'{number(escape(today))}<td class="x-num x-none" colspan="2">{why}</td>'
    if found.value == found.today:
        return f'{number(escape(today))}<td class="x-num" colspan="2">{chip(say("web.goal_holds", lang), "ok")}</td>'
    delta = Decimal(found.delta or "0")
    sign = "+" if delta > 0 else ""
    told = escape(valued(found.value, found.unit, found.currency, view))
    warned = f"<small>{t('goal_not_monotone', lang)}</small>" if "not_monotone" in found.flags else ""
    change = escape(f"{sign}{valued(found.delta, found.unit, found.currency, view)}")
    return number(escape(today)) + number(f"<b>{told}</b>{warned}") + number(change)
