"""The built-in analyst: one question about one customer to one answer. Plain Python, no model, no network."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from assistant.chat import (
    bureau_answer,
    commercial_answer,
    file_answer,
    names_answer,
    own_side_answer,
    registry_answer,
    risk_answer,
    score_answer,
    sources_answer,
    standing_answer,
    whatif_answer,
)
from assistant.chat.allowance_answer import allowance_answer
from assistant.chat.answer_model import Answer
from assistant.chat.audit_answer import audit_answer
from assistant.chat.conflict_answer import conflict_answer
from assistant.chat.context import asked_of, subject_of
from assistant.chat.figure_answer import figure_answer, is_narrowed, loss_answer, restricted_answer, sets_two_apart
from assistant.chat.followup_question import resolve_follow_up
from assistant.chat.guard import refusal
from assistant.chat.judgement_answer import judgement_answer
from assistant.chat.none_answer import none_answer
from assistant.chat.note_text_answer import doubt_answer, note_text_answer
from assistant.chat.other_language import wished_language, with_terms
from assistant.chat.printed_answer import printed_answer
from assistant.chat.question import Lang, Question
from assistant.chat.ranking_answer import ranking_answer
from assistant.chat.reading import Read, read_by_likeness
from assistant.chat.retrieve import passage_answer
from assistant.chat.section_answer import financial_section, section_answer
from assistant.chat.tell import Tell
from assistant.chat.verify import without_loose_numbers
from assistant.workspace import CustomerData

TELLS: dict[str, Tell] = {
    **file_answer.TELLS, **sources_answer.TELLS, **standing_answer.TELLS, **score_answer.TELLS, **risk_answer.TELLS,
    **registry_answer.TELLS, **names_answer.TELLS, **commercial_answer.TELLS, **bureau_answer.TELLS, **whatif_answer.TELLS,
    **own_side_answer.TELLS,
    "draft_financial": lambda question, data: financial_section(question, data, TELLS),
    "compare_opening": conflict_answer, "audit": audit_answer, "restricted_cash": restricted_answer, "is_loss": loss_answer,
}  # fmt: skip
"""What each intent of `intents.toml` is told by."""

MEMORY = 6
"""Earlier questions that a follow-up may lean on."""


def answer_question(data: CustomerData, question: str, lang: Lang | None = None, before: Sequence[str] = ()) -> Answer:
    """The answer, with citations and figures; `before` are the conversation's earlier questions, oldest first.

    `conversation`, `turn` and `ms` are filled by the caller.
    """
    spoken = [earlier for earlier in before if wished_language(earlier) is None]
    wish = wished_language(question)
    if wish is not None and spoken:
        return with_terms(answer_question(data, spoken[-1], wish, spoken[:-1]))
    asked = asked_of(data, question, lang)
    whole = resolve_follow_up(question, spoken[-MEMORY:], _latest_year(data)) if spoken else question
    if whole != question:
        asked = asked_of(data, whole, asked.lang)
    return without_loose_numbers(_told(asked, data))


def _told(asked: Question, data: CustomerData) -> Answer:
    """By the intents, then as figures, of any printed table too, then as the known question that it resembles, then in words of the papers."""
    printed = cache(lambda: printed_answer(asked, data))  # asked for at two places, worked out once
    found = read_by_likeness(asked, subject_of(data))
    if (settled := _first(asked, data, (refusal, doubt_answer))) is not None:
        return settled
    answer = _first(asked, data, (_section, ranking_answer))
    if answer is None and found is not None and found.goes_first:
        answer = _as_read(found, asked, data)
    answer = answer or _first(asked, data, (*_by_intent(asked), *_figures(lambda question, of: printed())))
    if answer is None or answer.status == "insufficient_evidence" or ("amounted" in asked.says and not answer.figures):
        answer = printed() or answer
    if found is not None and (answer is None or answer.status in ("insufficient_evidence", "partial")):
        answer = _as_read(found, asked, data) or answer
    return answer or passage_answer(asked, data)


def _figures(printed: Tell) -> tuple[Tell, ...]:
    """Asked in this order where no intent was told: the first that knows the question answers; `printed` tells of rows of any table."""

    def narrowed(question: Question, data: CustomerData) -> Answer | None:
        return printed(question, data) if is_narrowed(question) or sets_two_apart(question) else None

    return (note_text_answer, allowance_answer, judgement_answer, none_answer, narrowed, figure_answer)


def _as_read(found: Read, asked: Question, data: CustomerData) -> Answer | None:
    """The answer to the known question that `asked` resembles; None where that has none."""
    said = found.reading.said(asked.lang)
    if not said:
        answer = TELLS.get(found.reading.id, refusal)(found.into(asked), data)
    else:
        known = asked_of(data, said, asked.lang)
        periods = asked.periods if asked.periods.asked else known.periods
        known = replace(known, periods=periods, basis=asked.basis, scale=asked.scale, places=asked.places)
        answer = _first(known, data, (*_by_intent(known), *_figures(printed_answer)))
    return answer if answer is not None and answer.status in ("answered", "refused") else None


def _section(asked: Question, data: CustomerData) -> Answer | None:
    return section_answer(asked, data, TELLS)


def _first(asked: Question, data: CustomerData, tells: Iterable[Tell]) -> Answer | None:
    return next((a for tell in tells if (a := tell(asked, data)) is not None), None)


def _by_intent(asked: Question) -> Iterator[Tell]:
    yield from (TELLS[name] for name in asked.intents if name in TELLS)


def _latest_year(data: CustomerData) -> int | None:
    ends = [p.period_end for p in data.profile().periods if p.months in (None, 12)]
    return int(max(ends)[:4]) if ends else None
