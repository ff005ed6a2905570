"""Answers that are figures: a line, a ratio, a formula of the question, over one period or several. Code prints every number."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.concepts import Concept, companions, concept_named
from assistant.chat.draft import Draft
from assistant.chat.figures import FigureWriter, period_words, printed_inputs
from assistant.chat.lexicon import Lexicon
from assistant.chat.periods import SPANS, chosen_periods, wanted_period_text
from assistant.chat.question import Question
from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey, RatioValue
from assistant.credit.ratios import compute, ratio_definitions
from assistant.credit.values import Values
from assistant.export.words import reason_text
from ingestion.texts import say

SHORT_QUESTION = 80  # characters
JOINED = re.compile(r"[和与及、,，]|\band\b|\bor\b")
FASTER = re.compile(
    r"谁增(?:长)?得?(?:更)?快|哪个增(?:长|速)?得?(?:更)?快|(?:which|who|what) .*grow\w* faster|faster than",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(%|percent|倍|x\b|times|天|days)?")
_BELOW = re.compile(r"低于|小于|不足|少于|less|lower|below|smaller|fewer|under")
_LOWEST = re.compile(r"最低|最少|最小|最差|lowest|least|smallest|worst|weakest")


class Computer:
    """Figures of one customer for one question; `extra` are facts beyond the profile's (printed captions, a row found)."""

    def __init__(
        self,
        question: Question,
        profile: CreditProfile,
        lexicon: Lexicon | None = None,
        extra: Sequence[ChosenFact] = (),
        blank: Callable[[Draft, ChosenFact], None] | None = None,
    ) -> None:
        self.question = question
        self.profile = profile
        facts = [*profile.facts, *(lexicon.facts if lexicon else ()), *extra]
        self.values = Values(facts, profile.periods)
        self.draft = Draft(question, profile)
        show = (lambda item: blank(self.draft, item)) if blank is not None else None
        self.write = FigureWriter(self.draft, facts, lexicon or Lexicon(), show)

    def answer(self, measure: Concept | None = None) -> Answer | None:
        """The answer, or None when the question names nothing that can be computed."""
        if measure is None and (several := self._several()):
            return several
        concept = measure or self.question.measure
        if concept is None:
            return None
        self.draft.terms = [concept.name("zh"), concept.name("en")]
        periods = chosen_periods(self.question, self.profile, concept, self.values)
        if not periods:
            return self._no_period(concept)
        if self.question.operation == "compare" and len(self.question.concepts) >= 2 and not self.question.is_defined:
            return self._compare(periods[0])
        computed = [self._value(concept, period) for period in periods]
        usable = [c for c in computed if c.value is not None]
        over_time = self.question.operation in SPANS
        if not usable or (over_time and len(usable) < len(periods) and len(usable) < 2):
            return self._missing(concept, computed[0])
        if over_time and len(usable) >= 2:
            return self._over_time(concept, usable)
        if len(usable) >= 2 and not self.question.periods.spanned and not self.question.yes_no:
            return self._side_by_side(concept, usable)
        return self._single(concept, usable[0])

    def _several(self) -> Answer | None:
        """A short question about two or three figures side by side: one after the other, or which of two grew faster."""
        question = self.question
        named = question.concepts
        plain = (
            not question.is_defined
            and question.operation in ("value", "trend", "peak")
            and len(question.text) <= SHORT_QUESTION
            and (question.measure is None or question.measure in named)
        )
        if not plain or not 2 <= len(named) <= 3 or not JOINED.search(question.text):
            return None
        if FASTER.search(question.text):
            return self._faster(named[:2])
        found = []
        for concept in named:
            periods = chosen_periods(question, self.profile, concept, self.values)
            values = [v for v in (self._value(concept, p) for p in periods) if v.value is not None]
            if not values:
                return None
            found.append((concept, values))
        answer: Answer | None = None
        for concept, values in found:
            self.draft.say("\n" if answer else "")
            over = question.operation == "trend" and len(values) >= 2
            answer = self._over_time(concept, values) if over else self._single(concept, values[0])
        return answer

    def _faster(self, pair: tuple[Concept, ...]) -> Answer | None:
        latest = next(iter(chosen_periods(self.question, self.profile, pair[0], self.values)), None)
        if latest is None or any(c.unit != "money" or not c.formula.isidentifier() for c in pair):
            return None
        lang = self.question.lang
        growth = [
            Concept(
                f"{c.id}_growth", f"({c.formula} - prior({c.formula})) / prior({c.formula})", "percent",
                f"{c.zh}增长率", f"{c.en} growth",
            )
            for c in pair
        ]  # fmt: skip
        values = [self._value(c, latest) for c in growth]
        if any(v.value is None for v in values):
            return None
        first, second = (Decimal(v.value or 0) for v in values)
        self.draft.say(say("chat.faster", lang, name=pair[0 if first >= second else 1].name(lang)))
        for number, (concept, value) in enumerate(zip(growth, values, strict=True)):
            self.draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{concept.name(lang)} ")
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))
        self.draft.say(say("chat.apart", lang))
        self.write.change(growth[0], first - second, values[0], ())
        return self.draft.say(say("chat.stop", lang)).done("answered")

    def _value(self, concept: Concept, period: PeriodKey) -> RatioValue:
        names = {"zh": concept.zh, "en": concept.en}
        return compute(concept.id, names, concept.formula, concept.unit, period, self.values)

    def _single(self, concept: Concept, value: RatioValue) -> Answer:
        draft, lang = self.draft, self.question.lang
        number = Decimal(value.value or 0)
        verdict, edge = self._verdict(concept, number)
        if verdict is not None:
            draft.say(say("chat.yes" if verdict else "chat.no", lang))
        draft.say(say("chat.value_is", lang, name=concept.name(lang), period=self._when(concept, value)))
        self.write.value(concept, value)
        if edge is not None:
            draft.say(say("chat.against", lang))
            draft.figure(f"threshold:{concept.id}", edge[0], edge[1], concept.unit)
        self._variant(concept, value)
        self._parts(concept, value)
        self.write.support(concept, value)
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _variant(self, concept: Concept, value: RatioValue) -> None:
        """The same figure on a year of 360 days where the question names it."""
        if not re.search(r"\b360\b|360天", self.question.flat) or not re.search(r"\bdays\b", concept.formula):
            return
        other = Concept(concept.id, re.sub(r"\bdays\b", "360", concept.formula), concept.unit, concept.zh, concept.en)
        found = self._value(other, value.period)
        if found.value is not None:
            before, _, after = say("chat.on_360", self.question.lang).partition("{days}")
            self.draft.say(before).figure("constant:days", Decimal(360), "360", "days").say(after)
            self.write.value(other, found)

    def _parts(self, concept: Concept, value: RatioValue) -> None:
        """The turnover days that a cash cycle is made of."""
        if concept.id != "ccc":
            return
        lang = self.question.lang
        self.draft.say(say("chat.made_of", lang))
        for number, name in enumerate(("dso", "dio", "dpo")):
            row = ratio_definitions()[name]
            part = Concept(name, row["formula"], row["unit"], row["names"]["zh"], row["names"]["en"])
            found = self._value(part, value.period)
            if found.value is not None:
                self.draft.say((" − " if name == "dpo" else " + ") if number else "").say(f"{part.name(lang)} ")
                self.write.value(part, found)

    def _when(self, concept: Concept, value: RatioValue) -> str:
        """The period of a figure: a balance by its date; with the basis where the papers print two."""
        lang, period = self.question.lang, value.period
        inputs = printed_inputs(value.inputs)
        facts = [f for i in inputs if (f := self.write.facts.get(i.fact or "")) is not None]
        balance = concept.unit == "money" and bool(facts) and all(f.fact.months is None for f in facts)
        when = period.period_end if balance else period_words(period, lang)
        if len({p.basis == "parent" for p in self.profile.periods}) > 1:
            when += ("，" if lang == "zh" else ", ") + say(
                "chat.basis_parent" if period.basis == "parent" else "chat.basis_group", lang
            )
        return when

    def _verdict(self, concept: Concept, number: Decimal) -> tuple[bool | None, tuple[Decimal, str] | None]:
        """Yes or no where one is asked, and the edge it was measured against."""
        question = self.question
        if not question.yes_no:
            return None, None
        if "positive" in question.says:
            return number > 0, None
        if "negative" in question.says:
            return number < 0, None
        if question.operation == "compare" and (edge := self._edge(concept)) is not None:
            return (number < edge[0] if _BELOW.search(question.flat) else number > edge[0]), edge
        if "banded" in question.says and (bands := ratio_definitions().get(concept.id, {}).get("bands")):
            good, up = Decimal(str(bands[0])), ratio_definitions()[concept.id]["direction"] == "up"
            return (number >= good if up else number <= good), (good, format(good, "f"))
        if concept.unit == "money" and question.operation in ("exists", "value"):
            return number != 0, None
        return None, None

    def _edge(self, concept: Concept) -> tuple[Decimal, str] | None:
        """The number that the question compares with, in the concept's unit."""
        found = [m for m in _NUMBER.finditer(self.question.periods.masked) if m[1]]
        return (Decimal(found[-1][1]), found[-1].group().strip()) if found else None

    def _side_by_side(self, concept: Concept, values: list[RatioValue]) -> Answer:
        """The same figure for each period asked, without working out a change."""
        draft, lang = self.draft, self.question.lang
        draft.say(f"{concept.name(lang)}{say('chat.colon', lang)}")
        for number, value in enumerate(sorted(values, key=lambda v: v.period.period_end, reverse=True)):
            draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{period_words(value.period, lang)} ")
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))
        return draft.say(say("chat.stop", lang)).done("answered")

    def _over_time(self, concept: Concept, values: list[RatioValue]) -> Answer:
        draft, lang, operation = self.draft, self.question.lang, self.question.operation
        ordered = sorted(values, key=lambda v: v.period.period_end)
        first, last = Decimal(ordered[0].value or 0), Decimal(ordered[-1].value or 0)
        span = f"{period_words(ordered[0].period, lang)} - {period_words(ordered[-1].period, lang)}"
        facts = tuple(i.fact for v in ordered for i in printed_inputs(v.inputs) if i.fact)
        name = concept.name(lang)
        if self.question.yes_no:
            self._say_direction(last - first)
        if operation in ("average", "sum_years"):
            total = sum((Decimal(v.value or 0) for v in ordered), Decimal(0))
            result = total / len(ordered) if operation == "average" else total
            draft.say(say(f"chat.{operation}_is", lang, name=name, span=span))
            self.write.number(concept.id, result, concept.unit, ordered[-1], facts, concept.formula)
        elif operation in ("growth", "cagr"):
            if first == 0 or (operation == "cagr" and (first < 0 or last < 0)):
                return self._missing(concept, ordered[0])
            years = max(1, int(ordered[-1].period.period_end[:4]) - int(ordered[0].period.period_end[:4]))
            growth = (
                (last - first) / abs(first) if operation == "growth" else (last / first) ** (Decimal(1) / years) - 1
            )
            draft.say(say(f"chat.{operation}_is", lang, name=name, span=span))
            self.write.number(
                f"{concept.id}_{operation}",
                growth * 100,
                "percent",
                ordered[-1],
                facts,
                f"{concept.formula} / prior - 1",
            )
        elif operation in ("change", "points", "increased"):
            draft.say(say("chat.change_is", lang, name=name, span=span))
            self.write.change(concept, last - first, ordered[-1], facts)
        elif operation == "peak":
            lowest = _LOWEST.search(self.question.flat) is not None
            top = (min if lowest else max)(ordered, key=lambda v: Decimal(v.value or 0))
            key = "chat.lowest_in" if lowest else "chat.highest_in"
            draft.say(say(key, lang, name=name, period=period_words(top.period, lang)))
            self.write.value(concept, top)
            self.write.cite(printed_inputs(top.inputs))
        else:
            draft.say(say("chat.trend_of", lang, name=name))
        self._list(concept, ordered if operation != "trend" else ordered[::-1])
        if operation == "trend":
            draft.say(say("chat.trend_change", lang))
            self.write.change(concept, last - first, ordered[-1], facts)
        self._beside(concept, ordered)
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _beside(self, concept: Concept, values: list[RatioValue]) -> None:
        """Ratios that belong beside a development, and whether the factor that watches it fires."""
        if self.question.operation not in ("trend", "increased", "change"):
            return
        lang, draft = self.question.lang, self.draft
        row = companions().get(concept.id, {})
        for name in row.get("ratios", ()):
            made = concept_named(name)
            told = [
                (v.period, r)
                for v in values
                if made is not None and (r := self._value(made, v.period)).value is not None
            ]
            if made is None or not told:
                continue
            draft.say(f"\n{made.name(lang)} ")
            for number, (period, value) in enumerate(reversed(told)):
                draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{period_words(period, lang)} ")
                self.write.value(made, value)
        factor = next((f for f in self.profile.risk_factors if f.id == row.get("factor")), None)
        if factor is not None:
            draft.say(f"\n{factor.id} {factor.names[lang]}: {say(f'risk.state_{factor.state}', lang)}")

    def _say_direction(self, change: Decimal) -> None:
        question = self.question
        if "stable" in question.says:
            edge = self._edge(Concept("", "", "percent", "", ""))
            holds = abs(change) <= (edge[0] if edge else Decimal(2))
        elif question.operation == "increased" or "falling" in question.says:
            falling = "falling" in question.says
            both = falling and bool(re.search(r"improv|increas|grow|rise|上升|增加|增长|改善", question.flat))
            neutral = bool(re.search(r"\bany change\b|变化", question.flat)) and not falling
            holds = change != 0 if neutral else change > 0 if both or not falling else change < 0
        else:
            holds = change > 0
        self.draft.say(say("chat.yes" if holds else "chat.no", question.lang))

    def _list(self, concept: Concept, values: list[RatioValue]) -> None:
        draft, lang = self.draft, self.question.lang
        draft.say(say("chat.colon", lang))
        for number, value in enumerate(values):
            draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{period_words(value.period, lang)} ")
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))

    def _compare(self, period: PeriodKey) -> Answer:
        draft, lang = self.draft, self.question.lang
        pair = [(c, self._value(c, period)) for c in self.question.concepts[:2]]
        if any(v.value is None for _, v in pair):
            concept, value = next((c, v) for c, v in pair if v.value is None)
            return self._missing(concept, value)
        left, right = (Decimal(v.value or 0) for _, v in pair)
        holds = left < right if _BELOW.search(self.question.flat) else left > right
        draft.say(say("chat.yes" if holds else "chat.no", lang))
        for number, (concept, value) in enumerate(pair):
            draft.say(("，" if lang == "zh" else ", ") if number else "")
            draft.say(say("chat.value_is", lang, name=concept.name(lang), period=period_words(period, lang)))
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _missing(self, concept: Concept, value: RatioValue) -> Answer:
        draft, lang = self.draft, self.question.lang
        draft.say(say("chat.not_found", lang, name=concept.name(lang), period=period_words(value.period, lang)))
        if value.reason and value.reason != "missing":
            draft.say(reason_text(value, lang)).say(say("chat.stop", lang))
        elif value.missing:
            names = [self.write.name(n) for n in value.missing]
            draft.say(say("chat.lacking", lang, names="、".join(names) if lang == "zh" else ", ".join(names)))
        self.draft.say_searched()
        for name in value.missing or (concept.id,):
            draft.missing.append(Missing(what=self.write.name(name), document_kind="annual_report"))
        return draft.done("insufficient_evidence")

    def _no_period(self, concept: Concept) -> Answer:
        draft, lang = self.draft, self.question.lang
        wanted = wanted_period_text(self.question, lang)
        key = "chat.not_found" if wanted else "chat.not_found_at_all"
        draft.say(say(key, lang, name=concept.name(lang), period=wanted))
        self.draft.say_searched()
        draft.missing.append(Missing(what=f"{concept.name(lang)} {wanted}".strip(), document_kind="annual_report"))
        return draft.done("insufficient_evidence")
