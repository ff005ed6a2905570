"""What the columns of a ledger are, by the words of their heads: Chinese, English or both, in any order, on one to three rows."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

Cells = Sequence[str]
MONEY_ROLES = frozenset({"debit", "credit", "amount", "paid", "balance", "receipts_text", "credit_note"})
REPEATED = frozenset(
    {"customer", "paid", "paid_date", "receipts_text", "credit_note", "credit_note_date", "ignored", "remark"}
)
PART_OF = {
    ("paid", "date"): "paid_date", ("receipts_text", "date"): "paid_date", ("receipts_text", "amount"): "paid",
    ("paid", "amount"): "paid", ("credit_note", "date"): "credit_note_date", ("credit_note", "amount"): "credit_note",
}  # fmt: skip
"""What a date or an amount under a head of receipts or credit notes is."""
_NO_MATCH = (False, 0.0, -1, "")
HEAD_ROWS = 3
HEADS_AT_LEAST = 4
LONGEST_HEAD = 48
_UNIT = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CJK = re.compile("[\u3400-\u9fff]+")
_FIGURE = re.compile(r"^[-(+¥$€£]*\d[\d,.\s/:-]*[)%]?(?:\s*00:00:00)?$")
_ORDINAL = re.compile("第?[一二三四五六七八九十]+[次笔期]?")


@cache
def words() -> dict[str, Any]:
    """`words.toml`."""
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Head:
    """The heads of a block of rows: the last row of the head, the texts by column, and what each column is.

    `roles` maps a column to its role; a role may stand on several columns (receipts side by side), in order.
    """

    row: int
    texts: tuple[str, ...]
    roles: dict[int, str] = field(default_factory=dict)

    def columns(self, role: str) -> list[int]:
        """Columns of a role, left to right."""
        return [column for column, name in sorted(self.roles.items()) if name == role]

    def column(self, role: str) -> int | None:
        """The first column of a role."""
        return next(iter(self.columns(role)), None)

    @property
    def signature(self) -> str:
        """The head texts as one key: files of the same heads share it."""
        return "|".join(plain_head(text) for text in self.texts)


def plain_head(text: str) -> str:
    """A head for matching: half width, small letters, single spaces, no unit in brackets."""
    flat = unicodedata.normalize("NFKC", text)
    flat = _CAMEL.sub(" ", flat).replace("_", " ")
    flat = _UNIT.sub(" ", flat).lower()
    return " ".join(re.sub(r"[^\w\u3400-\u9fff]+", " ", flat).split())


@cache
def _best_match(text: str) -> tuple[bool, float, int, str]:
    plain = plain_head(text)
    if not plain or len(text) > LONGEST_HEAD:
        return _NO_MATCH
    chinese = _ORDINAL.sub("", "".join(_CJK.findall(plain)))
    english = " ".join(_CJK.sub(" ", plain).split())
    english = " ".join(re.sub(r"\b\d+\b", " ", english).split())
    return max((_match(chinese, True), _match(_singular(english), False)), key=lambda m: m[:3])


def guessed_head(rows: Sequence[Cells]) -> Head | None:
    """The first row that may be heads though no word tells: texts with figures or days under most of them. None where there is none."""
    for at, (row, below) in enumerate(pairwise(rows)):
        texts = [text for text in row if text]
        over = sum(bool(text) and c < len(below) and bool(below[c]) for c, text in enumerate(row))
        if len(texts) >= HEADS_AT_LEAST and not _is_data(row) and _is_data(below) and 2 * over > len(texts):
            return Head(at, tuple(row), _roles([[text] if text else [] for text in row]))
    return None


def _level_match(parts: Sequence[str]) -> tuple[bool, float, int, str]:
    """The best word of a head on several rows; where only the upper rows speak, the lowest row says what of it stands here."""
    whole = _best_match(" ".join(parts))
    if len(parts) < 2:
        return whole
    upper, own = _best_match(" ".join(parts[:-1])), _best_match(parts[-1])
    if not own[3] or whole[3] != upper[3] or whole[1] != upper[1]:
        return whole
    return (*own[:3], PART_OF.get((upper[3], own[3]), own[3]))


@cache
def _singular(text: str) -> str:
    """English words without the s of a plural."""
    return " ".join(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in text.split())


def _match(text: str, chinese: bool) -> tuple[bool, float, int, str]:
    """(whole text?, length of the word, its place, role) of the best word in `text`."""
    best = _NO_MATCH
    if not text:
        return best
    padded = text if chinese else f" {text} "
    for role, names in words()["heads"].items():
        for name in names:
            if bool(_CJK.match(name)) != chinese:
                continue
            name = name if chinese else _singular(name)
            at = padded.rfind(name if chinese else f" {name} ")
            if at >= 0:
                size = float(len(name)) * (2.2 if chinese else 1.0)  # a Chinese character says as much as a few letters
                best = max(best, (name == text, size, at, role), key=lambda m: m[:3])
    return best


def head_at(rows: Sequence[Cells], at: int, known: Mapping[str, Mapping[str, str]] | None = None) -> Head | None:
    """The head that starts on row `at` (one to three rows), or None. `known` holds confirmed roles by signature and head text."""
    best: Head | None = None
    for depth in range(1, HEAD_ROWS + 1):
        block = rows[at : at + depth]
        if len(block) < depth or any(_is_data(row) for row in block):
            break
        levels = _combined(block)
        texts = [" ".join(parts) for parts in levels]
        head = Head(at + depth - 1, tuple(texts), _roles(levels))
        if known and head.signature in known:
            given = known[head.signature]
            head = Head(
                head.row, head.texts, {c: given.get(plain_head(t), "ignored") for c, t in enumerate(texts) if t}
            )
        if _is_head(head, block) and (best is None or _score(head) > _score(best)):
            best = head
    return best


def _roles(levels: Sequence[Sequence[str]]) -> dict[int, str]:
    """Roles by column: one column for a role that a row has once, the one that says it most clearly."""
    found = {column: match for column, parts in enumerate(levels) if (match := _level_match(parts))[3]}
    roles = {column: match[3] for column, match in found.items()}
    for role in set(roles.values()) - REPEATED:
        columns = [column for column, name in roles.items() if name == role]
        clearest = max(columns, key=lambda c: (found[c][1], -c))
        roles |= dict.fromkeys(set(columns) - {clearest}, "ignored")
    names = set(roles.values())
    if "credit" in names and "debit" not in names and names & {"amount", "balance"}:
        settled = "credit_note" if names & {"paid", "receipts_text"} else "paid"  # beside an amount a credit settles it
        roles = {column: settled if name == "credit" else name for column, name in roles.items()}
    return roles


def _score(head: Head) -> tuple[int, int]:
    return len(set(head.roles.values()) - {"ignored"}), len(head.roles)


def _is_head(head: Head, block: Sequence[Cells]) -> bool:
    roles = set(head.roles.values())
    named = sum(bool(text) for text in head.texts)
    enough = len(roles - {"ignored", "remark", "customer"}) >= 3 and len(head.roles) >= 0.6 * named
    dated = roles & {"date", "paid_date", "due"}
    full = all(sum(bool(cell) for cell in row) >= 2 for row in block)
    return bool(enough and dated and roles & MONEY_ROLES and full)


def _is_data(row: Cells) -> bool:
    """True where a cell is a figure or a date, which heads are not (a bare year or ordinal may be)."""
    return any(_FIGURE.match(cell) and len(cell) > 1 for cell in row if cell)


def _combined(block: Sequence[Cells]) -> list[list[str]]:
    """Head texts a column, top row first: a head over several columns is repeated for each column that has a head of its own under it."""
    width = max(len(row) for row in block)
    levels = [[row[c] if c < len(row) else "" for c in range(width)] for row in block]
    for level, below in pairwise(levels):
        held = ""
        for c in range(width):
            if level[c]:
                held = level[c] if below[c] else ""
            elif below[c]:
                level[c] = held
    return [list(dict.fromkeys(part for part in (level[c] for level in levels) if part)) for c in range(width)]
