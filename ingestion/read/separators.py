"""How a page sets thousands and decimals apart: 1.234,56 and 1 234,56 are read as 1,234.56 where the page as a whole prints so.

A lone 12,50 or 1.234 may be anything; only the page's other figures tell. Cells keep what is printed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from ingestion.model.place import Box, Word, span
from ingestion.model.table import Cell, Table
from ingestion.read.layout import rows_of
from ingestion.read.numbers import is_dotted, may_be_dotted

SPACE_EM = 0.42  # between groups of one number; columns stand wider apart
ENOUGH = 4
RIVALS = 0.25
_OPEN = r"[-–—−(]*[$€£]?"
_FIRST = re.compile(rf"{_OPEN}[1-9]\d{{0,2}}")
_MIDDLE = re.compile(r"\d{3}")
_LAST = re.compile(r"(?P<whole>\d{3})(?P<comma>,\d{1,2})?(?P<point>\.\d{1,2})?[)%]*")
_COMMA_DECIMAL = re.compile(rf"{_OPEN}(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}),\d{{1,2}}[)%]*")
_LONG_COMMA_DECIMAL = re.compile(rf"{_OPEN}\d{{1,3}}(?:\.\d{{3}})+,\d{{1,2}}[)%]*|{_OPEN}\d{{3}},\d{{1,2}}[)%]*")
_COMMA_THOUSANDS = re.compile(rf"{_OPEN}\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}(?:\.\d+)?[)%]*")
_WHOLE = re.compile(r"\d{1,3}")
MIN_ALIKE = 6
_POINT_DECIMAL = re.compile(rf"{_OPEN}[\d,]*\.\d{{1,2}}[)%]*")

Printed = dict[Box, str]
"""What stands on the page, by the box of the word that was respelled."""


def respelled(words: list[Word]) -> tuple[list[Word], Printed]:
    """The words with numbers in spaced groups made one, and decimal commas as points; and how those were printed."""
    plain = [unicodedata.normalize("NFKC", w.text) for w in words]
    figures = [t for t in plain if not t.isalpha()]
    usual = sum(bool(_COMMA_THOUSANDS.fullmatch(t)) for t in figures)
    printed: Printed = {}
    groups = _spaced_groups(words) if sum(map(_is_group_end, figures)) >= ENOUGH else []
    if len(groups) >= ENOUGH and usual <= RIVALS * len(groups):
        words = _joined(words, groups, printed)
        plain = [unicodedata.normalize("NFKC", w.text) for w in words]
        figures = [t for t in plain if not t.isalpha()]
    commas = sum(bool(_LONG_COMMA_DECIMAL.fullmatch(t)) for t in figures)
    own = [t for w, t in zip(words, plain, strict=True) if w.box not in printed]
    rivals = usual + sum(bool(_POINT_DECIMAL.fullmatch(t)) for t in own)
    spaced = sum("," in text for text in printed.values())
    if commas + spaced < ENOUGH or rivals > RIVALS * (commas + spaced):
        return words, printed
    return [_with_point(w, text, printed) for w, text in zip(words, plain, strict=True)], printed


def _is_group_end(text: str) -> bool:
    return bool(_LAST.fullmatch(text))


def _spaced_groups(words: list[Word]) -> list[list[Word]]:
    """Runs of words of one row that are the groups of one number: 1 234 567,50."""
    found: list[list[Word]] = []
    for row in rows_of(words):
        group: list[Word] = []
        for word in row:
            if group and _close(group[-1], word) and _LAST.fullmatch(word.text):
                group.append(word)
                if not _MIDDLE.fullmatch(word.text):
                    found.append(group)
                    group = []
                continue
            if len(group) > 1:
                found.append(group)
            group = [word] if _FIRST.fullmatch(word.text) else []
        if len(group) > 1:
            found.append(group)
    return found


def _close(before: Word, word: Word) -> bool:
    return word.x0 - before.x1 <= SPACE_EM * max(word.bottom - word.top, 1.0)


def _joined(words: list[Word], groups: list[list[Word]], printed: Printed) -> list[Word]:
    first = {group[0]: group for group in groups}
    inner = {word for group in groups for word in group[1:]}
    out: list[Word] = []
    for word in words:
        if word in inner:
            continue
        group = first.get(word)
        if group is not None:
            x0, top, x1, bottom = span(group)
            whole, comma, tail = "".join(w.text for w in group).partition(",")
            word = word._replace(text=f"{whole}.{tail}" if comma else whole, x0=x0, top=top, x1=x1, bottom=bottom)
            printed[word.box] = " ".join(w.text for w in group)
        out.append(word)
    return out


def _with_point(word: Word, plain: str, printed: Printed) -> Word:
    if not _COMMA_DECIMAL.fullmatch(plain):
        return word
    printed[word.box] = word.text
    return word._replace(text=plain.replace(".", "").replace(",", "."))


def as_printed(table: Table, printed: Printed) -> Table:
    """The table with every respelled figure in the words of the page."""
    if not printed:
        return table
    rows = [replace(r, cells={k: _as_printed(c, printed) for k, c in r.cells.items()}) for r in table.rows]
    return replace(table, rows=tuple(rows))


def _as_printed(cell: Cell, printed: Printed) -> Cell:
    if not any(w.box in printed for w in cell.words):
        return cell
    words = tuple(w._replace(text=printed.get(w.box, w.text)) for w in cell.words)
    return replace(cell, text="".join(_texts(words)), words=words)


def _texts(words: Iterable[Word]) -> list[str]:
    return [w.text for w in words]


def with_one_separator(table: Table) -> Table:
    """The table with 1.234 read as thousands where its other figures set thousands off by points, or where all are like it.

    Beside 1.234 a table of thousands prints whole numbers below 1,000 alone: no other decimals, no thousands set off by commas.
    """
    cells = [
        c for r in table.rows for c in r.cells.values() if c.value is not None and not c.is_dash and not c.is_percent
    ]
    maybe = [c for c in cells if may_be_dotted(c.text)]
    alike = len(maybe) >= MIN_ALIKE and all(may_be_dotted(c.text) or _is_below_thousand(c.text) for c in cells)
    if not maybe or not (any(is_dotted(c.text) for c in cells) or alike):
        return table
    rows = [replace(r, cells={k: _in_thousands(c) for k, c in r.cells.items()}) for r in table.rows]
    return replace(table, rows=tuple(rows))


def _is_below_thousand(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text.strip("()-−– $€£¥")))


def _in_thousands(cell: Cell) -> Cell:
    return replace(cell, value=cell.value * 1000) if cell.value is not None and may_be_dotted(cell.text) else cell
