"""Risk factors: fired ones with figures, counter-argument and checks; then those clear or not testable."""

from html import escape

from assistant.credit.names import line_name
from assistant.credit.risk_model import RiskFactor
from assistant.web.markup import chip, empty, evidence_button, go, t, table
from assistant.web.view import View
from ingestion.texts import say

SEVERITIES = ("C", "H", "M", "L")


def render(view: View) -> str:
    """All factors by state."""
    factors = view.profile.risk_factors
    if not factors:
        return empty("no_figures", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    fired = [r for r in factors if r.state in ("fired", "disputed")]
    counts = " ".join(
        chip(f"{say(f'risk.severity_{s}', view.lang)} {sum(r.severity == s for r in fired)}", f"sev-{s}")
        for s in SEVERITIES
    )
    told = t("risks_told", view.lang, fired=len(fired), clear=sum(r.state == "clear" for r in factors),
             open=sum(r.state == "not_testable" for r in factors))  # fmt: skip
    cards = "".join(_card(r, view) for r in fired) or f'<p class="x-empty">{t("no_risks", view.lang)}</p>'
    return f'<div class="x-head"><p class="x-sub">{told}</p><div>{counts}</div></div>{cards}{_others(view)}'


def _card(factor: RiskFactor, view: View) -> str:
    rows = "".join(
        f"<li><span>{escape(line_name(e.name, view.lang))} <small>{escape(e.period_end or '')}</small></span> "
        f"{evidence_button(e, view)}</li>"
        for e in factor.evidence
    )
    titles = {f.id: f.names[view.lang] for f in view.profile.followups}
    checks = " ".join(chip(f"{c} {titles.get(c, '')}".strip()) for c in factor.follow_ups)
    if factor.dismissed:
        d = factor.dismissed
        foot = f'<p class="x-sub">{t("dismissed_by", view.lang, by=d.by, at=d.at[:10], reason=d.reason)}</p>'
    else:
        foot = f'<button class="x-button" data-dismiss="{escape(factor.id)}">{t("word_dismiss", view.lang)}</button>'
    severity = chip(say(f"risk.severity_{factor.severity}", view.lang), f"sev-{factor.severity}")
    return (
        f'<section class="x-card x-risk x-risk-{factor.severity}{" x-dismissed" if factor.dismissed else ""}" '
        f'data-factor="{escape(factor.id)}"><h3>{severity} {escape(factor.names[view.lang])} <small>{escape(factor.id)}</small></h3>'
        f'<p class="x-note">{escape(factor.explanation[view.lang])}</p><div class="x-two x-even"><ul class="x-inputs">{rows}</ul>'
        f'<div><p class="x-sub"><b>{t("counter", view.lang)}</b> {escape(factor.counter_argument[view.lang])}</p>'
        f"<p>{checks}</p></div></div>{foot}</section>"
    )


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
