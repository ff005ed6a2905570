"""Bureau papers in many looks: labels over, under and beside their values, records as cards, units and dates anywhere."""

from itertools import cycle

import pytest

from evals.bureau_layouts import scored
from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from tests.builders.bureau_layouts import BY_NAME, LOOKS, drawn_paper, expected_of, papers

CHOSEN = list(zip(papers(), cycle([look.name for look in LOOKS]), strict=False))


@pytest.mark.parametrize(("name", "look"), CHOSEN)
def test_a_paper_says_the_same_in_any_look(name: str, look: str) -> None:
    found = read_paper(drawn_paper(name, BY_NAME[look]), f"{name}.pdf").extraction
    assert found.bureau is not None, (found.kind, found.problems)
    BureauReport.model_validate(found.bureau)
    score = scored(found.bureau, expected_of(name))
    assert not score.misses
    assert score.counts["right"] == score.counts["n"] > 4


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
