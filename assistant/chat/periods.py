"""Which of a customer's periods a question is about."""

import re

from assistant.chat.concepts import Concept
from assistant.chat.question import Question
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.values import Values

SPANS = frozenset({"average", "growth", "cagr", "change", "sum_years", "trend", "increased"})
RECENT = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "two": 2, "three": 3, "four": 4, "five": 5}


def chosen_periods(question: Question, profile: CreditProfile, concept: Concept, values: Values) -> list[PeriodKey]:
    """The periods asked for, latest first; empty when the papers hold none of them."""
    basis = question.basis or _default_basis(profile)
    periods = [p for p in profile.periods if (p.basis == "parent") == (basis == "parent")]
    if not periods:
        return []
    if question.years or question.dates:
        return _asked(question, periods, concept, values)
    if question.operation == "trend":
        count = _recent(question.text) or 4
        return _annual_first(periods)[:count]
    latest = _latest(question, periods)
    if question.operation in SPANS:
        before = values.prior(latest)
        return [latest, before] if before else [latest]
    return [latest]


def _asked(question: Question, periods: list[PeriodKey], concept: Concept, values: Values) -> list[PeriodKey]:
    found: list[PeriodKey] = []
    months = [d for d in question.dates if len(d) >= 7]
    if months:
        for wanted in months:
            same = [p for p in periods if p.period_end.startswith(wanted)]
            found += _preferred(same, question)
    else:
        for year in question.years:
            same = [p for p in periods if _names_year(p, year)]
            found += _preferred(same, question)
    found = list(dict.fromkeys(found))
    if question.operation in SPANS and len(found) == 1:
        opening = _opening(question, found[0], periods, concept, values)
        found += [opening] if opening else []
    return found


def _opening(
    question: Question, period: PeriodKey, periods: list[PeriodKey], concept: Concept, values: Values
) -> PeriodKey | None:
    """What a single period is compared with: the year's opening for balances, else the year before."""
    if re.search(r"年初|期初|上年末|beginning of", question.text):
        earlier = [p for p in periods if p.period_end < period.period_end and p.period_end.endswith("12-31")]
        return earlier[0] if earlier else None
    return values.prior(period)


def _preferred(same: list[PeriodKey], question: Question) -> list[PeriodKey]:
    if not same:
        return []
    if question.months or (question.quarter and any(p.months == 3 for p in same)):
        wanted = question.months or 3
        exact = [p for p in same if p.months == wanted]
        if question.quarter:
            ends = [p for p in exact if int(p.period_end[5:7]) == question.quarter * 3]
            exact = ends or exact
        if exact:
            return exact[:1]
    ranked = sorted(same, key=lambda p: (p.months != 12, -(p.months or 0), _descending(p.period_end)))
    return ranked[:1]


def _names_year(period: PeriodKey, year: int) -> bool:
    if period.fiscal_label and period.fiscal_label.startswith("FY"):
        return period.fiscal_label == f"FY{year}"
    return period.period_end.startswith(str(year))


def _latest(question: Question, periods: list[PeriodKey]) -> PeriodKey:
    end = max(p.period_end for p in periods)
    return _preferred([p for p in periods if p.period_end == end], question)[0]


def _annual_first(periods: list[PeriodKey]) -> list[PeriodKey]:
    annual = [p for p in periods if p.months == 12]
    return annual or periods


def _default_basis(profile: CreditProfile) -> str:
    return "consolidated" if any(p.basis != "parent" for p in profile.periods) else "parent"


def _recent(text: str) -> int | None:
    match = re.search(r"近([两二三四五])年|(?:last|past) (two|three|four|five) years", text.lower())
    return RECENT[match[1] or match[2]] if match else None


def _descending(day: str) -> int:
    return -int(day.replace("-", ""))


def wanted_period_text(question: Question, lang: str) -> str:
    """The period that the question names, as it names it."""
    if question.dates:
        return question.dates[0]
    if question.years:
        return f"{question.years[0]}年" if lang == "zh" else str(question.years[0])
    return ""
