"""The credit limit: every method, the binding one, who approves, what could be lost. Pure."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from assistant.credit.case_model import CaseRecords
from assistant.credit.figures import HOME, Figures, Reading
from assistant.credit.grading import counts, worst_severity
from assistant.credit.judgement_model import Component, Grade, Limit, LimitMethod
from assistant.credit.risk_model import RiskFactor
from assistant.credit.scorecard import component
from ingestion.model.decimals import plain_decimal
from ingestion.texts import say

NO_CREDIT = ("CA6", "CA7")
BOUNDS = ("request", "need", "external")


def limit_of(grade: Grade, factors: Sequence[RiskFactor], figures: Figures, case: CaseRecords) -> Limit:
    """The proposed limit in the judged currency, rounded down; 0 for grades without credit."""
    methods = limit_methods(figures)
    factor = figures.policy.number(f"grades.{grade.grade}.factor", figures.day)
    flags = [] if figures.value("requested_limit") is not None else ["no_request"]
    flags += ["partial_capacity"] if any(m.role == "capacity" and m.value is None for m in methods) else []
    value, binding = bound_limit(grade.grade, methods, figures)
    flags += _concentration(value, figures, case)
    loss, default_rate, lgd = expected_loss(grade, value, figures, case)
    return Limit(
        value=None if value is None else plain_decimal(value),
        currency=figures.currency,
        methods=tuple(methods),
        binding=binding,
        grade_factor=plain_decimal(factor),
        expected_loss=None if loss is None else plain_decimal(loss),
        pd_pct=None if default_rate is None else plain_decimal(default_rate),
        lgd_pct=None if lgd is None else plain_decimal(lgd),
        flags=tuple(flags),
        approver=figures.policy.text(f"limits.approvers.{approver(grade, factors, value, figures)}"),
    )


def bound_limit(grade: str, methods: Sequence[LimitMethod], figures: Figures) -> tuple[Decimal | None, str | None]:
    """(limit rounded down, the method that binds): least of request, need, external caps and grade factor × least capacity."""
    if grade in NO_CREDIT:
        return Decimal(0), "grade"
    factor = figures.policy.number(f"grades.{grade}.factor", figures.day)
    capacity = [(m.id, factor * Decimal(m.value)) for m in methods if m.role == "capacity" and m.value is not None]
    if not capacity:
        return None, None
    others = [(m.id, Decimal(m.value)) for m in methods if m.role in BOUNDS and m.value is not None]
    binding, least = min([*others, min(capacity, key=lambda c: c[1])], key=lambda bound: bound[1])
    return max(rounded_down(least, figures), Decimal(0)), binding


def limit_methods(figures: Figures) -> list[LimitMethod]:
    """Every method of the policy, those of lists `capacity` and `external` in their role, the others shown beside."""
    capacity = figures.policy.at("limits.methods.capacity", figures.day)
    external = figures.policy.at("limits.methods.external", figures.day)
    made = [_requested(figures)]
    for name, row in figures.policy.text("limits.formulas").items():
        if name == "operating_assets_score" or row["unit"] != "money":
            continue
        role = "capacity" if name in capacity else "external" if name in external else "shown"
        role = "need" if row["role"] == "need" else role
        made.append(_operating(figures, row) if name == "operating_assets" else _method(name, row, role, figures))
    return made


def _requested(figures: Figures) -> LimitMethod:
    found = figures.look("requested_limit").value
    return LimitMethod(
        id="requested", names={"zh": say("judge.requested", "zh"), "en": say("judge.requested", "en")}, value=found, role="request",
        inputs=(component("requested_limit", figures),) if found else (), missing=() if found else ("requested_limit",),
    )  # fmt: skip


def _method(name: str, row: dict[str, Any], role: Any, figures: Figures) -> LimitMethod:
    reading = Reading()
    value = figures.number(row["formula"], reading=reading)
    missing = tuple(dict.fromkeys(reading.missing)) if not isinstance(value, Decimal) else ()
    return LimitMethod(
        id=name, names=row["names"], value=plain_decimal(value) if isinstance(value, Decimal) else None, role=role,
        formula=row["formula"], inputs=_inputs(reading, figures), missing=missing,
    )  # fmt: skip


def _operating(figures: Figures, row: dict[str, Any]) -> LimitMethod:
    """营运资产分析模型: operating assets × the percentage of the band in which the evaluation value falls."""
    reading = Reading()
    assets = figures.number(row["formula"], reading=reading)
    score = figures.number(figures.policy.text("limits.formulas.operating_assets_score.formula"), reading=reading)
    bands = figures.policy.at("limits.methods.operating_assets_bands", figures.day)
    value = None
    if isinstance(assets, Decimal) and isinstance(score, Decimal):
        share = next(pct for top, pct in bands if score <= top)
        value = assets * share / 100
    return LimitMethod(
        id="lim_operating_assets", names=row["names"], value=None if value is None else plain_decimal(value), role="shown",
        formula=row["formula"], inputs=_inputs(reading, figures), missing=tuple(dict.fromkeys(reading.missing)) if value is None else (),
    )  # fmt: skip


def _inputs(reading: Reading, figures: Figures) -> tuple[Component, ...]:
    return tuple(
        component(i.name, figures) for i in {i.name: i for i in reading.inputs}.values() if i.value is not None
    )


def rounded_down(value: Decimal, figures: Figures) -> Decimal:
    """The amount rounded down to the policy's step (10 万元); in another currency to the power of ten at or below the step's worth."""
    step = figures.policy.number("limits.parameters.rounding", figures.day)
    if figures.currency != HOME:
        worth = figures.converted(step, HOME)
        step = Decimal(1).scaleb(worth.adjusted()) if worth else step
    return (value / step).to_integral_value(rounding=ROUND_FLOOR) * step


def expected_loss(
    grade: Grade, value: Decimal | None, figures: Figures, case: CaseRecords
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """(expected loss, default rate %, loss given default %) of the limit; None where the grade has no default rate."""
    default_rate = figures.policy.at(f"grades.{grade.grade}.pd", figures.day)
    plain = figures.policy.number("grades.loss.lgd", figures.day)
    if value is None or not isinstance(default_rate, Decimal):
        return None, None, None
    held = (
        []
        if case.request is None
        else [s for s in case.request.security_held if not s.valid_to or s.valid_to >= figures.day]
    )
    left, lost = value, Decimal(0)
    for security in sorted(held, key=lambda s: _lgd(s.type, figures)):
        covered = min(
            left,
            figures.converted(Decimal(security.amount), case.request.currency if case.request else None) or Decimal(0),
        )
        if security.type == "deposit":
            continue  # a deposit lowers the exposure, not the limit's loss rate
        lost += covered * _lgd(security.type, figures) / 100
        left -= covered
    lost += left * plain / 100
    return default_rate / 100 * lost, default_rate, (lost / value * 100 if value else plain)


def _lgd(kind: str, figures: Figures) -> Decimal:
    found = figures.policy.at(f"grades.loss.lgd_{kind}", figures.day)
    return found if isinstance(found, Decimal) else figures.policy.number("grades.loss.lgd", figures.day)


def approver(grade: Grade, factors: Sequence[RiskFactor], value: Decimal | None, figures: Figures) -> str:
    """Who may approve, by the first row of the authority table that fits."""
    if grade.grade == "CA7" or not value:
        return "none"
    tiers = figures.policy.at("limits.authority.tiers", figures.day)
    tops = [figures.converted(top, HOME) or top for _, top in tiers]
    counting = [f for f in factors if counts(f)]
    if grade.grade in ("CA4", "CA5", "CA6") or worst_severity(counting) == "C" or value > tops[-1]:
        return "committee"
    clean = not grade.caps and not any(f.severity in ("H", "C") for f in counting)
    if value <= tops[0] and clean:
        return "second_analyst"
    return next(f"tier_{at}" for at, top in enumerate(tops, start=1) if value <= top)


def _concentration(value: Decimal | None, figures: Figures, case: CaseRecords) -> Iterable[str]:
    """Flags for a limit that is large against our own equity or our own receivables."""
    for held, key in ((case.our_equity, "own_equity_pct"), (case.our_total_receivables, "own_receivables_pct")):
        own = held.get(figures.currency)
        share = figures.policy.number(f"limits.parameters.{key}", figures.day)
        if value and own and value > Decimal(own) * share / 100:
            yield "concentration_approval"
            return
