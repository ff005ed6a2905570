"""Hypothetical questions: changed inputs recomputed by the judgement itself, told as such, never saved."""

import re
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import Concept
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.chat.telling import evidence, joint, money, number, points, ratio
from assistant.credit.judgement_model import Component, WhatIf
from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import followup_definitions
from assistant.credit.whatif import Bench, what_if
from assistant.workspace import CustomerData
from ingestion.texts import say

_ASKED = re.compile(
    r"假如|假设|如果|若|倘若|要是|what if|would happen|\bif\b|suppose|assuming|assume|从\s*\d+\s*天.{0,4}(?:延|改|缩|变)",
    re.IGNORECASE,
)
_NO_AUDIT = re.compile(r"没有审计|未经审计|无审计|without an? audit|no audit|unaudited")
_ROLLED = re.compile(r"不能续|不续|无法续|抽贷|rolled over|not be renewed|cannot be renewed|refinanc")
_TERMS = re.compile(
    r"(\d+)\s*天?\s*(?:延|改|缩|变|调|增|升|降)?\w{0,3}(?:到|至|为)\s*(\d+)\s*天|(\d+)\s*(?:days)?\s*to\s*(\d+)\s*days"
)
_DEPOSIT = re.compile(
    r"(\d+(?:\.\d+)?)\s*%\s*(?:的)?(?:保证金|定金|预付|押金)|(\d+(?:\.\d+)?)\s*%\s*(?:deposit|prepayment|down payment)"
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万元|亿元|元|million|billion|thousand)?")
_DOWN = re.compile(r"减少|下降|降低|减|少|跌|下滑|再降|fall|drop|decreas|declin|lower|reduc|less|shrink")
_UP = re.compile(r"增加|增长|上升|提高|升|多|涨|ris|rose|increas|grow|higher|more|up by")
_DOUBLE = re.compile(r"翻倍|翻一番|加倍|doubl")
_HALF = re.compile(r"减半|腰斩|halv|by half")
_SCALES = {"万元": 10**4, "亿元": 10**8, "元": 1, "million": 10**6, "billion": 10**9, "thousand": 10**3}
SHOWN = 4


def whatif_answer(question: Question, data: CustomerData) -> Answer | None:
    """The recomputed result; None where nothing is assumed or the change cannot be read."""
    if not _ASKED.search(question.flat):
        return None
    profile = data.profile()
    if profile.judged is None:
        return None
    draft = Draft(question, profile)
    if _ROLLED.search(question.flat):
        return _not_rolled_over(draft, profile)
    if (terms := _TERMS.search(question.flat)) and re.search(r"账期|信用期|terms|credit period", question.flat):
        return _need(draft, profile, days=Decimal(terms[2] or terms[4]))
    if deposit := _DEPOSIT.search(question.flat):
        return _need(draft, profile, share=1 - Decimal(deposit[1] or deposit[2]) / 100)
    if _NO_AUDIT.search(question.flat):
        return _told(draft, profile, what_if(profile, {"unaudited": Decimal(1)}), ())
    changed = _changes(question, profile)
    if changed is None:
        return None
    return _told(draft, profile, what_if(profile, changed), tuple(question.concepts))


def _changes(question: Question, profile: CreditProfile) -> dict[str, Decimal] | None:
    """{line: new value} of the first line named with a change."""
    base = Bench(profile).base
    named = next(
        (
            c
            for c in question.concepts
            if re.fullmatch(r"\w+", c.formula) and base.value(c.formula) is not None and c.unit == "money"
        ),
        None,
    )
    if named is None:
        return None
    old = base.value(named.formula) or Decimal(0)
    mention = next(m for m in question.mentions if m.concept is named)
    around = question.flat[mention.start : mention.end + 40]
    before = question.flat[max(0, mention.start - 30) : mention.start]
    down = -1 if _DOWN.search(around) or _DOWN.search(before) else 1
    if _DOUBLE.search(question.flat):
        return {named.formula: old * 2}
    if _HALF.search(question.flat):
        return {named.formula: old / 2}
    if not re.search(r"\d", question.periods.masked):
        return None
    if percent := _PERCENT.search(question.periods.masked):
        return {named.formula: old * (1 + down * Decimal(percent[1]) / 100)}
    if not (_DOWN.search(around) or _DOWN.search(before) or _UP.search(around) or _UP.search(before)):
        return None
    amounts = [m for m in _AMOUNT.finditer(question.periods.masked) if m[2] or len(m[1].replace(",", "")) > 3]
    if not amounts:
        return None
    value = Decimal(amounts[0][1].replace(",", "")) * _SCALES.get(amounts[0][2] or "万元", 1)
    return {named.formula: old + down * value}


def _told(draft: Draft, profile: CreditProfile, result: WhatIf, named: tuple[Concept, ...]) -> Answer:
    lang = draft.lang
    draft.say(say("chat.assuming", lang))
    for count, item in enumerate(result.changed):
        joint(draft, count).say(say("chat.assumed", lang, name=item.names.get(lang) or line_name(item.name, lang)))
        _pair(draft, item, result.currency)
    wanted = {c.id for c in named} | {"current_ratio", "dso", "net_margin", "cash_conversion", "interest_cover"}
    asked = [r for r in result.ratios if r.name in {c.id for c in named}]
    shown = [*asked, *(r for r in result.ratios if r.name in wanted and r not in asked)][:SHOWN]
    if shown:
        draft.say(say("chat.then_ratios", lang))
    for count, item in enumerate(shown):
        joint(draft, count).say(f"{ratio_definitions()[item.name]['names'][lang]} ")
        _pair(draft, item, result.currency)
    if result.score_before and result.score_after:
        draft.say(say("chat.then_score", lang))
        points(draft, "score_before", result.score_before).say(" → ")
        points(draft, "score_after", result.score_after)
    draft.say(say("chat.then_grade", lang, before=result.grade_before, after=result.grade_after))
    now = {f.id for f in profile.risk_factors if f.state == "fired"}
    new = [f for f in result.fired if f not in now]
    draft.say(say("chat.then_new", lang, ids=", ".join(new)) if new else say("chat.then_none_new", lang))
    draft.say(say("chat.then_fired", lang, ids=", ".join(result.fired[:20]))).say(say("chat.stop", lang))
    _base_places(draft, profile, [i.name for i in result.changed])
    return draft.done("answered")


def _pair(draft: Draft, item: Component, currency: str | None) -> None:
    for count, value in enumerate((item.before, item.value)):
        draft.say(" → " if count else "")
        if value is None:
            draft.say("-")
        elif item.unit == "money":
            money(draft, item.name, value, currency)
        else:
            ratio(draft, item.name, value, item.unit)


def _base_places(draft: Draft, profile: CreditProfile, names: list[str]) -> None:
    ends = (profile.judged or "").split("/")[0]
    for item in profile.facts:
        if item.fact.field in names and item.fact.period_end == ends and item.fact.basis != "parent":
            draft.cite(item)


def _need(
    draft: Draft, profile: CreditProfile, days: Decimal | None = None, share: Decimal = Decimal(1)
) -> Answer | None:
    """The need of the request with other terms or with a part paid before."""
    method = next((m for m in (profile.limit.methods if profile.limit else ()) if m.id == "lim_need"), None)
    if method is None or method.value is None or profile.limit is None:
        return None
    lang = draft.lang
    inputs = {i.name: Decimal(i.value) for i in method.inputs if i.value is not None}
    terms, grace = inputs.get("request_terms_days"), inputs.get("grace_days", Decimal(0))
    if days is not None and terms is None:
        return None
    need = Decimal(method.value) * share
    draft.say(say("chat.assuming", lang))
    if days is not None and terms is not None:
        need = need * (days + grace) / (terms + grace)
        draft.say(say("chat.assumed", lang, name=say("chat.terms", lang)))
        number(draft, "terms_before", terms, 0, "days").say(" → ")
        number(draft, "terms_after", days, 0, "days").say(say("chat.grace", lang))
        number(draft, "grace_days", grace, 0, "days").say("）；" if lang == "zh" else "); ")
    else:
        draft.say(f"{method.names[lang]} ")
        money(draft, "need_before", method.value, profile.limit.currency).say(" × ")
        number(draft, "share", share, 2).say("；" if lang == "zh" else "; ")
    draft.say(say("chat.need_is", lang))
    money(draft, "lim_need", need.quantize(Decimal(1000)), profile.limit.currency)
    if profile.limit.value is not None:
        draft.say(say("chat.final_limit", lang))
        money(draft, "limit", profile.limit.value, profile.limit.currency)
    draft.say(say("chat.stop", lang))
    for part in method.inputs:
        evidence(draft, part.evidence, 1)
    return draft.done("answered")


def _not_rolled_over(draft: Draft, profile: CreditProfile) -> Answer | None:
    """Short-term debt against unrestricted cash and trading assets."""
    base = Bench(profile).base
    debt, cash = base.value("short_term_debt"), base.value("monetary_funds")
    if debt is None or cash is None:
        return None
    free = cash - (base.value("restricted_cash") or 0) + (base.value("trading_financial_assets") or 0)
    lang, currency = draft.lang, base.currency
    draft.say(say("chat.assuming", lang)).say(say("chat.short_gap", lang))
    money(draft, "short_term_debt", debt, currency).say(say("chat.short_cash", lang))
    money(draft, "free_cash", free, currency).say(say("chat.short_left", lang))
    money(draft, "gap", max(debt - free, Decimal(0)), currency)
    draft.say(say("chat.short_ask", lang, id="FU-10", title=followup_definitions()["FU-10"]["names"][lang]))
    _base_places(
        draft, profile, ["monetary_funds", "short_term_borrowings", "trading_financial_assets", "restricted_cash"]
    )
    return draft.done("answered")
