"""Answers that are words of a paper: the best lines of the best passages, quoted as printed with their place."""

import re
from collections import Counter

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.workspace import CustomerData, Hit
from ingestion.model.place import Box, union
from ingestion.store.search import widened
from ingestion.store.split import query_words, words_of
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

PASSAGES = 10
QUOTED = 2
CITED = 6
WINDOW = 4
MIN_SHARED = 2
MAX_QUOTE = 300
Lines = list[tuple[str, Box]]
_ABSENT_TOPICS = re.compile(
    r"征信|信用评级|穆迪|标普|惠誉|moody|standard and poor|s&p rating|fitch|bureau", re.IGNORECASE
)
_RUNNING_HEAD = re.compile(
    r"(?:年度报告|季度报告|半年度报告)(?:全文|摘要)?$|^table of contents$|^\d{1,3}(?:\s*/\s*\d+)?$", re.IGNORECASE
)
_TICKED_NO = re.compile(r"[□○]\s*(?:是|适用)\s*[√☑✓]\s*(?:否|不适用)|不存在|未经审计|没有|0\.00\s*%")
_TICKED_YES = re.compile(r"[√☑✓]\s*(?:是|适用)\s*[□○]|新增|存在|提供连带")
_FIGURE = re.compile(r"\d[\d,.]*\d")
_ASKS_FIGURE = re.compile(r"多少|金额|余额|比例|几|how (?:much|many)|amount", re.IGNORECASE)


def passage_answer(question: Question, data: CustomerData) -> Answer:
    """Lines of the papers that speak of what is asked, or that nothing was found."""
    draft = Draft(question, data.profile())
    wanted = widened(question.text)
    draft.terms = sorted(wanted, key=len, reverse=True)[:6]
    hits = data.search(question.text, PASSAGES)
    weights = _weights(wanted, query_words(question.text), hits)
    picked = [(hit, lines, score) for hit in hits for lines, score in [_best_lines(hit, weights, question)] if lines]
    picked.sort(key=lambda entry: -entry[2])
    if not picked or _is_absent_topic(question, hits) or not _names_the_subject(question, picked[0][1]):
        return _nothing(draft, question, hits)
    draft.say(_yes_or_no(question, picked[0][1])).say(say("chat.papers_say", question.lang))
    for number, (hit, lines, _) in enumerate(picked[:CITED]):
        text = " ".join(line for line, _ in lines)[:MAX_QUOTE]
        box = union([box for _, box in lines])
        if number < QUOTED:
            draft.say("\n" if number else " ").say(f"「{text}」" if question.lang == "zh" else f"“{text}”")
        draft.place(f"{hit.document}|{hit.page}|{box}", hit.file, hit.document, hit.page, box, text)
    return draft.done("answered")


def _weights(wanted: list[str], own: list[str], hits: list[Hit]) -> dict[str, float]:
    """How much a word tells: rare among the passages found counts more, the question's own words twice."""
    seen = Counter(word for hit in hits for word in set(words_of(hit.text)))
    return {w: (2.0 if w in own else 1.0) / (1 + seen[w]) ** 0.5 for w in wanted}


def _best_lines(hit: Hit, weights: dict[str, float], question: Question) -> tuple[Lines, float]:
    """The run of lines around the one that tells most, and its score."""
    lines = [(text, box) for text, box in hit.lines if not _RUNNING_HEAD.search(text.strip())]
    words = [set(words_of(text)) & weights.keys() for text, _ in lines]
    scores = [sum(weights[w] for w in found) for found in words]
    if not scores or max(len(found) for found in words) < MIN_SHARED:
        return [], 0.0
    best = max(range(len(lines)), key=lambda i: sum(scores[i : i + 2]))
    start = max(0, best - 1)
    chosen = lines[start : start + WINDOW]
    together = set().union(*words[start : start + WINDOW])
    score = sum(weights[w] for w in together)
    if _ASKS_FIGURE.search(question.text) and any(_FIGURE.search(text) for text, _ in chosen):
        score *= 1.3
    return chosen, score


def _names_the_subject(question: Question, lines: Lines) -> bool:
    """True where the quoted lines name the line item that the question is about (in any of its names)."""
    if not question.mentions:
        return True
    text = plain(" ".join(line for line, _ in lines))
    names = (
        {m.phrase for m in question.mentions}
        | {plain(c.zh) for c in question.concepts}
        | {plain(c.en) for c in question.concepts}
    )
    return any(name in text for name in names if name)


def _yes_or_no(question: Question, lines: Lines) -> str:
    """The first word of a yes/no answer, only where the lines tick or say it."""
    if not question.yes_no:
        return ""
    text = " ".join(line for line, _ in lines)
    if _TICKED_NO.search(text):
        return say("chat.no", question.lang)
    return say("chat.yes", question.lang) if _TICKED_YES.search(text) else ""


def _is_absent_topic(question: Question, hits: list[Hit]) -> bool:
    """Ratings and bureau records are never inferred from a paper that does not name them."""
    named = _ABSENT_TOPICS.search(question.text)
    return named is not None and not any(named.group().lower() in hit.text.lower() for hit in hits)


def _nothing(draft: Draft, question: Question, hits: list[Hit]) -> Answer:
    draft.say(say("chat.nothing_found", question.lang)).say_searched()
    draft.missing.append(Missing(what=question.text[:80]))
    return draft.done("insufficient_evidence")
