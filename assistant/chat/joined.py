"""Several answers as one: texts under each other, citations numbered anew, each figure at its new place. Pure."""

import re
from collections.abc import Iterable

from assistant.chat.answer_model import Answer, Citation, Figure

_MARK = re.compile(r"\[(\d+)\]")


def joined(first: Answer, others: Iterable[Answer], most: int) -> Answer:
    """`first` with the others below it; at most `most` places are cited, a mark without its place is left out."""
    text, figures, places = "", list[Figure](), dict[tuple[object, ...], Citation]()
    answers = [first, *others]
    for answer in answers:
        body, kept = _renumbered(answer, places, most)
        start = len(text) + 1 if text else 0
        text = f"{text}\n{body}" if text else body
        figures += [
            figure.model_copy(update={"spans": tuple((a + start, b + start) for a, b in figure.spans)})
            for figure in kept
        ]
    return first.model_copy(
        update={
            "answer": text,
            "figures": tuple(figures),
            "citations": tuple(places.values()),
            "missing": tuple(dict.fromkeys(m for a in answers for m in a.missing)),
            "warnings": tuple(dict.fromkeys(w for a in answers for w in a.warnings)),
            "followups": tuple({f.id: f for a in answers for f in a.followups}.values()),
        }
    )


def _renumbered(answer: Answer, places: dict[tuple[object, ...], Citation], most: int) -> tuple[str, list[Figure]]:
    """The text with the marks of `places`, which takes up new ones, and its figures moved by what the marks grew or shrank."""
    known = {c.n: c for c in answer.citations}
    text, moved, at = "", list[tuple[int, int]](), 0
    for match in _MARK.finditer(answer.answer):
        text += answer.answer[at : match.start()] + _mark(known.get(int(match[1])), places, most)
        at = match.end()
        moved.append((at, len(text) - at))
    text += answer.answer[at:]

    def by(place: int) -> int:
        return place + next((grown for end, grown in reversed(moved) if end <= place), 0)

    figures = [f.model_copy(update={"spans": tuple((by(a), by(b)) for a, b in f.spans)}) for f in answer.figures]
    return text, figures


def _mark(citation: Citation | None, places: dict[tuple[object, ...], Citation], most: int) -> str:
    if citation is None:
        return ""
    key = (citation.sha256, citation.page, citation.box, citation.quote)
    if key not in places:
        if len(places) >= most:
            return ""
        places[key] = citation.model_copy(update={"n": len(places) + 1})
    return f"[{places[key].n}]"
