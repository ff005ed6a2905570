"""What people enter about a customer: credit request, contact log, source register, authorisations, settings.

Every record is an entry of the store, kept in versions with its author. `case_records` puts them together with what the papers
propose, as the judgement reads them. `RecordMethods` is the part of the workspace that a form, a command or the API calls.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from pydantic import ValidationError

from assistant.credit.case_model import (
    Authorisation,
    CaseRecords,
    Contact,
    CreditRequest,
    IdentityCard,
    PaperException,
    SourceEntry,
)
from assistant.credit.decision import authority_rules
from assistant.credit.identity import CARD, identity_card
from assistant.credit.promises import matched_promises
from assistant.entered import entered_values
from assistant.request_paper import proposed_request
from ingestion.errors import UsageError
from ingestion.model.fact import Extraction, Frozen
from ingestion.store.scope import Scope
from ingestion.store.store import Store

REQUEST, EXCEPTION = "request", "exception"
Record = TypeVar("Record", bound=Frozen)
Kept = TypeVar("Kept", Contact, SourceEntry, Authorisation)
Values = Mapping[str, Any]


class RecordMethods:
    """The workspace's methods for records. Values come as people type them; money may carry a unit (`1000万`, `1.2 million`)."""

    _store: Store

    def save_request(self, customer: str, values: Values, actor: str = "local") -> CreditRequest:
        """Keep the given fields of the credit request over what was saved before; an empty text takes a field back.

        Raises:
            UsageError: a field is unknown or cannot be read.
        """
        scope = Scope(customer)
        given = entered_values(CreditRequest, values)
        kept = {**_saved_request(self._store, scope), **given}
        kept = {name: value for name, value in kept.items() if value not in (None, "", ())}
        request = checked_record(CreditRequest, kept)
        self._store.add_entry(scope, REQUEST, REQUEST, request.model_dump(mode="json", exclude_none=True), actor)
        return request

    def add_contact(self, customer: str, values: Values, actor: str = "local") -> Contact:
        """Write a contact into the log; it is never edited, a correction is a new one with `corrects`."""
        given = {"at": _now(), **entered_values(Contact, values), "id": _new_id("K"), "by": actor}
        contact = checked_record(Contact, given)
        if contact.corrects and contact.corrects not in {c.id for c in contacts_of(self._store, Scope(customer))}:
            raise UsageError("record.unknown_record", record=contact.corrects)
        return self._added(customer, "contact", contact, actor)

    def add_source(self, customer: str, values: Values, actor: str = "local") -> SourceEntry:
        """Enter where a paper came from and what it may be used for."""
        given = {**entered_values(SourceEntry, values), "id": _new_id("S")}
        given.setdefault("obtained_by", actor)
        return self._added(customer, "source", checked_record(SourceEntry, given), actor)

    def add_authorisation(self, customer: str, values: Values, actor: str = "local") -> Authorisation:
        """Record an authorisation (授权书): who allows which enquiry about whom, until when."""
        given = {**entered_values(Authorisation, values), "id": _new_id("A")}
        return self._added(customer, "authorisation", checked_record(Authorisation, given), actor)

    def withdraw_authorisation(self, customer: str, record: str, day: str, actor: str = "local") -> Authorisation:
        """Note that the authorisation was withdrawn on `day` (ISO date)."""
        known = {a.id: a for a in self.case_records(customer).authorisations}
        if record not in known:
            raise UsageError("record.unknown_record", record=record)
        given = entered_values(Authorisation, {"withdrawn_on": day})
        return self._added(customer, "authorisation", known[record].model_copy(update=given), actor)

    def confirm_identity(self, customer: str, reason: str = "", actor: str = "local") -> IdentityCard:
        """A person has compared the identity card with its sources: the subject is confirmed."""
        body = {"state": "confirmed", "reason": reason}
        self._store.add_entry(Scope(customer), "identity", CARD, body, actor)
        return self._card(customer)

    def judge_paper(
        self, customer: str, document: str, verdict: str, reason: str | None, actor: str = "local"
    ) -> IdentityCard:
        """A person says whether a kept paper is about the customer: `same` lets its figures count, `different` takes them out.

        Raises:
            UsageError: the customer has no such paper, another verdict, or no reason.
        """
        known = [sha for sha in self._store.arrivals(Scope(customer)) if sha.startswith(document)]
        if len(known) != 1 or verdict not in ("same", "different"):
            raise UsageError("record.unknown_record", record=document)
        if not reason:
            raise UsageError("cli.reason_needed")
        self._store.add_entry(Scope(customer), "identity", known[0], {"verdict": verdict, "reason": reason}, actor)
        return self._card(customer)

    def _card(self, customer: str) -> IdentityCard:
        scope = Scope(customer)
        return identity_of(self._store, scope, self._store.extractions(scope))

    def accept_exception(
        self, customer: str, paper: str, reason: str, until: str, actor: str = "local"
    ) -> PaperException:
        """Let a required paper be missing until a day, for a reason; a day that has passed takes the exception back.

        Raises:
            UsageError: no such paper, no reason, no day.
        """
        from assistant.credit.completeness import paper_ids

        if paper not in paper_ids():
            raise UsageError("record.unknown_record", record=paper)
        if not reason.strip():
            raise UsageError("cli.reason_needed")
        body = {"paper": paper, "reason": reason.strip(), **entered_values(PaperException, {"until": until})}
        longest = authority_rules()["exception"]["days"]
        today = date.fromisoformat(self._store.as_of(Scope(customer)) or date.today().isoformat())
        if body["until"] and date.fromisoformat(body["until"]) > today + timedelta(days=longest):
            raise UsageError("access.exception_too_long", days=longest)
        made = checked_record(PaperException, body)
        self._store.add_entry(Scope(customer), EXCEPTION, paper, made.model_dump(exclude={"by", "at"}), actor)
        return next(e for e in exceptions_of(self._store, Scope(customer)) if e.paper == paper)

    def save_setting(self, customer: str, name: str, value: dict[str, Any], actor: str = "local") -> None:
        """Keep a setting of the customer: `our_total_receivables`, `our_equity` ({currency: amount}), `our_names`
        ({"names": […]}), a ledger's columns."""
        self._store.add_entry(Scope(customer), "setting", name, value, actor)

    def case_records(self, customer: str) -> CaseRecords:
        """Everything entered for the customer, with what its papers propose."""
        scope = Scope(customer)
        return case_records(self._store, scope, self._store.extractions(scope))

    def _added(self, customer: str, kind: str, record: Kept, actor: str) -> Kept:
        self._store.add_entry(
            Scope(customer), kind, record.id, record.model_dump(mode="json", exclude_none=True), actor
        )
        return record


def case_records(store: Store, scope: Scope, extractions: Sequence[Extraction]) -> CaseRecords:
    """The records of a customer; promises are matched with the receipts of its ledgers."""
    settings = {row["entry"]: row["body"] for row in store.entries(scope, "setting")}
    return CaseRecords(
        request=credit_request(store, scope, extractions),
        contacts=matched_promises(contacts_of(store, scope), extractions),
        sources=_records(store, scope, "source", SourceEntry),
        authorisations=authorisations_of(store, scope),
        identity=identity_of(store, scope, extractions),
        followup_states={row["entry"]: row["body"] for row in store.entries(scope, "followup")},
        exceptions=exceptions_of(store, scope),
        our_total_receivables=settings.get("our_total_receivables", {}),
        our_equity=settings.get("our_equity", {}),
        our_names=tuple(settings.get("our_names", {}).get("names", ())),
        reviews=tuple(row["body"] for row in store.entries(scope, "review")),
    )


def identity_of(store: Store, scope: Scope, extractions: Sequence[Extraction]) -> IdentityCard:
    """The identity card by the papers in the order they came and what a person has said of them."""
    order = {sha: at for at, sha in enumerate(store.arrivals(scope))}
    arrived = sorted(extractions, key=lambda e: order.get(e.sha256, len(order)))
    return identity_card(arrived, identity_rulings(store, scope))


def identity_rulings(store: Store, scope: Scope) -> dict[str, dict[str, Any]]:
    """A person's words on the card and on single papers, by document."""
    return {
        row["entry"]: {**row["body"], "by": row["actor"], "at": row["at"]} for row in store.entries(scope, "identity")
    }


def credit_request(store: Store, scope: Scope, extractions: Sequence[Extraction]) -> CreditRequest | None:
    """The request: what a form paper prints, with a person's saved fields over it; None where there is neither."""
    printed = proposed_request(extractions)
    saved = _saved_request(store, scope)
    if printed is None:
        return checked_record(CreditRequest, saved) if saved else None
    body = {**printed.model_dump(exclude={"places"}), **saved}
    places = {name: place for name, place in printed.places.items() if name not in saved}
    return checked_record(CreditRequest, {**body, "places": places})


def authorisations_of(store: Store, scope: Scope) -> tuple[Authorisation, ...]:
    """The recorded authorisations, withdrawn ones too."""
    return _records(store, scope, "authorisation", Authorisation)


def exceptions_of(store: Store, scope: Scope) -> tuple[PaperException, ...]:
    """The exceptions for missing papers, the newest word on each."""
    return tuple(
        PaperException.model_validate({**row["body"], "by": row["actor"], "at": row["at"]})
        for row in store.entries(scope, EXCEPTION)
    )


def contacts_of(store: Store, scope: Scope) -> tuple[Contact, ...]:
    """The contact log in the order of writing, corrected entries left out."""
    found = _records(store, scope, "contact", Contact)
    corrected = {c.corrects for c in found}
    return tuple(c for c in found if c.id not in corrected)


def _saved_request(store: Store, scope: Scope) -> dict[str, Any]:
    rows = store.entries(scope, REQUEST)
    return dict(rows[-1]["body"]) if rows else {}


def _records(store: Store, scope: Scope, kind: str, model: type[Record]) -> tuple[Record, ...]:
    return tuple(model.model_validate(row["body"]) for row in store.entries(scope, kind))


def checked_record(model: type[Record], values: Values) -> Record:
    """The record of these values.

    Raises:
        UsageError: a field cannot be used; names it.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as err:
        bad = err.errors()[0]
        raise UsageError("record.bad_field", field=".".join(map(str, bad["loc"])), why=bad["msg"]) from err


def _new_id(letter: str) -> str:
    return f"{letter}-{secrets.token_hex(4)}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="minutes")
