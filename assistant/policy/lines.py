"""Where a key of a TOML text is written. tomllib tells no lines; tables and keys at the start of a line are enough here."""

import re

_TABLE = re.compile(r"^\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\"'.-]+)\s*=")


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) where the dotted key, or the longest part of it that is written, stands; None where none is."""
    wanted = _parts(key)
    best: tuple[int, int] | None = None
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        head, entry = _TABLE.match(line), _KEY.match(line)
        if head:
            table = _parts(head[1])
            here = table
        elif entry:
            here = [*table, *_parts(entry[1])]
        else:
            continue
        if wanted[: len(here)] == here and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return best[1] if best else None


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]
