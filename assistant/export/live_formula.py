"""Ratio formulas as formulas of a workbook, over the cells that hold their lines. None where a line has no cell or the value differs."""

import ast
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.credit.profile_model import PeriodKey
from assistant.credit.values import YEAR_DAYS, derived_formulas
from assistant.export.memo_model import Cell

SLACK_DAYS = 12
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
TOLERANCE = Decimal("0.000001")


@dataclass
class Cells:
    """Where each line stands for each period."""

    _places: dict[tuple[str, str, str], tuple[str, Decimal]] = field(default_factory=dict)

    def add(self, line: str, period: PeriodKey, sheet: str, row: int, column: int, value: Decimal) -> None:
        """Remember a figure's cell."""
        letters = chr(ord("A") + column) if column < 26 else f"A{chr(ord('A') + column - 26)}"
        name = sheet.replace("'", "''")
        self._places.setdefault((line, period.period_end, period.basis), (f"'{name}'!{letters}{row + 1}", value))

    def at(self, line: str, end: str, basis: str) -> tuple[str, Decimal] | None:
        """(reference, value) of a line at a period end."""
        return self._places.get((line, end, basis))

    def year_before(self, end: str, basis: str) -> str | None:
        """The period end one year earlier that any line has."""
        day = date.fromisoformat(end)
        wanted = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
        ends = {e for _, e, b in self._places if b == basis}
        return next((e for e in sorted(ends) if abs((date.fromisoformat(e) - wanted).days) <= SLACK_DAYS), None)


class _NoCellError(Exception):
    """A name of the formula has no cell."""


def live_formula(cell: Cell, cells: Cells, sheet: str) -> str | None:
    """`='Balance sheet'!B12/'Balance sheet'!B40` for a ratio's cell; None where it must stay a number."""
    if cell.period is None or cell.number is None:
        return None
    try:
        text, value = _walk(ast.parse(cell.formula, mode="eval").body, cell.period, cells, 0)
    except (_NoCellError, SyntaxError, ZeroDivisionError, RecursionError):
        return None
    if cell.unit == "percent":
        text, value = f"({text})*100", value * 100
    same = abs(value - cell.number) <= TOLERANCE * max(Decimal(1), abs(cell.number))
    return f"={text}" if same else None


def _walk(node: ast.expr, period: PeriodKey, cells: Cells, depth: int) -> tuple[str, Decimal]:
    if depth > 20:
        raise _NoCellError
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return str(node.value), Decimal(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        text, value = _walk(node.operand, period, cells, depth + 1)
        return f"-{text}", -value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        left, a = _walk(node.left, period, cells, depth + 1)
        right, b = _walk(node.right, period, cells, depth + 1)
        return f"({left}{OPERATORS[type(node.op)]}{right})", _applied(type(node.op), a, b)
    if isinstance(node, ast.Name):
        return _name(node.id, period, cells, depth)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node.func.id, node.args, period, cells, depth)
    raise _NoCellError


def _applied(operator: type[ast.operator], a: Decimal, b: Decimal) -> Decimal:
    if operator is ast.Add:
        return a + b
    if operator is ast.Sub:
        return a - b
    if operator is ast.Mult:
        return a * b
    if b == 0:
        raise ZeroDivisionError
    return a / b


def _name(name: str, period: PeriodKey, cells: Cells, depth: int) -> tuple[str, Decimal]:
    if name == "days" and period.months == 12:
        return str(YEAR_DAYS), Decimal(YEAR_DAYS)
    found = cells.at(name, period.period_end, period.basis)
    if found is not None:
        return found
    if name == "gross_profit":
        name = "gross_profit_derived"
    if name not in derived_formulas():
        raise _NoCellError(name)
    return _walk(ast.parse(derived_formulas()[name]["formula"], mode="eval").body, period, cells, depth + 1)


def _call(name: str, args: list[ast.expr], period: PeriodKey, cells: Cells, depth: int) -> tuple[str, Decimal]:
    if name == "either":
        for choice in args:
            try:
                return _walk(choice, period, cells, depth + 1)
            except _NoCellError:
                continue
        raise _NoCellError
    if name == "or_zero":
        try:
            return _walk(args[0], period, cells, depth + 1)
        except _NoCellError:
            return "0", Decimal(0)
    before = cells.year_before(period.period_end, period.basis)
    if before is None or name not in ("avg", "prior"):
        raise _NoCellError
    earlier = period.model_copy(update={"period_end": before})
    old, then = _walk(args[0], earlier, cells, depth + 1)
    if name == "prior":
        return old, then
    now, value = _walk(args[0], period, cells, depth + 1)
    return f"(({now}+{old})/2)", (value + then) / 2
