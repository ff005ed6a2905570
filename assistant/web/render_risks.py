"""Markup of the risk tab: fired factors with evidence, counter-argument and checks, then what is clear or not testable."""

from html import escape

from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.credit.risk_model import RiskFactor
from assistant.format import Lang
from assistant.web.render import figure_button, t
from ingestion.texts import say


def risks(profile: CreditProfile, lang: Lang) -> str:
    """All factors by state."""
    if not profile.risk_factors:
        return f'<div class="x-empty x-big">{t("no_figures", lang)}</div>'
    fired = [r for r in profile.risk_factors if r.state == "fired"]
    facts = {item.fact.id: item for item in profile.facts}
    cards = "".join(_card(r, facts, profile, lang) for r in fired) or f'<p class="x-empty">{t("no_risks", lang)}</p>'
    return cards + _checks(profile, lang) + _others(profile, lang)


def _card(factor: RiskFactor, facts: dict[str, ChosenFact], profile: CreditProfile, lang: Lang) -> str:
    rows = "".join(
        f"<li>{escape(line_name(e.name, lang))} <small>{escape(e.period_end or '')}</small> "
        f"{figure_button(facts[e.fact], e.printed, profile.id)}</li>"
        for e in factor.evidence
        if e.fact in facts
    )
    titles = {f.id: f.names[lang] for f in profile.followups}
    checks = " · ".join(f"{c} {titles.get(c, '')}".strip() for c in factor.follow_ups)
    if factor.dismissed:
        word = say(
            "web.dismissed_by",
            lang,
            by=factor.dismissed.by,
            at=factor.dismissed.at[:10],
            reason=factor.dismissed.reason,
        )
        foot = f'<p class="x-sub">{escape(word)}</p>'
    else:
        foot = (
            f'<button class="x-button" data-dismiss="{escape(factor.id)}" data-of="{escape(profile.id)}">'
            f"{t('word_dismiss', lang)}</button>"
        )
    mark = " x-dismissed" if factor.dismissed else ""
    return (
        f'<section class="x-card x-risk x-risk-{factor.severity}{mark}"><h3>{escape(factor.id)} {escape(factor.names[lang])} '
        f'<span class="x-chip x-sev-{factor.severity}">{escape(say(f"risk.severity_{factor.severity}", lang))}</span></h3>'
        f'<p class="x-note">{escape(factor.explanation[lang])}</p>'
        f'<ul class="x-inputs">{rows}</ul>'
        f'<p class="x-sub">{t("counter", lang)} {escape(factor.counter_argument[lang])}</p>'
        f'<p class="x-sub">{t("checks", lang)} {escape(checks)}</p>{foot}</section>'
    )


def _checks(profile: CreditProfile, lang: Lang) -> str:
    if not profile.followups:
        return ""
    rows = "".join(
        f"<tr><td>{escape(f.id)} {escape(f.names[lang])}</td><td>{escape(f.ask[lang])}</td>"
        f"<td>{escape(f.document[lang])}</td><td>{escape(f.clears_when[lang])}</td></tr>"
        for f in profile.followups
    )
    heads = "".join(f"<th>{t(key, lang)}</th>" for key in ("check", "ask_whom", "paper", "clears_when"))
    return (
        f'<section class="x-card"><h3>{t("followups", lang)}</h3><div class="x-scroll"><table class="x-table x-papers">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _others(profile: CreditProfile, lang: Lang) -> str:
    rows = "".join(
        f"<tr><td>{escape(r.id)} {escape(r.names[lang])}</td><td>{escape(say(f'risk.state_{r.state}', lang))}</td>"
        f"<td>{escape(r.explanation[lang])}</td></tr>"
        for r in profile.risk_factors
        if r.state != "fired"
    )
    if not rows:
        return ""
    return (
        f'<section class="x-card"><h3>{t("other_factors", lang)}</h3><div class="x-scroll"><table class="x-table x-papers">'
        f"<tbody>{rows}</tbody></table></div></section>"
    )
