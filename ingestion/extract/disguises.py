"""Ways of writing words so that a person or a filter does not see them: each gives the text as it would be read. Pure."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence

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


_CUT = re.compile(r"[A-Za-z][-\u2010](?!\S)")
LONG = 24  # characters of a token that may hold words


def read_otherwise(pages: Mapping[int, Sequence[str]]) -> dict[int, list[str]]:
    """How pages read when a disguise is taken off: base64, words broken over lines, spaced letters, digits for letters, backwards.

    `pages` are the words of each page, or longer parts of it. Only readings that differ from the page are given; most pages have
    none. Most disguises show in a single word, and the words of a whole paper are few.
    """
    words = {number: frozenset(printed) for number, printed in pages.items()}
    known = frozenset().union(*words.values())
    uneven = [word for word in known if not word.isalpha()]
    mixed = {word: [_MIXED.sub(_spelled(letters), word) for letters in (_LETTERS_I, _LETTERS)]
             for word in uneven if _MIXED.search(word)}  # fmt: skip
    cut = {word for word in uneven if _CUT.search(word)}
    coded = {word for word in known if len(word) >= LONG and _BASE64.search(word)}
    backwards = " ".join(known).lower()
    turned = {word for word in known if any(sign in word.lower() for sign in _BACKWARDS)} if any(
        sign in backwards for sign in _BACKWARDS
    ) else set()  # fmt: skip
    found: dict[int, list[str]] = {}
    for number, printed in pages.items():
        own, text = words[number], " ".join(printed)
        readings: list[str] = []
        if not coded.isdisjoint(own):
            readings += filter(None, (_decoded(m.group()) for m in [*_BASE64.finditer(text)][:MAX_TOKENS]))
        if not cut.isdisjoint(own) and _BROKEN.search(text):
            readings.append(_BROKEN.sub("", text))
        if _MAYBE_SPACED.search(text) and _SPACED.search(text):
            readings.append(_SPACED.sub(_closed, text))
        if not own.isdisjoint(mixed):
            spelled = (" ".join([mixed[word][k] if word in mixed else word for word in printed]) for k in (0, 1))
            readings += dict.fromkeys(spelled)
        if not turned.isdisjoint(own):
            readings.append(text[::-1])
        if readings:
            found[number] = readings
    return found


def _spelled(letters: dict[int, int]) -> Callable[[re.Match[str]], str]:
    return lambda match: match.group().translate(letters)


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
