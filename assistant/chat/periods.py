"""Which of a customer's periods a question is about. Pure."""

from datetime import date

from assistant.chat.asked import Asked
from assistant.chat.concepts import Concept
from assistant.chat.question import Question
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.ratios import compute
from assistant.credit.values import Values
from assistant.format import Lang, period_text

SPANS = frozenset({"average", "growth", "cagr", "change", "points", "sum_years", "trend", "increased", "peak"})
YEAR = 12
NEAR_DAYS = 6
TREND = 4


def chosen_periods(question: Question, profile: CreditProfile, concept: Concept, values: Values) -> list[PeriodKey]:
    """The periods asked for, latest first; empty when the papers hold one of them not at all."""
    periods = own_periods(question, profile)
    if not periods:
        return []
    calendar = Calendar(periods)
    spans = question.operation in SPANS
    if question.asked:
        found = [calendar.find(a, values, concept) for a in _wanted(question)]
        known = list(dict.fromkeys(p for p in found if p is not None))
        if None in found and not (question.periods.spanned and len(known) >= 2):
            return known if question.operation == "trend" and known else []
        latest = calendar.latest()
        if spans and len(known) == 1 and question.periods.against_year and known[0].period_end < latest.period_end:
            return [latest, known[0]]
        if spans and len(known) == 1:
            opening = _opening(question, known[0], calendar, values, concept)
            known += [opening] if opening else []
        return sorted(known, key=lambda p: p.period_end, reverse=True)
    if question.operation in ("trend", "peak") or question.periods.recent:
        return _annual(periods, concept, values)[: question.periods.recent or TREND]
    latest = calendar.latest()
    if spans or question.periods.against_prior or question.periods.against_opening:
        before = _opening(question, latest, calendar, values, concept)
        return [latest, before] if before else [latest]
    return [latest]


def own_periods(question: Question, profile: CreditProfile) -> list[PeriodKey]:
    """The periods of the basis asked for: the group's, unless the parent alone is asked or known."""
    group = any(p.basis != "parent" for p in profile.periods)
    basis = question.basis or ("consolidated" if group else "parent")
    return [p for p in profile.periods if (p.basis == "parent") == (basis == "parent")]


def _wanted(question: Question) -> list[Asked]:
    """The periods named; where one is a part of the year another names ("Q4 of FY2023 in FY2023") the finer one."""
    return list(question.asked)


class Calendar:
    """The fiscal calendar of a customer: its year's last month, and what each period is called in it."""

    def __init__(self, periods: list[PeriodKey]) -> None:
        self.periods = periods
        years = [p for p in periods if p.months == YEAR] or [p for p in periods if p.months is None]
        self.ends = [date.fromisoformat(p.period_end) for p in years]
        self.month = self.ends[0].month if self.ends else YEAR

    def latest(self) -> PeriodKey:
        """The newest period, a full year before a part of one."""
        end = max(p.period_end for p in self.periods)
        same = [p for p in self.periods if p.period_end == end]
        return sorted(same, key=lambda p: (p.months != YEAR, -(p.months or 0)))[0]

    def name(self, period: PeriodKey) -> tuple[int, int]:
        """(fiscal year, quarter) of the period's end; a year that ends in the first days of a month counts as the month before."""
        end = date.fromisoformat(period.period_end)
        close = [abs((end - e.replace(year=end.year, day=min(e.day, 28))).days) for e in self.ends]
        if close and min(close) <= 9:
            return end.year, 4
        year = end.year + (1 if end.month > self.month else 0)
        passed = (end.month - self.month) % 12
        return year, min(4, max(1, round(passed / 3)))

    def find(self, asked: Asked, values: Values, concept: Concept) -> PeriodKey | None:
        """The period that `asked` means, preferring one in which the concept can be had; None where no paper has it."""
        same = self._named(asked)
        if not same:
            return None
        ranked = sorted(same, key=lambda p: (self._rank(p, asked), -int(p.period_end.replace("-", ""))))
        equal = [p for p in ranked if self._rank(p, asked) == self._rank(ranked[0], asked)]
        return next((p for p in equal if _holds(values, concept, p)), ranked[0]) if len(equal) > 1 else ranked[0]

    def _named(self, asked: Asked) -> list[PeriodKey]:
        periods = self.periods
        if asked.kind == "date":
            exact = [p for p in periods if p.period_end == asked.end]
            near = exact or [p for p in periods if _apart(p.period_end, asked.end or "") <= NEAR_DAYS]
            return _of_length(near, asked.months)
        if asked.kind == "month":
            start = f"{asked.year}-{asked.month:02d}"
            same = [p for p in periods if p.period_end.startswith(start)]
            return _of_length(same, asked.months)
        if asked.year is None and asked.kind in ("quarter", "part"):
            same = [p for p in periods if asked.quarter is None or self.name(p)[1] == asked.quarter]
            same = [p for p in same if p.months in (asked.months, None)]
            timed = [p for p in same if p.months == asked.months] or same
            newest = max((p.period_end for p in timed), default="")
            return [p for p in same if p.period_end == newest]
        if asked.kind == "quarter":
            same = [p for p in periods if self.name(p) == (asked.year, asked.quarter)]
            return [p for p in same if p.months in (3, None)] or [
                p for p in same if asked.quarter == 1 or p.months == YEAR
            ]
        if asked.kind == "part":
            wanted = 3 if asked.months == 9 else 2
            same = [p for p in periods if self.name(p) == (asked.year, wanted)]
            return [p for p in same if p.months in (asked.months, None)]
        labelled = [p for p in periods if p.fiscal_label == f"FY{asked.year}"]
        same = labelled or [p for p in periods if p.period_end.startswith(str(asked.year))]
        if asked.is_whole_year:
            return [p for p in same if p.months in (YEAR, None)]
        return same

    @staticmethod
    def _rank(period: PeriodKey, asked: Asked) -> int:
        if asked.kind in ("year", "year_end", "full_year"):
            return 0 if period.months == YEAR else 1 if period.months is None else 2
        if asked.months:
            return 0 if period.months == asked.months else 1
        return -(period.months or 0)


def _holds(values: Values, concept: Concept, period: PeriodKey) -> bool:
    """True where the concept can be computed for the period."""
    names = {"zh": concept.zh, "en": concept.en}
    return compute(concept.id, names, concept.formula, concept.unit, period, values).value is not None


def _of_length(periods: list[PeriodKey], months: int | None) -> list[PeriodKey]:
    if months is None:
        return periods
    return [p for p in periods if p.months in (months, None)]


def _opening(
    question: Question, period: PeriodKey, calendar: Calendar, values: Values, concept: Concept
) -> PeriodKey | None:
    """What a single period is compared with: the opening of its year where that is asked, else the year before.

    An interim report prints its balances beside those of the last year end alone: what is made of balances is compared with these.
    """
    if question.periods.against_opening:
        whole = [p for p in calendar.periods if p.period_end < period.period_end and p.months in (YEAR, None)]
        return whole[0] if whole else None
    prior = values.prior(period)
    if period.months not in (None, YEAR) and (prior is None or not _is_had(concept, prior, values)):
        days = [d for d in _days(calendar.periods, concept, values) if d.period_end < period.period_end]
        prior = next(iter(days), prior)
    if prior is not None:
        return prior
    earlier = [p for p in calendar.periods if p.period_end < period.period_end and p.months in (YEAR, None)]
    return earlier[0] if earlier and period.months in (YEAR, None) else None


def _annual(periods: list[PeriodKey], concept: Concept, values: Values) -> list[PeriodKey]:
    """Whole years; where there are none, the newest period's length alone, and of what is made of balances every day printed."""
    if years := [p for p in periods if p.months == YEAR]:
        return years
    newest = Calendar(periods).latest()
    same = [p for p in periods if p.months == newest.months]
    days = _days(periods, concept, values)
    return days if len(days) > sum(_is_had(concept, p, values) for p in same) else same


def _days(periods: list[PeriodKey], concept: Concept, values: Values) -> list[PeriodKey]:
    """The days, latest first, on which balances alone give the figure."""
    days = {p.period_end: p.model_copy(update={"months": None}) for p in periods}
    return [days[end] for end in sorted(days, reverse=True) if _is_had(concept, days[end], values)]


def _is_had(concept: Concept, period: PeriodKey, values: Values) -> bool:
    return compute(concept.id, {}, concept.formula, concept.unit, period, values).value is not None


def _apart(first: str, second: str) -> int:
    return abs((date.fromisoformat(first) - date.fromisoformat(second)).days)


def wanted_period_text(question: Question, lang: Lang) -> str:
    """The period that the question names, as it names it."""
    if not question.asked:
        return ""
    first = question.asked[0]
    if first.kind == "date" and first.end:
        return period_text(first.end, first.months, lang)
    if first.kind == "month":
        return f"{first.year}-{first.month:02d}"
    if first.year is None:
        return first.text
    if first.kind == "quarter":
        return f"{first.year}年第{first.quarter}季度" if lang == "zh" else f"Q{first.quarter} {first.year}"
    return f"{first.year}年" if lang == "zh" else str(first.year)
