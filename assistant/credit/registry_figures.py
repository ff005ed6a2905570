"""Figures of the registry: status, age, capital, changes, pledges; those of the courts follow. Pure."""

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
from assistant.credit.court_figures import Event, court_figures, is_open
from assistant.credit.figures import CaseFigure

REGISTRY_KINDS = ("registry_extract", "business_licence")
WORST_STATUS = ("in_liquidation", "revoked", "deregistered", "insolvent")


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
    yield from court_figures(inputs, registry, kinds)


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
        pledges = [e for e in report.get("legal_events", ()) if e.get("kind") == "equity_pledge" and is_open(e)]
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
