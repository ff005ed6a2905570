"""The credit request that a form paper prints, put together from the paper's facts. Pure."""

from collections.abc import Iterable
from typing import Any

from assistant.credit.case_model import CreditRequest, Place, Security
from ingestion.model.fact import Extraction, Fact

PREFIX = "request."
DEPOSIT = "security_deposit"
WHOLE = frozenset({"requested_terms_days", "current_terms_days"})


def proposed_request(extractions: Iterable[Extraction]) -> CreditRequest | None:
    """The request of the newest form among the papers; None where no paper is one."""
    forms = [(e, facts) for e in extractions if (facts := _form_facts(e))]
    if not forms:
        return None
    extraction, facts = max(forms, key=lambda form: _date(form[1]))
    values: dict[str, Any] = {}
    for name, fact in facts.items():
        if name == DEPOSIT:
            values["security_held"] = (Security(type="deposit", amount=fact.value, document=extraction.sha256),)
        elif name in CreditRequest.model_fields:
            values[name] = int(fact.value) if name in WHOLE else fact.value
    currency = next((f.currency for f in facts.values() if f.currency), None)
    if currency:
        values.setdefault("currency", currency)
    places = {name: _place(extraction, fact) for name, fact in facts.items()}
    return CreditRequest(**values, places=places)


def _form_facts(extraction: Extraction) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in extraction.facts:
        if fact.field and fact.field.startswith(PREFIX):
            found.setdefault(fact.field.removeprefix(PREFIX), fact)
    return found


def _date(facts: dict[str, Fact]) -> str:
    stated = facts.get("request_date")
    return stated.value if stated else ""


def _place(extraction: Extraction, fact: Fact) -> Place:
    return Place(document=extraction.sha256, file=extraction.file, page=fact.page, box=fact.box, printed=fact.printed)
