"""Bureau papers in many looks: labels over, under and beside their values, records as cards, units and dates anywhere."""

from itertools import cycle

import pytest

from evals.bureau_layouts import scored
from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from tests.builders.bureau_layouts import BY_NAME, LOOKS, drawn_paper, expected_of, papers
from tests.builders.pdf import Paper

CHOSEN = list(zip(papers(), cycle([look.name for look in LOOKS]), strict=False))


@pytest.mark.parametrize(("name", "look"), CHOSEN)
def test_a_paper_says_the_same_in_any_look(name: str, look: str) -> None:
    found = read_paper(drawn_paper(name, BY_NAME[look]), f"{name}.pdf").extraction
    assert found.bureau is not None, (found.kind, found.problems)
    BureauReport.model_validate(found.bureau)
    score = scored(found.bureau, expected_of(name))
    assert not score.misses
    assert score.counts["right"] == score.counts["n"] > 4


def test_dots_that_lead_to_page_numbers_are_a_list_of_contents_and_no_values() -> None:
    dots = "." * 40
    paper = Paper(chinese=False).page().text(40, 50, "Creditsafe Company Credit Report", 14)
    for k, line in enumerate((f"Credit Score {dots} 3", f"Credit Limit {dots} 4", f"DBT {dots} 7")):
        paper.text(40, 80 + 15 * k, line)
    paper.page().text(40, 50, "Creditsafe Company Credit Report", 14)
    for k, line in enumerate(
        (f"Company Number {dots} 08123456", f"Credit Score {dots} 58", f"Credit Limit {dots} £42,000")
    ):
        paper.text(40, 80 + 15 * k, line)
    bureau = read_paper(paper.bytes(), "c.pdf").extraction.bureau
    assert bureau is not None
    [score] = bureau["scores"]
    assert (score["value"]["value"], score["value"]["page"]) == ("58", 2)
    assert bureau["limit_recommendations"][0]["amount"]["value"] == "42000"
    assert "payment_indices" not in bureau


def test_heads_in_two_languages_over_one_another_are_heads_and_no_boxes() -> None:
    head = ("案号", "Case No"), ("立案日期", "Filed"), ("执行标的（元）", "Amount")
    paper = Paper().page().text(40, 50, "企业信用报告", 14).text(40, 75, "被执行人", 11)
    for k, (zh, en) in enumerate(head):
        paper.frame(40 + 150 * k, 85, 150, 28).text(44 + 150 * k, 96, zh, 8).text(44 + 150 * k, 108, en, 8)
    paper.ruled(40, 113, (150, 150, 150), [["（2025）桂0103执100号", "2025-09-09", "420,000"]], 8)
    bureau = read_paper(paper.bytes(), "b.pdf").extraction.bureau
    assert bureau is not None
    [event] = bureau["legal_events"]
    assert (event["case_no"]["value"], event["filed"]["value"], event["amount"]["value"]) == (
        "(2025)桂0103执100号",
        "2025-09-09",
        "420000",
    )


def test_the_scorer_tells_right_wrong_missed_and_invented_values_apart() -> None:
    paper = expected_of("registry_b")
    told = {
        "subject": {
            "name": {"value": "OSPREY fixings limited"},
            "status": {"value": "Dissolved"},
            "identifiers": [{"scheme": "gb_crn", "value": {"value": "11223344"}}],
        },
        "officers": [{"name": {"value": "COLE, Peter"}, "role": {"value": "Secretary"}, "since": {"value": "2020-09-01"}}, {}, {}],
    }  # fmt: skip
    score = scored(told, paper)
    assert (score.counts["right"], score.counts["wrong"], score.counts["extra"]) == (5, 1, 1)
    assert score.counts["missed"] == score.counts["n"] - 6
