"""The last look at an answer: every number in it stands in a quote or in the figures; marks point at citations that exist."""

import re
from decimal import Decimal

from assistant.chat.answer_model import Answer

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_AN_ID = re.compile(r"\b(?:RF-[A-Z]{2}|FU|BS|IS|CF)-\d+|(?<![\dA-Z])[0-9A-Z]{15,20}(?![\dA-Z])")
_MARK = re.compile(r"\[(\d+)\]")


def without_loose_numbers(answer: Answer) -> Answer:
    """The answer with a warning where a number has nothing behind it."""
    if loose_numbers(answer):
        return answer.model_copy(update={"warnings": (*answer.warnings, "loose_number")})
    return answer


def loose_numbers(answer: Answer) -> list[str]:
    """Numbers of the text that are in no quote and no figure; dates, small counts and marks are no figures."""
    letters = list(answer.answer)
    for start, end in (span for figure in answer.figures for span in figure.spans):
        letters[start:end] = " " * (end - start)
    text = _AN_ID.sub(" ", _MARK.sub(" ", "".join(letters)))
    text = re.sub(r"\d{4}-\d{2}-\d{2}|FY\d{4}|\d{4}年(?:度|末)?|\d{1,2}个?月|\d{1,2}日|\d+ months", " ", text)
    known = {_value(n) for c in answer.citations for n in _NUMBER.findall(c.quote)}
    out = []
    for found in _NUMBER.findall(text):
        value = _value(found)
        plain_count = "." not in found and (value < 32 or 1900 <= value <= 2100)
        if value not in known and not plain_count:
            out.append(found)
    return out


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", "").rstrip(".") or "0")
