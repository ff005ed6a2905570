"""The unit of a policy formula from the units of its names: money stays money, days cancel, a sum keeps one unit. Pure."""

import ast
import re
from functools import cache

from assistant.policy.policy import Policy

Dimension = tuple[int, int]
"""(powers of money, powers of days)."""
NAMES: dict[Dimension, str] = {(1, 0): "money", (0, 0): "x", (0, 1): "days"}
DIMENSIONS: dict[str, Dimension] = {"money": (1, 0), "days": (0, 1)}
_CALL = re.compile(r"\b(avg|prior|prior2|or_zero)\((\w+)\)")
_EITHER = re.compile(r"\beither\((\w+), [^()]+\)")
_WORD = re.compile(r"[A-Za-z_]\w*")
FUNCTIONS = {"either", "avg", "prior", "prior2", "or_zero"}


class UnknownName(Exception):
    """A formula reads a name that nothing defines."""


class UnitMismatch(Exception):
    """A formula adds or compares amounts of different units."""


def names_in(formula: str) -> list[str]:
    """The names a formula reads, in order."""
    return [n for n in dict.fromkeys(_WORD.findall(formula)) if n not in FUNCTIONS]


def unit_of_formula(formula: str, policy: Policy) -> str:
    """money, days, x, or the powers in words.

    Raises:
        UnknownName, UnitMismatch: see there.
        RecursionError: formulas refer to each other in a circle.
        ValueError: it is no formula of the grammar.
    """
    dimension = _of(formula, policy, ())
    return NAMES.get(dimension, f"money^{dimension[0]} days^{dimension[1]}")


def _of(formula: str, policy: Policy, above: tuple[str, ...]) -> Dimension:
    try:
        tree = ast.parse(_CALL.sub(r"\2", _EITHER.sub(r"\1", formula)), mode="eval").body
    except SyntaxError as err:
        raise ValueError(formula) from err
    return _walk(tree, policy, above)


def _walk(node: ast.expr, policy: Policy, above: tuple[str, ...]) -> Dimension:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return (0, 0)
    if isinstance(node, ast.Name):
        return _name(node.id, policy, above)
    if isinstance(node, ast.UnaryOp):
        return _walk(node.operand, policy, above)
    if isinstance(node, ast.BinOp):
        left, right = _walk(node.left, policy, above), _walk(node.right, policy, above)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            if left != right:
                raise UnitMismatch(f"{NAMES.get(left, left)} / {NAMES.get(right, right)}")
            return left
        if isinstance(node.op, ast.Mult):
            return (left[0] + right[0], left[1] + right[1])
        if isinstance(node.op, ast.Div):
            return (left[0] - right[0], left[1] - right[1])
    raise ValueError(ast.dump(node))


def _name(name: str, policy: Policy, above: tuple[str, ...]) -> Dimension:
    formulas = policy.text("limits.formulas")
    if name in formulas:
        if name in above:
            raise RecursionError(name)
        return _of(formulas[name]["formula"], policy, (*above, name))
    for prefix in ("limits.parameters", "rates.market"):
        parameter = policy.parameters.get(f"{prefix}.{name}")
        if parameter is not None:
            return DIMENSIONS.get(parameter.unit.partition(":")[0], (0, 0))
    unit = known_units().get(name)
    if unit is None:
        raise UnknownName(name)
    return DIMENSIONS.get(unit, (0, 0))


@cache
def known_units() -> dict[str, str]:
    """The units of every line, derived value, ratio and case figure by name."""
    from assistant.credit.case_definitions import case_definitions
    from assistant.credit.ratios import ratio_definitions
    from assistant.credit.values import derived_formulas
    from ingestion.taxonomy.taxonomy import taxonomy

    units = dict.fromkeys((*taxonomy().items, *derived_formulas()), "money")
    units |= {name: str(row["unit"]) for name, row in ratio_definitions().items()}
    units |= {name: str(row["unit"]) for name, row in case_definitions().items()}
    return {**units, "days": "days", "year_days": "days"}
