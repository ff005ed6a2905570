"""Signs of printed deductions settled by the statement's own sums: a tax charge in brackets, a minority share taken away.

The words of a caption say less than the arithmetic: profit before tax less tax is the profit. A sign is turned only where
the sum fails as printed and holds with the sign turned, in most columns of the statement; nothing else is touched.
"""

from collections import defaultdict
from decimal import Decimal

from ingestion.model.fact import Fact

Column = tuple[str | None, int | None, str, bool]


def settle_signs(facts: list[Fact]) -> list[Fact]:
    """The facts of one income statement, in order of print, with the signs of tax and minority share settled."""
    columns: dict[Column, list[Fact]] = defaultdict(list)
    for fact in facts:
        columns[(fact.period_end, fact.months, fact.basis, fact.restated)].append(fact)
    votes = {"income_tax_expense": 0, "net_income_minority": 0}
    for column in columns.values():
        votes["income_tax_expense"] += _tax_vote(column)
        votes["net_income_minority"] += _minority_vote(column)
    turned = {field for field, vote in votes.items() if vote < 0}
    return [_turned(f) if f.field in turned else f for f in facts]


def _tax_vote(column: list[Fact]) -> int:
    """1 where profit before tax less tax is the profit, -1 where adding it is, 0 where neither or both."""
    have = {f.field: f for f in reversed(column) if f.field}
    before, tax = have.get("profit_before_tax"), have.get("income_tax_expense")
    after = have.get("net_income_continuing") or have.get("net_income") or have.get("net_income_parent")
    if before is None or tax is None or after is None or tax.amount == 0:
        return 0
    tolerance = Decimal(3 * after.scale)
    between = _between(column, tax, after)
    for extra in {Decimal(0), between}:
        as_charge = abs(before.amount - tax.amount + extra - after.amount) <= tolerance
        as_benefit = abs(before.amount + tax.amount + extra - after.amount) <= tolerance
        if as_charge != as_benefit:
            return 1 if as_charge else -1
    return 0


def _between(column: list[Fact], first: Fact, last: Fact) -> Decimal:
    """What is printed between two rows: shares in associates, discontinued operations."""
    ids = [f.id for f in column]
    i, j = ids.index(first.id), ids.index(last.id)
    return sum((f.amount for f in column[i + 1 : j] if f.unit == "money"), Decimal(0))


def _minority_vote(column: list[Fact]) -> int:
    have = {f.field: f for f in reversed(column) if f.field}
    whole, parent, minority = (have.get(n) for n in ("net_income", "net_income_parent", "net_income_minority"))
    if whole is None or parent is None or minority is None or minority.amount == 0:
        return 0
    tolerance = Decimal(3 * whole.scale)
    rest = whole.amount - parent.amount
    adds, takes = abs(rest - minority.amount) <= tolerance, abs(rest + minority.amount) <= tolerance
    return 0 if adds == takes else 1 if adds else -1


def _turned(fact: Fact) -> Fact:
    value = -fact.amount
    return fact.model_copy(update={"value": format(value.normalize(), "f") if value else "0"})
