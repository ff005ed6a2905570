"""The built-in analyst: one question about one customer to one answer. Plain Python, no model, no network."""

from collections.abc import Sequence

from assistant.chat.allowance_answer import allowance_answer
from assistant.chat.answer_model import Answer
from assistant.chat.audit_answer import audit_answer
from assistant.chat.bureau_answer import bureau_answer
from assistant.chat.conflict_answer import conflict_answer
from assistant.chat.context import asked_of
from assistant.chat.figure_answer import figure_answer
from assistant.chat.file_answer import file_answer
from assistant.chat.followup_question import resolve_follow_up
from assistant.chat.guard import refusal
from assistant.chat.judgement_answer import judgement_answer
from assistant.chat.none_answer import none_answer
from assistant.chat.question import Lang
from assistant.chat.registry_answer import registry_answer
from assistant.chat.retrieve import passage_answer
from assistant.chat.risk_answer import risk_answer
from assistant.chat.score_answer import score_answer
from assistant.chat.sources_answer import sources_answer
from assistant.chat.standing_answer import standing_answer
from assistant.chat.verify import without_loose_numbers
from assistant.chat.whatif_answer import whatif_answer
from assistant.workspace import CustomerData

SPECIAL = (
    refusal, file_answer, whatif_answer, sources_answer, standing_answer, conflict_answer, score_answer, audit_answer, risk_answer,
    registry_answer, bureau_answer, allowance_answer, judgement_answer, none_answer, figure_answer,
)  # fmt: skip
"""Asked in this order; the first that knows the question answers, else passages of the papers do."""


MEMORY = 6
"""Earlier questions that a follow-up may lean on."""


def answer_question(data: CustomerData, question: str, lang: Lang | None = None, before: Sequence[str] = ()) -> Answer:
    """The answer, with citations and figures; `before` are the conversation's earlier questions, oldest first.

    `conversation`, `turn` and `ms` are filled by the caller.
    """
    asked = asked_of(data, question, lang)
    whole = resolve_follow_up(question, before[-MEMORY:], _latest_year(data)) if before else question
    if whole != question:
        asked = asked_of(data, whole, asked.lang)
    answer = next((a for tell in SPECIAL if (a := tell(asked, data)) is not None), None)
    return without_loose_numbers(answer or passage_answer(asked, data))


def _latest_year(data: CustomerData) -> int | None:
    ends = [p.period_end for p in data.profile().periods if p.months in (None, 12)]
    return int(max(ends)[:4]) if ends else None
