"""What a paper is: language, kind, subject, period, accounting rules, audit opinion, all read from its first pages and headings."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

from ingestion.extract.finder import compact
from ingestion.extract.periods import DocumentDates, dates_in, flat, length_in
from ingestion.identity.schemes import check_identifier, uscc_check
from ingestion.model.fact import Audit, Gaap, Identifier, Kind, SourceBasis, Subject
from ingestion.model.place import Line

Pages = Mapping[int, list[Line]]

_CJK = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_TRADITIONAL = re.compile("[資產負債應貨總額東權經營業務財報]")
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("bureau_enterprise", re.compile(r"企业信用报告|企業信用報告")),
    ("bureau_person", re.compile(r"个人信用报告")),
    ("abstract", re.compile(r"年度报告摘要|年报摘要|半年度报告摘要")),
    ("interim_report", re.compile(r"第[一二三四]季度报告|季度报告|半年度报告|中期报告|form10-q|quarterlyreportpursuant|interimreport|quarterlyreport")),
    ("annual_report", re.compile(r"年度报告|年報|annualreport|form10-k|form20-f")),
    ("audit_report", re.compile(r"审计报告|independentauditor|auditor['’]?sreport")),
    ("registry_extract", re.compile(r"国家企业信用信息公示系统|企业信用信息公示报告|登记档案")),
    ("business_licence", re.compile(r"营业执照")),
    ("tax_return", re.compile(r"纳税申报|增值税.{0,8}申报")),
    ("bank_statement", re.compile(r"银行对账单|账户明细|bankstatement|statementofaccount")),
    ("court_document", re.compile(r"民事判决书|裁判文书|失信被执行人|被执行人查询|涉诉及执行查询")),
    ("authorisation", re.compile(r"授权书")),
    ("rating_report", re.compile(r"信用评级报告|ratingrationale")),
    ("bureau_commercial", re.compile(r"d-u-n-s|paydex|businessinformationreport|creditsafe|experian|equifax")),
)  # fmt: skip
_ZH_SUBJECT = re.compile(r"[\u3400-\u9fff（）()·]{2,40}?(?:股份有限公司|有限责任公司|有限公司|股份公司|集团公司)")
_ZH_LABELLED = re.compile(
    r"(?:编制单位|公司的中文名称|企业名称|公司名称|纳税人名称|客户名称|单位名称|户名|^名称)\s*[:：]?\s*([\u3400-\u9fff（）()·]{2,40}?(?:股份有限公司|有限责任公司|有限公司|股份公司))"
)
_USCC = re.compile(r"(?<![0-9A-Z])([0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10})(?![0-9A-Z])")
_EN_EXACT_NAME = re.compile(r"\(?exact name of (?:the )?registrant", re.IGNORECASE)
_EN_COMPANY = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|company|co|ltd|limited|plc|llc|l\.?p|n\.?v|s\.?a|group|holdings|bancorp|trust)\b\.?,?$",
    re.IGNORECASE,
)
_FISCAL_END = re.compile(
    r"(?:fiscal\s+year|year|quarter(?:ly)?(?:\s+period)?|period|quarter|months|weeks)\s+ended:?\s*(?P<rest>.{0,40})",
    re.IGNORECASE,
)
WORDS_BEFORE = 12
_FISCAL_LABEL = re.compile(
    r"\bfiscal (?:year )?(?P<label>20\d\d)\b[^.]{0,60}?\b(?:ended|ending|ends)\b\s*(?P<rest>[A-Za-z]+ \d{1,2}, ?20\d\d)",
    re.IGNORECASE,
)
_OPINIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("disclaimer", re.compile(r"形成无法表示意见的基础|我们不对后附的|(?:不發表|無法表示)意見(?:的|之)基礎|basisfordisclaimerofopinion|wedonotexpressanopinionontheaccompanying")),
    ("adverse", re.compile(r"形成否定意见的基础|否定意見(?:的|之)基礎|basisforadverseopinion|financialstatementsdonotpresentfairly|donotgiveatrueandfairview")),
    ("qualified", re.compile(r"形成保留意见的基础|(?<!無)(?<!无)保留意見(?:的|之)基礎|basisforqualifiedopinion|exceptforthe(?:possible)?effectsof")),
    ("going_concern", re.compile(r"与持续经营相关的重大不确定性|[與与]持[續续]經營(?:有關|相關)的重大不確定性|materialuncertaintyrelat(?:ed|ing)togoingconcern|substantialdoubtabout\S{0,40}abilitytocontinueasagoingconcern")),
    ("emphasis", re.compile(r"(?:^|\n)(?:[一二三四五六七八九、（）()]{0,4})(?:强调事项|強調事項)(?:段)?(?:\n|$)|(?:^|\n)emphasisofmatters?")),
    ("review_only", re.compile(r"没有注意到任何事项使我们相信|nothinghascometoourattention")),
    ("unmodified", re.compile(r"公允反映了|真[實实]而(?:公平|中肯)|标准(?:的)?无保留意见|presentfairly,?inallmaterialrespects|giveatrueandfairview|presentsfairly,?inallmaterialrespects")),
)  # fmt: skip
_ZH_FIRM = re.compile(r"[\u3400-\u9fff]{2,14}会计师事务所(?:[（(]特殊普通合伙[）)])?")
_FIRM_LABEL = re.compile(r"^(?:境内)?(?:审计机构|会计师事务所)(?:的)?名称[:：]?")
_EN_FIRM = re.compile(
    r"^(?:/s/\s*)?(?:[Ff]or and on behalf of )?(?P<firm>[A-Z][A-Za-z&.,' -]{2,40}\b(?:LLP|L\.L\.P\.|PLLC|& Co\.?))"
    r"(?:,? \(?(?:Senior )?(?:Statutory|Chartered|Registered|Independent|Certified)\b[A-Za-z ,&()-]{0,60})?\s*$"
)
_LOOKED_FOR = re.compile(r"whether|evaluat|alleviat|responsib|donotraise|notraise")
REST = 60  # characters after the words of doubt in which they are taken back
_SEGMENT = 12
TITLE_SHARE = 3
_SENTENCE = re.compile(r"[，。；,;]|[a-z]\.$")
_LETTER = re.compile(r"(?:致|敬启者|尊敬的)[\u3400-\u9fff（）()]*[:：]|dear(?:sir|madam|mr|ms|all)")


def language_of(pages: Pages) -> str:
    """en, zh-Hans, zh-Hant or other, by the share of Chinese characters."""
    text = "".join(line.text for lines in list(pages.values())[:25] for line in lines)
    letters = sum(map(str.isalpha, text))
    chinese = len(_CJK.findall(text))
    if not letters:
        return "other"
    if chinese > 0.2 * letters:
        traditional = len(_TRADITIONAL.findall(text))
        return "zh-Hant" if traditional > 0.02 * chinese else "zh-Hans"
    latin = len(_LATIN.findall(text))
    return "en" if latin > 0.8 * letters else "other"


def kind_of(pages: Pages, has_statements: bool) -> Kind:
    """The kind that the first pages name, a title before any other words; statements without any name are `financial_statements`."""
    first = [compact(line.text) for n in list(pages)[:1] for line in pages[n]]
    for kind, pattern in _KINDS:
        if any(_is_title(text, pattern) for text in first):
            return kind
    if any(_LETTER.match(text) for text in first[:8]):
        return "other"  # what a letter speaks of or encloses is not what it is
    for depth in (1, 3):
        text = "\n".join(compact(line.text) for n in list(pages)[:depth] for line in pages[n])
        for kind, pattern in _KINDS:
            if pattern.search(text):
                return kind
    return "financial_statements" if has_statements else "other"


def _is_title(text: str, pattern: re.Pattern[str]) -> bool:
    """A line that is little more than the name of the kind."""
    match = pattern.search(text)
    return match is not None and len(match.group()) * TITLE_SHARE >= len(text) and not _SENTENCE.search(text)


def dates_of(pages: Pages, language: str, name: str) -> DocumentDates:
    """The end and length of the document's own period, from its cover."""
    text = "\n".join(line.text for n in list(pages)[:4] for line in pages[n])
    return _chinese_dates(text) if language.startswith("zh") else _english_dates(text)


def _english_dates(text: str) -> DocumentDates:
    flowing = text.replace("\n", " ")
    for match in _FISCAL_END.finditer(flowing):
        found = dates_in(match["rest"])
        if found:
            said = flowing[max(match.start() - WORDS_BEFORE, 0) : match.end()]  # "for the six-month period ended"
            quarter = re.search("quarter", match.group(), re.IGNORECASE)
            months = 3 if quarter else length_in(match.group()) or length_in(said) or 12
            return DocumentDates(found[0], months)
    if found := dates_in(text):
        latest = Counter(found).most_common(1)[0][0]
        return DocumentDates(latest, length_in(text))
    return DocumentDates()


def _chinese_dates(text: str) -> DocumentDates:
    body = re.sub(r"\s", "", flat(text))
    for pattern, month, months in (
        (r"((?:19|20)\d\d)年?第?一季度", 3, 3),
        (r"((?:19|20)\d\d)年?第?三季度", 9, 9),
        (r"((?:19|20)\d\d)年?半年度", 6, 6),
        (r"((?:19|20)\d\d)年?(?:年度|年报)", 12, 12),
        (r"((?:19|20)\d\d)年?(?:度)?(?:审计报告|财务报表)", 12, 12),
    ):
        match = re.search(pattern, body)
        if match:
            day = {3: 31, 6: 30, 9: 30, 12: 31}[month]
            return DocumentDates(date(int(match[1]), month, day), months)
    found = [d for d in dates_in(text) if (d.month, d.day) in {(12, 31), (6, 30), (3, 31), (9, 30)}]
    if found:
        end = max(found)
        return DocumentDates(end, end.month if end.month != 12 else 12)
    return DocumentDates()


def gaap_of(pages: Pages, language: str) -> Gaap:
    """The accounting rules named in the paper; unknown where none are."""
    text = "".join(compact(line.text) for lines in list(pages.values())[:120] for line in lines)
    if language == "zh-Hans":
        return "prc"
    if re.search(
        r"unitedstatesgenerallyacceptedaccounting|generallyacceptedaccountingprinciplesintheunitedstates|accountingprinciplesgenerallyacceptedintheunitedstates|securitiesandexchangecommission|u\.s\.gaap",
        text,
    ):
        return "us"
    if re.search(r"frs102|companiesact2006", text) and "ifrs" not in text:
        return "uk"
    if re.search(
        r"internationalfinancialreportingstandards|\bifrs|香港財務報告準則|hongkongfinancialreportingstandards", text
    ):
        return "ifrs"
    return "unknown"


_PRESENTED = re.compile(
    r"(?:presented|expressed|stated|reported|prepared|denominated)in(?P<name>australian|hongkong|singapore|canadian|newzealand)dollars?"
    r"|(?P<name2>australian|hongkong|singapore|canadian|newzealand)dollars?,?\S{0,40}(?:presentation|functional|reporting)currency"
    r"|(?:presentation|functional|reporting)currency\S{0,40}?(?P<name3>australian|hongkong|singapore|canadian|newzealand)dollars?"
)
_DOLLARS = {"australian": "AUD", "hongkong": "HKD", "singapore": "SGD", "canadian": "CAD", "newzealand": "NZD"}


def dollar_of(pages: Pages) -> str | None:
    """Which dollar "$" is, where the paper says that it is not the American one."""
    for lines in list(pages.values())[:120]:
        match = _PRESENTED.search("".join(compact(line.text) for line in lines))
        if match:
            return _DOLLARS[match["name"] or match["name2"] or match["name3"]]
    return None


_RULES: tuple[tuple[Gaap, re.Pattern[str]], ...] = (
    ("ifrs", re.compile(r"国际财务报告准则|國際財務報告準則|香港财务报告准则|香港財務報告準則|国际会计准则")),
    ("prc", re.compile(r"中国企业会计准则|中国会计准则|按企业会计准则|按照企业会计准则|中國企業會計準則")),
)
RULE_HEADING = 45


def rule_headings(pages: Pages) -> list[tuple[int, float, Gaap]]:
    """(page, top, rules) of the headings that begin a set of statements under one set of rules; none where all are under one."""
    found: list[tuple[int, float, Gaap]] = []
    for number, lines in pages.items():
        for line in lines:
            text = compact(line.text)
            if len(text) > RULE_HEADING or "编制" not in text or not re.search(r"财务报表|報表|报表|表$", text):
                continue
            named = [gaap for gaap, pattern in _RULES if pattern.search(text)]
            if len(named) == 1 and not re.search(r"非《|差异|差異|调节|声明|基础", text):
                found.append((number, line.box[1], named[0]))
    return found


def subject_of(pages: Pages, language: str) -> Subject:
    """Name and identifiers as printed on the first pages."""
    name = _chinese_name(pages) if language.startswith("zh") else _english_name(pages)
    return Subject(name=name, identifiers=tuple(_identifiers(pages, name)))


def _chinese_name(pages: Pages) -> str | None:
    """The name behind a label (编制单位, 公司的中文名称), else the one that heads most pages."""
    labelled: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for number, lines in pages.items():
        for place, line in enumerate(lines):
            text = line.text.replace(" ", "")
            own_label = text.startswith(("编制单位", "公司的中文名称")) or number <= 3
            if own_label and (match := _ZH_LABELLED.search(text)):
                labelled[match[1]] += 3
            if (place < 3 or number <= 2) and (found := _ZH_SUBJECT.search(text)) and "会计师" not in text:
                heads[found.group()] += 1
    ranked = labelled + heads
    return ranked.most_common(1)[0][0] if ranked else None


def _english_name(pages: Pages) -> str | None:
    lines = [line.text.strip() for n in list(pages)[:3] for line in pages[n]]
    for i, text in enumerate(lines):
        if _EN_EXACT_NAME.search(text):
            before = [t for t in lines[max(0, i - 3) : i] if t.strip("_ ")]
            if before:
                return before[-1].strip()
    for text in lines[:40]:
        if 4 < len(text) < 70 and _EN_COMPANY.search(text) and not text.lower().startswith(("the ", "and ", "of ")):
            return text
    return None


def _identifiers(pages: Pages, name: str | None) -> list[Identifier]:
    """Codes of the first pages: none of a line that names another company, none that is a person's number."""
    found: dict[str, Identifier] = {}
    for number in list(pages)[:_SEGMENT]:
        for line in pages[number]:
            text = line.text.replace(" ", "")
            other = _ZH_SUBJECT.search(text)
            if other and name and name not in text:
                continue
            for match in _USCC.finditer(text):
                code, check = match[1], uscc_check(match[1])
                if check == "valid" or check_identifier("cn_ric", code) != "valid":
                    found.setdefault(code, Identifier(scheme="cn_uscc", value=code, check=check, page=number))
    return list(found.values())


def audit_of(pages: Pages) -> Audit | None:
    """The auditor's opinion with the page of its words; None where the paper holds no audit report."""
    for number, lines in pages.items():
        head = "".join(compact(line.text) for line in lines[:12])
        if not re.search(
            r"审计报告|auditor['’]?s['’]?report|independentregisteredpublicaccountingfirm|核數師報告", head
        ):
            continue
        span = [n for n in range(number, number + 7) if n in pages]
        text = {n: "\n".join(compact(line.text) for line in pages[n]) for n in span}
        for opinion, pattern in _OPINIONS:
            page = next(
                (n for n in span if _says(pattern, text[n].replace("\n", "") if opinion != "emphasis" else text[n])),
                None,
            )
            if page is not None:
                return Audit(opinion=opinion, firm=_firm(pages, span), page=page)
    return None


def _says(pattern: re.Pattern[str], text: str) -> bool:
    """True where an opinion's words stand, but for doubt that the sentence only says is to be looked for or is past."""
    return any(
        not (
            "doubt" in found.group()
            and _LOOKED_FOR.search(text[text.rfind(".", 0, found.start()) + 1 : found.end() + REST])
        )
        for found in pattern.finditer(text)
    )


def _firm(pages: Pages, span: list[int]) -> str | None:
    for n in span:
        for line in pages[n]:
            text = line.text.strip()
            if chinese := _ZH_FIRM.search(_FIRM_LABEL.sub("", text.replace(" ", ""))):
                return chinese.group()
            if english := _EN_FIRM.match(text):
                return english["firm"].strip()
    return None


def source_basis_of(pages: Pages, audit: Audit | None, kind: Kind) -> SourceBasis:
    """Audited where an opinion is printed; unaudited where the paper says so."""
    if audit is not None:
        return "audited"
    text = "".join(compact(line.text) for lines in list(pages.values())[:40] for line in lines)
    if re.search(r"未经审计|unaudited|未經審核", text):
        return "unaudited"
    return "tax_filing" if kind == "tax_return" else "unknown"
