"""A chart as SVG text: the same drawing on the screen (where style sheets recolour the classes), in PDF and in Word."""

from decimal import Decimal
from html import escape

from assistant.credit.charts import Chart, Series
from assistant.format import Lang, grouped

TONES = ("#2f6fb0", "#8db9de", "#d08a2e", "#7a8694", "#b3403a")
BAD, GOOD, INK, SOFT, GRID = "#b3403a", "#3f8f63", "#1c2733", "#64748b", "#e2e8f0"
FONT = "'Noto Sans CJK TC', 'Noto Sans CJK SC', system-ui, sans-serif"  # of the first the regular face is shipped
WIDTH, HEIGHT = 420, 230
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 34, 26
ROW, LEGEND_ROW = 24, 15


def chart_svg(chart: Chart, lang: Lang, width: int = WIDTH) -> str:
    """The chart in one language, `width` units wide; text stays text and keeps its size."""
    scale, unit = chart_scale(chart, lang)
    if chart.kind == "rows":
        return _rows(chart, lang, scale, unit, width)
    return _columns(chart, lang, scale, unit, width)


def chart_scale(chart: Chart, lang: Lang) -> tuple[Decimal, str]:
    """What values are divided by for the axis, and the unit that the axis counts in."""
    if chart.unit != "money":
        words = {"percent": ("%", "%"), "days": ("天", "days"), "points": ("分", "points")}
        return Decimal(1), words.get(chart.unit, ("", ""))[lang == "en"]
    top = max((abs(v) for s in chart.series for v in s.values if v is not None), default=Decimal(0))
    currency = "元" if lang == "zh" and chart.currency == "CNY" else chart.currency or ""
    if lang == "zh":
        size, word = (10**8, "亿") if top >= 10**8 else (10**4, "万") if top >= 10**4 else (1, "")
        return Decimal(size), f"{word}{currency}"
    size, word = (10**9, "bn") if top >= 10**10 else (10**6, "m") if top >= 10**6 else (1, "")
    return Decimal(size), f"{currency} {word}".strip()


def _shown(value: Decimal, chart: Chart) -> str:
    return grouped(value, 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 or chart.unit != "money" else 2)


def _text(x: float, y: float, words: str, anchor: str = "middle", klass: str = "c-soft", size: float = 10.5) -> str:
    fill = INK if klass == "c-ink" else SOFT
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{klass}" fill="{fill}" font-size="{size}" '
        f'font-family="{FONT}">{escape(words)}</text>'
    )


def _rect(x: float, y: float, w: float, h: float, tone: str, klass: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 0.6):.1f}" height="{max(h, 0.6):.1f}" fill="{tone}" class="{klass}"/>'


def _open(chart: Chart, lang: Lang, height: float, width: int) -> str:
    title = escape(chart.names[lang])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" '
        f'class="x-chart" role="img" aria-label="{title}"><title>{title}</title>'
    )


def _legend(series: tuple[Series, ...], lang: Lang, unit: str, width: int, rest: bool = False) -> tuple[str, float]:
    """Unit and names of the series, and the height they take; names that do not fit go on in the next row."""
    x, y, out = float(LEFT), 0.0, [_text(LEFT - 8, 13, unit, "end")]
    for at, item in enumerate(series if len(series) > 1 else ()):
        words = item.names[lang]
        wide = 26 + sum(10.5 if ord(ch) > 0x2E80 else 5.9 for ch in words)
        if x > LEFT and x + wide - 8 > width:
            x, y = float(LEFT), y + LEGEND_ROW
        tone, klass = (GRID, "c-rest") if rest and at else (TONES[at % len(TONES)], f"c-tone{at % len(TONES)}")
        out.append(_rect(x, y + 5, 9, 9, tone, klass))
        out.append(_text(x + 13, y + 13, words, "start"))
        x += wide
    return "".join(out), y


class _Axis:
    """From values to heights, zero always on it."""

    def __init__(self, low: Decimal, high: Decimal, top: float, height: float) -> None:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
        room = (high - low) * Decimal("0.12") or Decimal(1)
        self.low, self.high = (low - room if low < 0 else low), high + room
        self._top, self._tall = top, height - top - BOTTOM

    def y(self, value: Decimal) -> float:
        return float(self._top + self._tall * float((self.high - value) / (self.high - self.low)))

    def ticks(self) -> list[Decimal]:
        span = self.high - self.low
        step = Decimal(10) ** (span.adjusted())
        while span / step < 3:
            step /= 2
        while span / step > 6:
            step *= 2
        first = (self.low / step).to_integral_value() * step
        return [first + step * n for n in range(9) if self.low <= first + step * n <= self.high]


def _span(chart: Chart) -> tuple[Decimal, Decimal]:
    if chart.kind == "stack":
        sums = [sum((s.values[i] or Decimal(0) for s in chart.series), Decimal(0)) for i in range(len(chart.labels))]
        return min(sums), max(sums)
    if chart.kind == "bridge":
        ends = [end for pair in _steps(chart.series[0]) for end in pair]
        return min(ends), max(ends)
    known = [v for s in chart.series for v in s.values if v is not None]
    return min(known), max(known)


def _steps(series: Series) -> list[tuple[Decimal, Decimal]]:
    """Where each bar of a bridge starts and ends."""
    at, out = Decimal(0), []
    for value, total in zip(series.values, series.total, strict=True):
        step = value or Decimal(0)
        out.append((Decimal(0), step) if total else (at, at + step))
        at = out[-1][1]
    return out


def _columns(chart: Chart, lang: Lang, scale: Decimal, unit: str, width: int) -> str:
    low, high = _span(chart)
    legend, more = _legend(chart.series, lang, unit, width)
    height = HEIGHT + more
    axis = _Axis(low / scale, high / scale, TOP + more, height)
    slot = (width - LEFT - RIGHT) / max(len(chart.labels), 1)
    out = [_open(chart, lang, height, width), legend]
    for tick in axis.ticks():
        y = axis.y(tick)
        tone = SOFT if tick == 0 else GRID
        out.append(f'<line x1="{LEFT}" x2="{width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{tone}" class="c-grid"/>')
        out.append(_text(LEFT - 6, y + 3.5, grouped(tick.normalize()), "end"))
    every = 1 if chart.kind == "bridge" else max(1, len(chart.labels) // (width // 80))
    for at, label in enumerate(chart.labels):
        if at % every == 0:
            lift = 11 * (at % 2) if chart.kind == "bridge" else 4  # long labels take turns on two rows
            out.append(_text(LEFT + slot * (at + 0.5), height - 4 - lift, label[lang], size=9.5))
    draw = {"bars": _bars, "stack": _stack, "lines": _lines, "bridge": _bridge}[chart.kind]
    return "".join([*out, draw(chart, axis, slot, scale), "</svg>"])


def _bars(chart: Chart, axis: _Axis, slot: float, scale: Decimal) -> str:
    count = len(chart.series)
    wide = min(slot * 0.72 / count, 46)
    out = []
    for s, series in enumerate(chart.series):
        for at, value in enumerate(series.values):
            if value is None:
                continue
            shown = value / scale
            x = LEFT + slot * (at + 0.5) + wide * (s - count / 2)
            top, zero = axis.y(max(shown, Decimal(0))), axis.y(min(shown, Decimal(0)))
            out.append(_rect(x + 1, top, wide - 2, zero - top, TONES[s], f"c-tone{s}"))
            y = top - 4 if shown >= 0 else zero + 11
            out.append(_text(x + wide / 2, y, _shown(shown, chart), klass="c-ink", size=9.5))
    return "".join(out)


def _stack(chart: Chart, axis: _Axis, slot: float, scale: Decimal) -> str:
    wide, out = min(slot * 0.55, 64), []
    for at in range(len(chart.labels)):
        base = Decimal(0)
        for s, series in enumerate(chart.series):
            value = (series.values[at] or Decimal(0)) / scale
            top, bottom = axis.y(base + value), axis.y(base)
            x = LEFT + slot * (at + 0.5) - wide / 2
            out.append(_rect(x, top, wide, bottom - top, TONES[s % len(TONES)], f"c-tone{s % len(TONES)}"))
            base += value
        out.append(_text(LEFT + slot * (at + 0.5), axis.y(base) - 4, _shown(base, chart), klass="c-ink", size=9.5))
    return "".join(out)


def _lines(chart: Chart, axis: _Axis, slot: float, scale: Decimal) -> str:
    out = []
    few = len(chart.labels) <= 6
    for s, series in enumerate(chart.series):
        tone = TONES[s % len(TONES)]
        points = [
            (LEFT + slot * (at + 0.5), axis.y(v / scale), v / scale)
            for at, v in enumerate(series.values)
            if v is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        out.append(
            f'<polyline points="{path}" fill="none" stroke="{tone}" stroke-width="2" class="c-line{s % len(TONES)}"/>'
        )
        for x, y, value in points if few else points[-1:]:
            out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{tone}" class="c-tone{s % len(TONES)}"/>')
            out.append(_text(x, y - 7, _shown(value, chart), "middle" if few else "end", "c-ink", 9.5))
    return "".join(out)


def _bridge(chart: Chart, axis: _Axis, slot: float, scale: Decimal) -> str:
    wide, out = slot * 0.62, []
    series = chart.series[0]
    for at, (start, end) in enumerate(_steps(series)):
        first, last = start / scale, end / scale
        top, bottom = axis.y(max(first, last)), axis.y(min(first, last))
        tone, klass = (
            (TONES[0], "c-tone0") if series.total[at] else (GOOD, "c-good") if end >= start else (BAD, "c-bad")
        )
        x = LEFT + slot * (at + 0.5) - wide / 2
        out.append(_rect(x, top, wide, bottom - top, tone, klass))
        told = _shown(last if series.total[at] else last - first, chart)
        told = told if series.total[at] or told.startswith("-") else f"+{told}"
        below = series.total[at] and last < 0
        out.append(_text(x + wide / 2, bottom + 11 if below else top - 4, told, klass="c-ink", size=9.5))
    return "".join(out)


def _rows(chart: Chart, lang: Lang, scale: Decimal, unit: str, width: int) -> str:
    left = min(120, width // 3)
    height = 26 + ROW * len(chart.labels) + 6
    totals = [
        sum((s.values[i] or Decimal(0) for s in chart.series), Decimal(0)) / scale for i in range(len(chart.labels))
    ]
    most = max([*totals, Decimal(1) if chart.unit == "points" else Decimal("0.000001")])
    room = width - left - 64
    legend, more = _legend(chart.series, lang, unit, width, True)
    out = [_open(chart, lang, height + more, width), legend]
    for at, label in enumerate(chart.labels):
        y, x = 26 + more + ROW * at, float(left)
        out.append(_text(left - 8, y + 13, label[lang], "end", "c-ink"))
        for s, series in enumerate(chart.series):
            value = (series.values[at] or Decimal(0)) / scale
            wide = room * float(value / most)
            tone, klass = (TONES[0], "c-tone0") if s == 0 else (GRID, "c-rest")
            if value > 0:
                out.append(_rect(x, y + 3, wide, ROW - 10, tone, klass))
                x += wide
        first = chart.series[0].values[at]
        told = "—" if first is None else _shown(first / scale, chart)
        if len(chart.series) > 1:
            told = f"{told} / {_shown(totals[at], chart)}"
        out.append(_text(x + 6, y + 13, told, "start", "c-ink", 9.5))
    return "".join([*out, "</svg>"])
