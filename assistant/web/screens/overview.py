"""One customer at a glance: who, grade, limit, key figures, top risks, gaps, how fresh the papers are."""

from decimal import Decimal
from html import escape

from assistant.credit.charts import charts_of
from assistant.credit.columns import shown_periods
from assistant.credit.identity_words import conflicts_in_words
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact
from assistant.credit.ratios import ratio_definitions
from assistant.format import grouped
from assistant.web.markup import (
    bullet,
    card,
    chip,
    drawn,
    empty,
    fact_button,
    go,
    known_word,
    number,
    period_heads,
    ratio_button,
    spark,
    t,
    table,
    term,
)  # fmt: skip
from assistant.web.screens.ratios import band_class
from assistant.web.view import View
from ingestion.texts import say

KEY_RATIOS = (
    "current_ratio", "quick_ratio", "debt_to_assets", "interest_cover", "net_margin", "dso", "dio", "cash_conversion", "roe",
    "net_gearing",
)  # fmt: skip
KEY_LINES = ("revenue", "net_income", "net_cash_operating", "total_assets", "total_equity", "monetary_funds")


def render(view: View) -> str:
    """Everything that fits on one page."""
    profile = view.profile
    if not profile.documents and profile.request is None:
        return empty("first_paper", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    left = _lines(view) + _ratios(view)
    right = _risks(view) + _gaps(view) + _freshness(view)
    charts = drawn(charts_of(profile), view.lang, ("revenue", "cash_bridge"))
    return f'{_head(view)}<div class="x-two"><div>{left}</div><div>{right}</div></div>{charts}'


def _head(view: View) -> str:
    profile, lang = view.profile, view.lang
    identity = profile.identity
    name = (identity.name if identity else None) or profile.customer.name or profile.name
    identifiers = (identity.identifiers if identity else ()) or profile.customer.identifiers
    codes = " · ".join(
        f"{escape(known_word('bureau', i.scheme, lang))} {escape(i.value)} {chip(say(f'export.check_{i.check}', lang), 'ok' if i.check == 'valid' else '')}"
        for i in identifiers[:3]
    )
    state = identity.state if identity else profile.customer.state
    tiles = [
        _tile(
            "grade",
            f'<b class="x-grade x-{profile.grade.grade}">{profile.grade.grade}</b>' if profile.grade else "—",
            view,
        ),
        _tile(
            "score",
            escape(grouped(Decimal(profile.grade.score), 1)) if profile.grade and profile.grade.score else "—",
            view,
        ),
        _tile("limit", _limit(view), view),
        _tile("review_due", escape(profile.review_due or "—"), view),
    ]
    conflicts = "".join(f'<p class="x-warn">{escape(c)}</p>' for c in conflicts_in_words(identity, lang))
    return (
        f'<section class="x-card x-hero"><div><h2>{escape(name)} {chip(say(f"web.state_{state}", lang))}</h2>'
        f'<p class="x-sub">{codes or t("no_identifier", lang)} · {t("as_of", lang, date=profile.as_of)}</p>{conflicts}</div>'
        f'<div class="x-facts">{"".join(tiles)}</div></section>'
    )


def _tile(name: str, value: str, view: View) -> str:
    return f"<div><small>{term(name, say(f'web.{name}', view.lang), view.lang)}</small><span>{value}</span></div>"


def _limit(view: View) -> str:
    limit = view.profile.limit
    if limit is None or limit.value is None:
        return "—"
    return escape(view.money(Decimal(limit.value), limit.currency))


def _lines(view: View) -> str:
    periods = shown_periods(view.profile)
    tiles = []
    for name in KEY_LINES:
        series = [view.values.fact(name, p) for p in periods]
        latest = series[0] if series else None
        if latest is None:
            continue
        shown = view.money(latest.fact.amount, latest.fact.currency)
        points = [float(f.fact.amount) for f in reversed(series) if f]
        tiles.append(
            f'<div class="x-tile"><small>{term(name, line_name(name, view.lang), view.lang)}</small>'
            f'<span class="x-num">{fact_button(latest, shown)}</span><small>{_change(series)}</small>{spark(points)}</div>'
        )
    return f'<section class="x-tiles">{"".join(tiles)}</section>'


def _change(series: list[ChosenFact | None]) -> str:
    if len(series) < 2 or series[0] is None or series[1] is None or series[1].fact.amount <= 0:
        return "&nbsp;"
    ratio = (series[0].fact.amount / series[1].fact.amount - 1) * 100
    return f'<span class="x-{"up" if ratio >= 0 else "down"}">{"+" if ratio >= 0 else ""}{grouped(ratio, 1)}%</span>'


def _ratios(view: View) -> str:
    periods = shown_periods(view.profile)[:3]
    found = {(r.id, r.period.key): r for r in view.profile.ratios}
    rows = []
    for name in KEY_RATIOS:
        items = [found.get((name, p.key)) for p in periods]
        if not any(items):
            continue
        definition = ratio_definitions()[name]
        latest = items[0]
        mark = bullet(Decimal(latest.value), definition) if latest and latest.value is not None else ""
        cells = [number(ratio_button(i, view.lang), band_class(i)) if i else "<td></td>" for i in items]
        rows.append(
            [term(name, definition["names"][view.lang], view.lang), f'<td class="x-bulletcell">{mark}</td>', *cells]
        )
    if not rows:
        return ""
    heads = [t("ratio", view.lang), t("against_threshold", view.lang), *period_heads(periods, view.lang)]
    return card(t("key_ratios", view.lang), table(heads, rows) + go("ratios", say("web.all_ratios", view.lang)))


def _risks(view: View) -> str:
    fired = [r for r in view.profile.risk_factors if r.state == "fired" and not r.dismissed]
    if not fired:
        return card(t("top_risks", view.lang), f'<p class="x-empty">{t("no_risks", view.lang)}</p>')
    rows = "".join(
        f"<li>{chip(say(f'risk.severity_{r.severity}', view.lang), f'sev-{r.severity}')} {escape(r.names[view.lang])}"
        f"<small>{escape(r.explanation[view.lang])}</small></li>"
        for r in fired[:5]
    )
    more = go("risks", say("web.all_risks", view.lang, count=len(fired)))
    return card(t("top_risks", view.lang), f'<ul class="x-list">{rows}</ul>{more}')


def _gaps(view: View) -> str:
    gaps = [g for g in view.profile.gaps if g.blocks or g.followup or g.document_kind][:6]
    problems = list(dict.fromkeys(str(p["message"]) for p in view.profile.problems))
    if not gaps and not problems:
        return ""
    rows = "".join(
        f"<li>{escape(g.names[view.lang])}"
        + (f"<small>{t('blocks', view.lang, count=len(g.blocks))}</small>" if g.blocks else "")
        + (f" {chip(g.followup)}" if g.followup else "")
        + "</li>"
        for g in gaps
    )
    rest = go("documents", say("web.problems_count", view.lang, count=len(problems))) if problems else ""
    return card(t("gaps", view.lang), f'<ul class="x-list">{rows}</ul>{rest}')


def _freshness(view: View) -> str:
    rows = []
    for paper in view.profile.documents[:10]:
        fresh = paper.freshness
        day = (fresh.date if fresh else None) or paper.period_end or "—"
        told, kind = "—", ""
        if fresh is not None:
            told = (
                say("web.age_days", view.lang, count=fresh.age_d)
                if fresh.age_d is not None
                else say("web.undated", view.lang)
            )
            kind = {"fresh": "ok", "stale": "sev-H"}.get(fresh.state, "sev-M")
        rows.append([escape(say(f"export.kind_{paper.kind}", view.lang)), escape(day), chip(told, kind)])
    if not rows:
        return ""
    heads = [t(k, view.lang) for k in ("paper", "date", "age")]
    return card(t("freshness", view.lang), table(heads, rows, "x-papers"))
