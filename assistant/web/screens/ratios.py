"""Every ratio: value a period with its band, threshold bullet, trend; the formula tree opens from the figure."""

from decimal import Decimal
from html import escape

from assistant.credit.charts import charts_of
from assistant.credit.columns import shown_periods
from assistant.credit.profile_model import RatioValue
from assistant.credit.ratios import ratio_definitions
from assistant.export.words import reason_text
from assistant.web.markup import (
    bullet,
    card,
    drawn,
    empty,
    go,
    number,
    period_heads,
    ratio_button,
    spark,
    t,
    table,
    term,
    title,
)
from assistant.web.view import View
from ingestion.texts import say


def render(view: View) -> str:
    """Ratios by group."""
    periods = shown_periods(view.profile)
    if not periods:
        return empty("no_figures", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    found = {(r.id, r.period.key): r for r in view.profile.ratios}
    groups: dict[str, dict[str, None]] = {}
    for item in view.profile.ratios:
        groups.setdefault(item.group, {})[item.id] = None
    heads = [
        t("ratio", view.lang), f'<th scope="col" class="x-bulletcell">{t("against_threshold", view.lang)}</th>',
        f'<th scope="col" class="x-sparkcell">{t("trend", view.lang)}</th>', *period_heads(periods, view.lang),
    ]  # fmt: skip
    parts = [
        card(
            t(f"group_{group}", view.lang),
            table(heads, [_row(n, [found.get((n, p.key)) for p in periods], view) for n in names], "x-ratios"),
        )
        for group, names in groups.items()
    ]
    charts = drawn(charts_of(view.profile), view.lang, ("margins", "working_days", "debt"))
    head = title(say("web.tab_ratios", view.lang), say("web.ratios_told", view.lang))
    return head + "".join(parts) + charts


def _row(name: str, items: list[RatioValue | None], view: View) -> list[str]:
    definition = ratio_definitions()[name]
    latest = items[0]
    mark = bullet(Decimal(latest.value), definition) if latest and latest.value is not None else ""
    points = [float(i.value) for i in reversed(items) if i and i.value is not None]
    words = term(name, definition["names"][view.lang], view.lang)
    edges = _edges(definition)
    return [
        words,
        f'<td class="x-bulletcell" title="{escape(edges)}">{mark}</td>',
        f'<td class="x-sparkcell">{spark(points)}</td>',
        *[_cell(i, view) for i in items],
    ]


def _edges(definition: dict[str, object]) -> str:
    bands = definition.get("bands")
    sign = "≥" if definition.get("direction", "up") == "up" else "≤"
    return f"{sign} {bands[0]} / {sign} {bands[1]}" if isinstance(bands, list) and len(bands) == 2 else ""


def _cell(item: RatioValue | None, view: View) -> str:
    if item is None:
        return "<td></td>"
    if item.value is None:
        return f'<td class="x-num x-none" title="{escape(reason_text(item, view.lang))}">{ratio_button(item, view.lang)}</td>'
    return number(ratio_button(item, view.lang), band_class(item))


def band_class(item: RatioValue | None) -> str:
    """The tint of a ratio's cell."""
    return f"x-{item.band}" if item and item.band else ""
