"""A question that leans on the one before ("and the year before?", 「母公司呢」) completed to a whole question. Pure."""

import re
from collections.abc import Sequence

from assistant.chat.intent import intents
from assistant.chat.question import understand
from assistant.chat.retrieve import topics_of
from assistant.chat.section_answer import section_asked, section_named
from ingestion.taxonomy.captions import plain

MAX_CHARACTERS = 60
_ENDS_PERIOD = re.compile(
    r"^(?:and|那|那么)?\s*(?:in|for)?\s*(?:(?:fy|fiscal)\s*)?(?:19|20)\d\d\s*年?[呢?？.。]*$", re.IGNORECASE
)
FAMILIES = {"days": {"accounts_receivable": "DSO", "accounts_payable": "DPO", "inventories": "DIO"}}
"""A line named after a turnover in days means that line's turnover."""
_CJK = re.compile("[\u3400-\u9fff]")
_LEAD = re.compile(
    r"^(?:那么?|还有|再看|再看看|看看|同样|然后|而|且|以及|换成|改成|如果是|(?:and|but|or|so|then|ok|okay)\b|"
    r"(?:and )?(?:what|how) about|what of|same (?:question )?for|now)[\s,，]*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s，,]*(?:的?(?:情况|数据|数字)?(?:又?(?:是多少|怎么样|如何|怎样))?呢|的?情况呢)?[?？。.!！\s]*$")
_ENDS_OPEN = re.compile(r"呢[?？。!！\s]*$")
_FILLING = re.compile(
    r"^(?:的|在|于|是|为|了|口径|报表|数|the|a|an|for|in|of|at|on|to|as|by|from|its|their|only|figures?|basis|'s|\s|[,，、])*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERIOD = re.compile(
    r"(?:(?:fy|fiscal(?: year)?|financial year|year(?:[- ]end)?|end of(?: fy)?)\s*)?(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)\s*(?:年度?末?|年底|财年)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:去年|上一?年|前一年|上年度|上一?年度|再前一年|再往前一年|更早一年|往前一年)(?:同期|末|底|度)?|"
    r"(?:the )?(?:year before(?: that)?|(?:previous|prior|preceding|last) (?:fiscal |financial )?(?:year|period)|a year (?:earlier|before|ago))",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:次年|后一年|下一年|第二年|再后一年)(?:末|底|度)?|(?:the )?(?:year after(?: that)?|(?:next|following) (?:fiscal )?year)",
    re.IGNORECASE,
)
_PARENT = re.compile(
    r"母公司(?:单体|单独|本部|口径|报表)?|(?:the )?parent(?:[- ](?:only|company))?(?: alone)?", re.IGNORECASE
)
_GROUP = re.compile(
    r"合并(?:口径|报表|数)?|(?:the )?(?:consolidated|group)(?: (?:basis|figures?|level))?", re.IGNORECASE
)
_ANY_PARENT = re.compile(
    r"母公司(?!股东|所有者)(?:口径|报表|的)?|(?:for )?(?:the )?parent(?:[- ](?:only|company))?(?:'s)?(?:,)?\s*",
    re.IGNORECASE,
)
_ANY_GROUP = re.compile(r"合并(?:口径|报表)?的?|(?:on a )?consolidated(?: basis)?\s*", re.IGNORECASE)


def resolve_follow_up(question: str, previous: Sequence[str], latest_year: int | None = None) -> str:
    """`question` as a whole question: period, basis or item put into the last whole one of `previous` (oldest first).

    A question that stands by itself comes back unchanged, as does one that leans on nothing. `latest_year` is the year the papers
    are read for when a question names none.
    """
    whole: str | None = None
    for earlier in previous:
        if whole is None or not (_is_an_aspect(earlier, whole) and "reasoned" in understand(earlier).says):
            whole = _completed(earlier, whole, latest_year)
    return _completed(question, whole, latest_year)


def _completed(question: str, base: str | None, latest_year: int | None) -> str:
    if base is None:
        return question
    if _is_an_aspect(question, base):
        return f"{question.strip()} {base}"
    core = _core(question)
    if core is None:
        return question
    if section_asked(understand(base)) is not None and (section := section_named(understand(core).flat)) is not None:
        chinese = _CJK.search(question) is not None
        return f"起草{section.names['zh']}一节" if chinese else f"Draft the {section.names['en']} section"
    result, left = base, core
    if match := _PARENT.search(left):
        result, left = _on_basis(result, parent=True), _without(left, match)
    elif match := _GROUP.search(left):
        result, left = _on_basis(result, parent=False), _without(left, match)
    if match := _BEFORE.search(left) or _AFTER.search(left):
        moved = _moved(result, -1 if _BEFORE.search(left) else 1, latest_year)
        if moved is None:
            return question
        result, left = moved, _without(left, match)
    elif (match := _PERIOD.search(left)) is not None:
        result, left = _in_period(result, match), _without(left, match)
    if not _FILLING.match(left):
        swapped = _about(result, left.strip(" ,，、"))
        if swapped is None:
            return question
        result = swapped
    return question if result == base and left == core else result


def _is_an_aspect(question: str, base: str) -> bool:
    """True for a short question that names nothing of its own: how a figure grew, why, its formula, another unit, a share of something,
    another side of the report or judgement that `base` asks about.

    It is asked of what the question before was about: both are read together, the new words first.
    """
    text = question.strip()
    if len(text) > MAX_CHARACTERS // (1 if _CJK.search(text) is None else 2) or _ENDS_PERIOD.search(text):
        return False
    asked = understand(text)
    if asked.intents or asked.asked:
        return False
    if not asked.mentions and _another_side(text, base, asked.tags):
        return True
    if asked.residue or topics_of(asked):
        return False
    if any(p.search(text) for p in (_BEFORE, _AFTER, _PARENT, _GROUP)) and asked.operation == "value":
        return False
    return not asked.mentions or (asked.operation == "share" and len(asked.concepts) == 1)


def _another_side(text: str, base: str, tags: frozenset[str]) -> bool:
    """True where the words together ask for something that the new ones take part in and the old ones led to."""
    led = understand(base)
    both = understand(f"{text} {base}")
    if not led.intents or not both.intents:
        return False
    intent = next(i for i in intents() if i.id == both.intents[0])
    return any(one <= both.tags and one & (tags - led.tags) for one in intent.when)


def _core(question: str) -> str | None:
    """What an elliptic question adds, without its lead and tail; None where the question stands by itself."""
    text = question.strip()
    if len(text) > MAX_CHARACTERS:
        return None
    lead = _LEAD.match(text)
    if lead is None and not _ENDS_OPEN.search(text):
        bare = re.sub(r"^(?:in|for|at|on|as of)\s+", "", text.rstrip("?？。. "), flags=re.IGNORECASE)
        alone = any(p.fullmatch(bare) for p in (_BEFORE, _AFTER, _PARENT, _GROUP, _PERIOD))
        return bare if alone else None
    core = _TAIL.sub("", text[lead.end() :] if lead else text).strip()
    stands = re.search(
        r"多少|几|吗|为什么|是否|谁|怎么|\b(?:what|how|why|which|who|when|is|are|was|were|does|did|do|has|have|can|should)\b",
        core,
        re.I,
    )
    return core if core and stands is None else None


def _without(text: str, match: re.Match[str]) -> str:
    return (text[: match.start()] + " " + text[match.end() :]).strip()


def _moved(base: str, by: int, latest_year: int | None) -> str | None:
    """The question with every year moved; a question without a year is asked of the year beside the latest."""
    if _YEAR.search(base):
        return _YEAR.sub(lambda m: str(int(m.group()) + by), base)
    return None if latest_year is None else _with_year(base, latest_year + by)


def _in_period(base: str, period: re.Match[str]) -> str:
    years = [int(y) for y in _YEAR.findall(base)]
    if not years:
        return _with_year(base, int(period["year"]))
    by = int(period["year"]) - max(years)
    return _YEAR.sub(lambda m: str(int(m.group()) + by), base)


def _with_year(base: str, year: int) -> str:
    bare = _BEFORE.sub("", base)
    return f"{year}年{bare}" if _CJK.search(base) else f"{bare.rstrip('?. ')} in {year}?"


def _on_basis(base: str, parent: bool) -> str:
    bare = (_ANY_GROUP if parent else _ANY_PARENT).sub("", base)
    if (_ANY_PARENT if parent else _ANY_GROUP).search(bare):
        return bare
    if _CJK.search(base):
        return ("母公司" if parent else "合并") + bare
    first = bare[:1].lower() + bare[1:] if bare[1:2].islower() else bare
    return f"For the parent company, {first}" if parent else f"On a consolidated basis, {first}"


def _about(base: str, item: str) -> str | None:
    """The question with the figures it names replaced by `item`; None where either names no figure."""
    asked, wanted = understand(base), understand(item)
    if not asked.mentions or not wanted.mentions or asked.flat == "" or len(plain(base)) != len(base):
        return None
    kin = FAMILIES.get(asked.mentions[0].concept.unit, {})
    item = kin.get(wanted.mentions[0].concept.id, item)
    start, end = min(m.start for m in asked.mentions), max(m.end for m in asked.mentions)
    return base[:start] + item + base[end:]
