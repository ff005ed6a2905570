"""A model's text made an answer: references printed by code with their places, sentences that may not stand left out and reported."""

import re
from decimal import Decimal, InvalidOperation

from assistant.chat.answer_model import Answer, Figure
from assistant.chat.context import asked_of
from assistant.chat.draft import Draft
from assistant.chat.engine import answer_question
from assistant.chat.telling import facts as cite_facts
from assistant.chat.verify import loose_numbers, unproved
from assistant.credit.profile_model import ChosenFact
from assistant.format import Lang, amount, ratio_text
from assistant.llm.fence import defused
from assistant.llm.grounds import verdict
from assistant.llm.own_words import MARK, REFERENCE, sentences, unit_after, unit_before
from assistant.llm.turn import Turn
from ingestion.texts import say

CITED = 2


class Written:
    """An answer that grows sentence by sentence; only what may stand is taken in."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.dropped: list[str] = []
        self.own_words = False
        self._draft = Draft(asked_of(turn.data, turn.question, turn.fixed_lang), turn.data.profile())
        self._lang: Lang = self._draft.lang

    def take(self, sentence: str) -> bool:
        """Adds the sentence where it may stand; False where it is left out."""
        judged = verdict(self.turn, sentence)
        if judged.fault is not None:
            self.dropped.append(judged.fault)
            return False
        sentence = MARK.sub("", sentence)  # marks are code's alone
        told = sentence.rstrip()
        pieces = REFERENCE.split(told)
        for at in range(0, len(pieces), 2):
            words = unit_after(pieces[at]) if at else pieces[at]
            own = unit_before(words) if at + 1 < len(pieces) else words
            self._draft.say(self.turn.veil.lifted(defused(own)))
            if at + 1 < len(pieces):
                self._print(pieces[at + 1])
        if judged.own_words:
            self._draft.say(say("chat.model_words", self._lang))
            self.own_words = True
        self._draft.say(sentence[len(told) :])
        return True

    def answer(self, status: str = "partial") -> Answer:
        """What has been taken in so far."""
        return self._draft.done(status)

    def _print(self, reference: str) -> None:
        turn, draft = self.turn, self._draft
        if reference in turn.facts:
            _print_fact(draft, turn.facts[reference], self._lang)
        elif reference in turn.figures:
            figure = turn.figures[reference]
            draft.figure(
                figure.name, Decimal(figure.value), shown_in(figure, self._lang), figure.unit, figure.period_end, figure.months,
                figure.basis, figure.currency, figure.formula, figure.facts,
            )  # fmt: skip
            cite_facts(draft, turn.data.profile(), figure.facts, CITED)
        else:
            quote = turn.quotes[reference]
            draft.say(f"「{quote.quote}」" if self._lang == "zh" else f"“{quote.quote}”")
            draft.place(f"quote|{reference}", quote.document, quote.sha256, quote.page, quote.box, quote.quote)


def written_answer(turn: Turn, text: str, model: str) -> Answer:
    """The answer with its citations; the built-in one where nothing of the model's text may stand."""
    written = Written(turn)
    for sentence in sentences(text):
        written.take(sentence)
    status = turn.answers[-1].status if turn.answers else "partial"
    answer = written.answer(status).model_copy(update={"model": model})
    dropped = bool(written.dropped)
    broken = not answer.answer or bool(loose_numbers(answer)) or bool(unproved(answer, turn.data))
    if broken or (written.own_words and not answer.citations):
        built_in = answer_question(turn.data, turn.question, turn.fixed_lang, turn.before)
        if broken or built_in.citations:  # an answer with places is worth more than words without any
            answer, dropped, written.own_words = built_in, True, False
    marks = [w for w, holds in (("sentence_dropped", dropped), ("model_words", written.own_words)) if holds]
    return answer.model_copy(update={"warnings": (*answer.warnings, *marks)})


def _print_fact(draft: Draft, item: ChosenFact, lang: Lang) -> None:
    fact = item.fact
    try:
        value = Decimal(fact.value)
    except InvalidOperation:  # a word or a day: it is its own print
        draft.say(fact.printed or fact.value).cite(item)
        return
    if fact.unit == "money":
        shown = amount(value, fact.currency, lang, fact.scale)
    elif fact.unit in ("percent", "x", "days"):
        places = -int(value.as_tuple().exponent) if isinstance(value.as_tuple().exponent, int) else 2
        shown = ratio_text(value, fact.unit, lang, max(places, 0))
    else:
        shown = fact.printed or fact.value
    draft.figure(
        fact.field or fact.label, value, shown, fact.unit, fact.period_end, fact.months, fact.basis, fact.currency,
        facts=(fact.id,),
    ).cite(item)  # fmt: skip


def shown_in(figure: Figure, lang: Lang) -> str:
    """The figure as its tool printed it, in the language `lang`."""
    chinese = bool(re.search("[\u3400-\u9fff]", figure.display))
    if figure.unit == "money" and chinese != (lang == "zh"):
        return amount(Decimal(figure.value), figure.currency, lang)
    if figure.unit in ("x", "days") and chinese != (lang == "zh"):
        return ratio_text(Decimal(figure.value), figure.unit, lang)
    return figure.display
