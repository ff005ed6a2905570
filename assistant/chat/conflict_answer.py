"""Whether two papers print the same figure: this year's opening balances against last year's closing ones, line by line."""

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact
from assistant.credit.risks import risk_definitions
from assistant.format import amount
from assistant.workspace import CustomerData
from ingestion.model.fact import Fact
from ingestion.texts import say

MAX_LINES = 10


def conflict_answer(question: Question, data: CustomerData) -> Answer | None:
    """The lines on which papers differ, both values cited; None where no two papers differ."""
    profile = data.profile()
    others = {f.id: (e.file, e.sha256, f) for e in data.extractions() for f in e.facts if f.method != "derived"}
    pairs: list[tuple[ChosenFact, str, str, Fact]] = []
    for item in profile.facts:
        if item.fact.statement == "key_data" or item.fact.method == "derived" or item.fact.unit != "money":
            continue
        for name in item.alternatives:
            file, sha, other = others.get(name, ("", "", item.fact))
            differs = other.amount != item.fact.amount and other.currency == item.fact.currency
            if sha and sha != item.document and other.statement != "key_data" and differs:
                pairs.append((item, file, sha, other))
                break
    draft = Draft(question, profile)
    if len(profile.documents) < 2 or not pairs:
        return None
    draft.say(say("chat.papers_differ", question.lang))
    for item, file, sha, other in pairs[:MAX_LINES]:
        fact = item.fact
        draft.say(f"\n- {line_name(fact.field or '', question.lang)} {fact.period_end} ")
        draft.figure(fact.field or "", other.amount, _money(other, draft), "money", other.period_end, facts=(other.id,))
        draft.place(other.id, file, sha, other.page, other.box, f"{other.label} {other.printed}").say(" → ")
        draft.figure(
            fact.field or "", fact.amount, _money(fact, draft), "money", fact.period_end, facts=(fact.id,)
        ).cite(item)
    if any(f.id == "RF-GV-05" and f.state == "fired" for f in profile.risk_factors):
        draft.say(f"\nRF-GV-05 {risk_definitions()['RF-GV-05']['names'][question.lang]}")
    more = len(pairs) - MAX_LINES
    if more > 0:
        draft.say_count("chat.more_lines", "lines", more)
    return draft.done("answered")


def _money(fact: Fact, draft: Draft) -> str:
    return amount(fact.amount, fact.currency, draft.lang, fact.scale)
