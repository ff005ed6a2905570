"""CPU seconds to re-score a portfolio: scorecard, factors, caps, grade and limit of CUSTOMERS x YEARS on one core.

python -m evals.bench.rescore [CUSTOMERS] [YEARS]
"""

import random
import sys
import time
from decimal import Decimal

from assistant.credit.case_model import CaseRecords
from assistant.credit.figures import CaseFigure, Figures
from assistant.credit.grading import grade_of
from assistant.credit.limits import limit_of
from assistant.credit.profile_model import ChosenFact, PeriodKey
from assistant.credit.risk_model import RiskFactor
from assistant.credit.risks import RiskReader, risk_definitions
from assistant.credit.scorecard import scorecard
from assistant.credit.values import Values
from assistant.policy.policy import house_policy
from ingestion.model.fact import Fact
from ingestion.taxonomy.taxonomy import taxonomy

LINES = {
    "monetary_funds": 80, "trading_financial_assets": 10, "notes_receivable": 20, "accounts_receivable": 180, "prepayments": 15,
    "other_receivables": 12, "inventories": 140, "total_current_assets": 470, "fixed_assets": 220, "construction_in_progress": 30,
    "intangible_assets": 35, "goodwill": 5, "total_assets": 800, "short_term_borrowings": 120, "notes_payable": 40, "accounts_payable": 130,
    "noncurrent_liabilities_due_within_1y": 30, "total_current_liabilities": 380, "long_term_borrowings": 70,
    "total_noncurrent_liabilities": 90, "total_liabilities": 470, "retained_earnings": 130, "surplus_reserve": 25, "total_equity": 330,
    "revenue": 720, "cost_of_sales": 576, "interest_expense": 12, "profit_before_tax": 37, "income_tax_expense": 6, "net_income": 31,
    "net_cash_operating": 20, "capex": 45, "depreciation": 24, "amortization": 4, "cash_received_from_sales": 745,
}  # fmt: skip
FIGURES = {
    "bureau_reports": 1, "bad_debt": 0, "bureau_overdue": 0, "special_mention_balance": 0, "past_overdue_months": 0, "legal_searched": 1,
    "defendant_suits_open": 1, "years_since_established": 7, "identity_verified": 1, "source_basis": 1, "dbt_weighted_12m": 12,
    "paid_invoices_12m": 12, "our_overdue": 0, "our_overdue_days": 0, "paydex": 70,
}  # fmt: skip


def main() -> None:
    """Print the seconds."""
    customers, years = (int(word) for word in (*sys.argv[1:], "1000", "5")[:2])
    made = [_customer(random.Random(seed), years) for seed in range(customers)]
    started = time.process_time()
    grades: dict[str, int] = {}
    for facts, periods in made:
        values = Values(facts, periods)
        for period in periods[:years]:
            grade = rescored(values, period)
            grades[grade] = grades.get(grade, 0) + 1
    spent = time.process_time() - started
    print(f"{customers} customers x {years} years: {spent:.1f} s CPU, {1000 * spent / customers / years:.2f} ms each")
    print(dict(sorted(grades.items())))


def rescored(values: Values, period: PeriodKey) -> str:
    """The grade of one customer and year."""
    case = {
        name: CaseFigure(name, Decimal(value), "audited" if name == "source_basis" else "")
        for name, value in FIGURES.items()
    }
    figures = Figures(values, period, case, house_policy(), "2025-04-30")
    words = {"zh": "", "en": ""}
    factors = [
        RiskFactor(
            id=name, names=words, category=name.split("-")[1], group=risk_definitions()[name].get("group", ""), state=state,
            severity=severity, explanation=words, counter_argument=words,
        )
        for name, (state, severity) in RiskReader(figures).states().items() if state == "fired"
    ]  # fmt: skip
    grade = grade_of(scorecard(figures), factors, figures)
    return f"{grade.grade} {limit_of(grade, factors, figures, CaseRecords()).binding}"


def _customer(dice: random.Random, years: int) -> tuple[list[ChosenFact], list[PeriodKey]]:
    ends = [f"{2024 - back}-12-31" for back in range(years + 1)]
    facts = []
    for end in ends:
        for name, value in LINES.items():
            statement = taxonomy().items[name].statement
            amount = str(round(value * dice.uniform(0.6, 1.4)) * 10**6)
            fact = Fact(
                id=f"{name}{end}", field=name, statement=statement, period_end=end, basis="consolidated",
                months=None if statement == "balance_sheet" else 12, value=amount, currency="CNY", printed=amount, label=name, page=1,
            )  # fmt: skip
            facts.append(ChosenFact(fact=fact, document="d", file="f", why="profile.why_only"))
    return facts, [PeriodKey(period_end=end, months=12, basis="consolidated", currency="CNY") for end in ends]


if __name__ == "__main__":
    main()
