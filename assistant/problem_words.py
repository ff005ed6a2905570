"""A problem of a paper in the reader's language: its sentence was written when the paper was read, in the language of that day."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from assistant.format import Lang, grouped, parsed_number
from ingestion.errors import UsageError
from ingestion.model.fact import Extraction
from ingestion.texts import catalogue, say

_FIELD = re.compile(r"\\{(\w+)\\}")
_LONG = re.compile(r"(?<![\d.,-])-?\d{5,}(?:\.\d+)?(?![\d.,])")


def problem_words(problem: Mapping[str, Any], lang: Lang) -> str:
    """The problem's sentence in `lang`, long numbers grouped; as it was written where its text is not of our catalogue."""
    message, key = str(problem["message"]), f"problems.{problem['code']}"
    if key in catalogue():
        for other in ("zh", "en"):
            found = _template(key, other).fullmatch(message)
            if found:
                message = say(key, lang, **found.groupdict())
                break
    return _LONG.sub(lambda m: _grouped(m[0]), message)


def error_words(extraction: Extraction, lang: Lang) -> str:
    """Why the paper gave nothing or not all, in `lang`; empty where it gave all."""
    known = (p for p in extraction.problems if p.message == extraction.error)
    return next((problem_words(p.model_dump(), lang) for p in known), extraction.error or "")


@cache
def _template(key: str, lang: Lang) -> re.Pattern[str]:
    seen: set[str] = set()

    def field(match: re.Match[str]) -> str:
        name = match[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>.*)"

    return re.compile(_FIELD.sub(field, re.escape(catalogue()[key][lang])), re.S)


def _grouped(text: str) -> str:
    try:
        return grouped(parsed_number(text))
    except UsageError:
        return text
