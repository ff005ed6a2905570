"""Worked values of the models on the dossier, to the printed digit."""

from decimal import Decimal

import pytest

from assistant.credit.models import model_score
from assistant.format import rounded

from .dossier import figures


@pytest.mark.parametrize(
    ("model", "value", "zone"),
    [
        ("altman_z1", "1.628", "grey"), ("altman_z2", "2.518", "grey"), ("altman_em", "5.768", "grey"),
        ("beneish_8", "-1.912", "clear"), ("beneish_5", "-2.638", "clear"), ("ohlson_o", "-3.0693", "safe"),
        ("zmijewski", "-1.1695", "safe"), ("piotroski_f", "4", "weak"),
    ],
)  # fmt: skip
def test_worked_values(model: str, value: str, zone: str) -> None:
    made = model_score(model, figures())
    assert made.value is not None
    places = -int(Decimal(value).as_tuple().exponent)
    assert (str(rounded(Decimal(made.value), places)), made.zone) == (value, zone)


def test_the_listed_z_needs_the_market_value() -> None:
    private = model_score("altman_z", figures())
    assert (private.value, private.reason, private.missing) == (None, "not_listed", ("market_cap",))
    listed = model_score("altman_z", figures(case={"market_cap": 600000000}))
    assert rounded(Decimal(listed.value or 0), 3) == Decimal("2.273") and listed.zone == "grey"


@pytest.mark.parametrize(
    ("part", "value"),
    [("DSRI", "1.1538"), ("GMI", "1.1000"), ("AQI", "0.8744"), ("SGI", "1.2000"), ("DEPI", "0.9552"), ("SGAI", "0.9649"),
     ("LVGI", "1.0186"), ("TATA", "0.05375")],
)  # fmt: skip
def test_components_of_beneish(part: str, value: str) -> None:
    parts = {c.name: c for c in model_score("beneish_8", figures()).components}
    places = len(value.split(".")[1])
    assert str(rounded(Decimal(parts[part].value or 0), places)) == value
    assert parts[part].facts


def test_probabilities_are_model_scores() -> None:
    assert rounded(Decimal(model_score("ohlson_o", figures()).probability or 0), 4) == Decimal("0.0444")
    assert rounded(Decimal(model_score("zmijewski", figures()).probability or 0), 4) == Decimal("0.1211")


def test_the_nine_tests_of_piotroski() -> None:
    parts = {c.name: c.value for c in model_score("piotroski_f", figures()).components}
    assert [name for name, value in parts.items() if value == "1"] == [
        "roa_positive",
        "leverage_down",
        "no_issue",
        "turnover_up",
    ]


def test_a_missing_index_is_neutral_where_the_model_allows_it() -> None:
    made = model_score("beneish_8", figures(without=("depreciation",)))
    assert made.value is not None and "neutral_DEPI" in made.flags
    assert {c.name: c.value for c in made.components}["DEPI"] == "1"


def test_a_missing_line_gives_the_reason_and_no_score() -> None:
    made = model_score("altman_z2", figures(without=("retained_earnings",)))
    assert (made.value, made.reason, made.missing) == (None, "missing", ("retained_earnings",))


def test_a_part_of_a_year_is_not_scored() -> None:
    found = figures()
    found.period = found.period.model_copy(update={"months": 6}) if found.period else None
    assert model_score("zmijewski", found).reason == "interim"


@pytest.mark.parametrize(
    ("equity", "zone"), [(67000, "safe"), (5000, "grey"), (-40000, "distress")],
)  # fmt: skip
def test_zones_of_the_general_z(equity: int, zone: str) -> None:
    assert model_score("altman_z2", figures({"total_equity": [equity, 30200]})).zone == zone
