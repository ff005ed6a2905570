"""The vocabulary loaded from `lines.toml`, and the lookup of a printed caption in it."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.taxonomy.captions import caption_keys

FREE = frozenset({"total", "cash", "any"})
"""Sections whose lines may stand anywhere in their statement."""


@dataclass(frozen=True, slots=True)
class LineItem:
    """One canonical line: where it stands, its sign, and what else a combined caption includes."""

    id: str
    statement: str
    section: str
    sign: str
    need: str
    name_zh: str
    name_en: str
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A line that a caption names; `combined` when the caption holds two items."""

    item: LineItem
    combined: bool


class Taxonomy:
    """All line items, found by id or by caption."""

    def __init__(self, text: str) -> None:
        self.version = hashlib.sha256(text.encode()).hexdigest()[:12]
        self.items: dict[str, LineItem] = {}
        self._by_key: dict[tuple[str, str], list[Match]] = {}
        for name, entry in tomllib.loads(text).items():
            self._add(name, entry)

    def _add(self, name: str, entry: dict[str, Any]) -> None:
        item = LineItem(
            name,
            entry["statement"],
            entry["section"],
            entry["sign"],
            entry["need"],
            entry["name"]["zh"],
            entry["name"]["en"],
            tuple(entry.get("includes", ())),
        )
        self.items[name] = item
        combined = {caption_keys(caption)[0] for caption in entry.get("combined", ())}
        for caption in (*entry["zh"], *entry.get("hant", ()), *entry["en"]):
            for key in caption_keys(caption)[:1]:
                known = self._by_key.setdefault((item.statement, key), [])
                if all(match.item.id != name for match in known):
                    known.append(Match(item, key in combined))

    def find(self, label: str, statement: str, sections: frozenset[str] | None = None) -> Match | None:
        """The line that `label` names in `statement`; with known sections only a line of those, or one that stands anywhere.

        "Total inventories" may name the line; "Inventories" never names a total.
        """
        for key in caption_keys(label):
            for form in dict.fromkeys((key, key.removeprefix("total "))):
                chosen = _in_section(self._by_key.get((statement, form), []), sections)
                if chosen is not None:
                    return chosen
        return None

    def names_line(self, label: str, statement: str) -> bool:
        """True where the caption names any line of `statement`, whatever the section."""
        return any((statement, key) in self._by_key for key in caption_keys(label))


def _in_section(matches: list[Match], sections: frozenset[str] | None) -> Match | None:
    if sections is None:
        return matches[0] if matches else None
    return next((m for m in matches if m.item.section in sections or m.item.section in FREE), None)


@cache
def taxonomy() -> Taxonomy:
    """The product's vocabulary."""
    return Taxonomy(files(__package__).joinpath("lines.toml").read_text("utf-8"))
