"""The figures of a case that no statement prints: names, unit, the paper that brings each and the check that asks for it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def case_definitions() -> dict[str, dict[str, Any]]:
    """`case_figures.toml`."""
    return tomllib.loads(files(__package__).joinpath("case_figures.toml").read_text("utf-8"))
