"""Every identity holds on figures that fit, breaks on a planted fault, and is not testable without a member it needs."""

import pytest

from ingestion.check.plausible import cross_statement, group_and_parent
from ingestion.check.statements import IDENTITIES, OPTIONAL, SECTIONS, Terms, check_statements
from ingestion.model.fact import CheckResult, Fact

END, BEFORE = "2024-12-31", "2023-12-31"
WAYS = [(name, total, terms) for name, (total, ways) in IDENTITIES.items() for terms in ways]
IDS = [f"{name} {len(terms)}" for name, _, terms in WAYS]


def figure(name: str, value: int, *, flow: bool, end: str = END, basis: str = "consolidated") -> Fact:
    return Fact(
        id=f"{name}{end}{basis}", field=name, statement="cash_flow" if flow else "balance_sheet", period_end=end, months=12 if flow else None,
        basis=basis, gaap="prc", value=str(value), printed=f"{value:,}", label=name, page=1, method="table",
    )  # type: ignore[arg-type]  # fmt: skip


def fitting(name: str, total: str, terms: Terms) -> dict[str, int]:
    values = {term: 1000 + 37 * place * place for place, (term, _) in enumerate(terms)}
    return {**values, total: sum(values[term] * sign for term, sign in terms)}


def status(name: str, values: dict[str, int]) -> str:
    facts = [figure(field, value, flow=not name.startswith("BS")) for field, value in values.items()]
    return next(c.status for c in check_statements(facts) if c.id == name)


@pytest.mark.parametrize(("name", "total", "terms"), WAYS, ids=IDS)
def test_an_identity_holds_where_its_figures_fit(name: str, total: str, terms: Terms) -> None:
    assert status(name, fitting(name, total, terms)) == "ok"


@pytest.mark.parametrize(("name", "total", "terms"), WAYS, ids=IDS)
@pytest.mark.parametrize(
    "fault", [lambda v: int(f"{v}7"), lambda v: v * 1000, lambda v: v + 4321], ids=["glued digit", "unit", "row shift"]
)
def test_an_identity_breaks_on_a_planted_fault(name: str, total: str, terms: Terms, fault: "object") -> None:
    values = fitting(name, total, terms)
    values[terms[0][0]] = fault(values[terms[0][0]])  # type: ignore[operator]
    assert status(name, values) == "break"


@pytest.mark.parametrize(("name", "total", "terms"), WAYS, ids=IDS)
def test_an_identity_without_a_member_it_needs_is_not_testable(name: str, total: str, terms: Terms) -> None:
    needed = [term for term, _ in terms if term not in OPTIONAL]
    values = fitting(name, total, terms)
    if len(IDENTITIES[name][1]) == 1 and needed:
        del values[needed[0]]
        assert status(name, values) == "not_testable"


@pytest.mark.parametrize(("section", "check"), [(s, c) for s, (c, _) in SECTIONS.items()])
def test_the_rows_of_every_section_are_added_to_its_total(section: str, check: str) -> None:
    def of(last: int) -> str:
        rows = [figure(f"row{k}", v, flow=False) for k, v in enumerate((500, 70, last))]
        total = figure(SECTIONS[section][1], 600, flow=False)
        found = check_statements([*rows, total], {r.id: section for r in rows})
        return next(c.status for c in found if c.id == check)

    assert (of(30), of(30000), of(307)) == ("ok", "break", "break")


def across(**flows: int) -> dict[str, CheckResult]:
    balances = {
        BEFORE: {"retained_earnings": 1000, "surplus_reserve": 100, "total_equity": 5000, "accounts_receivable": 300, "monetary_funds": 900},
        END: {"retained_earnings": 1350, "surplus_reserve": 150, "total_equity": 5400, "accounts_receivable": 400, "monetary_funds": 950},
    }  # fmt: skip
    facts = [figure(n, v, flow=False, end=end) for end, column in balances.items() for n, v in column.items()]
    facts += [figure(n, v, flow=True) for n, v in flows.items()]
    return {c.id: c for c in cross_statement(facts) if c.period_end == END}


def test_what_the_statements_say_of_one_another_is_told_and_never_breaks() -> None:
    fits = across(
        net_income_parent=500, net_income=500, dividends_paid=100, cash_received_from_sales=2160, revenue=2000, cash_end=900,
        finance_costs_net=35, interest_expense=50, interest_income=15,
    )  # fmt: skip
    assert {name: c.status for name, c in fits.items()} == dict.fromkeys(("X-1", "X-2", "X-6", "X-9", "IS-6"), "ok")
    odd = across(
        net_income_parent=5000, net_income=5000, dividends_paid=100, cash_received_from_sales=9000, revenue=2000, cash_end=9900,
        finance_costs_net=350, interest_expense=50, interest_income=15,
    )  # fmt: skip
    assert {name: c.status for name, c in odd.items()} == dict.fromkeys(("X-1", "X-2", "X-6", "X-9", "IS-6"), "minor")


def test_a_parent_larger_than_its_group_is_told() -> None:
    def of(group: int, parent: int) -> str:
        facts = [figure("total_assets", group, flow=False), figure("total_assets", parent, flow=False, basis="parent")]
        (result,) = group_and_parent(facts)
        assert result.id == "X-10"
        return result.status

    assert (of(800, 738), of(738, 800)) == ("ok", "minor")
