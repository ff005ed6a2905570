"""Answers that are figures, from the statements first, then from the one printed row that a narrower question means."""

import re
from dataclasses import replace

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.compute import Computer
from assistant.chat.concepts import Concept, concept_named
from assistant.chat.context import lexicon_of
from assistant.chat.draft import Draft
from assistant.chat.fraction import TOTAL_OF
from assistant.chat.none_answer import place_of_blank
from assistant.chat.periods import SPANS
from assistant.chat.question import Question
from assistant.chat.residue import dimensions
from assistant.chat.retrieve import passage_answer, topics_of
from assistant.chat.row_search import GROWN, asked_row
from assistant.chat.subject import capitalised
from assistant.credit.profile_model import ChosenFact
from assistant.workspace import CustomerData
from ingestion.store.split import words_of
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

_CJK = re.compile("[\u3400-\u9fff]")
_OF_ROW = re.compile(r"(?:%|percent\w*|share|proportion|fraction|part|占) ?(?:of )?(?:the |its |total )*$")
_OF_AVERAGES = re.compile(
    r"\b(?:change|difference)\b.{0,30}\b(?:in|between) (?:the )?(?:.{0,20}\band\b )?.{0,8}\baverages?\b(?! (?:balance|number|common|shares?|exchange))|(?:平均.{1,16}){2}(?:差|变动|变化)"
)
QUALIFIERS = frozenset(
    {
        "adjusted",
        "organic",
        "core",
        "non-gaap",
        "pro",
        "forma",
        "comparable",
        "underlying",
        "budgeted",
        "forecast",
        "projected",
    }
)
"""Words that make another figure of a printed one."""


def figure_answer(question: Question, data: CustomerData) -> Answer | None:
    """The computed answer; None where the question asks for words, or names nothing that can be computed."""
    if question.measure is None and not question.residue:
        return None
    if asks_change_of_average(question):
        return None
    if sets_two_apart(question):
        return None  # one of two was understood: the other is no reason to tell the one
    if question.wants_text:
        return _without_reason(question, data)
    if _asks_its_rate(question):
        return None
    profile, lexicon = data.profile(), lexicon_of(data)
    if is_narrowed(question):
        found = asked_row(question, data, profile)
        if found is not None:
            concept, facts = found
            asked = replace(question, operation="value") if concept.id == GROWN else question
            if question.operation == "share" and concept.unit == "money" and question.measure is not None:
                whole_is_row = _OF_ROW.search(question.flat[: question.flat.find(question.residue[0])]) is not None
                concept = share_of(question.measure, concept) if whole_is_row else share_of(concept, question.measure)
            return Computer(asked, profile, lexicon, facts).answer(concept)
        if question.measure is not None and _narrows(question):
            return _no_such_row(question, data)
        if question.measure is None or _is_told(question, data):
            return None
    if question.measure is None:
        return None

    if question.operation == "share" and question.measure.unit == "money":
        whole = concept_named(TOTAL_OF.get(question.measure.id, ""))
        if whole is None:
            return None  # a share of something that is not known
        return Computer(question, profile, lexicon).answer(share_of(question.measure, whole))

    def blank(draft: Draft, item: ChosenFact) -> None:
        place_of_blank(draft, data, item, profile)

    answer = Computer(question, profile, lexicon, blank=blank).answer()
    loose = not question.asked or topics_of(question) or question.measure.unit == "per_share"
    if answer is not None and answer.status == "insufficient_evidence" and loose:
        told = passage_answer(question, data)  # perhaps in words
        per_share = question.measure.unit == "per_share" and told.status == "partial"
        return told if (told.status == "answered" and _speaks_of(question, told)) or per_share else answer
    return answer


def _speaks_of(question: Question, told: Answer) -> bool:
    """True where a quoted passage names the ratio that could not be computed; words about an amount are left to the passages' own rank."""
    measure = question.measure
    if measure is None or measure.unit in ("money", "per_share"):
        return True
    names = {measure.zh, measure.en.lower(), *(m.phrase for m in question.mentions if m.concept is measure)}
    return any(name in plain(c.quote) for c in told.citations for name in map(plain, names))


def is_narrowed(question: Question) -> bool:
    """True where words beside the figure narrow it to a row of a table."""
    return bool(question.residue) and not (question.is_defined or question.wants_text or _asks_its_rate(question))


def asks_change_of_average(question: Question) -> bool:
    """True where averages are to be set against one another, which nothing here works out: neither is told for it."""
    return bool(_OF_AVERAGES.search(question.flat)) and not question.is_defined


def sets_two_apart(question: Question) -> bool:
    """True where it is asked which of two grew faster and one of them alone is a figure that is known."""
    alone = "faster" in question.says and len(question.concepts) == 1
    return alone and bool(re.search(r"\b(?:or|and)\b|\bwhich\b|还是|[和与跟、]|谁|哪", question.periods.masked))


def _without_reason(question: Question, data: CustomerData) -> Answer | None:
    """Why a figure moved: in the papers' words, else how it moved; None where words alone are asked."""
    if "textual" in question.says or question.measure is None or question.residue:
        return None
    told = passage_answer(question, data)
    if told.status == "answered":
        return told
    moved = replace(question, operation="trend" if question.operation == "value" else question.operation, yes_no=False)
    answer = Computer(moved, data.profile(), lexicon_of(data)).answer()
    return answer if answer is not None and answer.status == "answered" else told


def share_of(part: Concept, whole: Concept) -> Concept:
    """A part as a share of a whole; a printed row may be either."""
    zh, en = f"{part.zh}占{whole.zh}", f"{part.en} share of {whole.en}"
    return Concept(f"{part.id}_share", f"({part.formula}) / ({whole.formula})", "percent", zh, en)


def restricted_answer(question: Question, data: CustomerData) -> Answer | None:
    """Cash that cannot be used freely, and its share, where a note was read for it; None where the papers must say it in words."""
    concept = concept_named("restricted_cash")
    asked = replace(question, yes_no=False, operation="trend" if question.operation in SPANS else "value")
    answer = Computer(asked, data.profile(), lexicon_of(data)).answer(concept) if concept else None
    return answer if answer is not None and answer.status == "answered" else None


def loss_answer(question: Question, data: CustomerData) -> Answer | None:
    """Whether the period asked made a loss, or a profit: yes or no, with the net income."""
    concept = concept_named("net_income")
    either = {"loss", "profit"} <= question.tags
    side = "negative" if "loss" in question.tags else "positive"
    tags = question.tags - {"loss"} if either else question.tags
    says = question.says - {"negative", "positive"} | {side}
    asked = replace(question, tags=tags, operation="value", yes_no=not either, says=says)
    answer = Computer(asked, data.profile(), lexicon_of(data)).answer(concept) if concept else None
    return answer if answer is not None and answer.status == "answered" else None


def _asks_its_rate(question: Question) -> bool:
    """True where a rate of an amount is asked ("non-performing loan ratio") that no formula is known for."""
    measure = question.measure
    last = next((m for m in question.mentions if m.concept is measure), None)
    if measure is None or last is None or measure.unit != "money" or question.is_defined:
        return False
    return bool(re.match(r"\s*(?:ratio|rate\b|percentage|率|比率)", question.periods.masked[last.end :]))


def _is_told(question: Question, data: CustomerData) -> bool:
    """True where the papers print one of the words left over: the text may say more than the figure."""
    return any(data.mentions(words_of(w)) for w in question.residue if len(w) > 3)


def _narrows(question: Question) -> bool:
    """True where the words left over are names or known dimensions; other words may be told about in the text."""
    names = {plain(n) for n in capitalised(question.text)}
    return any((w in names and w not in QUALIFIERS) or w in dimensions() or _CJK.search(w) for w in question.residue)


def _no_such_row(question: Question, data: CustomerData) -> Answer:
    draft = Draft(question, data.profile())
    measure = question.measure
    name = measure.name(question.lang) if measure else ""
    condition = "、".join(question.residue) if question.lang == "zh" else ", ".join(question.residue)
    draft.terms = [name, *question.residue]
    draft.say(say("chat.no_such_row", question.lang, name=name, condition=condition)).say_searched()
    draft.missing.append(Missing(what=f"{name} {condition}".strip(), document_kind="annual_report"))
    return draft.done("insufficient_evidence")
