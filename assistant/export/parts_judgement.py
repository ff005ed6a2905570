"""Parts of the memo that judge: bureau, legal, scores, risk factors, follow-ups, limit."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.credit.charts import charts_of
from assistant.credit.judgement_model import Limit
from assistant.credit.names import line_name
from assistant.export.memo_model import Cell, Section, Table
from assistant.export.parts_case import pairs, record_table
from assistant.export.words import bureau_leaf, component_value, money_text
from assistant.format import grouped
from ingestion.texts import say, word_of

if TYPE_CHECKING:
    from assistant.export.memo import Draft

LISTS = (
    "scores",
    "credit_lines",
    "credit_accounts",
    "repayment_liabilities",
    "limit_recommendations",
    "insurer_decisions",
)
LEGAL = ("legal_events", "record_counts")
MAX_ROWS = 15


def bureau(draft: "Draft") -> Section:
    """Summary and main lists of each report, its history as a chart."""
    tables = []
    for report in draft.profile.bureau:
        rows = []
        for name, leaf in flat_leaves(report.get("credit_summary") or {}):
            note = draft.notes.of(report["file"], leaf.get("page", 1))
            rows.append((word_of("bureau", name, draft.lang), Cell(bureau_leaf(leaf, draft.lang), note=note)))
        if rows:
            tables.append(pairs(str(report["file"]), rows, draft))
        tables += [
            record_table(word_of("bureau", name, draft.lang), report[name][:MAX_ROWS], report, draft)
            for name in LISTS
            if report.get(name) and isinstance(report[name][0], dict)
        ]
    charts = tuple(c for c in charts_of(draft.profile) if c.id.startswith("bureau_history"))
    return Section("bureau", draft.word("bureau"), () if tables else (draft.word("no_bureau"),), tuple(tables), charts)


def flat_leaves(node: dict[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, leaf) of a nested summary."""
    for name, value in node.items():
        if isinstance(value, dict):
            if "printed" in value:
                yield f"{above}{name}", value
            else:
                yield from flat_leaves(value, f"{name}_")


def legal(draft: "Draft") -> Section:
    """Events in court, enforcement, tax and registers."""
    tables = [
        record_table(word_of("bureau", name, draft.lang), report[name][:MAX_ROWS], report, draft)
        for report in draft.profile.bureau
        for name in LEGAL
        if report.get(name)
    ]
    return Section("legal", draft.word("legal"), () if tables else (draft.word("no_legal"),), tuple(tables))


def scores(draft: "Draft") -> Section:
    """Scorecard with caps, then the models."""
    profile, lang = draft.profile, draft.lang
    tables, lines = [], []
    if profile.grade:
        score = grouped(Decimal(profile.grade.score), 1) if profile.grade.score else "—"
        lines.append(
            say("web.grade_told", lang, score=score, before=profile.grade.from_score or "—", after=profile.grade.grade)
        )
        lines += [f"{c.grade}: {c.names.get(lang) or c.rule} {' '.join(c.factors)}" for c in profile.grade.caps]
    if profile.scorecard:
        head = tuple(
            say(f"web.{k}", lang) for k in ("score_item", "weight", "points", "contribution", "lost", "inputs")
        )
        rows = tuple(
            (
                Cell(i.names[lang]), *(_number(v) for v in (i.weight, i.points, i.contribution, i.lost)),
                Cell("; ".join(f"{c.names.get(lang) or c.name} {component_value(c, lang)}" for c in i.inputs) or (i.reason or "")),
            )
            for i in profile.scorecard.items
        )  # fmt: skip
        title = draft.word("scorecard")
        tables.append(Table(title, "", head, rows, (), (1.6, 0.8, 0.8, 0.85, 0.7, 2.4), sheet=title))
    if profile.models:
        head = tuple(say(f"web.{k}", lang) for k in ("model", "period", "value", "zone", "inputs"))
        rows = tuple(
            (
                Cell(m.names[lang]), Cell(m.period_end or ""), _number(m.value, 2),
                Cell(m.zone_names.get(lang) or m.zone or (word_of("web", f"why_{m.reason}", lang) if m.reason else "")),
                Cell("; ".join(f"{c.names.get(lang) or c.name} {component_value(c, lang)}" for c in m.components)),
            )
            for m in profile.models
        )  # fmt: skip
        tables.append(Table(draft.word("models"), "", head, rows, (), (1.6, 1.0, 0.7, 1.0, 2.8)))
    charts = tuple(c for c in charts_of(profile) if c.id == "score")
    return Section(
        "scores",
        draft.word("scores"),
        tuple(lines) or (() if tables else (draft.word("no_grade"),)),
        tuple(tables),
        charts,
    )


def _number(value: str | None, places: int = 1) -> Cell:
    if value is None:
        return Cell("—")
    number = Decimal(value)
    return Cell(grouped(number, places), number, unit="points")


def risks(draft: "Draft") -> Section:
    """Fired factors with evidence and what speaks against them."""
    lang = draft.lang
    fired = [r for r in draft.profile.risk_factors if r.state in ("fired", "disputed")]
    if not fired:
        return Section("risks", draft.word("risks"), (say("web.no_risks", lang),))
    head = tuple(say(f"export.{key}", lang) for key in ("factor", "severity", "explanation", "counter", "checks"))
    rows = []
    for r in fired:
        told = r.explanation[lang] + (say("risk.dismissed", lang, reason=r.dismissed.reason) if r.dismissed else "")
        old = dict.fromkeys(e.file for e in r.evidence if e.stale)
        told += (
            say("memo.evidence_stale", lang, files="、".join(old) if lang == "zh" else ", ".join(old)) if old else ""
        )
        place = next((e for e in r.evidence if e.file and e.page), None)
        note = draft.notes.of(place.file, place.page) if place else None
        rows.append(
            (Cell(f"{r.id} {r.names[lang]}", note=note), Cell(say(f"risk.severity_{r.severity}", lang)), Cell(told),
             Cell(r.counter_argument[lang]), Cell(" ".join(r.follow_ups)))
        )  # fmt: skip
    table = Table(say("export.fired_factors", lang), "", head, tuple(rows), (), (1.4, 0.85, 2.2, 2.0, 0.95))
    states = [r.state for r in draft.profile.risk_factors]
    told = say("web.risks_told", lang, fired=len(fired), clear=states.count("clear"), open=states.count("not_testable"))
    return Section("risks", draft.word("risks"), (told,), (table,))


def followups(draft: "Draft") -> Section:
    """What to ask whom for, by when."""
    lang = draft.lang
    checks = draft.profile.followups
    if not checks:
        return Section("followups", draft.word("followups"), (say("web.no_followups", lang),))
    head = (
        *(say(f"export.{key}", lang) for key in ("check", "ask", "paper", "clears_when")),
        draft.word("owner"),
        draft.word("due"),
        draft.word("state"),
    )
    rows = tuple(
        (Cell(f"{f.id} {f.names[lang]}"), Cell(f.ask[lang]), Cell(f.document[lang]), Cell(f.clears_when[lang]), Cell(f.owner or ""),
         Cell(f.due or ""), Cell(word_of("memo", f"check_{f.state}", lang)))
        for f in sorted(checks, key=lambda f: f.rank)
    )  # fmt: skip
    widths = (1.5, 0.9, 1.4, 1.5, 0.7, 1.0, 0.6)
    return Section(
        "followups",
        draft.word("followups"),
        (),
        (Table(say("export.followup_checks", lang), "", head, rows, (), widths),),
    )


def limit(draft: "Draft") -> Section:
    """Every way to a limit, and the one that binds."""
    found, lang = draft.profile.limit, draft.lang
    if found is None:
        return Section("limit", draft.word("limit"), (draft.word("no_limit"),))
    head = tuple(say(f"web.{k}", lang) for k in ("method", "role", "result", "inputs"))
    rows = tuple(
        (
            Cell(m.names[lang] + (f" · {say('web.binding', lang)}" if m.id == found.binding else ""), mark=_binding(m.id, found)),
            Cell(say(f"web.role_{m.role}", lang)),
            Cell(money_text(m.value, found.currency, lang), Decimal(m.value) if m.value is not None else None),
            Cell("; ".join(f"{c.names.get(lang) or c.name} {component_value(c, lang)}" for c in m.inputs)
                 or ", ".join(line_name(n, lang) for n in m.missing)),
        )
        for m in found.methods
    )  # fmt: skip
    lines = [draft.word("limit_told", value=money_text(found.value, found.currency, lang))]
    if found.expected_loss is not None:
        lines.append(
            say(
                "web.expected_loss",
                lang,
                loss=money_text(found.expected_loss, found.currency, lang),
                pd=found.pd_pct or "—",
                lgd=found.lgd_pct or "—",
            )
        )
    title = draft.word("limit_methods")
    return Section(
        "limit",
        draft.word("limit"),
        tuple(lines),
        (Table(title, "", head, rows, (), (1.6, 0.7, 1.1, 2.8), sheet=title),),
    )


def _binding(method: str, found: Limit) -> str:
    return "watch" if method == found.binding else ""
