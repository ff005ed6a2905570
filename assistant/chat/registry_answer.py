"""Answers from registry extracts and court searches: who represents and owns the customer, what changed, which suits are open."""

import re
from collections.abc import Iterable
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import Record, cite_leaf, say_amount, value_of
from assistant.chat.question import Question
from assistant.workspace import CustomerData
from ingestion.texts import say

Found = tuple[Record, Record]  # the report, the record in it

_PERSON = re.compile(r"法定代表人|法人代表|legal representative", re.IGNORECASE)
_OWNER = re.compile(r"股东|持股|shareholder|largest owner|who owns", re.IGNORECASE)
_SUITS = re.compile(r"诉讼|官司|被诉|案件|lawsuits?|litigation|\bsuits?\b", re.IGNORECASE)
CLEARANCE = re.compile(r"confirm|确认", re.IGNORECASE)
REGISTERS = ("cn_registry", "other")
MAX_SUITS = 6


def registry_answer(question: Question, data: CustomerData) -> Answer | None:
    """The answer, or None where no such paper is there or the question is about something else."""
    tell = next((tell for pattern, tell in TOPICS if pattern.search(question.text)), None)
    if tell is None:
        return None
    profile = data.profile()
    reports = sorted(profile.bureau, key=lambda r: (not r.get("changes"), r["provider"] not in REGISTERS))
    return tell(Draft(question, profile), reports)


def _representative(draft: Draft, reports: list[Record]) -> Answer | None:
    for report in reports:
        leaf = report.get("subject", {}).get("legal_representative")
        if not leaf or not leaf["value"]:
            continue
        draft.say(say("chat.representative_is", draft.lang, name=leaf["value"]))
        cite_leaf(draft, report, leaf)
        changes = sorted(report.get("changes", []), key=lambda c: str(value_of(c, "date") or ""), reverse=True)
        own = [c for c in changes if "法定代表人" in str(value_of(c, "item"))]
        draft.say(say("chat.representative_unchanged" if not own else "chat.representative_changed", draft.lang))
        for change in (own or changes)[:1]:
            draft.say(say("chat.last_change", draft.lang, date=value_of(change, "date"), item=value_of(change, "item")))
            cite_leaf(draft, report, change["date"])
        return draft.say(say("chat.stop", draft.lang)).done("answered")
    return None


def _largest_owner(draft: Draft, reports: list[Record]) -> Answer | None:
    owners = [(r, s) for r in reports for s in r.get("shareholders", []) if value_of(s, "pct")]
    if not owners:
        return None
    report, owner = max(owners, key=lambda found: Decimal(value_of(found[1], "pct")))
    draft.say(say("chat.owner_is", draft.lang, name=value_of(owner, "name")))
    draft.figure("shareholder_pct", Decimal(value_of(owner, "pct")), f"{value_of(owner, 'pct')}%", "percent")
    cite_leaf(draft, report, owner["pct"])
    for key in ("subscribed", "paid"):
        if value_of(owner, key):
            draft.say(say(f"chat.owner_{key}", draft.lang))
            _money(draft, report, f"shareholder_{key}", owner[key])
    for other, event in _events(reports, ("equity_pledge",)):
        if value_of(event, "status") == "open" and value_of(event, "amount"):
            draft.say(say("chat.owner_pledged", draft.lang, pledgee=value_of(event, "counterparty") or "-"))
            _money(draft, other, "pledged_equity", event["amount"])
    return draft.say(say("chat.stop", draft.lang)).done("answered")


def _suits(draft: Draft, reports: list[Record]) -> Answer | None:
    """Open suits against the customer; closed ones and those it brought are counted, and said to be left out."""
    suits = _once(_events(reports, ("suit", "judgment")))
    if not suits:
        return None
    open_ = [s for s in suits if value_of(s[1], "role") != "plaintiff" and value_of(s[1], "status") in ("open", None)]
    if CLEARANCE.search(draft.question.text):
        draft.say(say("chat.cannot_confirm", draft.lang))
    draft.say_count("chat.open_suits", "open_suits", len(open_))
    for report, suit in open_[:MAX_SUITS]:
        told = [value_of(suit, k) for k in ("case_no", "court_or_agency", "counterparty", "cause")]
        draft.say("\n- " + " ".join(str(t) for t in told if t) + " ")
        cite_leaf(draft, report, suit["case_no"])
        if value_of(suit, "amount"):
            _money(draft, report, "suit_amount", suit["amount"])
        if value_of(suit, "filed"):
            draft.say(say("chat.suit_filed", draft.lang, date=value_of(suit, "filed")))
    left = len(suits) - len(open_)
    if left:
        draft.say_count("chat.suits_left_out", "suits_left_out", left)
    covered = next((value_of(r, "report_date") for r, _ in suits if value_of(r, "report_date")), None)
    if covered:
        draft.say(say("chat.searched_to", draft.lang, date=covered))
    return draft.done("answered")


def _once(found: Iterable[Found]) -> list[Found]:
    """Each case once, though several papers list it; the paper that lists most cases first."""
    cases: dict[str, Found] = {}
    by_report: dict[str, list[Found]] = {}
    for report, event in found:
        by_report.setdefault(report["document"], []).append((report, event))
    for own in sorted(by_report.values(), key=len, reverse=True):
        for report, event in own:
            cases.setdefault(str(value_of(event, "case_no") or id(event)), (report, event))
    return list(cases.values())


def _events(reports: list[Record], kinds: tuple[str, ...]) -> Iterable[Found]:
    return ((r, e) for r in reports for e in r.get("legal_events", []) if e.get("kind") in kinds)


def _money(draft: Draft, report: Record, name: str, leaf: Record) -> None:
    say_amount(draft, name, Decimal(leaf["value"]), leaf)
    cite_leaf(draft, report, leaf)


TOPICS = ((_PERSON, _representative), (_SUITS, _suits), (_OWNER, _largest_owner))
