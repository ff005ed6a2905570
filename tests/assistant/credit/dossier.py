"""The fictional customer of `dossier.toml` as figures for rules: statements in 万元 times 10,000, other figures given by name."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.credit.case_model import CaseRecords, CreditRequest, Security
from assistant.credit.figures import CaseFigure, Figures
from assistant.credit.gaps import case_values
from assistant.credit.judgement import Judgement, judge
from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey
from assistant.credit.risk_model import RiskFactor
from assistant.credit.risks import RiskReader
from assistant.credit.values import Values
from assistant.policy.policy import Policy, house_policy
from ingestion.model.fact import Fact
from ingestion.taxonomy.taxonomy import taxonomy

AS_OF = "2025-04-30"
NOW, BEFORE, EARLIER = "2024-12-31", "2023-12-31", "2022-12-31"
TEN_THOUSAND = 10**4
LINES = tomllib.loads(Path(__file__).with_name("dossier.toml").read_text("utf-8"))
CASE: dict[str, Any] = {
    "bureau_reports": 1, "bad_debt": 0, "bureau_overdue": 0, "bureau_overdue_months": 0, "special_mention_balance": 0,
    "loan_balance": 252000000, "past_overdue_months": 1, "legal_searched": 2, "defendant_suits_open": 1, "defendant_suits_12m": 1,
    "defendant_suit_amount": 1800000, "supplier_suits_6m": 1, "enforcement_open": 0, "enforcement_amount": 0, "dishonest_open": 0,
    "consumption_open": 0, "terminated_open": 0, "insolvency_open": 0, "years_since_established": Decimal(86) / 12,
    "identity_verified": 1, "source_basis": "audited", "audit_opinion": "unmodified", "opinion_modified": 0, "opinion_severe": 0,
    "going_concern": 0, "unaudited": 0, "dbt_weighted_12m": 15, "paid_invoices_12m": 12, "paydex": 60, "max_credit": 9000000,
    "requested_limit": 10000000, "asked_limit": 10000000, "request_purchases": 36000000, "request_terms_days": 60, "request_vat_pct": 13,
    "request_peak": "1.2", "our_overdue": 610000, "our_overdue_days": 45, "our_ar": 4000000, "limit_utilisation_pct": 105,
    "dbt_last_6m": "21.9", "dbt_before_6m": "8.5", "external_guarantee_amount": 99000000, "external_guarantee_npl": 0,
    "line_total": 240000000, "line_used": 180000000, "conflict_pct": 17, "restated_lines": 6, "restated_effect_pct": 0,
    "tax_revenue": 572000000, "entity_revenue": 610000000, "invalid_code_papers": 1, "invalid_code_contract": 0,
}  # fmt: skip
WITHOUT_LEDGER = (
    "dbt_weighted_12m",
    "paid_invoices_12m",
    "our_overdue",
    "our_overdue_days",
    "our_ar",
    "limit_utilisation_pct",
    "dbt_last_6m",
    "dbt_before_6m",
)
REQUEST = CreditRequest(
    requested_limit="10000000", currency="CNY", requested_terms_days=60, expected_purchases_12m="36000000", vat_rate_pct="13",
    peak_factor="1.2", current_limit="5000000", security_held=(Security(type="deposit", amount="1000000"),),
)  # fmt: skip


def fact(
    field: str, value: object, end: str, basis: str = "consolidated", scale: int = TEN_THOUSAND, currency: str = "CNY"
) -> ChosenFact:
    """One printed figure of a line; percentages are as printed."""
    line = taxonomy().items.get(field)
    statement = line.statement if line else "notes"
    percent = field.endswith("_pct")
    amount = Decimal(str(value)) * (1 if percent else scale)
    made = Fact(
        id=f"{field}-{end}-{basis}", field=field, statement=statement, period_end=end, basis=basis,
        months=12 if statement in ("income_statement", "cash_flow") else None, value=str(amount), unit="percent" if percent else "money",
        currency=None if percent else currency, scale=scale, printed=str(value), label=field, page=1, box=(1.0, 1.0, 2.0, 2.0),
    )  # type: ignore[arg-type]  # fmt: skip
    return ChosenFact(fact=made, document="d" * 64, file="report.pdf", why="profile.why_only")


def statement_facts(
    changes: Mapping[str, Any] | None = None,
    without: tuple[str, ...] = (),
    scale: int = TEN_THOUSAND,
    currency: str = "CNY",
) -> list[ChosenFact]:
    """The two years of the group with some lines changed or left out, and total assets of the year before them."""
    lines = {**LINES["group"], **(changes or {})}
    made = [
        fact(field, value, end, scale=scale, currency=currency)
        for field, pair in lines.items() if field not in without
        for value, end in zip(pair, (NOW, BEFORE, EARLIER), strict=False) if value is not None
    ]  # fmt: skip
    if "total_assets" not in without:
        made.append(fact("total_assets", 66000, EARLIER, scale=scale, currency=currency))
    return made


def case_figure(name: str, value: Any) -> CaseFigure:
    """A figure of the case by name; a word becomes its text."""
    if isinstance(value, str) and not value.replace(".", "").replace("-", "").isdigit():
        return CaseFigure(name, Decimal(1), value)
    return CaseFigure(name, Decimal(str(value)))


def figures(
    lines: Mapping[str, Any] | None = None, case: Mapping[str, Any] | None = None, without: tuple[str, ...] = (),
    base: Mapping[str, Any] = CASE, policy: Policy | None = None, scale: int = TEN_THOUSAND, currency: str = "CNY",
) -> Figures:  # fmt: skip
    """Lookups over the dossier with some lines and figures changed, or left out (`without`)."""
    facts = statement_facts(lines, without, scale, currency)
    periods = [PeriodKey(period_end=end, months=12, basis="consolidated", currency=currency) for end in (NOW, BEFORE)]
    known = {**base, **(case or {})}
    held = {
        name: case_figure(name, value) for name, value in known.items() if name not in without and value is not None
    }
    return Figures(Values(facts, periods), periods[0], held, policy or house_policy(), AS_OF)


def factors(found: Figures, **more: Any) -> list[RiskFactor]:
    """All factors over some figures."""
    return RiskReader(found, **more).all()


def judged(found: Figures, more: list[RiskFactor] | None = None, case: CaseRecords | None = None) -> Judgement:
    """The judgement over some figures."""
    return judge(found, factors(found) if more is None else more, case or CaseRecords(request=REQUEST))


def profile(found: Figures | None = None, request: CreditRequest | None = REQUEST) -> CreditProfile:
    """The dossier as a profile, ready for what-if."""
    found = found or figures()
    facts = statement_facts()
    made = factors(found, facts=facts)
    judgement = judge(found, made, CaseRecords(request=request))
    assert found.period is not None
    return CreditProfile(
        id="c", name="示例制造", as_of=AS_OF, facts=tuple(facts), judged=found.period.key, request=request,
        periods=tuple(PeriodKey(period_end=end, months=12, basis="consolidated", currency="CNY") for end in (NOW, BEFORE)),
        case_figures=tuple(case_values(found)), risk_factors=tuple(made), scorecard=judgement.scorecard, grade=judgement.grade,
        limit=judgement.limit, followups=judgement.followups, ability=judgement.ability, willingness=judgement.willingness,
    )  # fmt: skip
