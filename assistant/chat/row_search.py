"""A figure narrowed by a condition ("net sales of Greater China"): the one printed row that bears the condition's words."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, partial

from assistant.chat.concepts import Concept
from assistant.chat.question import Question
from assistant.chat.residue import dimensions, other_names
from assistant.chat.rows import (
    MEASURE_HEAD,
    NEAR_HEAD,
    Row,
    cell_amount,
    columns_of,
    facts_of,
    head_of,
    measured,
    row_fact,
    rows_of,
)
from assistant.chat.tokens import TOKEN, is_loose, token_of, tokens_of
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.workspace import CustomerData
from ingestion.model.fact import Fact
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.glossary import glossary

NAME = "row_asked"
GROWN = "row_asked_growth"
"""A printed change on the year before: a value of its own, no operation is done with it."""
PAGES = 12
_CJK = re.compile("[\u3400-\u9fff]")


def condition_words(residue: Iterable[str]) -> list[tuple[str, ...]]:
    """Each word of the condition with what else it may be printed as."""
    out: list[tuple[str, ...]] = []
    for word in residue:
        known = dimensions().get(word, ()) or other_names().get(word, ())
        mentioned = (
            tuple(p for m in glossary().mentions(word) for p in (m.concept.en, m.concept.zh)) if not known else ()
        )
        out.append((word, *(plain(k) for k in known), *(plain(m) for m in mentioned)))
    return out


def asked_row(
    question: Question, data: CustomerData, profile: CreditProfile
) -> tuple[Concept, list[ChosenFact]] | None:
    """The row as a figure with one fact a period, or None where no single row is meant."""
    wanted = condition_words(question.residue)
    if not wanted:
        return None
    measure = question.measure
    money = [f.fact for f in profile.facts if f.fact.unit == "money"]
    like = next((f for f in money if f.currency), next(iter(money), None))
    best: tuple[float, Concept, list[ChosenFact]] | None = None
    for document, file, page in _pages(question, data, wanted):
        lines = data.page_lines(document, page)
        before = data.page_lines(document, page - 1) if page > 1 else []
        for row in rows_of(lines):
            head = head_of(lines, row.line)
            above = [plain(text) for text, _ in [*before, *lines[: row.line]]][::-1]
            if len(head) < MEASURE_HEAD:  # a table that goes on from the page before
                head = above[:MEASURE_HEAD]
            score = _fit(row, wanted, measure, head)
            if score is None or (best is not None and score <= best[0]):
                continue
            cell = _measured(question, row, head, above)
            if cell is not None:
                best = (score, *_one_cell(question, row, cell, (document, file, page), like, profile))
                continue
            made = _facts(row, head, document, file, page, like, profile)
            if made:
                unit = "percent" if made[0].fact.unit == "percent" else "money"
                best = (score, Concept(NAME, NAME, unit, row.caption, row.caption), made)
    return (best[1], best[2]) if best else None


def _facts(
    row: Row, head: list[str], document: str, file: str, page: int, like: Fact | None, profile: CreditProfile
) -> list[ChosenFact]:
    end = next((d.period_end for d in profile.documents if d.sha256 == document), None)
    columns = columns_of(head, end)
    if not columns:
        return []
    made = facts_of(
        row,
        columns,
        head[:NEAR_HEAD],
        like.scale if like else 1,
        partial(row_fact, NAME, document, file, page, like.currency if like else None),
    )
    ends = {(p.period_end, p.months) for p in profile.periods}
    lengths = {p.period_end: p.months for p in reversed(profile.periods)}
    return [_timed(f, ends, lengths) for f in made]


def _measured(question: Question, row: Row, head: list[str], above: list[str]) -> tuple[str, int | None] | None:
    """The cell of a table by products or regions whose columns are figures rather than periods."""
    if question.measure is None:
        return None
    return measured(
        row, head, above, question.measure.id, question.operation in ("growth", "change", "trend", "points")
    )


def _one_cell(
    question: Question,
    row: Row,
    cell: tuple[str, int | None],
    place: tuple[str, str, int],
    like: Fact | None,
    profile: CreditProfile,
) -> tuple[Concept, list[ChosenFact]]:
    """The cell as a fact of its paper's own period, with the name of row and column."""
    printed, scale = cell
    paper = next((d for d in profile.documents if d.sha256 == place[0]), None)
    end = paper.period_end if paper else None
    months = next((p.months for p in profile.periods if p.period_end == end and p.months), 12)
    value = (cell_amount(printed) or Decimal(0)) * (
        scale if scale else Decimal("0.01")
    )  # percentages are kept as shares
    unit = "money" if scale else "percent"
    fields = {
        "value": format(value, "f"), "scale": scale or 1, "unit": unit, "printed": printed, "period_end": end, "months": months,
        "label": row.caption, "box": row.box,
    }  # fmt: skip
    column = question.measure
    grown = scale is None and column is not None and column.id != "gross_margin"
    zh = f"{row.caption}{column.zh if column else ''}{'同比增减' if grown else ''}"
    en = f"{row.caption} {column.en if column else ''}{' change on the year before' if grown else ''}"
    fact = row_fact(NAME, *place, like.currency if like else None, fields)
    return Concept(GROWN if grown else NAME, NAME, unit, zh, en), [fact]


def _timed(item: ChosenFact, ends: set[tuple[str, int | None]], lengths: dict[str, int | None]) -> ChosenFact:
    """A fact whose head names no length takes the length of the period's flows."""
    fact = item.fact
    if fact.months is None and fact.period_end in lengths:
        return item.model_copy(update={"fact": fact.model_copy(update={"months": lengths[fact.period_end]})})
    return item


def _pages(question: Question, data: CustomerData, wanted: list[tuple[str, ...]]) -> list[tuple[str, str, int]]:
    names = " ".join(w for words in wanted for w in words)
    measure = question.measure
    searched = f"{names} {measure.en} {measure.zh}" if measure else names
    hits = [*data.search(searched, PAGES), *data.search(question.text, PAGES)]
    return list(dict.fromkeys((h.document, h.file, h.page) for h in hits))


def _fit(row: Row, wanted: list[tuple[str, ...]], measure: Concept | None, head: list[str]) -> float | None:
    """How well a row bears the condition; None where it does not."""
    caption = plain(row.caption)
    tokens = tokens_of(row.caption)
    for words in wanted:
        if not any(_bears(caption, tokens, w) for w in words):
            return None
    extra = len(tokens) - sum(len(tokens_of(w[0])) for w in wanted)
    if (
        extra > 6
        or len(caption) > 90
        or re.search(
            r"(?:减少|增加|个百分点)$|\s(?:台|件|套|吨|只|支|个|人|份|万份|万人份|万件|公斤|kg|units?)$", caption
        )
        or re.search(r"[.;] [a-z]|\$|\d{2}", caption)
    ):
        return None
    score = 10.0 - extra - 0.1 * len(_CJK.findall(caption))
    if measure is not None:
        named = _named(measure, caption, head)
        if named is None:
            return None
        score += named
    return score


def _bears(caption: str, tokens: frozenset[str], word: str) -> bool:
    if _CJK.search(word):
        return word in caption
    asked = {token_of(w) for w in TOKEN.findall(word) if not is_loose(w)}
    return bool(asked) and asked <= tokens


def _named(measure: Concept, caption: str, head: list[str]) -> float | None:
    """Whether the row's caption or its table's head names the figure: nearer is better."""
    names = names_of(measure)
    if any(n in caption for n in names):
        return 4.0
    for distance, text in enumerate(head):
        if any(n in text for n in names):
            return 3.0 - distance / 13
    return None


@cache
def names_of(measure: Concept) -> tuple[str, ...]:
    """What a figure is called, in plain form."""
    from assistant.chat.concepts import phrases

    own = {plain(measure.zh), plain(measure.en)}
    own |= {p for p, c in phrases().entries.items() if c.formula == measure.formula}
    return tuple(n for n in own if n)
