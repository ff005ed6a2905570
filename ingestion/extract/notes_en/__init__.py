"""Figures of the notes of English reports (`statement: notes`), each with page, box, unit and period.

`rows` takes printed lines as rows, `sentences` as running text; `ladders`, `receivables`, `debt`, `shares` and `told` read them. A page
is looked at only for what its words may hold. What does not add up, or has no period, gives nothing. May be imported by
`ingestion.extract` alone.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ingestion.extract.context import Context
from ingestion.extract.notes_en import charges, debt, ladders, receivables, shares, told
from ingestion.extract.notes_en.rows import Around, around, rows_on
from ingestion.extract.notes_en.sentences import sentences_on
from ingestion.model.fact import Fact
from ingestion.model.place import Line

ROUNDED = Decimal("0.06")
_TABLES = (
    (ladders.SIGNS, ladders.ladders),
    (receivables.ROLL_SIGNS, receivables.roll_forwards),
    (receivables.ROLL_SIGNS, receivables.netted),
    (receivables.AGE_SIGNS, receivables.ageing),
    (debt.DEBT_SIGNS, debt.instruments),
    (debt.CASH_SIGNS, debt.restricted),
    (shares.SIGNS, shares.listed_shares),
    (charges.SIGNS, charges.charged),
)


def english_notes(pages: Mapping[int, Sequence[Line]], known: Sequence[Fact], context: Context) -> list[Fact]:
    """The notes' figures, the first of a field, period and caption; what the faces print is left out."""
    report = around(known, context)
    if report is None:
        return []
    found = receivables.on_the_face(known, pages, report)
    for number in sorted(pages):
        found += _on_page(pages[number], number, report)
    printed = {(f.field, f.period_end) for f in known if f.field}
    return _settled([f for f in found if (f.field, f.period_end) not in printed])


def _settled(found: Sequence[Fact]) -> list[Fact]:
    """One fact a field, period and caption: of a table before a sentence, of two roundings the finer; sentences that tell two
    different amounts for one thing, such as two facilities, give none."""
    groups: dict[tuple[str | None, str | None, str], list[Fact]] = {}
    for fact in found:
        groups.setdefault((fact.field, fact.period_end, "" if fact.field else fact.label), []).append(fact)
    made: list[Fact] = []
    for facts in groups.values():
        tables = [f for f in facts if f.method != "text"]
        best = tables[0] if tables else max(facts, key=lambda f: sum(c.isdigit() for c in f.value.rstrip("0")))
        if tables or all(abs(f.amount - best.amount) <= abs(best.amount) * ROUNDED for f in facts):
            made.append(best)
    return made


def _on_page(lines: Sequence[Line], number: int, report: Around) -> list[Fact]:
    flat = " ".join(line.text for line in lines).lower()
    tables = [read for signs, read in _TABLES if any(s in flat for s in signs)]
    made: list[Fact] = []
    if tables:
        rows = rows_on(lines, number)
        made += [f for read in tables for f in read(rows, lines, report)]
    if any(s in flat for s in told.signs()) or ("%" in flat and any(s in flat for s in shares.SIGNS)):
        sentences = sentences_on(lines, number)
        made += told.told_amounts(sentences, lines, report, flat) + shares.told_shares(sentences, report)
    return made
