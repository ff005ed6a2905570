"""Credit papers of `bureau_layouts.toml` drawn in looks no reader was made on, with what each prints as its truth.

A look says how labels stand to their values (over them, under one another, two to a line, in narrow cells that wrap), how records
are printed (ruled, free, as cards), where the unit is told, how dates and empty fields are written, and where pages end.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tests.builders.bureau_print import Printing, UnitPlace, truth_of
from tests.builders.pdf import Paper

DATA = Path(__file__).with_name("bureau_layouts.toml")
LEFT, TOP, WIDTH, LINE = 40.0, 52.0, 515.0, 15.0
TWO_ROWS_FROM = 8


@dataclass(frozen=True, slots=True)
class Look:
    """How a paper looks."""

    name: str
    pairs: Literal[
        "above_ruled", "above_free", "stacked", "inline2", "named_ruled", "wrapped", "boxed", "dotted", "six"
    ]
    tables: Literal["ruled", "free", "cards_ruled", "cards_inline", "wrapped", "cards_stacked", "turned", "lines"]
    dates: str = "iso"  # iso | words | slash | dot
    unit: UnitPlace = "cell"
    empty: str = "--"
    bottom: float = 790.0
    turned: bool = False
    size: float = 8.0
    latin: str = "helvetica"


LOOKS = (
    Look("above", "above_ruled", "ruled", dates="words", unit="head", empty="--", bottom=400.0),
    Look("stacked", "stacked", "cards_inline", dates="slash", unit="cell", empty="无", latin="times"),
    Look("two_up", "inline2", "free", dates="dot", unit="section", empty="—", bottom=420.0),
    Look("items", "named_ruled", "cards_ruled", dates="iso", unit="head", empty="--", bottom=380.0, size=7.5),
    Look("wrapped", "wrapped", "wrapped", dates="iso", unit="declared", empty="N/A", size=7.5),
    Look("boxed", "boxed", "wrapped", dates="slash", unit="cell", empty="/", bottom=600.0, turned=True),
    Look("dotted", "dotted", "free", dates="words", unit="declared", empty="N/A", latin="courier", size=7.0),
    Look("six", "six", "turned", dates="iso", unit="head", empty="--", size=7.5),
    Look("tiles", "above_free", "cards_stacked", dates="words", unit="cell", empty="-", turned=True, bottom=520.0),
)
BY_NAME = {look.name: look for look in LOOKS}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a paper prints: values under paths, and records of lists with their leaves (None: printed empty)."""

    values: dict[str, str | None] = field(default_factory=dict)
    records: list[tuple[str, dict[str, str], dict[str, str | None]]] = field(default_factory=list)


@cache
def papers() -> dict[str, dict[str, Any]]:
    """`bureau_layouts.toml`."""
    return tomllib.loads(DATA.read_text("utf-8"))


def drawn_paper(name: str, look: Look, numbered: bool = False) -> bytes:
    """One paper in one look, as a PDF; with page numbers (第 2 页 共 4 页, Page 2 of 4) at the foot where asked."""
    drawing = _Drawing(papers()[name], look)
    if numbered:
        counting = _Drawing(papers()[name], look)
        counting.all()
        drawing.total = counting.number
        drawing.foot()
    return drawing.all().bytes()


def expected_of(name: str) -> Expected:
    """What the paper says, whatever its look."""
    paper = papers()[name]
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
    if section.get("trend"):
        return
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
        self.print = Printing(
            english, data.get("currency", "CNY"), data.get("unit", "元"), bool(data.get("dmy")), look.dates, look.unit,
            "N/A" if english and look.empty == "无" else look.empty,
        )  # fmt: skip
        self.paper = Paper(chinese=not english, latin=look.latin).page()
        self.y = TOP
        self.number, self.total = 1, 0

    def foot(self) -> None:
        """The number of the page."""
        words = "Page {} of {}" if self.print.english else "第 {} 页 共 {} 页"
        self.paper.text(LEFT + WIDTH / 2 - 30, 825, words.format(self.number, self.total), 8)

    def all(self) -> Paper:
        self.paper.text(LEFT, TOP, self.data["title"], 14, bold=True)
        self.y = TOP + 14
        for line in self.data.get("head", []):
            self._line(line)
        if self.look.unit == "declared":
            self._line(self.print.declaration())
        sections = self.data["sections"]
        for section in reversed(sections) if self.look.turned and not self._ordered(sections) else sections:
            self._section(section)
        for line in self.data.get("foot", []):
            self._line(line)
        return self.paper

    def _ordered(self, sections: list[dict[str, Any]]) -> bool:
        """Headings that stand alone belong before what follows them."""
        return any(not set(s) & {"pairs", "rows", "lines", "points"} for s in sections)

    def _line(self, text: str) -> None:
        self._room(LINE)
        self.paper.text(LEFT, self.y + 11, text, self.look.size + 0.5)
        self.y += LINE

    def _section(self, section: dict[str, Any]) -> None:
        self.y += 8
        self._room(3 * LINE)
        told = bool(section.get("title"))
        if told:
            has_money = any(c[1] == "m" for c in [*section.get("pairs", []), *section.get("columns", [])])
            self.paper.text(LEFT, self.y + 12, self.print.heading(section["title"], has_money), 11, bold=True)
            self.y += 18
        if "pairs" in section:
            pairs = [
                (self.print.label(label, kind, value, told), self.print.value(kind, value, told))
                for label, kind, value, _ in section["pairs"]
            ]
            self._pairs(pairs)
        for line in section.get("lines", []):
            self._line(line)
        if "points" in section:
            self._grid(
                [[self.print.value("M", m, True) for m, _ in section["points"]], [v for _, v in section["points"]]]
            )
        elif section.get("financials"):
            name = "Item" if self.print.english else "项目"
            self._grid([[name, *section["periods"]], *[[label, *values] for label, _, *values in section["rows"]]])
        elif "rows" in section:
            heads = [self.print.label(label, kind, "0", told) for label, kind, _ in section["columns"]]
            rows = [
                [self.print.value(c[1], value, told) for c, value in zip(section["columns"], row, strict=True)]
                for row in section["rows"]
            ]
            self._records(heads, rows, section)

    # labels and values

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        size = self.look.size
        match self.look.pairs:
            case "above_ruled":
                for three in _chunks(pairs, 3):
                    labels, values = [p[0] for p in three], [p[1] for p in three]
                    widths = [WIDTH / len(three)] * len(three)
                    self._room(2 * LINE)
                    self._wrapped_row(widths, labels)
                    self._wrapped_row(widths, values)
            case "above_free":
                for three in _chunks(pairs, 3):
                    self._room(2.6 * LINE)
                    for k, (label, value) in enumerate(three):
                        x = LEFT + k * WIDTH / 3
                        self.paper.text(x, self.y + 10, label, size - 1)
                        self._text_in(x, self.y + 22, value, WIDTH / 3 - 10)
                    self.y += 2.6 * LINE
            case "boxed":
                for three in _chunks(pairs, 3):
                    self._room(2.2 * LINE)
                    height = max(26 + 9.5 * (len(self._fitted(v, WIDTH / 3 - 8, size)) - 1) for _, v in three)
                    for k, (label, value) in enumerate(three):
                        x = LEFT + k * WIDTH / 3
                        self.paper.frame(x, self.y, WIDTH / 3, height).text(x + 3, self.y + 9, label, size - 1.5)
                        self._text_in(x + 3, self.y + 20, value, WIDTH / 3 - 8)
                    self.y += height
            case "dotted":
                for label, value in pairs:
                    self._room(LINE)
                    dots = int((300 - self.paper.width_of(label, size)) / self.paper.width_of(".", size))
                    self.paper.text(LEFT, self.y + 11, f"{label} {'.' * max(dots, 3)} {value}", size)
                    self.y += LINE
            case "six":
                for three in _chunks(pairs, 3):
                    flat = [cell for pair in three for cell in pair] + [""] * (6 - 2 * len(three))
                    self._room(2 * LINE)
                    self._wrapped_row([70, 102, 70, 102, 70, 101], flat)
            case "stacked":
                for label, value in pairs:
                    self._room(2 * LINE)
                    self.paper.text(LEFT, self.y + 10, label, size, bold=True)
                    self.paper.text(LEFT, self.y + 22, value, size)
                    self.y += 30
            case "inline2":
                colon = ": " if self.print.english else "："
                for two in _chunks(pairs, 2):
                    self._room(LINE)
                    for k, (label, value) in enumerate(two):
                        self.paper.text(LEFT + k * WIDTH / 2, self.y + 11, f"{label}{colon}{value}", size)
                    self.y += LINE
            case "named_ruled":
                head = ["Item", "Details"] if self.print.english else ["项目", "内容"]
                for row in [head, *map(list, pairs)]:
                    self._room(LINE)
                    self._wrapped_row([150, WIDTH - 150], row)
            case _:
                for two in _chunks(pairs, 2):
                    flat = [cell for pair in two for cell in pair] + [""] * (4 - 2 * len(two))
                    self._room(2 * LINE)
                    self._wrapped_row([72, 185, 72, 186], flat)

    # records

    def _records(self, heads: list[str], rows: list[list[str]], section: dict[str, Any]) -> None:
        narrow = section.get("key") is not None or len(heads) < 3  # what only a table can say
        match self.look.tables:
            case "cards_ruled" if not narrow:
                for row in rows:
                    flat = [cell for pair in zip(heads, row, strict=True) for cell in pair]
                    for four in _chunks(flat, 4):
                        self._room(LINE)
                        self._wrapped_row([95, 162, 95, 163], [*four, *[""] * (4 - len(four))])
                    self.y += 6
            case "cards_inline" if not narrow:
                colon = ": " if self.print.english else "："
                for row in rows:
                    for label, value in zip(heads, row, strict=True):
                        self._line(f"{label}{colon}{value}")
                    self.y += 6
            case "cards_stacked" if not narrow:
                for row in rows:
                    for three in _chunks(list(zip(heads, row, strict=True)), 3):
                        self._room(2.4 * LINE)
                        for k, (label, value) in enumerate(three):
                            x = LEFT + k * WIDTH / 3
                            self.paper.text(x, self.y + 10, label, self.look.size - 1)
                            self._text_in(x, self.y + 21, value, WIDTH / 3 - 10)
                        self.y += 2.3 * LINE
                    self.y += 6
            case "turned" if not narrow and len(rows) < 4:
                widths = [125.0, *[130.0] * len(rows)]
                for k, head in enumerate(heads):
                    self._room(LINE)
                    self._wrapped_row(widths, [head, *[row[k] for row in rows]])
            case "free":
                self._free(heads, rows)
            case _:
                self._ruled(heads, rows)

    def _grid(self, rows: list[list[str]]) -> None:
        if self.look.tables == "free":
            self._free(rows[0], rows[1:])
        else:
            self._ruled(rows[0], rows[1:])

    def _ruled(self, heads: list[str], rows: list[list[str]]) -> None:
        """Rows with all their rules; wide ones as cards of two rows; the head again on every page."""
        half = (len(heads) + 1) // 2 if len(heads) > TWO_ROWS_FROM and self.look.tables == "ruled" else len(heads)
        parts = [(heads[a : a + half], [r[a : a + half] for r in rows]) for a in range(0, len(heads), half)]
        widths = [_widths([h, *own], half) for h, own in parts]
        page = self._head(parts, widths)
        for i in range(len(rows)):
            for (_, own), width in zip(parts, widths, strict=True):
                cells = [*own[i], *[""] * (half - len(own[i]))]
                if self.y + self._height(width, cells) > self.look.bottom:
                    self._break()
                    page = self._head(parts, widths)
                self._wrapped_row(width, cells)
        assert page

    def _head(self, parts: Sequence[tuple[list[str], list[list[str]]]], widths: Sequence[list[float]]) -> bool:
        for (heads, _), width in zip(parts, widths, strict=True):
            self._wrapped_row(width, [*heads, *[""] * (len(width) - len(heads))])
        return True

    def _free(self, heads: list[str], rows: list[list[str]]) -> None:
        widths = _widths([heads, *rows], len(heads))
        size = self.look.size - (1.5 if len(heads) > 7 else 0.5)
        for row in [heads, *rows]:
            lines = [self._fitted(cell, width - 6, size) for cell, width in zip(row, widths, strict=True)]
            height = LINE + 9 * (max(map(len, lines)) - 1)
            if self.y + height > self.look.bottom:
                self._break()
            x = LEFT
            for own, width in zip(lines, widths, strict=True):
                for k, text in enumerate(own):
                    self.paper.text(x, self.y + 11 + 9 * k, text, size)
                x += width
            self.y += height

    # cells

    def _wrapped_row(self, widths: Sequence[float], cells: Sequence[str]) -> None:
        """One ruled row; a cell's text goes on in further lines of the cell."""
        size = self.look.size - (1.0 if len(widths) > 5 else 0.5)
        height = self._height(widths, cells)
        x = LEFT
        for width, cell in zip(widths, cells, strict=True):
            self.paper.frame(x, self.y, width, height)
            for k, text in enumerate(self._fitted(cell, width - 6, size)):
                self.paper.text(x + 3, self.y + 10.5 + (size + 1.5) * k, text, size)
            x += width
        self.y += height

    def _height(self, widths: Sequence[float], cells: Sequence[str]) -> float:
        size = self.look.size - (1.0 if len(widths) > 5 else 0.5)
        lines = max(len(self._fitted(c, w - 6, size)) for c, w in zip(cells, widths, strict=True))
        return LINE + (size + 1.5) * (lines - 1)

    def _text_in(self, x: float, y: float, text: str, width: float) -> None:
        for k, line in enumerate(self._fitted(text, width, self.look.size)):
            self.paper.text(x, y + (self.look.size + 1.5) * k, line, self.look.size)

    def _fitted(self, text: str, width: float, size: float) -> list[str]:
        """The text in lines no wider than `width`: cut between words, or between Chinese characters."""
        lines, now = [""], ""
        for piece in _pieces(text):
            now = lines[-1] + piece
            if lines[-1].strip() and self.paper.width_of(now.rstrip(), size) > width:
                lines.append(piece.lstrip())
            else:
                lines[-1] = now
        return [line.rstrip() for line in lines]

    def _room(self, height: float) -> None:
        if self.y + height > self.look.bottom:
            self._break()

    def _break(self) -> None:
        self.paper.page()
        self.y = TOP
        self.number += 1
        if self.total:
            self.foot()


def _pieces(text: str) -> list[str]:
    out: list[str] = []
    for ch in text:
        if out and (ord(ch) < 0x2E80 and ord(out[-1][-1]) < 0x2E80) and out[-1][-1] not in " -/":
            out[-1] += ch
        else:
            out.append(ch)
    return out


def _chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for k in range(0, len(items), size):
        yield items[k : k + size]


def _widths(rows: Sequence[Sequence[str]], count: int) -> list[float]:
    """Columns as wide as their longest cell asks for, on the whole width."""
    needs = [
        min(34, max(sum(2 if ord(ch) > 255 else 1 for ch in row[k]) if k < len(row) else 0 for row in rows)) + 3
        for k in range(count)
    ]
    return [WIDTH * need / sum(needs) for need in needs]
