"""The pages of a paper of any carrier: opened, read one by one, recognised where they are pictures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from ingestion.errors import LimitReached, PaperError
from ingestion.extract.scans import Recognised, Recognition, recognise_pages
from ingestion.extract.suspects import holds_figures, with_truth_of_glyphs
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import FLOWS, PICTURES, SHEETS, paper_type
from ingestion.model.fact import Coverage
from ingestion.model.place import Line, Page
from ingestion.read.docx_text import docx_blocks
from ingestion.read.flow import FlowPaper, text_blocks
from ingestion.read.html import HtmlPaper
from ingestion.read.layout import lines_of
from ingestion.read.pdf import PdfPaper
from ingestion.read.picture import PicturePaper
from ingestion.read.rulings import Rulings, rulings_of
from ingestion.read.second import SecondReader
from ingestion.read.sheet import SheetPaper
from ingestion.read.xml_paper import XmlPaper

Report = Callable[[str, int, int], None]
AnyPaper = PdfPaper | SheetPaper | HtmlPaper | FlowPaper | PicturePaper


@dataclass(slots=True)
class PagesRead:
    """What is known of the pages while reading."""

    pages: dict[int, Page] = field(default_factory=dict)
    lines: dict[int, list[Line]] = field(default_factory=dict)
    rulings: dict[int, Rulings] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)
    faults: list[tuple[int, PaperError]] = field(default_factory=list)


def opened(data: bytes, name: str, passwords: tuple[str, ...], limits: Limits) -> AnyPaper:
    """The paper by what its bytes are.

    Raises:
        PaperError: empty, damaged, or of a type that is not read.
    """
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
        blocks, unseen = (text_blocks(data), []) if kind == "txt" else docx_blocks(data, limits)
        return FlowPaper(blocks, limits, unseen)
    if kind in PICTURES:
        return PicturePaper(data, limits)
    return PdfPaper.unlocked(data, passwords, limits)


def rulings_on(paper: AnyPaper, read: PagesRead, number: int) -> Rulings:
    """The rules of a page: those that recognition found, else the paper's own."""
    if number in read.rulings:
        return read.rulings[number]
    return rulings_of(paper, number) if isinstance(paper, PdfPaper) else paper.rulings(number)


def pages_read(
    paper: AnyPaper,
    wanted: tuple[int, ...] | None,
    report: Report,
    limits: Limits,
    recognition: Recognition,
    second: SecondReader,
    skip: Mapping[int, str],
    first: Callable[[PagesRead], None] = lambda read: None,
) -> PagesRead:
    """The pages asked for, with what could not be read and why."""
    read = PagesRead()
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
        so_far = partial(with_recognised, read, states, total, wanted is None)
        return so_far(recognise_pages(paper, read.pages, recognition, lying, lambda found: first(so_far(found))))
    return with_recognised(read, states, total, wanted is None, Recognised())


def with_recognised(
    read: PagesRead, states: dict[int, Coverage], total: int, whole: bool, recognised: Recognised
) -> PagesRead:
    """The pages with what was recognised of them, their lines, and what became of every page."""
    pages, known = read.pages | recognised.pages, states | recognised.states
    left_out = "limit" if whole else "not asked for"
    lines, coverage = {}, []
    for number in range(1, total + 1):
        if page := pages.get(number):
            lines[number] = lines_of(page)
            known.setdefault(number, Coverage(page=number, state=page.state.value, why=page.why))
        coverage.append(known.get(number) or Coverage(page=number, state="unread", why=left_out))
    return PagesRead(pages, lines, read.rulings | recognised.rulings, coverage, read.faults + recognised.faults)
