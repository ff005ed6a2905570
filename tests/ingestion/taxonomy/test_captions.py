import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.taxonomy.captions import caption_keys
from ingestion.taxonomy.taxonomy import taxonomy


@pytest.mark.parametrize(
    ("label", "statement", "line"),
    [
        (
            "Accounts receivable, net of allowance for doubtful accounts of $5 and $4",
            "balance_sheet",
            "accounts_receivable",
        ),
        ("Trade accounts receivable, less allowance: 2021—$492; 2020—$508", "balance_sheet", "accounts_receivable"),
        ("TOTAL STOCKHOLDERS’ EQUITY", "balance_sheet", "total_equity"),
        ("Total Acme Company shareholders’ equity", "balance_sheet", "equity_attributable_to_parent"),
        ("Total liabilities and shareholders' equity", "balance_sheet", "total_liabilities_and_equity"),
        ("Provision/(benefit) for taxes on income", "income_statement", "income_tax_expense"),
        ("Net income attributable to Acme", "income_statement", "net_income_parent"),
        ("Net income attributable to noncontrolling interests", "income_statement", "net_income_minority"),
        ("Net cash provided by (used in) operating activities", "cash_flow", "net_cash_operating"),
        ("其中：利息费用", "income_statement", "interest_expense"),
        ("三、营业利润（亏损以“－”号填列）", "income_statement", "operating_profit"),
        ("應收賬款", "balance_sheet", "accounts_receivable"),
        ("应收帐款", "balance_sheet", "accounts_receivable"),
        ("△负债和所有者权益（或股东权益）总计", "balance_sheet", "total_liabilities_and_equity"),
    ],
)
def test_printed_captions_name_their_line(label: str, statement: str, line: str) -> None:
    match = taxonomy().find(label, statement)
    assert match is not None and match.item.id == line


def test_sections_keep_current_and_noncurrent_apart() -> None:
    current, later = frozenset({"current_assets"}), frozenset({"noncurrent_liabilities"})
    assert taxonomy().find("Deferred income taxes", "balance_sheet", later).item.id == "deferred_tax_liabilities"  # type: ignore[union-attr]
    assert taxonomy().find("Other assets", "balance_sheet", current) is None


def test_combined_captions_say_what_they_include() -> None:
    match = taxonomy().find("Short-term borrowings and current portion of long-term debt", "balance_sheet")
    assert match is not None and match.combined
    assert match.item.includes == ("noncurrent_liabilities_due_within_1y",)


@given(st.text(max_size=80))
def test_any_text_has_keys_or_none(text: str) -> None:
    assert all(key == key.strip() for key in caption_keys(text))


@given(
    st.sampled_from(["Net sales", "Total assets", "货币资金", "Inventories"]),
    st.sampled_from(["", " ", "：", "*", " (Note 3)"]),
)
def test_tails_do_not_change_the_key(label: str, tail: str) -> None:
    assert caption_keys(label + tail)[-1] == caption_keys(label)[-1]
