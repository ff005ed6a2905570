"""When debt, leases and purchase commitments fall due: years down a table, years across it, or bands of years.

The rows must add up to the total where one is printed, and what they are about must be said in the words before the table or
over its column.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from ingestion.extract.notes_en.figures import amount_of, dated_amounts
from ingestion.extract.notes_en.rows import Around, Row, column_ends, dated_now, foots, heads_over, intro_of
from ingestion.model.fact import Fact
from ingestion.model.place import Line

SIGNS = ("thereafter", "five years", "5 years", "later years", "after 20")
"""What every such table holds; a page without one of them is not looked at."""
YEARS = 3  # rows at least
_YEAR_ROW = re.compile(
    r"(?:(?:fiscal|due in|in|year|years? end(?:ing|ed)(?: [A-Z][a-z]+ \d{1,2},?)?|12 months ending.{0,14}) ?)*(?P<year>20\d\d)(?: ?[(][^)]{0,40}[)])?",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"(?:20\d\d )?(?:and )?thereafter|(?:after|beyond) 20\d\d|later years?|20\d\d and (?:after|later|beyond)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:total\b.{0,60})?", re.IGNORECASE)
_BAND = r"(?:not (?:later|more) than|no later than|less than|within|in|under|up to)"
_BANDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:due |payable |repayable |amounts? (?:falling )?due |- |– )?(?:{pattern})", re.IGNORECASE))
    for name, pattern in (
        ("within_1y", rf"{_BAND} (?:one|1) year(?: or less)?(?: or on demand)?|on demand or within (?:one|1) year|current"),
        ("1_2y", r"(?:between |after |later than |more than |in more than |in the |over )?(?:one|1|second)(?: year)?(?:s)?(?: and| to| but|-|–|,)?(?: not (?:later|more) than| less than| within| no more than)? ?(?:two|2)? years?|in the second year"),
        ("2_5y", r"(?:between |after |later than |more than |in more than |in the |over )?(?:two|2|third)(?: years?)?(?: and| to| but|-|–|,)?(?: not (?:later|more) than| less than| within| no more than)? ?(?:five|5|fifth) years?(?:,? inclusive)?"),
        ("after_5y", r"(?:after|over|more than|later than|in more than|after more than|beyond|greater than)(?: more than)? (?:five|5) years?"),
    )
)  # fmt: skip
_NOT_THESE = re.compile(
    r"amorti[sz]ation|benefit|pension|retire|rental income|receivable|rents? (?:to be|due)|lessor|dividend|deposit|sublease|compensation|royalt"
    r"|performance obligation|revenue|depreciation|asset retirement|tax credit|carryforwards?|loans? (?:receivable|to)|securities|investments?",
    re.IGNORECASE,
)
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("debt_due", re.compile(r"\bdebt|borrowings?|principal|notes payable|bank loans?|term loan|senior notes|mortgages?|obligations under .{0,20}notes", re.IGNORECASE)),
    ("lease_due", re.compile(r"\bleas(?:e|es|ing)\b", re.IGNORECASE)),
    ("purchase_due", re.compile(r"purchase (?:obligations?|commitments?)|(?:supply|purchase) agreements?", re.IGNORECASE)),
)  # fmt: skip


def ladders(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """What falls due when, from the tables of a page."""
    made: list[Fact] = []
    at = 0
    while at < len(rows):
        found, after = _down(rows, at, lines, told)
        if not found:
            found, after = _across(rows, at, lines, told), at + 1
        if not found:
            found, after = _bands(rows, at, lines, told)
        made += found
        at = max(after, at + 1)
    return made


def subject_of(text: str) -> str | None:
    """What the words before a table say that falls due: the first thing they name."""
    if _NOT_THESE.search(text):
        return None
    places = [(m.start(), name) for name, pattern in _WORDS if (m := pattern.search(text))]
    return min(places)[1] if places else None


def is_step(label: str) -> bool:
    """True for the caption of a row of a ladder: a year, a band of years, or what comes after the last."""
    return bool(_YEAR_ROW.fullmatch(label) or _LATER.fullmatch(label) or any(b.fullmatch(label) for _, b in _BANDS))


def _down(rows: Sequence[Row], at: int, lines: Sequence[Line], told: Around) -> tuple[list[Fact], int]:
    """Years one under the other, then what comes later, then the total."""
    first = _year_of(rows[at])
    own = int(told.end[:4])
    if first is None or not own <= first <= own + 1:
        return [], at
    steps, k = [rows[at]], at + 1
    while k < len(rows) and len(steps) < 6 and _year_of(rows[k]) == first + len(steps):
        steps.append(rows[k])
        k += 1
    later = rows[k] if k < len(rows) and rows[k].cells and _LATER.fullmatch(rows[k].label) else None
    if len(steps) < YEARS or later is None or any(len(r.cells) != len(steps[0].cells) for r in [*steps, later]):
        return [], at
    total = rows[k + 1] if k + 1 < len(rows) and len(rows[k + 1].cells) == len(later.cells) and _TOTAL.fullmatch(rows[k + 1].label) else None  # fmt: skip
    if total is not None and not foots([*steps, later], total):
        return [], k + 1
    if total is None and len(steps) < 4:
        return [], k + 1
    intro = intro_of(lines, at)
    if not dated_now(intro, told):
        return [], k + 1
    column = _column(rows[at], lines, intro)
    if column is None:
        return [], k + 1
    name, place = column
    made = [
        amount_of(f"{name}_{step}", row, row.cells[place], told.end, lines, told)
        for step, row in [*((f"y{n}", r) for n, r in enumerate(steps[:5], 1)), ("later", later), *([("total", total)] if total else [])]
    ]  # fmt: skip
    return [f for f in made if f is not None], k + 1


def _year_of(row: Row) -> int | None:
    found = _YEAR_ROW.fullmatch(row.label) if row.cells else None
    return int(found["year"]) if found else None


def _column(row: Row, lines: Sequence[Line], intro: str) -> tuple[str, int] | None:
    """What a ladder is about and which of its columns is read: the only one, the total, or the first that says what it is."""
    if len(row.cells) == 1:
        name = subject_of(intro)
        return (name, 0) if name else None
    heads = heads_over(lines, row)
    named = [subject_of(h) for h in heads]
    if re.search(r"^total$|\btotal(?: lease| debt)?\b", heads[-1], re.IGNORECASE):
        name = subject_of(intro)
        return (name, len(heads) - 1) if name else None
    if re.search("operating", heads[0], re.IGNORECASE) and (
        subject_of(intro) == "lease_due" or named[0] == "lease_due"
    ):
        return "lease_due", 0
    return ("debt_due", named.index("debt_due")) if named.count("debt_due") == 1 else None


def _across(rows: Sequence[Row], at: int, lines: Sequence[Line], told: Around) -> list[Fact]:
    """Years beside one another over a row of amounts."""
    row = rows[at]
    if len(row.cells) < YEARS + 1 or not row.caption:
        return []
    heads = heads_over(lines, row)
    own = int(told.end[:4])
    years = [int(y["year"]) if (y := re.search(r"\b(?P<year>20\d\d)$", h)) else None for h in heads]
    first = next((k for k, y in enumerate(years) if y is not None), None)
    if first is None or years[first] not in (own, own + 1):
        return []
    count = 0
    while first + count < len(years) and years[first + count] == (years[first] or 0) + count:
        count += 1
    rest = [h.lower() for h in heads[first + count :]]
    if count < YEARS or not any(_LATER.search(h) for h in rest[:1]):
        return []
    total = next((k for k, h in enumerate(heads) if re.search(r"\btotal\b", h, re.IGNORECASE)), None)
    steps = row.cells[first : first + count + 1]
    if (
        total is not None
        and abs(sum((c.value or Decimal(0) for c in steps), Decimal(0)) - (row.cells[total].value or Decimal(0)))
        > count
    ):
        return []
    intro = intro_of(lines, at)
    name = subject_of(row.label) or subject_of(intro)
    if (
        name is None
        or _NOT_THESE.search(row.label)
        or not dated_now(intro, told)
        or re.search(r"interest|average|rate\b", row.label, re.IGNORECASE)
    ):
        return []
    names = [*(f"y{n}" for n in range(1, min(count, 5) + 1)), "later"]
    made = [
        amount_of(f"{name}_{n}", row, c, told.end, lines, told)
        for n, c in zip(names, [*steps[: len(names) - 1], steps[-1]], strict=True)
    ]
    if total is not None:
        made.append(amount_of(f"{name}_total", row, row.cells[total], told.end, lines, told))
    return [f for f in made if f is not None]


def _bands(rows: Sequence[Row], at: int, lines: Sequence[Line], told: Around) -> tuple[list[Fact], int]:
    """Within a year, up to two, up to five, after five, with a total below."""
    if not rows[at].cells or not _BANDS[0][1].fullmatch(rows[at].label):
        return [], at
    found = [(_BANDS[0][0], rows[at])]
    k = at + 1
    while k < len(rows) and rows[k].cells and k - at < len(_BANDS):
        band = next((name for name, pattern in _BANDS[len(found) :] if pattern.fullmatch(rows[k].label)), None)
        if band is None:
            break
        found.append((band, rows[k]))
        k += 1
    total = rows[k] if k < len(rows) and rows[k].cells and _TOTAL.fullmatch(rows[k].label) else None
    width = len(rows[at].cells)
    if len(found) < YEARS or total is None or not foots([r for _, r in found], total):
        return [], at
    intro = intro_of(lines, at)
    name = subject_of(intro)
    ends = column_ends(lines, rows[at], width, told)
    if name is None or ends is None:
        return [], k + 1
    return [
        fact
        for step, row in [*found, ("total", total)]
        for fact in dated_amounts(f"{name}_{step}", row, *ends, lines, told)
    ], k + 1
