"""A model's text made an answer: references printed by code, sentences with figures of the model's own left out and reported."""

import re
from collections.abc import Iterator

from assistant.chat.answer_model import Answer
from assistant.chat.context import asked_of
from assistant.chat.draft import Draft
from assistant.chat.engine import answer_question
from assistant.chat.verify import loose_numbers
from assistant.llm.tools import Turn, turn_lang

REFERENCE = re.compile(r"<<\s*([a-z0-9]{6,32})\s*>>")
SENTENCE = re.compile(r"[^。！？\n.!?]*(?:[。！？\n]|[.!?](?=\s|$)|[.!?]|$)")
_YEAR = re.compile(r"(?:FY ?)?((?:19|20)\d\d)(?:年(?:末|度)?|-\d\d-\d\d)?(?![\d,.%])")
_IN_WORDS = re.compile(
    r"[〇零一二三四五六七八九十百千两]+(?:点[〇零一二三四五六七八九]+)?\s*(?:万|亿|元|倍|成|个百分点|%)|百分之[〇零一二三四五六七八九十百点]+|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b[\w\s-]{0,40}"
    r"\b(?:hundred|thousand|million|billion|percent|times|yuan|dollars)\b",
    re.IGNORECASE,
)


_MARK = re.compile(r"\[\d+\]")
_QUOTE = re.compile('[“「"](.{4,400}?)[”」"]', re.DOTALL)


def unsupported(turn: Turn, text: str) -> list[str]:
    """Sentences of `text` with a figure of the model's own, a reference that no tool gave, a year that is not the figure's, or words
    in quotation marks that stand in no passage found.
    """
    years = {p.period_end[:4] for p in turn.data.profile().periods} | set(re.findall(r"(?:19|20)\d\d", turn.question))
    return [s for s in _sentences(text) if not _is_supported(turn, s, years)]


def _sentences(text: str) -> Iterator[str]:
    return (m.group() for m in SENTENCE.finditer(text) if m.group().strip())


def _is_supported(turn: Turn, sentence: str, years: set[str]) -> bool:
    if any(r not in turn.facts for r in REFERENCE.findall(sentence)):
        return False
    ends = {turn.facts[r].fact.period_end for r in REFERENCE.findall(sentence)}
    allowed = {end[:4] for end in ends if end} or years
    bare = _YEAR.sub(lambda m: "" if m[1] in allowed else m.group(), REFERENCE.sub("", _MARK.sub("", sentence)))
    if any(not _is_quoted(turn, m[1]) for m in _QUOTE.finditer(sentence)):
        return False
    return not re.search(r"\d", bare) and not _IN_WORDS.search(bare)


def _is_quoted(turn: Turn, words: str) -> bool:
    """True where the words stand in a passage or answer that a tool gave."""
    flat = "".join(words.split())
    told = [text for a in turn.answers for text in (a.answer, *(c.quote for c in a.citations))]
    return bool(REFERENCE.fullmatch(words.strip())) or any(flat in "".join(text.split()) for text in told)


def written_answer(turn: Turn, text: str, model: str) -> Answer:
    """The answer with its citations; the built-in one where nothing of the model's text may stand."""
    draft = Draft(asked_of(turn.data, turn.question, turn_lang(turn)), turn.data.profile())
    rejected = set(unsupported(turn, text))
    for sentence in _sentences(text):
        if sentence in rejected:
            continue
        sentence = _MARK.sub("", sentence)  # marks are code's alone
        place = 0
        for match in REFERENCE.finditer(sentence):
            item = turn.facts[match[1]]
            draft.say(sentence[place : match.start()]).say(item.fact.printed or item.fact.value).cite(item)
            place = match.end()
        draft.say(sentence[place:])
    status = turn.answers[-1].status if turn.answers else "partial"
    answer = draft.done(status).model_copy(update={"model": model})
    dropped = bool(rejected)
    if not answer.answer or loose_numbers(answer):
        answer, dropped = answer_question(turn.data, turn.question, turn_lang(turn), turn.before), True
    return answer.model_copy(update={"warnings": (*answer.warnings, "sentence_dropped")}) if dropped else answer
