"""What the commands for entered records take: their options and the fields these fill. Imports nothing heavy."""

import argparse

REQUEST_OPTIONS = {
    "limit": "requested_limit", "currency": "currency", "terms": "requested_terms_days", "form": "payment_form",
    "purchases": "expected_purchases_12m", "vat-rate": "vat_rate_pct", "peak": "peak_factor",
    "current-limit": "current_limit", "current-terms": "current_terms_days", "valid-to": "limit_valid_to",
    "unbilled": "unbilled", "open-orders": "open_orders", "since": "relationship_since", "goods": "goods",
    "reason": "reason", "code": "code_as_printed", "by": "requested_by", "date": "request_date",
}  # fmt: skip
CONTACT_OPTIONS = {
    "person": "person", "role": "role", "channel": "channel", "at": "at", "subject": "subject", "summary": "summary",
    "verified-how": "verified_how", "verified-at": "verified_at", "next": "next_contact", "owner": "owner",
    "corrects": "corrects",
}  # fmt: skip
PROMISE_OPTIONS = {
    "promise": "amount",
    "promise-due": "due_date",
    "promise-currency": "currency",
    "promise-state": "state",
}
SOURCE_OPTIONS = {
    "agency": "agency", "product": "product", "kind": "kind", "purpose": "permitted_purpose",
    "authorisation": "authorisation", "obtained-on": "obtained_on", "obtained-by": "obtained_by", "how": "how",
    "document": "document", "as-of": "data_as_of", "cost": "cost", "currency": "currency", "max-age": "max_age_d",
    "rebuy-after": "rebuy_after_d", "next-due": "next_due", "reliability": "reliability",
}  # fmt: skip
AUTHORISE_OPTIONS = {
    "subject": "subject", "subject-kind": "subject_kind", "scope": "scope", "purpose": "purpose", "signed-on": "signed_on",
    "valid-until": "valid_until", "document": "document",
}  # fmt: skip
IDENTITY_HELP = {
    "identify": "an identifier's check result",
    "match": "whether two names are one company's, by the names alone",
}
HELP = {
    "request": "the customer's credit request: print it, or save fields of it",
    "contact": "the contact log: print it, or write a contact",
    "source": "the source register: print it, or enter a source",
    "identity": "the identity card with every source; say of a kept paper whether it is about the customer",
    "ledger": "what the columns of a ledger are taken for: print it, or put columns right (remembered for the next ledger)",
    "state": "where the case stands and what the next move lacks; move it on",
    "authorise": "recorded authorisations: print them, record one, or withdraw one",
}
_OPTIONS = {
    "request": REQUEST_OPTIONS, "contact": CONTACT_OPTIONS | PROMISE_OPTIONS, "source": SOURCE_OPTIONS, "identity": {},
    "state": {}, "ledger": {},
    "authorise": AUTHORISE_OPTIONS,
}  # fmt: skip


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of one of these commands."""
    parser.add_argument("customer", metavar="CUSTOMER")
    for option, field in _OPTIONS[command].items():
        parser.add_argument(f"--{option}", dest=f"field_{option}", metavar=field.upper())
    if command == "request":
        parser.add_argument(
            "--security", action="append", metavar="TYPE:AMOUNT[:VALID_TO]", help="security held; repeatable"
        )
    if command == "contact":
        parser.add_argument("--promise-invoice", action="append", metavar="INVOICE")
        parser.add_argument("--linked", action="append", metavar="FU_OR_RF")
    if command == "identity":
        parser.add_argument("--paper", metavar="SHA256", help="a kept paper, by the beginning of its sha256")
        parser.add_argument("--verdict", choices=["same", "different"])
        parser.add_argument("--reason")
    if command == "ledger":
        parser.add_argument("--paper", metavar="SHA256", help="the ledger, by the beginning of its sha256")
        parser.add_argument("--column", action="append", metavar="HEAD=MEANING", help="what a column is; repeatable")
    if command == "state":
        parser.add_argument("--to", metavar="STATE")
        parser.add_argument(
            "--without",
            metavar="PAPER",
            help="let this required paper be missing; --reason and --until say why and until when",
        )
        parser.add_argument("--until", metavar="DATE")
        parser.add_argument("--reason", default="")
    if command == "authorise":
        parser.add_argument("--withdraw", metavar="ID", help="withdraw this authorisation; --on gives the day")
        parser.add_argument("--on", metavar="DATE")


def add_identity_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of `identify` and `match`."""
    first, second = ("scheme", "value") if command == "identify" else ("a", "b")
    parser.add_argument(
        first, metavar="SCHEME" if command == "identify" else "NAME", help="- reads CSV lines from stdin"
    )
    parser.add_argument(second, nargs="?", metavar="VALUE" if command == "identify" else "NAME")
