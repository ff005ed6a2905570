"""Figures of the notes (`statement: notes`): restricted cash, ageing, borrowings by security, guarantees, concentration.

`zh.toml` holds the captions. Ruled tables are read cell by cell (`tables`, `receivables`, `restricted`, `rows`), what stands
outside them line by line (`lines`). May be imported by `ingestion.extract` alone.
"""

from collections.abc import Iterable, Mapping, Sequence

from ingestion.extract.context import Context
from ingestion.extract.notes.flows import charges
from ingestion.extract.notes.lines import line_facts
from ingestion.extract.notes.receivables import allowance, best_ageing
from ingestion.extract.notes.related import related_balances
from ingestion.extract.notes.restricted import restricted_cash
from ingestion.extract.notes.rows import largest_share, row_facts
from ingestion.extract.notes.rules import headings_asked
from ingestion.extract.notes.tables import NoteTable, RulingsOf, tables_and_lines
from ingestion.model.fact import Fact
from ingestion.model.place import Line, Page


def note_facts(
    pages: Mapping[int, Page],
    lines: Mapping[int, Sequence[Line]],
    rulings: RulingsOf,
    known: Iterable[Fact],
    context: Context,
) -> list[Fact]:
    """The notes' figures, the best of a field, period and basis; those in `known` are left out.

    Only for Chinese papers with statements of their own (the caller's choice); the report's date is the context's.
    """
    if context.dates.end is None:
        return []
    tables: list[NoteTable] = []
    loose: list[Fact] = []
    for item in tables_and_lines(pages, lines, rulings, headings_asked()):
        if isinstance(item, NoteTable):
            tables.append(item)
        else:
            loose += line_facts(*item, context)
    found = [f for t in tables for f in allowance(t, context)] + best_ageing(tables, context)
    for read in (charges, restricted_cash, row_facts, largest_share, related_balances):
        found += [f for t in tables for f in read(t, context)]
    return _firsts([*found, *loose], known)


def _firsts(found: Iterable[Fact], known: Iterable[Fact]) -> list[Fact]:
    """The first fact of a field, period and basis, and what it is summed from."""
    listed = list(found)
    parts = {f.id: f for f in listed if f.field is None}
    have = {(f.field, f.period_end, f.basis) for f in known if f.statement != "notes"}
    made: list[Fact] = []
    for fact in listed:
        key = (fact.field, fact.period_end, fact.basis)
        if fact.field is not None and key not in have:
            have.add(key)
            made += [*(parts[i] for i in fact.inputs if i in parts), fact]
    return made
