"""The profile of a customer of whom nine months alone are known: balances beside those of the last year end, flows beside last year's."""

from assistant.credit.profile_model import CreditProfile
from tests.assistant.credit.build import extraction, profile

END, OPENING, YEAR_AGO = "2025-09-30", "2024-12-31", "2024-09-30"


def nine_months() -> CreditProfile:
    """270 days of revenue 2,700 on receivables of 40 and 60, liabilities of 30 and 20 in a hundred."""
    paper = extraction(
        {
            END: {
                "accounts_receivable": 60, "total_assets": 1000, "total_liabilities": 300, "inventories": 50,
                "accounts_payable": 25, "revenue": 2730, "cost_of_sales": 2000, "net_income": 50,
            },
            OPENING: {"accounts_receivable": 40, "total_assets": 1000, "total_liabilities": 200, "inventories": 30},
            YEAR_AGO: {"revenue": 2000, "cost_of_sales": 1500, "net_income": -20},
        },
        period_end=END,
    )  # fmt: skip
    facts = [f.model_copy(update={"months": 9}) if f.months else f for f in paper.facts]
    return profile(paper.model_copy(update={"facts": tuple(facts)}))
