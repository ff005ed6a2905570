"""Which way a score runs: from the printed legend alone."""

from typing import Any

import pytest

from ingestion.extract.bureau.legend import direction_of
from ingestion.extract.paper import read_paper
from tests.builders.pdf import Paper


@pytest.mark.parametrize(
    ("legend", "higher_is_better"),
    [
        ("Scale 1 to 100. A higher score indicates lower risk.", True),
        ("The higher the score, the better the credit quality.", True),
        ("Lower scores mean a higher probability of default", True),
        ("Lower risk is the higher number", True),
        ("1 = lowest risk, 10 = highest risk", False),
        ("0 (in default) to 10 (best)", True),
        ("Grades run from 1 (exceptional) to 10 (default)", False),
        ("The higher the score, the greater the risk", False),
        ("分数越高，风险越低", True),
        ("分值越低，违约可能越低", False),
        ("评分 1 为风险最低，10 为风险最高", False),
        ("Score 489, percentile 42", None),
        ("Class 1 = lowest risk, class 5 = highest risk", None),
        ("Risk: moderate", None),
        ("higher score lower risk; the higher the score the greater the risk", None),
    ],
)
def test_a_legend_says_which_way_its_score_runs(legend: str, higher_is_better: bool | None) -> None:
    assert direction_of(legend)[0] is higher_is_better


def scores(*lines: str) -> dict[str, dict[str, Any]]:
    paper = Paper(chinese=False).page().text(40, 50, "D&B Comprehensive Report", 14)
    for k, text in enumerate(("D-U-N-S Number: 12-345-6789", "Business Name: Fern Corp", *lines)):
        paper.text(40, 80 + 15 * k, text)
    found = read_paper(paper.bytes(), "d.pdf").extraction
    assert found.bureau is not None
    return {s["name"]: s for s in found.bureau["scores"]}


def test_a_direction_and_a_scale_go_to_the_score_that_the_legend_names() -> None:
    found = scores(
        "Delinquency Score: 541", "Failure Score: 1533", "Emma score: 7",
        "Failure Score: 1001 (highest risk) to 1875 (lowest risk)", "EMMA score: the higher the score, the greater the risk",
    )  # fmt: skip
    assert found["dnb_failure"]["higher_is_better"]["value"] is True
    assert (found["dnb_failure"]["scale_min"]["value"], found["dnb_failure"]["scale_max"]["value"]) == ("1001", "1875")
    assert found["dnb_emma"]["higher_is_better"]["value"] is False
    assert "higher_is_better" not in found["dnb_delinquency"]


def test_no_direction_is_told_without_a_legend() -> None:
    assert "higher_is_better" not in scores("Emma score: 7")["dnb_emma"]
