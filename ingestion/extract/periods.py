"""Dates and lengths of columns: what a header, a title and the document say about a period.

Nothing is taken from a column's position alone: a column without a readable period has none.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ingestion.extract.short_periods import SHORT, short_end, short_length

MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], start=1
    )
    for name in names.split()
}  # fmt: skip
_MONTH_NAME = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTH = rf"(?P<month>{_MONTH_NAME})\.?"
_EN_FULL = re.compile(
    rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[,.]?\s*(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_EN_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s*,?\s*(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
)
_EN_NO_YEAR = re.compile(rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})\b(?!\s*,?\s*(?:19|20)\d\d)", re.IGNORECASE)
_EN_NO_YEAR_DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}})\s+{_MONTH}\b(?!\s*,?\s*(?:19|20)\d\d)", re.IGNORECASE)
_SLASHED = re.compile(r"(?<!\d)(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d\d)(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<![\d.,/-])(?P<day>\d{1,2})(?P<sign>[./])(?P<month>0?[1-9]|1[0-2])(?P=sign)(?P<year>(?:19|20)?\d\d)(?![\d/-]|[.,]\d)"
)
"""31.12.2024, 31/12/24; with slashes only where the first number is no month."""
_NAMED_SHORT = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:-{_MONTH}-|\s+{_MONTH.replace('<month>', '<month2>')}\s+')(?P<year>(?:19|20)?\d\d)\b",
    re.IGNORECASE,
)
"""31-Mar-25, 31-Mar-2025, 31 Mar '25."""
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?!\d)")
_ZH_FULL = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_ZH_RANGE = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:度)?(?P<first>\d{1,2})[-~至到](?:(?:19|20)\d\d年)?(?P<last>\d{1,2})月"
)
_ZH_MONTHS = re.compile(r"(?<![\d年])(?P<first>1?\d)[-~至到](?P<last>1?\d)月")
"""1-9月, 7-9月: months of a year that stands elsewhere."""
_DOTTED_SPAN = re.compile(
    r"(?<!\d)(?P<d0>\d{1,2})\.(?P<m0>\d{1,2})\.(?P<y0>(?:19|20)\d\d)?\s*(?:-|to|bis)\s*(?P<d1>\d{1,2})\.(?P<m1>\d{1,2})\.(?P<y1>(?:19|20)\d\d)(?!\d)"
)
"""01.01.-31.12.2024."""
_MONTH_YEAR = re.compile(
    rf"\b{_MONTH}\s*(?:['-]\s*(?P<short>\d\d)|['-]?\s*(?P<year>(?:19|20)\d\d))(?!\d)", re.IGNORECASE
)
"""Dec-24, Dec'24, December 2024: the last day of the month."""
_ZH_SPAN = re.compile(
    r"(?P<y0>(?:19|20)\d\d)年(?P<m0>\d{1,2})月(?P<d0>\d{1,2})日[-~至到](?P<y1>(?:19|20)\d\d)年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日"
)
_ZH_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?!\d)")
_ZH_PART = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:度)?(?P<part>前三季度|上半年|半年度|第?(?P<quarter>[一二三四])季度)"
)
_ZH_PART_ENDS = {"前": 9, "上": 6, "半": 6}
_ZH_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年?(?:年度|度)?")
_YEAR = re.compile(r"(?<![\d,.])(?P<year>(?:19|20)\d\d)(?![\d,]|\.\d)")
_EN_SPAN = re.compile(
    rf"(?:(?P<d0>\d{{1,2}})\s+)?(?P<m0>{_MONTH_NAME})\.?\s*(?P<d0b>\d{{1,2}})?,?\s*(?P<y0>(?:19|20)\d\d)?\s*(?:-|\bto\b|\bthrough\b|\buntil\b)\s*"
    rf"(?:(?P<d1>\d{{1,2}})\s+)?(?P<m1>{_MONTH_NAME})\.?\s*(?P<d1b>\d{{1,2}}(?!\d))?,?\s*(?P<y1>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_SPLIT_YEAR = re.compile(r"\b((?:19|20)\d\d)\s*[/-]\s*(\d\d)(?![\d./-])")
_FISCAL = re.compile(r"\b(?:fiscal(?: year)?|FY)\s*'?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_SHORT_FISCAL = re.compile(r"\bFY\s*'?(?P<year>\d\d)\b(?!\s*[/-]\s*\d)", re.IGNORECASE)
_LENGTHS = [
    (re.compile(r"\b(?:three|3)[ -]+months?\b|\bquarter(?:s|ly)? ended\b|\b1[34] weeks?\b|\bthirteen weeks?\b|\bfourteen weeks?\b", re.I), 3),
    (re.compile(r"\b(?:six|6)[ -]+months?\b|\b2[67] weeks?\b|\btwenty-six weeks?\b|\bhalf[- ]year\b", re.I), 6),
    (re.compile(r"\b(?:nine|9)[ -]+months?\b|\b(?:39|40) weeks?\b|\bthirty-nine weeks?\b", re.I), 9),
    (re.compile(r"\b(?:twelve|12)[ -]+months?\b|\b5[23][ -]+weeks?\b|\b(?:fiscal )?years? ended\b|\bfor the years?\b|\byear ended\b|\bfiscal years?\b|\bfifty-(?:two|three) weeks?\b|\bannual\b", re.I), 12),
]  # fmt: skip
_ZH_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_ZH_MONTH_WORDS = re.compile(r"(?<=年)([一二三四五六七八九十]{1,2})(月)")
_ZH_DAY_WORDS = re.compile(r"(?<=月)([一二三四五六七八九十]{1,3})(日)")
_ZH_YEAR_WORDS = re.compile(r"二[〇零○][〇零○一二三四五六七八九]{2}年")


@dataclass(frozen=True, slots=True)
class Period:
    """An end date; for a flow its length in months and, where known, its start. `label` is the paper's own name for it."""

    end: date
    months: int | None = None
    label: str | None = None
    restated: bool = False

    @property
    def start(self) -> date | None:
        """First day of a flow, by whole months (52/53-week years: the printed end is kept, the start is not given)."""
        if self.months is None or self.end.day != monthrange(self.end.year, self.end.month)[1]:
            return None
        month = self.end.month - self.months
        year = self.end.year + (month // 12)
        return date(year, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class DocumentDates:
    """What the document says of its own period: its end, length and the month and day a bare year inherits."""

    end: date | None = None
    months: int | None = None


def flat(text: str) -> str:
    """NFKC, one form of dashes, no spaces between Chinese characters and digits, Chinese year words as digits."""
    text = re.sub("[–—−‐―－]", "-", unicodedata.normalize("NFKC", text))
    text = re.sub(
        r"(?<=[\u3400-\u9fff\d])\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+(?=[\d-])|(?<=\d)\s*-\s*(?=\d+月)",
        lambda m: "-" if "-" in m.group() else "",
        text,
    )
    text = re.sub(r"(?<=月)\s*-\s*(?=\d)", "-", text)
    text = _ZH_YEAR_WORDS.sub(lambda m: m.group().replace("○", "0").translate(_ZH_DIGITS), text)
    for unit in (_ZH_MONTH_WORDS, _ZH_DAY_WORDS):
        text = unit.sub(lambda m: str(_chinese_number(m[1])) + m[2], text)
    return text


def _chinese_number(text: str) -> int:
    """一 to 九十九 as a number."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return int(text.translate(_ZH_DIGITS)) if text.translate(_ZH_DIGITS).isdigit() else 0
    return (int(tens.translate(_ZH_DIGITS)) if tens else 1) * 10 + (int(ones.translate(_ZH_DIGITS)) if ones else 0)


def dates_in(text: str) -> list[date]:
    """Every full date written in `text`, in order."""
    text = flat(text)
    found: list[tuple[int, date]] = []
    for pattern in (_EN_FULL, _EN_DAY_FIRST, _ZH_FULL, _ISO, _SLASHED):
        for match in pattern.finditer(text):
            made = _date(match["year"], match["month"], match["day"])
            if made:
                found.append((match.start(), made))
    for match in _DOTTED_SPAN.finditer(text):
        made = _date(match["y1"], match["m1"], match["d1"])
        if made:
            found.append((match.start("d1"), made))
    for match in _DAY_FIRST.finditer(text):
        made = _date(_century(match["year"]), match["month"], match["day"])
        if made and (match["sign"] == "." or int(match["day"]) > 12):
            found.append((match.start(), made))
    for match in _NAMED_SHORT.finditer(text):
        made = _date(_century(match["year"]), match["month"] or match["month2"], match["day"])
        if made:
            found.append((match.start(), made))
    return [made for _, made in sorted(found)]


def _century(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def length_in(text: str) -> int | None:
    """Months of the period that `text` names: 3, 6, 9 or 12; None where it names none."""
    text = flat(text)
    lengths = [months for pattern, months in _LENGTHS if pattern.search(text)]
    return lengths[0] if lengths else short_length(text) or _chinese_length(text) or _span_length(text)


def _span_length(text: str) -> int | None:
    """Whole months from the first to the last day of "1 Jan - 30 Sep 2024"; a first day without its year is of the last day's."""
    dotted = _DOTTED_SPAN.search(text)
    if dotted:
        return (int(dotted["y1"]) - int(dotted["y0"] or dotted["y1"])) * 12 + int(dotted["m1"]) - int(dotted["m0"]) + 1
    span = _EN_SPAN.search(text)
    if span is None:
        return None
    last = _date(span["y1"], span["m1"], span["d1"] or span["d1b"] or "28")
    first = _date(span["y0"] or span["y1"], span["m0"], span["d0"] or span["d0b"] or "1")
    months = round(((last - first).days + 1) / 30.44) if first and last else 0
    return months if 1 <= months <= 18 else None


def _chinese_length(text: str) -> int | None:
    span = _ZH_SPAN.search(text)
    if span:
        return (int(span["y1"]) - int(span["y0"])) * 12 + int(span["m1"]) - int(span["m0"]) + 1
    ranged = _ZH_RANGE.search(text) or _ZH_MONTHS.search(text)
    if ranged and int(ranged["last"]) >= int(ranged["first"]):
        return int(ranged["last"]) - int(ranged["first"]) + 1
    for pattern, months in (
        (r"前三季度|三季度末累计|止九[个個]月|九[个個]月", 9),
        (r"止六[个個]月|六[个個]月", 6),
        (r"止三[个個]月|三[个個]月", 3),
        (r"第[一二三四]季度|[一二三四]季度", 3),
        (r"半年度|上半年|中期", 6),
        (r"\d{4}年度|年度", 12),
    ):
        if re.search(pattern, text):
            return months
    return None


_RELATIVE = re.compile(r"[期年][末初]|上年|上期|本年|本期")
_OWN_YEAR = re.compile(r"\b(?:19|20)\d\d\s*(?:&|and|,|/)\s*(?:19|20)\d\d\D*\s((?:19|20)\d\d)$", re.IGNORECASE)


def column_period(header: tuple[str, ...], title: str, document: DocumentDates, flow: bool) -> Period | None:
    """The period of a column, or None.

    `header` are the phrases over it from top to bottom, `title` the lines over the table. A flow takes its length from the header, else the title, else the document.
    """
    header, title = _with_relative_heads(header, title)
    head = flat(" ".join(header))
    restated = bool(re.search(r"restated|as adjusted|recast|经重列|已重述|重述后|调整后|經重列", head, re.IGNORECASE))
    end = _end_of(head, flat(title), document, flow)
    if end is None:
        return None
    months = (length_in(head) or _since_new_year(head, end, title, document) or 12) if flow else None
    if flow and re.search(r"本报告期|本季度|本期数", head) and document.months and document.months != 12:
        months = 3 if "年初" not in head else months
    label = _label(head, end)
    return Period(end, months, label, restated)


def _with_relative_heads(header: tuple[str, ...], title: str) -> tuple[tuple[str, ...], str]:
    """A column whose lowest words are 年初余额 or 上年金额 is dated by them: a date above it is the statement's own."""
    if len(header) < 2 or not _RELATIVE.search(flat(header[-1])) or _YEAR.search(flat(header[-1])):
        return header, title
    dated = [text for text in header[:-1] if re.search(r"(?:19|20)\d\d年", flat(text))]
    return tuple(text for text in header if text not in dated), " ".join([title, *dated])


def _since_new_year(head: str, end: date, title: str, document: DocumentDates) -> int | None:
    """Months that 本月, 本年累计 and 本期 stand for; else what the title or the document says.

    Companies on the mainland close their books in December: what is counted "this year" began in January.
    """
    if re.search(r"本月|当月|上年同月", head):
        return 1
    if "累计" in head or "累計" in head:
        return end.month
    told = length_in(title) or document.months
    if told is None and end.month != 12 and re.search(r"本期|本年|上期|上年", head):
        return end.month
    return told


def _end_of(head: str, title: str, document: DocumentDates, flow: bool) -> date | None:
    full = dates_in(head)
    if own := _OWN_YEAR.search(head):  # a year of its own under a line that dates several columns
        return _in_year(int(own[1]), (full[-1].month, full[-1].day), document)
    if full:
        last = full[-1]
        opening = not flow and (last.month, last.day) == (1, 1)  # 1 January is the close of the day before
        return last - timedelta(days=1) if opening else last
    chinese = _chinese_end(head, title, document, flow)
    if chinese:
        return chinese
    if SHORT.search(head):
        return short_end(head, document.end, document.months)
    if named := [*_MONTH_YEAR.finditer(head)]:
        months = {(_century(m["short"] or m["year"]), MONTHS[m["month"].lower().rstrip(".")]) for m in named}
        year, month = months.pop()
        return _month_end(int(year), month) if not months else None
    years = _split_years(head) or [int(m["year"]) for m in _YEAR.finditer(head)]
    years = years or [2000 + int(m["year"]) for m in _SHORT_FISCAL.finditer(head)]
    if not years or len(set(years)) > 1:
        return None
    day = (
        _month_day(head) or _month_day_of(title, years[0]) or (document.end and (document.end.month, document.end.day))
    )
    return _in_year(years[0], day, document) if day else None


def _split_years(head: str) -> list[int]:
    """The years in which 2023/24 and 2022-23 end."""
    return [int(first) + 1 for first, second in _SPLIT_YEAR.findall(head) if int(second) == (int(first) + 1) % 100]


def _month_day(text: str) -> tuple[int, int] | None:
    """The month and day of a date without its year; of "1 July to 30 June" the last."""
    for pattern in (_EN_NO_YEAR, _EN_NO_YEAR_DAY_FIRST):
        found = [(MONTHS[m["month"].lower().rstrip(".")], int(m["day"])) for m in pattern.finditer(text)]
        if found:
            return found[1] if len(found) > 1 and found[0][1] == 1 else found[0]
    return None


def _month_day_of(title: str, year: int) -> tuple[int, int] | None:
    same = [d for d in dates_in(title) if d.year == year]
    if same:
        return same[0].month, same[0].day
    open_day, dated = _month_day(title), dates_in(title)
    if open_day and not (open_day[1] == 1 and dated):  # "1 July to 30 June 2024": the last day, not the first
        return open_day
    return (dated[0].month, dated[0].day) if dated else None


def _in_year(year: int, day: tuple[int, int], document: DocumentDates) -> date | None:
    """`day` in `year`; the document's own end where the two are a few days apart (52/53-week years)."""
    made = _date(str(year), str(day[0]), str(min(day[1], monthrange(year, day[0])[1])))
    if made and document.end and document.end.year == year and abs((document.end - made).days) <= 7:
        return document.end
    return made


def _chinese_end(head: str, title: str, document: DocumentDates, flow: bool) -> date | None:
    span = _ZH_SPAN.search(head)
    if span:
        return _date(span["y1"], span["m1"], span["d1"])
    for pattern, take in ((_ZH_RANGE, "last"), (_ZH_MONTH, "month")):
        match = pattern.search(head)
        if match:
            return _month_end(int(match["year"]), int(match[take]))
    quarter = re.search(
        r"((?:19|20)\d\d)年(?:度)?(?:第)?([一二三四])季度|((?:19|20)\d\d)年前三季度|((?:19|20)\d\d)年(?:度)?(?:上半年|半年度)",
        head,
    )
    if quarter:
        if quarter[1]:
            return _month_end(int(quarter[1]), "一二三四".index(quarter[2]) * 3 + 3)
        return _month_end(int(quarter[3] or quarter[4]), 9 if quarter[3] else 6)
    base = _title_end(title, document)
    months = _ZH_MONTHS.search(head)
    if months and base and flow:
        base = _month_end(base.year, int(months["last"]))
    words = re.sub(r"\s", "", head)
    year = re.search(r"((?:19|20)\d\d)年?(?:末|度|年度|底)?", words)
    if year and re.search(r"[\u3400-\u9fff]", words):
        if base and base.month != 12 and not re.search("年度|年末|年底", words):
            return _date(year[1], str(base.month), str(min(base.day, monthrange(int(year[1]), base.month)[1])))
        return date(int(year[1]), 12, 31)
    if base is None:
        return None
    return _relative_end(words, base, flow)


def _relative_end(words: str, base: date, flow: bool) -> date | None:
    """期末/期初 and 本期/上期 words against the document's own end."""
    if re.search(r"上年同期|上期|上年(?:数|金额|度)?(?!末|年末)|去年同期|上一年|上年发生|上年同月", words) and flow:
        return _date(str(base.year - 1), str(base.month), str(min(base.day, monthrange(base.year - 1, base.month)[1])))
    if re.search(r"年初|期初|上年(?:度)?(?:年)?末|上年期末|上年年末|上期期末|年初数", words) and not flow:
        return date(base.year - 1, 12, 31)
    if re.search(r"期末|年末|本年数|本报告期末", words) and not flow:
        return base
    if re.search(r"本期|本年|本报告期|年初至|当期|累计|本月|当月", words) and flow:
        return base
    return None


def _title_end(title: str, document: DocumentDates) -> date | None:
    full = _ZH_FULL.findall(title)
    span = _ZH_SPAN.search(title)
    if span:
        return _date(span["y1"], span["m1"], span["d1"])
    if full:
        return _date(*full[-1])
    ranged = _ZH_RANGE.search(title)
    if ranged:
        return _month_end(int(ranged["year"]), int(ranged["last"]))
    month = _ZH_MONTH.search(title)
    if month:
        return _month_end(int(month["year"]), int(month["month"]))
    part = _ZH_PART.search(title)
    if part:
        quarter = part["quarter"]
        months = "一二三四".index(quarter) * 3 + 3 if quarter else _ZH_PART_ENDS[part["part"][0]]
        return _month_end(int(part["year"]), months)
    yearly = re.search(r"((?:19|20)\d\d)年度", title)
    if yearly and (document.end is None or document.end.month == 12):
        return date(int(yearly[1]), 12, 31)
    return document.end


def _label(head: str, end: date) -> str | None:
    fiscal = _FISCAL.search(head) or _SHORT_FISCAL.search(head)
    if fiscal:
        return f"FY{_century(fiscal['year'])}"
    yearly = re.search(r"(?:19|20)\d\d年(?:度|末)?", head)
    return yearly.group() if yearly else None


def _month_end(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None


def _date(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month.lower().rstrip(".")) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
