"""One paper read from bytes to facts. Runs inside the reading worker; never raises for a bad page."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib.metadata import version

from ingestion.errors import LimitReached, PaperError
from ingestion.extract import classify
from ingestion.extract.alarms import glued_digits
from ingestion.extract.audit import audit_points
from ingestion.extract.bureau.part import BureauInput, bureau_part
from ingestion.extract.column_binding import closing_dates
from ingestion.extract.context import Context
from ingestion.extract.creditors import creditor_facts
from ingestion.extract.finder import candidate_pages
from ingestion.extract.form_items import Item, items_of
from ingestion.extract.instances import Instance, assemble, primaries, supplements, with_rules
from ingestion.extract.instructions import instructions_of
from ingestion.extract.ledger.hints import LedgerHints
from ingestion.extract.note_texts import note_texts
from ingestion.extract.notes import note_facts
from ingestion.extract.notes_en import english_notes
from ingestion.extract.paper_facts import (
    anchor_lines,
    indirect_flows,
    key_data,
    lang_of,
    statement_facts,
    supplement_facts,
    tables_on,
    tagged_facts,
    with_locators,
)
from ingestion.extract.paper_pages import AnyPaper, PagesRead, Report, opened, pages_read, rulings_on
from ingestion.extract.passages import passages_of
from ingestion.extract.reconcile import reconciled
from ingestion.extract.request_form import is_request_form, request_facts
from ingestion.extract.revisions import changed_figures
from ingestion.extract.scans import (
    Recognition,
    as_displayed,
    displayed_audit,
    displayed_lines,
    displayed_tree,
    doubted,
    text_of,
)
from ingestion.extract.suspects import active_problems, blank_pages, coverage_of, hidden_of, second_reading
from ingestion.extract.tags import tagged_gaap, tagged_subject
from ingestion.extract.two_languages import with_second_language
from ingestion.extract.units import Unit
from ingestion.intake.limits import Limits
from ingestion.model.fact import (
    WAITING,
    CheckResult,
    Coverage,
    Extraction,
    Passage,
    Problem,
    ProducedBy,
    Reading,
    Subject,
)
from ingestion.model.place import Page
from ingestion.read.active_office import active_in
from ingestion.read.html import HtmlPaper
from ingestion.read.inline_xbrl import read_inline_xbrl
from ingestion.read.pdf import PdfPaper
from ingestion.read.second import SecondReader
from ingestion.read.sheet import SheetPaper
from ingestion.read.xml_paper import XmlElement, XmlPaper
from ingestion.taxonomy.taxonomy import Taxonomy, taxonomy
from ingestion.texts import Lang, say

SECOND_READER_S = 8.0
MAX_DECLARED = 100_000
STOPPED = frozenset({"limit_reached", "ocr_page_limit", "memory_limit", "time_limit", "reader_crashed"})
"""Why a page's picture was not read, told rather than that nothing was read."""


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
        paper = opened(data, name, passwords, limits)
    except PaperError as err:
        return _with_active(failed_reading(name, sha, err), active_in(data, name) if err.key == "damaged_file" else [])
    second = SecondReader(data, passwords, SECOND_READER_S if isinstance(paper, PdfPaper) else 0.0)
    with paper:
        if isinstance(paper, SheetPaper):
            from ingestion.extract.ledger.paper import ledger_paper  # loads polars, which no other paper needs

            if ledger := ledger_paper(paper, data, name, sha, produced_by(taxonomy()), hints):
                return _with_active(ledger, active_in(data, name))
        if paper.page_count > MAX_DECLARED:
            return failed_reading(name, sha, LimitReached("pages", limits.pages, paper.page_count))
        recognition = recognition or Recognition()

        def first(read: PagesRead) -> None:
            """Tell what the pages read first give."""
            if recognition.first:
                recognition.first(_extract(paper, name, sha, read, report, second))

        read = pages_read(paper, pages, report, limits, recognition, second, skip or {}, first)
        reading = _extract(paper, name, sha, read, report, second)
    if isinstance(paper, PdfPaper):
        reading = _with_changed(reading, data, passwords, limits)
        reading = _with_lost_pages(reading, second.pages_in_tree())
    return _with_active(reading, active_in(data, name))


def _with_changed(reading: Reading, data: bytes, passwords: tuple[str, ...], limits: Limits) -> Reading:
    """The reading with the figures that an earlier revision printed otherwise."""
    known = reading.extraction
    facts, problems = changed_figures(list(known.facts), data, passwords, limits, lang_of(known.language))
    if not problems:
        return reading
    told = known.model_copy(update={"facts": tuple(facts), "problems": (*known.problems, *problems)})
    return reading.model_copy(update={"extraction": told})


def _with_lost_pages(reading: Reading, pages: int) -> Reading:
    """The reading with a word on pages of the file that its own count leaves out."""
    known = reading.extraction
    if pages <= known.pages:
        return reading
    message = say("problems.pages_missing", lang_of(known.language), pages=pages, read=known.pages)
    problems = (*known.problems, Problem(code="pages_missing", message=message))
    told = known.model_copy(update={"problems": problems, "status": "partial", "error": known.error or message})
    return reading.model_copy(update={"extraction": told})


def _with_active(reading: Reading, kinds: list[str]) -> Reading:
    """The reading with a word on what in the file would act by itself or lead outside."""
    known = reading.extraction
    problems = active_problems(kinds, lang_of(known.language))
    if not problems:
        return reading
    return reading.model_copy(
        update={"extraction": known.model_copy(update={"problems": (*known.problems, *problems)})}
    )


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


def _page_problem(err: PaperError, number: int, lang: Lang) -> Problem:
    return Problem(code=err.key, page=number, message=say(f"problems.{err.key}", lang, **err.values))


def _extract(paper: AnyPaper, name: str, sha: str, read: PagesRead, report: Report, second: SecondReader) -> Reading:
    terms = taxonomy()
    language = classify.language_of(read.lines)
    found = candidate_pages(read.lines, {n: anchor_lines(lines, terms) for n, lines in read.lines.items()})
    tables = tables_on(paper, read, sorted(found), report)
    instances = assemble(tables, found, terms)
    with_rules(instances, classify.rule_headings(read.lines))
    chosen = primaries(instances)
    told = BureauInput(
        read.pages, read.lines, partial(rulings_on, paper, read), paper.page_count, elements=_elements(paper)
    )
    part = bureau_part(told, classify.kind_of(read.lines, bool(chosen)), bool(chosen), lang_of(language))
    kind, bureau = part.kind, displayed_tree(part.bureau, read.pages)
    dates = closing_dates(classify.dates_of(read.lines, language, name), chosen)
    gaap = classify.gaap_of(read.lines, language)
    dollar = classify.dollar_of(read.lines) if language == "en" and gaap != "us" else None
    context = Context(dates, Unit(currency=dollar), language, gaap, sha)
    report("facts", paper.page_count, paper.page_count)
    tags = read_inline_xbrl(paper.root) if isinstance(paper, HtmlPaper) else None
    if tags is not None and tags.figures and isinstance(paper, HtmlPaper):
        context = replace(context, gaap=tagged_gaap(tags) or context.gaap)
        facts, problems, sections = tagged_facts(tags, paper, terms, context)
        indirect: list[CheckResult] = []
    else:
        chosen = with_second_language(chosen, instances, read.lines, terms, context)
        facts, problems, sections = statement_facts(chosen, terms, context, read)
        facts += key_data(instances, terms, context)
        problems += glued_digits(chosen, lang_of(language))
        indirect = indirect_flows([*chosen, *supplements(instances, chosen)], terms, context)
        facts += supplement_facts(supplements(instances, chosen), facts, terms, context)
        if chosen and language.startswith("zh"):
            noted = note_facts(read.pages, read.lines, partial(rulings_on, paper, read), facts, context)
            named = {f.field for f in noted}
            facts = [f for f in facts if f.statement != "notes" or f.field not in named] + noted
            facts += creditor_facts(read.lines, context)
        elif chosen and language == "en":
            facts += english_notes(read.lines, facts, context)
    if part.own_figures:
        facts, problems, indirect = [], [], []
    if kind == "other" and is_request_form(read.lines):
        facts += request_facts(_items(paper, read), read.lines, sha)
    facts, disagreements = second_reading(
        as_displayed(with_locators(facts, paper), read.pages), second, lang_of(language)
    )
    hidden, ways = hidden_of(read.pages.values(), lang_of(language))
    audit = displayed_audit(audit_points(read.lines, classify.audit_of(read.lines)), read.pages)
    facts, checks, odd = reconciled(facts, sections, indirect, lang_of(language))
    problems += odd
    facts = doubted(facts, checks)
    checks += part.checks
    ends = [f.period_end for f in facts if f.statement == "balance_sheet" and f.period_end]
    has_text = any(not w.suspect and _says_something(w.text) for page in read.pages.values() for w in page.words)
    faults = [_page_problem(err, number, lang_of(language)) for number, err in read.faults]
    told_orders = instructions_of(_all_text(read.pages), lang_of(language))
    problems = [*faults, *hidden, *disagreements, *problems, *part.problems, *told_orders]
    is_empty = not has_text and _is_empty(read)
    problems += blank_pages(read.coverage, lang_of(language)) if not is_empty else ()
    if is_empty:
        problems.append(Problem(code="nothing_to_read", message=say("problems.nothing_to_read", lang_of(language))))
    elif not has_text:
        problems.append(Problem(code="no_text", message=say("problems.no_text", lang_of(language))))
    elif not facts and kind in ("annual_report", "interim_report", "financial_statements"):
        problems.append(Problem(code="no_statements", message=say("problems.no_statements", lang_of(language))))
    bad = [c for c in read.coverage if c.state == "failed" or c.why in ("limit", WAITING)]
    error = _error(has_text, bool(bad), problems, language) if not is_empty else problems[-1].message
    extraction = Extraction(
        produced_by=produced_by(terms),
        file=name,
        sha256=sha,
        status="ok" if error is None else "failed" if is_empty else "partial",
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
        texts=note_texts(read.lines, language) if chosen or audit else (),
        bureau=bureau,
        checks=tuple(checks),
        coverage=tuple(coverage_of(read.coverage, ways)),
        problems=tuple(problems),
    )
    sizes = tuple(_size(page) for page in read.pages.values())
    return Reading(extraction=extraction, passages=tuple(_passages(read, chosen)), page_sizes=sizes)


def _says_something(text: str) -> bool:
    return any(ch.isalnum() for ch in text)


def _is_empty(read: PagesRead) -> bool:
    """True where every page was looked at and none holds anything, not even what nobody sees."""
    if any(_says_something(w.text) for page in read.pages.values() for w in page.words):
        return False
    looked_at = {err.key for _, err in read.faults} <= {"nothing_recognised"}
    return looked_at and all(c.why not in ("limit", "not asked for", WAITING) for c in read.coverage)


def _size(page: Page) -> tuple[float, float]:
    """Width and height as displayed; of a page set sideways those of the paper it stands on."""
    turned = page.source == "text" and page.to_display is not None
    x0, top, x1, bottom = page.displayed((0, 0, page.width, page.height)) if turned else (0, 0, page.width, page.height)
    return round(x1 - x0, 1), round(bottom - top, 1)


def _all_text(pages: dict[int, Page]) -> dict[int, list[str]]:
    """Every word of the pages, also those that nobody sees, in the order of the file."""
    return {n: [w.text for w in page.words] for n, page in pages.items()}


def _items(paper: AnyPaper, read: PagesRead) -> list[Item]:
    """Lines and table rows of all pages in reading order."""
    pages = [(page, read.lines[number]) for number, page in read.pages.items()]
    return items_of(pages, partial(rulings_on, paper, read))


def _elements(paper: AnyPaper) -> tuple[XmlElement, ...]:
    return tuple(paper.elements) if isinstance(paper, XmlPaper) else ()


def _subject(own: Subject | None, read: Subject) -> Subject:
    """Whom the paper is about: by its labels where they say it, else by its heads."""
    if own is None or own.name is None:
        return read
    codes = {(i.scheme, i.value): i for i in (*own.identifiers, *read.identifiers)}
    return Subject(name=own.name, identifiers=tuple(codes.values()))


def _passages(read: PagesRead, chosen: list[Instance]) -> list[Passage]:
    sections = {t.page: i.statement for i in chosen for t in i.tables}
    return [
        p
        for n, lines in read.lines.items()
        for p in passages_of(displayed_lines(lines, read.pages[n]), n, sections.get(n))
    ]


def _error(has_text: bool, has_bad: bool, problems: list[Problem], language: str) -> str | None:
    if not has_text:
        stopped = next((p.message for p in problems if p.code in STOPPED), None)
        return stopped or say("problems.no_text", lang_of(language))
    if has_bad:
        told = sorted(problems, key=lambda p: p.code != WAITING)  # what is still to come before what failed
        return next((p.message for p in told), None) or say("problems.damaged_file", lang_of(language))
    return None
