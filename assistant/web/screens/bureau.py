"""Bureau, registry and rating papers: summary, history, lists of records; every value opens its place."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.charts import charts_of
from assistant.web.markup import card, chip, drawn, empty, go, known_word, number, place_button, t, table, term, title
from assistant.web.view import View
from ingestion.texts import say

SKIPPED = frozenset(
    {"document", "file", "provider", "language", "pages", "currency", "amount_unit", "subject", "credit_summary"}
)
HEAD = ("product", "report_id", "report_time", "report_date", "data_as_of", "query_institution", "query_reason")
MAX_ROWS, SPLIT_FROM = 60, 7
ORDER = ("pboc_ent", "dnb", "experian", "equifax", "creditsafe", "cn_commercial", "rating_agency", "cn_registry")
_NUMBER = re.compile(r"-?[\d,]{1,15}(?:\.\d+)?%?")


def render(view: View) -> str:
    """Every report of the customer, the history chart first."""
    if not view.profile.bureau:
        return empty("no_bureau", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    charts = drawn(charts_of(view.profile), view.lang, ("bureau_history",))
    told = say("web.reports_told", view.lang, count=len(view.profile.bureau))
    reports = sorted(
        view.profile.bureau, key=lambda r: ORDER.index(r["provider"]) if r.get("provider") in ORDER else len(ORDER)
    )
    return title(say("web.tab_bureau", view.lang), told) + charts + "".join(_report(report, view) for report in reports)


def _report(report: dict[str, Any], view: View) -> str:
    place = {"document": report["document"], "file": report["file"]}
    lang = view.lang
    head = " · ".join(_shown(report[key], place, view) for key in HEAD if key in report)
    leaves = [*_subject(report.get("subject", {})), *_flat(report.get("credit_summary", {}))]
    rows = [
        [term(name, known_word("bureau", name, lang), lang), number(_shown(leaf, place, view))] for name, leaf in leaves
    ]
    name = chip(known_word("web", f"provider_{report.get('provider', 'other')}", lang)) + f" {escape(report['file'])}"
    half = (len(rows) + 1) // 2 if len(rows) > SPLIT_FROM else len(rows)
    tables = "".join(f"<div>{table((), part, 'x-pairs x-said')}</div>" for part in (rows[:half], rows[half:]) if part)
    body = (
        f'<p class="x-sub">{head}</p><div class="{"x-two x-even x-halves" if half < len(rows) else ""}">{tables}</div>'
    )
    lists = "".join(
        _list(name, value, place, view)
        for name, value in report.items()
        if name not in SKIPPED
        and isinstance(value, list)
        and value
        and isinstance(value[0], dict)
        and "printed" not in value[0]
    )
    return card(name, body) + lists


def _subject(subject: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for code in subject.get("identifiers", []):
        yield code["scheme"], code["value"]
    yield from ((name, leaf) for name, leaf in subject.items() if isinstance(leaf, dict))


def _flat(node: dict[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in node.items():
        if not isinstance(value, dict):
            continue
        if "printed" in value:
            yield f"{above}{name}", value
        else:
            yield from _flat(value, f"{name}_")


def _list(name: str, records: list[dict[str, Any]], place: dict[str, str], view: View) -> str:
    columns = list(dict.fromkeys(key for record in records for key in record if key not in ("is_settled", "page")))
    right = {c for c in columns if all(_is_number(r.get(c)) for r in records if r.get(c) is not None)}
    heads = [
        f'<th scope="col"{" class=x-num" if c in right else ""}>{escape(known_word("bureau", c, view.lang))}</th>'
        for c in columns
    ]
    rows = [
        [number(_shown(r.get(c), place, view)) if c in right else _shown(r.get(c), place, view) for c in columns]
        for r in records[:MAX_ROWS]
    ]
    more = (
        f'<p class="x-sub">{t("first_rows", view.lang, shown=MAX_ROWS, count=len(records))}</p>'
        if len(records) > MAX_ROWS
        else ""
    )
    words = escape(known_word("bureau", name, view.lang))
    return card(words, table(heads, rows, "x-papers x-dense") + more, str(len(records)))


def _is_number(leaf: Any) -> bool:
    """True for an amount, a count or a share; dates, codes and words are none."""
    if not isinstance(leaf, dict) or "printed" not in leaf:
        return isinstance(leaf, int) and not isinstance(leaf, bool)
    return bool(leaf.get("scale")) or _NUMBER.fullmatch(str(leaf["printed"]).strip()) is not None


def _shown(leaf: Any, place: dict[str, str], view: View) -> str:
    if leaf is None:
        return ""
    if isinstance(leaf, bool | int):
        return escape(str(leaf))
    if isinstance(leaf, str):
        return escape(known_word("bureau", leaf, view.lang))
    if isinstance(leaf, list):
        return "、".join(_shown(item, place, view) for item in leaf)
    if "printed" not in leaf:
        return " ".join(_shown(item, place, view) for item in leaf.values())
    printed, value = str(leaf["printed"]), leaf.get("value")
    told = printed
    if leaf.get("scale") and leaf.get("currency") and value is not None:
        told = view.money(Decimal(value), leaf["currency"])
    where = {**place, "page": leaf.get("page", 1), "box": leaf.get("box", []), "printed": printed, "label": ""}
    return place_button(where, told)
