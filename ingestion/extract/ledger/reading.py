"""A workbook or CSV file read as a receivable ledger: metrics, facts, what was left out and why."""

import csv
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from ingestion.extract.ledger.blocks import Sheet, blocks_of, is_receivables, sheets_of, whole_csv
from ingestion.extract.ledger.customers import customers_of, only, wanted_among
from ingestion.extract.ledger.documents import Documents, documents_of, spelling_of
from ingestion.extract.ledger.facts import Cell, FactMaker, book_facts, limit_facts, plain_money
from ingestion.extract.ledger.heads import guessed_head
from ingestion.extract.ledger.hints import LedgerHead, LedgerHints
from ingestion.extract.ledger.metrics import book_of, days_text, metrics_of
from ingestion.extract.ledger.rows import Block
from ingestion.extract.ledger.stated import Stated
from ingestion.model.fact import Fact, Problem
from ingestion.read.sheet import SheetPaper, column_letters
from ingestion.texts import say

UNKNOWN_CURRENCY = "XXX"  # the code that ISO 4217 keeps for no currency
HOME_CURRENCY = "CNY"
CHINESE = 0x2E7F
PIECE_BYTES, NEWLINE = 8_000_000, 10
GUESSED_ROWS = 40
SAMPLES = 3  # rows shown under a head
CUT, SEVERAL = "ledger_rows_cut", "ledger_several_customers"
EXPOSURE = ("unbilled", "open_orders")


@dataclass(slots=True)
class LedgerReading:
    """A ledger read: the contract's `ledger` object, facts, problems, and the names of the customers it lists."""

    ledger: dict[str, Any]
    facts: list[Fact]
    problems: list[Problem]
    customers: list[str] = field(default_factory=list)


def read_ledger(
    paper: SheetPaper, data: bytes, sha: str, chinese: bool, hints: LedgerHints | None = None
) -> LedgerReading | None:
    """The ledger of a workbook, or None where its sheets are none; of a book of many customers the wanted one's rows."""
    hints = hints or LedgerHints()
    sheets = sheets_of(paper, hints.columns)
    if not is_receivables(sheets):
        return None
    blocks, stated = blocks_of(sheets)
    order, comma = spelling_of(blocks)
    customers = customers_of(blocks)
    chosen = len(customers) > 1 and wanted_among(customers, hints.customers)
    whole = paper.csv is not None and paper.csv.is_cut and len(blocks) == 1
    source: Iterable[Block] = whole_csv(data, paper.csv, blocks[0], chosen) if whole and paper.csv else blocks
    documents = documents_of(only(source, hints.customers) if chosen else source, order, comma)
    if not documents.invoices.height:
        return None
    chinese = chinese or any(ord(ch) > CHINESE for block in blocks for text in block.head.texts for ch in text)
    problems = _problems(documents, paper, sheets)
    if len(customers) > 1:
        code = "ledger_one_customer" if chosen else SEVERAL
        problems.append(_problem(code, 1, count=len(customers)))
    documents = _with_currency(documents, stated, chinese, problems)
    as_of = stated.as_of or _latest(documents, problems)
    currencies = {}
    books = {}
    for currency in sorted(str(c) for c in documents.invoices["currency"].unique()):
        book = book_of(documents, currency, as_of)
        if book.invoices.height or book.unapplied.height:
            books[currency], currencies[currency] = book, metrics_of(book)
    limit = _limit(stated, {c: Decimal(m["total_ar"]) for c, m in currencies.items()}, problems)
    maker = FactMaker(sha, as_of, _scales(blocks, stated), _Cells(paper, data, sheets).at)
    for currency, book in books.items():
        book_facts(maker, currency, book, currencies[currency])
    limit_facts(maker, stated, limit)
    ledger = {"as_of": as_of.isoformat(), "currencies": currencies, "limit": limit}
    named = [name for name in customers if wanted_among([name], hints.customers)] if chosen else customers
    return LedgerReading(ledger, list(maker.made.values()), problems, named)


def _with_currency(documents: Documents, stated: Stated, chinese: bool, problems: list[Problem]) -> Documents:
    """The documents with the one currency of the file where rows name none; said to be so where it is not printed."""
    missing = documents.invoices["currency"].null_count()
    if not missing:
        default = str(documents.invoices["currency"][0])
    else:
        default = stated.currency or (HOME_CURRENCY if chinese else UNKNOWN_CURRENCY)
        if stated.currency is None:
            problems.append(_problem("currency_unknown", 1))
    for name in ("invoices", "loose_credits", "loose_receipts"):
        frame: pl.DataFrame = getattr(documents, name)
        setattr(documents, name, frame.with_columns(pl.col("currency").cast(pl.String).fill_null(default)))
    return documents


def _latest(documents: Documents, problems: list[Problem]) -> date:
    """The last day of any document, where the file states none."""
    problems.append(_problem("ledger_as_of_assumed", 1))
    days = [documents.invoices["issued"].max(), documents.receipts["day"].max(), documents.credits["day"].max()]
    return max(day for day in days if isinstance(day, date))


def _problems(documents: Documents, paper: SheetPaper, sheets: list[Sheet]) -> list[Problem]:
    found = []
    if documents.unread:
        sheet, row = documents.unread[0]
        found.append(
            _problem("ledger_rows_unread", sheet + 1, count=len(documents.unread), sheet=sheets[sheet].name, row=row)
        )
    if documents.opening:
        sheet, row = documents.opening[0]
        values = {"count": len(documents.opening), "sheet": sheets[sheet].name, "row": row}
        found.append(_problem("ledger_opening_left_out", sheet + 1, **values))
    if documents.undated:
        found.append(_problem("ledger_receipts_undated", 1, count=documents.undated))
    if not documents.order.proved:
        found.append(_problem("ledger_date_order", 1))
    for number, sheet_read in enumerate(sheets, 1):
        if paper.is_cut(number):
            found.append(_problem(CUT, number, sheet=sheet_read.name, rows=len(sheet_read.rows)))
    return found


def _problem(code: str, page: int, **values: object) -> Problem:
    return Problem(code=code, page=page, message=say(f"problems.{code}", "en", **values))


def heads_of(paper: SheetPaper, hints: LedgerHints) -> list[LedgerHead]:
    """Every row of heads of a workbook with what its columns are taken for, for a person to confirm."""
    found: dict[str, LedgerHead] = {}
    for sheet in sheets_of(paper, hints.columns):
        guessed = guessed_head(sheet.rows[:GUESSED_ROWS]) if not sheet.heads else None
        for head in [*sheet.heads, *([guessed] if guessed else [])]:
            last = max((c for c, text in enumerate(head.texts) if text), default=-1) + 1
            columns = tuple((head.texts[c], head.roles.get(c, "")) for c in range(last))
            samples = tuple(tuple(row[:last]) for row in sheet.rows[head.row + 1 : head.row + 1 + SAMPLES])
            told = LedgerHead(
                sheet=sheet.name, row=head.row + 1, signature=head.signature, columns=columns, samples=samples
            )
            found.setdefault(head.signature, told)
    return list(found.values())


def _limit(stated: Stated, open_by_currency: dict[str, Decimal], problems: list[Problem]) -> dict[str, Any] | None:
    """Limit, exposure and utilisation; other currencies at the rate that the file states, else no utilisation."""
    placed = stated.limit.get("limit")
    if placed is None:
        return None
    currency = (
        placed.currency
        or (next(iter(open_by_currency)) if len(open_by_currency) == 1 else stated.currency)
        or HOME_CURRENCY
    )
    total, complete = Decimal(0), True
    for code, amount in open_by_currency.items():
        rate = _rate(stated, code, currency)
        if rate is None:
            complete = complete and not amount
        else:
            total += amount * rate
    parts = {}
    for name in (*EXPOSURE, "security"):
        part = stated.limit.get(name)
        rate = _rate(stated, part.currency or currency, currency) if part else Decimal(1)
        parts[name] = part.value * (rate or 0) if part else Decimal(0)
        complete = complete and rate is not None
    if not complete:
        problems.append(_problem("ledger_rate_missing", 1, currency=currency))
    total = total.quantize(Decimal("0.01"))
    used = total + parts["unbilled"] + parts["open_orders"] - parts["security"]
    share = days_text(used / placed.value * 100) if placed.value and complete else None
    return {
        "currency": currency, "limit": plain_money(placed.value), "ar": str(total),
        **{name: plain_money(value) for name, value in parts.items()}, "limit_utilisation_pct": share,
    }  # fmt: skip


def _rate(stated: Stated, code: str, into: str) -> Decimal | None:
    """How much of `into` one unit of `code` is worth by the file's rates."""
    if code == into:
        return Decimal(1)
    direct = stated.rates.get((code, into)) or stated.rates.get((code, ""))
    if direct:
        return direct
    other = stated.rates.get((into, code)) or stated.rates.get((into, ""))
    return Decimal(1) / other if other else None


def _scales(blocks: list[Block], stated: Stated) -> dict[int, int]:
    return {block.sheet: block.scale for block in blocks} | stated.scale_of_sheet


class _Cells:
    """Cells of the file by place; of a CSV file read by column, rows beyond the pages are looked up once."""

    def __init__(self, paper: SheetPaper, data: bytes, sheets: list[Sheet]) -> None:
        self._paper, self._data, self._sheets = paper, data, sheets
        self._starts: array[int] = array("Q")

    def at(self, sheet: int, row: int, column: int) -> Cell:
        """The cell at (sheet, row from 1, column)."""
        rows = self._sheets[sheet].rows
        locator = {"sheet": self._sheets[sheet].name, "cell": f"{column_letters(column)}{row}"}
        if row <= len(rows) and column < len(rows[row - 1]):
            return Cell(sheet + 1, locator, self._paper.cell_box(sheet + 1, row - 1, column), rows[row - 1][column])
        return Cell(sheet + 1, locator, (), self._line(row, column))

    def _line(self, row: int, column: int) -> str:
        if self._paper.csv is None:
            return ""
        if not self._starts:
            self._starts = _line_starts(self._data)
        if row > len(self._starts):
            return ""
        start = self._starts[row - 1]
        end = self._data.find(b"\n", start)
        line = self._data[start : end if end >= 0 else None].decode(self._paper.csv.encoding, "replace")
        cells = next(csv.reader([line], delimiter=self._paper.csv.delimiter), [])
        return cells[column].strip() if column < len(cells) else ""


def _line_starts(data: bytes) -> "array[int]":
    """Where each line begins; rows of a file whose quoted cells hold line ends are found a few lines off and print as they are."""
    starts = array("Q", [0])
    for at in range(0, len(data), PIECE_BYTES):
        ends = np.flatnonzero(np.frombuffer(data, np.uint8, min(PIECE_BYTES, len(data) - at), at) == NEWLINE)
        starts.extend((ends + at + 1).tolist())
    return starts
