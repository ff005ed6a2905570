"""A lender's policy: parameters with unit, source and dated values; the house one, and a company's laid over it."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

GROUPS = ("scorecard", "grades", "limits", "rates", "risk_limits")
PLAIN = ("caps", "reasons")
VERSION = "house/2026-11"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the policy: `values` by the ISO day from which they hold, in `unit`."""

    key: str
    unit: str
    source: str
    values: tuple[tuple[str, Any], ...]

    def at(self, day: str) -> Any:
        """The value that holds on `day`; None before the first."""
        held = [value for since, value in self.values if since <= day]
        return held[-1] if held else None


@dataclass(frozen=True)
class Policy:
    """Parameters by dotted key, e.g. `scorecard.leverage.weight`, and the texts and formulas beside them."""

    parameters: Mapping[str, Parameter]
    texts: Mapping[str, Any]
    version: str = VERSION
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)

    def at(self, key: str, day: str) -> Any:
        """The value of a parameter on `day` (numbers as Decimal); None where there is none."""
        return self.kept(key, day, lambda: self.parameters[key].at(day) if key in self.parameters else None)

    def kept(self, key: str, day: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for a key and day of this policy."""
        if (key, day) not in self._kept:
            self._kept[key, day] = make()
        return self._kept[key, day]

    def number(self, key: str, day: str) -> Decimal:
        """The number of a parameter on `day`.

        Raises:
            KeyError: the policy has no such number on that day.
        """
        value = self.at(key, day)
        if not isinstance(value, Decimal):
            raise KeyError(key)
        return value

    def text(self, key: str) -> Any:
        """A part that is no parameter: names, formulas, caps, reason codes; None where there is none."""
        found: Any = self.texts
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    @property
    def hash(self) -> str:
        """SHA-256 of everything the policy says: equal policies have equal hashes."""
        return str(self.kept("hash", "", self._hashed))

    def _hashed(self) -> str:
        rows = {p.key: [p.unit, [[since, _plain(v)] for since, v in p.values]] for p in self.parameters.values()}
        body = {"parameters": rows, "texts": _plain(self.texts)}
        return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def overlaid(self, overlay: Mapping[str, Any]) -> "Policy":
        """This policy with a company's own values over it; a value of the house holds until the company's first day.

        `overlay` is the parsed file, already found valid by `check_policy`.
        """
        if not overlay:
            return self
        parameters = dict(self.parameters)
        for key, row in walk(overlay):
            house = parameters.get(key)
            own = _dated(row["values"])
            if house is not None:
                first = own[0][0]
                own = tuple(v for v in house.values if v[0] < first) + own
            unit = str(row.get("unit") or (house.unit if house else ""))
            source = str(row.get("source") or overlay.get("source") or (house.source if house else ""))
            parameters[key] = Parameter(key, unit, source, own)
        texts = dict(self.texts)
        formulas = overlay.get("limits", {}).get("formulas", {})
        if formulas:
            limits = dict(texts["limits"])
            limits["formulas"] = {**limits["formulas"], **formulas}
            texts["limits"] = limits
        return Policy(parameters, texts, str(overlay.get("version", "company")))


def walk(tables: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table with `values` under `tables`, by dotted key."""
    for name, row in tables.items():
        key = f"{path}.{name}" if path else name
        if isinstance(row, Mapping):
            if "values" in row:
                yield key, row
            else:
                yield from walk(row, key)


@cache
def house_policy() -> Policy:
    """The policy of this package's files."""
    texts: dict[str, Any] = {}
    parameters: dict[str, Parameter] = {}
    for group in (*GROUPS, *PLAIN):
        body = tomllib.loads(files(__package__).joinpath(f"{group}.toml").read_text("utf-8"), parse_float=Decimal)
        texts[group] = _without_values(body)
        for key, row in walk(body):
            parent = _parent(body, key)
            unit = str(row.get("unit") or parent.get("unit", ""))
            source = str(row.get("source") or parent.get("source") or body.get("source", ""))
            parameters[f"{group}.{key}"] = Parameter(f"{group}.{key}", unit, source, _dated(row["values"]))
    return Policy(parameters, texts)


def numbers(value: Any) -> Any:
    """The value with every number as Decimal."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, Decimal)):
        return value
    if isinstance(value, (int, float)):
        return Decimal(str(value))
    if isinstance(value, (list, tuple)):
        return tuple(numbers(v) for v in value)
    return value


def _dated(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((day, numbers(values[day])) for day in sorted(values))


def _parent(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found: Any = body
    for part in key.split(".")[:-1]:
        found = found[part]
    return found  # type: ignore[no-any-return]


def _without_values(body: Any) -> Any:
    if isinstance(body, Mapping):
        return {k: _without_values(v) for k, v in body.items() if not (isinstance(v, Mapping) and "values" in v)}
    return body


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value
