"""Answers that are words of a paper: the lines of the best segments, quoted as printed with their place, or that nothing was found."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.draft import Draft
from assistant.chat.presence import Presence
from assistant.chat.question import Question
from assistant.chat.row_search import condition_words
from assistant.chat.segments import Segment, segments_of
from assistant.workspace import CustomerData
from ingestion.model.place import Box, union
from ingestion.store.search import widened
from ingestion.store.split import query_words, words_of
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

PASSAGES = 12
QUOTED = 3
CITED = 6
MAX_QUOTE = {"zh": 170, "en": 330}
MAX_TOTAL = {"zh": 330, "en": 620}
CONFIDENT, NEAR = 0.5, 0.28
_FIGURE = re.compile(r"\d[\d,.]*\d")
_ASKS_FIGURE = re.compile(r"多少|金额|余额|比例|几|how (?:much|many)|amount|percent", re.IGNORECASE)
_TICKED_NO = re.compile(r"[□○]\s*(?:是|适用)\s*\S?\s*[√☑✓\uf052]?\s*(?:否|不适用)|不存在|未经审计|没有|0\.00\s*%")
_TICKED_YES = re.compile(r"[√☑✓\uf052]\s*(?:是|适用)\s*[□○]|新增|存在|提供连带")
_EMPTY = re.compile(r"[□○]\s*适用\s*\S?\s*[√☑✓\uf052]\s*不适用")
_NOW = re.compile(
    r"上个?月|本月|这个月|上周|本周|今天|昨天|last month|this month|last week|this week|yesterday|\btoday\b"
)
_DAYS = re.compile(r"how many days|多少天")
_SAYS_DAYS = re.compile(r"\d+\s*(?:天|日(?!期)|days)")
Lines = tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about in words, and how papers head and write it."""

    name: str
    asked: re.Pattern[str]
    search: str
    heads: re.Pattern[str] | None
    wants: re.Pattern[str]
    best: re.Pattern[str] | None
    no: re.Pattern[str] | None
    over: bool
    strict: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Lines picked from a segment with their score and how much of the question they cover (0-1)."""

    segment: Segment
    lines: Lines
    score: float
    covered: float
    topic: Topic | None = None


@cache
def topics() -> tuple[Topic, ...]:
    """`topics.toml` in order."""
    read = tomllib.loads(files(__package__).joinpath("topics.toml").read_text("utf-8"))
    return tuple(
        Topic(
            name, re.compile(row["asked"]), row["search"], re.compile(row["heads"]) if row["heads"] else None,
            re.compile(row["wants"]), re.compile(row["best"]) if "best" in row else None, re.compile(row["no"]) if "no" in row else None, row.get("over", False), row.get("strict", False),
        )
        for name, row in read.items()
    )  # fmt: skip


def passage_answer(question: Question, data: CustomerData) -> Answer:
    """Lines of the papers that speak of what is asked, the nearest ones said to be such, or that nothing was found."""
    draft = Draft(question, data.profile())
    wanted = widened(question.text)
    draft.terms = sorted(wanted, key=len, reverse=True)[:6]
    asked = topics_of(question)
    absent = Presence(data, question).absent(on_topic=bool(asked))
    if absent:
        return _nothing(draft, question, absent)
    found = best_passages(question, data)
    if (
        not found
        or found[0].covered < NEAR
        or (found[0].topic is None and any(t.strict for t in asked))
        or not _speaks_of_years(question, data, found)
        or not _counts(question, found)
        or not _tells_of_change(question, found)
        or not _bears_the_name(question, found)
    ):
        return _nothing(draft, question, ())
    conditions = len(question.residue) or 1
    known = 1 - Presence(data, question).unknown() / (conditions + len(question.mentions))
    sure = found[0].covered * known >= CONFIDENT or (found[0].topic is not None and known >= CONFIDENT)
    opening = _yes_or_no(question, found) if question.yes_no else ""
    draft.say(opening).say(say("chat.papers_say" if sure or opening else "chat.nearest", question.lang))
    left = MAX_TOTAL[question.lang]
    for number, item in enumerate(found[:CITED]):
        text = _joined(item.lines, question.lang, min(left, MAX_QUOTE[question.lang]))
        box = union([box for _, box in item.lines])
        if number < QUOTED and (number == 0 or left > 60):
            left -= len(text)
            draft.say("\n" if number else " ").say(f"「{text}」" if question.lang == "zh" else f"“{text}”")
        segment = item.segment
        draft.place(f"{segment.document}|{segment.page}|{box}", segment.file, segment.document, segment.page, box, text)
    return draft.done("answered" if sure or opening else "partial")


def best_passages(question: Question, data: CustomerData) -> list[Found]:
    """The best runs of lines, best first; each topic of the question comes once before second-best places."""
    asked = topics_of(question)
    own = [w for w in content_words(question) if _is_spoken(w, data)]
    hits = data.search(question.text, PASSAGES)
    if own:
        hits = [*hits, *data.search(" ".join(own), PASSAGES)]
    weights = _weights([*own, *widened(question.text)], own, [h.text for h in hits])
    total = sum(weights[w] for w in own) or 1.0
    per_topic: list[list[Found]] = []
    for topic in asked:
        segments = _segments(data, [*data.search(topic.search, 2 * PASSAGES), *hits])
        on_topic = [f for s in segments if (f := _by_topic(s, topic, weights, total)) is not None]
        per_topic.append(sorted(on_topic, key=lambda f: -f.score)[:3])
    general = [f for s in _segments(data, hits) if (f := _by_words(s, weights, total, question)) is not None]
    general.sort(key=lambda f: -f.score)
    firsts = [found[0] for found in per_topic if found]
    rest = [f for found in per_topic for f in found[1:]]
    return _distinct(
        [*firsts, *(rest if len(firsts) == 1 else ()), *general[:2], *rest, *general[2:]] if firsts else general
    )


def topics_of(question: Question) -> list[Topic]:
    """The topics that the question is about, in the order in which it names them."""
    found = [(m.start(), t) for t in topics() if (m := t.asked.search(question.flat))]
    return [t for _, t in sorted(found, key=lambda e: e[0])]


def _is_spoken(word: str, data: CustomerData) -> bool:
    """True for words of a language that some paper is written in."""
    chinese = bool(re.search("[\u3400-\u9fff]", word))
    languages = {d.language[:2] for d in data.profile().documents}
    return ("zh" in languages) if chinese else (languages != {"zh"} or word.isdigit())


def content_words(question: Question) -> list[str]:
    """Search words of what is asked itself: conditions and figures named, in both languages, without frame, periods and names."""
    words: list[str] = []
    for names in condition_words(question.residue):
        words += [w for name in names for w in query_words(name)]
    for mention in question.mentions:
        words += query_words(mention.phrase)
        if question.measure is not None:
            words += query_words(question.measure.en) + query_words(question.measure.zh)
    return list(dict.fromkeys(words))


_COUNTED = re.compile(r"how many|number of|value of|多少(?:支|个|家|名|台|套|件|人|项|次|间|瓶|吨)")


def _counts(question: Question, found: list[Found]) -> bool:
    """True unless a count is asked and no line tells a number beside what is counted."""
    words = [w for names in condition_words(question.residue) for name in names for w in words_of(name)]
    if not _COUNTED.search(question.flat) or not words or found[0].topic is not None:
        return True
    wanted = [set(words_of(" ".join(names))) for names in condition_words(question.residue)]
    for item in found[:QUOTED]:
        for text, _ in item.lines:
            here = set(words_of(text))
            if all(here & names for names in wanted) and re.search(r"\d", re.sub(r"(?:19|20)\d\d", "", text)):
                return True
    return False


_CHANGED = re.compile(
    r"\b(?:which|who)\b.*\b(?:chang\w+|replaced|amended|revised)\b|(?:哪[些几个位家项]|谁).{0,14}(?:变更|更换|换过?了|变了|变动|变化|调整|修订)"
)
_CHANGE = re.compile(
    r"chang|amend|replac|\bnew(?:ly)?\b|adopt|appoint|resign|retire|revis|restat|reclassif|变更|更换|改[聘选为按]|换|变动|变化|调整|修订|任[命职]|离任|辞|新增|首次|执行新",
    re.IGNORECASE,
)


def _tells_of_change(question: Question, found: list[Found]) -> bool:
    """True unless it is asked what changed and none of the quoted lines speaks of a change."""
    if question.mentions or not _CHANGED.search(question.flat):
        return True
    return any(_CHANGE.search(text) for item in found[:QUOTED] for text, _ in item.lines)


_AMOUNT = re.compile("金额|多少|规模|总额|数额|有多[大少]")
_LONGEST_NAME = 6


def _bears_the_name(question: Question, found: list[Found]) -> bool:
    """False where the amount of something with a short Chinese name is asked and no quoted line prints that name with a figure."""
    names = [w for w in question.residue if re.fullmatch(f"[\u3400-\u9fff]{{2,{_LONGEST_NAME}}}", w)]
    if question.mentions or found[0].topic is not None or len(names) != 1 or not _AMOUNT.search(question.flat):
        return True
    known = [n for words in condition_words(names) for n in words]
    lines = [_flat(text) for item in found[:QUOTED] for text, _ in item.lines]
    return any(name in text and _FIGURE.search(text) for name in known for text in lines)


def _speaks_of_years(question: Question, data: CustomerData, found: list[Found]) -> bool:
    """False where the question names a year that neither the papers' periods nor the passages know, or days that none tells."""
    if _NOW.search(question.flat):
        return False
    if _DAYS.search(question.flat) and not any(_SAYS_DAYS.search(t) for f in found[:QUOTED] for t, _ in f.lines):
        return False
    known = {int(p.period_end[:4]) + d for p in data.profile().periods for d in (0, 1)}
    known |= {int(d.period_end[:4]) + e for d in data.profile().documents if d.period_end for e in (0, 1)}
    years = {y for y in question.years if y not in known} if known else set()
    return all(any(str(y) in t for f in found[:CITED] for t, _ in f.segment.lines) for y in years)


def _segments(data: CustomerData, hits: Iterable[object]) -> list[Segment]:
    pages = dict.fromkeys((h.document, h.file, h.page) for h in hits)  # type: ignore[attr-defined]
    out: list[Segment] = []
    for document, file, page in pages:
        out += segments_of(document, file, page, data.page_lines(document, page))
    return [s for s in out if not _is_boilerplate(s)]


_BOILERPLATE = re.compile(
    r"pursuant to (?:section|rule|§|18)|incorporat\w+ (?:herein )?by reference|filed herewith|sarbanes|certif(?:y|ies|ication)\b|\bconsent\b",
    re.IGNORECASE,
)


def _is_boilerplate(segment: Segment) -> bool:
    """True for lists of exhibits and certifications, which name everything and tell nothing."""
    return sum(1 for text, _ in segment.lines if _BOILERPLATE.search(text)) * 4 > len(segment.lines)


def _by_topic(segment: Segment, topic: Topic, weights: dict[str, float], total: float) -> Found | None:
    headed = bool(topic.heads and topic.heads.search(segment.plain_heading))
    if topic.over and not headed:
        return None
    flats = [_flat(text) for text, _ in segment.lines]
    best = [i for i, text in enumerate(flats) if topic.best is not None and topic.best.search(text)]
    told = [i for i, text in enumerate(flats) if topic.wants.search(text) or (topic.no and topic.no.search(text))]
    told = [*best, *(i for i in told if i not in best)]
    if not told:
        return None
    lines = _around(segment.lines, told)
    words = {w for text, _ in lines for w in words_of(text)} | set(words_of(segment.heading))
    shared = sum(weight for word, weight in weights.items() if word in words)
    figures = sum(1 for text, _ in lines if _FIGURE.search(text))
    text = " ".join(t for t, _ in lines)
    empty = _EMPTY.search(text) is not None and not best and not (topic.no and topic.no.search(_flat(text)))
    score = (3.0 if headed else 0.0) - (2.5 if empty else 0.0) + 1.5 * min(len(best), 3)
    score += min(len(told), 5) * 0.5 + 4 * min(1.0, shared / total) + min(figures, 4) * 0.25
    sure = headed or bool(best) or bool(topic.no and topic.no.search(_flat(text)))
    return Found(segment, lines, score, max(min(1.0, shared / total), NEAR if sure else 0.0), topic)


def _around(lines: Lines, told: list[int]) -> Lines:
    """The telling lines with the rest of a sentence broken over the lines beside them."""
    keep: set[int] = set()
    for at in told[:6]:
        keep.add(at)
        if at > 0 and not re.search(r"[。；;:：.]\s*$", lines[at - 1][0]) and len(lines[at - 1][0]) > 30:
            keep.add(at - 1)
        if at + 1 < len(lines) and not re.search(r"[。；.]\s*$", lines[at][0]):
            keep.add(at + 1)
    return tuple(lines[i] for i in sorted(keep))


def _by_words(segment: Segment, weights: dict[str, float], total: float, question: Question) -> Found | None:
    """The window of lines that shares most with the question."""
    found = [set(words_of(text)) & weights.keys() for text, _ in segment.lines]
    head = set(words_of(segment.heading)) & weights.keys()
    size = 4 if question.lang == "en" else 5
    best: tuple[float, int] = (0.0, 0)
    for start in range(len(found)):
        together = set().union(*found[start : start + size]) | head
        score = sum(weight for word, weight in weights.items() if word in together)
        if score > best[0]:
            best = (score, start)
    if best[0] <= 0:
        return None
    lines = segment.lines[best[1] : best[1] + size]
    score = best[0]
    if _ASKS_FIGURE.search(question.text) and any(_FIGURE.search(text) for text, _ in lines):
        score *= 1.25
    return Found(segment, lines, 4 * score / total, min(1.0, best[0] / total))


def _weights(wanted: list[str], own: list[str], texts: list[str]) -> dict[str, float]:
    """How much a word tells: rare among the passages found counts more, the question's own words twice."""
    seen = Counter(word for text in texts for word in set(words_of(text)))
    return {w: (2.0 if w in own else 0.7) / (1 + seen[w]) ** 0.5 for w in wanted}


def _distinct(found: list[Found]) -> list[Found]:
    out: list[Found] = []
    places: set[tuple[str, int, str]] = set()
    for item in found:
        key = (item.segment.document, item.segment.page, item.lines[0][0] if item.lines else "")
        if key not in places and item.lines:
            places.add(key)
            out.append(item)
    return out


def _joined(lines: Lines, lang: str, limit: int) -> str:
    """Lines as one quotation, cut at the end of a word."""
    text = " ".join(line.strip() for line, _ in lines)
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return re.sub(r"[\d,.]+$", "", cut) if lang == "zh" else cut.rsplit(" ", 1)[0]


def _flat(text: str) -> str:
    flat = plain(text)
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", flat)


def _yes_or_no(question: Question, found: list[Found]) -> str:
    """The first word of a yes/no answer, only where the lines tick or say it."""
    best = found[0]
    text = " ".join(line for line, _ in best.lines)
    if best.topic is not None and best.topic.no is not None and best.topic.no.search(_flat(text)):
        return say("chat.no", question.lang)
    if _TICKED_NO.search(text):
        return say("chat.no", question.lang)
    if _TICKED_YES.search(text) or best.topic is not None:
        return say("chat.yes", question.lang)
    return ""


def _nothing(draft: Draft, question: Question, absent: Iterable[str]) -> Answer:
    named = list(absent)
    if named:
        joined = "、".join(named[:3]) if question.lang == "zh" else ", ".join(named[:3])
        draft.say(say("chat.not_mentioned", question.lang, name=joined))
    else:
        draft.say(say("chat.nothing_found", question.lang))
    draft.say_searched()
    draft.missing.append(Missing(what=question.text[:80]))
    return draft.done("insufficient_evidence")
