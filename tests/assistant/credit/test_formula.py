from decimal import Decimal

import pytest

from assistant.credit.formula import MissingInput, Trace, evaluate
from assistant.credit.profile_model import RatioInput

VALUES = {("a", False): "10", ("b", False): "4", ("a", True): "6"}


def lookup(name: str, prior: bool) -> RatioInput:
    return RatioInput(name=name, value=VALUES.get((name, prior)), period_end="p" if prior else "q")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a / b", "2.5"),
        ("avg(a)", "8"),
        ("prior(a) + b", "10"),
        ("a / b * days", "912.5"),
        ("a - or_zero(c)", "10"),
        ("either(c, b)", "4"),
    ],
)
def test_the_grammar(formula: str, value: str) -> None:
    assert evaluate(formula, lookup, 365, Trace()) == Decimal(value)


def test_every_missing_name_is_told() -> None:
    with pytest.raises(MissingInput) as told:
        evaluate("c / d", lookup, 365, Trace())
    assert told.value.names == ("c", "d")


@pytest.mark.parametrize(
    "formula", ["__import__('os').system('true')", "a.__class__", "(lambda: 1)()", "open('x')", "[a for a in b]"]
)
def test_nothing_but_the_grammar_runs(formula: str) -> None:
    with pytest.raises((ValueError, MissingInput)):
        evaluate(formula, lookup, 365, Trace())
