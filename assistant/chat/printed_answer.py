"""Answers from any printed table: the rows that a question names become figures for it, with which all that can be asked of a figure can
be computed. Taken only where one row is meant beyond doubt and the paper bears out every other word of the question."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.chat.answer_model import Answer
from assistant.chat.compute import Computer
from assistant.chat.concepts import Concept
from assistant.chat.context import lexicon_of, subject_of
from assistant.chat.figure_answer import asks_change_of_average
from assistant.chat.lexicon import magnitude
from assistant.chat.periods import YEAR
from assistant.chat.printed_choice import Placed, asked_words, named_rows, words_in
from assistant.chat.question import Question, understand
from assistant.chat.rows import row_fact
from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey
from assistant.workspace import CustomerData
from ingestion.extract.stored_tables import KeptCell, KeptRow
from ingestion.model.fact import UnitName
from ingestion.taxonomy.captions import plain

MAX_YEARS = 10
ROW = "printed_row_"
_AVERAGE = re.compile(r"\b(?:average|mean)\b|平均(?!余额|数)", re.IGNORECASE)
_CHANGE = re.compile(r"chang|varianc|increas|decreas|增减|变动|同比|growth|\bvs\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:number of|no\. of|shares|stock outstanding|units|employees|headcount)\b|股数|人数|家数|户数|数量|\(in (?:years|months|days)\)|\b(?:years|months|days)\)?$",
    re.IGNORECASE,
)
_WHOLE = frozenset({"total", "consolidated", "合计", "账面价值", "账面余额", "金额", "账面价值 金额", "账面余额 金额"})
_ASKS_TWO = re.compile(
    r"percentage of|percent of|proportion|\bratio\b|share of|difference between|\bthan\b|compared to the|占|比例|比重|之比|差额|相差"
)


def printed_answer(question: Question, data: CustomerData) -> Answer | None:
    """The computed answer; None where no row, or more than one, may be meant."""
    if (
        question.is_defined
        or asks_change_of_average(question)
        or (question.wants_text and "amounted" not in question.says)
    ):
        return None
    rows, others = named_rows(question, data)
    profile = data.profile()
    facts, concepts = _as_facts(rows, question, profile)
    if not facts:
        return None
    text = question.text
    if all(_AVERAGE.search(said) for said, _ in concepts):  # "weighted average …" is the row's name and no operation
        text, concepts = _AVERAGE.sub(" ", text), [(_AVERAGE.sub(" ", said), concept) for said, concept in concepts]
    lexicon = lexicon_of(data).joined(concepts, facts)
    asked = _of_the_row(understand(text, question.lang, lexicon, subject_of(data)), rows)
    if asked is None or not _is_borne_out(asked, rows, others) or _asks_more(asked):
        return None
    asked = _over_its_years(replace(asked, residue=()))
    own = [f for f in facts if re.search(rf"\b{f.fact.field}\b", asked.measure.formula if asked.measure else "")]
    narrowed = profile.model_copy(update={"periods": _periods(own, profile)})
    answer = Computer(asked, narrowed, lexicon).answer()
    return answer if answer is not None and answer.status == "answered" else None


def _as_facts(
    rows: Sequence[Placed], question: Question, profile: CreditProfile
) -> tuple[list[ChosenFact], list[tuple[str, Concept]]]:
    """The rows' cells as facts with names for formulas, and what the rows are called."""
    wanted = asked_words(question)
    ends = {d.sha256: d.period_end for d in profile.documents}
    facts: list[ChosenFact] = []
    concepts: list[tuple[str, Concept]] = []
    for at, placed in enumerate(rows):
        made = [
            f for c in _meant(placed.row, wanted) if (f := _fact(placed, c, f"{ROW}{at}", ends.get(placed.document)))
        ]
        if made:
            facts += made
            concepts.append(
                (placed.said, Concept(f"{ROW}{at}", f"{ROW}{at}", made[0].fact.unit, placed.name, placed.name))
            )
    return facts, concepts


def _meant(row: KeptRow, wanted: frozenset[str]) -> list[KeptCell]:
    """The cells of the column that the question names; of the only one, or the whole, where it names none; nothing where that stays open."""
    cells = [c for c in row.cells if not _CHANGE.search(c.name)]
    if len({c.is_percent for c in cells}) > 1:  # amounts with their shares beside them
        own = words_in([row.caption])
        shares = "percent" in wanted or any((words_in([c.name]) - own) & wanted for c in cells if c.is_percent)
        cells = [c for c in cells if c.is_percent == shares]
    if any(c.period for c in cells):
        undated = [c for c in cells if c.period is None]
        cells = [c for c in cells if c.period is not None or words_in([c.name]) & wanted] if undated else cells
    names = list(dict.fromkeys(c.name for c in cells))
    if len(names) > 1 and len({c.period for c in cells}) < len(cells):  # periods that come again under other names
        hits = {n: len(words_in([n]) & wanted) for n in names}
        best = max(hits.values())
        said = [n for n in names if best and hits[n] == best]
        whole = said or [n for n in names if plain(n) in _WHOLE] or [n for n in names if not n]
        if len(whole) != 1:
            return []
        cells = [c for c in cells if c.name == whole[0]]
    keys = [c.period for c in cells]
    return cells if len(set(keys)) == len(keys) else []


def _fact(placed: Placed, cell: KeptCell, name: str, period_end: str | None) -> ChosenFact | None:
    row = placed.row
    unit: UnitName = (
        "percent"
        if cell.is_percent
        else "per_share"
        if row.per_share
        else "count"
        if _COUNTED.search(row.caption)
        else "money"
    )
    scale = (row.unit.scale or 1) if unit in ("money", "count") else 1
    end = cell.period.end.isoformat() if cell.period else period_end
    if end is None:
        return None
    value = format(cell.value / 100 if unit == "percent" else cell.value * scale, "f")
    fields: dict[str, object] = {
        "unit": unit, "scale": scale, "printed": cell.printed, "label": row.caption, "value": magnitude(row.caption, value), "period_end": end,
        "months": cell.period.months if cell.period else None, "box": tuple(round(x, 1) for x in cell.box),
    }  # fmt: skip
    return row_fact(name, placed.document, placed.file, placed.page, row.unit.currency, fields)


def _of_the_row(asked: Question, rows: Sequence[Placed]) -> Question | None:
    """The question about its row, also where the row only narrows a line that its table is about; None where it is about something else."""
    if asked.measure is None:
        return None
    if re.search(rf"\b{ROW}\d", asked.measure.formula):
        return asked
    named = [m for m in asked.mentions if m.concept.id.startswith(ROW)]
    others = [m for m in asked.mentions if not m.concept.id.startswith(ROW)]
    if len({m.concept.id for m in named}) != 1:
        return None
    placed = rows[int(named[0].concept.id.removeprefix(ROW))]
    if all(words_in([m.phrase]) <= placed.words | placed.page_words for m in others):
        return replace(asked, measure=named[0].concept)
    return None


def _is_borne_out(asked: Question, rows: Sequence[Placed], others: frozenset[str]) -> bool:
    """True where every word that no figure explains stands around the rows used, or on their page and names no other row."""
    formula = asked.measure.formula if asked.measure else ""
    meant = [placed for at, placed in enumerate(rows) if re.search(rf"\b{ROW}{at}\b", formula)]
    telling = all(len(words_in([placed.name])) > 1 for placed in meant)
    for word in asked.residue:
        parts = words_in([word])
        near = any(parts & placed.words for placed in meant)
        if not near and not (telling and not parts & others and any(parts <= placed.page_words for placed in meant)):
            return False
    return bool(meant)


_ASKS_COUNT = re.compile(
    r"how many|number of|\bunits?\b(?! of)|\bvolumes?\b|\bheadcount\b|销量|产量|数量|人数|户数|家数|几[家人台件辆套户]|多少[家人台件辆套户]|occupancy|入住率"
)


def _asks_more(asked: Question) -> bool:
    """True where two figures are to be set against one another and only one was understood, or a count is asked of an amount."""
    if _ASKS_COUNT.search(asked.flat) and asked.measure is not None and asked.measure.unit == "money":
        return True
    one = asked.measure is None or asked.measure.formula.isidentifier()
    return one and asked.operation in ("value", "share", "over", "compare") and bool(_ASKS_TWO.search(asked.flat))


def _over_its_years(asked: Question) -> Question:
    """A question for the average without a span of years: of the year named and the one before, else of all years of the row."""
    if asked.operation != "value" or not _AVERAGE.search(asked.flat):
        return asked
    recent = None if asked.asked else MAX_YEARS
    return replace(asked, operation="average", periods=replace(asked.periods, recent=recent))


def _periods(facts: Sequence[ChosenFact], profile: CreditProfile) -> list[PeriodKey]:
    """The periods of the rows used, as the profile calls them where it has them."""
    known = {(p.period_end, p.months): p for p in profile.periods if p.basis != "parent"}
    out: dict[str, PeriodKey] = {}
    for fact in sorted((f.fact for f in facts), key=lambda f: f.period_end or "", reverse=True):
        end = fact.period_end or ""
        made = known.get((end, fact.months)) or (known.get((end, YEAR)) if fact.months is None else None)
        made = made or PeriodKey(
            period_end=end,
            months=fact.months,
            basis="consolidated",
            fiscal_label=_label(end, profile),
            currency=fact.currency,
        )
        out.setdefault(made.key, made)
    return list(out.values())


def _label(end: str, profile: CreditProfile) -> str | None:
    """The year as the customer's other periods of the same day of the year are called."""
    for period in profile.periods:
        if period.fiscal_label and re.fullmatch(r"FY\d{4}", period.fiscal_label) and period.period_end[5:] == end[5:]:
            return f"FY{int(period.fiscal_label[2:]) + int(end[:4]) - int(period.period_end[:4])}"
    return None
