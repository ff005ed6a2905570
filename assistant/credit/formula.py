"""Formulas over named values, through simpleeval (its one door). Every input read is recorded; a missing one gives a reason, never 0."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache
from typing import Any, Literal

from simpleeval import InvalidExpression, SimpleEval

from assistant.credit.profile_model import RatioInput

_CALL = re.compile(r"\b(avg|prior|opening)\((\w+)\)")
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])")
_EITHER = re.compile(r"either\((\w+), ([^()]+)\)")
_OR_ZERO = re.compile(r"\b(prior_)?or_zero\((\w+)\)")


class MissingInput(Exception):
    """A name has no value; `names` says which."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(slots=True)
class Trace:
    """What a formula read, and the flags raised while reading."""

    inputs: list[RatioInput] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


When = Literal["now", "prior", "opening"]
"""The period itself, the same one a year before, or (for balances) the day its flows begin from."""

Lookup = Callable[[str, When], RatioInput]
"""(name, when) -> the input; its value is None where it is missing."""


def evaluate(formula: str, lookup: Lookup, days: int, trace: Trace) -> Decimal:
    """The formula's value, exact decimals throughout.

    Raises:
        MissingInput: a name has no value.
        ZeroDivisionError: a denominator is zero.
        ValueError: the formula is not of the grammar.
    """
    missing: list[str] = []

    def value(name: str, when: When = "now") -> Decimal:
        found = lookup(name, when)
        if all(i.name != found.name or i.period_end != found.period_end for i in trace.inputs):
            trace.inputs.append(found)
        if found.value is None:
            raise MissingInput(name)
        return Decimal(found.value)

    def named(node: Any) -> Decimal:
        name = str(node.id)
        try:
            return _named(name, value, lookup, days, trace)
        except MissingInput as err:
            missing.extend(n for n in err.names if n not in missing)
            return Decimal(1)  # the rest is still walked, so that every missing name is told

    evaluator = _EVALUATORS.pop() if _EVALUATORS else SimpleEval(functions=FUNCTIONS)
    evaluator.names = named
    try:
        text = _grammar(formula, lookup)
        result = evaluator.eval(text, previously_parsed=_parsed(text))
    except (DivisionByZero, InvalidOperation, ZeroDivisionError) as err:
        if missing:
            raise MissingInput(*missing) from err
        raise ZeroDivisionError from err
    except (InvalidExpression, SyntaxError, TypeError) as err:
        raise ValueError(formula) from err
    finally:
        _EVALUATORS.append(evaluator)
    if missing:
        raise MissingInput(*missing)
    return Decimal(result)


_EVALUATORS: list[SimpleEval] = []
"""Evaluators not in use: making one costs more than a formula. One that is in use is out of the list, so nesting and threads are safe."""


def _named(name: str, value: Callable[..., Decimal], lookup: Lookup, days: int, trace: Trace) -> Decimal:
    if name == "days":
        return Decimal(days)
    kind, _, rest = name.partition("__")
    if kind in ("prior", "opening"):
        return value(rest, "prior" if kind == "prior" else "opening")
    if kind in ("zero", "priorzero"):
        when: When = "prior" if kind == "priorzero" else "now"
        if lookup(rest, when).value is None:
            trace.flags.append(f"{rest}_unknown")
            return Decimal(0)
        return value(rest, when)
    if kind == "avg":
        closing = value(rest)
        if lookup(rest, "opening").value is None:
            trace.flags.append("end_balance")
            return closing
        return (closing + value(rest, "opening")) / 2
    return value(name)


def _grammar(formula: str, lookup: Lookup) -> str:
    """The formula with its own words turned to names and its numbers to decimals."""

    def either(match: re.Match[str]) -> str:
        return match[1] if lookup(match[1], "now").value is not None else f"({match[2]})"

    return _prepared(_EITHER.sub(either, formula))


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Any:
    return SimpleEval.parse(text)


@lru_cache(maxsize=512)
def _number(text: str) -> Decimal:
    return Decimal(text)


def _ln(value: Decimal) -> Decimal:
    if value <= 0:
        raise ZeroDivisionError
    return value.ln()


def _positive(value: Decimal) -> Decimal:
    return Decimal(value > 0)


FUNCTIONS: dict[str, Callable[..., Decimal]] = {"number": _number, "ln": _ln, "positive": _positive, "abs": abs}
"""What formulas may call: natural logarithm, 1 where positive else 0, magnitude."""


@lru_cache(maxsize=2048)
def _prepared(formula: str) -> str:
    text = _CALL.sub(r"\1__\2", _OR_ZERO.sub(lambda m: f"{'prior' if m[1] else ''}zero__{m[2]}", formula))
    return _NUMBER.sub(r"number('\1')", text)
