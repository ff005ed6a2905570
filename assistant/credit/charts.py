"""Charts as values: what to draw, in which unit, over which periods. Screen and files draw the same ones. Pure."""

from decimal import Decimal
from typing import Any, Literal

from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.values import Values
from ingestion.model.fact import Frozen

Names = dict[str, str]
Kind = Literal["bars", "stack", "lines", "bridge", "rows"]
DEBT = (
    "short_term_borrowings", "noncurrent_liabilities_due_within_1y", "long_term_borrowings", "bonds_payable", "lease_liabilities",
)  # fmt: skip
DAYS = ("dso", "dio", "dpo")
MARGINS = ("gross_margin", "net_margin")
BUCKETS = ("1-30", "31-60", "61-90", "91-180", ">180")
MAX_PERIODS, MAX_MONTHS = 5, 36


class Series(Frozen):
    """One row of values, one a label; None where it is not known. `total` marks bars of a bridge that start from zero."""

    names: Names
    values: tuple[Decimal | None, ...]
    total: tuple[bool, ...] = ()


class Chart(Frozen):
    """A chart. `unit`: money (with currency) | percent | days | points. `labels` are words or period ends, oldest first."""

    id: str
    names: Names
    kind: Kind
    unit: str
    labels: tuple[Names, ...]
    series: tuple[Series, ...]
    currency: str | None = None


def charts_of(profile: CreditProfile) -> list[Chart]:
    """Every chart that the profile has at least two values for."""
    values = Values(profile.facts, profile.periods)
    periods = _years(profile)
    made = [
        _sizes(values, periods),
        _ratios(
            profile,
            periods,
            "margins",
            "lines",
            MARGINS,
            "percent",
            {"zh": "毛利率与净利率", "en": "Gross and net margin"},
        ),
        _bridge(values, periods),
        _ratios(profile, periods, "working_days", "bars", DAYS, "days", {"zh": "周转天数", "en": "Turnover in days"}),
        _debt(values, periods),
        *_ageing(profile),
        *_bureau_history(profile),
        _score(profile),
    ]
    return [chart for chart in made if chart is not None and _known(chart) >= 2]


def _known(chart: Chart) -> int:
    return sum(v is not None for s in chart.series for v in s.values)


def _years(profile: CreditProfile) -> list[PeriodKey]:
    """The group's full years, oldest first; balance dates alone where there are no flows."""
    group = [p for p in profile.periods if p.basis != "parent"] or list(profile.periods)
    full = [p for p in group if p.months == 12] or [p for p in group if p.months is None]
    latest = [p for p in full if p.currency == full[0].currency][:MAX_PERIODS] if full else []
    return latest[::-1]


def _label(period: PeriodKey) -> Names:
    year, month, _ = period.period_end.split("-")
    text = year if month == "12" else period.period_end[:7]
    return {"zh": text, "en": text}


def _both(name: str) -> Names:
    return {"zh": line_name(name, "zh"), "en": line_name(name, "en")}


def _number(values: Values, name: str, period: PeriodKey) -> Decimal | None:
    found = values.get(name, period).value
    return None if found is None else Decimal(found)


def _sizes(values: Values, periods: list[PeriodKey]) -> Chart | None:
    if not periods:
        return None
    names = ("revenue", "net_income", "net_cash_operating")
    return Chart(
        id="revenue",
        names={"zh": "收入、净利润与经营现金流", "en": "Revenue, profit and operating cash flow"},
        kind="bars",
        unit="money",
        currency=periods[-1].currency,
        labels=tuple(_label(p) for p in periods),
        series=tuple(Series(names=_both(n), values=tuple(_number(values, n, p) for p in periods)) for n in names),
    )


def _ratios(
    profile: CreditProfile,
    periods: list[PeriodKey],
    name: str,
    kind: Kind,
    ids: tuple[str, ...],
    unit: str,
    names: Names,
) -> Chart | None:
    found = {(r.id, r.period.key): r for r in profile.ratios}
    series = []
    for ratio in ids:
        rows = [found.get((ratio, p.key)) for p in periods]
        first = next((r for r in rows if r), None)
        if first is not None:
            points = tuple(Decimal(r.value) if r and r.value is not None else None for r in rows)
            series.append(Series(names=first.names, values=points))
    labels = tuple(_label(p) for p in periods)
    return Chart(id=name, names=names, kind=kind, unit=unit, labels=labels, series=tuple(series)) if series else None


def _bridge(values: Values, periods: list[PeriodKey]) -> Chart | None:
    """From net income to operating cash flow to free cash flow, over the latest year; what is left over is named so."""
    if not periods:
        return None
    latest, prior = periods[-1], values.prior(periods[-1])
    income, cash = _number(values, "net_income", latest), _number(values, "net_cash_operating", latest)
    if income is None or cash is None:
        return None
    steps: list[tuple[Names, Decimal, bool]] = [(_both("net_income"), income, True)]
    moves = [({"zh": "折旧摊销", "en": "Depreciation"}, _number(values, "depreciation_amortization", latest))]
    if prior is not None:
        for name, sign, words in (
            ("trade_receivables", -1, {"zh": "应收变动", "en": "Receivables"}),
            ("inventories", -1, {"zh": "存货变动", "en": "Inventories"}),
            ("trade_payables", 1, {"zh": "应付变动", "en": "Payables"}),
        ):
            now, before = _number(values, name, latest), _number(values, name, prior)
            moves.append((words, None if now is None or before is None else sign * (now - before)))
    known = [(words, move) for words, move in moves if move is not None]
    steps += [(words, move, False) for words, move in known]
    rest = cash - income - sum((move for _, move in known), Decimal(0))
    steps += [({"zh": "其他", "en": "Other"}, rest, False), ({"zh": "经营现金流", "en": "Operating cash"}, cash, True)]
    capex = _number(values, "capex", latest)
    if capex is not None:
        steps += [({"zh": "资本开支", "en": "Capex"}, -capex, False), (_both("free_cash_flow"), cash - capex, True)]
    return Chart(
        id="cash_bridge",
        names={"zh": f"利润到现金 · {latest.period_end[:4]}", "en": f"From profit to cash · {latest.period_end[:4]}"},
        kind="bridge",
        unit="money",
        currency=latest.currency,
        labels=tuple(words for words, _, _ in steps),
        series=(
            Series(
                names={"zh": "金额", "en": "Amount"},
                values=tuple(v for _, v, _ in steps),
                total=tuple(t for _, _, t in steps),
            ),
        ),
    )


def _debt(values: Values, periods: list[PeriodKey]) -> Chart | None:
    rows = [(name, tuple(_number(values, name, p) for p in periods)) for name in DEBT]
    series = tuple(Series(names=_both(name), values=row) for name, row in rows if any(row))
    if not series:
        return None
    return Chart(
        id="debt",
        names={"zh": "有息负债与期限", "en": "Debt by maturity"},
        kind="stack",
        unit="money",
        currency=periods[-1].currency,
        labels=tuple(_label(p) for p in periods),
        series=series,
    )


def _ageing(profile: CreditProfile) -> list[Chart]:
    made = []
    for currency, metrics in dict((profile.payment_behaviour or {}).get("currencies") or {}).items():
        buckets = metrics.get("buckets") or {}
        rows = [({"zh": "未到期", "en": "Not due"}, metrics.get("current_ar"))]
        rows += [({"zh": f"{b} 天", "en": f"{b} days"}, buckets.get(b)) for b in BUCKETS]
        made.append(
            Chart(
                id=f"ageing_{currency}",
                names={"zh": f"应收账龄 · {currency}", "en": f"Receivables by age · {currency}"},
                kind="rows",
                unit="money",
                currency=currency,
                labels=tuple(words for words, _ in rows),
                series=(Series(names={"zh": "未收", "en": "Open"}, values=tuple(_decimal(v) for _, v in rows)),),
            )
        )
    return made


def _bureau_history(profile: CreditProfile) -> list[Chart]:
    made: list[Chart] = []
    for report in profile.bureau:
        months = sorted(report.get("liability_history") or [], key=lambda m: str(_leaf(m.get("month"))))[-MAX_MONTHS:]
        labels = tuple({"zh": str(_leaf(m.get("month"))), "en": str(_leaf(m.get("month")))} for m in months)
        parts = (
            ("total", {"zh": "全部负债", "en": "All liabilities"}),
            ("special_mention", {"zh": "关注类", "en": "Special mention"}),
            ("npl", {"zh": "不良类", "en": "Non-performing"}),
            ("overdue_total", {"zh": "逾期", "en": "Overdue"}),
        )
        rows = [(words, tuple(_decimal(_leaf(m.get(key))) for m in months)) for key, words in parts]
        series = tuple(Series(names=words, values=row) for words, row in rows if any(v is not None for v in row))
        if series:
            made.append(
                Chart(
                    id=f"bureau_history_{len(made) + 1}",
                    names={"zh": "征信负债历史", "en": "Liabilities in the bureau report"},
                    kind="lines",
                    unit="money",
                    currency="CNY",
                    labels=labels,
                    series=series,
                )
            )
    return made


def _score(profile: CreditProfile) -> Chart | None:
    if profile.scorecard is None or profile.scorecard.score is None:
        return None
    items = [i for i in profile.scorecard.items if i.contribution is not None]
    return Chart(
        id="score",
        names={"zh": "评分构成", "en": "What makes up the score"},
        kind="rows",
        unit="points",
        labels=tuple(i.names for i in items),
        series=(
            Series(names={"zh": "得分", "en": "Points won"}, values=tuple(_decimal(i.contribution) for i in items)),
            Series(names={"zh": "失分", "en": "Points lost"}, values=tuple(_decimal(i.lost) for i in items)),
        ),
    )


def _leaf(leaf: Any) -> Any:
    return leaf.get("value") if isinstance(leaf, dict) else leaf


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
