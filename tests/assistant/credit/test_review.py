"""What changed since the last review, on the two reviews of the sample customer."""

from assistant.credit.review import changes_since

THEN = {
    "as_of": "2024-05-20", "score": "81.78", "grade": "CA2", "limit": "5000000", "currency": "CNY", "period_end": "2023-12-31",
    "items": {
        "payment_record": {"contribution": "22.14"}, "bureau_record": {"contribution": "15.62"}, "legal_record": {"contribution": "10.42"},
        "cash_quality": {"contribution": "5.37"}, "activity": {"contribution": None},
    },
    "factors": {"RF-CQ-01": {"state": "clear", "severity": None}, "RF-PB-01": {"state": "not_testable", "severity": None}},
    "figures": {"revenue": "600000000", "total_assets": "720000000"},
}  # fmt: skip
NOW = {
    "as_of": "2025-04-30", "score": "62.55", "grade": "CA2", "limit": "6000000", "currency": "CNY", "period_end": "2024-12-31",
    "items": {
        "payment_record": {"contribution": "17.50"}, "bureau_record": {"contribution": "9.00"}, "legal_record": {"contribution": "8.00"},
        "cash_quality": {"contribution": "0.98"}, "activity": {"contribution": "1.83"},
    },
    "factors": {"RF-CQ-01": {"state": "fired", "severity": "M"}, "RF-PB-01": {"state": "fired", "severity": "M"}},
    "figures": {"revenue": "720000000", "total_assets": "800000000"},
}  # fmt: skip


def test_the_score_fell_while_the_grade_stayed() -> None:
    rows = {(c.kind, c.id): c for c in changes_since(THEN, NOW, {})}
    assert rows["score", "score"].delta == "-19.23"
    assert (rows["grade", "grade"].before, rows["grade", "grade"].after) == ("CA2", "CA2")
    assert rows["limit", "limit"].delta == "1000000"


def test_items_come_by_how_far_they_moved_and_one_newly_scored_comes_last() -> None:
    rows = [(c.id, c.delta) for c in changes_since(THEN, NOW, {}) if c.kind == "item"]
    assert rows == [
        ("bureau_record", "-6.62"), ("payment_record", "-4.64"), ("cash_quality", "-4.39"), ("legal_record", "-2.42"), ("activity", None),
    ]  # fmt: skip


def test_a_factor_that_could_not_be_tested_then_is_no_change() -> None:
    rows = [(c.id, c.before, c.after) for c in changes_since(THEN, NOW, {}) if c.kind == "factor"]
    assert rows == [("RF-CQ-01", "clear", "fired M")]


def test_figures_of_another_year_are_compared() -> None:
    rows = {c.id: c.delta for c in changes_since(THEN, NOW, {}) if c.kind == "figure"}
    assert rows == {"revenue": "120000000", "total_assets": "80000000"}
