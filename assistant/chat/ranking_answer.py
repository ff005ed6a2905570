"""Which segment, product or region has the highest figure or grew fastest, whether a named one is it, and how far two named ones are apart:
the rows of one table set against one another, each cited where it is printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import Concept, concept_named
from assistant.chat.draft import Draft
from assistant.chat.part_tables import MEASURES, Part, PartTable, chinese_tables, dated_tables
from assistant.chat.periods import YEAR
from assistant.chat.printed_tables import printed_rows
from assistant.chat.question import Question
from assistant.chat.row_search import names_of
from assistant.chat.rows import cell_amount, row_fact
from assistant.chat.tokens import tokens_of
from assistant.credit.profile_model import ChosenFact
from assistant.format import amount, period_text, ratio_text
from assistant.workspace import CustomerData
from ingestion.extract.units import Unit
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

PAGES, SHOWN, LINES_BEFORE = 12, 3, 6
_KINDS = {
    "segment": (r"\b(?:segments?|business(?:es)?(?: (?:units?|lines?|areas?))?|divisions?)\b|分部|板块|业务|行业", r"segment|business|division|分行业|分业务|分板块"),
    "region": (r"\b(?:regions?|geograph\w*|countr(?:y|ies)|areas?|markets?)\b|地区|区域|国家|大区", r"region|geograph|countr|area|segment|分地区|分区域"),
    "product": (r"\b(?:products?(?: (?:lines?|categor\w+|groups?))?|categor(?:y|ies)|services?)\b|产品|品类|品种", r"product|categor|disaggregat|分产品"),
    "channel": (r"\bchannels?\b|渠道|销售模式", r"channel|分销售模式|销售模式|渠道"),
}  # fmt: skip
_MOST = re.compile(
    r"\b(?:highest|largest|biggest|most|greatest|top|best|strongest|fastest|quickest)\b|最[大高多快好强]|第一大"
)
_LEAST = re.compile(r"\b(?:lowest|smallest|least|slowest|weakest|worst)\b|最[小低少慢差弱]")
_GROWN = re.compile(
    r"\b(?:fastest|slowest|quickest|gr[eo]w\w*|increas\w*|ris(?:e|en|ing)|rose|declin\w*|decreas\w*|fell|fall\w*|drop\w*|shr[iau]nk\w*)\b|增长|增速|涨|下降|下滑|下跌|[跌降]"
)
_FELL = re.compile(r"\b(?:declin\w*|decreas\w*|fell|fall\w*|drop\w*|shr[iau]nk\w*)\b|下降|下滑|下跌|[跌降]")
_ASKED = re.compile(r"\b(?:which|what|who)\b|哪|谁|什么")
_WHAT_ZH = re.compile("哪(?:一|两)?[个种款类项块家只]?(?P<noun>[\u3400-\u9fff]{2})")
_APART = re.compile(
    r"比.{1,16}[高多大低少小]了?多少|差(?:了)?多少|相差|\bdifference between\b|\bhow much (?:higher|lower|more|less|larger|smaller)\b"
)
_SALES = re.compile(r"\b(?:sales|revenues?|turnover)\b|收入|销售|卖")


@dataclass(frozen=True, slots=True)
class Found:
    """A table of parts with its place; the better one has the higher score."""

    table: PartTable
    document: str
    file: str
    page: int
    end: str
    months: int | None
    currency: str | None
    score: float


def ranking_answer(question: Question, data: CustomerData) -> Answer | None:
    """The ranking; None where none is asked, or no table of such parts is printed."""
    said = question.periods.masked
    asks = _ASKED.search(said) or question.yes_no
    kind = next((name for name, (words, _) in _KINDS.items() if re.search(words, said)), None)
    noun = _WHAT_ZH.search(said)
    ranked = bool(asks and (_MOST.search(said) or _LEAST.search(said)) and (kind or noun))
    apart = bool(question.residue) and bool(_APART.search(said))
    paired = apart or (len(question.residue) >= 2 and bool("faster" in question.says or (asks and _compares(said))))
    if not ranked and not paired:
        return None
    measure = question.measure if question.measure is not None else concept_named("revenue")
    if measure is None or (question.measure is None and not _SALES.search(said) and question.mentions):
        return None
    for found in sorted(_tables(question, data, measure, kind, noun["noun"] if noun else ""), key=lambda f: -f.score):
        named = [p for p in found.table.parts if _is_named(p.name, said)]
        grown = bool(_GROWN.search(said)) or "faster" in question.says
        if len(named) == 2 and (paired or ranked):
            return _told(question, data, measure, found, named, grown)
        if ranked:
            parts = [p for p in found.table.parts if not p.is_rest]
            answer = _told(question, data, measure, found, parts, grown, named[0] if len(named) == 1 else None)
            if answer is not None:
                return answer
    return None


def _compares(said: str) -> bool:
    return bool(
        re.search(
            r"\b(?:higher|lower|larger|smaller|bigger|more|less)\b|更[高大多低小少快慢]|[高大多低少快](?:一些|吗)?[?？]?$",
            said,
        )
    )


def _is_named(name: str, said: str) -> bool:
    bare = re.sub(r"\s+|[(（][^()（）]*[)）]", "", plain(name))
    if re.search("[\u3400-\u9fff]", bare):
        return len(bare) > 1 and (
            bare in re.sub(r"\s+", "", said) or (re.sub("[区域]$", "", bare) in said and len(bare) > 2)
        )
    own = tokens_of(name)
    return bool(own) and own <= tokens_of(said)


def _tables(question: Question, data: CustomerData, measure: Concept, kind: str | None, noun: str) -> list[Found]:
    profile = data.profile()
    words = names_of(measure)
    papers = {d.sha256: d for d in profile.documents}
    money = next((f.fact for f in profile.facts if f.fact.unit == "money" and f.fact.currency), None)
    unit = Unit(money.scale, money.currency) if money else Unit()
    asked = next(iter(question.asked), None)
    year, months = (asked.year, asked.months) if asked else (None, None)
    lengths = {p.period_end: p.months for p in reversed(profile.periods) if p.months}
    out: list[Found] = []
    for rank, (document, file, page) in enumerate(_pages(question, data, measure)):
        paper_end = papers[document].period_end if document in papers else None
        cuts = data.page_cuts(document, page)
        above = data.page_lines(document, page - 1) if page > 1 else []
        over = " ".join(text for text, _ in above[-LINES_BEFORE:])
        heads = " ".join(text for text, _, _ in cuts[:LINES_BEFORE])
        for table in dated_tables(printed_rows(cuts, page, paper_end, unit), months, year, ""):
            near = (
                table.about if re.search(_words(kind), table.about) else f"{table.about} {plain(over)} {plain(heads)}"
            )
            if kind and not re.search(_words(kind), near):
                continue
            if not any(w in table.about for w in words):
                continue
            score = 2.0 * bool(re.search(_words(kind), table.about)) + 1.0 - rank / 20 + len(table.parts) / 50
            out.append(
                Found(
                    table,
                    document,
                    file,
                    page,
                    table.end or "",
                    table.months,
                    table.currency or unit.currency,
                    score,
                )
            )
        if paper_end and (year is None or year == int(paper_end[:4])) and measure.id in MEASURES:
            for table in chinese_tables(data.page_lines(document, page), above, measure.id):
                fits = bool(kind and re.search(_words(kind), table.about)) or (
                    noun and sum(noun in p.name for p in table.parts) >= 2
                )
                named = sum(_is_named(p.name, question.periods.masked) for p in table.parts)
                if fits or named:
                    score = 2.0 * bool(fits) + named + (paper_end > "2000") - rank / 20
                    out.append(
                        Found(
                            table,
                            document,
                            file,
                            page,
                            paper_end,
                            lengths.get(paper_end, YEAR),
                            table.currency or unit.currency,
                            score,
                        )
                    )
    return out


def _words(kind: str | None) -> str:
    return _KINDS[kind][1] if kind else "|".join(words for _, words in _KINDS.values())


def _pages(question: Question, data: CustomerData, measure: Concept) -> list[tuple[str, str, int]]:
    layouts = "主营业务分行业 分产品 分地区 营业收入构成" if question.lang == "zh" or data.profile().periods else ""
    searched = f"{measure.en} by reportable segment region product total {measure.en}"
    hits = [
        *data.search(question.text, PAGES),
        *data.search(searched, PAGES),
        *data.search(f"{layouts} {measure.zh}", PAGES),
    ]
    return list(dict.fromkeys((h.document, h.file, h.page) for h in hits))


def _told(
    question: Question, data: CustomerData, measure: Concept, found: Found, parts: Sequence[Part], grown: bool, claimed: Part | None = None
) -> Answer | None:  # fmt: skip
    values = [(part, value) for part in parts if (value := _value(part, grown)) is not None]
    if len(values) < 2:
        return None
    said, lang = question.periods.masked, question.lang
    low = bool(_LEAST.search(said)) != bool(grown and _FELL.search(said))
    if "低" in said[-4:] or re.search(r"\b(?:lower|smaller|less)\b", said):
        low = low or not _MOST.search(said)
    apart = bool(_APART.search(said)) and len(parts) == 2 and not grown
    ordered = sorted(values, key=lambda entry: entry[1], reverse=not low)
    if apart:
        low, ordered = False, sorted(values, key=lambda entry: entry[1], reverse=True)
    best, top = ordered[0]
    draft = Draft(question, data.profile())
    draft.terms = [measure.zh, measure.en]
    if claimed is not None and question.yes_no:
        draft.say(say("chat.yes" if claimed is best else "chat.no", lang))
    key = (
        ("fell_most" if low else "fell_least")
        if grown and top < 0
        else ("grew_least" if low else "grew_most")
        if grown
        else "lowest"
        if low
        else "highest"
    )
    when = period_text(found.end, found.months, lang)
    draft.say(say(f"chat.rank_{key}", lang, measure=measure.name(lang), name=best.name, period=when))
    shown = ordered[:SHOWN]
    if claimed is not None and claimed not in [p for p, _ in shown]:
        shown = [*shown[:-1], next(entry for entry in ordered if entry[0] is claimed)]
    for number, (part, value) in enumerate(shown):
        if number:
            draft.say(say("chat.rank_then", lang, name=part.name))
        _figure(draft, measure, found, part, value, grown)
    if apart:
        draft.say(say("chat.rank_less", lang))
        _number(draft, f"{measure.id}_difference", ordered[0][1] - ordered[1][1], measure, found, False, ())
    return draft.say(say("chat.stop", lang)).done("answered")


def _value(part: Part, grown: bool) -> Decimal | None:
    """What a part is ranked by: its figure, or its growth in percent."""
    now = cell_amount(part.now)
    if not grown:
        return now
    before = cell_amount(part.before) if part.before else None
    if now is not None and before is not None and before > 0:
        return (now - before) / before * 100
    return cell_amount(part.change) if part.change else None


def _figure(draft: Draft, measure: Concept, found: Found, part: Part, value: Decimal, grown: bool) -> None:
    fact = _fact(found, part, measure)
    formula = f"({part.name}) growth" if grown else None
    _number(draft, measure.id, value, measure, found, grown, (fact.fact.id,), formula)
    draft.cite(fact)


def _number(
    draft: Draft, name: str, value: Decimal, measure: Concept, found: Found, grown: bool, facts: tuple[str, ...], formula: str | None = None
) -> None:  # fmt: skip
    scale = found.table.scale
    percent = grown or scale is None
    if percent:
        shown, unit = ratio_text(value, "percent", draft.lang, 2), "percent"
    else:
        shown, unit, value = (
            amount(value * (scale or 1), found.currency, draft.lang, scale or 1),
            "money",
            value * (scale or 1),
        )
    draft.figure(
        name, value, shown, unit, found.end, found.months, None, None if percent else found.currency, formula, facts
    )


def _fact(found: Found, part: Part, measure: Concept) -> ChosenFact:
    scale = found.table.scale
    value = cell_amount(part.now) or Decimal(0)
    fields: dict[str, object] = {
        "value": format(value * scale if scale else value / 100, "f"), "scale": scale or 1, "unit": "money" if scale else "percent",
        "printed": part.now, "period_end": found.end, "months": found.months, "label": part.name, "box": tuple(round(x, 1) for x in part.box),
    }  # fmt: skip
    return row_fact("row_asked", found.document, found.file, found.page, found.currency, fields)
