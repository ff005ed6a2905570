"""Names of lines, derived values and ratios in words."""

from assistant.credit.case_definitions import case_definitions
from assistant.credit.ratios import ratio_definitions
from assistant.credit.values import derived_formulas
from assistant.format import Lang
from ingestion.taxonomy.taxonomy import taxonomy
from ingestion.texts import catalogue, word_of


def line_name(name: str, lang: Lang) -> str:
    """A line item's name; the id itself where the vocabulary has none."""
    line = taxonomy().items.get(name)
    if line is None:
        known = derived_formulas().get(name) or ratio_definitions().get(name) or case_definitions().get(name)
        return str(known["names"][lang]) if known else _word(name, lang)
    return line.name_zh if lang == "zh" and line.name_zh else line.name_en


def _word(name: str, lang: Lang) -> str:
    """A name from the texts: of a figure, of the ledger's screen, of a field of the credit request."""
    for key in (f"web.figure_{name}", f"web.{name}", f"web.{name.replace('.', '_')}"):
        if key in catalogue():
            return catalogue()[key][lang]
    return word_of("web", name, lang)
