"""What the commands of the chat take. Imports nothing heavy."""

import argparse

HELP = {
    "ask": "ask one question about a customer",
    "sent": "what was sent to a language model: when, by whom, to which, hash and size",
    "talks": "conversations kept on a customer: list, search, show, translate, delete",
}


def add_arguments(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the arguments of one command."""
    if name == "sent":
        parser.add_argument("customer", metavar="CUSTOMER", nargs="?", help="default: all customers, without texts")
        parser.add_argument("--text", action="store_true", help="print each text as it was sent")
        return
    parser.add_argument("customer", metavar="CUSTOMER")
    if name == "ask":
        parser.add_argument("question", metavar="QUESTION")
        parser.add_argument("--conversation", metavar="ID")
        parser.add_argument("--verbose", action="store_true", help="tell each step on the error stream")
        return
    parser.add_argument("--search", metavar="WORDS", help="only conversations that hold these words")
    parser.add_argument("--show", metavar="ID", help="print one conversation whole")
    parser.add_argument("--translate", metavar="ID", help="its last answer in --lang, as a new turn")
    parser.add_argument("--delete", metavar="ID", help="forget one conversation")
