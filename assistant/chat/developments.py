"""A figure over several periods: growth, change, average, sum, trend, peak, with what belongs beside it. Code prints every number."""

import re
from collections.abc import Callable
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import Concept, companions, concept_named
from assistant.chat.figures import FigureWriter, printed_inputs
from assistant.chat.verdicts import goes_as_asked
from assistant.credit.profile_model import CreditProfile, PeriodKey, RatioValue
from ingestion.texts import say

SIGNED = frozenset({
    "net_income", "net_income_parent", "operating_profit", "profit_before_tax", "gross_profit", "ebit", "ebitda", "net_cash_operating", "free_cash_flow",
    "total_equity", "net_cash_investing", "net_cash_financing", "working_capital", "retained_earnings", "net_debt",
})  # fmt: skip
"""Figures whose sign tells; of other lines printed as negatives (costs, payables in brackets) the size grows or falls."""
_LOWEST = re.compile(r"最低|最少|最小|最差|lowest|least|smallest|worst|weakest")


class Developments:
    """Tells values of one figure over time; `value_of` computes another figure for a period."""

    def __init__(
        self, write: FigureWriter, profile: CreditProfile, value_of: Callable[[Concept, PeriodKey], RatioValue]
    ) -> None:
        self.draft = write.draft
        self.question = write.question
        self.write = write
        self.profile = profile
        self._value_of = value_of

    def side_by_side(self, concept: Concept, values: list[RatioValue]) -> Answer:
        """The same figure for each period asked, without working out a change."""
        draft, lang = self.draft, self.question.lang
        draft.say(f"{concept.name(lang)}{say('chat.colon', lang)}")
        for number, value in enumerate(sorted(values, key=lambda v: v.period.period_end, reverse=True)):
            draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{self.write.when(value)} ")
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))
        return draft.say(say("chat.stop", lang)).done("answered")

    def over_time(self, concept: Concept, values: list[RatioValue]) -> Answer | None:
        """The operation asked over the periods; None where it cannot be worked out (growth from nothing or from a loss)."""
        draft, lang, operation = self.draft, self.question.lang, self.question.operation
        ordered = sorted(values, key=lambda v: v.period.period_end)
        first, last = Decimal(ordered[0].value or 0), Decimal(ordered[-1].value or 0)
        span = say("chat.span", lang, first=self.write.when(ordered[0]), last=self.write.when(ordered[-1]))
        facts = tuple(i.fact for v in ordered for i in printed_inputs(v.inputs) if i.fact)
        name = concept.name(lang)
        if self.question.yes_no:
            draft.say(say("chat.yes" if goes_as_asked(self.question, last - first) else "chat.no", lang))
        if operation == "growth" and first < 0 and (last >= 0 or concept.id in SIGNED):
            operation = "change"  # a rate from a loss says nothing
        if operation in ("average", "sum_years"):
            total = sum((Decimal(v.value or 0) for v in ordered), Decimal(0))
            result = total / len(ordered) if operation == "average" else total
            draft.say(say(f"chat.{operation}_is", lang, name=name, span=span))
            self.write.number(concept.id, result, concept.unit, ordered[-1], facts, concept.formula)
        elif operation in ("growth", "cagr"):
            if first == 0 or (operation == "cagr" and (first < 0 or last < 0)):
                return None
            years = max(1, int(ordered[-1].period.period_end[:4]) - int(ordered[0].period.period_end[:4]))
            growth = last / first - 1 if operation == "growth" else (last / first) ** (Decimal(1) / years) - 1
            draft.say(say(f"chat.{operation}_is", lang, name=name, span=span))
            self.write.number(
                f"{concept.id}_{operation}",
                growth * 100,
                "percent",
                ordered[-1],
                facts,
                f"{concept.formula} / prior - 1",
            )
            if operation == "growth" and concept.unit == "money":
                draft.say("（" if lang == "zh" else " (")
                self.write.change(concept, last - first, ordered[-1], facts)
                draft.say("）" if lang == "zh" else ")")
        elif operation in ("change", "points", "increased"):
            draft.say(say("chat.change_is", lang, name=name, span=span))
            self.write.change(concept, last - first, ordered[-1], facts)
            self._as_percent(concept, first, last, ordered[-1], facts)
            if first < 0 and self.question.operation == "growth":
                draft.say(say("chat.no_rate", lang))
        elif operation == "peak":
            lowest = _LOWEST.search(self.question.flat) is not None
            top = (min if lowest else max)(ordered, key=lambda v: Decimal(v.value or 0))
            key = "chat.lowest_in" if lowest else "chat.highest_in"
            draft.say(say(key, lang, name=name, period=self.write.when(top)))
            self.write.value(concept, top)
            self.write.cite(printed_inputs(top.inputs))
        else:
            draft.say(say("chat.trend_of", lang, name=name))
        self._list(concept, ordered if operation != "trend" else ordered[::-1])
        if operation == "trend":
            draft.say(say("chat.trend_change", lang))
            self.write.change(concept, last - first, ordered[-1], facts)
            self._as_percent(concept, first, last, ordered[-1], facts)
        self._beside(concept, ordered)
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _as_percent(
        self, concept: Concept, first: Decimal, last: Decimal, like: RatioValue, facts: tuple[str, ...]
    ) -> None:
        """The change of an amount as a percentage of where it began."""
        if concept.unit != "money" or first <= 0 or last < 0:
            return
        zh = self.question.lang == "zh"
        self.draft.say("（" if zh else " (")
        formula = f"{concept.formula} / prior - 1"
        self.write.number(f"{concept.id}_growth", (last / first - 1) * 100, "percent", like, facts, formula)
        self.draft.say("）" if zh else ")")

    def _beside(self, concept: Concept, values: list[RatioValue]) -> None:
        """Ratios that belong beside a development, and whether the factor that watches it fires."""
        if self.question.operation not in ("trend", "increased", "change"):
            return
        lang, draft = self.question.lang, self.draft
        row = companions().get(concept.id, {})
        for name in row.get("ratios", ()):
            made = concept_named(name)
            told = [r for v in values if made is not None and (r := self._value_of(made, v.period)).value is not None]
            if made is None or not told:
                continue
            draft.say(f"\n{made.name(lang)} ")
            for number, value in enumerate(reversed(told)):
                draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{self.write.when(value)} ")
                self.write.value(made, value)
        factor = next((f for f in self.profile.risk_factors if f.id == row.get("factor")), None)
        if factor is not None:
            draft.say(f"\n{factor.id} {factor.names[lang]}: {say(f'risk.state_{factor.state}', lang)}")

    def _list(self, concept: Concept, values: list[RatioValue]) -> None:
        draft, lang = self.draft, self.question.lang
        draft.say(say("chat.colon", lang))
        for number, value in enumerate(values):
            draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{self.write.when(value)} ")
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))
