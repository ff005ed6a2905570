"""Orders in a paper to whoever reads it by machine: found and told as a problem, never followed. Pure."""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from ingestion.extract.disguises import read_otherwise
from ingestion.model.fact import Problem
from ingestion.texts import Lang, say

CODE = "instruction_in_paper"
QUOTE = 40
BEFORE = 40
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_CJK = re.compile("[\u3400-\u9fff]")
_SIGNED = re.compile(r"[a-z<_#\]]")  # one of them stands in every part of an English sign
_LOOK_ALIKES = str.maketrans(
    "аеорсухіѕԁӏаАЕОРСХІı", "aeopcyxisdlaAEOPCXIi"
)  # Cyrillic letters and a dotless i, which print like Latin ones
_ALIEN = re.compile("[\u0131\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class _Order:
    """One family of wordings: `signs` decide quickly that a page holds none."""

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    not_after: re.Pattern[str] | None


_Signed = tuple[_Order, Sequence[str]]
"""An order with those of its signs that a text may hold."""


def instructions_of(pages: Mapping[int, Iterable[str]], lang: Lang) -> list[Problem]:
    """A problem for each page whose lines hold an order to the assistant or the approval, with the beginning of its words."""
    problems = []
    for number, found in _found({n: [*lines] for n, lines in pages.items()}).items():
        quote = found if len(found) <= QUOTE else found[:QUOTE] + "…"
        problems.append(Problem(code=CODE, page=number, message=say(f"problems.{CODE}", lang, text=quote)))
    return problems


def instruction_in(text: str) -> str | None:
    """The first order in a page's text, as compared (lower case, without signs that nobody sees); None for ordinary papers."""
    return _found({0: [text]}).get(0)


def _found(pages: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """The first order of each page that holds one: as it is written, else as it reads when a disguise is taken off."""
    texts = {number: " ".join(printed) for number, printed in pages.items()}
    words = {number: set(printed) for number, printed in pages.items()}
    otherwise = read_otherwise(pages)
    for number, readings in otherwise.items():
        for reading in readings:
            words[number].update(reading.split())
    plain = {word: _plain(word) for word in frozenset().union(*words.values())}
    chinese = {word for word, read in plain.items() if _CJK.search(read)}
    likely = _likely(words, {word: read for word, read in plain.items() if _SIGNED.search(read)})
    found = {}
    for number, text in texts.items():
        orders, is_chinese = likely.get(number, ()), not chinese.isdisjoint(words[number])
        for reading in (text, *otherwise.get(number, ())) if orders or is_chinese else ():
            if order := _order_in(_plain(reading), orders, is_chinese):
                found[number] = order
                break
    return found


def _likely(words: Mapping[int, Set[str]], plain: Mapping[str, str]) -> dict[int, list[_Signed]]:
    """The English orders that the words of each page leave open, with the signs that do: most pages leave few or none.

    `plain` are the words as they are compared.
    """
    known = list(plain)
    starts = [0, *accumulate(len(read) + 1 for read in plain.values())]
    joined = f" {' '.join(plain.values())} "

    @cache
    def pages_with(part: str) -> frozenset[int]:
        holding = {known[k] for k in _holding(joined, part, starts)}
        return frozenset(n for n, own in words.items() if not own.isdisjoint(holding)) if holding else frozenset()

    likely: dict[int, list[_Signed]] = {}
    for order in _orders("en"):
        signs: dict[int, list[str]] = {}
        for sign in order.signs:
            left = pages_with(_parts(sign)[0])
            for part in _parts(sign)[1:] if left else ():
                left &= pages_with(part)
            for number in left:
                signs.setdefault(number, []).append(sign)
        for number, own_signs in signs.items():
            likely.setdefault(number, []).append((order, own_signs))
    return likely


@cache
def _parts(sign: str) -> list[str]:
    """The two longest parts of a sign that each stand within one word, with the blanks beside them: where the sign is, they are."""
    parts = sign.split(" ")
    bounded = [" " * (k > 0) + part + " " * (k < len(parts) - 1) for k, part in enumerate(parts)]
    return sorted((part for part in bounded if part.strip()), key=len, reverse=True)[:2]


def _holding(joined: str, part: str, starts: Sequence[int]) -> Iterator[int]:
    """The words that hold a part, by their numbers; they are joined by blanks with one before and after, `starts` is without that one."""
    at = joined.find(part)
    while at >= 0:
        k = bisect_right(starts, at if part[0] == " " else at - 1) - 1
        yield k
        at = joined.find(part, starts[k + 1])


def _order_in(flat: str, likely: Sequence[_Signed], is_chinese: bool) -> str | None:
    found = _first(flat, likely)
    if found is None and is_chinese:
        together = "".join(flat.split())
        letters = set(together)
        left = [(order, [sign for sign in order.signs if letters.issuperset(sign)]) for order in _orders("zh")]
        found = _first(together, left)
    return found


def _plain(text: str) -> str:
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
        if _ALIEN.search(text):
            text = text.translate(_LOOK_ALIKES)
    return text.lower()


def _first(text: str, orders: Sequence[_Signed]) -> str | None:
    for order, signs in orders:
        if not any(sign in text for sign in signs):
            continue
        for match in order.pattern.finditer(text):
            before = text[max(0, match.start() - BEFORE) : match.start()]
            if order.not_after is None or not order.not_after.search(before):
                return match.group().strip()
    return None


@cache
def _orders(lang: str) -> tuple[_Order, ...]:
    rows = tomllib.loads(files(__package__).joinpath("instructions.toml").read_text("utf-8"))[lang]
    return tuple(
        _Order(
            tuple(row["signs"]),
            re.compile(row["pattern"]),
            re.compile(row["not_after"]) if "not_after" in row else None,
        )
        for row in rows
    )
