"""Bureau, registry and rating papers: summary, history, lists of records; every value opens its place."""

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.charts import charts_of
from assistant.format import leaf_amount
from assistant.web.markup import card, chip, drawn, empty, go, known_word, number, place_button, table, term
from assistant.web.view import View
from ingestion.texts import say

SKIPPED = frozenset(
    {"document", "file", "provider", "language", "pages", "currency", "amount_unit", "subject", "credit_summary"}
)
HEAD = ("product", "report_id", "report_time", "report_date", "data_as_of", "query_institution", "query_reason")
MAX_ROWS = 60


def render(view: View) -> str:
    """Every report of the customer, the history chart first."""
    if not view.profile.bureau:
        return empty("no_bureau", view.lang, go("documents", say("web.go_upload", view.lang), "x-button x-primary"))
    charts = drawn(charts_of(view.profile), view.lang, ("bureau_history",))
    return charts + "".join(_report(report, view) for report in view.profile.bureau)


def _report(report: dict[str, Any], view: View) -> str:
    place = {"document": report["document"], "file": report["file"]}
    lang = view.lang
    head = " · ".join(_shown(report[key], place, view) for key in HEAD if key in report)
    leaves = [*_subject(report.get("subject", {})), *_flat(report.get("credit_summary", {}))]
    rows = [
        [term(name, known_word("bureau", name, lang), lang), number(_shown(leaf, place, view))] for name, leaf in leaves
    ]
    title = chip(known_word("web", f"provider_{report.get('provider', 'other')}", lang)) + f" {escape(report['file'])}"
    body = f'<p class="x-sub">{head}</p>' + (table((), rows, "x-pairs") if rows else "")
    lists = "".join(
        _list(name, value, place, view)
        for name, value in report.items()
        if name not in SKIPPED
        and isinstance(value, list)
        and value
        and isinstance(value[0], dict)
        and "printed" not in value[0]
    )
    return card(title, body) + lists


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
    heads = [escape(known_word("bureau", c, view.lang)) for c in columns]
    rows = [[_shown(record.get(c), place, view) for c in columns] for record in records[:MAX_ROWS]]
    title = escape(known_word("bureau", name, view.lang))
    return card(title, table(heads, rows, "x-papers x-dense"), str(len(records)))


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
        told = leaf_amount(Decimal(value), leaf["currency"], leaf["scale"], view.lang)
    where = {**place, "page": leaf.get("page", 1), "box": leaf.get("box", []), "printed": printed, "label": ""}
    return place_button(where, told)
