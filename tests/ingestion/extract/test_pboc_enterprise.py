"""The PBoC enterprise report of the sample: every leaf has its place, cards and records in the order of the page."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.leaf import LeafMaker, Printed, clean
from ingestion.extract.bureau.spec import spec_of
from ingestion.extract.paper import read_paper
from ingestion.identity.schemes import check_identifier
from ingestion.model.bureau import BureauReport
from ingestion.model.fact import Extraction
from ingestion.read.pdf import PdfPaper
from tests.builders.pboc import content, enterprise_report

WAN = 10_000


@cache
def report() -> Extraction:
    return read_paper(enterprise_report(), "p5.pdf").extraction


def bureau() -> dict[str, Any]:
    found = report().bureau
    assert found is not None
    return found


def test_kind_and_subject() -> None:
    assert report().kind == "bureau_enterprise"
    assert bureau()["subject"]["name"]["value"] == "江苏示例制造有限公司"
    codes = {i["scheme"]: (i["value"]["value"], i["valid"]) for i in bureau()["subject"]["identifiers"]}
    assert codes["cn_uscc"] == ("91320505MA1X0A1105", True)
    assert codes["cn_pboc_zzm"] == ("3205050010011240", True)
    assert bureau()["report_time"]["value"] == "2025-04-10T09:12:40"
    assert (bureau()["version"]["value"], bureau()["amount_unit"]) == ("self_query", WAN)


@pytest.mark.parametrize(
    ("name", "wan"),
    [
        ("loan_balance", 25_200),
        ("guarantee_balance", 4_400),
        ("special_mention_balance", 0),
        ("npl_balance", 0),
        ("overdue_total", 0),
    ],
)
def test_summary(name: str, wan: int) -> None:
    assert Decimal(bureau()["credit_summary"][name]["value"]) == wan * WAN


def test_lines_and_matrix() -> None:
    summary = bureau()["credit_summary"]
    assert [int(summary["revolving"][k]["value"]) // WAN for k in ("total", "used", "available")] == [
        15_000,
        10_500,
        4_500,
    ]
    assert [int(summary["non_revolving"][k]["value"]) // WAN for k in ("total", "used", "available")] == [
        9_000,
        7_500,
        1_500,
    ]
    cells = {
        (r["category"]["value"], r["class"]["value"]): (r["account_count"]["value"], r["balance"]["value"])
        for r in bureau()["credit_matrix"][:20]
    }
    assert cells[("short_loan", "total")] == ("8", "145000000")
    assert cells[("medium_long_loan", "sm")] == ("0", "0")


def test_every_card_is_one_record_also_over_pages() -> None:
    accounts = content()["accounts"]
    printed = [row for name in ("短期借款", "中长期借款", "贴现") for row in accounts[name]]
    read = bureau()["credit_accounts"]
    assert [a["account_no_masked"]["value"] for a in read] == [f"E1011320{row[0]}" for row in printed]
    assert [int(a["balance"]["value"]) // WAN for a in read] == [int(row[5].replace(",", "")) for row in printed]
    assert [a["due_date"]["value"] for a in read] == [row[4] for row in printed]
    assert sum(int(a["balance"]["value"]) for a in read) == 25_200 * WAN
    assert {a["category"]["value"] for a in read} == {"short_loan", "medium_long_loan", "discount"}
    assert all(a["is_settled"]["value"] is False and a["five_class"]["value"] == "pass" for a in read)


def test_history_guarantees_and_inquiries() -> None:
    history = bureau()["liability_history"]
    assert (len(history), history[0]["month"]["value"], history[-1]["total"]["value"]) == (24, "2023-04", "250000000")
    overdue = [h["month"]["value"] for h in history if h["overdue_total"]["value"] != "0"]
    assert overdue == ["2024-08"]
    owed = bureau()["repayment_liabilities"]
    assert sum(int(r["amount"]["value"]) for r in owed) == 9_900 * WAN
    assert [r["five_class"]["value"] for r in owed] == ["pass", "pass", "sm"]
    assert [i["reason"]["value"] for i in bureau()["inquiries"]] == ["贷前审批", "贷后管理", "本人查询"]
    assert {c["kind"]: c["count"]["value"] for c in bureau()["record_counts"]}["non_credit_account"] == "2"


def leaves(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node] if "printed" in node else [leaf for v in node.values() for leaf in leaves(v)]
    return [leaf for v in node for leaf in leaves(v)] if isinstance(node, list) else []


def test_every_leaf_lies_on_its_printed_text() -> None:
    found = leaves(bureau())
    assert len(found) > 300
    with PdfPaper(enterprise_report()) as paper:
        words = {n: paper.page(n).words for n in range(1, paper.page_count + 1)}
    for leaf in found:
        x0, top, x1, bottom = leaf["box"]
        inside = [
            w.text
            for w in words[leaf["page"]]
            if x0 - 1 <= (w.x0 + w.x1) / 2 <= x1 + 1 and top - 1 <= (w.top + w.bottom) / 2 <= bottom + 1
        ]
        assert clean(leaf["printed"]).replace(" ", "") in clean("".join(inside)).replace(" ", ""), leaf


@pytest.mark.parametrize(
    ("kind", "printed", "value"),
    [
        ("money", "6,842.50", "68425000"), ("money", "--", None), ("money", "0", "0"),
        ("money", "abc", None), ("number", "62%", "62"),
        ("date", "2026年3月15日", "2026-03-15"),
        ("datetime", "2026-03-15T09:28:33", "2026-03-15T09:28:33"), ("month", "2024年8月", "2024-08"),
        ("five_class", "关注", "sm"), ("collateral_type", "信用/无担保", "unsecured"), ("bool", "否", False),
        ("id", "E101 2023", "E1012023"),
    ],
)  # fmt: skip
def test_leaf_values(kind: str, printed: str, value: object) -> None:
    maker = LeafMaker(Unit(WAN, "CNY"), "test", spec_of("pboc_enterprise").words)
    assert maker.leaf(kind, Printed(printed, 1, (0, 0, 1, 1)))["value"] == value


@pytest.mark.parametrize(
    ("scheme", "code", "check"),
    [
        ("cn_uscc", "91350100M000100Y43", "valid"),
        ("cn_uscc", "91350100M000100Y4Z", "invalid_format"),
        ("cn_uscc", "91320505MA1X0A1150", "invalid_check"),
        ("cn_org", "D2143569-X", "valid"),
        ("cn_org", "19220382-1", "valid"),
        ("cn_org", "19220382-2", "invalid_check"),
        ("cn_pboc_zzm", "1503020000065221", "valid"),
        ("cn_pboc_zzm", "1503020000065222", "invalid_check"),
        ("cn_pboc_zzm", "150302", "invalid_format"),
        ("lei", "5493001KJTIIGC8Y1R12", "valid"),
    ],
)  # fmt: skip
def test_check_digits(scheme: str, code: str, check: str) -> None:
    assert check_identifier(scheme, code) == check


def test_the_object_is_of_the_published_schema() -> None:
    assert BureauReport.model_validate(bureau()).provider == "pboc_ent"
