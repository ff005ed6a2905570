"""Risk factors by `risks.toml` over a profile's figures: fired, clear or not testable, each with evidence and words."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from assistant.credit.formula import MissingInput, Trace, evaluate
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, PeriodKey, RatioInput
from assistant.credit.ratios import GOOD_STATES, ratio, ratio_definitions
from assistant.credit.risk_model import Dismissal, Evidence, FollowUp, RiskFactor, RiskState, Severity
from assistant.credit.values import Values
from assistant.format import Lang, amount, display_scale, grouped, ratio_text
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import CheckResult
from ingestion.texts import say

CATEGORIES = ("ID", "BR", "LT", "PB", "LQ", "LV", "CQ", "PR", "AM", "OW", "GV", "CN", "MI", "DQ")
SEVERITIES = ("C", "H", "M", "L")
STATES: tuple[RiskState, ...] = ("fired", "disputed", "not_testable", "clear")
LANGS: tuple[Lang, ...] = get_args(Lang)
EN_SCALES = (1, 10**3, 10**6, 10**9)
_COMPARISON = re.compile(r"^(.+?)\s*(<=|>=|<|>)\s*(.+)$")
_BEFORE = re.compile(r"\bprior2\((\w+)\)")


@cache
def risk_definitions() -> dict[str, dict[str, Any]]:
    """`risks.toml`."""
    return tomllib.loads(files(__package__).joinpath("risks.toml").read_text("utf-8"))


@cache
def followup_definitions() -> dict[str, dict[str, Any]]:
    """`followups.toml`."""
    return tomllib.loads(files(__package__).joinpath("followups.toml").read_text("utf-8"))


@dataclass(slots=True)
class _Findings:
    """What the comparisons of one factor read, and what they lacked."""

    inputs: list[RatioInput] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class RiskReader:
    """Evaluates factors for one period of one customer."""

    def __init__(
        self,
        values: Values,
        period: PeriodKey,
        facts: Iterable[ChosenFact],
        checks: Iterable[CheckResult],
        dismissals: Mapping[str, Dismissal],
    ) -> None:
        self._values = values
        self._period = period
        self._facts = {item.fact.id: item for item in facts}
        self._checks = [c for c in checks if c.period_end == period.period_end]
        self._dismissals = dismissals

    def all(self) -> list[RiskFactor]:
        """Every factor, in the order an analyst reads them: state, severity, category."""
        found = [self.factor(name, definition) for name, definition in risk_definitions().items()]
        return sorted(found, key=_order)

    def factor(self, name: str, definition: dict[str, Any]) -> RiskFactor:
        """One factor with its state."""
        if "identities" in definition:
            return self._identities(name, definition)
        seen = _Findings()
        legs = [(leg, self._all_hold(leg, seen)) for leg in definition["fires"]]
        truths = [truth for _, truth in legs]
        state: RiskState = "fired" if True in truths else "not_testable" if all(t is None for t in truths) else "clear"
        shown = {key: self._shown(definition.get(key)) for key in ("x", "y")}
        untested = tuple(" and ".join(leg) for leg, truth in legs if truth is None) if state == "clear" else ()
        severity = self._severity(definition["severity"]) if state == "fired" else None
        value = shown["x"][0]
        x = definition.get("x", {})
        return self._built(
            name, definition, state, severity, seen,
            {key: {lang: told[1][lang] for lang in LANGS} for key, told in shown.items()},
            value=None if value is None else plain_decimal(value), unit=x.get("unit"),
            threshold=f"{x.get('side', '')} {x.get('threshold', '')}".strip() or None, untested=untested,
        )  # fmt: skip

    def _identities(self, name: str, definition: dict[str, Any]) -> RiskFactor:
        own = [c for c in self._checks if c.id in definition["identities"]]
        tested = [c for c in own if c.status != "not_testable"]
        broken = [c for c in tested if c.status == "break"]
        state: RiskState = "fired" if broken else "clear" if tested else "not_testable"
        members = [self._facts[i] for c in broken for i in c.facts if i in self._facts]
        confirmed = bool(members) and all(m.fact.state in ("confirmed", "corrected") for m in members)
        told = ", ".join(sorted({c.id for c in (broken or tested)}))
        seen = _Findings(
            [RatioInput(name=m.fact.field or "", value=m.fact.value, period_end=m.fact.period_end, fact=m.fact.id) for m in members],
            [] if tested else list(definition["identities"]),
        )  # fmt: skip
        words = {"checks": dict.fromkeys(LANGS, told)}
        severity: Severity | None = ("C" if confirmed else "M") if broken else None
        return self._built(name, definition, state, severity, seen, words)

    def _built(
        self,
        name: str,
        definition: dict[str, Any],
        state: RiskState,
        severity: Severity | None,
        seen: _Findings,
        words: dict[str, dict[Lang, str]],
        value: str | None = None,
        unit: str | None = None,
        threshold: str | None = None,
        untested: tuple[str, ...] = (),
    ) -> RiskFactor:
        missing = tuple(dict.fromkeys(seen.missing)) if state == "not_testable" or untested else ()
        return RiskFactor(
            id=name,
            names=definition["names"],
            category=name.split("-")[1],
            group=definition.get("group", ""),
            state=state,
            severity=severity,
            value=value,
            unit=unit,
            threshold=threshold,
            period=self._period.period_end,
            evidence=tuple(self._evidence(seen.inputs)),
            explanation={lang: _words(definition, state, words, missing, threshold, lang) for lang in LANGS},
            counter_argument=definition["counter"],
            follow_ups=tuple(definition["followups"]),
            missing=missing,
            untested_legs=untested,
            dismissed=self._dismissals.get(name),
        )

    def _severity(self, rows: list[list[str]]) -> Severity:
        """The first row whose comparisons all hold; what cannot be tested does not hold."""
        for level, *conditions in rows:
            if self._all_hold(conditions, _Findings()):
                return level  # type: ignore[return-value]
        return "M"

    def _all_hold(self, conditions: list[str], seen: _Findings) -> bool | None:
        """True, False, or None where no comparison is false and one cannot be tested."""
        truths = [self._holds(condition, seen) for condition in conditions]
        return False if False in truths else None if None in truths else True

    def _holds(self, condition: str, seen: _Findings) -> bool | None:
        match = _COMPARISON.match(condition)
        if match is None:
            raise ValueError(condition)
        left, right = self._value(match[1], seen), self._value(match[3], seen)
        if isinstance(left, str) or isinstance(right, str):
            return False  # no debt, no interest: nothing to weigh
        if left is None or right is None:
            return None
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[match[2]]

    def _value(self, expression: str, seen: _Findings) -> Decimal | str | None:
        """The value; a state such as `no_debt`; None where it cannot be had."""
        trace = Trace()
        try:
            return evaluate(_BEFORE.sub(r"before_\1", expression), self._look, self._values.days(self._period), trace)
        except MissingInput as err:
            states = [i.state for i in trace.inputs if i.value is None]
            if states and all(s in GOOD_STATES for s in states):
                return str(states[0])
            seen.missing += _leaf_names(trace.inputs) or list(err.names)
            return None
        except ZeroDivisionError:
            return None
        finally:
            seen.inputs += trace.inputs

    def _look(self, name: str, prior: bool) -> RatioInput:
        target: PeriodKey | None = self._period
        if name.startswith("before_"):
            name, prior = name.removeprefix("before_"), False
            once = self._values.prior(self._period)
            target = self._values.prior(once) if once else None
        elif prior:
            target = self._values.prior(self._period)
        if target is None:
            return RatioInput(name=name, value=None, period_end=None, state="missing")
        if name not in ratio_definitions():
            return self._values.get(name, target)
        found = ratio(name, target, self._values)
        return RatioInput(
            name=name, value=found.value, period_end=target.period_end, state=found.reason, inputs=found.inputs
        )

    def _shown(self, asked: dict[str, str] | None) -> tuple[Decimal | None, dict[Lang, str]]:
        if asked is None:
            return None, dict.fromkeys(LANGS, "—")
        value = self._value(asked["value"], _Findings())
        if not isinstance(value, Decimal):
            return None, dict.fromkeys(LANGS, "—")
        return value, {lang: self._figure(value, asked["unit"], lang) for lang in LANGS}

    def _figure(self, value: Decimal, unit: str, lang: Lang) -> str:
        if unit == "money":
            printed = next((i.fact.scale for i in self._facts.values() if i.fact.unit == "money"), 1)
            scale, places = display_scale(value, printed, lang)
            if lang == "en" and scale not in EN_SCALES:
                scale = EN_SCALES[-2]
            return amount(value, self._period.currency, lang, scale, places)
        if unit == "pp":
            return say("risk.points", lang, value=grouped(value, 1))
        return ratio_text(value, unit, lang)

    def _evidence(self, inputs: list[RatioInput]) -> list[Evidence]:
        found: dict[str, Evidence] = {}
        for leaf in _leaves(inputs):
            item = self._facts.get(leaf.fact or "")
            if item is None or item.fact.method == "derived" or leaf.fact in found:
                continue
            fact = item.fact
            found[fact.id] = Evidence(
                fact=fact.id, name=fact.field or fact.label, document=item.document, file=item.file, page=fact.page,
                box=fact.box, label=fact.label, printed=fact.printed, value=fact.value, period_end=fact.period_end,
            )  # fmt: skip
        return list(found.values())


def followups_of(factors: Iterable[RiskFactor]) -> list[FollowUp]:
    """The checks that fired factors ask for, the worst factor's first; dismissed factors ask for nothing."""
    wanted: dict[str, list[RiskFactor]] = {}
    for factor in factors:
        if factor.state == "fired" and factor.dismissed is None:
            for followup in factor.follow_ups:
                wanted.setdefault(followup, []).append(factor)
    return [
        FollowUp(
            id=name, rank=rank, factors=tuple(f.id for f in by), severity=_worst(by), **followup_definitions()[name]
        )
        for rank, (name, by) in enumerate(wanted.items(), start=1)
    ]


def _worst(factors: list[RiskFactor]) -> Severity:
    return min((f.severity or "L" for f in factors), key=SEVERITIES.index)


def _order(factor: RiskFactor) -> tuple[object, ...]:
    severity = SEVERITIES.index(factor.severity) if factor.severity else 9
    return (STATES.index(factor.state), severity, CATEGORIES.index(factor.category), factor.id)


def _words(
    definition: dict[str, Any],
    state: RiskState,
    words: dict[str, dict[Lang, str]],
    missing: tuple[str, ...],
    threshold: str | None,
    lang: Lang,
) -> str:
    told = {key: by_lang[lang] for key, by_lang in words.items()}
    if state == "fired":
        return str(definition["explain"][lang]).format(**told)
    if state == "not_testable":
        listed = [line_name(name, lang) for name in missing]
        return say("risk.not_testable", lang, names=("、" if lang == "zh" else ", ").join(listed))
    if "checks" in told:
        return say("risk.identities_hold", lang, checks=told["checks"])
    return say("risk.clear", lang, x=told["x"], threshold=threshold or "")


def _leaves(inputs: Iterable[RatioInput]) -> Iterable[RatioInput]:
    for item in inputs:
        if item.inputs:
            yield from _leaves(item.inputs)
        else:
            yield item


def _leaf_names(inputs: Iterable[RatioInput]) -> list[str]:
    return list(dict.fromkeys(leaf.name for leaf in _leaves(inputs) if leaf.value is None))
