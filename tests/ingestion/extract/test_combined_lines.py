import pytest

from ingestion.extract.paper import read_paper
from tests.builders.pdf import Paper


def balance_sheet(receivables: str, payables: str) -> bytes:
    page = Paper(chinese=False).page()
    rows = [
        ("Balance Sheet", ""),
        ("December 31", "2024"),
        ("Current assets", ""),
        ("Cash", "400"),
        (receivables, "600"),
        ("Total current assets", "1,000"),
        ("Property and equipment", "500"),
        ("Total noncurrent assets", "500"),
        ("Total assets", "1,500"),
        ("Current liabilities", ""),
        (payables, "700"),
        ("Total current liabilities", "700"),
        ("Retirement liability", "100"),
        ("Total noncurrent liabilities", "100"),
        ("Total liabilities", "800"),
        ("Share capital", "700"),
        ("Total equity", "700"),
        ("Total liabilities and equity", "1,500"),
    ]
    for number, (label, value) in enumerate(rows):
        page.text(60, 60 + 16 * number, label)
        if value:
            page.text(400, 60 + 16 * number, value)
    return page.bytes()


HELD = {"accounts_receivable", "notes_receivable", "accounts_payable", "notes_payable"}
OTHERS = {"other_receivables", "other_payables"}


@pytest.mark.parametrize(
    ("receivables", "payables", "missing", "nil"),
    [
        (
            "Trade and other receivables",
            "Trade and other payables",
            HELD | OTHERS,
            {"inventories", "contract_liabilities"},
        ),
        ("Trade and bills receivables", "Trade and bills payables", HELD, OTHERS | {"inventories"}),
    ],
)
def test_what_a_combined_caption_holds_is_missing_and_not_nil(
    receivables: str, payables: str, missing: set[str], nil: set[str]
) -> None:
    facts = {f.field: f for f in read_paper(balance_sheet(receivables, payables), "a.pdf").extraction.facts}
    assert (facts["notes_and_accounts_receivable"].value, facts["notes_and_accounts_payable"].value) == ("600", "700")
    assert not missing & set(facts)
    assert {name for name in nil if facts[name].nil == "closure"} == nil
