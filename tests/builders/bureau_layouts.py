"""Credit papers of `bureau_layouts*.toml` drawn in looks no reader was made on, with what each prints as its truth.

A look says how labels stand to their values (over them, under one another, two to a line, in narrow cells that wrap), how records
are printed (ruled, free, as cards), where the unit is told, how dates and empty fields are written, and where pages end. The papers
come in sets: what was written later was first read without a change of the reader.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.builders.bureau_crowded import CROWDED_PAIRS, CROWDED_TABLES
from tests.builders.bureau_page import LEFT, LINE, TOP, Look, Sheet
from tests.builders.bureau_pairs import PAIRS
from tests.builders.bureau_print import Printing, truth_of
from tests.builders.bureau_tables import CARDS, TABLES
from tests.builders.pdf import Paper

DATA = Path(__file__).parent
FILES = {1: "bureau_layouts.toml", 2: "bureau_layouts_2.toml", 3: "bureau_layouts_3.toml", 4: "bureau_layouts_4.toml"}
LOOKS = (
    Look("above", "above_ruled", "ruled_halves", dates="words", unit="head", empty="--", bottom=400.0),
    Look("stacked", "stacked", "cards_inline", dates="slash", unit="cell", empty="无", latin="times"),
    Look("two_up", "inline2", "free", dates="dot", unit="section", empty="—", bottom=420.0),
    Look("items", "named_ruled", "cards_ruled", dates="iso", unit="head", empty="--", bottom=380.0, size=7.5),
    Look("wrapped", "wrapped", "ruled", dates="iso", unit="declared", empty="N/A", size=7.5),
    Look("boxed", "boxed", "ruled", dates="slash", unit="cell", empty="/", bottom=600.0, turned=True),
    Look("dotted", "dotted", "free", dates="words", unit="declared", empty="N/A", latin="courier", size=7.0),
    Look("six", "six", "turned", dates="iso", unit="head", empty="--", size=7.5),
    Look("tiles", "above_free", "cards_stacked", dates="words", unit="cell", empty="-", turned=True, bottom=520.0),
)
LATER_LOOKS = (
    Look("striped", "striped", "lined", dates="long", unit="line", empty="未公示", bottom=560.0, running=True),
    Look("ends", "right", "free_right", dates="dot", unit="declared", empty="--", latin="times", bottom=640.0),
    Look("colons", "right_colon", "cards_titled", dates="packed", unit="cell", empty="暂无", turned=True, bottom=480.0),
    Look("ruler", "underlined", "ruled_numbered", dates="slash", unit="head", empty="-", running=True, bottom=430.0),
    Look("wide", "eight", "ruled", dates="iso", unit="section", empty="/", landscape=True, size=7.0),
)
LAST_LOOKS = (
    Look("points", "bulleted", "ruled", dates="words", unit="cell", empty="--", latin="times", bottom=600.0),
    Look("list", "numbered", "cards_ruled", dates="slash", unit="head", empty="/", running=True, bottom=500.0),
    Look("sheet", "striped", "free_right", dates="iso", unit="declared", empty="-", landscape=True),
)
CROWDED_LOOKS = (
    Look("crowded", "piped", "touching", dates="iso", unit="declared", empty="--", landscape=True, size=7.5),
    Look(
        "narrow",
        "shaded",
        "tight",
        dates="slash",
        unit="section",
        empty="-",
        landscape=True,
        latin="times",
        running=True,
    ),
    Look("broken", "above_ruled", "cards_broken", dates="dot", unit="head", empty="--", bottom=330.0),
    Look(
        "late",
        "right_colon",
        "cards_broken",
        dates="long",
        unit="line",
        empty="无",
        bottom=450.0,
        turned=True,
        latin="courier",
        size=7.0,
    ),
)
BY_SET = {1: LOOKS, 2: LATER_LOOKS, 3: LAST_LOOKS, 4: CROWDED_LOOKS}
BY_NAME = {look.name: look for looks in BY_SET.values() for look in looks}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a paper prints: values under paths, and records of lists with their leaves (None: printed empty)."""

    values: dict[str, str | None] = field(default_factory=dict)
    records: list[tuple[str, dict[str, str], dict[str, str | None]]] = field(default_factory=list)


@cache
def papers(number: int = 1) -> dict[str, dict[str, Any]]:
    """The papers of a set."""
    return tomllib.loads((DATA / FILES[number]).read_text("utf-8"))


@cache
def _paper(name: str) -> dict[str, Any]:
    return next(papers(n)[name] for n in FILES if name in papers(n))


def drawn_paper(name: str, look: Look, numbered: bool = False) -> bytes:
    """One paper in one look, as a PDF; with page numbers (第 2 页 共 4 页, Page 2 of 4) at the foot where asked."""
    drawing = _Drawing(_paper(name), look)
    if numbered:
        counting = _Drawing(_paper(name), look)
        counting.all()
        drawing.sheet.total = counting.sheet.number
        drawing.sheet.foot()
    return drawing.all().bytes()


def expected_of(name: str) -> Expected:
    """What the paper says, whatever its look."""
    paper = _paper(name)
    told = Expected(dict(paper.get("expect", {})))
    for section in paper["sections"]:
        for _, kind, value, path in section.get("pairs", []):
            if path:
                told.values[path] = truth_of(kind, value).get("")
        for where, leaves in _records(section):
            told.records.append((section.get("list") or where.pop("list"), where, leaves))
    return told


def _records(section: dict[str, Any]) -> Iterator[tuple[dict[str, str], dict[str, str | None]]]:
    if section.get("financials"):
        for _, name, *values in section["rows"]:
            for period, value in zip(section["periods"], values, strict=True):
                where = {"list": "financials", "field": name, "period_end": _year_end(period)}
                yield where, {"value": f"{Decimal(value) * section['scale']:f}".removesuffix(".00")}
        return
    if "list" not in section:
        return  # a trend, or a table of things that nobody asks for
    fixed = {}
    if "where" in section:
        fixed = {"kind" if section["list"] == "legal_events" else "category": section["where"]}
    for row in section.get("rows", []):
        where, leaves = dict(fixed), {}
        for (_, kind, leaf), value in zip(section["columns"], row, strict=True):
            if kind == "k":
                where[section["key"]] = value.split("=")[1]
            elif leaf:
                leaves |= {f"{leaf}{end}": v for end, v in truth_of(kind, value).items()}
        yield where, leaves


def _year_end(text: str) -> str:
    if "/" in text:
        return datetime.strptime(text, "%d/%m/%Y").date().isoformat()
    return date(int(text[:4]), 12, 31).isoformat()


class _Drawing:
    def __init__(self, data: dict[str, Any], look: Look) -> None:
        self.data, self.look = data, look
        english = bool(data.get("english"))
        empty = {"无": "N/A", "未公示": "Not reported", "暂无": "None"}.get(look.empty) if english else None
        self.print = Printing(
            english, data.get("currency", "CNY"), data.get("unit", "元"), bool(data.get("dmy")), look.dates, look.unit,
            empty or look.empty,
        )  # fmt: skip
        self.sheet = Sheet(look, self.print, data["title"])

    def all(self) -> Paper:
        """The whole paper."""
        sheet = self.sheet
        sheet.paper.text(LEFT, TOP, self.data["title"], 14, bold=True)
        sheet.y = TOP + 14
        for line in self.data.get("head", []):
            sheet.written(line)
        if self.look.unit == "declared":
            sheet.written(self.print.declaration())
        sections = self.data["sections"]
        for section in reversed(sections) if self.look.turned and not self._ordered(sections) else sections:
            self._section(section)
        for line in self.data.get("foot", []):
            sheet.written(line)
        return sheet.paper

    def _ordered(self, sections: list[dict[str, Any]]) -> bool:
        """Headings that stand alone belong before what follows them."""
        return any(not set(s) & {"pairs", "rows", "lines", "points", "grid"} for s in sections)

    def _section(self, section: dict[str, Any]) -> None:
        sheet = self.sheet
        sheet.y += 8
        sheet.room(4 * LINE)
        told = bool(section.get("title"))
        has_money = any(c[1] == "m" for c in [*section.get("pairs", []), *section.get("columns", [])])
        if told:
            sheet.paper.text(LEFT, sheet.y + 12, self.print.heading(section["title"], has_money), 11, bold=True)
            sheet.y += 18
        if has_money and self.look.unit == "line":
            sheet.paper.right(LEFT + sheet.width, sheet.y + 9, self.print.unit_line(), self.look.size)
            sheet.y += 13
        if "pairs" in section:
            pairs = [
                (self.print.label(label, kind, value, told), self.print.value(kind, value, told))
                for label, kind, value, _ in section["pairs"]
            ]
            (PAIRS | CROWDED_PAIRS)[self.look.pairs](sheet, pairs)
        for line in section.get("lines", []):
            sheet.written(line)
        if "grid" in section:
            self._grid(section["grid"])
        elif "points" in section:
            points = section["points"]
            self._grid([[self.print.value("M", m, True) for m, _ in points], [v for _, v in points]])
        elif section.get("financials"):
            name = "Item" if self.print.english else "项目"
            self._grid([[name, *section["periods"]], *[[label, *values] for label, _, *values in section["rows"]]])
        elif "rows" in section:
            heads = [self.print.label(label, kind, "0", told) for label, kind, _ in section["columns"]]
            rows = [
                [self.print.value(c[1], value, told) for c, value in zip(section["columns"], row, strict=True)]
                for row in section["rows"]
            ]
            narrow = section.get("key") is not None or len(heads) < 3  # what only a table can say
            (TABLES | CROWDED_TABLES)["ruled" if narrow and self.look.tables in CARDS else self.look.tables](
                sheet, heads, rows
            )

    def _grid(self, rows: list[list[str]]) -> None:
        plain = self.look.tables if self.look.tables in {"ruled", "free", "lined", "free_right"} else "ruled"
        TABLES[plain](self.sheet, rows[0], rows[1:])
