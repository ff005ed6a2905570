"""Figures gathered from the registry, the courts and public-record sections."""

from typing import Any

import pytest

from assistant.credit.registry_figures import status_norm

from .papers import gathered, leaf, money, numbers, report


def registry(**parts: Any) -> dict[str, Any]:
    return report("r", provider="cn_registry", report_date=leaf("2025-04-18"), **parts)


def court(*events: dict[str, Any]) -> dict[str, Any]:
    return report("c", provider="other", report_date=leaf("2025-04-18"), legal_events=list(events))


def told(*reports: dict[str, Any]) -> dict[str, str]:
    return numbers(gathered(*reports, kinds={"r": "registry_extract", "c": "court_document"}))


@pytest.mark.parametrize(
    ("text", "word"),
    [("存续", "active"), ("在营（开业）", "active"), ("吊销，未注销", "revoked"), ("注销", "deregistered"), ("停业", "dormant"),
     ("Active", "active"), ("清算中", "in_liquidation"), ("破产重整", "insolvent"), ("?", "unknown")],
)  # fmt: skip
def test_the_word_of_a_status(text: str, word: str) -> None:
    assert status_norm(text) == word


def test_subject_capital_and_age() -> None:
    subject = {
        "status": leaf("存续"), "established": leaf("2018-02-26"), "registered_capital": money(10000), "paid_in_capital": money(2500),
        "insured_headcount": leaf("212"), "valid_to": leaf(None),
    }  # fmt: skip
    found = told(registry(subject=subject))
    assert (found["status_bad"], found["paid_ratio"], found["insured_headcount"], found["licence_expired"]) == (
        "0",
        "25",
        "212",
        "0",
    )
    assert found["years_since_established"].startswith("7.1666")  # 86 full months


def test_paid_in_capital_is_the_holders_sum_where_it_is_not_printed() -> None:
    holders = [{"name": leaf("甲"), "paid": money(30)}, {"name": leaf("乙"), "paid": money(20)}]
    assert told(registry(subject={"registered_capital": money(100)}, shareholders=holders))["paid_ratio"] == "50"


def test_changes_within_their_months() -> None:
    rows = [
        {"date": leaf(d), "item": leaf(i), "before": leaf(b), "after": leaf(a)}
        for d, i, b, a in (
            ("2023-09-04", "住所变更", "旧", "新"), ("2021-06-15", "名称变更", "旧", "新"), ("2024-12-01", "法定代表人变更", "甲", "乙"),
            ("2025-01-10", "注册资本变更", "10,000万元", "7,500万元"),
        )
    ]  # fmt: skip
    found = told(registry(changes=rows))
    assert (found["name_address_changes_24m"], found["name_changes_24m"], found["legal_rep_changes_12m"]) == (
        "1",
        "0",
        "1",
    )
    assert (found["reduction_pct"], found["ownership_change_pct_12m"]) == ("25", "0")


def test_a_change_of_owners_leaves_its_share_unknown() -> None:
    found = told(registry(changes=[{"date": leaf("2025-01-10"), "item": leaf("股东变更")}]))
    assert "ownership_change_pct_12m" not in found and found["owner_changes_24m"] == "1"


def test_pledges_in_force_against_the_capital() -> None:
    events = [
        {"kind": "equity_pledge", "amount": money(2000), "status": leaf("open")},
        {"kind": "equity_pledge", "amount": money(5000), "status": leaf("closed")},
    ]
    assert (
        told(registry(subject={"registered_capital": money(10000)}, legal_events=events))["pledged_equity_pct"] == "20"
    )


SUIT = {
    "kind": "suit",
    "role": leaf("defendant"),
    "status": leaf("open"),
    "cause": leaf("买卖合同纠纷"),
    "amount": money(180),
    "filed": leaf("2024-12-11"),
}


def test_open_suits_as_defendant_count_and_the_plaintiffs_side_never_does() -> None:
    closed = {
        **SUIT,
        "case_no": leaf("(2023)1"),
        "status": leaf("closed"),
        "cause": leaf("劳动争议"),
        "filed": leaf("2023-05-08"),
    }
    plaintiff = {**SUIT, "case_no": leaf("(2025)3"), "role": leaf("plaintiff")}
    found = told(court({**SUIT, "case_no": leaf("(2024)2")}, closed, plaintiff))
    assert (found["defendant_suits_open"], found["defendant_suits_12m"], found["defendant_suit_amount"]) == (
        "1",
        "1",
        "180",
    )
    assert found["supplier_suits_6m"] == "1"


@pytest.mark.parametrize(("filed", "count"), [("2024-10-30", "1"), ("2024-10-29", "0")])
def test_supplier_suits_of_six_months(filed: str, count: str) -> None:
    assert told(court({**SUIT, "filed": leaf(filed)}))["supplier_suits_6m"] == count


def test_a_case_that_two_papers_print_counts_once() -> None:
    one, two = (
        court({**SUIT, "case_no": leaf("（2024）苏01号")}),
        report("c2", legal_events=[{**SUIT, "case_no": leaf("(2024)苏01号")}]),
    )
    assert told(one, two)["defendant_suits_open"] == "1"


def test_a_paper_without_the_sides_does_not_hide_the_one_that_names_them() -> None:
    bare = {"kind": "suit", "case_no": leaf("(2024)苏01号"), "amount": money(180), "status": leaf("open")}
    full = court({**SUIT, "case_no": leaf("（2024）苏01号")})
    for papers in ((report("d", legal_events=[bare]), full), (full, report("d", legal_events=[bare]))):
        assert told(*papers)["defendant_suits_open"] == "1"


def test_enforcement_counts_what_is_not_yet_performed() -> None:
    found = told(
        court({"kind": "enforcement", "amount": money(100), "fulfilled_amount": money(40), "status": leaf("open")})
    )
    assert (found["enforcement_open"], found["enforcement_amount"], found["dishonest_open"]) == ("1", "60", "0")


def test_without_a_search_nothing_is_said_about_courts() -> None:
    found = told(registry(subject={"status": leaf("存续")}))
    assert "defendant_suits_open" not in found and "enforcement_open" not in found
    assert found["abnormal_open"] == "0" and found["legal_searched"] == "1"
    assert numbers(gathered())["legal_searched"] == "0"


def test_a_licence_is_no_search() -> None:
    licence = report("l", provider="cn_registry", subject={"status": leaf("存续")})
    found = numbers(gathered(licence, kinds={"l": "business_licence"}))
    assert found["legal_searched"] == "0" and "abnormal_open" not in found


def test_a_count_printed_without_its_records_counts() -> None:
    rows = [{"kind": "enforcement", "count": leaf("2")}, {"kind": "tax_arrears", "count": leaf("0")}]
    found = told(report("p", record_counts=rows))
    assert (found["enforcement_open"], found["tax_arrears"]) == ("2", "0")


def test_lists_and_penalties() -> None:
    found = told(
        registry(
            legal_events=[
                {"kind": "abnormal_operation", "cause": leaf("未公示年报"), "status": leaf("open")},
                {
                    "kind": "abnormal_operation",
                    "cause": leaf("失联"),
                    "status": leaf("removed"),
                    "removed": leaf("2025-01-01"),
                },
                {"kind": "equity_freeze", "status": leaf("open")},
            ]
        ),
        court({"kind": "admin_penalty", "amount": money(1000001), "outcome": leaf("责令停产整治")}),
    )
    assert (found["abnormal_open"], found["abnormal_removed_12m"], found["equity_freeze_open"]) == ("1", "1", "1")
    assert (found["penalty_amount"], found["stop_work"]) == ("1000001", "1")


def test_judgments_abroad_are_told_apart_from_suits_at_home() -> None:
    uk = report(
        "u",
        provider="creditsafe",
        currency="GBP",
        legal_events=[{"kind": "ccj", "amount": leaf("12000", "GBP"), "status": leaf("open")}],
    )
    found = told(uk)
    assert (found["ccj_open"], found["ccj_amount"]) == ("1", "12000")


def test_an_application_for_insolvency_is_not_yet_accepted() -> None:
    found = told(court({"kind": "bankruptcy", "status": leaf("open"), "outcome": leaf("债权人申请破产")}))
    assert (found["insolvency_open"], found["insolvency_accepted"]) == ("1", "0")
