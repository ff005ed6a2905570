from decimal import Decimal

import pytest

from ingestion.read.inline_xbrl import tagged_value


@pytest.mark.parametrize(
    ("printed", "form", "value"),
    [
        ("1,234.56", "ixt:num-dot-decimal", "1234.56"),
        ("1,234", "ixt:numcommadot", "1234"),
        ("1.234,56", "ixt4:num-comma-decimal", "1234.56"),
        ("1 234,56", "ixt:numspacecomma", "1234.56"),
        ("1.234,56", "ixt:numdotcomma", "1234.56"),
        ("1’234.5", "ixt:num-dot-decimal-apos", "1234.5"),
        ("(1,234)", "ixt:numdotdecimal", "1234"),
        ("£1,234", "ixt:numdotdecimal", "1234"),
        ("-", "ixt:zerodash", "0"),
        ("—", "", "0"),
        ("no", "ixt-sec:numwordsen", "0"),
        ("twenty three thousand and four", "ixt-sec:numwordsen", "23004"),
        ("1234.5", "", "1234.5"),
        ("12 pounds 5 pence", "ixt:num-unit-decimal", "12.05"),
    ],
)
def test_a_printed_figure_is_read_by_its_transformation(printed: str, form: str, value: str) -> None:
    assert tagged_value(printed, form) == Decimal(value)


@pytest.mark.parametrize(("printed", "form"), [("", ""), ("see note 4", "ixt:numdotdecimal"), ("x", "ixt:nocontent")])
def test_what_is_no_number_gives_none(printed: str, form: str) -> None:
    assert tagged_value(printed, form) is None
