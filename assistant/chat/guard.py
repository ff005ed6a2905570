"""Requests the analyst's assistant refuses: orders hidden in text, approvals, private numbers, another customer's papers."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from assistant.chat.answer_model import Answer, FollowupRef
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.credit.risks import followup_definitions
from assistant.workspace import CustomerData
from ingestion.texts import say

COURT_SEARCH = "FU-15"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    read = tomllib.loads(files(__package__).joinpath("guard_words.toml").read_text("utf-8"))
    return {name: re.compile("|".join(words), re.IGNORECASE) for name, words in read["refused"].items()}


def reason_to_refuse(question: Question) -> str | None:
    """What a request is refused for (instructions, approval, private, other_customer, clearance, beyond); None for an ordinary question."""
    named = next((i.removeprefix("refuse_") for i in question.intents if i.startswith("refuse_")), None)
    return next((name for name, pattern in _patterns().items() if pattern.search(question.text)), named)


def refusal(question: Question, data: CustomerData) -> Answer | None:
    """The refusal with its reason and the next step; None for any ordinary question."""
    reason = reason_to_refuse(question)
    if reason is None:
        return None
    profile = data.profile()
    if reason == "clearance" and any(
        e.get("kind") == "suit" for r in profile.bureau for e in r.get("legal_events", [])
    ):
        return None  # a search was made: what it shows is told instead
    draft = Draft(question, profile)
    draft.say(say(f"chat.refused_{reason}", question.lang))
    if reason == "clearance":  # absence cannot be shown by papers that do not search for it
        title = followup_definitions()[COURT_SEARCH]["names"][question.lang]
        answer = draft.done("insufficient_evidence")
        return answer.model_copy(update={"followups": (FollowupRef(id=COURT_SEARCH, title=title),)})
    return draft.done("insufficient_evidence" if reason == "beyond" else "refused")
