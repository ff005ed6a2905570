"""Payment promises of the contact log matched with the receipts of the ledger. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assistant.credit.case_model import Contact, Promise
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Extraction

GRACE_DAYS = 3
RECEIPT = "ledger_receipt"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money received: day, amount, invoice it was applied to (None: receipts of a day together), currency."""

    day: date
    amount: Decimal
    invoice: str | None
    currency: str | None


def receipts_of(extractions: Iterable[Extraction]) -> tuple[list[Receipt], date | None]:
    """The receipts of the latest ledger and the day it states."""
    ledgers = [e for e in extractions if e.ledger]
    if not ledgers:
        return [], None
    latest = max(ledgers, key=lambda e: str((e.ledger or {}).get("as_of") or ""))
    found = [
        Receipt(date.fromisoformat(f.period_end), f.amount, None if f.method == "derived" else f.label, f.currency)
        for f in latest.facts
        if f.field == RECEIPT and f.period_end
    ]
    stated = (latest.ledger or {}).get("as_of")
    return found, date.fromisoformat(stated) if stated else None


def matched_promises(contacts: Sequence[Contact], extractions: Iterable[Extraction]) -> tuple[Contact, ...]:
    """The contacts with the state of each promise: kept (all by the due day and 3 days), part_kept, broken, else open."""
    receipts, as_of = receipts_of(extractions)
    return tuple(_matched(contact, receipts, as_of) for contact in contacts)


def _matched(contact: Contact, receipts: list[Receipt], as_of: date | None) -> Contact:
    promise = contact.promise
    if promise is None or promise.state != "open" or as_of is None:
        return contact
    last = date.fromisoformat(promise.due_date) + timedelta(GRACE_DAYS)
    paid = _paid(promise, date.fromisoformat(contact.at[:10]), last, receipts)
    if paid >= Decimal(promise.amount):
        state = "kept"
    elif as_of <= last:
        state = "open"
    else:
        state = "part_kept" if paid else "broken"
    told = promise.model_copy(update={"state": state, "paid": plain_decimal(paid)})
    return contact.model_copy(update={"promise": told})


def _paid(promise: Promise, first: date, last: date, receipts: list[Receipt]) -> Decimal:
    """Receipts from the day of the promise to the last day of grace, of the named invoices where any are named."""
    return sum(
        (
            r.amount
            for r in receipts
            if first <= r.day <= last
            and (not promise.invoices or r.invoice is None or r.invoice in promise.invoices)
            and promise.currency in (None, r.currency)
        ),
        Decimal(0),
    )
