"""Reports that are about somebody else: by the identity card, else by name and code against registry papers and statements. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.credit.case_model import CaseRecords
from ingestion.model.fact import Extraction

REGISTRY_KINDS = ("registry_extract", "business_licence")
STATEMENT_KINDS = ("annual_report", "interim_report", "audit_report", "financial_statements", "abstract")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def own_reports(
    bureau: Sequence[dict[str, Any]], case: CaseRecords, extractions: Iterable[Extraction]
) -> tuple[dict[str, Any], ...]:
    """The reports of the customer itself; one of another entity never enters the judgement.

    Where no identity card has weighed the papers, a report is a stranger's when its name in the same script is none of those that
    registry papers and statements print and it shares no code with them.
    """
    card = case.identity
    if card is not None and card.sources:
        others = {s.document for s in card.sources if s.verdict == "different"}
        return tuple(r for r in bureau if r["document"] not in others)
    own = [e for e in extractions if e.kind in (*REGISTRY_KINDS, *STATEMENT_KINDS)]
    names = {name_key(e.subject.name) for e in own if e.subject.name}
    codes = {i.value for e in own for i in e.subject.identifiers if i.check != "invalid_check"}
    return tuple(r for r in bureau if not _is_stranger(r, names, codes))


def name_key(name: str) -> str:
    """A name without width, case, blanks and brackets, for comparing what two papers print."""
    return re.sub(r"[\s()（）.,，。·]", "", unicodedata.normalize("NFKC", name)).lower()


def _is_stranger(report: dict[str, Any], names: set[str], codes: set[str]) -> bool:
    subject = report.get("subject") or {}
    name = _value(subject.get("name"))
    if not name:
        return False
    printed = {_value(i.get("value")) for i in subject.get("identifiers", ())}
    also = {
        name_key(_value(n))
        for n in (subject.get("name"), subject.get("name_en"), *subject.get("former_names", ()))
        if _value(n)
    }
    comparable = {n for n in names if bool(_CHINESE.search(n)) == bool(_CHINESE.search(name))}
    near = any(key in known or known in key for key in also for known in comparable)  # a caption may stick to a name
    return bool(comparable) and not near and not (printed & codes)


def _value(leaf: Any) -> str:
    return str((leaf.get("value") if isinstance(leaf, dict) else leaf) or "")
