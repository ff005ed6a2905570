"""Whether a company's policy file can be laid over the house policy: what is wrong, with the line. Pure.

Refused: unknown names, another unit, values of another shape, bands or ranges that overlap or leave a gap, weights that do not sum
to 100, severities out of order, formulas that read unknown names, mix units or refer to themselves.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pydantic import Field

from assistant.policy.lines import line_of
from assistant.policy.policy import GROUPS, Policy, numbers, walk
from assistant.policy.units import UnitMismatch, UnknownName, names_in, unit_of_formula
from ingestion.model.fact import Frozen

TOP = ("version", "name", "source", "our_names", *GROUPS)
ROW = {"values", "unit", "source", "names"}
FORMULA = {"names", "role", "formula", "unit", "source"}
ROLES = ("need", "capacity", "external", "shown")
GRADED = ("CA1", "CA2", "CA3", "CA4", "CA5", "CA6")
ALL_POINTS = (Decimal(0), Decimal(101))
HUNDRED = Decimal(100)
SEVERITIES = ("fire", "medium", "high", "critical")
_AT_LINE = re.compile(r"\(at line (\d+)")
_CURRENCY = re.compile(r"^rates\.fx\.[A-Z]{3}$")


class PolicyProblem(Frozen):
    """One thing wrong with a policy file. `code` is a key of texts/policy.toml; `values` fill its words."""

    line: int
    code: str
    key: str = ""
    values: dict[str, str] = Field(default_factory=dict)


def check_policy(text: str, house: Policy) -> tuple[dict[str, Any], list[PolicyProblem]]:
    """(the parsed file, what is wrong with it, in the order of lines); an empty list means it can be laid over the house policy."""
    try:
        overlay = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as err:
        found = _AT_LINE.search(str(err))
        return {}, [PolicyProblem(line=int(found[1]) if found else 1, code="syntax", values={"why": str(err)})]
    checker = _Checker(text, overlay, house)
    problems = checker.rows()
    if not problems:
        problems = checker.whole(house.overlaid(overlay))
    return overlay, sorted(problems, key=lambda p: p.line)


class _Checker:
    def __init__(self, text: str, overlay: Mapping[str, Any], house: Policy) -> None:
        self._text = text
        self._overlay = overlay
        self._house = house
        self._own = {key for key, _ in walk(overlay)}

    def rows(self) -> list[PolicyProblem]:
        """Names, units, days and shapes of single rows."""
        found = [self._problem(name, "unknown_name", name=name) for name in self._overlay if name not in TOP]
        for group in GROUPS:
            table = self._overlay.get(group, {})
            if not isinstance(table, Mapping):
                found.append(self._problem(group, "wrong_shape", name=group))
                continue
            found += self._strangers(table, group)
            for key, row in walk(table, group):
                found += self._row(key, row)
        for name, row in self._overlay.get("limits", {}).get("formulas", {}).items():
            found += self._formula_row(f"limits.formulas.{name}", row)
        return found

    def _strangers(self, table: Mapping[str, Any], path: str) -> Iterable[PolicyProblem]:
        """Tables and keys that lead to no parameter."""
        for name, row in table.items():
            key = f"{path}.{name}"
            if key == "limits.formulas" or name in ("source", "names", "unit"):
                continue
            if isinstance(row, Mapping) and "values" not in row:
                yield from self._strangers(row, key)
            elif not isinstance(row, Mapping):
                yield self._problem(key, "wrong_shape", name=name)

    def _row(self, key: str, row: Mapping[str, Any]) -> Iterable[PolicyProblem]:
        house = self._house.parameters.get(key)
        if house is None and _CURRENCY.match(key):
            house = self._house.parameters["rates.fx.USD"]
        if house is None:
            yield self._problem(key, "unknown_name", name=key)
            return
        for name in sorted(set(row) - ROW):
            yield self._problem(key, "unknown_name", name=f"{key}.{name}")
        if row.get("unit", house.unit) != house.unit:
            yield self._problem(f"{key}.unit", "wrong_unit", name=key, unit=str(row["unit"]), expected=house.unit)
        if not isinstance(row["values"], Mapping) or not row["values"]:
            yield self._problem(f"{key}.values", "no_values", name=key)
            return
        like = house.values[-1][1]
        for day, value in row["values"].items():
            if not _is_day(day):
                yield self._problem(f"{key}.values", "bad_day", name=key, day=day)
            elif not _same_shape(numbers(value), like):
                yield self._problem(f"{key}.values", "wrong_shape", name=key)
            elif _is_bands(like) and not _is_rising(numbers(value)):
                yield self._problem(f"{key}.values", "overlap", name=key)
            elif key.startswith("scorecard.") and _is_bands(like) and not _in_points(numbers(value)):
                yield self._problem(f"{key}.values", "out_of_range", name=key)

    def _formula_row(self, key: str, row: Any) -> Iterable[PolicyProblem]:
        if not isinstance(row, Mapping) or not isinstance(row.get("formula"), str):
            yield self._problem(key, "wrong_shape", name=key)
            return
        for name in sorted(set(row) - FORMULA):
            yield self._problem(key, "unknown_name", name=f"{key}.{name}")
        if row.get("role") not in ROLES or set(row.get("names", {})) != {"zh", "en"}:
            yield self._problem(key, "wrong_shape", name=key)

    def whole(self, merged: Policy) -> list[PolicyProblem]:
        """What holds only between rows: ranges that meet, weights, order of severities, formulas."""
        found: list[PolicyProblem] = []
        for day in sorted({day for _, row in walk(self._overlay) for day in row["values"]} or {"9999-12-31"}):
            found += self._ranges(merged, day)
            found += self._weights(merged, day)
            found += self._severities(merged, day)
            found += self._methods(merged, day)
        found += self._formulas(merged)
        return list({(p.line, p.code, p.key): p for p in found}.values())

    def _ranges(self, merged: Policy, day: str) -> Iterable[PolicyProblem]:
        spans = sorted((merged.at(f"grades.{grade}.score", day), f"grades.{grade}.score") for grade in GRADED)
        yield from self._meeting(spans, *ALL_POINTS)
        tiers = [(tuple(tier), "limits.authority.tiers") for tier in merged.at("limits.authority.tiers", day)]
        yield from self._meeting(tiers, Decimal(0), None)

    def _meeting(self, spans: list[tuple[Any, str]], first: Decimal, last: Decimal | None) -> Iterable[PolicyProblem]:
        for (low, high), key in spans:
            if low >= high:
                yield self._problem(f"{key}.values", "overlap", name=key)
        for (before, key_before), (after, key_after) in pairwise(spans):
            key = key_after if key_after in self._own else key_before
            if after[0] < before[1]:
                yield self._problem(f"{key}.values", "overlap", name=key)
            elif after[0] > before[1]:
                yield self._problem(f"{key}.values", "gap", name=key, low=str(before[1]), high=str(after[0]))
        if spans[0][0][0] != first:
            yield self._problem(
                f"{spans[0][1]}.values", "gap", name=spans[0][1], low=str(first), high=str(spans[0][0][0])
            )
        if last is not None and spans[-1][0][1] < last - 1:
            yield self._problem(
                f"{spans[-1][1]}.values", "gap", name=spans[-1][1], low=str(spans[-1][0][1]), high=str(last - 1)
            )

    def _weights(self, merged: Policy, day: str) -> Iterable[PolicyProblem]:
        keys = [k for k in merged.parameters if k.startswith("scorecard.") and k.endswith(".weight")]
        total = sum((merged.number(k, day) for k in keys), Decimal(0))
        if total != HUNDRED:
            own = next((k for k in keys if k in self._own), keys[0])
            yield self._problem(f"{own}.values", "weights", name=own, total=str(total))

    def _severities(self, merged: Policy, day: str) -> Iterable[PolicyProblem]:
        for factor in self._overlay.get("risk_limits", {}):
            keys = [k for n in SEVERITIES if (k := f"risk_limits.{factor}.{n}") in merged.parameters]
            new, old = [merged.number(k, day) for k in keys], [self._house.number(k, "9999-12-31") for k in keys]
            for at in range(1, len(keys)):
                if (new[at] - new[at - 1]) * (old[at] - old[at - 1]) <= 0:
                    key = keys[at] if keys[at] in self._own else keys[at - 1]
                    yield self._problem(f"{key}.values", "overlap", name=key)

    def _methods(self, merged: Policy, day: str) -> Iterable[PolicyProblem]:
        known = set(merged.text("limits.formulas"))
        for name in ("capacity", "external"):
            for method in merged.at(f"limits.methods.{name}", day):
                if method not in known:
                    yield self._problem(f"limits.methods.{name}.values", "unknown_name", name=str(method))

    def _formulas(self, merged: Policy) -> Iterable[PolicyProblem]:
        formulas = merged.text("limits.formulas")
        for name in self._overlay.get("limits", {}).get("formulas", {}):
            key, row = f"limits.formulas.{name}", formulas[name]
            try:
                unit = unit_of_formula(row["formula"], merged)
                if unit != row["unit"]:
                    yield self._problem(f"{key}.formula", "wrong_unit", name=key, unit=row["unit"], expected=unit)
            except UnknownName as err:
                yield self._problem(f"{key}.formula", "unknown_name", name=str(err))
            except UnitMismatch as err:
                yield self._problem(f"{key}.formula", "mixed_units", name=key, why=str(err))
            except RecursionError:
                yield self._problem(f"{key}.formula", "cycle", name=" → ".join(_cycle(name, formulas)))
            except ValueError:
                yield self._problem(f"{key}.formula", "bad_formula", name=row["formula"])

    def _problem(self, key: str, code: str, **values: str) -> PolicyProblem:
        return PolicyProblem(line=line_of(self._text, key) or 1, code=code, key=values.get("name", key), values=values)


def _cycle(start: str, formulas: Mapping[str, Any]) -> list[str]:
    """The names on the way from a formula back to itself."""
    path = [start]
    while len(path) <= len(formulas):
        inside = [n for n in names_in(formulas[path[-1]]["formula"]) if n in formulas]
        if not inside:
            break
        path.append(next((n for n in inside if n in path), inside[0]))
        if path[-1] in path[:-1]:
            break
    return path


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _same_shape(value: Any, like: Any) -> bool:
    if isinstance(like, tuple):
        if not isinstance(value, tuple) or not value:
            return False
        pairs = _is_bands(like)
        return all(_same_shape(v, like[0]) for v in value) and (not pairs or all(len(v) == len(like[0]) for v in value))
    return type(value) is type(like)


def _is_bands(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)


def _is_rising(bands: Any) -> bool:
    return all(a[0] < b[0] for a, b in pairwise(bands))


def _in_points(bands: Any) -> bool:
    return all(0 <= points <= HUNDRED for _, points in bands)
