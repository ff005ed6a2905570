"""Who audited the papers and with which opinion, from what the extraction read, cited to the page of its words."""

import re

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.chat.retrieve import passage_answer
from assistant.workspace import CustomerData
from ingestion.extract.periods import dates_in
from ingestion.model.fact import Extraction
from ingestion.model.place import Box
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

_TOLD = re.compile(r"公允反映|保留意见|present fairly|true and fair", re.IGNORECASE)
_UNAUDITED = re.compile(
    r"未经审计|未审计|\bunaudited\b|是否经审计\s*[□○]\s*是\s*[√☑✓\uf052]?\s*否|审计意见类型.{0,12}[□○]适用[√☑✓\uf052]?不适用",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\u3400-\u9fff]{1,8}审字?\s*[〔\[（(【]?\s*20\d\d\s*[〕\]）)】]?\s*(?:第\s*)?[\w-]*\d+\s*号")
_FIRM = re.compile(
    r"[\u3400-\u9fff（）()]*?((?!审计机构|事务所名称)[\u3400-\u9fff]{2,10}会计师事务所(?:[（(][\u3400-\u9fff]+[)）])?)"
)
_SIGNED = re.compile(
    r"(?:.{0,8}[:：]|[\u3400-\u9fff·•（）()]{0,30})?(20\d\d年\d{1,2}月\d{1,2}日|[A-Z][a-z]+\d{1,2},20\d\d|20\d\d-\d\d-\d\d)"
)
_YES_AUDITED = re.compile(r"是否|有没有|有无|吗|^(?:was|were|is|are|has|have|did)\b", re.IGNORECASE)
Line = tuple[str, Box]


def audit_answer(question: Question, data: CustomerData) -> Answer:
    """The opinion and firm of the latest audited paper, or that it is unaudited, or that no paper says."""
    audited = [e for e in data.extractions() if e.audit is not None and e.audit.page is not None]
    for extraction in sorted(audited, key=lambda e: (_newest(e), not (e.audit and e.audit.firm), e.file)):
        if extraction.audit is not None:
            return _opinion(question, data, extraction)
    return _unaudited(question, data)


def _newest(extraction: Extraction) -> int:
    """Sorts the latest period first."""
    return -int((extraction.period_end or "0000-00-00").replace("-", ""))


def _opinion(question: Question, data: CustomerData, extraction: Extraction) -> Answer:
    audit = extraction.audit
    page = audit.page if audit else 1
    opinion_kind, firm = (audit.opinion, audit.firm) if audit else ("unmodified", None)
    draft = Draft(question, data.profile())
    if question.yes_no or re.search(r"\bany\b|\bclean\b", question.flat):
        asks_qualified = re.search(r"qualif|(?<!无)保留|adverse|否定", question.flat) and not re.search(
            "unqualified|无保留", question.flat
        )
        qualified = opinion_kind in ("qualified", "adverse", "disclaimer")
        draft.say(say("chat.yes" if not asks_qualified or qualified else "chat.no", question.lang))
    opinion = say(f"chat.opinion_{opinion_kind}", question.lang)
    draft.say(say("chat.audit_is", question.lang, opinion=opinion, firm=_firm(firm)))
    lines = data.page_lines(extraction.sha256, page or 1)
    text, box = next(((t, b) for t, b in lines if _TOLD.search(t)), lines[0] if lines else ("", (0.0, 0.0, 0.0, 0.0)))
    draft.place("audit", extraction.file, extraction.sha256, page or 1, box, text)
    _number(draft, data, extraction, page or 1)
    _date(draft, data, extraction, page or 1)
    return draft.say(say("chat.stop", question.lang)).done("answered")


def _number(draft: Draft, data: CustomerData, extraction: Extraction, page: int) -> None:
    """The report's number where its first pages print one."""
    for near in (page, page - 1, page - 2):
        for text, box in data.page_lines(extraction.sha256, near) if near > 0 else ():
            match = _NUMBER.search(text.replace(" ", ""))
            if match:
                draft.say(say("chat.audit_number", draft.lang)).say(match.group())
                draft.place(
                    f"audit-number|{near}", extraction.file, extraction.sha256, near, box, text.replace(" ", "")
                )
                return


def _date(draft: Draft, data: CustomerData, extraction: Extraction, page: int) -> None:
    """The day on which the report was signed: the last date alone on a line of its pages."""
    for near in (page, page + 1, page + 2):
        for text, _ in reversed(data.page_lines(extraction.sha256, near)):
            match = _SIGNED.fullmatch(re.sub(r"\s+", "", text)) if len(text) < 40 else None
            found = dates_in(match[1]) if match else []
            if found and found[0].isoformat() > (extraction.period_end or ""):
                draft.say(say("chat.audit_date", draft.lang, date=found[0].isoformat()))
                return


def _firm(name: str | None) -> str:
    match = _FIRM.fullmatch(name.replace(" ", "")) if name else None
    return match[1] if match else re.sub(r"^(?:审计机构名称|会计师事务所名称)", "", name or "-")


def _unaudited(question: Question, data: CustomerData) -> Answer:
    """That the paper says it is unaudited, with the line; else what is known of an audit at all."""
    hits = [*data.search("未经审计 审计类型 是否经审计 unaudited audited", 8), *data.search(question.text, 6)]
    for document, file, page in dict.fromkeys((h.document, h.file, h.page) for h in hits):
        for text, box in data.page_lines(document, page):
            if _UNAUDITED.search(plain(text)) or _UNAUDITED.search(re.sub(r"\s+", "", plain(text))):
                draft = Draft(question, data.profile())
                asks = question.yes_no or _YES_AUDITED.search(question.text.strip())
                draft.say(say("chat.no", question.lang) if asks else "").say(say("chat.unaudited", question.lang))
                draft.place(f"unaudited|{page}", file, document, page, box, text)
                return draft.done("answered" if asks else "insufficient_evidence")
    return _not_said(question, data)


def _not_said(question: Question, data: CustomerData) -> Answer:
    """What passages tell of an audit; else that no paper is an audit report or says whether it is audited."""
    told = passage_answer(question, data)
    if told.status == "answered" and any("audit" in c.quote.lower() or "审计" in c.quote for c in told.citations):
        return told
    draft = Draft(question, data.profile())
    draft.terms = ["审计", "audit"]
    draft.say(say("chat.audit_not_said", question.lang)).say_searched()
    draft.missing.append(Missing(what=say("export.kind_audit_report", question.lang), document_kind="audit_report"))
    return draft.done("insufficient_evidence")
