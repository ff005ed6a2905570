"""The REST API for what people enter: credit request, contacts, sources, authorisations, identity, the case, versions."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import StringConstraints

from assistant.case_flow import CaseState
from assistant.credit.case_model import (
    Authorisation,
    Contact,
    CreditRequest,
    IdentityCard,
    PaperException,
    SourceEntry,
)
from assistant.record_history import Version
from assistant.remembered import RememberedRow
from assistant.web.person import desk_of
from assistant.web.refusal import ANSWERS
from ingestion.extract.ledger.hints import LedgerHead
from ingestion.model.fact import Frozen

router = APIRouter(prefix="/api/v1/customers/{customer}", tags=["records"], responses=ANSWERS)
Customer = Annotated[str, Path(description="id, exact name, unique identifier or unique subject name", max_length=200)]
Code = Annotated[str, Path(max_length=100)]
Name = Annotated[str, StringConstraints(max_length=40)]
Words = Annotated[str, StringConstraints(max_length=2000)]
Values = dict[Name, Words]
Columns = dict[Words, Name]
PROMISE = "promise_"


class Reason(Frozen):
    """Why."""

    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class PaperVerdict(Frozen):
    """Whether a paper is about the customer."""

    verdict: Literal["same", "different"]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class Move(Frozen):
    """Where the case goes, and why."""

    to: Annotated[str, StringConstraints(max_length=40)]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class Opened(Frozen):
    """A reading that was asked for, and until when it is open (UTC)."""

    until: str


class MemoryWord(Frozen):
    """Whether a remembered line is taken over for a row, and why."""

    verdict: Literal["accept", "decline"]
    reason: Annotated[str, StringConstraints(max_length=500)]


class Lifted(Frozen):
    """Why a required paper may be missing, and until when."""

    reason: Annotated[str, StringConstraints(max_length=500)]
    until: Annotated[str, StringConstraints(max_length=40)]


class Day(Frozen):
    """A day, as people write it."""

    day: Annotated[str, StringConstraints(max_length=40)]


def _known(request: Request, customer: str) -> tuple[Any, str]:
    workspace = desk_of(request).workspace
    return workspace, workspace.find_customer(customer).id


@router.get("/records")
def records(request: Request, customer: Customer) -> dict[str, Any]:
    """Everything entered for the customer, as far as the caller may see it."""
    workspace, known = _known(request, customer)
    may = workspace.sees_figures(known)
    found = workspace.case_records(known) if may else workspace.request_and_contacts(known)
    kept: dict[str, Any] = found.model_dump(mode="json", include=None if may else {"request", "contacts"})
    return kept


@router.get("/remembered")
def remembered(request: Request, customer: Customer) -> list[RememberedRow]:
    """Rows of later papers whose caption was once bound to a line, waiting for a word."""
    workspace, known = _known(request, customer)
    found: list[RememberedRow] = workspace.remembered(known)
    return found


@router.post("/remembered/{row}")
def answer_remembered(request: Request, customer: Customer, row: Code, word: MemoryWord) -> RememberedRow:
    """Accept or decline such a row."""
    workspace, known = _known(request, customer)
    made: RememberedRow = workspace.answer_remembered(known, row, word.verdict == "accept", word.reason)
    return made


@router.post("/readings")
def request_reading(request: Request, customer: Customer, reason: Reason) -> Opened:
    """Ask to read the customer's figures, with the purpose; for roles that read on request."""
    workspace, known = _known(request, customer)
    return Opened(until=workspace.request_reading(known, reason.reason))


@router.post("/request")
def save_request(request: Request, customer: Customer, values: Values) -> CreditRequest:
    """Save fields of the credit request; an empty text takes a field back, money may carry a unit (`300万`)."""
    workspace, known = _known(request, customer)
    made: CreditRequest = workspace.save_request(known, values)
    return made


@router.post("/contacts")
def add_contact(
    request: Request, customer: Customer, values: Values, corrects: Annotated[str, Query(max_length=100)] = ""
) -> Contact:
    """Log a contact; `promise_amount`, `promise_due_date`, `promise_invoices` make a promise, `corrects` names the entry put right."""
    workspace, known = _known(request, customer)
    given: dict[str, Any] = {k: v for k, v in values.items() if v.strip() and not k.startswith(PROMISE)}
    promise: dict[str, Any] = {
        k.removeprefix(PROMISE): v for k, v in values.items() if k.startswith(PROMISE) and v.strip()
    }
    if promise:
        promise |= {"invoices": _several(promise["invoices"])} if "invoices" in promise else {}
        given["promise"] = promise
    if "linked" in given:
        given["linked"] = _several(given["linked"])
    if corrects:
        given["corrects"] = corrects
    made: Contact = workspace.add_contact(known, given)
    return made


@router.post("/sources")
def add_source(request: Request, customer: Customer, values: Values) -> SourceEntry:
    """Enter where a paper came from."""
    workspace, known = _known(request, customer)
    made: SourceEntry = workspace.add_source(known, {k: v for k, v in values.items() if v.strip()})
    return made


@router.post("/authorisations")
def add_authorisation(request: Request, customer: Customer, values: Values) -> Authorisation:
    """Record an authorisation."""
    workspace, known = _known(request, customer)
    made: Authorisation = workspace.add_authorisation(known, {k: v for k, v in values.items() if v.strip()})
    return made


@router.post("/authorisations/{record}/withdraw")
def withdraw(request: Request, customer: Customer, record: Code, day: Day) -> Authorisation:
    """Note that an authorisation was withdrawn."""
    workspace, known = _known(request, customer)
    made: Authorisation = workspace.withdraw_authorisation(known, record, day.day)
    return made


@router.post("/identity")
def confirm_identity(request: Request, customer: Customer, reason: Reason) -> IdentityCard:
    """A person has compared the identity with its sources."""
    workspace, known = _known(request, customer)
    card: IdentityCard = workspace.confirm_identity(known, reason.reason)
    return card


@router.post("/papers/{document}/verdict")
def judge_paper(request: Request, customer: Customer, document: Code, verdict: PaperVerdict) -> IdentityCard:
    """Say whether a paper is about the customer."""
    workspace, known = _known(request, customer)
    card: IdentityCard = workspace.judge_paper(known, document, verdict.verdict, verdict.reason)
    return card


@router.get("/case")
def case(request: Request, customer: Customer) -> CaseState:
    """Where the case stands, and what each next step lacks."""
    workspace, known = _known(request, customer)
    state: CaseState = workspace.case_state(known)
    return state


@router.post("/case")
def move_case(request: Request, customer: Customer, move: Move) -> CaseState:
    """Move the case on."""
    workspace, known = _known(request, customer)
    state: CaseState = workspace.move_case(known, move.to, move.reason)
    return state


@router.post("/records/{kind}/{record}")
def revise(
    request: Request, customer: Customer, kind: Literal["source", "authorisation"], record: Code, values: Values
) -> dict[str, Any]:
    """A new version of a source entry or an authorisation."""
    workspace, known = _known(request, customer)
    made: dict[str, Any] = workspace.revise_record(known, kind, record, values).model_dump(mode="json")
    return made


@router.get("/records/{kind}/{record}/versions")
def versions(request: Request, customer: Customer, kind: Code, record: Code) -> list[Version]:
    """Every version of a record, the oldest first."""
    workspace, known = _known(request, customer)
    found: list[Version] = workspace.record_versions(known, kind, record)
    return found


@router.post("/records/{kind}/{record}/versions/{number}/restore")
def restore(request: Request, customer: Customer, kind: Code, record: Code, number: int) -> Version:
    """Make an earlier version the newest again."""
    workspace, known = _known(request, customer)
    made: Version = workspace.restore_record(known, kind, record, number)
    return made


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip())


@router.post("/exceptions/{paper}")
def accept_exception(request: Request, customer: Customer, paper: Code, given: Lifted) -> PaperException:
    """Let a required paper be missing until a day, for a reason."""
    workspace, known = _known(request, customer)
    made: PaperException = workspace.accept_exception(known, paper, given.reason, given.until)
    return made


@router.get("/documents/{document}/columns")
def ledger_columns(request: Request, customer: Customer, document: Code) -> list[LedgerHead]:
    """The rows of heads of a ledger with what each column is taken for."""
    workspace, known = _known(request, customer)
    found: list[LedgerHead] = workspace.ledger_heads(known, document)
    return found


@router.post("/documents/{document}/columns")
def confirm_ledger_columns(request: Request, customer: Customer, document: Code, columns: Columns) -> list[LedgerHead]:
    """Say what columns are ({head: role}); the ledger is read again, the next one with these heads too."""
    workspace, known = _known(request, customer)
    found: list[LedgerHead] = workspace.confirm_ledger_columns(known, document, columns)
    return found
