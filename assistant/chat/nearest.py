"""What a question most likely asks for, by the examples it resembles (`examples.toml`). Pure.

A question and an example share words, parts of words (which bears slips of the key), pairs of Chinese characters and figures named;
what few readings have in common tells most. Words that no example knows count against every reading, so that a question about
something else stays far from all of them.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.chat.concepts import phrases
from assistant.chat.short_forms import written_out
from ingestion.taxonomy.captions import plain

_CJK = re.compile("[\u3400-\u9fff]")
_RUN = re.compile("[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z][a-z&'\-]*|<\w+>")
_SLOTS = (
    (re.compile(r"\d[\d,.]*\s*(?:%|percent)"), "<percent>"),
    (re.compile(r"(?:19|20)\d\d年?|fy ?\d\d"), "<year>"),
    (re.compile(r"(?<![a-z])ca ?\d"), "<grade>"),
    (re.compile(r"(?<![a-z])rf-[a-z]{2}-\d\d"), "<factor>"),
    (re.compile(r"\d[\d,.]*\s*(?:天|days?\b|d\b)"), "<days>"),
    (re.compile(r"\d[\d,.]*\s*(?:万|亿|元|m\b|mn\b|million|bn\b)?"), "<number>"),
)
_PART = 4  # letters of a part of a word
_FIGURE, _PART_WEIGHT, _CHARACTER = 0.8, 0.5, 0.35
_NEAREST = 3  # examples of a reading that are averaged into its likeness


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked: an intent, or the same question in words that are known (`zh_as`, `en_as`); `ordinary` ones stay as they are."""

    id: str
    ordinary: bool
    zh_as: str
    en_as: str

    def said(self, lang: Literal["zh", "en"]) -> str:
        """The question in known words; empty for an intent."""
        return self.zh_as if lang == "zh" else self.en_as


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a question resembles a reading (0-1) and how much more than the next one."""

    reading: Reading
    score: float
    margin: float


class Examples:
    """The examples as weighted traits, searched by the traits of a question."""

    def __init__(self, rows: Iterable[tuple[Reading, str]]) -> None:
        kept = [(reading, _traits(written_out(plain(text)))) for reading, text in rows]
        readings: dict[str, set[str]] = defaultdict(set)
        for reading, traits in kept:
            for trait in traits:
                readings[trait].add(reading.id)
        known = len({reading.id for reading, _ in kept})
        self._rare = {trait: math.log((known + 1) / (len(ids) + 0.5)) for trait, ids in readings.items()}
        self._unknown = math.log((known + 1) / 0.5)
        self._of = [reading for reading, _ in kept]
        self._figures = {
            id_: frozenset(t[2:] for r, traits in kept if r.id == id_ for t in traits if t.startswith("c:"))
            for id_ in {reading.id for reading, _ in kept}
        }
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, (_, traits) in enumerate(kept):
            for trait, weight in self._weighed(traits).items():
                self._places[trait].append((at, weight))

    def nearest(self, flat: str, more: Mapping[str, float]) -> list[Likeness]:
        """The readings that a plain question resembles, the likeliest first; `more` is added to the likeness of a reading by its id."""
        likeness: dict[int, float] = defaultdict(float)
        for trait, weight in self._weighed(_traits(flat)).items():
            for at, other in self._places.get(trait, ()):
                likeness[at] += weight * other
        by_reading: dict[Reading, list[float]] = defaultdict(list)
        for at, score in likeness.items():
            by_reading[self._of[at]].append(score)
        ranked = sorted(
            ((_together(scores) + more.get(reading.id, 0.0), reading) for reading, scores in by_reading.items()),
            key=lambda e: -e[0],
        )
        following = [score for score, _ in ranked[1:]] + [0.0]
        return [Likeness(r, score, score - after) for (score, r), after in zip(ranked, following, strict=False)]

    def figures_of(self, reading: str) -> frozenset[str]:
        """The figures that the examples of a reading name."""
        return self._figures.get(reading, frozenset())

    def knows(self, word: str) -> bool:
        """True where the examples use most of the parts of a word."""
        parts = [t for t in _traits(word) if not t.startswith((".", "c:", "w:"))] or [f"w:{word}"]
        return 2 * sum(part in self._rare for part in parts) >= len(parts)

    def _weighed(self, traits: Counter[str]) -> dict[str, float]:
        weights = {t: _weight(t) * self._rare.get(t, self._unknown) * (1 + math.log(n)) for t, n in traits.items()}
        length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {trait: weight / length for trait, weight in weights.items()}


@cache
def examples() -> Examples:
    """`examples.toml`."""
    rows = tomllib.loads(files(__package__).joinpath("examples.toml").read_text("utf-8"))["reading"]
    told = []
    for row in rows:
        reading = Reading(row["id"], row.get("pass", False), row.get("zh_as", ""), row.get("en_as", ""))
        told += [(reading, line) for lang in ("zh", "en") for line in row[lang].splitlines() if line.strip()]
    return Examples(told)


def _together(scores: list[float]) -> float:
    """The best example counts most, those after it a little."""
    best = sorted(scores, reverse=True)[:_NEAREST]
    return (2 * best[0] + sum(best) / _NEAREST) / 3


def _traits(flat: str) -> Counter[str]:
    """What a plain text is known by: `c:` figures named, `w:` words, parts of words, `.` characters and pairs of them."""
    named = phrases().mentions(flat)
    for pattern, slot in _SLOTS:
        flat = pattern.sub(slot, flat)
    out = Counter(f"c:{mention.concept.id}" for mention in named)
    for run in _RUN.findall(flat):
        out.update(run[at : at + 2] for at in range(len(run) - 1))
        out.update(f".{character}" for character in run)
    for word in _WORD.findall(flat):
        out[f"w:{word}"] += 1
        if len(word) >= _PART:
            edged = f"^{word}$"
            out.update(edged[at : at + _PART] for at in range(len(edged) - _PART + 1))
    return out


def _weight(trait: str) -> float:
    if trait.startswith("c:"):
        return _FIGURE
    if trait.startswith("."):
        return _CHARACTER
    return 1.0 if trait.startswith("w:") or _CJK.search(trait) else _PART_WEIGHT
