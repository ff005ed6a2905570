"""Answers from registry extracts and court searches: who represents and owns the customer, what changed, which suits are open."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import Record, cite_leaf, say_amount, value_of
from assistant.chat.tell import Tell, of_profile
from assistant.credit.profile_model import CreditProfile
from ingestion.texts import say

Found = tuple[Record, Record]  # the report, the record in it

REGISTERS = ("cn_registry", "other")
MAX_SUITS = 6


def _of_registers(tell: Callable[[Draft, list[Record]], Answer | None]) -> Tell:
    def told(draft: Draft, profile: CreditProfile) -> Answer | None:
        return tell(draft, sorted(profile.bureau, key=lambda r: (not r.get("changes"), r["provider"] not in REGISTERS)))

    return of_profile(told)


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
    dated = next((k for k in ("paid_date", "subscribed_date") if value_of(owner, k)), None)
    if dated is not None:
        draft.say(say(f"chat.owner_{dated}", draft.lang, date=value_of(owner, dated)))
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
    if "confirm" in draft.question.tags:
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


TELLS: dict[str, Tell] = {
    "representative": _of_registers(_representative),
    "largest_owner": _of_registers(_largest_owner),
    "suits": _of_registers(_suits),
}
"""What each intent about registers and courts is told by."""
