"""How commands print: one JSON line with --json, else lines a person reads."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.config import Settings, locale_lang
from assistant.owner import Emitter
from ingestion.errors import UsageError
from ingestion.texts import say


def wants_json(args: argparse.Namespace) -> bool:
    """True where the caller asked for machine output."""
    return bool(getattr(args, "json", False))


def json_line(value: Any) -> str:
    """The value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def print_object(body: dict[str, Any], settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print an object: as JSON, or each value that is there on a line of its own; exit code 0."""
    if wants_json(args):
        emitter.out(json_line(body))
        return 0
    lines = [line for name, value in body.items() if name != "schema" for line in _lines(value, "")]
    emitter.out("\n".join(lines or [say("record.none", settings.lang or locale_lang())]) + "\n")
    return 0


def _lines(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value, start=1):
            yield from _lines(inner, f"{name}[{at}]")
    elif value not in (None, ""):
        yield f"{name}: {value}"


def absolute(args: argparse.Namespace, path: Path) -> Path:
    """`path` seen from the folder of the process that gave the command."""
    return path if path.is_absolute() else getattr(args, "cwd", Path.cwd()) / path


def confirmed(question: str, emitter: Emitter) -> bool:
    """True when a person at a terminal says yes; False where there is no terminal."""
    if not (sys.stdin.isatty() and os.isatty(0)):
        return False
    emitter.err(question + " ")
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}


def passwords_of(args: argparse.Namespace, file: Path | None) -> tuple[str, ...]:
    """The lines of a password file; nothing where none is given.

    Raises:
        UsageError: the file cannot be read.
    """
    if not file:
        return ()
    try:
        return tuple(absolute(args, file).read_text("utf-8").splitlines())
    except OSError as err:
        raise UsageError("cli.file_not_found", file=file) from err
