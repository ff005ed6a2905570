"""Commands about decisions: propose, approve, review, and the portfolio with its work list and calendar."""

import argparse
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands_output import absolute, json_line, print_object, wants_json
from assistant.config import Settings, locale_lang
from assistant.credit.tasks import tasks_of
from assistant.format import amount
from assistant.owner import Emitter
from ingestion.errors import UsageError
from ingestion.texts import Lang, say

if TYPE_CHECKING:
    from assistant.credit.decision_model import Decision
    from assistant.service import Workspace


def propose(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Propose grade, limit and terms; what is not given is the engine's."""
    customer = workspace.find_customer(args.customer).id
    names = ("grade", "limit", "terms_days", "reason", "review_date")
    values: dict[str, Any] = {name: getattr(args, name) for name in names}
    decision = workspace.propose(customer, {**values, "conditions": args.condition or ()})
    lang = settings.lang or locale_lang()
    shown = amount(Decimal(decision.limit), decision.currency, lang)
    told = say(
        "decision.proposed",
        lang,
        grade=decision.grade,
        limit=shown,
        route=decision.route_names.get(lang, decision.route),
    )
    return _printed(decision, told, args, emitter)


def approve(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Give a verdict on the waiting proposal (or on the one named)."""
    customer = workspace.find_customer(args.customer).id
    waiting = next((d.id for d in workspace.decisions(customer) if d.is_open), None)
    target = args.decision or waiting
    if target is None:
        raise UsageError("decision.none_open")
    decision = workspace.decide(customer, target, args.verdict, args.comment or "")
    lang = settings.lang or locale_lang()
    told = say("decision.decided", lang, decision=decision.id, state=say(f"decision.state_{decision.state}", lang))
    return _printed(decision, told, args, emitter)


def review(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """What is due, what has changed since the last review, the locked reviews; or a locked review as it was (--show)."""
    customer = workspace.find_customer(args.customer).id
    lang = settings.lang or locale_lang()
    if args.show:
        from assistant.export import export_profile

        _, data = export_profile(
            workspace.review_profile(customer, args.show), "json" if wants_json(args) else "md", lang
        )
        emitter.out(data.decode("utf-8") + "\n")
        return 0
    profile = workspace.profile(customer)
    decisions = workspace.decisions(customer)
    body = {
        "schema": "xintan.review/1",
        "review_due": profile.review_due,
        "tasks": [task.model_dump(mode="json", exclude_none=True) for task in tasks_of(profile, decisions)],
        "changes": [c.model_dump(mode="json", exclude_none=True) for c in profile.changes_since_last_review],
        "decisions": [d.model_dump(mode="json", exclude_none=True) for d in decisions],
        "reviews": [{k: r.get(k) for k in ("id", "as_of", "score", "grade", "limit", "by", "at")} for r in workspace.reviews(customer)],
    }  # fmt: skip
    return print_object(body, settings, args, emitter)


def customers(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """The portfolio, what is due today (--today), or dates for a calendar program (--ics FILE, --csv FILE)."""
    lang = settings.lang or locale_lang()
    if args.ics:
        _write(workspace.calendar("ics", lang=lang), args.ics, lang, args, emitter)
    if args.csv:
        _write(workspace.calendar("csv", lang=lang), args.csv, lang, args, emitter)
    if args.today:
        return _today(workspace, lang, args, emitter)
    lines = {row.id: row for row in workspace.portfolio()}
    rows = [{**lines[c.id].model_dump(mode="json"), **c.model_dump(mode="json")} for c in workspace.customers()]
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.customers/1", "customers": rows}))
        return 0
    for row in rows:
        cells = ("id", "name", "subject", "documents", "latest_period", "grade", "limit", "review_due")
        emitter.out("\t".join("-" if row[cell] is None else str(row[cell]) for cell in cells) + "\n")
    if not rows:
        emitter.err(say("cli.no_customers", lang) + "\n")
    return 0


def _today(workspace: "Workspace", lang: Lang, args: argparse.Namespace, emitter: Emitter) -> int:
    items = workspace.work_list()
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.work/1", "items": [i.model_dump(mode="json") for i in items]}))
        return 0
    for item in items:
        emitter.out("\t".join((item.task.due or "-", item.name, item.words(lang))) + "\n")
    if not items:
        emitter.err(say("decision.nothing_due", lang) + "\n")
    return 0


def _write(data: bytes, file: str, lang: Lang, args: argparse.Namespace, emitter: Emitter) -> None:
    target = absolute(args, Path(file))
    target.write_bytes(data)
    emitter.err(say("cli.exported", lang, file=target) + "\n")


def _printed(decision: "Decision", told: str, args: argparse.Namespace, emitter: Emitter) -> int:
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.decision/1", **decision.model_dump(mode="json")}))
    else:
        emitter.err(told + "\n")
    return 0


COMMANDS = {"propose": propose, "approve": approve, "review": review, "customers": customers}
