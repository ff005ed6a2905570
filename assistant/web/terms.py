"""What a term means, for the hint where it stands: the glossary's sentence, a ratio's formula and thresholds, a line's other names."""

from functools import cache

from assistant.credit.ratios import ratio_definitions
from assistant.credit.values import derived_formulas
from assistant.export.words import formula_words
from assistant.format import Lang
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import catalogue, say


@cache
def explained(name: str, lang: Lang) -> str:
    """The hint, or an empty text where there is nothing to say."""
    told = [say(f"terms.{name}", lang)] if f"terms.{name}" in catalogue() else []
    definition = ratio_definitions().get(name)
    if definition:
        told.append(formula_words(definition["formula"], lang))
        told += _bands(definition.get("bands"), definition.get("direction", "up") == "up", lang)
    elif name in derived_formulas():
        told.append(formula_words(derived_formulas()[name]["formula"], lang))
    line = taxonomy().items.get(name)
    if line is not None:
        told += _other_names(name, lang)
    return (" " if lang == "en" else "").join(
        f"{text.rstrip('。.')}{'。' if lang == 'zh' else '.'}" for text in told if text
    )


def _bands(bands: object, up: bool, lang: Lang) -> list[str]:
    if not isinstance(bands, list) or len(bands) != 2:
        return []
    sign = "≥" if up else "≤"
    return [say("web.bands_told", lang, good=f"{sign} {bands[0]}", watch=f"{sign} {bands[1]}")]


def _other_names(name: str, lang: Lang) -> list[str]:
    line = taxonomy().items[name]
    other = line.name_en if lang == "zh" else line.name_zh
    return [say("web.also_called", lang, names=other)] if other else []
