"""Ordinary words of questions, from `fillers.toml`: they narrow nothing."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from ingestion.store.split import stem

_RUN = re.compile("[\u3400-\u9fff]+")


@cache
def _read() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("fillers.toml").read_text("utf-8"))


@cache
def english_fillers() -> frozenset[str]:
    """English words and their stems."""
    return frozenset(w for word in _read()["en"].split() for w in (word, stem(word)))


@cache
def plain_words() -> frozenset[str]:
    """English words that stand around a figure asked for by its name."""
    return frozenset(_read()["plain_en"].split())


@cache
def chinese_fillers() -> re.Pattern[str]:
    """Chinese words of two characters and more, the longest first."""
    words = sorted((w for w in _read()["zh"].split() if _RUN.fullmatch(w) and len(w) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def chinese_function_characters() -> frozenset[str]:
    """Characters of verbs, adverbs, pronouns and numerals: a word of these alone names no part of a business."""
    return frozenset(_read()["zh_characters"]) - {" ", "\n"}
