"""Figures of the notes from lines outside ruled tables, by the rules of `zh.toml`, and from sentences.

A row is bound only when its amounts are as many as the period heads over it, so that a table of another shape gives nothing
instead of a guess.
"""

import re
from collections.abc import Sequence
from datetime import date

from ingestion.extract.context import Context
from ingestion.extract.notes.figure import word_fact
from ingestion.extract.notes.outline import Place, numbers_of, squeezed
from ingestion.extract.notes.rules import first_signs, notes
from ingestion.extract.units import Unit, unit_of_lines
from ingestion.model.fact import Basis, Fact
from ingestion.model.place import Line, Word

_PERIOD = re.compile(
    r"(?P<basis>合并|母公司|本公司)?\s*(?:(?P<year>20\d\d)\s*年\s*(?:(?:1?\d)\s*月\s*(?:[123]?\d)\s*日|年?末|度)?"
    r"|(?P<now>期末|年末|本期|本年)(?:账面|帐面)?(?:余额|数|金额|发生额)?|(?P<then>期初|年初|上年年?末|上期|上年)(?:账面|帐面)?(?:余额|数|金额|发生额)?)"
)
_SCALES = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
SEARCH_BACK = 8  # lines over a row in which its period heads stand
_TOLD_WORDS = ("占", "借款", "前五", "受到限制", "受限", "对外担保")
JOINED = 3  # lines a sentence may run over


def line_facts(rows: Sequence[Line], at: int, place: Place, context: Context) -> list[Fact]:
    """Figures of the line `at` of a page's `rows`: of a row of a table without rules, or of a sentence that begins there."""
    line = rows[at]
    text = squeezed(line.text)
    made = _told(rows, at, line.page, context)
    if first_signs().match(text) and (numbers := numbers_of(line)):
        made += _row(rows, at, line, numbers, line.page, place, context)
    return made


def _row(
    rows: Sequence[Line],
    at: int,
    line: Line,
    numbers: list[Word],
    page: int,
    place: Place,
    context: Context,
) -> list[Fact]:
    caption = squeezed("".join(w.text for w in line.words if w not in numbers))
    here = " ".join(place.heads.values())
    for note in notes():
        if note.take == "told" or not note.names(caption) or not note.stands_under(here):
            continue
        if "其他应收" in here or (note.after and note.after not in place.seen):
            continue
        place.seen.add(note.field)
        if note.take == "percent":
            shares = [w for w in numbers if w.text.endswith(("%", "％"))]
            return (
                [word_fact(note.field, shares[-1], caption, page, None, None, place.basis, context)] if shares else []
            )
        amounts = [w for w in numbers if not w.text.endswith(("%", "％"))]
        unit = unit_of_lines([(r.text, r.box) for r in rows[max(0, at - SEARCH_BACK) : at]], page).over(place.unit)
        if unit.scale is None:
            return []
        if note.take == "single":
            return (
                [word_fact(note.field, amounts[0], caption, page, unit, None, place.basis, context)]
                if len(amounts) == 1
                else []
            )
        heads = _heads(rows, at, len(amounts), context)
        return [
            word_fact(note.field, word, caption, page, unit, end, basis or place.basis, context)
            for word, (end, basis) in zip(amounts, heads, strict=True)
            if end is not None
        ] if len(heads) == len(amounts) else []  # fmt: skip
    return []


def _heads(rows: Sequence[Line], at: int, count: int, context: Context) -> list[tuple[str | None, Basis | None]]:
    """(period end, basis) of each amount, left to right, from the nearest line above that names as many periods."""
    end = context.dates.end
    if end is None:
        return []
    for row in reversed(rows[max(0, at - SEARCH_BACK) : at]):
        found = list(_PERIOD.finditer(squeezed(row.text)))
        if len(found) == count:
            return [(_end_of(m, end), _basis_of(m["basis"])) for m in found]
    return []


def _end_of(match: re.Match[str], end: date) -> str | None:
    if match["year"]:
        return end.replace(year=int(match["year"])).isoformat()
    return (end if match["now"] else end.replace(year=end.year - 1)).isoformat()


def _basis_of(word: str | None) -> Basis | None:
    return None if word is None else "consolidated" if word == "合并" else "parent"


def _told(rows: Sequence[Line], at: int, page: int, context: Context) -> list[Fact]:
    """Figures of a sentence that begins on this line."""
    first = rows[at].text
    if not any(word in first for word in _TOLD_WORDS):
        return []
    joined = squeezed("".join(r.text for r in rows[at : at + JOINED]))
    made = []
    for note in notes():
        for pattern in note.told:
            match = pattern.search(joined)
            if match is None or match.start() >= len(squeezed(first)):
                continue
            digits = match["pct"] if "pct" in match.groupdict() else match["amount"]
            word = _word_of(rows[at : at + JOINED], digits)
            if word is None:
                continue
            unit = Unit(_SCALES[match["unit"]], "CNY", word.box, page) if "amount" in match.groupdict() else None
            made.append(
                word_fact(note.field, word, match.group()[:60], page, unit, None, "consolidated", context, digits)
            )
            break
    return made


def _word_of(rows: Sequence[Line], digits: str) -> Word | None:
    return next((w for r in rows for w in r.words if digits in w.text), None)
