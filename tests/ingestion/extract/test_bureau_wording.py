"""Labels known by their words, headings nobody listed, and what stands between a label and its amount."""

from itertools import cycle

import pytest

from evals.bureau_layouts import scored
from ingestion.extract.bureau.inline import inline_pairs
from ingestion.extract.bureau.spec import Vocabulary, fold, misread
from ingestion.extract.bureau.wording import wording
from ingestion.extract.paper import read_paper
from tests.builders.bureau_layouts import BY_NAME, drawn_paper, expected_of, papers
from tests.builders.pdf import Paper

MIN_RIGHT = 0.95


CROWDED = [
    ("four_pboc_self", "crowded"), ("four_experian", "crowded"), ("four_experian", "broken"), ("four_dnb", "crowded"),
    ("four_person", "narrow"), ("four_qcc", "crowded"), ("four_allianz", "broken"), ("four_registry_hk", "late"),
]  # fmt: skip
LATER = [
    *((name, "wide") for name in papers(2)),
    *zip(papers(3), cycle(["points", "list", "sheet"]), strict=False),
    ("two_bank_zh", "colons"),
    ("two_registry_uk", "colons"),
    *CROWDED,
]


@pytest.mark.parametrize(("name", "look"), LATER)
def test_a_paper_of_a_later_set_is_read_without_a_wrong_value(name: str, look: str) -> None:
    score = scored(read_paper(drawn_paper(name, BY_NAME[look]), f"{name}.pdf").extraction.bureau, expected_of(name))
    assert score.counts["wrong"] == score.counts["extra"] == 0, score.misses
    assert score.counts["right"] >= MIN_RIGHT * score.counts["n"] > 4, score.misses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Requested credit limit", "Credit limit requested"),
        ("Company address", "Business address"),
        ("Date of incorporation", "Incorporated date"),
        ("Report printed", "Report generated"),
        ("处罚机关", "处罚单位"),
        ("立案时间", "立案日期"),
    ],
)
def test_labels_of_the_same_words_are_the_same(one: str, other: str) -> None:
    assert wording(fold(one)) == wording(fold(other)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Previous credit limit", "Credit limit"), ("Amount past due", "Amount due"), ("立案日期", "结案日期")],
)
def test_a_word_more_or_other_is_another_label(one: str, other: str) -> None:
    assert wording(fold(one)) != wording(fold(other))


def test_a_wording_of_two_meanings_is_left_to_the_exact_labels() -> None:
    labels = Vocabulary({"a text": ["owner of business"], "b text": ["business owner"], "c text": ["owner address"]})
    assert labels.find(fold("company owner")) is None
    assert labels.find(fold("business owner")) == ("b text", 1.0)
    assert labels.find(fold("address of owner")) == ("c text", 1.0)


def test_a_head_that_is_merely_of_the_same_meaning_is_not_taken_for_a_misread_one() -> None:
    assert misread("民事判决书条数", "民事判决条数") and misread("案号编号", "案号编号")
    assert not misread("信息项", "记录类型") and not misread("31-60", "61-90")


def test_an_empty_value_has_no_further_lines() -> None:
    paper = Paper(chinese=False).page().text(40, 50, "D&B Business Information Report", 14)
    for k, text in enumerate(
        ["Company name: Sample Valve Inc", "D-U-N-S Number: 556677889", "Address: N/A", "PAYDEX: 57"]
    ):
        paper.text(40, 80 + 12 * k, text, 9)
    paper.text(40, 125, "Prepared for internal use", 9)
    bureau = read_paper(paper.bytes(), "a.pdf").extraction.bureau
    assert bureau is not None and bureau["subject"]["address"]["value"] is None
    assert bureau["payment_indices"][0]["value"]["value"] == "57"


def test_the_number_of_a_form_line_is_no_amount() -> None:
    paper = Paper().page().text(40, 50, "增值税及附加税费申报表", 14).text(40, 75, "纳税人名称：样例有限公司")
    rows = [["项目", "栏次", "本月数"], ["按适用税率计税销售额", "1", "2,655,000.00"], ["销项税额", "11", "345,150.00"]]
    paper.ruled(40, 90, (200, 60, 120), rows)
    bureau = read_paper(paper.bytes(), "v.pdf").extraction.bureau
    assert bureau is not None
    [filing] = bureau["tax_filings"]
    assert (filing["taxable_sales"]["value"], filing["output_tax"]["value"]) == ("2655000", "345150")


def test_a_status_under_a_heading_nobody_knows_is_not_the_company_s() -> None:
    paper = Paper().page().text(40, 50, "企业信用报告", 16).text(40, 80, "工商信息", 13)
    paper.text(40, 100, "企业名称：样例有限公司").text(40, 115, "登记状态：存续").text(40, 130, "参保人数：12")
    paper.text(40, 160, "著作权信息", 13).text(40, 180, "状态：失效").text(40, 195, "类型：软件")
    bureau = read_paper(paper.bytes(), "c.pdf").extraction.bureau
    assert bureau is not None
    assert bureau["subject"]["status"]["value"] == "存续"
    assert "legal_form" not in bureau["subject"]


def test_a_date_that_wraps_in_its_cell_is_one_record() -> None:
    paper = Paper().page().text(40, 50, "企业信用报告", 14).text(40, 75, "被执行人", 11)
    paper.ruled(40, 85, (150, 60, 120), [["案号", "立案日期", "执行标的（元）"]], 8)
    paper.frame(40, 100, 150, 28).frame(190, 100, 60, 28).frame(250, 100, 120, 28)
    paper.text(44, 111, "（2025）桂0103执100号", 8).text(194, 111, "2025-09-", 8).text(194, 122, "09", 8).text(
        254, 111, "420,000", 8
    )
    bureau = read_paper(paper.bytes(), "b.pdf").extraction.bureau
    assert bureau is not None
    [event] = bureau["legal_events"]
    assert (event["filed"]["value"], event["amount"]["value"]) == ("2025-09-09", "420000")


def test_the_words_that_told_a_kind_are_shown_as_the_paper_prints_them() -> None:
    paper = Paper(chinese=False).page().text(40, 50, "D&B Business Information Report", 14)
    paper.text(40, 80, "D-U-N-S Number: 12-345-6789").text(40, 95, "PAYDEX: 71").text(40, 110, "Failure Score: 1520")
    told = read_paper(paper.bytes(), "d.pdf").extraction.kind_evidence
    assert told is not None
    assert {"Business Information Report", "Failure Score", "PAYDEX"} <= set(told.words)


def test_the_end_of_a_longer_label_is_not_the_label() -> None:
    labels = Vocabulary({"n number": ["accounts"], "m money": ["past due"]})
    assert inline_pairs("Balance of disputed accounts: $31,000", labels) == []
    assert [(p.meaning, p.value) for p in inline_pairs("Accounts: 9, Past due: $100", labels)] == [
        ("n number", "9"),
        ("m money", "$100"),
    ]
