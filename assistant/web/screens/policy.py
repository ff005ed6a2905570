"""The lender's policy in force, with source and day; a file of the company's own checked line by line, proposed and put in force."""

import re
from html import escape
from typing import Any

from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import risk_definitions
from assistant.policy.policy import house_policy
from assistant.policy_keeping import PolicyCheck, PolicyRow, PolicyShown
from assistant.web.markup import card, chip, figure_name, heads_of, known_word, number, t, table, term, title
from assistant.web.view import View
from ingestion.texts import catalogue, say

SHOWN_HASH = 12
_NAME = re.compile(r"[^A-Za-z0-9]+")


def render(view: View) -> str:
    """What is in force, then the check."""
    shown = view.desk.workspace.policy_shown()
    lang = view.lang
    whose = chip(say("web.policy_own" if shown.own else "web.policy_house", lang), "watch" if shown.own else "")
    note = f"{shown.version} · {say('web.policy_hash', lang)} {shown.hash[:SHOWN_HASH]}"
    groups: dict[str, list[PolicyRow]] = {}
    for row in shown.rows:
        groups.setdefault(row.key.split(".")[0], []).append(row)
    parts = "".join(_group(name, rows, view) for name, rows in groups.items())
    return (
        title(say("web.tab_policy", lang), note, whose)
        + _waiting(shown, view)
        + _check(view)
        + parts
        + _thresholds(view)
    )


def _group(name: str, rows: list[PolicyRow], view: View) -> str:
    own = sum(r.own for r in rows)
    marked = f" {chip(say('web.policy_changed', view.lang, count=own), 'watch')}" if own else ""
    heads = heads_of(("setting", "value", "unit", "since", "source"), view.lang)
    made, marks, above = [], [], ""
    for row in rows:
        parent = row.key.rpartition(".")[0]
        if parent != above:
            made.append(
                [
                    f'<td colspan="5"><b>{escape(_section(parent, view))}</b> <small><code>{escape(parent)}</code></small></td>'
                ]
            )
            marks.append('class="x-section"')
            above = parent
        made.append(_row(row, view))
        marks.append("")
    words = escape(known_word("web", f"policy_{name}", view.lang))
    body = table(heads, made, "x-papers", marks)
    return (
        f'<details class="x-card"><summary><b>{words}</b> <small>{len(rows)}</small>{marked}</summary>{body}</details>'
    )


def _section(parent: str, view: View) -> str:
    """What a group of parameters is about: a score item, a grade, a factor."""
    names = house_policy().text(f"{parent}.names")
    last = parent.rpartition(".")[2]
    factor = risk_definitions().get(last)
    if factor:
        return f"{last} {factor['names'][view.lang]}"
    return str(names[view.lang]) if names else known_word("web", f"policy_of_{last}", view.lang)


def _row(row: PolicyRow, view: View) -> list[str]:
    last = row.key.rpartition(".")[2]
    key = f"param_{last}"
    name = known_word("web", key, view.lang) if f"web.{key}" in catalogue() else known_word("param", last, view.lang)
    if f"web.{key}" not in catalogue() and f"param.{last}" not in catalogue():
        name = figure_name(last, view.lang)
    own = f" {chip(say('web.policy_own', view.lang), 'watch')}" if row.own else ""
    return [
        f"{escape(name)}{own}", escape(_shown(row.value, view)), escape(_unit(row.unit, view)),
        f'<td class="x-day">{escape(row.since)}</td>', f"<small>{escape(_source(row.source, view))}</small>",
    ]  # fmt: skip


def _shown(value: Any, view: View) -> str:
    """Bands as `0.3 → 0 · 0.6 → 40`, other lists with commas, methods by name, long numbers grouped."""
    if isinstance(value, list):
        pairs = all(isinstance(v, list) and len(v) == 2 for v in value)
        if pairs:
            return " · ".join(f"{_shown(a, view)} → {_shown(b, view)}" for a, b in value)
        return ("、" if view.lang == "zh" else ", ").join(_shown(v, view) for v in value)
    text = str(value)
    if text.isdigit() and len(text) > 4:
        return f"{int(text):,}"
    return known_word("param", text, view.lang) if f"param.{text}" in catalogue() else text


def _unit(unit: str, view: View) -> str:
    key = f"unit_{_NAME.sub('_', unit).strip('_')}"
    return known_word("web", key, view.lang) if unit else ""


def _source(source: str, view: View) -> str:
    """Where a value is from, in the reader's language where it is one of our own."""
    key = f"source_{_NAME.sub('_', source.lower())[:32]}"
    return known_word("param", key, view.lang) if f"param.{key}" in catalogue() else source


def _waiting(shown: PolicyShown, view: View) -> str:
    if shown.proposed is None:
        return ""
    waiting, lang = shown.proposed, view.lang
    told = t(
        "policy_waiting",
        lang,
        by=waiting["by"],
        at=waiting["at"][:16].replace("T", " "),
        hash=waiting["hash"][:SHOWN_HASH],
    )
    act = ""
    if view.desk.person.may("set_policy"):
        act = f'<button class="x-button x-primary" data-policy="{escape(waiting["hash"])}">{t("policy_install", lang)}</button>'
    return card(t("policy_proposed", lang), f"<p>{told}</p>{act}")


def _check(view: View) -> str:
    lang = view.lang
    form = (
        f'<form class="x-form" data-form="policy"><label class="x-full">{t("policy_text", lang)}<textarea name="text" rows="7" '
        f'spellcheck="false" placeholder="{t("policy_hint", lang)}"></textarea></label><div class="x-acts">'
        f'<button class="x-button x-primary" name="to" value="check">{t("policy_check", lang)}</button>'
        f'<label class="x-button">{t("policy_file", lang)}<input type="file" class="x-sr" data-policy-file accept=".toml,.txt" '
        f'aria-label="{t("policy_file", lang)}"></label></div></form><div id="x-policy" aria-live="polite"></div>'
    )
    return card(t("policy_own_file", lang), f'<p class="x-sub">{t("policy_own_told", lang)}</p>{form}')


def check_html(found: PolicyCheck, view: View) -> str:
    """Every fault with its line; or the hash and what would change."""
    lang = view.lang
    if found.problems:
        rows = [
            [str(p.line), f"<code>{escape(p.key)}</code>", escape(say(f"policy.{p.code}", lang, **p.values))]
            for p in found.problems
        ]
        heads = heads_of(("policy_line", "setting", "problem"), lang)
        return (
            f"<p>{chip(say('web.policy_faults', lang, count=len(rows)), 'sev-H')}</p>{table(heads, rows, 'x-papers')}"
        )
    changed = "".join(f"<li><code>{escape(k)}</code></li>" for k in found.changed)
    act = ""
    if view.desk.person.may("propose_policy"):
        act = f'<button class="x-button" data-act="proposepolicy">{t("policy_propose", lang)}</button>'
    told = t("policy_fine", lang, hash=(found.hash or "")[:SHOWN_HASH], count=len(found.changed))
    return f'<p>{chip(say("web.policy_valid", lang), "ok")} {told}</p><ul class="x-columns">{changed}</ul>{act}'


def _thresholds(view: View) -> str:
    rows = []
    for name, definition in ratio_definitions().items():
        bands = definition.get("bands")
        if not bands:
            continue
        up = definition.get("direction", "up") == "up"
        sign = "≥" if up else "≤"
        rows.append([term(name, definition["names"][view.lang], view.lang), *[number(f"{sign} {b}") for b in bands],
                     escape(say(f"web.unit_{definition['unit']}", view.lang))])  # fmt: skip
    heads = heads_of(("ratio", "band_good", "band_watch", "unit"), view.lang, ("band_good", "band_watch"))
    body = table(heads, rows)
    return (
        f'<details class="x-card"><summary><b>{t("thresholds", view.lang)}</b> <small>{len(rows)} · {t("thresholds_note", view.lang)}</small>'
        f"</summary>{body}</details>"
    )
