"""Pieces of markup that all screens are made of. Everything from papers, people and models is escaped here."""

import json
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.judgement_model import Component
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, PeriodKey, RatioValue
from assistant.credit.risk_model import Evidence
from assistant.export.chart_svg import chart_svg
from assistant.format import Lang, grouped, period_text, ratio_text, shown_value
from assistant.web.terms import explained
from assistant.web.view import View
from ingestion.texts import catalogue, say, word_of

THIN = 310  # a chart on a telephone


def t(key: str, lang: Lang, **values: object) -> str:
    """A text of the workbench, escaped."""
    return escape(say(f"web.{key}", lang, **values))


def known_word(group: str, name: str, lang: Lang) -> str:
    """The catalogue's word for a code, unescaped; the code with spaces where there is none."""
    return word_of(group, name, lang)


def term(name: str, words: str, lang: Lang) -> str:
    """Words that explain themselves: with a hint to open where there is something to say of them."""
    hint = explained(name, lang)
    return f'<dfn tabindex="0" data-tip="{escape(hint)}">{escape(words)}</dfn>' if hint else escape(words)


def counted(key: str, count: int, lang: Lang, **values: object) -> str:
    """A text with a number in it, escaped; English takes `KEY_one` for one where the catalogue has it."""
    one = f"{key}_one"
    return t(one if count == 1 and lang == "en" and f"web.{one}" in catalogue() else key, lang, count=count, **values)


def title(words: str, note: str = "", actions: str = "") -> str:
    """The head of a screen; words and note are text, actions markup."""
    told = f'<span class="x-sub">{escape(note)}</span>' if note else ""
    return f'<div class="x-head"><div><h2>{escape(words)}</h2>{told}</div><div>{actions}</div></div>'


def badge(grade: str | None, klass: str = "") -> str:
    """A grade as a tinted label; a dash where there is none."""
    return f'<b class="x-badge x-grade x-{escape(grade)} {klass}">{escape(grade)}</b>' if grade else "—"


def severity_chip(severity: str | None, lang: Lang) -> str:
    """How grave a factor is; nothing where it has no severity."""
    return "" if severity is None else chip(say(f"risk.severity_{severity}", lang), f"sev-{severity}")


def chip(words: str, kind: str = "") -> str:
    """A small label."""
    return f'<span class="x-chip{f" x-{kind}" if kind else ""}">{escape(words)}</span>'


def card(title: str, body: str, note: str = "", klass: str = "") -> str:
    """A titled box; title and body are markup, note is text."""
    small = f" <small>{escape(note)}</small>" if note else ""
    head = f"<h3>{title}{small}</h3>" if title else ""
    return f'<section class="x-card {klass}">{head}{body}</section>'


def empty(key: str, lang: Lang, action: str = "") -> str:
    """What a screen says when there is nothing yet, with what to do about it."""
    return f'<div class="x-empty x-big"><p>{t(key, lang)}</p>{action}</div>'


def steps(keys: Iterable[str], lang: Lang) -> str:
    """What to do first, numbered; each key names a pair of texts, a word and what it brings."""
    rows = "".join(f"<li><b>{t(key, lang)}</b><small>{t(f'{key}_told', lang)}</small></li>" for key in keys)
    return f'<ol class="x-first">{rows}</ol>'


def table(
    heads: Iterable[str], rows: Iterable[Iterable[str]], klass: str = "", attributes: Iterable[str] | None = None
) -> str:
    """A table of markup cells. A cell may be a whole `<td …>`; `attributes` are those of each row."""
    head = "".join(h if h.startswith("<th") else f'<th scope="col">{h}</th>' for h in heads)
    made = [f"{''.join(cell(c) for c in row)}</tr>" for row in rows]
    body = "".join(
        f"<tr {a}>{r}" if a else f"<tr>{r}" for a, r in zip(attributes or [""] * len(made), made, strict=True)
    )
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f'<div class="x-scroll" tabindex="0"><table class="x-table {klass}">{top}<tbody>{body}</tbody></table></div>'


def cell(content: str, klass: str = "") -> str:
    """One cell."""
    if content.startswith(("<td", "<th")):
        return content
    return f'<td class="{klass}">{content}</td>' if klass else f"<td>{content}</td>"


def heads_of(keys: Iterable[str], lang: Lang, numbers: Iterable[str] = ()) -> list[str]:
    """Column heads by their text keys; those in `numbers` stand right."""
    right = set(numbers)
    return [f'<th class="x-num" scope="col">{t(k, lang)}</th>' if k in right else t(k, lang) for k in keys]


def number(content: str, klass: str = "") -> str:
    """A cell whose content stands right."""
    return f'<td class="x-num {klass}">{content}</td>'


def go(screen: str, words: str, klass: str = "x-link") -> str:
    """A link to another screen of the same customer."""
    return f'<a class="{klass}" href="#" data-screen="{screen}">{escape(words)}</a>'


def fact_button(item: ChosenFact, shown: str) -> str:
    """A figure: opens its card and its page."""
    fact = item.fact
    marks = {"derived": fact.method == "derived", "doubt": fact.state == "unconfirmed"}
    marks |= {"sure": fact.state in ("confirmed", "corrected"), "nil": fact.nil is not None}
    klass = "".join(f" x-{name}" for name, on in marks.items() if on)
    return f'<button class="x-fig{klass}" data-fact="{escape(fact.id)}">{escape(shown)}</button>'


def ratio_button(item: RatioValue, lang: Lang) -> str:
    """A ratio: opens its card with the formula tree."""
    key = f"{item.id}@{item.period.key}"
    words = ratio_text(Decimal(item.value), item.unit, lang) if item.value is not None else say("web.none", lang)
    return f'<button class="x-fig" data-ratio="{escape(key)}">{escape(words)}</button>'


def place_button(place: dict[str, Any], shown: str) -> str:
    """A value with its place on a page: document, file, page, box, printed, label."""
    data = escape(json.dumps(place, ensure_ascii=False), quote=True)
    return f'<button class="x-fig" data-place="{data}">{escape(shown)}</button>'


def places_button(places: list[dict[str, Any]], shown: str) -> str:
    """A value counted from several printed places: opens the first, the others one step away; plain text without any."""
    if not places:
        return escape(shown)
    data = escape(json.dumps(places, ensure_ascii=False), quote=True)
    return f'<button class="x-fig" data-places="{data}">{escape(shown)}</button>'


def evidence_button(evidence: Evidence, view: View, shown: str | None = None) -> str:
    """A printed figure that something rests on: through its fact where the profile has it."""
    words = shown or evidence.printed or evidence.value
    if evidence.fact in view.facts:
        return fact_button(view.facts[evidence.fact], words)
    place = {
        "document": evidence.document, "file": evidence.file, "page": evidence.page, "box": evidence.box,
        "printed": evidence.printed, "label": evidence.label,
    }  # fmt: skip
    told = place_button(place, words) if evidence.document else escape(words)
    return told + (f" {chip(say('web.stale', view.lang), 'sev-H')}" if evidence.stale else "")


def valued(value: str | None, unit: str, currency: str | None, view: View) -> str:
    """A value of the judgement as text; what is no number stays as it is."""
    if value is None:
        return say("web.none", view.lang)
    try:
        amount = Decimal(value)
    except ArithmeticError:
        return value
    if unit == "money":
        return view.money(amount, currency)
    if unit in ("x", "percent", "days", "points", "pp"):
        return ratio_text(amount, "percent" if unit == "pp" else unit, view.lang)
    return grouped(amount.normalize()) if amount == amount.to_integral_value() else grouped(amount, 2)


def figure_name(name: str, lang: Lang, names: dict[str, str] | None = None) -> str:
    """A figure in words: the name given with it, else that of the vocabulary."""
    return (names or {}).get(lang) or line_name(name, lang)


def _read(name: str, value: str | None, unit: str) -> tuple[str | None, str]:
    """Value and unit as people read them; what is no number stays."""
    try:
        number, unit = shown_value(name, Decimal(value or ""), unit)
    except ArithmeticError:
        return value, unit
    return format(number, "f"), unit


def component(item: Component, view: View) -> str:
    """A named value with the figures it rests on."""
    name = figure_name(item.name, view.lang, item.names)
    shown = valued(*_read(item.name, item.value, item.unit), item.currency, view)
    facts = [view.facts[f] for f in item.facts if f in view.facts]
    if len(facts) == 1:
        told = fact_button(facts[0], shown)
    elif item.evidence and len(item.evidence) == 1:
        told = evidence_button(item.evidence[0], view, shown)
    else:
        ids = ",".join(f.fact.id for f in facts)
        told = escape(shown)
        if ids:
            told = f'<button class="x-fig" data-calc="{escape(json.dumps([name, shown, "", ids]), quote=True)}">{told}</button>'
    return f"<li><span>{term(item.name, name, view.lang)}</span> {told}</li>"


def drawn(profile_charts: Iterable[Any], lang: Lang, wanted: tuple[str, ...]) -> str:
    """Charts whose id starts with one of `wanted`, side by side."""
    boxes = [
        f'<figure class="x-card"><figcaption>{escape(c.names[lang])}</figcaption>{chart_svg(c, lang)}<div class="x-thin">{chart_svg(c, lang, THIN)}</div></figure>'
        for c in profile_charts
        if c.id.startswith(wanted)
    ]
    return f'<div class="x-charts">{"".join(boxes)}</div>' if boxes else ""


def period_heads(periods: Iterable[PeriodKey], lang: Lang, flow: bool = True) -> list[str]:
    """Column heads for periods."""
    return [
        f'<th class="x-num" scope="col">{escape(period_text(p.period_end, p.months if flow else None, lang))}</th>'
        for p in periods
    ]


def spark(points: list[float]) -> str:
    """Small bars, the last one marked."""
    if len(points) < 2:
        return ""
    low, high = min(*points, 0.0), max(*points, 0.0)
    span, width = (high - low) or 1.0, 100 / len(points)
    zero = 2 + 26 * high / span
    bars = "".join(
        f'<rect x="{i * width + 2:.1f}" y="{min(zero, zero - 26 * v / span):.1f}" width="{width - 4:.1f}" '
        f'height="{max(abs(26 * v / span), 1):.1f}" class="{"last" if i == len(points) - 1 else ""}"/>'
        for i, v in enumerate(points)
    )
    return f'<svg class="x-spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>'


def bullet(value: Decimal, definition: dict[str, Any]) -> str:
    """Where the value stands between the thresholds: bands from weak to good and a mark."""
    bands = [Decimal(str(b)) for b in definition.get("bands", [])]
    if len(bands) != 2:
        return ""
    up = definition.get("direction", "up") == "up"
    low, high = sorted(bands)
    span = (high - low) or abs(high) or Decimal(1)
    start, end = min(low - span, value), max(high + span, value)
    if low >= 0 and value >= 0:
        start = max(start, Decimal(0))

    def at(x: Decimal) -> float:
        return float(100 * (x - start) / (end - start))

    tones = ("weak", "watch", "good") if up else ("good", "watch", "weak")
    edges = (0.0, at(low), at(high), 100.0)
    parts = "".join(
        f'<rect x="{edges[i]:.1f}" y="3" width="{edges[i + 1] - edges[i]:.1f}" height="8" class="b-{tones[i]}"/>'
        for i in range(3)
    )
    mark = f'<rect x="{min(98.4, max(0, at(value) - 0.8)):.1f}" y="0" width="1.6" height="14" class="b-mark"/>'
    return (
        f'<svg class="x-bullet" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">{parts}{mark}</svg>'
    )
