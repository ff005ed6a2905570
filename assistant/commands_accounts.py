"""`user`: accounts for addresses other than this machine. Works on the home's file alone, beside a running workbench too."""

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.commands_output import json_line, passwords_of, wants_json
from assistant.config import Settings, locale_lang
from assistant.errors import NotPermitted
from assistant.owner import Emitter
from ingestion.texts import Lang, say

if TYPE_CHECKING:
    from assistant.account_book import Waiting
    from assistant.accounts import Accounts


def user(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Add, change or disable an account, print a token for programs; say yes or no to a change that waits."""
    from assistant.accounts import MACHINE, Accounts

    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    accounts, lang = Accounts(settings.home), settings.lang or locale_lang()
    if args.action == "waiting":
        _list(accounts.waiting(), args, emitter, lang)
        return 0
    by = _somebody(accounts, args, lang) if args.by else MACHINE
    waits: Waiting | None = None
    if args.action in ("agree", "refuse"):
        accounts.answer(args.name, by, args.action == "agree")
    elif args.action == "disable":
        waits = accounts.disable(args.name, by)
    elif args.action == "token":
        token, waits = accounts.add_token(args.name, by)
        emitter.out(token + "\n")
    else:
        typed = "" if args.password_file else _typed(say("cli.password_of", lang, name=args.name))
        password = next(iter(passwords_of(args, args.password_file)), "") or typed
        waits = accounts.add(args.name, password, args.role or (), args.grant, args.authority, by)
    if waits:
        emitter.err(say("cli.account_waits", lang, change=waits.id) + "\n")
    elif args.action != "token":
        emitter.err(say("cli.accounts", lang, names=", ".join(accounts.names()) or "-") + "\n")
    return 0


def _somebody(accounts: "Accounts", args: argparse.Namespace, lang: Lang) -> str:
    """Who works here, once the password was right.

    Raises:
        NotPermitted: it was wrong.
    """
    typed = "" if args.as_password_file else _typed(say("cli.password_of", lang, name=args.by))
    password = next(iter(passwords_of(args, args.as_password_file)), "") or typed
    if not accounts.check(args.by, password):
        raise NotPermitted("cli.account_password", name=args.by)
    return str(args.by)


def _list(waiting: "list[Waiting]", args: argparse.Namespace, emitter: Emitter, lang: Lang) -> None:
    for row in waiting:
        if wants_json(args):
            emitter.out(json_line({k: getattr(row, k) for k in ("id", "by", "at", "action", "name", "told")}))
        else:
            what = say(f"web.audit_{row.action}", lang)
            emitter.out(f"{row.id}  {row.at[:16].replace('T', ' ')}  {row.by}  {what}: {row.name}\n")


def _typed(question: str) -> str:
    import getpass

    return getpass.getpass(f"{question} ") if sys.stdin.isatty() else ""


COMMANDS: dict[str, Callable[[Any, Settings, argparse.Namespace, Emitter], int]] = {"user": user}
