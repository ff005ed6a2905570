"""Text that nobody sees or that says something else than the page shows: kept out of figures and passages, told to the analyst."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from ingestion.model.fact import Coverage, Fact, Problem
from ingestion.model.place import Page, PageState, Word
from ingestion.read.active import OUTSIDE_LINK
from ingestion.read.second import SecondReader, has_number
from ingestion.texts import Lang, say

QUOTE = 40
LEVEL, NEAR = 0.3, 1.0  # of the height of words: on one line, and beside each other
_BLANKS = re.compile(r"\s")
FIGURES = 4
MAX_BLANK = 200
ENOUGH = 4  # signs: a lone speck of hidden text is no news
MISREAD = frozenset({"unclear"})
FACES = frozenset({"balance_sheet", "income_statement", "cash_flow"})


def with_truth_of_glyphs(page: Page, reader: SecondReader) -> Page:
    """The page with stand-in texts set free that the second reader, who reads the signs themselves, found printed as often.

    Words that stand together are looked for together: each of them may be printed elsewhere.
    """
    if not any(w.suspect == "actual_text" for w in page.words):
        return page
    text = reader.text(page.number)
    plain = "" if text is None else _BLANKS.sub("", text)
    told = _BLANKS.sub("", "".join(w.text for w in page.words))
    words: list[Word] = []
    for together in _stand_ins(page.words):
        phrase = _BLANKS.sub("", "".join(w.text for w in together))
        is_free = together[0].suspect == "actual_text" and 0 < told.count(phrase) <= plain.count(phrase)
        words += [w._replace(suspect="") for w in together] if is_free else together
    return replace(page, words=tuple(words))


def _stand_ins(words: Iterable[Word]) -> list[list[Word]]:
    """The words in order, those of stand-in texts that follow each other on a line together."""
    groups: list[list[Word]] = []
    for word in words:
        before = groups[-1][-1] if groups else None
        if (
            before is not None
            and word.suspect == before.suspect == "actual_text"
            and abs(word.bottom - before.bottom) <= LEVEL * (word.bottom - word.top)
            and word.x0 - before.x1 <= NEAR * (word.bottom - word.top)
        ):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def holds_figures(page: Page) -> bool:
    """True where the page prints more than a few amounts."""
    figures = (w for w in page.words if len(w[0]) > 2 and w[0][0].isdigit() and w[0][-1].isdigit())
    return next(islice(figures, FIGURES - 1, None), None) is not None


def hidden_of(pages: Iterable[Page], lang: Lang) -> tuple[list[Problem], dict[int, str]]:
    """(a problem for each page and way of hiding, with the beginning of the text; the way by page)."""
    problems: list[Problem] = []
    ways: dict[int, str] = {}
    for page in pages:
        by_way: dict[str, list[Word]] = {}
        for word in page.words:
            if word.suspect and word.suspect not in MISREAD:
                by_way.setdefault(word.suspect, []).append(word)
        for way, words in by_way.items():
            text = " ".join(w.text for w in words)
            if len(text) < ENOUGH and not any(ch.isdigit() for ch in text):
                continue
            ways.setdefault(page.number, way)
            quote = text if len(text) <= QUOTE else text[:QUOTE] + "…"
            message = say("problems.hidden_text", lang, how=say(f"hidden.{way}", lang), text=quote)
            problems.append(Problem(code="hidden_text", page=page.number, message=message))
    return problems, ways


def coverage_of(coverage: list[Coverage], ways: dict[int, str]) -> list[Coverage]:
    """The coverage with the pages that hide text named."""
    return [
        c.model_copy(update={"state": PageState.HIDDEN_TEXT.value, "why": ways[c.page]})
        if c.page in ways and c.state == PageState.READ.value
        else c
        for c in coverage
    ]


def blank_pages(coverage: list[Coverage], lang: Lang) -> list[Problem]:
    """A word for each page that shows nothing: blank, or its contents lost."""
    blank = [c.page for c in coverage if c.state == PageState.UNREAD.value and c.why == "empty"]
    message = say("problems.blank_page", lang)
    return [Problem(code="blank_page", page=page, message=message) for page in blank[:MAX_BLANK]]


def active_problems(kinds: list[str], lang: Lang) -> list[Problem]:
    """What in the file would act by itself or lead outside."""
    running = [kind for kind in kinds if kind != OUTSIDE_LINK]
    problems = []
    if running:
        message = say("problems.active_content", lang, what=", ".join(running))
        problems.append(Problem(code="active_content", message=message))
    if OUTSIDE_LINK in kinds:
        problems.append(Problem(code="outside_links", message=say("problems.outside_links", lang)))
    return problems


def second_reading(facts: list[Fact], reader: SecondReader, lang: Lang) -> tuple[list[Fact], list[Problem]]:
    """The facts, those of the statements unconfirmed whose digits the second reader does not find on their page; a problem a page."""
    out: list[Fact] = []
    disagreed: dict[int, list[str]] = {}
    for fact in facts:
        if fact.method == "table" and fact.statement in FACES and fact.printed:
            text = reader.text(fact.page)
            if text is not None and not has_number(text, fact.printed):
                disagreed.setdefault(fact.page, []).append(fact.printed)
                fact = fact.model_copy(update={"state": "unconfirmed"})
        out.append(fact)
    problems = [
        Problem(
            code="second_reader_disagrees",
            page=page,
            message=say("problems.second_reader_disagrees", lang, figures=", ".join(dict.fromkeys(printed[:4]))),
        )
        for page, printed in sorted(disagreed.items())
    ]
    return out, problems
