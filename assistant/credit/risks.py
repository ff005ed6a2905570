"""Risk factors by `risks.toml` over a profile's figures: fired, clear or not testable, each with evidence and words."""

import operator
import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.bureau_figures import figure_words, says
from assistant.credit.figures import NEGATIVE_STATES, Figures, Reading, leaves
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, RatioInput
from assistant.credit.risk_model import Dismissal, Evidence, RiskFactor, RiskState, Severity
from assistant.credit.risk_words import LANGS, NOTHING, Teller, counter_of
from assistant.format import Lang
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import CheckResult
from ingestion.texts import say

CATEGORIES = ("ID", "BR", "LT", "PB", "LQ", "LV", "CQ", "PR", "AM", "OW", "GV", "CN", "MI", "DQ")
SEVERITIES = ("C", "H", "M", "L", "info")
STATES: tuple[RiskState, ...] = ("fired", "disputed", "not_testable", "clear")
OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
SCOPED = {"entity_revenue", "entity_bank_borrowings"}
_COMPARISON = re.compile(r"^(.+?)\s*(<=|>=|<|>)\s*(.+)$")
_SHOWN_EVIDENCE = 12


@cache
def risk_definitions() -> dict[str, dict[str, Any]]:
    """`risks.toml`."""
    return tomllib.loads(files(__package__).joinpath("risks.toml").read_text("utf-8"))


@cache
def followup_definitions() -> dict[str, dict[str, Any]]:
    """`followups.toml`."""
    return tomllib.loads(files(__package__).joinpath("followups.toml").read_text("utf-8"))


class RiskReader:
    """Evaluates factors for one customer on one day."""

    def __init__(
        self,
        figures: Figures,
        facts: Iterable[ChosenFact] = (),
        checks: Iterable[CheckResult] = (),
        dismissals: Mapping[str, Dismissal] | None = None,
    ) -> None:
        self._figures = figures
        self._end = figures.period.period_end if figures.period else None
        self._facts = {item.fact.id: item for item in facts}
        self._scale = next((i.fact.scale for i in self._facts.values() if i.fact.unit == "money"), 1)
        self._checks = [c for c in checks if c.period_end == self._end]
        self._dismissals = dismissals or {}
        self._states: dict[str, tuple[RiskState, Severity | None]] = {}

    def all(self) -> list[RiskFactor]:
        """Every factor, in the order an analyst reads them: state, severity, category."""
        return sorted((self.factor(name) for name in risk_definitions()), key=_order)

    def states(self) -> dict[str, tuple[RiskState, Severity | None]]:
        """State and severity of every factor, without words and evidence: quick, for what-if."""
        return {name: self.state(name) for name in risk_definitions()}

    def state(self, name: str, reading: Reading | None = None) -> tuple[RiskState, Severity | None]:
        """State and severity of one factor."""
        if name not in self._states or reading is not None:
            definition = risk_definitions()[name]
            if "identities" in definition:
                self._states[name] = self._identity_state(definition)
            else:
                self._states[name] = self._state(name, definition, reading or Reading())
        return self._states[name]

    def _state(self, name: str, definition: dict[str, Any], reading: Reading) -> tuple[RiskState, Severity | None]:
        truths = [self._leg(leg, name, reading) for leg in definition["fires"]]
        if True not in truths:
            return ("not_testable" if all(t is None for t in truths) else "clear"), None
        severity = self._severity(definition["severity"], name)
        return ("disputed" if self._disputed(name, reading) else "fired"), severity

    def factor(self, name: str) -> RiskFactor:
        """One factor with its state, evidence and words."""
        definition = risk_definitions()[name]
        if "identities" in definition:
            return self._identities(name, definition)
        reading = Reading()
        state, severity = self.state(name, reading)
        legs = [(leg, self._leg(leg, name, Reading())) for leg in definition["fires"]] if state == "clear" else []
        untested = tuple(
            " and ".join(c for c in leg if not c.startswith("needs ")) for leg, truth in legs if truth is None
        )
        missing = tuple(dict.fromkeys(reading.missing)) if state == "not_testable" or untested else ()
        x = definition["x"]
        teller = Teller(self._figures, f"risk_limits.{name}", self._scale)
        shown = {key: self._shown(definition.get(key), name) for key in ("x", "y")}
        edge = self._edge(x, name)
        words = {
            lang: {
                key: NOTHING if v is None else teller.figure(v, definition[key]["unit"], lang)
                for key, v in shown.items()
            }
            for lang in LANGS
        }
        value = shown["x"]
        return RiskFactor(
            id=name,
            names=definition["names"],
            category=name.split("-")[1],
            group=definition.get("group", ""),
            state=state,
            severity=severity,
            value=None if value is None else plain_decimal(value),
            unit=x["unit"],
            threshold=None if edge is None else f"{x['side']} {plain_decimal(edge)}",
            period=self._end,
            evidence=tuple(self._evidence(reading.inputs)[:_SHOWN_EVIDENCE]),
            explanation={
                lang: self._explained(definition, state, words[lang], missing, edge, teller, lang) for lang in LANGS
            },
            counter_argument=counter_of(
                definition.get("counters", ()), lambda c: self._holds(c, name, Reading()), teller, definition["counter"]
            )
            if state in ("fired", "disputed")
            else definition["counter"],
            follow_ups=tuple(definition["followups"]),
            missing=missing,
            untested_legs=untested,
            dismissed=self._dismissals.get(name),
            reason="scope" if state == "not_testable" and SCOPED & set(missing) and self._end else None,
        )

    def _explained(
        self, definition: dict[str, Any], state: RiskState, words: dict[str, str], missing: tuple[str, ...], edge: Decimal | None,
        teller: Teller, lang: Lang,
    ) -> str:  # fmt: skip
        if state in ("fired", "disputed"):
            return teller.told(str(definition["explain"][lang]), lang, words)
        if state == "not_testable":
            key = "risk.not_testable_scope" if SCOPED & set(missing) and self._end else "risk.not_testable"
            return say(key, lang, names=("、" if lang == "zh" else ", ").join(line_name(n, lang) for n in missing))
        x = definition["x"]
        told = NOTHING if edge is None else f"{x['side']} {teller.figure(edge, x['unit'], lang)}"
        return say("risk.clear", lang, x=words["x"], threshold=told)

    def _identity_state(self, definition: dict[str, Any]) -> tuple[RiskState, Severity | None]:
        own = [c for c in self._checks if c.id in definition["identities"] and c.status != "not_testable"]
        broken = [c for c in own if c.status == "break"]
        if not broken:
            return ("clear" if own else "not_testable"), None
        members = [self._facts[i] for c in broken for i in c.facts if i in self._facts]
        confirmed = bool(members) and all(m.fact.state in ("confirmed", "corrected") for m in members)
        return "fired", "C" if confirmed else "M"

    def _identities(self, name: str, definition: dict[str, Any]) -> RiskFactor:
        state, severity = self._identity_state(definition)
        tested = [c for c in self._checks if c.id in definition["identities"] and c.status != "not_testable"]
        broken = [c for c in tested if c.status == "break"]
        members = [self._facts[i] for c in broken for i in c.facts if i in self._facts]
        told = ", ".join(sorted({c.id for c in (broken or tested)}))
        inputs = [
            RatioInput(name=m.fact.field or "", value=m.fact.value, period_end=m.fact.period_end, fact=m.fact.id)
            for m in members
        ]
        key = {"fired": None, "clear": "risk.identities_hold"}.get(state, "risk.not_testable")
        return RiskFactor(
            id=name, names=definition["names"], category=name.split("-")[1], state=state, severity=severity, period=self._end,
            evidence=tuple(self._evidence(inputs)),
            explanation={
                lang: say(key, lang, checks=told, names=", ".join(definition["identities"]))
                if key else definition["explain"][lang].format(checks=told)
                for lang in LANGS
            },
            counter_argument=definition["counter"], follow_ups=tuple(definition["followups"]),
            missing=tuple(definition["identities"]) if state == "not_testable" else (), dismissed=self._dismissals.get(name),
        )  # fmt: skip

    def _severity(self, rows: list[list[str]], name: str) -> Severity:
        """The first row whose conditions all hold; what cannot be tested does not hold."""
        for level, *conditions in rows:
            if all(self._holds(c, name, Reading(), weigh_states=False) is True for c in conditions):
                return level  # type: ignore[return-value]
        return "M"

    def _leg(self, conditions: list[str], name: str, reading: Reading) -> bool | None:
        """True, False, or None where the leg cannot be tested: a needed figure is missing, or none is false and one untestable."""
        needs = [c.removeprefix("needs ") for c in conditions if c.startswith("needs ")]
        lacking = [n for n in needs if not isinstance(self._figures.number(n, f"risk_limits.{name}", reading), Decimal)]
        if lacking:
            return None
        truths = [self._holds(c, name, reading) for c in conditions if not c.startswith("needs ")]
        return False if False in truths else None if None in truths else True

    def _holds(self, condition: str, name: str, reading: Reading, weigh_states: bool = True) -> bool | None:
        if condition.startswith("fired "):
            return any(self._has_fired(other) for other in condition.removeprefix("fired ").split(","))
        left_side, sign, right_side = _comparison(condition)
        scope = f"risk_limits.{name}"
        left, right = self._figures.number(left_side, scope, reading), self._figures.number(right_side, scope, reading)
        state = left if isinstance(left, str) else right if isinstance(right, str) else None
        if state is not None:
            return self._state_holds(state, name, reading) if weigh_states else False
        if left is None or right is None:
            return None
        assert isinstance(left, Decimal) and isinstance(right, Decimal)  # noqa: S101 - states were told above
        return bool(OPERATORS[sign](left, right))

    def _state_holds(self, state: str, name: str, reading: Reading) -> bool | None:
        """No debt, no interest: nothing to weigh. Negative equity: the rule's own amount decides."""
        amount = risk_definitions()[name].get("negative")
        if state in NEGATIVE_STATES and amount:
            value = self._figures.number(amount, "", reading)
            return value > 0 if isinstance(value, Decimal) else None
        return False

    def _has_fired(self, name: str) -> bool:
        return self.state(name)[0] in ("fired", "disputed") and name not in self._dismissals

    def _disputed(self, name: str, reading: Reading) -> bool:
        """Whether the subject disputes the record the factor rests on: a note of the same paper that speaks of its kind."""
        notes = self._figures.evidence("dispute_notes")
        words = figure_words()["disputes"].get(name.split("-")[1])
        if not notes or not words:
            return False
        papers = {e.document for leaf in leaves(reading.inputs) for e in self._figures.evidence(leaf.name)}
        return any(n.document in papers and says(n.value, words) for n in notes)

    def _shown(self, asked: dict[str, str] | None, name: str) -> Decimal | None:
        if asked is None:
            return None
        value = self._figures.number(asked["value"], f"risk_limits.{name}")
        return value if isinstance(value, Decimal) else None

    def _edge(self, x: dict[str, str], name: str) -> Decimal | None:
        value = self._figures.number(x["threshold"], f"risk_limits.{name}")
        return value if isinstance(value, Decimal) else None

    def _evidence(self, inputs: list[RatioInput]) -> list[Evidence]:
        found: dict[object, Evidence] = {}
        for leaf in leaves(inputs):
            for place in self._figures.evidence(leaf.name):
                found.setdefault((place.document, place.page, place.box, place.printed), place)
            item = self._facts.get(leaf.fact or "")
            if item is None or item.fact.method == "derived" or leaf.fact in found:
                continue
            fact = item.fact
            found[fact.id] = Evidence(
                fact=fact.id, name=fact.field or fact.label, document=item.document, file=item.file, page=fact.page,
                box=fact.box, label=fact.label, printed=fact.printed, value=fact.value, period_end=fact.period_end,
            )  # fmt: skip
        return list(found.values())


@cache
def _comparison(condition: str) -> tuple[str, str, str]:
    match = _COMPARISON.match(condition)
    if match is None:
        raise ValueError(condition)
    return match[1], match[2], match[3]


def _order(factor: RiskFactor) -> tuple[object, ...]:
    severity = SEVERITIES.index(factor.severity) if factor.severity else 9
    return (STATES.index(factor.state), severity, CATEGORIES.index(factor.category), factor.id)
