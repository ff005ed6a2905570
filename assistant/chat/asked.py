"""The periods a question names, as it names them: dates, fiscal years, quarters, halves, spans of years. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from ingestion.extract.periods import MONTHS

Kind = str
"""date | month | quarter | part | year | year_end"""

MONTH_EN = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9, "twelve": 12, "first": 1, "second": 2,
    "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "thirteen": 3, "fourteen": 3, "一": 1, "二": 2, "两": 2,
    "三": 3, "四": 4, "五": 5, "六": 6, "九": 9, "十二": 12,
}  # fmt: skip
_DATE_EN = rf"(?:(?P<mon>{MONTH_EN})\.? *(?P<day>\d{{1,2}})(?:st|nd|rd|th)? *,? *(?P<y>{_YEAR})|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<mon2>{MONTH_EN}) *,? *(?P<y2>{_YEAR}))"
_DATE_ANY = rf"(?:(?P<y3>{_YEAR})[年./-](?P<m3>\d{{1,2}})[月./-](?P<d3>\d{{1,2}})日?|{_DATE_EN})"
_FISCAL = r"(?:fy|fiscal year|fiscal|financial year|calendar year|year)"
_MAX_YEARS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One period as asked. `year_end` wants a balance or flow of a whole year; `part` a part of a year of `months`."""

    kind: Kind
    year: int | None = None
    month: int | None = None
    end: str | None = None
    quarter: int | None = None
    months: int | None = None
    text: str = ""

    @property
    def is_whole_year(self) -> bool:
        """True where only a full year will do."""
        return self.kind in ("year_end", "full_year")


@dataclass(frozen=True, slots=True)
class Periods:
    """What a question says of time: `asked` in order, `spanned` where a range of years is meant, `recent` the last n years."""

    asked: tuple[Asked, ...] = ()
    spanned: bool = False
    recent: int | None = None
    against_opening: bool = False
    against_prior: bool = False
    against_year: bool = False
    masked: str = ""


Reader = Callable[[re.Match[str]], list[Asked]]


def periods_in(flat: str) -> Periods:
    """The periods of a plain question and the question with them blanked out (same length)."""
    masked = flat
    found: list[tuple[int, Asked]] = []
    spanned = False
    for pattern, read in _READERS:
        for match in pattern.finditer(masked):
            got = read(match)
            if not got:
                continue
            spanned = spanned or (len(got) > 1 and pattern is _RANGE)
            found += [(match.start(), replace(a, text=match.group().strip())) for a in got]
            masked = masked[: match.start()] + " " * (match.end() - match.start()) + masked[match.end() :]
    recent = _RECENT.search(masked)
    count = _number(recent[1] or recent[2]) if recent else None
    opening, prior = _OPENING.search(masked), _PRIOR.search(masked)
    for pattern in (_RECENT, _OPENING, _PRIOR, _LOOSE):
        masked = pattern.sub(lambda m: " " * len(m.group()), masked)
    ordered = [a for _, a in sorted(found, key=lambda entry: entry[0])]
    return Periods(
        _with_lengths(ordered, flat), spanned, count, bool(opening), bool(prior), bool(_AGAINST.search(flat)), masked
    )


def _with_lengths(asked: list[Asked], flat: str) -> tuple[Asked, ...]:
    """A length said once ("three months ended A compared with B") holds for every date."""
    lengths = {a.months for a in asked if a.months}
    if len(lengths) == 1 and any(a.months is None and a.kind == "date" for a in asked) and _ENDED.search(flat):
        length = lengths.pop()
        asked = [replace(a, months=length) if a.kind == "date" and a.months is None else a for a in asked]
    return tuple(dict.fromkeys(asked))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _day(match: re.Match[str]) -> str | None:
    g = match.groupdict()
    year = g.get("y") or g.get("y2") or g.get("y3")
    month = g.get("m3") or MONTHS.get(g.get("mon") or g.get("mon2") or "")
    day = g.get("d3") or g.get("day") or g.get("day2")
    try:
        return date(int(year or 0), int(month or 0), int(day or 0)).isoformat()
    except ValueError:
        return None


def _dated(match: re.Match[str]) -> list[Asked]:
    end = _day(match)
    if end is None:
        return []
    length = match.groupdict().get("n") or match.groupdict().get("nz")
    months = (
        _number(length) if length else 3 if match.groupdict().get("q") else 12 if match.groupdict().get("yr") else None
    )
    return [Asked("date", int(end[:4]), end=end, months=months)]


def _month(match: re.Match[str]) -> list[Asked]:
    g = match.groupdict()
    month = int(g["m"]) if g.get("m") else MONTHS[g["mon"]]
    if not 1 <= month <= 12:
        return []
    first = g.get("m0")
    months = month - int(first) + 1 if first else 3 if g.get("quarter") else None
    return [Asked("month", int(g["y"]), month=month, months=months)]


def _quarter(match: re.Match[str]) -> list[Asked]:
    g = match.groupdict()
    word = g.get("q") or g.get("q2") or ""
    return [Asked("quarter", _full_year(g["y"]), quarter=_number(word), months=3)]


def _part(match: re.Match[str]) -> list[Asked]:
    text = match.group()
    months = 9 if re.search(r"nine|9|前三季度|三季度", text) else 6
    return [Asked("part", _full_year(match["y"]), months=months)]


def _latest_quarter(match: re.Match[str]) -> list[Asked]:
    """A quarter named without its year: of the latest year that has it."""
    return [Asked("quarter", None, quarter=_number(match["q"] or match["q2"] or match["q3"]), months=3)]


def _latest_part(match: re.Match[str]) -> list[Asked]:
    """A part of a year named without the year: of the latest one that has it."""
    text = match.group()
    months = 9 if re.search(r"nine|9|前三季度", text) else 6 if re.search(r"six|6|half|半年", text) else 3
    return [Asked("part", None, months=months)]


def _range(match: re.Match[str]) -> list[Asked]:
    first, last = sorted((_full_year(match["a"]), _full_year(match["b"])))
    if last - first > _MAX_YEARS:
        return []
    return [Asked("year", year) for year in range(last, first - 1, -1)]


def _pair(match: re.Match[str]) -> list[Asked]:
    return [Asked("year", _full_year(match["b"])), Asked("year", _full_year(match["a"]))]


def _year(match: re.Match[str]) -> list[Asked]:
    text = match.group()
    if re.search(r"年末|年底|期末|year[- ]?end|end of|close of", text):
        return [Asked("year_end", _full_year(match["y"]))]
    kind = "full_year" if re.search(r"full|whole|twelve|全年|actual", text) else "year"
    return [Asked(kind, _full_year(match["y"]))]


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_QWORD = r"first|second|third|fourth|1st|2nd|3rd|4th"
_RANGE = _c(
    rf"(?:fy ?)?(?P<a>{_YEAR}) ?(?:财年|年度|年)?末? ?(?:-|~|to|through|thru|至|到) ?(?:fy ?|fiscal )?(?P<b>{_YEAR})(?: ?(?:财年|年度|年))?(?!\d|[年./-]\d)"
)
_AGAINST = _c(
    rf"(?:\bvs\.?|versus|against|\bthan|compared (?:to|with)|relative to|\bfrom|\bsince|比|较) ?(?:in |at |the )?(?:{_FISCAL} ?|end of )?'?{_YEAR}"
)
_ENDED = _c(r"ended|ending|截至|截止|止的?|months to|季度末?")
_RECENT = _c(
    r"(?:近|最近|过去)([两二三四五])(?:个?(?:会计)?年度?|年)|(?:last|past|latest|most recent) (two|three|four|five|2|3|4|5) (?:fiscal )?years"
)
_OPENING = _c(
    r"(?:比|较|与)?(?:本)?(?:年初|期初)(?!期末|、|年末)|beginning of (?:the )?(?:year|period)|start of the year|opening balance|since year[- ]end"
    r"|(?:last|prior|previous|preceding) (?:fiscal |financial )?year[- ]?end|end of (?:the )?(?:last|prior|previous|preceding) (?:fiscal |financial )?year"
    r"|(?:比|较|与)?(?:上年|去年)(?:年|度)?末(?!和|与)"
)
_PRIOR = _c(
    r"(?:比|较|与)?(?:上年末|上年度?末?|去年末?|前一年|上一年度?|上年同期|去年同期|上期末?|同比)(?!和|与)|year[- ]over[- ]year|\byoy\b|(?:the )?(?:previous|prior|preceding|last) (?:fiscal |financial )?(?:year|period)(?:'s)?|a year (?:earlier|before|ago)|year before|prior[- ]year|same (?:period|quarter) (?:of )?(?:the )?(?:last|previous|prior|a) year(?: earlier)?"
)
_LOOSE = _c(
    r"报告期(?:内|末)?|本期(?:末)?|(?<![、初])期末(?!平均)|本年度?|当年|(?<![、初])年末|(?:at )?(?:the )?(?:year[- ]?end|end of the (?:year|period|last period|reporting period))|reporting period|during the year|within the last period|fiscal year|balance sheet date"
)
_READERS: list[tuple[re.Pattern[str], Reader]] = [
    (_c(rf"(?:for )?(?:the )?(?:(?P<n>three|six|nine|twelve|3|6|9|12)[- ]months?(?: period)?|(?P<q>(?:fiscal )?quarter|thirteen weeks|13 weeks)|(?P<yr>(?:fiscal |financial )?year|52 weeks|53 weeks))(?: period)? (?:ended|ending|to) (?:on )?{_DATE_ANY}"), _dated),
    (_c(rf"(?:截至|截止)?(?:到)?{_DATE_ANY}(?:止)?(?:的)?(?P<nz>三|六|九|十二|3|6|9|12)个月(?:期间)?"), _dated),
    (_c(rf"(?:截至|截止|as of|as at|at|on|于|to|and)?[ ]?{_DATE_ANY}"), _dated),
    (_c(rf"(?:(?:the )?(?P<q>{_QWORD})(?: fiscal)? quarter(?: of| in)?(?: the)?(?: {_FISCAL})? ?'?(?P<y>{_YEAR}|\d\d\b))"), _quarter),
    (_c(rf"(?:{_FISCAL} ?)?'?(?P<y>{_YEAR}),? (?P<q>{_QWORD})(?: fiscal)? quarter\b"), _quarter),
    (_c(rf"\bq(?P<q>[1-4])(?: of|'|,|/|-)?(?: ?{_FISCAL})? ?'?(?P<y>{_YEAR}|\d\d(?!\d))"), _quarter),
    (_c(rf"(?:{_FISCAL} ?)?(?P<y>{_YEAR}),? ?-?q(?P<q>[1-4])|\b(?P<q2>[1-4])q'?(?P<y2>\d\d)\b"), lambda m: _quarter(m) if m["y"] else []),
    (_c(rf"(?P<y>{_YEAR})(?:财政)?年?(?:度|财年)?的?(?:第)?(?P<q>[一二三四1-4])财?季度?末?(?:单季度?)?(?:[（(]7[至-]9月[)）])?"), _quarter),
    (_c(rf"(?P<y>{_YEAR})(?:财)?年(?:度)?(?:前三季度|1[-至]9月|1月[-至]9月|上半年|半年度|1[-至]6月|1月[-至]6月|中期)"), _part),
    (_c(rf"(?:the )?(?:first (?:nine|9|six|6) months|first half|h1|1h)(?: of| in)?(?: the)?(?: {_FISCAL})? ?(?P<y>{_YEAR})"), _part),
    (_c(rf"(?P<y>{_YEAR})年(?:(?P<m0>\d{{1,2}})[-至到])?(?P<m>\d{{1,2}})月(?:末|底|份)?"), _month),
    (_c(rf"(?:end of |at |in |of |as of )?(?P<mon>{MONTH_EN}) (?P<y>{_YEAR})(?P<quarter> quarter)?"), _month),
    (_RANGE, _range),
    (_c(rf"(?P<b>{_YEAR})(?:年末?|年度|财年)?(?:与|和|及|、)(?P<a>{_YEAR})(?:财年|年度|年)末?"), _pair),
    (_c(rf"(?:the )?(?:full|whole)[- ]?(?: {_FISCAL})? ?(?P<y>{_YEAR})|(?:the )?(?:full|whole) (?:fiscal |financial )?year (?P<y2>{_YEAR})"), lambda m: [Asked("full_year", int(m["y"] or m["y2"]))]),
    (_c(rf"(?:the )?(?:year[- ]?end(?: of)?|end of|close of)(?: the)?(?: {_FISCAL})? ?'?(?P<y>{_YEAR})|(?:{_FISCAL} ?)?(?P<y4>{_YEAR}) (?:year[- ]?end|close)"), lambda m: [Asked("year_end", int(m["y"] or m["y4"]))]),
    (_c(rf"(?P<y>{_YEAR})(?:财|会计|财政)?年?(?:度|财年)?(?:末|底|期末|全年)(?!营业)"), _year),
    (_c(rf"(?:{_FISCAL}[ -]?)?'?(?P<y>{_YEAR})(?!\d|[,.]\d)(?:财年|财政年度|会计年度|年度|年)?"), _year),
    (_c(r"\bfy ?'?(?P<y>\d\d)\b"), _year),
    (_c(rf"\bq(?P<q>[1-4])\b|(?:the )?(?P<q2>{_QWORD}) quarter\b|(?<![前近])(?:单|第)?(?P<q3>[一二三四])财?季度?(?!报|度报)(?:单季)?末?"), _latest_quarter),
    (_c(r"(?:for |in |over )?(?:the )?(?:first |latest |last )?(?:six|nine|three|6|9|3)[- ]months?(?: period)?\b|(?:the )?first half\b|\bhalf[- ]year\b|\b(?:h1|1h)\b|前三季度|上半年|半年度?(?!报)|1[-至]6月|1[-至]9月|单季度?|本季度?|当季|(?:this|the latest|latest|the current) quarter"), _latest_part),
]  # fmt: skip
