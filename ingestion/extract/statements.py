"""One printed statement to facts: rows bound to line items, columns to periods, each figure with its places."""

import re

from ingestion.extract.cell_facts import charges_negative, fact_of, liabilities_deducted
from ingestion.extract.column_binding import bound_columns, table_unit, undated_columns
from ingestion.extract.context import Bound, ColumnBinding, Context, StatementFacts
from ingestion.extract.instances import Instance
from ingestion.extract.row_binding import bound_rows
from ingestion.extract.sides import by_side
from ingestion.extract.signs import settle_signs
from ingestion.extract.units import Unit
from ingestion.model.fact import Fact, Problem
from ingestion.taxonomy.taxonomy import Taxonomy
from ingestion.texts import Lang, say

_BOTH_EARNINGS = re.compile(r"\bbasic\b.*\bdiluted\b|基本.*[稀摊攤][释釋薄]", re.IGNORECASE)
EQUITY_TOTALS = frozenset({"total_equity", "equity_attributable_to_parent"})


def facts_of(instance: Instance, taxonomy: Taxonomy, context: Context) -> StatementFacts:
    """The facts of one statement."""
    problems: list[Problem] = []
    bound = by_side(bound_rows(instance, taxonomy), instance.statement)
    turned = (charges_negative(bound), liabilities_deducted(bound))
    facts: list[Fact] = []
    sections: dict[str, str] = {}
    units = {id(t): table_unit(t, instance, context) for t in instance.tables}
    bindings: dict[tuple[int, int], ColumnBinding] = {}
    for table in instance.tables:
        found = bound_columns(table, instance, context)
        bindings |= {(id(table), k): binding for k, binding in found.items()}
        if not found and any(r.cells for r in table.rows):
            bindings |= {(id(table), k): binding for k, binding in undated_columns(table, instance).items()}
            problems.append(_problem("period_unknown", table.page, context))
    first_unit = next((u for u in units.values() if u.scale is not None), None)
    if first_unit is None:
        problems.append(_problem("unit_unknown", instance.first_page, context))
    for row in bound:
        for k, cell in row.row.cells.items():
            binding = bindings.get((id(row.table), k))
            if binding is not None and cell.value is not None:
                unit = units[id(row.table)].over(first_unit or Unit())
                fact = fact_of(row, cell, binding, unit, instance, context, turned)
                facts.append(fact)
                if row.section and not _sums_up(row):
                    sections[fact.id] = row.section
    kept = _with_owners(_without_repeats(facts))
    if instance.statement == "income_statement":
        kept = settle_signs(_with_diluted(_with_profit(_with_revenue(kept))))
    return StatementFacts(kept, problems, sections)


def _sums_up(row: Bound) -> bool:
    """A total, or the equity that stands for net assets: no part of the section it is printed in."""
    return row.match is not None and (row.match.item.section == "total" or row.match.item.id in EQUITY_TOTALS)


def _with_owners(facts: list[Fact]) -> list[Fact]:
    """Without non-controlling interest the owners' equity and the total are one printed figure under two names."""
    fields = {f.field for f in facts}
    if "minority_interest" in fields or ("total_equity" in fields) == ("equity_attributable_to_parent" in fields):
        return facts
    source, other = ("total_equity", "equity_attributable_to_parent")
    if source not in fields:
        source, other = other, source
    twins = [f.model_copy(update={"id": "e" + f.id[1:], "field": other}) for f in facts if f.field == source]
    return [*facts, *twins]


def _with_revenue(facts: list[Fact]) -> list[Fact]:
    """Where a form prints the main business alone, its revenue is the revenue: one figure under two names."""
    fields = {f.field for f in facts}
    if {"revenue", "total_operating_revenue", "other_business_revenue"} & fields:
        return facts
    twins = [
        f.model_copy(update={"id": "e" + f.id[1:], "field": "revenue"})
        for f in facts
        if f.field == "main_business_revenue"
    ]
    return [*facts, *twins]


def _with_diluted(facts: list[Fact]) -> list[Fact]:
    """Where basic and diluted earnings of a share are one row, it is both: one figure under two names."""
    if any(f.field == "eps_diluted" for f in facts):
        return facts
    twins = [
        f.model_copy(update={"id": "e" + f.id[1:], "field": "eps_diluted"})
        for f in facts
        if f.field == "eps_basic" and _BOTH_EARNINGS.search(f.label)
    ]
    return [*facts, *twins]


def _with_profit(facts: list[Fact]) -> list[Fact]:
    """Where only the owners' profit is printed and no minority share, it is the profit: one figure under two names."""
    fields = {f.field for f in facts}
    if {"net_income", "net_income_minority"} & fields or "net_income_parent" not in fields:
        return facts
    twins = [
        f.model_copy(update={"id": "e" + f.id[1:], "field": "net_income"})
        for f in facts
        if f.field == "net_income_parent"
    ]
    return [*facts, *twins]


def key_data_facts(instance: Instance, taxonomy: Taxonomy, context: Context) -> list[Fact]:
    """Figures of a table of main accounting data: lines of any statement, kept as `key_data`."""
    made: list[Fact] = []
    for statement in ("income_statement", "balance_sheet", "cash_flow"):
        as_statement = Instance(statement, instance.basis, None, instance.tables, instance.matched, instance.ids)
        found = facts_of(as_statement, taxonomy, context).facts
        made += [
            f.model_copy(update={"statement": "key_data"})
            for f in found
            if f.field and taxonomy.items[f.field].statement == statement
        ]
    return _without_repeats(made)


def _without_repeats(facts: list[Fact]) -> list[Fact]:
    """The first fact of a line, period, length and basis is the line; later ones keep their caption only."""
    seen: set[tuple[object, ...]] = set()
    ids: set[str] = set()
    out: list[Fact] = []
    for fact in facts:
        if fact.id in ids:
            continue
        ids.add(fact.id)
        undated = fact.fiscal_label if fact.period_end is None else None
        key = (fact.field, fact.period_end, fact.months, fact.basis, fact.restated, undated)
        if fact.field is not None and key in seen:
            out.append(fact.model_copy(update={"field": None}))
            continue
        seen.add(key)
        out.append(fact)
    return out


def _problem(code: str, page: int, context: Context) -> Problem:
    lang: Lang = "zh" if context.language.startswith("zh") else "en"
    return Problem(code=code, page=page, message=say(f"problems.{code}", lang))
