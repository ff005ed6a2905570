"""English terms of a question set right where a key slipped: letters swapped, doubled, left out or a vowel mistaken. Pure.

Only lower-case words that nothing knows are looked at, and only where one term alone is near; a name and a number stay as written.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from assistant.chat.concepts import phrases
from assistant.chat.fillers import english_fillers
from assistant.chat.intent import english_tag_words, is_tag_word
from assistant.chat.tokens import is_loose, token_of

_WORD = re.compile(r"(?<![\w'.&/-])[a-z]{5,}(?![\w&/]|-\w|\.\w)")
_VOWELS = frozenset("aeiouy")
SHORTEST, LONG = 6, 10
"""Letters of the shortest term that is looked for, and of the terms in which two slips are borne."""


def spelled(flat: str, text: str, known: Callable[[str], bool]) -> str:
    """The plain question with slips of the key mended; `text` tells what is written as a name, `known` what the papers print."""
    capital = {w.lower() for w in re.findall(r"[A-Z][A-Za-z]+", text)}

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        return word if word in capital or known(word) else _nearest(word)

    return _WORD.sub(mended, flat)


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str:
    """The one term that the word was meant to be; the word itself where it is known, or none or several are near."""
    if _is_known(word):
        return word
    stem = token_of(word)
    terms = (t for t in _terms() if t[0] == word[0] and (stem not in _stems() or t.startswith(stem)))
    near = {term: far for term in terms if (far := _slips(word, term)) is not None}
    closest = [term for term, far in near.items() if far == min(near.values())]
    return closest[0] if len({token_of(term) for term in closest}) == 1 else word


def _slips(word: str, term: str) -> int | None:
    """How many slips lie between a word and a term; None where they are other words than a slip makes."""
    most = 2 if len(term) >= LONG else 1
    far = OSA.distance(word, term, score_cutoff=most)
    if not 0 < far <= most:
        return None
    if len(word) == len(term) and far == 1:
        (one, other), *more = [(a, b) for a, b in zip(word, term, strict=True) if a != b]
        return far if more or (one in _VOWELS and other in _VOWELS) else None
    return far


def _is_known(word: str) -> bool:
    return is_loose(word) or word in _words() or word in english_fillers() or is_tag_word(word)


@cache
def _terms() -> frozenset[str]:
    """The words that are looked for: of the names of figures and of the tags."""
    return frozenset(w for w in _words() | english_tag_words() if len(w) >= SHORTEST)


@cache
def _words() -> frozenset[str]:
    return frozenset(word for phrase in phrases().entries for word in re.findall(r"[a-z]+", phrase))


@cache
def _stems() -> frozenset[str]:
    return frozenset(token_of(word) for word in _words())
