"""Charts of the overview: revenue with net margin, operating cash flow against net income."""

from decimal import Decimal
from typing import Any

from assistant.credit.names import line_name
from assistant.credit.profile_model import CreditProfile, PeriodKey
from assistant.credit.values import Values
from assistant.export.memo import shown_periods
from assistant.format import Lang, period_text

FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"


def overview_chart(profile: CreditProfile, lang: Lang) -> Any:
    """A plotly figure over the customer's periods, or None with fewer than two."""
    periods = [p for p in shown_periods(profile) if p.months in (12, None)][::-1]
    if len(periods) < 2:
        return None
    import plotly.graph_objects as go

    values = Values(profile.facts, profile.periods)
    unit, word = (10**8, "亿") if lang == "zh" else (10**6, "m")
    names = [period_text(p.period_end, p.months, lang) for p in periods]
    figure = go.Figure()
    for field, colour in (("revenue", "#2f6fb0"), ("net_income", "#7fb3d9"), ("net_cash_operating", "#d08a2e")):
        bars = [_value(values, field, p, unit) for p in periods]
        if any(b is not None for b in bars):
            figure.add_bar(name=line_name(field, lang), x=names, y=bars, marker_color=colour)
    figure.update_layout(
        barmode="group",
        height=260,
        margin={"l": 48, "r": 12, "t": 28, "b": 32},
        font={"family": FONT, "size": 12, "color": "#7a8694"},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.18},
        yaxis={"title": f"{profile.periods[0].currency or ''} {word}", "gridcolor": "rgba(128,128,128,.2)"},
    )
    return figure


def _value(values: Values, field: str, period: PeriodKey, unit: int) -> float | None:
    found = values.get(field, period).value
    return float(Decimal(found) / unit) if found is not None else None
