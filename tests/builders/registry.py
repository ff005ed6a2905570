"""Label-and-table papers of the sample customer drawn from `registry.toml`: registry extract, court search."""

import tomllib
from pathlib import Path
from typing import Any

from tests.builders.pdf import Paper

DATA = Path(__file__).with_name("registry.toml")
LEFT = 24.0


def content() -> dict[str, Any]:
    """`registry.toml`."""
    return tomllib.loads(DATA.read_text("utf-8"))


def labelled_paper(name: str) -> bytes:
    """The paper `registry` or `court`."""
    data = content()[name]
    paper = Paper()
    paper.page().centred(60, data["title"], 15)
    y = 90.0
    for part in data["parts"]:
        paper.text(LEFT, y + 10, part["title"], 11)
        y = paper.ruled(LEFT, y + 18, part["widths"], part["rows"], 7.5) + 14
    paper.text(LEFT, y + 6, data["foot"], 9)
    return paper.bytes()
