"""The built-in analyst: one question about one customer to one answer. Plain Python, no model, no network."""

from assistant.chat.answer_model import Answer
from assistant.chat.audit_answer import audit_answer
from assistant.chat.bureau_answer import bureau_answer
from assistant.chat.compute import Computer
from assistant.chat.conflict_answer import conflict_answer
from assistant.chat.guard import refusal
from assistant.chat.question import Lang, understand
from assistant.chat.registry_answer import registry_answer
from assistant.chat.retrieve import passage_answer
from assistant.chat.risk_answer import risk_answer
from assistant.chat.standing_answer import standing_answer
from assistant.chat.verify import without_loose_numbers
from assistant.workspace import CustomerData

SPECIAL = (refusal, audit_answer, standing_answer, conflict_answer, risk_answer, registry_answer, bureau_answer)
"""Asked in this order before figures and passages; the first that knows the question answers."""


def answer_question(data: CustomerData, question: str, lang: Lang | None = None) -> Answer:
    """The answer, with citations and figures; `conversation`, `turn` and `ms` are filled by the caller."""
    asked = understand(question, lang)
    profile = data.profile()
    answer = next((a for tell in SPECIAL if (a := tell(asked, data)) is not None), None)
    if answer is None and asked.mentions and not asked.wants_text:
        answer = Computer(asked, profile).answer()
    if answer is None or (answer.status == "insufficient_evidence" and asked.may_be_text):
        found = passage_answer(asked, data)
        answer = found if answer is None or found.status == "answered" else answer
    return without_loose_numbers(answer)
