"""Cells of a workbook that nobody sees: hidden or flat rows and columns, hidden sheets, under a merge, in the colour of their field."""

import re
from dataclasses import dataclass
from typing import Any

MAX_XML = 64 * 1024 * 1024
FLAT_PT, NARROW, SMALL_PT, ALIKE = 2.0, 0.6, 1.5, 40
MAX_MERGES = 20_000
MAX_MARKED = 400_000
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_ATTRIBUTE = re.compile(rb"""\b(r|hidden|ht|min|max|width)\s*=\s*["']([^"']*)["']""")
_QUOTED_DIGIT = re.compile(r'"[^"]*\d[^"]*"|\\\d')
_THOUSANDS = re.compile(r"[0#?](,+)(?=[^0#?,]*$)")
_ESCAPED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


@dataclass(frozen=True, slots=True)
class CellStyles:
    """Styles by number: why nobody sees a cell of that style; by how much its format divides what it shows."""

    unseen: dict[int, str]
    scales: dict[int, int]

    @property
    def matter(self) -> bool:
        """True where some style hides or scales."""
        return bool(self.unseen or self.scales)


def cell_styles(book: Any) -> CellStyles:
    """The styles of an open workbook."""
    unseen: dict[int, str] = {}
    scales: dict[int, int] = {}
    for number, style in enumerate(book._cell_styles):
        code = _format(book, style.numFmtId)
        parts = [_ESCAPED.sub("", part) for part in code.split(";")]
        if ";" in code and not any(part.strip() for part in code.split(";")[:2]):
            unseen[number] = "blank_format"
        elif _QUOTED_DIGIT.search(code):
            unseen[number] = "false_format"
        elif _is_lost(book._fonts[style.fontId], book._fills[style.fillId]):
            unseen[number] = "white"
        elif (book._fonts[style.fontId].sz or 11) <= SMALL_PT:
            unseen[number] = "tiny"
        if match := _THOUSANDS.search(parts[0].strip()):
            scales[number] = 1000 ** len(match[1])
    return CellStyles(unseen, scales)


def _format(book: Any, number: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    if number < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(number, "General"))
    at = number - BUILTIN_FORMATS_MAX_SIZE
    return str(book._number_formats[at]) if at < len(book._number_formats) else "General"


def _is_lost(font: Any, fill: Any) -> bool:
    """True where the print has the colour of its field; white where none is filled."""
    ink = _rgb(font.color)
    if ink is None:
        return False
    kind = getattr(fill, "fill_type", None)
    field = _rgb(fill.fgColor) if kind == "solid" else (255, 255, 255) if kind is None else None
    return field is not None and max(abs(a - b) for a, b in zip(ink, field, strict=True)) <= ALIKE


def _rgb(colour: Any) -> tuple[int, int, int] | None:
    if colour is None:
        return None
    if colour.type == "theme":
        return {0: (255, 255, 255), 1: (0, 0, 0)}.get(colour.theme) if not colour.tint else None
    if colour.type == "indexed":
        return {0: (0, 0, 0), 1: (255, 255, 255), 8: (0, 0, 0), 9: (255, 255, 255)}.get(colour.indexed)
    value = str(colour.rgb)
    return (
        (int(value[-6:-4], 16), int(value[-4:-2], 16), int(value[-2:], 16))
        if re.fullmatch(r"[0-9A-Fa-f]{8}", value)
        else None
    )


def unseen_cells(sheet: Any, rows: list[list[Any]]) -> dict[tuple[int, int], str]:
    """Why nobody sees cells of an open sheet, by row and column from 0: for their place, not their style."""
    filled = [(r, c) for r, row in enumerate(rows[:MAX_MARKED]) for c, value in enumerate(row) if value is not None]
    if sheet.sheet_state != "visible":
        return dict.fromkeys(filled[:MAX_MARKED], "hidden_sheet")
    with sheet._get_source() as source:
        xml = source.read(MAX_XML)
    lost_rows = {row for row, told in _told(xml, _ROW, len(rows)) if _is_flat(told, b"ht", FLAT_PT)}
    lost_columns: set[int] = set()
    for _, told in _told(xml[: xml.find(b"<sheetData")] if b"<sheetData" in xml else xml[:65536], _COLUMN, 0):
        if _is_flat(told, b"width", NARROW):
            low, high = _number(told.get(b"min")), _number(told.get(b"max"))
            lost_columns |= set(range(low - 1, min(high, 200)))
    found = {place: "hidden_cell" for place in filled if place[0] in lost_rows or place[1] in lost_columns}
    return found | _under_merges(xml, set(filled))


def _told(xml: bytes, element: re.Pattern[bytes], count: int) -> list[tuple[int, dict[bytes, bytes]]]:
    """(row from 0, attributes) of the elements that say more than their number."""
    found, at = [], -1
    for match in element.finditer(xml):
        text = match.group()
        told = dict(_ATTRIBUTE.findall(text))
        at = _number(told.get(b"r")) - 1 if b"r" in told else at + 1
        if b"hidden" in told or b"ht" in told or b"width" in told:
            found.append((at, told))
    return found


def _is_flat(told: dict[bytes, bytes], side: bytes, least: float) -> bool:
    if told.get(b"hidden") in (b"1", b"true"):
        return True
    try:
        return side in told and float(told[side]) < least
    except ValueError:
        return False


def _number(text: bytes | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0


def _under_merges(xml: bytes, filled: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The cells of merged ranges but the first, which alone is shown."""
    found: dict[tuple[int, int], str] = {}
    if b"mergeCell" not in xml:
        return found
    rows = [(r, c) for r, c in filled]
    ranges = [
        (int(match[2]) - 1, _column(match[1]), int(match[4]) - 1, _column(match[3]))
        for match in list(_MERGE.finditer(xml))[:MAX_MERGES]
    ]
    by_row: dict[int, list[tuple[int, int, int, int]]] = {}
    for low_row, low, high_row, high in ranges:
        for row in range(low_row, min(high_row, low_row + 2_000) + 1):
            by_row.setdefault(row, []).append((low_row, low, high_row, high))
    for r, c in rows:
        if any(low <= c <= high and (r, c) != (low_row, low) for low_row, low, _, high in by_row.get(r, ())):
            found[r, c] = "merged"
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
