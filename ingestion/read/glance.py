"""A page's picture at first sight: enough to tell which pages of a scanned paper are read first."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """The page's upper lines, the number of its runs of print, whether it lies on its side (then without lines)."""

    lines: tuple[str, ...]
    runs: int
    lying: bool


def glance_to_json(glance: Glance) -> bytes:
    """One JSON object: lines, runs, lying."""
    return json.dumps(asdict(glance), ensure_ascii=False).encode()


def glance_from_json(body: bytes) -> Glance:
    """The glance again."""
    read = json.loads(body)
    return Glance(tuple(str(line) for line in read["lines"]), int(read["runs"]), bool(read["lying"]))
