"""Notes written out for the eval are read without a wrong figure, and the score sees a wrong one."""

import tomllib

import pytest

from evals.varied.notes import CASES, scored

PAPERS = {entry["name"]: entry for entry in tomllib.loads(CASES.read_text("utf-8"))["paper"]}
FOUND = {"en_a": 18, "en_b": 14, "zh_a": 21, "zh_b": 6}


@pytest.mark.parametrize("name", PAPERS)
def test_notes_give_no_wrong_figure_and_as_many_right_ones_as_before(name: str) -> None:
    counts, told = scored(PAPERS[name])
    assert counts["wrong"] == 0, told
    assert counts["right"] >= FOUND[name], told


def test_a_figure_of_another_size_is_counted_as_wrong() -> None:
    entry = {**PAPERS["en_a"], "truth": ["ar_gross 2024-12-31 90150"]}
    assert scored(entry)[0]["wrong"] == 1
