"""Answers that are words of a paper: the best passages, their best lines, quoted as printed with their place."""

import re

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.workspace import CustomerData, Hit
from ingestion.model.place import union
from ingestion.store.search import widened
from ingestion.store.split import words_of
from ingestion.texts import say

PASSAGES = 8
QUOTED_LINES = 3
MIN_SHARED = 2
MAX_QUOTE = 280
_ABSENT_TOPICS = re.compile(
    r"征信|信用评级|穆迪|标普|惠誉|moody|standard and poor|s&p rating|fitch|bureau", re.IGNORECASE
)


def passage_answer(question: Question, data: CustomerData) -> Answer:
    """Lines of the papers that speak of what is asked, or that nothing was found."""
    draft = Draft(question, data.profile())
    wanted = set(widened(question.text))
    draft.terms = sorted(wanted, key=len, reverse=True)[:6]
    hits = data.search(question.text, PASSAGES)
    picked = [(hit, lines) for hit in hits if (lines := _best_lines(hit, wanted))]
    if not picked or _is_absent_topic(question, hits):
        return _nothing(draft, question, hits)
    draft.say(say("chat.papers_say", question.lang))
    for number, (hit, lines) in enumerate(picked[:QUOTED_LINES]):
        text = " ".join(line for line, _ in lines)[:MAX_QUOTE]
        box = union([box for _, box in lines])
        draft.say("\n" if number else " ").say(f"「{text}」" if question.lang == "zh" else f"“{text}”")
        draft.place(f"{hit.document}|{hit.page}|{box}", hit.file, hit.document, hit.page, box, text)
    for hit, lines in picked[QUOTED_LINES:6]:
        box = union([box for _, box in lines])
        text = " ".join(line for line, _ in lines)[:MAX_QUOTE]
        draft.place(f"{hit.document}|{hit.page}|{box}", hit.file, hit.document, hit.page, box, text)
    return draft.done("partial" if len(picked) < 2 else "answered")


def _best_lines(hit: Hit, wanted: set[str]) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Up to two neighbouring lines of the passage that share most words with the question."""
    scored = [(len(wanted & set(words_of(text))), i) for i, (text, _) in enumerate(hit.lines)]
    best, at = max(scored, default=(0, 0), key=lambda pair: (pair[0], -pair[1]))
    if best < MIN_SHARED:
        return []
    return list(hit.lines[at : at + 2])


def _is_absent_topic(question: Question, hits: list[Hit]) -> bool:
    """Ratings and bureau records are never inferred from a paper that does not name them."""
    named = _ABSENT_TOPICS.search(question.text)
    return named is not None and not any(named.group().lower() in hit.text.lower() for hit in hits)


def _nothing(draft: Draft, question: Question, hits: list[Hit]) -> Answer:
    files = "、".join(dict.fromkeys(d.file for d in draft.profile.documents)) or "-"
    draft.say(say("chat.nothing_found", question.lang)).say(say("chat.searched", question.lang, files=files))
    draft.missing.append(Missing(what=question.text[:80]))
    for hit in hits[:2]:
        line, box = hit.lines[0]
        draft.place(f"{hit.document}|{hit.page}", hit.file, hit.document, hit.page, box, line)
    return draft.done("insufficient_evidence")
