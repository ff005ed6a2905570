"""`identify` and `match`: a number by its check digits, two names by themselves. Stateless; `-` reads CSV lines, prints JSON Lines."""

import argparse
import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from assistant.commands_output import json_line, wants_json
from assistant.config import Settings
from assistant.owner import Emitter
from ingestion.errors import UsageError
from ingestion.identity.names import compare_names
from ingestion.identity.schemes import SCHEMES, check_identifier

Row = dict[str, Any]


def identify(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print the check result of an identifier, or of each line `scheme,value` of stdin."""
    return _answer(args, emitter, (args.scheme, args.value), ("scheme", "value"), identified)


def match(workspace: None, settings: Settings, args: argparse.Namespace, emitter: Emitter) -> int:
    """Print whether two names are one company's, or for each line `name,name` of stdin."""
    return _answer(args, emitter, (args.a, args.b), ("a", "b"), matched)


def identified(scheme: str, value: str) -> Row:
    """The contract's object of one identifier.

    Raises:
        UsageError: the scheme is not known.
    """
    if scheme not in SCHEMES:
        raise UsageError("record.unknown_scheme", scheme=scheme, known=", ".join(SCHEMES))
    return {"scheme": scheme, "value": value, "check": check_identifier(scheme, value)}


def matched(a: str, b: str) -> Row:
    """The contract's object of two names."""
    verdict, rule = compare_names(a, b)
    return {"a": a, "b": b, "verdict": verdict, "rule": rule}


COMMANDS = {"identify": identify, "match": match}


def _answer(
    args: argparse.Namespace,
    emitter: Emitter,
    given: tuple[str, str | None],
    heads: tuple[str, str],
    of: Callable[[str, str], Row],
) -> int:
    first, second = given
    if first == "-" and second is None:
        for cells in _lines(sys.stdin, heads):
            emitter.out(json_line(of(*cells)))
        return 0
    if second is None:
        raise UsageError("cli.usage", why=heads[1].upper())
    row = of(first, second)
    emitter.out(json_line(row) if wants_json(args) else "\t".join(str(v) for v in row.values()) + "\n")
    return 0


def _lines(stream: Iterable[str], heads: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """The first two cells of each line that has them; a line of heads is left out."""
    for cells in csv.reader(stream):
        if len(cells) >= 2 and tuple(c.strip().lower() for c in cells[:2]) != heads:
            yield cells[0].strip().lstrip("\ufeff"), cells[1].strip()
        elif len(cells) == 1 and cells[0].strip():
            raise UsageError("cli.usage", why=f"{heads[0]},{heads[1]}")
