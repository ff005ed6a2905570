"""Rows of one cell: headings, labels whose value stands below, runs of label and value, lines that say nothing was found."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ingestion.extract.bureau.amounts import Unit, unit_of
from ingestion.extract.bureau.cells import Cell, Row
from ingestion.extract.bureau.events import event_of
from ingestion.extract.bureau.headed import Headed
from ingestion.extract.bureau.heads import Head, heads_of
from ingestion.extract.bureau.inline import inline_pairs
from ingestion.extract.bureau.labelled import MAX_HEADING, NUMBERED
from ingestion.extract.bureau.leaf import Printed, clean
from ingestion.extract.bureau.matrix import matrix_row
from ingestion.extract.bureau.spec import TableSpec, fold, target
from ingestion.extract.bureau.tables import NOWHERE, Context, OpenTable
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
ORDINAL = re.compile(
    r"(?:record|item|case|account|entry|no\.?|filing|charge|judgment|loan|facility|tradeline|reference)\s*(?:no\.?)?\s*#?\s*\d{1,3}"
    r"(?:\s*(?:of|/)\s*\d{1,3})?[.:)]?|第\s*[\d一二三四五六七八九十]{1,3}\s*[条笔项个件户]|(?:账户|案件|记录|贷款|股东|序号)\s*\d{1,3}",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[。；;:：,，]|\.$|\d{4}")
HEADING_HEIGHT = 1.2
SURE_COLUMNS, SURE_LABELS = 3, 2
NAMED_LISTS = ("scores", "record_counts")  # a record's name is itself a label
CLOSE_LINES = 1.5
ALIKE_HEIGHT = 1.2
LOOK_AHEAD = 60
REPEATED = 2  # columns whose labels are printed again: records one under another


class Singles(Headed):
    """What a row of one cell may be."""

    def _single(self, row: Row, cell: Cell) -> None:
        text = clean(cell.text)
        if row.table == 0 and NUMBERED.match(text) and len(text) <= MAX_HEADING:
            self._leave_drawn_table(row)
        if self.cards and self.pending is None and ORDINAL.fullmatch(text):
            self._close()
            self._flush()
            return
        if self._pending_value(row, text) or self._continues(row, text) or self._goes_on(row, text):
            return
        if self._event(row, text) or self._pairs_in(row, cell):
            return
        if (
            self._card_label(row, cell)
            or self._label_over_value(row, text)
            or self._code_line(row, cell, text)
            or self._heading(row, cell, text)
            or self._none_found(row, text)
            or self._matrix_line(row, cell, text)
        ):
            return
        found = self._vocabulary().find(fold(text), self.near)
        goal = target(found[0]) if found else None
        if goal is not None and len(text) <= MAX_HEADING:
            self._close()
            self.pending = (goal, row, text)
            return
        if UNIT_LINE.search(text) and len(text) < 120:
            self._declare(text)
            return
        if not found and not self._unknown_heading(row, cell, text):
            self._flush()
            self.cards = None

    def _unknown_heading(self, row: Row, cell: Cell, text: str) -> bool:
        """A heading that nobody listed: what stands under it is of no known section, unless its labels tell one."""
        numbered = NUMBERED.match(text) and not re.match(r"\s*\d", text)
        tall = row.bottom - row.top >= HEADING_HEIGHT * self.body_height
        if row.table or len(text) > MAX_HEADING or not (tall or numbered) or SENTENCE.search(text) or text[0] in "(（":
            return False
        if not self.context.section and not (self.out.body.get("subject") or {}).get("name"):
            return False  # titles
        self._close()
        self._flush()
        labels = [label for label in self._labels_ahead() if label not in self.spec.generic]
        goals = [goal for label in labels if (found := self.spec.labels.find(label)) and (goal := target(found[0]))]
        about = sum(goal.path.startswith("subject.") for goal in goals) >= SURE_LABELS
        place = (self._bare(text), row.page, cell.box or NOWHERE)
        self.context = Context("subject" if about else "unknown", place, settled=self.context.settled)
        self.groups = []
        self.cards = None if about else self._cards_ahead(sure=True)
        return True

    def _card_label(self, row: Row, cell: Cell) -> bool:
        """The last label of a card, alone over its value."""
        table = self.table
        if not isinstance(table, OpenTable) or len(table.heads) > 1:
            return False
        [head] = heads_of(row)
        found = table.spec.columns.find(head.folded, self.near)
        if found is None or not table.rows or not self._same_cards(table, [head]):
            return False
        self._open(table.spec, self._named([(head, found)]))
        return True

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
        if (
            isinstance(table, OpenTable)
            and not row.table
            and not table.rows
            and self._under_lone_head(table, row, text)
        ):
            table.rows.append(row)
            return True
        if not isinstance(table, OpenTable) or row.table or not table.rows or table.rows[-1].table:
            return False
        last = table.rows[-1]
        height = last.bottom - last.top
        own = row.bottom - row.top
        if row.page != last.page or row.top - last.bottom > CLOSE_LINES * height:
            return False
        if max(own, height) > ALIKE_HEIGHT * min(own, height):
            return False  # a heading
        if (
            self._section_of(text)
            or UNIT_LINE.search(text)
            or table.spec.columns.find(fold(text), self.near)
            or inline_pairs(text, self.spec.labels)
            or event_of(text, self.spec, self.out.maker, Printed(text, 1, NOWHERE))
        ):
            return False
        cell = row.filled[0]
        heads = table.heads[0]
        over = [k for k, h in enumerate(heads) if h.cell.x0 - 15 <= cell.x0 <= h.cell.x1 + 60]
        if not over or len(text) > 60:
            return False
        if over[-1] + 1 < len(heads) and cell.x1 > heads[over[-1] + 1].cell.x0 + 15:
            return False  # reaches over the next column
        table.rows.append(row)
        return True

    def _under_lone_head(self, table: OpenTable, row: Row, text: str) -> bool:
        """The value of a card's last label."""
        if len(table.heads[0]) != 1 or self._section_of(text):
            return False
        head = table.heads[0][0]
        near = row.page == head.page and row.top - (head.cell.box or NOWHERE)[3] < 2 * (row.bottom - row.top)
        return near and abs(row.filled[0].x0 - head.cell.x0) < 12 and not table.spec.columns.find(fold(text))

    def _label_over_value(self, row: Row, text: str) -> bool:
        """A label that is a heading's words too: what stands right below is a value of its kind."""
        found = self._vocabulary().find(fold(text))
        goal = target(found[0]) if found else None
        below = self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None
        if (
            goal is None
            or below is None
            or len(below.filled) != 1
            or below.page != row.page
            or goal.kind in ("text", "span")
        ):
            return False
        cell = below.filled[0]
        near = below.top - row.bottom < 2 * (row.bottom - row.top) and abs(cell.x0 - row.filled[0].x0) < 12
        told = self.out.maker.leaf(goal.kind, Printed(cell.text, below.page, cell.box or NOWHERE))["value"] is not None
        if near and told and not self.spec.labels.find(fold(clean(cell.text))):
            self.pending = (goal, row, text)
            return True
        return False

    def _heading(self, row: Row, cell: Cell, text: str) -> bool:
        meaning = self._section_of(text)
        group = self.spec.group_names.find(fold(self._bare(text)), self.near)
        if meaning is None and group is None:
            return False
        self._close()
        place = (self._bare(text), row.page, cell.box or NOWHERE)
        unit = unit_of(text) if re.search(r"[（(\[]|单位", text) else Unit()
        if group is not None:
            self.context = replace(self.context, unit=unit.over(self.context.unit))
            self.groups = [Head(text, fold(group[0]), cell, row.page, group=group[0])]
        else:
            self.groups = []
        self._flush()
        if meaning is not None:
            settled = (
                (not OPEN.search(text), place) if SETTLED.search(text) or OPEN.search(text) else self.context.settled
            )
            category = place if meaning.startswith("credit_accounts ") else None
            self.context = Context(meaning, place, category, settled, unit)
        self.cards = self._cards_ahead() if meaning is not None else None
        return True

    def _cards_ahead(self, sure: bool = False) -> TableSpec | None:
        """The table whose records stand label by label: what follows, up to the next heading, speaks of its columns rather than of
        the paper's own labels. `sure`: under no known heading, so that a table has to be told by its own columns."""
        counted = Counter(self._labels_ahead())
        labels = set(counted)
        best: tuple[int, TableSpec] | None = None
        for spec in self._section_specs() if not sure else self.spec.tables:
            if sure and (not labels & spec.when or spec.only or (spec.list_ == "legal_events" and not spec.kind)):
                continue
            columns = {label for label in labels if spec.columns.find(label, self.near)}
            known = {label for label in labels if self.spec.labels.find(label)}
            own, others = len(columns - known), len(known - columns)
            if (
                spec.list_ not in NAMED_LISTS
                and (own > others or not others or sum(counted[c] > 1 for c in columns) >= REPEATED)
                and (not sure or len(columns) >= SURE_COLUMNS)
                and (best is None or len(columns) > best[0])
            ):
                best = (len(columns), spec)
        return best[1] if best else None

    def _labels_ahead(self) -> Iterator[str]:
        """Folded cells, and what stands before a colon, up to the next heading."""
        for row in self.rows[self.at + 1 : self.at + LOOK_AHEAD]:
            cells = row.filled
            if len(cells) == 1 and self._section_of(clean(cells[0].text)):
                return
            for cell in cells:
                if cell.lines:
                    yield fold(cell.lines[0][0])  # a label over its value
                yield from (
                    fold(part) for part in re.split(r"[:：]\s*|\s{2,}", cell.text) if 0 < len(part) <= MAX_HEADING
                )

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
