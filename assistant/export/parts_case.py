"""Parts of the memo about the case: summary, request, identity, business, our own records, recommendation, approval, annex."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.credit.charts import charts_of
from assistant.credit.identity_words import conflicts_in_words
from assistant.credit.judgement_model import Component
from assistant.credit.names import line_name
from assistant.export.memo_model import Cell, Section, Table
from assistant.export.words import bureau_leaf, component_value, money_text
from assistant.format import grouped, ratio_text
from ingestion.texts import say, word_of

if TYPE_CHECKING:
    from assistant.export.memo import Draft

STRENGTHS = 3
GOOD_RATIOS = ("interest_cover", "debt_to_assets", "current_ratio", "net_gearing", "roe", "net_margin", "dso")
REGISTRY = ("business_scope", "industry", "scale", "employees", "insured_headcount", "business_address", "address")
LEDGER_MONEY = ("total_ar", "current_ar", "past_due", "unapplied", "sales_12m")
LEDGER_DAYS = ("oldest_days_past_due", "dbt_weighted", "dbt_weighted_12m", "dso_countback", "best_possible_dso")
REQUEST_MONEY = frozenset({"requested_limit", "current_limit", "expected_purchases_12m", "unbilled", "open_orders"})


def pairs(title: str, rows: list[tuple[str, Cell]], draft: "Draft") -> Table:
    """A table of names and values."""
    head = (draft.word("item"), draft.word("value"))
    return Table(title, "", head, tuple((Cell(name), value) for name, value in rows), (), (1.0, 2.2))


def summary(draft: "Draft") -> Section:
    """Cover data, strengths, concerns."""
    profile, lang = draft.profile, draft.lang
    identifiers = profile.identity.identifiers if profile.identity else profile.customer.identifiers
    decision = next((d for d in draft.decisions if d.state in ("approved", "conditional")), None)
    request = profile.request
    grade = decision.grade if decision else profile.grade.grade if profile.grade else None
    value = decision.limit if decision else profile.limit.value if profile.limit else None
    currency = (decision.currency if decision else None) or (profile.limit.currency if profile.limit else None)
    final = draft.word("final" if decision else "draft_word")
    asked = money_text(request.requested_limit, request.currency, lang) if request and request.requested_limit else "—"
    terms = profile.terms.names.get(lang, "") if profile.terms else ""
    rows = [
        (
            draft.word("customer"),
            Cell((profile.identity.name if profile.identity else None) or profile.customer.name or profile.name),
        ),
        (
            draft.word("code"),
            Cell("; ".join(f"{word_of('bureau', i.scheme, lang)} {i.value}" for i in identifiers[:3]) or "—"),
        ),
        (draft.word("asked"), Cell(asked)),
        (draft.word("grade"), Cell(f"{grade} ({final})" if grade else draft.word("no_grade"))),
        (
            draft.word("score"),
            Cell(grouped(Decimal(profile.grade.score), 1) if profile.grade and profile.grade.score else "—"),
        ),
        (
            draft.word("proposed_limit"),
            Cell(money_text(value, currency, lang) if value is not None else draft.word("no_limit")),
        ),
        (draft.word("terms"), Cell(terms or "—")),
        (draft.word("review_due"), Cell(profile.review_due or "—")),
        (draft.word("data_date"), Cell(profile.as_of)),
    ]
    lines = [draft.word("strength", text=text) for text in _strengths(draft)] + [
        draft.word(
            "concern",
            text=f"{r.names[lang]}：{r.explanation[lang]}"
            if lang == "zh"
            else f"{r.names[lang]}: {r.explanation[lang]}",
        )
        for r in profile.risk_factors
        if r.state == "fired" and not r.dismissed
    ][:STRENGTHS]
    return Section("summary", draft.word("summary"), tuple(lines), (pairs(draft.word("at_a_glance"), rows, draft),))


def _strengths(draft: "Draft") -> list[str]:
    sides = [s for s in (draft.profile.ability, draft.profile.willingness) if s]
    told = [_told(c, draft) for s in sides for c in s.supports]
    if not told:
        latest = next(iter(draft.profile.periods), None)
        told = [
            f"{r.names[draft.lang]} {ratio_text(Decimal(r.value), r.unit, draft.lang)}"
            for name in GOOD_RATIOS
            for r in draft.profile.ratios
            if r.id == name and r.band == "good" and r.value is not None and r.period == latest
        ]
    return told[:STRENGTHS]


def _told(item: Component, draft: "Draft") -> str:
    name = item.names.get(draft.lang) or line_name(item.name, draft.lang)
    return f"{name} {component_value(item, draft.lang)}".strip()


def request(draft: "Draft") -> Section:
    """What was asked for."""
    asked = draft.profile.request
    if asked is None:
        return Section("request", draft.word("request"), (draft.word("no_request"),))
    rows = []
    for name, value in asked.model_dump(exclude={"places", "security_held"}).items():
        if value is None:
            continue
        text = money_text(str(value), asked.currency, draft.lang) if name in REQUEST_MONEY else str(value)
        place = asked.places.get(name)
        note = draft.notes.of(place.file, place.page) if place else None
        rows.append((word_of("web", f"request_{name}", draft.lang), Cell(text, note=note)))
    rows += [
        (draft.word("security"), Cell(" ".join((
            word_of("web", f"security_{h.type}", draft.lang), money_text(h.amount, asked.currency, draft.lang), h.valid_to or "",
        )).strip()))
        for h in asked.security_held
    ]  # fmt: skip
    return Section("request", draft.word("request"), (), (pairs(draft.word("request_form"), rows, draft),))


def identity(draft: "Draft") -> Section:
    """Names, numbers with their check, shareholders, officers, changes, conflicts."""
    profile, lang = draft.profile, draft.lang
    card = profile.identity
    identifiers = card.identifiers if card else profile.customer.identifiers
    rows = [
        (word_of("bureau", i.scheme, lang), Cell(f"{i.value} ({say(f'export.check_{i.check}', lang)})"))
        for i in identifiers
    ]
    names = [n for n in (profile.customer.names_seen if not card else (card.name or "", *card.former_names)) if n]
    rows = [(draft.word("names_seen"), Cell("; ".join(names) or "—")), *rows]
    if card:
        for key in ("legal_representative", "address", "established"):
            value = getattr(card, key)
            rows += [(word_of("bureau", key, lang), Cell(str(value)))] if value else []
    state = say(f"web.state_{card.state if card else profile.customer.state}", lang)
    tables = [pairs(draft.word("identity_table"), rows, draft)]
    for name in ("shareholders", "officers", "changes"):
        tables += _lists(name, draft)
    return Section("identity", draft.word("identity"), (state, *conflicts_in_words(card, lang)), tuple(tables))


def _lists(name: str, draft: "Draft", most: int = 12) -> list[Table]:
    made = []
    for report in draft.profile.bureau:
        records = report.get(name) or []
        if records:
            made.append(record_table(word_of("bureau", name, draft.lang), records[:most], report, draft))
    return made


def record_table(title: str, records: list[dict[str, Any]], report: dict[str, Any], draft: "Draft") -> Table:
    """A list of a bureau object as a table, each row with its page."""
    columns = list(dict.fromkeys(key for record in records for key in record if key not in ("is_settled", "page")))[:8]
    rows = []
    for record in records:
        cells = [Cell(bureau_leaf(record.get(c), draft.lang)) for c in columns]
        page = next((v["page"] for v in record.values() if isinstance(v, dict) and "page" in v), None)
        if page and cells:
            first = cells[0]
            cells[0] = Cell(first.text or "—", note=draft.notes.of(report["file"], page))
        rows.append(tuple(cells))
    return Table(title, str(report["file"]), tuple(word_of("bureau", c, draft.lang) for c in columns), tuple(rows))


def business(draft: "Draft") -> Section:
    """What the registry and reports say of the business."""
    rows = []
    for report in draft.profile.bureau:
        for name in REGISTRY:
            leaf = (report.get("subject") or {}).get(name)
            if isinstance(leaf, dict) and leaf.get("value") is not None:
                note = draft.notes.of(report["file"], leaf.get("page", 1))
                rows.append((word_of("bureau", name, draft.lang), Cell(bureau_leaf(leaf, draft.lang), note=note)))
    if not rows:
        return Section("business", draft.word("business"), (draft.word("no_business"),))
    return Section("business", draft.word("business"), (), (pairs(draft.word("business_table"), rows, draft),))


def internal(draft: "Draft") -> Section:
    """Our receivables, ageing, days late, promises."""
    behaviour = draft.profile.payment_behaviour or {}
    tables = []
    for currency, metrics in (behaviour.get("currencies") or {}).items():
        rows = []
        for name in (*LEDGER_MONEY, "overdue_ratio_pct", "limit_utilisation_pct", *LEDGER_DAYS):
            value = metrics.get(name)
            if value is None or isinstance(value, dict):
                continue
            amount = Decimal(str(value))
            unit = "money" if name in LEDGER_MONEY else "percent" if name.endswith("_pct") else "days"
            text = (
                money_text(str(value), currency, draft.lang)
                if unit == "money"
                else ratio_text(amount, unit, draft.lang)
            )
            rows.append((word_of("web", f"ledger_{name}", draft.lang), Cell(text)))
        tables.append(pairs(f"{draft.word('ledger')} · {currency}", rows, draft))
    contacts = draft.profile.contacts
    if contacts:
        head = tuple(say(f"web.{k}", draft.lang) for k in ("date", "channel", "person", "subject", "promise"))
        tables.append(
            Table(
                say("web.contacts", draft.lang), "", head,
                tuple(
                    (
                        Cell(c.at[:10]), Cell(word_of("web", f"channel_{c.channel}", draft.lang)), Cell(c.person or ""),
                        Cell(c.subject or c.summary),
                        Cell(f"{money_text(c.promise.amount, c.promise.currency, draft.lang)} {c.promise.due_date} "
                             f"{say(f'web.promise_{c.promise.state}', draft.lang)}" if c.promise else ""),
                    )
                    for c in contacts
                ),
            )
        )  # fmt: skip
    charts = tuple(c for c in charts_of(draft.profile) if c.id.startswith("ageing"))
    told = () if tables else (draft.word("no_ledger"),)
    return Section("internal", draft.word("internal"), told, tuple(tables), charts)


def recommendation(draft: "Draft") -> Section:
    """Grade, limit, terms, security, conditions, triggers, review date."""
    profile, lang = draft.profile, draft.lang
    decision = next((d for d in draft.decisions if d.state in ("proposed", "approved", "conditional")), None)
    lines = [profile.grade.advice.get(lang, "")] if profile.grade else []
    if profile.terms:
        lines += [profile.terms.names.get(lang, ""), profile.terms.security.get(lang, "")]
    rows = []
    if decision:
        rows = [
            (draft.word("grade"), Cell(decision.grade or "—")),
            (draft.word("proposed_limit"), Cell(money_text(decision.limit, decision.currency, lang))),
            (
                draft.word("terms"),
                Cell(f"{decision.terms_days} {draft.word('days')}" if decision.terms_days is not None else "—"),
            ),
            (
                draft.word("conditions"),
                Cell("; ".join(f"{c.text} {c.due or ''}".strip() for c in decision.conditions) or "—"),
            ),
            (draft.word("triggers"), Cell(", ".join(decision.monitoring) or "—")),
            (draft.word("review_due"), Cell(decision.review_date or "—")),
            (draft.word("reason"), Cell(decision.reason or "—")),
        ]
    elif profile.limit and profile.limit.value is not None:
        rows = [
            (draft.word("grade"), Cell(profile.grade.grade if profile.grade else "—")),
            (draft.word("proposed_limit"), Cell(money_text(profile.limit.value, profile.limit.currency, lang))),
            (draft.word("approver"), Cell(profile.limit.approver.get(lang, "—"))),
            (draft.word("review_due"), Cell(profile.review_due or "—")),
        ]
    tables = (pairs(draft.word("proposal"), rows, draft),) if rows else ()
    lines = [text for text in lines if text] or ([] if rows else [draft.word("no_recommendation")])
    return Section("recommendation", draft.word("recommendation"), tuple(lines), tables)


def approval(draft: "Draft") -> Section:
    """Who decided what, when, with which words."""
    rows = tuple(
        (Cell(a.by), Cell(word_of("memo", f"verdict_{a.verdict}", draft.lang)), Cell(a.at[:16].replace("T", " ")),
         Cell(a.comment + (f" ({draft.word('self_confirmed')})" if a.self_confirmed else "")))
        for d in draft.decisions
        for a in d.approvals
    )  # fmt: skip
    if not rows:
        return Section("approval", draft.word("approval"), (draft.word("no_approval"),))
    head = tuple(draft.word(k) for k in ("name", "verdict", "time", "comment"))
    return Section("approval", draft.word("approval"), (), (Table(draft.word("approval"), "", head, rows),))


def annex(draft: "Draft") -> Section:
    """The register of papers and the pages cited."""
    lang = draft.lang
    head = (
        *(say(f"export.{key}", lang) for key in ("paper", "kind", "period", "pages", "figures")),
        draft.word("hash"),
    )
    rows = tuple(
        (Cell(d.file), Cell(say(f"export.kind_{d.kind}", lang)), Cell(d.period_end or "—"), Cell(str(d.pages)), Cell(str(d.facts)),
         Cell(d.sha256[:12]))
        for d in draft.profile.documents
    )  # fmt: skip
    papers = Table(say("export.papers", lang), "", head, rows, (), (2.5, 1.3, 1.1, 0.75, 0.85, 1.3))
    cited = Table(
        draft.word("notes"), "", (draft.word("number"), draft.word("paper_page")),
        tuple((Cell(str(n.number)), Cell(n.words(lang))) for n in draft.notes.listed), (), (0.3, 4.0),
    )  # fmt: skip
    return Section("annex", draft.word("annex"), (), (papers, cited) if cited.rows else (papers,))
