"""The sample customer's judgement as its dossier expects it; a paper that is not read leaves its factors untested."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.credit.profile_model import CreditProfile
from assistant.credit.risk_model import RiskFactor
from assistant.format import rounded
from assistant.service import Workspace

FIRED = {
    "RF-CQ-02": "H", "RF-GV-06": "H", "RF-DQ-08": "info",
    **dict.fromkeys(
        ("RF-CQ-01", "RF-CQ-04", "RF-CQ-06", "RF-PR-05", "RF-PB-01", "RF-PB-02", "RF-PB-04", "RF-PB-05", "RF-BR-04", "RF-LT-05",
         "RF-AM-04", "RF-DQ-04", "RF-GV-05", "RF-ID-03"), "M",
    ),
}  # fmt: skip
CLEAR = {
    "RF-LV-07", "RF-LQ-09", "RF-LV-08", "RF-BR-02", "RF-BR-03", "RF-BR-06", "RF-LT-01", "RF-LT-02", "RF-LT-03", "RF-LT-04", "RF-OW-02",
    "RF-OW-04", "RF-ID-02", "RF-ID-05", "RF-DQ-02", "RF-DQ-03", "RF-BR-07", "RF-PB-03", "RF-CN-01", "RF-CN-02", "RF-CN-03", "RF-CN-04",
    "RF-LQ-05",
}  # fmt: skip
NOT_TESTABLE = {
    "RF-LQ-06", "RF-LQ-07", "RF-LV-09", "RF-AM-08", "RF-AM-09", "RF-BR-08", "RF-BR-09", "RF-OW-06", "RF-PB-06", "RF-GV-07", "RF-MI-01",
    "RF-MI-02", "RF-MI-03", "RF-MI-04",
}  # fmt: skip
POINTS = {
    "payment_record": "50.0", "liquidity": "100.0", "leverage": "100.0", "coverage": "100.0", "cash_quality": "76.2",
    "profitability": "57.7", "transparency": "40.0",
}  # fmt: skip
BY_PAYMENT = {
    "ledger": ("62.5", "CA2", "6000000"),
    "index": ("58.8", "CA3", "4200000"),
    "neutral": ("57.5", "CA3", "4200000"),
}


@pytest.fixture(scope="module")
def sample(sample_workspace: tuple[Workspace, str]) -> Iterator[CreditProfile]:
    workspace, customer = sample_workspace
    yield workspace.profile(customer)


def named(profile: CreditProfile, state: str) -> dict[str, RiskFactor]:
    return {f.id: f for f in profile.risk_factors if f.state == state}


def test_only_the_factors_of_the_dossier_fire_at_its_severity(sample: CreditProfile) -> None:
    fired = {name: factor.severity for name, factor in named(sample, "fired").items()}
    assert fired == FIRED


def test_what_is_clear_and_what_cannot_be_tested(sample: CreditProfile) -> None:
    assert CLEAR - set(named(sample, "clear")) == set()
    assert NOT_TESTABLE - set(named(sample, "not_testable")) == set()


def test_every_fired_factor_has_its_places_and_words(sample: CreditProfile) -> None:
    for name, factor in named(sample, "fired").items():
        assert factor.evidence, name
        assert all(
            "{" not in words and words for words in (*factor.explanation.values(), *factor.counter_argument.values())
        ), name


@pytest.mark.parametrize(
    ("factor", "value", "places"),
    [
        ("RF-CQ-02", "-0.387", 3), ("RF-CQ-04", "18.5", 1), ("RF-LV-07", "30.0", 1), ("RF-LQ-09", "75.0", 1), ("RF-LV-08", "5.69", 2),
        ("RF-OW-04", "20", 0), ("RF-ID-02", "7.2", 1), ("RF-LT-04", "0.5", 1), ("RF-DQ-03", "20", 0),
    ],
)  # fmt: skip
def test_the_values_of_the_dossier(sample: CreditProfile, factor: str, value: str, places: int) -> None:
    found = next(f for f in sample.risk_factors if f.id == factor)
    assert str(rounded(Decimal(found.value or 0), places)) == value


def test_score_grade_and_limit_by_what_tells_of_payment(sample: CreditProfile) -> None:
    assert sample.scorecard is not None and sample.grade is not None and sample.limit is not None
    source = next(i.source for i in sample.scorecard.items if i.id == "payment_record")
    score = str(rounded(Decimal(sample.scorecard.score or 0), 1))
    assert (score, sample.grade.grade, sample.limit.value) == BY_PAYMENT[source or ""]
    assert (sample.grade.caps, sample.limit.binding) == ((), "lim_sales")


def test_what_changed_since_the_last_review(sample: CreditProfile) -> None:
    moved = {c.id: Decimal(c.delta) for c in sample.changes_since_last_review if c.kind == "item" and c.delta}
    told = {
        "bureau_record": "-6.62", "cash_quality": "-4.39", "legal_record": "-2.42", "coverage": "-1.06", "profitability": "-0.92",
        "liquidity": "-0.60", "leverage": "-0.41", "history_scale": "0.08", "transparency": "-0.08",
    }  # fmt: skip
    assert {
        n: v for n, v in told.items() if abs(moved[n] - Decimal(v)) > Decimal("0.0051")
    } == {}  # -6.625 is printed as -6.62
    assert {c.id for c in sample.changes_since_last_review if c.kind == "restated"} >= {"inventories", "total_assets"}


def test_the_other_customer_never_surfaces(sample: CreditProfile) -> None:
    assert "示例商贸" not in sample.model_dump_json()


def test_a_report_of_another_company_is_left_out_of_the_second_customer(
    sample_workspace: tuple[Workspace, str],
) -> None:
    workspace, _ = sample_workspace
    other = next(c for c in workspace.customers() if c.name == "示例商贸")
    profile = workspace.profile(other.id)
    assert "RF-BR-01" in named(profile, "not_testable")
    assert profile.scorecard is not None
    points = {i.id: str(rounded(Decimal(i.points), 1)) for i in profile.scorecard.items if i.points is not None}
    assert {n: points[n] for n in POINTS} == POINTS
