from ingestion.check.consistency import between_papers, sizes_between
from ingestion.check.plausible import cross_statement, sizes_apart
from ingestion.check.statements import check_statements, rechecked
from ingestion.model.fact import Extraction, Fact, ProducedBy


def fact(
    field: str, value: int, end: str = "2024-12-31", months: int | None = None, name: str = "", **more: object
) -> Fact:
    statement = "balance_sheet" if months is None else "income_statement"
    return Fact(
        id=name or f"{field}{end}{months}", field=field, statement=statement, period_end=end, months=months, value=str(value),
        printed=f"{value:,}", label=field, page=1, box=(value % 500, 1, 9, 9), **more,
    )  # type: ignore[arg-type]  # fmt: skip


def paper(end: str, *facts: Fact) -> Extraction:
    return Extraction(
        produced_by=ProducedBy(version="1", taxonomy="t"),
        file=end,
        sha256=end,
        status="ok",
        period_end=end,
        facts=facts,
    )


def test_a_total_two_hundred_times_last_year_is_an_odd_size_and_one_below_is_not() -> None:
    now = fact("total_assets", 200_000)
    assert [(a.amount, b.amount) for a, b in sizes_apart([now, fact("total_assets", 1_000, "2023-12-31")])] == [
        (1000, 200000)
    ]
    assert sizes_apart([now, fact("total_assets", 1_001, "2023-12-31")]) == []


def test_a_profit_may_fall_to_a_two_hundredth_without_an_alarm() -> None:
    assert sizes_apart([fact("net_income", 1, months=12), fact("net_income", 900, "2023-12-31", 12)]) == []


def test_section_rows_are_added_without_the_parts_of_a_subtotal() -> None:
    rows = [
        fact("a", 30, name="a"),
        fact("b", 20, name="b"),
        fact("inventories", 50, name="c"),
        fact("monetary_funds", 10, name="d"),
    ]
    total = fact("total_current_assets", 60, name="t")
    sections = dict.fromkeys("abcd", "current_assets")
    found = [c for c in check_statements([*rows, total], sections) if c.id == "BS-4"]
    assert [(c.status, c.difference) for c in found] == [("ok", "0")]
    wrong = [f.model_copy(update={"value": "61"}) if f.id == "t" else f for f in (*rows, total)]
    assert next(c for c in rechecked(wrong, found) if c.id == "BS-4").difference == "1"


def test_an_increase_in_cash_may_hold_the_exchange_effect_or_stand_beside_it() -> None:
    def statuses(increase: int) -> dict[str, str]:
        rows = [("net_cash_operating", 50), ("net_cash_investing", -20), ("net_cash_financing", -10), ("fx_effect_on_cash", 5),
                ("net_increase_in_cash", increase), ("cash_begin", 100), ("cash_end", 125)]  # fmt: skip
        checks = check_statements([fact(name, value, months=12) for name, value in rows])
        return {c.id: c.status for c in checks if c.status != "not_testable"}

    assert statuses(25) == {"CF-2": "ok", "CF-3": "ok"}
    assert statuses(20) == {"CF-2": "ok", "CF-3": "ok"}
    assert statuses(40)["CF-2"] == "break"


def test_a_balance_sheet_total_and_its_twin_in_one_place_prove_nothing() -> None:
    one = fact("total_equity", 100, name="x")
    twin = fact("equity_attributable_to_parent", 100, name="y")
    assert [c.status for c in check_statements([one, twin]) if c.id == "BS-8"] == ["not_testable"]


def test_cash_of_the_flow_statement_above_the_balance_sheet_is_noted_and_never_breaks() -> None:
    facts = [fact("monetary_funds", 100), fact("cash_end", 130, months=12)]
    assert [(c.id, c.status) for c in cross_statement(facts)] == [("X-1", "minor")]
    assert [c.status for c in cross_statement([*facts, fact("restricted_cash", 40)])] == ["ok"]


def test_last_years_column_of_a_report_is_compared_with_last_years_report() -> None:
    old = paper("2023-12-31", fact("total_assets", 900, "2023-12-31", name="old"))
    new = paper("2024-12-31", fact("total_assets", 910, "2023-12-31", name="new"), fact("total_assets", 950))
    assert [(c.id, c.period_end, c.status, c.difference) for c in between_papers([old, new])] == [
        ("X-3", "2023-12-31", "break", "-10")
    ]


def test_a_half_year_report_opens_with_the_year_end_before() -> None:
    old = paper("2023-12-31", fact("total_assets", 900, "2023-12-31", name="old"))
    half = paper("2024-06-30", fact("total_assets", 900, "2023-12-31", name="new"))
    assert [(c.id, c.status) for c in between_papers([old, half])] == [("X-4", "ok")]


def test_two_quarters_make_the_half_year() -> None:
    first = paper("2024-03-31", fact("revenue", 100, "2024-03-31", 3))
    half = paper("2024-06-30", fact("revenue", 260, "2024-06-30", 6), fact("revenue", 160, "2024-06-30", 3))
    assert [(c.id, c.status) for c in between_papers([first, half])] == [("X-5", "ok")]


def test_one_figure_in_two_papers_of_different_unit_is_an_odd_size() -> None:
    old = paper("2023-12-31", fact("total_assets", 900, "2023-12-31", name="old"))
    new = paper("2024-12-31", fact("total_assets", 9_000_000, "2023-12-31", name="new"))
    assert [b.id for _, b in sizes_between([old, new])] == ["new"]
