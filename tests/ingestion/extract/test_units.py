import pytest

from ingestion.extract.units import unit_in


@pytest.mark.parametrize(
    ("text", "scale", "currency"),
    [
        ("单位：万元 币种：人民币", 10**4, "CNY"),
        ("单位:元", 1, "CNY"),
        ("單位：港幣千元", 10**3, "HKD"),
        ("金额单位：人民币百万元", 10**6, "CNY"),
        ("(in millions, except per share data)", 10**6, None),
        ("(Dollars in thousands)", 10**3, "USD"),
        ("RMB'000", 10**3, "CNY"),
        ("HK$'000", 10**3, "HKD"),
        ("(Amounts in Philippine Pesos)", None, "PHP"),
        ("Rs. in crore", 10**7, "INR"),
        ("Consolidated balance sheets", None, None),
    ],
)
def test_printed_units(text: str, scale: int | None, currency: str | None) -> None:
    unit = unit_in(text)
    assert (unit.scale, unit.currency) == (scale, currency)


def test_the_unit_that_prepared_the_statement_is_no_unit_of_money() -> None:
    unit = unit_in("编制单位：示例机械厂 2011年12月31日 金额单位：人民币万元")
    assert (unit.scale, unit.currency) == (10_000, "CNY")


def test_a_figure_of_one_thousand_at_a_line_s_end_names_no_unit() -> None:
    assert unit_in("Cash and cash equivalents $ 1,200 $ 1,000").scale is None
    assert unit_in("Revenue 1'200 1'000").scale is None
    assert (unit_in("in CHF 1'000").scale, unit_in("in EUR 1.000").scale) == (1000, 1000)
