"""The persons that a customer's papers and records name."""

from collections.abc import Iterator
from typing import Any

from assistant.credit.profile_model import CreditProfile
from ingestion.identity.names import company_name

LONGEST = 40
PARTS = ("officers", "shareholders", "guarantors")


def persons_of(profile: CreditProfile) -> set[str]:
    """Names of people: representative, officers, shareholders and guarantors who are persons, and whom we spoke to."""
    named = [profile.identity.legal_representative if profile.identity else None, *(c.person for c in profile.contacts)]
    found = [*(n for n in named if n), *(n for report in profile.bureau for n in _of_report(report))]
    return {n for n in map(str.strip, found) if 1 < len(n) <= LONGEST and not _is_company(n)}


def _of_report(report: dict[str, Any]) -> Iterator[str]:
    subject = report.get("subject")
    told = subject.get("legal_representative") if isinstance(subject, dict) else None
    leaves = [told, *(row.get("name") for part in PARTS for row in report.get(part) or () if isinstance(row, dict))]
    for leaf in leaves:
        value = leaf.get("value") if isinstance(leaf, dict) else leaf
        if isinstance(value, str):
            yield value


def _is_company(name: str) -> bool:
    return bool(company_name(name).form) or len(name) > (4 if any("\u3400" <= c <= "\u9fff" for c in name) else LONGEST)
