"""Papers held against one another: X-7 (bureau and bank borrowings) and X-8 (tax returns and revenue) of the same legal entity."""

import pytest

from ingestion.model.fact import Extraction

from .build import extraction
from .papers import gathered, leaf, money, numbers, report

NOW = "2024-12-31"
ANNUAL = {"kind": "annual_report", "period_end": NOW, "source_basis": "audited"}
LINES = {
    "revenue": 600,
    "total_assets": 700,
    "short_term_borrowings": 110,
    "noncurrent_liabilities_due_within_1y": 25,
    "long_term_borrowings": 65,
}


def own_statements() -> Extraction:
    """The group's total beside the statements of the legal entity alone."""
    group = extraction({NOW: {"total_assets": 900}}, "a" * 64, **ANNUAL)
    alone = [f.model_copy(update={"basis": "parent", "id": f.id + "p"}) for f in extraction({NOW: LINES}).facts]
    return group.model_copy(update={"facts": (*group.facts, *alone)})


@pytest.mark.parametrize(("bureau", "gap"), [(200, "0"), (220, "0"), (221, "10.5"), (150, "25")])
def test_x7_a_bureau_balance_more_than_ten_percent_off_the_bank_borrowings_is_a_conflict(bureau: int, gap: str) -> None:
    bank = report(liability_history=[{"month": leaf("2024-12"), "total": money(bureau)}])
    told = numbers(gathered(bank, papers=[own_statements()]))
    assert (told["entity_bank_borrowings"], told["conflict_pct"]) == ("200", gap)


def test_x8_the_sales_of_twelve_monthly_returns_stand_beside_the_revenue_of_the_same_entity() -> None:
    months = [
        {
            "kind": leaf("vat"),
            "period_start": leaf(f"2024-{m:02d}-01"),
            "period_end": leaf(f"2024-{m:02d}-28"),
            "taxable_sales": money(45),
        }
        for m in range(1, 13)
    ]
    told = numbers(gathered(report("t", tax_filings=months), papers=[own_statements()]))
    assert (told["tax_revenue"], told["entity_revenue"]) == ("540", "600")
