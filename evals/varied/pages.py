"""A paper of statements drawn in a style, and the truth of every figure it prints."""

import random
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PdfReader, PdfWriter

from evals.extraction import Truth
from evals.varied.books import Row, chained, rows_of
from evals.varied.distractors import distractor
from evals.varied.heads import Span, heads_of
from evals.varied.styles import Column, Style, columns_of, style_for, with_later_choices
from tests.builders.pdf import Paper

STATEMENTS = ("balance", "income", "cash")
NAMES = {"balance": "balance_sheet", "income": "income_statement", "cash": "cash_flow"}
PROSE = {
    False: (
        "Revenue for the year rose by 4.2% and the Group employed 1,204 people at its three plants.",
        "The notes on pages 12 to 48 form an integral part of these statements.",
    ),
    True: ("本年度公司实现销售增长4.2%，员工人数为1,204人。", "后附财务报表附注为财务报表的组成部分。"),
}
FULL_WIDTH = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@dataclass(slots=True)
class Drawn:
    """A paper as PDF, its truth, and the figures of rows that may be read as one line or another: (fields or none for any, value)."""

    name: str
    data: bytes
    style: Style
    truths: list[Truth] = field(default_factory=list)
    free: list[tuple[str, frozenset[str], Decimal]] = field(default_factory=list)
    suffix: str = ".pdf"


def drawn(form: dict[str, Any], seed: int) -> Drawn:
    """The paper of a form for a seed; the same seed draws the same paper."""
    rng = random.Random(f"{form['name']}/{seed}")
    style = style_for(form["style"], rng)
    style.group_and_company = style.group_and_company and not form.get("two_sided")
    if form["set"] > 1:
        style = with_later_choices(style)
    out = Drawn(f"{form['name']}/{seed}", b"", style)
    width, height = (792, 595) if style.landscape else (595, 842)
    paper = Paper(width, height, chinese=style.chinese, latin=rng.choice(("helvetica", "times")))
    places = 4 if style.group_and_company or style.length == 9 else 3
    known: dict[str, list[int]] = {}
    made: dict[str, list[Row]] = {}
    for statement in ("income", "cash", "balance"):
        if statement in form:
            made[statement] = rows_of(form[statement], rng, places, known)
            if statement == "income":
                known["cf_net_income"] = next(r.values for r in made["income"] if r.line == "net_income")
            if statement == "cash":
                chained(made["cash"], style.length == 12 and not style.group_and_company)
                if style.length == 12 and not style.group_and_company:
                    known["monetary_funds"] = next(r.values for r in made["cash"] if r.line == "cash_end")
    y = 0.0
    for statement in STATEMENTS:
        if statement not in made:
            continue
        sided = bool(form.get("two_sided")) and statement == "balance" and rng.random() < 0.6
        pen = _Pen(paper, style, statement, made[statement], columns_of(style, statement), sided)
        if not y or y + 180 > height or rng.random() < 0.7:
            paper.page()
            y = 50.0
            if rng.random() < 0.25:
                for line in PROSE[style.chinese]:
                    paper.text(45, y, line, 9)
                    y += 14
                y += 16
        y = pen.draw(y + 10, rng.choice(form[f"{statement}_titles"]))
        out.truths += pen.truths(out)
        if style.distracts and rng.random() < 0.5:
            distractor(paper, style, rng)
            y = 0.0
    if style.parent_page and "balance" in made:
        rows = rows_of(form["balance"], rng, places, {})
        columns = [replace(c, basis="parent") for c in columns_of(style, "balance")]
        pen = _Pen(paper.page(), style, "balance", rows, columns)
        pen.draw(50, {"zh": "母公司资产负债表"}.get(style.kind, "COMPANY STATEMENT OF FINANCIAL POSITION"))
        out.truths += pen.truths(out)
    out.data = _turned(paper.bytes()) if style.turned else paper.bytes()
    return out


def _turned(data: bytes) -> bytes:
    """The paper with its pages shown on their side."""
    reader, writer = PdfReader(BytesIO(data)), PdfWriter()
    for page in reader.pages:
        writer.add_page(page).rotate(90)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


class _Pen:
    """Draws one statement."""

    def __init__(
        self, paper: Paper, style: Style, statement: str, rows: list[Row], columns: list[Column], sided: bool = False
    ) -> None:
        self.paper, self.style, self.statement, self.columns = paper, style, statement, columns
        self.rows = [r for r in rows if r.caption or r.values]
        self.lines, self.heads = heads_of(style, columns, statement)
        self.size, self.pitch = style.size, style.size * (1.75 if style.rules in ("grid", "lines") else 1.45)
        cells = [self.text(r, c) for r in self.rows if r.values for c in columns]
        single = [t for row in self.heads for t, a, b in row if a == b]
        widest = max(paper.width_of(t, self.size) for t in [*cells, *single, "0,000,000"])
        extra = style.extra if not sided and len(columns) == 2 else ""
        self.sided = next((k for k, r in enumerate(rows) if r.op == "#!"), 0) if sided else 0
        self.width = min(widest + (8 if sided else 16), (paper.width - 250) / (len(columns) + bool(extra)))
        self.left = 45.0
        right = paper.width / 2 if sided else paper.width - 45 - (self.width if extra else 0)
        self.edges = [right - self.width * (len(columns) - 1 - k) for k in range(len(columns))]
        if extra:
            self.edges.append(paper.width - 45)
            self.heads[-1].append((extra, len(columns), len(columns)))
        self.extra = extra
        style.note = style.note and not sided
        self.note_x = self.edges[0] - self.width - 4
        self.caption_width = self.note_x - (34 if style.note else 0) - self.left - 6

    def text(self, row: Row, column: Column) -> str:
        """The cell as printed."""
        _, text = shown(row, column, self.style, self.statement)
        if self.style.dollar == "near" and (row.is_total or row is self.rows[0]) and not row.decimals:
            return re.sub(r"(?=\d)", "$", text, count=1)
        return text

    def printed(self, row: Row, column: Column) -> str:
        """The cell in the digits of the paper."""
        text = self.text(row, column)
        return text.translate(FULL_WIDTH) if self.style.full_width else text

    def draw(self, y: float, title: str) -> float:
        """The statement from its title down; the y below it."""
        style, paper = self.style, self.paper
        if style.group_and_company and style.kind == "zh":
            title = title.replace("合并", "合并及母公司")
        for line, size in ((style.company, 11), (title, 11), *((t, 9) for t in self.lines), (style.unit_line, 8)):
            if line:
                paper.centred(y, line, size) if size > 8 else paper.right(paper.width - 45, y, line, size)
                y += size + 4
        if self.sided:
            return self._two_sides(y + 6)
        y = self._heads(y + 6)
        if style.foot:
            paper.right(paper.width - 45, 24, f"{style.company}  —  2024", 7)
            paper.centred(paper.height - 18, str(style.rng.randint(40, 90)), 8)
        for row in self.rows:
            lines = self._wrapped(row)
            if y + self.pitch * len(lines) > paper.height - 40:
                paper.page()
                y = 60.0
                if style.rng.random() < 0.4:
                    y = self._heads(y)
            y = self._row(row, lines, y)
        return y + 14

    def _heads(self, y: float) -> float:
        for place, spans in enumerate(self.heads):
            for text, first, last in spans:
                x0, x1 = self.edges[first] - self.width + 10, self.edges[last]
                if first == last:
                    self.paper.right(x1, y, text, self.size)
                else:
                    self.paper.text((x0 + x1 - self.paper.width_of(text, self.size)) / 2, y, text, self.size)
            if place == len(self.heads) - 1:
                if self.style.note:
                    self.paper.text(
                        self.note_x - 26,
                        y,
                        "附注" if self.style.kind == "zh" else "附註" if self.style.chinese else "Note",
                        self.size,
                    )
                if self.style.chinese:
                    self.paper.text(self.left + 20, y, "项目" if self.style.kind == "zh" else "", self.size)
            if self.style.rules == "grid":
                if any(first != last for row in self.heads for _, first, last in row):
                    self._box(y - self.size - 3, self.pitch, spans)
                elif place == 0:
                    self._box(y - self.size - 3, self.pitch * len(self.heads))
            y += self.pitch
        return y + (4 if self.style.rules != "grid" else 0)

    def _two_sides(self, y: float) -> float:
        """Assets left, liabilities and equity right."""
        left, edges, halves = self.left, self.edges, []
        rules, self.style.rules = self.style.rules, "grid"
        for rows, shift in ((self.rows[: self.sided], 0.0), (self.rows[self.sided :], edges[-1] - left + 10)):
            self.left, self.edges = left + shift, [e + shift for e in edges]
            self.note_x = self.edges[0] - self.width - 4
            at = self._heads(y)
            for row in rows:
                at = self._row(row, self._wrapped(row), at)
            halves.append(at)
        self.style.rules = rules
        return max(halves) + 14

    def _box(self, top: float, height: float, spans: list[Span] | None = None) -> None:
        ends = [last for _, _, last in spans] if spans else range(len(self.edges))
        xs = [
            self.left - 3,
            *([self.note_x - 30] if self.style.note else []),
            self.note_x,
            *(self.edges[k] + 3 for k in ends),
        ]
        for x0, x1 in pairwise(xs):
            self.paper.frame(x0, top, x1 - x0, height)

    def _wrapped(self, row: Row) -> list[str]:
        caption = row.caption + (
            f" ({self.style.rng.randint(1, 4)})"
            if self.style.marks and row.values and self.style.rng.random() < 0.2
            else ""
        )
        words = caption.split(" ") if not self.style.chinese else list(caption) or [""]
        gap = "" if self.style.chinese else " "
        lines, room = [words[0]], self.caption_width - 10 if row.values else self.paper.width - 100
        for word in words[1:]:
            if self.paper.width_of(lines[-1] + gap + word, self.size) > room:
                lines.append(word)
            else:
                lines[-1] += gap + word
        return lines

    def _row(self, row: Row, lines: list[str], y: float) -> float:
        at = {"first": 0, "middle": len(lines) // 2}.get(self.style.wrap, len(lines) - 1)
        indent = 0 if row.op[0] in "#=" else 8
        for place, line in enumerate(lines):
            base = y + self.pitch * place
            self.paper.text(self.left + indent + (6 if place else 0), base, line, self.size)
            if place == at and row.values:
                if self.style.rules == "totals" and row.is_total:
                    for edge in self.edges:
                        self.paper.line(edge - self.width + 16, base - self.size, edge, base - self.size)
                if self.style.note and not row.is_total and self.style.rng.random() < 0.4:
                    self.paper.right(self.note_x - 6, base, str(self.style.rng.randint(4, 39)), self.size)
                for column, edge in zip(self.columns, self.edges, strict=False):
                    text = self.printed(row, column)
                    hang = self.paper.width_of(")", self.size) if text.endswith(")") and not self.style.chinese else 0
                    self.paper.right(edge + min(hang, 3), base, text, self.size)
                    if (
                        self.style.dollar == "apart"
                        and (row.is_total or row is self.rows[0])
                        and text not in ("", self.style.nil)
                        and not row.decimals
                    ):
                        self.paper.text(edge - self.width + 12, base, "$", self.size)
        if self.extra and row.values:
            base = y + self.pitch * at
            change = 100 * (row.values[0] - row.values[1]) / (abs(row.values[1]) or 1)
            text = (
                grouped(abs(row.values[0]) // 8 + 11, 0, self.style)
                if "$" in self.extra
                else f"{change:.1f}" + "%" * ("%" not in self.extra)
            )
            self.paper.right(self.edges[-1], base, text, self.size)
        height = self.pitch * len(lines)
        if self.style.rules == "grid":
            self._box(y - self.size - 3, height)
        elif self.style.rules == "lines":
            self.paper.line(self.left, y + height - self.size - 2, self.edges[-1], y + height - self.size - 2, 0.3)
        return y + height

    def truths(self, out: Drawn) -> list[Truth]:
        """What the statement prints, by line; rows that may be anything go to `out.free`."""
        found: list[Truth] = []
        for row in self.rows:
            for column in self.columns if row.values else ():
                value = row.values[column.place]
                if value == 0 and not self.style.nil:
                    continue
                amount = (
                    Decimal(value)
                    / 10 ** (row.decimals or self.style.decimals)
                    * (1 if row.decimals else self.style.scale)
                )
                if row.line == "*" or row.line.startswith("?"):
                    out.free.append(
                        (
                            NAMES[self.statement],
                            frozenset(row.line[1:].split(",")) if row.line != "*" else frozenset(),
                            abs(amount),
                        )
                    )
                elif row.line != "_":
                    sign = -1 if row.line.startswith("-") else 1
                    found.append(Truth(
                        (row.line.lstrip("-"),), column.end.isoformat(), column.months or None, sign * amount, self.printed(row, column),
                        self.style.currency or None, basis=column.basis or "consolidated",
                    ))  # fmt: skip
        return found


def shown(row: Row, column: Column, style: Style, statement: str) -> tuple[Decimal, str]:
    """The figure as printed, with the sign of the print, as a number and as text ("" for a blank cell)."""
    value = row.values[column.place]
    decimals = row.decimals or (style.decimals if row.op != "shares" else 0)
    negative = (value < 0) != (row.taken and _deducted(style, statement))
    number = Decimal(-abs(value) if negative else abs(value)) / 10**decimals
    if value == 0:
        return number, style.nil
    body = grouped(abs(value), decimals, style)
    signs = {"()": f"({body})", "-": f"-{body}", "trailing": f"{body}-", "△": f"△{body}", "CR": f"{body} CR"}
    return number, signs[style.negative] if negative else body


def _deducted(style: Style, statement: str) -> bool:
    if style.kind == "zh":
        return False
    return statement == "cash" or (statement == "balance" and style.kind == "us") or style.charges_bracketed


def grouped(value: int, decimals: int, style: Style) -> str:
    """Digits grouped as the paper groups them."""
    whole, part = divmod(value, 10**decimals)
    text = f"{whole:,}" if style.group != "in" else _indian(whole)
    text = text if style.group == "in" else text.replace(",", style.group)
    return f"{text}{style.point}{part:0{decimals}d}" if decimals else text


def _indian(whole: int) -> str:
    text = str(whole)
    head, tail = text[:-3], text[-3:]
    groups: list[str] = []
    while len(head) > 2:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*([head] if head else []), *groups, tail])
