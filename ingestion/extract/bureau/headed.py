"""Heads of tables: the row, or the lines over one another, whose cells name the columns of a record."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ingestion.extract.bureau.cells import Row
from ingestion.extract.bureau.figures import OpenFigures
from ingestion.extract.bureau.heads import Head, heads_of, joined
from ingestion.extract.bureau.labelled import Labelled
from ingestion.extract.bureau.leaf import clean
from ingestion.extract.bureau.spec import TableSpec, misread
from ingestion.extract.bureau.tables import FIGURE, OpenTable

CARDS = ("credit_accounts", "credit_lines")
MAX_JOINED = 3


class Headed(Labelled):
    """Finds the table whose columns a row of heads names."""

    def _table_head(self, at: int) -> int:
        """Opens the table whose columns this row, or this and the next lines, name. The rows used; 0 where it is no head."""
        best: tuple[int, TableSpec, list[Head], int] | None = None
        base = self.rows[at]
        if self._card_row(base) or self._card_line(at):
            return 0
        for count in range(1, MAX_JOINED + 1):
            span = self.rows[at : at + count]
            if len(span) < count or any(r.page != base.page or not r.filled for r in span):
                break
            if count > 1 and (
                base.table
                or any(r.table for r in span)
                or not _close_lines(span)
                or any(_has_figures(r) for r in span[1:])
            ):
                break
            if count > 1 and any(
                self._section_of(clean(r.text)) or self._pairs(r, heads_of(r), dry=True) for r in span
            ):
                break
            heads = joined(span) if count > 1 else heads_of(base)
            found = self._spec_for(heads)
            if found and (best is None or found[0] > best[0]):
                best = (found[0], found[1], found[2], count)
        if best is None:
            return 0
        _, spec, heads, count = best
        self._open(spec, heads)
        return count

    def _open(self, spec: TableSpec, heads: list[Head]) -> None:
        table = self.table
        if isinstance(table, OpenTable) and table.same_heads(heads):
            return
        if isinstance(table, OpenTable) and table.spec.list_ == spec.list_ and not table.rows and self._stacks(table):
            table.heads.append(heads)
            return
        if (
            isinstance(table, OpenTable)
            and table.spec.list_ == spec.list_
            and table.rows
            and self._same_cards(table, heads)
        ):
            self.chain.append(table)
        else:
            self._close()
            self._flush()
        self.table = OpenTable(spec, [heads], self.context, seen=self.near)

    def _stacks(self, table: OpenTable) -> bool:
        """Rows of heads may stand over one another before the first values."""
        return table.spec.list_ in CARDS or bool(table.heads[-1] and table.heads[-1][0].table)

    def _same_cards(self, table: OpenTable, heads: list[Head]) -> bool:
        """A row of labels that goes on with the cards of the open table: other labels, or those of the cards' earlier rows."""
        if table.context is not self.context or len(table.heads) > 1:
            return False
        own = {h.folded for h in heads}
        known = [{h.folded for h in t.heads[0]} for t in (*self.chain, table)]
        return own in known or not any(own & k for k in known)

    def _spec_for(self, heads: list[Head]) -> tuple[int, TableSpec, list[Head]] | None:
        """The table that knows most of the heads; its own section counts for it."""
        if len(heads) < 2 or any(FIGURE.fullmatch(h.text) and not re.fullmatch(r"[\d+-]{2,6}", h.text) for h in heads):
            return None
        best: tuple[float, TableSpec, list[Head]] | None = None
        for spec in self._candidates():
            own = self.context.section in spec.sections
            if spec.only and not own:
                continue
            found = [(h, spec.columns.find(h.folded, self.near)) for h in heads]
            known = [f for _, f in found if f]
            kept = [f for f in known if f[0] != "-"]
            whens = (
                not spec.when
                or own
                or any(h.folded in spec.when or (self.near and self._near_when(h, spec)) for h in heads)
            )
            if len(known) < 2 or len(known) < 0.6 * len(heads) or not kept or not whens:
                continue
            if spec.list_ == "scores" and all(f[0] != "name name" for f in known):
                continue
            if not own and sum(self.spec.labels.told(h.folded) is not None for h in heads) > len(known):
                continue  # labels of the paper over their values
            score = len(known) + (1.5 if own else 0) + 0.1 * len(kept)
            if best is None or score > best[0]:
                best = (score, spec, self._named(found))
        return (int(best[0] * 100), best[1], best[2]) if best else None

    def _candidates(self) -> list[TableSpec]:
        """The open card table first: its next head rows know fewer of their labels elsewhere."""
        table = self.table
        if isinstance(table, OpenTable) and (
            (not table.rows and self._stacks(table)) or (table.rows and table.context is self.context)
        ):
            return [replace(table.spec, when=frozenset(), only=False), *self.spec.tables]
        return self.spec.tables

    def _near_when(self, head: Head, spec: TableSpec) -> bool:
        return any(misread(head.folded, word) for word in spec.when)

    def _named(self, found: list[tuple[Head, Any]]) -> list[Head]:
        return [
            Head(h.text, h.folded, h.cell, h.page, f[0] if f else None, f[1] if f else 1.0, h.unit, table=h.table)
            for h, f in found
        ]

    def _leave_drawn_table(self, row: Row) -> None:
        """A line outside rules ends a drawn table that has rows; so does another drawn table with other columns."""
        table = self.table
        if not isinstance(table, OpenTable | OpenFigures):
            return
        heads = table.heads[0] if isinstance(table, OpenTable) else table.heads
        last = table.rows[-1].table if table.rows else heads[0].table if heads else 0
        if not last or row.table == last:
            return
        if not row.table and not table.rows:
            return
        edges = [h.cell.x0 for h in heads]
        aligned = sum(any(abs(c.x0 - x) < 3 for c in row.cells) for x in edges)
        if not row.table or aligned < len(edges) or len(row.cells) > len(edges) + 1:
            self._close()

    def _columns(self, table: OpenTable) -> list[Head]:
        return max(table.heads, key=len)


def _close_lines(rows: list[Row]) -> bool:
    heights = [r.bottom - r.top for r in rows]
    return all(b.top - a.bottom < 0.9 * max(heights) for a, b in pairwise(rows))


def _has_figures(row: Row) -> bool:
    return any(
        FIGURE.fullmatch(clean(c.text)) and not re.fullmatch(r"[\d+-]{2,6}|%", clean(c.text)) for c in row.filled
    )
