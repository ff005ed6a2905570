"""The only place that makes markup. Everything from papers, people and models is escaped here."""

import json
import re
from decimal import Decimal
from html import escape

from assistant.chat.answer_model import Answer
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, CreditProfile, DocumentView, PeriodKey, RatioValue
from assistant.credit.values import Values
from assistant.export.memo import STATEMENTS, reason_text, shown_periods
from assistant.format import Lang, grouped, period_text, ratio_text, zh_scale
from assistant.workspace import CustomerView, Progress
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import say

KEY_RATIOS = (
    "current_ratio", "quick_ratio", "debt_to_assets", "interest_cover", "gross_margin", "net_margin",
    "dso", "dio", "dpo", "cash_conversion", "roe", "net_gearing",
)  # fmt: skip
CARD_WORDS = (
    "consolidated", "parent", "unknown", "proposed", "unconfirmed", "confirmed", "corrected", "months",
    "confirm", "correct", "value", "unit", "reason", "save", "cancel", "dismiss",
)  # fmt: skip
KEY_LINES = ("revenue", "net_income", "net_cash_operating", "total_assets", "total_equity", "monetary_funds")


def t(key: str, lang: Lang, **values: object) -> str:
    """A text of the workbench, escaped."""
    return escape(say(f"web.{key}", lang, **values))


def header(lang: Lang) -> str:
    """The bar at the top."""
    other, name = ("en", "English") if lang == "zh" else ("zh", "中文")
    return (
        f'<header class="x-bar"><span class="x-brand">信探 <b>Xintan</b></span><span class="x-tag">{t("tagline", lang)}</span>'
        f'<nav><button class="x-link" data-act="theme">{t("theme", lang)}</button>'
        f'<button class="x-link" data-act="lang" data-lang="{other}">{name}</button></nav></header>'
    )


def customer_list(customers: list[CustomerView], chosen: str | None, lang: Lang) -> str:
    """The customers, the chosen one marked."""
    if not customers:
        return f'<p class="x-empty">{t("no_customers", lang)}</p>'
    rows = "".join(
        f'<button class="x-customer{" is-on" if c.id == chosen else ""}" data-customer="{escape(c.id)}">'
        f"<b>{escape(c.name)}</b><small>{t('papers_count', lang, count=c.documents)}"
        f"{' · ' + escape(c.latest_period) if c.latest_period else ''}</small></button>"
        for c in customers
    )
    return f'<div class="x-customers">{rows}</div>'


def overview(profile: CreditProfile, lang: Lang) -> str:
    """Who it is, the key lines, ratios with bands, gaps and problems at a glance."""
    if not profile.periods:
        return f'<div class="x-empty x-big">{t("no_figures", lang)}</div>'
    values = Values(profile.facts, profile.periods)
    periods = shown_periods(profile)
    parts = [_subject(profile, lang), _key_lines(profile, values, periods, lang), _key_ratios(profile, periods, lang)]
    return '<div class="x-overview">' + "".join(parts) + _gaps(profile, lang) + "</div>"


def _subject(profile: CreditProfile, lang: Lang) -> str:
    ids = " · ".join(f"{escape(i.scheme)} {escape(i.value)}" for i in profile.customer.identifiers)
    state = t(f"state_{profile.customer.state}", lang)
    name = escape(profile.customer.name or profile.name)
    return (
        f'<section class="x-card"><h2>{name} <span class="x-chip">{state}</span></h2>'
        f'<p class="x-sub">{ids or t("no_identifier", lang)} · {t("as_of", lang, date=profile.as_of)}</p></section>'
    )


def _key_lines(profile: CreditProfile, values: Values, periods: list[PeriodKey], lang: Lang) -> str:
    tiles = []
    for name in KEY_LINES:
        series = [values.fact(name, p) for p in periods]
        latest = series[0] if series else None
        if latest is None:
            continue
        change = _change(series)
        scale = latest.fact.scale
        shown, unit = _short(latest.fact.amount, scale, latest.fact.currency, lang)
        tiles.append(
            f'<div class="x-tile"><small>{escape(line_name(name, lang))}</small>'
            f'<span class="x-num">{figure_button(latest, shown, profile.id)}</span><small>{unit} {change}</small>{_spark(series)}</div>'
        )
    return f'<section class="x-tiles">{"".join(tiles)}</section>'


def _short(value: Decimal, scale: int, currency: str | None, lang: Lang) -> tuple[str, str]:
    """A figure short enough for a tile, with its unit."""
    if lang == "zh":
        unit, word = (10**8, "亿") if abs(value) >= 10**8 else (10**4, "万")
        return grouped(value / unit, 2), f"{word}{'元' if currency == 'CNY' else escape(currency or '')}"
    unit, word = (10**9, "bn") if abs(value) >= 10**9 else (10**6, "m")
    return grouped(value / unit, 2), f"{escape(currency or '')} {word}"


def _change(series: list[ChosenFact | None]) -> str:
    if len(series) < 2 or series[0] is None or series[1] is None or series[1].fact.amount <= 0:
        return ""
    ratio = (series[0].fact.amount / series[1].fact.amount - 1) * 100
    side = "up" if ratio >= 0 else "down"
    return f'<span class="x-{side}">{"+" if ratio >= 0 else ""}{grouped(ratio, 1)}%</span>'


def _spark(series: list[ChosenFact | None]) -> str:
    points = [float(f.fact.amount) for f in reversed(series) if f is not None]
    if len(points) < 2:
        return ""
    low, high = min(*points, 0.0), max(points)
    span = (high - low) or 1.0
    width = 100 / len(points)
    bars = "".join(
        f'<rect x="{i * width + 2:.1f}" y="{28 - 26 * (v - low) / span:.1f}" width="{width - 4:.1f}" '
        f'height="{max(26 * (v - low) / span, 1):.1f}" class="{"last" if i == len(points) - 1 else ""}"/>'
        for i, v in enumerate(points)
    )
    return f'<svg class="x-spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>'


def _key_ratios(profile: CreditProfile, periods: list[PeriodKey], lang: Lang) -> str:
    by_key = {(r.id, r.period.key): r for r in profile.ratios}
    rows = "".join(
        _ratio_row(name, [by_key.get((name, p.key)) for p in periods[:3]], profile, lang)
        for name in KEY_RATIOS
        if any((name, p.key) in by_key for p in periods)
    )
    heads = "".join(f"<th>{escape(period_text(p.period_end, p.months, lang))}</th>" for p in periods[:3])
    return (
        f'<section class="x-card"><h3>{t("key_ratios", lang)}</h3><div class="x-scroll"><table class="x-table"><thead><tr>'
        f"<th>{t('ratio', lang)}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def ratios(profile: CreditProfile, lang: Lang) -> str:
    """Every ratio, by group, periods side by side, with formula and inputs to open."""
    periods = shown_periods(profile)
    if not periods:
        return f'<div class="x-empty x-big">{t("no_figures", lang)}</div>'
    by_key = {(r.id, r.period.key): r for r in profile.ratios}
    heads = "".join(f"<th>{escape(period_text(p.period_end, p.months, lang))}</th>" for p in periods)
    parts = []
    groups: dict[str, list[str]] = {}
    for item in profile.ratios:
        names = groups.setdefault(item.group, [])
        if item.id not in names:
            names.append(item.id)
    for group, names in groups.items():
        rows = "".join(_ratio_row(n, [by_key.get((n, p.key)) for p in periods], profile, lang, True) for n in names)
        parts.append(
            f'<section class="x-card"><h3>{t(f"group_{group}", lang)}</h3><div class="x-scroll"><table class="x-table">'
            f"<thead><tr><th>{t('ratio', lang)}</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
        )
    return "".join(parts)


def _ratio_row(
    name: str, items: list[RatioValue | None], profile: CreditProfile, lang: Lang, with_inputs: bool = False
) -> str:
    first = next((i for i in items if i is not None), None)
    if first is None:
        return ""
    label = f"<b>{escape(first.names[lang])}</b>"
    if with_inputs:
        label = f"<details><summary>{label}</summary>{_inputs(first, profile, lang)}</details>"
    return f"<tr><td>{label}</td>{''.join(_ratio_cell(i, lang) for i in items)}</tr>"


def _ratio_cell(item: RatioValue | None, lang: Lang) -> str:
    if item is None:
        return "<td></td>"
    if item.value is None:
        return f'<td class="x-none" title="{escape(reason_text(item, lang))}">{t("none", lang)}</td>'
    flag = f' title="{escape(", ".join(item.flags))}"' if item.flags else ""
    return f'<td class="x-num x-{item.band or "plain"}"{flag}>{escape(ratio_text(Decimal(item.value), item.unit, lang))}</td>'


def _inputs(item: RatioValue, profile: CreditProfile, lang: Lang) -> str:
    facts = {f.fact.id: f for f in profile.facts}
    rows = []
    for value in item.inputs:
        chosen = facts.get(value.fact or "")
        shown = grouped(Decimal(value.value)) if value.value is not None else t("none", lang)
        figure = figure_button(chosen, shown, profile.id) if chosen else shown
        rows.append(
            f"<li>{escape(line_name(value.name, lang))} <small>{escape(value.period_end or '')}</small> {figure}</li>"
        )
    return f'<p class="x-formula">{escape(item.formula)}</p><ul class="x-inputs">{"".join(rows)}</ul>'


def statements(profile: CreditProfile, lang: Lang) -> str:
    """Each statement with its periods side by side; every printed figure opens its page."""
    if not profile.periods:
        return f'<div class="x-empty x-big">{t("no_figures", lang)}</div>'
    values = Values(profile.facts, profile.periods)
    parts = []
    for basis in ("consolidated", "parent"):
        periods = [p for p in profile.periods if (p.basis == "parent") == (basis == "parent")][:4]
        parts += [_statement(s, basis, periods, values, profile, lang) for s in STATEMENTS]
    return "".join(parts)


def _statement(
    statement: str, basis: str, periods: list[PeriodKey], values: Values, profile: CreditProfile, lang: Lang
) -> str:
    lines = [i for i in taxonomy().items.values() if i.statement == statement]
    rows, scale, currency = [], None, ""
    for line in lines:
        found = [values.fact(line.id, p) for p in periods]
        if not any(f and f.fact.nil != "closure" for f in found):
            continue
        sample = next(f for f in found if f)
        if scale is None and sample.fact.unit == "money":
            scale, currency = sample.fact.scale, sample.fact.currency or ""
        cells = "".join(_statement_cell(f, scale or 1, profile.id) for f in found)
        total = ' class="x-total"' if line.id.startswith(("total", "net_", "operating_profit", "gross")) else ""
        rows.append(f"<tr{total}><td>{escape(line_name(line.id, lang))}</td>{cells}</tr>")
    if not rows:
        return ""
    flow = statement != "balance_sheet"
    heads = "".join(f"<th>{escape(period_text(p.period_end, p.months if flow else None, lang))}</th>" for p in periods)
    unit = f"{zh_scale(scale or 1)}{currency}" if lang == "zh" else f"{currency} × {scale or 1:,}"
    title = f"{say(f'export.{statement}', lang)} · {say(f'export.basis_{basis}', lang)}"
    return (
        f'<section class="x-card"><h3>{escape(title)} <small>{escape(unit)}</small></h3><div class="x-scroll">'
        f'<table class="x-table"><thead><tr><th>{t("line", lang)}</th>{heads}</tr></thead><tbody>{"".join(rows)}'
        f"</tbody></table></div></section>"
    )


def _statement_cell(item: ChosenFact | None, scale: int, customer: str) -> str:
    if item is None or item.fact.nil == "closure":
        return '<td class="x-none"></td>'
    fact = item.fact
    number = fact.amount if fact.unit != "money" else fact.amount / scale
    shown = grouped(number, printed_places(fact.printed, fact.scale == scale))
    mark = " x-derived" if fact.method == "derived" else " x-doubt" if fact.state == "unconfirmed" else ""
    return f'<td class="x-num{mark}">{figure_button(item, shown, customer)}</td>'


def printed_places(printed: str, same_scale: bool) -> int | None:
    """Decimals as the paper prints them; all of the value's where the unit differs."""
    if not same_scale or not printed:
        return None
    _, point, decimals = printed.rstrip(")%").partition(".")
    return len(decimals) if point and decimals.isdigit() else 0


def figure_button(item: ChosenFact, shown: str, customer: str) -> str:
    """A number that opens its place; a derived one only says so."""
    fact = item.fact
    if fact.method == "derived" or not fact.box:
        return f'<span class="x-derived" title="{escape(fact.method)}">{escape(shown)}</span>'
    place = {
        "customer": customer, "document": item.document, "page": fact.page, "box": fact.box, "head": fact.header_box,
        "unit": fact.unit_box, "label": fact.label, "printed": fact.printed, "file": item.file,
        "period": fact.period_end, "months": fact.months, "basis": fact.basis, "value": fact.value,
        "currency": fact.currency, "state": fact.state, "fact": fact.id,
    }  # fmt: skip
    data = escape(json.dumps(place, ensure_ascii=False), quote=True)
    return f'<button class="x-fig" data-place="{data}">{escape(shown)}</button>'


def _gaps(profile: CreditProfile, lang: Lang) -> str:
    blocking = [g for g in profile.gaps if g.blocks][:8]
    problems = list(dict.fromkeys(f"{p['file']} · {p['message']}" for p in profile.problems))[:6]
    if not blocking and not problems:
        return ""
    gaps = "".join(f"<li>{t('gap', lang, name=g.names[lang], count=len(g.blocks))}</li>" for g in blocking)
    found = "".join(f"<li>{escape(p)}</li>" for p in problems)
    lists = f"<ul>{gaps}</ul>" if gaps else ""
    return f'<section class="x-card"><h3>{t("gaps", lang)}</h3>{lists}{f"<ul>{found}</ul>" if found else ""}</section>'


def documents(papers: list[DocumentView], customer: str, lang: Lang) -> str:
    """The papers with kind, period, pages and state."""
    if not papers:
        return f'<div class="x-empty x-big">{t("no_papers", lang)}</div>'
    rows = "".join(
        f"<tr><td><button class='x-fig' data-place='{escape(json.dumps({'customer': customer, 'document': d.sha256, 'page': 1}))}'>"
        f"{escape(d.file)}</button></td><td>{escape(say(f'export.kind_{d.kind}', lang))}</td><td>{escape(d.period_end or '-')}</td>"
        f'<td class="x-num">{d.pages}</td><td class="x-num">{d.facts}</td>'
        f'<td><span class="x-chip x-{d.status}">{t(f"status_{d.status}", lang)}</span> {escape(d.error or "")}</td></tr>'
        for d in papers
    )
    heads = "".join(f"<th>{t(key, lang)}</th>" for key in ("paper", "kind", "period", "pages", "figures", "state"))
    return f'<div class="x-scroll"><table class="x-table x-papers"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def progress(steps: list[Progress], lang: Lang) -> str:
    """How far each file has come."""
    if not steps:
        return ""
    rows = "".join(
        f'<div class="x-step"><b>{escape(s.file)}</b><span>{t(f"step_{s.step}", lang)}'
        f'{f" {s.page}/{s.pages}" if s.pages else ""}</span><progress max="{max(s.pages, 1)}" '
        f'value="{s.pages or 1 if s.step in ("done", "failed") else s.page}"></progress></div>'
        for s in steps
    )
    return f'<div class="x-steps">{rows}</div>'


def messages(lines: list[str]) -> str:
    """Sentences about finished files."""
    return "".join(f'<p class="x-note">{escape(line)}</p>' for line in lines)


def exports(customer: str, lang: Lang) -> str:
    """Download links, each through our own route."""
    kinds = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"), ("md", "Markdown"), ("json", "JSON"))
    links = "".join(
        f'<a class="x-button" href="/files/export/{escape(customer)}/{kind}?lang={lang}" download>{name}</a>'
        for kind, name in kinds
    )
    both = (
        f'<a class="x-link" href="/files/export/{escape(customer)}/pdf?lang=both" download>{t("export_both", lang)}</a>'
    )
    return f'<section class="x-card"><h3>{t("export", lang)}</h3><p class="x-sub">{t("export_text", lang)}</p>{links} {both}</section>'


def viewer(lang: Lang) -> str:
    """The empty page viewer; the script fills it."""
    words = escape(json.dumps({w: say(f"web.word_{w}", lang) for w in CARD_WORDS}, ensure_ascii=False), quote=True)
    return (
        f'<aside id="x-viewer" class="x-viewer" data-words="{words}"><div class="x-vbar"><b id="x-vtitle">{t("viewer", lang)}</b>'
        '<span><button data-act="prev" aria-label="previous page">‹</button><span id="x-vpage"></span>'
        '<button data-act="next" aria-label="next page">›</button><button data-act="out" aria-label="smaller">−</button>'
        '<button data-act="in" aria-label="larger">+</button><button data-act="close" class="x-close" aria-label="close">×</button>'
        f'</span></div><div id="x-vcard" class="x-vcard" hidden></div><div id="x-vscroll" class="x-vscroll">'
        f'<p class="x-empty">{t("viewer_empty", lang)}</p></div></aside>'
    )


_MARK = re.compile(r"\[(\d+)\]")
_MARKDOWN = re.compile(r"([\\`*_{}<>#|!~])")


def chat_text(answer: Answer, customer: str) -> str:
    """The answer as Markdown whose only links are its own citations."""
    places = {c.n: f"#cite:{customer}:{c.sha256}:{c.page}:{','.join(str(v) for v in c.box)}" for c in answer.citations}
    text = _safe(answer.answer)

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"[\\[{number}\\]]({places[number]})" if number in places else match.group()

    body = _MARK.sub(link, text).replace("\n", "\n\n")
    listed = "\n".join(f"- [\\[{c.n}\\]]({places[c.n]}) {_safe(c.document)} · p.{c.page}" for c in answer.citations)
    return f"{body}\n\n{listed}" if listed else body


def _safe(text: str) -> str:
    """Text without any Markdown of its own."""
    return _MARKDOWN.sub(r"\\\1", text)
