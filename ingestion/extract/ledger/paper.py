"""The extraction of a workbook or CSV file that is a receivable ledger."""

import polars as pl

from ingestion.errors import PaperError
from ingestion.extract import classify
from ingestion.extract.ledger.hints import LedgerHints
from ingestion.extract.ledger.reading import CUT, read_ledger
from ingestion.extract.passages import passages_of
from ingestion.model.fact import Coverage, Extraction, Passage, ProducedBy, Reading, Subject
from ingestion.model.place import Line
from ingestion.read.layout import lines_of
from ingestion.read.sheet import SheetPaper

SEARCHED_ROWS = 300  # rows of a sheet that are searched as text; every row counts in the metrics


def ledger_paper(
    paper: SheetPaper, data: bytes, name: str, sha: str, produced_by: ProducedBy, hints: LedgerHints | None = None
) -> Reading | None:
    """The whole reading of a ledger; None where the file is none."""
    lines = _lines(paper)
    language = classify.language_of(lines)
    try:
        read = read_ledger(paper, data, sha, language.startswith("zh"), hints)
    except pl.exceptions.PolarsError:
        return None  # a table that only looked like a ledger is read like any other paper
    if read is None:
        return None
    cut = {p.page: p for p in read.problems if p.code == CUT}
    extraction = Extraction(
        produced_by=produced_by, file=name, sha256=sha, status="partial" if cut else "ok",
        error=next((p.message for p in cut.values()), None), pages=paper.page_count, kind="ledger",
        language=language, text="digital", subject=_subject(lines, language, read.customers),
        period_end=read.ledger["as_of"], facts=tuple(read.facts), ledger=read.ledger,
        coverage=tuple(
            Coverage(page=n, state="partly_read", why=CUT) if n in cut else Coverage(page=n, state="read")
            for n in range(1, paper.page_count + 1)
        ),
        problems=tuple(read.problems),
    )  # fmt: skip
    passages = tuple(p for number, held in lines.items() for p in _passages(held, number))
    sizes = tuple(paper.size(number) for number in range(1, paper.page_count + 1))
    return Reading(extraction=extraction, passages=passages, page_sizes=sizes)


def _lines(paper: SheetPaper) -> dict[int, list[Line]]:
    found = {}
    for number in range(1, paper.page_count + 1):
        try:
            found[number] = lines_of(paper.page(number, SEARCHED_ROWS))
        except PaperError:
            found[number] = []
    return found


def _passages(lines: list[Line], number: int) -> list[Passage]:
    return passages_of(lines, number, "ledger")


def _subject(lines: dict[int, list[Line]], language: str, customers: list[str]) -> Subject:
    """The one customer of the ledger: of its column of customers, else of its title."""
    if len(customers) > 1:
        return Subject()
    subject = classify.subject_of(lines, language)
    return subject if subject.name or not customers else subject.model_copy(update={"name": customers[0]})
