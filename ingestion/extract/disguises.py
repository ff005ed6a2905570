"""Ways of writing words so that a person or a filter does not see them: each gives the text as it would be read. Pure."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Set

MAX_TOKENS = 50
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{24,4000}={0,2}(?![A-Za-z0-9+/=_-])")
_SPACED = re.compile(r"(?:(?<![^\W\d_])[A-Za-z][ .·_-]{1,3}){8,}[A-Za-z](?![A-Za-z])")
_MAYBE_SPACED = re.compile(r"[ .·_-][A-Za-z][ .·_-]{1,3}[A-Za-z][ .·_-]{1,3}[A-Za-z][ .·_-]")  # a cheap first look
_BROKEN = re.compile(r"[-\u2010](?<=[A-Za-z][-\u2010])\s+(?=[a-z])")
_MIXED = re.compile(r"\b(?=[^\WA-Za-z]*+[A-Za-z])(?=[^\W0134578]*+[0134578@$])[\w@$]{3,}")
_LETTERS = str.maketrans("0134578@$", "oleastbas")
_LETTERS_I = str.maketrans("0134578@$", "oieastbas")
_BACKWARDS = ("erongi", "drager", "evorppa", "snoitcurtsni", "\u4ee4\u6307", "\u51c6\u6279")
_PRINTED = 0.9


_CUT = re.compile("[A-Za-z][-\u2010]$")
LONG = 24  # characters of a token that may hold words


def read_otherwise(texts: Mapping[int, str], words: Mapping[int, Set[str]]) -> dict[int, list[str]]:
    """The readings of the texts that may be disguised, by their numbers; `words` are those of each text.

    Most disguises show in a single word, and the words of a whole paper are few.
    """
    known = frozenset().union(*words.values())
    odd = {word for word in known if not word.isalpha() and (_MIXED.search(word) or _CUT.search(word))}
    odd.update(word for word in known if len(word) >= LONG and _BASE64.search(word))
    if any(sign in " ".join(known).lower() for sign in _BACKWARDS):
        odd.update(word for word in known if any(sign in word.lower() for sign in _BACKWARDS))
    return {
        number: readings
        for number, text in texts.items()
        if (not odd.isdisjoint(words[number]) or _MAYBE_SPACED.search(text)) and (readings := [*disguised(text)])
    }


def disguised(text: str) -> Iterator[str]:
    """The text as it reads when a disguise is taken off: base64, spaced letters, words broken over lines, digits for letters, backwards.

    Only readings that differ from the text are given; there is none for most pages.
    """
    for match in [*_BASE64.finditer(text)][:MAX_TOKENS]:
        decoded = _decoded(match.group())
        if decoded:
            yield decoded
    if _BROKEN.search(text):
        yield _BROKEN.sub("", text)
    if _MAYBE_SPACED.search(text) and _SPACED.search(text):
        yield _SPACED.sub(_closed, text)
    if _MIXED.search(text):
        yield _MIXED.sub(lambda m: m.group().translate(_LETTERS_I), text)
        yield _MIXED.sub(lambda m: m.group().translate(_LETTERS), text)
    lower = text.lower()
    if any(sign in lower for sign in _BACKWARDS):
        yield text[::-1]


def _decoded(token: str) -> str:
    """The words of a base64 token; empty where it holds none."""
    padded = token.rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        text = base64.b64decode(padded, altchars=b"-_" if re.search("[-_]", token) else None, validate=True).decode(
            "utf-8"
        )
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    printed = sum(c.isprintable() or c.isspace() for c in text)
    return text if text and printed >= _PRINTED * len(text) else ""


def _closed(match: re.Match[str]) -> str:
    """Spaced letters closed up: two blanks part words; without them the words the filters look for are parted."""
    letters = re.sub(r"(?<=[A-Za-z])[ .·_-]{1,3}(?=[A-Za-z])", "", match.group())
    return re.sub(
        r"(?i)(ignore|disregard|forget|all|the|previous|prior|above|instructions|rules|approve|limit)", r"\1 ", letters
    )
