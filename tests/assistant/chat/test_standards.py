"""Statements under two accounting standards side by side are not mixed in one ratio."""

from assistant.chat.compute import under_one_standard
from assistant.credit.profile_model import ChosenFact
from ingestion.model.fact import Fact


def _fact(field: str, gaap: str, value: str) -> ChosenFact:
    fact = Fact.model_validate(
        {
            "id": f"{field}-{gaap}", "field": field, "statement": "income_statement", "period_end": "2024-12-31", "months": 12,
            "basis": "consolidated", "gaap": gaap, "value": value, "unit": "money", "currency": "CNY", "printed": value,
            "label": field, "page": 1, "method": "table",
        }
    )  # fmt: skip
    return ChosenFact(fact=fact, document="0" * 64, file="a.pdf", why="profile.why_only")


BOTH = [_fact("revenue", "prc", "100"), _fact("cost_of_sales", "prc", "60"), _fact("gross_profit", "ifrs", "38"), _fact("revenue", "ifrs", "99")]  # fmt: skip


def test_the_house_standard_is_kept_where_none_is_asked_for() -> None:
    assert [f.fact.id for f in under_one_standard(BOTH, "gross margin")] == ["revenue-prc", "cost_of_sales-prc"]


def test_the_standard_asked_for_is_kept() -> None:
    assert [f.fact.id for f in under_one_standard(BOTH, "gross margin under ifrs")] == [
        "gross_profit-ifrs",
        "revenue-ifrs",
    ]


def test_statements_under_one_standard_stay_whole() -> None:
    one = [_fact("revenue", "prc", "100"), _fact("other_income", "unknown", "1")]
    assert under_one_standard(one, "revenue") == one
