"""Statements of one kind in two languages in one file: the second is read too unless it is the translation of the first.

A customer's file often holds the statements of two companies, or of one company under two sets of rules, scanned together. Each is
kept under the rules that its own pages name, so that no ratio mixes them.
"""

from decimal import Decimal
from statistics import median

from ingestion.extract import classify
from ingestion.extract.context import Context
from ingestion.extract.instances import Instance, best_of, is_chinese, is_titled
from ingestion.extract.statements import facts_of
from ingestion.model.fact import Gaap
from ingestion.model.place import Line
from ingestion.taxonomy.taxonomy import Taxonomy

FEWEST, ALIKE = 4, 0.7  # figures in common, and the share of them that one factor takes to the other, in a translation
SAME = Decimal("0.005")


def with_second_language(
    chosen: list[Instance], instances: list[Instance], lines: dict[int, list[Line]], terms: Taxonomy, context: Context
) -> list[Instance]:
    """The chosen statements and those of their kinds in the other language that say something else, by pages; their rules are set."""
    kept = list(chosen)
    for first in chosen:
        rivals = [
            i
            for i in instances
            if i not in kept
            and is_titled(i)
            and (i.statement, i.basis == "parent") == (first.statement, first.basis == "parent")
            and is_chinese(i.tables) != is_chinese(first.tables)
        ]
        second = best_of(rivals, instances) if rivals else None
        if second is None or len(second.ids) * 2 < len(first.ids) or _is_translation(first, second, terms, context):
            continue
        chinese, other = (first, second) if is_chinese(first.tables) else (second, first)
        chinese.gaap = chinese.gaap or "prc"
        other.gaap = other.gaap or _rules_of(other, lines)
        if chinese.gaap != other.gaap:
            kept.append(second)
    return sorted(kept, key=lambda i: i.first_page)


def _rules_of(instance: Instance, lines: dict[int, list[Line]]) -> Gaap:
    """The rules that the pages of a statement name."""
    own = {n: lines[n] for n in range(instance.first_page, instance.last_page + 1) if n in lines}
    return classify.gaap_of(own, "en")


def _is_translation(first: Instance, second: Instance, terms: Taxonomy, context: Context) -> bool:
    """True where most figures in common differ by one factor only: another unit or currency, or none."""
    amounts = [
        {(f.field, f.period_end, f.months): f.amount for f in facts_of(i, terms, context).facts if f.field and f.amount}
        for i in (first, second)
    ]
    factors = [amounts[1][key] / amounts[0][key] for key in amounts[0].keys() & amounts[1].keys()]
    if len(factors) < FEWEST:
        return False
    middle = median(factors)
    return sum(abs(f - middle) <= SAME * abs(middle) for f in factors) >= ALIKE * len(factors)
