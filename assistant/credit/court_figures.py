"""Figures of the courts and public records: suits, enforcement, insolvency, penalties, arrears, lists, secured claims. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assistant.credit.bureau_figures import figure_words, newest, says
from assistant.credit.case_figures import (
    CaseInputs,
    Report,
    added,
    counted,
    day_evidence,
    leaf_evidence,
    leaf_number,
    leaf_value,
    months_before,
)
from assistant.credit.figures import CaseFigure
from assistant.credit.risk_model import Evidence

COURT_KINDS = ("court_document",)
LEGAL_COUNTS = ("judgment", "enforcement", "suit", "dishonest_debtor", "consumption_limit")
LEGAL_EVENTS = (
    *LEGAL_COUNTS,
    "case_terminated_unpaid",
    "bankruptcy",
    "liquidation",
    "hearing_notice",
    "ccj",
    "lien",
    "tax_arrears",
    "admin_penalty",
)
DONE = ("closed", "satisfied", "withdrawn", "removed", "discharged")
FOREIGN = ("ccj", "lien", "judgment")
Event = tuple[Report, Mapping[str, Any]]


def is_open(event: Mapping[str, Any]) -> bool:
    """The event is neither done nor removed."""
    return leaf_value(event.get("status")) not in DONE and not leaf_value(event.get("removed"))


def court_figures(inputs: CaseInputs, registry: list[Report], kinds: Mapping[str, str]) -> Iterator[CaseFigure]:
    """The figures of court searches and of the public records that reports hold; `kinds` by document."""
    courts = [r for r in inputs.bureau if kinds.get(str(r.get("document"))) in COURT_KINDS]
    public = [
        r for r in inputs.bureau
        if any(c.get("kind") in LEGAL_COUNTS for c in r.get("record_counts", ()))
        or any(e.get("kind") in LEGAL_EVENTS for e in r.get("legal_events", ()))
    ]  # fmt: skip
    looked = list({id(r): r for r in [*courts, *public]}.values())
    extracts = [
        r for r in registry if kinds.get(str(r.get("document"))) != "business_licence"
    ]  # a licence lists no case
    searched = list({id(r): r for r in [*looked, *extracts]}.values())
    yield CaseFigure(
        "legal_searched", Decimal(len(searched)), "", None, tuple(e for r in searched[:3] for e in day_evidence(r))
    )
    none = day_evidence(newest(courts or searched) or {})
    events: list[Event] = _once([(r, e) for r in searched for e in r.get("legal_events", ())])

    def of(*names: str) -> list[Event]:
        return [(r, e) for r, e in events if e.get("kind") in names]

    if looked:
        yield from _enforcement(of, looked, none)
        yield from _suits(of, inputs.as_of, none)
        yield from _public(of, looked, inputs, none)
    if extracts or of("abnormal_operation", "serious_violation", "equity_freeze"):
        yield from _lists(of, inputs, day_evidence(newest(extracts) or {}))
    secured = [(r, e) for r, e in of("chattel_mortgage", "land_mortgage", "ucc") if is_open(e)]
    money = added(
        "secured_registered",
        [(r, e.get("amount")) for r, e in secured],
        str(secured[0][0].get("currency") or "") if secured else None,
    )
    if money:
        yield money


def _once(events: list[Event]) -> list[Event]:
    """Each case once, though several papers print it."""
    seen: dict[object, Event] = {}
    for report, event in events:
        number = re.sub(r"[\s()（）〔〕\[\]]", "", str(leaf_value(event.get("case_no")) or ""))
        key = (event.get("kind"), number) if number else id(event)
        if key not in seen or (event.get("role") and not seen[key][1].get("role")):
            seen[key] = (report, event)  # the paper that says which side the customer is on tells more
    return list(seen.values())


def _printed(searched: list[Report], kind: str) -> list[Event]:
    """Counts of a kind that are printed without their records."""
    return [
        (r, c)
        for r in searched
        for c in r.get("record_counts", ())
        if c.get("kind") == kind and (leaf_number(c.get("count")) or 0) > 0
    ]


def _enforcement(of: Any, searched: list[Report], none: tuple[Evidence, ...]) -> Iterator[CaseFigure]:
    keys = ("case_no", "court_or_agency", "outcome", "count")
    for name, kind in (
        ("dishonest_open", "dishonest_debtor"),
        ("consumption_open", "consumption_limit"),
        ("terminated_open", "case_terminated_unpaid"),
    ):
        rows = [(r, e) for r, e in of(kind) if kind == "case_terminated_unpaid" or is_open(e)]
        yield counted(name, rows or (_printed(searched, kind) if not of(kind) else []), keys, none)
    rows = [(r, e) for r, e in of("enforcement") if is_open(e)]
    yield counted(
        "enforcement_open", rows or (_printed(searched, "enforcement") if not of("enforcement") else []), keys, none
    )
    total = sum(
        ((leaf_number(e.get("amount")) or Decimal(0)) - (leaf_number(e.get("fulfilled_amount")) or 0) for _, e in rows),
        Decimal(0),
    )
    currency = next(
        (str(e["amount"].get("currency") or "") for _, e in rows if isinstance(e.get("amount"), Mapping)), None
    )
    yield CaseFigure(
        "enforcement_amount",
        total,
        "",
        currency,
        tuple(x for r, e in rows for x in leaf_evidence("enforcement_amount", e.get("amount"), r)) or none,
    )
    insolvency = [(r, e) for r, e in of("bankruptcy", "liquidation") if is_open(e)]
    yield counted("insolvency_open", insolvency, (*keys, "filed"), none)
    accepted = [
        (r, e)
        for r, e in insolvency
        if leaf_value(e.get("decided"))
        or not says(
            str(leaf_value(e.get("outcome")) or leaf_value(e.get("cause")) or ""), ("申请", "application", "petition")
        )
    ]
    yield counted("insolvency_accepted", accepted, (*keys, "filed"), none)


def _suits(of: Any, as_of: str, none: tuple[Evidence, ...]) -> Iterator[CaseFigure]:
    keys = ("case_no", "cause", "filed")
    sued = [
        (r, e)
        for r, e in of("suit", "judgment", "hearing_notice")
        if leaf_value(e.get("role")) == "defendant"
        or (e.get("kind") == "judgment" and leaf_value(e.get("role")) is None)
    ]
    running = [(r, e) for r, e in sued if is_open(e)]
    yield counted("defendant_suits_open", running, keys, none)
    yield counted(
        "defendant_suits_12m",
        [(r, e) for r, e in sued if str(leaf_value(e.get("filed")) or "") >= months_before(as_of, 12)],
        keys,
        none,
    )
    currency = next(
        (str(e["amount"].get("currency") or "") for _, e in running if isinstance(e.get("amount"), Mapping)), None
    )
    amount = added("defendant_suit_amount", [(r, e.get("amount")) for r, e in running], currency)
    yield amount or CaseFigure("defendant_suit_amount", Decimal(0), "", None, none)
    causes = figure_words()["causes"]["supplier"]
    recent = [
        (r, e)
        for r, e in sued
        if str(leaf_value(e.get("filed")) or "") >= months_before(as_of, 6)
        and says(str(leaf_value(e.get("cause")) or ""), causes)
    ]
    yield counted("supplier_suits_6m", recent, keys, none)


def _public(of: Any, searched: list[Report], inputs: CaseInputs, none: tuple[Evidence, ...]) -> Iterator[CaseFigure]:
    keys = ("court_or_agency", "cause", "count", "case_no")
    arrears = [(r, e) for r, e in of("tax_arrears") if is_open(e)] or _printed(searched, "tax_arrears")
    yield counted("tax_arrears", arrears, keys, none)
    tax = figure_words()["tax"]
    bad = [
        (r, c)
        for r in inputs.bureau
        for c in r.get("certificates", ())
        if c.get("kind") == "tax_credit_grade" and leaf_value(c.get("grade")) in tax["bad_grade"]
    ]
    bad += [
        (r, r["subject"])
        for r in inputs.bureau
        if r.get("subject") and says(str(leaf_value(r["subject"].get("taxpayer_status")) or ""), tax["bad_status"])
    ]
    yield counted("tax_violation", bad, ("grade", "taxpayer_status"), none)
    penalties = of("admin_penalty")
    currency = next(
        (str(e["amount"].get("currency") or "") for _, e in penalties if isinstance(e.get("amount"), Mapping)), None
    )
    yield added("penalty_amount", [(r, e.get("amount")) for r, e in penalties], currency) or CaseFigure(
        "penalty_amount", Decimal(0), "", None, none
    )
    stop = figure_words()["penalty"]["stop"]
    yield counted(
        "stop_work", [(r, e) for r, e in penalties if says(str(leaf_value(e.get("outcome")) or ""), stop)], keys, none
    )
    foreign = [(r, e) for r, e in of(*FOREIGN) if is_open(e) and r.get("currency") not in ("CNY", None)]
    if any(r.get("currency") not in ("CNY", None) for r in searched):
        yield counted("ccj_open", foreign, ("filed", "amount", "court_or_agency"), none)
        total = added(
            "ccj_amount",
            [(r, e.get("amount")) for r, e in foreign],
            str(foreign[0][0].get("currency")) if foreign else None,
        )
        yield total or CaseFigure("ccj_amount", Decimal(0), "", None, none)
    else:
        yield CaseFigure("ccj_open", Decimal(0), "", None, none)
        yield CaseFigure("ccj_amount", Decimal(0), "", None, none)


def _lists(of: Any, inputs: CaseInputs, none: tuple[Evidence, ...]) -> Iterator[CaseFigure]:
    abnormal = of("abnormal_operation")
    yield counted("abnormal_open", [(r, e) for r, e in abnormal if is_open(e)], ("cause", "filed"), none)
    gone = [
        (r, e)
        for r, e in abnormal
        if not is_open(e) and str(leaf_value(e.get("removed")) or "") >= months_before(inputs.as_of, 12)
    ]
    yield counted("abnormal_removed_12m", gone, ("cause", "removed"), none)
    yield counted(
        "serious_violation_open", [(r, e) for r, e in of("serious_violation") if is_open(e)], ("cause", "filed"), none
    )
    yield counted(
        "equity_freeze_open", [(r, e) for r, e in of("equity_freeze") if is_open(e)], ("case_no", "filed"), none
    )
