"""Lines that count as nil, and totals that follow from two others. Never as printed: `method: derived`, with their inputs.

A balance-sheet line that is not printed counts as 0 when its section foots without it; income-statement terms when the
operating profit does. A section without a subtotal never closes.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ingestion.check.statements import without_parts
from ingestion.model.fact import Fact
from ingestion.taxonomy.taxonomy import Taxonomy

SECTIONS = {
    "current_assets": ("total_current_assets", "BS-4"),
    "noncurrent_assets": ("total_noncurrent_assets", "BS-5"),
    "current_liabilities": ("total_current_liabilities", "BS-6"),
    "noncurrent_liabilities": ("total_noncurrent_liabilities", "BS-7"),
}
TOTALS = (
    ("total_liabilities", (("total_assets", 1), ("total_equity", -1), ("mezzanine_equity", -1)), ("mezzanine_equity",)),
    ("total_noncurrent_liabilities", (("total_liabilities", 1), ("total_current_liabilities", -1)), ()),
    ("total_noncurrent_assets", (("total_assets", 1), ("total_current_assets", -1)), ()),
    ("total_assets", (("total_noncurrent_assets", 1), ("total_current_assets", 1)), ()),
)
NEVER = frozenset(
    {"restricted_cash", "due_from_related_parties", "due_to_related_parties", "interest_payable", "dividends_payable"}
    | {"notes_and_accounts_receivable", "notes_and_accounts_payable"}
)
"""Memo lines and combined captions: never nil by closure."""
HELD: dict[str, tuple[tuple[str, ...], str]] = {
    "notes_and_accounts_receivable": (("notes_receivable", "accounts_receivable"), "other_receivables"),
    "notes_and_accounts_payable": (("notes_payable", "accounts_payable"), "other_payables"),
}
"""What a printed combined caption holds: missing beside it, not nil; the last of each where its caption speaks of others."""
_OTHERS = re.compile(r"other|其他|其它", re.IGNORECASE)
IS_TERMS: dict[str, int] = {
    "cost_of_sales": -1,
    "taxes_and_surcharges": -1,
    "selling_expenses": -1,
    "admin_expenses": -1,
    "rd_expenses": -1,
    "finance_costs_net": -1,
    "other_income": 1,
    "investment_income": 1,
    "net_hedging_gain": 1,
    "fair_value_gains": 1,
    "credit_impairment_loss": -1,
    "asset_impairment_loss": -1,
    "asset_disposal_gains": 1,
}
IS_NEVER = frozenset({"cost_of_sales", "finance_costs_net"})


def derived_facts(facts: Iterable[Fact], sections: dict[str, str], taxonomy: Taxonomy) -> list[Fact]:
    """Derived totals and closed lines for every period and basis of one paper.

    `sections` maps a fact's id to the section its row stands in; rows that are part of another row (其中) are not in it.
    """
    columns: dict[tuple[str, str, str, int | None, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        columns[(fact.statement, fact.period_end or "", fact.basis, fact.months, fact.gaap)].append(fact)
    made: list[Fact] = []
    for (statement, *_), column in columns.items():
        if statement == "balance_sheet":
            totals = _totals(column)
            made += totals
            made += _close_sections(column + totals, sections, taxonomy)
        elif statement == "income_statement":
            made += _close_income(column)
    return made


def _by_field(column: list[Fact]) -> dict[str, Fact]:
    return {f.field: f for f in reversed(column) if f.field}


def _totals(column: list[Fact]) -> list[Fact]:
    made: list[Fact] = []
    for name, terms, optional in TOTALS:
        have = _by_field(column + made)
        if name in have or any(t not in have and t not in optional for t, _ in terms):
            continue
        used = [(have[t], sign) for t, sign in terms if t in have]
        value = sum((f.amount * sign for f, sign in used), Decimal(0))
        made.append(_derived(name, value, [f for f, _ in used], used[0][0], None))
    return made


def _close_sections(column: list[Fact], sections: dict[str, str], taxonomy: Taxonomy) -> list[Fact]:
    have = _by_field(column)
    made: list[Fact] = []
    for section, (subtotal, check) in SECTIONS.items():
        total = have.get(subtotal)
        if total is None:
            continue
        rows = without_parts([f for f in column if sections.get(f.id) == section and f.method != "derived"], total)
        if not rows and total.amount != 0:
            continue  # a section of nothing closes at 0 alone
        tolerance = _tolerance(total, len(rows))
        if abs(sum((f.amount for f in rows), Decimal(0)) - total.amount) > tolerance:
            continue
        absent = (i.id for i in taxonomy.items.values() if i.section == section and i.id not in have)
        nil = [name for name in absent if name not in NEVER and not _included(name, column)]
        made.extend(_derived(name, Decimal(0), [*rows, total], total, check) for name in nil)
    return made


def _close_income(column: list[Fact]) -> list[Fact]:
    have = _by_field(column)
    revenue = have.get("total_operating_revenue") or have.get("revenue")
    profit = have.get("operating_profit")
    if revenue is None or profit is None or "cost_of_sales" not in have:
        return []
    terms = [(have[name], sign) for name, sign in IS_TERMS.items() if name in have]
    value = revenue.amount + sum((f.amount * sign for f, sign in terms), Decimal(0))
    if abs(value - profit.amount) > _tolerance(profit, len(terms) + 1):
        return []
    inputs = [revenue, *(f for f, _ in terms), profit]
    absent = [name for name in IS_TERMS if name not in have and name not in IS_NEVER]
    return [_derived(name, Decimal(0), inputs, profit, "IS-1") for name in absent]


def _included(name: str, column: list[Fact]) -> bool:
    """True where another printed row of the column holds the line."""
    for fact in column:
        always, sometimes = HELD.get(fact.field or "", ((), ""))
        if name in fact.includes or name in always or (name == sometimes and _OTHERS.search(fact.label)):
            return True
    return False


def _tolerance(total: Fact, terms: int) -> Decimal:
    step = Decimal(total.scale) * (Decimal("0.01") if "." in total.printed else Decimal(1))
    return max(Decimal("0.5") * step * (terms + 1), abs(total.amount) * Decimal("1e-6"))


def _derived(name: str, value: Decimal, inputs: list[Fact], like: Fact, closed_by: str | None) -> Fact:
    body = f"{name}|{like.id}|{closed_by}"
    return like.model_copy(
        update={
            "id": "d" + hashlib.sha256(body.encode()).hexdigest()[:15],
            "field": name,
            "value": format(value.normalize(), "f") if value else "0",
            "printed": "",
            "label": "",
            "box": (),
            "method": "derived",
            "inputs": tuple(f.id for f in inputs),
            "nil": "closure" if closed_by else None,
            "includes": (),
            "net": False,
            "tag": None,
            "dimensions": (),
            "locator": None,
        }
    )


def recomputed(facts: Iterable[Fact], changed: set[str]) -> list[Fact]:
    """The facts after some inputs changed: derived totals follow, closed lines that no longer foot are dropped."""
    listed = list(facts)
    by_id = {f.id: f for f in listed}
    out: list[Fact] = []
    for fact in listed:
        if fact.method != "derived" or not changed & set(fact.inputs):
            out.append(fact)
            continue
        inputs = [by_id[i] for i in fact.inputs if i in by_id]
        terms = next((t for name, t, _ in TOTALS if name == fact.field), None)
        if fact.nil is None and terms is not None:
            signs = dict(terms)
            value = sum((f.amount * signs.get(f.field or "", 0) for f in inputs), Decimal(0))
            out.append(fact.model_copy(update={"value": format(value.normalize(), "f") if value else "0"}))
        elif inputs and _foots(inputs):
            out.append(fact)
    return out


def _foots(inputs: list[Fact]) -> bool:
    *rows, total = inputs
    signs = IS_TERMS if total.field == "operating_profit" else {}
    value = sum((f.amount * signs.get(f.field or "", 1) for f in rows), Decimal(0))
    return abs(value - total.amount) <= _tolerance(total, len(inputs))
