"""Yes or no: a figure against the edge that a question or the house gives, and whether a change goes the way asked. Pure."""

import re
from decimal import Decimal

from assistant.chat.concepts import Concept
from assistant.chat.edges import edge_in
from assistant.chat.question import Question
from assistant.credit.ratios import ratio_definitions

BELOW = re.compile(r"低于|小于|不足|不到|少于|以下|less|lower|below|smaller|fewer|under")
_RANKS = re.compile(r"\b(?:largest|biggest|smallest|highest|lowest|main)\b|最[大小高低多少]|第一大")
STEADY = 2  # percentage points within which a figure is called stable


def verdict(question: Question, concept: Concept, number: Decimal) -> tuple[bool | None, tuple[Decimal, str] | None]:
    """Yes or no where one is asked (None where not), and the edge it was measured against."""
    if not question.yes_no:
        return None, None
    if "positive" in question.says:
        return number > 0, None
    if "negative" in question.says:
        return number < 0, None
    against = edge_in(question.periods.masked) if question.operation == "compare" else None
    if against is not None and against.fits(concept.unit):
        holds = number < against.value if BELOW.search(question.flat) else number > against.value
        return holds, (against.value, against.shown)
    if "banded" in question.says and (bands := ratio_definitions().get(concept.id, {}).get("bands")):
        row = ratio_definitions()[concept.id]
        times = 100 if concept.unit == "percent" and row["unit"] == "x" else 1
        good, up = Decimal(str(bands[0])) * times, row["direction"] == "up"
        return (number >= good if up else number <= good), (good, format(good.normalize(), "f"))
    if concept.unit == "money" and question.operation in ("exists", "value") and not _RANKS.search(question.flat):
        return number != 0, None
    return None, None


def edge(question: Question) -> tuple[Decimal, str] | None:
    """The number that the question compares with, in the figure's unit."""
    found = edge_in(question.periods.masked)
    return (found.value, found.shown) if found is not None else None


def goes_as_asked(question: Question, change: Decimal) -> bool:
    """True where a change is what the question supposes: a rise, a fall, any change, none to speak of."""
    if "stable" in question.says:
        found = edge(question)
        return abs(change) <= (found[0] if found else STEADY)
    if question.operation == "increased" or "falling" in question.says:
        falling = "falling" in question.says
        both = falling and bool(re.search(r"improv|increas|grow|rise|上升|增加|增长|改善", question.flat))
        neutral = bool(re.search(r"\bany change\b|变化", question.flat)) and not falling
        return change != 0 if neutral else change > 0 if both or not falling else change < 0
    return change > 0
