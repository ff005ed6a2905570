"""The last look at an answer: every number in it stands in a quote or in the figures; marks point at citations that exist, quotes at pages."""

import re
from decimal import Decimal

from assistant.chat.answer_model import Answer, Citation
from assistant.workspace import CustomerData
from ingestion.store.split import words_of
from ingestion.taxonomy.captions import plain

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_AN_ID = re.compile(r"\b(?:RF-[A-Z]{2}|FU|BS|IS|CF)-\d+|(?<![\dA-Z])[0-9A-Z]{15,20}(?![\dA-Z])")
_PATH = re.compile(r"\b\w+(?:\.\w+)+\b|\b[a-z]+_\w+\b")
"""A field of a bureau report, which is our name of it and not the paper's."""
_MARK = re.compile(r"\[(\d+)\]")


def without_loose_numbers(answer: Answer) -> Answer:
    """The answer with a warning where a number has nothing behind it."""
    if loose_numbers(answer):
        return answer.model_copy(update={"warnings": (*answer.warnings, "loose_number")})
    return answer


def loose_numbers(answer: Answer) -> list[str]:
    """Numbers of the text that are in no quote and no figure; dates, small counts and marks are no figures."""
    letters = list(answer.answer)
    for start, end in (span for figure in answer.figures for span in figure.spans):
        letters[start:end] = " " * (end - start)
    text = _AN_ID.sub(" ", _MARK.sub(" ", "".join(letters)))
    text = re.sub(r"\d{4}-\d{2}-\d{2}|FY\d{4}|\d{4}年(?:度|末)?|\d{1,2}个?月|\d{1,2}日|\d+ months", " ", text)
    known = {_value(n) for c in answer.citations for n in _NUMBER.findall(c.quote)}
    out = []
    for found in _NUMBER.findall(text):
        value = _value(found)
        plain_count = "." not in found and (value < 32 or 1900 <= value <= 2100)
        if value not in known and not plain_count:
            out.append(found)
    return out


def unproved(answer: Answer, data: CustomerData) -> list[str]:
    """Marks without a citation, citations of papers or pages that the customer has not, and quotes that do not stand on their page."""
    known = {c.n for c in answer.citations}
    out = [f"[{n}]" for n in _MARK.findall(answer.answer) if int(n) not in known]
    pages = {d.sha256: d.pages for d in data.profile().documents}
    for citation in answer.citations:
        inside = 1 <= citation.page <= max(pages.get(citation.sha256, 0), 1)
        if citation.sha256 not in pages or not inside or not _stands_on(citation, data):
            out.append(f"[{citation.n}] {citation.quote}")
    return out


def _stands_on(citation: Citation, data: CustomerData) -> bool:
    """True where the numbers of the quote and most of its words are on the page; a page kept without lines is not looked at."""
    lines = [text for text, _ in data.page_lines(citation.sha256, citation.page)]
    if not lines:
        return True
    page = "".join(plain(" ".join(lines)).split())
    numbers = ["".join(n.split()) for n in _NUMBER.findall(plain(citation.quote))]
    words = [w for w in words_of(_PATH.sub(" ", citation.quote)) if not w[0].isdigit()]
    found = sum(1 for w in words if w in page)
    return all(n in page for n in numbers) and found * 2 >= len(words)


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", "").rstrip(".") or "0")
