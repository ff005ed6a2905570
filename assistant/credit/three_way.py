"""The same fact in several papers: the gap between the values, and what explains it, by `three_way.toml`. Pure.

Every test is listed with its result, so that a gap nobody explains is told from one that a date, a scope, a unit, VAT, a gross amount
or a currency explains.
"""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.credit.judgement_model import SourceValue, ThreeWayRow
from assistant.credit.three_way_sources import Sources
from ingestion.model.decimals import plain_decimal

Verdict = Literal[
    "agrees", "date", "scope", "unit", "vat", "gross_net", "currency", "unexplained", "not_comparable", "one_source"
]
Test = dict[str, Any]
ORDER: tuple[Verdict, ...] = ("unexplained", "currency", "unit", "date", "vat", "gross_net", "scope", "agrees")
UNIT_POWERS = (3, 4, 5, 6, 7, 8)
NEAR = Decimal("0.005")
MIN_SOURCES = 2


@cache
def three_way_rules() -> dict[str, Any]:
    """`three_way.toml`."""
    return tomllib.loads(files(__package__).joinpath("three_way.toml").read_text("utf-8"))


def three_way_rows(sources: Sources) -> list[ThreeWayRow]:
    """One row a fact that at least one paper prints, in the order of the rules."""
    made = []
    for name, rule in three_way_rules()["rows"].items():
        values = sources.values_of(name)
        if values:
            made.append(compare(name, rule, values, sources))
    return made


def compare(name: str, rule: dict[str, Any], values: list[SourceValue], sources: Sources) -> ThreeWayRow:
    """The row of a fact: each value against the first, the least explained gap told."""
    common: dict[str, Any] = {
        "id": name, "names": rule["names"], "values": tuple(values), "tolerance_pct": rule["tolerance_pct"],
    }  # fmt: skip
    told = [v for v in values if v.value is not None]
    if len(told) < MIN_SOURCES:
        return ThreeWayRow(**common)
    pairs = [_pair(name, rule, first, other, sources) for first, other in _partners(told)]
    verdict, gap, pct, tests = min(pairs, key=lambda p: (ORDER.index(p[0]), -(p[2] or 0)))
    return ThreeWayRow(
        **common, verdict=verdict, gap=None if gap is None else plain_decimal(gap), gap_pct=None if pct is None else plain_decimal(pct),
        tests=tuple(tests), factor=rule.get("factor") if verdict == "unexplained" else None,
    )  # fmt: skip


def _partners(told: list[SourceValue]) -> list[tuple[SourceValue, SourceValue]]:
    """Each value beside the first of another source of its own day; else beside the very first, unless a later one shares its day."""
    found = []
    for k, other in enumerate(told[1:], 1):
        same = [v for v in told if v.date == other.date and v.source != other.source]
        before = next((v for v in same if any(v is w for w in told[:k])), None)
        if before is not None or not same:
            found.append((before or told[0], other))
    return found or [(told[0], told[1])]


def _pair(
    name: str, rule: dict[str, Any], first: SourceValue, other: SourceValue, sources: Sources
) -> tuple[Verdict, Decimal | None, Decimal | None, list[Test]]:
    left, right = Decimal(first.value or 0), Decimal(other.value or 0)
    if first.currency and other.currency and first.currency != other.currency:
        return "currency", None, None, [_test("currency", "explains", f"{first.currency} ≠ {other.currency}")]
    gap = right - left
    base = max(abs(left), abs(right)) if rule["relative_to"] == "larger" else abs(left)
    pct = (abs(gap) / base * 100).quantize(Decimal("0.01")) if base else Decimal(0 if not gap else 100)
    tests = [
        _test("currency", "ruled_out" if first.currency else "not_testable", first.currency or ""),
        _dates(first, other, rule["max_days"]),
        _units(left, right),
        _scopes(name, rule, first, sources),
        _vat(left, right, first.date) if rule.get("vat") else _test("vat", "not_applicable"),
        _gross_net(name, gap, base, first, sources),
    ]
    wrong_scope = any(t["test"] == "scope" and t["result"] == "explains" for t in tests) and rule["entity"]
    same_date = any(t["test"] == "date" and t["result"] == "ruled_out" for t in tests)
    within = pct <= Decimal(rule["tolerance_pct"]) or (rule.get("bound") and right <= left and same_date)
    if within and not wrong_scope:
        return "agrees", gap, pct, tests
    found = {t["test"] for t in tests if t["result"] == "explains"}
    verdict: Verdict = next((v for v in ORDER if v in found), "unexplained")
    return verdict, gap, pct, tests


def _test(test: str, result: str, detail: str = "") -> Test:
    return {"test": test, "result": result, "names": three_way_rules()["tests"][test], "detail": detail}


def _dates(first: SourceValue, other: SourceValue, max_days: int) -> Test:
    if not first.date or not other.date:
        return _test("date", "not_testable")
    apart = _days_apart(first.date, other.date)
    return _test("date", "explains" if apart > max_days else "ruled_out", f"{first.date} / {other.date}")


def _days_apart(one: str, two: str) -> int:
    """Days between two dates; a month stands for its last day, so a month and a day in it are the same."""
    if one[:7] == two[:7]:
        return 0
    days = [date.fromisoformat(d if len(d) > len("2024-12") else f"{d}-28") for d in (one, two)]
    return abs((days[0] - days[1]).days)


def _units(left: Decimal, right: Decimal) -> Test:
    if not left or not right:
        return _test("unit", "ruled_out")
    ratio = max(abs(left), abs(right)) / min(abs(left), abs(right))
    power = next((p for p in UNIT_POWERS if abs(ratio / 10**p - 1) <= NEAR), None)
    return _test("unit", "explains", f"× 10^{power}") if power else _test("unit", "ruled_out")


def _vat(left: Decimal, right: Decimal, day: str | None) -> Test:
    if not left or not right:
        return _test("vat", "ruled_out")
    ratio = max(abs(left), abs(right)) / min(abs(left), abs(right))
    rate = next((r for r in _rates(day) if abs(ratio / (1 + Decimal(r) / 100) - 1) <= NEAR), None)
    return _test("vat", "explains", f"{rate}%") if rate else _test("vat", "ruled_out")


def _rates(day: str | None) -> list[str]:
    """The rates in force on a day or in the year before it; all of them where no day is known."""
    rates = three_way_rules()["vat_rates"]
    if not day:
        return [r["pct"] for r in rates]
    year_before = f"{int(day[:4]) - 1}{day[4:]}"
    return [r["pct"] for r in rates if r["from"] <= day and r.get("to", "9999") >= year_before]


def _scopes(name: str, rule: dict[str, Any], first: SourceValue, sources: Sources) -> Test:
    """A group's figure cannot be laid beside one entity's; two definitions cannot be laid beside one another."""
    if rule.get("definitions"):
        return _test("scope", "explains", "definitions")
    if not rule["entity"]:
        return _test("scope", "ruled_out")
    if first.basis == "consolidated":
        return _test("scope", "explains", "consolidated")
    group = sources.group_value(name) if first.basis == "parent" else None
    return _test("scope", "ruled_out", f"consolidated {group}" if group else first.basis or "")


def _gross_net(name: str, gap: Decimal, base: Decimal, first: SourceValue, sources: Sources) -> Test:
    """Whether a printed caption, or all that may stand between the two, is as large as the gap."""
    names = three_way_rules()["gross_net"].get(name)
    if not names:
        return _test("gross_net", "not_applicable")
    parts = {
        n: v
        for n in names
        if n not in {e.name for e in first.evidence} and (v := sources.line(n, first.basis)) is not None
    }
    tried = {**parts, "+".join(parts): sum(parts.values(), Decimal(0))} if len(parts) > 1 else parts
    near = next((n for n, v in tried.items() if v and base and abs(abs(gap) - abs(v)) <= base * NEAR), None)
    return (
        _test("gross_net", "explains", near) if near else _test("gross_net", "ruled_out" if parts else "not_testable")
    )
