"""The commands for what people enter: request, contact, authorise, source. Without options a command prints what is kept."""

import argparse
from typing import TYPE_CHECKING, Any

from assistant.arguments_case import (
    AUTHORISE_OPTIONS,
    CONTACT_OPTIONS,
    PROMISE_OPTIONS,
    REQUEST_OPTIONS,
    SOURCE_OPTIONS,
)
from assistant.commands_output import print_object
from assistant.config import Settings
from assistant.owner import Emitter
from ingestion.errors import UsageError

if TYPE_CHECKING:
    from assistant.service import Workspace


def request(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Save fields of the credit request, or print it."""
    customer = workspace.find_customer(args.customer).id
    values: dict[str, Any] = _given(args, REQUEST_OPTIONS)
    if args.security:
        values["security_held"] = [_security(text) for text in args.security]
    if values:
        workspace.save_request(customer, values)
    kept = workspace.case_records(customer).request
    body = None if kept is None else kept.model_dump(mode="json")
    return print_object({"schema": "xintan.request/1", "request": body}, settings, args, emitter)


def contact(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Write a contact into the log, or print the log."""
    customer = workspace.find_customer(args.customer).id
    values: dict[str, Any] = _given(args, CONTACT_OPTIONS)
    promise = _given(args, PROMISE_OPTIONS)
    if promise:
        values["promise"] = {**promise, "invoices": tuple(args.promise_invoice or ())}
    if args.linked:
        values["linked"] = tuple(args.linked)
    if values:
        workspace.add_contact(customer, values)
    rows = [c.model_dump(mode="json") for c in workspace.case_records(customer).contacts]
    return print_object({"schema": "xintan.contacts/1", "contacts": rows}, settings, args, emitter)


def source(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Enter a source, or print the register."""
    customer = workspace.find_customer(args.customer).id
    values = _given(args, SOURCE_OPTIONS)
    if values:
        workspace.add_source(customer, values)
    rows = [s.model_dump(mode="json") for s in workspace.case_records(customer).sources]
    return print_object({"schema": "xintan.sources/1", "sources": rows}, settings, args, emitter)


def authorise(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Record or withdraw an authorisation, or print those recorded."""
    customer = workspace.find_customer(args.customer).id
    values = _given(args, AUTHORISE_OPTIONS)
    if args.withdraw:
        workspace.withdraw_authorisation(customer, args.withdraw, args.on or "")
    elif values:
        workspace.add_authorisation(customer, values)
    rows = [a.model_dump(mode="json") for a in workspace.case_records(customer).authorisations]
    return print_object({"schema": "xintan.authorisations/1", "authorisations": rows}, settings, args, emitter)


def state(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print where the case stands; with --to move it on, with --without let a required paper be missing."""
    customer = workspace.find_customer(args.customer).id
    if args.without:
        workspace.accept_exception(customer, args.without, args.reason, args.until or "")
    now = workspace.move_case(customer, args.to, args.reason) if args.to else workspace.case_state(customer)
    return print_object({"schema": "xintan.state/1", **now.model_dump(mode="json")}, settings, args, emitter)


def identity(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print the identity card; with --paper and --verdict say whether a kept paper is about the customer."""
    customer = workspace.find_customer(args.customer).id
    if args.paper:
        workspace.judge_paper(customer, args.paper, args.verdict or "", args.reason)
    card = workspace.case_records(customer).identity
    body = None if card is None else card.model_dump(mode="json")
    return print_object({"schema": "xintan.identity/1", "identity": body}, settings, args, emitter)


def ledger(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print what the columns of the customer's ledgers are taken for; with --column put some right and read the ledger again."""
    customer = workspace.find_customer(args.customer).id
    papers = [d for d in workspace.documents(customer) if d.sha256.startswith(args.paper or "")]
    papers = papers if args.paper else [d for d in papers if d.kind == "ledger"]
    if args.column:
        if len(papers) != 1:
            raise UsageError("cli.usage", why="--paper SHA256")
        pairs = [text.rpartition("=") for text in args.column]
        workspace.confirm_ledger_columns(customer, papers[0].sha256, {head: role for head, _, role in pairs})
    rows = [
        {"document": d.sha256, "file": d.file, **head.model_dump()}
        for d in papers
        for head in workspace.ledger_heads(customer, d.sha256)
    ]
    return print_object({"schema": "xintan.ledger_columns/1", "heads": rows}, settings, args, emitter)


COMMANDS = {
    "state": state,
    "ledger": ledger,
    "identity": identity,
    "request": request,
    "contact": contact,
    "source": source,
    "authorise": authorise,
}


def _given(args: argparse.Namespace, options: dict[str, str]) -> dict[str, str]:
    values = {field: getattr(args, f"field_{option}") for option, field in options.items()}
    return {field: value for field, value in values.items() if value is not None}


def _security(text: str) -> dict[str, str]:
    kind, _, rest = text.partition(":")
    amount, _, valid_to = rest.partition(":")
    return {"type": kind, "amount": amount} | ({"valid_to": valid_to} if valid_to else {})
