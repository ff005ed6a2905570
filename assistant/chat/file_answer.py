"""Answers about the file itself: which papers and figures are missing, drafts of memo sections, what a listing or paragraph means."""

import re
from collections.abc import Callable
from decimal import Decimal

from assistant.chat.answer_model import Answer, FollowupRef
from assistant.chat.bureau_answer import summary_into
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.chat.score_answer import say_limit
from assistant.chat.sources_answer import scores_into
from assistant.chat.telling import evidence, joint, money, plain_words, points, ratio
from assistant.credit.names import line_name
from assistant.credit.profile import values_of
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.ratios import ratio as ratio_of
from assistant.credit.ratios import ratio_definitions
from assistant.credit.risks import followup_definitions
from assistant.format import period_text
from assistant.policy.policy import house_policy
from assistant.workspace import CustomerData
from ingestion.texts import say

_MISSING = re.compile(
    r"(?:还)?缺(?:少)?(?:哪些|什么|了什么|的)?(?:资料|文件|材料|报表)|哪些(?:资料|文件|材料).{0,4}(?:缺|没)|(?:papers?|documents?|statements?).{0,24}missing|missing (?:papers?|documents?|statements?|items?)|what is (?:still )?missing|which statements are"
)
_TREND = re.compile(r"三年趋势|三年.{0,6}趋势|three[- ]year trend")
_WITHOUT = re.compile(
    r"没有\s*(?:20\d\d)?年?\s*(?:的)?数据.{0,10}(?:哪些|什么).{0,6}(?:指标|比率|算)|(?:哪些|什么)(?:指标|比率).{0,8}(?:算不|不能算|无法计算)|without .*data.*(?:ratio|cannot|metric)|which ratios cannot|cannot be computed"
)
_DRAFT = re.compile(r"起草|草拟|帮我写|写一(?:份|段|节)|拟一份|\bdraft\b|\bwrite (?:the|a|up)\b", re.IGNORECASE)
_LETTER = re.compile(r"adverse[- ]action|拒绝.{0,6}(?:通知|函|信)|不利决定|decline[d]? (?:letter|request)")
_BUREAU = re.compile(r"征信|bureau")
_CONCLUSION = re.compile(r"结论|额度|建议|conclusion|recommendation|limit")
_FINANCIAL = re.compile(r"财务|financial")
_MEANS = (
    ("going_concern", re.compile(r"持续经营.{0,10}(?:等于|是不是|是否|算).{0,6}保留|going[- ]concern paragraph.*(?:same|qualified)")),
    ("means_dishonest", re.compile(r"失信被执行人|失信|dishonest (?:judgment|judgement) debtor|judgment debtor")),
    ("means_abnormal", re.compile(r"经营异常|abnormal operation")),
)  # fmt: skip
_ASKS_MEANING = re.compile(r"意味|什么意思|是什么|含义|影响|等于|\bmean|what (?:is|does)|the same as|affect")
LINES = ("revenue", "net_income", "net_cash_operating", "total_assets", "total_liabilities", "accounts_receivable")
RATIOS = ("current_ratio", "quick_ratio", "debt_to_assets", "gross_margin", "interest_cover", "dso")
MANDATORY = frozenset({"FU-21", "FU-33", "FU-04", "FU-29", "FU-34"})


def file_answer(question: Question, data: CustomerData) -> Answer | None:
    """The answer, or None where the question is about something else."""
    profile = data.profile()
    draft = Draft(question, profile)
    for key, pattern in _MEANS:
        if pattern.search(question.flat) and _ASKS_MEANING.search(question.flat):
            return _meaning(draft, profile, key)
    if _DRAFT.search(question.flat):
        tells: tuple[tuple[re.Pattern[str], Callable[[Draft, CreditProfile], Answer | None]], ...] = (
            (_LETTER, _letter), (_BUREAU, _bureau), (_CONCLUSION, _conclusion), (_FINANCIAL, _financial),
        )  # fmt: skip
        tell = next((t for p, t in tells if p.search(question.flat)), None)
        return tell(draft, profile) if tell is not None else None
    if _TREND.search(question.flat) and re.search("缺|missing", question.flat):
        return _trend(draft, profile)
    if _WITHOUT.search(question.flat):
        return _without_prior(draft, profile)
    return _missing(draft, profile) if _MISSING.search(question.flat) else None


def _untestable(profile: CreditProfile) -> list[str]:
    return [f.id for f in profile.risk_factors if f.state == "not_testable"]


def _missing(draft: Draft, profile: CreditProfile) -> Answer:
    lang = draft.lang
    draft.say(say("chat.missing_papers", lang))
    names: dict[str, list[str]] = {}
    for gap in profile.gaps:
        if gap.followup:
            names.setdefault(gap.followup, []).extend(b for b in gap.blocks if b not in names.get(gap.followup, []))
    visited = any(f.id == "FU-21" and f.state != "open" for f in profile.followups)
    if not visited:
        names.setdefault("FU-21", [])
    ordered = sorted(names, key=lambda n: (n not in MANDATORY, -len(names[n])))
    for count, name in enumerate(ordered[:8]):
        entry = followup_definitions()[name]
        joint(draft, count).say(f"{name} {entry['names'][lang]}")
        if names[name]:
            draft.say(say("chat.missing_blocks", lang, ids=", ".join(names[name][:3])))
    untested = _untestable(profile)
    draft.say(say("chat.not_testable", lang, ids=", ".join(untested[:10]))) if untested else draft.say(
        say("chat.stop", lang)
    )
    _cite_first(draft, profile)
    refs = tuple(FollowupRef(id=n, title=followup_definitions()[n]["names"][lang]) for n in ordered[:8])
    return draft.done("answered").model_copy(update={"followups": refs})


def _years(profile: CreditProfile) -> list[PeriodKey]:
    return [p for p in profile.periods if p.months == 12 and p.basis != "parent"]


def _cite_first(draft: Draft, profile: CreditProfile) -> None:
    for period in _years(profile)[:2]:
        found = values_of(profile).fact("total_assets", period) or values_of(profile).fact("revenue", period)
        if found is not None:
            draft.cite(found)


def _trend(draft: Draft, profile: CreditProfile) -> Answer | None:
    years = _years(profile)
    if not years:
        return None
    lang = draft.lang
    values = values_of(profile)
    full = [p for p in years if values.fact("revenue", p) and values.fact("total_liabilities", p)]
    latest = int(full[0].period_end[:4])
    have = {int(p.period_end[:4]) for p in full}
    gone = next((y for y in range(latest, latest - 4, -1) if y not in have), latest - 3)
    draft.say(say("chat.trend_missing", lang, year=gone, interim=latest + 1)).say(say("chat.have_years", lang))
    draft.say(
        "、".join(str(y) for y in sorted(have, reverse=True))
        if lang == "zh"
        else ", ".join(str(y) for y in sorted(have, reverse=True))
    )
    draft.say(say("chat.stop", lang))
    _cite_first(draft, profile)
    return draft.done("answered")


def _without_prior(draft: Draft, profile: CreditProfile) -> Answer | None:
    years = _years(profile)
    if len(years) < 2:
        return None
    lang = draft.lang
    named = [r for r in ratio_definitions().values() if "avg(" in r["formula"]]
    draft.say(say("chat.needs_prior", lang, year=years[1].period_end[:4]))
    names = [f"{r['names'][lang]}" for r in named[:12]]
    draft.say("、".join(names) if lang == "zh" else ", ".join(names))
    untested = [f for f in _untestable(profile) if f.startswith(("RF-LQ", "RF-CQ", "RF-PR"))]
    draft.say(say("chat.not_testable", lang, ids=", ".join(untested[:8]) or "-"))
    _cite_first(draft, profile)
    return draft.done("answered")


def _head(draft: Draft, key: str) -> None:
    draft.say(say("chat.draft_head", draft.lang, title=say(f"chat.{key}", draft.lang))).say("\n")


def _financial(draft: Draft, profile: CreditProfile) -> Answer | None:
    years = _years(profile)[:2]
    if not years:
        return None
    lang, values = draft.lang, values_of(profile)
    _head(draft, "draft_financial")
    for name in LINES:
        found = [(p, f) for p in years if (f := values.fact(name, p)) is not None]
        if not found:
            continue
        draft.say(f"- {line_name(name, lang)}: ")
        for count, (period, item) in enumerate(found):
            draft.say(" / " if count else "").say(f"{period_text(period.period_end, period.months, lang)} ")
            money(draft, name, item.fact.amount, item.fact.currency).cite(item)
        draft.say("\n")
    for name in RATIOS:
        told = [(p, v) for p in years if (v := ratio_of(name, p, values)).value is not None]
        if not told:
            continue
        draft.say(f"- {told[0][1].names[lang]}: ")
        for count, (period, value) in enumerate(told):
            draft.say(" / " if count else "").say(f"{period_text(period.period_end, period.months, lang)} ")
            ratio(draft, name, value.value or "0", value.unit)
        draft.say("\n")
    fired = [
        f for f in profile.risk_factors if f.state == "fired" and f.id.startswith(("RF-CQ", "RF-PR", "RF-LQ", "RF-LV"))
    ]
    for factor in fired[:4]:
        draft.say(f"- {factor.id} ")
        plain_words(draft, factor.explanation[lang]).say("\n")
        evidence(draft, factor.evidence, 1)
    return draft.done("answered")


def _conclusion(draft: Draft, profile: CreditProfile) -> Answer | None:
    grade, card = profile.grade, profile.scorecard
    if grade is None or card is None or card.score is None:
        return None
    lang = draft.lang
    _head(draft, "draft_conclusion")
    draft.say(say("chat.grade_is", lang, grade=f"{grade.grade} {grade.names[lang]}"))
    points(draft, "score", card.score).say(say("chat.stop", lang))
    say_limit(draft, profile)
    if profile.terms is not None:
        plain_words(draft, f"{profile.terms.names.get(lang, '')}; {profile.terms.security.get(lang, '')}")
    draft.say("\n").say(say("chat.conditions", lang))
    checks = list(profile.followups)[:3]
    for count, check in enumerate(checks):
        joint(draft, count).say(f"{check.id} {check.names[lang]}")
    if profile.review_due:
        draft.say(say("chat.review_by", lang, date=profile.review_due))
    _cite_first(draft, profile)
    return draft.say(say("chat.stop", lang)).done("answered")


def _bureau(draft: Draft, profile: CreditProfile) -> Answer | None:
    _head(draft, "draft_bureau")
    told = summary_into(draft, profile)
    draft.say("\n")
    told = scores_into(draft, profile) or told
    return draft.done("answered") if told else None


def _letter(draft: Draft, profile: CreditProfile) -> Answer | None:
    if profile.scorecard is None:
        return None
    lang = draft.lang
    _head(draft, "draft_letter")
    draft.say(say("chat.no_decline", lang))
    items = sorted(
        (i for i in profile.scorecard.items if i.reason_code and i.lost), key=lambda i: -Decimal(i.lost or 0)
    )[:4]
    for count, item in enumerate(items):
        words = house_policy().text("reasons").get(item.reason_code or "", {}).get("names", {})
        joint(draft, count).say(f"{item.reason_code} {words.get(lang, item.names[lang])}")
        for part in item.inputs[:1]:
            evidence(draft, part.evidence, 1)
    _cite_first(draft, profile)
    return draft.say(say("chat.stop", lang)).done("answered")


def _meaning(draft: Draft, profile: CreditProfile, key: str) -> Answer:
    lang = draft.lang
    plain_words(draft, say(f"chat.{key}", lang)) if key != "going_concern" else draft.say(say(f"chat.{key}", lang))
    searches = [r for r in profile.bureau if r.get("provider") in ("other", "cn_registry") and r.get("report_date")]
    if key != "going_concern":
        report = next(
            (r for r in searches if key != "means_dishonest" or r.get("provider") == "other"),
            next(iter(searches), None),
        )
        if report is not None:
            leaf = report["report_date"]
            draft.say(say("chat.record_clear", lang, date=leaf.get("value")))
            draft.place(
                f"{report['document']}|{leaf['page']}|{leaf['box']}",
                report["file"],
                report["document"],
                leaf["page"],
                tuple(leaf["box"]),
                str(leaf["printed"]),
            )
        else:
            draft.say(say("chat.record_unknown", lang))
    return draft.done("answered")
