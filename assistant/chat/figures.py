"""Writes computed figures into a draft: value, unit and rounding as asked, formula and inputs with their places."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from assistant.chat.concepts import Concept
from assistant.chat.draft import Draft
from assistant.chat.lexicon import Lexicon
from assistant.chat.periods import YEAR
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, PeriodKey, RatioInput, RatioValue
from assistant.credit.values import INCLUDED, derived_formulas
from assistant.export.words import OF_A_LINE, SIGNS, formula_words, of_lines
from assistant.format import amount, grouped, period_text, ratio_text, rounded
from ingestion.texts import say

DEFAULT_PLACES = {"x": 2, "percent": 2, "days": 2}
MAX_SHOWN = 10
MAX_MADE = 3


class FigureWriter:
    """Knows the facts a formula may have read, printed captions among them."""

    def __init__(
        self,
        draft: Draft,
        facts: Iterable[ChosenFact],
        lexicon: Lexicon,
        blank: Callable[[ChosenFact], None] | None = None,
    ) -> None:
        self.draft = draft
        self._blank = blank
        self.question = draft.question
        self.facts = {item.fact.id: item for item in facts}
        self._lexicon = lexicon

    def name(self, field: str) -> str:
        """What a line is called: its name in the question's language, or its caption as printed."""
        printed = self._lexicon.printed.get(field)
        if printed is not None:
            return printed.label
        row = next((f for f in self.facts.values() if f.fact.field == field and f.fact.method == "text"), None)
        return row.fact.label if row else line_name(field, self.draft.lang)

    def value(self, concept: Concept, value: RatioValue) -> None:
        """The value itself."""
        facts = tuple(i.fact for i in printed_inputs(value.inputs) if i.fact)
        self.number(concept.id, Decimal(value.value or 0), concept.unit, value, facts, concept.formula)

    def number(
        self, name: str, value: Decimal, unit: str, like: RatioValue, facts: tuple[str, ...], formula: str
    ) -> None:
        """A number of the same kind as `like`."""
        period, currency = like.period, self._currency(like) if unit in ("money", "per_share") else None
        months = None if self._of_balances(like) else period.months
        self.draft.figure(
            name, value, self._display(value, unit, like), unit, period.period_end, months, period.basis, currency,
            formula, facts,
        )  # fmt: skip

    def when(self, value: RatioValue) -> str:
        """The period of a figure in words; of one made of balances alone the day, unless its period is a whole year."""
        period = value.period
        if period.months != YEAR and self._of_balances(value):
            return period.period_end
        return period_words(period, self.draft.lang)

    def _of_balances(self, value: RatioValue) -> bool:
        """True where every printed figure behind a value stands on a day and covers no months."""
        facts = [self.facts.get(i.fact or "") for i in printed_inputs(value.inputs)]
        return bool(facts) and all(f is not None and f.fact.months is None for f in facts)

    def change(self, concept: Concept, change: Decimal, like: RatioValue, facts: tuple[str, ...]) -> None:
        """A difference: in percentage points where the figure itself is a percentage."""
        if concept.unit != "percent":
            self.number(f"{concept.id}_change", change, concept.unit, like, facts, concept.formula)
            return
        places = 2 if self.question.places is None else self.question.places
        display = grouped(change, places) + ("个百分点" if self.question.lang == "zh" else " percentage points")
        period = like.period
        self.draft.figure(
            f"{concept.id}_change", change, display, "percent", period.period_end, period.months, period.basis, None,
            concept.formula, facts,
        )  # fmt: skip

    def support(self, concept: Concept, value: RatioValue) -> None:
        """The place of a single printed figure, else the formula with its inputs."""
        inputs = printed_inputs(value.inputs)
        if len(inputs) == 1 and re.fullmatch(r"\w+", concept.formula):
            self._only(inputs[0])
        else:
            self.explain(value, inputs)

    def _only(self, item: RatioInput) -> None:
        chosen = self.facts.get(item.fact or "")
        if chosen is not None and chosen.fact.nil == "closure":
            self.draft.say(say("chat.not_printed", self.draft.lang))
            if self._blank is not None:
                self._blank(chosen)
        self.cite([item])

    def explain(self, value: RatioValue, inputs: list[RatioInput]) -> None:
        """The formula in words, the inputs with their figures and places."""
        draft, lang = self.draft, self.draft.lang
        draft.say(say("chat.formula", lang))
        self._formula(value.formula)
        for item in made_inputs(value):
            draft.say("；" if lang == "zh" else "; ").say(f"{self.name(item.name)} {item.period_end or ''} ")
            made = Decimal(item.value or 0)
            shown = self._display(made, "money", value)
            draft.figure(
                item.name, made, shown, "money", item.period_end, formula=derived_formulas()[item.name]["formula"]
            )
            draft.say(" = ")
            self._formula(item.name)
        nil = [i for i in inputs[:MAX_SHOWN] if self._is_nil(i)]
        for number, item in enumerate(i for i in inputs[:MAX_SHOWN] if i not in nil):
            chosen = self.facts.get(item.fact or "")
            draft.say(("；" if lang == "zh" else "; ") if number else say("chat.colon", lang))
            draft.say(f"{self.name(item.name)} {item.period_end or ''} ")
            if item.state == INCLUDED:
                draft.say(say("chat.included_mark", lang).lstrip())
                continue
            printed = chosen is not None and chosen.fact.method != "derived"
            shown = chosen.fact.printed if chosen is not None and printed else grouped(Decimal(item.value or 0))
            draft.figure(
                item.name,
                Decimal(item.value or 0),
                shown or "0",
                "money",
                item.period_end,
                facts=(item.fact,) if item.fact else (),
            )
            if chosen is not None and printed:
                draft.cite(chosen)
            else:
                draft.say(say("chat.derived_mark", lang))
        if nil:
            names = ("、" if lang == "zh" else ", ").join(self.name(i.name) for i in nil)
            draft.say(say("chat.nil_inputs", lang, names=names))

    def _is_nil(self, item: RatioInput) -> bool:
        """True for a line that no paper prints and the totals leave no room for."""
        chosen = self.facts.get(item.fact or "")
        return (
            chosen is not None
            and item.state != INCLUDED
            and chosen.fact.method == "derived"
            and not Decimal(item.value or 0)
        )

    def _formula(self, formula: str) -> None:
        """A formula in words, the numbers in it told as figures; a derived value by its own formula."""
        formula = derived_formulas()[formula]["formula"] if formula in derived_formulas() else formula
        for part in re.split(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])", formula):
            if part.replace(".", "").isdigit():
                name = "constant:days" if part in ("360", "365") else "constant"
                self.draft.figure(name, Decimal(part), part, "count")
            else:
                self.draft.say(self._words(part))

    def _words(self, part: str) -> str:
        """A piece of a formula in words; captions of the paper stand as printed."""
        lang = self.draft.lang

        def named(match: re.Match[str]) -> str:
            how, _, field = match.group().rpartition(OF_A_LINE)
            own = field in self._lexicon.printed or field in self._lexicon.rows or field == "row_asked"
            name = self.name(field) if own else formula_words(field, lang)
            return say(f"export.{how}_of", lang, name=name) if how else name

        text = of_lines(part).translate(SIGNS)
        return re.sub(r"[a-z][a-z0-9_]*", named, text)

    def cite(self, inputs: Iterable[RatioInput]) -> None:
        """The marks of the places that inputs are printed at."""
        for item in inputs:
            chosen = self.facts.get(item.fact or "")
            if chosen is None:
                continue
            self.draft.cite(chosen)
            if chosen.fact.method == "derived":
                for part in chosen.fact.inputs:
                    if part in self._lexicon.parts:
                        self.draft.cite(self._lexicon.parts[part])

    def _display(self, value: Decimal, unit: str, like: RatioValue) -> str:
        lang, places = self.draft.lang, self.question.places
        sample = self._sample(like)
        if unit == "per_share":
            return amount(value, self._currency(like), lang, 1, places)
        if unit != "money":
            return ratio_text(value, unit, lang, _places(value, unit) if places is None else places)
        printed_scale = sample.fact.scale if sample else 1
        scale = self.question.scale or printed_scale
        digits = places
        if digits is None and (self.question.scale or 0) > printed_scale:
            digits = 2
        if digits is None and value != value.to_integral_value() and len(str(value).split(".")[-1]) > 2:
            digits = 2
        shown = value if digits is None else rounded(value / scale, digits) * scale
        return amount(shown, self._currency(like), lang, scale, digits)

    def _sample(self, like: RatioValue) -> ChosenFact | None:
        found = (self.facts.get(i.fact or "") for i in printed_inputs(like.inputs))
        return next((f for f in found if f is not None), None)

    def _currency(self, like: RatioValue) -> str | None:
        sample = self._sample(like)
        return (sample.fact.currency if sample else None) or like.period.currency


def _places(value: Decimal, unit: str) -> int:
    """Decimals of a ratio: one more where rounding what is shown once again would not give the rounding of the value itself."""
    places = DEFAULT_PLACES.get(unit, 2)
    twice = rounded(rounded(value, places), places - 1)
    return places if twice == rounded(value, places - 1) else places + 1


def made_inputs(value: RatioValue) -> list[RatioInput]:
    """The derived values that a formula names, each once; none where it is one itself."""
    if value.formula in derived_formulas():
        return []
    found = {
        (i.name, i.period_end): i
        for i in value.inputs
        if i.inputs and i.value is not None and i.name in derived_formulas()
    }
    return list(found.values())[:MAX_MADE]


def printed_inputs(inputs: Iterable[RatioInput]) -> list[RatioInput]:
    """The leaves of the inputs: facts, and derived values without facts below them."""
    out: list[RatioInput] = []
    for item in inputs:
        if item.value is None:
            continue
        below = printed_inputs(item.inputs)
        out += below or [item]
    seen: dict[tuple[str, str | None], RatioInput] = {}
    for item in out:
        seen.setdefault((item.name, item.period_end), item)
    return list(seen.values())


def period_words(period: PeriodKey, lang: str) -> str:
    """The period as the question's language writes it."""
    return period_text(period.period_end, period.months, "zh" if lang == "zh" else "en")
