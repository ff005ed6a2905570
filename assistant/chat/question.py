"""A question understood without a model: what is asked, for which periods, in which unit and rounding. Pure."""

import re
from dataclasses import dataclass, field
from typing import Literal

from assistant.chat.concepts import Concept, Mention, phrases
from assistant.chat.definition import defined_formula
from ingestion.extract.periods import dates_in
from ingestion.taxonomy.captions import plain

Lang = Literal["zh", "en"]
Operation = Literal[
    "over",
    "value",
    "average",
    "growth",
    "cagr",
    "change",
    "sum_years",
    "trend",
    "compare",
    "increased",
    "exists",
    "share",
]

_CJK = re.compile("[\u3400-\u9fff]")
_YEAR = re.compile(r"(?:fy|fiscal(?: year)?|')?\s*((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\bfy\s?'?(\d\d)\b", re.IGNORECASE)
_QUARTER = re.compile(r"\bq([1-4])\b|第([一二三四])季度|([一二三])季度")
_RANGE = re.compile(r"((?:19|20)\d\d)\s*年?\s*(?:-|to|至|到|through|and|与|和)\s*(?:fy\s*)?((?:19|20)\d\d)")
_RECENT = re.compile(r"近([两二三四五])年|(?:last|past) (two|three|four|five) years")
_PLACES_ZH = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4}
_PLACES_EN = {"one": 1, "two": 2, "three": 3, "1": 1, "2": 2, "3": 3}
_SCALES = (
    (r"usd billions|in billions|billions of|\bus\$ ?billion", 10**9),
    (r"usd millions|in millions|millions of|\bmillion usd|\busd million|百万", 10**6),
    (r"in thousands|千元", 10**3),
)
_STATEMENT_NAMES = re.compile(
    r"资产负债表|利润表|现金流量表|balance sheets?|(?:statements? of )?cash flows? statements?|income statements?|"
    r"statements? of (?:cash flows?|income|financial position|operations)|p and l statement"
)
_DEFINITIONS = re.compile(
    r"(?:is )?defined as.*$|\bdefine .*$|[（(][^()（）]*[)）]|按[^，。,]*计算|用[^，。,]*除以[^，。,]*|[＝=][^，。,]*"
)
_MONTH_END = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月末?")
_TEXTUAL = re.compile(
    r"坏账|受限(?!的部分)|担保情况|由哪|哪家|哪些|哪几家|谁(?!增)|什么性质|什么资产|什么类型|地址|抵押|诉讼|更换|前五|(?<![毛净])利率|关联方|审计意见|为什么|原因|"
    r"\bwho\b|\bwhy\b|what drove|\bwhich\b(?! denominator)|acquisition|agenda|nature|industry does|restricted|auditor|opinion|segment|region|how many stores",
    re.IGNORECASE,
)
MAX_CHARACTERS = 4_000
_YESNO_EN = re.compile(r"^(?:is|are|was|were|does|do|did|has|have|had|can|could|will)\b", re.IGNORECASE)
_YESNO_ZH = re.compile(r"是否|有没有|有无|是不是|吗[?？]?$|还是")


@dataclass(frozen=True, slots=True)
class Question:
    """`mentions` are the concepts named, in order; `defined` is a formula given in the question itself."""

    text: str
    lang: Lang
    mentions: tuple[Mention, ...]
    operation: Operation
    years: tuple[int, ...] = ()
    months: int | None = None
    quarter: int | None = None
    dates: tuple[str, ...] = ()
    basis: str | None = None
    scale: int | None = None
    places: int | None = None
    yes_no: bool = False
    defined: Concept | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def wants_text(self) -> bool:
        """True where the answer is words of a paper rather than a figure."""
        return bool(_TEXTUAL.search(self.text)) and self.operation in ("value", "share", "exists", "compare")

    @property
    def may_be_text(self) -> bool:
        """True where a figure that was not found may still be told in words."""
        return not self.years or self.wants_text

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The concepts named, each once."""
        return tuple(dict.fromkeys(m.concept for m in self.mentions))


def understand(text: str, lang: Lang | None = None) -> Question:
    """What `text` asks."""
    flat = plain(text[:MAX_CHARACTERS]).replace("&", "and").replace("’", "'")
    flat = re.sub(r"(?<=[a-z])'s\b|,(?=\s)", "", flat)
    language: Lang = lang or ("zh" if _CJK.search(text) else "en")
    defined = defined_formula(flat)
    mentions = tuple(phrases().mentions(_STATEMENT_NAMES.sub(lambda m: " " * len(m.group()), flat)))
    years = _years(flat)
    return Question(
        text=text,
        lang=language,
        mentions=mentions,
        operation=_operation(_DEFINITIONS.sub(" ", flat) if defined else flat, mentions, years),
        years=years,
        months=_months(flat),
        quarter=_quarter(flat),
        dates=_dates(text, flat),
        basis="parent" if re.search(r"母公司(?!股东|所有者|的净利润)|parent[- ]only|parent company", flat) else None,
        scale=_scale(flat),
        places=_places(flat),
        yes_no=bool(_YESNO_EN.search(text.strip()) or _YESNO_ZH.search(text)),
        defined=defined,
    )


def _years(flat: str) -> tuple[int, ...]:
    ranges = _RANGE.search(flat)
    found = [int(y) for y in _YEAR.findall(flat)] + [2000 + int(y) for y in _SHORT_YEAR.findall(flat)]
    if ranges and re.search(r"average|平均|复合|cagr|合计|三个年度|年至|-|trend|趋势", flat):
        first, last = sorted((int(ranges[1]), int(ranges[2])))
        if last - first <= 10:
            found += range(first, last + 1)
    return tuple(sorted(set(found), reverse=True))


def _dates(text: str, flat: str) -> tuple[str, ...]:
    """Dates asked for: whole ones, or year and month (`2025-09`)."""
    months = [f"{y}-{int(m):02d}" for y, m in _MONTH_END.findall(flat)]
    return tuple(dict.fromkeys([*(d.isoformat() for d in dates_in(text)), *months]))


def _operation(flat: str, mentions: tuple[Mention, ...], years: tuple[int, ...]) -> Operation:
    rules: tuple[tuple[str, Operation], ...] = (  # the first that fits
        (r"cagr|compound annual|年均复合|复合增长", "cagr"),
        (r"(?:\d|two|three|four|five)[- ]years? average|average (?:of|over|for)|[二三两3]年平均|平均值", "average"),
        (r"growth rate|增长了?百分之|增长率|增速|变动百分之|增长了多少|percent(?:age)? (?:change|growth|increase|decrease)|同比(?:增长|变动|下降)|比.{0,8}(?:增长|减少|下降)了?百分|% change|grow(?:th)? .*%", "growth"),
        (r"合计是多少(?:万|亿)?元|三个年度.*合计|(?:total|sum) (?:of|over) .* (?:years|fy)", "sum_years"),
        (r"个百分点|变动了?多少|上升了|下降了多少|减去20|的差|difference|how much has .* changed|change(?:d)? (?:in|between|from)|相比.*变|变化(?:了)?多少|(?:increase|decrease) in", "change"),
        (r"趋势|怎么变|如何变化|有什么变化|both years|两年分别|各年|trend|how has .* changed|how did .* (?:move|change|develop)|近[两二三]年", "trend"),
        (r"的多少倍|之比|ratio of .* to ", "over"),
        (r"低于|高于|大于|小于|超过|less than|greater than|higher than|lower than|exceed", "compare"),
        (r"^(?:has|have|did|is|was) .*(?:increas|grow|grew|ris(?:e|ing|en)|improv|declin|decreas|drop|fall|fell)|was there any (?:drop|increase|change|decrease)|是否(?:增加|增长|上升|下降|减少|改善)", "increased"),
        (r"是否(?:存在|有).*(?:余额|借款|存款)|有没有.*(?:余额|借款)", "exists"),
        (r"占.{1,16}(?:的)?(?:比例|比重|百分)|as a (?:%|percent\w*) of|share of", "share"),
    )  # fmt: skip
    for pattern, operation in rules:
        if re.search(pattern, flat):
            if operation == "sum_years" and len(years) < 2:
                continue
            return operation
    return "value"


def _months(flat: str) -> int | None:
    if re.search(r"单季|第[一二三四]季度单季|three months|quarter only|7至9月|4至6月|10至12月", flat):
        return 3
    for pattern, months in (
        (r"前三季度|nine months|1[-至]9月", 9),
        (r"半年|six months|上半年|h1\b|1[-至]6月", 6),
    ):
        if re.search(pattern, flat):
            return months
    return None


def _quarter(flat: str) -> int | None:
    match = _QUARTER.search(flat)
    if not match:
        return None
    return int(match[1]) if match[1] else "一二三四".index(match[2] or match[3]) + 1


def _scale(flat: str) -> int | None:
    if re.search(r"亿元|亿美元|多少亿", flat):
        return 10**8
    if re.search(r"万元|多少万", flat):
        return 10**4
    for pattern, scale in _SCALES:
        if re.search(pattern, flat):
            return scale
    return None


def _places(flat: str) -> int | None:
    match = re.search(r"([一两二三四\d])位小数", flat)
    if match:
        return _PLACES_ZH.get(match[1]) or int(match[1])
    match = re.search(r"(?:to|round\w*(?: your answer)? to) (one|two|three|\d) decimal", flat)
    if match:
        return _PLACES_EN.get(match[1])
    return 0 if re.search(r"nearest (?:whole|integer|million)|取整|whole number", flat) else None
