"""Commands that keep a home: backup and restore."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.commands_output import absolute, confirmed, json_line, wants_json
from assistant.config import Settings, locale_lang
from assistant.owner import Emitter, HomeBusyError, HomeLock
from ingestion.errors import UsageError
from ingestion.texts import Lang, say

if TYPE_CHECKING:
    from assistant.service import Workspace


def backup(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Write the whole store to one archive; runs beside a workbench in use."""
    target = absolute(args, args.file)
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError("cli.file_not_found", file=target if target.is_dir() else target.parent)
    manifest = workspace.backup(target)
    return _told("cli.backed_up", settings, args, emitter, target, manifest["counts"])


def restore(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Put an archive's store in the place of the home's; asks where the home holds customers, unless --yes."""
    from ingestion.store.backup import read_manifest, restore_backup
    from ingestion.store.store import DATABASE

    source = absolute(args, args.file)
    if not source.is_file():
        raise UsageError("cli.file_not_found", file=source)
    lang = settings.lang or locale_lang()
    read_manifest(source)
    if (settings.home / DATABASE).is_file() and not args.yes and not confirmed(say("cli.restore_ask", lang), emitter):
        raise UsageError("cli.restore_needs_yes")
    lock = HomeLock(settings.home)
    if not lock.acquire(0):
        raise HomeBusyError(pid=lock.owner().get("pid", "?"))
    try:
        manifest = restore_backup(source, settings.home)
    finally:
        lock.release()
    return _told("cli.restored", settings, args, emitter, source, manifest["counts"])


def delete(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Delete a customer, one of its papers (--paper), or what was kept long enough (--due); asks unless --yes."""
    lang = settings.lang or locale_lang()
    if args.due:
        return _delete_due(workspace, args, emitter, lang)
    if not args.customer:
        raise UsageError("cli.usage", why="CUSTOMER")
    customer = workspace.find_customer(args.customer)
    paper = next((d for d in workspace.documents(customer.id) if args.paper in (d.file, d.sha256)), None)
    if args.paper and paper is None:
        raise UsageError("cli.no_such_paper", paper=args.paper)
    name = paper.file if paper else customer.name
    if not args.yes and not confirmed(say("cli.delete_ask", lang, name=name), emitter):
        raise UsageError("cli.delete_needs_yes", name=name)
    if paper:
        workspace.remove_document(customer.id, paper.sha256, args.reason or "")
    else:
        workspace.delete_customer(customer.id)
    emitter.err(say("cli.cleared", lang, name=name) + "\n")
    return 0


def _delete_due(workspace: "Workspace", args: argparse.Namespace, emitter: Emitter, lang: Lang) -> int:
    from assistant.retention import retention_rules

    items = workspace.retention_due()
    if args.yes:
        workspace.apply_retention(items)
    if wants_json(args):
        body = {
            "schema": "xintan.retention/1",
            "deleted": args.yes,
            "items": [i.model_dump(mode="json") for i in items],
        }
        emitter.out(json_line(body))
        return 0
    for item in items:
        emitter.out("\t".join((item.due, item.name, retention_rules()[item.rule]["names"][lang])) + "\n")
    if not items:
        emitter.err(say("cli.nothing_to_delete", lang) + "\n")
    return 0


def case(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Pack a customer into one portable file, or open such a file as a new customer."""
    lang = settings.lang or locale_lang()
    if args.action == "pack":
        from assistant.export.filename import export_name

        customer = workspace.find_customer(args.target)
        target = absolute(
            args, args.output or Path(export_name(customer.name, workspace.profile(customer.id).as_of, "zip"))
        )
        if not target.parent.is_dir():
            raise UsageError("cli.file_not_found", file=target.parent)
        manifest = workspace.pack_case(customer.id, target)
        body = {"schema": "xintan.case/1", "file": str(target), "papers": len(manifest["papers"])}
        return _case_told("cli.case_packed", body, args, emitter, lang)
    source = absolute(args, Path(args.target))
    if not source.is_file():
        raise UsageError("cli.file_not_found", file=source)
    opened = workspace.open_case(source)
    body = {"schema": "xintan.case/1", **opened.model_dump(mode="json")}
    _case_told(
        "cli.case_same" if opened.same else "cli.case_differs",
        {**body, "name": opened.customer.name},
        args,
        emitter,
        lang,
    )
    return 1 if opened.failed else 0


def _case_told(key: str, body: dict[str, Any], args: argparse.Namespace, emitter: Emitter, lang: Lang) -> int:
    if wants_json(args):
        emitter.out(json_line(body))
    else:
        emitter.err(say(key, lang, **body) + "\n")
    return 0


def _told(
    key: str, settings: Settings, args: argparse.Namespace, emitter: Emitter, file: Path, counts: dict[str, int]
) -> int:
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.backup/1", "file": str(file), "counts": counts}))
    else:
        emitter.err(say(key, settings.lang or locale_lang(), file=file, **counts) + "\n")
    return 0
