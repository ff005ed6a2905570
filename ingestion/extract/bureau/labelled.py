"""Values found by their labels: beside, under, behind a colon, under heads such as Current and Previous, one under another."""

import re
from statistics import median

from ingestion.extract.bureau.amounts import Unit, unit_of
from ingestion.extract.bureau.cells import Cell, Row, glued
from ingestion.extract.bureau.figures import OpenFigures, close_figures
from ingestion.extract.bureau.heads import Head, bind, heads_of
from ingestion.extract.bureau.inline import inline_pairs
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, Printed, clean
from ingestion.extract.bureau.matrix import Matrix
from ingestion.extract.bureau.output import Output
from ingestion.extract.bureau.records import add_bound, close
from ingestion.extract.bureau.spec import Layered, Spec, TableSpec, Target, fold, target
from ingestion.extract.bureau.tables import FIGURE, NOWHERE, Bound, Context, OpenTable
from ingestion.model.place import union

COUNTED = re.compile(
    r"\s*(?:共\s*\d+\s*[笔条个项家次]?|[（(]\s*\d+\s*[)）]|\d+\s*[笔条个项]|(?<=[\u3400-\u9fff])\s?\d{1,4}|(?<=\D)\s\d{1,4})\s*$"
)
NUMBERED = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分)?\s*[、.．)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:\.\d{1,2}){0,2}\s*[、.．)）]?(?=\s*[^\d\s.,%/-]))\s*"
)
MAX_HEADING = 46
UNKNOWN_SECTIONS = frozenset({"unknown", "other", "notes"})
ABOUT = ("subject.", "report_", "data_as_of", "query_")
RECORD_SECTIONS = frozenset(
    {"legal_events", "shareholders", "officers", "changes", "inquiries", "trade_lines", "utility_accounts"}
)
LINE_NUMBER = re.compile(r"\d{1,2}[a-z]?(?:[=+-]\d.*)?")
AMOUNT = re.compile(r"-?[\d,]+\.\d\d|-?\d{1,3}(?:,\d{3})+|--|0")


class Labelled:
    """What is known while a report is walked, and the ways a value stands beside, under or behind its label.

    `near` allows labels that recognition has misread by a sign or two.
    """

    _values_seen = True

    def __init__(self, rows: list[Row], spec: Spec, maker: LeafMaker, near: bool) -> None:
        self.rows = rows
        self.at = 0  # the row being read
        self.spec = spec
        self.near = near
        self.out = Output(maker)
        self.context = Context()
        self.table: OpenTable | OpenFigures | Matrix | None = None
        self.stack: list[list[Head]] = []  # rows of scalar heads waiting for their values
        self.groups: list[Head] = []
        self.qualifiers: list[Head] = []
        self.pending: tuple[Target, Row, str] | None = None
        self.chain: list[OpenTable] = []  # the rows of labels before the open one that belong to the same cards
        self.vertical: Bound = []  # a record whose leaves stand one under another
        self.cards: TableSpec | None = None  # what the section's records are, where they stand label by label
        self.body_height = median(
            [c.box[3] - c.box[1] for r in rows for c in r.cells if c.box and not c.lines] or [0.0]
        )
        self.last: tuple[Leaf, Row, float] | None = None  # the text put last, for its further lines

    def _goes_on(self, row: Row, text: str) -> bool:
        """The further lines of a text value, under its first."""
        if self.last is None or row.table or not self.last[0]["value"]:
            return False
        leaf, above, left = self.last
        near = row.page == above.page and -1 < row.top - above.bottom < 0.9 * (above.bottom - above.top)
        cell = row.filled[0]
        unclosed = leaf["value"].count("(") > leaf["value"].count(")") or text.startswith((")", "）"))
        if (
            not near
            or (abs(cell.x0 - left) > 4 and not unclosed)
            or self._section_of(text)
            or inline_pairs(text, self.spec.labels)
            or not cell.box
        ):
            return False
        leaf["printed"] = glued(leaf["printed"], cell.text)
        leaf["value"] = clean(leaf["printed"])
        leaf["box"] = [round(v, 1) for v in union([tuple(leaf["box"]), cell.box])]
        self.last = (leaf, row, left)
        return True

    def _pairs_in(self, row: Row, cell: Cell) -> bool:
        pairs = inline_pairs(clean(cell.text), self._vocabulary(), self.near)
        done = False
        for pair in pairs:
            goal = target(pair.meaning)
            if goal is None:
                done = True
                continue
            if not pair.value:
                self.pending = (goal, row, pair.label) if len(pairs) == 1 else None
                continue
            if not done:
                self._close(keep_groups=True)
            whole = row if len(row.filled) == 1 and pair is pairs[-1] else None
            value = Cell(pair.value, cell.box, cell.x0, cell.x1, cell.conf * pair.sure)
            self._put(goal, value, row.page, pair.label, row=whole)
            if self.last and whole is not None:
                self.last = (*self.last[:2], float("-inf"))  # goes on only where a bracket is open
            done = True
        return done or self.pending is not None

    def _label(self, head: Head) -> str | None:
        group = self._group_over(head.cell)
        if group is not None:
            own = self.spec.groups[group].find(head.folded, self.near)
            if own:
                return own[0]
        found = self._vocabulary().find(head.folded, self.near) or self._in_group(head.folded)
        if found is None and NUMBERED.match(head.text):
            found = self.spec.labels.find(fold(NUMBERED.sub("", head.text)))
        return found[0] if found else None

    def _in_group(self, folded: str) -> tuple[str, float] | None:
        """What a label says that names its group itself: 循环信用额度 总额."""
        for name, own in self.spec.groups.items():
            rest = folded.removeprefix(fold(name))
            if rest != folded and (found := own.find(rest)):
                return found
        return None

    def _vocabulary(self) -> Layered:
        """The labels of the paper; in a section of records the heads of its table before them."""
        group = self.spec.groups.get(self.groups[0].group or "") if len(self.groups) == 1 else None
        return Layered(self.cards.columns if self.cards else None, group, self.spec.labels)

    def _section_specs(self) -> list[TableSpec]:
        """The tables that the section's heading brings."""
        section = self.context.section
        own = [t for t in self.spec.tables if section in t.sections]
        return own or [t for t in self.spec.tables if section and t.list_ == section.split()[0]]

    def _group_over(self, cell: Cell) -> str | None:
        """The group whose head stands over the cell, or the one heading above."""
        if len(self.groups) == 1:
            return self.groups[0].group
        over = [g for g in self.groups if min(g.cell.x1, cell.x1) - max(g.cell.x0, cell.x0) > 0]
        if over:
            return over[0].group
        left = [g for g in self.groups if g.cell.x0 <= cell.x0 + 2]
        return left[-1].group if left else None

    def _stand(self, goal: Target, cell: Cell, page: int, label: str, unit: Unit) -> None:
        """A leaf of a record that is printed one label under another; a label printed again begins the next record."""
        head = Head(label, fold(label), cell, page, f"{goal.path.removeprefix('@')} {goal.kind}", unit=unit)
        if any(h.folded == head.folded for h, _, _ in self.vertical):
            self._flush()
        self.vertical.append((head, cell, page))

    def _flush(self) -> None:
        """End the standing record; one label alone is none."""
        bound, self.vertical = self.vertical, []
        if self.cards and sum(bool(c.text) for _, c, _ in bound) > 1:
            add_bound(OpenTable(self.cards, [[]], self.context, seen=self.near), bound, self.out, self.spec)

    def _qualified(self, row: Row, heads: list[Head]) -> bool:
        """A label with values under heads such as Current and Previous, Class and Percentile; or the row of those heads."""
        named = [self.spec.qualifiers.find(h.folded, self.near) for h in heads]
        if (sum(n is not None for n in named) >= max(2, len(heads) - 1) and not self._label(heads[-1])) or (
            len(heads) >= 2
            and all(named[1:])
            and any(n[0] != "-" for n in named[1:] if n)
            and not FIGURE.fullmatch(heads[1].text)
        ):
            self._close()
            self.qualifiers = [
                Head(h.text, h.folded, h.cell, h.page, n[0]) for h, n in zip(heads, named, strict=True) if n
            ]
            return True
        if not self.qualifiers:
            return False
        meaning = self._label(heads[0])
        goal = target(meaning or "-")
        if goal is None:
            return meaning is not None
        label = row.filled[0]
        values = Row(row.page, row.top, row.bottom, tuple(c for c in row.cells if c is not label), row.table)
        for k, cell in bind(self.qualifiers, values).items():
            self._qualified_value(goal, self.qualifiers[k], cell, row.page, heads[0])
        return True

    def _qualified_value(self, goal: Target, qualifier: Head, cell: Cell, page: int, label: Head) -> None:
        if not cell.text or qualifier.meaning in (None, "-", "range"):
            return
        if qualifier.meaning == "value" or qualifier.meaning is None:
            self._put(goal, cell, page, label.text, label.unit)
            return
        base, _, _ = goal.path.rpartition(".")
        kinds = {
            "previous": goal.kind,
            "class_value": "grade",
            "percentile": "number",
            "industry_median": "score",
            "as_of": "date",
            "outlook": "outlook",
        }
        kind = kinds.get(qualifier.meaning or "")
        if kind and base:
            self._put(Target(f"{base}.{qualifier.meaning}", kind), cell, page, label.text, label.unit)

    def _pairs(self, row: Row, heads: list[Head], dry: bool = False) -> bool:
        """label, value, label, value … — an empty cell of a drawn row is a value that is not printed."""
        cells = [c for c in row.cells if c.text or row.table]
        if cells and re.fullmatch(r"\d{1,2}(?:\.\d)?", cells[0].text) and len(cells) > 2:
            cells = cells[1:]  # the number of a form's line
        found: list[tuple[Target | None, Cell, Head]] = []
        by_turns = self._card_row(row) or (row is self.rows[self.at] and self._card_line(self.at))
        k = 0
        while k < len(cells):
            named = heads_of(Row(row.page, row.top, row.bottom, (cells[k],)))
            meaning = self._label(named[0]) if named else None
            if meaning is None:
                k += 1
                continue
            goal = target(meaning)
            k += self._line_number(cells[k + 1 :], goal)
            after = cells[k + 1] if k + 1 < len(cells) else None
            told = after is not None and (
                by_turns or (goal is not None and self.out.maker.exact(goal.kind, clean(after.text)))
            )
            if after is None or (after.text and not told and self._is_label(after, row)):
                k += 1
                continue
            found.append((goal, after, named[0]))
            k += 2
        first = next((c for c in cells if c.text), None)
        if not found or first is None or not self._is_label(first, row) or self._heads_rows(row, found):
            return False
        if dry:
            return True
        self._close(keep_groups=True)
        for goal, cell, head in found:
            if goal is not None:
                self._put(
                    goal,
                    Cell(cell.text, cell.box or head.cell.box, cell.x0, cell.x1, cell.conf),
                    row.page,
                    head.text,
                    head.unit,
                    row,
                )
        return True

    def _heads_rows(self, row: Row, found: list[tuple[Target | None, Cell, Head]]) -> bool:
        """A drawn row of labels that say little by themselves, such as Name, over rows of no labels: heads of a table nobody knows."""
        above = self.rows[self.at - 1].table if self.at else 0
        below = self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None
        if not row.table or above == row.table or below is None or below.table != row.table:
            return False
        little = all(head.folded in self.spec.generic for _, _, head in found)
        return little and len(below.cells) == len(row.cells) and not any(self._is_label(c, below) for c in below.filled)

    def _line_number(self, after: list[Cell], goal: Target | None) -> int:
        """1 where the number of the form's line stands between a label and its amount."""
        numbered = len(after) > 1 and LINE_NUMBER.fullmatch(after[0].text) and AMOUNT.fullmatch(after[1].text)
        return int(bool(goal and goal.kind == "money" and numbered))

    def _card_row(self, row: Row) -> bool:
        """A drawn row of a card: labels and values by turns, whatever the values say; not the head of a table."""
        if self.cards is None or not row.table or len(row.cells) % 2:
            return False
        labels, values = [c for c in row.cells[::2] if c.text], row.cells[1::2]
        if not labels or not all(self._is_column(c) for c in labels) or all(self._is_column(c) for c in values):
            return False
        below = self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None
        return below is None or below.table != row.table or self._is_column(below.cells[0])

    def _card_line(self, at: int) -> bool:
        """A free line of a card: labels and values by turns, over a line that begins with a label too."""
        cells = self.rows[at].filled
        below = self.rows[at + 1].filled if at + 1 < len(self.rows) else []
        if self.rows[at].table or len(cells) % 2 or not below or not all(self._is_column(c) for c in cells[::2]):
            return False
        return not all(self._is_column(c) for c in cells[1::2]) and self._is_column(below[0])

    def _is_column(self, cell: Cell) -> bool:
        return bool(self.cards and self.cards.columns.find(fold(clean(cell.text)), self.near))

    def _is_label(self, cell: Cell, row: Row) -> bool:
        head = heads_of(Row(row.page, row.top, row.bottom, (cell,)))
        return bool(head) and not FIGURE.fullmatch(head[0].text) and self._label(head[0]) is not None

    def _put(
        self, goal: Target, cell: Cell, page: int, label: str, unit: Unit | None = None, row: Row | None = None
    ) -> None:
        if self.near and not cell.text:
            return  # recognition may have missed what is printed
        own = (unit or Unit()).over(unit_of(label) if re.search(r"[（(\[]", label) else Unit()).over(self.context.unit)
        printed = Printed(cell.text, page, cell.box or NOWHERE, cell.conf, own)
        if goal.path.startswith("@"):
            self._stand(goal, cell, page, label, own)
            return
        if goal.path.startswith(ABOUT) and self._means_little(label):
            return
        leaf = self.out.put(goal, printed, label)
        self.last = None
        if leaf and goal.kind == "text" and row is not None and cell.box and not row.table:
            self.last = (leaf, row, cell.box[0])

    def _means_little(self, label: str) -> bool:
        """A label such as Name, Status or Date under a heading of records, or under one that nobody knows: not the paper's own."""
        section = self.context.section
        key = fold(label)
        if section in UNKNOWN_SECTIONS:
            return key in self.spec.generic
        specs = self._section_specs() if section.split()[0:1] and section.split()[0] in RECORD_SECTIONS else ()
        return bool(specs) and (key in self.spec.generic or any(t.columns.told(key) for t in specs))

    def _close(self, keep_stack: bool = False, keep_groups: bool = False) -> None:
        if isinstance(self.table, OpenTable):
            close([*self.chain, self.table], self.out, self.spec)
            self.chain = []
        elif isinstance(self.table, OpenFigures):
            close_figures(self.table, self.out)
        self.table = None
        if not keep_stack:
            self.stack = []
            self._values_seen = True
        if not keep_groups:
            self.groups, self.qualifiers = [], []

    def _section_of(self, text: str) -> str | None:
        if len(text) > MAX_HEADING:
            return None
        for form in (text, self._bare(text)):
            found = self.spec.sections.find(fold(form), self.near)
            if found:
                return found[0]
        return None

    def _bare(self, text: str) -> str:
        """A heading without its number in front and count behind."""
        return COUNTED.sub("", NUMBERED.sub("", text)).strip(" :：■●◆>*-")
