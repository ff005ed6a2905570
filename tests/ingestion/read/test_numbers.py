from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.read.numbers import parse_amount, parse_sided


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_printed_amount_reads_back(value: Decimal) -> None:
    found = parse_amount(f"{value:,.2f}")
    assert found is not None and found.value == value


@given(st.integers(min_value=1, max_value=10**15))
def test_every_way_of_printing_a_negative_is_negative(value: int) -> None:
    for form in (
        f"({value:,})",
        f"（{value:,}）",
        f"-{value:,}",
        f"−{value:,}",
        f"{value:,}-",
        f"△{value:,}",
        f"$({value:,})",
    ):
        found = parse_amount(form)
        assert found is not None and found.value == -value, form


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_none(text: str) -> None:
    parse_amount(text)


@pytest.mark.parametrize("text", ["-", "—", "–", "--", "nil", "无"])
def test_a_lone_dash_is_nil(text: str) -> None:
    found = parse_amount(text)
    assert found is not None and found.is_dash and found.value == 0


@pytest.mark.parametrize("text", ["N/A", "不适用", "", "12a", "1,23", "(1,200", "1.2.3", "五、2"])
def test_other_text_is_no_number(text: str) -> None:
    assert parse_amount(text) is None


def test_currency_percent_and_width_are_understood() -> None:
    amount = parse_amount("HK$１，２００．５０")
    share = parse_amount("58.75%")
    assert amount is not None and (amount.value, amount.currency) == (Decimal("1200.50"), "HKD")
    assert share is not None and share.is_percent


def test_points_for_thousands_are_read_where_they_cannot_be_anything_else() -> None:
    assert [parse_amount(t).value for t in ("1.234,56", "(12.345.678)", "1,234.56")] == [  # type: ignore[union-attr]
        Decimal("1234.56"), Decimal(-12345678), Decimal("1234.56"),
    ]  # fmt: skip
    assert parse_amount("1.234").value == Decimal("1.234")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("printed", "value", "side"),
    [
        ("1,204 CR", "1204", "cr"),
        ("1,206.97Dr", "1206.97", "dr"),
        ("1'204", "1204", ""),
        ("12’345’678.5", "12345678.5", ""),
    ],
)
def test_a_mark_behind_a_number_is_its_side_and_apostrophes_set_off_thousands(
    printed: str, value: str, side: str
) -> None:
    number = parse_sided(printed)
    assert number is not None
    assert (number.value, number.side) == (Decimal(value), side)


def test_a_mark_without_a_number_or_behind_a_negative_one_is_none() -> None:
    assert parse_sided("Cr") is None
    assert parse_sided("(1,204) Cr") is None
