"""Labels by their words: order, number, synonyms and little words aside, by `wording.toml`. A label of unknown words has no such form."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_LATIN = re.compile(r"[a-z0-9+%$'’().-]+")
_SPACED = re.compile(r"[a-z]+|\d+")
_CHINESE = re.compile("[\u3400-\u9fff]{2,}")
_PARTS = re.compile(r"[a-z]+|\d+")
MIN_WORD = 2
MIN_CHINESE = 2


@lru_cache(maxsize=32768)
def wording(folded: str) -> str | None:
    """The form of a folded label in which labels of the same words are equal; None where a word of it is unknown."""
    if _CHINESE.fullmatch(folded):
        return _chinese(folded)
    if not _LATIN.fullmatch(folded):
        return None
    found: list[str] = []
    for part in _PARTS.findall(folded):
        words = [part] if part.isdigit() else _cut(part)
        if words is None:
            return None
        found += words
    alike = _alike()
    kept = sorted(alike.get(w, w) for w in found if w not in _without())
    return " ".join(kept) if len(kept) > 1 else None


def _chinese(text: str) -> str | None:
    for word in _rules()["in_front"]:
        if text.startswith(word) and len(text) - len(word) >= MIN_CHINESE:
            text = text[len(word) :]
            break
    for first, *others in _rules()["chinese"]:
        for other in others:
            if text.endswith(other) and len(text) > len(other):
                text = text.removesuffix(other) + first
                break
    return f"={text}"


@lru_cache(maxsize=8192)
def _cut(text: str) -> list[str] | None:
    """The fewest known words that make up the text."""
    best: list[list[str] | None] = [[]]
    words = _words()
    for end in range(1, len(text) + 1):
        found: list[str] | None = None
        for start in range(max(0, end - 18), end):
            before = best[start]
            if before is not None and text[start:end] in words and (found is None or len(before) + 1 < len(found)):
                found = [*before, text[start:end]]
        best.append(found)
    return best[-1]


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text("utf-8"))


@cache
def _without() -> frozenset[str]:
    return frozenset(_rules()["without"])


@cache
def _alike() -> dict[str, str]:
    """Each word of a group with the one that stands for all."""
    out: dict[str, str] = {}
    for first, *others in _rules()["english"]:
        first = out.get(first, first)
        for word in (first, *others):
            out.setdefault(word, first)
    return out


@cache
def _words() -> frozenset[str]:
    """All words that labels of the layout files are made of, and those of the groups."""
    named = {w for group in _rules()["english"] for w in group} | set(_rules()["without"])
    for file in files(__package__).iterdir():
        if file.name.endswith(".toml") and file.name != "wording.toml":
            for label in _labels(tomllib.loads(file.read_text("utf-8"))):
                named |= {w for w in _SPACED.findall(label) if len(w) >= MIN_WORD}
    return frozenset(named)


def _labels(raw: dict[str, Any]) -> Iterator[str]:
    """Printed labels of a layout file."""
    for part in ("labels", "sections", "qualifiers"):
        for told in raw.get(part, {}).values():
            yield from told
    for table in raw.get("tables", []):
        for told in table["columns"].values():
            yield from told
