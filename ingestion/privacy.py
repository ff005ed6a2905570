"""Personal numbers and addresses in text, found by form, check digit and the words beside them, and masked place for place.

A mask has the length of what it covers, so that places in a text stay what they were. Figures, company codes and report numbers are
no personal data and are never touched. What is masked is decided here alone; who may see more is decided by the service.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ingestion.identity.schemes import card_check, hkid_check, iban_check, reg15_check, ric_check, uscc_check

STAR = "*"


class Span(NamedTuple):
    """A personal value: where it stands in the text, and its kind.

    Kinds: id_card, mobile, landline, passport, hkid, bank_account, address, email, chat_id.
    """

    start: int
    end: int
    kind: str


TOKENS = {
    "id_card": "ID", "hkid": "ID", "passport": "ID", "mobile": "PHONE", "landline": "PHONE", "bank_account": "ACCOUNT",
    "address": "ADDRESS", "email": "EMAIL", "chat_id": "CHAT",
}  # fmt: skip
_GAP = r"[ \t\-|]{0,2}(?:\n[ \t|]*)?"
_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_ID18 = re.compile(rf"{_EDGE}(?:\d{_GAP}){{17}}[\dXx]{_END}")
_ID15 = re.compile(rf"{_EDGE}(?:\d{_GAP}){{14}}\d{_END}")
_MOBILE = re.compile(rf"(?<![0-9A-Za-z.,])(?:\+?86[ \-]?)?1[3-9]\d(?:[ \-]?\d{{4}}){{2}}{_END}(?![.,]\d)")
_MOBILE_SPLIT = re.compile(rf"(?<![0-9A-Za-z.,])1{_GAP}[3-9](?:{_GAP}\d){{9}}{_END}(?![.,]\d)")
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z.,])(?:\+?86[ \-]?)?(?:\(0?\d{{2,3}}\)[ \-]?|0\d{{2,3}}[\-]|(?<=\d[ \-])[1-9]\d{{1,2}}-)\d{{3,4}}[ \-]?\d{{4}}(?:[\-转]\d{{1,6}})?{_END}"
)
_LANDLINE_BARE = re.compile(rf"(?<![0-9A-Za-z.,])(?:0\d{{2,3}}[ ]?)?[2-8]\d{{2,3}}[ \-]?\d{{4}}{_END}(?![.,]\d)")
_ABROAD = re.compile(
    rf"(?<![0-9A-Za-z.,+])(?:\+|00)(?:852|853|886|1|44|49|33|39|60|61|65|66|81|82|84|91)(?:[ \-]?\(?\d{{1,4}}\)?){{2,4}}{_END}(?![.,%]\d|[ ]?%)"
)
_NEIGHBOUR = re.compile(rf"(?<![0-9A-Za-z.,])(?:852|853|886)[ \-]\d{{3,4}}[ \-]?\d{{3,4}}{_END}")
_PASSPORT = re.compile(rf"{_EDGE}(?:[A-Za-z]{{1,2}}[ ]?\d{{7,10}}|[A-Za-z]{{3}}\d{{12}}|\d{{9}}){_END}")
_PERMIT = re.compile(rf"{_EDGE}\d{{8}}(?:\d{{2}})?(?:\(\w\))?{_END}")
_MACAU = re.compile(rf"{_EDGE}[1578](?:/\d{{6}}/\d|\d{{6}}\(\d\))(?![0-9A-Za-z])")
_TAIWAN = re.compile(rf"{_EDGE}[A-Z][1289]\d{{8}}{_END}")
_CHAT = re.compile(
    r"(?:微信(?:号码?|账号|帐号|ID)?|we ?chat(?: ?(?:id|no\.?|account))?|weixin)[ \t]*[:：是为|]?[ \t]*(?P<body>(?!(?:id|no|account)\b)[A-Za-z][A-Za-z0-9_\-]{5,19})"
    r"|\bQQ(?:号码?)?[ \t]*[:：|]?[ \t]*(?P<number>[1-9]\d{4,10})(?![\d.,])",
    re.IGNORECASE,
)
_HKID = re.compile(rf"{_EDGE}[A-Z]{{1,2}}[ ]?\d{{6}}[ ]?(?:\([0-9A]\)|[0-9A]{_END})")
_ACCOUNT = re.compile(rf"{_EDGE}\d(?:{_GAP}\d){{7,29}}{_END}(?![.,]\d)")
_CARD = re.compile(
    rf"{_EDGE}(?:62|4\d|5[1-5]|3[57]|35|9\d)\d\d(?:[ \-]?\d{{4}}){{3}}(?:[ \-]?\d{{1,3}})?{_END}(?![.,]\d)"
)
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d[-/](?:0\d|1[0-2])[-/][0-3]\d(?!\d)")
_IBAN = re.compile(rf"{_EDGE}[A-Z]{{2}}\d{{2}}(?:[ ]?[A-Z0-9]{{4}}){{2,7}}(?:[ ]?[A-Z0-9]{{1,3}})?{_END}")
_AT = r"(?:@|[\[(]at[\])])"
_EMAIL = re.compile(
    rf"[A-Za-z0-9][A-Za-z0-9._%+\-]{{0,63}}\s?{_AT}\s?(?:[A-Za-z0-9\-\u3400-\u9fff]+\s?\.\s?)+(?:[A-Za-z]{{2,}}|中国|公司|网络)",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"(?:(?:家庭(?:详细)?(?:住址|地址)|[现現]?居住?地址|(?:经常)?居住地|现住址|住址|户籍(?:地址|所在地)|户口所在地|通讯住址|home address|home(?=[ ]?:)|"
    r"residential address|private address|residence)(?=[^\u3400-\u9fff]|为|是|在|系)|家住(?=[:：\s\u3400-\u9fff]))"
    r"[ \t]*(?:[:：|]|为|是|在|系|is)?[ \t|]*\n?[ \t|]*(?P<body>[^\n;；。|]{4,90})",
    re.IGNORECASE,
)
_HOME_TAIL = re.compile(
    r"\n[ \t]*(?P<body>[^\n;；。:：|]{0,30}?(?:室|户|单元|号楼|栋|幢|号|apt\.? ?\w+|flat \w+|\d{6}))(?=[\s;；。,，|]|$)",
    re.IGNORECASE,
)
_DWELLING = re.compile(
    r"[\u3400-\u9fff0-9A-Za-z]{2,40}?(?:小区|花园|公寓|新村|家园|花苑|雅苑|名苑|名邸|华庭|嘉园|宿舍|里弄|弄)[\u3400-\u9fff0-9A-Za-z\-]{0,20}?\d+[\u3400-\u9fff\-]{0,3}\d*(?:室|户)"
)


def _spaced(words: str) -> re.Pattern[str]:
    """The words as a pattern; Chinese ones may be printed apart (账 号)."""
    letters = re.findall(r"\[[^\]]*\]|.", words)  # a class of characters is one letter
    chinese = [letter[0] == "[" or ord(letter[0]) > 0x2E7F for letter in letters]
    gaps = [r"[ \t]?" if one and two else "" for one, two in zip(chinese, [*chinese[1:], False], strict=True)]
    apart = "".join(letter + gap for letter, gap in zip(letters, gaps, strict=True))
    return re.compile(apart, re.IGNORECASE)


_LABELS = {
    "id_card": _spaced(r"身[份分][证證]|[证證]件[号號]|公民身份|identity card|id (?:card|no|number)|national id"),
    "phone": _spaced(r"[电電][话話]|手[机機]|[联聯][系絡]方式|[联聯][系絡]人|[传傳]真|座[机機]|固话|热线|移动|微信|tel|phone|mobile|fax|cell|contact|call"),
    "passport": _spaced(r"[护護]照|通行[证證]|[回返][乡鄉][证證]|台胞[证證]|居留|[证證]件[号號]|passport|travel permit"),
    "permit": _spaced(r"台胞[证證]|[来來]往大[陆陸]通行[证證]|[回返][乡鄉][证證]|mainland travel permit"),
    "hkid": _spaced(r"身[份分][证證]|hk ?id|identity card|[证證]件|bir\b"),
    "account": _spaced(
        r"[账帐帳][号號户戶]|卡[号號]|银行卡|開户行|开户行|开户银行|account (?:no|number)|acct|a/c|bank account|card (?:no|number)|iban"
    ),
}  # fmt: skip
_NOT_PERSONAL = re.compile(
    r"(?:信用代码|注册号|登记号|编号|单号|发票(?:号码?|代码)?|合同号?|订单|报告|中征码|代码|案号|凭证|序号|数量|件数|编码|箱号|流水号|批号|文号|d-u-n-s|duns|invoice|order|report|contract|code|ref(?:erence)?|no\. of)[^\n\d]{0,6}$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"(?:[¥$€£￥]|rmb|cny|usd|hkd|eur|gbp|人民币|金额|余额|合计|总额)[ \t:：]*[-(]?$", re.IGNORECASE
)
_MONEY_AFTER = re.compile(
    r"^[ \t]*(?:元|万|亿|千|百万|美元|港[币元]|%|million|billion|thousand|股|件|台|套|吨|箱|个|只|米|公斤|千克|kg|pcs)",
    re.IGNORECASE,
)
_MONEY_LINE = re.compile(
    r"资产|负债|收入|利润|成本|资金|借款|存货|权益|现金|费用|assets|liabilities|revenue|profit|cash|equity"
)
_WORTH_A_LOOK = re.compile(
    r"\d[\d \-()\n|/]{4,}\d|@|[\[(]at[\])]|住|户籍|户口|居|地址|室|户|address|residen|home|[A-Z]\d{6}|微信|wechat|weixin|qq",
    re.IGNORECASE,
)
NEAR, TABLE_NEAR = 28, 160


def mask(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text with personal values starred, and where they stand. The masked text is as long as the text."""
    spans = personal_spans(text)
    if not spans:
        return text, ()
    out = list(text)
    for span in spans:
        for at in _hidden(text, span):
            if not out[at].isspace():
                out[at] = STAR
    return "".join(out), spans


def masked(text: str) -> str:
    """The text with personal values starred."""
    return mask(text)[0]


def masked_lines(lines: Sequence[str]) -> list[str]:
    """Lines of a page with personal values starred, those that run over a line end too."""
    return masked("\n".join(line.replace("\n", " ") for line in lines)).split("\n")


def tokenised(text: str) -> str:
    """The text as a model may see it: each personal value a token of its kind, the same value the same token."""
    out, at = [], 0
    numbers: dict[tuple[str, str], int] = {}
    for span in personal_spans(text):
        token = TOKENS[span.kind]
        value = re.sub(r"\W", "", text[span.start : span.end])
        number = numbers.setdefault((token, value), sum(kind == token for kind, _ in numbers) + 1)
        out += [text[at : span.start], f"[{token}#{number}]"]
        at = span.end
    return "".join([*out, text[at:]])


@lru_cache(maxsize=4096)
def personal_spans(text: str) -> tuple[Span, ...]:
    """Every personal value in the text, in order; where two readings overlap the surer one stands."""
    flat = _folded(text)
    if not _WORTH_A_LOOK.search(flat):
        return ()
    found: list[Span] = []
    taken = bytearray(len(flat))
    for finder in FINDERS:
        for span in finder(flat):
            if not any(taken[span.start : span.end]):
                found.append(span)
                taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    return tuple(sorted(found))


def _folded(text: str) -> str:
    """Half width, one character for one."""
    out = []
    for ch in text:
        plain = unicodedata.normalize("NFKC", ch)
        out.append(plain if len(plain) == 1 else ch)
    return "".join(out).replace("\u2010", "-").replace("\u2013", "-").replace("\u2014", "-").replace("\u00a0", " ")


def _hidden(text: str, span: Span) -> Iterable[int]:
    """Places to star: all but the ends that the display rules leave."""
    places = [at for at in range(span.start, span.end) if _folded(text[at]).isalnum()]
    if span.kind == "address":
        return range(span.start, span.end)
    if span.kind == "email":
        at = re.compile(_AT, re.IGNORECASE).search(_folded(text), span.start)
        return range(span.start + 1, at.start() if at else span.end)
    head, tail = _SHOWN[span.kind] if len(places) > sum(_SHOWN[span.kind]) else (0, 0)
    return places[head : len(places) - tail]


_SHOWN = {
    "id_card": (6, 4),
    "mobile": (3, 4),
    "landline": (4, 2),
    "passport": (1, 2),
    "hkid": (1, 1),
    "bank_account": (0, 4),
    "chat_id": (1, 1),
}


def _emails(flat: str) -> Iterable[Span]:
    return (Span(m.start(), m.end(), "email") for m in _EMAIL.finditer(flat))


def _id_cards(flat: str) -> Iterable[Span]:
    for match in _ID18.finditer(flat):
        code = _bare(match.group())
        check = ric_check(code)
        labelled = _near(flat, match.start(), "id_card", TABLE_NEAR)
        if check == "valid" or (labelled and check == "invalid_check" and uscc_check(code) != "valid" and _dated(code)):
            yield Span(match.start(), match.end(), "id_card")
    for match in _ID15.finditer(flat):
        code = _bare(match.group())
        if (
            ric_check(code) == "no_check"
            and _near(flat, match.start(), "id_card", TABLE_NEAR)
            and not _named_otherwise(flat, match.start())
            and (reg15_check(code) != "valid" or _near(flat, match.start(), "id_card", NEAR))
        ):
            yield Span(match.start(), match.end(), "id_card")


def _dated(code: str) -> bool:
    return code[6:8] in ("19", "20") and "01" <= code[10:12] <= "12" and "01" <= code[12:14] <= "31"


def _hkids(flat: str) -> Iterable[Span]:
    for match in _HKID.finditer(flat):
        sure = hkid_check(_bare(match.group())) == "valid"
        bracketed, named = "(" in match.group(), _near(flat, match.start(), "hkid", NEAR)
        if (sure and (bracketed or named)) or (bracketed and named):
            yield Span(match.start(), match.end(), "hkid")
    for pattern in (_MACAU, _TAIWAN):
        for match in pattern.finditer(flat):
            if _near(flat, match.start(), "hkid", NEAR):
                yield Span(match.start(), match.end(), "hkid")


def _passports(flat: str) -> Iterable[Span]:
    for match in _PASSPORT.finditer(flat):
        letters = any(ch.isalpha() for ch in match.group())
        if _near(flat, match.start(), "passport", TABLE_NEAR if letters else NEAR) and not _named_otherwise(
            flat, match.start()
        ):
            yield Span(match.start(), match.end(), "passport")
    for match in _PERMIT.finditer(flat):
        if _near(flat, match.start(), "permit", NEAR):
            yield Span(match.start(), match.end(), "passport")


def _chat_ids(flat: str) -> Iterable[Span]:
    for match in _CHAT.finditer(flat):
        group = "body" if match["body"] else "number"
        yield Span(match.start(group), match.end(group), "chat_id")


def _mobiles(flat: str) -> Iterable[Span]:
    for match in _MOBILE.finditer(flat):
        if not _is_money(flat, match.start(), match.end(), "phone"):
            yield Span(match.end() - len(re.sub(r"^\+?86[ \-]?", "", match.group())), match.end(), "mobile")
    for match in _MOBILE_SPLIT.finditer(flat):
        if _near(flat, match.start(), "phone", NEAR) and not _is_money(flat, match.start(), match.end(), "phone"):
            yield Span(match.start(), match.end(), "mobile")


def _landlines(flat: str) -> Iterable[Span]:
    for match in _LANDLINE.finditer(flat):
        if not _named_otherwise(flat, match.start()):
            yield Span(match.start(), match.end(), "landline")
    for match in _ABROAD.finditer(flat):
        digits = re.sub(r"\D", "", match.group()).removeprefix("00")
        if 10 <= len(digits) <= 13 and (not digits.startswith("1") or len(digits) == 11):
            yield Span(match.start(), match.end(), "landline")
    for match in _NEIGHBOUR.finditer(flat):
        if _near(flat, match.start(), "phone", NEAR):
            yield Span(match.start(), match.end(), "landline")
    for match in _LANDLINE_BARE.finditer(flat):
        if _near(flat, match.start(), "phone", 14) and not _is_money(flat, match.start(), match.end(), "phone"):
            yield Span(match.start(), match.end(), "landline")


def _accounts(flat: str) -> Iterable[Span]:
    for match in _IBAN.finditer(flat):
        if iban_check(_bare(match.group())) == "valid":
            yield Span(match.start(), match.end(), "bank_account")
    for match in _CARD.finditer(flat):
        code = _bare(match.group())
        if card_check(code) == "valid" and uscc_check(code) != "valid" and not _named_otherwise(flat, match.start()):
            yield Span(match.start(), match.end(), "bank_account")
    for match in _ACCOUNT.finditer(flat):
        code = _bare(match.group())
        near = _near(flat, match.start(), "account", NEAR) or (
            len(code) >= 12 and _near(flat, match.start(), "account", TABLE_NEAR)
        )
        company = len(code) == 18 and uscc_check(code) == "valid"
        if (
            near
            and not company
            and not _DATED.search(match.group())
            and not _named_otherwise(flat, match.start())
            and not _is_money(flat, match.start(), match.end(), None)
        ):
            yield Span(match.start(), match.end(), "bank_account")


def _homes(flat: str) -> Iterable[Span]:
    for match in _HOME.finditer(flat):
        body = match["body"]
        if re.search(r"[\u3400-\u9fff].*(?:[省市区县镇乡村路街道巷弄号室栋幢楼]|\d)|\d.*[A-Za-z]", body):
            end = match.start("body") + len(body.rstrip())
            tail = _HOME_TAIL.match(flat, end) if not re.search(r"(?:室|户|号|\d{6})$", body.rstrip()) else None
            yield Span(match.start("body"), tail.end("body") if tail else end, "address")
    for match in _DWELLING.finditer(flat):
        yield Span(match.start(), match.end(), "address")


FINDERS: tuple[Callable[[str], Iterable[Span]], ...] = (
    _emails,
    _id_cards,
    _hkids,
    _homes,
    _accounts,
    _mobiles,
    _landlines,
    _passports,
    _chat_ids,
)


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def _near(flat: str, at: int, label: str, reach: int) -> bool:
    """True where the label's words stand shortly before: in the sentence, or as the head of a column."""
    return _LABELS[label].search(flat[max(0, at - reach) : at]) is not None


def _named_otherwise(flat: str, at: int) -> bool:
    """True where the words right before name the number as something else (a code, an invoice, a report)."""
    return _NOT_PERSONAL.search(flat[max(0, at - 24) : at]) is not None


def _is_money(flat: str, start: int, end: int, label: str | None) -> bool:
    if _MONEY_BEFORE.search(flat[max(0, start - 12) : start]) or _MONEY_AFTER.match(flat[end : end + 8]):
        return True
    if _named_otherwise(flat, start):
        return True
    line = flat[flat.rfind("\n", 0, start) + 1 : start]
    return label is not None and _MONEY_LINE.search(line) is not None and not _near(flat, start, label, NEAR)
