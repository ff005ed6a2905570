"""A follow-up question ("and the year before?", 「那去年呢」) made whole by the question before it. Pure; numbers are never invented.

Only a short question without a figure or without a period of its own is completed: what it lacks is taken from the one before.
"""

import re
from collections.abc import Sequence

from assistant.chat.asked import Asked
from assistant.chat.question import Question

_OPENS = re.compile(
    r"^\s*(?:那|那么|还有|再|另外|换成|改成|and\b|what about|how about|same for|the same for|then\b|now\b|compared)|(?:呢|如何呢)\s*[?？。]?\s*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"去年|上年|前一年|上一年|再前一年|(?:the )?(?:year|one|period) before|(?:the )?(?:prior|previous|preceding) (?:year|period)|last year|a year earlier",
    re.IGNORECASE,
)
_AFTER = re.compile(r"后一年|下一年|次年|(?:the )?(?:next|following) year|year after", re.IGNORECASE)
SHORT_ZH, SHORT_EN = 22, 70


def is_follow_up(question: Question) -> bool:
    """True for a short question that leans on what was said before."""
    limit = SHORT_ZH if question.lang == "zh" else SHORT_EN
    if len(question.text) > limit:
        return False
    lacks = question.measure is None or not (question.asked or question.periods.recent)
    return lacks and bool(_OPENS.search(question.text))


def completed(question: Question, before: Sequence[Question]) -> str:
    """The question as it was meant; its own text where it stands by itself or nothing before it helps."""
    if not before or not is_follow_up(question):
        return question.text
    last = next((q for q in reversed(before) if q.measure is not None), None)
    if last is None:
        return question.text
    figure = _figure(question) or _figure(last)
    when = _when(question, last)
    rest = _operation(last) if question.operation == "value" else ""
    if not figure:
        return question.text
    return (
        f"{when}{figure}{rest}是多少？"
        if question.lang == "zh"
        else f"What was {figure} {rest} {when}?".replace("  ", " ")
    )


def _figure(question: Question) -> str:
    mention = next((m for m in question.mentions), None)
    if mention is None or question.measure is None:
        return ""
    return question.measure.name(question.lang)


def _operation(last: Question) -> str:
    words = {"growth": ("同比增长百分之多少，即增长率", "growth rate"), "change": ("变动", "change")}
    return words[last.operation][question_lang(last)] if last.operation in words else ""


def question_lang(question: Question) -> int:
    """0 for Chinese, 1 for English: the place of a word in a pair."""
    return 0 if question.lang == "zh" else 1


def _when(question: Question, last: Question) -> str:
    if question.asked:
        return " ".join(a.text for a in question.asked)
    first = last.asked[0] if last.asked else None
    if first is None or first.year is None:
        if _BEFORE.search(question.text):
            return "上年" if question.lang == "zh" else "in the prior year"
        return ""
    step = -1 if _BEFORE.search(question.text) else 1 if _AFTER.search(question.text) else 0
    return _moved(first, step, question.lang)


def _moved(asked: Asked, step: int, lang: str) -> str:
    year = (asked.year or 0) + step
    if asked.kind == "date" and asked.end:
        day = f"{year}{asked.end[4:]}"
        return f"{day}的" if lang == "zh" else f"at {day}"
    if asked.kind == "quarter":
        return f"{year}年第{asked.quarter}季度" if lang == "zh" else f"in Q{asked.quarter} {year}"
    if asked.kind == "month":
        return f"{year}年{asked.month}月末" if lang == "zh" else f"at {year}-{asked.month:02d}"
    if asked.kind == "year_end":
        return f"{year}年末" if lang == "zh" else f"at the end of {year}"
    return f"{year}年" if lang == "zh" else f"in {year}"
