"""What our own ledger says of the customer, and whether the papers are still fresh enough to rest on."""

import re
from datetime import date
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.chat.tell import Tell, of_profile
from assistant.chat.telling import evidence, joint, money, ratio
from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile, DocumentView
from assistant.credit.risk_model import Evidence
from assistant.workspace import CustomerData
from ingestion.texts import say

OWED = ("our_ar", "our_overdue", "oldest_days_past_due", "dbt_weighted_12m", "limit_utilisation")
PAYS = ("dbt_weighted_12m", "dbt_recent_6m", "our_overdue", "our_ar")
MOST_PAPERS = 6
_FRESH = re.compile(r"\bfresh\b|up to date|still valid|current enough|还有效|有效吗|够新|新不新|最新")
_KINDS = (
    (re.compile(r"征信|人行|信用报告|bureau|credit report"), ("bureau_enterprise", "bureau_person", "bureau_commercial")),
    (re.compile(r"报表|财报|年报|财务|statements?|annual report|financials"),
     ("annual_report", "interim_report", "financial_statements", "audit_report")),
    (re.compile(r"台账|ledger"), ("ledger",)),
    (re.compile(r"工商|registry"), ("registry_extract",)),
    (re.compile(r"流水|bank statement"), ("bank_statement",)),
    (re.compile(r"纳税|税|\btax"), ("tax_return", "tax_certificate")),
)  # fmt: skip


def _from_ledger(names: tuple[str, ...]) -> Tell:
    return of_profile(lambda draft, profile: _told(draft, profile, names))


def _told(draft: Draft, profile: CreditProfile, names: tuple[str, ...]) -> Answer | None:
    """The figures of our ledger by name, each with the rows it is made of; None where there is no ledger."""
    ledger = profile.payment_behaviour or {}
    values = {n: v for n in names if (v := ledger.get("values", {}).get(n)) and v.get("value") is not None}
    if not values:
        return None
    draft.say(say("chat.own_ledger", draft.lang, day=ledger.get("as_of") or "—"))
    for count, (name, value) in enumerate(values.items()):
        joint(draft, count).say(f"{line_name(name, draft.lang)} ")
        if value["unit"] == "money":
            money(draft, name, value["value"], value["currency"])
        else:
            ratio(draft, name, value["value"], value["unit"])
        evidence(draft, [Evidence.model_validate(e) for e in value["evidence"]], 1)
    return draft.say(say("chat.stop", draft.lang)).done("answered")


def _freshness(question: Question, data: CustomerData) -> Answer | None:
    """Each paper of the asked kind by its day, its age and the most it may have; yes or no where one state is asked for."""
    profile, lang = data.profile(), question.lang
    kinds = next((k for asked, k in _KINDS if asked.search(question.flat)), ())
    papers = [d for d in profile.documents if d.freshness and d.freshness.date and (not kinds or d.kind in kinds)]
    if not papers:
        return None
    draft = Draft(question, profile)
    papers.sort(
        key=lambda d: (d.freshness is None or d.freshness.state != "stale", (d.freshness and d.freshness.date) or "")
    )
    stale = [d for d in papers if d.freshness and d.freshness.state == "stale"]
    if question.yes_no:
        holds = not stale if _FRESH.search(question.flat) else bool(stale)
        draft.say(say("chat.yes" if holds else "chat.no", lang))
    elif not stale:
        draft.say(say("chat.none_stale", lang))
    for count, paper in enumerate(papers[:MOST_PAPERS]):
        joint(draft, count)
        _aged(draft, data, paper)
    return draft.say(say("chat.stop", lang)).done("answered")


def _aged(draft: Draft, data: CustomerData, paper: DocumentView) -> None:
    fresh, lang = paper.freshness, draft.lang
    if fresh is None or not fresh.date:
        return
    kind = say(f"export.kind_{paper.kind}", lang)
    draft.say(say("chat.paper_aged", lang, kind=kind, day=fresh.date, state=say(f"chat.fresh_{fresh.state}", lang)))
    ratio(draft, f"age:{paper.kind}", Decimal(fresh.age_d or 0), "days", 0)
    if fresh.max_age_d is not None:
        draft.say(say("chat.paper_may_be", lang))
        ratio(draft, f"threshold:age:{paper.kind}", Decimal(fresh.max_age_d), "days", 0)
    found = date.fromisoformat(fresh.date) if len(fresh.date) == len("2025-01-01") else None
    line = _line_of(data, paper, found) if found else None
    if line is not None:
        page, text, box = line
        draft.place(f"day|{paper.sha256}", paper.file, paper.sha256, page, box, text)


def _line_of(data: CustomerData, paper: DocumentView, day: date) -> tuple[int, str, tuple[float, ...]] | None:
    """The line of the first pages that prints the day."""
    spelled = re.compile(rf"{day.year}\W{{0,2}}(?:年\s*)?0?{day.month}\W{{0,2}}(?:月\s*)?0?{day.day}(?!\d)")
    for page in range(1, min(paper.pages, 3) + 1):
        for text, box in data.page_lines(paper.sha256, page):
            if spelled.search(re.sub(r"\s+", "", text)):
                return page, text, box
    return None


TELLS: dict[str, Tell] = {
    "owed_to_us": _from_ledger(OWED),
    "pays_us": _from_ledger(PAYS),
    "freshness": _freshness,
}
"""What each intent about our ledger and the age of papers is told by."""
