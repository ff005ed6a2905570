"""Risk factors: fired ones with figures, counter-argument and checks; then those clear or not testable."""

from html import escape

from assistant.credit.case_definitions import case_definitions
from assistant.credit.names import line_name
from assistant.credit.risk_model import Evidence, RiskFactor
from assistant.remembered import STATEMENTS
from assistant.web.markup import chip, empty, evidence_button, go, severity_chip, t, table, term, title, valued
from assistant.web.view import View
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import say

SEVERITIES = ("C", "H", "M", "L")
AMOUNTS = (
    "ledger_invoice", "ledger_receipt", "ledger_open_item", "ledger_limit_limit", "ledger_limit_unbilled", "ledger_limit_open_orders",
    "ledger_limit_security",
)  # fmt: skip
MEASURED = ("money", "percent", "x", "days")


def render(view: View) -> str:
    """All factors by state."""
    factors = view.profile.risk_factors
    if not factors:
        return empty("no_figures", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    fired = [r for r in factors if r.state in ("fired", "disputed")]
    sums = {s: sum(r.severity == s for r in fired) for s in SEVERITIES}
    counts = " ".join(chip(f"{say(f'risk.severity_{s}', view.lang)} {n}", f"sev-{s}") for s, n in sums.items() if n)
    told = say("web.risks_told", view.lang, fired=len(fired), clear=sum(r.state == "clear" for r in factors),
             open=sum(r.state == "not_testable" for r in factors))  # fmt: skip
    cards = "".join(_card(r, view) for r in fired) or f'<p class="x-empty">{t("no_risks", view.lang)}</p>'
    return title(say("web.tab_risks", view.lang), told, counts) + cards + _others(view)


def _card(factor: RiskFactor, view: View) -> str:
    rows = "".join(
        f"<li><span>{term(e.name, line_name(e.name, view.lang), view.lang)} <small>{escape(e.period_end or '')}</small></span> "
        f"{evidence_button(e, view, _shown(e, view))}</li>"
        for e in factor.evidence
    )
    titles = {f.id: f.names[view.lang] for f in view.profile.followups}
    checks = "".join(f"<li>{go('followups', f'{c} {titles.get(c, str())}'.strip())}</li>" for c in factor.follow_ups)
    asks = f'<p class="x-sub">{t("tab_followups", view.lang)}</p><ul>{checks}</ul>' if checks else ""
    act, foot = "", ""
    if factor.dismissed:
        d = factor.dismissed
        foot = f'<p class="x-sub">{t("dismissed_by", view.lang, by=d.by, at=d.at[:10], reason=d.reason)}</p>'
        if view.desk.person.may("judge", view.customer):
            back = t("word_back", view.lang)
            act = f'<button class="x-button x-small" data-act="back" data-target="{escape(factor.id)}">{back}</button>'
    elif view.desk.person.may("judge", view.customer):
        act = f'<button class="x-button x-small" data-dismiss="{escape(factor.id)}">{t("word_dismiss", view.lang)}</button>'
    return (
        f'<section class="x-card x-risk x-risk-{factor.severity}{" x-dismissed" if factor.dismissed else ""}" '
        f'data-factor="{escape(factor.id)}"><h3>{severity_chip(factor.severity, view.lang)} {escape(factor.names[view.lang])} '
        f'<small>{escape(factor.id)}</small><span class="x-right">{act}</span></h3>'
        f'<p class="x-note">{escape(factor.explanation[view.lang])}</p><div class="x-two x-even"><ul class="x-inputs">{rows}</ul>'
        f'<div><p class="x-sub"><b>{t("counter", view.lang)}</b> {escape(factor.counter_argument[view.lang])}</p>{asks}</div></div>'
        f"{foot}</section>"
    )


def _shown(evidence: Evidence, view: View) -> str | None:
    """An amount or ratio with its unit; None for what is shown as it is printed."""
    item = view.facts.get(evidence.fact)
    if item is not None:
        fact = item.fact
        return valued(fact.value, fact.unit, fact.currency, view) if fact.unit in MEASURED else None
    unit = str(case_definitions().get(evidence.name, {}).get("unit", "")) or _own_unit(evidence)
    currency = next((p.currency for p in view.profile.periods), None)
    return valued(evidence.value, unit, currency, view) if unit in MEASURED else None


def _own_unit(evidence: Evidence) -> str:
    """Money for a line of a statement and for the amounts of a ledger; nothing where the print says it all."""
    line = taxonomy().items.get(evidence.name)
    if line is not None:
        return "money" if line.statement in STATEMENTS else ""
    return "money" if evidence.name in AMOUNTS else ""


def _others(view: View) -> str:
    rows = [
        [
            f"{escape(r.id)} {escape(r.names[view.lang])}",
            chip(say(f"risk.state_{r.state}", view.lang), "ok" if r.state == "clear" else ""),
            escape(r.explanation[view.lang]),
        ]
        for r in view.profile.risk_factors
        if r.state not in ("fired", "disputed")
    ]
    if not rows:
        return ""
    body = table((t("factor", view.lang), t("state", view.lang), t("explanation", view.lang)), rows, "x-papers")
    return f'<details class="x-card"><summary>{t("other_factors", view.lang)} ({len(rows)})</summary>{body}</details>'
