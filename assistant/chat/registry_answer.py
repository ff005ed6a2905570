"""Answers from registry extracts and court searches: who represents and owns the customer, what changed, which suits are open."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.format import amount
from assistant.workspace import CustomerData
from ingestion.texts import say

Record = dict[str, Any]
Found = tuple[Record, Record]  # the report, the record in it

_PERSON = re.compile(r"法定代表人|法人代表|legal representative", re.IGNORECASE)
_OWNER = re.compile(r"股东|持股|shareholder|largest owner|who owns", re.IGNORECASE)
_SUITS = re.compile(r"诉讼|官司|被诉|案件|lawsuits?|litigation|\bsuits?\b", re.IGNORECASE)
CLEARANCE = re.compile(r"confirm|确认", re.IGNORECASE)
MAX_SUITS = 6


def registry_answer(question: Question, data: CustomerData) -> Answer | None:
    """The answer, or None where no such paper is there or the question is about something else."""
    profile = data.profile()
    reports = [dict(r) for r in profile.bureau]
    draft = Draft(question, profile)
    if _PERSON.search(question.text):
        return _representative(draft, reports)
    if _SUITS.search(question.text):
        return _suits(draft, reports)
    if _OWNER.search(question.text):
        return _largest_owner(draft, reports)
    return None


def _representative(draft: Draft, reports: list[Record]) -> Answer | None:
    for report in reports:
        leaf = report.get("subject", {}).get("legal_representative")
        if not leaf or not leaf["value"]:
            continue
        draft.say(say("chat.representative_is", draft.lang, name=leaf["value"]))
        _cite(draft, report, leaf)
        changes = sorted(report.get("changes", []), key=lambda c: str(_value(c, "date") or ""), reverse=True)
        own = [c for c in changes if "法定代表人" in str(_value(c, "item"))]
        draft.say(say("chat.representative_unchanged" if not own else "chat.representative_changed", draft.lang))
        for change in (own or changes)[:1]:
            draft.say(say("chat.last_change", draft.lang, date=_value(change, "date"), item=_value(change, "item")))
            _cite(draft, report, change["date"])
        return draft.say(say("chat.stop", draft.lang)).done("answered")
    return None


def _largest_owner(draft: Draft, reports: list[Record]) -> Answer | None:
    owners = [(r, s) for r in reports for s in r.get("shareholders", []) if _value(s, "pct")]
    if not owners:
        return None
    report, owner = max(owners, key=lambda found: Decimal(_value(found[1], "pct")))
    draft.say(say("chat.owner_is", draft.lang, name=_value(owner, "name")))
    draft.figure("shareholder_pct", Decimal(_value(owner, "pct")), f"{_value(owner, 'pct')}%", "percent")
    _cite(draft, report, owner["pct"])
    for key in ("subscribed", "paid"):
        if _value(owner, key):
            draft.say(say(f"chat.owner_{key}", draft.lang))
            _money(draft, report, f"shareholder_{key}", owner[key])
    for other, event in _events(reports, ("equity_pledge",)):
        if _value(event, "status") == "open" and _value(event, "amount"):
            draft.say(say("chat.owner_pledged", draft.lang, pledgee=_value(event, "counterparty") or "-"))
            _money(draft, other, "pledged_equity", event["amount"])
    return draft.say(say("chat.stop", draft.lang)).done("answered")


def _suits(draft: Draft, reports: list[Record]) -> Answer | None:
    """Open suits against the customer; closed ones and those it brought are counted, and said to be left out."""
    suits = list(_events(reports, ("suit", "judgment")))
    if not suits:
        return None
    open_ = [s for s in suits if _value(s[1], "role") != "plaintiff" and _value(s[1], "status") in ("open", None)]
    if CLEARANCE.search(draft.question.text):
        draft.say(say("chat.cannot_confirm", draft.lang))
    draft.say(say("chat.open_suits", draft.lang)).figure(
        "count:open_suits", Decimal(len(open_)), str(len(open_)), "count"
    )
    for report, suit in open_[:MAX_SUITS]:
        told = [_value(suit, k) for k in ("case_no", "court_or_agency", "counterparty", "cause")]
        draft.say("\n- " + " ".join(str(t) for t in told if t) + " ")
        _cite(draft, report, suit["case_no"])
        if _value(suit, "amount"):
            _money(draft, report, "suit_amount", suit["amount"])
        if _value(suit, "filed"):
            draft.say(say("chat.suit_filed", draft.lang, date=_value(suit, "filed")))
    left = len(suits) - len(open_)
    if left:
        before, _, after = say("chat.suits_left_out", draft.lang).partition("{count}")
        draft.say(before).figure("count:suits_left_out", Decimal(left), str(left), "count").say(after)
    covered = next((_value(r, "report_date") for r, _ in suits if _value(r, "report_date")), None)
    if covered:
        draft.say(say("chat.searched_to", draft.lang, date=covered))
    return draft.done("answered")


def _events(reports: list[Record], kinds: tuple[str, ...]) -> Iterable[Found]:
    return ((r, e) for r in reports for e in r.get("legal_events", []) if e.get("kind") in kinds)


def _money(draft: Draft, report: Record, name: str, leaf: Record) -> None:
    value = Decimal(leaf["value"])
    scale = leaf["scale"] if draft.lang == "zh" else 10**6
    draft.figure(name, value, amount(value, leaf["currency"], draft.lang, scale), "money", currency=leaf["currency"])
    _cite(draft, report, leaf)


def _cite(draft: Draft, report: Record, leaf: Record) -> None:
    key = f"{report['document']}|{leaf['page']}|{leaf['box']}"
    draft.place(key, report["file"], report["document"], leaf["page"], tuple(leaf["box"]), str(leaf["printed"]))


def _value(record: Record, name: str) -> Any:
    leaf = record.get(name)
    return leaf.get("value") if isinstance(leaf, dict) else leaf
