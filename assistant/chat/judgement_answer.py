"""Yes or no where a few ratios settle a plain judgement ("is it capital-intensive?"): the ratios, the edge, their inputs."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import Concept
from assistant.chat.context import lexicon_of
from assistant.chat.draft import Draft
from assistant.chat.figures import FigureWriter, period_words, printed_inputs
from assistant.chat.periods import chosen_periods
from assistant.chat.question import Question
from assistant.credit.ratios import compute
from assistant.credit.values import Values
from assistant.workspace import CustomerData
from ingestion.texts import say


@cache
def _rules() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    read = tomllib.loads(files(__package__).joinpath("judgements.toml").read_text("utf-8"))
    return [(re.compile(row["asked"]), row) for row in read.values()]


def judgement_answer(question: Question, data: CustomerData) -> Answer | None:
    """The judgement with its ratios; None where none is asked or the deciding ratio cannot be had."""
    rule = next((row for pattern, row in _rules() if pattern.search(question.flat)), None)
    if rule is None or not question.yes_no:
        return None
    profile, lexicon = data.profile(), lexicon_of(data)
    facts = [*profile.facts, *lexicon.facts]
    values = Values(facts, profile.periods)
    concepts = [Concept(r["id"], r["formula"], r["unit"], r["zh"], r["en"]) for r in rule["ratios"]]
    periods = chosen_periods(question, profile, concepts[0], values)
    if not periods:
        return None
    draft = Draft(question, profile)
    write = FigureWriter(draft, facts, lexicon)
    found = [(c, compute(c.id, {"zh": c.zh, "en": c.en}, c.formula, c.unit, periods[0], values)) for c in concepts]
    first = found[0][1]
    if first.value is None:
        return None
    edge = Decimal(str(rule["edge"]))
    holds = Decimal(first.value) >= edge if rule["yes"] == "above" else Decimal(first.value) < edge
    draft.terms = [concepts[0].zh, concepts[0].en]
    draft.say(say("chat.yes" if holds else "chat.no", question.lang))
    for number, (concept, value) in enumerate((c, v) for c, v in found if v.value is not None):
        draft.say(("；" if question.lang == "zh" else "; ") if number else "")
        draft.say(
            say(
                "chat.value_is",
                question.lang,
                name=concept.name(question.lang),
                period=period_words(value.period, question.lang),
            )
        )
        write.value(concept, value)
        if number == 0:
            draft.say(say("chat.against", question.lang))
            draft.figure(
                f"threshold:{concept.id}", edge, f"{edge}{'%' if concept.unit == 'percent' else ''}", concept.unit
            )
        write.cite(printed_inputs(value.inputs))
    return draft.say(say("chat.stop", question.lang)).done("answered")
