"""The `xintan` command: what it takes, and who runs it (this process, or the home's owner).

Nothing heavy is imported here: `xintan --help` answers in a blink.
"""

import argparse
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import arguments_case, arguments_chat, arguments_decision, arguments_judge
from ingestion.errors import RefusedError, UsageError, XintanError
from ingestion.texts import Lang, catalogue, say

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.owner import Emitter

STATELESS = {"extract", "identify", "match", "schema", "doctor", "serve", "eval", "user", "restore", "policy"}
LOCK_WAIT_S = 30.0
EXIT_DONE, EXIT_SOME_FAILED, EXIT_USAGE, EXIT_REFUSED = 0, 1, 2, 3


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    title = "信探 Xintan: customer credit investigation 客户信用调查"
    parser = argparse.ArgumentParser(prog="xintan", description=title, parents=[_common("zh", "en")])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str, *langs: str) -> argparse.ArgumentParser:
        parent = _common(*(langs or ("zh", "en")))
        return commands.add_parser(name, help=text, description=text, parents=[parent])

    serve = add("serve", "start the workbench and the REST API")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)

    extract = add("extract", "read papers and print one JSON object a file (JSON Lines); stores nothing")
    extract.add_argument("files", nargs="+", metavar="FILE", help="papers; - reads one from stdin")
    extract.add_argument("--pages", help="only these pages, e.g. 1-20,35")
    extract.add_argument("--ocr", choices=["auto", "off", "all"], default="auto")
    extract.add_argument("--password-file", type=Path, help="passwords to try, one a line")

    ingest = add("ingest", "store and index papers and folders")
    ingest.add_argument("paths", nargs="+", metavar="PATH")
    ingest.add_argument("--customer", help="name of the customer; made when there is none of that name")
    ingest.add_argument("--password-file", type=Path)
    ingest.add_argument("--no-vectors", action="store_true", help="leave vectors to the next serve")

    for name, text in [
        ("profile", "print the credit profile"),
        ("risks", "risk factors with evidence"),
    ]:
        sub = add(name, text)
        sub.add_argument("customer", metavar="CUSTOMER")
        if name == "profile":
            sub.add_argument(
                "--ask-model", action="store_true", help="first ask the model for lines that were not found"
            )

    confirm = add("confirm", "confirm a figure as read")
    correct = add("correct", "correct a figure, or set the unit of its whole statement (--unit without --value)")
    for command in (confirm, correct):
        command.add_argument("customer", metavar="CUSTOMER")
        command.add_argument("fact", metavar="FACT", help="id of the figure, from `profile --json`")
        command.add_argument("--reason")
    correct.add_argument("--value", help="the right value, in --unit or in the unit of the page")
    correct.add_argument(
        "--line", help="the line that this row is, proposed for the same caption next year; '' takes it back"
    )
    correct.add_argument("--unit", help="元 千元 万元 亿元, thousand, million, crore, lakh …")
    dismiss = add("dismiss", "set a risk factor aside, with a reason")
    dismiss.add_argument("customer", metavar="CUSTOMER")
    dismiss.add_argument("risk", metavar="RISK")
    dismiss.add_argument("--reason")

    for name, text in arguments_case.IDENTITY_HELP.items():
        arguments_case.add_identity_arguments(name, add(name, text))
    for module in (arguments_case, arguments_chat, arguments_decision, arguments_judge):
        for name, text in module.HELP.items():
            module.add_arguments(name, add(name, text))

    export = add("export", "write the summarized profile", "zh", "en", "both")
    export.add_argument("customer", metavar="CUSTOMER")
    export.add_argument("--format", choices=["pdf", "docx", "xlsx", "md", "json"], required=True)
    export.add_argument("-o", "--output", type=Path, metavar="FILE")

    verify = add("verify", "look for damage in the store")
    verify.add_argument("customer", nargs="?", metavar="CUSTOMER")
    delete = add("delete", "delete a customer and everything about it, one of its papers, or what was kept long enough")
    delete.add_argument("customer", metavar="CUSTOMER", nargs="?")
    delete.add_argument("--paper", metavar="FILE", help="only this paper (its name or hash); needs --reason")
    delete.add_argument("--reason")
    delete.add_argument("--due", action="store_true", help="everything kept longer than retention.toml says")
    delete.add_argument("--yes", action="store_true", help="do not ask")

    backup = add("backup", "write the whole store to one archive")
    restore = add("restore", "put an archive's store in the place of this home's")
    for command in (backup, restore):
        command.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--yes", action="store_true", help="replace what is here without asking")

    case = add("case", "pack a customer into one portable file, or open one")
    case.add_argument("action", choices=["pack", "open"])
    case.add_argument("target", metavar="CUSTOMER|FILE")
    case.add_argument("-o", "--output", type=Path, metavar="FILE")

    user = add("user", "accounts for addresses other than this machine")
    user.add_argument("action", choices=["add", "disable", "token", "waiting", "agree", "refuse"])
    user.add_argument("name", metavar="NAME|CHANGE", nargs="?", default="")
    user.add_argument("--as", dest="by", metavar="ADMIN", help="who does it, where there are two administrators")
    user.add_argument("--as-password-file", type=Path, help="the password of --as (else it is asked for)")
    user.add_argument("--password-file", type=Path)
    user.add_argument("--role", action="append", help="sales, analyst, manager, committee, compliance, auditor, admin")
    user.add_argument("--grant", action="append", metavar="ID", help="only these customers (default: all)")
    user.add_argument("--authority", metavar="AMOUNT", help="largest limit the account may approve")
    suite = add("eval", "run an evaluation suite")
    suite.add_argument("suite", nargs="?", metavar="SUITE")
    schema = add("schema", "JSON Schema of an output")
    schema.add_argument("name", nargs="?", metavar="NAME")
    add("doctor", "what is configured, what is missing, what leaves this machine")
    return parser


def _common(*langs: str) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", type=Path, default=argparse.SUPPRESS, help="data folder (default: XINTAN_HOME)")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="machine output on stdout")
    common.add_argument("--lang", choices=langs, default=argparse.SUPPRESS, help="language of the output")
    return common


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code of the contract (0 done, 1 some inputs failed, 2 usage, 3 refused)."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = build_parser().parse_args(words)
    from assistant.config import load_settings, quiet_libraries
    from assistant.owner import Terminal

    quiet_libraries()
    emitter = Terminal()
    lang: Lang = _lang_of(args)
    try:
        settings = load_settings(getattr(args, "home", None), lang=_setting_lang(args))
        lang = settings.lang or lang
        if args.command in STATELESS:
            return run_command(None, settings, args, emitter)
        return _with_home(settings, words, args, emitter)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except Exception as err:
        return report_fault(err, emitter, lang)


def run_command(workspace: Any, settings: "Settings", args: argparse.Namespace, emitter: "Emitter") -> int:
    """Exit code of one parsed command; `workspace` is None for those that touch no store."""
    from assistant.commands import COMMANDS

    return COMMANDS[args.command](workspace, settings, args, emitter)


def serve_request(workspace: Any, settings: "Settings", request: dict[str, Any], emitter: "Emitter") -> int:
    """Exit code of a command that another process handed to this owner."""
    lang: Lang = "zh" if request.get("lang") == "zh" else "en"
    try:
        args = build_parser().parse_args([str(word) for word in request["argv"]])
        args.cwd = Path(request["cwd"])
        if args.command in STATELESS:
            return EXIT_USAGE
        return run_command(workspace, settings, args, emitter)
    except SystemExit:
        return EXIT_USAGE
    except Exception as err:
        return report_fault(err, emitter, lang)


def report_fault(err: Exception, emitter: "Emitter", lang: Lang) -> int:
    """Say what went wrong in one sentence; the exit code for it. No traceback reaches the user."""
    if isinstance(err, XintanError):
        emitter.err(say(_message_key(err), lang, **err.values) + "\n")
        if isinstance(err, RefusedError):
            return EXIT_REFUSED
        return EXIT_USAGE if isinstance(err, UsageError) else EXIT_SOME_FAILED
    number = secrets.token_hex(4)
    import logging
    import traceback

    frames = traceback.extract_tb(err.__traceback__)[-4:]  # the place, never the message: it may quote a paper
    place = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    logging.getLogger("xintan").error("fault %s: %s at %s", number, type(err).__name__, place)
    emitter.err(say("cli.fault", lang, id=number) + "\n")
    return EXIT_SOME_FAILED


def _with_home(settings: "Settings", words: list[str], args: argparse.Namespace, emitter: "Emitter") -> int:
    from assistant.config import locale_lang
    from assistant.owner import HomeBusyError, HomeLock, forward

    lock = HomeLock(settings.home)
    if not lock.acquire(0):
        card = lock.owner()
        if "socket" in card:
            request = {"argv": words, "cwd": str(Path.cwd()), "lang": settings.lang or locale_lang()}
            return forward(card, request, emitter)
        if not lock.acquire(LOCK_WAIT_S):
            raise HomeBusyError(pid=card.get("pid", "?"))
    from assistant.service import Workspace

    try:
        with Workspace.open(settings) as workspace:
            args.cwd = Path.cwd()
            return run_command(workspace, settings, args, emitter)
    finally:
        lock.release()


def _message_key(err: XintanError) -> str:
    if "." in err.key:
        return err.key
    return next(key for key in (f"problems.{err.key}", f"cli.{err.key}") if key in catalogue())


def _setting_lang(args: argparse.Namespace) -> str | None:
    lang = getattr(args, "lang", None)
    return None if lang == "both" else lang


def _lang_of(args: argparse.Namespace) -> Lang:
    from assistant.config import locale_lang

    given = getattr(args, "lang", None)
    return given if given in ("zh", "en") else locale_lang()


if __name__ == "__main__":
    sys.exit(main())
