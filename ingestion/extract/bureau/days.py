"""Printed dates, months and times as ISO text, in Chinese and English, day first or month first."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

MONTHS = {
    m: i for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)")
_PACKED = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_NAMED = re.compile(_NAME + r"\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?\s*,?\s*(?P<y>(?:19|20)\d\d)")
_DAY_NAMED = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]*(?:of\s+)?" + _NAME + r"[\s,.-]*(?P<y>(?:19|20)\d\d|\d\d(?!\d))"
)
_NUMBERS = re.compile(r"(?<!\d)(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>(?:19|20)\d\d|\d\d)(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?")
_YEAR_MONTH = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>(?:19|20)\d\d|\d\d)(?!\d)")
_NAMED_YEAR = re.compile(_NAME + r"[\s,'.-]*(?P<y>(?:19|20)\d\d|\d\d)(?!\d)")
_PACKED_MONTH = re.compile(r"^(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])$")


def day_of(text: str, day_first: bool | None = False) -> str | None:
    """The first date of a text as `2026-03-15`; None where none is printed, or its order is unknown (`day_first` None)."""
    flat = _flat(text)
    for pattern in (_ISO, _NAMED, _DAY_NAMED):
        if match := pattern.search(flat):
            return _iso(match)
    if match := _NUMBERS.search(flat):
        a, b = int(match["a"]), int(match["b"])
        if day_first is None and a <= 12 and b <= 12 and a != b:
            return None
        first = a if (day_first and b <= 12) or a > 12 else b
        month = b if first == a else a
        return _made(_year(match["y"]), month, first)
    if match := _PACKED.search(flat):
        return _iso(match)
    return None


def order_of(texts: list[str]) -> bool | None:
    """True where a printed date proves the day to stand first, False for the month, None where none proves anything."""
    for text in texts:
        for match in _NUMBERS.finditer(_flat(text)):
            if int(match["a"]) > 12 >= int(match["b"]):
                return True
            if int(match["b"]) > 12 >= int(match["a"]):
                return False
    return None


def month_of(text: str, day_first: bool | None = False) -> str | None:
    """`2026-03`, or the whole date where a day is printed."""
    day = day_of(text, day_first)
    if day:
        return day
    flat = _flat(text)
    for pattern in (_YEAR_MONTH, _NAMED_YEAR, _MONTH_YEAR, _PACKED_MONTH):
        if match := pattern.search(flat):
            month = MONTHS[match["name"][:3]] if "name" in match.groupdict() else int(match["m"])
            if 1 <= month <= 12:
                return f"{_year(match['y'])}-{month:02d}"
    return None


def time_of(text: str, day_first: bool | None = False) -> str | None:
    """`2026-03-15T09:28:33`, or the date alone where no time is printed."""
    day = day_of(re.sub(r"(?<=\d)t(?=\d)", " ", _flat(text)), day_first)
    time = _TIME.search(text)
    if not day or not time:
        return day
    return f"{day}T{int(time[1]):02d}:{time[2]}:{time[3] or '00'}"


def year_end_of(text: str) -> str | None:
    """The period end that a column head prints: a date, or the last day of a calendar year (2024年, 2024) where only that is printed."""
    day = day_of(text)
    if day:
        return day
    flat = _flat(text)
    if match := re.fullmatch(r"((?:19|20)\d\d)\s*年?(?:度|末|年末|年度)?", flat):
        return f"{match[1]}-12-31"
    if (month := month_of(text)) and not re.match(r"fy", flat):
        year, number = (int(part) for part in month.split("-")[:2])
        return f"{month}-{monthrange(year, number)[1]:02d}"
    return None


def is_period_head(text: str) -> bool:
    """A head that names a period: a date, a month, 2024年, FY2024, 2024A."""
    flat = _flat(text)
    return (
        len(flat) < 24
        and bool(
            re.fullmatch(r"(?:fy|fye|cy)?\s*'?(?:(?:19|20)\d\d|\d\d)\s*(?:年|年度|年末|末|a|e)?", flat)
            if re.search(r"\d{4}|fy", flat)
            else False
        )
    ) or (len(flat) < 24 and month_of(text) is not None and not re.search(r"[\u3400-\u9fff]{5}", flat))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def _iso(match: re.Match[str]) -> str | None:
    groups = match.groupdict()
    month = MONTHS[groups["name"][:3]] if groups.get("name") else int(groups["m"])
    return _made(_year(groups["y"]), month, int(groups["d"]))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _made(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
