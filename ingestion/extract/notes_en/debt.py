"""Debt by instrument and restricted cash, from tables that add up to their printed total."""

import re
from collections.abc import Sequence
from decimal import Decimal

from ingestion.extract.notes.figure import summed_fact
from ingestion.extract.notes_en.figures import dated_amounts
from ingestion.extract.notes_en.ladders import is_step
from ingestion.extract.notes_en.rows import Around, Row, column_ends, foots
from ingestion.model.fact import Fact
from ingestion.model.place import Box, Line

DEBT_SIGNS = (
    "total debt",
    "total long-term debt",
    "total borrowings",
    "total loans and borrowings",
    "total notes payable",
)
CASH_SIGNS = ("restricted cash",)
MAX_ROWS = 24
INSTRUMENT = (("note", "debt_instrument"),)
_TOTAL = re.compile(
    r"total (?:outstanding |external |long[- ]term |loans and |principal |bank )?(?:debt|borrowings|notes payable)(?:,? (?:net|gross)(?: of .{0,60})?)?(?: and finance leases?)?",
    re.IGNORECASE,
)
_SECURED = re.compile(r"(?<!un)(?<!un-)\bsecured\b", re.IGNORECASE)
_UNSECURED = re.compile(r"\bun-?secured\b", re.IGNORECASE)
_NO_INSTRUMENT = re.compile(r"\btotal\b|equity|cash|assets|^less\b|ebitda|interest expense|fair value", re.IGNORECASE)
_RESTRICTED = re.compile(
    r"(?:(?:current|non-?current|long-term) )?(?:restricted cash|cash,? restricted)(?: and (?:cash equivalents|restricted cash equivalents|investments))?(?:,? (?:current|non-?current|long-term))?(?: (?:included|reported|recorded|classified) (?:in|within) .*| - .*| \(.*\))?",
    re.IGNORECASE,
)
_CASH = re.compile(r"cash(?:,)? and (?:cash )?equivalents|cash|cash at bank.*", re.IGNORECASE)
_ALL_CASH = re.compile(
    r"(?:total )?cash,? (?:and )?cash equivalents,? and restricted (?:cash|funds)(?: and (?:restricted )?cash equivalents)?.*|total",
    re.IGNORECASE,
)
CASH_ROWS = 8


def instruments(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """Each instrument of a table of debt, by its caption, and the total it adds up to."""
    made: list[Fact] = []
    for at, total in enumerate(rows):
        if not total.cells or any(c.is_percent for c in total.cells) or not _TOTAL.fullmatch(total.label):
            continue
        parts = _parts(rows, at)
        if parts is None:
            continue
        ends = column_ends(lines, parts[0], len(total.cells), told)
        if ends is None:
            continue
        for row in parts:
            if row.values[0] >= 0 and any(row.values) and not _NO_INSTRUMENT.search(row.label):
                made += [
                    f.model_copy(update={"dimensions": INSTRUMENT})
                    for f in dated_amounts(None, row, *ends, lines, told)
                ]
        made += _by_security(parts, ends, lines, told)
        made += dated_amounts("debt_total_noted", total, *ends, lines, told)
    return made


def _by_security(
    parts: Sequence[Row], ends: tuple[list[str | None], Box], lines: Sequence[Line], told: Around
) -> list[Fact]:
    """Secured and unsecured debt where the table has one row of each kind at most and no row of neither."""
    sorted_out = {
        "secured_debt": [r for r in parts if _SECURED.search(r.label)],
        "borrowings_unsecured": [r for r in parts if _UNSECURED.search(r.label)],
    }
    if sum(map(len, sorted_out.values())) != len(parts) or any(len(rows) > 1 for rows in sorted_out.values()):
        return []
    return [f for name, rows in sorted_out.items() for r in rows for f in dated_amounts(name, r, *ends, lines, told)]


def _parts(rows: Sequence[Row], at: int) -> list[Row] | None:
    """The rows over a total that add up to it, in every column."""
    width = len(rows[at].cells)
    listed: list[Row] = []
    for row in reversed(rows[max(0, at - MAX_ROWS) : at]):
        amounts = tuple(c for c in row.cells if not c.is_percent)[-width:]
        if len(amounts) < width:
            continue
        listed.insert(0, Row(row.page, row.at, row.caption, amounts))
        if len(listed) > 1 and foots(listed, rows[at]) and any(listed[0].values):
            return None if any(not r.label or is_step(r.label) for r in listed) else listed
    return None


def restricted(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """Restricted cash from the table that adds it to free cash; several rows of it are summed."""
    made: list[Fact] = []
    for at, total in enumerate(rows):
        if not total.cells or at < 2 or not _ALL_CASH.fullmatch(total.label):
            continue
        width = len(total.cells)
        listed = [r for r in rows[max(0, at - CASH_ROWS) : at] if len(r.cells) == width and r.label]
        first = next((k for k, r in enumerate(listed) if _CASH.fullmatch(r.label)), None)
        if first is None:
            continue
        held = [r for r in listed[first + 1 :] if _RESTRICTED.fullmatch(r.label)]
        if not held or len(held) != len(listed) - first - 1 or not foots(listed[first:], total):
            continue
        ends = column_ends(lines, listed[first], width, told)
        if ends is None:
            continue
        columns = [dated_amounts("restricted_cash" if len(held) == 1 else None, r, *ends, lines, told) for r in held]
        if len(held) == 1:
            made += columns[0]
            continue
        for end in dict.fromkeys(e for e in ends[0] if e):
            parts = [f for column in columns for f in column if f.period_end == end]
            if len(parts) == len(held) and sum((p.amount for p in parts), Decimal(0)) > 0:
                made += [*parts, summed_fact("restricted_cash", parts, " + ".join(p.label for p in parts))]
    return made
