"""What a model's sentence claims beside its figures: directions are checked against them, names, days and verdicts need a cited place.

A false or wrongly bound figure makes a sentence fall (`Verdict.fault`). Words that nothing cited bears out are the model's own
(`Verdict.own_words`): the sentence stands and says so.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.names import line_name
from assistant.llm.directions import Placed, are_years_in_order, moved, signs, times
from assistant.llm.own_words import (
    DAY,
    MARK,
    NAMED,
    REFERENCE,
    YEAR,
    Fault,
    ends_of,
    fault_of,
    own_concepts,
    sentences,
    unit_after,
    unit_before,
)
from assistant.llm.turn import Turn
from ingestion.store.split import words_of
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.glossary import glossary
from prompts import names, prompt

REPEATED = 24
"""So many characters in a row of our instructions are no chance."""
_WORD = re.compile("[\u3400-\u9fff]+|[a-z][a-z'-]*")
_NOT = re.compile(r"\b(?:not?|never|none|nobody|nothing|without|neither|nor|\w+n't)\b|不|无|没|未|非|否")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CJK = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fault`: why the sentence may not stand. `own_words`: it stands, and something in it is the model's own claim."""

    fault: Fault | None = None
    own_words: bool = False


@cache
def rules() -> dict[str, Any]:
    """`grounds.toml`."""
    return tomllib.loads(files(__package__).joinpath("grounds.toml").read_text("utf-8"))


def unsupported(turn: Turn, text: str) -> list[str]:
    """The sentences of `text` that may not stand."""
    return [s for s in sentences(text) if verdict(turn, s).fault]


def verdict(turn: Turn, sentence: str) -> Verdict:
    """What may be done with a sentence of the model."""
    fault = fault_of(turn, sentence)
    if fault is None and _is_of_the_prompt(sentence):
        fault = "claim"
    if fault is not None:
        return Verdict(fault)
    flat = plain(MARK.sub("", sentence))
    placed = _placed(turn, flat)
    named_years = [(m.start(), m.group()) for m in _YEARS.finditer(REFERENCE.sub(_blank, flat))]
    if not are_years_in_order(placed, named_years, bool(re.search(rules()["period"]["in_turn"], flat))):
        return Verdict("period")
    checked = _without_units(_without_years(flat))
    for look in (signs, times, moved):
        fault, checked = look(placed, checked, rules())
        if fault is not None:
            return Verdict(fault)
    own, subject = False, ""  # what is said before a figure that has no name of its own beside it
    for start, end in _statements(flat):
        inside = [p for p in placed if start <= p.start < end]
        numbers = [p for p in inside if p.value is not None]
        left, named = _left(turn, checked[start:end], placed, inside)
        before = left[: numbers[-1].start - start] if numbers else ""
        denied = bool(numbers) and re.search(rules()["absent"]["any"], flat[start:end])
        unnamed = bool(numbers) and not named and bool(_WORD.search(left))
        if denied or unnamed or (numbers and _WORD.search(before + ("" if named else subject))):
            return Verdict("subject")
        subject = "" if numbers else subject + left
        own = own or not _is_borne_out(turn, left, flat[start:end], placed)
    return Verdict(None, own)


@cache
def _instructions() -> str:
    lines = [line for name in names() for line in prompt(name).splitlines() if not line.startswith(("Q:", "A:"))]
    return " ".join(" ".join(lines).split())


def _is_of_the_prompt(sentence: str) -> bool:
    """True where the sentence repeats what the model was told by us."""
    said = " ".join(sentence.split()).strip(" -.。")
    ours = _instructions()
    return any(said[at : at + REPEATED] in ours for at in range(len(said) - REPEATED + 1))


def _placed(turn: Turn, flat: str) -> list[Placed]:
    """The references of the sentence with what they stand for."""
    out = []
    for match in REFERENCE.finditer(flat):
        item, figure = turn.facts.get(match[1]), turn.figures.get(match[1])
        if item is not None:
            fact = item.fact
            key, end, months, text = fact.field or fact.label, fact.period_end, fact.months, fact.value
            unit: str = fact.unit
        elif figure is not None:
            key, end, months, text = figure.name, figure.period_end, figure.months, figure.value
            unit = figure.unit
        else:
            out.append(Placed(match[1], match.start(), match.end()))
            continue
        others = tuple(
            (str(f.fact.period_end), value)
            for f in turn.data.profile().facts
            if item is not None
            and (f.fact.field or f.fact.label, f.fact.months, f.fact.basis) == (key, months, item.fact.basis)
            and f.fact.period_end not in (None, end)
            and (value := _number(f.fact.value)) is not None
        )
        years = frozenset(e[:4] for e in ends_of(turn, [match[1]]))
        out.append(
            Placed(match[1], match.start(), match.end(), key, end or "", months, _number(text), unit, others, years)
        )
    return out


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _without_years(flat: str) -> str:
    """The sentence with its years and days blanked, place for place; that they are the figures' own is checked elsewhere."""
    return YEAR.sub(_blank, DAY.sub(_blank, flat))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _statements(flat: str) -> list[tuple[int, int]]:
    """Start and end of each statement of the sentence."""
    out, at = [], 0
    for match in re.finditer(rules()["split"]["any"], flat):
        out.append((at, match.start()))
        at = match.end()
    return [(a, b) for a, b in (*out, (at, len(flat))) if flat[a:b].strip()]


def _left(turn: Turn, text: str, placed: list[Placed], inside: list[Placed]) -> tuple[str, bool]:
    """The statement without names of its figures and of the customer, and words that claim nothing.

    Place for place. And whether a figure was named.
    """
    text = re.sub(rules()["absent"]["any"], _blank, text)
    refer = inside or placed
    own = set().union(*(own_concepts(turn, p.id) for p in refer)) if refer else set()
    whole = text
    for mention in glossary().mentions(text):
        if mention.concept.id in own or (not inside and mention.concept.kind in NAMED):
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    for name in sorted(_names(turn, refer), key=len, reverse=True):
        text = re.sub(_whole(name), _blank, text)
    named = text != whole
    return re.sub(_glue_zh(), _blank, re.sub(_glue_en(), _blank, text)), named


def _without_units(text: str) -> str:
    """References and units written beside them blanked, place for place."""
    pieces = REFERENCE.split(text)
    marks = [m.group() for m in REFERENCE.finditer(text)]
    out = ""
    for at, words in enumerate(pieces[::2]):
        if at:
            words = unit_after(words).rjust(len(words))
        if at < len(marks):
            words = unit_before(words).ljust(len(words)) + " " * len(marks[at])
        out += words
    return out


def _names(turn: Turn, refer: list[Placed]) -> set[str]:
    """Names of the figures referred to, in both languages and as printed, and of the customer."""
    customer = turn.data.profile().customer
    names = {turn.data.name, *(str(n) for n in _texts(customer))}
    for place in refer:
        names |= {place.key.replace("_", " "), line_name(place.key, "zh"), line_name(place.key, "en")}
        if place.id in turn.facts:
            names.add(turn.facts[place.id].fact.label)
    flat = {re.sub(r"\s*[(（].*", "", plain(n)).strip() for n in names if n}
    return {n for n in flat if len(n) > 1} | {w for n in flat if not _CJK.search(n) for w in n.split() if len(w) > 2}


def _texts(customer: Any) -> Iterable[str]:
    subject = getattr(customer, "subject", None)
    yield from (n for n in (getattr(customer, "name", None), getattr(subject, "name", None)) if isinstance(n, str))
    yield from (str(getattr(n, "name", n)) for n in getattr(customer, "names_seen", ()) or ())


def _whole(name: str) -> str:
    return re.escape(name) if _CJK.search(name) else rf"(?<![a-z]){re.escape(name)}(?:'?s)?(?![a-z])"


@cache
def _glue_zh() -> str:
    return "|".join(sorted(rules()["glue"]["zh"].split(), key=len, reverse=True))


@cache
def _glue_en() -> str:
    return rf"(?<![a-z'-])(?:{'|'.join(sorted(rules()['glue']['en'].split(), key=len, reverse=True))})(?![a-z'-])"


def _is_borne_out(turn: Turn, left: str, statement: str, placed: list[Placed]) -> bool:
    """True where what is left of a statement stands in what the sentence cites, claims nothing, or says what a tool did not find."""
    words = _WORD.findall(left)
    if not words:
        return True
    bare = statement.strip().rstrip("。.!！?？ ")
    if any(re.fullmatch(rules()["free"][lang], bare) for lang in ("zh", "en")):
        return True
    if re.search(rules()["absent"]["any"], statement):
        return _is_said(words, _not_found(turn), "")
    cited = " ".join(_cited(turn, placed))
    return bool(cited) and _is_said(words, cited, statement)


def _cited(turn: Turn, placed: list[Placed]) -> list[str]:
    """Quotes the sentence refers to, and the answers that tools gave from the same places."""
    quotes = [turn.quotes[p.id] for p in placed if p.id in turn.quotes]
    answers = [a.answer for a in turn.answers if any(c.quote == q.quote for q in quotes for c in a.citations)]
    return [plain(t) for t in (*(q.quote for q in quotes), *answers)]


def _not_found(turn: Turn) -> str:
    """What tools of the turn looked for in vain, in their words and the question's."""
    vain = [a for a in turn.answers if a.status == "insufficient_evidence" or a.missing]
    told = [a.answer for a in vain] + [m.what for a in vain for m in a.missing]
    return plain(" ".join([*told, turn.question])) if vain else ""


def _is_said(words: list[str], told: str, statement: str) -> bool:
    """True where each word stands in what is told, denied neither here nor there alone."""
    stems = set(words_of(told))
    denied = bool(_NOT.search(statement))
    for word in words:
        if _CJK.match(word):
            spots = [m.start() for m in re.finditer(re.escape(word), told)]
            if not any(not _NOT.match(told[max(at - 1, 0) : at]) for at in spots):
                return False
        elif not _NOT.match(word) and not stems.issuperset(words_of(word)):
            return False
    return not denied or bool(_NOT.search(told))
