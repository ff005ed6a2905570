"""A model's answer in the other language, by the model: every figure, mark, quotation and number is a placeholder that must come back.

The reply is taken only where each placeholder stands in it exactly once and nothing in it is a number of the model's own; else refused.
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.chat.answer_model import Answer, Figure
from assistant.config import Settings
from assistant.format import Lang
from assistant.llm.budget import tokens_of
from assistant.llm.faults import ModelFault
from assistant.llm.fence import defused, fenced
from assistant.llm.own_words import has_number, is_link
from assistant.llm.veil import Veil
from assistant.llm.written import shown_in
from prompts import prompt

_KEPT = re.compile(r"\[\d+\]|「[^」]*」|“[^”]*”|\b(?:RF-[A-Z]{2}|FU)-\d+\b|\bCA[1-7]\b|\d+(?:[.,:/-]\d+)*\s*%?")
_PLACE = re.compile(r"<<\s*(k\d+)\s*>>")
_CJK = re.compile("[\u3400-\u9fff]")
NAMES = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a placeholder stands for: a figure, or words that stay as they are."""

    text: str
    figure: Figure | None = None


def translated(answer: Answer, lang: Lang, model: Any, settings: Settings, veil: Veil) -> Answer:
    """The answer in `lang` in the model's words with its own figures, marks and quotes.

    Raises:
        ModelFault: the reply lacks a placeholder, has one of its own, writes a number, or is in the wrong language.
    """
    text, kept = with_placeholders(answer)
    if tokens_of(text) > settings.budget.prompt_tokens:
        raise ModelFault("model_budget")
    asked = prompt("translate").replace("{language}", NAMES[lang])
    told = [{"role": "system", "content": asked}, {"role": "user", "content": fenced_places(veil.over(text))}]
    for _ in range(1 + settings.budget.repairs):
        reply = str(model.invoke(told).text)
        if len(reply) <= settings.budget.reply_bytes and is_faithful(reply, kept, text, lang):
            return _filled(answer, veil.lifted(reply), kept, lang, settings.model)
    raise ModelFault("model_garbage")


def with_placeholders(answer: Answer) -> tuple[str, dict[str, Kept]]:
    """The answer's text with `<<k1>>` … in the place of all that must not change."""
    spans = sorted((start, end, figure) for figure in answer.figures for start, end in figure.spans)
    pieces: list[tuple[str, Figure | None]] = []
    at = 0
    for start, end, figure in spans:
        pieces += [(answer.answer[at:start], None), (answer.answer[start:end], figure)]
        at = end
    pieces.append((answer.answer[at:], None))
    kept: dict[str, Kept] = {}

    def keep(text: str, figure: Figure | None = None) -> str:
        name = f"k{len(kept) + 1}"
        kept[name] = Kept(text, figure)
        return f"<<{name}>>"

    out = [keep(t, f) if f is not None else _KEPT.sub(lambda m: keep(m.group()), defused(t)) for t, f in pieces]
    return "".join(out), kept


def fenced_places(text: str) -> str:
    """The text fenced, its placeholders standing."""
    pieces = _PLACE.split(text)
    plain = "".join(p if at % 2 == 0 else f"@@{p}@@" for at, p in enumerate(pieces))
    return re.sub(r"@@(k\d+)@@", r"<<\1>>", fenced(plain))


def is_faithful(reply: str, kept: dict[str, Kept], source: str, lang: Lang) -> bool:
    """True where the reply has each placeholder exactly once, no number of its own, no link, and is in the language asked."""
    if sorted(_PLACE.findall(reply)) != sorted(kept):
        return False
    bare = _PLACE.sub(" ", reply)
    if "<<" in bare or is_link(bare) or re.search(r"\d", bare):
        return False
    if has_number(bare) and not has_number(_PLACE.sub(" ", source)):
        return False
    letters = len(re.findall(r"[A-Za-z]", bare))
    return (len(_CJK.findall(bare)) * 3 > letters) if lang == "zh" else letters > len(_CJK.findall(bare))


def _filled(answer: Answer, reply: str, kept: dict[str, Kept], lang: Lang, model: str) -> Answer:
    text = ""
    figures: list[Figure] = []
    pieces = _PLACE.split(reply.strip())
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            text += defused(piece)
            continue
        known = kept[piece]
        if known.figure is None:
            text += known.text
            continue
        shown = shown_in(known.figure, lang)
        figures.append(
            known.figure.model_copy(update={"display": shown, "spans": ((len(text), len(text) + len(shown)),)})
        )
        text += shown
    same = [Decimal(f.value) for f in figures]
    if Counter(same) != Counter(Decimal(k.figure.value) for k in kept.values() if k.figure is not None):
        raise ModelFault("model_garbage")
    return answer.model_copy(
        update={"answer": text, "language": lang, "figures": tuple(figures), "model": model, "warnings": ()}
    )
