"""The memo as a value: sections, paragraphs, tables, sources. Serializers print it; nothing is computed there."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey, RatioValue
from assistant.credit.values import Values
from assistant.format import Lang, grouped, period_text, ratio_text, zh_scale
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import say

SourceOf = Callable[[ChosenFact], int | None]
STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
MAX_PERIODS = 4
FORMULA_WORDS = ("avg", "prior", "either", "or_zero", "days")
FULL_PERIOD = 12  # figures


@dataclass(frozen=True, slots=True)
class Cell:
    """Text as shown; `number` is set for figures (not rounded); `source` points into the memo's sources, from 1."""

    text: str
    number: Decimal | None = None
    source: int | None = None
    mark: str = ""  # derived | nil | good | watch | weak


@dataclass(frozen=True, slots=True)
class MemoTable:
    """A table with one head row."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the memo."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[MemoTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure is printed."""

    number: int
    file: str
    page: int
    quote: str


@dataclass(frozen=True, slots=True)
class Memo:
    """The whole memo in one language."""

    title: str
    subtitle: str
    lang: Lang
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]


class _Sources:
    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.listed: list[Source] = []

    def of(self, item: ChosenFact) -> int | None:
        """The number of the fact's source; None for a value that is not printed."""
        fact = item.fact
        if fact.method == "derived":
            return None
        if fact.id not in self._numbers:
            number = len(self.listed) + 1
            self._numbers[fact.id] = number
            self.listed.append(Source(number, item.file, fact.page, f"{fact.label} {fact.printed}".strip()))
        return self._numbers[fact.id]


def build_memo(profile: CreditProfile, lang: Lang) -> Memo:
    """The memo of a profile in one language."""
    sources = _Sources()
    values = Values(profile.facts, profile.periods)
    sections = [_subject(profile, lang), *_statements(profile, values, sources, lang), _ratios(profile, lang)]
    sections += [s for s in (_risks(profile, lang), _gaps(profile, lang), _problems(profile, lang)) if s]
    name = profile.customer.name or profile.name
    return Memo(
        say("export.title", lang, name=name),
        say("export.subtitle", lang, as_of=profile.as_of),
        lang,
        tuple(sections),
        tuple(sources.listed),
    )


def shown_periods(profile: CreditProfile) -> list[PeriodKey]:
    """The group's latest periods, else the parent's; a period of a few key figures only where nothing else is there."""
    group = [p for p in profile.periods if p.basis != "parent"] or list(profile.periods)
    counts = Counter(f.fact.period_end for f in profile.facts)
    full = [p for p in group if counts[p.period_end] >= FULL_PERIOD]
    return (full or group)[:MAX_PERIODS]


def _subject(profile: CreditProfile, lang: Lang) -> Section:
    lines = [
        say(
            "export.subject",
            lang,
            name=profile.customer.name or "-",
            state=say(f"export.{profile.customer.state}", lang),
        )
    ]
    lines += [f"{i.scheme}: {i.value} ({say(f'export.check_{i.check}', lang)})" for i in profile.customer.identifiers]
    head = tuple(say(f"export.{key}", lang) for key in ("paper", "kind", "period", "pages", "figures"))
    rows = tuple(
        (
            Cell(d.file),
            Cell(say(f"export.kind_{d.kind}", lang)),
            Cell(d.period_end or "-"),
            Cell(str(d.pages)),
            Cell(str(d.facts)),
        )
        for d in profile.documents
    )
    table = MemoTable(say("export.papers", lang), "", head, rows)
    return Section(say("export.section_subject", lang), tuple(lines), (table,))


def _statements(profile: CreditProfile, values: Values, sources: _Sources, lang: Lang) -> list[Section]:
    tables = []
    for basis in ("consolidated", "parent"):
        periods = [p for p in profile.periods if (p.basis == "parent") == (basis == "parent")][:MAX_PERIODS]
        for statement in STATEMENTS:
            table = statement_table(statement, periods, values, sources.of, lang, basis)
            if table is not None:
                tables.append(table)
    return [Section(say("export.section_statements", lang), (), tuple(tables))] if tables else []


def statement_table(
    statement: str, periods: list[PeriodKey], values: Values, source_of: SourceOf, lang: Lang, basis: str
) -> MemoTable | None:
    """One statement with its periods side by side, in units of the latest period's print."""
    lines = [i for i in taxonomy().items.values() if i.statement == statement]
    found = {(i.id, p.key): values.fact(i.id, p) for i in lines for p in periods}
    shown = [i for i in lines if any((f := found[(i.id, p.key)]) and f.fact.nil != "closure" for p in periods)]
    sample = next((f for f in found.values() if f and f.fact.unit == "money" and f.fact.method == "table"), None)
    if not shown or sample is None:
        return None
    scale, currency = sample.fact.scale, sample.fact.currency or ""
    rows = []
    for line in shown:
        cells = [Cell(line.name_zh if lang == "zh" and line.name_zh else line.name_en)]
        cells += [_cell(found[(line.id, p.key)], scale, source_of) for p in periods]
        rows.append(tuple(cells))
    unit = say(
        "export.unit",
        lang,
        unit=f"{zh_scale(scale)}{'元' if currency == 'CNY' else currency}"
        if lang == "zh"
        else f"{currency} x {scale:,}",
    )
    title = f"{say(f'export.{statement}', lang)} · {say(f'export.basis_{basis}', lang)}"
    flow = statement != "balance_sheet"
    head = tuple(period_text(p.period_end, p.months if flow else None, lang) for p in periods)
    return MemoTable(title, unit, (say("export.item", lang), *head), tuple(rows))


def _cell(item: ChosenFact | None, scale: int, source_of: SourceOf) -> Cell:
    if item is None or item.fact.nil == "closure":
        return Cell("")
    fact = item.fact
    number = fact.amount if fact.unit != "money" else fact.amount / scale
    mark = "derived" if fact.method == "derived" else "nil" if fact.nil else ""
    return Cell(grouped(number.normalize() if number else Decimal(0)), number, source_of(item), mark)


def _ratios(profile: CreditProfile, lang: Lang) -> Section:
    periods = shown_periods(profile)
    by_key = {(r.id, r.period.key): r for r in profile.ratios}
    names = list(dict.fromkeys(r.id for r in profile.ratios))
    rows: list[tuple[Cell, ...]] = []
    formulas: list[tuple[Cell, ...]] = []
    absent: list[str] = []
    for name in names:
        found = [by_key.get((name, p.key)) for p in periods]
        if any(r and r.value is not None for r in found):
            first = next(r for r in found if r)
            rows.append((Cell(first.names[lang]), *(_ratio_cell(r, lang) for r in found)))
            formulas.append((Cell(first.names[lang]), Cell(formula_words(first.formula, lang))))
        else:
            absent += [f"{r.names[lang]}: {reason_text(r, lang)}" for r in found[:1] if r]
    head = (say("export.item", lang), *(period_text(p.period_end, p.months, lang) for p in periods))
    tables = (
        MemoTable(say("export.ratios", lang), say("export.ratio_note", lang), head, tuple(rows)),
        MemoTable(
            say("export.formulas", lang), "", (say("export.item", lang), say("export.formula", lang)), tuple(formulas)
        ),
    )
    return Section(say("export.section_ratios", lang), tuple(absent), tables if rows else ())


def _ratio_cell(item: RatioValue | None, lang: Lang) -> Cell:
    if item is None:
        return Cell("")
    if item.value is None:
        return Cell("—" if item.reason == "missing" else reason_text(item, lang), mark="nil")
    value = Decimal(item.value)
    return Cell(ratio_text(value, item.unit, lang), value, None, item.band or "")


def reason_text(item: RatioValue, lang: Lang) -> str:
    """Why a ratio has no value, in words."""
    names = [line_name(name, lang) for name in item.missing]
    return say(
        f"profile.reason_{item.reason or 'missing'}", lang, names="、".join(names) if lang == "zh" else ", ".join(names)
    )


def formula_words(formula: str, lang: Lang) -> str:
    """A formula with the names of its lines in place of their ids."""

    def named(match: re.Match[str]) -> str:
        word = match.group()
        return say(f"export.word_{word}", lang) if word in FORMULA_WORDS else line_name(word, lang)

    signs = str.maketrans({"*": "×", "/": "÷", "-": "−"})
    return re.sub(r"[a-z][a-z0-9_]*", named, formula.translate(signs))


def _risks(profile: CreditProfile, lang: Lang) -> Section | None:
    fired = [r for r in profile.risk_factors if r.state == "fired"]
    if not fired:
        return None
    head = tuple(say(f"export.{key}", lang) for key in ("factor", "severity", "explanation", "counter", "checks"))
    rows = tuple(
        (
            Cell(f"{r.id} {r.names[lang]}"),
            Cell(say(f"risk.severity_{r.severity}", lang)),
            Cell(r.explanation[lang] + (say("risk.dismissed", lang, reason=r.dismissed.reason) if r.dismissed else "")),
            Cell(r.counter_argument[lang]),
            Cell(" ".join(r.follow_ups)),
        )
        for r in fired
    )
    checks = tuple(
        (Cell(f"{f.id} {f.names[lang]}"), Cell(f.ask[lang]), Cell(f.document[lang]), Cell(f.clears_when[lang]))
        for f in profile.followups
    )
    check_head = tuple(say(f"export.{key}", lang) for key in ("check", "ask", "paper", "clears_when"))
    return Section(
        say("export.section_risks", lang),
        (),
        (
            MemoTable(say("export.fired_factors", lang), "", head, rows),
            MemoTable(say("export.followup_checks", lang), "", check_head, checks),
        ),
    )


def _gaps(profile: CreditProfile, lang: Lang) -> Section | None:
    lines = tuple(say("export.gap", lang, name=g.names[lang], count=len(g.blocks)) for g in profile.gaps[:20])
    return Section(say("export.section_gaps", lang), lines) if lines else None


def _problems(profile: CreditProfile, lang: Lang) -> Section | None:
    lines = tuple(dict.fromkeys(f"{p['file']} p.{p['page'] or '-'}: {p['message']}" for p in profile.problems))[:20]
    return Section(say("export.section_problems", lang), lines) if lines else None
