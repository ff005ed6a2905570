"""The answer before, told in the other language: made again from the same facts, quotes as printed with what their terms mean."""

import re

from assistant.chat.answer_model import Answer
from assistant.format import Lang
from ingestion.taxonomy.glossary import glossary
from ingestion.texts import say

MAX_CHARACTERS = 60
TERMS = 8
_CJK = re.compile("[\u3400-\u9fff]")
_ENGLISH = r"(?:英文|英语|english)"
_CHINESE = r"(?:中文|汉语|chinese|mandarin)"
_ASKS = re.compile(
    rf"^(?:请|麻烦|那么?|再|please|now|can you|could you|ok|okay|and|,|，|\s)*(?:把?(?:它|这|上面|上述|刚才|以上|the|this|that|it|last|above|previous|的?回答|的?答案|answer|一?段|部分|section|一节|内容|\s)*)"
    rf"(?:翻译|译|翻|改写|换|转)?(?:为|成|到)?\s*(?:用|以|say|tell|repeat|give|translate|put|write|show|answer|render|in|into|to|me|it|that|this|the|answer|last|section|above|again|an?|\s)*"
    rf"(?P<lang>{_ENGLISH}|{_CHINESE})\s*(?:version|translation|版本?|译文|再?(?:说|讲|写|回答|答|表述|复述)?(?:一遍|一下|一次)?|please|吧|[?？。.!！\s])*$",
    re.IGNORECASE,
)
_NO_TARGET = re.compile(
    r"^(?:请|please|\s)*(?:翻译|translate)(?:一下|it|this|that|the|last|answer|上面的|回答|[?？。.!！\s])*$",
    re.IGNORECASE,
)


def wished_language(question: str, last: Lang | None = None) -> Lang | None:
    """The language in which the answer before is wanted, or None where the question is another one.

    `last` is the language of that answer, for "translate it" without a language.
    """
    text = " ".join(question.split())
    if len(text) > MAX_CHARACTERS:
        return None
    match = _ASKS.match(text)
    if match:
        return "en" if re.fullmatch(_ENGLISH, match["lang"], re.IGNORECASE) else "zh"
    if _NO_TARGET.match(text):
        return "zh" if last == "en" else "en"
    return None


def with_terms(answer: Answer) -> Answer:
    """The answer with what the terms of its quotes mean, where these are in the other language."""
    foreign = [c.quote for c in answer.citations if bool(_CJK.search(c.quote)) != (answer.language == "zh")]
    concepts = {m.concept.id: m.concept for quote in foreign for m in glossary().mentions(quote)}
    pairs = [(c.zh, c.en) if answer.language == "en" else (c.en, c.zh) for c in [*concepts.values()][:TERMS]]
    pairs = [(term, meaning) for term, meaning in pairs if not re.search(r"\d", term + meaning)]
    if not pairs:
        return answer
    joint = "; " if answer.language == "en" else "；"
    told = say("chat.quoted_terms", answer.language, terms=joint.join(f"{term} = {meaning}" for term, meaning in pairs))
    return answer.model_copy(update={"answer": f"{answer.answer}\n{told}"})
