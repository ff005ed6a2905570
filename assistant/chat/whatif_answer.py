"""Hypothetical questions: changed inputs recomputed by the judgement itself, told as such, never saved."""

import re
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import Concept, Mention, concept_named
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.chat.tell import ProfileTell, Tell, of_profile
from assistant.chat.telling import evidence, joint, money, number, points, ratio
from assistant.credit.judgement_model import Component, LimitMethod, WhatIf
from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import followup_definitions
from assistant.credit.whatif import Bench, what_if
from ingestion.texts import say

_DAYS = re.compile(
    r"(\d{1,3})[\s-]*(?:天|日|days?\b|d\b)|(\d{1,3})\s*(?:to|到|至|->|→|延到|延至|改为|改成|变成|变为|改|变|延)\s*(?=\d{1,3}\s*(?:天|日|days?|d\b|[,，。?？]|$))|(?<=[改变延到至→>])\s*(\d{1,3})(?=\s*(?:[,，。?？]|$))"
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent)|百分之(\d+)|([一二两三四五六七八九])成")
_TENTHS = {"一": 10, "二": 20, "两": 20, "三": 30, "四": 40, "五": 50, "六": 60, "七": 70, "八": 80, "九": 90}
_AMOUNT = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)\s*(万元|万|亿元|亿|元|million|mn\b|m\b|billion|bn\b|thousand|k\b)?(?![\d%])"
)
_DOWN = re.compile(
    r"收回|回收|追回|砍|缩|下调|\boff\b|\bcut\b|knock|shave|trim|减少|下降|降低|减|少|跌|下滑|再降|降|fell|fall|slump|drop|decreas|declin|lower|reduc|less|shrink|down"
)
_UP = re.compile(
    r"上调|再加|climb|jump|\badd|extra|增加|增长|上升|提高|升|多|涨|ris|rose|rise|climb|increas|grow|higher|more|up\b"
)
_SCALES = {
    "万元": 10**4, "万": 10**4, "亿元": 10**8, "亿": 10**8, "元": 1, "million": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9,
    "bn": 10**9, "thousand": 10**3, "k": 10**3,
}  # fmt: skip
SHOWN, KEPT = 4, 2
WORTH_TELLING = frozenset(
    {"ebit", "ebitda", "net_income", "net_cash_operating", "total_current_liabilities", "total_assets"}
)
COMMON = {
    "net_income": "profits?|earnings|利润|盈利", "revenue": "sales|turnover|销售|收入", "interest_expense": "interest|利息",
    "inventories": "stocks?|库存", "accounts_receivable": "receivables?|debtors|应收款?|货款",
}  # fmt: skip
_COMMON = re.compile("|".join(f"(?:{words})" for words in COMMON.values()))
MEANS = {"finance_costs_net": "interest_expense"}
"""A line whose change means another one's: finance costs move with what lenders charge."""
LEAST_BARE = 4  # digits of an amount without a unit


def _supposed(tell: ProfileTell) -> Tell:
    """Told only where the customer was judged."""

    def told(draft: Draft, profile: CreditProfile) -> Answer | None:
        return tell(draft, profile) if profile.judged is not None else None

    return of_profile(told)


def _other_terms(draft: Draft, profile: CreditProfile) -> Answer | None:
    method = _need_method(profile)
    now = (
        next((Decimal(i.value) for i in method.inputs if i.name == "request_terms_days" and i.value), None)
        if method
        else None
    )
    days = [Decimal(m[1] or m[2] or m[3]) for m in _DAYS.finditer(draft.question.flat)]
    other = [d for d in days if d != now]
    return _need(draft, profile, days=other[-1]) if other else None


def _deposit(draft: Draft, profile: CreditProfile) -> Answer | None:
    share = _percent(draft.question.flat)
    return _need(draft, profile, share=1 - share / 100) if share is not None and share < 100 else None


def _unaudited(draft: Draft, profile: CreditProfile) -> Answer | None:
    return _told(draft, profile, what_if(profile, {"unaudited": Decimal(1)}), ())


def _changed(draft: Draft, profile: CreditProfile) -> Answer | None:
    changed = _changes(draft.question, profile)
    return _told(draft, profile, what_if(profile, changed), tuple(draft.question.concepts)) if changed else None


def _percent(text: str) -> Decimal | None:
    match = _PERCENT.search(text)
    if match is None:
        return None
    return Decimal(_TENTHS[match[3]]) if match[3] else Decimal(match[1] or match[2])


def _meant(question: Question) -> Mention | None:
    """The line that a common word stands for where no figure is named (profits, sales, interest)."""
    for match in _COMMON.finditer(question.flat):
        word = match.group()
        concept = concept_named(next(line for line, words in COMMON.items() if re.fullmatch(words, word)))
        if concept is not None:
            return Mention(concept, match.start(), match.end(), word)
    return None


def _changes(question: Question, profile: CreditProfile) -> dict[str, Decimal] | None:
    """{line: new value} of the first line named with a change."""
    base = Bench(profile).base
    named = next(
        (
            m
            for m in question.mentions
            if re.fullmatch(r"\w+", m.concept.formula)
            and m.concept.unit == "money"
            and base.value(m.concept.formula) is not None
        ),
        None,
    )
    if named is None:
        named = _meant(question)
    if named is None or base.value(named.concept.formula) is None:
        return None
    line = named.concept.formula
    if line in MEANS and base.value(MEANS[line]) is not None:
        line = MEANS[line]
    old = base.value(line) or Decimal(0)
    text = question.periods.masked
    near = question.flat[max(0, named.start - 30) : named.end + 40]
    if "double" in question.tags:
        return {line: old * 2}
    if "halve" in question.tags:
        return {line: old / 2}
    moved = -1 if _DOWN.search(near) else 1 if _UP.search(near) else 0
    if not moved:
        return None
    if (share := _percent(text)) is not None:
        return {line: old * (1 + moved * share / 100)}
    amounts = [m for m in _AMOUNT.finditer(text) if m[2] or len(m[1].replace(",", "")) >= LEAST_BARE]
    if not amounts:
        return None
    value = Decimal(amounts[0][1].replace(",", "")) * _SCALES[amounts[0][2] or "万元"]
    return {line: old + moved * value}


def _told(draft: Draft, profile: CreditProfile, result: WhatIf, named: tuple[Concept, ...]) -> Answer:
    lang = draft.lang
    draft.say(say("chat.assuming", lang))
    for count, item in enumerate(result.changed):
        name = item.names.get(lang) or line_name(item.name, lang)
        if item.unit == "count":  # a state, no amount
            joint(draft, count).say(name)
            continue
        joint(draft, count).say(say("chat.assumed", lang, name=name))
        _pair(draft, item, result.currency)
    wanted = {c.id for c in named} | {"current_ratio", "dso", "net_margin", "cash_conversion", "interest_cover"}
    asked = [r for r in result.ratios if r.name in {c.id for c in named}]
    shown = [*asked, *(r for r in result.ratios if r.name in wanted and r not in asked)][:SHOWN]
    if shown:
        draft.say(say("chat.then_ratios", lang))
    for count, item in enumerate(shown):
        joint(draft, count).say(f"{ratio_definitions()[item.name]['names'][lang]} ")
        _pair(draft, item, result.currency)
    _kept(draft, profile, [r.name for r in shown[:KEPT]], {i.name for i in result.changed}, result.currency)
    for count, item in enumerate(result.items[:KEPT]):
        draft.say(say("chat.then_item", lang) if count == 0 else "；" if lang == "zh" else "; ").say(
            f"{item.names[lang]} "
        )
        _pair(draft, item, None)
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


def _kept(draft: Draft, profile: CreditProfile, ratios: list[str], changed: set[str], currency: str | None) -> None:
    """Inputs of the ratios shown that do not change, with their values."""
    base = Bench(profile).base
    names = dict.fromkeys(n for r in ratios for n in re.findall(r"[a-z_]{3,}", ratio_definitions()[r]["formula"]))
    kept = [(n, v) for n in names if n not in changed and n in WORTH_TELLING and (v := base.value(n)) is not None]
    for name, value in kept[:KEPT]:
        draft.say(say("chat.unchanged", draft.lang, name=line_name(name, draft.lang)))
        money(draft, name, value, currency)


def _pair(draft: Draft, item: Component, currency: str | None) -> None:
    for count, value in enumerate((item.before, item.value)):
        draft.say(" → " if count else "")
        if value is None:
            draft.say("-")
        elif item.unit == "money":
            money(draft, item.name, value, currency)
        elif item.unit == "points":
            points(draft, item.name, value)
        else:
            ratio(draft, item.name, value, item.unit)


def _base_places(draft: Draft, profile: CreditProfile, names: list[str]) -> None:
    ends = (profile.judged or "").split("/")[0]
    for item in profile.facts:
        if item.fact.field in names and item.fact.period_end == ends and item.fact.basis != "parent":
            draft.cite(item)


def _need_method(profile: CreditProfile) -> LimitMethod | None:
    return next((m for m in (profile.limit.methods if profile.limit else ()) if m.id == "lim_need"), None)


def _need(
    draft: Draft, profile: CreditProfile, days: Decimal | None = None, share: Decimal = Decimal(1)
) -> Answer | None:
    """The need of the request with other terms or with a part paid before."""
    method = _need_method(profile)
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


TELLS: dict[str, Tell] = {
    "if_not_rolled_over": _supposed(_not_rolled_over),
    "if_other_terms": _supposed(_other_terms),
    "if_deposit": _supposed(_deposit),
    "if_unaudited": _supposed(_unaudited),
    "if_changed": _supposed(_changed),
}
"""What each supposition is told by."""
