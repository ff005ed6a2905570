from decimal import Decimal

import pytest

from assistant.credit.formula import MissingInput, Trace, When, evaluate
from assistant.credit.profile_model import RatioInput

VALUES = {("a", "now"): "10", ("b", "now"): "4", ("a", "prior"): "6", ("a", "opening"): "5"}


def lookup(name: str, when: When) -> RatioInput:
    return RatioInput(name=name, value=VALUES.get((name, when)), period_end=when)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a / b", "2.5"),
        ("avg(a)", "7.5"),
        ("a - opening(a)", "5"),
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
