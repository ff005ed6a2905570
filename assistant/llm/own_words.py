"""What a model wrote itself, sentence by sentence: no figure in any form, no reference that no tool gave, no foreign quotation.

A sentence that fails is left out of the answer; the reason is one word of `Fault`.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.credit.names import line_name
from assistant.llm.turn import Turn
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.glossary import glossary

Fault = Literal["reference", "number", "period", "quote", "sign", "link", "claim", "name", "direction", "subject"]
REFERENCE = re.compile(r"<<\s*([a-z0-9]{2,32})\s*>>")
SENTENCE = re.compile(r"[^。！？；\n.!?]*(?:[。！？；\n]+|[.!?]+(?=\s|$)|[.!?]+|$)")
MARK = re.compile(r"\[\d+\]")
YEAR = re.compile(r"(?:fy ?)?((?:19|20)\d\d)(?:年(?:末|度)?|-\d\d-\d\d)?(?![\d%]|[,.]\d)")
DAY = re.compile(
    r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|(\d{1,2})\s+([a-z]{3,9})\s+((?:19|20)\d\d)|([a-z]{3,9})\s+(\d{1,2}),?\s+((?:19|20)\d\d)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_QUOTE = re.compile(
    "[“「『\"](.{3,600}?)[”」』\"]|‘([^‘’]{3,600})’(?![a-z])|(?<![\\w'])'([^']*\\s[^']*)'(?![\\w'])", re.DOTALL
)
_ROMAN = re.compile(
    r"[\u2160-\u2188]|(?<![A-Za-z0-9])(?=[MDCLXVI]{2})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![A-Za-z0-9])"
)
_IDS = re.compile(r"\b(?:rf-[a-z]{2}-\d+|fu-\d+)\b")
_GRADE = re.compile(r"\bca([1-7])\b")
NAMED = ("line_item", "ratio")


def sentences(text: str) -> Iterator[str]:
    """The sentences of `text` with their ends, in order."""
    return (m.group() for m in SENTENCE.finditer(text) if m.group().strip())


def fault_of(turn: Turn, sentence: str) -> Fault | None:
    """Why the sentence may not stand, or None."""
    references = REFERENCE.findall(sentence)
    if any(not turn.knows(r) for r in references) or (MARK.search(sentence) and not references):
        return "reference"
    flat = plain(MARK.sub("", sentence))
    if is_link(REFERENCE.sub(" ", flat)):
        return "link"
    if _rules("signs", "changed").search(flat):
        return "sign"
    if any(not _is_quoted(turn, m[1] or m[2] or m[3]) for m in _QUOTE.finditer(sentence)):
        return "quote"
    if any(m.group() and not _is_told(turn, m.group()) for m in _ROMAN.finditer(sentence)):
        return "number"
    bare = _without_names(turn, REFERENCE.sub(" ", flat))
    left = _without_periods(turn, bare, references)
    if re.search(r"(?:19|20)\d\d(?!\d)", left) and not re.search(
        r"\d", re.sub(r"(?:19|20)\d\d(?!\d)|年|末|度", "", left)
    ):
        return "period"
    if has_number(left):
        return "number"
    if _is_claim(flat):
        return "claim"
    return "name" if any(_is_misnamed(turn, flat, r) for r in references) else None


def _without_periods(turn: Turn, flat: str, references: list[str]) -> str:
    """The sentence without the years and days that its figures have; without a reference those of the papers and the question."""
    ends = ends_of(turn, references)
    years = {end[:4] for end in ends}
    if not years:
        ends = {p.period_end for p in turn.data.profile().periods}
        years = {end[:4] for end in ends} | set(re.findall(r"(?:19|20)\d\d", plain(turn.question)))
    flat = DAY.sub(lambda m: "" if is_end(m, ends) else m.group(), flat)
    return YEAR.sub(lambda m: "" if m[1] in years and _is_year_or_end(m.group(), ends) else m.group(), flat)


def _is_year_or_end(printed: str, ends: set[str]) -> bool:
    day = re.search(r"\d{4}-\d\d-\d\d", printed)
    return day is None or day.group() in ends


def is_end(match: re.Match[str], ends: set[str]) -> bool:
    """True where the day or month written is the end of a period."""
    if match[1]:
        year, month, day = match[1], int(match[2]), match[3]
    else:
        year, name, day = match[6] or match[9], (match[5] or match[7])[:3], match[4] or match[8]
        if name not in _MONTHS:
            return False
        month = _MONTHS.index(name) + 1
    return any(e.startswith(f"{year}-{month:02d}") and (day is None or int(e[8:]) == int(day)) for e in ends)


def ends_of(turn: Turn, references: list[str]) -> set[str]:
    """Ends of the periods of the figures referred to, those they are computed from among them."""
    facts = {item.fact.id: item.fact for item in turn.data.profile().facts}
    out: set[str] = set()
    for reference in references:
        if reference in turn.facts:
            out.add(turn.facts[reference].fact.period_end or "")
        elif reference in turn.figures:
            figure = turn.figures[reference]
            out |= {figure.period_end or "", *(facts[i].period_end or "" for i in figure.facts if i in facts)}
    return out - {""}


def _without_names(turn: Turn, flat: str) -> str:
    """Without the names of concepts ("due within one year") and the marks of factors, checks and the grade that tools gave."""
    told = " ".join(plain(a.answer) for a in turn.answers)
    grade = turn.data.profile().grade
    flat = _IDS.sub(lambda m: "" if m.group() in told else m.group(), flat)
    flat = _GRADE.sub(lambda m: "" if grade is not None and plain(grade.grade) == m.group() else m.group(), flat)
    for mention in sorted(glossary().mentions(flat), key=lambda m: -m.start):
        if not re.search(r"\d", flat[mention.start : mention.end]):
            flat = f"{flat[: mention.start]} {flat[mention.end :]}"
    return flat


def has_number(text: str) -> bool:
    """True where `text` has a number, in digits of any script or in words."""
    flat = plain(text)
    return any(c.isnumeric() and not "\u3400" <= c <= "\u9fff" and c != "〇" for c in flat) or _is_number_in_words(flat)


def is_link(text: str) -> bool:
    """True where `text` has an address, a picture or a tag."""
    return bool(_rules("links", "any").search(plain(text)))


def _is_number_in_words(flat: str) -> bool:
    return bool(_rules("numbers", "zh").search(flat) or _rules("numbers", "en").search(flat))


def _is_claim(flat: str) -> bool:
    if _rules("claims", "secret").search(flat) or _rules("claims", "safe").search(flat):
        return True
    return bool(_rules("claims", "done").search(flat)) and not _rules("claims", "denied").search(flat)


def _is_quoted(turn: Turn, words: str) -> bool:
    """True where the words stand in a passage or answer that a tool gave."""
    return bool(REFERENCE.fullmatch(words.strip())) or _is_told(turn, words)


def _is_told(turn: Turn, words: str) -> bool:
    flat = "".join(words.split())
    told = [text for a in turn.answers for text in (a.answer, *(c.quote for c in a.citations))]
    return any(flat in "".join(text.split()) for text in told)


def _is_misnamed(turn: Turn, flat: str, reference: str) -> bool:
    """True where the sentence names lines or ratios and none of them is the one referred to."""
    said = concepts(flat)
    own = own_concepts(turn, reference)
    return bool(said and own) and not said & own


def own_concepts(turn: Turn, reference: str) -> set[str]:
    """Ids of the lines and ratios that the figure referred to is called by."""
    if reference in turn.facts:
        fact = turn.facts[reference].fact
        names = [fact.label, *(line_name(fact.field, lang) for lang in ("zh", "en") if fact.field)]
        return set().union(*(concepts(plain(n)) for n in names if n))
    if reference in turn.figures:
        figure = turn.figures[reference]
        return set() if figure.facts and not figure.formula else concepts(plain(figure.name.replace("_", " ")))
    return set()


@cache
def concepts(flat: str) -> set[str]:
    """Ids of the lines and ratios named in a text in its plain form."""
    return {m.concept.id for m in glossary().mentions(flat) if m.concept.kind in NAMED}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("own_words.toml").read_text("utf-8"))


@cache
def _rules(group: str, name: str) -> re.Pattern[str]:
    return re.compile(_read()[group][name])


def unit_before(text: str) -> str:
    """`text`, which a reference follows, without the sign of a currency at its end."""
    return re.sub(_read()["units"]["before"], "", text, flags=re.IGNORECASE)


def unit_after(text: str) -> str:
    """`text`, which follows a reference, without the unit at its beginning: code prints the unit of the figure."""
    return re.sub(_read()["units"]["after"], "", text, flags=re.IGNORECASE)
