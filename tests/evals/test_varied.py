"""Statements of many layouts drawn from a seed are read without a wrong figure, and the score sees a wrong one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evals.varied.pages import Drawn, drawn
from evals.varied.score import forms, scored

SAMPLE = {"us_losses": 2, "uk_plc": 3, "india_schedule_iii": 1, "prc_2018": 3, "prc_small": 2}


def paper(name: str, seed: int) -> Drawn:
    return drawn(next(form for form in forms() if form["name"] == name), seed)


@pytest.mark.parametrize(("name", "seed"), SAMPLE.items())
def test_a_drawn_paper_is_read_whole_and_nothing_is_filled(name: str, seed: int) -> None:
    score = scored(iter([paper(name, seed)]))
    assert (score.counts["wrong"], score.counts["filled"]) == (0, 0), score.told
    assert score.counts["right"] >= 0.97 * score.counts["n"], score.told


def test_the_same_seed_draws_the_same_paper() -> None:
    assert paper("uk_frs102", 3).data == paper("uk_frs102", 3).data


def test_a_truth_of_another_scale_is_counted_as_wrong() -> None:
    made = paper("prc_small", 2)
    made.truths = [replace(truth, value=(truth.value or Decimal(1)) * 10) for truth in made.truths]
    score = scored(iter([made]))
    assert score.counts["right"] == 0
    assert score.counts["wrong"] > 0.9 * score.counts["n"]


def test_a_figure_of_no_printed_line_is_counted_as_filled() -> None:
    made = paper("prc_small", 2)
    made.truths = [truth for truth in made.truths if truth.fields != ("inventories",)]
    assert scored(iter([made])).counts["filled"] == 2
