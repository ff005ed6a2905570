"""Commands that keep a home: backup and restore."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands_output import absolute, confirmed, json_line, wants_json
from assistant.config import Settings, locale_lang
from assistant.owner import Emitter, HomeBusyError, HomeLock
from ingestion.errors import UsageError
from ingestion.texts import say

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


def _told(
    key: str, settings: Settings, args: argparse.Namespace, emitter: Emitter, file: Path, counts: dict[str, int]
) -> int:
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.backup/1", "file": str(file), "counts": counts}))
    else:
        emitter.err(say(key, settings.lang or locale_lang(), file=file, **counts) + "\n")
    return 0
