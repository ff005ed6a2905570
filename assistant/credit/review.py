"""The snapshot a locked review keeps of a profile, and what has changed since the last one. Pure.

A snapshot is one JSON object, decimals as strings, absent = not known then:

    {"as_of": "2024-05-20", "score": "81.78125", "grade": "CA2", "limit": "5000000", "currency": "CNY",
     "period_end": "2023-12-31",
     "items": {"payment_record": {"points": "85", "weight": "25", "contribution": "22.135416"}, "activity": {"points": null, …}},
     "factors": {"RF-CQ-01": {"state": "clear", "severity": null}},
     "figures": {"revenue": "600000000", "total_assets": "720000000"}}

`limit` is in units of `currency`; `contribution` = weight × points ÷ Σ weight of present items; `figures` are lines of `period_end`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.credit.judgement_model import Change
from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.values import Values
from ingestion.model.decimals import plain_decimal
from ingestion.texts import say

FIGURES = (
    "revenue", "net_income", "net_cash_operating", "total_assets", "total_current_assets", "total_current_liabilities",
    "accounts_receivable", "inventories", "accounts_payable", "total_debt", "total_liabilities", "total_equity",
)  # fmt: skip


def snapshot(profile: CreditProfile, period: PeriodKey | None, values: Values) -> dict[str, Any]:
    """What a review of this profile keeps: see the module's docstring for the shape."""
    card, grade, limit = profile.scorecard, profile.grade, profile.limit
    figures = {name: values.get(name, period).value for name in FIGURES} if period else {}
    return {
        "as_of": profile.as_of,
        "score": card.score if card else None,
        "grade": grade.grade if grade else None,
        "limit": limit.value if limit else None,
        "currency": limit.currency if limit else None,
        "period_end": period.period_end if period else None,
        "items": {
            item.id: {"points": item.points, "weight": item.weight, "contribution": item.contribution}
            for item in (card.items if card else ())
        },
        "factors": {f.id: {"state": f.state, "severity": f.severity} for f in profile.risk_factors},
        "figures": {name: value for name, value in figures.items() if value is not None},
    }


def changes_since(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    names: Mapping[str, dict[str, str]],
    restated: Values | None = None,
) -> list[Change]:
    """What moved from the snapshot `before` to the snapshot `now`: score, grade, limit, items (largest first), factors, figures.

    `names` are the names of items and factors by id; with `restated` (today's values) a figure of the earlier review whose own
    period now reads differently is told as `restated`.
    """
    currency = now.get("currency") or before.get("currency")
    made = [
        _change("score", "score", _said("score"), before.get("score"), now.get("score"), "points"),
        _change("grade", "grade", _said("grade"), before.get("grade"), now.get("grade"), "text"),
        _change("limit", "limit", _said("limit"), before.get("limit"), now.get("limit"), "money", currency),
    ]
    made += _items(before, now, names)
    made += _factors(before, now, names)
    made += _figures(before, now, currency)
    made += _restated(before, restated, currency)
    return made


def _items(before: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[str, dict[str, str]]) -> list[Change]:
    then, today = before.get("items", {}), now.get("items", {})
    rows = [
        _change(
            "item",
            name,
            names.get(name, {}),
            _part(then, name, "contribution"),
            _part(today, name, "contribution"),
            "points",
        )
        for name in dict.fromkeys([*today, *then])
    ]
    moved = [row for row in rows if row.before != row.after]
    return sorted(moved, key=lambda row: (row.before is None or row.after is None, -abs(Decimal(row.delta or 0))))


def _factors(before: Mapping[str, Any], now: Mapping[str, Any], names: Mapping[str, dict[str, str]]) -> list[Change]:
    """Factors that fired then and not now, now and not then, or at another severity; only where both reviews tested them."""
    then, today = before.get("factors", {}), now.get("factors", {})
    made = []
    for name in today:
        old, new = _told(then.get(name)), _told(today[name])
        if name in then and old != new and "not_testable" not in (old, new):
            made.append(_change("factor", name, names.get(name, {}), old, new, "text"))
    return made


def _told(row: Mapping[str, Any] | None) -> str | None:
    if row is None:
        return None
    return f"{row['state']} {row['severity']}" if row.get("severity") else str(row["state"])


def _figures(before: Mapping[str, Any], now: Mapping[str, Any], currency: str | None) -> list[Change]:
    then, today = before.get("figures", {}), now.get("figures", {})
    if before.get("period_end") == now.get("period_end"):
        return []
    return [
        _change("figure", name, _line(name), then[name], today[name], "money", currency, now.get("period_end"))
        for name in today
        if name in then and Decimal(then[name]) != Decimal(today[name])
    ]


def _restated(before: Mapping[str, Any], values: Values | None, currency: str | None) -> list[Change]:
    end = before.get("period_end")
    if values is None or end is None:
        return []
    period = PeriodKey(period_end=end, months=12, basis="consolidated")
    made = []
    for name, old in before.get("figures", {}).items():
        new = values.get(name, period).value
        if new is not None and Decimal(new) != Decimal(old):
            made.append(_change("restated", name, _line(name), old, new, "money", currency, end))
    return made


def _change(
    kind: str, name: str, names: dict[str, str], before: str | None, after: str | None, unit: str,
    currency: str | None = None, period_end: str | None = None,
) -> Change:  # fmt: skip
    delta = None
    if unit != "text" and before is not None and after is not None:
        delta = plain_decimal(Decimal(after) - Decimal(before))
    return Change(
        kind=kind, id=name, names=names, before=before, after=after, delta=delta, unit=unit,
        currency=currency if unit == "money" else None, period_end=period_end,
    )  # fmt: skip


def _part(rows: Mapping[str, Any], name: str, part: str) -> str | None:
    value = rows.get(name, {}).get(part)
    return None if value is None else str(value)


def _line(name: str) -> dict[str, str]:
    return {"zh": line_name(name, "zh"), "en": line_name(name, "en")}


def _said(key: str) -> dict[str, str]:
    return {"zh": say(f"judge.{key}", "zh"), "en": say(f"judge.{key}", "en")}
