"""Whether a page's text layer reads like a language: broken maps give right digits under junk labels. Cheap: a sample of its signs."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

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
    signs = Counter("".join(_sample(words))[:SAMPLE])
    count = signs.total()
    if count >= 20 and _number_of(signs, _is_unmapped) > UNMAPPED_SHARE * count:
        return False
    chinese = _number_of(signs, lambda ch: "\u3400" <= ch <= "\u9fff")
    if chinese >= ENOUGH:
        common = _number_of(signs, lambda ch: "\u3400" <= ch <= "\u9fff" and _is_common(ch))
        return common >= COMMON_SHARE * chinese
    wordly = _number_of(signs, lambda ch: not ch.isdigit())
    accented = _number_of(signs, lambda ch: "\u00a1" <= ch <= "\u00ff" and not ch.isdigit())
    if wordly >= 30 and accented > ACCENT_SHARE * wordly:
        return False  # Chinese bytes shown as Western letters
    letters: Counter[str] = Counter()
    for ch, times in signs.items():
        if ch.isalpha() and ch < "\u2e80":
            letters[_base(ch)] += times
    latin, plain = letters.total(), _number_of(letters, str.isascii)
    if latin < ENOUGH or plain < 0.8 * latin:
        return True  # too few; Cyrillic, Greek: nothing is known of them
    vowels, rare = _number_of(letters, VOWELS.__contains__), _number_of(letters, RARE.__contains__)
    low, high = VOWEL_SHARE
    return low * plain <= vowels <= high * plain and rare <= RARE_SHARE * plain


def _sample(words: Iterable[Word]) -> Iterator[str]:
    """The texts of words that are seen, until there are signs enough."""
    held = 0
    for word in words:
        if not word.suspect:
            yield word.text
            held += len(word.text)
            if held >= SAMPLE:
                return


def _number_of(signs: Counter[str], wanted: Callable[[str], bool]) -> int:
    return sum(times for ch, times in signs.items() if wanted(ch))


def _is_unmapped(sign: str) -> bool:
    return sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn", "Cc")


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
