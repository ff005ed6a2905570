"""Rows of printed tables outside the statements: a caption, its cells, and the period that the head gives each column.

Works on the lines of a page as they are stored; a row whose columns cannot be told apart gives nothing.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.chat.lexicon import magnitude
from assistant.credit.profile_model import ChosenFact
from ingestion.extract.periods import MONTHS, dates_in, length_in
from ingestion.model.fact import Fact
from ingestion.model.place import Box
from ingestion.taxonomy.captions import plain

Lines = Sequence[tuple[str, Box]]
_CELL = re.compile(r"\(?-?[$¥£€]?\s?\(?\d[\d,]*(?:\.\d+)?\)?\s?%?\)?|(?<=\s)[—–-](?=\s|$)")
_NOT_CAPTION = re.compile(r"^[\s$¥£€()\d,.%—–-]+$")
_YEARS = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?![\d,])")
_CHANGE = re.compile(r"change|variance|increase|同比|增减|变动|%|growth", re.IGNORECASE)
_HEAD_WORD = re.compile(
    r"(?P<date>(?:19|20)\d\d年\d{{1,2}}月\d{{1,2}}日|(?:{})\.? \d{{1,2}}, ?(?:19|20)\d\d)|(?P<year>(?:19|20)\d\d)年?(?:度|末)?|(?P<now>期末(?:账面)?(?:余额|数|金额)?|本期(?:发生额|数|金额)?|本报告期(?:末)?|本年(?:度|数|发生额)?|年末(?:余额|数)?|current (?:year|period))|(?P<before>期初(?:账面)?(?:余额|数|金额)?|上期(?:发生额|数|金额)?|上年(?:度|同期|数|发生额|年末|末)?(?:余额)?|年初(?:余额|数)?|上年度末|prior (?:year|period))|(?P<change>[$%] ?change|change(?: %| \(%\))?|% ?(?:inc|dec)\w*|[比同].{{0,6}}增减(?:变动)?(?:\(%\)|（%）)?|变动(?:比例|幅度)?(?:\(%\))?|increase.{{0,14}})".format("|".join(sorted(MONTHS, key=len, reverse=True))),
    re.IGNORECASE,
)  # fmt: skip
_MONTH_DAY = re.compile(
    r"(?:{})\.? \d{{1,2}}(?=,|\s|$)".format("|".join(sorted(MONTHS, key=len, reverse=True))), re.IGNORECASE
)
_LENGTH = re.compile(
    r"(?:three|six|nine|twelve|3|6|9|12)[- ]months?|quarters? ended|years? ended|fiscal years?|quarter|\d\d weeks",
    re.IGNORECASE,
)
_SCALE = (
    (re.compile(r"in millions|\(millions|millions of|百万元|in \$m|[$£€]m\b", re.IGNORECASE), 10**6),
    (re.compile(r"in billions|\bbillions\b|亿元", re.IGNORECASE), 10**9),
    (re.compile(r"in thousands|\(thousands|(?<![\d,.])[$£€]?[’']?000s?\b(?![,.]\d)|千元", re.IGNORECASE), 10**3),
    (re.compile(r"单位[:：]?\s*(?:人民币)?万元|\(万元\)|（万元）"), 10**4),
    (re.compile(r"单位[:：]?\s*(?:人民币)?元"), 1),
)  # fmt: skip
HEAD_LINES = 26
NEAR_HEAD = 14


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of figures is of; `end` None where it is a change or unknown."""

    end: date | None
    months: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with its caption and cells as printed."""

    caption: str
    cells: tuple[str, ...]
    line: int
    box: Box
    text: str


def rows_of(lines: Lines) -> list[Row]:
    """Every line of a page that has a caption and at least one figure."""
    out: list[Row] = []
    for at, (text, box) in enumerate(lines):
        first = _CELL.search(text)
        while first is not None and (_is_word(text, first) or _is_footnote(text, first)):
            first = _CELL.search(text, first.end())
        if first is None or not text[: first.start()].strip():
            continue
        caption = re.sub(r"(?:\s*\(\d{1,2}\))+$", "", text[: first.start()].strip(" .:：$"))
        cells = tuple(c.group().strip() for c in _CELL.finditer(text, first.start()))
        rest = _CELL.sub("", text[first.start() :])
        if caption and len(re.sub(r"[\s$¥£€%().]", "", rest)) <= 4:
            out.append(Row(caption, cells, at, box, text))
    return out


def _is_footnote(text: str, match: re.Match[str]) -> bool:
    """True for a mark such as (1) after a caption, with the row's figures behind it."""
    return bool(re.fullmatch(r"\(\d{1,2}\)", match.group().strip())) and len(_CELL.findall(text, match.end())) > 1


def _is_word(text: str, match: re.Match[str]) -> bool:
    """True where the figure is a part of the caption: a note number, a name such as 5G, a year inside words."""
    after = text[match.end() : match.end() + 1]
    return bool(re.match(r"[A-Za-z\u3400-\u9fff年月日]", after)) or (
        match.group().strip() in ("-", "–", "—") and bool(re.match(r"\s[A-Za-z]", text[match.end() : match.end() + 2]))
    )


def head_of(lines: Lines, at: int) -> list[str]:
    """The lines over a row, nearest first, as far as its table's head can reach."""
    return [plain(text) for text, _ in reversed(lines[max(0, at - HEAD_LINES) : at])]


def columns_of(head: list[str], period_end: str | None) -> list[Column]:
    """The columns that a table's head describes, from left to right; empty where it cannot be read."""
    current = date.fromisoformat(period_end) if period_end else None
    for place, text in enumerate(head):
        words = list(_HEAD_WORD.finditer(text))
        timed = [m for m in words if not m["change"]]
        left = _HEAD_WORD.sub("", text)
        letters = len(
            re.findall(
                r"[a-z]{3,}|[\u3400-\u9fff]",
                re.sub(
                    r"as of|at|years?|ended|fiscal|项目|in millions|dollars|restated|unaudited|单位|币种|人民币|note",
                    "",
                    left,
                ),
            )
        )
        if not timed or letters > 8 or (rows_of([(text, (0, 0, 0, 0))]) and len(timed) < 2 and "年" not in text):
            continue
        days = next((_MONTH_DAY.findall(t) for t in head[place : place + 3] if len(_MONTH_DAY.findall(t)) >= 1), [])
        lengths = _lengths(head[place : place + 4])
        return _columns(words, days, lengths, current)
    return []


def _lengths(head: list[str]) -> list[int]:
    for text in head:
        found = [length_in(m.group()) or (3 if "quarter" in m.group() else 12) for m in _LENGTH.finditer(text)]
        if found:
            return found
    return []


def _columns(words: list[re.Match[str]], days: list[str], lengths: list[int], current: date | None) -> list[Column]:
    timed = [w for w in words if not w["change"]]
    per_length = len(timed) // len(lengths) if lengths and len(timed) % len(lengths) == 0 else 0
    out: list[Column] = []
    at = 0
    for word in words:
        if word["change"]:
            out.append(Column(None, None))
            continue
        day = days[at] if len(days) == len(timed) else days[0] if len(days) == 1 else None
        months = lengths[at // per_length] if per_length else None
        out.append(Column(_end(word, day, current), months))
        at += 1
    return out


def _end(word: re.Match[str], day: str | None, current: date | None) -> date | None:
    if word["date"]:
        return next(iter(dates_in(word["date"])), None)
    if word["year"]:
        year = int(word["year"])
        if day:
            return next(iter(dates_in(f"{day}, {year}")), None)
        return _same_day(current, year) if current else date(year, 12, 31)
    if current is None:
        return None
    return current if word["now"] else _same_day(current, current.year - 1)


def _same_day(like: date, year: int) -> date:
    return like.replace(year=year, day=min(like.day, 28) if like.month == 2 else like.day)


def facts_of(
    row: Row,
    columns: list[Column],
    head: list[str],
    fallback_scale: int,
    make: Callable[[dict[str, object]], ChosenFact],
) -> list[ChosenFact]:
    """A fact for every cell under a dated column; empty where cells and columns do not fit one another."""
    dated = [c for c in columns if c.end is not None]
    cells = list(row.cells)
    if len(cells) > len(columns) and len(cells) >= len(dated):
        cells = (
            [c for c in cells if not c.endswith("%")]
            if len([c for c in cells if not c.endswith("%")]) == len(dated)
            else cells
        )
    if len(cells) == len(columns):
        pairs = list(zip(cells, columns, strict=True))
    elif len(cells) == len(dated):
        pairs = list(zip(cells, dated, strict=True))
    else:
        return []
    scale = next((s for p, s in _SCALE for text in head if p.search(text)), None)
    out = []
    for cell, column in pairs:
        value = cell_amount(cell)
        if column.end is None or value is None:
            continue
        percent = "%" in cell
        used = Decimal("0.01") if percent else Decimal(scale if scale is not None else fallback_scale)
        out.append(
            make(
                {
                    "value": magnitude(row.caption, format(value * used, "f")), "scale": 1 if percent else int(used), "unit": "percent" if percent else "money", "printed": cell,
                    "period_end": column.end.isoformat(), "months": column.months, "label": row.caption, "box": row.box,
                }
            )
        )  # fmt: skip
    return out


_MEASURES = (
    ("revenue", re.compile(r"(?:主营业务|营业)收入(?!比)")),
    ("cost_of_sales", re.compile(r"(?:主营业务|营业)成本(?!比)")),
    ("gross_margin", re.compile(r"毛利率(?!比)")),
)
_COMPARED = re.compile(r"比上|同比增减|上年增减")
MEASURE_HEAD = 16
NEAR_LINES = 4


def heads_measures(text: str) -> bool:
    """True for a head line whose columns are revenue and cost of sales, in this order."""
    places = [m.start() for _, p in _MEASURES[:2] if (m := p.search(text))]
    return len(places) == 2 and places == sorted(places) and not re.search(r"\d{3}|[，。；]", text)


def measured(
    row: Row, head: list[str], above: list[str], measure: str, grown: bool = False
) -> tuple[str, int | None] | None:
    """(cell, scale) of a row in a table whose columns are revenue, cost and margin (and their growth) of one period; None elsewhere.

    `measure` is the id of the figure asked; `grown` takes its growth; `above` are all lines over the row, nearest first, one of which
    names the unit. A percentage has no scale.
    """
    at = next((i for i, (name, _) in enumerate(_MEASURES) if name == measure), None)
    line = next((i for i, text in enumerate(head[:MEASURE_HEAD]) if heads_measures(text)), None)
    if at is None or line is None:
        return None
    near = head[max(0, line - NEAR_LINES) : line + NEAR_LINES + 1]
    if not any("毛利率" in text for text in near):
        return None
    count = len(_MEASURES)
    compared = any(_COMPARED.search(text) for text in near)
    if len(row.cells) not in ((count, 2 * count, 2 * count - 1) if compared else (count,)):
        return None
    if grown and (len(row.cells) < 2 * count - 1 or measure == "gross_margin"):
        return None
    cell = row.cells[at + count if grown else at]
    if grown or measure == "gross_margin":
        return cell, None
    scale = next((s for text in above for p, s in _SCALE if p.search(text)), None)
    return (cell, scale) if scale is not None else None


def scale_in(text: str) -> int | None:
    """The scale of money that a line of a table's head names; None where it names none."""
    return next((scale for pattern, scale in _SCALE if pattern.search(text)), None)


def cell_amount(cell: str) -> Decimal | None:
    """The number in a cell as printed; a dash is 0, no digits are None."""
    digits = re.sub(r"[^\d.]", "", cell)
    if not digits:
        return Decimal(0) if cell.strip() in ("—", "–", "-") else None
    try:
        value = Decimal(digits.rstrip("."))
    except ArithmeticError:
        return None
    return -value if cell.strip().startswith(("(", "-", "$ (", "$(")) else value


def row_fact(
    name: str, document: str, file: str, page: int, currency: str | None, fields: dict[str, object]
) -> ChosenFact:
    """A cell as a fact that formulas can name; the currency is that of amounts."""
    key = hashlib.sha256(f"{document}|{page}|{fields}".encode()).hexdigest()[:12]
    fact = Fact(
        id=key, field=name, statement="notes", basis="consolidated", page=page, method="text",
        currency=currency if fields["unit"] in ("money", "per_share") else None, **dict(fields.items()),
    )  # fmt: skip
    return ChosenFact(fact=fact, document=document, file=file, why="profile.why_only")
