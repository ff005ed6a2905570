"""Checks that need every row of a statement in the order of print: parts of equity, the indirect cash flow, shifted rows. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ingestion.check.statements import tolerance, without_parts
from ingestion.model.fact import CheckResult, Fact

Place = tuple[str, str, str, int | None]
EQUITY = {
    "paid_in_capital": 1, "other_equity_instruments_issued": 1, "capital_reserve": 1, "treasury_stock": -1, "aoci": 1,
    "special_reserve": 1, "surplus_reserve": 1, "retained_earnings": 1,
}  # fmt: skip
MINOR_SHARE = Decimal("0.001")
FIRST, LAST = "cf_net_income", "net_cash_operating"
SHIFT_IDENTITIES: dict[str, tuple[tuple[str, int], ...]] = {
    "total_assets": (("total_current_assets", 1), ("total_noncurrent_assets", 1)),
    "total_liabilities": (("total_current_liabilities", 1), ("total_noncurrent_liabilities", 1)),
    "total_liabilities_and_equity": (("total_liabilities", 1), ("total_equity", 1)),
    "net_income": (("profit_before_tax", 1), ("income_tax_expense", -1)),
    "net_increase_in_cash": (("net_cash_operating", 1), ("net_cash_investing", 1), ("net_cash_financing", 1)),
    "cash_end": (("cash_begin", 1), ("net_increase_in_cash", 1)),
}


def equity_parts(facts: Iterable[Fact], sections: Mapping[str, str]) -> list[CheckResult]:
    """BS-8: what is paid in, reserves and retained earnings less treasury stock make the owners' equity (PRC form)."""
    columns: dict[Place, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.statement == "balance_sheet" and fact.gaap == "prc" and fact.method != "derived" and fact.period_end:
            columns[_place(fact)].append(fact)
    results = []
    for (end, *_), column in columns.items():
        named = {f.field: f for f in reversed(column) if f.field}
        total = named.get("equity_attributable_to_parent") or named.get("total_equity")
        if total is None or "paid_in_capital" not in named or "retained_earnings" not in named:
            continue
        parts = [named[name] for name in EQUITY if name in named]
        value = sum((f.amount * EQUITY[f.field or ""] for f in parts), Decimal(0))
        other = [f for f in column if f.field is None and sections.get(f.id) == "equity"]
        more = value + sum((f.amount for f in other), Decimal(0))
        if abs(total.amount - more) < abs(total.amount - value):
            value, parts = more, [*parts, *other]
        results.append(_result("BS-8", end, total, parts, total.amount - value))
    return results


def indirect_cash_flow(rows: Iterable[Fact], end: str, months: int | None) -> CheckResult | None:
    """CF-4: the rows from the profit down to the operating cash flow add up to it; None where the rows are no such list."""
    column = [f for f in rows if f.period_end == end and f.months == months]
    names = [f.field for f in column]
    if FIRST not in names or LAST not in names or names.index(LAST) - names.index(FIRST) < 2:
        return None
    total = column[names.index(LAST)]
    parts = without_parts(column[names.index(FIRST) : names.index(LAST)], total)
    return _result("CF-4", end, total, parts, total.amount - sum((f.amount for f in parts), Decimal(0)))


def resummed(before: Iterable[CheckResult], facts: Iterable[Fact]) -> list[CheckResult]:
    """CF-4 and the parts of equity formed again from the rows they had, after some figures changed."""
    by_id = {f.id: f for f in facts}
    again = []
    for check in before:
        total, *parts = (by_id.get(i) for i in check.facts) if check.facts else (None,)
        rows = [p for p in parts if p is not None]
        of_equity = check.id == "BS-8" and any(p.field == "retained_earnings" for p in rows)
        if total is not None and (check.id == "CF-4" or of_equity) and len(rows) == len(parts):
            signs = EQUITY if of_equity else {}
            value = sum((p.amount * signs.get(p.field or "", 1) for p in rows), Decimal(0))
            again.append(_result(check.id, check.period_end or "", total, rows, total.amount - value))
    return again


def shifted_rows(facts: Iterable[Fact]) -> list[tuple[Fact, int]]:
    """(the first figure, rows) of each column whose identities hold only when every figure moves one row up (1) or down (-1)."""
    columns: dict[tuple[str, Place], list[Fact]] = defaultdict(list)
    for fact in facts:
        if (
            fact.method == "table"
            and fact.period_end
            and fact.statement in ("balance_sheet", "income_statement", "cash_flow")
        ):
            columns[(fact.statement, _place(fact))].append(fact)
    found = []
    for column in columns.values():
        as_read = _held(column, 0)
        if as_read[1] >= 2 and as_read[0] == 0:
            found += [(column[0], by) for by in (1, -1) if _held(column, by)[0] >= 2]
    return found


def _held(column: list[Fact], by: int) -> tuple[int, int]:
    """(identities that hold, identities that can be tested) with each caption taking the amount `by` rows further down."""
    values: dict[str, tuple[Decimal, Fact]] = {}
    for place, fact in enumerate(column):
        if fact.field and 0 <= place + by < len(column):
            values.setdefault(fact.field, (column[place + by].amount, fact))
    held = tested = 0
    for total, terms in SHIFT_IDENTITIES.items():
        if total in values and all(t in values for t, _ in terms):
            value = sum((values[t][0] * sign for t, sign in terms), Decimal(0))
            tested += 1
            held += value != 0 and abs(values[total][0] - value) <= tolerance(values[total][1], len(terms))
    return held, tested


def _place(fact: Fact) -> Place:
    return (fact.period_end or "", fact.basis, fact.gaap, fact.months)


def _result(name: str, end: str, total: Fact, parts: list[Fact], difference: Decimal) -> CheckResult:
    allowed = tolerance(total, len(parts))
    minor = max(allowed, abs(total.amount) * MINOR_SHARE)
    status = "ok" if abs(difference) <= allowed else "minor" if abs(difference) <= minor else "break"
    return CheckResult(
        id=name, period_end=end, status=status, difference=format(difference.normalize(), "f") if difference else "0",
        facts=tuple(f.id for f in (total, *parts)),
    )  # fmt: skip
