"""Ledgers of every layout give the metrics that adding up document by document gives."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import receivables as book
from tests.builders.receivables import AS_OF, Account, Invoice, account, metrics
from tests.ingestion.extract.ledger.checked import check, read

ZH = ["日期", "单据类型", "单据编号", "核销发票", "到期日", "借方金额", "贷方金额"]
BOTH = ["日期 Date", "类型 Type", "单号 Document", "对应发票 Applies to", "到期日 Due", "应收 Debit", "已收 Credit"]
EN = ["Posting date", "Doc. type", "Document no.", "Applied to", "Due date", "Debit", "Credit"]


@pytest.mark.parametrize("heads", [ZH, BOTH, EN])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_list_of_documents_with_its_columns_in_any_order(heads: list[str], seed: int) -> None:
    accounts = account(seed)
    accounts.unapplied.append((date(2025, 9, 3), Decimal("1200.50")))
    order = random.Random(seed).sample(range(7), 7)
    rows = book.head_of(accounts) + book.transactions(accounts, order, heads)
    check(read(book.workbook([("AR", rows)])), accounts)


def test_subtotals_blank_rows_and_repeated_heads_count_for_nothing() -> None:
    accounts = account(3)
    table = book.transactions(accounts, range(7), BOTH)
    rows = book.head_of(accounts)
    for at in range(1, len(table), 12):
        rows += [
            table[0],
            *table[at : at + 12],
            [None, "小计 Subtotal", None, None, None, Decimal(999), Decimal(1)],
            [],
        ]
    rows.append(["合计 Total", None, None, None, None, Decimal("123456.78"), Decimal("1234.5")])
    check(read(book.workbook([("AR", rows)])), accounts)


@pytest.mark.parametrize(
    "day",
    [
        lambda d: d.strftime("%Y/%m/%d"), lambda d: d.strftime("%d/%m/%Y"), lambda d: d.strftime("%d.%m.%Y"),
        lambda d: f"{d.year}年{d.month}月{d.day}日", lambda d: d.strftime("%Y%m%d"), lambda d: d.strftime("%d-%b-%Y"),
        lambda d: d.strftime("%B %d, %Y"), lambda d: d.strftime("%m/%d/%Y"), lambda d: d.strftime("%d %b %y"),
    ],
)  # fmt: skip
def test_days_written_as_text_in_any_spelling(day: Any) -> None:
    accounts = account(4)
    rows = book.head_of(accounts) + book.transactions(accounts, range(7), BOTH, day)
    check(read(book.workbook([("AR", rows)])), accounts)


@pytest.mark.parametrize("form", ["negative", "bracketed", "minus_behind"])
def test_credit_notes_as_negative_amounts_in_the_debit_column(form: str) -> None:
    accounts = account(5)
    table = book.transactions(accounts, range(7), ZH)
    for row in table[1:]:
        if str(row[1]).startswith("红字"):
            amount = row[6]
            row[5] = {"negative": -amount, "bracketed": f"({amount:,})", "minus_behind": f"{amount}-"}[form]
            row[6] = None
            row[1] = None if form == "negative" else "发票"
    if form == "negative":
        for row in table:
            row[1] = None if row is not table[0] else row[1]
    rows = book.head_of(accounts) + table
    check(read(book.workbook([("往来", rows)])), accounts)


def open_items(accounts: Account) -> book.Rows:
    rows: book.Rows = [
        [
            "客户",
            "发票号",
            "发票日期",
            "到期日",
            "发票金额",
            "红字金额",
            "红字日期",
            "收款金额1",
            "收款日期1",
            "收款金额2",
            "收款日期2",
            "余额",
        ]
    ]
    for x in accounts.invoices:
        note = x.credits[0] if x.credits else (None, None)
        pairs = [v for d, a in x.receipts for v in (a, d)]
        left = x.amount - sum(a for _, a in (*x.credits, *x.receipts))
        rows.append(["甲公司", x.number, x.issued, x.due, x.amount, note[1], note[0], *(pairs + [None] * 4)[:4], left])
    return rows


def test_open_items_with_credit_notes_and_receipts_in_columns_of_their_own() -> None:
    accounts = account(6)
    check(read(book.workbook([("应收明细", book.head_of(accounts) + open_items(accounts))])), accounts)


def test_heads_on_two_rows_with_merged_cells() -> None:
    accounts = account(7)
    table = open_items(accounts)
    top = ["客户", "发票", None, None, None, "红字", None, "第一次收款", None, "第二次收款", None, "余额"]
    low = [None, "号码", "日期", "到期日", "金额", "金额", "日期", "金额", "日期", "金额", "日期", None]
    rows = [*book.head_of(accounts), top, low, *table[1:]]
    merges = [(0, 3, 1, 3, 4), (0, 3, 5, 3, 6), (0, 3, 7, 3, 8), (0, 3, 9, 3, 10), (0, 3, 0, 4, 0), (0, 3, 11, 4, 11)]
    check(read(book.workbook([("应收明细", rows)], merges)), accounts)


@pytest.mark.parametrize(
    "join",
    [
        lambda pairs: "; ".join(f"{d.isoformat()} {a:,}" for d, a in pairs),
        lambda pairs: "、".join(f"{a}({d.strftime('%Y/%m/%d')})" for d, a in pairs),
        lambda pairs: "\n".join(f"{d.year}年{d.month}月{d.day}日 收款{a:,}元" for d, a in pairs),
        lambda pairs: " + ".join(f"SK{k} {d.strftime('%d/%m/%Y')} {a}" for k, (d, a) in enumerate(pairs)),
    ],
)  # fmt: skip
def test_several_receipts_in_one_cell(join: Any) -> None:
    accounts = account(8)
    rows: book.Rows = [["Invoice no", "Invoice date", "Due date", "Amount", "Credit notes", "Payments received"]]
    for x in accounts.invoices:
        note = "; ".join(f"CN{x.number[2:]} {d.isoformat()} -{a}" for d, a in x.credits)
        rows.append([x.number, x.issued, x.due, x.amount, note or None, join(x.receipts) or None])
    check(read(book.workbook([("Receivables", book.head_of(accounts) + rows)])), accounts)


def test_receipts_and_credit_notes_on_sheets_of_their_own() -> None:
    accounts = account(9)
    invoices: book.Rows = [["发票日期", "发票号", "到期日", "价税合计"]]
    invoices += [[x.issued, x.number, x.due, x.amount] for x in accounts.invoices]
    receipts: book.Rows = [["收款日期", "收款单号", "对应发票", "收款金额"]]
    receipts += [[d, f"SK{k}", x.number, a] for x in accounts.invoices for k, (d, a) in enumerate(x.receipts)]
    notes: book.Rows = [["日期", "单号", "原发票", "金额"]]
    notes += [[d, f"HZ{x.number}", x.number, a] for x in accounts.invoices for d, a in x.credits]
    sheets = [("发票", book.head_of(accounts) + invoices), ("收款", receipts), ("红字发票", notes)]
    check(read(book.workbook(sheets)), accounts)


def test_further_payments_on_rows_below_their_invoice() -> None:
    accounts = account(10)
    rows: book.Rows = [["发票号", "开票日期", "到期日", "金额", "收款日期", "收款金额", "红字"]]
    plain = Account([Invoice(x.number, x.issued, x.due, x.amount, (), x.receipts) for x in accounts.invoices])
    for x in plain.invoices:
        first, *more = [*x.receipts, (None, None)][: max(1, len(x.receipts))]
        rows.append([x.number, x.issued, x.due, x.amount, *first, None])
        rows += [[None, None, None, None, d, a, None] for d, a in more]
    check(read(book.workbook([("应收台账", book.head_of(plain) + rows)])), plain)


def test_an_invoice_repeated_for_each_of_its_payments_counts_once() -> None:
    accounts = account(11)
    rows: book.Rows = [["Invoice", "Date", "Due", "Invoice amount", "Paid", "Paid date"]]
    plain = Account([Invoice(x.number, x.issued, x.due, x.amount, (), x.receipts) for x in accounts.invoices])
    for x in plain.invoices:
        rows += [[x.number, x.issued, x.due, x.amount, a, d] for d, a in x.receipts or ((None, None),)]
    check(read(book.workbook([("Ledger", book.head_of(plain) + rows)])), plain)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "gb18030"), (",", "gb18030")]
)
def test_a_csv_file_of_any_separator_and_encoding(separator: str, encoding: str) -> None:
    accounts = account(12)
    rows = [[f"截至日期：{AS_OF.isoformat()}"], ["币种：人民币"], *book.transactions(accounts, range(7), ZH)]
    check(read(book.delimited(rows, separator, encoding), "a.csv"), accounts)


def test_a_decimal_comma_with_points_between_thousands() -> None:
    accounts = account(13)
    table = book.transactions(accounts, range(7), EN, lambda d: d.strftime("%d.%m.%Y"))
    for row in table[1:]:
        for c in (5, 6):
            if row[c] is not None:
                row[c] = f"{row[c]:,}".replace(",", "~").replace(".", ",").replace("~", ".")
    rows = [["Statement date", AS_OF.strftime("%d.%m.%Y")], ["Currency", "EUR"], *table]
    check(read(book.delimited(rows, ";"), "a.csv"), accounts, "EUR")


def test_currencies_stay_apart_and_the_limit_takes_the_rate_of_the_file() -> None:
    yuan, dollars = account(14), account(15, currency="USD", prefix="US")
    table = [["单号", "币种", "开票日期", "到期日", "金额", "收款金额", "收款日期"]]
    both = [
        Invoice(x.number, x.issued, x.due, x.amount, (), x.receipts[:1], x.currency)
        for x in (*yuan.invoices, *dollars.invoices)
    ]
    for x in random.Random(1).sample(both, len(both)):
        d, a = x.receipts[0] if x.receipts else (None, None)
        table.append([x.number, {"CNY": "人民币", "USD": "美元"}[x.currency], x.issued, x.due, x.amount, a, d])
    limit = [
        ["信用额度", Decimal(9_000_000), "CNY"],
        ["未开票发货", Decimal(10_000)],
        ["未交订单", Decimal(5_000)],
        ["保证金", Decimal(100_000)],
        ["汇率 USD/CNY", Decimal("7.1")],
    ]
    got = read(book.workbook([("应收", [["截至", AS_OF], *table]), ("额度", limit)]))
    parts = {c: Account([x for x in both if x.currency == c]) for c in ("CNY", "USD")}
    assert got.ledger is not None
    assert got.ledger["currencies"] == {c: metrics(a) for c, a in parts.items()}
    total = (
        Decimal(metrics(parts["CNY"])["total_ar"]) + Decimal("7.1") * Decimal(metrics(parts["USD"])["total_ar"])
    ).quantize(Decimal("0.01"))
    assert got.ledger["limit"]["ar"] == str(total)
    used = ((total + 10_000 + 5_000 - 100_000) / 9_000_000 * 100).quantize(Decimal("0.0001"))
    assert got.ledger["limit"]["limit_utilisation_pct"] == str(used)


def test_amounts_in_ten_thousands_are_scaled_once() -> None:
    accounts = Account(
        [
            Invoice(
                "A1",
                date(2025, 5, 1),
                date(2025, 6, 1),
                Decimal("1695000"),
                (),
                ((date(2025, 7, 1), Decimal("1000000")),),
            )
        ]
    )
    rows = [
        ["截至", AS_OF, "单位：人民币万元"],
        ["发票号", "发票日期", "到期日", "金额", "收款金额", "收款日期"],
        ["A1", date(2025, 5, 1), date(2025, 6, 1), Decimal("169.5"), Decimal(100), date(2025, 7, 1)],
    ]
    check(read(book.workbook([("应收", rows)])), accounts)


def test_documents_after_the_day_of_the_ledger_do_not_count() -> None:
    accounts = account(16)
    later = Invoice("FP9999", date(2025, 10, 2), date(2025, 11, 2), Decimal(5000))
    paid_later = Account([*accounts.invoices, later])
    check(
        read(book.workbook([("AR", book.head_of(accounts) + book.transactions(paid_later, range(7), BOTH))])), accounts
    )


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_the_order_of_rows_and_columns_never_matters(seed: int) -> None:
    r = random.Random(seed)
    accounts = account(seed, 25)
    table = book.transactions(accounts, r.sample(range(7), 7), r.choice([ZH, BOTH, EN]))
    rows = [*book.head_of(accounts), table[0], *r.sample(table[1:], len(table) - 1)]
    check(read(book.workbook([("AR", rows)])), accounts)


def test_a_bank_statement_is_no_ledger() -> None:
    rows = [
        ["账户明细"],
        ["日期", "摘要", "借方", "贷方", "余额"],
        [date(2025, 1, 2), "货款", None, Decimal(100), Decimal(100)],
        [date(2025, 1, 3), "工资", Decimal(40), None, Decimal(60)],
    ]
    assert read(book.workbook([("明细", rows)])).ledger is None


def test_what_a_metric_opens_adds_up_to_it() -> None:
    accounts = account(17)
    got = read(book.workbook([("AR", book.head_of(accounts) + book.transactions(accounts, range(7), BOTH))]))
    facts = {f.id: f for f in got.facts}
    past = next(f for f in got.facts if f.field == "ledger_past_due")
    assert sum(facts[i].amount for i in past.inputs) == Decimal(metrics(accounts)["past_due"])
    rows = [f for f in got.facts if f.field == "ledger_receipt"]
    assert sum(f.amount for f in rows) == Decimal(metrics(accounts)["receipts_total"])
    assert all(f.locator and f.printed for f in rows)
