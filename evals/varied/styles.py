"""How a paper prints: dates of heads, units, signs, order of columns, type. Chosen at random among what papers of its kind do."""

import random
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
KINDS = tomllib.loads((Path(__file__).parent.parent / "cases" / "varied_styles.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: which of the drawn years it shows, its period, whose it is."""

    place: int
    end: date
    months: int
    basis: str = ""


@dataclass(slots=True)
class Style:
    """The choices of one paper."""

    kind: str
    rng: random.Random
    scale: int = 1
    currency: str = ""
    unit_line: str = ""
    unit_head: str = ""
    group: str = ","
    point: str = "."
    decimals: int = 0
    negative: str = "()"
    nil: str = "-"
    charges_bracketed: bool = False
    dollar: str = ""
    note: bool = False
    size: float = 8.5
    rules: str = ""
    newest_last: bool = False
    company: str = ""
    wrap: str = "last"
    marks: bool = False
    length: int = 12
    group_and_company: bool = False
    landscape: bool = False
    end: date = date(2024, 12, 31)
    years: int = 2
    extra: str = ""
    restated: bool = False
    distracts: bool = False
    parent_page: bool = False
    foot: bool = False
    full_width: bool = False
    turned: bool = False

    @property
    def chinese(self) -> bool:
        return self.kind in ("zh", "hant")


def style_for(kind: str, rng: random.Random) -> Style:
    """A style of the family `kind`."""
    style = Style(kind, rng)
    style.scale, style.currency, style.unit_line, style.unit_head = rng.choice(KINDS[kind]["units"])
    pick = rng.random
    style.newest_last = pick() < 0.2
    style.size = rng.choice((6.5, 7.5, 8.5, 8.5, 9.5))
    style.company = (
        rng.choice(("HARBOR GRAIN INC", "Northfield Tools Ltd", "ALDER & PIKE LIMITED"))
        if not style.chinese
        else rng.choice(("江州机械股份有限公司", "临水贸易有限公司"))
    )
    style.wrap = rng.choice(("last", "last", "first"))
    if kind == "us":
        style.dollar = rng.choice(("", "near", "apart"))
        style.negative = rng.choice(("()", "()", "()", "-"))
        style.charges_bracketed = pick() < 0.25
        style.length = rng.choice((12, 12, 12, 9))
    elif kind == "europe":
        style.group, style.point = rng.choice(((".", ","), (",", "."), (" ", ",")))
        style.negative = rng.choice(("-", "()", "-"))
        style.charges_bracketed = pick() < 0.7
    elif kind == "india":
        style.group, style.decimals = "in", 2
    elif kind == "zh":
        style.negative, style.decimals = rng.choice(("-", "-", "()")), 2 if style.scale == 1 or pick() < 0.5 else 0
        style.newest_last = False
        style.length = rng.choice((12, 12, 12, 9, 6))
    else:
        style.negative = rng.choice(("()", "()", "()", "-", "trailing"))
        style.charges_bracketed = pick() < 0.4
        style.length = rng.choice((12, 12, 12, 6))
    style.nil = rng.choice(("-", "—", "–", "nil" if not style.chinese else "-", ""))
    style.note = kind not in ("us",) and pick() < 0.6
    style.rules = (
        rng.choice(("", "", "totals", "lines")) if not style.chinese else rng.choice(("grid", "grid", "", "lines"))
    )
    style.group_and_company = kind in ("ifrs", "hk", "zh") and pick() < 0.25
    style.landscape = pick() < 0.12
    style.end = _end(rng.randint(2017, 2025), *rng.choice(KINDS[kind]["ends"]))
    if style.length != 12 and style.end.day not in (30, 31):
        style.length = 12
    style.years = 3 if kind == "us" and style.length == 12 and pick() < 0.5 else 2
    style.marks = pick() < 0.15 and not style.chinese
    return style


def with_later_choices(style: Style) -> Style:
    """The style with what papers of set 2 and later do besides."""
    pick, rng = style.rng.random, style.rng
    style.wrap = rng.choice(("last", "first", "middle"))
    if pick() < 0.3 and not style.group_and_company and style.length == 12:
        style.extra = rng.choice(
            {"us": ("% Change", "Change"), "zh": ("增减%", "变动幅度")}.get(style.kind, ("Change %", "US$'000"))
        )
    style.restated = pick() < 0.15 and style.length == 12
    style.distracts = pick() < 0.35
    style.parent_page = style.kind in ("zh", "hk", "ifrs") and not style.group_and_company and pick() < 0.25
    style.foot = pick() < 0.4
    style.full_width = style.kind == "zh" and pick() < 0.12
    style.turned = pick() < 0.1
    if style.kind == "zh" and pick() < 0.15:
        style.negative = "△"
    if style.kind in ("ifrs", "hk", "uk") and pick() < 0.12:
        style.negative = "CR"
    return style


def columns_of(style: Style, statement: str) -> list[Column]:
    """The columns from left to right; places are counted newest first."""
    yearly = [_end(style.end.year - k, style.end.month, style.end.day) for k in range(3)]
    flow = statement != "balance"
    if style.length == 12:
        columns = [Column(k, yearly[k], 12 * flow) for k in range(style.years if flow else 2)]
    elif not flow:
        columns = [Column(0, _after(yearly[1], style.length), 0), Column(1, yearly[1], 0)]
    elif style.length == 9 and statement == "income" and not style.chinese:
        now, before = _after(yearly[1], 9), _after(yearly[2], 9)
        columns = [Column(0, now, 3), Column(1, before, 3), Column(2, now, 9), Column(3, before, 9)]
    else:
        columns = [Column(k, _after(yearly[k + 1], style.length), style.length) for k in range(2)]
    if style.group_and_company:
        halves = enumerate(("consolidated", "parent"))
        columns = [
            Column(c.place + half * len(columns), c.end, c.months, basis) for half, basis in halves for c in columns
        ]
    elif style.newest_last and style.length == 12:
        columns = columns[::-1]
    return columns


def _end(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _after(end: date, months: int) -> date:
    month = end.month + months
    return _end(end.year + (month - 1) // 12, (month - 1) % 12 + 1, 31 if end.day >= 28 else end.day)
