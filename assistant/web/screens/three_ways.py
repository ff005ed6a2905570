"""The same fact in statements, bureau and ledger: values, gap, verdict."""

from html import escape
from typing import Any

from assistant.credit.judgement_model import SourceValue, ThreeWayRow
from assistant.credit.risks import risk_definitions
from assistant.web.markup import card, chip, empty, evidence_button, known_word, number, t, table, title, valued
from assistant.web.view import View
from ingestion.texts import say

NOTHING = '<td class="x-num x-none">·</td>'


def render(view: View) -> str:
    """One row a fact."""
    rows = view.profile.three_way
    if not rows:
        return empty("no_three_way", view.lang)
    sources: list[str] = list(dict.fromkeys(v.source for row in rows for v in row.values))
    heads = [
        t("line", view.lang),
        *[f'<th class="x-num" scope="col">{t(f"source_{s}", view.lang)}</th>' for s in sources],
    ]
    heads += [
        f'<th class="x-num" scope="col">{t("gap_word", view.lang)}</th>',
        t("verdict", view.lang),
        t("tests", view.lang),
    ]
    unlike = sum(r.verdict == "unexplained" for r in rows)
    told = say("web.three_told", view.lang, count=len(rows), open=unlike)
    head = title(say("web.tab_three_ways", view.lang), told)
    return head + card("", table(heads, [_row(r, sources, view) for r in rows], "x-papers"))


def _row(row: ThreeWayRow, sources: list[str], view: View) -> list[str]:
    by_source: dict[str, list[SourceValue]] = {}
    for value in row.values:
        by_source.setdefault(value.source, []).append(value)
    gap = f"{escape(row.gap_pct)}%" if row.gap_pct else "—"
    kind = {"agrees": "ok", "unexplained": "sev-H"}.get(row.verdict, "")
    tests = "".join(
        f"<li>{escape(str((test.get('names') or {}).get(view.lang) or test.get('test', '')))}: {_result(test, view)}</li>"
        for test in row.tests
    )
    factor = risk_definitions().get(row.factor or "")
    why = f"<small>{escape(row.factor or '')} {escape(factor['names'][view.lang])}</small>" if factor else ""
    verdict = chip(say(f"web.verdict_{row.verdict}", view.lang), kind) + why
    cells = [
        number("".join(f"<div>{_value(v, view)}</div>" for v in by_source[s])) if s in by_source else NOTHING
        for s in sources
    ]
    told = (
        f"<details><summary>{t('tests_done', view.lang, count=len(row.tests))}</summary><ul>{tests}</ul></details>"
        if tests
        else ""
    )
    return [f"<b>{escape(row.names[view.lang])}</b>", *cells, number(gap), verdict, told]


def _result(test: dict[str, Any], view: View) -> str:
    return escape(known_word("web", f"test_{test.get('result')}", view.lang))


def _value(value: SourceValue, view: View) -> str:
    shown = valued(value.value, value.unit, value.currency, view)
    told = evidence_button(value.evidence[0], view, shown) if value.evidence else escape(shown)
    old = f" {chip(t('stale', view.lang), 'sev-H')}" if value.stale else ""
    return f"{told}<small>{escape(value.date or '')}</small>{old}"
