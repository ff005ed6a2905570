"""Statements of many layouts drawn from a seed are read without a wrong figure, and the score sees a wrong one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evals.varied.pages import Drawn, drawn
from evals.varied.score import forms, scored
from evals.varied.written import written, written_papers

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


WRITTEN = {
    "release_us_quarter_and_year": 0,
    "condensed_three_six_nine": 0,
    "uk_company_beside_group": 0,
    "dr_cr_sections": 0,
    "spaced_thousands": 0,
    "swiss_apostrophes": 0,
    "prc_q3_both_periods": 0,
    "prc_small_month": 0,
    "csv_semicolons": 0,
    "ixbrl_uk_group": 0,
    "cents_of_a_share": 0,
    "basic_and_diluted_beside_a_rate": 0,
}


@pytest.mark.parametrize(("name", "seed"), WRITTEN.items())
def test_a_paper_of_an_odd_layout_is_read_whole_and_nothing_beside_its_statements_is_taken(
    name: str, seed: int
) -> None:
    entry = next(paper for paper in written_papers() if paper["name"] == name)
    score = scored(iter([written(entry, seed)]))
    assert score.counts["n"] == score.counts["right"] > 10, score.told
    assert score.counts["filled"] == 0, score.told


def test_a_figure_of_a_column_that_is_no_statement_is_counted_when_it_is_taken() -> None:
    entry = next(paper for paper in written_papers() if paper["name"] == "restated_and_previously_reported")
    made = written(entry, 0)
    before = [t for t in made.truths if t.fields == ("revenue",)]
    made.truths = [replace(t, value=(t.value or Decimal(0)) + 1) for t in before]
    assert scored(iter([made])).counts["wrong"] == 2
