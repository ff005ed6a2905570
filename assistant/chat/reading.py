"""How an unforeseen wording is read: as the known question that it resembles, where nothing in it speaks against that. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from assistant.chat.concepts import companions
from assistant.chat.courtesy import without_courtesy
from assistant.chat.fillers import chinese_fillers, chinese_function_characters, plain_words
from assistant.chat.intent import intent_weights, intents
from assistant.chat.nearest import Likeness, Reading, examples
from assistant.chat.periods import SPANS
from assistant.chat.question import Question, understand
from assistant.chat.residue import blanked, dimensions, other_names, without_own
from assistant.chat.subject import Subject, capitalised

SURE, SURE_MARGIN = 0.34, 0.04
"""Likeness from which a reading goes before what is said of figures."""
LIKELY, LIKELY_MARGIN = 0.22, 0.03
"""Likeness from which a reading answers what nothing else has answered."""
RATHER = 0.27
"""Likeness from which an intent goes first in a question with words that nothing else explains."""
SAME, RATHER_SAME = 0.6, 0.5
"""Likeness from which a question is the known one in all but a word."""
MANY_TAGS = 6
"""A question of nothing but common words says enough from so many tags."""
ASIDE = frozenset({"third_party", "public_body", "file_word", "covers", "covenant"})
"""Tags that only speak against an intent, or narrow one: they do not tell what is asked."""
A_TAG, MOST_TAGS = 0.08, 3
"""Likeness that a tag of the question adds to the intents it asks for, and how many tags count."""
LONGEST = 120
"""Characters of a question that is read by likeness; a longer one says what it wants."""
SHORT = 90
"""Characters of a question whose figure is put as a known question although it names a figure that can be told at once."""
OPEN = frozenset({"value", "trend", "exists", "increased"})
"""Operations that leave open what is to be told beside a figure."""
ANY_FIGURE = frozenset({"if_changed", "risk_subject"})
"""Intents that may be about whatever figure is named."""
_A_COMPANY = re.compile("[\u3400-\u9fff]{2,}(?:公司|集团|股份|科技|医药|药业|银行|证券|控股|实业|电子|能源|重工|汽车)$")
_WORD = re.compile(r"[a-z][a-z0-9&'.\-]*")
_RUN = re.compile("[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Read:
    """A question with the reading that it resembles; `goes_first` where that tells more than the question's figures do."""

    reading: Reading
    goes_first: bool

    def into(self, question: Question) -> Question:
        """The question with the intent that the reading stands for."""
        return replace(question, read_as=self.reading.id)


def read_by_likeness(question: Question, subject: Subject | None = None) -> Read | None:
    """The reading of a question that resembles known ones; None for an ordinary question, or one like several or like none."""
    if len(_plainly(question)) > LONGEST or question.is_defined:
        return None
    weights = intent_weights(question.tags)
    more = {name: A_TAG * min(weight, MOST_TAGS) for name, weight in weights.items()}
    flat = without_names(question.flat, subject)
    ranked = [found for found in examples().nearest(flat, more) if _may_be(found, question)]
    best = next(iter(ranked), None)
    if best is None or best.reading.ordinary:
        return None
    if best.reading.id.startswith("refuse_") and best.reading.id not in weights and best.score < RATHER_SAME:
        return None  # a request is refused for what it asks, not for a few words that it shares with one
    margin = best.score - (ranked[1].score if len(ranked) > 1 else 0.0)
    if best.score < LIKELY or margin < LIKELY_MARGIN or _names_another(question, best) or _is_thin(question, best):
        return None
    sure = best.score >= SURE and margin >= SURE_MARGIN
    if not best.reading.said(question.lang):
        return Read(best.reading, sure or (question.unexplained and best.score >= RATHER))
    return Read(
        best.reading, sure and _leaves_open(question, best.score) and not _tells_another(question, best.reading)
    )


def _plainly(question: Question) -> str:
    """The question as it was put, without polite words."""
    return " ".join(without_courtesy(question.text).split())


def _names_another(question: Question, best: Likeness) -> bool:
    """True where words left over name somebody or something that no example speaks of; a figure is never told without them."""
    unknown = [word for word in question.residue if not examples().knows(word)]
    if best.reading.said(question.lang):
        return bool(unknown)
    if any(_A_COMPANY.search(word) for word in question.residue):
        return True
    words = [word for word in question.residue if word.isascii()]  # Chinese is not cut into words
    return best.score < SURE and bool(words) and 2 * sum(word in unknown for word in words) >= len(words)


def _is_thin(question: Question, best: Likeness) -> bool:
    """True where too little of a question speaks for a reading: common words alone."""
    if best.score >= SAME:
        return False
    return not (question.residue or question.concepts or question.intents or len(question.tags - ASIDE) > MANY_TAGS)


def _leaves_open(question: Question, score: float) -> bool:
    """True where a question names a figure without saying for which one period, in which unit and rounding, or of which part."""
    if _is_bare_ratio(question):
        return False
    if question.yes_no and ("banded" in question.says or question.operation == "compare"):
        return False
    named = {*dimensions(), *other_names(), *(name.lower() for name in capitalised(question.text))}
    plain = question.places is None and question.scale is None and not named & set(question.residue)
    if (
        (question.operation not in OPEN and score < RATHER_SAME)
        or question.periods.against_prior
        or question.periods.against_opening
    ):
        return False
    return plain and len(question.asked) != 1 and len(_plainly(question)) <= SHORT


def _tells_another(question: Question, reading: Reading) -> bool:
    """True where a question is explained by the figure it names, and the known one is about another figure or about one period less."""
    if question.measure is None or question.yes_no or question.wants_text or not _is_plain(question):
        return False
    known = understand(reading.said(question.lang))
    if known.measure is None:
        return False
    if question.operation in SPANS and known.operation not in SPANS:
        return True
    return question.operation == "value" and question.measure.id not in {c.id for c in known.concepts}


def _is_bare_ratio(question: Question) -> bool:
    """True for a ratio by its name and nothing else: it is told itself, not how it moved."""
    measure = question.measure
    named = measure is not None and measure.unit not in ("money", "per_share") and len(question.concepts) == 1
    return (
        named and question.operation == "value" and not (question.yes_no or question.wants_text) and _is_plain(question)
    )


def _is_plain(question: Question) -> bool:
    """True where next to nothing stands around the figures that a question names: it means them, and resembles nothing else."""
    bare = blanked(question.periods.masked, [(m.start, m.end) for m in question.mentions])
    rest = "".join(chinese_fillers().sub("", run) for run in _RUN.findall(bare))
    return plain_words() >= set(_WORD.findall(bare)) and chinese_function_characters() >= set(rest)


def _may_be(found: Likeness, question: Question) -> bool:
    """True unless the question has a tag that the intent is not asked with, or names a figure that the reading is not about."""
    reading = found.reading
    intent = next((i for i in intents() if i.id == reading.id), None)
    if intent is not None and intent.unless & question.tags:
        return False
    if "outside_rating" in question.tags and not reading.ordinary:
        return False
    if reading.ordinary or reading.id in ANY_FIGURE:
        return True
    if found.score >= SAME and not reading.said(question.lang):
        return True
    loosely = found.score >= SAME  # then words of a caption that stand apart do not name it
    named = {m.concept.id for m in question.mentions if not loosely or m.phrase in question.flat}
    return named <= examples().figures_of(reading.id) | _figures_in(reading)


@cache
def _figures_in(reading: Reading) -> frozenset[str]:
    """The figures that a known question is about, what they are made of and what is told beside them."""
    named = understand(reading.zh_as).concepts if reading.zh_as else ()
    out = {concept.id for concept in named} | {w for c in named for w in re.findall(r"[a-z_]{3,}", c.formula)}
    return frozenset(out | {name for c in named for name in companions().get(c.id, {}).get("ratios", ())})


def without_names(flat: str, subject: Subject | None) -> str:
    """The plain question without the customer's names."""
    if subject is None:
        return flat
    is_own: Callable[[str], bool] = lambda word: len(word) > 2 and any(word in name for name in subject.names)  # noqa: E731
    flat = _WORD.sub(lambda m: " " if is_own(m.group()) else m.group(), flat)
    return _RUN.sub(lambda m: without_own(m.group(), subject), flat)
