"""Markup of the bureau tab: summary, lists of records; every value opens its place."""

import json
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from typing import Any

from assistant.credit.profile_model import CreditProfile
from assistant.format import Lang, leaf_amount
from assistant.web.render import t
from ingestion.texts import catalogue, say

LISTS = (
    "credit_accounts", "credit_lines", "repayment_liabilities", "credit_matrix", "liability_history", "legal_events",
    "record_counts", "utility_accounts", "inquiries", "shareholders", "changes", "officers",
)  # fmt: skip
MAX_ROWS = 60


def bureau(profile: CreditProfile, lang: Lang) -> str:
    """Every report of the customer."""
    if not profile.bureau:
        return f'<div class="x-empty x-big">{t("no_bureau", lang)}</div>'
    return "".join(_report(report, profile.id, lang) for report in profile.bureau)


def _report(report: dict[str, Any], customer: str, lang: Lang) -> str:
    place = {"customer": customer, "document": report["document"], "file": report["file"]}
    head = " · ".join(
        _shown(report[key], place, lang)
        for key in ("product", "report_id", "report_time", "report_date", "query_institution")
        if key in report
    )
    rows = "".join(
        f'<tr><td>{escape(word(name, lang))}</td><td class="x-num">{_shown(leaf, place, lang)}</td></tr>'
        for name, leaf in [*_subject(report.get("subject", {})), *_flat(report.get("credit_summary", {}))]
    )
    summary = f'<section class="x-card"><h3>{t("bureau_summary", lang)}</h3><table class="x-table"><tbody>{rows}</tbody></table></section>'
    lists = "".join(_list(name, report[name], place, lang) for name in LISTS if report.get(name))
    return f'<section class="x-card"><h2>{escape(report["file"])}</h2><p class="x-sub">{head}</p></section>{summary if rows else ""}{lists}'


def _subject(subject: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for code in subject.get("identifiers", []):
        yield code["scheme"], code["value"]
    yield from ((name, leaf) for name, leaf in subject.items() if isinstance(leaf, dict))


def _flat(node: dict[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in node.items():
        if "printed" in value:
            yield f"{above}{name}", value
        else:
            yield from _flat(value, f"{name}_")


def _list(name: str, records: list[dict[str, Any]], place: dict[str, str], lang: Lang) -> str:
    columns = list(dict.fromkeys(key for record in records for key in record if key != "is_settled"))
    heads = "".join(f"<th>{escape(word(c, lang))}</th>" for c in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_shown(record.get(c), place, lang)}</td>" for c in columns) + "</tr>"
        for record in records[:MAX_ROWS]
    )
    return (
        f'<section class="x-card"><h3>{escape(word(name, lang))}</h3><div class="x-scroll"><table class="x-table x-papers">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _shown(leaf: Any, place: dict[str, str], lang: Lang) -> str:
    if leaf is None:
        return ""
    if isinstance(leaf, str):
        return escape(word(leaf, lang))
    if isinstance(leaf, list):
        return "、".join(_shown(item, place, lang) for item in leaf)
    printed = str(leaf["printed"])
    value = leaf["value"]
    told = printed
    if "scale" in leaf and value is not None:
        told = leaf_amount(Decimal(value), leaf["currency"], leaf["scale"], lang)
    where = {
        **place, "page": leaf["page"], "box": leaf["box"], "printed": printed, "label": "", "value": str(value or 0),
        "period": "", "months": None, "basis": "", "currency": "", "state": "",
    }  # fmt: skip
    data = escape(json.dumps(where, ensure_ascii=False), quote=True)
    return f'<button class="x-fig" data-place="{data}">{escape(told)}</button>'


def word(name: str, lang: Lang) -> str:
    """A leaf's or list's name in words; the name with spaces where the catalogue has none."""
    key = f"bureau.{name}"
    return say(key, lang) if key in catalogue() else name.replace("_", " ")
