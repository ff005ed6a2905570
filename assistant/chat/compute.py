"""Answers that are figures: a line, a ratio, a formula of the question, over one period or several. Code prints every number."""

import re
from collections.abc import Iterable
from decimal import Decimal

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.concepts import Concept
from assistant.chat.draft import Draft
from assistant.chat.periods import chosen_periods, wanted_period_text
from assistant.chat.question import Question
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey, RatioInput, RatioValue
from assistant.credit.ratios import compute
from assistant.credit.values import Values
from assistant.export.memo import formula_words, reason_text
from assistant.format import amount, grouped, period_text, ratio_text, rounded
from ingestion.texts import say

MULTI = frozenset({"average", "growth", "cagr", "change", "sum_years", "trend", "increased"})
SHORT_QUESTION = 60  # characters
JOINED = re.compile(r"[和与及、,，]|\band\b|\bor\b")
FASTER = re.compile(
    r"谁增(?:长)?得?(?:更)?快|哪个增(?:长|速)?得?(?:更)?快|(?:which|who|what) .*grow\w* faster|faster than",
    re.IGNORECASE,
)
DEFAULT_PLACES = {"x": 2, "percent": 2, "days": 2}


class Computer:
    """Figures of one customer for one question."""

    def __init__(self, question: Question, profile: CreditProfile) -> None:
        self.question = question
        self.profile = profile
        self.values = Values(profile.facts, profile.periods)
        self.facts = {item.fact.id: item for item in profile.facts}
        self.draft = Draft(question, profile)

    def answer(self) -> Answer | None:
        """The answer, or None when the question names nothing that can be computed."""
        if several := self._several():
            return several
        concept = self._concept()
        if concept is None:
            return None
        self.draft.terms = [concept.name("zh"), concept.name("en")]
        periods = chosen_periods(self.question, self.profile, concept, self.values)
        if not periods:
            return self._no_period(concept)
        computed = [self._value(concept, period) for period in periods]
        if self.question.operation == "compare" and len(self.question.concepts) >= 2:
            return self._compare(periods[0])
        usable = [c for c in computed if c.value is not None]
        if not usable or (self.question.operation in MULTI and len(usable) < len(periods) and len(usable) < 2):
            return self._missing(concept, computed[0])
        if self.question.operation in MULTI and len(usable) >= 2:
            return self._over_time(concept, usable)
        return self._single(concept, usable[0])

    def _several(self) -> Answer | None:
        """A short question about two or three figures side by side: one after the other, or which of two grew faster."""
        question = self.question
        named = question.concepts
        plain = (
            question.defined is None
            and question.operation in ("value", "trend")
            and len(question.text) <= SHORT_QUESTION
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
            self._print(concept, value)
            self._cite(_printed_inputs(value.inputs))
        self.draft.say(say("chat.apart", lang))
        self._change(growth[0], first - second, values[0], ())
        return self.draft.say(say("chat.stop", lang)).done("answered")

    def _concept(self) -> Concept | None:
        question = self.question
        named = question.concepts
        if question.defined is not None:
            first = named[0] if named else question.defined
            formula, unit = question.defined.formula, question.defined.unit
            return Concept(
                first.id, formula, first.unit if first.unit in ("x", "percent", "days") else unit, first.zh, first.en
            )
        if question.operation in ("over", "share") and len(named) >= 2:
            top, bottom = named[0], named[1]
            unit = "percent" if question.operation == "share" else "x"
            return Concept(
                f"{top.id}_to_{bottom.id}", f"({top.formula}) / ({bottom.formula})", unit,
                f"{top.zh}/{bottom.zh}", f"{top.en} to {bottom.en}",
            )  # fmt: skip
        if "倍" in question.text and len(named) >= 2 and named[0].unit == named[1].unit == "money":
            return Concept(
                f"{named[0].id}_to_{named[1].id}", f"({named[0].formula}) / ({named[1].formula})", "x",
                f"{named[0].zh}/{named[1].zh}", f"{named[0].en} to {named[1].en}",
            )  # fmt: skip
        ratios = [c for c in named if c.unit != "money"]
        return next(iter(ratios or named), None)

    def _value(self, concept: Concept, period: PeriodKey) -> RatioValue:
        return compute(
            concept.id, {"zh": concept.zh, "en": concept.en}, concept.formula, concept.unit, period, self.values
        )

    def _single(self, concept: Concept, value: RatioValue) -> Answer:
        draft, lang = self.draft, self.question.lang
        number = Decimal(value.value or 0)
        if self.question.yes_no and self.question.operation == "exists":
            draft.say(say("chat.yes" if number else "chat.no", lang))
        elif self.question.yes_no and self.question.operation == "value" and concept.unit == "money":
            draft.say(say("chat.yes" if number > 0 else "chat.no", lang))
        name, period = concept.name(lang), _period(value.period, lang)
        draft.say(say("chat.value_is", lang, name=name, period=period))
        self._print(concept, value)
        inputs = _printed_inputs(value.inputs)
        if concept.unit == "money" and len(inputs) == 1:
            self._cite(inputs)
        else:
            self._explain(value, inputs)
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _over_time(self, concept: Concept, values: list[RatioValue]) -> Answer:
        draft, lang, operation = self.draft, self.question.lang, self.question.operation
        ordered = sorted(values, key=lambda v: v.period.period_end)
        first, last = Decimal(ordered[0].value or 0), Decimal(ordered[-1].value or 0)
        span = f"{_period(ordered[0].period, lang)} - {_period(ordered[-1].period, lang)}"
        facts = tuple(i.fact for v in ordered for i in _printed_inputs(v.inputs) if i.fact)
        name = concept.name(lang)
        if operation == "increased":
            rose = last > first
            asked_fall = any(
                word in self.question.text.lower() for word in ("drop", "declin", "decreas", "下降", "减少", "fall")
            )
            draft.say(say("chat.yes" if rose != asked_fall else "chat.no", lang))
        if operation in ("average", "sum_years"):
            total = sum((Decimal(v.value or 0) for v in ordered), Decimal(0))
            result = total / len(ordered) if operation == "average" else total
            draft.say(say(f"chat.{operation}_is", lang, name=name, span=span))
            self._number(concept.id, result, concept.unit, ordered[-1], facts, concept.formula)
        elif operation in ("growth", "cagr"):
            if first <= 0:
                return self._missing(concept, ordered[0])
            years = max(1, int(ordered[-1].period.period_end[:4]) - int(ordered[0].period.period_end[:4]))
            factor = last / first
            growth = (factor - 1) if operation == "growth" else factor ** (Decimal(1) / years) - 1
            draft.say(say(f"chat.{operation}_is", lang, name=name, span=span))
            self._number(
                f"{concept.id}_{operation}",
                growth * 100,
                "percent",
                ordered[-1],
                facts,
                f"{concept.formula} / prior - 1",
            )
        elif operation in ("change", "increased"):
            draft.say(say("chat.change_is", lang, name=name, span=span))
            self._change(concept, last - first, ordered[-1], facts)
        else:
            draft.say(say("chat.trend_of", lang, name=name))
        draft.say(say("chat.colon", lang))
        for number, value in enumerate(ordered if operation != "trend" else ordered[::-1]):
            draft.say(("；" if lang == "zh" else "; ") if number else "").say(f"{_period(value.period, lang)} ")
            self._print(concept, value)
            self._cite(_printed_inputs(value.inputs))
        if operation == "trend":
            draft.say(say("chat.trend_change", lang))
            self._change(concept, last - first, ordered[-1], facts)
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _compare(self, period: PeriodKey) -> Answer:
        draft, lang = self.draft, self.question.lang
        pair = [(c, self._value(c, period)) for c in self.question.concepts[:2]]
        if any(v.value is None for _, v in pair):
            concept, value = next((c, v) for c, v in pair if v.value is None)
            return self._missing(concept, value)
        left, right = (Decimal(v.value or 0) for _, v in pair)
        below = any(w in self.question.text.lower() for w in ("低于", "小于", "less", "lower", "below", "少于"))
        holds = left < right if below else left > right
        draft.say(say("chat.yes" if holds else "chat.no", lang))
        for number, (concept, value) in enumerate(pair):
            draft.say(("，" if lang == "zh" else ", ") if number else "")
            draft.say(say("chat.value_is", lang, name=concept.name(lang), period=_period(period, lang)))
            self._print(concept, value)
            self._cite(_printed_inputs(value.inputs))
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _missing(self, concept: Concept, value: RatioValue) -> Answer:
        draft, lang = self.draft, self.question.lang
        draft.say(say("chat.not_found", lang, name=concept.name(lang), period=_period(value.period, lang)))
        if value.reason and value.reason != "missing":
            draft.say(reason_text(value, lang)).say(say("chat.stop", lang))
        elif value.missing:
            names = [line_name(n, lang) for n in value.missing]
            draft.say(say("chat.lacking", lang, names="、".join(names) if lang == "zh" else ", ".join(names)))
        self.draft.say_searched()
        for name in value.missing or (concept.id,):
            draft.missing.append(Missing(what=line_name(name, lang), document_kind="annual_report"))
        return draft.done("insufficient_evidence")

    def _no_period(self, concept: Concept) -> Answer:
        draft, lang = self.draft, self.question.lang
        wanted = wanted_period_text(self.question, lang)
        key = "chat.not_found" if wanted else "chat.not_found_at_all"
        draft.say(say(key, lang, name=concept.name(lang), period=wanted))
        self.draft.say_searched()
        draft.missing.append(Missing(what=f"{concept.name(lang)} {wanted}".strip(), document_kind="annual_report"))
        return draft.done("insufficient_evidence")

    def _print(self, concept: Concept, value: RatioValue) -> None:
        facts = tuple(i.fact for i in _printed_inputs(value.inputs) if i.fact)
        self._number(concept.id, Decimal(value.value or 0), concept.unit, value, facts, concept.formula)

    def _number(
        self, name: str, value: Decimal, unit: str, like: RatioValue, facts: tuple[str, ...], formula: str
    ) -> None:
        period = like.period
        display = self._display(value, unit, like)
        self.draft.figure(
            name,
            value,
            display,
            unit,
            period.period_end,
            period.months,
            period.basis,
            self._currency(like),
            formula,
            facts,
        )

    def _change(self, concept: Concept, change: Decimal, like: RatioValue, facts: tuple[str, ...]) -> None:
        if concept.unit == "percent":
            places = 2 if self.question.places is None else self.question.places
            display = grouped(change, places) + ("个百分点" if self.question.lang == "zh" else " percentage points")
            period = like.period
            self.draft.figure(
                f"{concept.id}_change", change, display, "percent", period.period_end, period.months, period.basis, None,
                concept.formula, facts,
            )  # fmt: skip
        else:
            self._number(f"{concept.id}_change", change, concept.unit, like, facts, concept.formula)

    def _display(self, value: Decimal, unit: str, like: RatioValue) -> str:
        lang, places = self.question.lang, self.question.places
        if unit != "money":
            return ratio_text(value, unit, lang, DEFAULT_PLACES.get(unit, 2) if places is None else places)
        printed = self._sample(like)
        scale = self.question.scale or (printed.fact.scale if printed else 1)
        digits = places
        if digits is None and (self.question.scale or 0) > (printed.fact.scale if printed else 1):
            digits = 2
        shown = value if digits is None else rounded(value / scale, digits) * scale
        return amount(shown, self._currency(like), lang, scale, digits)

    def _sample(self, like: RatioValue) -> ChosenFact | None:
        found = (self.facts.get(i.fact or "") for i in _printed_inputs(like.inputs))
        return next((f for f in found if f is not None), None)

    def _currency(self, like: RatioValue) -> str | None:
        sample = self._sample(like)
        return sample.fact.currency if sample else like.period.currency

    def _explain(self, value: RatioValue, inputs: list[RatioInput]) -> None:
        """The inputs with their figures and places."""
        draft, lang = self.draft, self.question.lang
        draft.say(say("chat.formula", lang))
        for part in re.split(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])", value.formula):
            if part.replace(".", "").isdigit():
                draft.figure("constant:days" if part in ("360", "365") else "constant", Decimal(part), part, "count")
            else:
                draft.say(formula_words(part, lang))
        for number, item in enumerate(inputs):
            chosen = self.facts.get(item.fact or "")
            draft.say(("；" if lang == "zh" else "; ") if number else say("chat.colon", lang))
            draft.say(f"{line_name(item.name, lang)} {item.period_end or ''} ")
            figure = Decimal(item.value or 0)
            if chosen is not None and chosen.fact.method != "derived" and draft.can_cite(chosen.fact.id):
                draft.say(chosen.fact.printed).cite(chosen)
            else:
                shown = chosen.fact.printed if chosen and chosen.fact.method != "derived" else grouped(figure)
                draft.figure(
                    item.name, figure, shown, "money", item.period_end, facts=(item.fact,) if item.fact else ()
                )
                if chosen is None or chosen.fact.method == "derived":
                    draft.say(say("chat.derived_mark", lang))

    def _cite(self, inputs: Iterable[RatioInput]) -> None:
        for item in inputs:
            chosen = self.facts.get(item.fact or "")
            if chosen is not None:
                self.draft.cite(chosen)


def _printed_inputs(inputs: Iterable[RatioInput]) -> list[RatioInput]:
    """The leaves of the inputs: facts, and derived values without facts below them."""
    out: list[RatioInput] = []
    for item in inputs:
        if item.value is None:
            continue
        below = _printed_inputs(item.inputs)
        out += below or [item]
    seen: dict[tuple[str, str | None], RatioInput] = {}
    for item in out:
        seen.setdefault((item.name, item.period_end), item)
    return list(seen.values())


def _period(period: PeriodKey, lang: str) -> str:
    return period_text(period.period_end, period.months, "zh" if lang == "zh" else "en")
