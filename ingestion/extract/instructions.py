"""Orders in a paper to whoever reads it by machine: found and told as a problem, never followed. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from ingestion.extract.disguises import disguised
from ingestion.model.fact import Problem
from ingestion.texts import Lang, say

CODE = "instruction_in_paper"
QUOTE = 40
BEFORE = 40
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_CJK = re.compile("[\u3400-\u9fff]")
_LOOK_ALIKES = str.maketrans(
    "аеорсухіѕԁӏаАЕОРСХІ", "aeopcyxisdlaAEOPCXI"
)  # Cyrillic letters that print like Latin ones
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class _Order:
    """One family of wordings: `signs` decide quickly that a page holds none."""

    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    not_after: re.Pattern[str] | None


def instructions_of(pages: Mapping[int, Iterable[str]], lang: Lang) -> list[Problem]:
    """A problem for each page whose lines hold an order to the assistant or the approval, with the beginning of its words."""
    texts = {number: " ".join(lines) for number, lines in pages.items()}
    likely = _likely(texts.values())
    problems = []
    for number, text in texts.items():
        found = instruction_in(text, likely)
        if found is not None:
            quote = found if len(found) <= QUOTE else found[:QUOTE] + "…"
            problems.append(Problem(code=CODE, page=number, message=say(f"problems.{CODE}", lang, text=quote)))
    return problems


def instruction_in(text: str, likely: "tuple[_Order, ...] | None" = None) -> str | None:
    """The first order in a page's text, as compared (lower case, without signs that nobody sees); None for ordinary papers.

    `likely` are the English orders that the words of the whole paper leave open; all where it is not given.
    """
    found = _order_in(_plain(text), likely)
    if found is None:
        found = next((order for written in disguised(text) if (order := _order_in(_plain(written)))), None)
    return found


def _likely(texts: Iterable[str]) -> tuple[_Order, ...]:
    """The English orders with those of their signs whose parts stand in some word of the paper; most papers leave few."""
    words = _plain(" ".join({word for text in texts for word in text.split()}))
    left = [
        replace(order, signs=tuple(sign for sign in order.signs if all(part in words for part in sign.split())))
        for order in _orders("en")
    ]
    return tuple(order for order in left if order.signs)


def _order_in(flat: str, likely: tuple[_Order, ...] | None = None) -> str | None:
    found = _first(flat, _orders("en") if likely is None else likely)
    if found is None and _CJK.search(flat):
        found = _first("".join(flat.split()), _orders("zh"))
    return found


def _plain(text: str) -> str:
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
        if _CYRILLIC.search(text):
            text = text.translate(_LOOK_ALIKES)
    return text.lower()


def _first(text: str, orders: tuple[_Order, ...]) -> str | None:
    for order in orders:
        if not any(sign in text for sign in order.signs):
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
            re.compile(row["pattern"], re.IGNORECASE),
            re.compile(row["not_after"]) if "not_after" in row else None,
        )
        for row in rows
    )
