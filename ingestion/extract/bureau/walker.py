"""A walk over the rows of a report: headings set the section, labels give values, heads open tables. Driven by one layout file a kind."""

import re
from typing import Any

from ingestion.extract.bureau.amounts import Unit, unit_of
from ingestion.extract.bureau.cells import Cell, Row
from ingestion.extract.bureau.days import day_of, is_period_head, month_of
from ingestion.extract.bureau.events import event_of
from ingestion.extract.bureau.figures import OpenFigures, figure_row, period_heads
from ingestion.extract.bureau.headed import Headed
from ingestion.extract.bureau.heads import Head, bind, heads_of
from ingestion.extract.bureau.inline import inline_pairs
from ingestion.extract.bureau.labelled import MAX_HEADING, NUMBERED
from ingestion.extract.bureau.leaf import Printed, clean
from ingestion.extract.bureau.matrix import Matrix, is_class, matrix_row
from ingestion.extract.bureau.spec import fold, target
from ingestion.extract.bureau.tables import FIGURE, NOWHERE, Context, OpenTable
from ingestion.model.place import union

NONE_FOUND = re.compile(
    r"^(?:未(?:发现|查到|查询到|检索到|见)|无(?:相关)?记录|暂无|没有|不存在|无$|经查[,，]?未|none(?: found| on file| recorded)?\.?$"
    r"|no (?:records?|filings?|matching|data|public|judg|liens?|suits?|bankruptc))",
    re.IGNORECASE,
)
UNIT_LINE = re.compile(
    r"单位|\bamounts? (?:are|is|shown|stated|in)\b|\ball (?:figures|amounts)\b|expressed in"
    r"|\bin (?:us|usd|gbp|eur|rmb|cny|thousands|millions)\b",
    re.IGNORECASE,
)
SETTLED, OPEN = re.compile("已结清|已关闭"), re.compile("未结清|当前")
STANDING = ("legal_events", "tax_filings", "credit_lines", "repayment_liabilities", "rated_facilities")
CLOSE_LINES = 1.5


class Walker(Headed):
    """Reads one report: a walk over its rows, each taken for what it looks like."""

    def read(self) -> dict[str, Any]:
        """The body of the `bureau` object."""
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            cells = row.filled
            if len(cells) == 1 and not (row.table and self._in_table(row)):
                self._single(row, cells[0])
                at += 1
            elif cells:
                at += self._several(at)
            else:
                at += 1
        self._close()
        self._flush()
        return self.out.body

    def _single(self, row: Row, cell: Cell) -> None:
        text = clean(cell.text)
        if row.table == 0 and NUMBERED.match(text) and len(text) <= MAX_HEADING:
            self._leave_drawn_table(row)
        if self._pending_value(row, text) or self._continues(row, text) or self._goes_on(row, text):
            return
        if self._event(row, text) or self._pairs_in(row, cell):
            return
        if (
            self._code_line(row, cell, text)
            or self._heading(row, cell, text)
            or self._none_found(row, text)
            or self._matrix_line(row, cell, text)
        ):
            return
        if UNIT_LINE.search(text) and len(text) < 120:
            self._declare(text)
            return
        found = self.spec.labels.find(fold(text), self.near)
        goal = target(found[0]) if found else None
        if goal is not None and len(text) <= MAX_HEADING:
            self._close()
            self.pending = (goal, row, text)
            return
        self.upright = False

    def _event(self, row: Row, text: str) -> bool:
        """A legal event told in one sentence."""
        boxes = [c.box for c in row.filled if c.box]
        if not self.spec.get("events") or not boxes:
            return False
        event = event_of(
            text, self.spec, self.out.maker, Printed(text, row.page, union(boxes), min(c.conf for c in row.filled))
        )
        if event is None:
            return False
        self._close()
        self.out.add("legal_events", event)
        return True

    def _pending_value(self, row: Row, text: str) -> bool:
        """A value that stands under its label, or before it closes."""
        if self.pending is None:
            return False
        goal, above, label = self.pending
        self.pending = None
        near = row.page == above.page and row.top - above.bottom < 2 * (above.bottom - above.top) + 6
        aligned = abs(row.filled[0].x0 - above.filled[0].x0) < 12
        if (
            not near
            or not aligned
            or self._section_of(text)
            or self.spec.labels.find(fold(text))
            or inline_pairs(text, self.spec.labels, self.near)
        ):
            return False
        self._put(goal, row.filled[0], row.page, label)
        return True

    def _continues(self, row: Row, text: str) -> bool:
        """The rest of a wrapped cell of an undrawn table."""
        table = self.table
        if not isinstance(table, OpenTable) or row.table or not table.rows or table.rows[-1].table:
            return False
        last = table.rows[-1]
        height = last.bottom - last.top
        if row.page != last.page or row.top - last.bottom > CLOSE_LINES * height:
            return False
        if (
            self._section_of(text)
            or inline_pairs(text, self.spec.labels)
            or event_of(text, self.spec, self.out.maker, Printed(text, 1, NOWHERE))
        ):
            return False
        cell = row.filled[0]
        over = [h for h in table.heads[0] if h.cell.x0 - 15 <= cell.x0 <= h.cell.x1 + 60]
        if not over or len(text) > 60:
            return False
        table.rows.append(row)
        return True

    def _heading(self, row: Row, cell: Cell, text: str) -> bool:
        meaning = self._section_of(text)
        group = self.spec.group_names.find(fold(self._bare(text)), self.near)
        if meaning is None and group is None:
            return False
        self._close()
        place = (self._bare(text), row.page, cell.box or NOWHERE)
        if group is not None:
            self.groups = [Head(text, fold(group[0]), cell, row.page, group=group[0])]
        else:
            self.groups = []
        self._flush()
        self.upright = bool(meaning) and str(meaning).startswith(STANDING)
        if meaning is not None:
            unit = unit_of(text) if re.search(r"[（(\[]|单位", text) else Unit()
            settled = (
                (not OPEN.search(text), place) if SETTLED.search(text) or OPEN.search(text) else self.context.settled
            )
            category = place if meaning.startswith("credit_accounts") else None
            self.context = Context(meaning, place, category, settled, unit)
        return True

    def _none_found(self, row: Row, text: str) -> bool:
        """A section that says it holds nothing: the count is printed as none."""
        parts = self.context.section.split()
        if len(parts) != 2 or parts[0] != "legal_events" or not NONE_FOUND.search(text) or len(text) > 60:
            return False
        cell = row.filled[0]
        leaf = self.out.maker.leaf("text", Printed(cell.text, row.page, cell.box or NOWHERE, cell.conf))
        record = self.out.record("record_counts", parts[1])
        record.setdefault("page", row.page)
        record.setdefault("count", {**leaf, "value": "0"})
        return True

    def _code_line(self, row: Row, cell: Cell, text: str) -> bool:
        """The label of a code and the code behind it without a colon: Company number 08123456."""
        label, _, code = text.rpartition(" ")
        if not label or len(label) > MAX_HEADING or not re.search(r"\d", code):
            return False
        found = self.spec.labels.find(fold(label))
        goal = target(found[0]) if found else None
        if goal is None or goal.kind != "id":
            return False
        self._put(goal, Cell(code, cell.box, cell.x0, cell.x1, cell.conf), row.page, label)
        return True

    def _matrix_line(self, row: Row, cell: Cell, text: str) -> bool:
        """A kind of business with its count and balance in one run of plain text."""
        match = re.fullmatch(r"([\u3400-\u9fff/]+)\s*(\d+)\s+([\d,.]+)", text)
        if not self.spec.get("matrix") or match is None:
            return False
        cells = tuple(Cell(part, cell.box, cell.x0, cell.x1, cell.conf) for part in match.groups())
        return matrix_row(None, Row(row.page, row.top, row.bottom, cells), self.out, self.spec, self.context)

    def _declare(self, text: str) -> None:
        """A line that declares the unit: of the section where one is open and another unit is known, of the paper else."""
        unit = unit_of(text)
        if unit.scale or unit.currency:
            self.context.unit = unit.over(self.context.unit)

    def _in_table(self, row: Row) -> bool:
        """A row with one filled cell that is a data row of the open drawn table."""
        return (
            isinstance(self.table, OpenTable)
            and bool(self.table.rows)
            and self.table.rows[-1].table == row.table
            and len(row.cells) > 1
        )

    def _several(self, at: int) -> int:
        row = self.rows[at]
        self.pending = None
        heads = heads_of(row)
        self._leave_drawn_table(row)
        if (not row.table and self._event(row, clean(row.text))) or self._inline_row(row):
            return 1
        if isinstance(self.table, OpenFigures) and figure_row(row) and not self._pairs(row, heads, dry=True):
            self.table.rows.append(row)
            return 1
        if self._period_head(row, heads):
            return 1
        used = self._table_head(at)
        if used:
            return used
        if self._group_row(row, heads) or self._scalar_heads(row, heads):
            return 1
        if (isinstance(self.table, Matrix) or (self.spec.get("matrix") and self.table is None)) and matrix_row(
            self.table if isinstance(self.table, Matrix) else None, row, self.out, self.spec, self.context
        ):
            return 1
        if self.stack and self._stacked_values(row):
            return 1
        if self._belongs(row):
            return 1
        if self._dated_event(row) or self._qualified(row, heads) or self._pairs(row, heads):
            return 1
        if isinstance(self.table, OpenTable):
            self.table.rows.append(row)
        return 1

    def _leave_drawn_table(self, row: Row) -> None:
        """A line outside rules ends a drawn table that has rows; so does another drawn table with other columns."""
        table = self.table
        if not isinstance(table, OpenTable | OpenFigures):
            return
        last = table.rows[-1].table if table.rows else 0
        heads = table.heads[0] if isinstance(table, OpenTable) else table.heads
        drawn = last or (bool(heads) and isinstance(heads[0], Head) and heads[0].drawn)
        if not drawn or row.table == last:
            return
        if not row.table and not table.rows:
            return
        edges = [h.cell.x0 for h in heads]
        aligned = sum(any(abs(c.x0 - x) < 3 for c in row.cells) for x in edges)
        if not row.table or aligned < len(edges) or len(row.cells) > len(edges) + 1:
            self._close()

    def _belongs(self, row: Row) -> bool:
        """A data row of the open table, though a cell of it happens to be a label."""
        table = self.table
        if not isinstance(table, OpenTable):
            return False
        named = table.spec.list_ in ("record_counts", "scores", "rated_facilities")
        drawn = (
            bool(row.table)
            and (not table.rows or table.rows[-1].table == row.table)
            and len(row.cells) == len(self._columns(table))
        )
        fewer = len(row.filled) < len(self._columns(table)) - 1 and self._pairs(row, heads_of(row), dry=True)
        if drawn or (named and not (fewer and not row.table)):
            table.rows.append(row)
            return True
        return False

    def _inline_row(self, row: Row) -> bool:
        """Every cell, or the first of them, holds label and value."""
        cells = row.filled
        told = [
            bool(inline_pairs(clean(c.text), self.spec.labels, self.near)) and not clean(c.text).endswith((":", "："))
            for c in cells
        ]
        if not any(told) or (isinstance(self.table, OpenTable) and self._belongs(row)):
            return False
        if not all(told) and row.table:
            return False
        for cell, known in zip(cells, told, strict=True):
            if known:
                self._pairs_in(row, cell)
            elif " " in clean(cell.text):
                label, _, value = clean(cell.text).partition(" ")
                if (
                    (found := self.spec.labels.find(fold(label)))
                    and (goal := target(found[0]))
                    and re.search(r"\d", value)
                ):
                    self._put(goal, Cell(value, cell.box, cell.x0, cell.x1, cell.conf), row.page, label)
        return all(told) or (told[0] and sum(told) * 2 >= len(told))

    def _period_head(self, row: Row, heads: list[Head]) -> bool:
        """A head of months over a trend, or of dates over figures."""
        if any(not is_period_head(h.text) and self._label(h) for h in heads[:-1]):
            return False
        in_section = self.context.section == "financials"
        trend = self.context.section.split()[-1] if self.context.section.startswith("trend") else None
        months = [h for h in heads if month_of(h.text) and is_period_head(h.text)]
        if trend and len(months) >= max(2, len(heads) - 1):
            self._close()
            self.stack = [months]
            return True
        if isinstance(self.table, OpenTable) and not in_section:
            return False
        if len(months) == 1 and not in_section:
            return False
        if not period_heads(heads, in_section) or self.context.section.startswith(("liability", "bank")):
            return False
        self._close()
        first = heads[0]
        unit = Unit() if is_period_head(first.text) else unit_of(first.text)
        self.table = OpenFigures(heads, unit.over(self.context.unit))
        return True

    def _dated_event(self, row: Row) -> bool:
        """A date and a text under the heading of the company's history, with no head over them."""
        cells = row.filled
        if self.context.section != "history" or self.table is not None or len(cells) < 2:
            return False
        dated = next(
            (c for c in (cells[0], cells[-1]) if len(c.text) < 24 and day_of(c.text, self.out.maker.day_first)), None
        )
        if dated is None:
            return False
        text = next(c for c in cells if c is not dated)
        at = {n: Printed(c.text, row.page, c.box or NOWHERE, c.conf) for n, c in (("date", dated), ("text", text))}
        self.out.add("history", {name: self.out.maker.leaf(name, printed) for name, printed in at.items()})
        return True

    def _group_row(self, row: Row, heads: list[Head]) -> bool:
        """A row of nothing but group names or classes: what stands below belongs to them."""
        named = [self.spec.group_names.find(h.folded, self.near) for h in heads]
        if heads and all(named):
            self._close(keep_stack=False)
            self.groups = [
                Head(h.text, fold(n[0]), h.cell, h.page, group=n[0]) for h, n in zip(heads, named, strict=True) if n
            ]
            return True
        if self.spec.get("matrix") and sum(is_class(h.text, self.spec) for h in heads) >= 2:
            self._close()
            self.table = Matrix(classes=[h for h in heads if is_class(h.text, self.spec)], groups=heads)
            return True
        return False

    def _scalar_heads(self, row: Row, heads: list[Head]) -> bool:
        """A row of nothing but labels: the values stand in the next row."""
        if isinstance(self.table, Matrix):
            return self.table.sub_heads(heads, self.spec)
        named = [self._label(h) for h in heads]
        if len(heads) < 2 or not all(named):
            return False
        if row.table and len(row.cells) > len(heads) and all(not c.text for c in row.cells[1::2]):
            return False  # labels with empty values beside them
        if isinstance(self.table, OpenTable):
            self._close(keep_groups=True)
        self.stack = [
            *([] if self._values_seen else self.stack),
            [Head(h.text, h.folded, h.cell, h.page, n, 1.0, h.unit) for h, n in zip(heads, named, strict=True) if n],
        ]
        self._values_seen = False
        return True

    def _stacked_values(self, row: Row) -> bool:
        """Values under rows of labels, or under months."""
        heads = self.stack[0]
        if heads and heads[0].meaning is None:
            return self._trend_values(row, heads)
        if self._pairs(row, heads_of(row), dry=True):
            self.stack = []
            return False
        for k, cell in bind(heads, row).items():
            goal = target(heads[k].meaning or "-")
            if goal is not None and (cell.text or row.table):
                self._put(
                    goal,
                    Cell(cell.text, cell.box or heads[k].cell.box, cell.x0, cell.x1, cell.conf),
                    row.page,
                    heads[k].text,
                    heads[k].unit,
                )
        self.stack = self.stack[1:]
        self._values_seen = True
        return True

    def _trend_values(self, row: Row, heads: list[Head]) -> bool:
        kind = self.context.section.split()[-1]
        cells = [c for c in row.filled if FIGURE.fullmatch(clean(c.text))]
        if len(cells) < 2:
            return False
        bound = bind(heads, Row(row.page, row.top, row.bottom, row.cells if row.table else tuple(cells), row.table))
        record = self.out.record("payment_indices", kind)
        record.setdefault("page", row.page)
        for k, cell in bound.items():
            if cell.text:
                point = {
                    "month": self.out.maker.leaf(
                        "month", Printed(heads[k].text, row.page, heads[k].cell.box or NOWHERE, heads[k].cell.conf)
                    ),
                    "value": self.out.maker.leaf("score", Printed(cell.text, row.page, cell.box or NOWHERE, cell.conf)),
                    "page": row.page,
                }
                record.setdefault("trend", []).append(point)
        self.stack = []
        return True
