"""Where in the notes the reading stands: headings in force, whose notes they are, the unit told last."""

import re
from dataclasses import dataclass, field

from ingestion.extract.units import Unit, unit_in
from ingestion.model.fact import Basis
from ingestion.model.place import Line, Word
from ingestion.read.numbers import parse_amount

HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）][.、．]?|\d{1,2}[、.．](?!\d))(?P<name>[^\d%]{2,40}.*)$"
)
_LEVELS = tuple(
    re.compile(p)
    for p in (
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"[（(][一二三四五六七八九十]{1,3}[)）]",
        r"\d{1,2}[、.．]",
        r"[（(]\d{1,3}[)）]",
    )
)
_PARENT = re.compile(r"母公司(?:财务报表|会计报表)?(?:主要|重要)?项目")
LONG = 46  # characters of a line that is no heading


@dataclass(slots=True)
class Place:
    """The reading's place. `heads` by level, the outermost first; `seen` holds the fields met since the last heading."""

    heads: dict[int, str] = field(default_factory=dict)
    basis: Basis = "consolidated"
    unit: Unit = field(default_factory=Unit)
    seen: set[str] = field(default_factory=set)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.heads.values())

    def pass_line(self, line: Line) -> bool:
        """Takes in a heading or a unit line; True where it was a heading."""
        text = squeezed(line.text)
        heading = HEADING.match(text)
        numbered = [w for w in numbers_of(line) if w is not line.words[0]]  # the heading's own number aside
        if heading and len(text) <= LONG and not text.endswith("。") and not numbered:
            self._enter(heading["name"], text)
            return True
        if len(text) < 60 and not numbers_of(line):
            told = unit_in(line.text)
            if told.scale is not None:
                self.unit = Unit(told.scale, told.currency or "CNY", line.box, line.page)
        return False

    def _enter(self, name: str, text: str) -> None:
        level = next(n for n, pattern in enumerate(_LEVELS) if pattern.match(text))
        if level <= 1 and (level == 0 or _PARENT.search(name) or self.basis == "parent"):
            self.basis = "parent" if _PARENT.search(name) else "consolidated"
        self.heads = {**{n: head for n, head in self.heads.items() if n < level}, level: name}
        self.seen = set()


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def numbers_of(line: Line) -> list[Word]:
    """The words of a line that are amounts, shares or dashes with digits; hidden words never."""
    return [
        w for w in line.words if not w.suspect and any(c.isdigit() for c in w.text) and parse_amount(w.text) is not None
    ]
