"""What makes figures plausible beside the identities: statements against one another, sizes against neighbouring periods. Pure.

The cross-statement results are for information: they are `ok`, `minor` or not testable and never break. Sizes raise `magnitude`
where a total is 200 times its neighbour or a 200th of it; nothing is rescaled.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from ingestion.check.statements import Column, tolerance
from ingestion.model.fact import CheckResult, Fact

TOTALS = frozenset(
    {"total_assets", "total_current_assets", "total_noncurrent_assets", "total_liabilities", "total_current_liabilities"}
    | {"total_equity", "total_liabilities_and_equity", "revenue", "total_operating_revenue", "cost_of_sales"}
)  # fmt: skip
APART = 200
SALES_BAND = Decimal("0.15")
FINANCE_ROOM = Decimal("0.5")
VAT = (Decimal(0), Decimal("0.06"), Decimal("0.09"), Decimal("0.13"))
PRIMARY = frozenset({"balance_sheet", "income_statement", "cash_flow"})


def cross_statement(facts: Iterable[Fact]) -> list[CheckResult]:
    """IS-6, X-1, X-2, X-6 and X-9 for each full year, of the group or of the only entity."""
    balances: dict[str, Column] = defaultdict(dict)
    flows: dict[str, Column] = defaultdict(dict)
    for fact in facts:
        if fact.field and fact.period_end and fact.basis != "parent" and fact.statement in PRIMARY:
            if fact.months is None:
                balances[fact.period_end].setdefault(fact.field, fact)
            elif fact.months == 12:
                flows[fact.period_end].setdefault(fact.field, fact)
    ends = sorted(balances)
    results: list[CheckResult] = []
    for place, end in enumerate(ends):
        now, flow = balances[end], flows.get(end, {})
        before = balances[ends[place - 1]] if place and _a_year_apart(ends[place - 1], end) else {}
        results += [_cash(end, now, flow), _retained(end, now, before, flow), _equity(end, now, before, flow)]
        results += [_sales(end, now, before, flow), _finance(end, flow)]
    return [r for r in results if r.status != "not_testable"]


def group_and_parent(facts: Iterable[Fact]) -> list[CheckResult]:
    """X-10: a group's total assets are usually not below its parent's; for information."""
    totals: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.field == "total_assets" and fact.statement == "balance_sheet" and fact.period_end:
            totals.setdefault((fact.period_end, fact.basis), fact)
    return [
        _info("X-10", end, group.amount >= parent.amount, group.amount - parent.amount, [group, parent])
        for (end, basis), parent in totals.items()
        if basis == "parent" and (group := totals.get((end, "consolidated"))) is not None
    ]


def sizes_apart(facts: Iterable[Fact]) -> list[tuple[Fact, Fact]]:
    """Pairs of one printed total in two periods, one of them at least 200 times the other."""
    series: dict[tuple[str, str, str, int | None, str | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.field in TOTALS and fact.statement in PRIMARY and fact.method != "derived" and fact.amount:
            series[(fact.field or "", fact.basis, fact.gaap, fact.months, fact.currency)].append(fact)
    return [
        (one, other)
        for found in series.values()
        for one, other in pairwise(sorted(found, key=lambda f: f.period_end or ""))
        if one.period_end != other.period_end and is_apart(one.amount, other.amount)
    ]


def is_apart(one: Decimal, other: Decimal) -> bool:
    """True where one amount is 200 times the other or more, signs aside."""
    small, large = sorted((abs(one), abs(other)))
    return small > 0 and large >= APART * small


def _a_year_apart(before: str, after: str) -> bool:
    return int(after[:4]) - int(before[:4]) == 1 and after[5:7] == before[5:7]


def _info(name: str, end: str, holds: bool, difference: Decimal, facts: list[Fact]) -> CheckResult:
    text = format(difference.normalize(), "f") if difference else "0"
    return CheckResult(
        id=name, period_end=end, status="ok" if holds else "minor", difference=text, facts=tuple(f.id for f in facts)
    )


def _none(name: str, end: str) -> CheckResult:
    return CheckResult(id=name, period_end=end, status="not_testable")


def _cash(end: str, now: Column, flow: Column) -> CheckResult:
    """X-1: closing cash of the cash-flow statement is not above money funds and what may be near to cash."""
    held, closing = now.get("monetary_funds"), flow.get("cash_end")
    if held is None or closing is None:
        return _none("X-1", end)
    near = [f for name in ("restricted_cash", "trading_financial_assets") if (f := now.get(name))]
    room = held.amount + sum((f.amount for f in near), Decimal(0)) - closing.amount
    return _info("X-1", end, room >= -tolerance(held, 3), held.amount - closing.amount, [held, closing, *near])


def _retained(end: str, now: Column, before: Column, flow: Column) -> CheckResult:
    """X-2: retained earnings grow by the owners' profit less dividends and what goes to the surplus reserve."""
    names = ("retained_earnings",)
    if any(n not in now or n not in before for n in names) or (
        "net_income_parent" not in flow and "net_income" not in flow
    ):
        return _none("X-2", end)
    profit = flow.get("net_income_parent") or flow["net_income"]
    reserve = [c["surplus_reserve"] for c in (now, before) if "surplus_reserve" in c]
    moved = reserve[0].amount - reserve[1].amount if len(reserve) == 2 else Decimal(0)
    paid = flow.get("dividends_paid")
    change = now["retained_earnings"].amount - before["retained_earnings"].amount
    difference = change - (profit.amount - moved - (paid.amount if paid else Decimal(0)))
    holds = abs(difference) <= max(tolerance(profit, 4), abs(profit.amount) * Decimal("0.02"))
    return _info("X-2", end, holds, difference, [now["retained_earnings"], before["retained_earnings"], profit])


def _equity(end: str, now: Column, before: Column, flow: Column) -> CheckResult:
    """X-6: equity grows by comprehensive income and capital raised less dividends."""
    income = flow.get("total_comprehensive_income") or flow.get("net_income")
    if "total_equity" not in now or "total_equity" not in before or income is None:
        return _none("X-6", end)
    raised = flow["capital_contributions_received"].amount if "capital_contributions_received" in flow else Decimal(0)
    paid = flow["dividends_paid"].amount if "dividends_paid" in flow else Decimal(0)
    difference = now["total_equity"].amount - before["total_equity"].amount - income.amount - raised + paid
    holds = abs(difference) <= max(tolerance(income, 5), abs(now["total_equity"].amount) * Decimal("0.02"))
    return _info("X-6", end, holds, difference, [now["total_equity"], before["total_equity"], income])


def _finance(end: str, flow: Column) -> CheckResult:
    """IS-6: finance costs near interest paid less interest earned; exchange differences and fees may be half of the larger."""
    net, paid, earned = (flow.get(n) for n in ("finance_costs_net", "interest_expense", "interest_income"))
    if net is None or paid is None or earned is None:
        return _none("IS-6", end)
    difference = net.amount - (paid.amount - earned.amount)
    room = max(abs(paid.amount), abs(earned.amount)) * FINANCE_ROOM
    return _info("IS-6", end, abs(difference) <= max(room, tolerance(net, 2)), difference, [net, paid, earned])


def _sales(end: str, now: Column, before: Column, flow: Column) -> CheckResult:
    """X-9: cash from customers near revenue with value-added tax, less the growth of receivables, within 15 %."""
    received, revenue = flow.get("cash_received_from_sales"), flow.get("revenue")
    if received is None or revenue is None or revenue.amount <= 0 or not before:
        return _none("X-9", end)
    growth = sum(
        (
            sign * (now[name].amount - before[name].amount)
            for name, sign in (("accounts_receivable", -1), ("notes_receivable", -1), ("contract_liabilities", 1))
            if name in now and name in before
        ),
        Decimal(0),
    )
    expected = [revenue.amount * (1 + rate) + growth for rate in VAT]
    low, high = min(expected) * (1 - SALES_BAND), max(expected) * (1 + SALES_BAND)
    return _info("X-9", end, low <= received.amount <= high, received.amount - expected[-1], [received, revenue])
