"""The rules of `zh.toml`, read once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_MONEY_TOLD = r"(?P<amount>[\d,]+(?:\.\d+)?)\s*(?P<unit>亿元|百万元|万元|千元|元)"
_PCT_TOLD = r"(?P<pct>\d{1,3}(?:\.\d+)?)\s*[%％]"

_OTHER_HEADINGS = (
    "现金流量表补充资料",
    "关联方.{0,6}应[收付]",
    "关联方.{0,4}往来",
    "应[收付].{0,4}关联方",
)  # read by their own modules


@dataclass(frozen=True, slots=True)
class Note:
    """One entry, its patterns compiled."""

    field: str
    rows: tuple[re.Pattern[str], ...]
    under: tuple[re.Pattern[str], ...]
    told: tuple[re.Pattern[str], ...]
    take: str
    after: str | None
    anywhere: bool

    def names(self, caption: str) -> bool:
        """True where a row's caption, without spaces, is this figure's."""
        return any(p.fullmatch(caption) for p in self.rows)

    def stands_under(self, heads: str) -> bool:
        """True where the headings in force allow this figure."""
        return self.anywhere or any(u.search(heads) for u in self.under)


@cache
def notes() -> tuple[Note, ...]:
    """Every rule, in the order of the file."""
    entries = tomllib.loads(files(__package__).joinpath("zh.toml").read_text("utf-8"))
    return tuple(_note(name, entry) for name, entry in entries.items())


def _note(name: str, entry: Mapping[str, Any]) -> Note:
    told = [t.replace("{amount}", _MONEY_TOLD).replace("{pct}", _PCT_TOLD) for t in entry.get("told", ())]
    return Note(
        name, tuple(re.compile(r) for r in entry.get("row", ())), tuple(re.compile(u) for u in entry.get("under", ())),
        tuple(re.compile(t) for t in told), entry["take"], entry.get("after"), bool(entry.get("anywhere")),
    )  # fmt: skip


@cache
def first_signs() -> re.Pattern[str]:
    """What some row of the notes begins with; a cheap look before the patterns."""
    return re.compile("|".join(dict.fromkeys(p.pattern for n in notes() for p in n.rows)))


@cache
def headings_asked() -> re.Pattern[str]:
    """A heading under which some rule looks for a table."""
    own = {u.pattern for n in notes() if n.take != "told" for u in n.under}
    return re.compile("|".join(sorted(own | set(_OTHER_HEADINGS))))
