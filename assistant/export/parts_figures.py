"""Parts of the memo made of figures: statements, ratios with bands, cash bridge, identities; data quality."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.credit.charts import charts_of
from assistant.credit.columns import BASES, STATEMENTS, columns_of, shown_periods, statement_lines
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, Gap, PeriodKey, RatioValue
from assistant.credit.risks import followup_definitions
from assistant.export.memo_model import Cell, Note, Section, Table, with_head_notes
from assistant.export.words import formula_words, reason_text
from assistant.format import Lang, grouped, period_text, ratio_text, unit_words
from assistant.problem_words import problem_words
from ingestion.texts import say

if TYPE_CHECKING:
    from assistant.export.memo import Draft

MAX_PERIODS = 4
CHARTS = ("revenue", "margins", "cash_bridge", "working_days", "debt")
MAX_LINES = 24
TOTALS = ("total", "net_", "operating_profit", "gross", "profit_before")


def financial(draft: "Draft") -> Section:
    """Statements side by side, ratios, formulas, charts."""
    tables = [t for b in BASES for s in STATEMENTS if (t := statement_table(s, b, draft)) is not None]
    ratios, formulas, absent = _ratios(draft)
    tables += [ratios, formulas] if ratios.rows else []
    charts = tuple(c for c in charts_of(draft.profile) if c.id in CHARTS)
    told = [] if tables else [draft.word("no_statements")]
    if absent:
        told.append(draft.word("absent_ratios", list=("；" if draft.lang == "zh" else "; ").join(absent)))
    return Section("financial", draft.word("financial"), tuple(told), tuple(tables), charts)


def statement_table(statement: str, basis: str, draft: "Draft") -> Table | None:
    """One statement with its periods side by side, in units of the latest period's print."""
    periods = columns_of(draft.profile, basis, statement, MAX_PERIODS)
    lines = statement_lines(statement, periods, draft.values)
    sample = next(
        (f for _, found in lines for f in found if f and f.fact.unit == "money" and f.fact.method == "table"), None
    )
    sample = sample or next((f for _, found in lines for f in found if f and f.fact.unit == "money"), None)
    if sample is None:
        return None
    scale, currency = sample.fact.scale, sample.fact.currency or ""
    rows = [
        (
            Cell(line_name(name, draft.lang), mark="total" if name.startswith(TOTALS) else ""),
            *(_figure(f, p, scale, draft) for f, p in zip(found, periods, strict=True)),
        )
        for name, found in lines
    ]
    unit = unit_words(currency, scale, draft.lang)
    flow = statement != "balance_sheet"
    head = (
        say("export.item", draft.lang),
        *(period_text(p.period_end, p.months if flow else None, draft.lang) for p in periods),
    )
    name = say(f"export.{statement}", draft.lang)
    title = f"{name} · {say(f'export.basis_{basis}', draft.lang)}"
    sheet = f"{name} {say(f'export.basis_{basis}', draft.lang)}"
    return with_head_notes(Table(title, say("export.unit", draft.lang, unit=unit), head, tuple(rows), sheet=sheet))


def _figure(item: ChosenFact | None, period: PeriodKey, scale: int, draft: "Draft") -> Cell:
    if item is None or item.fact.nil == "closure":
        return Cell("")
    fact = item.fact
    number = fact.amount / scale if fact.unit == "money" else fact.amount
    mark = "derived" if fact.method == "derived" else "nil" if fact.nil else ""
    note = draft.notes.of(item.file, fact.page) if fact.method != "derived" else None
    shown = number.normalize() if number else Decimal(0)
    places = None if -shown.as_tuple().exponent <= 2 else 2  # type: ignore[operator]
    quote = f"{item.file} p.{fact.page}: {fact.label} {fact.printed}" if note else ""
    text = grouped(shown, places)
    return Cell(text, number, note, mark, quote, "money", fact.field or "", period)


def _ratios(draft: "Draft") -> tuple[Table, Table, list[str]]:
    periods = shown_periods(draft.profile)
    by_key = {(r.id, r.period.key): r for r in draft.profile.ratios}
    rows, formulas, absent = [], [], []
    for name in dict.fromkeys(r.id for r in draft.profile.ratios):
        found = [by_key.get((name, p.key)) for p in periods]
        first = next((r for r in found if r), None)
        if first is None:
            continue
        if any(r and r.value is not None for r in found):
            rows.append((Cell(first.names[draft.lang]), *(_ratio(r, draft) for r in found)))
            formulas.append((Cell(first.names[draft.lang]), Cell(formula_words(first.formula, draft.lang))))
        else:
            why = reason_text(first, draft.lang)
            absent.append(
                f"{first.names[draft.lang]}（{why}）" if draft.lang == "zh" else f"{first.names[draft.lang]} ({why})"
            )
    item = say("export.item", draft.lang)
    head = (item, *(period_text(p.period_end, p.months, draft.lang) for p in periods))
    title = say("export.ratios", draft.lang)
    return (
        Table(title, say("export.ratio_note", draft.lang), head, tuple(rows), sheet=title),
        Table(
            say("export.formulas", draft.lang),
            "",
            (item, say("export.formula", draft.lang)),
            tuple(formulas),
            (),
            (1.0, 2.6),
        ),
        absent[:MAX_LINES],
    )


def _ratio(item: RatioValue | None, draft: "Draft") -> Cell:
    if item is None:
        return Cell("")
    if item.value is None:
        return Cell("—" if item.reason == "missing" else reason_text(item, draft.lang), mark="nil")
    value = Decimal(item.value)
    text = ratio_text(value, item.unit, draft.lang)
    return Cell(text, value, None, item.band or "", "", item.unit, item.id, item.period, item.formula)


def quality(draft: "Draft") -> Section:
    """What is missing, stale, unconfirmed, or wrong in the papers."""
    profile, lang = draft.profile, draft.lang
    lines: list[str] = []
    gaps = [g for g in profile.gaps if g.blocks or g.followup][:MAX_LINES]
    checks = followup_definitions()
    rows = tuple(
        (Cell(g.names[lang]), Cell(_held_up(g, lang)),
         Cell(f"{g.followup} {checks[g.followup]['names'][lang]}" if g.followup in checks else "—"))
        for g in gaps
    )  # fmt: skip
    head = (draft.word("gap_what"), draft.word("gap_stops"), draft.word("gap_check"))
    tables = (Table(draft.word("gaps"), "", head, rows, (), (1.6, 1.0, 1.4)),) if rows else ()
    doubtful = [f for f in profile.facts if f.fact.state == "unconfirmed"]
    if doubtful:
        names = "、".join(line_name(f.fact.field or "", lang) for f in doubtful[:8])
        lines.append(draft.word("unconfirmed", count=len(doubtful), names=names))
    lines += [
        draft.word(f"paper_{p.freshness.state}", file=p.file, days=p.freshness.age_d or "—")
        for p in profile.documents
        if p.freshness and p.freshness.state in ("stale", "undated")
    ]
    lines += list(dict.fromkeys(_told(p, lang) for p in profile.problems))[:MAX_LINES]
    nothing = () if tables else (draft.word("no_quality"),)
    return Section("quality", draft.word("quality"), tuple(lines) or nothing, tables)


def _held_up(gap: Gap, lang: Lang) -> str:
    """What a gap stops: the approval by name, figures and rules by their number."""
    told = [say("web.blocks_approval", lang)] if "approval" in gap.blocks else []
    others = len([b for b in gap.blocks if b != "approval"])
    if others:
        told.append(say("web.blocks_one" if others == 1 else "web.blocks", lang, count=others))
    return "; ".join(told) or "—"


def _told(problem: dict[str, Any], lang: Lang) -> str:
    page = Note(0, problem["file"], problem["page"]).words(lang) if problem.get("page") else problem["file"]
    return f"{page}: {problem_words(problem, lang)}"
