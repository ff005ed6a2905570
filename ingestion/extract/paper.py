"""One paper read from bytes to facts. Runs inside the reading worker; never raises for a bad page."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from importlib.metadata import version

from ingestion.check.rows import indirect_cash_flow
from ingestion.errors import LimitReached, PaperError
from ingestion.extract import classify
from ingestion.extract.alarms import glued_digits
from ingestion.extract.bureau.part import BureauInput, bureau_part
from ingestion.extract.closure import derived_facts
from ingestion.extract.context import Context
from ingestion.extract.creditors import creditor_facts
from ingestion.extract.document_units import units_from_around
from ingestion.extract.finder import candidate_pages
from ingestion.extract.form_items import Item, items_of
from ingestion.extract.instances import Instance, assemble, primaries, supplements, with_rules
from ingestion.extract.instructions import instructions_of
from ingestion.extract.ledger.hints import LedgerHints
from ingestion.extract.ledger.paper import ledger_paper
from ingestion.extract.notes import note_facts
from ingestion.extract.passages import passages_of
from ingestion.extract.reconcile import reconciled
from ingestion.extract.request_form import is_request_form, request_facts
from ingestion.extract.revisions import changed_figures
from ingestion.extract.scans import (
    Recognised,
    Recognition,
    as_displayed,
    displayed_lines,
    displayed_tree,
    doubted,
    recognise_pages,
    text_of,
)
from ingestion.extract.statements import facts_of, key_data_facts
from ingestion.extract.suspects import (
    active_problems,
    coverage_of,
    hidden_of,
    holds_figures,
    second_reading,
    with_truth_of_glyphs,
)
from ingestion.extract.tags import tag_facts, tagged_gaap, tagged_subject
from ingestion.extract.units import Unit
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import FLOWS, PICTURES, SHEETS, paper_type
from ingestion.model.fact import (
    WAITING,
    CheckResult,
    Coverage,
    Extraction,
    Fact,
    Passage,
    Problem,
    ProducedBy,
    Reading,
    Subject,
)
from ingestion.model.place import Line, Page
from ingestion.model.table import Table
from ingestion.read.docx_text import docx_blocks
from ingestion.read.flow import FlowPaper, text_blocks
from ingestion.read.html import HtmlPaper
from ingestion.read.inline_xbrl import InlineXbrl, read_inline_xbrl
from ingestion.read.layout import lines_of
from ingestion.read.pdf import PdfPaper
from ingestion.read.picture import PicturePaper
from ingestion.read.rulings import Rulings, rulings_of
from ingestion.read.second import SecondReader
from ingestion.read.sheet import SheetPaper
from ingestion.read.tables import tables_of
from ingestion.read.xml_paper import XmlElement, XmlPaper
from ingestion.taxonomy.taxonomy import Taxonomy, taxonomy
from ingestion.texts import Lang, say

_FIGURES_AT_END = re.compile(r"[\d.,()\-—–$%\s]+$")
Report = Callable[[str, int, int], None]
AnyPaper = PdfPaper | SheetPaper | HtmlPaper | FlowPaper | PicturePaper
SECOND_READER_S = 8.0
MAX_DECLARED = 100_000
FULL_FLOW = 4  # figures of an indirect cash flow: two rows beside the profit at least


@dataclass(slots=True)
class _Pages:
    """What is known of the pages while reading."""

    pages: dict[int, Page] = field(default_factory=dict)
    lines: dict[int, list[Line]] = field(default_factory=dict)
    rulings: dict[int, Rulings] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)
    faults: list[tuple[int, PaperError]] = field(default_factory=list)


def read_paper(
    data: bytes,
    name: str,
    pages: tuple[int, ...] | None = None,
    passwords: tuple[str, ...] = (),
    report: Report = lambda step, page, count: None,
    limits: Limits | None = None,
    recognition: Recognition | None = None,
    skip: Mapping[int, str] | None = None,
    hints: LedgerHints | None = None,
) -> Reading:
    """Everything the paper says. `report(step, page, pages)` tells how far the work has come.

    Without `recognition` the pages that are only pictures stay unread. Pages in `skip` (number to problem code) broke the
    reader before and are left out.
    """
    limits = limits or Limits()
    sha = hashlib.sha256(data).hexdigest()
    report("opening", 0, 0)
    try:
        paper = _open(data, name, passwords, limits)
    except PaperError as err:
        return failed_reading(name, sha, err)
    second = SecondReader(data, passwords, SECOND_READER_S if isinstance(paper, PdfPaper) else 0.0)
    with paper:
        if isinstance(paper, SheetPaper) and (
            ledger := ledger_paper(paper, data, name, sha, produced_by(taxonomy()), hints)
        ):
            return ledger
        if paper.page_count > MAX_DECLARED:
            return failed_reading(name, sha, LimitReached("pages", limits.pages, paper.page_count))
        recognition = recognition or Recognition()

        def first(read: _Pages) -> None:
            """Tell what the pages read first give."""
            if recognition.first:
                recognition.first(_extract(paper, name, sha, read, report, second))

        read = _read_pages(paper, pages, report, limits, recognition, second, skip or {}, first)
        reading = _extract(paper, name, sha, read, report, second)
    return _with_file_problems(reading, data, passwords, limits) if isinstance(paper, PdfPaper) else reading


def _with_file_problems(reading: Reading, data: bytes, passwords: tuple[str, ...], limits: Limits) -> Reading:
    """The reading with what only the whole file tells: figures that an earlier revision printed otherwise, active content."""
    known = reading.extraction
    facts, problems = changed_figures(list(known.facts), data, passwords, limits, _lang(known.language))
    problems += active_problems(data, _lang(known.language))
    if not problems:
        return reading
    told = known.model_copy(update={"facts": tuple(facts), "problems": (*known.problems, *problems)})
    return reading.model_copy(update={"extraction": told})


def failed_reading(
    name: str, sha: str, err: PaperError, pages: int = 0, coverage: tuple[Coverage, ...] = ()
) -> Reading:
    """A reading that holds only the reason why there is none."""
    message = say(f"problems.{err.key}", "en", **err.values)
    extraction = Extraction(
        produced_by=produced_by(taxonomy()),
        file=name,
        sha256=sha,
        status="failed",
        error=message,
        pages=pages,
        coverage=coverage,
        problems=(Problem(code=err.key, message=message),),
    )
    return Reading(extraction=extraction)


def produced_by(terms: Taxonomy) -> ProducedBy:
    """The versions that stand behind an extraction."""
    return ProducedBy(version=version("xintan"), taxonomy=terms.version)


def _open(data: bytes, name: str, passwords: tuple[str, ...], limits: Limits) -> AnyPaper:
    if not data:
        raise PaperError("empty_file")
    kind = paper_type(data, name)
    if kind in SHEETS:
        return SheetPaper(data, kind, limits)
    if kind == "html":
        return HtmlPaper(data, limits)
    if kind == "xml":
        return XmlPaper(data, limits)
    if kind in FLOWS:
        return FlowPaper(text_blocks(data) if kind == "txt" else docx_blocks(data, limits), limits)
    if kind in PICTURES:
        return PicturePaper(data, limits)
    return PdfPaper.unlocked(data, passwords, limits)


def _rulings(paper: AnyPaper, read: _Pages, number: int) -> Rulings:
    if number in read.rulings:
        return read.rulings[number]
    return rulings_of(paper, number) if isinstance(paper, PdfPaper) else paper.rulings(number)


def _located(facts: list[Fact], paper: AnyPaper) -> list[Fact]:
    """Figures of a workbook or a web page with the cell or element they stand in."""
    if isinstance(paper, PdfPaper | PicturePaper):
        return facts
    return [
        f.model_copy(update={"locator": paper.locate(f.page, (f.box[0], f.box[1], f.box[2], f.box[3]))})
        if len(f.box) == 4 and f.locator is None
        else f
        for f in facts
    ]


def _read_pages(
    paper: AnyPaper,
    wanted: tuple[int, ...] | None,
    report: Report,
    limits: Limits,
    recognition: Recognition,
    second: SecondReader,
    skip: Mapping[int, str],
    first: Callable[[_Pages], None] = lambda read: None,
) -> _Pages:
    read = _Pages()
    total = paper.page_count
    numbers = [n for n in (wanted or range(1, total + 1)) if 1 <= n <= total]
    chosen = sorted(set(numbers[: limits.pages]))
    states: dict[int, Coverage] = {}
    if len(numbers) > limits.pages:
        read.faults.append((chosen[-1] + 1, LimitReached("pages", limits.pages, len(numbers))))
    for number in chosen:
        report("page", number, total)
        try:
            if number in skip:
                raise PaperError("page_failed", why=skip[number])
            read.pages[number] = with_truth_of_glyphs(paper.page(number), second)
        except PaperError as err:
            states[number] = Coverage(page=number, state="failed", why=err.key)
            read.faults.append((number, err))
        if number % 10 == 0 or number == total:
            report("words", number, total)
    if isinstance(paper, PdfPaper | PicturePaper):
        lying = {n for n, page in read.pages.items() if holds_figures(page) and second.lying_fonts(n)}
        lying |= paper.lying_pages if isinstance(paper, PdfPaper) else set()
        so_far = partial(_with_recognised, read, states, total, wanted is None)
        return so_far(recognise_pages(paper, read.pages, recognition, lying, lambda found: first(so_far(found))))
    return _with_recognised(read, states, total, wanted is None, Recognised())


def _with_recognised(
    read: _Pages, states: dict[int, Coverage], total: int, whole: bool, recognised: Recognised
) -> _Pages:
    """The pages with what was recognised of them, their lines, and what became of every page."""
    pages, known = read.pages | recognised.pages, states | recognised.states
    left_out = "limit" if whole else "not asked for"
    lines, coverage = {}, []
    for number in range(1, total + 1):
        if page := pages.get(number):
            lines[number] = lines_of(page)
            known.setdefault(number, Coverage(page=number, state=page.state.value, why=page.why))
        coverage.append(known.get(number) or Coverage(page=number, state="unread", why=left_out))
    return _Pages(pages, lines, read.rulings | recognised.rulings, coverage, read.faults + recognised.faults)


def _page_problem(err: PaperError, number: int, lang: Lang) -> Problem:
    return Problem(code=err.key, page=number, message=say(f"problems.{err.key}", lang, **err.values))


def _extract(paper: AnyPaper, name: str, sha: str, read: _Pages, report: Report, second: SecondReader) -> Reading:
    terms = taxonomy()
    language = classify.language_of(read.lines)
    found = candidate_pages(read.lines, {n: _anchors(lines, terms) for n, lines in read.lines.items()})
    tables = _tables(paper, read, sorted(found), report)
    instances = assemble(tables, found, terms)
    with_rules(instances, classify.rule_headings(read.lines))
    chosen = primaries(instances)
    told = BureauInput(
        read.pages, read.lines, partial(_rulings, paper, read), paper.page_count, elements=_elements(paper)
    )
    part = bureau_part(told, classify.kind_of(read.lines, bool(chosen)), bool(chosen), _lang(language))
    kind, bureau = part.kind, displayed_tree(part.bureau, read.pages)
    dates = classify.dates_of(read.lines, language, name)
    gaap = classify.gaap_of(read.lines, language)
    dollar = classify.dollar_of(read.lines) if language == "en" and gaap != "us" else None
    context = Context(dates, Unit(currency=dollar), language, gaap, sha)
    report("facts", paper.page_count, paper.page_count)
    tags = read_inline_xbrl(paper.root) if isinstance(paper, HtmlPaper) else None
    if tags is not None and tags.figures and isinstance(paper, HtmlPaper):
        context = replace(context, gaap=tagged_gaap(tags) or context.gaap)
        facts, problems, sections = _tag_facts(tags, paper, terms, context)
        indirect: list[CheckResult] = []
    else:
        facts, problems, sections = _facts(chosen, terms, context, read)
        facts += _key_data(instances, terms, context)
        problems += glued_digits(chosen, _lang(language))
        indirect = _indirect_flows([*chosen, *supplements(instances, chosen)], terms, context)
        facts += _note_facts(supplements(instances, chosen), facts, terms, context)
        if chosen and language.startswith("zh"):
            noted = note_facts(read.pages, read.lines, partial(_rulings, paper, read), facts, context)
            named = {f.field for f in noted}
            facts = [f for f in facts if f.statement != "notes" or f.field not in named] + noted
            facts += creditor_facts(read.lines, context)
    if part.own_figures:
        facts, problems, indirect = [], [], []
    if kind == "other" and is_request_form(read.lines):
        facts += request_facts(_items(paper, read), read.lines, sha)
    facts, disagreements = second_reading(as_displayed(_located(facts, paper), read.pages), second, _lang(language))
    hidden, ways = hidden_of(read.pages.values(), _lang(language))
    audit = classify.audit_of(read.lines)
    facts, checks, odd = reconciled(facts, sections, indirect, _lang(language))
    problems += odd
    facts = doubted(facts, checks)
    checks += part.checks
    ends = [f.period_end for f in facts if f.statement == "balance_sheet" and f.period_end]
    has_text = any(not w.suspect for page in read.pages.values() for w in page.words)
    faults = [_page_problem(err, number, _lang(language)) for number, err in read.faults]
    told_orders = instructions_of(_all_text(read.pages), _lang(language))
    problems = [*faults, *hidden, *disagreements, *problems, *part.problems, *told_orders]
    if not has_text:
        problems.append(Problem(code="no_text", message=say("problems.no_text", _lang(language))))
    elif not facts and kind in ("annual_report", "interim_report", "financial_statements"):
        problems.append(Problem(code="no_statements", message=say("problems.no_statements", _lang(language))))
    bad = [c for c in read.coverage if c.state == "failed" or c.why in ("limit", WAITING)]
    error = _error(has_text, bool(bad), problems, language)
    extraction = Extraction(
        produced_by=produced_by(terms),
        file=name,
        sha256=sha,
        status="ok" if error is None else "partial",
        error=error,
        pages=paper.page_count,
        kind=kind,
        kind_evidence=part.evidence,
        language=language,
        text=text_of(read.pages.values()),
        subject=_subject(
            part.subject, tagged_subject(tags) if tags and tags.texts else classify.subject_of(read.lines, language)
        ),
        period_end=part.period_end
        or (max(ends) if ends else dates.end.isoformat() if dates.end and part.bureau is None else None),
        source_basis=classify.source_basis_of(read.lines, audit, kind),
        audit=audit,
        facts=tuple(facts),
        bureau=bureau,
        checks=tuple(checks),
        coverage=tuple(coverage_of(read.coverage, ways)),
        problems=tuple(problems),
    )
    sizes = tuple(_size(page) for page in read.pages.values())
    return Reading(extraction=extraction, passages=tuple(_passages(read, chosen)), page_sizes=sizes)


def _size(page: Page) -> tuple[float, float]:
    """Width and height as displayed; of a page set sideways those of the paper it stands on."""
    turned = page.source == "text" and page.to_display is not None
    x0, top, x1, bottom = page.displayed((0, 0, page.width, page.height)) if turned else (0, 0, page.width, page.height)
    return round(x1 - x0, 1), round(bottom - top, 1)


def _all_text(pages: dict[int, Page]) -> dict[int, list[str]]:
    """Every word of the pages, also those that nobody sees, in the order of the file."""
    return {n: [w.text for w in page.words] for n, page in pages.items()}


def _items(paper: AnyPaper, read: _Pages) -> list[Item]:
    """Lines and table rows of all pages in reading order."""
    pages = [(page, read.lines[number]) for number, page in read.pages.items()]
    return items_of(pages, partial(_rulings, paper, read))


def _elements(paper: AnyPaper) -> tuple[XmlElement, ...]:
    return tuple(paper.elements) if isinstance(paper, XmlPaper) else ()


def _subject(own: Subject | None, read: Subject) -> Subject:
    """Whom the paper is about: by its labels where they say it, else by its heads."""
    if own is None or own.name is None:
        return read
    codes = {(i.scheme, i.value): i for i in (*own.identifiers, *read.identifiers)}
    return Subject(name=own.name, identifiers=tuple(codes.values()))


def _anchors(lines: list[Line], terms: Taxonomy) -> int:
    """Lines that begin like a canonical caption and hold a figure; a cheap sign of a statement without a title."""
    count = 0
    for line in lines:
        text = line.text
        if len(text) < 120 and any(ch.isdigit() for ch in text[-12:]):
            label = _FIGURES_AT_END.sub("", text)
            count += len(label) > 2 and any(
                terms.names_line(label, s) for s in ("balance_sheet", "income_statement", "cash_flow")
            )
    return count


def _tables(paper: AnyPaper, read: _Pages, numbers: list[int], report: Report) -> list[Table]:
    tables: list[Table] = []
    for i, number in enumerate(numbers):
        if number in read.pages:
            report("page", number, paper.page_count)
            tables += tables_of(read.pages[number], partial(_rulings, paper, read, number))
        if i % 5 == 0:
            report("tables", number, paper.page_count)
    return tables


def _facts(
    chosen: list[Instance], terms: Taxonomy, context: Context, read: _Pages
) -> tuple[list[Fact], list[Problem], dict[str, str]]:
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


def _tag_facts(
    tags: InlineXbrl, paper: HtmlPaper, terms: Taxonomy, context: Context
) -> tuple[list[Fact], list[Problem], dict[str, str]]:
    """The tagged figures, which stand for what the page prints; derived totals as on paper."""
    facts = tag_facts(tags, paper, terms, context)
    lang = _lang(context.language)
    problems = []
    if any(f.period_end is None for f in facts):
        problems.append(Problem(code="period_unknown", page=1, message=say("problems.period_unknown", lang)))
    if tags.unread:
        problems.append(Problem(code="tag_unread", page=1, message=say("problems.tag_unread", lang, count=tags.unread)))
    sections = {f.id: terms.items[f.field].section for f in facts if f.field}
    return facts + derived_facts([f for f in facts if f.field], sections, terms), problems, {}


def _key_data(instances: list[Instance], terms: Taxonomy, context: Context) -> list[Fact]:
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


def _indirect_flows(tables: list[Instance], terms: Taxonomy, context: Context) -> list[CheckResult]:
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


def _note_facts(tables: list[Instance], known: list[Fact], terms: Taxonomy, context: Context) -> list[Fact]:
    """Figures of the notes that the faces do not print; `statement: notes`, group basis unless the heads say otherwise."""
    printed = {(f.field, f.period_end) for f in known}
    made: list[Fact] = []
    for instance in tables:
        new = [
            f for f in facts_of(instance, terms, context).facts if f.field and (f.field, f.period_end) not in printed
        ]
        made.extend(f.model_copy(update={"statement": "notes"}) for f in new)
    return made


def _passages(read: _Pages, chosen: list[Instance]) -> list[Passage]:
    sections = {t.page: i.statement for i in chosen for t in i.tables}
    return [
        p
        for n, lines in read.lines.items()
        for p in passages_of(displayed_lines(lines, read.pages[n]), n, sections.get(n))
    ]


def _error(has_text: bool, has_bad: bool, problems: list[Problem], language: str) -> str | None:
    if not has_text:
        return say("problems.no_text", _lang(language))
    if has_bad:
        told = sorted(problems, key=lambda p: p.code != WAITING)  # what is still to come before what failed
        return next((p.message for p in told), None) or say("problems.damaged_file", _lang(language))
    return None


def _lang(language: str) -> Lang:
    return "zh" if language.startswith("zh") else "en"
