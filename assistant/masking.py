"""Personal values masked where text leaves the store: search hits, page lines, answers, profiles for export. Lengths stay."""

from collections.abc import Iterable
from typing import Any, TypeVar

from assistant.chat.answer_model import Answer
from assistant.credit.profile_model import CreditProfile
from ingestion.model.fact import Frozen
from ingestion.model.place import Box
from ingestion.privacy import STAR, mask, masked, masked_lines

Model = TypeVar("Model", bound=Frozen)
Lines = list[tuple[str, Box]]
CONTACT_TEXTS = ("person", "subject", "summary", "verified_how")
REQUEST_TEXTS = ("goods", "reason", "requested_by")


def masked_page(lines: Lines) -> Lines:
    """The lines of a page with personal values starred, those that run over a line end too."""
    if not lines:
        return []
    texts = masked_lines([text for text, _ in lines])
    return [(text, box) for text, (_, box) in zip(texts, lines, strict=True)]


def masked_hit(hit: dict[str, Any]) -> dict[str, Any]:
    """A search hit (its fields) with text and lines masked."""
    texts = masked_lines([text for text, _ in hit["lines"]])
    lines = tuple((text, box) for text, (_, box) in zip(texts, hit["lines"], strict=True))
    return {**hit, "text": masked(hit["text"]), "lines": lines}


def masked_answer(answer: Answer) -> Answer:
    """The answer with its text and quotes masked; a figure that code printed is no personal value and stays."""
    figures = [span for figure in answer.figures for span in figure.spans]
    quotes = tuple(c.model_copy(update={"quote": masked(c.quote)}) for c in answer.citations)
    missing = tuple(m.model_copy(update={"what": masked(m.what)}) for m in answer.missing)
    searched = tuple(s.model_copy(update={"terms": tuple(masked(t) for t in s.terms)}) for s in answer.searched)
    text = _masked_but(answer.answer, figures)
    return answer.model_copy(update={"answer": text, "citations": quotes, "missing": missing, "searched": searched})


def masked_profile(profile: CreditProfile) -> CreditProfile:
    """The profile with what people wrote about persons masked."""
    contacts = tuple(_texts_masked(c, CONTACT_TEXTS) for c in profile.contacts)
    request = None if profile.request is None else _texts_masked(profile.request, REQUEST_TEXTS)
    return profile.model_copy(update={"contacts": contacts, "request": request})


def _masked_but(text: str, kept: Iterable[tuple[int, int]]) -> str:
    out, spans = mask(text)
    if not spans:
        return text
    letters = list(out)
    for start, end in kept:
        letters[start:end] = text[start:end]
    return "".join(letters)


def _texts_masked(record: Model, names: Iterable[str]) -> Model:
    changed = {n: masked(v) for n in names if isinstance(v := getattr(record, n, None), str) and STAR not in v}
    return record.model_copy(update=changed)
