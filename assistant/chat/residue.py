"""What a question says beyond its figure, its periods and ordinary words: the conditions that narrow the figure. Pure."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol

from assistant.chat.fillers import chinese_fillers, chinese_function_characters, english_fillers
from assistant.chat.subject import Subject
from ingestion.store.split import stem

_WORD = re.compile(r"[a-z][a-z0-9&'.\-]*[a-z0-9]|[a-z]|\d[a-z][a-z0-9]*")
_RUN = re.compile("[\u3400-\u9fff]+")


class Placed(Protocol):
    """Something that stands at a place of the question."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_PARTICLES = "的了在是有与和及对由从到以按其各被把向为中里内吗呢年月日个等将于也都又或并这那"
_TIME = dict.fromkeys(map(ord, "年月日"))


@cache
def dimensions() -> dict[str, tuple[str, ...]]:
    """What conditions are called in the other language: Chinese words to English ones."""
    read = tomllib.loads(files(__package__).joinpath("dimensions.toml").read_text("utf-8"))
    return {zh: tuple(en) for zh, en in read["words"].items()}


@cache
def other_names() -> dict[str, tuple[str, ...]]:
    """The same table read from the English side, single words in lower case."""
    out: dict[str, tuple[str, ...]] = {}
    for chinese, english in dimensions().items():
        for name in english:
            out[name.lower()] = (*out.get(name.lower(), ()), chinese)
    return out


@cache
def _dimension_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(dimensions(), key=len, reverse=True))))


def residue(masked: str, subject: Subject | None = None, verbs: bool = False) -> tuple[str, ...]:
    """Words of a plain question that nothing explains; `masked` has figures, definitions and periods blanked out.

    Chinese verbs and the like, which narrow no figure, are left out unless `verbs`.
    """
    english, chinese = english_fillers(), chinese_fillers()
    out: list[str] = []
    for token in _WORD.findall(masked):
        bare = token.strip("'.-")
        if bare and bare not in english and stem(bare) not in english and not _is_own(bare, subject):
            out.append(bare)
    for run in _RUN.findall(masked):
        out += _chinese_rest(without_own(run, subject), chinese, verbs)
    return tuple(dict.fromkeys(out))


_CLAUSE = re.compile(r"[,，。;；:：?？!！]|\s-\s|--")
_OF = re.compile(r"(?:来自|其中|属于|归属|对|向|从|给|在|由|里|中|有)[的了]?\s*$")


def narrows(word: str, bare: str, mentions: Sequence[Placed]) -> bool:
    """True where a word left over can narrow a figure of its question: it stands before the figure, or names what it comes from.

    `bare` has the figures blanked out, so places are those of `mentions`. What is said after the figure, or in a later clause, is how
    the answer is wanted.
    """
    at = bare.find(word)
    if at < 0:
        return True
    if not _RUN.match(word):
        return _narrows_english(at, at + len(word), bare, mentions)
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(bare)), len(bare)]
    start = max(c for c in cuts if c <= at)
    end = min(c for c in cuts if c > at)
    here = [m for m in mentions if start <= m.start < end]
    if not here:
        return at < min(m.start for m in mentions)
    if at < here[0].start or any(m.end == at for m in here):  # a longer name than the figure's begins with it
        return True
    after = at + len(word)
    if any(0 <= m.start - after <= 1 for m in here):
        return True
    return bool(_OF.search(bare[max(start, at - 4) : at]))


_PREPOSITION = re.compile(
    r"\b(?:of|from|in|for|by|to|with|on|at|under|within|excluding|including|per|outside|through|via)\s+(?:(?:the|its|their|our|all|any|a|an)\s+)?(?:[a-z\-]+\s+)?$"
)
_VERBS = re.compile(
    r"\b(?:do|does|did|is|are|was|were|still|they|them|it|we|you|i|has|have|had|can|could|would|will|to|and|or|but|than)\b"
)
NEAR = 24


def _narrows_english(start: int, end: int, bare: str, mentions: Sequence[Placed]) -> bool:
    """True where an English word stands just before a figure, or after a preposition."""
    for mention in mentions:
        between = bare[end : mention.start]
        if 0 <= mention.start - end <= NEAR and not _VERBS.search(between) and not _CLAUSE.search(between):
            return True
    return bool(_PREPOSITION.search(bare[:start]))


def _chinese_rest(run: str, fillers: re.Pattern[str], verbs: bool) -> list[str]:
    """Conditions of a run: known ones whole, then what stands between ordinary words."""
    known = [m.group() for m in _dimension_words().finditer(run)]
    rest = fillers.sub(" ", _dimension_words().sub(" ", run))
    parts = [_stripped(part) for part in rest.split()]
    said = [part for part in parts if len(part) > 1 and (verbs or not chinese_function_characters().issuperset(part))]
    return [*known, *said]


def _stripped(part: str) -> str:
    """A part without particles at its ends; signs of time stay where they belong to a word (月球)."""
    bare = part.strip(_PARTICLES)
    return bare if len(bare) != 1 else part.strip(_PARTICLES.translate(_TIME))


def _is_own(word: str, subject: Subject | None) -> bool:
    return subject is not None and len(word) > 1 and any(word in name for name in subject.names)


def without_own(run: str, subject: Subject | None) -> str:
    """A Chinese run without the customer's name at its beginning or anywhere in it."""
    if subject is None:
        return run
    for size in range(min(len(run), 16), 2, -1):
        for start in range(len(run) - size + 1):
            if subject.is_called(run[start : start + size]):
                return run[:start] + " " + run[start + size :]
    return run


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with the spans replaced by spaces, its length kept."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)
