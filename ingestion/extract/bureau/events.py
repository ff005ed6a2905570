"""Legal events printed as one sentence: kind, amount, court, dates, status in any order, told apart by what each part looks like."""

import re
from typing import Any

from ingestion.extract.bureau.days import day_of
from ingestion.extract.bureau.leaf import LeafMaker, Printed
from ingestion.extract.bureau.spec import Spec, fold

SEPARATORS = re.compile(
    r"\s+[-–—•·]\s+|(?<=\d)[-–—]\s+|\s*[|;；]\s*|\s{3,}|,\s+(?=(?:filed|placed|status|case|docket|original|outstanding|amount|court|plaintiff|secured)\b)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(?:[$€£¥₹]|USD|GBP|EUR|CNY|US\$)\s*[\d,]+(?:\.\d+)?|[\d,]+(?:\.\d+)?\s*(?:USD|GBP|EUR)")
_FILED = re.compile(
    r"\b(?:filed|placed|date filed|dated|created|registered|entered|recorded|opened|on)\b", re.IGNORECASE
)
_STATUS = re.compile(r"^\s*(?:status|disposition)\s*[:：]?\s*(?P<rest>.+)$", re.IGNORECASE)
_CASE = re.compile(
    r"\b(?:docket|case|filing|file|charge|document|doc|ref)\.?\s*(?:no|number|code|#)?\.?\s*[:#]?\s*(?P<no>[A-Z0-9][A-Z0-9/.-]*\d[A-Z0-9/.-]*)",
    re.IGNORECASE,
)
_COURT = re.compile(
    r"\b(?:court|internal revenue|irs|department|revenue|tribunal|registry|county|secretary of state|treasury|hmrc|state of)\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"^\s*(?:secured party|plaintiff|creditor|claimant|lender|persons? entitled|agency|in favou?r of)\s*[:：]?\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
_OUTSTANDING = re.compile(r"\b(?:outstanding|unpaid|balance due)\b", re.IGNORECASE)
_PAID = re.compile(r"\bpaid\b", re.IGNORECASE)
MIN_PARTS = 2


def event_of(text: str, spec: Spec, maker: LeafMaker, place: Printed) -> dict[str, Any] | None:
    """The record of an event sentence; None where the line is none."""
    parts = [p.strip() for p in SEPARATORS.split(text) if p.strip()]
    if len(parts) < MIN_PARTS:
        return None
    kind = _kind(parts[0], spec)
    if kind is None:
        return None
    record: dict[str, Any] = {"kind": kind}
    for part in parts[1:]:
        _part(part, record, maker, place)
    if len(record) < MIN_PARTS:
        return None
    if kind == "collection" and "status" not in record:
        owed = next((p for p in parts if _OUTSTANDING.search(p)), None)
        amount = _MONEY.search(owed) if owed else None
        if owed and amount:
            settled = not re.search(r"[1-9]", amount.group())
            record["status"] = {**maker.leaf("text", _at(owed, place)), "value": "satisfied" if settled else "open"}
    return record


def _kind(text: str, spec: Spec) -> str | None:
    key = fold(text)
    for kind, words in spec.get("events", {}).items():
        if any(key == fold(w) or (key.startswith(fold(w)) and len(key) <= len(fold(w)) + 12) for w in words):
            return str(kind)
    return None


def _part(part: str, record: dict[str, Any], maker: LeafMaker, place: Printed) -> None:
    match = _STATUS.match(part)
    told = match["rest"] if match else part
    word = (
        maker.word("status", told)
        if match
        else maker.exact("status", re.sub(r"\s*(?:on\s+)?[\d/.-]+$", "", part).strip())
    )
    if word:
        record.setdefault("status", {**maker.leaf("text", _at(told, place)), "value": word})
        if word in ("satisfied", "closed", "discharged") and day_of(told):
            record.setdefault("removed", maker.leaf("date", _at(told, place)))
        return
    if match := _PARTY.match(part):
        name = "court_or_agency" if part.casefold().startswith("agency") else "counterparty"
        record.setdefault(name, maker.leaf("text", _at(match["rest"], place)))
        return
    money = _MONEY.search(part)
    if money and not _OUTSTANDING.search(part):
        name = "fulfilled_amount" if _PAID.search(part) and "amount" in record else "amount"
        record.setdefault(name, maker.leaf("money", _at(money.group(), place)))
        return
    if day_of(part, maker.day_first) and (_FILED.search(part) or len(part) < 24):
        record.setdefault("filed", maker.leaf("date", _at(part, place)))
        return
    if match := _CASE.search(part):
        record.setdefault("case_no", maker.leaf("id", _at(match["no"], place)))
        return
    if _COURT.search(part) and not money:
        record.setdefault("court_or_agency", maker.leaf("text", _at(part, place)))


def _at(text: str, place: Printed) -> Printed:
    return Printed(text, place.page, place.box, place.conf, place.unit)
