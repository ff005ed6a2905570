"""From the pages of a paper to its figures: tables of the right pages, statements, tags, key data, supplements."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from ingestion.check.rows import indirect_cash_flow
from ingestion.extract.closure import derived_facts
from ingestion.extract.context import Context
from ingestion.extract.document_units import units_from_around
from ingestion.extract.instances import Instance
from ingestion.extract.paper_pages import AnyPaper, PagesRead, Report, rulings_on
from ingestion.extract.statements import facts_of, key_data_facts
from ingestion.extract.tags import tag_facts
from ingestion.extract.units import Unit
from ingestion.model.fact import CheckResult, Fact, Problem
from ingestion.model.place import Line
from ingestion.model.table import Table
from ingestion.read.html import HtmlPaper
from ingestion.read.inline_xbrl import InlineXbrl
from ingestion.read.pdf import PdfPaper
from ingestion.read.picture import PicturePaper
from ingestion.read.tables import tables_of
from ingestion.taxonomy.taxonomy import Taxonomy
from ingestion.texts import Lang, say

_AROUND_FIGURES = frozenset(".,()-—–$%")
FULL_FLOW = 4  # figures of an indirect cash flow: two rows beside the profit at least


def with_locators(facts: list[Fact], paper: AnyPaper) -> list[Fact]:
    """Figures of a workbook or a web page with the cell or element they stand in."""
    if isinstance(paper, PdfPaper | PicturePaper):
        return facts
    return [
        f.model_copy(update={"locator": paper.locate(f.page, (f.box[0], f.box[1], f.box[2], f.box[3]))})
        if len(f.box) == 4 and f.locator is None
        else f
        for f in facts
    ]


def anchor_lines(lines: list[Line], terms: Taxonomy) -> int:
    """Lines that begin like a canonical caption and hold a figure; a cheap sign of a statement without a title."""
    count = 0
    for line in lines:
        text = line.text
        if len(text) < 120 and any(ch.isdigit() for ch in text[-12:]):
            label = _without_figures(text)
            count += len(label) > 2 and any(
                terms.names_line(label, s) for s in ("balance_sheet", "income_statement", "cash_flow")
            )
    return count


def _without_figures(text: str) -> str:
    """The line without the figures at its end."""
    end = len(text)
    while end and (text[end - 1] in _AROUND_FIGURES or text[end - 1].isdecimal() or text[end - 1].isspace()):
        end -= 1
    return text[:end]


def tables_on(paper: AnyPaper, read: PagesRead, numbers: list[int], report: Report) -> list[Table]:
    """The tables of the pages `numbers`, in order."""
    tables: list[Table] = []
    for i, number in enumerate(numbers):
        if number in read.pages:
            report("page", number, paper.page_count)
            tables += tables_of(read.pages[number], partial(rulings_on, paper, read, number))
        if i % 5 == 0:
            report("tables", number, paper.page_count)
    return tables


def statement_facts(
    chosen: list[Instance], terms: Taxonomy, context: Context, read: PagesRead
) -> tuple[list[Fact], list[Problem], dict[str, str]]:
    """(facts of the chosen statements with derived totals, problems, the section each balance-sheet row adds to)."""
    facts: list[Fact] = []
    problems: list[Problem] = []
    sections: dict[str, str] = {}
    borrowed = units_from_around(chosen, read.lines)
    for place, instance in enumerate(chosen):
        made = facts_of(instance, terms, replace(context, unit=context.unit.over(borrowed.get(place, Unit()))))
        facts += made.facts
        problems += made.problems
        sections |= made.sections
    dated = [f for f in facts if f.period_end is not None]
    return facts + derived_facts(dated, sections, terms), problems, sections


def tagged_facts(
    tags: InlineXbrl, paper: HtmlPaper, terms: Taxonomy, context: Context
) -> tuple[list[Fact], list[Problem], dict[str, str]]:
    """The tagged figures, which stand for what the page prints; derived totals as on paper."""
    facts = tag_facts(tags, paper, terms, context)
    lang = lang_of(context.language)
    problems = []
    if any(f.period_end is None for f in facts):
        problems.append(Problem(code="period_unknown", page=1, message=say("problems.period_unknown", lang)))
    if tags.unread:
        problems.append(Problem(code="tag_unread", page=1, message=say("problems.tag_unread", lang, count=tags.unread)))
    sections = {f.id: terms.items[f.field].section for f in facts if f.field}
    return facts + derived_facts([f for f in facts if f.field], sections, terms), problems, {}


def key_data(instances: list[Instance], terms: Taxonomy, context: Context) -> list[Fact]:
    """Main accounting data, the first of a line and period; quarterly tables have no year and give nothing."""
    seen: set[tuple[str | None, str | None, int | None]] = set()
    made: list[Fact] = []
    for instance in instances:
        if instance.statement == "key_data":
            for fact in key_data_facts(instance, terms, context):
                key = (fact.field, fact.period_end, fact.months)
                if key not in seen:
                    seen.add(key)
                    made.append(fact)
    return made


def supplement_facts(tables: list[Instance], known: list[Fact], terms: Taxonomy, context: Context) -> list[Fact]:
    """Figures of the notes that the faces do not print; `statement: notes`, group basis unless the heads say otherwise."""
    printed = {(f.field, f.period_end) for f in known}
    made: list[Fact] = []
    for instance in tables:
        new = [
            f for f in facts_of(instance, terms, context).facts if f.field and (f.field, f.period_end) not in printed
        ]
        made.extend(f.model_copy(update={"statement": "notes"}) for f in new)
    return made


def indirect_flows(tables: list[Instance], terms: Taxonomy, context: Context) -> list[CheckResult]:
    """CF-4 for each column of a cash flow, or of its supplement, that comes from the profit.

    Where no column adds up row by row the rows are not the whole list, and nothing is tested.
    """
    made: list[CheckResult] = []
    for instance in tables:
        if instance.statement == "cash_flow":
            rows = facts_of(instance, terms, context).facts
            periods = dict.fromkeys((f.period_end, f.months) for f in rows if f.period_end)
            checks = [c for end, months in periods if (c := indirect_cash_flow(rows, end or "", months))]
            if context.gaap != "prc":
                checks = [c for c in checks if not _is_cut(c, rows)]
            made += checks if any(c.status == "ok" and len(c.facts) >= FULL_FLOW for c in checks) else []
    return made


def _is_cut(check: CheckResult, rows: list[Fact]) -> bool:
    """True where more than half of the flow is missing: rows of another part, not a figure misread."""
    total = next(f for f in rows if f.id == check.facts[0])
    return abs(Decimal(check.difference)) * 2 > abs(total.amount)


def lang_of(language: str) -> Lang:
    """The language of messages about a paper in `language`."""
    return "zh" if language.startswith("zh") else "en"
