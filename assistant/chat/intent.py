"""What a question asks for apart from figures, read from the tags its words carry (`intent_tags.toml`, `intents.toml`). Pure.

Words in any order and in two languages give the same tags, and an intent is a set of tags: no sentence is matched as a whole.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_FACTOR = re.compile(r"(?<![a-z])rf-[a-z]{2}-\d{2}(?!\d)")
_GRADE = re.compile(r"(?<![a-z])ca\s?\d(?!\d)")
_PERCENT = re.compile(r"\d\s*%|\d+(?:\.\d+)?\s*per ?cent|百分之|[一二两三四五六七八九]成")
_AMOUNT = re.compile(
    r"\d[\d,.]*\s*(?:万|亿|元|m\b|mn\b|bn\b|k\b|million|billion|thousand)|(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d%])|(?<!\d)\d{4,}(?![\d年%-])"
)
_DAYS = re.compile(r"(\d{1,3})[\s-]*(?:天|日|days?\b|d\b)")
_TO_DAYS = re.compile(
    r"(\d{1,3})\s*(?:days?|天|日)?\s*(?:to|到|至|->|→|延到|延至|改为|改成|变成|变为|改|变|延)\s*(\d{1,3})\s*(?:天|日|days?|(?=[,，。?？]|\s*$))"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bfy ?\d\d\b|\d\d年")
_Z_DOUBLE = re.compile(r"(?<![a-z])z\s?(?:''|″|\"|”|′′)")
_Z_SINGLE = re.compile(r"(?<![a-z])z\s?(?:'|′|’)(?!['′’])")


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that can be asked: sets of tags any of which asks for it, and tags that speak against it."""

    id: str
    when: tuple[frozenset[str], ...]
    unless: frozenset[str]
    more: int = 0

    def weight(self, tags: frozenset[str]) -> int:
        """Tags of the fullest alternative that is wholly there; 0 for none."""
        if self.unless & tags:
            return 0
        fullest = max((len(one) for one in self.when if one <= tags), default=0)
        return fullest + self.more if fullest else 0


@cache
def _tag_words() -> dict[str, re.Pattern[str]]:
    read = tomllib.loads(files(__package__).joinpath("intent_tags.toml").read_text("utf-8"))
    return {name: re.compile(_alternatives(row)) for name, row in read.items()}


@cache
def english_tag_words() -> frozenset[str]:
    """The whole English words of the tags, without those written as the beginning of a word."""
    read = tomllib.loads(files(__package__).joinpath("intent_tags.toml").read_text("utf-8"))
    found = (re.findall(r"(?<![a-z)\]\\!<])[a-z]+(?![a-z\\?(\[])", row.get("en", "")) for row in read.values())
    return frozenset(word for words in found for word in words)


@cache
def _english_tags() -> re.Pattern[str]:
    read = tomllib.loads(files(__package__).joinpath("intent_tags.toml").read_text("utf-8"))
    return re.compile("|".join(_alternatives({"en": row["en"]}) for row in read.values() if row.get("en")))


def is_tag_word(word: str) -> bool:
    """True where a tag knows the English word."""
    return word in english_tag_words() or _english_tags().search(word) is not None


def _alternatives(row: dict[str, str]) -> str:
    parts = [f"(?:{row['zh']})"] if row.get("zh") else []
    parts += [f"(?<![a-z0-9])(?:{row['en']})(?![a-z0-9])"] if row.get("en") else []
    return "|".join(parts)


@cache
def intents() -> tuple[Intent, ...]:
    """`intents.toml` in order."""
    rows: list[dict[str, Any]] = tomllib.loads(files(__package__).joinpath("intents.toml").read_text("utf-8"))["intent"]
    return tuple(
        Intent(
            row["id"],
            tuple(frozenset(w.split()) for w in row["when"]),
            frozenset(row.get("unless", "").split()),
            row.get("weight", 0),
        )
        for row in rows
    )


def tags_of(flat: str, text: str, concepts: Iterable[tuple[str, str]], yes_no: bool) -> frozenset[str]:
    """The tags of a plain question; `concepts` are (id, unit) of the figures it names."""
    tags = {name for name, pattern in _tag_words().items() if pattern.search(flat)}
    named = list(concepts)
    if named:
        tags.add("figure")
    if any(unit not in ("money", "per_share") for _, unit in named):
        tags.add("ratio")
    tags |= {f"subject:{name}" for name, _ in named}
    quotes = text.lower()
    days = {m[1] for m in _DAYS.finditer(flat)} | {d for m in _TO_DAYS.finditer(flat) for d in m.groups()}
    computed = {
        "factor": _FACTOR.search(flat), "grade_name": _GRADE.search(flat), "percent": _PERCENT.search(flat), "amount": _AMOUNT.search(flat),
        "days": days, "two_days": len(days) > 1, "year": _YEAR.search(flat), "yes_no": yes_no,
        "z_double": _Z_DOUBLE.search(quotes), "z_single": _Z_SINGLE.search(quotes),
    }  # fmt: skip
    tags |= {name for name, found in computed.items() if found}
    return frozenset(tags | {"watched"} if watching(frozenset(tags)) else tags)


@cache
def _watched() -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    read = tomllib.loads(files(__package__).joinpath("watched.toml").read_text("utf-8"))
    return tuple((frozenset(when.split()), tuple(row["factors"])) for row in read["watch"] for when in row["when"])


def watching(tags: frozenset[str]) -> list[str]:
    """The risk factors that watch what the question is about, those of the fullest description alone."""
    found = [(len(when), factors) for when, factors in _watched() if when <= tags]
    most = max((size for size, _ in found), default=0)
    return list(dict.fromkeys(f for size, factors in found if size == most for f in factors))


def intents_of(tags: frozenset[str]) -> tuple[str, ...]:
    """The intents that the tags allow, the fullest first."""
    return tuple(intent_weights(tags))


def intent_weights(tags: frozenset[str]) -> dict[str, int]:
    """The intents that the tags allow with how many tags ask for them, the fullest first."""
    weighed = [(intent.weight(tags), -at, intent.id) for at, intent in enumerate(intents())]
    return {name: weight for weight, _, name in sorted((w for w in weighed if w[0]), reverse=True)}
