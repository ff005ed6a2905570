"""Every figure of the sample's bureau, registry, court, tax and bank papers is read, each on its place."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from ingestion.model.fact import Extraction

PAPERS = Path(__file__).parents[2] / "assistant" / "sample" / "papers"
WAN = 10_000


@cache
def paper(name: str) -> Extraction:
    path = PAPERS / f"示例制造_{name}.pdf"
    return read_paper(path.read_bytes(), path.name).extraction


def report(name: str) -> dict[str, Any]:
    found = paper(name).bureau
    assert found is not None
    return found


def of(records: list[dict[str, Any]], key: str, word: str) -> dict[str, Any]:
    return next(r for r in records if r[key] == word)


NAMES = ["企业信用报告", "商业资信报告", "工商公示信息", "涉诉查询", "增值税申报汇总", "银行对账单", "营业执照"]


@pytest.mark.parametrize("name", NAMES)
def test_the_object_is_of_the_published_schema(name: str) -> None:
    BureauReport.model_validate(report(name))


def leaves(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node] if "printed" in node else [leaf for v in node.values() for leaf in leaves(v)]
    return [leaf for v in node for leaf in leaves(v)] if isinstance(node, list) else []


@pytest.mark.parametrize("name", NAMES)
def test_every_printed_value_has_a_box_on_its_page(name: str) -> None:
    found = [leaf for leaf in leaves(report(name)) if leaf["value"] is not None]
    assert len(found) > 8
    assert all(
        leaf["box"][2] > leaf["box"][0] and leaf["box"][3] > leaf["box"][1] and leaf["page"] >= 1 for leaf in found
    )


def test_bank_report_checks_hold() -> None:
    assert [c for c in paper("企业信用报告").checks if c.status == "break"] == []
    assert {c.id for c in paper("企业信用报告").checks} >= {"BR-1", "BR-2", "BR-3", "BR-4", "BR-6", "BR-8", "BR-10"}


def test_commercial_report() -> None:
    found = report("商业资信报告")
    paydex = of(found["payment_indices"], "kind", "paydex")
    assert (paydex["value"]["value"], paydex["industry_median"]["value"]) == ("60", "72")
    assert of(found["payment_indices"], "kind", "paydex_3m")["value"]["value"] == "58"
    late, failed = (of(found["scores"], "name", n) for n in ("dnb_delinquency", "dnb_failure"))
    assert [late[k]["value"] for k in ("value", "class_value", "percentile", "scale_min", "scale_max")] == [
        "487",
        "3",
        "48",
        "101",
        "670",
    ]
    assert [failed[k]["value"] for k in ("value", "class_value", "percentile")] == ["1468", "3", "52"]
    assert of(found["scores"], "name", "dnb_rating")["value"]["value"] == "4A3"
    limit = of(found["limit_recommendations"], "kind", "max_credit")["amount"]
    assert (limit["value"], limit["currency"]) == ("9000000", "CNY")
    assert found["subject"]["employees"]["value"] == "260"
    assert of(found["record_counts"], "kind", "suit")["count"]["value"] == "1"


def test_court_search_with_what_was_not_found() -> None:
    found = report("涉诉查询")
    suits = [
        (e["role"]["value"], e["status"]["value"], int(e["amount"]["value"]), e["filed"]["value"])
        for e in found["legal_events"]
    ]
    assert suits[0] == ("defendant", "open", 180 * WAN, "2024-12-11")
    assert suits[2] == ("plaintiff", "open", 240 * WAN, "2025-02-17")
    counts = {c["kind"]: c["count"]["value"] for c in found["record_counts"]}
    assert all(counts[k] == "0" for k in ("enforcement", "dishonest_debtor", "consumption_limit", "bankruptcy"))


def test_tax_summary_of_the_year_and_its_months() -> None:
    found = report("增值税申报汇总")
    year, *months = found["tax_filings"]
    assert [year[k]["value"] for k in ("period_start", "period_end")] == ["2024-01-01", "2024-12-31"]
    assert (int(year["taxable_sales"]["value"]), int(year["output_tax"]["value"])) == (57_200 * WAN, 7_436 * WAN)
    assert sum(int(m["taxable_sales"]["value"]) for m in months) == 57_200 * WAN and len(months) == 12
    assert of(found["certificates"], "kind", "tax_credit_grade")["grade"]["value"] == "A"


def test_bank_months() -> None:
    months = report("银行对账单")["bank_months"]
    told = [[int(m[k]["value"]) // WAN for k in ("opening", "inflow", "outflow", "closing")] for m in months]
    assert told[0] == [2_950, 5_120, 5_300, 2_770]
    assert told[-1] == [2_220, 4_600, 4_520, 2_300]
    assert len(told) == 6


def test_registry_and_licence_name_the_same_company() -> None:
    registry, licence = report("工商公示信息"), report("营业执照")
    assert registry["subject"]["name"]["value"] == licence["subject"]["name"]["value"] == "江苏示例制造有限公司"
    assert (
        registry["subject"]["registered_capital"]["value"]
        == licence["subject"]["registered_capital"]["value"]
        == str(10_000 * WAN)
    )
    assert [s["pct"]["value"] for s in registry["shareholders"]] == ["62", "28", "10"]
    pledge = of(registry["legal_events"], "kind", "equity_pledge")
    assert (pledge["counterparty"]["value"], pledge["amount"]["value"], pledge["status"]["value"]) == (
        "乙银行",
        str(2_000 * WAN),
        "open",
    )
    assert paper("营业执照").kind == "business_licence"


def test_a_letter_and_a_request_are_no_reports() -> None:
    assert [(paper(n).kind, paper(n).bureau) for n in ("致函", "授信申请表")] == [("other", None)] * 2
