"""Distress and manipulation models by `models.toml`: score, zone, components, or the reason why there is none. Pure."""

import math
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.figures import Figures, Reading, leaves
from assistant.credit.judgement_model import Component, ModelScore
from ingestion.model.decimals import plain_decimal
from ingestion.texts import say

PLACES = Decimal("1e-9")
FULL_YEAR = 12
OPERATORS = {">": lambda a, b: a > b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b}


@cache
def model_definitions() -> dict[str, dict[str, Any]]:
    """`models.toml`."""
    return tomllib.loads(files(__package__).joinpath("models.toml").read_text("utf-8"))


def model_scores(figures: Figures) -> list[ModelScore]:
    """Every model for the judged year, in the order of the file."""
    return [model_score(name, figures) for name in model_definitions()]


def model_score(name: str, figures: Figures) -> ModelScore:
    """One model; `value` None with `reason` (missing, interim, not_listed) where it cannot be had."""
    definition = model_definitions()[name]
    period = figures.period
    common: dict[str, Any] = {
        "id": name,
        "names": definition["names"],
        "period_end": period.period_end if period else None,
        "formula": _formula(definition),
        "cuts": tuple(_cuts(definition)),
        "note": definition["note"],
    }
    basis = f"{definition['basis']}_balance"
    if period is not None and period.months not in (None, FULL_YEAR):
        return ModelScore(**common, value=None, zone=None, reason="interim", flags=(basis,))
    reading = Reading()
    flags: list[str] = [basis]
    total, components = (
        _tests(definition, figures, reading) if "tests" in definition else _terms(definition, figures, reading, flags)
    )
    missing = tuple(dict.fromkeys(reading.missing))
    if total is None:
        reason = "not_listed" if definition.get("listed") and missing == ("market_cap",) else "missing"
        return ModelScore(
            **common, value=None, zone=None, components=components, reason=reason, missing=missing, flags=tuple(flags)
        )
    probability = _probability(definition.get("link"), total)
    zone = _zone(
        definition, probability if definition.get("zone_of") == "probability" and probability is not None else total
    )
    return ModelScore(
        **common, value=plain_decimal(_rounded(total)), zone=zone,
        zone_names={"zh": say(f"judge.zone_{zone}", "zh"), "en": say(f"judge.zone_{zone}", "en")},
        probability=None if probability is None else plain_decimal(_rounded(probability)), components=components, flags=tuple(flags),
    )  # fmt: skip


def _terms(
    definition: dict[str, Any], figures: Figures, reading: Reading, flags: list[str]
) -> tuple[Decimal | None, tuple[Component, ...]]:
    total: Decimal | None = Decimal(definition["constant"])
    made = []
    for name, coefficient, formula in definition["terms"]:
        own = Reading()
        value = figures.number(formula, reading=own)
        if not isinstance(value, Decimal) and name in definition.get("neutral", {}):
            value = Decimal(definition["neutral"][name])
            flags.append(f"neutral_{name}")
        elif not isinstance(value, Decimal):
            reading.missing += own.missing or [name]
            value, total = None, None
        if total is not None and value is not None:
            total += Decimal(coefficient) * value
        made.append(_component(name, value, own, f"{coefficient} × {formula}"))
    return total, tuple(made)


def _tests(
    definition: dict[str, Any], figures: Figures, reading: Reading
) -> tuple[Decimal | None, tuple[Component, ...]]:
    total: Decimal | None = Decimal(0)
    made = []
    for name, left, operator, right in definition["tests"]:
        own = Reading()
        values = [figures.number(side, reading=own) for side in (left, right)]
        passed: Decimal | None = None
        if all(isinstance(v, Decimal) for v in values):
            passed = Decimal(OPERATORS[operator](*values))
            total = None if total is None else total + passed
        else:
            reading.missing += own.missing or [name]
            total = None
        made.append(_component(name, passed, own, f"{left} {operator} {right}", "count"))
    return total, tuple(made)


def _component(name: str, value: Decimal | None, reading: Reading, formula: str, unit: str = "x") -> Component:
    facts = tuple(dict.fromkeys(leaf.fact for leaf in leaves(reading.inputs) if leaf.fact))
    key = f"judge.term_{name}"
    return Component(
        name=name, names={"zh": say(key, "zh"), "en": say(key, "en"), "formula": formula},
        value=None if value is None else plain_decimal(_rounded(value)), unit=unit, facts=facts,
    )  # fmt: skip


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(PLACES).normalize() + 0


def _probability(link: str | None, score: Decimal) -> Decimal | None:
    """The model's own transform of the score; floats suffice, it is shown with four places."""
    if link == "logistic":
        return Decimal(str(1 / (1 + math.exp(-float(score)))))
    if link == "normal":
        return Decimal(str(0.5 * (1 + math.erf(float(score) / math.sqrt(2)))))
    return None


def _zone(definition: dict[str, Any], value: Decimal) -> str:
    """The zone of the score; an edge belongs to the better side where the rule says "above" (`open_edge`)."""
    for name, low, high in definition["zones"]:
        above = not low or (value > Decimal(low) if definition.get("open_edge") else value >= Decimal(low))
        below = not high or (value <= Decimal(high) if definition.get("open_edge") else value < Decimal(high))
        if above and below:
            return str(name)
    return str(definition["zones"][-1][0])


def _formula(definition: dict[str, Any]) -> str:
    if "tests" in definition:
        return " + ".join(row[0] for row in definition["tests"])
    parts = [definition["constant"]] if definition["constant"] != "0" else []
    for name, coefficient, _ in definition["terms"]:
        sign = " - " if coefficient.startswith("-") else " + " if parts else ""
        parts.append(f"{sign}{coefficient.lstrip('-')} {name}")
    return "".join(parts)


def _cuts(definition: dict[str, Any]) -> list[Component]:
    return [
        Component(name=zone, names={"zh": say(f"judge.zone_{zone}", "zh"), "en": say(f"judge.zone_{zone}", "en")}, value=low)
        for zone, low, _ in definition["zones"] if low
    ]  # fmt: skip
