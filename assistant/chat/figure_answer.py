"""Answers that are figures, from the statements first, then from the one printed row that a narrower question means."""

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.compute import Computer
from assistant.chat.context import lexicon_of
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.chat.row_search import asked_row
from assistant.workspace import CustomerData
from ingestion.texts import say


def figure_answer(question: Question, data: CustomerData) -> Answer | None:
    """The computed answer; None where the question asks for words, or names nothing that can be computed."""
    if question.wants_text or (question.measure is None and not question.residue):
        return None
    profile, lexicon = data.profile(), lexicon_of(data)
    if question.residue and not question.is_defined:
        found = asked_row(question, data, profile)
        if found is not None:
            concept, facts = found
            return Computer(question, profile, lexicon, facts).answer(concept)
        if question.measure is not None and _narrows(question):
            return _no_such_row(question, data)
    if question.measure is None:
        return None
    answer = Computer(question, profile, lexicon).answer()
    if answer is not None and answer.status == "insufficient_evidence" and not question.asked:
        return None  # perhaps told in words
    return answer


def _narrows(question: Question) -> bool:
    """True where the words left over are conditions that change the figure."""
    return bool(question.residue)


def _no_such_row(question: Question, data: CustomerData) -> Answer:
    draft = Draft(question, data.profile())
    measure = question.measure
    name = measure.name(question.lang) if measure else ""
    condition = "、".join(question.residue) if question.lang == "zh" else ", ".join(question.residue)
    draft.terms = [name, *question.residue]
    draft.say(say("chat.no_such_row", question.lang, name=name, condition=condition)).say_searched()
    draft.missing.append(Missing(what=f"{name} {condition}".strip(), document_kind="annual_report"))
    return draft.done("insufficient_evidence")
