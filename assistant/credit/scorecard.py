"""The scorecard: points of each item by the bands of the policy, weights, what is missing, what was lost and why. Pure."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from assistant.credit.case_definitions import case_definitions
from assistant.credit.figures import Figures
from assistant.credit.judgement_model import Component, Scorecard, ScoreItem
from assistant.credit.names import line_name
from assistant.credit.ratios import ratio_definitions
from assistant.policy.policy import house_policy
from ingestion.model.decimals import plain_decimal

HUNDRED = Decimal(100)
PLACES = Decimal("1e-9")
ITEMS = (
    "payment_record", "bureau_record", "legal_record", "liquidity", "leverage", "coverage", "cash_quality", "profitability",
    "activity", "history_scale", "transparency",
)  # fmt: skip
MODIFIED = ("qualified", "adverse", "disclaimer")
Row = tuple[Decimal | None, list[str], str | None, str | None, list[str]]
"""(points, names of inputs, source, reason where missing, flags)"""


def points_of(value: Decimal, bands: tuple[tuple[Decimal, Decimal], ...]) -> Decimal:
    """Points of a value by bands (value -> points): linear between, flat outside."""
    if value <= bands[0][0]:
        return bands[0][1]
    for (low, below), (high, above) in itertools.pairwise(bands):
        if value <= high:
            return below + (above - below) * (value - low) / (high - low)
    return bands[-1][1]


def scorecard(figures: Figures) -> Scorecard:
    """The card on the figures' day: every item, the score of what is present (unrounded), flags and reason codes."""
    rows = {name: _SCORERS[name](figures) for name in ITEMS}
    weights = {name: figures.policy.number(f"scorecard.{name}.weight", figures.day) for name in ITEMS}
    present = sum((weights[n] for n in ITEMS if rows[n][0] is not None), Decimal(0))
    items = [_item(name, rows[name], weights[name], present, figures) for name in ITEMS]
    total = sum((weights[n] * p for n in ITEMS if (p := rows[n][0]) is not None), Decimal(0))
    flags = [flag for name in ITEMS for flag in rows[name][4]]
    if present < sum(weights.values()):
        flags.append("partial_weight")
    return Scorecard(
        items=tuple(items),
        score=_plain(total / present) if present else None,
        present_weight=plain_decimal(present),
        flags=tuple(dict.fromkeys(flags)),
        reason_codes=tuple(_reason_codes(items, figures)),
    )


def _item(name: str, row: Row, weight: Decimal, present: Decimal, figures: Figures) -> ScoreItem:
    points, inputs, source, reason, flags = row
    share = None if points is None else weight * points / present
    return ScoreItem(
        id=name,
        names=figures.policy.text(f"scorecard.{name}.names"),
        weight=plain_decimal(weight),
        points=None if points is None else _plain(points),
        contribution=None if share is None else _plain(share),
        lost=None if share is None else _plain(weight * HUNDRED / present - share),
        inputs=tuple(component(n, figures) for n in dict.fromkeys(inputs)),
        source=source,
        reason=reason,
        flags=tuple(flags),
        bands=_bands_text(name, source, inputs, figures),
        reason_code=_code_of(name, source, figures),
    )


def _plain(value: Decimal) -> str:
    """The value with nine places: ratios carry twelve, so that an edge that is met is met."""
    return plain_decimal(value.quantize(PLACES))


def component(name: str, figures: Figures, unit: str | None = None) -> Component:
    """A named value with the facts and places it rests on."""
    found = figures.look(name)
    return Component(
        name=name,
        names={"zh": line_name(name, "zh"), "en": line_name(name, "en")},
        value=found.value,
        unit=unit or unit_of(name),
        currency=figures.currency if (unit or unit_of(name)) == "money" else None,
        facts=tuple(dict.fromkeys(_facts(found))),
        evidence=figures.evidence(name),
    )


def _facts(found: Any) -> list[str]:
    own = [found.fact] if found.fact else []
    return own + [fact for below in found.inputs for fact in _facts(below)]


def unit_of(name: str) -> str:
    """The unit of a line, ratio, case figure or parameter of the limit formulas."""
    if name in ratio_definitions():
        return str(ratio_definitions()[name]["unit"])
    parameter = house_policy().parameters.get(f"limits.parameters.{name}")
    if parameter is not None:
        return parameter.unit
    return str(case_definitions().get(name, {}).get("unit", "money"))


def _band(figures: Figures, key: str) -> tuple[tuple[Decimal, Decimal], ...]:
    return figures.policy.at(f"scorecard.{key}", figures.day)  # type: ignore[no-any-return]


def _fixed(figures: Figures, key: str) -> Decimal:
    return figures.policy.number(f"scorecard.{key}", figures.day)


def _payment(figures: Figures) -> Row:
    dbt, paid = figures.value("dbt_weighted_12m"), figures.value("paid_invoices_12m")
    if dbt is not None and (paid is None or paid >= _fixed(figures, "payment_record.min_invoices")):
        return points_of(dbt, _band(figures, "payment_record.dbt")), ["dbt_weighted_12m"], "ledger", None, []
    paydex, late = figures.value("paydex"), figures.value("bureau_dbt")
    if paydex is not None:
        return points_of(paydex, _band(figures, "payment_record.paydex")), ["paydex"], "index", None, []
    if late is not None:
        return points_of(late, _band(figures, "payment_record.dbt")), ["bureau_dbt"], "index", None, []
    return _fixed(figures, "payment_record.neutral"), [], "neutral", None, ["no_payment_history"]


def _bureau(figures: Figures) -> Row:
    if not figures.value("bureau_reports"):
        return None, [], None, "no_bureau_report", []
    for names, key in (
        (("bad_debt",), "default"),
        (("bureau_overdue", "bureau_overdue_months"), "overdue"),
        (("special_mention_balance",), "special_mention"),
        (("past_overdue_months",), "past_overdue"),
    ):
        hit = [n for n in names if (figures.value(n) or 0) > 0]
        if hit:
            return _fixed(figures, f"bureau_record.{key}"), hit, key, None, []
    return _fixed(figures, "bureau_record.clean"), ["bad_debt", "past_overdue_months"], "clean", None, []


def _legal(figures: Figures) -> Row:
    if not figures.value("legal_searched"):
        return None, [], None, "no_court_search", []
    for name in ("dishonest_open", "consumption_open", "terminated_open", "insolvency_open"):
        if (figures.value(name) or 0) > 0:
            return _fixed(figures, "legal_record.worst"), [name], "worst", None, []
    if (figures.value("enforcement_open") or 0) > 0:
        return _fixed(figures, "legal_record.enforcement"), ["enforcement_open"], "enforcement", None, []
    suits = figures.value("defendant_suits_open") or Decimal(0)
    return points_of(suits, _band(figures, "legal_record.suits")), ["defendant_suits_open"], "suits", None, []


def _liquidity(figures: Figures) -> Row:
    found = [(n, v) for n in ("current_ratio", "quick_ratio") if (v := figures.value(n)) is not None]
    if not found:
        return None, [], None, "missing", []
    made = [points_of(v, _band(figures, f"liquidity.{n}")) for n, v in found]
    return sum(made, Decimal(0)) / len(made), [n for n, _ in found], None, None, []


def _leverage(figures: Figures) -> Row:
    equity = figures.value("total_equity")
    if equity is not None and equity <= 0:
        return Decimal(0), ["total_equity"], "negative_equity", None, []
    return _by_ratio(figures, "leverage", "debt_to_assets")


def _coverage(figures: Figures) -> Row:
    if figures.value("interest_cover") is None:
        if figures.state("interest_cover") == "no_interest" and figures.value("total_debt") == 0:
            return HUNDRED, ["interest_cover", "total_debt"], "no_interest", None, []
        return None, ["interest_cover"], None, figures.state("interest_cover") or "missing", []
    return _by_ratio(figures, "coverage", "interest_cover")


def _cash(figures: Figures) -> Row:
    income, cash = figures.value("net_income"), figures.value("net_cash_operating")
    if "cash_conversion" in figures.changed:
        return _by_ratio(figures, "cash_quality", "cash_conversion")
    if income is None or cash is None:
        return None, [], None, "missing", []
    if income <= 0:
        key = "loss_with_cash" if cash > 0 else "loss_without_cash"
        return _fixed(figures, f"cash_quality.{key}"), ["net_income", "net_cash_operating"], key, None, []
    return _by_ratio(figures, "cash_quality", "cash_conversion")


def _profit(figures: Figures) -> Row:
    margin = figures.value("net_margin")
    if margin is not None and margin < 0:
        return _fixed(figures, "profitability.loss"), ["net_margin"], "loss", None, []
    return _by_ratio(figures, "profitability", "net_margin")


def _activity(figures: Figures) -> Row:
    change = figures.number("dso_end - prior(dso_end)")
    if not isinstance(change, Decimal):
        return None, ["dso_end"], None, "no_prior_year", []
    return points_of(change, _band(figures, "activity.dso_change")), ["dso_end"], None, None, []


def _history(figures: Figures) -> Row:
    years = figures.value("years_since_established")
    if years is None:
        return None, [], None, "date_unknown", []
    return points_of(years, _band(figures, "history_scale.years")), ["years_since_established"], None, None, []


def _transparency(figures: Figures) -> Row:
    basis, opinion = figures.text("source_basis"), figures.text("audit_opinion")
    if not basis:
        return None, [], None, "no_statements", []
    key = "unaudited"
    if opinion in MODIFIED:
        key = "modified"
    elif basis == "audited" or opinion in ("unmodified", "emphasis", "going_concern"):
        key = opinion if opinion in ("emphasis", "going_concern") else "unmodified"
    elif basis == "reviewed":
        key = "reviewed"
    return _fixed(figures, f"transparency.{key}"), ["source_basis"], key, None, []


def _by_ratio(figures: Figures, item: str, name: str) -> Row:
    value = figures.value(name)
    if value is None:
        return None, [name], None, figures.state(name) or "missing", []
    return points_of(value, _band(figures, f"{item}.{name}")), [name], None, None, []


_SCORERS: dict[str, Callable[[Figures], Row]] = {
    "payment_record": _payment, "bureau_record": _bureau, "legal_record": _legal, "liquidity": _liquidity, "leverage": _leverage,
    "coverage": _coverage, "cash_quality": _cash, "profitability": _profit, "activity": _activity, "history_scale": _history,
    "transparency": _transparency,
}  # fmt: skip


def _bands_text(name: str, source: str | None, inputs: list[str], figures: Figures) -> str:
    """The bands that gave the points, as the policy writes them: `0→100, 7→85`."""
    keys = {"ledger": "dbt", "index": "paydex" if "paydex" in inputs else "dbt", "suits": "suits"}
    wanted = [keys[source]] if source in keys else list(inputs)
    told = []
    for key in wanted:
        key = {"years_since_established": "years", "dso_end": "dso_change"}.get(key, key)
        bands = figures.policy.at(f"scorecard.{name}.{key}", figures.day)
        if isinstance(bands, tuple):
            told.append(", ".join(f"{plain_decimal(v)}→{plain_decimal(p)}" for v, p in bands))
    return "; ".join(told)


def _code_of(name: str, source: str | None, figures: Figures) -> str | None:
    for code, row in figures.policy.text("reasons").items():
        if name in row.get("items", ()) or f"{name}:{source}" in row.get("items", ()):
            return str(code)
    return None


def _reason_codes(items: list[ScoreItem], figures: Figures) -> list[str]:
    """The codes of the items that lose most."""
    losing = sorted((i for i in items if i.lost and Decimal(i.lost) > 0), key=lambda i: -Decimal(i.lost or 0))
    count = int(_fixed(figures, "card.reasons"))
    return list(dict.fromkeys(i.reason_code for i in losing[:count] if i.reason_code))
