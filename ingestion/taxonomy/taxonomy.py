"""The vocabulary loaded from `lines.toml`, and the lookup of a printed caption in it."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.taxonomy.captions import caption_keys

MAX_WORDED = 20_000
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


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern of `patterns.toml`."""

    line: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    combined: bool = False


class Taxonomy:
    """All line items, found by id, by caption or by the wording of a caption."""

    def __init__(self, text: str, patterns: str = "") -> None:
        self.version = hashlib.sha256((text + patterns).encode()).hexdigest()[:12]
        self.items: dict[str, LineItem] = {}
        self._by_key: dict[tuple[str, str], list[Match]] = {}
        for name, entry in tomllib.loads(text).items():
            self._add(name, entry)
        self._wordings = [
            Wording(
                entry["line"],
                re.compile(entry["is"]),
                re.compile(entry["unless"]) if "unless" in entry else None,
                entry.get("combined", False),
            )
            for entry in tomllib.loads(patterns).get("pattern", ())
        ]
        self._worded: dict[tuple[str, str], list[Match]] = {}

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
        return _in_section(self._by_wording(label, statement), sections)

    def _by_wording(self, label: str, statement: str) -> list[Match]:
        """Every line of `statement` whose wording the caption has, by its fullest form; in the order of `patterns.toml`."""
        keys = caption_keys(label)
        if not keys:
            return []
        asked = (keys[0], statement)
        if asked not in self._worded:
            if len(self._worded) > MAX_WORDED:
                self._worded.clear()
            self._worded[asked] = next((found for key in keys if (found := self._match_wording(key, statement))), [])
        return self._worded[asked]

    def _match_wording(self, key: str, statement: str) -> list[Match]:
        return [
            Match(self.items[wording.line], wording.combined)
            for wording in self._wordings
            if self.items[wording.line].statement == statement
            and wording.pattern.search(key)
            and not (wording.unless and wording.unless.search(key))
        ]

    def names_line(self, label: str, statement: str) -> bool:
        """True where the caption equals one of any line of `statement`, whatever the section."""
        return any((statement, key) in self._by_key for key in caption_keys(label))

    def words_line(self, label: str, statement: str) -> bool:
        """As `names_line`, wordings included; dearer."""
        return self.names_line(label, statement) or bool(self._by_wording(label, statement))


def _in_section(matches: list[Match], sections: frozenset[str] | None) -> Match | None:
    if sections is None:
        return matches[0] if matches else None
    return next((m for m in matches if m.item.section in sections or m.item.section in FREE), None)


@cache
def taxonomy() -> Taxonomy:
    """The product's vocabulary."""
    here = files(__package__)
    return Taxonomy(here.joinpath("lines.toml").read_text("utf-8"), here.joinpath("patterns.toml").read_text("utf-8"))
