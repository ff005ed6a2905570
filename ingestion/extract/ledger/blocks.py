"""Sheets cut into blocks: a head and the rows under it, until the next head. Big CSV files are read by column."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import polars as pl

from ingestion.extract.ledger.cells import DateOrder, date_of_cell, date_order
from ingestion.extract.ledger.columns import kind_of_text
from ingestion.extract.ledger.customers import title_customer
from ingestion.extract.ledger.heads import Head, head_at, words
from ingestion.extract.ledger.rows import Block
from ingestion.extract.ledger.stated import Stated, limit_word, statements
from ingestion.read.sheet import CsvForm, SheetPaper

Known = Mapping[str, Mapping[str, str]]
TYPED_ROWS = 400
ABOVE = 4  # rows above a head that may name the customer
PIECE_BYTES = 8_000_000
DATE_ROLES = ("date", "paid_date", "due", "credit_note_date")


@dataclass(slots=True)
class Sheet:
    """One sheet: its name, the rows that pages hold, and its heads."""

    name: str
    rows: list[list[str]]
    heads: list[Head]
    taken: set[int]


def sheets_of(paper: SheetPaper, known: Known | None = None) -> list[Sheet]:
    """Every sheet with its heads; heads printed again stand once each."""
    sheets = []
    for number in range(1, paper.page_count + 1):
        name, rows = paper.grid(number)
        sheets.append(Sheet(name, rows, _heads(rows, known, paper.csv), set()))
    return sheets


def _heads(rows: Sequence[Sequence[str]], known: Known | None, form: CsvForm | None) -> list[Head]:
    heads: list[Head] = []
    at = 0
    last = 100 if form is not None and form.is_cut else len(rows)
    while at < last:
        row = rows[at]
        if sum(bool(cell) for cell in row) >= 2 and not row[0][:4].isdigit():
            head = head_at(rows, at, known)
            if head is not None:
                heads.append(head)
                at = head.row
        at += 1
    return heads


def is_receivables(sheets: Sequence[Sheet]) -> bool:
    """True where the heads and titles are those of receivables: invoices with due days, receipts, or what they settle."""
    telling = words()["ledger"]
    for sheet in sheets:
        for head in sheet.heads:
            roles = set(head.roles.values())
            first = sheet.heads[0].row - 3
            texts = [sheet.name, *head.texts, *(cell for row in sheet.rows[: max(first, 0) + 4] for cell in row)]
            typed = head.column("type")
            below = sheet.rows[head.row + 1 : head.row + TYPED_ROWS] if typed is not None else []
            kinds = {kind_of_text(row[typed or 0]) for row in below if len(row) > (typed or 0) and row[typed or 0]}
            text = " ".join(texts).lower()
            dated = {head.texts[c] for r in DATE_ROLES for c in head.columns(r)}  # "payable by" is a day of an invoice
            rest = " ".join(cell for cell in texts if cell not in dated).lower()
            if any(word in rest for word in telling["against"]) and "应收" not in text and "receivable" not in text:
                continue
            documents = bool(roles & {"due", "applies_to", "paid_date", "receipts_text", "terms"}) or "invoice" in kinds
            if documents and (any(word in text for word in telling["words"]) or "invoice" in kinds):
                return True
    return False


def blocks_of(sheets: Sequence[Sheet]) -> tuple[list[Block], Stated]:
    """The blocks of a workbook and what it states beside them."""
    order = date_order(
        row[c] for s in sheets for h in s.heads for r in DATE_ROLES for c in h.columns(r) for row in s.rows[h.row + 1 :] if c < len(row)
    )  # fmt: skip
    cut = [(number, *part) for number, sheet in enumerate(sheets) for part in _parts(sheet, order)]
    for number, head, rows in cut:
        sheets[number].taken.update(range(head.row, head.row + 1))
        sheets[number].taken.update(rows)
    told = statements([(s.name, s.rows, s.taken) for s in sheets], order)
    blocks = []
    for number, head, rows in cut:
        sheet = sheets[number]
        frame = _frame(sheet.rows, rows, head)
        kind = _default_kind(sheet, head, rows)
        currency = told.currency_of_sheet.get(number) or told.currency
        scale = told.scale_of_sheet.get(number) or next(iter(told.scale_of_sheet.values()), 1)
        first = head.row - _depth(head, sheet.rows) + 1
        customer = title_customer(sheet.rows[max(0, first - ABOVE) : first])
        blocks.append(Block(number, head, frame, kind, currency, scale, customer))
    return blocks, told


def _parts(sheet: Sheet, order: DateOrder) -> list[tuple[Head, list[int]]]:
    """(head, its row numbers); rows that hold a line of the limit, or nothing of the table, are left out."""
    parts = []
    for head, following in zip_longest(sheet.heads, sheet.heads[1:]):
        end = following.row - _depth(following, sheet.rows) + 1 if following else len(sheet.rows)
        rows = []
        for at in range(head.row + 1, end):
            row = sheet.rows[at]
            cells = [cell for cell in row if cell]
            if not cells:
                continue
            dated = any(
                c < len(row) and row[c] and date_of_cell(row[c], order) for r in DATE_ROLES for c in head.columns(r)
            )
            if dated or not (len(cells) <= 4 and limit_word(cells[0])):
                rows.append(at)
        parts.append((head, rows))
    return parts


def _depth(head: Head, rows: Sequence[Sequence[str]]) -> int:
    """How many rows a head takes: its texts are put together from the rows that end with it."""
    joined = " ".join(head.texts)
    depth = 1
    while (
        depth < 3
        and head.row - depth >= 0
        and any(c for c in rows[head.row - depth])
        and all(c in joined for c in rows[head.row - depth] if c)
    ):
        depth += 1
    return depth


def _frame(rows: Sequence[Sequence[str]], chosen: Sequence[int], head: Head) -> pl.DataFrame:
    columns = {
        f"c{c}": pl.Series(
            [(rows[r][c].strip() or None) if c < len(rows[r]) else None for r in chosen], dtype=pl.String
        )
        for c in range(len(head.texts))
    }
    return pl.DataFrame({"row": pl.Series([r + 1 for r in chosen], dtype=pl.Int64), **columns})


def whole_csv(data: bytes, form: CsvForm, block: Block, by_customer: bool) -> Iterator[Block]:
    """The block over all rows of a CSV file, piece by piece, so that only one piece is held as text."""
    head = block.head
    left_out = ("ignored",) if by_customer else ("ignored", "customer")
    wanted = sorted(column for column, role in head.roles.items() if role not in left_out)
    row, skipped = 1, head.row + 1
    for piece in _lines(data, form):
        frame = pl.read_csv(
            piece, separator=form.delimiter, has_header=False, skip_rows=skipped, infer_schema=False,
            columns=wanted, truncate_ragged_lines=True,
        )  # fmt: skip
        frame.columns = [f"c{column}" for column in wanted]
        yield replace(block, frame=frame.with_row_index("row", offset=row + skipped))
        row += skipped + frame.height
        skipped = 0


def _lines(data: bytes, form: CsvForm) -> Iterator[bytes]:
    """Whole lines of the file, some megabytes at a time, in UTF-8; a quoted cell is never cut."""
    start = 0
    while start < len(data):
        end = start + PIECE_BYTES
        if end >= len(data):
            end = len(data)
        else:
            end = data.find(b"\n", end) + 1 or len(data)
            while data.count(b'"', start, end) % 2 and end < len(data):
                end = data.find(b"\n", end) + 1 or len(data)
        piece = data[start:end]
        yield piece if form.encoding.startswith("utf") else piece.decode(form.encoding, "replace").encode()
        start = end


def _default_kind(sheet: Sheet, head: Head, rows: Sequence[int]) -> str | None:
    """What every row is, by the sheet's name or title, where no column tells invoices from receipts."""
    roles = set(head.roles.values())
    if roles & {"type", "due", "terms", "balance"} or {"debit", "credit"} <= roles:
        return None
    above = [cell for row in sheet.rows[max(0, head.row - 3) : head.row] for cell in row if cell]
    text = " ".join([sheet.name, *above[-4:]]).lower()
    for kind in ("credit_note", "receipt"):
        if any(word in text for word in words()["sheets"][kind]):
            return kind
    if "paid_date" in roles and not roles & {"date", "amount", "debit"}:
        return "receipt"
    if "paid_date" in roles and "date" not in roles:
        return "receipt"
    return "receipt" if "applies_to" in roles and roles & {"paid", "paid_date"} else None
