"""A walk over the rows of a report: headings set the section, labels give values, heads open tables. Driven by one layout file a kind."""

import re
from typing import Any

from ingestion.extract.bureau.amounts import Unit, unit_of
from ingestion.extract.bureau.boxed import turned, unboxed
from ingestion.extract.bureau.cells import Cell, Row
from ingestion.extract.bureau.days import day_of, is_period_head, month_of
from ingestion.extract.bureau.figures import OpenFigures, figure_row, period_heads
from ingestion.extract.bureau.heads import Head, bind, heads_of
from ingestion.extract.bureau.inline import inline_pairs
from ingestion.extract.bureau.leaf import Printed, clean
from ingestion.extract.bureau.matrix import Matrix, is_class, matrix_row
from ingestion.extract.bureau.singles import Singles
from ingestion.extract.bureau.spec import fold, target
from ingestion.extract.bureau.tables import FIGURE, NOWHERE, OpenTable


class Walker(Singles):
    """Reads one report: a walk over its rows, each taken for what it looks like."""

    def read(self) -> dict[str, Any]:
        """The body of the `bureau` object."""
        while self.at < len(self.rows):
            row = self.rows[self.at]
            cells = row.filled
            if told := unboxed(row, self._is_name):
                self._pairs(told, heads_of(told))
                self.at += 1
            elif len(cells) == 1 and not (row.table and self._in_table(row)):
                self._single(row, cells[0])
                self.at += 1
            else:
                self.at += self._several(self.at) if cells else 1
        self._close()
        self._flush()
        return self.out.body

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
        if used := self._turned_table(at):
            return used
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

    def _is_name(self, text: str) -> bool:
        """The text is a label of the paper, the group or the section's records."""
        return self._label(heads_of(Row(0, 0, 0, (Cell(text, None, 0, 0),)))[0]) is not None if text else False

    def _turned_table(self, at: int) -> int:
        """Reads a table whose records stand in columns. The rows used."""
        open_here = isinstance(self.table, OpenTable) and self.table.heads[0][0].table == self.rows[at].table
        if self.cards is None or open_here or self._card_row(self.rows[at]):
            return 0
        found = turned(self.rows, at, self.cards, self.near)
        if found is None:
            return 0
        heads, records, used = found
        self._open(self.cards, heads)
        if isinstance(self.table, OpenTable):
            self.table.rows += records
        return used

    def _belongs(self, row: Row) -> bool:
        """A data row of the open table, though a cell of it happens to be a label."""
        table = self.table
        if not isinstance(table, OpenTable):
            return False
        named = table.spec.list_ in ("record_counts", "scores", "rated_facilities")
        columns = self._columns(table)
        if (
            not row.table
            and self.cards
            and table.spec.columns is self.cards.columns
            and table.context is self.context
            and len(row.filled) == len(columns)
        ):
            named = named or all(abs(c.x0 - h.cell.x0) < 3 for c, h in zip(row.filled, columns, strict=True))
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
            bool(inline_pairs(clean(c.text), self._vocabulary(), self.near)) and not clean(c.text).endswith((":", "："))
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
        if len(heads) < 2 or self._card_row(row) or not (all(named) or self._mostly_heads(row, named)):
            return False
        if row.table and len(row.cells) > len(heads) and all(not c.text for c in row.cells[1::2]):
            return False  # labels with empty values beside them
        if isinstance(self.table, OpenTable):
            self._close(keep_groups=True)
        self.stack = [
            *([] if self._values_seen else self.stack),
            [Head(h.text, h.folded, h.cell, h.page, n or "-", 1.0, h.unit) for h, n in zip(heads, named, strict=True)],
        ]
        self._values_seen = False
        return True

    def _mostly_heads(self, row: Row, named: list[str | None]) -> bool:
        """Labels one or two of which nobody knows: as many values stand right below, each under its label."""
        below = self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None
        if below is None or below.page != row.page or below.table != row.table or len(below.filled) != len(named):
            return False
        known = sum(n is not None for n in named)
        if known and (self._over_values(row, below) or self._odd_heads(row, below)):
            return True
        same = all(abs(a.x0 - b.x0) < 4 for a, b in zip(row.filled, below.filled, strict=True))
        values = not any(self._is_label(c, below) for c in below.filled)
        figures = any(re.search(r"\d", c.text) and n is None for c, n in zip(row.filled, named, strict=True))
        return known > 1 and known >= 0.6 * len(named) and same and values and not figures

    def _odd_heads(self, row: Row, below: Row) -> bool:
        """An odd number of drawn cells without figures, so no pairs, with no label in the cells below; not a row of a table."""
        if self.table is not None or any(re.search(r"\d", c.text) for c in row.cells):
            return False
        even = all(abs(a.x0 - b.x0) < 3 for a, b in zip(row.cells, below.cells, strict=False))
        whole = len(row.cells) == len(row.filled) == len(below.cells)
        return (
            bool(row.table)
            and bool(len(row.cells) % 2)
            and whole
            and even
            and not any(self._is_label(c, below) for c in below.filled)
        )

    def _over_values(self, row: Row, below: Row) -> bool:
        """Two or more free labels with the values right below and a wider gap to the next labels."""
        after = self.rows[self.at + 2] if self.at + 2 < len(self.rows) else None
        if row.table or self.table is not None or any(self._is_label(c, below) for c in below.filled):
            return False
        even = all(abs(a.x0 - b.x0) < 3 for a, b in zip(row.filled, below.filled, strict=True))
        step = below.top - row.top
        wider = after is None or after.page != row.page or after.top - below.top > 1.2 * step
        words = not any(re.search(r"\d{2}|[:：]", c.text) for c in row.filled)
        return even and wider and words and step < 2 * (row.bottom - row.top)

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
