"""One customer at a glance: who, grade, limit, key figures, top risks, gaps, how fresh the papers are."""

from decimal import Decimal
from html import escape

from assistant.credit.charts import charts_of
from assistant.credit.columns import shown_periods
from assistant.credit.identity_words import conflicts_in_words
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, Gap, PeriodKey
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import followup_definitions
from assistant.format import Lang, grouped
from assistant.web.markup import (
    badge,
    bullet,
    card,
    chip,
    counted,
    drawn,
    empty,
    fact_button,
    go,
    heads_of,
    known_word,
    number,
    period_heads,
    place_button,
    ratio_button,
    severity_chip,
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
MONTHS_FROM = 92
KEY_LINES = ("revenue", "net_income", "net_cash_operating", "total_assets", "total_equity", "monetary_funds")


def render(view: View) -> str:
    """Everything that fits on one page."""
    profile = view.profile
    if not profile.documents and profile.request is None:
        return empty("first_paper", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    left = _ratios(view) + _freshness(view)
    right = _risks(view) + _gaps(view)
    charts = drawn(charts_of(profile), view.lang, ("revenue", "cash_bridge"))
    return f'{_head(view)}{_lines(view)}<div class="x-two"><div>{left}</div><div>{right}</div></div>{charts}'


def _head(view: View) -> str:
    profile, lang = view.profile, view.lang
    identity = profile.identity
    name = (identity.name if identity else None) or profile.customer.name or profile.name
    identifiers = (identity.identifiers if identity else ()) or profile.customer.identifiers
    codes = "".join(
        f"<li><small>{escape(known_word('bureau', i.scheme, lang))}</small> {escape(i.value)} "
        f"{chip(say(f'export.check_{i.check}', lang), 'ok' if i.check == 'valid' else 'sev-M' if i.check.startswith('invalid') else '')}</li>"
        for i in identifiers[:3]
    )
    state = identity.state if identity else profile.customer.state
    score = grouped(Decimal(profile.grade.score), 1) if profile.grade and profile.grade.score else "—"
    tiles = [
        _tile("grade", badge(profile.grade.grade if profile.grade else None), view),
        _tile("score", escape(score), view),
        _tile("limit", _limit(view), view),
        _tile("review_due", escape(profile.review_due or "—"), view),
    ]
    conflicts = "".join(f'<p class="x-warn">{escape(c)}</p>' for c in conflicts_in_words(identity, lang))
    sure = "ok" if state in ("verified", "confirmed") else "sev-M"
    return (
        f'<section class="x-card x-hero"><div><h2>{escape(name)} {chip(say(f"web.state_{state}", lang), sure)}'
        f"<small>{t('as_of', lang, date=profile.as_of)}</small></h2>"
        f'<ul class="x-codes">{codes or t("no_identifier", lang)}</ul></div>'
        f'<div class="x-facts">{"".join(tiles)}</div>{conflicts}</section>'
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
            f'<div class="x-tile"><small title="{escape(line_name(name, view.lang))}">{term(name, line_name(name, view.lang), view.lang)}</small>'
            f'<span class="x-num">{fact_button(latest, shown)}</span><small>{_change(series, periods, view)}</small>{spark(points)}</div>'
        )
    return f'<section class="x-tiles">{"".join(tiles)}</section>'


def _change(series: list[ChosenFact | None], periods: list[PeriodKey], view: View) -> str:
    """Against the period before; from a negative or missing start there is no percentage."""
    if len(series) < 2 or series[0] is None or series[1] is None or series[1].fact.amount <= 0:
        return "&nbsp;"
    ratio = (series[0].fact.amount / series[1].fact.amount - 1) * 100
    before = t("against_period", view.lang, period=periods[1].period_end[:4])
    sign = "+" if ratio >= 0 else ""
    return f'<span class="x-{"up" if ratio >= 0 else "down"}">{sign}{grouped(ratio, 1)}%</span> {before}'


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
    bands = f'<th scope="col" class="x-bulletcell">{t("against_threshold", view.lang)}</th>'
    heads = [t("ratio", view.lang), bands, *period_heads(periods, view.lang)]
    return card(t("key_ratios", view.lang), table(heads, rows) + go("ratios", say("web.all_ratios", view.lang)))


def _risks(view: View) -> str:
    fired = [r for r in view.profile.risk_factors if r.state == "fired" and not r.dismissed]
    if not fired:
        return card(t("top_risks", view.lang), f'<p class="x-empty">{t("no_risks", view.lang)}</p>')
    rows = "".join(
        f"<li>{severity_chip(r.severity, view.lang)} {escape(r.names[view.lang])}"
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
    rows = "".join(f"<li>{escape(g.names[view.lang])}" + f"<small>{_stops(g, view)}</small></li>" for g in gaps)
    rest = go("documents", say("web.problems_count", view.lang, count=len(problems))) if problems else ""
    return card(t("gaps", view.lang), f'<ul class="x-list">{rows}</ul>{rest}')


def _stops(gap: Gap, view: View) -> str:
    """What a gap holds up and which check brings it."""
    told = []
    if "approval" in gap.blocks:
        told.append(t("blocks_approval", view.lang))
    others = len([b for b in gap.blocks if b != "approval"])
    if others:
        told.append(counted("blocks", others, view.lang))
    known = followup_definitions().get(gap.followup or "")
    if known:
        told.append(escape(f"{gap.followup} {known['names'][view.lang]}"))
    return " · ".join(told)


def _freshness(view: View) -> str:
    rows = []
    for paper in view.profile.documents[:10]:
        fresh = paper.freshness
        day = (fresh.date if fresh else None) or paper.period_end or "—"
        told, kind = "—", ""
        if fresh is not None:
            told = age_words(fresh.age_d, view.lang)
            kind = {"fresh": "ok", "stale": "sev-H"}.get(fresh.state, "sev-M")
        link = place_button({"document": paper.sha256, "file": paper.file, "page": 1}, paper.file)
        words = escape(say(f"export.kind_{paper.kind}", view.lang))
        rows.append([link, words, f'<td class="x-day">{escape(day)}</td>', number(chip(told, kind))])
    if not rows:
        return ""
    heads = heads_of(("paper", "kind", "date", "age"), view.lang, ("age",))
    return card(t("freshness", view.lang), table(heads, rows, "x-papers"))


def age_words(days: int | None, lang: Lang) -> str:
    """How old a paper is: days up to three months, then months."""
    if days is None:
        return say("web.undated", lang)
    if days <= MONTHS_FROM:
        return say("web.age_days" if days != 1 or lang == "zh" else "web.age_days_one", lang, count=days)
    return say("web.age_months", lang, count=round(days / 30.4))
