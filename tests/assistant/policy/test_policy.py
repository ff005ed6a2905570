"""The house policy and a company's file over it: what is accepted, what is refused with the line."""

from decimal import Decimal

import pytest

from assistant.policy.check import check_policy
from assistant.policy.lines import line_of
from assistant.policy.policy import house_policy, walk

GOOD = """
version = "acme/3"
source = "credit manual 4.2"

[scorecard.payment_record.weight]
values = { "2025-01-01" = 20 }
[scorecard.bureau_record.weight]
values = { "2025-01-01" = 20 }

[limits.parameters.k_sales]
values = { "2025-01-01" = 0.15 }

[risk_limits.RF-LV-01]
fire = { values = { "2025-01-01" = 70 } }

[limits.formulas.lim_cash]
names = { zh = "现金法", en = "Cash" }
role = "capacity"
formula = "k_sales * monetary_funds + lim_sales / 2"
unit = "money"

[limits.methods.capacity]
values = { "2025-01-01" = ["lim_sales", "lim_cash"] }
"""


def faults(text: str) -> list[tuple[int, str]]:
    return [(p.line, p.code) for p in check_policy(text, house_policy())[1]]


def test_every_house_value_has_a_unit_a_source_and_a_day() -> None:
    for parameter in house_policy().parameters.values():
        assert parameter.unit and parameter.source and parameter.values, parameter.key
        assert all(len(day) == 10 for day, _ in parameter.values)


def test_the_house_policy_passes_its_own_check() -> None:
    assert faults("") == []
    assert (
        sum(house_policy().number(k, "2025-04-30") for k in house_policy().parameters if k.endswith(".weight")) == 100
    )


def test_values_hold_from_their_day() -> None:
    policy = house_policy()
    told = [policy.at("rates.market.lpr_1y", day) for day in ("2024-10-20", "2024-10-21", "2025-05-19", "2025-05-20")]
    assert told == [Decimal("3.35"), Decimal("3.10"), Decimal("3.10"), Decimal("3.00")]
    assert policy.at("rates.market.lpr_1y", "2019-01-01") is None


def test_a_company_file_lies_over_the_house_from_its_day_on() -> None:
    overlay, problems = check_policy(GOOD, house_policy())
    assert problems == []
    merged = house_policy().overlaid(overlay)
    assert merged.number("limits.parameters.k_sales", "2024-12-31") == Decimal("0.10")
    assert merged.number("limits.parameters.k_sales", "2025-01-01") == Decimal("0.15")
    assert merged.parameters["limits.parameters.k_sales"].source == "credit manual 4.2"
    assert merged.version == "acme/3"
    assert merged.hash != house_policy().hash
    assert merged.hash == house_policy().overlaid(overlay).hash


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ('[scorecard.colour.weight]\nvalues = { "2025-01-01" = 1 }', 1, "unknown_name"),
        ("\n[colours]\nred = 1", 2, "unknown_name"),
        ('[scorecard.leverage]\nnames = { zh = "a", en = "b" }\nweigth = { values = { "2025-01-01" = 10 } }', 3, "unknown_name"),
        ('[limits.parameters.grace_days]\nunit = "months"\nvalues = { "2025-01-01" = 1 }', 2, "wrong_unit"),
        ('[limits.parameters.grace_days]\nvalues = { "2025-13-01" = 1 }', 2, "bad_day"),
        ("[limits.parameters.grace_days]\nvalues = {}", 2, "no_values"),
        ('[limits.parameters.grace_days]\nvalues = { "2025-01-01" = "ten" }', 2, "wrong_shape"),
        ('[scorecard.leverage.debt_to_assets]\nvalues = { "2025-01-01" = [[40, 100], [40, 60]] }', 2, "overlap"),
        ('[scorecard.leverage.debt_to_assets]\nvalues = { "2025-01-01" = [[40, 120], [60, 60]] }', 2, "out_of_range"),
        ('\n\n[grades.CA2.score]\nvalues = { "2025-01-01" = [55, 86] }', 4, "overlap"),
        ('[grades.CA2.score]\nvalues = { "2025-01-01" = [65, 86] }', 2, "gap"),
        ('[limits.authority.tiers]\nvalues = { "2025-01-01" = [[0, 5], [7, 9]] }', 2, "gap"),
        ('[scorecard.leverage.weight]\nvalues = { "2025-01-01" = 12 }', 2, "weights"),
        ('[risk_limits.RF-LV-01.high]\nvalues = { "2025-01-01" = 70 }', 2, "overlap"),
        ('[limits.methods.capacity]\nvalues = { "2025-01-01" = ["lim_gold"] }', 2, "unknown_name"),
        ("a = \n", 1, "syntax"),
    ],
)  # fmt: skip
def test_refused_with_the_line(text: str, line: int, code: str) -> None:
    assert (line, code) in faults(text)


FORMULA = '[limits.formulas.{name}]\nnames = {{ zh = "甲", en = "A" }}\nrole = "capacity"\nformula = "{formula}"\nunit = "{unit}"\n'


@pytest.mark.parametrize(
    ("formula", "unit", "code"),
    [
        ("k_sales * gold", "money", "unknown_name"), ("revenue + grace_days", "money", "mixed_units"),
        ("revenue * grace_days", "money", "wrong_unit"), ("revenue / total_assets", "money", "wrong_unit"),
        ("lim_a + 1 * lim_a", "money", "cycle"), ("__import__('os').getcwd()", "money", "bad_formula"),
        ("revenue ** revenue", "money", "bad_formula"),
    ],
)  # fmt: skip
def test_formulas_are_refused(formula: str, unit: str, code: str) -> None:
    assert code in [c for _, c in faults(FORMULA.format(name="lim_a", formula=formula, unit=unit))]


def test_two_formulas_that_read_each_other_are_a_cycle() -> None:
    text = FORMULA.format(name="lim_a", formula="lim_b", unit="money") + FORMULA.format(
        name="lim_b", formula="lim_a", unit="money"
    )
    assert [c for _, c in faults(text)] == ["cycle", "cycle"]


def test_the_line_of_a_key_is_the_longest_part_written() -> None:
    text = "[a]\nb = 1\n[a.c]\nd = { e = 1 }\n"
    assert [line_of(text, key) for key in ("a.b", "a.c.d.e", "a.c", "x")] == [2, 4, 3, None]


def test_every_overlay_row_is_found() -> None:
    overlay, _ = check_policy(GOOD, house_policy())
    assert sorted(key for key, _ in walk(overlay)) == [
        "limits.methods.capacity", "limits.parameters.k_sales", "risk_limits.RF-LV-01.fire", "scorecard.bureau_record.weight",
        "scorecard.payment_record.weight",
    ]  # fmt: skip
