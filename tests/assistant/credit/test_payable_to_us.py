"""What a customer owes us, three ways: its notes, a confirmed balance, our ledger on the same day."""

from typing import Any

from assistant.credit.case_model import CaseRecords
from assistant.credit.judgement_model import ThreeWayRow
from assistant.credit.profile_model import CreditProfile
from ingestion.model.fact import Extraction, Fact
from tests.assistant.credit.test_three_way import END, leaf, paper, profile, row, statements

OURS = CaseRecords(our_names=("上海样例贸易有限公司",))


def note(
    value: str, label: str = "上海样例贸易有限公司", currency: str = "CNY", basis: str = "consolidated"
) -> Extraction:
    told = Fact(
        id=f"n-{label}-{basis}", field=None, statement="notes", period_end=END, basis=basis, value=value, currency=currency,
        printed=value, label=label, page=30, box=(1.0, 2.0, 3.0, 4.0),
    )  # type: ignore[arg-type]  # fmt: skip
    found = statements()
    return found.model_copy(update={"facts": (*found.facts, told)})


def ledger(today: str, then: str | None = None, as_of: str = "2025-04-30", **metrics: str) -> Extraction:
    base = paper("f", "ledger", {})
    facts = ()
    if then is not None:
        facts = (
            Fact(
                id="l-then", field="ledger_balance_at", statement="ledger", period_end=END, value=then, currency="CNY", printed=then,
                label="balance_at", page=1, method="derived",
            ),
        )  # fmt: skip
    return base.model_copy(
        update={
            "bureau": None,
            "facts": facts,
            "ledger": {"as_of": as_of, "currencies": {"CNY": {"total_ar": today, **metrics}}},
        }
    )


def confirmed(balance: str, day: str = END, who: str = "上海样例贸易有限公司") -> Extraction:
    record = {"supplier": leaf(who, "text"), "balance": leaf(balance), "as_of": leaf(day, "date")}
    return paper("9", "trade_reference", {"provider": "other", "trade_references": [record]})


def told(*papers: Extraction, case: CaseRecords = OURS) -> ThreeWayRow:
    found: CreditProfile = profile(*papers, case=case)
    return row(found, "trade_payable_to_us")


def test_our_ledger_is_read_on_the_day_of_the_statements_and_not_today() -> None:
    found = told(note("1000000"), ledger("1750000.00", "1000000.00"))
    assert [(v.source, v.value, v.date) for v in found.values] == [
        ("statements", "1000000", END),
        ("ledger", "1000000", END),
    ]
    assert (found.verdict, found.gap) == ("agrees", "0")
    assert found.values[1].evidence[0].fact == "l-then"


def test_a_gap_on_one_day_that_nothing_explains_is_told() -> None:
    found = told(note("1000000"), ledger("1750000.00", "1200000.00"))
    assert (found.verdict, found.gap, found.factor) == ("unexplained", "200000", "RF-DQ-04")


def test_a_ledger_that_reaches_no_such_day_leaves_the_gap_to_the_date() -> None:
    found = told(note("1000000"), ledger("1750000.00"))
    assert (found.verdict, found.values[1].date) == ("date", "2025-04-30")


def test_net_of_vat_in_their_books_is_told_so() -> None:
    assert told(note("1000000"), ledger("1", "1130000.00")).verdict == "vat"
    assert told(note("1000000"), ledger("1", "1150000.00")).verdict == "unexplained"
    assert told(note("1000000"), ledger("1", "1170000.00")).verdict == "unexplained", "17% ended in 2018"


def test_a_receipt_we_have_not_applied_yet_explains_a_gap_of_its_size() -> None:
    held = {"unapplied": "40000.00"}
    assert told(note("1000000"), ledger("1040000.00", as_of=END, **held)).verdict == "gross_net"
    assert told(note("1000000"), ledger("1070000.00", as_of=END, **held)).verdict == "unexplained"


def test_thousands_for_units_and_another_currency_are_told_apart() -> None:
    assert told(note("1000"), ledger("1", "1000000.00")).verdict == "unit"
    assert told(note("1000000", currency="USD"), ledger("1", "1000000.00")).verdict == "currency"


def test_a_confirmed_balance_is_held_against_the_ledger_of_its_own_day() -> None:
    found = told(note("1000000"), confirmed("1750000", "2025-04-30"), ledger("1750000.00", "1000000.00"))
    assert [(v.source, v.value, v.date) for v in found.values] == [
        ("statements", "1000000", END),
        ("other", "1750000", "2025-04-30"),
        ("ledger", "1000000", END),
        ("ledger", "1750000", "2025-04-30"),
    ]
    assert found.verdict == "agrees"


def test_a_confirmed_balance_that_differs_on_the_day_is_unexplained() -> None:
    assert told(note("1000000"), confirmed("900000"), ledger("1", "1000000.00")).verdict == "unexplained"


def test_balances_towards_others_are_not_ours_and_our_name_may_be_written_otherwise() -> None:
    other = [confirmed("5", who="上海样例物流有限公司"), ledger("9.00")]
    assert [v.source for v in told(note("7", label="上海另家贸易有限公司"), *other).values] == ["ledger"]
    bracketed = CaseRecords(our_names=("Harbour Trading (Shanghai) Co., Ltd.",))
    found = told(note("7", label="Harbour Trading（Shanghai）Co., Ltd."), ledger("9.00", "7.00"), case=bracketed)
    assert found.verdict == "agrees"


def test_a_policy_file_names_us_too() -> None:
    case: Any = CaseRecords(policy={"our_names": ["上海样例贸易有限公司"]})
    assert told(note("1000000"), ledger("1", "1000000.00"), case=case).verdict == "agrees"
