"""Which pages may hold primary statements, and what their title lines say. Works on rebuilt lines, white space removed."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingestion.model.place import Line

_TITLES = {
    "balance_sheet": re.compile(
        r"balancesheets?|statements?of(?:consolidated)?financial(?:position|condition)|statements?ofassetsandliabilities|资产负债表|財務狀況表|财务状况表|資產負債表"
    ),
    "income_statement": re.compile(
        r"statements?of(?:consolidated)?(?:income|operations|earnings|comprehensiveincome|comprehensive\(?loss|profit|netincome)"
        r"|incomestatements?|profitandlossaccount|statements?ofprofit|statementof(?:(?:un)?audited|and|consolidated|standalone)*financialresults|(?<!综合)利润表|利润及利润分配表|损益表|損益表|利潤表|全面收益表|综合收益表"
    ),
    "cash_flow": re.compile(r"statements?of(?:consolidated)?cashflows?|cashflows?statements?|现金流量表|現金流量表"),
}
_COMPREHENSIVE = re.compile(r"comprehensive(?:income|loss|earnings)")
_REFUSED = re.compile(
    r"^(?:see|refer|note|notes|the|in|our|these|as|for|we|item|index|consisting|selected)\b|notesto|accompanying|pagef-|\.{4}|…{2}|"
    r"includedin|seenote|附注|说明|情况|如下|分析|变动|项目|主要|科目|注释|编制|披露", re.I
)  # fmt: skip
_CONSOLIDATING = re.compile(r"consolidating|guarantor|proforma|合并范围")
_PARENT = re.compile(
    r"母公司|parentcompany|parentonly|parent-only|registrantonly|scheduleI\b|companyonly"
    r"|^(?:the)?company(?:balancesheet|statementsof|statementof|incomestatement|profitandloss|cashflow)|(?<!合并)(?<!合并及)(?<!有限)(?<!责任)(?<!股份)(?<!集团)公司(?:资产负债表|利润表|现金流量表|財務狀況表)"
)
_BOTH = re.compile(r"合并及|合併及|综合及|綜合及|consolidatedand(?:company|parent)|groupandcompany")
_CONSOLIDATED = re.compile(r"合并|合併|consolidated|综合(?:财务状况|损益)|綜合")
_KEY_DATA = re.compile(
    r"主要会计数据|主要财务数据|主要财务指标|主要会计数据和财务指标|主要會計數據|selected(?:consolidated)?financial(?:data|information)|financialhighlights|(?:five|ten|three|four|\d)-?year(?:financial)?(?:summary|review|record|highlights|data)|fiveyear|^(?:group|consolidated)?financialsummary$|五年(?:财务)?(?:摘要|概要)|五年財務(?:摘要|概要)"
)
_STATEMENT_DATA = re.compile(r"(?:operations|income|earnings|balancesheets?|financialposition|cashflows?)data\b")
_SEGMENT = re.compile(r"segment|division|region|分部|分行业|分地区|分产品")
_DIGIT_ROW = re.compile(r"\d[\d,，]{2,}|\d[.．]\d|[-–—]\s*$")
_AMOUNTS = re.compile(r"\d[\d ]*[,.]\d{3}(?!\d)")  # two of them: a row of figures, not a title
_CHINESE = re.compile("[\u3400-\u9fff]")
LATIN_TITLE, CHINESE_TITLE = 110, 34
_SIGNS = ("statement", "balancesheet", "account", "表", "data", "highlights", "fiveyear", "数据", "指标", "數據")
"""One of them stands in every title: a cheap first look."""


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that names a statement. `statement` may also be `key_data`."""

    page: int
    top: float
    statement: str
    basis: str
    refused: bool
    comprehensive: bool
    text: str


@lru_cache(maxsize=16384)
def compact(text: str) -> str:
    """NFKC, lower case, no white space: kerned titles print with gaps inside words."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def title_of(line: Line) -> TitleLine | None:
    """The statement that a line is the title of, or None."""
    text = compact(line.text)
    if not 3 <= len(text) <= LATIN_TITLE or not any(sign in text for sign in _SIGNS):
        return None
    if len(text) > CHINESE_TITLE and _CHINESE.search(text):
        return None
    if _KEY_DATA.search(text) or _STATEMENT_DATA.search(text):
        if _SEGMENT.search(text):
            return None
        return TitleLine(line.page, line.box[1], "key_data", "unknown", False, False, text)
    if len(_AMOUNTS.findall(line.text)) > 1 or _REFUSED.search(line.text.strip()) or _REFUSED.search(text):
        return None
    found = [name for name, pattern in _TITLES.items() if pattern.search(text)]
    if len(found) != 1:
        return None
    both = _BOTH.search(text)
    basis = (
        "unknown"
        if both
        else "parent"
        if _PARENT.search(text)
        else "consolidated"
        if _CONSOLIDATED.search(text)
        else "unknown"
    )
    refused = bool(_CONSOLIDATING.search(text))
    comprehensive = bool(_COMPREHENSIVE.search(text)) and not re.search(
        r"ofincomeand|operationsand|profitorlossand|incomeandcomp", text
    )
    return TitleLine(line.page, line.box[1], found[0], basis, refused, comprehensive, text)


_UNFINISHED = ("consolidated", "statement", "statements", "of", "and", "the", "group", "company", "other", "comprehensive",
               "financial", "profit", "loss", "cash", "balance", "合并", "综合")  # fmt: skip


def titles_of(lines: list[Line]) -> list[TitleLine]:
    """The title lines of a page, titles broken over two lines included."""
    found: list[TitleLine] = []
    for i, line in enumerate(lines):
        title = title_of(line)
        if title is None and i + 1 < len(lines) and len(line.text) < 60 and compact(line.text).endswith(_UNFINISHED):
            below = lines[i + 1]
            near = below.box[1] - line.box[3] < 1.2 * (line.box[3] - line.box[1]) and len(below.text) < 60
            title = title_of(Line(line.page, f"{line.text} {below.text}", line.box, line.words)) if near else None
            if title is not None and title_of(below) is not None:
                title = None  # the second line is a title of its own
        if title is not None:
            found.append(title)
    return found


def numeric_lines(lines: list[Line]) -> int:
    """How many lines hold an amount."""
    return sum(bool(_DIGIT_ROW.search(line.text)) for line in lines)


def candidate_pages(pages: dict[int, list[Line]], anchors: dict[int, int]) -> dict[int, list[TitleLine]]:
    """Pages that may hold a statement, with their title lines; a title near a page's foot opens the next page as well.

    `anchors` counts the lines of a page that name a canonical line item.
    """
    found: dict[int, list[TitleLine]] = {}
    for number, lines in pages.items():
        titles = titles_of(lines)
        digits = numeric_lines(lines)
        at_foot = bool(titles and lines and titles[-1].top > 0.7 * lines[-1].box[3])
        if at_foot or (titles and digits >= 4) or (anchors.get(number, 0) >= 4 and digits >= 8):
            found[number] = titles
    for number in [n for n, titles in found.items() if titles or n + 2 in found]:
        if number + 1 in pages:
            found.setdefault(number + 1, titles_of(pages[number + 1]))
    return dict(sorted(found.items()))
