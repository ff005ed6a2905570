"""Twelve more ledgers as books and exports print them; each gives the metrics that adding up document by document gives."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ingestion.read import sheet
from tests.builders import receivables as book
from tests.builders.receivables import AS_OF, Account, account, metrics
from tests.ingestion.extract.ledger.checked import check, read

EXCEL_ZERO = date(1899, 12, 30)
Day = Callable[[date], Any]


def without_credits(accounts: Account) -> Account:
    return Account([replace(x, credits=()) for x in accounts.invoices], accounts.unapplied)


def shuffled(rows: book.Rows, seed: int) -> book.Rows:
    """The columns of a table in another order, the same for every row."""
    order = random.Random(seed).sample(range(len(rows[0])), len(rows[0]))
    return [[row[i] for i in order] for row in rows]


def left_of(x: book.Invoice) -> Decimal:
    return x.amount - sum((a for _, a in (*x.credits, *x.receipts)), Decimal(0))


@pytest.mark.parametrize(
    ("day", "seed"),
    [
        (lambda d: f"{d.year}.{d.month}.{d.day}", 31),
        (lambda d: f"{d.day}-{d:%b}-{d:%y}", 32),
        (lambda d: int(d.strftime("%Y%m%d")), 33),
        (lambda d: (d - EXCEL_ZERO).days, 34),
        (lambda d: f"{d:%b} {d.day}, {d.year}", 35),
        (lambda d: f"{d:%Y-%m-%d} 00:00:00", 36),
    ],
    ids=["2024.1.5", "5-Jan-24", "20240105 as a number", "serial number", "Jan 5, 2024", "with a time"],
)
def test_mixed_heads_in_any_order_with_days_of_every_spelling(day: Day, seed: int) -> None:
    accounts = account(seed)
    heads = ["Doc Date 单据日期", "业务类型 Tran. Type", "Voucher No 凭证编号", "冲销发票 Against invoice", "付款到期日 Maturity",
             "Debit 借方(元)", "贷方 Credit (RMB)"]  # fmt: skip
    table = book.transactions(accounts, random.Random(seed).sample(range(7), 7), heads, day)
    check(read(book.workbook([("往来明细", book.head_of(accounts) + table)])), accounts)


@pytest.mark.parametrize(
    "form",
    [lambda a: f"¥{a:,}", lambda a: f"￥ {a:,}", lambda a: f"RMB {a:,}", lambda a: f"{a:,} 元", lambda a: f" {a} "],
)
def test_amounts_as_text_with_sign_and_thousands(form: Callable[[Decimal], str]) -> None:
    accounts = account(37)
    table = book.transactions(
        accounts, range(7), ["记账日期", "单据类别", "单据号", "核销单号", "应收到期日", "应收", "已收"]
    )
    for row in table[1:]:
        row[5:] = [None if a is None else form(a) for a in row[5:]]
    check(read(book.workbook([("台账", book.head_of(accounts) + table)])), accounts)


def test_subtotals_named_after_the_customer_and_sums_in_every_spelling() -> None:
    accounts = without_credits(account(38))
    head = ["客户名称 Customer", "发票号 Invoice", "开票日 Issued", "到期日 Due", "发票金额 Amount", "回款日 Paid on",
            "回款金额 Paid", "未收 Open"]  # fmt: skip
    rows: book.Rows = [head]
    sums = [
        "甲公司 小计",
        "甲公司合计：",
        "Subtotal – 甲公司",
        "其中：本页小计",
        "截至本月累计",
        "GRAND TOTAL",
        "合 计",
    ]
    for at, x in enumerate(accounts.invoices):
        d, a = x.receipts[0] if x.receipts else (None, None)
        rows.append(["甲公司", x.number, x.issued, x.due, x.amount, d, a, left_of(x)])
        rows += [[None, None, None, None, None, d, a, None] for d, a in x.receipts[1:]]
        if at % 6 == 5:
            label = sums[at // 6 % len(sums)]
            rows.append([label, None, None, None, Decimal(99_999), None, Decimal(5), Decimal(7)])
    rows.append([None, sums[-1], None, None, Decimal(123), None, Decimal(4), Decimal(5)])
    check(read(book.workbook([("应收明细", book.head_of(accounts) + rows)])), accounts)


def test_a_customer_whose_name_begins_like_a_sum_is_no_sum() -> None:
    accounts = without_credits(account(39))
    rows: book.Rows = [["Customer", "Invoice no", "Invoice date", "Due date", "Amount", "Date paid", "Amount paid"]]
    for x in accounts.invoices:
        pairs = x.receipts or ((None, None),)
        rows += [["Total Gas & Power Ltd", x.number, x.issued, x.due, x.amount, d, a] for d, a in pairs]
    rows.append(["Total", None, None, None, Decimal(1), None, Decimal(2)])
    check(read(book.workbook([("Receivables", book.head_of(accounts) + rows)])), accounts)


def test_two_row_heads_of_both_languages_with_three_part_payments() -> None:
    accounts = without_credits(account(40))
    top = [
        "序号",
        "发票 Invoice",
        None,
        None,
        None,
        "第一期 1st",
        None,
        "第二期 2nd",
        None,
        "第三期 3rd",
        None,
        "余额 Balance",
        "备注",
    ]
    low = [
        None,
        "号码 No.",
        "开票日期 Date",
        "到期日 Due",
        "含税金额 Gross",
        *["收款日 Paid on", "收款额 Amount paid"] * 3,
        None,
        None,
    ]
    rows: book.Rows = [*book.head_of(accounts), top, low]
    for at, x in enumerate(accounts.invoices, 1):
        pairs = [v for pair in x.receipts for v in pair]
        rows.append([at, x.number, x.issued, x.due, x.amount, *(pairs + [None] * 6)[:6], left_of(x), None])
    merges = [(0, 3, 1, 3, 4), (0, 3, 5, 3, 6), (0, 3, 7, 3, 8), (0, 3, 9, 3, 10), (0, 3, 0, 4, 0), (0, 3, 11, 4, 11)]
    check(read(book.workbook([("应收台账", rows)], merges)), accounts)


def test_credit_notes_as_negative_invoices_that_name_the_invoice_in_the_remark() -> None:
    accounts = account(41)
    rows: book.Rows = [["摘要", "凭证日期", "发票编号", "信用期(天)", "价税合计", "核销金额", "核销日期"]]
    for x in accounts.invoices:
        d, a = x.receipts[0] if x.receipts else (None, None)
        rows.append(["销售", x.issued, x.number, (x.due - x.issued).days, x.amount, a, d])
        rows += [["销售", x.issued, x.number, (x.due - x.issued).days, x.amount, a, d] for d, a in x.receipts[1:]]
        rows += [[f"红冲{x.number}", d, f"HZ{x.number[2:]}", None, -a, None, None] for d, a in x.credits]
    check(read(book.workbook([("销售发票", book.head_of(accounts) + rows)])), accounts)


def test_payments_on_rows_of_their_own_that_repeat_the_number_of_the_invoice() -> None:
    accounts = account(42)
    rows: book.Rows = [["Ref", "Doc type", "Trans date", "Net due date", "Charges", "Credits"]]
    for x in accounts.invoices:
        rows.append([x.number, "INV", x.issued, x.due, x.amount, None])
        rows += [[x.number, "CN", d, None, None, a] for d, a in x.credits]
        rows += [[x.number, "PMT", d, None, None, a] for d, a in x.receipts]
    check(read(book.workbook([("Debtor ledger", book.head_of(accounts) + rows)])), accounts)


def test_currencies_before_the_amounts_and_in_a_column() -> None:
    yuan, dollars = without_credits(account(43)), without_credits(account(44, currency="USD", prefix="US"))
    rows: book.Rows = [["Invoice", "Billing date", "Due", "Invoice value", "Receipt amount", "Receipt date"]]
    for x in random.Random(2).sample([*yuan.invoices, *dollars.invoices], 80):
        code = x.currency
        for d, a in x.receipts or ((None, None),):
            rows.append([x.number, x.issued, x.due, f"{code} {x.amount:,}", None if a is None else f"{code} {a:,}", d])
    got = read(book.workbook([("Invoices", [["As at", AS_OF], *rows])]))
    assert got.ledger is not None
    assert got.ledger["currencies"] == {"CNY": metrics(yuan), "USD": metrics(dollars)}


def test_a_sheet_for_each_year_with_receipts_named_across_sheets() -> None:
    accounts = account(45)
    heads = ["日期", "类型", "单号", "对应发票", "到期日", "应收", "已收"]
    table = book.transactions(accounts, range(7), heads)
    years = sorted({row[0].year for row in table[1:]})
    sheets = [
        (f"{y}年", [[f"{y}年应收账款明细", "截至", AS_OF], table[0], *[r for r in table[1:] if r[0].year == y]])
        for y in years
    ]
    assert len(sheets) == 2
    check(read(book.workbook(sheets)), accounts)


def test_paid_amounts_without_a_day_count_as_paid_and_are_told() -> None:
    accounts = without_credits(account(46))
    rows: book.Rows = [["发票号码", "发票日期", "到期日", "发票金额", "已收金额", "收款日期"]]
    for x in accounts.invoices:
        paid = sum((a for _, a in x.receipts), Decimal(0))
        rows.append([x.number, x.issued, x.due, x.amount, paid or None, None])
    got = read(book.workbook([("应收台账", book.head_of(accounts) + rows)]))
    assert got.ledger is not None
    told, truth = got.ledger["currencies"]["CNY"], metrics(accounts)
    for name in ("total_ar", "past_due", "current_ar", "buckets", "sales_12m", "dso_countback", "best_possible_dso"):
        assert told[name] == truth[name]
    assert told["dbt_weighted"] is None
    assert "ledger_receipts_undated" in [p.code for p in got.problems]


def test_net_and_tax_columns_beside_the_gross_amount_and_days_overdue() -> None:
    accounts = account(47)
    rows: book.Rows = [["客户编码", "税额", "发票日", "不含税金额", "发票号", "最迟付款日", "含税总额", "折让金额", "折让日期",
                        "到账金额", "到账日", "剩余", "逾期天数", "账龄", "业务员"]]  # fmt: skip
    for x in accounts.invoices:
        note = x.credits[0] if x.credits else (None, None)
        net = (x.amount / Decimal("1.13")).quantize(Decimal("0.01"))
        for d, a in x.receipts or ((None, None),):
            rows.append(["C001", x.amount - net, x.issued, net, x.number, x.due, x.amount, note[1], note[0], a, d,
                         left_of(x), max(0, (AS_OF - x.due).days) or None, "1-30天", "王"])  # fmt: skip
            note = (None, None)
    check(read(book.workbook([("账龄", book.head_of(accounts) + shuffled(rows, 5))])), accounts)


def test_debit_and_credit_marks_behind_the_amount() -> None:
    accounts = account(48)
    rows: book.Rows = [
        ["Posting Date", "Document Type", "Document No.", "Applies-to Doc. No.", "Due Date", "Amount (CNY)"]
    ]
    for x in accounts.invoices:
        rows.append([f"{x.issued:%d/%m/%Y}", "Invoice", x.number, None, f"{x.due:%d/%m/%Y}", f"{x.amount:,} DR"])
        rows += [[f"{d:%d/%m/%Y}", "Credit Memo", f"CM{x.number}", x.number, None, f"{a:,} CR"] for d, a in x.credits]
        rows += [
            [f"{d:%d/%m/%Y}", "Payment", f"P{x.number}-{k}", x.number, None, f"{a:,} CR"]
            for k, (d, a) in enumerate(x.receipts)
        ]
    check(read(book.workbook([("Customer Ledger Entries", book.head_of(accounts) + rows)])), accounts)


def test_receipts_that_name_their_invoice_only_in_the_remark() -> None:
    accounts = account(49)
    rows: book.Rows = [["凭证日期", "凭证号", "摘要", "到期日", "借方金额", "贷方金额"]]
    for x in accounts.invoices:
        rows.append([x.issued, x.number, "销售产品", x.due, x.amount, None])
        rows += [[d, f"记-{x.number[2:]}", f"退货冲减{x.number}", None, None, a] for d, a in x.credits]
        rows += [
            [d, f"银-{x.number[2:]}{k}", f"收到货款（{x.number}）", None, None, a]
            for k, (d, a) in enumerate(x.receipts)
        ]
    check(read(book.workbook([("应收账款明细账", book.head_of(accounts) + rows)])), accounts)


def test_a_long_preamble_and_notes_under_the_table_are_no_rows() -> None:
    accounts = without_credits(account(50))
    rows: book.Rows = [
        ["某某贸易有限公司"], ["客户往来对账单 Statement of account"], ["致：甲公司财务部", None, "电话", "0571-88886666"],
        ["打印日期", date(2025, 10, 8)],
        ["截至日期：2025年9月30日"], ["币种：CNY", None, "单位：元"], [],
        ["Inv #", "Issued on", "Payable by", "Gross amount", "Cash received", "Cleared", "Remaining"],
    ]  # fmt: skip
    for x in accounts.invoices:
        for d, a in x.receipts or ((None, None),):
            rows.append([x.number, x.issued, x.due, x.amount, a, d, left_of(x)])
    rows += [[], ["合计", None, None, Decimal(1), Decimal(2), None, Decimal(3)], ["注：以上为含税金额，如有异议请于 7 日内回复"],
             ["制表：李", None, "复核：王", None, "日期：2025-10-08"]]  # fmt: skip
    check(read(book.workbook([("Sheet1", rows)])), accounts)


def test_a_payment_taken_back_is_a_negative_receipt() -> None:
    accounts = without_credits(account(51))
    first = next(i for i, x in enumerate(accounts.invoices) if x.receipts)
    x = accounts.invoices[first]
    day = min(AS_OF, x.receipts[-1][0] + timedelta(days=3))
    accounts.invoices[first] = replace(x, receipts=(*x.receipts, (day, -x.receipts[0][1])))
    rows: book.Rows = [["Invoice no.", "Invoice date", "Due date", "Invoice amount", "Payment date", "Payment amount"]]
    for x in accounts.invoices:
        rows += [[x.number, x.issued, x.due, x.amount, d, a] for d, a in x.receipts or ((None, None),)]
    check(read(book.workbook([("AR", book.head_of(accounts) + rows)])), accounts)


def test_an_opening_balance_is_told_and_no_invoice() -> None:
    accounts = account(52)
    heads = ["日期", "凭证类型", "凭证编号", "核销单号", "到期日", "借方", "贷方"]
    table = book.transactions(accounts, range(7), heads)
    opening = [date(2024, 7, 1), "期初余额", None, None, None, Decimal("123456.78"), None]
    got = read(book.workbook([("明细账", [*book.head_of(accounts), table[0], opening, *table[1:]])]))
    assert got.ledger is not None and got.ledger["currencies"]["CNY"] == metrics(accounts)
    assert "ledger_opening_left_out" in [p.code for p in got.problems]


def test_rows_beyond_the_limit_are_told_not_cut_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = account(53)
    rows = book.head_of(accounts) + book.transactions(
        accounts, range(7), ["日期", "类型", "单号", "对应发票", "到期日", "应收", "已收"]
    )
    data = book.workbook([("应收", rows)])
    monkeypatch.setattr(sheet, "GRID_ROWS", len(rows))
    assert read(data).status == "ok"
    monkeypatch.setattr(sheet, "GRID_ROWS", len(rows) - 1)
    got = read(data)
    assert got.status == "partial" and got.coverage[0].state == "partly_read"
    assert f"{len(rows) - 1}" in str(got.error) and "CSV" in str(got.error)
