"""The accounting identities over facts, one result a period and basis. Pure; nothing is repaired."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from ingestion.model.fact import CheckResult, Fact

Terms = tuple[tuple[str, int], ...]
IDENTITIES: dict[str, tuple[str, Terms]] = {
    "BS-1": ("total_assets", (("total_liabilities", 1), ("total_equity", 1), ("mezzanine_equity", 1))),
    "BS-2": ("total_assets", (("total_current_assets", 1), ("total_noncurrent_assets", 1))),
    "BS-3": ("total_liabilities", (("total_current_liabilities", 1), ("total_noncurrent_liabilities", 1))),
    "BS-8": ("total_equity", (("equity_attributable_to_parent", 1), ("minority_interest", 1))),
    "BS-9": ("total_assets", (("total_liabilities_and_equity", 1),)),
    "IS-2": (
        "profit_before_tax",
        (("operating_profit", 1), ("non_operating_income", 1), ("non_operating_expenses", -1)),
    ),
    "IS-3": ("net_income", (("profit_before_tax", 1), ("income_tax_expense", -1))),
    "IS-4": ("net_income", (("net_income_parent", 1), ("net_income_minority", 1))),
    "IS-5": ("total_comprehensive_income", (("net_income", 1), ("oci_net", 1))),
    "CF-2": (
        "net_increase_in_cash",
        (("net_cash_operating", 1), ("net_cash_investing", 1), ("net_cash_financing", 1), ("fx_effect_on_cash", 1)),
    ),
    "CF-3": ("cash_end", (("cash_begin", 1), ("net_increase_in_cash", 1))),
}
OPTIONAL = frozenset({"mezzanine_equity", "minority_interest", "fx_effect_on_cash", "net_income_minority"})
MINOR_SHARE = Decimal("0.001")


def check_statements(facts: Iterable[Fact]) -> list[CheckResult]:
    """Every identity for every period end and basis that has its total."""
    columns: dict[tuple[str, str, int | None], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.field and fact.period_end:
            columns[(fact.period_end, fact.basis, fact.months)].setdefault(fact.field, fact)
    return [
        _check(name, period, column, total, terms)
        for (period, _, _), column in columns.items()
        for name, (total, terms) in IDENTITIES.items()
        if total in column
    ]


def _check(name: str, period: str, column: dict[str, Fact], total: str, terms: Terms) -> CheckResult:
    members = [column[t] for t, _ in terms if t in column]
    printed = [f for f in members if f.method != "derived"]
    incomplete = any(t not in column and t not in OPTIONAL for t, _ in terms)
    derived_from_it = name in ("BS-1", "BS-2", "BS-3") and any(f.method == "derived" for f in (*members, column[total]))
    if incomplete or derived_from_it or not printed:
        return CheckResult(id=name, period_end=period, status="not_testable")
    value = sum((column[t].amount * sign for t, sign in terms if t in column), Decimal(0))
    difference = column[total].amount - value
    facts = tuple(f.id for f in (column[total], *members))
    return CheckResult(
        id=name, period_end=period, status=_status(difference, column[total], len(members)),
        difference=format(difference.normalize(), "f") if difference else "0", facts=facts,
    )  # fmt: skip


def _status(difference: Decimal, total: Fact, terms: int) -> Literal["ok", "minor", "break"]:
    step = Decimal(total.scale) * (Decimal("0.01") if "." in total.printed else Decimal(1))
    tolerance = max(Decimal("0.5") * step * (terms + 1), abs(total.amount) * Decimal("1e-6"))
    if abs(difference) <= tolerance:
        return "ok"
    return "minor" if abs(difference) <= max(tolerance, abs(total.amount) * MINOR_SHARE) else "break"
