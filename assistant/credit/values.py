"""Values of one period by name: chosen facts, derived values, last year's values. What formulas look names up in."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.facts import view_basis
from assistant.credit.formula import MissingInput, Trace, When, evaluate
from assistant.credit.profile_model import ChosenFact, PeriodKey, RatioInput, RatioValue
from ingestion.model.decimals import plain_decimal

YEAR_DAYS = 365
INCLUDED = "included"
PRIOR_SLACK_DAYS = 12


@cache
def derived_formulas() -> dict[str, dict[str, Any]]:
    """`derived.toml`."""
    return tomllib.loads(files(__package__).joinpath("derived.toml").read_text("utf-8"))


class Values:
    """Lookups over all periods of one customer; results are kept."""

    def __init__(self, chosen: Iterable[ChosenFact], periods: Iterable[PeriodKey]) -> None:
        self._facts: dict[tuple[str, str, int | None, str], ChosenFact] = {}
        self._held: dict[tuple[str, str, str], str] = {}  # (included line, period end, basis) -> the fact that holds it
        for item in chosen:
            fact = item.fact
            self._facts[(fact.field or "", fact.period_end or "", fact.months, view_basis(fact))] = item
            for name in fact.includes:
                self._held[name, fact.period_end or "", view_basis(fact)] = fact.id
        self._periods = list(periods)
        self._priors: dict[str, PeriodKey | None] = {}
        self._beside: dict[str, RatioInput] = {}
        self._beside_key: str | None = None
        self._derived: dict[tuple[str, str], RatioInput] = {}
        self.ratios: dict[tuple[str, str], RatioValue] = {}  # kept by assistant.credit.ratios
        self.flags: dict[tuple[str, str], tuple[str, ...]] = {}

    def fact(self, name: str, period: PeriodKey) -> ChosenFact | None:
        """The chosen fact of a line for the period: its flow, or its balance at the end."""
        basis = "parent" if period.basis == "parent" else "consolidated"
        for months in (period.months, None):
            found = self._facts.get((name, period.period_end, months, basis))
            if found is not None:
                return found
        return None

    def get(self, name: str, period: PeriodKey) -> RatioInput:
        """The value of a line or derived value; `value` None and state `missing` where there is none."""
        found = self.fact(name, period)
        if found is not None:
            fact = found.fact
            state = f"nil_{fact.nil}" if fact.nil else "derived" if fact.method == "derived" else None
            return RatioInput(name=name, value=fact.value, period_end=period.period_end, fact=fact.id, state=state)
        included = self._included(name, period)
        if included is not None:
            return included
        if self._beside_key == period.key and name in self._beside:
            return self._beside[name]
        if name in derived_formulas():
            return self._derive(name, period)
        if name == "gross_profit":
            derived = self._derive("gross_profit_derived", period)
            return derived.model_copy(update={"name": name})
        if name == "depreciation_amortization":
            return self._depreciation(period)
        return RatioInput(name=name, value=None, period_end=period.period_end, state="missing")

    def set_beside(self, period: PeriodKey, figures: Mapping[str, RatioInput]) -> None:
        """Figures that no statement prints (bureau, ledger), read for this period where the statements have none."""
        for key in [k for k in self.ratios if k[1] in (period.key, self._beside_key)]:
            del self.ratios[key]
        self._beside, self._beside_key = dict(figures), period.key

    def lookup(self, period: PeriodKey) -> Any:
        """The function a formula reads names with."""

        def look(name: str, when: When) -> RatioInput:
            target = self.at(period, when)
            if target is None:
                return RatioInput(name=name, value=None, period_end=None, state="missing")
            return self.get(name, target)

        return look

    def at(self, period: PeriodKey, when: When) -> PeriodKey | None:
        """The period itself, the one a year before, or the day that its flows begin from."""
        return period if when == "now" else self.prior(period) if when == "prior" else self.opening(period)

    def opening(self, period: PeriodKey) -> PeriodKey | None:
        """The balance sheet that the flows of the period begin from: of a year the year before's, of nine months the last year end."""
        if period.months in (None, 12):
            return self.prior(period)
        begins = date.fromisoformat(period.period_end) - timedelta(days=self.days(period))
        basis = "parent" if period.basis == "parent" else "consolidated"
        days = {day for _, day, months, held in self._facts if months is None and held == basis and day}
        near = [day for day in days if abs((date.fromisoformat(day) - begins).days) <= PRIOR_SLACK_DAYS]
        if not near:
            return None
        day = min(near, key=lambda d: (abs((date.fromisoformat(d) - begins).days), d))
        return period.model_copy(update={"period_end": day, "months": None, "fiscal_label": None})

    def prior(self, period: PeriodKey) -> PeriodKey | None:
        """The same period one year earlier, a few days more or less; for its balances the end alone counts."""
        if period.key not in self._priors:
            self._priors[period.key] = self._prior(period)
        return self._priors[period.key]

    def _prior(self, period: PeriodKey) -> PeriodKey | None:
        end = date.fromisoformat(period.period_end)
        same = [p for p in self._periods if p.basis == period.basis and p.period_end < period.period_end]
        for candidate in same:
            apart = abs((end - date.fromisoformat(candidate.period_end)).days - YEAR_DAYS)
            if apart <= PRIOR_SLACK_DAYS and candidate.months in (period.months, None):
                return candidate
        basis = "parent" if period.basis == "parent" else "consolidated"
        for day in sorted(
            {k[1] for k in self._facts if k[3] == basis and k[1] and k[1] < period.period_end}, reverse=True
        ):
            if abs((end - date.fromisoformat(day)).days - YEAR_DAYS) <= PRIOR_SLACK_DAYS:
                return period.model_copy(
                    update={"period_end": day, "fiscal_label": None}
                )  # a year of which a line or two is known
        return None

    def days(self, period: PeriodKey) -> int:
        """365 for a year, else the days of the flow."""
        if period.months in (None, 12):
            return YEAR_DAYS
        end = date.fromisoformat(period.period_end)
        month = end.month - (period.months or 0)
        start = date(end.year + (month // 12), month % 12 + 1, 1)
        return (end - start).days + 1

    def _included(self, name: str, period: PeriodKey) -> RatioInput | None:
        """0 for an item that another caption of the period already holds, so that sums take it once."""
        basis = "parent" if period.basis == "parent" else "consolidated"
        fact = self._held.get((name, period.period_end, basis))
        if fact is not None:
            return RatioInput(name=name, value="0", period_end=period.period_end, fact=fact, state=INCLUDED)
        return None

    def _derive(self, name: str, period: PeriodKey) -> RatioInput:
        key = (name, period.key)
        if key not in self._derived:
            self._derived[key] = self._computed(name, derived_formulas()[name]["formula"], period)
        return self._derived[key]

    def _computed(self, name: str, formula: str, period: PeriodKey) -> RatioInput:
        trace = Trace()
        try:
            value = evaluate(formula, self.lookup(period), self.days(period), trace)
        except (MissingInput, ZeroDivisionError):
            return RatioInput(
                name=name, value=None, period_end=period.period_end, state="missing", inputs=tuple(trace.inputs)
            )
        self.flags[(name, period.key)] = tuple(trace.flags)
        return RatioInput(
            name=name, value=plain_decimal(value), period_end=period.period_end, state="derived",
            inputs=tuple(trace.inputs),
        )  # fmt: skip

    def _depreciation(self, period: PeriodKey) -> RatioInput:
        """D&A as the sum of its printed parts; missing where the first part is."""
        parts = [self.fact(name, period) for name in ("depreciation", "amortization")]
        if parts[0] is None:
            return RatioInput(
                name="depreciation_amortization", value=None, period_end=period.period_end, state="missing"
            )
        inputs = tuple(self.get(p.fact.field or "", period) for p in parts if p)
        total = sum((Decimal(p.fact.value) for p in parts if p), Decimal(0))
        return RatioInput(
            name="depreciation_amortization", value=plain_decimal(total), period_end=period.period_end, state="derived",
            inputs=inputs,
        )  # fmt: skip
