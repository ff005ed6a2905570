"""Steps of a turn in words: what a tool is asked, what it found. Told while the answer is in the making."""

from collections.abc import Mapping
from typing import Any

from assistant.chat.answer_model import Answer, Step
from assistant.format import Lang
from ingestion.privacy import masked
from ingestion.texts import say

TOOLS = ("find_figure", "compute_ratio", "trend", "search_passages", "list_gaps")
SHOWN = 80


def step(name: str, lang: Lang, /, **values: object) -> Step:
    """The step `name` in the reader's language."""
    return Step(name=name, text=say(f"step.{name}", lang, **values))


def tool_step(name: str, args: Mapping[str, Any], lang: Lang) -> Step:
    """That a tool is asked, with what it is asked."""
    words = " ".join(str(value) for value in args.values())
    words = masked(" ".join(words.split()))[:SHOWN]
    if name not in TOOLS:
        return step("other_tool", lang, name=name[:SHOWN])
    return Step(name=name, text=say(f"step.{name}", lang, words=words))


def found_step(answer: Answer, lang: Lang) -> Step:
    """What came of it."""
    if answer.status == "insufficient_evidence" or not (answer.figures or answer.citations):
        return step("nothing", lang)
    return step("found", lang, figures=len(answer.figures), places=len(answer.citations))


def spoken_lang(question: str, lang: str | None) -> Lang:
    """The language in which steps are told: the one fixed, else the question's."""
    if lang in ("zh", "en"):
        return "zh" if lang == "zh" else "en"
    return "zh" if any("\u3400" <= c <= "\u9fff" for c in question) else "en"
