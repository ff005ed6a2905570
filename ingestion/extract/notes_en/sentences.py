"""Sentences of a page with the places of their words, and the money, percentages and periods they name."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ingestion.extract.notes_en.rows import Around
from ingestion.extract.periods import dates_in
from ingestion.extract.units import Unit, unit_of_lines
from ingestion.model.place import Line, Word

MONEY = r"(?:US\$|HK\$|A\$|S\$|RMB|Rs\.?|[$£€₹]) ?\d[\d,]*(?:\.\d+)?(?: ?(?:million|billion|thousand|crore|lakh|mn?|bn|k)\b)?"
PERCENT = r"\d{1,3}(?:\.\d+)? ?%"
_BETWEEN = r"(?:[^$£€%.;]{0,60}?(?:,? and|,|;) (?:approximately )?)"
AMOUNTS = rf"(?P<amounts>{MONEY}(?:{_BETWEEN}{MONEY}){{0,2}})"
SHARES = rf"(?P<shares>{PERCENT}(?:{_BETWEEN}{PERCENT}){{0,2}})"
_MONEY = re.compile(
    r"(?P<sign>US\$|HK\$|A\$|S\$|RMB|Rs\.?|[$£€₹]) ?(?P<n>\d[\d,]*(?:\.\d+)?)(?: ?(?P<scale>million|billion|thousand|crore|lakh|mn?|bn|k)\b)?"
)
_SCALES = {
    "million": 10**6,
    "m": 10**6,
    "mn": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "thousand": 10**3,
    "k": 10**3,
    "crore": 10**7,
    "lakh": 10**5,
}
_CURRENCIES = {
    "US$": "USD",
    "HK$": "HKD",
    "A$": "AUD",
    "S$": "SGD",
    "RMB": "CNY",
    "Rs": "INR",
    "Rs.": "INR",
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
}
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_PERIOD = re.compile(
    rf"(?:(?P<day>{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}),? )?(?<![\d,.$£€])(?P<year>20\d\d)(?!\d|,\d|%|\.\d| notes| senior)"
)
_DAY = re.compile(rf"{_MONTH} \d{{1,2}}\b|\b\d{{1,2}} {_MONTH}")
_END = re.compile(r"(?<=[a-z\d)”\"% ])\.(?:\d{1,2})? (?=[A-Z“|])")
ROW_BREAK = ". | "
SHORT_PT = 90.0
SHORTEST = 24  # characters of a sentence that tells something
_LETTER = re.compile("[^\\W\\d_]")
_DAY_NUMBER = re.compile(r"\d{1,2},?|.*,")
_WHOLE = 7  # digits of an amount that nothing scales


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a page: its text and the lines it runs over, with where each begins in the text. `at` is its first line."""

    page: int
    at: int
    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]

    def word_at(self, place: int) -> Word:
        """The word that holds a character."""
        k = max(0, bisect_right(self.starts, place) - 1)
        at = self.starts[k]
        for word in self.lines[k].words:
            at += len(word.text) + 1
            if place < at:
                return word
        return self.lines[k].words[-1]


def sentences_on(lines: Sequence[Line], page: int) -> list[Sentence]:
    """The running text of a page cut at full stops, at rows of tables and at headings."""
    starts: list[int] = []
    kept: list[int] = []
    parts: list[str] = []
    length = 0
    right = max((line.box[2] for line in lines), default=0.0)
    for at, line in enumerate(lines):
        is_table = is_row(line)
        if is_table or (at and _is_title(lines[at - 1], line, right)):
            parts.append(ROW_BREAK)
            length += len(ROW_BREAK)
        if not is_table:
            starts.append(length)
            kept.append(at)
            parts.append(line.text + " ")
            length += len(line.text) + 1
    text = "".join(parts)
    made: list[Sentence] = []
    begin = 0
    for end in [*(m.end() for m in _END.finditer(text)), length]:
        low, high = max(0, bisect_right(starts, begin) - 1), bisect_right(starts, max(begin, end - 1))
        if end - begin > SHORTEST and high > low:
            own = kept[low:high]
            made.append(
                Sentence(
                    page,
                    own[0],
                    text[begin:end].strip(),
                    tuple(lines[k] for k in own),
                    tuple(s - begin for s in starts[low:high]),
                )
            )
        begin = end
    return made


def is_row(line: Line) -> bool:
    """True for a row of a table: its last two words are numbers, and no day of a month."""
    if len(line.words) < 2:
        return False
    first, last = line.words[-2].text, line.words[-1].text
    if first.isalpha() or last.isalpha():
        return False
    return (
        not _LETTER.search(first + last)
        and any(map(str.isdigit, first))
        and any(map(str.isdigit, last))
        and not _DAY_NUMBER.fullmatch(first)
    )


def _is_title(line: Line, after: Line, right: float) -> bool:
    """True for a short line without a stop before one that begins with a capital: a heading, no part of the sentence."""
    return line.box[2] < right - SHORT_PT and line.text[-1:] not in ".,;:-" and after.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class Amount:
    """Money that a sentence names: number, unit, place of the number in the sentence."""

    printed: str
    unit: Unit
    at: int


def money_in(text: str, start: int, lines: Sequence[Line], sentence: Sentence, told: Around) -> list[Amount] | None:
    """The amounts of a part of a sentence; None where one has no unit that the sentence or its page names."""
    found = list(_MONEY.finditer(text))
    shared = found[-1]["scale"] if found else None
    made = []
    for m in found:
        scale = _SCALES.get(m["scale"] or shared or "")
        if scale is None and len(re.sub(r"\D", "", m["n"].partition(".")[0])) >= _WHOLE:
            scale = 1
        if scale is None and m["sign"] == "£" and m["n"].endswith(",000"):
            scale = 1  # pounds in running text are written out
        if scale is None and told.unit.scale == 1:
            scale = 1
        if scale is None:
            scale = unit_of_lines([(r.text, r.box) for r in lines[: sentence.at]], sentence.page).scale
        if scale is None:
            return None
        made.append(
            Amount(m["n"], Unit(scale, _CURRENCIES.get(m["sign"]) or told.unit.currency or "USD"), start + m.start("n"))
        )
    return made


def ends_in(text: str, told: Around) -> list[str] | None:
    """The period ends that a sentence names, in its order; None where it names a past day or year that is no end of the report.

    Years to come are no periods of figures and are passed over.
    """
    own = date.fromisoformat(told.end)
    found: list[str] = []
    if any(not _dated(m, text) for m in _DAY.finditer(text)):
        return None
    for m in _PERIOD.finditer(text):
        year = int(m["year"])
        if year > own.year:
            continue
        end = told.end_of(year)
        if end is None:
            return None
        if m["day"]:
            days = dates_in(f"{m['day']}, {year}" if m["day"][0].isalpha() else f"{m['day']} {year}")
            if not days or days[0].isoformat() != end:
                if days and days[0] > own:
                    continue
                return None
        found.append(end)
    return list(dict.fromkeys(found))


def _dated(day: re.Match[str], text: str) -> bool:
    """True where a year follows a day, at once or after another day."""
    return bool(re.match(r",? (?:20|19)\d\d|,? (?:and|to|through|or)\b", text[day.end() :]))


def plain_number(text: str) -> Decimal:
    """The digits of a printed number."""
    return Decimal(text.replace(",", ""))
