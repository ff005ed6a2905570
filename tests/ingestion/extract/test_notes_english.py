import pytest

from ingestion.model.fact import Fact
from tests.builders.layouts import read
from tests.builders.statements import us_report


def shares(sentence: str) -> list[Fact]:
    return [f for f in read(us_report(sentence)).facts if f.unit == "percent"]


def test_the_share_of_one_customer_is_read_from_its_sentence() -> None:
    (fact,) = shares("One customer accounted for 12.5% of our net sales in fiscal 2024.")
    assert (fact.field, fact.value, fact.period_end, fact.months) == ("top1_customer_pct", "12.5", "2024-06-30", 12)
    assert (fact.page, fact.printed, fact.method, len(fact.box)) == (1, "12.5", "text", 4)


@pytest.mark.parametrize(
    ("sentence", "field"),
    [("Our five largest customers represented 41% of total revenue for the year ended June 30, 2024.", "top5_customer_pct"),
     ("The largest supplier accounted for approximately 30% of purchases during 2024.", "top1_supplier_pct")],
)  # fmt: skip
def test_the_five_largest_and_suppliers_are_told_apart(sentence: str, field: str) -> None:
    assert [f.field for f in shares(sentence)] == [field]


@pytest.mark.parametrize(
    "sentence",
    ["No one customer accounted for 10% of our net sales in fiscal 2024.",
     "One customer accounted for 12% of net sales in fiscal 2023.",
     "One customer represented 12% of revenue for the fourth quarter of fiscal 2024.",
     "One customer accounted for 12% of accounts receivable in fiscal 2024.",
     "One customer accounted for 12% of net sales in 2024 and 2023.",
     "One customer accounted for 12% of sales of the Tools segment in fiscal 2024.",
     "One customer accounted for 12% and 9% of net sales in fiscal 2024."],
)  # fmt: skip
def test_other_periods_parts_and_denials_give_nothing(sentence: str) -> None:
    assert shares(sentence) == []
