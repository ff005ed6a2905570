"""Answers that are figures: a line, a ratio, a formula of the question, over one period or several. Code prints every number."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.chat.answer_model import Answer, Missing
from assistant.chat.concepts import Concept, companions, concept_named
from assistant.chat.developments import Developments
from assistant.chat.draft import Draft
from assistant.chat.edges import edge_in
from assistant.chat.figures import FigureWriter, made_inputs, period_words, printed_inputs
from assistant.chat.lexicon import Lexicon
from assistant.chat.measure import sum_of
from assistant.chat.periods import SPANS, YEAR, chosen_periods, wanted_period_text
from assistant.chat.question import Question, base_of
from assistant.chat.verdicts import BELOW, verdict
from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey, RatioValue
from assistant.credit.ratios import compute, ratio_definitions
from assistant.credit.values import Values
from assistant.export.words import reason_text
from ingestion.texts import say

SHORT_QUESTION, LONG_QUESTION = 100, 180  # characters
JOINED = re.compile(r"[和与及、,，+&/?？;；]|\b(?:and|or|vs|versus|than)\b|比")


PROFITS = frozenset({"net_income", "net_income_parent", "operating_profit", "profit_before_tax"})


_STANDARDS = {
    "ifrs": re.compile(r"ifrs|国际(?:财务报告)?(?:会计)?准则"),
    "us": re.compile(r"us gaap|美国(?:公认)?会计准则"),
}


def under_one_standard(facts: Sequence[ChosenFact], asked: str) -> list[ChosenFact]:
    """The facts of one accounting standard where statements under several are printed side by side: the one asked for, else the first.

    Figures of two standards are never put into one ratio while those of one suffice.
    """
    primary = [
        f.fact.gaap
        for f in facts
        if f.fact.field in ("revenue", "total_assets") and f.fact.gaap not in ("unknown", "other")
    ]
    several = list(dict.fromkeys(primary))
    if len(several) < 2:
        return [*facts]
    first = next((name for name, words in _STANDARDS.items() if name in several and words.search(asked)), None)
    kept = first or ("prc" if "prc" in several else several[0])
    return [f for f in facts if f.fact.gaap in (kept, "unknown", "other")]


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
        self.of_one = Values(under_one_standard(facts, question.flat), profile.periods)
        self.draft = Draft(question, profile)
        show = (lambda item: blank(self.draft, item)) if blank is not None else None
        self.write = FigureWriter(self.draft, facts, lexicon or Lexicon(), show)
        self.developments = Developments(self.write, profile, self._value)

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
        banded = "banded" in self.question.says and bool(ratio_definitions().get(concept.id, {}).get("bands"))
        sides = self.question.operation == "compare" and len(self.question.concepts) >= 2 and not banded
        if sides and not self.question.is_defined and edge_in(self.question.periods.masked) is None:
            return self._compare(periods[0])
        computed = [self._value(concept, period) for period in periods]
        usable = [c for c in computed if c.value is not None]
        over_time = self.question.operation in SPANS
        instead = _instead_of(concept)
        if not usable and instead is not None:
            return self.answer(instead)
        if over_time and len(usable) == 1 and len(periods) > 1 and not self.question.asked:
            return self._single(concept, usable[0], next(c for c in computed if c.value is None))
        if not usable or (over_time and len(usable) < len(periods) and len(usable) < 2):
            return self._missing(concept, next(c for c in computed if c.value is None))
        if over_time and len(usable) >= 2:
            return self.developments.over_time(concept, usable) or self._missing(concept, usable[-1])
        if len(usable) >= 2 and not self.question.periods.spanned and not self.question.yes_no:
            return self.developments.side_by_side(concept, usable)
        return self._single(concept, usable[0])

    def _several(self) -> Answer | None:
        """A short question about two or three figures side by side: one after the other, or which of two grew faster."""
        question = self.question
        named = question.concepts
        plain = (
            not question.is_defined
            and question.operation in ("value", "trend", "peak", "increased", "change", "growth")
            and question.length <= (LONG_QUESTION if "faster" in question.says else SHORT_QUESTION)
            and (question.measure is None or question.measure in named or "faster" in question.says)
        )
        if not plain or not 2 <= len(named) <= 3 or not JOINED.search(question.text):
            return None
        if "faster" in question.says:
            return self._faster(named[:2])
        found = []
        for concept in named:
            told, values = self._had(concept)
            if not values and (instead := _instead_of(concept)) is not None:
                told, values = self._had(instead)
            if not values:
                return None
            found.append((told, values))
        answer: Answer | None = None
        for concept, values in found:
            self.draft.say("\n" if answer else "")
            over = question.operation in SPANS and question.operation != "peak" and len(values) >= 2
            answer = self.developments.over_time(concept, values) if over else self._single(concept, values[0])
        return answer

    def _had(self, concept: Concept) -> tuple[Concept, list[RatioValue]]:
        """The figure with its values of the periods asked for that the papers give."""
        periods = chosen_periods(self.question, self.profile, concept, self.values)
        return concept, [v for v in (self._value(concept, p) for p in periods) if v.value is not None]

    def _faster(self, pair: tuple[Concept, ...]) -> Answer | None:
        pair = tuple(base_of(c) or c for c in pair)
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
        if self.question.yes_no:
            self.draft.say(say("chat.yes" if first > second else "chat.no", lang))
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
        found = compute(concept.id, names, concept.formula, concept.unit, period, self.of_one)
        if found.value is not None:
            return found
        return compute(concept.id, names, concept.formula, concept.unit, period, self.values)

    def _single(self, concept: Concept, value: RatioValue, lacking: RatioValue | None = None) -> Answer:
        """One value; `lacking` is the period that it should have been laid beside and that the papers do not give."""
        draft, lang = self.draft, self.question.lang
        number = Decimal(value.value or 0)
        holds, edge = verdict(self.question, concept, number)
        if holds is not None:
            draft.say(say("chat.yes" if holds else "chat.no", lang))
        elif number > 0 and concept.id in PROFITS and "loss" in self.question.tags:
            draft.say(say("chat.no_loss", lang))
        draft.say(say("chat.value_is", lang, name=concept.name(lang), period=self._when(concept, value)))
        self.write.value(concept, value)
        if edge is not None:
            draft.say(say("chat.against", lang))
            draft.figure(f"threshold:{concept.id}", edge[0], edge[1], concept.unit)
        self._variant(concept, value)
        self._parts(concept, value)
        self.write.support(concept, value)
        self._other_bases(concept, value)
        draft.say(say("chat.stop", lang))
        if lacking is not None:
            self._not_had(concept, lacking)
            return draft.done("partial")
        unprinted = not draft.cited and holds is None and self._is_closed(value)
        return draft.done("insufficient_evidence" if unprinted else "answered")

    def _is_closed(self, value: RatioValue) -> bool:
        """True where the figure is a line that no paper prints, nil because the totals leave no room for it."""
        inputs = printed_inputs(value.inputs)
        chosen = self.write.facts.get(inputs[0].fact or "") if len(inputs) == 1 else None
        return chosen is not None and chosen.fact.nil == "closure"

    def _variant(self, concept: Concept, value: RatioValue) -> None:
        """The same figure on a year of 360 days where the question names it."""
        if not re.search(r"(?<!\d)360(?!\d)", self.question.text) or not re.search(r"\bdays\b", concept.formula):
            return
        days = str(360 * (value.period.months or YEAR) // YEAR)
        other = Concept(concept.id, re.sub(r"\bdays\b", days, concept.formula), concept.unit, concept.zh, concept.en)
        found = self._value(other, value.period)
        if found.value is not None:
            before, _, after = say("chat.on_360", self.question.lang).partition("{days}")
            self.draft.say(before).figure("constant:days", Decimal(days), days, "days").say(after)
            self.write.value(other, found)

    def _other_bases(self, concept: Concept, value: RatioValue) -> None:
        """The same figure on another denominator or on closing balances, and the amount under a ratio."""
        lang, row = self.question.lang, companions().get(concept.id, {})
        if self.question.is_defined:
            return
        told = {i.name for i in made_inputs(value)}
        for name in (*row.get("variants", ()), *(n for n in row.get("amounts", ()) if n not in told)):
            made = concept_named(name)
            found = self._value(made, value.period) if made is not None else None
            if made is not None and found is not None and found.value is not None:
                self.draft.say("；" if lang == "zh" else "; ").say(f"{made.name(lang)} ")
                self.write.value(made, found)

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
        when = period.period_end if balance else self.write.when(value)
        if len({p.basis == "parent" for p in self.profile.periods}) > 1:
            when += ("，" if lang == "zh" else ", ") + say(
                "chat.basis_parent" if period.basis == "parent" else "chat.basis_group", lang
            )
        return when

    def _compare(self, period: PeriodKey) -> Answer:
        draft, lang = self.draft, self.question.lang
        pair = [(c, self._value(c, period)) for c in self._sides()]
        if any(v.value is None for _, v in pair):
            concept, value = next((c, v) for c, v in pair if v.value is None)
            return self._missing(concept, value)
        left, right = (Decimal(v.value or 0) for _, v in pair)
        holds = left < right if BELOW.search(self.question.flat) else left > right
        draft.say(say("chat.yes" if holds else "chat.no", lang))
        for number, (concept, value) in enumerate(pair):
            draft.say(("，" if lang == "zh" else ", ") if number else "")
            draft.say(say("chat.value_is", lang, name=concept.name(lang), period=self.write.when(value)))
            self.write.value(concept, value)
            self.write.cite(printed_inputs(value.inputs))
        draft.say(say("chat.stop", lang))
        return draft.done("answered")

    def _sides(self) -> tuple[Concept, Concept]:
        """The two figures to compare; figures listed on the second side are added up."""
        first, *others = self.question.concepts
        if len(others) == 1:
            return first, others[0]
        return first, sum_of(others)

    def _missing(self, concept: Concept, value: RatioValue) -> Answer:
        self._not_had(concept, value)
        self.draft.say_searched()
        return self.draft.done("insufficient_evidence")

    def _not_had(self, concept: Concept, value: RatioValue) -> None:
        """That a figure is not in the papers for a period, what it lacks, and what would give it."""
        draft, lang = self.draft, self.question.lang
        draft.say(say("chat.not_found", lang, name=concept.name(lang), period=period_words(value.period, lang)))
        if value.reason and value.reason != "missing":
            draft.say(reason_text(value, lang)).say(say("chat.stop", lang))
        elif value.missing:
            names = [self.write.name(n) for n in value.missing]
            draft.say(say("chat.lacking", lang, names="、".join(names) if lang == "zh" else ", ".join(names)))
        for name in value.missing or (concept.id,):
            draft.missing.append(Missing(what=self.write.name(name), document_kind="annual_report"))

    def _no_period(self, concept: Concept) -> Answer:
        draft, lang = self.draft, self.question.lang
        wanted = wanted_period_text(self.question, lang)
        key = "chat.not_found" if wanted else "chat.not_found_at_all"
        draft.say(say(key, lang, name=concept.name(lang), period=wanted))
        self.draft.say_searched()
        draft.missing.append(Missing(what=f"{concept.name(lang)} {wanted}".strip(), document_kind="annual_report"))
        return draft.done("insufficient_evidence")


def _instead_of(concept: Concept) -> Concept | None:
    """What is told where no paper gives the figure: `instead` of `companions.toml`."""
    return concept_named(companions().get(concept.id, {}).get("instead", ""))
