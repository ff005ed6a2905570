"""Commands of the chat: ask, and the conversations kept of it."""

import argparse
from typing import TYPE_CHECKING

from assistant.chat.answer_model import Answer, Step
from assistant.commands_output import json_line, wants_json
from assistant.config import Settings, locale_lang
from assistant.owner import Emitter
from ingestion.errors import StoreError
from ingestion.texts import say

if TYPE_CHECKING:
    from assistant.service import Workspace


def ask(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Answer one question about a customer."""
    customer = workspace.find_customer(args.customer)
    answer = _answered(workspace, customer.id, args, emitter)
    if wants_json(args):
        emitter.out(json_line(answer.to_json()))
        return 0
    _tell(answer, emitter)
    return 0


def talks(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """The conversations on a customer: all, those that hold words, one whole, or one deleted."""
    customer = workspace.find_customer(args.customer).id
    if args.delete:
        count = workspace.delete_conversation(customer, args.delete)
        said = say("cli.conversation_deleted", settings.lang or locale_lang(), turns=count)
        if wants_json(args):
            emitter.out(json_line({"schema": "xintan.talks/1", "deleted": args.delete, "turns": count}))
        else:
            emitter.err(said + "\n")
        return 0
    if args.translate:
        lang = getattr(args, "lang", None) or settings.lang or locale_lang()
        answer = workspace.say_in(customer, args.translate, lang)
        if wants_json(args):
            emitter.out(json_line(answer.to_json()))
        else:
            _tell(answer, emitter)
        return 0
    if args.show:
        for question, answer in workspace.turns(customer, args.show):
            if wants_json(args):
                emitter.out(json_line({"question": question, **answer.to_json()}))
            else:
                emitter.out(f"> {question}\n")
                _tell(answer, emitter)
        return 0
    rows = workspace.conversations(customer, args.search or "")
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.talks/1", "conversations": rows}))
        return 0
    for row in rows:
        emitter.out(f"{row['conversation']}  {row['at'][:16]}  {row['turns']:3}  {row['question']}\n")
    return 0


def sent(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """What was sent to a language model, of a customer or of all."""
    rows = (
        workspace.sent_to_model(workspace.find_customer(args.customer).id) if args.customer else workspace.sent_counts()
    )
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.sent/1", "requests": rows}))
        return 0
    for row in rows:
        emitter.out(
            f"{row['at'][:19]}  {row['actor']}  {row['purpose']}  {row['model']}  {row['bytes']} B  "
            f"-{row['masked']}  {row['sha256'][:16]}\n"
        )
        if args.text and row.get("body"):
            emitter.out(row["body"] + "\n")
    return 0


COMMANDS = {"ask": ask, "talks": talks, "sent": sent}


def _tell(answer: Answer, emitter: Emitter) -> None:
    emitter.out(answer.answer + "\n")
    for c in answer.citations:
        emitter.out(f"[{c.n}] {c.document} · {c.page} · {c.quote}\n")


def _answered(workspace: "Workspace", customer: str, args: argparse.Namespace, emitter: Emitter) -> Answer:
    """The answer; with --verbose each step is told on the error stream while it is done."""
    lang = getattr(args, "lang", None)
    if not args.verbose:
        return workspace.ask(customer, args.question, args.conversation, lang)
    answer = None
    direct = workspace.settings.model == "embedded"
    for piece in workspace.ask_stream(customer, args.question, args.conversation, lang, direct):
        if isinstance(piece, Step):
            emitter.err(f"· {piece.text}\n")
        elif isinstance(piece, Answer):
            answer = piece
    if answer is None:
        raise StoreError("internal_error", id="ask")
    return answer
