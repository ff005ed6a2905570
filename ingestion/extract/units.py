"""Scale and currency as printed: bound to the table, else the page, the statement, the document. Never guessed from size."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingestion.model.place import Box

_ZH_UNIT = re.compile(
    r"(?<!编制)(?<!編製)(?<!填报)(?<!报送)(?<!填表)(?:单位|單位|金额单位|货币单位)\s*[:：为為]?\s*(?P<body>[^\s,，;；)）]{0,14})|[（(](?:人民币|人民幣)?(?P<body2>(?:百万|千|万|亿)?元)[）)]"
)
_ZH_BARE = re.compile(
    r"(?:^|[\s(年日末初额額列以])(?P<body>(?:人民币|人民幣|港币|港幣)?(?:百万|百萬|千|仟|万|萬|亿|億)(?:元|港元|美元|欧元|歐元|日元|人民币|人民幣|港币|港幣))(?=$|[\s)]|列示|列報|列报|呈列|表示|为单位|為單位)"
)
"""千港元, 人民币百万元 standing by themselves over a column."""
_ZH_SCALES = (
    ("百万", 10**6),
    ("百萬", 10**6),
    ("亿", 10**8),
    ("億", 10**8),
    ("万", 10**4),
    ("萬", 10**4),
    ("千", 10**3),
    ("仟", 10**3),
)
_ZH_CURRENCIES = (
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("港币", "HKD"),
    ("港幣", "HKD"),
    ("港元", "HKD"),
    ("美元", "USD"),
    ("欧元", "EUR"),
    ("日元", "JPY"),
)
_EN_SCALES = (
    (re.compile(r"\bin\s+(?:\w+\s+){0,4}?billions?\b|\$\s*bn\b", re.I), 10**9),
    (re.compile(r"\bin\s+(?:\w+\.?\s+){0,4}?millions?\b|\((?:[^()]*\b)?millions?\b|\bmillions of\b|[$£€₩฿]\s?(?:m|mn|mill?\.?|millions?)(?![a-z])|\b(?:us|hk|rmb)?\$?\s?million\b(?=\s*\))|\bUS\$m\b|\bRMB\s?m\b|\b(?:RMB|HKD?\$?|USD?\$?|EUR|GBP|INR|Rs\.?|JPY|yen|€|£|¥)\s?(?:in\s)?(?:millions?|mn)\b|\bin\s+(?:[A-Z]{3}|€|£)\s?1['’.,]000['’.,]000\b|^millions?\b|\b(?:EUR|CHF|SEK|NOK|DKK|GBP|USD|AUD|SGD|PLN)\s?(?:m|mn|mio\.?|mill?\.?|millions?)(?![a-z])|\bm\s?€|\bM(?:EUR|SEK|NOK|DKK|CHF|USD)\b|\bmio\.?\s?(?:EUR|€|CHF|DKK)", re.I), 10**6),
    (re.compile(r"\bin\s+(?:\w+\.?\s+){0,4}?thousands?\b|\((?:[^()]*\b)?thousands?\b|(?<!\d)['’]\s?000s?\b|\b000s\b|[$£€]\s?k\b|[$£€]\s?0{3}\b|^thousands?\b|\bthousands of\b|\b(?:RMB|HKD|US\$|USD|EUR|CHF|SEK|NOK|DKK|GBP|INR|Rs\.?|AUD|SGD|PLN|JPY|€|£)\s?(?:in\s)?thousands?\b|\bin\s+(?:[A-Z]{3}|€|£)\s?1['’.,]000\b(?!['’.,]\d)|(?:^|\()[A-Z]{3}\s?1['’]000\b|\b(?:EUR|CHF|SEK|NOK|DKK|GBP|USD|AUD|SGD|PLN)\s?k\b|\b[kT]\s?(?:EUR|CHF|USD|SEK|€)(?![a-z])", re.I), 10**3),
    (re.compile(r"\bcrores?\b", re.I), 10**7),
    (re.compile(r"\blakhs?\b|\blacs?\b", re.I), 10**5),
)  # fmt: skip
_EN_CURRENCIES = (
    (re.compile(r"HK\$|hong kong dollars?", re.I), "HKD"),
    (re.compile(r"US\$|u\.?s\.? dollars?|united states dollars?", re.I), "USD"),
    (re.compile(r"\bRMB\b|renminbi|\bCNY\b", re.I), "CNY"),
    (re.compile(r"(?<![A-Z])A\$|\bAUD\b|australian dollars?", re.I), "AUD"),
    (re.compile(r"(?<![A-Z])S\$|\bSGD\b|singapore dollars?", re.I), "SGD"),
    (re.compile(r"(?<![A-Z])C\$|\bCAD\b|canadian dollars?", re.I), "CAD"),
    (re.compile(r"NZ\$|\bNZD\b|new zealand dollars?", re.I), "NZD"),
    (re.compile(r"\bMYR\b|\bRM\s?['’]?000\b|ringgit", re.I), "MYR"),
    (re.compile(r"\bCHF\b|swiss francs?", re.I), "CHF"),
    (re.compile(r"\bJPY\b|japanese yen|millions of yen|¥ ?millions?", re.I), "JPY"),
    (re.compile(r"₱|philippine pesos?|\bPHP\b|\bpesos?\b", re.I), "PHP"),
    (re.compile(r"₹|\bINR\b|\brupees?\b|\bRs\.?\b"), "INR"),
    (re.compile(r"£|\bGBP\b|pounds? sterling", re.I), "GBP"),
    (re.compile(r"€|\b[kTM]?EUR\b|\beuros?\b", re.I), "EUR"),
    (re.compile(r"\bVND\b|vietnam(?:ese)? dong", re.I), "VND"),
    (re.compile(r"NT\$|new taiwan dollars?|\bTWD\b", re.I), "TWD"),
    (re.compile(r"R\$|\bBRL\b|brazilian rea(?:l|is)", re.I), "BRL"),
    (re.compile(r"\b[kTM]?SEK\b|swedish kron(?:or|a)", re.I), "SEK"),
    (re.compile(r"\b[kTM]?NOK\b|norwegian kroner?", re.I), "NOK"),
    (re.compile(r"\b[kTM]?DKK\b|danish kroner?", re.I), "DKK"),
    (re.compile(r"\bPLN\b|polish z[lł]oty", re.I), "PLN"),
    (re.compile(r"\bKRW\b|korean won|₩", re.I), "KRW"),
    (re.compile(r"\bTHB\b|\bbaht\b|฿", re.I), "THB"),
    (re.compile(r"\bIDR\b|\brupiah\b", re.I), "IDR"),
    (re.compile(r"\bZAR\b|south african rand", re.I), "ZAR"),
    (re.compile(r"\bAED\b|dirhams?\b", re.I), "AED"),
    (re.compile(r"\bUSD\b|\bdollars?\b|\$", re.I), "USD"),
)

_SIGN_OF_UNIT = re.compile("[A-Za-z$£€₱₹¥'’元位币幣]")
"""One of them stands in every name of a unit: a cheap first look."""

_WHOLE_UNITS = re.compile(
    r"[(（]\s*(?:all\s+)?(?:amounts?\s+)?(?:(?:are\s+)?(?:expressed|stated|presented|shown|reported)\s+)?in\s+"
    r"(?:whole\s+)?(?:US|HK|A|S|C|NZ)?(?:Rs\.?|INR|RMB|CNY|EUR|GBP|USD|HKD|CHF|SGD|AUD|\$|€|£|₹|rupees|euros?|renminbi"
    r"|(?:[a-z]+\.?\s){0,3}(?:dollars|yuan|pounds|francs|pesos))\s*(?:,[^()]*|unless[^()]*|except[^()]*)?[)）]",
    re.IGNORECASE,
)
"""A bracket that names a currency and no multiplier: whole units."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Multiplier and currency, each with the place that says so; either may be unknown."""

    scale: int | None = None
    currency: str | None = None
    box: Box | None = None
    page: int | None = None

    def over(self, other: "Unit") -> "Unit":
        """This unit, with what it does not say taken from `other`."""
        return Unit(
            self.scale if self.scale is not None else other.scale,
            self.currency or other.currency,
            self.box or other.box,
            self.page or other.page,
        )


@lru_cache(maxsize=8192)
def unit_in(text: str) -> Unit:
    """The unit that one printed line names; nothing where it names none."""
    text = unicodedata.normalize("NFKC", text)
    if not _SIGN_OF_UNIT.search(text):
        return Unit()
    chinese = _ZH_UNIT.search(re.sub(r"(?<=[\u3400-\u9fff:])\s+(?=[\u3400-\u9fff])", "", text))
    if chinese:
        return _chinese_unit(chinese["body"] or chinese["body2"] or "", text)
    bare = _ZH_BARE.search(text)
    if bare:
        return _chinese_unit(bare["body"], text)
    scale = next((scale for pattern, scale in _EN_SCALES if pattern.search(text)), None)
    currency = next((code for pattern, code in _EN_CURRENCIES if pattern.search(text)), None)
    return Unit(scale, currency)


_CAPTION_UNIT = re.compile(
    r"[（(]\s*(?:in\s+|单位[:：]?|單位[:：]?)?(?:US|HK|RMB|A|\$|£|€|₱|₹|人民币|人民幣|港币|港幣|\s)*['’]?"
    r"(?:thousands?|millions?|billions?|0{3}s?|m|mn|k|bn|crores?|lakhs?|元|千元|万元|萬元|百万元|百萬元|亿元|億元)"
    r"(?:\s+of\s+\w+)?\s*[)）]",
    re.IGNORECASE,
)
_SIGN_WORD = re.compile(
    r"US\$|HK\$|A\$|S\$|C\$|NZ\$|[$£€₱₹¥]|RMB|PHP|Pesos?|Rs\.?|INR|GBP|EUR|USD|HKD|(?:人民币|人民幣|港币|港幣|港|美|欧|歐)?元",
    re.IGNORECASE,
)
_HEAD_WORD = re.compile(r"notes?|附注|附註|(?:19|20)\d\d(?:年度?)?|restated|group|company|consolidated", re.IGNORECASE)


_HEAD_TEXT = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}(?:[-~至]\d{1,2})?月(?:\d{1,2}日)?|前三季度|上半年|半年度)?度?|[期年][末初](?:余额|餘額|数|數)?|[本上][年期](?:同期|年末|累计|末)?(?:数|金额|发生额|余额)?"
)
"""What a Chinese head says beside its unit, printed without a gap."""


def unit_in_caption(label: str) -> Unit:
    """The unit in brackets inside a row's caption, "(in millions)", "(万元)"; nothing for amounts that the caption mentions."""
    found = _CAPTION_UNIT.search(unicodedata.normalize("NFKC", label))
    return unit_in(found.group()) if found else Unit()


def bare_sign(text: str, box: Box, page: int) -> Unit | None:
    """Whole units of a currency where a line names one and no multiplier: "(Expressed in Hong Kong dollars)", or nothing but its sign.

    Notes and years may stand beside the sign.
    """
    if _WHOLE_UNITS.search(unicodedata.normalize("NFKC", text)) and unit_in(text).scale is None:
        return Unit(1, unit_in(text).currency, box, page)
    undated = _HEAD_TEXT.sub(" ", unicodedata.normalize("NFKC", text))
    words = [w for w in undated.split() if not _HEAD_WORD.fullmatch(w)]
    if not words or not all(_SIGN_WORD.fullmatch(w) for w in words):
        return None
    named = next((code for word, code in _ZH_CURRENCIES if word in words[0]), None) or unit_in(words[0]).currency
    return Unit(1, named, box, page)


def _chinese_unit(body: str, line: str) -> Unit:
    scale = next((scale for word, scale in _ZH_SCALES if word in body), None)
    if scale is None and re.search(r"元|圆|圓", body):
        scale = 1
    currency = next((code for word, code in _ZH_CURRENCIES if word in line), None)
    if currency is None and re.search(r"元|人民", body):
        currency = "CNY"
    return Unit(scale, currency)


def unit_of_lines(lines: Iterable[tuple[str, Box]], page: int) -> Unit:
    """The unit named by the lines over a table: the last line that names a scale wins, currency may stand elsewhere."""
    found = Unit()
    for text, box in lines:
        if len(text) > 160:
            continue  # running text, not a unit line
        unit = unit_in(text)
        if unit.scale is not None:
            found = Unit(unit.scale, unit.currency, box, page).over(found)
        elif unit.currency and not found.currency:
            found = Unit(found.scale, unit.currency, found.box or box, page)
    return found
