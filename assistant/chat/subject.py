"""Whom a question names: the customer in any of its names, or somebody else. Pure."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.chat.fillers import english_fillers
from ingestion.taxonomy.captions import plain


@cache
def _lists() -> dict[str, frozenset[str]]:
    read = tomllib.loads(files(__package__).joinpath("word_forms.toml").read_text("utf-8"))
    return {name: frozenset(words.split()) for name, words in read["names"].items()}


@dataclass(frozen=True, slots=True)
class Subject:
    """The customer's names in plain form, squeezed of spaces and punctuation."""

    names: tuple[str, ...]
    printed: tuple[str, ...] = ()

    @classmethod
    def of(cls, printed: Iterable[str | None], given: Iterable[str | None] = ()) -> "Subject":
        """From the names that papers print and those the customer was given."""
        own = tuple(dict.fromkeys(s for n in printed if n and (s := _squeezed(n))))
        return cls(tuple(dict.fromkeys((*own, *(s for n in given if n and (s := _squeezed(n)))))), own)

    @property
    def is_chinese(self) -> bool:
        """True where some name is Chinese."""
        return any(re.search("[\u3400-\u9fff]", n) for n in self.printed)

    @property
    def is_latin(self) -> bool:
        """True where some name is in Latin letters."""
        return any(re.search("[a-z]{3}", n) for n in self.printed)

    def is_called(self, name: str) -> bool:
        """True where `name` is this customer: a part of its name, its letters in order, or an acronym."""
        asked = _squeezed(name)
        if not asked or not self.names:
            return False
        if re.search("[\u3400-\u9fff]", asked):
            return any(_in_order(asked, n) for n in self.names)
        words = [w for w in re.findall(r"[a-z0-9]+", plain(name)) if w not in _lists()["legal"]]
        if not words:
            return True
        joined = "".join(words)
        return any(
            joined in n or n in joined or (words[0] in n and len(words[0]) > 2) or _acronym(joined, n)
            for n in self.names
        )


def _is_common(word: str) -> bool:
    bare = word.lower()
    return (
        bare in _lists()["not_names"] or bare in english_fillers() or bool(re.fullmatch(r"(?:fy|q)?'?\d[\d.]*", bare))
    )


def capitalised(text: str) -> list[str]:
    """Runs of capitalised words, the question's own first words left out: names of companies, segments, products, places."""
    body = re.sub(r"(?:’|')s\b", " ", text)
    out = []
    for match in re.finditer(
        r"(?:[A-Z][A-Za-z0-9&.\-]*|\d[A-Z][A-Za-z0-9]*)(?:(?: (?:and|of|&))? (?:[A-Z][A-Za-z0-9&.\-]*))*", body
    ):
        name = match.group().strip(" .,")
        words = name.split()
        while words and _is_common(words[0]):
            words = words[1:]
        while words and _is_common(words[-1]):
            words = words[:-1]
        if words and not re.fullmatch(r"(?:FY|Q)?\d[\d.]*", " ".join(words)):
            out.append(" ".join(words))
    return list(dict.fromkeys(out))


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", plain(name))


def _in_order(asked: str, name: str) -> bool:
    """True where every character of `asked` is in `name`, in this order, the first two close together."""
    at, first = -1, -1
    for ch in asked:
        at = name.find(ch, at + 1)
        if at < 0:
            return False
        first = at if first < 0 else first
    return True


def _acronym(asked: str, name: str) -> bool:
    """True where `asked` is short and its letters run through the name from its first one."""
    return len(asked) <= 6 and name.startswith(asked[0]) and _in_order(asked, name)
