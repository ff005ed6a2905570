"""Ratios of a period: formula, unit, direction and bands from `ratios.toml`; each value keeps its inputs, each absence its reason."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.credit.formula import MissingInput, Trace, evaluate
from assistant.credit.profile_model import PeriodKey, RatioInput, RatioValue
from assistant.credit.values import Values
from ingestion.model.decimals import plain_decimal

Band = Literal["good", "watch", "weak"]
GOOD_STATES = frozenset({"no_debt", "no_interest", "no_debt_service"})
PRECISION = Decimal("1e-12")


@cache
def ratio_definitions() -> dict[str, dict[str, Any]]:
    """`ratios.toml`."""
    return tomllib.loads(files(__package__).joinpath("ratios.toml").read_text("utf-8"))


def ratio(name: str, period: PeriodKey, values: Values) -> RatioValue:
    """One ratio for one period; `value` None with `reason` where it cannot be had."""
    found = values.ratios.get((name, period.key))
    if found is None:
        row = ratio_definitions()[name]
        found = compute(name, row["names"], row["formula"], row["unit"], period, values, row)
        values.ratios[name, period.key] = found
    return found


def compute(
    name: str,
    names: dict[str, str],
    formula: str,
    unit: str,
    period: PeriodKey,
    values: Values,
    definition: dict[str, Any] | None = None,
) -> RatioValue:
    """Any formula for one period, as a ratio value. Percent values are times 100."""
    definition = definition or {}
    trace = Trace()
    value: Decimal | None = None
    reason: str | None = None
    missing: tuple[str, ...] = ()
    try:
        value = evaluate(formula, values.lookup(period), values.days(period), trace)
    except MissingInput as err:
        reason, missing = _why_missing(err.names, values, period), tuple(_leaves(err.names, trace.inputs))
    except ZeroDivisionError:
        reason = "zero_denominator"
    state = _state(definition.get("states", {}), values, period)
    if state is not None and not missing:
        value, reason = None, state
    if value is not None and unit == "percent":
        value *= 100
    return RatioValue(
        id=name,
        names=names,
        period=period,
        value=None if value is None else plain_decimal(value.quantize(PRECISION).normalize()),
        unit=unit,
        currency=period.currency if unit == "money" else None,
        reason=reason,
        missing=missing,
        flags=tuple(dict.fromkeys([*trace.flags, *_flags(trace.inputs, values, period)])),
        formula=formula,
        inputs=tuple(trace.inputs),
        band=_band(value, reason, definition),
        group=str(definition.get("group", "")),
    )


def all_ratios(periods: list[PeriodKey], values: Values) -> list[RatioValue]:
    """Every ratio of every period, in the order of the table."""
    return [ratio(name, period, values) for period in periods for name in ratio_definitions()]


def _state(states: dict[str, str], values: Values, period: PeriodKey) -> str | None:
    """The state of an unusable denominator: debt and interest at 0, all others at 0 or below."""
    for name, state in states.items():
        kind, _, rest = name.partition("_")
        target: PeriodKey | None = period
        if kind in ("prior", "avg"):
            target = values.prior(period) if kind == "prior" else period
            name = rest
        found = values.get(name, target).value if target else None
        if found is None:
            continue
        number = Decimal(found)
        if number == 0 or (number < 0 and state not in GOOD_STATES):
            return state
    return None


def _why_missing(names: tuple[str, ...], values: Values, period: PeriodKey) -> str:
    if names == ("interest_expense",) or set(names) <= {"interest_expense", "ebit", "ebitda"}:
        debt = values.get("total_debt", period).value
        if debt is not None and Decimal(debt) == 0:
            return "no_interest"
        if values.get("interest_expense", period).value is None and debt is not None:
            return "interest_not_disclosed"
    return "missing"


def _leaves(names: tuple[str, ...], inputs: list[RatioInput]) -> list[str]:
    """The printed lines that are missing under derived names."""
    out: list[str] = []
    for name in names:
        found = next((i for i in inputs if i.name == name), None)
        below = [i for i in found.inputs if i.value is None] if found else []
        out += _leaves(tuple(i.name for i in below), list(found.inputs)) if found and below else [name]
    return list(dict.fromkeys(out))


def _flags(inputs: list[RatioInput], values: Values, period: PeriodKey) -> list[str]:
    flags: list[str] = []
    for item in inputs:
        flags += values.flags.get((item.name, period.key), ())
        if item.name == "interest_expense":
            found = values.fact("interest_expense", period)
            if found is not None and found.fact.net:
                flags.append("interest_net")
        flags += _flags(list(item.inputs), values, period)
    renamed = {"bonds_payable_unknown": "debt_partial", "lease_liabilities_unknown": "debt_partial"}
    return [renamed.get(flag, flag) for flag in flags]


def _band(value: Decimal | None, reason: str | None, definition: dict[str, Any]) -> Band | None:
    if reason in GOOD_STATES:
        return "good"
    bands = definition.get("bands")
    if value is None or not bands:
        return None
    good, watch = (Decimal(str(b)) for b in bands)
    if definition["direction"] == "up":
        return "good" if value >= good else "watch" if value >= watch else "weak"
    return "good" if value <= good else "watch" if value <= watch else "weak"
