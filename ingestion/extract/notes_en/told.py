"""Figures that sentences of English notes tell, by the rules of `en.toml`: as many amounts as periods, or nothing."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingestion.extract.notes.figure import word_fact
from ingestion.extract.notes_en.rows import Around
from ingestion.extract.notes_en.sentences import AMOUNTS, MONEY, SHARES, Sentence, ends_in, money_in
from ingestion.model.fact import Fact
from ingestion.model.place import Line

LABEL = 160  # characters
YEAR = 12
_PRIOR = re.compile(rf"{MONEY} ?\((?P<year>20\d\d): ?{MONEY}\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `en.toml`, compiled."""

    field: str
    is_flow: bool
    signs: tuple[str, ...]
    says: re.Pattern[str]
    unless: re.Pattern[str] | None


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the file."""
    entries = tomllib.loads(files(__package__).joinpath("en.toml").read_text("utf-8"))["told"]
    return tuple(
        Rule(
            e["field"], e["take"] == "flow", tuple(e["signs"]),
            re.compile(e["says"].replace("{amounts}", AMOUNTS).replace("{shares}", SHARES), re.IGNORECASE),
            re.compile(e["unless"], re.IGNORECASE) if "unless" in e else None,
        )
        for e in entries
    )  # fmt: skip


@cache
def signs() -> tuple[str, ...]:
    """Words one of which a page must hold to be read for sentences."""
    return tuple(dict.fromkeys(s for rule in rules() for s in rule.signs))


def told_amounts(sentences: Sequence[Sentence], lines: Sequence[Line], told: Around, flat: str) -> list[Fact]:
    """The amounts told by the sentences of a page; `flat` is its text in small letters."""
    asked = [rule for rule in rules() if any(s in flat for s in rule.signs)]
    made: list[Fact] = []
    for sentence in sentences:
        small = sentence.text.lower()
        for rule in asked:
            if not any(s in small for s in rule.signs):
                continue
            match = rule.says.search(sentence.text)
            if match is None or (rule.unless and rule.unless.search(sentence.text)):
                continue
            made += _facts(rule, match, sentence, lines, told)
    return made


def _facts(rule: Rule, match: re.Match[str], sentence: Sentence, lines: Sequence[Line], told: Around) -> list[Fact]:
    tail = sentence.text[match.start("amounts") :]
    whole = re.match(rf"{AMOUNTS}", tail)
    if prior := _PRIOR.match(tail):
        return _with_prior(rule, match, prior, sentence, lines, told)
    amounts = money_in(whole.group() if whole else match["amounts"], match.start("amounts"), lines, sentence, told)
    ends = ends_in(sentence.text, told)
    if not amounts or not ends or len(amounts) != len(ends):
        return []
    if len(amounts) > 1 and ends != sorted(ends, reverse=True) and "respectively" not in sentence.text:
        return []
    if rule.is_flow and (told.context.dates.months != YEAR or re.search(r"\b(?:months|quarter)\b", sentence.text)):
        return []
    made = []
    for amount, end in zip(amounts, ends, strict=True):
        fact = word_fact(
            rule.field, sentence.word_at(amount.at), _label(sentence.text, match.start()), sentence.page, amount.unit, end, "consolidated",
            told.context, amount.printed,
        )  # fmt: skip
        if abs(fact.amount) <= told.largest:
            made.append(fact.model_copy(update={"months": YEAR}) if rule.is_flow else fact)
    return made


def _with_prior(
    rule: Rule, match: re.Match[str], prior: re.Match[str], sentence: Sentence, lines: Sequence[Line], told: Around
) -> list[Fact]:
    """The two amounts of "£310,000 (2023: £275,000)": of the report's own year and of the year in brackets."""
    start = match.start("amounts")
    end = told.end_of(int(prior["year"]))
    amounts = money_in(prior.group(), start, lines, sentence, told)
    years = {int(y) for y in re.findall(r"(?<![\d,.])20\d\d(?![\d,])", sentence.text)}
    if end is None or not amounts or len(amounts) != 2 or end >= told.end or max(years) > int(told.end[:4]):
        return []
    if rule.is_flow and told.context.dates.months != YEAR:
        return []
    made = []
    for amount, day in zip(amounts, (told.end, end), strict=True):
        fact = word_fact(
            rule.field, sentence.word_at(amount.at), _label(sentence.text, match.start()), sentence.page, amount.unit, day, "consolidated",
            told.context, amount.printed,
        )  # fmt: skip
        if abs(fact.amount) <= told.largest:
            made.append(fact.model_copy(update={"months": YEAR}) if rule.is_flow else fact)
    return made


def _label(text: str, at: int) -> str:
    """The sentence from what stands before the amount, without the end of a table printed before it."""
    return text[text.rfind("| ", 0, at) + 1 :].strip()[:LABEL]
