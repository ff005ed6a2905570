"""What the commands about decisions take. Imports nothing heavy."""

import argparse

VERDICTS = ("approved", "conditional", "returned", "declined", "withdrawn")
HELP = {
    "propose": "propose grade, limit and terms for approval",
    "approve": "approve, send back or decline the waiting proposal",
    "review": "what is due and what has changed since the last review",
    "customers": "the portfolio: grade, limit, overdue, review due; or what is due today",
}


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of one of these commands."""
    if command == "customers":
        parser.add_argument("--today", action="store_true", help="what is due today, over all customers")
        parser.add_argument("--ics", metavar="FILE", help="write coming dates for a calendar program")
        parser.add_argument("--csv", metavar="FILE", help="write coming dates for a spreadsheet")
        return
    parser.add_argument("customer", metavar="CUSTOMER")
    if command == "propose":
        parser.add_argument("--grade", metavar="CA1…CA7")
        parser.add_argument("--limit", metavar="AMOUNT", help="with or without a unit: 6000000, 600万, 6m")
        parser.add_argument("--terms", dest="terms_days", type=int, metavar="DAYS")
        parser.add_argument("--reason")
        parser.add_argument("--condition", action="append", metavar="TEXT")
        parser.add_argument("--review-date", metavar="DATE")
    if command == "approve":
        parser.add_argument("decision", nargs="?", metavar="PROPOSAL")
        parser.add_argument("--verdict", choices=VERDICTS, default="approved")
        parser.add_argument("--comment")
    if command == "review":
        parser.add_argument("--show", metavar="REVIEW", help="a locked review exactly as it was")
