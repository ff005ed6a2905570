"""Whether a page's text layer reads like a language: broken maps give right digits under junk labels. Cheap: a sample of its signs."""

import unicodedata
from collections.abc import Iterable
from itertools import islice

from ingestion.model.place import Word

SAMPLE = 800
ENOUGH = 60
UNMAPPED_SHARE = 0.3
VOWELS = frozenset("aeiouyAEIOUY")
RARE = frozenset("jkqvwxzJKQVWXZ")
VOWEL_SHARE = (0.24, 0.62)
RARE_SHARE = 0.22
COMMON_SHARE = 0.6
ACCENT_SHARE = 0.4
COMMON_GB = (0xB0, 0xD7)
COMMON_BIG5 = (0xA4, 0xC6)


def reads_like_language(words: Iterable[Word]) -> bool:
    """False where the signs are unmapped, or letters stand as no language sets them; True also for too few letters to tell."""
    signs = list(islice((ch for w in words if not w.suspect for ch in w.text), SAMPLE))
    unmapped = sum(unicodedata.category(ch) in ("Co", "Cn", "Cc") or ch == "\ufffd" for ch in signs)
    if len(signs) >= 20 and unmapped > UNMAPPED_SHARE * len(signs):
        return False
    chinese = [ch for ch in signs if "\u3400" <= ch <= "\u9fff"]
    if len(chinese) >= ENOUGH:
        return sum(map(_is_common, chinese)) >= COMMON_SHARE * len(chinese)
    wordly = [ch for ch in signs if not ch.isdigit()]
    if len(wordly) >= 30 and sum("\u00a1" <= ch <= "\u00ff" for ch in wordly) > ACCENT_SHARE * len(wordly):
        return False  # Chinese bytes shown as Western letters
    latin = [_base(ch) for ch in signs if ch.isalpha() and ch < "\u2e80"]
    if len(latin) < ENOUGH:
        return True
    plain = [ch for ch in latin if ch.isascii()]
    if len(plain) < 0.8 * len(latin):
        return True  # Cyrillic, Greek: nothing is known of them
    vowels = sum(ch in VOWELS for ch in plain)
    rare = sum(ch in RARE for ch in plain)
    low, high = VOWEL_SHARE
    return low * len(plain) <= vowels <= high * len(plain) and rare <= RARE_SHARE * len(plain)


def _base(sign: str) -> str:
    """The letter without its accents."""
    return sign if sign.isascii() else unicodedata.normalize("NFD", sign)[0]


def _is_common(sign: str) -> bool:
    for encoding, (low, high) in (("gb2312", COMMON_GB), ("big5", COMMON_BIG5)):
        try:
            first = sign.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if low <= first <= high:
            return True
    return False
