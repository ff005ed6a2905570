"""Figures of the notes by `notes.toml`: restricted cash, ageing, borrowings by security, guarantees, concentration.

Read from rebuilt lines, section by section. A row is bound only when its amounts are as many as the period heads over it, so that a
table of another shape gives nothing instead of a guess.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ingestion.extract.statements import Context
from ingestion.extract.units import Unit, unit_in, unit_of_lines
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Basis, Fact
from ingestion.model.place import Line, Word
from ingestion.read.numbers import parse_amount

_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）][.、．]?|\d{1,2}[、.．](?!\d))\s*(?P<name>[^\d%]{2,40}.*)$"
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
_PERIOD = re.compile(
    r"(?P<basis>合并|母公司|本公司)?\s*(?:(?P<year>20\d\d)\s*年\s*(?:(?:1?\d)\s*月\s*(?:[123]?\d)\s*日|年?末|度)?"
    r"|(?P<now>期末|年末|本期|本年)(?:账面|帐面)?(?:余额|数|金额|发生额)?|(?P<then>期初|年初|上年年?末|上期|上年)(?:账面|帐面)?(?:余额|数|金额|发生额)?)"
)
_MONEY_TOLD = r"(?P<amount>[\d,]+(?:\.\d+)?)\s*(?P<unit>亿元|百万元|万元|千元|元)"
_PCT_TOLD = r"(?P<pct>\d{1,3}(?:\.\d+)?)\s*[%％]"
_SCALES = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
SEARCH_BACK = 8  # lines over a row in which its period heads stand
JOINED = 3  # lines a sentence may run over


@dataclass(frozen=True, slots=True)
class _Note:
    """One entry of `notes.toml`, its patterns compiled."""

    field: str
    rows: tuple[re.Pattern[str], ...]
    under: tuple[re.Pattern[str], ...]
    told: tuple[re.Pattern[str], ...]
    take: str
    after: str | None
    anywhere: bool


@dataclass(slots=True)
class _Place:
    """Where the reading stands: headings in force, basis, unit."""

    heads: dict[int, str] = field(default_factory=dict)  # by level, the outermost first
    basis: Basis = "consolidated"
    unit: Unit = field(default_factory=Unit)
    seen: set[str] = field(default_factory=set)


@cache
def _notes() -> tuple[_Note, ...]:
    entries = tomllib.loads(files(__package__).joinpath("notes.toml").read_text("utf-8"))
    return tuple(_note(name, entry) for name, entry in entries.items())


def _note(name: str, entry: Mapping[str, Any]) -> _Note:
    told = [t.replace("{amount}", _MONEY_TOLD).replace("{pct}", _PCT_TOLD) for t in entry.get("told", ())]
    return _Note(
        name, tuple(re.compile(r) for r in entry.get("row", ())), tuple(re.compile(u) for u in entry.get("under", ())),
        tuple(re.compile(t) for t in told), entry["take"], entry.get("after"), bool(entry.get("anywhere")),
    )  # fmt: skip


@cache
def _sign() -> re.Pattern[str]:
    """What some row or sentence of the notes begins with; a cheap look before the patterns."""
    return re.compile("|".join({p.pattern for n in _notes() for p in n.rows}))


def note_facts(lines: Mapping[int, Sequence[Line]], known: Iterable[Fact], context: Context) -> list[Fact]:
    """The notes' figures, the first of a field, period and basis; those in `known` are left out.

    Only for Chinese papers with statements of their own (the caller's choice); the report's date is the context's.
    """
    if context.dates.end is None:
        return []
    have = {(f.field, f.period_end, f.basis) for f in known}
    made: dict[tuple[str | None, str | None, str], Fact] = {}
    place = _Place()
    for page in sorted(lines):
        rows = list(lines[page])
        for at, line in enumerate(rows):
            for fact in _at(rows, at, line, page, place, context):
                key = (fact.field, fact.period_end, fact.basis)
                if key not in have:
                    made.setdefault(key, fact)
    return list(made.values())


def _at(rows: Sequence[Line], at: int, line: Line, page: int, place: _Place, context: Context) -> list[Fact]:
    text = _squeezed(line.text)
    heading = _HEADING.match(text)
    numbers = _numbers(line)
    if heading and not numbers:
        _enter(heading["name"], text, place)
        return []
    if len(text) < 60 and not numbers:
        told = unit_in(line.text)
        if told.scale is not None:
            place.unit = Unit(told.scale, told.currency or "CNY", line.box, page)
    made = _told(rows, at, page, context)
    if numbers and _sign().match(text):
        made += _row(rows, at, line, numbers, text, page, place, context)
    return made


def _enter(name: str, text: str, place: _Place) -> None:
    level = next(n for n, pattern in enumerate(_LEVELS) if pattern.match(text))
    if level == 0:
        place.basis = "parent" if _PARENT.search(name) else "consolidated"
    place.heads = {**{n: head for n, head in place.heads.items() if n < level}, level: name}
    place.seen = set()


def _row(
    rows: Sequence[Line],
    at: int,
    line: Line,
    numbers: list[Word],
    text: str,
    page: int,
    place: _Place,
    context: Context,
) -> list[Fact]:
    caption = _squeezed("".join(w.text for w in line.words if w not in numbers))
    here = " ".join(place.heads.values())
    for note in _notes():
        if note.take == "told" or not any(p.fullmatch(caption) for p in note.rows):
            continue
        if not note.anywhere and not any(u.search(here) for u in note.under):
            continue
        if "其他应收" in here or (note.after and note.after not in place.seen):
            continue
        place.seen.add(note.field)
        if note.take == "percent":
            shares = [w for w in numbers if w.text.endswith(("%", "％"))]
            return [_fact(note.field, shares[-1], caption, page, None, None, place.basis, context)] if shares else []
        amounts = [w for w in numbers if not w.text.endswith(("%", "％"))]
        unit = unit_of_lines([(r.text, r.box) for r in rows[max(0, at - SEARCH_BACK) : at]], page).over(place.unit)
        if unit.scale is None:
            return []
        if note.take == "single":
            return (
                [_fact(note.field, amounts[0], caption, page, unit, None, place.basis, context)]
                if len(amounts) == 1
                else []
            )
        heads = _heads(rows, at, len(amounts), context)
        return [
            _fact(note.field, word, caption, page, unit, end, basis or place.basis, context)
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
        found = list(_PERIOD.finditer(_squeezed(row.text)))
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
    if "占" not in first and "借款" not in first and "前五" not in first:
        return []
    joined = _squeezed("".join(r.text for r in rows[at : at + JOINED]))
    made = []
    for note in _notes():
        for pattern in note.told:
            match = pattern.search(joined)
            if match is None or match.start() >= len(_squeezed(first)):
                continue
            digits = match["pct"] if "pct" in match.groupdict() else match["amount"]
            word = _word_of(rows[at : at + JOINED], digits)
            if word is None:
                continue
            unit = Unit(_SCALES[match["unit"]], "CNY", word.box, page) if "amount" in match.groupdict() else None
            made.append(_fact(note.field, word, match.group()[:60], page, unit, None, "consolidated", context, digits))
            break
    return made


def _word_of(rows: Sequence[Line], digits: str) -> Word | None:
    return next((w for r in rows for w in r.words if digits in w.text), None)


def _numbers(line: Line) -> list[Word]:
    return [
        w for w in line.words if not w.suspect and any(c.isdigit() for c in w.text) and parse_amount(w.text) is not None
    ]


def _fact(
    name: str, word: Word, label: str, page: int, unit: Unit | None, end: str | None, basis: Basis, context: Context,
    printed: str | None = None,
) -> Fact:  # fmt: skip
    text = printed or word.text
    parsed = parse_amount(text)
    value = parsed.value if parsed is not None else None
    if value is None or context.dates.end is None:
        raise ValueError(text)
    scale = unit.scale or 1 if unit else 1
    day = end or context.dates.end.isoformat()
    body = "|".join((context.sha256, "note", name, day, basis, str(page), str(word.box)))
    return Fact(
        id="n" + hashlib.sha256(body.encode()).hexdigest()[:15], field=name, statement="notes", period_end=day,
        months=12 if unit is None else None, basis=basis, gaap=context.gaap, value=plain_decimal(value * scale),
        unit="money" if unit else "percent", currency=(unit.currency or "CNY") if unit else None, scale=scale,
        printed=text, label=label, page=page, box=word.box, unit_box=unit.box or () if unit else (),
        method="ocr" if word.conf < 1 else "text" if printed else "table", confidence=round(min(word.conf, 0.95), 3),
    )  # fmt: skip


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
