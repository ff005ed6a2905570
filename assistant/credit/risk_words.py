"""Words of a factor: explanation and counter-argument with their values filled in. Pure."""

import re
import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from assistant.credit.figures import Figures
from assistant.credit.names import line_name
from assistant.format import Lang, amount, display_scale, grouped, ratio_text
from ingestion.texts import say

LANGS: tuple[Lang, ...] = get_args(Lang)
EN_SCALES = (1, 10**3, 10**6, 10**9)
NOTHING = "—"
_PLACE = re.compile(r"\{([^{}|]+)\|(\w+)\}")


@cache
def counter_definitions() -> dict[str, dict[str, Any]]:
    """`counters.toml`."""
    return tomllib.loads(files(__package__).joinpath("counters.toml").read_text("utf-8"))


class Teller:
    """Fills values into the sentences of one factor; money in the unit that most figures of the papers are printed in."""

    def __init__(self, figures: Figures, scope: str, scale: int) -> None:
        self._figures = figures
        self._scope = scope
        self._scale = scale

    def told(self, sentence: str, lang: Lang, words: dict[str, str]) -> str:
        """The sentence with `{value|unit}` and the given words filled in; a dash where a value is missing."""
        filled = _PLACE.sub(lambda m: self._place(m[1].strip(), m[2], lang), sentence)
        for name, value in words.items():
            filled = filled.replace("{" + name + "}", value)
        return filled

    def _place(self, expression: str, unit: str, lang: Lang) -> str:
        if unit in ("text", "lines", "opinion", "basis"):
            text = self._figures.text(expression)
            if unit == "lines":
                names = [line_name(n.strip(), lang) for n in text.split(",") if n.strip()]
                return ("、" if lang == "zh" else ", ").join(names[:8])
            if unit in ("opinion", "basis"):
                return say(f"judge.{unit}_{text or 'unknown'}", lang)
            return text
        value = self._figures.number(expression, self._scope)
        return self.figure(value, unit, lang) if isinstance(value, Decimal) else NOTHING

    def figure(self, value: Decimal, unit: str, lang: Lang) -> str:
        """A value as people read it."""
        if unit == "money":
            scale, places = display_scale(value, self._scale, lang)
            if lang == "en" and scale not in EN_SCALES:
                scale = EN_SCALES[-2]
            return amount(value, self._figures.currency, lang, scale, places)
        if unit == "pp":
            return say("risk.points", lang, value=grouped(value, 1))
        if unit in ("count", "score"):
            return grouped(value, 0 if value == value.to_integral_value() else 2)
        if unit in ("years", "months"):
            places = 0 if value == value.to_integral_value() else 1
            return say(f"judge.{unit}", lang, value=grouped(value, places))
        return ratio_text(value, unit, lang)


def counter_of(
    names: Iterable[str], holds: Callable[[str], bool | None], teller: Teller, fallback: dict[str, str]
) -> dict[str, str]:
    """The first counter-argument whose conditions hold, with its values; else the factor's own sentence."""
    for name in names:
        row = counter_definitions()[name]
        if all(holds(str(condition)) is True for condition in row["when"]):
            return {lang: teller.told(str(row[lang]), lang, {}) for lang in LANGS}
    return dict(fallback)
