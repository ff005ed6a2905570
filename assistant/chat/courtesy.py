"""Polite words around a request, which say nothing of what is asked, blanked out (`courtesy.toml`). Pure."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_EDGE = r"(?:(?<=^)|(?<=[.;:!?。；！？\n] )|(?<=[.;:!?。；：！？，,\n])|(?<=, ))"
MOST = 3
"""Polite phrases that may follow one another ("Before we go on, could you please tell me")."""


def without_courtesy(text: str) -> str:
    """The question with its polite words as spaces, its length kept; one that is nothing else stays as it is."""
    bare = text
    for pattern in (_leading(), *_middle()):
        bare = pattern.sub(lambda m: " " * len(m.group()), bare)
    return bare if bare.strip(" ?？.。!！,，") else text


@cache
def _read() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("courtesy.toml").read_text("utf-8"))


@cache
def _leading() -> re.Pattern[str]:
    begin, tell = ("|".join(f"(?:{one})" for one in _read()[name]) for name in ("begin", "tell"))
    return re.compile(rf"{_EDGE}(?:{begin}){{1,{MOST}}}(?:{tell})?|{_EDGE}(?:{tell})", re.IGNORECASE)


@cache
def _middle() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in _read()["middle"])
