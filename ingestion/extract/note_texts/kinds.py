"""The rules of `kinds.toml`, read once."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from ingestion.model.fact import NoteWord

MOST = 6
"""Passages of a kind, where its entry names no other number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry, its patterns compiled; None where it has none."""

    what: NoteWord
    heading_zh: re.Pattern[str] | None
    heading_en: re.Pattern[str] | None
    says_zh: re.Pattern[str] | None
    says_en: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    none_en: re.Pattern[str] | None
    signs: tuple[str, ...]
    most: int


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of the file."""
    entries = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text("utf-8"))
    return tuple(
        Kind(
            what=cast(NoteWord, name),
            heading_zh=_pattern(e, "heading_zh"),
            heading_en=_pattern(e, "heading_en"),
            says_zh=_pattern(e, "says_zh"),
            says_en=_pattern(e, "says_en"),
            unless=_pattern(e, "unless"),
            none_en=_pattern(e, "none_en"),
            signs=tuple(e.get("signs", ())),
            most=e.get("max", MOST),
        )
        for name, e in entries.items()
    )


def _pattern(entry: dict[str, str], key: str) -> re.Pattern[str] | None:
    return re.compile(entry[key], re.IGNORECASE) if key in entry else None


@cache
def most_of(what: NoteWord) -> int:
    """How many passages of a kind are kept."""
    return next((k.most for k in kinds() if k.what == what), MOST)
