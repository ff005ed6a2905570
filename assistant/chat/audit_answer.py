"""Who audited the papers and with which opinion, from what the extraction read, cited to the page of its words."""

import re

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.workspace import CustomerData
from ingestion.texts import say

_ASKED = re.compile(
    r"审计意见|审计报告(?:的)?(?:类型|意见)|哪家(?:会计师)?事务所|audit(?:or)?'?s? (?:opinion|report)|\bauditor\b|opinion qualified",
    re.IGNORECASE,
)
_TOLD = re.compile(r"公允反映|保留意见|present fairly|true and fair", re.IGNORECASE)
_CHANGED = re.compile(r"更换|改聘|变更|change", re.IGNORECASE)


def audit_answer(question: Question, data: CustomerData) -> Answer | None:
    """The opinion and firm of the latest audited paper; None where the question asks otherwise or none was read."""
    if not _ASKED.search(question.text) or _CHANGED.search(question.text):
        return None
    for extraction in data.extractions():
        audit = extraction.audit
        if audit is None or audit.page is None:
            continue
        draft = Draft(question, data.profile())
        if question.yes_no:
            qualified = audit.opinion in ("qualified", "adverse", "disclaimer")
            draft.say(say("chat.yes" if qualified else "chat.no", question.lang))
        opinion = say(f"chat.opinion_{audit.opinion}", question.lang)
        draft.say(say("chat.audit_is", question.lang, opinion=opinion, firm=audit.firm or "-"))
        lines = data.page_lines(extraction.sha256, audit.page)
        text, box = next(
            ((t, b) for t, b in lines if _TOLD.search(t)), lines[0] if lines else ("", (0.0, 0.0, 0.0, 0.0))
        )
        draft.place("audit", extraction.file, extraction.sha256, audit.page, box, text)
        return draft.done("answered")
    return None
