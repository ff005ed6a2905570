"""The card of a figure: what it is, where it is printed, what it is made of, who vouched for it. Markup and the places to show."""

from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, PeriodKey, RatioInput, RatioValue
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import risk_definitions
from assistant.errors import UnknownFigure
from assistant.export.words import formula_words, reason_text
from assistant.format import grouped, period_text, ratio_text, unit_words
from assistant.web.markup import bullet, chip, fact_button, known_word, t, term
from assistant.web.view import View
from ingestion.model.fact import Fact
from ingestion.texts import say

MAX_DEPTH = 4


@dataclass
class Card:
    """Markup of the card and the places it rests on, the first shown at once."""

    html: str
    places: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """For the page."""
        return {"html": self.html, "places": self.places}


def fact_card(view: View, fact: str) -> Card:
    """The card of a printed or derived figure.

    Raises:
        UnknownFigure: the customer has no such figure.
    """
    item = view.facts.get(fact) or _alternative(view, fact)
    f = item.fact
    name = line_name(f.field, view.lang) if f.field else f.label
    rows = [
        ("value", _value(f, view)),
        ("printed", escape(f.printed or "—")),
        ("unit", escape(_unit(f, view))),
        ("period", escape(_period(f, view))),
        ("basis", t(f"word_{f.basis}", view.lang)),
        ("path", escape(_path(f, item, view))),
        ("how", escape(known_word("web", f"method_{f.method}", view.lang))),
        ("state", _state(f, view)),
        ("chosen", escape(say(item.why, view.lang))),
    ]
    if f.restated:
        rows.append(("restated", t("yes", view.lang)))
    others = [_alternative(view, a) for a in item.alternatives[:5]]
    rows += [("other_values", _others(others, view))] if others else []
    tree = _derived(f, view) if f.method == "derived" else ""
    used = _used_in(f, view)
    act = _actions(f, view) if f.method != "derived" else ""
    html = _head(term(f.field or "", name, view.lang)) + _rows(rows, view) + tree + used + act
    places = [place_of(item)] if f.page and f.method != "derived" else _places(f.inputs, view)
    return Card(html, [p for p in places if p])


def ratio_card(view: View, key: str) -> Card:
    """The card of a ratio, `current_ratio@2024-12-31/12/consolidated`."""
    found = next((r for r in view.profile.ratios if f"{r.id}@{r.period.key}" == key), None)
    if found is None:
        raise UnknownFigure(figure=key)
    definition = ratio_definitions().get(found.id, {})
    value = (
        ratio_text(Decimal(found.value), found.unit, view.lang)
        if found.value is not None
        else reason_text(found, view.lang)
    )
    mark = bullet(Decimal(found.value), definition) if found.value is not None else ""
    rows = [
        (
            "value",
            f"<b>{escape(value)}</b> {chip(say(f'web.band_{found.band}', view.lang), found.band) if found.band else ''}",
        ),
        ("period", escape(period_text(found.period.period_end, found.period.months, view.lang))),
        ("formula", escape(formula_words(found.formula, view.lang))),
    ]
    flags = [known_word("web", f"flag_{flag}", view.lang) for flag in found.flags]
    rows += [("note", escape("; ".join(flags)))] if flags else []
    tree = f'<ul class="x-tree">{"".join(_branch(i, view, 0) for i in found.inputs)}</ul>'
    trend = _trend(found, view)
    html = _head(term(found.id, found.names[view.lang], view.lang)) + mark + _rows(rows, view) + trend + tree
    return Card(html, _places(_leaf_facts(found.inputs), view))


def calc_card(view: View, name: str, shown: str, formula: str, facts: list[str]) -> Card:
    """The card of a value computed for an answer: its formula and the figures in it."""
    known = [view.facts[f] for f in facts if f in view.facts]
    rows = [("value", f"<b>{escape(shown)}</b>")]
    if formula:
        rows.append(("formula", escape(formula_words(formula, view.lang))))
    inputs = "".join(f"<li>{_input_line(k, view)}</li>" for k in known)
    title = term(name, _said(name, view), view.lang)
    return Card(_head(title) + _rows(rows, view) + f'<ul class="x-tree">{inputs}</ul>', _places(facts, view))


def _said(name: str, view: View) -> str:
    """A figure of an answer by its name; a threshold, an edge or a constant of a factor or ratio says so."""
    kind, _, of = name.rpartition(":")
    factor = risk_definitions().get(of)
    words = str(factor["names"][view.lang]) if factor else line_name(of, view.lang)
    return f"{words} · {known_word('web', f'figure_of_{kind}', view.lang)}" if kind else words


def place_of(item: ChosenFact) -> dict[str, Any]:
    """Where a figure is printed, for the viewer."""
    fact = item.fact
    return {
        "document": item.document, "file": item.file, "page": fact.page, "box": fact.box, "head": fact.header_box,
        "unit": fact.unit_box, "printed": fact.printed, "label": fact.label, "fact": fact.id, "locator": fact.locator,
    }  # fmt: skip


def _alternative(view: View, fact: str) -> ChosenFact:
    """A figure that was read but not chosen."""
    found = view.desk.workspace.other_fact(view.customer, fact)
    if found is None:
        raise UnknownFigure(figure=fact)
    return found


def _head(title: str) -> str:
    return f'<h3 class="x-cardhead">{title}</h3>'


def _rows(rows: list[tuple[str, str]], view: View) -> str:
    return '<dl class="x-dl">' + "".join(f"<dt>{t(f'card_{k}', view.lang)}</dt><dd>{v}</dd>" for k, v in rows) + "</dl>"


def _value(fact: Fact, view: View) -> str:
    try:
        amount = fact.amount
    except ArithmeticError:
        return escape(fact.value)
    full = grouped(amount.normalize() if amount else amount)
    unit = fact.currency or "" if fact.unit == "money" else known_word("web", f"unit_{fact.unit}", view.lang)
    short = f" <small>{escape(view.money(amount, fact.currency))}</small>" if fact.unit == "money" else ""
    return f"<b>{escape(full)}</b> {escape(unit)}{short}"


def _unit(fact: Fact, view: View) -> str:
    if fact.unit != "money":
        return known_word("web", f"unit_{fact.unit}", view.lang)
    return unit_words(fact.currency, fact.scale, view.lang)


def _period(fact: Fact, view: View) -> str:
    if not fact.period_end:
        return "—"
    words = period_text(fact.period_end, fact.months, view.lang)
    return f"{words} ({fact.fiscal_label})" if fact.fiscal_label else words


def _path(fact: Fact, item: ChosenFact, view: View) -> str:
    statement = known_word("export", fact.statement, view.lang)
    where = say("web.page_n", view.lang, page=fact.page)
    if fact.locator and "cell" in fact.locator:
        where = f"{fact.locator.get('sheet', '')}!{fact.locator['cell']}"
    return f"{item.file} › {where} › {statement} › {fact.label}"


def _state(fact: Fact, view: View) -> str:
    words = chip(say(f"web.word_{fact.state}", view.lang), "ok" if fact.state in ("confirmed", "corrected") else "")
    rulings = [r for r in view.desk.workspace.rulings(view.customer) if r["target"] == fact.id and r["kind"] != "seen"]
    if rulings:
        last = rulings[-1]
        back = ""
        if fact.state in ("confirmed", "corrected") and view.desk.person.may("judge", view.customer):
            back = f' <button class="x-link" data-act="back" data-target="{escape(fact.id)}">{t("word_back", view.lang)}</button>'
        return (
            words
            + back
            + f" <small>{escape(last['actor'])} · {escape(last['at'][:16].replace('T', ' '))} · {escape(last['reason'])}</small>"
        )
    return f"{words} <small>{t('confidence', view.lang, value=round(fact.confidence * 100))}</small>"


def _others(others: list[ChosenFact], view: View) -> str:
    return "<br>".join(
        f"{fact_button(o, o.fact.printed or grouped(o.fact.amount))} <small>{escape(o.file)} {t('page_n', view.lang, page=o.fact.page)}</small>"
        for o in others
    )


def _derived(fact: Fact, view: View) -> str:
    known = [view.facts[f] for f in fact.inputs if f in view.facts]
    return f'<ul class="x-tree">{"".join(f"<li>{_input_line(k, view)}</li>" for k in known)}</ul>' if known else ""


def _input_line(item: ChosenFact, view: View) -> str:
    name = line_name(item.fact.field or "", view.lang) if item.fact.field else item.fact.label
    shown = view.money(item.fact.amount, item.fact.currency) if item.fact.unit == "money" else grouped(item.fact.amount)
    return f"<span>{escape(name)} <small>{escape(item.fact.period_end or '')}</small></span> {fact_button(item, shown)}"


def _branch(value: RatioInput, view: View, depth: int) -> str:
    """An input of a formula with its own inputs below it."""
    item = view.facts.get(value.fact or "")
    name = f"<span>{escape(line_name(value.name, view.lang))} <small>{escape(value.period_end or '')}</small></span>"
    if item is not None:
        shown = (
            view.money(item.fact.amount, item.fact.currency) if item.fact.unit == "money" else grouped(item.fact.amount)
        )
        told = fact_button(item, shown)
    else:
        told = t("missing", view.lang) if value.value is None else escape(_plain(value, view))
    below = ""
    if value.inputs and depth < MAX_DEPTH:
        below = f'<ul class="x-tree">{"".join(_branch(i, view, depth + 1) for i in value.inputs)}</ul>'
    return f"<li>{name} {told}{below}</li>"


def _plain(value: RatioInput, view: View) -> str:
    amount = Decimal(value.value or "0")
    return view.money(amount, view.profile.periods[0].currency) if abs(amount) >= 1000 else grouped(amount, 2)


def _trend(found: RatioValue, view: View) -> str:
    rows = [
        r
        for r in view.profile.ratios
        if r.id == found.id and r.period.basis == found.period.basis and r.value is not None
    ]
    if len(rows) < 2:
        return ""
    told = " → ".join(
        f"{escape(_short(r.period))} <b>{escape(ratio_text(Decimal(r.value or '0'), r.unit, view.lang))}</b>"
        for r in reversed(rows)
    )
    return f'<p class="x-sub">{told}</p>'


def _short(period: PeriodKey) -> str:
    return period.period_end[:7] if period.months != 12 else period.period_end[:4]


def _used_in(fact: Fact, view: View) -> str:
    names = dict.fromkeys(r.names[view.lang] for r in view.profile.ratios if fact.id in _leaf_facts(r.inputs))
    if not names:
        return ""
    shown = ("、" if view.lang == "zh" else ", ").join(list(names)[:8])
    return f'<p class="x-sub">{t("used_in", view.lang)} {escape(shown)}</p>'


def _leaf_facts(inputs: tuple[RatioInput, ...]) -> list[str]:
    found: list[str] = []
    for value in inputs:
        found += [value.fact] if value.fact else _leaf_facts(value.inputs)
    return list(dict.fromkeys(found))


def _places(facts: tuple[str, ...] | list[str], view: View) -> list[dict[str, Any]]:
    return [place_of(view.facts[f]) for f in facts if f in view.facts and view.facts[f].fact.method != "derived"]


def _actions(fact: Fact, view: View) -> str:
    if not view.desk.person.may("judge", view.customer):
        return ""
    words = {k: t(f"word_{k}", view.lang) for k in ("confirm", "correct", "value", "unit", "line", "reason", "save")}
    return (
        f'<div class="x-word" data-of="{escape(fact.id)}"><button class="x-button" data-act="confirm" data-target="{escape(fact.id)}">'
        f'{words["confirm"]} <kbd>c</kbd></button><details class="x-correct"><summary class="x-button">{words["correct"]} <kbd>e</kbd></summary>'
        f'<form data-form="correct" data-target="{escape(fact.id)}">'
        + "".join(
            f'<input name="{k}"{" list=x-lines" if k == "line" else ""} placeholder="{words[k]}" aria-label="{words[k]}">'
            for k in ("value", "unit", "line", "reason")
        )
        + f'<button class="x-button x-primary">{words["save"]}</button></form></details></div>'
    )
