"""The accounting identities over the facts of one paper, one result a period and basis. Pure; nothing is repaired.

An identity may hold in more than one way (with the exchange effect inside the increase in cash or beside it): it is
`ok` when one way holds. What only makes a figure plausible (`INFO`) never breaks.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Literal

from ingestion.model.fact import CheckResult, Fact

Status = Literal["ok", "minor", "break", "not_testable"]
Terms = tuple[tuple[str, int], ...]
Column = dict[str, Fact]
Key = tuple[str, str, str]

HELD_FOR_SALE = "cash_held_for_sale"
_HELD_FOR_SALE = re.compile(r"\bcash\b.*\b(?:held for sale|disposal group)", re.IGNORECASE)
"""Cash that moved with what is to be sold: a line of its own between the flows and the change in cash."""
_CASH = (("net_cash_operating", 1), ("net_cash_investing", 1), ("net_cash_financing", 1))
_PROFIT = (("profit_before_tax", 1), ("income_tax_expense", -1))
_LESS = (("total_assets_less_current_liabilities", 1), ("total_noncurrent_liabilities", -1))
_PRC_COSTS = tuple(
    (name, -1)
    for name in (
        "cost_of_sales", "taxes_and_surcharges", "selling_expenses", "admin_expenses", "rd_expenses", "finance_costs_net",
        "credit_impairment_loss", "asset_impairment_loss",
    )
)  # fmt: skip
_PRC_GAINS = tuple(
    (name, 1)
    for name in ("other_income", "investment_income", "net_hedging_gain", "fair_value_gains", "asset_disposal_gains")
)
IDENTITIES: dict[str, tuple[str, tuple[Terms, ...]]] = {
    "BS-1": ("total_assets", ((("total_liabilities", 1), ("total_equity", 1), ("mezzanine_equity", 1)),)),
    "BS-2": ("total_assets", ((("total_current_assets", 1), ("total_noncurrent_assets", 1)),)),
    "BS-3": ("total_liabilities", ((("total_current_liabilities", 1), ("total_noncurrent_liabilities", 1)),)),
    "BS-8": ("total_equity", ((("equity_attributable_to_parent", 1), ("minority_interest", 1)),)),
    "BS-9": ("total_assets", ((("total_liabilities_and_equity", 1),),)),
    "BS-10": ("total_equity", (_LESS, (*_LESS, ("provisions", -1)), (*_LESS, ("provisions", -1), ("deferred_tax_liabilities", -1)))),
    "IS-1": (
        "operating_profit",
        ((("total_operating_revenue", 1), *_PRC_COSTS, *_PRC_GAINS), (("revenue", 1), *_PRC_COSTS, *_PRC_GAINS),
         (("total_operating_revenue", 1), ("total_operating_cost", -1), *_PRC_COSTS[-2:], *_PRC_GAINS)),
    ),
    "IS-2": ("profit_before_tax", ((("operating_profit", 1), ("non_operating_income", 1), ("non_operating_expenses", -1)),)),
    "IS-3": (
        "net_income",
        (_PROFIT, (*_PROFIT, ("net_income_discontinued", 1)), (*_PROFIT, ("investment_income_associates", 1)),
         (*_PROFIT, ("investment_income_associates", 1), ("net_income_discontinued", 1))),
    ),
    "IS-4": (
        "net_income",
        ((("net_income_parent", 1), ("net_income_minority", 1)), (("net_income_continuing", 1), ("net_income_discontinued", 1))),
    ),
    "IS-5": ("total_comprehensive_income", ((("net_income", 1), ("oci_net", 1)),)),
    "CF-1 operating": ("net_cash_operating", ((("operating_cash_inflows", 1), ("operating_cash_outflows", -1)),)),
    "CF-1 investing": ("net_cash_investing", ((("investing_cash_inflows", 1), ("investing_cash_outflows", -1)),)),
    "CF-1 financing": ("net_cash_financing", ((("financing_cash_inflows", 1), ("financing_cash_outflows", -1)),)),
    "CF-2": ("net_increase_in_cash", ((*_CASH, ("fx_effect_on_cash", 1), (HELD_FOR_SALE, 1)), (*_CASH, ("fx_effect_on_cash", 1)), _CASH)),
    "CF-3": (
        "cash_end",
        ((("cash_begin", 1), ("net_increase_in_cash", 1)),
         (("cash_begin", 1), ("net_increase_in_cash", 1), ("fx_effect_on_cash", 1))),
    ),
}  # fmt: skip
OPTIONAL = frozenset(
    {HELD_FOR_SALE, "mezzanine_equity", "minority_interest", "fx_effect_on_cash", "net_income_minority", "provisions"}
    | {"deferred_tax_liabilities", "investment_income_associates", "net_income_discontinued", "net_income_continuing"}
    | {name for name, _ in (*_PRC_COSTS, *_PRC_GAINS)} - {"cost_of_sales"}
)  # fmt: skip
SECTIONS = {
    "current_assets": ("BS-4", "total_current_assets"),
    "noncurrent_assets": ("BS-5", "total_noncurrent_assets"),
    "current_liabilities": ("BS-6", "total_current_liabilities"),
    "noncurrent_liabilities": ("BS-7", "total_noncurrent_liabilities"),
}
HARD = frozenset({"BS-1", "BS-2", "BS-3", "BS-9", "IS-3", "CF-2", "CF-3"})
"""A break of one of these leaves its figures unconfirmed until a person has looked."""
PRC_ONLY = frozenset({"IS-1"})
MINOR_SHARE = Decimal("0.001")


def check_statements(facts: Iterable[Fact], sections: Mapping[str, str] | None = None) -> list[CheckResult]:
    """Every identity for every period end, basis and set of rules that has its total.

    `sections` maps a balance-sheet fact's id to the section its row adds to; without it the section sums are not tested.
    """
    balances: dict[Key, Column] = defaultdict(dict)
    flows: dict[tuple[Key, int], Column] = defaultdict(dict)
    listed = [f for f in facts if f.period_end and f.statement in ("balance_sheet", "income_statement", "cash_flow")]
    for fact in listed:
        key = (fact.period_end or "", fact.basis, fact.gaap)
        if fact.field and fact.months is None:
            balances[key].setdefault(fact.field, fact)
        elif fact.field and fact.months is not None:
            flows[(key, fact.months)].setdefault(fact.field, fact)
        elif fact.months is not None and fact.statement == "cash_flow" and _HELD_FOR_SALE.search(fact.label):
            flows[(key, fact.months)].setdefault(HELD_FOR_SALE, fact)
    results: list[CheckResult] = []
    for (period, _, gaap), column in [*balances.items(), *((key, c) for (key, _), c in flows.items())]:
        for name, (total, ways) in IDENTITIES.items():
            if total in column and (name not in PRC_ONLY or gaap == "prc"):
                results.append(_best(name, period, column, total, ways))
    return results + (_section_sums(listed, sections) if sections else [])


def rechecked(facts: Iterable[Fact], before: Iterable[CheckResult]) -> list[CheckResult]:
    """The identities after some figures changed: section sums are formed again from the rows they had."""
    listed = list(facts)
    by_id = {f.id: f for f in listed}
    names = {name for name, _ in SECTIONS.values()}
    sums = []
    for check in before:
        if check.id in names and check.facts:
            total, *rows = (by_id[i] for i in check.facts if i in by_id)
            sums.append(
                _result(check.id, check.period_end or "", total, rows, sum((r.amount for r in rows), Decimal(0)))
            )
    return check_statements(listed) + sums


def _best(name: str, period: str, column: Column, total: str, ways: tuple[Terms, ...]) -> CheckResult:
    tried = [_check(name, period, column, total, terms) for terms in ways]
    order: dict[Status, int] = {"ok": 0, "minor": 1, "break": 2, "not_testable": 3}
    return min(tried, key=lambda result: order[result.status])


def _check(name: str, period: str, column: Column, total: str, terms: Terms) -> CheckResult:
    members = [column[t] for t, _ in terms if t in column]
    printed = [f for f in members if f.method != "derived"]
    incomplete = any(t not in column and t not in OPTIONAL for t, _ in terms)
    derived_from_it = name in ("BS-1", "BS-2", "BS-3") and any(f.method == "derived" for f in (*members, column[total]))
    same_place = len(printed) == 1 and printed[0].box == column[total].box and len(printed[0].box) == 4
    if incomplete or derived_from_it or not printed or same_place:
        return CheckResult(id=name, period_end=period, status="not_testable")
    value = sum((column[t].amount * sign for t, sign in terms if t in column), Decimal(0))
    return _result(name, period, column[total], members, value)


def _section_sums(facts: list[Fact], sections: Mapping[str, str]) -> list[CheckResult]:
    """BS-4 to BS-7: the rows of a section against its printed subtotal."""
    rows: dict[tuple[str, str, str, str], list[Fact]] = defaultdict(list)
    totals: dict[tuple[str, str, str, str], Fact] = {}
    for fact in facts:
        if fact.statement != "balance_sheet" or fact.method == "derived" or fact.unit != "money":
            continue
        key = (fact.period_end or "", fact.basis, fact.gaap)
        section = sections.get(fact.id, "")
        if section in SECTIONS and fact.label:
            rows[(*key, section)].append(fact)
        for name, (_, total) in SECTIONS.items():
            if fact.field == total:
                totals.setdefault((*key, name), fact)
    results: list[CheckResult] = []
    for place, members in rows.items():
        if place in totals and len(members) > 1:
            kept = without_parts(members, totals[place])
            value = sum((f.amount for f in kept), Decimal(0))
            results.append(_result(SECTIONS[place[3]][0], place[0], totals[place], kept, value))
    return results


def without_parts(rows: list[Fact], total: Fact) -> list[Fact]:
    """The rows of a section in order of print, without those that a subtotal right below them already holds.

    Where all rows together make the section's `total` none is a subtotal, whatever two neighbours happen to add up to. Where
    they do so once the seeming parts are left out, those are parts. Otherwise the section has a gap, and to tell it truly a row
    counts as a subtotal only when it has no line of its own or none of its parts has.
    """
    if _foots(rows, total):
        return rows
    kept = _less_parts(rows, lambda row, parts: True)
    if _foots(kept, total):
        return kept
    return _less_parts(rows, lambda row, parts: row.field is None or all(part.field is None for part in parts))


def _foots(rows: list[Fact], total: Fact) -> bool:
    return abs(sum((row.amount for row in rows), Decimal(0)) - total.amount) <= tolerance(total, len(rows))


def _less_parts(rows: list[Fact], is_subtotal: Callable[[Fact, list[Fact]], bool]) -> list[Fact]:
    """The rows without those whose amounts the row below them adds up to, where `is_subtotal` grants it."""
    kept: list[Fact] = []
    for row in rows:
        held = Decimal(0)
        netted = len(kept) > 1 and kept[-2].amount - kept[-1].amount == row.amount and row.amount and kept[-1].amount
        if netted and is_subtotal(row, kept[-2:]):
            kept = kept[:-2]  # gross, less allowance, net
        for count, part in enumerate(reversed(kept), start=1):
            held += part.amount
            if count > 1 and held == row.amount and row.amount and is_subtotal(row, kept[-count:]):
                kept = kept[:-count]
                break
        kept.append(row)
    return kept


def _result(name: str, period: str, total: Fact, members: list[Fact], value: Decimal) -> CheckResult:
    difference = total.amount - value
    return CheckResult(
        id=name,
        period_end=period,
        status=_status(difference, total, len(members)),
        difference=format(difference.normalize(), "f") if difference else "0",
        facts=tuple(f.id for f in (total, *members)),
    )


def _status(difference: Decimal, total: Fact, terms: int) -> Status:
    allowed = tolerance(total, terms)
    if abs(difference) <= allowed:
        return "ok"
    return "minor" if abs(difference) <= max(allowed, abs(total.amount) * MINOR_SHARE) else "break"


def tolerance(total: Fact, terms: int) -> Decimal:
    """How far a sum of `terms` rounded figures may be from `total`: half the printed unit each, at least a millionth."""
    step = Decimal(total.scale) * (Decimal("0.01") if "." in total.printed else Decimal(1))
    return max(Decimal("0.5") * step * (terms + 1), abs(total.amount) * Decimal("1e-6"))
