"""What the commands of the judgement take. Imports nothing heavy."""

import argparse

HELP = {
    "followups": "follow-up checks by what they decide; note one, or print the letter that asks for it",
    "whatif": "recompute with changed inputs, or solve what would have to be true; nothing is saved",
    "policy": "check a company's policy file",
}


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the arguments of one command."""
    if name == "policy":
        parser.add_argument("action", choices=["check"])
        parser.add_argument("file", metavar="FILE")
        return
    parser.add_argument("customer", metavar="CUSTOMER")
    if name == "followups":
        parser.add_argument(
            "--letter", action="append", metavar="FU", help="print the letter that asks for this check (repeatable)"
        )
        parser.add_argument("--our-name", metavar="NAME", help="our firm's name under the letter")
        parser.add_argument("--sent", action="store_true", help="with --letter: note that the letter was sent")
        parser.add_argument("--note-for", metavar="FU", help="the check to note something about")
        parser.add_argument("--owner")
        parser.add_argument("--due", metavar="DATE")
        parser.add_argument("--state", help="open, asked, received, cleared, confirmed, waived, done")
        parser.add_argument("--note")
        parser.add_argument("--attach", action="append", metavar="DOCUMENT", help="a paper that answers it")
        parser.add_argument(
            "--figure",
            action="append",
            metavar="NAME=VALUE",
            help="a figure the answer gives, e.g. top1_customer_pct=45",
        )
        return
    parser.add_argument(
        "--set", action="append", metavar="NAME=VALUE", help="a line, ratio or figure set to a value in full units"
    )
    parser.add_argument(
        "--lever", help="what may move: dso_end, gross_margin, debt_to_assets, debt_repaid, interest_expense …"
    )
    parser.add_argument("--goal", help="grade CA1, score 70, fires RF-LV-05, clears RF-CQ-04")
