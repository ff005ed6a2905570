"""Figures of the registry and the courts: status, age, capital, changes, pledges; suits, enforcement, insolvency, penalties. Pure."""

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
    from_leaf,
    full_months,
    leaf_evidence,
    leaf_number,
    leaf_value,
    months_before,
    report_day,
)
from assistant.credit.figures import CaseFigure
from assistant.credit.risk_model import Evidence

REGISTRY_KINDS = ("registry_extract", "business_licence")
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
WORST_STATUS = ("in_liquidation", "revoked", "deregistered", "insolvent")
FOREIGN = ("ccj", "lien", "judgment")
Event = tuple[Report, Mapping[str, Any]]


def registry_figures(inputs: CaseInputs) -> Iterator[CaseFigure]:
    """The figures of the customer's registry papers, court searches and public-record sections."""
    kinds = {d.sha256: d.kind for d in inputs.documents}
    registry = [
        r
        for r in inputs.bureau
        if r.get("provider") == "cn_registry" or kinds.get(str(r.get("document"))) in REGISTRY_KINDS
    ]
    subjects = sorted(
        (r for r in inputs.bureau if r.get("subject")), key=lambda r: (r not in registry, _descending(report_day(r)))
    )
    yield from _subject(subjects, inputs)
    if registry:
        yield from _changes(registry, inputs.as_of)
        yield from _capital(registry, inputs)
    yield from _courts(inputs, registry, kinds)


def _descending(day: str) -> int:
    return -int(day.replace("-", "") or 0)


def status_norm(text: str) -> str:
    """The status word of a printed status: active, dormant, in_liquidation, revoked, deregistered, insolvent, unknown."""
    for name in (*WORST_STATUS, "dormant", "active"):
        if says(text, figure_words()["status"][name]):
            return name
    return "unknown"


def _subject(subjects: list[Report], inputs: CaseInputs) -> Iterator[CaseFigure]:
    for report in subjects:
        subject = report["subject"]
        leaf = subject.get("status")
        word = leaf_value(subject.get("status_norm")) or (
            status_norm(str(leaf_value(leaf))) if leaf_value(leaf) else None
        )
        if word and word != "unknown":
            places = leaf_evidence("status_bad", leaf or subject.get("status_norm"), report)
            level = {"active": 0, "dormant": 1}.get(str(word), 2)
            yield CaseFigure("status_bad", Decimal(level), str(leaf_value(leaf) or word), None, places)
            break
    card = inputs.case.identity
    found = next((r for r in subjects if leaf_value(r["subject"].get("established"))), None)
    day = str(leaf_value(found["subject"]["established"])) if found else (card.established if card else None)
    if day:
        places = leaf_evidence("years_since_established", found["subject"]["established"], found) if found else ()
        yield CaseFigure("years_since_established", Decimal(full_months(day, inputs.as_of)) / 12, day, None, places)
    for report in subjects:
        head = from_leaf("insured_headcount", report["subject"].get("insured_headcount"), report)
        if head:
            yield head
            break
    for report in subjects:
        leaf = report["subject"].get("valid_to")
        if leaf is not None:
            end = leaf_value(leaf)
            expired = end is not None and str(end) < inputs.as_of
            yield CaseFigure(
                "licence_expired",
                Decimal(expired),
                str(end or ""),
                None,
                leaf_evidence("licence_expired", leaf, report),
            )
            break


def _changes(registry: list[Report], as_of: str) -> Iterator[CaseFigure]:
    report = newest([r for r in registry if "changes" in r]) or newest(registry)
    if report is None:
        return
    words = figure_words()["changes"]
    rows = [r for r in report.get("changes", ()) if str(leaf_value(r.get("date")) or "") <= as_of]

    def since(months: int, *kinds: str) -> list[Event]:
        start = months_before(as_of, months)
        return [
            (report, r) for r in rows
            if str(leaf_value(r.get("date")) or "") >= start and any(says(str(leaf_value(r.get("item"))), words[k]) for k in kinds)
        ]  # fmt: skip

    none = day_evidence(report)
    yield counted("name_address_changes_24m", since(24, "name", "address"), ("item", "date"), none)
    yield counted("name_changes_24m", since(24, "name"), ("item", "date"), none)
    yield counted("owner_changes_24m", since(24, "owner"), ("item", "date"), none)
    yield counted("legal_rep_changes_12m", since(12, "representative"), ("item", "date"), none)
    if not since(12, "owner"):
        yield CaseFigure("ownership_change_pct_12m", Decimal(0), "", None, none)
    reductions = [(r, cut) for _, r in since(12, "capital", "reduction") if (cut := _cut(r)) is not None and cut > 0]
    if reductions:
        row, cut = max(reductions, key=lambda c: c[1])
        yield CaseFigure("reduction_pct", cut, "", None, leaf_evidence("reduction_pct", row.get("item"), report))
    else:
        yield CaseFigure("reduction_pct", Decimal(0), "", None, none)
    notices = since(12, "deregistration") + [
        (report, h) for h in report.get("history", ()) if says(str(leaf_value(h.get("text"))), words["deregistration"])
    ]  # fmt: skip
    yield counted("deregistration_notice", notices, ("item", "text"), none)


def _cut(row: Mapping[str, Any]) -> Decimal | None:
    numbers = []
    for key in ("before", "after"):
        match = re.search(r"\d[\d,]*(?:\.\d+)?", str(leaf_value(row.get(key)) or ""))
        if match is None:
            return None
        numbers.append(Decimal(match.group().replace(",", "")))
    return (numbers[0] - numbers[1]) / numbers[0] * 100 if numbers[0] else None


def _capital(registry: list[Report], inputs: CaseInputs) -> Iterator[CaseFigure]:
    for report in sorted(registry, key=lambda r: (report_day(r), bool(r.get("shareholders"))), reverse=True):
        subject = report.get("subject", {})
        capital, paid = leaf_number(subject.get("registered_capital")), leaf_number(subject.get("paid_in_capital"))
        holders = report.get("shareholders", ())
        if paid is None and holders and all(leaf_number(h.get("paid")) is not None for h in holders):
            paid = sum((leaf_number(h.get("paid")) or Decimal(0) for h in holders), Decimal(0))
        if capital and paid is not None:
            places = leaf_evidence("paid_ratio", subject.get("paid_in_capital"), report) + leaf_evidence(
                "paid_ratio", subject.get("registered_capital"), report
            )
            yield CaseFigure("paid_ratio", paid / capital * 100, "", None, places)
        pledges = [e for e in report.get("legal_events", ()) if e.get("kind") == "equity_pledge" and _is_open(e)]
        if capital and (pledges or holders):  # a licence prints no pledges and proves none
            total = added("pledged_equity_pct", [(report, e.get("amount")) for e in pledges], None)
            share = (total.value or Decimal(0)) / capital * 100 if total else Decimal(0)
            yield CaseFigure("pledged_equity_pct", share, "", None, total.evidence if total else day_evidence(report))
        if holders:
            persons = [
                h
                for h in holders
                if leaf_value(h.get("is_ultimate"))
                or (leaf_value(h.get("type")) == "person" and (leaf_number(h.get("pct")) or 0) > 50)
            ]
            if persons:
                yield CaseFigure(
                    "ubo_disclosed",
                    Decimal(1),
                    str(leaf_value(persons[0].get("name"))),
                    None,
                    leaf_evidence("ubo_disclosed", persons[0].get("name"), report),
                )
        break


def _is_open(event: Mapping[str, Any]) -> bool:
    return leaf_value(event.get("status")) not in DONE and not leaf_value(event.get("removed"))


def _courts(inputs: CaseInputs, registry: list[Report], kinds: Mapping[str, str]) -> Iterator[CaseFigure]:
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
    secured = [(r, e) for r, e in of("chattel_mortgage", "land_mortgage", "ucc") if _is_open(e)]
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
        rows = [(r, e) for r, e in of(kind) if kind == "case_terminated_unpaid" or _is_open(e)]
        yield counted(name, rows or (_printed(searched, kind) if not of(kind) else []), keys, none)
    rows = [(r, e) for r, e in of("enforcement") if _is_open(e)]
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
    insolvency = [(r, e) for r, e in of("bankruptcy", "liquidation") if _is_open(e)]
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
    running = [(r, e) for r, e in sued if _is_open(e)]
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
    arrears = [(r, e) for r, e in of("tax_arrears") if _is_open(e)] or _printed(searched, "tax_arrears")
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
    foreign = [(r, e) for r, e in of(*FOREIGN) if _is_open(e) and r.get("currency") not in ("CNY", None)]
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
    yield counted("abnormal_open", [(r, e) for r, e in abnormal if _is_open(e)], ("cause", "filed"), none)
    gone = [
        (r, e)
        for r, e in abnormal
        if not _is_open(e) and str(leaf_value(e.get("removed")) or "") >= months_before(inputs.as_of, 12)
    ]
    yield counted("abnormal_removed_12m", gone, ("cause", "removed"), none)
    yield counted(
        "serious_violation_open", [(r, e) for r, e in of("serious_violation") if _is_open(e)], ("cause", "filed"), none
    )
    yield counted(
        "equity_freeze_open", [(r, e) for r, e in of("equity_freeze") if _is_open(e)], ("case_no", "filed"), none
    )
