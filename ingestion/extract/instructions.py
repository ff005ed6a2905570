"""Orders to a program hidden in a paper's text: found, reported with their page, never obeyed. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from ingestion.model.fact import Problem
from ingestion.model.place import Line
from ingestion.taxonomy.captions import CHINESE, plain
from ingestion.texts import Lang, say

CODE = "instruction_in_paper"
MAX_SHOWN = 80
MAX_TEXT = 20_000
MAX_A_PAPER = 20
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@cache
def _patterns() -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    """English and Chinese patterns, searched one by one: quicker than all in one."""
    read = tomllib.loads(files(__package__).joinpath("instructions.toml").read_text("utf-8"))
    return [re.compile(p) for p in read["english"]], [re.compile(p) for p in read["chinese"]]


def instruction_in(text: str) -> str | None:
    """The words of `text` that speak to a program, at most 80 characters as normalised; None for ordinary text."""
    flat = _BETWEEN_CHINESE.sub("", re.sub(r"\s+", " ", plain(_INVISIBLE.sub("", text[:MAX_TEXT]))))
    english, chinese = _patterns()
    for pattern in [*english, *chinese] if CHINESE.search(flat) else english:
        if match := pattern.search(flat):
            return flat[max(0, match.start() - 8) : match.end() + 24][:MAX_SHOWN]
    return None


def instructions_of(pages: Mapping[int, Sequence[Line]], lang: Lang) -> list[Problem]:
    """One problem a page whose lines hold such words, in page order."""
    out: list[Problem] = []
    for number in sorted(pages):
        found = instruction_in(" ".join(line.text for line in pages[number]))  # a sentence may be broken over lines
        if found is not None:
            out.append(Problem(code=CODE, page=number, message=say(f"problems.{CODE}", lang)))
        if len(out) >= MAX_A_PAPER:
            break
    return out
