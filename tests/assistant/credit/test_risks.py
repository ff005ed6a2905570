"""Factors that two years of statements suffice for: one case that fires, one that is clear, one that cannot be tested."""

from decimal import Decimal

import pytest

from assistant.credit.figures import CaseFigure, Figures
from assistant.credit.profile_model import ChosenFact, PeriodKey
from assistant.credit.risk_model import Dismissal, Evidence, RiskFactor
from assistant.credit.risks import RiskReader, followup_definitions, risk_definitions
from assistant.credit.values import Values
from assistant.policy.policy import house_policy
from ingestion.model.fact import CheckResult, Fact
from ingestion.taxonomy.taxonomy import taxonomy

NOW, BEFORE, EARLIER = "2024-12-31", "2023-12-31", "2022-12-31"
SOUND = {
    "total_current_assets": (300, 280), "inventories": (60, 58), "prepayments": (5, 5), "total_current_liabilities": (150, 145),
    "monetary_funds": (80, 75),
    "trading_financial_assets": (10, 10), "short_term_borrowings": (40, 40),
    "noncurrent_liabilities_due_within_1y": (10, 10), "long_term_borrowings": (50, 50), "bonds_payable": (0, 0),
    "lease_liabilities": (0, 0),
    "total_assets": (600, 570), "total_liabilities": (250, 245), "total_equity": (350, 325), "goodwill": (10, 10),
    "intangible_assets": (20, 20), "development_expenditure": (0, 0), "revenue": (500, 480), "cost_of_sales": (350, 336),
    "profit_before_tax": (60, 56), "interest_expense": (6, 6), "depreciation": (20, 19), "amortization": (2, 2),
    "net_income": (48, 45), "net_cash_operating": (55, 50), "cash_received_from_sales": (540, 520), "accounts_receivable": (70, 68),
}  # fmt: skip
FIRES = {
    "RF-LQ-01": ({"total_current_liabilities": (310, 145)}, "M"),
    "RF-LQ-02": ({"inventories": (230, 225)}, "M"),
    "RF-LQ-03": ({"total_current_liabilities": (310, 285)}, "M"),
    "RF-LQ-04": ({"monetary_funds": (12, 75)}, "M"),
    "RF-LV-01": ({"total_liabilities": (456, 245)}, "M"),
    "RF-LV-02": ({"total_equity": (-5, 10)}, "C"),
    "RF-LV-03": ({"short_term_borrowings": (90, 40)}, "M"),
    "RF-LV-04": ({"long_term_borrowings": (15, 50)}, "M"),
    "RF-LV-05": ({"interest_expense": (61, 6)}, "M"),
    "RF-LV-06": ({"long_term_borrowings": (500, 490)}, "M"),
    "RF-PR-01": ({"net_income": (-10, 45)}, "M"),
    "RF-PR-02": ({"cost_of_sales": (365, 336)}, "M"),
    "RF-PR-03": ({"revenue": (380, 480), "cost_of_sales": (266, 336)}, "M"),
    "RF-PR-05": ({"revenue": (530, 480), "net_income": (40, 45)}, "M"),
    "RF-CQ-01": ({"net_cash_operating": (-1, 50)}, "M"),
    "RF-CQ-02": ({"net_cash_operating": (23, 50)}, "M"),
    "RF-CQ-03": ({"cash_received_from_sales": (420, 520)}, "M"),
    "RF-CQ-04": ({"accounts_receivable": (85, 68)}, "M"),
    "RF-CQ-05": ({"inventories": (75, 58)}, "M"),
}
WORSE = {
    "RF-LQ-01": ({"total_current_liabilities": (500, 490)}, "H"),
    "RF-LQ-04": ({"monetary_funds": (2, 75)}, "H"),
    "RF-LV-01": ({"total_liabilities": (580, 245)}, "C"),
    "RF-LV-05": ({"profit_before_tax": (-7, 56)}, "C"),
    "RF-PR-01": ({"net_income": (-10, -3)}, "H"),
    "RF-CQ-01": ({"net_cash_operating": (-1, -2)}, "H"),
    "RF-CQ-02": ({"net_cash_operating": (-1, 50)}, "H"),
    "RF-CQ-04": ({"accounts_receivable": (95, 68)}, "H"),
}
EDGES = {  # exactly on the threshold: still clear, except where the rule includes it
    "RF-LQ-01": ({"total_current_liabilities": (300, 145)}, "clear"),
    "RF-LV-01": ({"total_liabilities": (450, 245)}, "clear"),
    "RF-LV-04": ({"short_term_borrowings": (140, 40)}, "clear"),
    "RF-PR-02": ({"cost_of_sales": (365, 336), "revenue": (500, 480)}, "fired"),
    "RF-PR-03": ({"revenue": (384, 480)}, "fired"),
    "RF-CQ-02": ({"net_cash_operating": (24, 50)}, "clear"),
}  # fmt: skip


def chosen(field: str, value: int, end: str) -> ChosenFact:
    line = taxonomy().items[field]
    flow = line.statement != "balance_sheet"
    fact = Fact(
        id=f"{field}-{end}", field=field, statement=line.statement, period_end=end, months=12 if flow else None,
        basis="consolidated", value=str(value), currency="CNY", printed=str(value), label=field, page=1, box=(1.0, 1.0, 2.0, 2.0),
    )  # fmt: skip
    return ChosenFact(fact=fact, document="d", file="a.pdf", why="profile.why_only")


def read(
    changes: dict[str, tuple[int, int]] | None = None,
    without: str = "",
    checks: tuple[CheckResult, ...] = (),
    dismissed: dict[str, Dismissal] | None = None,
) -> dict[str, RiskFactor]:
    lines = {k: v for k, v in {**SOUND, **(changes or {})}.items() if k != without}
    facts = [chosen(f, v, end) for f, pair in lines.items() for v, end in zip(pair, (NOW, BEFORE), strict=True)]
    periods = [PeriodKey(period_end=end, months=12, basis="consolidated", currency="CNY") for end in (NOW, BEFORE)]
    figures = Figures(Values(facts, periods), periods[0], {}, house_policy(), "2025-04-30")
    reader = RiskReader(figures, facts, checks, dismissed or {})
    return {factor.id: factor for factor in reader.all()}


def test_the_whole_catalogue_is_there() -> None:
    assert len(risk_definitions()) == 104


def test_a_sound_customer_fires_nothing() -> None:
    found = read(checks=(CheckResult(id="BS-1", period_end=NOW, status="ok"),))
    assert [f.id for f in found.values() if f.state == "fired"] == []
    assert {found[name].state for name in FIRES} == {"clear"}


@pytest.mark.parametrize("name", FIRES)
def test_fires(name: str) -> None:
    changes, severity = FIRES[name]
    factor = read(changes)[name]
    assert (factor.state, factor.severity) == ("fired", severity)
    assert factor.evidence and all(e.page and e.box for e in factor.evidence)
    assert "—" not in factor.explanation["zh"] and "{" not in factor.explanation["en"]


@pytest.mark.parametrize("name", WORSE)
def test_worse_is_severer(name: str) -> None:
    changes, severity = WORSE[name]
    assert read(changes)[name].severity == severity


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    changes, state = EDGES[name]
    assert read(changes)[name].state == state


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("RF-LQ-01", "total_current_assets"), ("RF-LQ-02", "inventories"), ("RF-LQ-03", "total_current_liabilities"),
        ("RF-LQ-04", "monetary_funds"), ("RF-LV-01", "total_liabilities"), ("RF-LV-03", "revenue"),
        ("RF-LV-04", "long_term_borrowings"), ("RF-LV-05", "profit_before_tax"), ("RF-LV-06", "profit_before_tax"),
        ("RF-PR-01", "net_income"), ("RF-PR-02", "cost_of_sales"), ("RF-PR-03", "revenue"), ("RF-PR-05", "net_income"),
        ("RF-CQ-01", "net_cash_operating"), ("RF-CQ-02", "net_cash_operating"), ("RF-CQ-03", "cash_received_from_sales"),
        ("RF-CQ-04", "accounts_receivable"), ("RF-CQ-05", "inventories"), ("RF-LV-02", "total_equity"),
    ],
)  # fmt: skip
def test_a_missing_line_is_never_clear(name: str, lacking: str) -> None:
    factor = read(FIRES[name][0], without=lacking)[name]
    assert factor.state == "not_testable"
    assert lacking in factor.missing
    assert factor.severity is None


def test_no_debt_is_clear() -> None:
    nothing = dict.fromkeys(
        ("short_term_borrowings", "noncurrent_liabilities_due_within_1y", "long_term_borrowings"), (0, 0)
    )
    found = read({**nothing, "interest_expense": (0, 0)})
    assert found["RF-LV-05"].state == found["RF-LV-06"].state == found["RF-LQ-04"].state == "clear"


@pytest.mark.parametrize(("status", "state"), [("break", "fired"), ("ok", "clear"), ("not_testable", "not_testable")])
def test_identities(status: str, state: str) -> None:
    check = CheckResult(id="BS-1", period_end=NOW, status=status, facts=(f"total_assets-{NOW}",))  # type: ignore[arg-type]
    assert read(checks=(check,))["RF-AM-03"].state == state


def test_every_check_that_a_factor_names_is_in_the_catalogue() -> None:
    named = {f for d in risk_definitions().values() for f in d["followups"]}
    assert named <= set(followup_definitions())
    assert all(
        set(d["names"]) == {"zh", "en"} == set(d["counter"]) == set(d["explain"]) for d in risk_definitions().values()
    )


def test_a_record_that_the_subject_disputes_is_told_so_and_still_counts() -> None:
    place = Evidence(fact="", name="bad_debt", document="b", file="b.pdf", page=1, label="", printed="5", value="5")
    note = place.model_copy(update={"name": "dispute_notes", "value": "该笔贷款已于三月结清"})
    case = {
        "bad_debt": CaseFigure("bad_debt", Decimal(5), "", None, (place,)),
        "dispute_notes": CaseFigure("dispute_notes", Decimal(1), "", None, (note,)),
    }
    reader = RiskReader(Figures(Values([], []), None, case, house_policy(), "2025-04-30"))
    factor = reader.factor("RF-BR-01")
    assert (factor.state, factor.severity) == ("disputed", "C")
    assert reader.factor("RF-DQ-07").severity == "info"
    other = {
        **case,
        "dispute_notes": CaseFigure(
            "dispute_notes", Decimal(1), "", None, (note.model_copy(update={"document": "c"}),)
        ),
    }
    assert (
        RiskReader(Figures(Values([], []), None, other, house_policy(), "2025-04-30")).factor("RF-BR-01").state
        == "fired"
    )
