"""What each command of `xintan` does. A command takes (workspace or None, settings, parsed arguments, emitter), returns its exit code."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import (
    commands_accounts,
    commands_case,
    commands_chat,
    commands_decision,
    commands_identity,
    commands_judge,
)
from assistant.commands_keeping import backup, case, delete, restore
from assistant.commands_output import absolute, json_line, passwords_of, wants_json
from assistant.config import Settings, locale_lang
from assistant.owner import Emitter
from assistant.problem_words import error_words
from assistant.workspace import IngestOutcome, Progress, Upload
from ingestion.errors import UsageError
from ingestion.texts import Lang, say

if TYPE_CHECKING:
    from assistant.service import Workspace
    from ingestion.model.fact import Extraction

Command = Callable[[Any, Settings, argparse.Namespace, Emitter], int]


def extract(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print one JSON object a file, in the order given; touches no store."""
    from assistant.reading import read_files

    lang = settings.lang or locale_lang()
    pages = parse_pages(args.pages) if args.pages else None
    uploads = [_upload(Path(name), args, emitter, lang) for name in args.files]
    failed = uploads.count(None)
    show = progress_printer(emitter, lang)

    def report(name: str, step: str, page: int, count: int) -> None:
        show(Progress(file=name, step=step, page=page, pages=count))

    for extraction in read_files(
        [u for u in uploads if u], settings, pages, passwords_of(args, args.password_file), args.ocr, report
    ):
        emitter.out(json_line(extraction.to_json()))
        failed += extraction.gave_nothing
        _report_problems(extraction, emitter, lang)
    return 1 if failed else 0


def ingest(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Store and index files and folders for one customer."""
    lang = settings.lang or locale_lang()
    if not all(args.paths):
        raise UsageError("cli.usage", why="PATH ''")
    files = list(_walk([absolute(args, Path(name)) for name in args.paths]))
    uploads = [_upload(file, args, emitter, lang) for file in files]
    given = [upload for upload in uploads if upload]
    passwords = passwords_of(args, args.password_file)
    report = progress_printer(emitter, lang)
    named = args.customer
    customer = workspace.customer_named(named) if named else workspace.recognise_customer(given, passwords)
    outcomes = workspace.add_documents(customer.id, given, report, passwords)
    if not args.no_vectors:
        workspace.index_vectors(customer.id, report)
    if wants_json(args):
        emitter.out(
            json_line({"customer": customer.id, "name": customer.name, "files": [o.model_dump() for o in outcomes]})
        )
    for outcome in outcomes:
        _report_outcome(outcome, emitter, args)
    failed = [o for o in outcomes if o.status == "failed"]
    if failed and len(failed) == len(uploads) and all(o.code == "not_authorised" for o in failed):
        return 3  # refused by policy, nothing else was to be done
    return 1 if None in uploads or failed else 0


def profile(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print the credit profile: JSON with --json, else the Markdown summary."""
    customer = workspace.find_customer(args.customer)
    if args.ask_model:
        count, fault = workspace.read_with_model(customer.id)
        emitter.err(say("cli.model_read", settings.lang or locale_lang(), count=count, fault=fault or "").strip())
    if wants_json(args):
        emitter.out(json_line(workspace.profile(customer.id).to_json()))
    else:
        _, data = workspace.export(customer.id, "md", settings.lang or locale_lang())
        emitter.out(data.decode("utf-8") + "\n")
    return 0


def risks(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print the risk factors with their evidence."""
    found = workspace.profile(workspace.find_customer(args.customer).id).risk_factors
    rows = [factor.model_dump(mode="json") for factor in found]
    return _print_rows("xintan.risks/1", "risk_factors", rows, settings, args, emitter)


def confirm(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Confirm a figure as read, or correct it with a reason."""
    customer = workspace.find_customer(args.customer)
    if args.command == "confirm" and args.fact == "identity":
        workspace.confirm_identity(customer.id, args.reason or "")
    elif args.command == "confirm":
        workspace.confirm_fact(customer.id, args.fact, args.reason or "")
    elif args.line is not None:
        workspace.bind_row(customer.id, args.fact, args.line, args.reason)
    elif args.value is None and not args.unit:
        raise UsageError("cli.usage", why="--value or --unit")
    elif args.value is None:
        workspace.set_unit(customer.id, args.fact, args.unit, args.reason)
    else:
        workspace.correct_fact(customer.id, args.fact, args.value, args.unit, args.reason)
    return _said(settings, args, emitter, args.fact)


def dismiss(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Dismiss a risk factor with a reason; it stays visible."""
    workspace.dismiss_risk(workspace.find_customer(args.customer).id, args.risk, args.reason)
    return _said(settings, args, emitter, args.risk)


def _said(settings: Settings, args: argparse.Namespace, emitter: Emitter, target: str) -> int:
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.ruling/1", "command": args.command, "target": target}))
    else:
        emitter.err(say("cli.ruled", settings.lang or locale_lang(), target=target) + "\n")
    return 0


def export(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Write the summarized profile to a file."""
    customer = workspace.find_customer(args.customer)
    lang = getattr(args, "lang", None) or settings.lang or locale_lang()
    name, data = workspace.export(customer.id, args.format, lang)
    target = absolute(args, args.output or Path(name))
    if target.is_dir():
        target = target / name
    if not target.parent.is_dir():
        raise UsageError("cli.file_not_found", file=target.parent)
    target.write_bytes(data)
    if wants_json(args):
        emitter.out(json_line({"file": str(target), "bytes": len(data)}))
    else:
        emitter.err(say("cli.exported", settings.lang or locale_lang(), file=target) + "\n")
    return 0


def verify(workspace: "Workspace", settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Look for damage; exit 1 when there is any."""
    customer = workspace.find_customer(args.customer).id if args.customer else None
    damages = workspace.verify(customer)
    if wants_json(args):
        emitter.out(json_line({"schema": "xintan.verify/1", "ok": not damages, "damages": damages}))
    else:
        lang = settings.lang or locale_lang()
        emitter.out("".join(damage + "\n" for damage in damages) or say("cli.verify_ok", lang) + "\n")
    return 1 if damages else 0


def schema(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print the JSON Schema of one output, or of all."""
    from assistant.schemas import SCHEMAS

    if args.name and args.name not in SCHEMAS:
        raise UsageError("cli.schema_unknown", name=args.name, candidates=", ".join(SCHEMAS))
    chosen = {args.name: SCHEMAS[args.name]} if args.name else SCHEMAS
    body = {name: model().model_json_schema() for name, model in chosen.items()}
    emitter.out(json.dumps(body[args.name] if args.name else body, ensure_ascii=False, indent=2) + "\n")
    return 0


def doctor(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print what is configured, what is missing and what leaves this machine."""
    from assistant.doctor import examine

    report = examine(settings)
    if wants_json(args):
        emitter.out(json_line(report))
    else:
        emitter.out("".join(f"{row['name']:<16} {row['state']:<8} {row['text']}\n" for row in report["checks"]))
    return 0


def serve(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Start the workbench; this process owns the home until it ends."""
    from assistant.serving import serve_home

    return serve_home(settings, args.host or settings.host, args.port or settings.port, emitter)


def evaluate(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Run an evaluation suite in a process of its own (the suites are not part of the product's imports)."""
    import subprocess

    words = [sys.executable, "-m", "evals.run", "suite", *([args.suite] if args.suite else [])]
    return subprocess.run(words, check=False).returncode


COMMANDS: dict[str, Command] = {
    "serve": serve,
    "extract": extract,
    "ingest": ingest,
    "profile": profile,
    "risks": risks,
    "confirm": confirm,
    "correct": confirm,
    "dismiss": dismiss,
    **commands_case.COMMANDS,
    **commands_chat.COMMANDS,
    **commands_identity.COMMANDS,
    **commands_decision.COMMANDS,
    **commands_judge.COMMANDS,
    "export": export,
    "verify": verify,
    "delete": delete,
    "backup": backup,
    "restore": restore,
    "case": case,
    "eval": evaluate,
    **commands_accounts.COMMANDS,
    "schema": schema,
    "doctor": doctor,
}


def parse_pages(text: str) -> tuple[int, ...]:
    """Page numbers of `1-20,35`, ascending, each once.

    Raises:
        UsageError: anything else.
    """
    numbers: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,6})(?:-(\d{1,6}))?\s*", part, re.ASCII)
        span = range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)
        if not span or span.start < 1:
            raise UsageError("cli.usage", why=f"--pages {text}")
        numbers.update(span)
    return tuple(sorted(numbers))


def progress_printer(emitter: Emitter, lang: Lang) -> Callable[[Progress], None]:
    """Progress as lines on stderr: one a step and file (one a page while pictures are recognised), so that logs stay short."""
    seen: set[tuple[str, str, int]] = set()

    def show(progress: Progress) -> None:
        key = (progress.file, progress.step, progress.page if progress.step == "ocr" else 0)
        if key not in seen and sys.stderr.isatty():
            seen.add(key)
            line = {"file": progress.file, "step": progress.step, "page": progress.page, "pages": progress.pages}
            emitter.err(say("cli.progress", lang, **line) + "\n")

    return show


def _print_rows(
    name: str, key: str, rows: list[dict[str, Any]], settings: Settings, args: argparse.Namespace, emitter: Emitter
) -> int:
    if wants_json(args):
        emitter.out(json_line({"schema": name, key: rows}))
        return 0
    lang = settings.lang or locale_lang()
    for row in rows:
        title = row.get("names", {}).get(lang) or row.get("title", "")
        emitter.out(
            "\t".join(str(part) for part in (row.get("id"), row.get("state", ""), row.get("severity") or "-", title))
            + "\n"
        )
    return 0


def _upload(file: Path, args: argparse.Namespace, emitter: Emitter, lang: Lang) -> Upload | None:
    if str(file) == "-":
        return Upload("stdin", sys.stdin.buffer.read())
    path = absolute(args, file)
    try:
        return Upload(path.name, path.read_bytes())
    except OSError:
        emitter.err(say("cli.file_not_found", lang, file=file) + "\n")
        return None


def _walk(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
        else:
            yield path


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _report_problems(extraction: "Extraction", emitter: Emitter, lang: Lang) -> None:
    if extraction.error:
        told = error_words(extraction, lang)
        emitter.err(say("cli.problem_file", lang, file=extraction.file, message=told) + "\n")


def _report_outcome(outcome: IngestOutcome, emitter: Emitter, args: argparse.Namespace) -> None:
    if outcome.message and not (wants_json(args) and outcome.status != "failed"):
        emitter.err(outcome.message + "\n")
