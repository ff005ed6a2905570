"""What rules look names up in: lines and ratios of the judged period, figures of the case, dated policy values. Every read is kept."""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.credit.formula import MissingInput, Trace, When, evaluate
from assistant.credit.profile_model import PeriodKey, RatioInput
from assistant.credit.ratios import GOOD_STATES, ratio, ratio_definitions
from assistant.credit.risk_model import Evidence
from assistant.credit.values import Values
from assistant.policy.policy import Policy
from ingestion.model.decimals import plain_decimal

NEGATIVE_STATES = frozenset({"negative_equity", "negative_ebitda"})
POLICY_SCOPES = ("rates.market", "limits.parameters")
HOME = "CNY"
MODEL = "model_"
FORMULA = "lim_"
USD_RATE = "usd_per_unit"
_NAME = re.compile(r"[A-Za-z_]\w*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BEFORE = re.compile(r"\bprior2\((\w+)\)")


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """A figure that no statement prints: from the bureau, the ledger, the registry, the request or a person, with its places.

    `value` None with `text` set: words only (a status, a cause). Amounts are in units of `currency`.
    """

    name: str
    value: Decimal | None = None
    text: str = ""
    currency: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class Reading:
    """What expressions read, and what they lacked."""

    inputs: list[RatioInput] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class Figures:
    """Lookups for one customer, one judged period and one day; `changed` values stand in front of everything (what-if, follow-ups)."""

    def __init__(
        self,
        values: Values,
        period: PeriodKey | None,
        case: Mapping[str, CaseFigure],
        policy: Policy,
        day: str,
        changed: Mapping[str, Decimal | None] | None = None,
    ) -> None:
        self.values = values
        self.period = period
        self.case = case
        self.policy = policy
        self.day = day
        self.changed = dict(changed or {})
        self._kept: dict[tuple[str, str, When], RatioInput] = {}
        if period is not None:
            values.set_beside(
                period, {name: self._case(figure) for name, figure in case.items() if figure.value is not None}
            )

    def with_changes(self, changed: Mapping[str, Decimal | None]) -> "Figures":
        """The same lookups with some figures replaced (None: taken away)."""
        made = copy(self)
        made.changed = {**self.changed, **changed}
        return made  # what was read already is shared: a changed name is looked at before it

    def number(self, expression: str, scope: str = "", reading: Reading | None = None) -> Decimal | str | None:
        """The value of an expression; a ratio state such as `no_debt`; None where it cannot be had (`reading.missing` says why)."""
        reading = Reading() if reading is None else reading
        if _NAME.fullmatch(expression):
            return self._plain(self.look(expression, "now", scope), reading)
        if _NUMBER.fullmatch(expression):
            return Decimal(expression)
        trace = Trace()
        days = self.values.days(self.period) if self.period else 365
        try:
            return evaluate(
                _BEFORE.sub(r"before_\1", expression), lambda name, when: self.look(name, when, scope), days, trace
            )
        except MissingInput as err:
            states = [i.state for i in trace.inputs if i.value is None and i.state in GOOD_STATES | NEGATIVE_STATES]
            if states:
                return str(states[0])
            reading.missing += _missing_leaves(trace.inputs) or list(err.names)
            return None
        except ZeroDivisionError:
            return None
        finally:
            reading.inputs += trace.inputs

    def _plain(self, found: RatioInput, reading: Reading) -> Decimal | str | None:
        reading.inputs.append(found)
        if found.value is not None:
            return Decimal(found.value)
        if found.state in GOOD_STATES | NEGATIVE_STATES:
            return str(found.state)
        reading.missing += _missing_leaves([found])
        return None

    def value(self, name: str) -> Decimal | None:
        """The number behind one name; None where it is missing or a state."""
        found = self.look(name).value
        return None if found is None else Decimal(found)

    def state(self, name: str) -> str | None:
        """Why a name has no value: a ratio state, `missing`, or None where it has one."""
        return None if self.look(name).value is not None else self.look(name).state

    def text(self, name: str) -> str:
        """The words of a case figure; empty where there are none."""
        found = self.case.get(name)
        return found.text if found else ""

    def evidence(self, name: str) -> tuple[Evidence, ...]:
        """The places a case figure rests on."""
        found = self.case.get(name)
        return found.evidence if found else ()

    def look(self, name: str, when: When = "now", scope: str = "") -> RatioInput:
        """What stands behind a name, this period, the year before or the day its flows begin from."""
        if when == "now" and name in self.changed:
            value = self.changed[name]
            return _input(
                name,
                None if value is None else plain_decimal(value),
                self._end,
                "missing" if value is None else "changed",
            )
        own = f"{scope}.{name}" if scope else ""
        key = (name, own if own in self.policy.parameters else "", when)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._found(name, when, key[1])
        return found

    def _found(self, name: str, when: When, own: str) -> RatioInput:
        if own:
            held = self._policy(own)
            if held is not None:
                return held
        if name in self.case:
            return self._case(self.case[name])
        for prefix in POLICY_SCOPES:
            held = self._policy(f"{prefix}.{name}")
            if held is not None:
                return held
        if name.startswith(FORMULA) and when == "now":
            formula = self.policy.text(f"limits.formulas.{name}.formula")
            if formula is not None:
                return self._formula(name, str(formula))
        if name.startswith(MODEL) and when == "now":
            return self._model(name)
        if name == USD_RATE:
            rate = self.converted(Decimal(1), "USD")
            return _input(name, None if not rate else plain_decimal(1 / rate), None, "policy" if rate else "missing")
        target = self._target(name, when)
        name = name.removeprefix("before_")
        if target is None:
            return _input(name, None, None, "missing")
        if name not in ratio_definitions():
            return self.values.get(name, target)
        made = ratio(name, target, self.values)
        return RatioInput(
            name=name, value=made.value, period_end=target.period_end, state=made.reason, inputs=made.inputs
        )

    def _formula(self, name: str, formula: str) -> RatioInput:
        """A formula of the policy that another one reads; the check of policy files has found no circle."""
        reading = Reading()
        value = self.number(formula, reading=reading)
        told = plain_decimal(value) if isinstance(value, Decimal) else None
        return RatioInput(
            name=name,
            value=told,
            period_end=self._end,
            state="derived" if told else "missing",
            inputs=tuple(reading.inputs),
        )

    def _model(self, name: str) -> RatioInput:
        from assistant.credit.models import model_score  # models read figures too

        made = model_score(name.removeprefix(MODEL), self)
        inputs = tuple(
            RatioInput(name=fact, value="0", period_end=None, fact=fact) for c in made.components for fact in c.facts
        )
        if made.value is None:
            inputs = tuple(RatioInput(name=n, value=None, period_end=None, state="missing") for n in made.missing)
        return RatioInput(name=name, value=made.value, period_end=made.period_end, state=made.reason, inputs=inputs)

    @property
    def _end(self) -> str | None:
        return self.period.period_end if self.period else None

    def _target(self, name: str, when: When) -> PeriodKey | None:
        if self.period is None:
            return None
        if name.startswith("before_"):
            once = self.values.prior(self.period)
            return self.values.prior(once) if once else None
        return self.values.at(self.period, when)

    def _case(self, figure: CaseFigure) -> RatioInput:
        value = self.converted(figure.value, figure.currency)
        return _input(
            figure.name,
            None if value is None else plain_decimal(value),
            None,
            "case" if value is not None else "missing",
        )

    def _policy(self, key: str) -> RatioInput | None:
        """A number of the policy in the judged currency; None where the policy has none on the day."""
        if key not in self.policy.parameters:
            return None
        found: RatioInput | None = self.policy.kept(f"{key} in {self.currency}", self.day, lambda: self._dated(key))
        return found

    def _dated(self, key: str) -> RatioInput | None:
        value = self.policy.at(key, self.day)
        unit = self.policy.parameters[key].unit
        if isinstance(value, Decimal) and unit.startswith("money:"):
            value = self.converted(value, unit.partition(":")[2])
        if not isinstance(value, Decimal):
            return None
        return _input(key.rpartition(".")[2], plain_decimal(value), None, "policy")

    def converted(self, value: Decimal | None, currency: str | None) -> Decimal | None:
        """An amount in the judged currency, at the policy's rates; None where a rate is missing."""
        own = self.currency
        if value is None or not currency or currency == own:
            return value
        rates = [self.policy.at(f"rates.fx.{code}", self.day) for code in (currency, own)]
        return value * rates[0] / rates[1] if all(isinstance(r, Decimal) for r in rates) else None

    @property
    def currency(self) -> str:
        """The currency of the judged statements, else the yuan."""
        return (self.period.currency if self.period else None) or HOME


def leaves(inputs: Iterable[RatioInput]) -> Iterable[RatioInput]:
    """The inputs at the bottom: facts, case figures, policy values."""
    for item in inputs:
        if item.inputs:
            yield from leaves(item.inputs)
        else:
            yield item


def _missing_leaves(inputs: Iterable[RatioInput]) -> list[str]:
    return list(dict.fromkeys(leaf.name for leaf in leaves(inputs) if leaf.value is None))


def _input(name: str, value: str | None, end: str | None, state: str) -> RatioInput:
    return RatioInput(name=name, value=value, period_end=end, state=state)
