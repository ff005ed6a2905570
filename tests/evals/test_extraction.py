"""The extraction suite is clean on its own papers, and every metric can fail: planted faults are seen."""

import pytest

from evals.extraction import built_score, printed


def test_every_built_layout_is_read_whole() -> None:
    score = built_score()
    assert score.misses == []
    assert (score.counts["right"], score.counts["filled"]) == (score.counts["n"], 0)
    assert score.share("placed", "found") == 1.0
    assert printed(score, 1.0, 0.0) == 0


@pytest.mark.parametrize(("fault", "metric"), [("unit", "wrong"), ("swapped", "wrong")])
def test_a_lost_unit_and_swapped_heads_are_counted_as_wrong(fault: str, metric: str) -> None:
    score = built_score(fault)
    assert score.counts[metric] > 0.3 * score.counts["n"]
    assert printed(score, 1.0, 0.0) == 1


@pytest.mark.parametrize("fault", ["glued", "page"])
def test_glued_digits_and_a_missing_page_lower_the_recall(fault: str) -> None:
    score = built_score(fault)
    assert score.counts["right"] < 0.8 * score.counts["n"]
    assert score.misses
    assert printed(score, 1.0, 0.0) == 1
