"""Papers saved more than once: what an earlier revision, still in the file, printed where a figure stands now."""

import re

from ingestion.errors import PaperError
from ingestion.extract.suspects import FACES
from ingestion.intake.limits import Limits
from ingestion.model.fact import Fact, Problem
from ingestion.read.pdf import PdfPaper
from ingestion.texts import Lang, say

END = re.compile(rb"%%EOF[\r\n ]*")
MAX_EARLIER = 3
ALIKE = 0.5  # share of a page's numbers that both revisions print: else it is another page
LINEARIZED_HEAD = 2048


def earlier_revisions(data: bytes) -> list[bytes]:
    """The bytes of earlier revisions, latest first; the two parts of a linearized file are one revision."""
    ends = [m.end() for m in END.finditer(data)]
    if b"/Linearized" in data[:LINEARIZED_HEAD]:
        ends = ends[1:]
    return [data[:end] for end in reversed(ends[:-1])][:MAX_EARLIER]


def changed_figures(
    facts: list[Fact], data: bytes, passwords: tuple[str, ...], limits: Limits, lang: Lang
) -> tuple[list[Fact], list[Problem]]:
    """The facts, those unconfirmed that an earlier revision of the file printed otherwise; a problem a page."""
    numbers = {f.page for f in facts if f.statement in FACES and f.printed and f.method == "table"}
    changed: dict[int, set[str]] = {}
    for earlier in earlier_revisions(data) if numbers else []:
        for page, printed in _changes(facts, earlier, numbers, passwords, limits).items():
            changed.setdefault(page, set()).update(printed)
    out = [
        f.model_copy(update={"state": "unconfirmed"}) if f.printed and f.printed in changed.get(f.page, ()) else f
        for f in facts
    ]
    problems = [
        Problem(
            code="revision_changed",
            page=page,
            message=say("problems.revision_changed", lang, figures=", ".join(sorted(printed)[:4])),
        )
        for page, printed in sorted(changed.items())
    ]
    return out, problems


def _changes(
    facts: list[Fact], earlier: bytes, pages: set[int], passwords: tuple[str, ...], limits: Limits
) -> dict[int, set[str]]:
    try:
        with PdfPaper.unlocked(earlier, passwords, limits) as paper:
            return {n: found for n in pages if n <= paper.page_count and (found := _changed_on(facts, paper, n))}
    except PaperError:
        return {}


def _changed_on(facts: list[Fact], paper: PdfPaper, number: int) -> set[str]:
    try:
        before = {_digits(w.text) for w in paper.page(number).words}
    except PaperError:
        return set()
    printed = {f.printed for f in facts if f.page == number and f.printed and len(_digits(f.printed)) >= 2}
    kept = {p for p in printed if _digits(p) in before}
    return printed - kept if len(kept) >= ALIKE * len(printed) else set()


def _digits(text: str) -> str:
    return re.sub(r"[^\d.]", "", text)
