"""Commands of the judgement: follow-up checks with their letters and answers, what-if, what would have to be true, the policy file."""

import argparse
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands_output import absolute, json_line, print_object, wants_json
from assistant.config import Settings, locale_lang
from assistant.credit.letter import request_letter
from assistant.format import parsed_number
from assistant.owner import Emitter
from assistant.policy.check import check_policy
from assistant.policy.policy import house_policy
from ingestion.errors import UsageError
from ingestion.texts import Lang, say

if TYPE_CHECKING:
    from assistant.service import Workspace

Command = Callable[[Any, Settings, argparse.Namespace, Emitter], int]


def followups(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """List the checks by what they decide; note one's owner, day, state or answer; or print the letter that asks for it."""
    customer = workspace.find_customer(args.customer).id
    lang = settings.lang or locale_lang()
    if args.note_for:
        noted = {name: getattr(args, name) for name in ("owner", "due", "state", "note") if getattr(args, name)}
        noted |= {"attached": args.attach} if args.attach else {}
        noted |= {"figures": dict(_pairs(args.figure))} if args.figure else {}
        effect = workspace.note_followup(customer, args.note_for, noted)
        if effect and not wants_json(args):
            before, after = (f"{s.grade or '-'} {s.limit or '-'}" for s in (effect.before, effect.after))
            key = "web.effect_moved" if effect.moved else "web.effect_none"
            emitter.out(say(key, lang, before=before, after=after) + "\n")
    profile = workspace.profile(customer)
    if args.letter:
        wanted = [f for f in profile.followups if f.id in args.letter]
        if len(wanted) != len(set(args.letter)):
            raise UsageError("policy.unknown_followup", ids=", ".join(args.letter))
        for check in wanted if args.sent else ():
            workspace.note_followup(customer, check.id, {"state": "asked"})
        letter = request_letter(profile.customer.name or profile.name, wanted, lang, profile.as_of, args.our_name)
        emitter.out(
            json_line({"schema": "xintan.letter/1", "followups": args.letter, "letter": letter})
            if wants_json(args)
            else letter + "\n"
        )
        return 0
    rows = [f.model_dump(mode="json") for f in profile.followups]
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.followups/1", "followups": rows}))
        return 0
    for f in profile.followups:
        emitter.out(
            f"{f.rank:>2}  {f.id}  {f.names[lang]}  [{', '.join(f.factors)}]  {f.due or ''}  {f.state}  {f.owner or ''}".rstrip()
            + "\n"
        )
    return 0


def whatif(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Recompute with changed inputs (--set NAME=VALUE), or solve a lever for a goal (--lever --goal). Nothing is saved."""
    customer = workspace.find_customer(args.customer).id
    body: dict[str, Any]
    if args.lever:
        body = workspace.solve(customer, args.lever, args.goal or "grade CA1").model_dump(mode="json")
    else:
        changes = {name: Decimal(value) for name, value in _pairs(args.set or [])}
        if not changes:
            raise UsageError("policy.nothing_changed")
        body = workspace.what_if(customer, changes).model_dump(mode="json")
    return print_object({"schema": "xintan.whatif/1", "result": body}, settings, args, emitter)


def policy(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Check a company's policy file: its hash when it can be used, else every fault with its line (exit 1)."""
    path = absolute(args, Path(args.file))
    if not path.is_file():
        raise UsageError("policy.no_file", file=args.file)
    overlay, problems = check_policy(path.read_text("utf-8"), house_policy())
    lang = settings.lang or locale_lang()
    told = [{"line": p.line, "code": p.code, "key": p.key, "message": _words(p.code, p.values, lang)} for p in problems]
    merged = None if problems else house_policy().overlaid(overlay).hash
    if wants_json(args):
        emitter.out(
            json_line(
                {
                    "schema": "xintan.policy_check/1",
                    "file": args.file,
                    "valid": not told,
                    "hash": merged,
                    "problems": told,
                }
            )
        )
    elif merged:
        emitter.out(say("policy.valid", lang, file=args.file, hash=merged) + "\n")
    else:
        for row in told:
            emitter.out(f"{args.file}:{row['line']}: {row['message']}\n")
    return 1 if told else 0


def _words(code: str, values: dict[str, str], lang: Lang) -> str:
    return say(f"policy.{code}", lang, **values)


def _pairs(given: list[str]) -> list[tuple[str, str]]:
    """NAME=VALUE texts as names and plain numbers.

    Raises:
        UsageError: one of them has no `=` or no number.
    """
    made = []
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise UsageError("policy.bad_pair", text=text)
        made.append((name.strip(), str(parsed_number(value))))
    return made


COMMANDS: dict[str, Command] = {"followups": followups, "whatif": whatif, "policy": policy}
