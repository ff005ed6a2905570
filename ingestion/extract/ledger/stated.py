"""What a ledger states beside its rows: its day, currency and unit, rates, and the credit limit with what counts against it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ingestion.extract.ledger.cells import DateOrder, cents_of_cell, date_of_cell, plain_cell
from ingestion.extract.ledger.columns import currency_in, currency_in_head, scale_in
from ingestion.extract.ledger.heads import words
from ingestion.extract.periods import dates_in

Rows = Sequence[Sequence[str]]
_UNIT_LINE = re.compile(r"单位|unit|amounts? in|\bin (?:thousand|million)|金额单位", re.IGNORECASE)
_FIGURE = re.compile(r"[-(]?\d[\d,]*(?:\.\d+)?[)]?\s*万?")


@dataclass(frozen=True, slots=True)
class Placed:
    """Cents (or a rate) with the cell it was printed in."""

    value: Decimal
    sheet: int
    row: int
    col: int
    printed: str
    currency: str | None = None


@dataclass(slots=True)
class Stated:
    """The statements of a file. Amounts of `limit` are in units of currency."""

    as_of: date | None = None
    as_of_place: tuple[int, int, int] | None = None
    currency: str | None = None
    currency_of_sheet: dict[int, str] = field(default_factory=dict)
    scale_of_sheet: dict[int, int] = field(default_factory=dict)
    rates: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    limit: dict[str, Placed] = field(default_factory=dict)


def statements(sheets: Sequence[tuple[str, Rows, set[int]]], order: DateOrder) -> Stated:
    """Everything stated outside the rows of documents; a sheet is its name, its rows, and the row numbers that hold documents."""
    told = Stated()
    for number, (name, rows, taken) in enumerate(sheets):
        free = [(at, row) for at, row in enumerate(rows) if at not in taken]
        for at, row in free:
            for col, cell in enumerate(row):
                if cell:
                    _read_cell(told, number, at, col, cell, row, order)
        if number not in told.currency_of_sheet and (code := _code_of(name)):
            told.currency_of_sheet[number] = code
    told.currency = next(iter(told.currency_of_sheet.values()), None)
    for number, (_, rows, taken) in enumerate(sheets):
        _read_limits(told, number, [(at, row) for at, row in enumerate(rows) if at not in taken])
    return told


def _read_cell(told: Stated, sheet: int, at: int, col: int, cell: str, row: Sequence[str], order: DateOrder) -> None:
    flat = plain_cell(cell).lower()
    after = [c for c in row[col + 1 : col + 4] if c]
    if told.as_of is None and _has(flat, "as_of"):
        for text in (cell, *after[:1]):
            day = _day_in(text, order)
            if day:
                told.as_of, told.as_of_place = day, (sheet, at, col)
                break
    if sheet not in told.currency_of_sheet:
        code = _stated_currency(flat, cell, after)
        if code:
            told.currency_of_sheet[sheet] = code
    if sheet not in told.scale_of_sheet and _UNIT_LINE.search(flat):
        scale = scale_in(f" {cell} {after[0] if after else ''}")
        if scale:
            told.scale_of_sheet[sheet] = scale
    if _has(flat, "rate"):
        _read_rate(told, " ".join([cell, *after]))


def _has(flat: str, name: str) -> bool:
    for word in words()["stated"][name]:
        if re.match("[\u3400-\u9fff]", word):
            if word in flat.replace(" ", ""):
                return True
        elif re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", flat):
            return True
    return False


def _day_in(text: str, order: DateOrder) -> date | None:
    """The day that a cell names, wherever it stands in it."""
    whole = date_of_cell(text, order)
    if whole:
        return whole
    for part in re.findall(
        r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d", plain_cell(text)
    ):
        found = date_of_cell(part, order)
        if found:
            return found
    named = dates_in(text)
    if named:
        return named[0]
    match = re.search(
        r"\d{1,2}[ -][A-Za-z]{3,9}\.?[ -](?:19|20)\d\d|[A-Za-z]{3,9}\.? \d{1,2},? (?:19|20)\d\d", plain_cell(text)
    )
    return date_of_cell(match.group(), order) if match else None


def _stated_currency(flat: str, cell: str, after: Sequence[str]) -> str | None:
    if _has(flat, "currency"):
        for text in (*after[:1], re.sub(r"^.*?[:：]", "", cell) if re.search("[:：]", cell) else ""):
            code = currency_in(text) if text else None
            if code:
                return code
    if _UNIT_LINE.search(flat):
        return currency_in_head(f"({re.sub('^.*?[:：]', '', plain_cell(cell)).strip()})") or currency_in_head(cell)
    return None


def _read_rate(told: Stated, text: str) -> None:
    """`USD/CNY 7.10`, `1 USD = 7.10 CNY`, `汇率 美元 7.10`: how much of the second (or our own) currency one unit is worth."""
    plain = plain_cell(text)
    codes = [c for c in re.findall(r"\b[A-Z]{3}\b", plain) if currency_in(c)]
    if not codes:
        found = [
            c
            for name in ("美元", "港币", "港元", "欧元", "英镑", "日元", "人民币")
            if name in plain and (c := currency_in(name))
        ]
        codes = list(dict.fromkeys(found))
    numbers = [
        n
        for n in re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?", " ", plain))
        if Decimal(n) > 0
    ]
    numbers = numbers[1:] if len(numbers) > 1 and numbers[0] == "1" else numbers
    if codes and numbers:
        told.rates[(codes[0], codes[1] if len(codes) > 1 else "")] = Decimal(numbers[-1])


def _read_limits(told: Stated, sheet: int, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    for at, row in rows:
        for col, cell in enumerate(row):
            name = limit_word(cell)
            if name is None or name in told.limit:
                continue
            for there, text in _values(col, row):
                scale = scale_in(f" {cell}") or told.scale_of_sheet.get(sheet, 1)
                cents = cents_of_cell(text, scale)
                if cents is not None:
                    code = next((c for t in (text, cell, *row[there + 1 : there + 2]) if (c := _code_of(t))), None)
                    told.limit[name] = Placed(Decimal(cents) / 100, sheet, at, there, text, code)
                    break


def _code_of(text: str) -> str | None:
    plain = plain_cell(text)
    found = re.search(
        r"\b(?:CNY|RMB|USD|HKD|EUR|GBP|JPY|SGD|AUD|TWD|CHF|CAD)\b|US\$|HK\$|€|£|美元|港[币元]|欧元|人民币", plain
    )
    return currency_in(found.group()) if found else None


def _values(col: int, row: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where the amount of a label may stand: in the cell after a colon, else in the next cells."""
    cell = row[col]
    inside = re.search(r"[:：]\s*(.+)$", cell)
    if inside:
        yield col, inside[1]
    for there in range(col + 1, min(col + 4, len(row))):
        if row[there]:
            yield there, row[there]


def limit_word(text: str) -> str | None:
    """limit, unbilled, open_orders or security, by the longest word of the label; None for any other text."""
    label = re.split(r"[:：]", plain_cell(text).lower())[0]
    label = re.sub(r"[(\[].*?[)\]]", " ", label)
    if len(label) > 60 or not label or label[0].isdigit():
        return None
    best: tuple[int, str] = (0, "")
    for name, names in words()["limit"].items():
        for word in names:
            chinese = ord(word[0]) > 0x2E7F
            there = (
                word in label.replace(" ", "")
                if chinese
                else re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", label)
            )
            if there:
                best = max(best, (len(word) * (3 if chinese else 1), name))
    return best[1] or None
